"""The rules that a pose meets."""

from __future__ import annotations

from collections.abc import Iterator

from ..reading import Reading
from .arms import arm_rules
from .legs import leg_rules, posture_rules
from .rule import Rule
from .upper import head_rules, trunk_rules

_FILLER = "the standing position"


def rank_of(feature: str) -> int:
    """How little a part of a pose says: 2 for what gives way to all others, 1 for bent elbows and straight legs."""
    if feature == _FILLER:
        return 2
    return 1 if feature.endswith((" elbow", " elbows", "straight legs")) else 0


def find_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """The rules that a pose meets, the most important part first.

    Args:
        reading: of one person.
        group: the kind of activity: ``"slide"``, ``"play"``, ``"ride"``, ...; empty where it is not known.
    """
    yield from leg_rules(reading, group)
    yield from posture_rules(reading, group)
    yield from arm_rules(reading, group)
    yield from trunk_rules(reading, group)
    yield from head_rules(reading, group)
    yield from _filler_rules(reading, group)


def _filler_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What holds for a posture as such; used where more cannot be said."""
    if reading.posture == "standing" and reading.board is None and group not in ("slide", "ride"):
        yield (
            _FILLER,
            "force",
            (
                "Since {he} {is} standing, {he} {is} probably busy with something or about to move on.",
                "As {he} {is} on {his} feet, {he} {does} not seem to have settled down for long.",
            ),
            False,
        )
    if reading.posture == "sitting" and list(reading.legs.values()) == ["bent", "bent"]:
        yield (
            "the bent knees",
            "effort",
            (
                "With both knees bent, {he} can rest {his} legs comfortably.",
                "The bent knees look relaxed, as {he} {does} not have to carry any weight.",
            ),
            True,
        )
