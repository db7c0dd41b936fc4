"""What trunk and head mean for balance, effort and attention."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Iterator

from ..reading import Reading
from .rule import Rule


def trunk_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What the trunk means."""
    trunk = reading.trunk
    if trunk is None:
        return
    if trunk == "upright":
        bases = {"sitting": "seat", "kneeling": "knees", "standing": "feet", "crouching": "feet"}
        base = bases.get(reading.posture or "", "hips")
        yield (
            "the upright back",
            "effort",
            (
                f"The upright back keeps the head and the shoulders above the {base}, so the muscles of the back have little to hold.",
                f"An upright back like this leaves the {base} to carry the weight and lets {{him}} look around freely.",
                "The back is neither bent nor tilted, and that speaks of a position which {he} can keep without pain.",
            ),
            False,
        )
    elif trunk.startswith("leaning"):
        way = trunk.split()[-1]
        if group in ("slide", "ride"):
            texts = (
                f"The lean to the {way} side of the picture shifts the weight to that side, and that is how a turn is begun or held.",
                f"By leaning to the {way} side of the picture {{he}} can work against the pull of a curve or of the slope.",
            )
        elif group == "play":
            texts = (
                f"Leaning to the {way} side of the picture brings the weight of the trunk behind the movement, which gives it more force than the arm alone has.",
                f"The lean to the {way} side of the picture has to be caught by a leg on that side once the movement is over.",
            )
        else:
            texts = (
                f"Leaning to the {way} side of the picture moves the weight to that side, so something on that side has to take it up: a foot, a hand or a support.",
                f"With a lean to the {way} side of the picture, a foot, a hand or a support on that side has to take up more of the weight.",
            )
        yield f"the lean to the {way}", "balance", texts, False
    elif trunk == "bent over":
        yield (
            "the deep bend at the waist",
            "effort",
            (
                "Bent over like that, the lower back has to hold the weight of the whole upper body, so the position tires soon.",
                "Bending over brings the hands and the eyes close to what is below, at the price of a strained lower back.",
            ),
            False,
        )


def head_rules(reading: Reading) -> Iterator[Rule]:
    """Where the head is turned, and what that means."""
    head = reading.head
    if head is None or head.startswith("tilted"):
        return
    if head.startswith("turned to"):
        way = head.split()[-1]
        yield (
            "the turned head",
            "attention",
            (
                f"Since the head is turned to the {way} side of the picture, what {{he}} {{is}} attending to is probably on that side.",
                f"The head points to the {way} side of the picture, and a body tends to follow where its head points.",
            ),
            False,
        )
    elif head == "facing the viewer":
        yield (
            "the face turned to the camera",
            "attention",
            (
                "As the face is turned to the camera, whatever {he} {is} watching must be on the side of the camera.",
                "With the face turned to the camera, {he} can see what comes from the front but not what goes on behind.",
            ),
            False,
        )
    else:
        yield (
            "the averted face",
            "attention",
            ("As the face is turned away, the attention goes to something beyond {him} and not to the camera.",),
            False,
        )
