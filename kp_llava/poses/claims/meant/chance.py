"""How likely a statement holds of a person whom it may be about, where nothing is certain.

`benchmarks/fit_claims.py` writes usual.json: how often people in space are in each state.
"""

from __future__ import annotations

import importlib.resources
import json
from functools import lru_cache

from ....annotations.skeleton import SIDES
from ...confidence import kind_of
from ...people import People
from ...vocabulary import part_kind
from ..states import BOLT_UPRIGHT, ON_TOP

UNKNOWN = 0.08
"""That a statement holds of somebody of whom nothing is known, whatever it says; what texts say is mostly true."""

_RARE = 0.25  # how often people are in a state of which nobody has counted it
_COMMON = (
    0.3  # what is more usual than this counts as if it were as usual: a doubtful estimate is no evidence against it
)
USUAL = "usual.json"
_FLAT, _LIES, _BORDER = 1.8, 0.6, 0.01  # width by height of a box, how likely its person lies, and of the picture
_EDGE = 0.002  # no estimate is surer than this
# who rides a board sideways has an arm "in front of him" that is out to the side; of people who sit, crossed legs are
# an ankle on a knee, or a calf on a shin
_IN_OTHER_WORDS = frozenset((("head", "up"), ("stance", "striding"), ("arm", "forward"), ("legs", "crossed")))
_SEEN_OF_BUSTS = frozenset(("arm", "hand", "hands", "trunk"))  # not heads and postures
# what a state cannot be without has an estimate
_AT_LEAST = {
    ("leg", "folded under the body"): "sharply bent",
    **{("body", f"angled to the viewer's {side}"): f"turned to the viewer's {side}" for side in SIDES},
    ("trunk", BOLT_UPRIGHT): "upright",
    ("hand", ON_TOP): "at the head",
    ("head", "looking far up"): "thrown back",
    ("head", "looking far down"): "on the chest",
    ("head", "looking well down"): "bowed",
    ("head", "looking straight at the viewer"): "facing the viewer",
}


def usual_chance(part: str, side: str | None, state: str) -> float:
    """How often people are in a state, of both limbs, of a certain one or of any one of the two.

    Args:
        part: as in a statement, without its side.
        side: ``"left"``, ``"right"``, ``"both"``, ``"one"`` or None.
        state: of the shared vocabulary.
    """
    amount, state = f"{side} " if side in ("both", "one") else "", _AT_LEAST.get((part, state), state)
    return max(_EDGE, _usual().get(f"{amount}{kind_of(part, state)}", _RARE))


@lru_cache(maxsize=1)
def _usual() -> dict[str, float]:
    """The shares by kind of statement, as in ``"both arm/raised"``."""
    text = importlib.resources.files(__package__).joinpath(USUAL).read_text(encoding="utf-8")
    found: dict[str, float] = json.loads(text)
    return found


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
    if (part, state) == ("posture", "lying") and _is_flat(subject, people):
        return _LIES
    if side is None:
        return _probability(subject, part, state, people)
    if side in SIDES:
        return _probability(subject, f"{side} {part}", state, people)
    each = [_probability(subject, f"{one} {part}", state, people) for one in SIDES]
    known = [chance for chance in each if chance is not None]
    if side == "both":
        return min(known, default=None)  # where one is unknown, both are no likelier than the other one
    return max(known) if len(known) == len(SIDES) else None


def _probability(subject: int, part: str, state: str, people: People) -> float | None:
    """How likely a part is in a state, also of busts, as far as the network for them is sharp enough to weigh."""
    found = people.probability(subject, part, state)
    if found is not None or part_kind(part) not in _SEEN_OF_BUSTS:
        return found
    return people.estimate.glimpse(subject, part, state)


def _is_flat(subject: int, people: People) -> bool:
    """Whether a box is far wider than high, of somebody whose posture the points leave open, and no edge cuts it."""
    if people.probability(subject, "posture", "lying") is not None:
        return False
    scene = people.scene
    left, top, width, height = next(p.bbox_xywh for p in people.all if p.annotation_id == subject)
    across, down = _BORDER * scene.width, _BORDER * scene.height
    is_cut = left < across or left + width > scene.width - across or top + height > scene.height - down
    return width > _FLAT * height and not is_cut


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
