"""What arms, hands and the things in them mean for balance, force, effort and use."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Iterator

from ..clauses import short
from ..reading import Reading
from .rule import Rule, both_or_one

_EATEN = ("banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "bowl")


def arm_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What the arms mean."""
    arms = reading.arms
    for thing, sides in reading.held.items():
        name = short(thing)
        if thing in _EATEN:
            yield (
                f"the {name}",
                "use",
                (
                    f"With the {name} in hand, {{his}} attention is probably on the food.",
                    f"The {name} has to be held level so that nothing falls off, and that keeps {{him}} from moving the hand quickly.",
                ),
                False,
            )
        elif len(sides) == 2:
            yield (
                f"both hands on the {name}",
                "use",
                (
                    f"With both hands on the {name}, {{he}} can guide it firmly, but {{has}} no hand left to hold on to anything else.",
                    f"Two hands share the weight of the {name} and keep it from turning in the grip.",
                ),
                True,
            )
        else:
            other = "right" if sides[0] == "left" else "left"
            is_idle = arms.get(other) in (None, "bent", "straight", "hanging")
            if is_idle and other not in {s for held in reading.held.values() for s in held}:
                yield (
                    f"the {name} in the {sides[0]} hand",
                    "use",
                    (
                        f"Since the {name} is in the {sides[0]} hand, the {other} hand stays free to steady {{him}} or to help.",
                        f"Only the {sides[0]} hand is busy with the {name}, so the {other} one can do something else.",
                    ),
                    False,
                )
    bent = [side for side in ("left", "right") if arms.get(side) == "bent"]
    side = next(iter(bent), "")
    yield from both_or_one(
        bent,
        "use",
        (
            "the bent elbows",
            (
                "With both elbows bent, the hands stay close to the trunk, where holding or moving something takes less strength than at arm's length.",
                "Bent elbows keep both hands within reach of whatever is in front of {him}, and leave room to stretch the arms at once.",
            ),
        ),
        (
            f"the bent {side} elbow",
            (
                f"With the {side} elbow bent, the hand stays near the trunk, where moving it takes less strength than at arm's length.",
                f"The bent {side} elbow leaves room to reach farther: the arm can still be stretched when there is something to take.",
            ),
        ),
    )
    out = [side for side in ("left", "right") if arms.get(side) == "out to the side"]
    side = next(iter(out), "")
    yield from both_or_one(
        out,
        "balance",
        (
            "the arms stretched out to the sides",
            (
                "Arms stretched out to the sides slow down every tilt of the body, as the pole of a tightrope walker does.",
                "Held out on both sides, the arms can be dipped or raised to catch the balance before a foot has to move.",
            ),
        ),
        (
            f"the outstretched {side} arm",
            (
                f"The {side} arm held out to the side works as a counterweight, which helps {{him}} to stay upright when the weight shifts.",
                f"Stretching the {side} arm out to the side moves some weight to that side, which can make up for a shift of the body to the other.",
            ),
        ),
    )
    is_lying = reading.posture == "lying"
    up = [side for side in ("left", "right") if arms.get(side) in ("above the head", "raised") and not is_lying]
    if up:
        name = "arms" if len(up) == 2 else f"{up[0]} arm"
        it, has = ("them", "have") if len(up) == 2 else ("it", "has")
        if group == "play":
            yield (
                f"the raised {name}",
                "force",
                (
                    f"The raised {name} {has} a long way to come down, and on that way a stroke or a throw gathers its speed.",
                    f"From up there the {name} can start a throw or a stroke, or meet something that comes in high.",
                ),
                len(up) == 2,
            )
        else:
            yield (
                f"the raised {name}",
                "effort",
                (
                    f"Holding the {name} up tires the shoulder{'s' if len(up) == 2 else ''} within a minute or two, so {{he}} will lower {it} before long.",
                    f"The raised {name} {has} weight that the trunk must carry higher up, which makes the body a little easier to tip.",
                ),
                len(up) == 2,
            )
    if arms.get("left") == arms.get("right") == "hanging" and not reading.held and not is_lying:
        yield (
            "the loosely hanging arms",
            "effort",
            (
                "Arms that hang at the sides need no strength at all, and that speaks of a moment without hurry.",
                "The hanging arms leave {him} free to react, but they also show that the hands have nothing to do just now.",
            ),
            True,
        )
    hips = [side for side in ("left", "right") if arms.get(side) == "on the hip"]
    if hips:
        feature = "the hands on the hips" if len(hips) == 2 else f"the {hips[0]} hand on the hip"
        yield (
            feature,
            "attention",
            (
                "A hand on the hip takes the weight of the arm off the shoulder, and people hold it there when they wait, watch or pose.",
                "With a hand on the hip the elbow points outward, which makes the body look broader and more at ease.",
            ),
            len(hips) == 2,
        )
    face = [side for side in ("left", "right") if arms.get(side) in ("near the face", "at the head")]
    if face and not reading.held:
        yield (
            f"the {face[0]} hand so close to the head",
            "attention",
            (
                f"A hand that is held up to the head keeps {{him}} from using it for anything else, so the {'right' if face[0] == 'left' else 'left'} one has to do the rest.",
                f"It costs some effort to keep the {face[0]} hand up at the head, so there is probably a reason for it.",
            ),
            False,
        )
    if reading.are_hands_together:
        yield (
            "the hands held together",
            "attention",
            (
                "With both hands together the arms form a closed loop, which is restful but slow to open if something happens.",
            ),
            True,
        )
    folded = [side for side in ("left", "right") if arms.get(side) == "across the body"]
    if folded:
        yield (
            f"the {folded[0]} arm across the body",
            "attention",
            (
                "An arm across the body is held close to the trunk, where its weight hardly strains the shoulder.",
                "An arm across the front of the body covers the chest, and it needs a moment before it can reach out.",
            ),
            False,
        )
