"""The people of a text: what each is called, and the pronouns and verb forms that go with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ....annotations.scene import SceneObject
from ....poses.claims.find import find_claims
from ....poses.claims.meant.resolve import Crowd
from ....poses.claims.meant.sides import without_torsos
from ....poses.people import People
from .captions.nouns import find_noun, find_plural
from .captions.text import NOUNS
from .reading import read_person

_PRONOUNS = {
    "m": ("he", "his", "him", "himself"),
    "f": ("she", "her", "her", "herself"),
    "": ("they", "their", "them", "themselves"),
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_SMALLEST = 0.15  # of the picture's height: smaller people are not described
_SEEN = 0.06  # of the picture's height: whom a reader may take for the one on the far left
_LEAST_AREA = 0.15  # of the largest person: a reader takes "on the far left" for somebody larger
_FEW, _LEAST_AREA_IN_CROWDS = 5, 0.4  # among many, "the second from the left" is only found if large
_ONE = r"(?:boy|girl|man|woman|child|kid)"
_SEVERAL = re.compile(rf"\b(?:two|three|four|both|couple of|pair of|{_ONE} and (?:an? )?{_ONE})\b", re.I)
_AS_TALL = 0.7  # of the height of the one who is named
_EDGE, _NARROW = 0.01, 0.15  # of the picture's width: somebody at the edge who takes no more of it may be cut off
_DOMINANT = 2.2  # times the area of the next person: the one whom captions are about


@dataclass(frozen=True)
class Speaker:
    """A person that a text can speak of.

    Attributes:
        person: the annotation.
        name: as in ``"the boy"`` or ``"the person on the left"``; stands for this person alone.
        noun: the short name for later mentions.
        sex: ``"m"``, ``"f"`` or ``""``.
        is_subject: whether the captions are about this person.
    """

    person: SceneObject
    name: str
    noun: str
    sex: str
    is_subject: bool

    @property
    def is_vague(self) -> bool:
        """Whether this is one of several people to whom captions give no sex and no role: "the person on the left"."""
        return not self.sex and self.noun in NOUNS and not self.is_subject

    @property
    def subj(self) -> str:
        """``"he"``, ``"she"`` or ``"they"``."""
        return _PRONOUNS[self.sex][0]

    @property
    def poss(self) -> str:
        """``"his"``, ``"her"`` or ``"their"``."""
        return _PRONOUNS[self.sex][1]

    @property
    def obj(self) -> str:
        """``"him"``, ``"her"`` or ``"them"``."""
        return _PRONOUNS[self.sex][2]

    @property
    def reflexive(self) -> str:
        """``"himself"``, ``"herself"`` or ``"themselves"``."""
        return _PRONOUNS[self.sex][3]

    @property
    def is_plural(self) -> bool:
        """Whether the pronoun takes the verb's plural."""
        return not self.sex


def conjugate(verb: str, is_plural: bool) -> str:
    """``"hold"`` -> ``"holds"`` after he, she or a name, unchanged after they."""
    first, _, rest = verb.partition(" ")
    if is_plural:
        first = {"be": "are"}.get(first, first)
    elif first in ("be", "have", "do", "go"):
        first = {"be": "is", "have": "has", "do": "does", "go": "goes"}[first]
    elif first.endswith(("s", "sh", "ch", "x")):
        first += "es"
    elif first.endswith("y") and first[-2] not in "aeiou":
        first = first[:-1] + "ies"
    else:
        first += "s"
    return f"{first} {rest}" if rest else first


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


_CLAUSE_VERBS = (
    "keep|have|turn|bend|hold|let|raise|stretch|rest|tilt|lift|face|grip|carry|lean|look|stand|sit|are|do|walk|"
    "put|take|seem|use|need"
)  # fmt: skip


_THEIR_LIMB = re.compile(
    r"\btheir(?= (?:left |right )?(?:upper body|body|feet|back|waist|chest|weight|"
    r"(?:arm|hand|leg|knee|head|face|foot|shoulder|hip)s?)\b)"
)


def without_their(text: str) -> str:
    """ "their left arm" as "the left arm", for one of several people without a sex."""
    return re.sub(_THEIR_LIMB, "the", text)


_MODALS = ("can", "cannot", "could", "would", "will", "must")


def _one(verb: str) -> str:
    if verb in _MODALS:
        return verb
    return "is" if verb == "are" else conjugate(verb, False)


def as_one(sentences: list[str], noun: str) -> list[str]:
    """ "They keep ..." as "This child keeps ...", since "they" after several people reads as all of them.

    Args:
        sentences: about one person.
        noun: for that person.
    """
    this = f"this {noun}"

    def conjugated(match: re.Match[str]) -> str:
        return match.group(1) + _one(match.group(2))

    found = []
    for sentence in sentences:
        if sentence.startswith("They "):
            head, link, tail = sentence.partition(", so ")
            verbs = re.sub(rf"(^|, | and )({_CLAUSE_VERBS})(?= )", conjugated, head.removeprefix("They "))
            found.append(re.sub(_THEIR_LIMB, "the", f"{capital(this)} {verbs}{link}{tail}"))
        else:
            # after "With ..." it is clear who is meant
            inner = rf"^(?!With )(.*), (so )?they ({_CLAUSE_VERBS}|{'|'.join(_MODALS)})(?= )"
            match = re.match(inner, sentence)
            if match is not None:
                start = f"{match.group(1)}, {match.group(2) or ''}{this}"
                tail = re.sub(
                    r"(?<= and )(?:are|have(?= to)|need)(?= )", lambda m: _one(m.group()), sentence[match.end() :]
                )
                sentence = f"{start} {_one(match.group(3))}{tail}"
            found.append(re.sub(r"^Their\b", "The", sentence))
    return found


def name_speakers(people: People) -> list[Speaker]:
    """The people that a reader can find by a name, the largest first; others are left out."""
    scene = people.scene
    if len(scene.people) == 1:
        person, noun = scene.people[0], find_noun(scene.captions)
        return [Speaker(person, f"the {noun.word}", noun.word, noun.sex, True)] if person.labeled_count else []
    order = sorted(scene.people, key=lambda p: (-_area(p), p.annotation_id))
    crowd, found = Crowd(people), []
    star = order[0] if order[0].labeled_count and _area(order[0]) >= _DOMINANT * _area(order[1]) else None
    single, plural = find_noun(scene.captions), find_plural(scene.captions)
    is_several = any(_SEVERAL.search(caption) for caption in scene.captions)
    is_about_one = star is not None and single.word != "person" and plural.word == "person" and not is_several
    for person in order:
        least = _LEAST_AREA if len(order) <= _FEW else _LEAST_AREA_IN_CROWDS
        is_small = person.bbox_xywh[3] < _SMALLEST * scene.height or _area(person) < least * _area(order[0])
        if not person.labeled_count or is_small or _is_cut_off(people, person):
            continue
        is_star = person is star and is_about_one
        noun = single if is_star else plural
        role = None if is_star else _role_of(people, person)
        if role is not None and _stands_for(f"the {role}", person, crowd):
            found.append(Speaker(person, f"the {role}", role, _sex_said(scene.captions), False))
            continue
        for name in _names(person, people, noun.word, is_star):
            if _stands_for(name, person, crowd):
                found.append(Speaker(person, name, noun.word, noun.sex, is_star))
                break
    return found


_ROLES = {"baseball bat": "batter", "tennis racket": "tennis player"}


def _role_of(people: People, person: SceneObject) -> str | None:
    """What the one who holds the only bat or racket is called; None where captions do not call anybody so."""
    reading = read_person(people, person.annotation_id)
    said = " ".join(people.scene.captions).lower()
    if reading.posture == "crouching" and "catcher" in said and "baseball" in said:
        crouching = [one for one in people.all if read_person(people, one.annotation_id).posture == "crouching"]
        return "catcher" if len(crouching) == 1 else None
    held = reading.held
    role = next((_ROLES[thing] for thing in held if thing in _ROLES), None)
    if role is None or role not in said:
        return None
    thing = next(thing for thing in held if thing in _ROLES)
    return role if sum(one.category == thing for one in people.scene.objects) == 1 else None


def _sex_said(captions: tuple[str, ...]) -> str:
    """The sex of everybody of whom captions speak, where it is the same."""
    words = set(re.findall(r"[a-z]+", " ".join(captions).lower()))
    sexes = {NOUNS[word][0] for word in words & set(NOUNS)} | ({"m"} if "men" in words else set()) - {""}
    return next(iter(sexes - {""})) if len(sexes - {""}) == 1 else ""


def _names(person: SceneObject, people: People, noun: str, is_star: bool) -> list[str]:
    scene = people.scene
    names = [f"the {noun}"] if is_star else []
    by_x = sorted(people.all, key=lambda p: (_center(p), p.annotation_id))
    counted = without_torsos(people.all, scene)
    row = [p for p in by_x if p in counted]
    # of those who do not count, a reader takes only somebody about as tall for the one on the far left
    passers = [p for p in by_x if p in counted or p.bbox_xywh[3] >= _AS_TALL * person.bbox_xywh[3]]
    big = [p for p in row if p.bbox_xywh[3] >= _SMALLEST * scene.height]
    if person in big:
        place = big.index(person)
        if len(big) == 2:
            names.append(f"the {noun} on the {('left', 'right')[place]}")
        elif place in (0, len(big) - 1) and not _is_passed(person, passers, place == 0, scene.height):
            names.append(f"the {noun} on the far {'left' if place == 0 else 'right'}")
        elif len(big) == len(row) == 3:
            names.append(f"the {noun} in the middle")
        elif 0 < place < len(big) - 1 and len(big) <= 5:
            names.append(f"the {_ORDINALS[place]} {noun} from the left")
    names.append(f"the {noun} in the foreground")
    return names


def _is_cut_off(people: People, person: SceneObject) -> bool:
    """Whether the left or the right edge leaves so little of somebody that nobody sees which limb is which."""
    body, (left, _, width, _) = people.bodies[person.annotation_id], person.bbox_xywh
    is_at_edge = left < _EDGE * people.scene.width or left + width > (1 - _EDGE) * people.scene.width
    is_half = body is None or not body.has("left shoulder", "right shoulder")
    return is_at_edge and is_half and width < _NARROW * people.scene.width


def _is_passed(person: SceneObject, row: list[SceneObject], is_left: bool, height: int) -> bool:
    """Whether somebody small, but well seen, is farther to that side."""
    at = row.index(person)
    others = row[:at] if is_left else row[at + 1 :]
    return any(other.bbox_xywh[3] >= _SEEN * height for other in others)


def _stands_for(name: str, person: SceneObject, crowd: Crowd) -> bool:
    claims = find_claims(f"{capital(name)} is standing.")
    found = crowd.resolve(claims[0].who, True) if claims else None
    return found is not None and found.ids == (person.annotation_id,)


def _area(person: SceneObject) -> float:
    return person.bbox_xywh[2] * person.bbox_xywh[3]


def _center(person: SceneObject) -> float:
    return person.bbox_xywh[0] + person.bbox_xywh[2] / 2
