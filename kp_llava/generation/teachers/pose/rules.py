"""The rules from a state of the body to what it means; texts have {he}, {his}, {him}, {is} and {has} for the person."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Iterator

from .clauses import short
from .reading import Reading

Rule = tuple[str, str, tuple[str, ...], bool]
"""The part of the pose as a noun phrase, the kind, the wordings, and whether the noun phrase is a plural."""

_EATEN = ("banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "bowl")
_UP = ("standing", None)


def find_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """The rules that a pose meets, the most important part first.

    Args:
        reading: of one person.
        group: the kind of activity: ``"slide"``, ``"play"``, ``"ride"``, ...; empty where it is not known.
    """
    yield from _leg_rules(reading, group)
    yield from _posture_rules(reading, group)
    yield from _arm_rules(reading, group)
    yield from _trunk_rules(reading, group)
    yield from _head_rules(reading)


def _leg_rules(reading: Reading, group: str) -> Iterator[Rule]:
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
        else:
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


def _posture_rules(reading: Reading, group: str) -> Iterator[Rule]:
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
                f"The {seat} carries most of {{his}} weight, so the legs can rest and the hands are free for something else.",
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


def _arm_rules(reading: Reading, group: str) -> Iterator[Rule]:
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
            if other not in {s for held in reading.held.values() for s in held}:
                yield (
                    f"the {name} in the {sides[0]} hand",
                    "use",
                    (
                        f"Since the {name} is in the {sides[0]} hand, the {other} hand stays free to steady {{him}} or to help.",
                        f"Only the {sides[0]} hand is busy with the {name}, so the {other} one can do something else.",
                    ),
                    False,
                )
    out = [side for side in ("left", "right") if arms.get(side) == "out to the side"]
    if len(out) == 2:
        yield (
            "the arms stretched out to the sides",
            "balance",
            (
                "Arms stretched out to the sides slow down every tilt of the body, as the pole of a tightrope walker does.",
                "Held out on both sides, the arms can be dipped or raised to catch the balance before a foot has to move.",
            ),
            True,
        )
    elif out:
        yield (
            f"the outstretched {out[0]} arm",
            "balance",
            (
                f"The {out[0]} arm held out to the side works as a counterweight, which helps {{him}} to stay upright when the weight shifts.",
                f"Stretching the {out[0]} arm out to the side moves some weight to that side, which can make up for a shift of the body to the other.",
            ),
            False,
        )
    up = [side for side in ("left", "right") if arms.get(side) in ("above the head", "raised")]
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
    if arms.get("left") == arms.get("right") == "hanging" and not reading.held:
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


def _trunk_rules(reading: Reading, group: str) -> Iterator[Rule]:
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


def _head_rules(reading: Reading) -> Iterator[Rule]:
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
