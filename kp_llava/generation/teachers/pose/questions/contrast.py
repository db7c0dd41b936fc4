"""Questions that need a look at both sides: which arm is raised, whether the left one is, which hand is higher.

A model that is asked about one limb at a time can describe limbs and still mix up left and right, and a model that is
asked only about what is there learns to answer yes. So these questions ask for the side, and half of those that are
answered by yes or no are answered by no.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .....annotations.skeleton import SIDES
from .....poses.people import People
from .....poses.vocabulary import Fact, are_exclusive
from ..reading import said_facts
from ..speaker import Speaker, capital
from ..wording import Chooser, states_of

# state -> as it is asked about
_ASKED = {
    "arm": {
        "raised": "raised",
        "out to the side": "out to the side",
        "on the hip": "bent with the hand on the hip",
        "hanging": "hanging down",
        "bent": "bent",
        "straight": "straight",
    },
    "leg": {"lifted": "lifted", "bent": "bent", "straight": "straight"},
}
_WHICH = (
    "Which of the {kind}s of {name} is {state}?",
    "Is it the left or the right {kind} of {name} that is {state}?",
    "{Name} has one {kind} {state}: which one?",
)
_WHETHER = ("Is the {side} {kind} of {name} {state}?", "Does {name} have {his} {side} {kind} {state}?")
_HIGHER = (
    "Which {part} does {name} hold higher?",
    "Is the left or the right {part} of {name} the higher one?",
    "Which {part} of {name} is higher than the other?",
)
# the answer names the side whose state is certain; the other side's, which only is not so, need not be as certain
_OTHER = 0.9
# parts whose heights are compared, their joints, and by how much of the body's size they must differ
_HEIGHTS = (("hand", "wrist", 0.15),)


def contrast_pairs(people: People, who: Speaker, choose: Chooser) -> Iterator[tuple[str, str]]:
    """Questions about one person that compare the two sides.

    Args:
        people: of the scene.
        who: the person.
        choose: picks wordings and sides.

    Yields:
        The question and the answer.
    """
    subject = who.person.annotation_id
    facts, clear, key = people.facts[subject], said_facts(people, subject), str(subject)
    words = {"name": who.name, "Name": capital(who.name), "his": who.poss}
    for kind, asked_states in _ASKED.items():
        differ = [
            (side, other, state)
            for state in asked_states
            for side, other in (SIDES, SIDES[::-1])
            if state in states_of(clear, f"{side} {kind}") and _is_excluded(facts, f"{other} {kind}", state)
        ]
        if not differ:
            continue
        side, other, state = choose.pick(f"contrast {kind} {key}", differ)
        asked = asked_states[state]
        if choose.number(f"contrast form {kind} {key}") % 2:
            template = choose.pick(f"ask which {kind} {key}", _WHICH)
            yield template.format(kind=kind, state=asked, **words), f"{capital(who.poss)} {side} {kind} is {asked}."
            continue
        is_so = choose.number(f"contrast yes {kind} {key}") % 2 == 0
        template = choose.pick(f"ask whether {kind} {key}", _WHETHER)
        question = template.format(kind=kind, side=side if is_so else other, state=asked, **words)
        if is_so:
            yield question, f"Yes, {who.poss} {side} {kind} is {asked}."
        else:
            yield question, f"No, it is {who.poss} {side} {kind} that is {asked}."
    body = people.bodies[subject]
    for part, joint, gap in _HEIGHTS:
        left, right = f"left {joint}", f"right {joint}"
        if body is None or not body.has(left, right) or abs(body.above(left, right)) < gap:
            continue
        high, low = SIDES if body.above(left, right) > 0 else SIDES[::-1]
        question = choose.pick(f"ask higher {part} {key}", _HIGHER).format(part=part, **words)
        yield question, f"{capital(who.poss)} {high} {part} is higher than {who.poss} {low} {part}."


def _is_excluded(facts: Sequence[Fact], part: str, state: str) -> bool:
    """Whether what is known about a part excludes a state."""
    return any(f.part == part and f.confidence >= _OTHER and are_exclusive(part, state, f.state) for f in facts)
