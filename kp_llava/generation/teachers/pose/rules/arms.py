"""What arms, hands and the things in them mean for balance, force, effort and use."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Iterator

from ..clauses import short
from ..reading import Reading
from .rule import Rule, both_or_one

_EATEN = ("banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "bowl")
_DRUNK = ("cup", "wine glass", "bottle")
_CARRIED = ("handbag", "suitcase", "backpack")
# what a thing in one hand is good for
_USES = {
    "frisbee": ("With the frisbee in the {side} hand, {he} {is} ready to throw it.", "{He} could throw the frisbee from the {side} hand at any moment."),
    "tennis racket": ("With the racket in the {side} hand, {he} {is} ready to meet the ball.", "Holding the racket in the {side} hand leaves the {other} arm free for balance."),
    "baseball bat": ("With the bat in the {side} hand, {he} {is} getting ready for a swing.", "Holding the bat in the {side} hand leaves the {other} arm free for a moment."),
    "sports ball": ("With the ball in the {side} hand, {he} {is} ready to throw or pass it.", "{He} could throw the ball from the {side} hand at any moment."),
    "cell phone": ("Holding the phone in the {side} hand leaves the {other} hand free for something else.",),
    "umbrella": ("The umbrella in the {side} hand shelters {him} from the sun or the rain.", "{He} {keeps} the umbrella in the {side} hand, which leaves the {other} hand free."),
    "knife": ("With the knife in the {side} hand, {he} {has} to be careful with {his} fingers.", "Holding the knife in the {side} hand leaves the {other} hand free for the food."),
    "book": ("With the book in the {side} hand, {he} can turn the pages with the {other} hand.",),
    "remote": ("With the remote in the {side} hand, {he} {is} probably following something on a screen.",),
    "toothbrush": ("With the toothbrush in the {side} hand, {he} {has} the {other} hand free.",),
}  # fmt: skip


def _held_rules(reading: Reading) -> Iterator[Rule]:
    for thing, sides in reading.held.items():
        name = short(thing)
        if len(sides) == 2:
            yield (
                f"both hands on the {name}",
                "use",
                (
                    f"Having both hands on the {name} gives {{him}} good control over it.",
                    f"With both hands on the {name}, {{he}} can hold it firmly and guide it well.",
                ),
                True,
            )
            continue
        side, other = sides[0], "right" if sides[0] == "left" else "left"
        texts: tuple[str, ...]
        if thing in _EATEN:
            texts = (f"With the {name} in hand, {{he}} {{seems}} to be about to eat.",)
        elif thing in _DRUNK:
            texts = (f"With the {name} in hand, {{he}} {{seems}} to be about to drink, or just {{has}}.",)
        elif thing in _CARRIED:
            texts = (f"Carrying the {name}, {{he}} {{seems}} to be on the way somewhere.",)
        else:
            known = _USES.get(thing, (f"Holding the {name} in the {{side}} hand leaves the {{other}} hand free.",))
            texts = tuple(text.replace("{side}", side).replace("{other}", other) for text in known)
        taken = {s for held in reading.held.values() for s in held}
        is_idle = reading.arms.get(other) in (None, "bent", "straight", "hanging") and other not in taken
        texts = tuple(text for text in texts if is_idle or f" {other} " not in text)
        if texts:
            yield f"the {name} in the {side} hand", "use", texts, False


def arm_rules(reading: Reading, group: str) -> Iterator[Rule]:
    """What the arms mean."""
    arms = reading.arms
    yield from _held_rules(reading)
    is_balancing = group in ("slide", "ride")
    bent = [side for side in ("left", "right") if arms.get(side) == "bent"]
    side = next(iter(bent), "")
    if is_balancing:
        both_texts: tuple[str, ...] = ("The bent elbows keep {his} hands close and help {him} to stay balanced.",)
        one_texts: tuple[str, ...] = (f"Keeping the {side} arm bent helps {{him}} to stay balanced.",)
    else:
        both_texts = (
            "The bent elbows suggest that {his} hands are busy with something.",
            "With both elbows bent, {he} {seems} to be doing something with {his} hands.",
        )
        one_texts = (
            f"The bent {side} elbow suggests that {{he}} {{is}} doing or holding something with that hand.",
            f"With the {side} elbow bent, {{he}} {{seems}} to be busy with that hand.",
        )
    yield from both_or_one(bent, "use", ("the bent elbows", both_texts), (f"the bent {side} elbow", one_texts))
    out = [side for side in ("left", "right") if arms.get(side) == "out to the side"]
    side = next(iter(out), "")
    yield from both_or_one(
        out,
        "balance",
        (
            "the arms stretched out to the sides",
            (
                "The arms stretched out to the sides help {him} to keep {his} balance.",
                "Like a tightrope walker, {he} {uses} the outstretched arms to keep {his} balance.",
            ),
        ),
        (
            f"the outstretched {side} arm",
            (
                f"The outstretched {side} arm helps {{him}} to keep {{his}} balance.",
                f"Stretching out the {side} arm works as a counterweight and steadies {{him}}.",
            ),
        ),
    )
    is_lying = reading.posture == "lying"
    up = [side for side in ("left", "right") if arms.get(side) in ("above the head", "raised") and not is_lying]
    if up:
        yield _raised_rule(up, group)
    if arms.get("left") == arms.get("right") == "hanging" and not reading.held and not is_lying:
        yield (
            "the loosely hanging arms",
            "effort",
            (
                "The arms hang loosely, which makes {him} look relaxed.",
                "With both arms hanging down, {he} {seems} to be in no hurry.",
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
                "A hand on the hip like that makes {him} look as if {he} {is} waiting or posing.",
                "With a hand on the hip, {he} {looks} self-assured and at ease.",
            ),
            len(hips) == 2,
        )
    face = [side for side in ("left", "right") if arms.get(side) in ("near the face", "at the head")]
    if face and not reading.held:
        yield (
            f"the {face[0]} hand so close to the head",
            "attention",
            (
                "With a hand so close to the head, {he} {seems} to be busy with something there or lost in thought.",
                f"The {face[0]} hand is close to the head, as people do it in thought, or when they adjust something.",
            ),
            False,
        )
    if reading.are_hands_together:
        yield (
            "the hands held together",
            "attention",
            ("With both hands close together, {he} {looks} calm, or busy with something small.",),
            True,
        )
    folded = [side for side in ("left", "right") if arms.get(side) == "across the body"]
    if folded:
        yield (
            f"the {folded[0]} arm across the body",
            "attention",
            (
                "The arm across the body makes {him} look a little reserved.",
                "With an arm across the body, {he} {seems} to be waiting or resting.",
            ),
            False,
        )


def _raised_rule(up: list[str], group: str) -> Rule:
    """What raised arms mean; in games and on boards more than elsewhere."""
    is_several = len(up) == 2
    name = "arms" if is_several else f"{up[0]} arm"
    if group == "play":
        texts: tuple[str, ...] = (
            f"The raised {name} show{'' if is_several else 's'} that {{he}} {{is}} in the middle of the action.",
            f"With the {name} raised, {{he}} {{seems}} to be in the middle of a movement.",
        )
        return f"the raised {name}", "force", texts, is_several
    if group in ("slide", "move"):
        texts = (
            f"Holding the {name} up helps {{him}} to keep {{his}} balance.",
            f"The raised {name} help{'' if is_several else 's'} {{him}} to balance the movement of the body.",
        )
        return f"the raised {name}", "balance", texts, is_several
    texts = (
        f"With the {name} raised, {{he}} {{seems}} to be reaching for something, pointing or waving.",
        f"Holding the {name} up soon gets tiring, so {{he}} will probably lower {'them' if is_several else 'it'} before long.",
    )
    return f"the raised {name}", "effort", texts, is_several
