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
    for side, other in (("left", "right"), ("right", "left")):
        if legs.get(side) == "lifted" and legs.get(other) != "lifted" and reading.board in (None, "skis"):
            yield (
                f"the lifted {side} leg",
                "balance",
                (
                    f"With the {side} leg lifted, the {other} leg has to carry nearly all of the weight, and small movements of the arms and the upper body must keep the balance.",
                    f"Nearly all of the weight rests on the {other} leg as long as the {side} one is lifted, so this is a position to pass through and not one to stay in.",
                ),
                False,
            )
    both = {legs.get("left"), legs.get("right")}
    if both and both <= {"bent", "slightly bent"} and len(legs) == 2:
        if group == "slide":
            yield (
                "the bent knees",
                "balance",
                (
                    f"The bent knees work like springs: they take up bumps and keep {{his}} weight low above the {reading.board or 'board'}.",
                    "Because the knees are bent, they can give way when the ground rises and stretch when it falls, and the upper body stays calm.",
                ),
                True,
            )
        elif group == "play":
            yield (
                "the bent knees",
                "force",
                (
                    "The bent knees store strength for the next push, so {he} can start at once in any direction.",
                    "From bent knees {he} can push off without having to sink down first, and that saves the moment that decides in a game.",
                ),
                True,
            )
        elif reading.posture == "standing":
            yield (
                "the bent knees",
                "balance",
                (
                    "Bent knees bring the weight closer to the ground, and that makes {him} steadier and quicker to push off.",
                    "The bend in the knees works like a spring that can soften a step or start one.",
                ),
                True,
            )
    elif both == {"straight"} and reading.stance != "striding":
        yield (
            "the straight legs",
            "effort",
            (
                "Straight legs carry the body almost without effort, because the bones stand one above the other.",
                "On straight legs {he} can stay for a long time, but the knees would have to give first before any jump or quick turn.",
            ),
            True,
        )
    if reading.stance == "apart" and reading.posture == "standing":
        yield (
            "the wide stance",
            "balance",
            (
                "With the feet set apart {he} {has} a wide base, so a push from the side would hardly tip {him} over.",
                "The wide stance lets the weight move from one foot to the other without a step.",
            ),
            False,
        )
    if reading.stance == "together":
        yield (
            "the narrow stance",
            "balance",
            (
                "With the feet close together the base is narrow: that is easy while nothing pushes, but a nudge from the side would ask for a quick step.",
                "Feet this close together leave little room for swaying, and people stand like this only where they feel safe.",
            ),
            False,
        )
    if reading.stance == "striding":
        yield (
            "the long step",
            "force",
            (
                "The long step shows that the weight is on its way from the rear foot to the front one.",
                "In a step this long the front foot has to brake the fall of the body before the rear one can push again.",
            ),
            False,
        )


def posture_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What the posture means."""
    seat = reading.seat or "seat"
    if reading.posture == "sitting" and group == "ride":
        yield (
            f"the seat on the {seat}",
            "balance",
            (
                f"Sitting on the {seat}, {{he}} can steer with small shifts of the weight instead of steps.",
                f"The {seat} carries {{him}}, so the legs are free for pushing, steering or steadying.",
            ),
            False,
        )
    elif reading.posture == "sitting":
        yield (
            "the seated position",
            "effort",
            (
                f"The {seat} carries most of {{his}} weight, so the legs can rest and no hand is needed to keep the balance.",
                "Somebody who sits has to lean forward and bring the feet under the body before getting up, so nothing sudden is to be expected.",
                "Sitting takes the weight off the legs, and the balance asks for hardly any effort.",
            ),
            False,
        )
    elif reading.posture == "lying":
        yield (
            "the lying position",
            "effort",
            (
                "Lying down spreads the weight over the whole length of the body, so no muscle has to work against falling.",
                "There is nothing left to balance when the ground or a bed carries the whole body, and that is why people rest this way.",
            ),
            False,
        )
    elif reading.posture == "kneeling":
        yield (
            "the kneeling position",
            "balance",
            (
                "On the knees {he} {is} close to the ground and hard to tip over, but getting up takes a push and a moment.",
                "Kneeling brings the hands and the eyes near the ground and keeps the back from bending far.",
            ),
            False,
        )
    elif reading.posture == "crouching":
        yield (
            "the low crouch",
            "balance",
            (
                "Down in a crouch the weight is low and right above the feet, which is steady and ready to spring up at the same time.",
                "The thighs hold the body in a crouch, and since they tire quickly {he} will not stay there for long.",
            ),
            False,
        )
    elif reading.posture == "airborne":
        yield (
            "the jump",
            "balance",
            (
                "In the air nothing carries {him}, so arms and legs can only turn and steady the body until it lands.",
                "The flight is short, and the landing has to be softened by knees and hips that give way.",
            ),
            False,
        )
