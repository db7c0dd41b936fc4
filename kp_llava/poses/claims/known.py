"""What is known of one person, as statements are held against it: facts, what is excluded, and what the estimate says.

A rule looks at a few points, the estimate at all of them. Where it is not sure of what a rule has it, that refutes no
statement by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ...annotations.skeleton import SIDES
from ..body import Body
from ..people import People
from ..vocabulary import Fact
from .bodies.goals import AWAY, TOWARD, goal_facts
from .bodies.heads import tilt_facts
from .bodies.trunks import lean_facts
from .claim import Claim
from .limbs.contacts import contact_facts
from .limbs.outline import outline_facts
from .limbs.reach import reach_facts
from .limbs.unseen import unseen_facts
from .states import BOTH_MAY_BE, ON_TOP, to_screen

CONTRADICT_FROM = 0.93
"""The confidence from which a fact or an exclusion refutes a statement."""
_SEEN = 5  # points: of whom fewer are labeled, little is seen
_SUPPORTED = 0.9
"""How sure the estimate has to be of what a rule has it. Of people in space a lower limit refutes more true statements,
and a higher one misses many false ones for each true one that it saves."""
_FLAT = 2.0  # times as wide as high
_NARROW = 0.5  # of the length of a trunk: shoulders that are nearer to each other are those of a body turned aside
_UNSUPPORTED = 0.75  # the confidence of what the estimate is less sure of, unless its own is higher


class Known:
    """What the facts say about one person, by part and state.

    Args:
        people: of the scene.
        subject: the person's annotation id.

    Attributes:
        subject: the same.
        found: the confidence of each (part, state) that a fact has.
        against: the same, as it refutes others: less where the estimate is not sure of it.
        states: of each part the states of its facts, with their confidences as in `against`.
    """

    def __init__(self, people: People, subject: int) -> None:
        self._people, self.subject = people, subject
        self.found = _by_state(people.facts[subject])
        self.against = {key: self._held(*key, confidence) for key, confidence in self.found.items()}
        self.states: dict[str, list[tuple[str, float]]] = {}
        for (part, state), confidence in self.against.items():
            self.states.setdefault(part, []).append((state, confidence))

    def asked(self, claim: Claim) -> str | None:
        """The state to ask the estimate for; None where the person's facts and a statement may both be true."""
        state = to_screen(claim.state, self.found, self.excludes)
        if claim.part == "posture" and state != "airborne":
            return state
        return None if any((has, state) in BOTH_MAY_BE for has, _ in self.states.get(claim.part, ())) else state

    @cached_property
    def is_faceless(self) -> bool:
        """Whether shoulders are labeled and neither nose nor eyes, so that no face is seen."""
        body = self._people.bodies[self.subject]
        return (
            body is not None
            and any(body.has(f"{side} shoulder") for side in SIDES)
            and len(body.points) >= _SEEN
            and not any(body.has(name) for name in ("nose", "left eye", "right eye"))
        )

    def proves(self, part: str, state: str) -> float:
        """The confidence with which a part is in a state: that of the facts, or of an estimate that finds it likely."""
        return max(self.found.get((part, state), 0.0), self._people.estimate.proof(self.subject, part, state))

    def chance(self, part: str, state: str) -> float:
        """How likely the estimate finds a state at least; 0.0 where it does not say."""
        if state == ON_TOP:
            if self._excluded.get((part, state), 0.0) >= CONTRADICT_FROM:
                return 0.0
            state = "at the head"
        chance = self._people.estimate.chance(self.subject, part, state)
        return 0.0 if chance is None else chance.least

    def excludes(self, part: str, state: str) -> float:
        """The confidence with which a part is not in a state: that of the rules or of the estimate."""
        body = self._people.bodies.get(self.subject)
        if body is not None and _is_meant_otherwise(body, part, state):
            return 0.0
        by_rules = self._rules_for(state).get((part, state), 0.0)
        if by_rules >= CONTRADICT_FROM:
            chance = self._people.estimate.chance(self.subject, part, state)
            by_rules = by_rules if chance is None else _supported(by_rules, 1.0 - chance.most)
        return max(by_rules, self._people.estimate.against(self.subject, part, state))

    def _held(self, part: str, state: str, confidence: float) -> float:
        """The confidence of a fact as it refutes others. Captions and seats settle postures, so these keep theirs."""
        chance = None
        if confidence >= CONTRADICT_FROM and part != "posture":
            chance = self._people.estimate.chance(self.subject, part, state)
        return confidence if chance is None else _supported(confidence, chance.least)

    @cached_property
    def _excluded(self) -> dict[tuple[str, str], float]:
        body = self._people.bodies.get(self.subject)
        more: tuple[Fact, ...] = ()
        if body is not None:
            more = (*reach_facts(body, self._people.facts[self.subject]), *unseen_facts(body, self._people.scene))
            more = (*more, *lean_facts(body), *tilt_facts(body))
        person = next(one for one in self._people.all if one.annotation_id == self.subject)
        outline = outline_facts(person, body, self._people.scene)
        return _by_state((*self._people.excluded[self.subject], *more, *outline))

    def _rules_for(self, state: str) -> dict[tuple[str, str], float]:
        """What is excluded of all that is like a state; where others are is worked out only for what asks for it."""
        if state.endswith("somebody"):
            return self._contacts
        return self._goals if state.startswith((TOWARD, AWAY)) else self._excluded

    @cached_property
    def _contacts(self) -> dict[tuple[str, str], float]:
        return _by_state(contact_facts(self._people, self.subject))

    @cached_property
    def _goals(self) -> dict[tuple[str, str], float]:
        return _by_state(goal_facts(self._people, self.subject))


def _supported(confidence: float, estimated: float) -> float:
    """The confidence of what a rule has, after a look at the estimate of the same."""
    return confidence if estimated >= _SUPPORTED else min(confidence, max(_UNSUPPORTED, estimated))


def _by_state(facts: Iterable[Fact]) -> dict[tuple[str, str], float]:
    best: dict[tuple[str, str], float] = {}
    for fact in facts:
        key = (fact.part, fact.state)
        best[key] = max(best.get(key, 0.0), fact.confidence)
    return best


def _is_meant_otherwise(body: Body, part: str, state: str) -> bool:
    """Whether words mean something else of this body than they do of one that is upright and frontal.

    Who lies on the belly has the head up as soon as it is off the ground; of a body that is turned aside, a hand on
    one side of it may be in front of the chest.
    """
    if (part, state) == ("head", "up"):
        return _is_stretched_out(body)
    side, _, kind = part.rpartition(" ")
    names = f"{side} wrist", f"{side} hip", *(f"{one} shoulder" for one in SIDES)
    if (kind, state) != ("hand", "in front of the chest") or not body.has(*names):
        return False
    wrist, hip, *shoulders = names
    heights = [body.above(wrist, shoulder) for shoulder in shoulders]
    is_level = min(heights) < 0.0 < body.above(wrist, hip)
    width, length = abs(body.right_of(*shoulders)), body.above(f"{side} shoulder", hip)
    return is_level and width < _NARROW * length


def _is_stretched_out(body: Body) -> bool:
    """Whether all points of a body lie in a band far wider than high."""
    across, down = ([point[axis] for point in body.points.values()] for axis in (0, 1))
    return max(across) - min(across) > _FLAT * (max(down) - min(down))
