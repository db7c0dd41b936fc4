"""What legs, feet and posture mean for balance, force and effort."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Iterator

from ..reading import Reading
from .rule import Rule

_UP = ("standing", None)


def leg_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What the legs and the stance mean."""
    legs = reading.legs
    if reading.posture not in _UP:
        return
    is_sliding = group == "slide" or reading.board is not None
    board = reading.board or "board"
    for side, other in (("left", "right"), ("right", "left")):
        if legs.get(side) == "lifted" and legs.get(other) != "lifted" and reading.board in (None, "skis"):
            yield (
                f"the lifted {side} leg",
                "balance",
                (
                    f"All of {{his}} weight is on the {other} leg while the {side} foot is off the ground, so {{he}} {{has}} to mind {{his}} balance.",
                    f"With the {side} leg lifted, {{he}} {{has}} to balance on the {other} leg.",
                ),
                False,
            )
    both = {legs.get("left"), legs.get("right")}
    if both and both <= {"bent", "slightly bent"} and len(legs) == 2:
        if is_sliding:
            yield (
                "the bent knees",
                "balance",
                (
                    f"The bent knees keep {{his}} weight low and help {{him}} to stay balanced on the {board}.",
                    f"By keeping the knees bent, {{he}} can absorb bumps and stay in control of the {board}.",
                ),
                True,
            )
        elif group == "play":
            yield (
                "the bent knees",
                "force",
                (
                    "With the knees bent, {he} {is} ready to push off in any direction.",
                    "The bent knees give {him} a strong base for the next move.",
                ),
                True,
            )
        elif reading.posture == "standing":
            yield (
                "the bent knees",
                "balance",
                (
                    "With the knees bent, {he} {looks} ready to move at any moment.",
                    "The bent knees lower {his} weight and make {him} more stable.",
                ),
                True,
            )
    elif both == {"straight"} and reading.stance != "striding":
        yield (
            "the straight legs",
            "effort",
            (
                "With both legs straight, {he} {seems} to be standing still rather than about to move.",
                "The straight legs suggest that {he} {is} at rest and not about to jump or run.",
            ),
            True,
        )
    if reading.stance == "apart" and reading.posture == "standing":
        end = f" on the {board}" if is_sliding else ""
        yield (
            "the wide stance",
            "balance",
            (
                f"The wide stance helps {{him}} to keep {{his}} balance{end}.",
                f"Having the feet set apart gives {{him}} a stable base{end}.",
            ),
            False,
        )
    if reading.stance == "together":
        yield (
            "the narrow stance",
            "balance",
            (
                "With the feet so close together, {he} {does} not seem to expect any sudden movement.",
                "The feet are close together, so a push from the side could make {him} take a step.",
            ),
            False,
        )
    if reading.stance == "striding":
        yield (
            "the long step",
            "force",
            (
                "The long step shows that {he} {is} on the move.",
                "From the length of the step, {he} {seems} to be moving along briskly.",
            ),
            False,
        )


def posture_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What the posture means."""
    seat = reading.seat or "seat"
    if reading.posture == "sitting" and (group == "ride" or seat in ("motorcycle", "bicycle", "horse", "elephant")):
        yield (
            f"the seat on the {seat}",
            "balance",
            (
                f"{{He}} {{looks}} settled on the {seat} and well balanced.",
                f"The seat on the {seat} gives {{him}} a secure position.",
            ),
            False,
        )
    elif reading.posture == "sitting":
        yield (
            "the seated position",
            "effort",
            (
                "Sitting down, {he} can rest {his} legs and take {his} time.",
                "{He} {looks} settled and {does} not seem about to get up.",
                "Since {he} {is} sitting, {he} can relax {his} legs and keep {his} hands free.",
            ),
            False,
        )
    elif reading.posture == "lying":
        yield (
            "the lying position",
            "effort",
            (
                "Lying down, {he} can relax completely, since no muscle has to hold {him} up.",
                "{He} {looks} at rest, with the weight spread over the whole body.",
            ),
            False,
        )
    elif reading.posture == "kneeling":
        yield (
            "the kneeling position",
            "balance",
            (
                "Kneeling brings {him} close to the ground and makes {him} hard to tip over.",
                "On the knees, {he} can easily see and reach what is near the ground.",
            ),
            False,
        )
    elif reading.posture == "crouching":
        yield (
            "the low crouch",
            "balance",
            (
                "The low crouch keeps {his} weight close to the ground and lets {him} spring up quickly.",
                "Crouching so low is tiring for the thighs, so {he} will not stay there for long.",
            ),
            False,
        )
    elif reading.posture == "airborne":
        yield (
            "the jump",
            "balance",
            (
                "{He} {has} left the ground and will have to bend the knees for a soft landing.",
                "In mid-air, {he} can only use {his} arms and legs to keep the body steady until {he} {lands}.",
            ),
            False,
        )
