"""What a picture shows of a person: how high the hands are, how much of the body is seen, where, and in what clothes."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections.abc import Sequence

from .....annotations.scene import Scene, SceneObject
from .....annotations.skeleton import SIDES
from .....poses.body import Body
from .....poses.people import People
from .....poses.places import are_seen, hand_level, is_hand_before_body
from ..captions.actions import find_acts, say_act
from ..captions.looks import find_clothes, find_hair, find_lap, find_leather, find_worn_by_all
from ..captions.scenery import find_near, is_crowd, speaks_of
from ..captions.text import PLURALS
from ..reading import Reading
from ..speaker import Speaker, capital, conjugate
from ..wording import Chooser
from .limbs import face_heights

_EDGE = 0.985  # of the picture: a box that ends beyond is cut off by the edge
_NEAR, _FAR = 0.75, 0.3  # of the picture's height: somebody this tall is close to the camera, or some way off
_CLEARLY_NOT = 0.99  # the confidence from which a state is said not to hold
_HEAD = ("nose", "left eye", "right eye", "left ear", "right ear")


def clothes_sentence(people: People, who: Speaker) -> str | None:
    """What the one whom the captions are about wears or has on the lap, as a caption has it."""
    if not who.is_subject:
        return None
    worn, had = find_clothes(people.scene.captions), find_lap(people.scene.captions)
    be, have = ("are", "have") if who.is_plural else ("is", "has")
    found = [f"{be} wearing {worn}"] if worn else []
    leather = find_leather(people.scene.captions)
    found += [f"{be} dressed in {leather}"] if leather and "leather" not in (worn or "") else []
    found += [f"{have} {had} {who.poss} lap"] if had else []
    return f"{capital(who.subj)} {' and '.join(found)}." if found else None


_DOES = re.compile(r"\b(?:is|are|and) (?!facing|sitting|standing|lying|kneeling|crouching|leaning|keeping)\w+ing\b")
_KITCHEN, _CUTTING = ("prepare", "cook"), ("cutting", "chopping", "cooking", "preparing")
_AT_IT = ("hold", "use")
_LOOKS_AT_CAMERA = re.compile(r"\b(?:camera|viewer|photographer|lens)\b")


def acts_sentence(people: People, who: Speaker, reading: Reading, said: str) -> str | None:
    """What else the one whom the captions are about does, as far as the text does not say it and the head fits."""
    if not who.is_subject:
        return None
    found: list[str] = []
    said = said.lower().replace("racket", "racquet")
    acts = find_acts(people.scene.captions)
    for act in acts:
        if act.gerund.endswith(" at others"):
            continue  # what follows from it says it
        if (act.base == "hold" and reading.held) or (act.base in _KITCHEN and any(verb in said for verb in _CUTTING)):
            continue
        thing = act.gerund.split()[-1]
        verb = act.gerund.split()[0]
        if act.base == "hold" and any(one.category.split()[-1] == thing for one in people.scene.objects):
            continue  # its box is not at the hands
        if any(
            thing == one.split()[-1].replace("racket", "racquet") or thing == one.split()[-1] for one in reading.held
        ):
            continue  # the hands say it
        is_at_camera = _LOOKS_AT_CAMERA.search(act.gerund) is not None
        if act.base in _AT_IT and any(one.gerund.startswith("playing ") for one in acts):
            continue  # who plays an instrument holds it
        is_unfit = act.base == "look" and is_at_camera != (reading.head == "facing the viewer")
        is_named = thing != verb and act.base != "smile"
        is_said = verb in said or (is_named and re.search(rf"\b{re.escape(thing.rstrip('s'))}", said))
        if is_unfit or is_said or any(thing in other for other in found):
            continue
        found.append(say_act(act))
    if not found:
        return None
    be = "are" if who.is_plural else "is"
    return (
        f"{capital(who.subj)} {be} {'also ' if _DOES.search(said.partition('.')[0]) else ''}{' and '.join(found[:2])}."
    )


def hair_sentence(people: People, who: Speaker) -> str | None:
    """Hair or beard of the only person, as a caption has it."""
    hair = find_hair(people.scene.captions) if len(people.all) == 1 else None
    return f"{capital(who.subj)} {'have' if who.is_plural else 'has'} {hair}." if hair else None


def extent(people: People, who: Speaker) -> str | None:
    """How much of a person the picture shows: ``"from head to foot"``, ``"down to the knees"``; None where unsure."""
    body = people.bodies[who.person.annotation_id]
    if body is None or not any(name in body.points for name in _HEAD):
        return None

    def has(joint: str) -> bool:
        return any(f"{side} {joint}" in body.points for side in SIDES)

    box, scene = who.person.bbox_xywh, people.scene
    if has("ankle"):
        is_whole = all(are_seen(body, f"{side} ankle") for side in SIDES) and not _is_cut_aside(box, scene)
        return "from head to foot" if is_whole and box[1] + box[3] < _EDGE * scene.height else None
    if box[1] + box[3] < _EDGE * scene.height:
        return None  # something in front hides the rest
    if has("knee"):
        return "down to the knees"
    return "down to the hips" if has("hip") else None


def _is_cut_aside(box: tuple[float, float, float, float], scene: Scene) -> bool:
    """Whether the left or the right edge of the picture cuts somebody off."""
    return box[0] < (1 - _EDGE) * scene.width or box[0] + box[2] > _EDGE * scene.width


def extent_sentence(people: People, who: Speaker, choose: Chooser) -> str | None:
    """The same as a sentence, which says honestly what is not seen."""
    shown = extent(people, who)
    if shown is None:
        return None
    be = "are" if who.is_plural else "is"
    start = choose.pick(
        f"extent {who.person.annotation_id}",
        (f"The picture shows {who.obj} {shown}", f"{capital(who.subj)} {be} shown {shown}"),
    )
    if shown == "from head to foot":
        return f"{start}."
    rest = "feet" if shown == "down to the knees" else "legs"
    return f"{start}, so nothing can be said about {who.poss} {rest}."


_ALL = {2: "Both", 3: "All three", 4: "All four"}


def _name_all(speakers: Sequence[Speaker]) -> str:
    """``"Both men"``, ``"All four people"``; empty where there are more or fewer."""
    nouns = {who.noun for who in speakers}
    noun = nouns.pop() if len(nouns) == 1 else "person"
    start = _ALL.get(len(speakers))
    return f"{start} {PLURALS.get(noun, f'{noun}s')}" if start else ""


def worn_by_all_sentence(people: People, speakers: Sequence[Speaker]) -> str | None:
    """What everybody wears, where a caption counts the people as the picture has them."""
    worn, name = find_worn_by_all(people.scene.captions, len(people.all)), _name_all(speakers)
    is_whole = len(speakers) == len(people.all)
    return f"{name} are wearing {worn}." if worn is not None and name and is_whole else None


def extent_of_all_sentence(people: People, speakers: Sequence[Speaker]) -> str | None:
    """How much the picture shows of everybody, where it is the same of all and all can be named."""
    name = _name_all(speakers)
    shown = {extent(people, who) for who in speakers}
    if not name or len(speakers) != len(people.all) or len(shown) != 1 or None in shown:
        return None
    return f"{name} are shown {shown.pop()}."


def are_arms_down(people: People, who: Speaker, reading: Reading) -> bool:
    """Whether neither arm is raised, as what is excluded says, and this is more than what is known of the arms."""
    if set(reading.arms.values()) - {"bent", "straight"} or reading.held:
        return False
    body = people.bodies[who.person.annotation_id]
    if body is None or not are_seen(body, *(f"{side} wrist" for side in SIDES)):
        return False
    excluded = {f.part: f.confidence for f in people.excluded[who.person.annotation_id] if f.state == "raised"}
    return all(excluded.get(f"{side} arm", 0.0) >= _CLEARLY_NOT for side in SIDES)


def hand_sentences(people: People, who: Speaker, reading: Reading, choose: Chooser) -> list[str]:
    """How high the hands are, and whether they are together."""
    body = people.bodies[who.person.annotation_id]
    if body is None:
        return []
    levels = hand_levels(people, body, reading)
    lone = _lone_sentence(body, who, reading, levels, choose)
    if lone is not None:
        return [lone]
    if len(levels) < len(SIDES):  # of one hand alone, how the arm is held says enough
        levels = {side: level for side, level in levels.items() if side not in reading.arms or level == "face"}
    found = [_level_sentence(body, who, reading, levels, choose)] if levels else []
    if reading.are_hands_together:
        found.append(f"{capital(who.poss)} hands are close together.")
    return found


def _lone_sentence(body: Body, who: Speaker, reading: Reading, levels: dict[str, str], choose: Chooser) -> str | None:
    """The height of the hand of the only arm of which something is known, that it is bent, while both are seen."""
    (side, *others) = reading.arms or ("",)
    is_seen = all(body.has(f"{one} wrist") for one in SIDES)
    if others or reading.arms.get(side) != "bent" or side not in levels or reading.held or not is_seen:
        return None
    verb = conjugate("hold", who.is_plural)
    return f"{capital(who.subj)} {verb} {who.poss} {side} hand {level_phrase(levels[side], who, choose)}, with that arm bent."


def side_sentence(who: Speaker, reading: Reading) -> str | None:
    """Which of the two sides of somebody is seen, where the body is turned that far."""
    if reading.side is None or not (reading.body or "").startswith("turned") or reading.posture == "lying":
        return None
    return f"We see {who.obj} from {who.poss} {reading.side} side."


_TOLD = frozenset(("hanging", "raised", "above the head", "near the face", "at the head", "on the hip"))
"""States of an arm that say how high the hand is."""


def hand_levels(people: People, body: Body, reading: Reading) -> dict[str, str]:
    """The heights of the hands by side, where the state of the arm does not say it and nothing is before the hand."""
    found = {
        side: hand_level(body, side, reading.trunk == "upright")
        for side in SIDES
        if reading.arms.get(side) not in _TOLD
        and side not in reading.held.get("cell phone", ())
        and not _is_behind(people, body, side, reading)
    }
    return {side: level for side, level in {**found, **face_heights(body, reading)}.items() if level is not None}


_SPREAD = frozenset(("dining table", "couch", "bed", "chair", "bench", "motorcycle", "bicycle", "horse", "umbrella"))
"""Things whose boxes are mostly not filled by them."""
_NEAR_HAND = 0.03  # of the body's size


def _is_behind(people: People, body: Body, side: str, reading: Reading) -> bool:
    """Whether a thing that is not held covers the wrist, which an annotator then only guessed."""
    if not body.has(f"{side} wrist"):
        return False
    x, y, _ = body.points[f"{side} wrist"]
    used = {*reading.held, *reading.touched.values(), reading.board, reading.seat}
    slack = _NEAR_HAND * body.size
    return any(
        left - slack < x < left + width + slack and top - slack < y < top + height + slack
        for thing in people.scene.objects
        if thing.category not in ("person", *_SPREAD, *used)
        for left, top, width, height in (thing.bbox_xywh,)
    )


def level_phrase(level: str, who: Speaker, choose: Chooser) -> str:
    """``"waist"`` -> ``"at the height of his waist"``."""
    if level.startswith(("above", "below")):
        return level.replace("the ", f"{who.poss} ")
    start = choose.pick(
        f"height {who.person.annotation_id}", ("at the height of", "at the height of", "at about the height of")
    )
    return f"{start} {who.poss} {level}"


def _level_sentence(body: Body, who: Speaker, reading: Reading, levels: dict[str, str], choose: Chooser) -> str:
    key = f"level {who.person.annotation_id}"
    is_front = reading.body == "facing the viewer"
    before = {side for side in levels if is_front and is_hand_before_body(body, side)}
    verb = conjugate("have" if any("hip" in level for level in levels.values()) else "hold", who.is_plural)
    if len(levels) == len(SIDES) and len(set(levels.values())) == 1:
        end = f", in front of {who.poss} body" if len(before) == len(SIDES) else ""
        return f"{capital(who.subj)} {verb} both hands {level_phrase(levels['left'], who, choose)}{end}."
    first, *others = choose.shuffled(key, sorted(levels))
    text = f"{capital(who.subj)} {verb} {who.poss} {first} hand {level_phrase(levels[first], who, choose)}"
    text += f", in front of {who.poss} body" if first in before else ""
    for side in others:
        text += f"{',' if first in before else ''} and {who.poss} {side} hand {level_phrase(levels[side], who, choose)}"
        text += f", in front of {who.poss} body" if side in before else ""
    return text + "."


def face_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """How the head is tilted."""
    states = [f.state for f in people.clear[who.person.annotation_id] if f.part == "head"]
    tilt = next((state for state in states if state.startswith("tilted")), None)
    if tilt is not None and not (reading.head or "").startswith("tilted"):
        return f"{capital(who.poss)} head is tilted to the viewer's {tilt.split()[-1]}."
    return None


_MIDDLE = 0.05  # of the picture's width: whose middle is farther off is left or right of the middle


def side_of_picture(scene: Scene, person: SceneObject) -> str:
    """Where somebody is from left to right: ``"a little left of the middle of the picture"``."""
    x = (person.bbox_xywh[0] + person.bbox_xywh[2] / 2) / scene.width
    side = "left" if x < 0.5 else "right"
    if abs(x - 0.5) < _MIDDLE:
        return "in the middle of the picture"
    return (
        f"a little {side} of the middle of the picture" if abs(x - 0.5) < 0.16 else f"on the {side} side of the picture"
    )


def place_sentence(people: People, who: Speaker, said: str) -> str | None:
    """Where the one whom captions are about is, and near what, as far as the text does not say it."""
    scene = people.scene
    is_alone = len(people.all) == 1 and not is_crowd(scene)
    if not who.is_subject:
        return None
    be = "are" if who.is_plural else "is"
    # a detector may have missed somebody
    end = ", with nobody else in view" if is_alone and not scene.is_detected else ""
    share = who.person.bbox_xywh[3] / scene.height
    near = ", close to the camera" if share > _NEAR else ", some way off" if share < _FAR else ""
    found = find_near(scene.captions) if is_alone else None
    if found is not None and found[1].split()[-1] not in said and not near:
        near = f", {found[0]} {found[1]}"
    seen = extent(people, who)
    shown = f", shown {seen}" if seen is not None else ""
    return f"{capital(who.subj)} {be} {side_of_picture(scene, who.person)}{near}{shown}{end}."


def cover_sentence(people: People, who: Speaker, reading: Reading, said: str) -> str | None:
    """Under what somebody is, as captions speak of it."""
    if reading.cover != "umbrella" or "umbrella" in said or not speaks_of(people.scene.captions, "umbrella"):
        return None
    return f"{capital(who.subj)} {'are' if who.is_plural else 'is'} under an umbrella."


def worn_sentence(people: People, who: Speaker) -> str | None:
    """A backpack whose box is within that of the one whom captions are about."""
    packs = [thing.bbox_xywh for thing in people.scene.objects if thing.category == "backpack"]
    left, top, width, height = who.person.bbox_xywh
    if not who.is_subject or len(packs) != 1 or any("backpack" in caption for caption in people.scene.captions):
        return None
    x, y, across, high = packs[0]
    if not (left < x + across / 2 < left + width and top < y + high / 2 < top + height / 2):
        return None
    return f"{capital(who.subj)} {'have' if who.is_plural else 'has'} a backpack on {who.poss} back."


def cut_sentence(people: People, who: Speaker) -> str | None:
    """That the upper edge of the picture cuts off the head."""
    body = people.bodies[who.person.annotation_id]
    if body is None or any(name in body.points for name in _HEAD):
        return None
    tops = [body.points[f"{side} shoulder"][1] for side in SIDES if body.has(f"{side} shoulder")]
    if not tops or who.person.bbox_xywh[1] > 0.01 * people.scene.height or min(tops) > 0.1 * body.size:
        return None
    return f"The upper edge of the picture cuts off {who.poss} head, so we do not see {who.poss} face."
