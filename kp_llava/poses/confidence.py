"""How certain a fact is: the share of such facts that is right of people whose poses are known in space.

A rule gives the margin by which its tightest condition is met, in units in which the noise of labels is about 1. A
fitted table turns it into a confidence, one table for points that are all seen and one for points some of which are
hidden. `benchmarks/fit_facts.py` fits the tables on `kp_llava.annotations.synthetic.bodies3d` and writes
`estimate/confidence.json`. A kind of fact (part and state) is certain enough to be stated from the confidence at which
at least 0.99 of its facts are right there; a kind that is too rare to say has the limit of its group (arms, legs ...).
"""

from __future__ import annotations

import importlib.resources
import json
from bisect import bisect_left
from functools import lru_cache

from .vocabulary import Fact, part_kind

LENGTH, ANGLE = 0.04, 12.0
"""The units of margins: shares of the body's size, and degrees."""

KNOTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""The margins at which the tables are given; between them the confidence is interpolated."""

NEVER = 2.0
"""The limit of a kind of fact that no rule makes certain enough."""

_SURE = 0.99

CAPTIONS = "captions"
"""The name of rules that rest on captions; people in space have none."""

EXCLUDED = "excluded"
"""The name of rules for what a part does not do."""

OUTLINE = "excluded by the outline"
"""The name of rules for the same that rest on a box, or on few points."""

_BY_CAPTIONS = f"({CAPTIONS})"
_OF_CAPTIONS = 0.985
"""Their confidence, set by hand: people in space have no captions to fit it on."""

_UNFITTED = tuple(0.7 + 0.06 * margin for margin in KNOTS)


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[tuple[float, ...], tuple[float, ...]]], dict[str, float]]:
    text = importlib.resources.files(__package__).joinpath("estimate/confidence.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    return {rule: (tuple(seen), tuple(hidden)) for rule, (seen, hidden) in raw["rules"].items()}, raw["sure_from"]


@lru_cache(maxsize=4096)
def kind_of(part: str, state: str) -> str:
    """``"left arm", "reaching to the viewer's left"`` -> ``"arm/reaching to the viewer's side"``."""
    words = ["side" if word in ("left", "right") else word for word in state.split()]
    return f"{part_kind(part)}/{' '.join(words)}"


@lru_cache(maxsize=4096)
def rule_of(part: str, state: str, rule: str) -> str:
    """The name under which a rule is fitted: ``"left arm", "bent", EXCLUDED`` -> ``"not arm/bent"``."""
    kind = kind_of(part, state)
    if rule == OUTLINE:
        return f"not {kind} (outline)"
    return f"not {kind}" if rule == EXCLUDED else f"{kind} ({rule})" if rule else kind


def confidence_of(rule: str, margin: float, is_hidden: bool) -> float:
    """The confidence of a fact by the name of its rule and its margin, rounded to 3 decimals."""
    values = _values_of(rule, is_hidden)
    if margin >= KNOTS[-1]:
        return round(values[-1], 3)
    index = bisect_left(KNOTS, margin, 1)
    low, high = KNOTS[index - 1], KNOTS[index]
    share = max(0.0, margin - low) / (high - low)
    return round(values[index - 1] + share * (values[index] - values[index - 1]), 3)


@lru_cache(maxsize=1024)
def _values_of(rule: str, is_hidden: bool) -> tuple[float, ...]:
    """The confidence at each of the knots."""
    if rule.endswith(_BY_CAPTIONS):
        return (_OF_CAPTIONS,) * len(KNOTS)
    table = _tables()[0].get(rule)
    return _UNFITTED if table is None else table[is_hidden]


@lru_cache(maxsize=1)
def stated_kinds() -> frozenset[str]:
    """The kinds of facts that rules know: parts and states that texts have words for."""
    return frozenset(rule.split(" (")[0] for rule in _tables()[0] if not rule.startswith("not "))


GROUPS = {
    "arm": "arm", "hand": "arm", "hands": "arm", "leg": "leg", "legs": "leg", "stance": "leg",
    "trunk": "trunk", "posture": "posture", "head": "head", "body": "facing", "side": "facing",
}  # fmt: skip
"""The group of facts that a part belongs to; its limit of confidence is that of kinds that are rare in the fit."""


@lru_cache(maxsize=1024)
def sure_from(part: str, state: str) -> float:
    """The confidence from which facts of this kind are sure."""
    limits = _tables()[1]
    limit = limits.get(kind_of(part, state), limits.get(GROUPS[part_kind(part)], 0.97))
    limit = min(limit, _SURE)  # where rules hardly or never reach it, an estimate may
    # captions settle postures that geometry never makes certain
    return min(limit, _OF_CAPTIONS) if part == "posture" else limit


def is_sure(fact: Fact) -> bool:
    """Whether a fact is certain enough to be stated: at least 0.99 of the sure facts of its kind are right."""
    return fact.confidence >= sure_from(fact.part, fact.state)
