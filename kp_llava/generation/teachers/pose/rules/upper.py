"""What trunk and head mean for balance, effort and attention."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Iterator

from ..reading import Reading
from .rule import Rule

_IN_MOTION = ("slide", "play", "move")


def trunk_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What the trunk means."""
    trunk = reading.trunk
    if trunk is None:
        return
    if trunk == "upright":
        if group == "play":
            texts: tuple[str, ...] = (
                "The upright back gives {him} a good view of the game.",
                "Keeping the back upright, {he} can follow the game and react quickly.",
            )
        elif group in _IN_MOTION:
            texts = (
                "The upright back keeps {his} weight over the feet and lets {him} see what is coming.",
                "By keeping the back upright, {he} {stays} balanced and can watch what happens ahead.",
            )
        elif "facing the viewer" in (reading.body, reading.head):
            texts = (
                "The upright back and the turn toward the camera suggest that {he} {is} posing for the picture.",
                "Facing the camera with an upright back, {he} {looks} confident and at ease.",
            )
        else:
            texts = (
                "The upright back makes {him} look attentive and at ease.",
                "{He} {looks} calm and steady with the back so upright.",
            )
        yield "the upright back", "effort", texts, False
    elif trunk.startswith("leaning"):
        way = trunk.split()[-1]
        if group in ("slide", "ride"):
            texts = (
                "Leaning like this helps {him} to steer and to keep {his} balance.",
                f"{{He}} {{seems}} to be leaning to the {way} side of the picture in order to turn or to keep {{his}} balance.",
            )
        elif group == "play":
            texts = (
                "Leaning like this puts the weight of the whole body behind the movement.",
                f"The lean to the {way} side of the picture shows that {{he}} {{puts}} {{his}} whole body into the movement.",
            )
        elif reading.posture == "sitting":
            texts = (
                "Leaning over like this, {he} {looks} casual and relaxed.",
                "Leaning over in the seat makes {him} look relaxed and at ease.",
            )
        else:
            texts = (
                f"{{He}} {{leans}} as if to see or reach something on the {way} side of the picture.",
                f"Leaning like this, {{he}} {{seems}} to be after something on the {way} side of the picture.",
            )
        yield f"the lean to the {way}", "balance", texts, False
    elif trunk == "bent over":
        yield (
            "the deep bend at the waist",
            "effort",
            (
                "Bending over brings {his} hands and eyes closer to what is below, but it strains the lower back.",
                "Bent over like that, {he} will soon feel the strain in the lower back.",
            ),
            False,
        )


def head_rules(reading: Reading, group: str) -> Iterator[Rule]:
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
                f"Something on the {way} side of the picture seems to have caught {{his}} attention.",
                f"{{His}} attention seems to be on something to the {way}.",
            ),
            False,
        )
    elif head == "facing the viewer" and group not in _IN_MOTION:
        yield (
            "the face turned to the camera",
            "attention",
            (
                "With the face turned to the camera, {he} {seems} to be aware of the photographer.",
                "Since {he} {faces} the camera, {he} probably {knows} that a picture is being taken.",
            ),
            False,
        )
    elif head == "turned away from the viewer":
        yield (
            "the averted face",
            "attention",
            ("With the face turned away from the camera, {he} {seems} to be watching something farther back.",),
            False,
        )
