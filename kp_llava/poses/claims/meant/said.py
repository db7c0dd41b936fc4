"""How much less likely a posture is that captions speak against, of somebody whose points leave it open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...captions import read_captions
from ...people import People
from ..claim import Claim
from ..phrase import Whom, gender_of

_ONCE, _OFTEN = 0.2, 0.12  # what is left of the chance where one caption, or more of them, has another posture
_MAIN = 0.3  # of the area of the largest box: captions may leave out who is smaller
_TALLER = 0.3  # of the own box: who ends so far above all others may be the one who stands
_AGAINST = {
    "standing": frozenset(("sitting", "lying", "kneeling", "crouching", "on all fours")),
    "sitting": frozenset(("standing", "lying", "on foot", "airborne")),
    "lying": frozenset(("standing", "on foot", "airborne")),
}
_FOLDED = frozenset(("sharply bent", "folded under the body", "drawn up"))  # both legs of nobody who stands
_IN_SPORT = frozenset(("sitting", "lying"))  # a catcher kneels, a skier crouches
_WALK = re.compile(r"\b(?:walk(?:s|ing)?|stroll(?:s|ing)?|march(?:es|ing)?)\b(?! (?:bike|path|way))")
_SEATS = re.compile(
    r"\b(?:(?:wheel)?chairs?|bench(?:es)?|couch(?:es)?|sofas?|seats?|stools?|bed|dining|dinner|restaurant|rest(?:s|ing)|"
    r"reclin\w+|loung\w+|relax\w*|perch\w+|audience|spectators)\b"
)
"""Words of captions for what somebody may sit on whom nobody says to sit."""
_STAND = re.compile(r"\b(?:(?:the|in|of) stands|(?:an?|the|his|her)(?: [\w-]+){0,2} stand)\b")
_WEARER = (
    r"m[ae]n|wom[ae]n|guys?|lady|ladies|boys?|girls?|child|children|kids?|people|persons?|adults?|couple|group|family|"
    r"friends|he|she|they|everyone|who|suits?|shirts?|jackets?|hats?|caps?|dress|sweater|coats?|glasses|uniforms?|ties?"
)
_SITS = re.compile(
    rf"\b(?:sits?|sat|seated)\b|(?:^|[,.] |\b(?:is|are|was|were|and|while|both|all|{_WEARER}) )sitting\b"
)
"""Somebody who sits: a computer that sits on a desk is mostly "sitting" after its own noun."""
_OTHERS = re.compile(r"\b(?:another|others?|some|one)\b")
_SEVERAL = re.compile(
    r"\b(?:couple|two|three|four|group|people|men|women|children|"
    r"(?:man|woman|boy|girl|person) and an? (?:[\w-]+ )?(?:man|woman|boy|girl|person|child)) "
    r"(?:[\w-]+ ){0,4}?(?:walk|walking|danc\w+|ski(?:ing)?|snowboard(?:ing)?|run(?:ning)?)\b"
)
_NUMBER = re.compile(r"\b(two|three|four|five|six|couple|pair)\b")
_NUMBERS = {"two": 2, "couple": 2, "pair": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SOMEBODY = re.compile(r"\b(?:man|guy|gentleman|boy|woman|lady|girl)\b")
_MEN_OR_WOMEN = {
    "m": re.compile(r"\b(?:men|guys|gentlemen|boys|(?:another|other|second) (?:[\w-]+ )?(?:man|guy|gentleman|boy))\b"),
    "f": re.compile(r"\b(?:women|ladies|girls|(?:another|other|second) (?:[\w-]+ )?(?:woman|lady|girl))\b"),
}
_OLD = r"(?:old(?:er)?|elderly|(?:gr[ae]y|white)[- ]haired)"
_YOUNG = r"(?:young(?:er)?|little|small)"
_AGE = re.compile(
    rf"\b(?:(?P<old>{_OLD})|(?P<young>{_YOUNG}))\b(?:,? (?!(?:an?|the|his|her|and)\b)[\w-]+){{0,2}}[ ,]*$"
)


def left_by_captions(claim: Claim, subject: int, people: People) -> float:
    """The share of the chance of a statement that captions leave: 1.0 where they do not speak against it.

    They do where all that give people a posture give the same one, and it excludes the one that is stated. Of one
    person they speak of the one who is far larger than all others, of several people of all but the small ones. Where
    postures differ, it counts what they say of somebody of the same gender and age: "an elderly woman sits".

    Args:
        claim: the statement.
        subject: the annotation id of the person whom it may be about.
        people: of the scene.
    """
    is_behind = claim.who is not None and any(kind == "back" for kind, _ in claim.who.marks)
    is_folded = claim.part == "leg" and claim.side == "both" and claim.state in _FOLDED
    if not (claim.part == "posture" or is_folded) or claim.negated or is_behind:
        return 1.0
    captions = people.scene.captions
    areas = {person.annotation_id: person.bbox_xywh[2] * person.bbox_xywh[3] for person in people.all}
    main = [person for person, area in areas.items() if area >= _MAIN * max(areas.values())]
    if subject not in main or people.bodies[subject] is None:
        return 1.0
    postures = _said_of_anybody(subject, main, people) or _said_of(claim.who, len(main), captions)
    state = "crouching" if is_folded else claim.state
    if len(set(postures)) != 1 or state not in _AGAINST.get(postures[0], ()):
        return 1.0
    posture, texts = postures[0], [caption.lower() for caption in captions]
    if posture == "standing" and any(_STAND.search(text) for text in texts):
        return 1.0
    if posture == "sitting" and not any(_SITS.search(text) for text in texts):
        return 1.0
    is_on_feet = posture == "standing" and read_captions(captions).on_feet > 0
    if is_on_feet and state not in _IN_SPORT and not any(_WALK.search(text) for text in texts):
        return 1.0
    return _ONCE if len(postures) == 1 else _OFTEN


def _said_of_anybody(subject: int, main: list[int], people: People) -> list[str]:
    """The posture that captions give people, once for each caption, if it may be that of a person."""
    captions = people.scene.captions
    read = read_captions(captions)
    if read.some or len(read.anyone) > 1:
        return []
    may_sit = any(_SEATS.search(caption.lower()) for caption in captions)
    if not read.anyone:
        is_on_feet = 2 * read.on_feet > read.count and (len(main) == 1 or _go_together(captions, len(main)))
        return ["standing"] * read.on_feet if is_on_feet and not may_sit else []
    ((posture, count),) = read.anyone.items()
    is_alone = len(main) == 1 and bool(read.one or read.many)
    if not is_alone and (not _speak_of_all(captions, posture, len(main)) or _is_taller(subject, main, people)):
        return []
    if posture == "standing" and may_sit:
        return []
    if posture == "sitting" and not is_alone and count == 1:
        return []  # of a party at a table one may stand
    return [posture] * count


def _speak_of_all(captions: tuple[str, ...], posture: str, count: int) -> bool:
    """Whether captions give a posture to several people, and to no fewer than there are."""
    return _count_all([caption.lower() for caption in captions if posture in read_captions((caption,)).many], count)


def _go_together(captions: tuple[str, ...], count: int) -> bool:
    """Whether captions have several people on their feet, as far as there are so many: "a man and a woman walk"."""
    texts = [caption.lower() for caption in captions if read_captions((caption,)).on_feet]
    return _count_all([text for text in texts if _SEVERAL.search(text)], count)


def _count_all(texts: list[str], count: int) -> bool:
    """Whether there are texts, and none that counts fewer people than there are, or that speaks of others."""
    numbers = [_NUMBERS[match[1]] for text in texts for match in _NUMBER.finditer(text)]
    return bool(texts) and min(numbers, default=count) >= count and not any(_OTHERS.search(text) for text in texts)


def _is_taller(subject: int, main: list[int], people: People) -> bool:
    """Whether the box of a person ends far above those of all others."""
    tops = {person.annotation_id: person.bbox_xywh[1] for person in people.all if person.annotation_id in main}
    height = next(person.bbox_xywh[3] for person in people.all if person.annotation_id == subject)
    return all(top - tops[subject] > _TALLER * height for person, top in tops.items() if person != subject)


def _said_of(who: Whom | None, count: int, captions: tuple[str, ...]) -> list[str]:
    """The postures that captions give somebody of the gender and age of the one whom a phrase stands for."""
    if who is None or who.is_plural or who.is_other or not _SOMEBODY.fullmatch(who.noun):
        return []
    gender, age = _kind_of(who.noun, f"{who.adjectives} ")
    texts = [caption.lower() for caption in captions]
    found = [one for text in texts for one in _people_in(text)]
    is_somebodys = read_captions(captions).one.keys() <= {posture for _, posture in found}
    if count < 2 or not is_somebodys or (age is None and not _are_apart(gender, count, texts)):
        return []
    return [posture for kind, posture in found if kind[0] == gender and age in (None, kind[1])]


def _are_apart(gender: str, count: int, texts: list[str]) -> bool:
    """Whether only one of a few people is of a gender: another one is of the other gender."""
    genders = {gender_of(match.group()) for text in texts for match in _SOMEBODY.finditer(text)}
    return count <= len(genders) and not any(_MEN_OR_WOMEN[gender].search(text) for text in texts)


def _people_in(caption: str) -> Iterator[tuple[tuple[str, str | None], str]]:
    """The gender and age of everybody to whom a caption gives a posture, with the posture."""
    found = list(_SOMEBODY.finditer(caption))
    ends = [*(match.start() for match in found[1:]), len(caption)]
    for match, end in zip(found, ends, strict=False):
        for posture in read_captions((caption[match.start() : end],)).one:
            yield _kind_of(match.group(), caption[: match.start()]), posture


def _kind_of(noun: str, before: str) -> tuple[str, str | None]:
    """The gender of a noun, and the age that it or the words before it give."""
    said = _AGE.search(before)
    age = "young" if noun in ("boy", "girl") else said.lastgroup if said else None
    return gender_of(noun) or "", age
