"""Which of the two: where a text names one arm or leg for what certainly the other one does.

Who writes "his left arm is raised" means the one that is up. Where both may be, the named one is compared with the
other: the chance that only the named one is in the state, against the chance that only the other one is. Of true
statements about people in space in which one limb alone is in the state, 0.6% come out below the limit here; of those
with the sides swapped, 70%.
"""

from __future__ import annotations

from ....annotations.skeleton import SIDES
from ...estimate.people import Estimate
from ...limbs import other_side
from ..claim import AGREE, CONTRADICT, UNJUDGED, Claim
from ..states import DOUBTED

FARTHER_OUT, STRAIGHTER, MORE_BENT = (
    "farther out than the other",
    "straighter than the other",
    "more bent than the other",
)
"""States that compare one limb with the other; they are judged here alone."""

_SWAPPED = 0.07
"""Below this chance the text has the sides the wrong way round."""
_SWAPPED_DOUBTED = 0.035  # the same of states that are misread easily
_EDGE = 0.002  # no estimate is surer than this
# what has no estimate of its own, by what the limb does then for certain or most of the time
_AS = {
    ("hand", "above the shoulder"): ("arm", "raised"),
    ("hand", "at head height"): ("arm", "raised"),
    ("hand", "at thigh height"): ("arm", "lowered"),
    ("hand", "at knee height"): ("arm", "lowered"),
    ("arm", FARTHER_OUT): ("arm", "held away from the body"),
    ("arm", STRAIGHTER): ("arm", "straight"),
    ("leg", STRAIGHTER): ("leg", "straight"),
    ("arm", MORE_BENT): ("arm", "sharply bent"),
    ("leg", MORE_BENT): ("leg", "sharply bent"),
    ("leg", "higher than the other"): ("leg", "lifted"),
}
_OF_BOTH = {("arm", "extended")}  # texts say of one arm that it reaches out, whatever the other one does
_UP, _HIGHER = {("arm", "raised"), ("hand", "above the head")}, ("hand", "higher than the other")


def is_singled_out(claim: Claim, claims: list[Claim]) -> bool:
    """Whether a text says something of one limb of a pair, and nowhere the same of the other one or of both."""
    if claim.side not in SIDES or claim.negated or claim.hedged or claim.is_slight:
        return False
    others = (other_side(claim.side), "both")
    same = (c for c in claims if c.part == claim.part and c.state == claim.state and c.side in others)
    return not any(c.who == claim.who for c in same)


def compare_pair(claim: Claim, verdict: tuple[str, float], subject: int, estimate: Estimate) -> tuple[str, float]:
    """The verdict and its confidence on what a text says of one limb, after a look at the other one.

    What is open contradicts where certainly only the other limb does it. What agrees is open where the one arm that the
    text calls raised is certainly the lower one.

    Args:
        claim: about one limb of a pair, see `is_singled_out`.
        verdict: on the limb by itself.
        subject: the person's annotation id.
        estimate: of the people of the scene.
    """
    key = (claim.part, claim.state)
    if verdict[0] == AGREE:
        is_less = key in _UP and _chance_of_named(claim, _HIGHER, subject, estimate) < _SWAPPED
        return (UNJUDGED, 0.0) if is_less else verdict
    if verdict[0] == UNJUDGED and key not in _OF_BOTH:
        chance = _chance_of_named(claim, _AS.get(key, key), subject, estimate)
        limit = _SWAPPED_DOUBTED if key in DOUBTED else _SWAPPED
        return (CONTRADICT, 1.0 - chance) if chance < limit else verdict
    return verdict


def _chance_of_named(claim: Claim, key: tuple[str, str], subject: int, estimate: Estimate) -> float:
    """The chance that the named limb is in a state, if only one of the two is; 1.0 where the points do not say."""
    kind, state = key
    own = estimate.chance(subject, f"{claim.side} {kind}", state)
    far = estimate.chance(subject, f"{other_side(str(claim.side))} {kind}", state)
    if own is None or far is None:
        return 1.0
    named, other = _within(own.most), _within(far.least)
    only_named, only_other = named * (1.0 - other), other * (1.0 - named)
    return only_named / (only_named + only_other)


def _within(chance: float) -> float:
    return min(max(chance, _EDGE), 1.0 - _EDGE)
