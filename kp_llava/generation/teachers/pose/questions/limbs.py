"""Questions about one limb, both arms or both legs, and how high a hand is."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .....annotations.skeleton import SIDES
from .....poses.people import People
from ..clauses.arms import arm_clause, is_at_food, target_clause, touch_clause
from ..clauses.body import leg_clauses
from ..clauses.clause import Clause, join_clauses
from ..clauses.words import held_thing
from ..frame.person import hand_levels, level_phrase
from ..reading import Reading, said_facts
from ..speaker import Speaker, capital, conjugate
from ..wording import Chooser, arm_predicates, leg_predicates
from .pair import PosePair

_LIMB_QUESTIONS = (
    "What is {name} doing with {his} {side} {kind}?",
    "What is {name} doing with {his} {side} {kind}?",
    "Where is the {side} {kind} of {name}?",
    "How is {name} holding {his} {side} {kind}?",
    "In what position is the {side} {kind} of {name}?",
    "How would you describe the {side} {kind} of {name}?",
)
_IS_PLACE = re.compile(r"\b(?:above|at(?! the (?:knee|elbow))|on|across|near|out to|off|in front|away)\b")
_LEVEL_QUESTIONS = (
    "How high is the {side} hand of {name}?",
    "At what height does {name} hold {his} {side} hand?",
)
_PAIR_QUESTIONS = (
    "How does {name} hold {his} {kind}s?",
    "What are the {kind}s of {name} doing?",
    "Could you describe what {name} does with {his} {kind}s?",
)
BY_LEG = ("ski", "surf", "skat", "snowboard", "rid", "walk", "runn", "danc", "jump", "climb", "lean", "stand", "sit")
"""How what somebody does with the legs begins."""


@dataclass(frozen=True)
class Busy:
    """What somebody does, and what on."""

    doing: str  # "talking on a cellphone", or "sitting on a bench"
    leaning: str  # "leaning on a post", or nothing


def _in_context(
    who: Speaker,
    part: tuple[str, str],
    tail: str,
    reading: Reading,
    levels: dict[str, str],
    busy: Busy,
    choose: Chooser,
) -> str:
    """A limb that is only bent or straight, with where its hand is, how the other one is, or what the person does."""
    kind, side = part
    doing, lean = busy.doing, busy.leaning
    if kind == "leg" and not doing.startswith(BY_LEG):
        doing = ""  # it has nothing to do with the legs
    other = "right" if side == "left" else "left"
    be, subject = ("are" if who.is_plural else "is"), f"{capital(who.poss)} {side} {kind} {tail}"
    if kind == "arm" and side in levels:
        return f"{subject}, with the hand {level_phrase(levels[side], who, choose)}."
    held = next((thing for thing, sides in reading.held.items() if sides == (other,)), None)
    if kind == "arm" and held is not None:
        return f"{subject}, while {who.poss} {other} hand holds {held_thing(held)}."
    states = reading.arms if kind == "arm" else reading.legs
    is_same = other in states and states[other] in (states.get(side), tail.split()[1])
    is_busy = kind == "arm" and bool(doing) and not doing.startswith(BY_LEG)
    if is_same and not is_busy:
        meanwhile = f", as {who.subj} {be} {lean}" if kind == "leg" and lean else ""
        return f"{subject}, and so is {who.poss} {other} {kind}{meanwhile}."
    if doing:
        way = "straight" if "straight" in tail else "slightly bent" if "slightly" in tail else "bent"
        joint = "" if way == "straight" else " at the elbow" if kind == "arm" else " at the knee"
        if doing.startswith(("standing", "sitting")):
            return f"{capital(who.subj)} {be} {doing} with {who.poss} {side} {kind} {way}{joint}."
        return f"{subject} while {who.subj} {be} {doing}."
    if states.get(other) in ("bent", "straight"):
        return f"{subject}, while {who.poss} {other} {kind} is {states[other]}."
    return f"{subject}."


def hand_holds(who: Speaker, thing: str) -> str:
    """That a hand which was just named holds something, without a "they" that would be read of several people."""
    if who.is_vague:
        return f"{held_thing(thing)} is in that hand"
    return f"{who.subj} {conjugate('hold', who.is_plural)} {held_thing(thing)} in that hand"


_BARE = frozenset(("is bent at the elbow", "is bent", "is straight", "is held straight", "is bent at the knee"))


def limb_pairs(people: People, who: Speaker, reading: Reading, busy: Busy, choose: Chooser) -> Iterator[PosePair]:
    """Questions about each arm and leg, and about both of a kind."""
    facts, key = said_facts(people, who.person.annotation_id), str(who.person.annotation_id)
    words = {"name": who.name, "his": who.poss}
    for side in SIDES:
        thing = next((t for t, sides in reading.held.items() if sides == (side,)), None)
        for kind, predicates in (("arm", arm_predicates(facts, side)), ("leg", leg_predicates(facts, side))):
            if not predicates:
                continue
            tail = re.sub(r"\btheir\b", who.poss, choose.pick(f"say {side} {kind} {key}", predicates))
            tail = re.sub(r"to the viewer's (left|right)", r"toward the \1 side of the picture", tail)
            verb = conjugate("hold", who.is_plural)
            hold = f", and {hand_holds(who, thing)}" if thing and kind == "arm" else ""
            answer = f"{capital(who.poss)} {side} {kind} {tail}{hold}."
            if hold and thing and tail in _BARE:
                state = "straight" if "straight" in tail else "bent"
                answer = (
                    f"{capital(who.subj)} {verb} {held_thing(thing)} in {who.poss} {side} hand, with the arm {state}."
                )
            touch = touch_clause(reading, who, side) if kind == "arm" else None
            if touch is not None:
                answer = f"{capital(who.subj)} {touch.after(who.is_plural)}."
            elif kind == "arm" and side in reading.at_target and is_at_food(reading):
                answer = f"{capital(who.subj)} {target_clause(reading, who).after(who.is_plural)}."
            elif tail in _BARE and not hold:
                body = people.bodies[who.person.annotation_id]
                levels = {} if body is None else hand_levels(people, body, reading)
                answer = _in_context(who, (kind, side), tail, reading, levels, busy, choose)
            about = "both" if "and so is" in answer else side
            templates = _LIMB_QUESTIONS if _IS_PLACE.search(tail) else [q for q in _LIMB_QUESTIONS if "Where" not in q]
            question = choose.pick(f"ask {side} {kind} {key}", templates).format(side=side, kind=kind, **words)
            group = "last" if kind == "leg" and _is_plain_leg(reading, side) else "limb"
            yield PosePair(question, answer, group, f"{kind} {about} {key}")
    arms = [c for side in SIDES if (c := arm_clause(reading, who, side, choose)) is not None]
    if len(arms) == 2:
        is_reaching = any(touch_clause(reading, who, side) is not None for side in SIDES)
        same = not is_reaching and reading.arms.get("left") == reading.arms.get("right")
        both = [c] if same and (c := arm_clause(reading, who, "both", choose)) is not None else arms
        yield _pair(who, "arm", both, choose)
    legs = leg_clauses(reading, who, choose)
    if len(reading.legs) == 2 and legs:
        yield _pair(who, "leg", legs, choose)


def _is_plain_leg(reading: Reading, side: str) -> bool:
    """Whether a leg only is straight, of somebody who stands and whose other leg is not known: nobody would ask for it."""
    other = "right" if side == "left" else "left"
    return reading.posture == "standing" and reading.legs.get(side) == "straight" and other not in reading.legs


def level_pairs(people: People, who: Speaker, reading: Reading, choose: Chooser) -> Iterator[PosePair]:
    """How high a hand is next to the trunk, where the state of the arm does not say it."""
    body, key = people.bodies[who.person.annotation_id], str(who.person.annotation_id)
    levels = {} if body is None else hand_levels(people, body, reading)
    if not levels:
        return
    side = choose.pick(f"level side {key}", sorted(levels))
    question = choose.pick(f"ask level {key}", _LEVEL_QUESTIONS).format(name=who.name, his=who.poss, side=side)
    answer = f"{capital(who.poss)} {side} hand is {level_phrase(levels[side], who, choose)}."
    yield PosePair(question, answer, "filler", f"level {key}")


def _pair(who: Speaker, kind: str, clauses: list[Clause], choose: Chooser) -> PosePair:
    key = str(who.person.annotation_id)
    question = choose.pick(f"ask {kind}s {key}", _PAIR_QUESTIONS).format(kind=kind, name=who.name, his=who.poss)
    return PosePair(
        question, f"{capital(who.subj)} {join_clauses(clauses, who.is_plural)}.", "limb pair", f"{kind} both {key}"
    )
