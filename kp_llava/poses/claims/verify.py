"""Whether a statement about a pose agrees with the keypoints."""

from __future__ import annotations

from dataclasses import dataclass

from ...annotations.skeleton import SIDES
from ..people import People
from ..vocabulary import Fact, are_exclusive
from .words import PERSON

AGREE, CONTRADICT, UNJUDGED = "agree", "contradict", "unjudged"
_AGREE_FROM, _CONTRADICT_FROM = 0.65, 0.78


@dataclass(frozen=True)
class Claim:
    """One statement about a pose.

    Attributes:
        who: the words for the person that the statement is about, lower-case; None where the text names nobody.
        part: ``"arm"``, ``"hand"``, ``"hands"``, ``"leg"``, ``"legs"``, ``"stance"``, ``"trunk"``, ``"head"``,
            ``"body"`` or ``"posture"``.
        side: ``"left"``, ``"right"``, ``"both"``, ``"one"`` (of the two, unsaid which), or None for other parts.
        state: a state of the shared vocabulary.
        negated: the text says that it is not so.
        hedged: the text says that it only may be so.
        span: start and end of the statement in the text.
        is_slight: the text says that it is so only a little, as in "slightly bent".
    """

    who: str | None
    part: str
    side: str | None
    state: str
    negated: bool
    hedged: bool
    span: tuple[int, int]
    is_slight: bool = False


@dataclass(frozen=True)
class ClaimItem:
    """A statement and its verdict: ``"agree"``, ``"contradict"`` or ``"unjudged"``."""

    claim: Claim
    verdict: str


@dataclass(frozen=True)
class ClaimReport:
    """How many statements agree with the keypoints, contradict them, or cannot be judged; with each one's verdict."""

    agree: int
    contradict: int
    unjudged: int
    items: tuple[ClaimItem, ...]


def judge_claims(
    claims: list[Claim],
    people: People,
    contradict_from: float = _CONTRADICT_FROM,
) -> ClaimReport:
    """Hold statements against the facts of a scene.

    A statement about a person who can be told from its words is judged by that person. Any other agrees if it fits
    somebody, and contradicts only if it clearly fits nobody. One that is hedged, or says "slightly", never contradicts.

    Args:
        claims: what a text states.
        people: gives the facts and the names.
        contradict_from: how certain a fact must be to contradict a statement.
    """
    by_name: dict[str, tuple[Fact, ...]] = {}
    if any(claim.who for claim in claims):
        by_name = {PERSON.sub("person", n.name, count=1): n.facts for n in people.named}
    items = []
    for claim in claims:
        own = _find_person(claim.who, by_name)
        candidates = [own] if own is not None else list(people.facts.values())
        verdicts = {_judge(claim, candidate, contradict_from) for candidate in candidates}
        verdict = UNJUDGED
        if AGREE in verdicts:
            verdict = AGREE
        elif verdicts == {CONTRADICT} and not claim.hedged and not claim.is_slight:
            verdict = CONTRADICT
        items.append(ClaimItem(claim, verdict))
    counts = [sum(item.verdict == v for item in items) for v in (AGREE, CONTRADICT, UNJUDGED)]
    return ClaimReport(counts[0], counts[1], counts[2], tuple(items))


def _find_person(who: str | None, by_name: dict[str, tuple[Fact, ...]]) -> tuple[Fact, ...] | None:
    if who is None:
        return None
    if who in by_name:
        return by_name[who]
    for side in SIDES:
        if who.endswith(f"on the {side}"):
            found = [facts for name, facts in by_name.items() if name.endswith((f"on the {side}", f"the far {side}"))]
            return found[0] if len(found) == 1 else None
    return None


def _judge(claim: Claim, facts: tuple[Fact, ...], least: float) -> str:
    if claim.side is None:
        return _flip(_judge_part(claim.part, claim.state, facts, least), claim.negated)
    sides = SIDES if claim.side in ("both", "one") else (claim.side,)
    verdicts = [_flip(_judge_part(f"{side} {claim.part}", claim.state, facts, least), claim.negated) for side in sides]
    if claim.side == "one" and not claim.negated:
        return AGREE if AGREE in verdicts else CONTRADICT if set(verdicts) == {CONTRADICT} else UNJUDGED
    return CONTRADICT if CONTRADICT in verdicts else AGREE if set(verdicts) == {AGREE} else UNJUDGED


def _flip(verdict: str, is_negated: bool) -> str:
    return {AGREE: CONTRADICT, CONTRADICT: AGREE}.get(verdict, verdict) if is_negated else verdict


# states of other parts that also prove or exclude a state: (part kind, state) -> ((part kind, proof or None), ...)
_SAME: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("leg", "lifted"): (("leg", "knee up"),),
    ("leg", "bent"): (("leg", "slightly bent"),),
    ("body", "facing the viewer"): (("head", "facing the viewer"),),
    ("hand", "above the head"): (),
    ("trunk", "bent over"): (),
}
# a fact about one posture and a statement about another that a flat picture lets both be true: who stands on a board
# may crouch there, and the legs of somebody in mid-jump may be as long as a standing person's
_BOTH_MAY_BE = {("standing", "crouching"), ("crouching", "standing"), ("standing", "airborne")}
_AGAINST: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("hand", "above the head"): (("arm", "hanging"), ("arm", "on the hip"), ("arm", "out to the side")),
    ("hand", "near the face"): (("arm", "hanging"), ("arm", "on the hip"), ("arm", "out to the side")),
    ("hand", "at the knee"): (("arm", "raised"), ("arm", "out to the side")),
    ("hand", "in front of the chest"): (("arm", "hanging"), ("arm", "out to the side")),
    ("hand", "on the hip"): (("arm", "raised"), ("arm", "hanging"), ("arm", "out to the side")),
    ("arm", "raised"): (("hand", "on the hip"),),
    ("arm", "hanging"): (("hand", "above the head"), ("hand", "near the face")),
    ("arm", "out to the side"): (("hand", "above the head"),),
}


def _judge_part(part: str, state: str, facts: tuple[Fact, ...], least: float) -> str:
    side, _, kind = part.rpartition(" ")
    own = [f for f in facts if f.part == part]
    if any(f.state == state and f.confidence >= _AGREE_FROM for f in own):
        return AGREE
    for other_kind, other_state in _SAME.get((kind, state), ()):
        if _is_known(facts, side, other_kind, other_state, _AGREE_FROM):
            return AGREE
    against = (f for f in own if f.confidence >= least and (f.state, state) not in _BOTH_MAY_BE)
    if any(are_exclusive(part, f.state, state) for f in against):
        return CONTRADICT
    for other_kind, other_state in _AGAINST.get((kind, state), ()):
        if _is_known(facts, side, other_kind, other_state, least):
            return CONTRADICT
    return UNJUDGED


def _is_known(facts: tuple[Fact, ...], side: str, kind: str, state: str, least: float) -> bool:
    part = f"{side} {kind}" if side and kind in ("arm", "hand", "leg") else kind
    return any(f.part == part and f.state == state and f.confidence >= least for f in facts)
