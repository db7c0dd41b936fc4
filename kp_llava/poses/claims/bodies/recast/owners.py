"""Parts of the body whose owner stands elsewhere, and what is said of parts by other verbs than "is"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import words as words
from ...stems import Expression, Opener, need
from ...subject import SUBJECT, Reference
from ..cue import OWN
from .recast import LOOKS, Recast, is_free, is_somebodys

_NOUNS = "heads?|faces?|gaze|eyes|chins?|stare|backs?|chests?|fronts?|torsos?|trunks?|bod(?:y|ies)|shoulders?|spines?|postures?|stances?"
_SAID = r"(?:aimed|directed|fixed|turned|trained|lifted|raised|lowered|bowed|bent|tilted|tipped|thrown|cast|pointed|pointing|facing|averted|hidden|buried|square|squared|set|locked|upturned|downcast|leaning|hunched|stooped|upright|erect|angled|inclined|twisted|down|up|away|straight)"
_LINK = rf"(?P<link>,? (?:that|which) (?:is|are)|,(?= (?:[a-z]+ly |far |now |still )?{_SAID}\b)| being)"
_PART = Expression(
    rf"\b(?:(?P<the>the|an?|such an?|this)|{OWN}) (?P<noun>{LOOKS}{{0,3}}?(?:{_NOUNS}))\b(?!['’-])(?P<of> of (?=(?:the|an?|this|that|both|all|each|one)\b))?{_LINK}?", _NOUNS)  # fmt: skip
_GOES_ON = re.compile(rf" (?:(?:is|are|was|were|has|stays?|remains?|goes|[a-z]+ly|far) )*(?:{_SAID})\b|{_LINK}")
# "his line of sight goes up"
_SIGHT = Expression(
    rf"\b{OWN} (?:line of (?:sight|vision)|eyeline)(?= (?:is|goes|points|runs|leads|drops|falls|rises|drifts)\b)",
    "line|eyeline",
)
# "the direction of his gaze is upward", "the angle of her head, tilted down, ..."
_DIRECTION = Expression(
    rf"\bthe (?:position|angle|direction|orientation) of (?P<part>{OWN} (?:heads?|faces?|gaze|eyes|chin|torso|upper body))(?:,(?: which is)?| is)(?= )", "position|angle|direction|orientation")  # fmt: skip
# "the one whose | head is turned", "his | body appears to be turned"
_LINKED = Opener(
    rf"(?P<noun>{_NOUNS})(?P<verb> (?:appears?|seems?)(?: to be)?| (?:remains?|stays?)| (?:is|are) (?:(?!(?:hard|bare|scarce|slight|part|partial)ly\b)[a-z]+ly|also|still|now|both|again))?(?= [a-z])", _NOUNS)  # fmt: skip
_BEFORE_NOUN = re.compile(
    r"(?:\b(?:his|her|their)|['’]s|(?P<whose>(?:, |\bone )whose)) (?P<which>(?:upper |whole |entire )?)$"
)
_LINK_ONLY = re.compile(_LINK)
_HAS_NOUN, _HAS_STATE = need(_NOUNS), need(_SAID)


def recast_owners(of_whom: Reference, text: str, start: int, end: int) -> Iterator[Recast]:
    """Parts of the body with their owner before them, as of `recast_bodies`."""
    for match in _SIGHT.finditer(of_whom.words, text, start, end):
        said = "his gaze"
        yield Recast(said + text[match.end() : end], match.start(), match.end(), len(said), len(said))
    for match in _DIRECTION.finditer(of_whom.words, text, start, end):
        said = f"{match.group('part')} is"
        yield Recast(said + text[match.end() : end], match.start(), match.end(), len(said), len(said))
    if not of_whom.words.bits & _HAS_NOUN or not of_whom.words.bits & _HAS_STATE:
        return
    for match in _LINKED.finditer(of_whom.words, text, start, end):
        own = _BEFORE_NOUN.search(text, start, match.start())
        if own is None or not (match.group("verb") or own.group("whose")):
            continue
        if own.group("whose") and not _is_of_person(of_whom, text, start, own.start()):
            continue
        if is_free(of_whom, text, start, own.start()):
            said = f"his {own.group('which')}{match.group('noun')}{' is' if match.group('verb') else ''}"
            yield Recast(said + text[match.end() : end], own.start(), match.end(), len(said), len(said))
    for match in _PART.finditer(of_whom.words, text, start, end):
        is_the, last = match.group("the") is not None, match.end()
        if not is_free(of_whom, text, start, match.start()):
            continue
        if match.group("of"):
            person = words.PERSON.search(of_whom.words, text, match.end(), match.end() + 40) if is_the else None
            if person is None or " of " in text[match.end() : person.start()]:
                continue  # "the back of the head of the man"
            last = of_whom.after_owner(match.start("of"))
            if last == match.start("of"):
                continue
            link = _LINK_ONLY.match(text, last, end)
            last = link.end() if link is not None else last
        elif is_the:
            if not is_somebodys(of_whom, text, start, end, match.start(), last):
                continue
        elif not match.group("link"):
            continue
        said = f"his {match.group('noun')}"
        if match.group("link") or _GOES_ON.match(text, last, end) or match.group("of"):
            yield Recast(said + text[last:end], match.start(), last, len(said), len(said))


def _is_of_person(of_whom: Reference, text: str, start: int, begin: int) -> bool:
    """Whether "whose" stands for a person: not "the dog whose head"."""
    reached = max((m.end() for m in SUBJECT.finditer(of_whom.words, text, start, begin)), default=None)
    if reached is None:
        return False
    others = words.ANIMAL, words.THING
    return not any(other.search(of_whom.words, text, reached, begin) for other in others)
