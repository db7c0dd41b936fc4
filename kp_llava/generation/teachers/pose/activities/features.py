"""The parts of a pose and of the scene that an answer reasons from, each with a clause that names it."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from dataclasses import dataclass

from .....annotations.skeleton import SIDES
from .....poses.people import People
from ..captions.actions import Action, find_acts
from ..captions.ground import find_poles
from ..captions.groups import speaks_of_steps
from ..captions.looks import find_age, find_clothes, find_lap
from ..captions.scenery import speaks_of
from ..clauses.words import short
from ..frame.group import are_hand_in_hand
from ..reading import Reading
from ..speaker import Speaker, capital, conjugate

_PETS = ("dog", "cat")
_CROWD = re.compile(
    r"\b(?:crowds?|spectators?|audience|fans|onlookers|in the stands|people (?:\w+ly )?(?:surrounding|around|watching|looking on))\b",
    re.I,
)
_TRICK = re.compile(
    r"\b(?:do(?:es|ing)|perform(?:s|ing)?|practic(?:es|ing)) (?:an? |some )?(?:\w+ )?(?:tricks?|stunts?)\b", re.I
)
_STILL = ("straight legs", "wide stance", "narrow stance", "standing")
"""What would make somebody stand still of whom captions may say that they walk."""
_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Feature:
    """One part of a pose, or something around that bears on it.

    Attributes:
        key: as scripts name it: ``"bent knees"``.
        because: a clause that names it, as in ``"{his} knees are bent"``.
        side: of the limb, where it is one.
        thing: what it is about: something held, sat on, worn, or the side of the picture.
    """

    key: str
    because: str
    side: str = ""
    thing: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that scripts may have for it, the closest first: ``("holds knife", "holds")``."""
        return (f"{self.key} {self.thing}", self.key) if self.thing else (self.key,)


def find_features(people: People, who: Speaker, reading: Reading, action: Action | None = None) -> list[Feature]:
    """What is known of one person's pose, and what is around, in the order in which it is seen.

    Args:
        people: of the scene.
        who: the person.
        reading: of the person.
        action: what captions say that the person does, or None.
    """
    found = [*_hands(reading), *_legs(reading), *_arms(reading), *_whole(reading), *_head(reading)]
    found += [Feature("touch", f"a {thing} is close to {{his}} {side} hand", side, thing)
              for side, thing in reading.touched.items() if thing in _PETS]  # fmt: skip
    if any(feature.key in ("lifted leg", "step") for feature in found):
        found = [feature for feature in found if feature.key != "standing"]  # who moves does not just stand there
    if reading.board is None and speaks_of_steps(people.scene.captions):
        found = [feature for feature in found if feature.key not in _STILL]
    if any("wheelchair" in caption.lower() for caption in people.scene.captions):
        found = [feature for feature in found if feature.key != "sitting"]  # nobody says what getting up would take
    if action is not None and action.base == "ride":  # the camera may well be on the way ahead
        found = [feature for feature in found if feature.key != "facing"]
    if are_hand_in_hand(people):
        found.append(Feature("hand in hand", "the two are holding hands"))
    if not who.is_subject:
        return found
    if action is not None:
        thing = re.sub(r"^\w+ing(?: (?:an?|the|his|her|their)\b)?", "", action.gerund).strip()
        found.append(Feature("does", f"{{he}} {{is}} {action.gerund}", "", short(thing)))
    around = _around(people, who, reading)
    if any(feature.key == "leans on" for feature in around):  # who leans on something does not just stand there
        found = [feature for feature in found if feature.key not in ("upright", "standing", "straight legs")]
    if any(feature.key == "trick" for feature in around):
        found = [feature for feature in found if feature.key != "upright"]
    return found + around


_HELD_WAYS = {"raised": ("up", "raised "), "above the head": ("up", "raised "), "bent": ("bent", "")}
"""The state of an arm whose hand holds something -> how that is called, so that no script takes the other arm for it."""


def _hands(reading: Reading) -> list[Feature]:
    found = []
    for thing, sides in reading.held.items():
        name = short(thing)
        if len(sides) == len(SIDES):
            found.append(Feature("grips", f"{{he}} {{has}} both hands on the {name}", "", name))
        else:
            found.append(Feature("holds", f"{{he}} {{has}} the {name} in {{his}} {sides[0]} hand", sides[0], name))
            way = _HELD_WAYS.get(reading.arms.get(sides[0], ""))
            if way is not None:
                because = f"{{he}} {{has}} the {name} in {{his}} {way[1]}{sides[0]} hand"
                found.append(Feature(f"holds {way[0]}", because, sides[0], name))
    return found


def _legs(reading: Reading) -> list[Feature]:
    legs = reading.legs
    if reading.posture == "lying":
        return _lying(reading)
    if reading.posture not in ("standing", None):
        return []
    found = [
        Feature("lifted leg", f"{{his}} {side} leg is lifted", side) for side in SIDES if legs.get(side) == "lifted"
    ]
    bent = [side for side in SIDES if legs.get(side) == "bent"]
    if len(bent) == len(SIDES):
        found.append(Feature("bent knees", "{his} knees are bent"))
    elif bent:
        found.append(Feature("bent knee", f"{{his}} {bent[0]} knee is bent", bent[0]))
    if legs.get("left") == legs.get("right") == "straight":
        found.append(Feature("straight legs", "{his} legs are straight"))
    if reading.board == "skis" and reading.stance == "apart":
        return found  # skis are always some way apart, and one may be ahead
    stances = {
        "apart": Feature("wide stance", "{his} feet are apart"),
        "together": Feature("narrow stance", "{his} feet are close together"),
        "striding": Feature("step", "one foot is ahead of the other"),
    }
    return [*found, *(stance for state, stance in stances.items() if state == reading.stance)]


def _lying(reading: Reading) -> list[Feature]:
    """What legs and arms do while somebody lies."""
    bent = [side for side in SIDES if reading.legs.get(side) == "bent"]
    raised = [side for side in SIDES if reading.arms.get(side) in ("above the head", "raised")]
    past = [side for side in raised if side not in reading.bent]
    found = []
    if bent:
        found.append(Feature("drawn up", f"{{his}} {bent[0]} knee is bent", bent[0]))
    elif list(reading.legs.values()) == ["straight", "straight"]:
        found.append(Feature("stretched out", "{his} legs are straight"))
    if past:
        found.append(Feature("arm past head", f"{{his}} {past[0]} arm is stretched out past {{his}} shoulder", past[0]))
    return found


_ARMS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("up", ("above the head", "raised"), "{his} arms are raised", "{his} {side} arm is raised"),
    ("out", ("out to the side", "reaching to the viewer's left", "reaching to the viewer's right"),
     "{his} arms are stretched out", "{his} {side} arm is stretched out"),
    ("at head", ("near the face", "at the head"), "{his} hands are at {his} head", "{his} {side} hand is at {his} head"),
    ("on hip", ("on the hip",), "{his} hands are on {his} hips", "{his} {side} hand is on {his} hip"),
    ("hanging", ("hanging",), "{his} arms are hanging down", "{his} {side} arm is hanging down"),
    ("bent", ("bent", "in front of the chest"), "{his} arms are bent", "{his} {side} arm is bent"),
)  # fmt: skip


def _arms(reading: Reading) -> list[Feature]:
    found: list[Feature] = []
    if reading.posture == "lying":
        return found  # up and down are those of the body then
    for name, states, both, one in _ARMS:
        sides = [side for side in SIDES if reading.arms.get(side) in states]
        if len(sides) == len(SIDES):
            found.append(Feature(f"arms {name}", both))
        elif sides:
            found.append(Feature(f"arm {name}", one.replace("{side}", sides[0]), sides[0]))
    level = next((side for side in SIDES if side in reading.at_shoulder and side in reading.bent), None)
    if level is not None:
        found.append(Feature("arm level", f"{{his}} {level} arm is at shoulder height", level))
    return found


def _whole(reading: Reading) -> list[Feature]:
    found = []
    trunk = reading.trunk or ""
    if trunk == "upright":
        found.append(Feature("upright", "{his} back is upright"))
    elif trunk == "bent over":
        found.append(Feature("bent over", "{he} {is} bent over"))
    elif trunk.startswith("leaning"):
        way = trunk.split()[-1]
        found.append(Feature("lean", f"{{he}} {{leans}} to the {way} side of the picture", "", way))
    postures = {
        "standing": "{he} {is} on {his} feet",
        "sitting": f"{{he}} {{is}} sitting on the {short(reading.seat)}" if reading.seat else "{he} {is} sitting",
        "lying": "{he} {is} lying down",
        "kneeling": "{he} {is} on {his} knees",
        "crouching": "{he} {is} crouching",
        "airborne": "{he} {is} in the air",
    }
    if reading.gait is not None:
        if reading.body == "facing the viewer":
            found.append(Feature("comes", f"{{he}} {{is}} {reading.gait} toward the camera"))
    elif reading.posture in postures:
        found.append(Feature(reading.posture, postures[reading.posture], "", reading.seat or ""))
    return found


def _head(reading: Reading) -> list[Feature]:
    body, head = reading.body or "", reading.head or ""
    found = []
    if head == "facing the viewer":
        found.append(Feature("facing", "{his} face is turned to the camera"))
    elif body == "facing away":
        found.append(Feature("behind", "{he} {is} facing away from the camera"))
    if head.startswith("turned to"):
        way = head.split()[-1]
        if reading.target is not None and reading.is_free_to_look:
            target = reading.target
            found.append(Feature("looks at", f"{{his}} head is turned to {target}", way, target.removeprefix("the ")))
        elif body in ("facing the viewer", "facing away"):
            found.append(Feature("looks aside", f"{{his}} head is turned to the {way}", way, way))
        found.append(Feature("looks", f"{{his}} head is turned to the {way} side of the picture", "", way))
    return found


def _around(people: People, who: Speaker, reading: Reading) -> list[Feature]:
    scene, captions = people.scene, people.scene.captions
    found = []
    for pet in _PETS:
        if speaks_of(captions, pet) and sum(o.category == pet for o in scene.objects) == 1 and pet not in reading.held:
            found.append(Feature("pet", f"the {pet} is so close", "", pet))
    worn, lap = find_clothes(captions), find_lap(captions)
    if any(re.search(r"\bwearing (?:an? )?(?:\w+ )?helmet\b", caption, re.I) for caption in captions):
        found.append(Feature("helmet", "{he} {is} wearing a helmet"))
    elif worn is not None:
        found.append(
            Feature("clothes", f"{{he}} {{is}} wearing {worn}", "", worn.removeprefix("a ").removeprefix("an "))
        )
    if who.noun in ("boy", "girl", "child") and find_age(captions) == "little":
        found.append(Feature("small child", "{he} {is} still so small"))
    leans = next((act for act in find_acts(captions) if act.base == "lean"), None)
    if leans is not None:
        found.append(Feature("leans on", f"{{he}} {{is}} {leans.gerund}", "", leans.gerund.split()[-1]))
    if reading.board == "skis" and find_poles(captions):
        found.append(Feature("poles", "{he} {has} poles in {his} hands"))
    is_back = reading.body == "facing away"  # whose eyes nobody sees
    if not is_back and any(act.gerund.endswith(" at others") for act in find_acts(captions)):
        found.append(Feature("looks on", "{he} {is} looking at the others"))
    if any(_TRICK.search(caption) for caption in captions):
        found.append(Feature("trick", "{he} {is} in the middle of a trick"))
    if lap is not None:
        thing = lap.rpartition(" ")[0]
        found.append(Feature("lap", f"{{he}} {{has}} {lap} {{his}} lap", "", re.sub(r"^(?:an?) ", "", thing)))
    if sum(bool(_CROWD.search(caption)) for caption in captions) and len(scene.people) > 3:
        found.append(Feature("crowd", "so many people are watching"))
    if reading.cover is not None:
        found.append(Feature("cover", f"{{he}} {{is}} under the {reading.cover}", "", reading.cover))
    return found


_PLACE = re.compile(r"\{(\w+)\}")


def fill(text: str, who: Speaker, feature: Feature | None = None, **more: str) -> str:
    """A wording with its pronouns, verbs, side and thing: ``"{he} {keeps} {his} weight low"``.

    Args:
        text: words in braces are pronouns, values, or verbs in the third person singular.
        who: gives the pronouns and the number of the verbs.
        feature: gives ``{side}``, ``{other}`` (the other side) and ``{thing}``.
        more: further values.
    """
    words = {
        "he": who.subj,
        "his": who.poss,
        "him": who.obj,
        "himself": who.reflexive,
        "name": who.name,
        "noun": who.noun,
        **more,
    }
    if feature is not None:
        words |= {"side": feature.side, "other": _OTHER.get(feature.side, ""), "thing": feature.thing}

    def put(match: re.Match[str]) -> str:
        word = match.group(1)
        low = word[0].lower() + word[1:]
        said = words[low] if low in words else conjugate(_base(low), who.is_plural)
        return said if word == low else capital(said)

    return capital(_PLACE.sub(put, text))


_BASES = {"is": "be", "has": "have", "does": "do", "goes": "go"}


def _base(verb: str) -> str:
    """``"leans"`` -> ``"lean"``."""
    if verb in _BASES:
        return _BASES[verb]
    if verb.endswith(("shes", "ches", "sses", "xes")):
        return verb[:-2]
    return verb[:-3] + "y" if verb.endswith("ies") and len(verb) > 4 else verb[:-1]
