"""How likely a statement holds of a person whom it may be about, where nothing is certain."""

from __future__ import annotations

from functools import lru_cache

from ....annotations.skeleton import SIDES
from ...people import People

UNKNOWN = 0.08
"""That a statement holds of somebody of whom nothing is known, whatever it says; what texts say is mostly true."""

_RARE = 0.25  # how often people are in a state that is not listed
_COMMON = (
    0.3  # what is more usual than this counts as if it were as usual: a doubtful estimate is no evidence against it
)
_EDGE = 0.002  # no estimate is surer than this
# who rides a board sideways has an arm "in front of him" that is out to the side; of people who sit, crossed legs are
# an ankle on a knee, or a calf on a shin
_IN_OTHER_WORDS = frozenset((("head", "up"), ("stance", "striding"), ("arm", "forward"), ("legs", "crossed")))
# how often people in space are in a state, as `kp_llava.annotations.synthetic.bodies3d` draws them
_USUAL = {
    **{("arm", state): 0.6 for state in ("against the body", "extended", "sharply bent", "straight")},
    **{("arm", state): 0.4 for state in ("at shoulder height", "forward", "fully straight", "hanging")},
    **{("arm", state): 0.8 for state in ("bent", "lowered")},
    ("arm", "on the hip"): 0.07,
    **{("body", state): 0.5 for state in ("facing the viewer", "seen from the side")},
    ("body", "facing away"): 0.13,
    **{("hand", state): 0.5 for state in ("at the waist", "in front of the chest", "in the pocket")},
    **{("hand", f"{way} than the other"): 0.5 for way in ("higher", "lower")},
    **{("hand", state): 0.05 for state in ("at the foot", "near the ground", "on the hip")},
    ("hand", "above the head"): 0.1,
    **{("head", state): 0.4 for state in ("bowed", "looking at the viewer", "looking up", "up")},
    **{("head", f"{way} to the viewer's {side}"): 0.4 for way in ("turned", "tilted") for side in SIDES},
    **{("head", state): 0.75 for state in ("looking down", "lowered")},
    **{("head", state): 0.05 for state in ("thrown back", "tipped back")},
    **{("leg", state): 0.6 for state in ("bent", "extended", "fully straight", "slightly bent", "straight")},
    **{("leg", state): 0.1 for state in ("drawn up", "lifted", "out to the side")},
    ("leg", "sharply bent"): 0.45,
    **{("posture", state): 0.03 for state in ("airborne", "kneeling", "lying", "on all fours")},
    ("posture", "crouching"): 0.12,
    ("posture", "standing"): 0.65,
    **{("stance", state): 0.7 for state in ("apart", "together")},
    ("trunk", "horizontal"): 0.05,
    **{("trunk", f"leaning to the viewer's {side}"): 0.4 for side in SIDES},
    ("trunk", "leaning forward"): 0.65,
    ("trunk", "upright"): 0.85,
}


_AT_LEAST = {("leg", "folded under the body"): "sharply bent"}  # what a state cannot be without has an estimate


def usual_chance(part: str, side: str | None, state: str) -> float:
    """How often people are in a state, of both limbs, of a certain one or of any one of the two.

    Args:
        part: as in a statement, without its side.
        side: ``"left"``, ``"right"``, ``"both"``, ``"one"`` or None.
        state: of the shared vocabulary.
    """
    usual = _USUAL.get((part, state), _RARE)
    if side == "both":
        return usual**1.5
    return 1.0 - (1.0 - usual) ** 1.5 if side == "one" else usual


def estimated_chance(part: str, side: str | None, state: str, subject: int, people: People) -> float | None:
    """How likely the points of a person have it that a statement holds; None where they do not say.

    Args:
        part: as in a statement, without its side.
        side: as for `usual_chance`.
        state: of the shared vocabulary.
        subject: the person's annotation id.
        people: of the scene.
    """
    if (part, state) in _IN_OTHER_WORDS:
        return None
    state = _AT_LEAST.get((part, state), state)
    if side is None:
        return people.probability(subject, part, state)
    if side in SIDES:
        return people.probability(subject, f"{side} {part}", state)
    each = [people.probability(subject, f"{one} {part}", state) for one in SIDES]
    known = [chance for chance in each if chance is not None]
    if side == "both":
        return min(known, default=None)  # where one is unknown, both are no likelier than the other one
    return max(known) if len(known) == len(SIDES) else None


def beyond_usual(chance: float, usual: float) -> float:
    """A probability as it would be if the state had been as likely as `UNKNOWN`.

    Args:
        chance: by the points of a person.
        usual: how often people are in the state.
    """
    chance = min(max(chance, _EDGE), 1.0 - _EDGE)
    odds = _odds(chance) / _odds(min(usual, _COMMON)) * _odds(UNKNOWN)
    return odds / (1.0 + odds)


@lru_cache(maxsize=4096)
def _odds(chance: float) -> float:
    return chance / (1.0 - chance)
