"""What a rule gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Rule = tuple[str, str, tuple[str, ...], bool]
"""The part of the pose as a noun phrase, the kind, the wordings, and whether the noun phrase is a plural."""


def both_or_one(
    sides: Sequence[str], kind: str, both: tuple[str, tuple[str, ...]], one: tuple[str, tuple[str, ...]]
) -> Iterator[Rule]:
    """The rule for a state that both limbs have, or only one of them.

    Args:
        sides: those of the limbs in this state.
        kind: what it bears on.
        both: the noun phrase and the wordings for two limbs.
        one: the same for a single limb.
    """
    if sides:
        phrase, wordings = both if len(sides) == 2 else one
        yield phrase, kind, wordings, len(sides) == 2
