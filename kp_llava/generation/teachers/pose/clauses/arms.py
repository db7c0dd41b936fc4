"""What arms and hands do, hold and reach for."""

from __future__ import annotations

from .....annotations.skeleton import SIDES
from ..reading import Reading
from ..speaker import Speaker
from ..wording import Chooser
from .clause import Clause, pick_clause
from .words import article, held_thing

_CARRIED = frozenset(("handbag", "suitcase", "backpack"))
_GRIPPED = frozenset(
    ("baseball bat", "tennis racket", "skis", "surfboard", "snowboard", "skateboard", "umbrella", "knife")
)
_TOUCHED = frozenset(
    (
        "motorcycle",
        "bicycle",
        "horse",
        "dog",
        "cat",
        "elephant",
        "cow",
        "sheep",
        "chair",
        "couch",
        "bench",
        "car",
        "truck",
    )
)


_WORKED_AT = frozenset(("laptop", "keyboard"))
_LYING = {
    "above the head": ("stretch", "{arm} out beyond {his} head", "stretching"),
    "raised": ("stretch", "{arm} out past {his} shoulders", "stretching"),
    "hanging": ("keep", "{arm} alongside {his} body", "keeping"),
}


def arm_clause(reading: Reading, who: Speaker, side: str, choose: Chooser) -> Clause | None:
    """What one arm does, or both where ``side`` is ``"both"`` and they do the same; None where nothing is known."""
    state = reading.arms.get("left" if side == "both" else side)
    at_hand = None if side == "both" else touch_clause(reading, who, side)
    if at_hand is not None:
        return at_hand
    if state is None:
        return None
    is_both, p = side == "both", who.poss
    arm, hand = ("both arms", "both hands") if is_both else (f"{p} {side} arm", f"{p} {side} hand")
    is_bent = reading.bent >= set(SIDES) if is_both else side in reading.bent
    key = f"arm {side} {who.person.annotation_id}"
    if reading.posture == "lying" and state in _LYING:
        # up and down are those of the body then
        is_stretched = state != "raised" or reading.bent.isdisjoint(SIDES if is_both else {side})
        verb, rest, gerund = _LYING[state] if is_stretched else ("hold", "{arm} up past {his} shoulders", "holding")
        return Clause(verb, rest.format(arm=arm, his=p), gerund)
    if state == "above the head":
        return pick_clause(
            choose, key, ("raise", f"{arm} above {p} head", "raising"), ("hold", f"{arm} up above {p} head", "holding")
        )
    if state == "raised":
        tail = ", with the elbow bent" if is_bent and not is_both else ""
        return pick_clause(choose, key, ("raise", arm + tail, "raising"), ("hold", f"{arm} raised{tail}", "holding"))
    if state == "near the face":
        return pick_clause(
            choose, key, ("hold", f"{hand} near {p} face", "holding"), ("have", f"{hand} near {p} face", "having")
        )
    if state == "at the head":
        return pick_clause(
            choose, key, ("hold", f"{hand} at {p} head", "holding"), ("have", f"{hand} at {p} head", "having")
        )
    if state == "on the hip":
        return pick_clause(choose, key, ("rest", f"{hand} on {p} hip{'s' if is_both else ''}", "resting"),
                     ("have", f"{hand} on {p} hip{'s' if is_both else ''}", "having"))  # fmt: skip
    if state == "out to the side":
        side_words = "out to the sides" if is_both else "out to the side"
        return pick_clause(
            choose, key, ("stretch", f"{arm} {side_words}", "stretching"), ("hold", f"{arm} {side_words}", "holding")
        )
    if state == "hanging":
        own = f"{p} sides" if is_both else f"{p} side"
        return pick_clause(
            choose, key, ("let", f"{arm} hang at {own}", "letting"), ("have", f"{arm} hanging at {own}", "having")
        )
    if state == "across the body":
        return Clause("hold", f"{arm} across {p} body", "holding")
    if state.startswith("reaching"):
        way = state.split()[-1]
        return Clause("stretch", f"{arm} out toward the {way} side of the picture", "stretching")
    if state == "forward":
        return (
            Clause("hold", f"{arm} forward, bent at the elbow", "holding")
            if is_bent
            else Clause("stretch", f"{arm} forward", "stretching")
            if reading.straight >= (set(SIDES) if is_both else {side})
            else Clause("hold", f"{arm} forward", "holding")
        )
    if state == "in front of the chest":
        return Clause("hold", f"{hand} in front of {p} chest", "holding")
    if state == "at the knee":
        return Clause("have", f"{hand} near the knee", "having")
    if state == "held away from the body":
        return Clause("keep", f"{arm} away from {p} body", "keeping")
    if state == "bent":
        elbow = "elbows" if is_both else "elbow"
        if reading.at_shoulder >= (set(SIDES) if is_both else {side}) and reading.posture != "lying":
            end = "the hands are" if is_both else "the hand is"
            return Clause("have", f"{arm} bent so that {end} at shoulder height", "having")
        return pick_clause(
            choose, key, ("have", f"{arm} bent", "having"), ("have", f"{arm} bent at the {elbow}", "having")
        )
    return Clause("keep", f"{arm} straight", "keeping")


_REACHES = ("reaching", "straight")


def touch_clause(reading: Reading, who: Speaker, side: str) -> Clause | None:
    """What one hand reaches for or rests on, where it holds nothing; None where it only hangs or is bent somewhere."""
    thing, arm = reading.touched.get(side), f"{who.poss} {side} arm"
    if thing is None or reading.posture == "lying":
        return None
    if thing == "handlebar":
        if side not in reading.arms:
            return Clause("have", f"{who.poss} {side} hand at the handlebar", "having")
        is_reaching = reading.arms[side].startswith(_REACHES) and side not in reading.bent
        return Clause("stretch", f"{arm} out toward the handlebar", "stretching") if is_reaching else None
    if thing == reading.board:
        is_low = reading.trunk == "bent over" or reading.posture == "crouching"
        return Clause("reach", f"down to the board with {who.poss} {side} hand", "reaching") if is_low else None
    return Clause("have", f"{who.poss} {side} hand close to {article(thing)}", "having")


_BUSY = frozenset(("raised", "above the head", "near the face", "at the head", "on the hip", "hanging", "bent"))


_FOOD = ("the pizza", "the cake", "the sandwich", "the hot dog", "the donut")


def is_at_food(reading: Reading) -> bool:
    """Whether hands that hold nothing are at food; next to larger things they may only seem to be there."""
    return bool(reading.at_target) and reading.target in _FOOD and not reading.held


def target_clause(reading: Reading, who: Speaker) -> Clause:
    """What the hands do that are at what the head is turned to."""
    is_food, is_both = is_at_food(reading), len(reading.at_target) > 1
    if is_both or not is_food:
        hands = "both hands" if is_both else f"{who.poss} {reading.at_target[0]} hand"
        return Clause("have", f"{hands} {'on' if is_food else 'close to'} {reading.target}", "having")
    return Clause("reach", f"for {reading.target} with {who.poss} {reading.at_target[0]} hand", "reaching")


_SPREAD = {
    "facing the viewer": {"left": "reaching to the viewer's right", "right": "reaching to the viewer's left"},
    "facing away": {"left": "reaching to the viewer's left", "right": "reaching to the viewer's right"},
}
"""The way somebody faces -> arms that each reach to their own side."""
_JOINTS = (" bent", " bent at the elbow", " bent at the elbows", " straight")
"""Ends of clauses that say less of an arm than what its hand is on."""


def arm_clauses(reading: Reading, who: Speaker, choose: Chooser) -> list[Clause]:
    """What the arms and hands do, and what they hold: one clause for both where they do the same."""
    left, right = reading.arms.get("left"), reading.arms.get("right")
    is_reaching = any(touch_clause(reading, who, side) is not None for side in SIDES)
    if left is not None and left == right and not is_reaching and len(reading.at_shoulder) != 1:
        clause = arm_clause(reading, who, "both", choose)
        clauses = [clause] if clause is not None else []
    else:
        clauses = [
            c
            for side in choose.shuffled(f"sides {who.person.annotation_id}", SIDES)
            if (c := arm_clause(reading, who, side, choose))
        ]
    if reading.arms == _SPREAD.get(reading.body or "") and reading.bent.isdisjoint(SIDES) and not is_reaching:
        clauses = [Clause("stretch", "both arms out to the sides", "stretching")]
    if "above the head" in reading.arms.values():
        clauses.sort(key=lambda c: "above" not in c.rest)
    if list(reading.touched.values()) == ["handlebar", "handlebar"] and not _BUSY & set(reading.arms.values()):
        clauses = [Clause("have", "both hands on the handlebar", "having")]
    if reading.at_target and reading.target is not None and not reading.held:
        at = [f"{side} {part}" for side in reading.at_target for part in ("arm", "elbow")]
        clauses = [c for c in clauses if not (c.rest.endswith(_JOINTS) and any(part in c.rest for part in at))]
        if len(reading.at_target) > 1:
            clauses = [c for c in clauses if not c.rest.endswith(_JOINTS)]
        clauses.append(target_clause(reading, who))
    held = held_clauses(reading, who)
    if held and len(clauses) > 1:
        # an arm that only is bent is said by what its hand holds
        sides = {side for sides in reading.held.values() for side in sides}
        clauses = [
            c
            for c in clauses
            if not any(
                reading.arms.get(s) == "bent" and (f"{s} arm" in c.rest or f"{s} elbow" in c.rest) for s in sides
            )
        ]
    if held:
        clauses = [Clause("have", c.rest, "having") if c.verb == "hold" else c for c in clauses]
    return held + clauses


def held_clauses(reading: Reading, who: Speaker) -> list[Clause]:
    """What the hands hold."""
    clauses = []
    for thing, sides in reading.held.items():
        if thing in _TOUCHED:
            hands = "both hands" if len(sides) == 2 else f"{who.poss} {sides[0]} hand"
            clauses.append(Clause("have", f"{hands} on the {thing}", "having"))
            continue
        if thing in _WORKED_AT and reading.posture != "standing":
            clauses.append(Clause("have", f"both hands at the {thing}", "having"))
            continue
        verb, gerund = (
            ("carry", "carrying")
            if thing in _CARRIED
            else ("grip", "gripping")
            if thing in _GRIPPED and len(sides) == 2
            else ("hold", "holding")
        )
        hands = "with both hands" if len(sides) == 2 else f"in {who.poss} {sides[0]} hand"
        what = held_thing(thing) if len(sides) == 1 else article(thing)
        clauses.append(Clause(verb, f"{what} {hands}", gerund))
    return clauses
