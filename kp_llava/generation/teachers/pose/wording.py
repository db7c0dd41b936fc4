"""Facts in English: what a limb, a trunk or a head does, as the rest of a sentence and as questions.

The words of the states stand in the texts as they are in the facts, so that a reader, a model and the claim finder meet
the same few words again and again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from ....poses.confidence import is_sure
from ....poses.vocabulary import Fact

_HAND_PLACES = ("near the face", "at the head", "in front of the chest", "at the knee")
SURE = 0.65  # less certain relations are not stated


def states_of(facts: tuple[Fact, ...], part: str) -> list[str]:
    """The states of one part that are certain enough to be stated, the most certain first."""
    return [f.state for f in facts if f.part == part and is_sure(f)]


def arm_predicates(facts: tuple[Fact, ...], side: str) -> list[str]:
    """Ways to go on after "Their left arm ..."; empty where the facts say nothing."""
    arm, hand = states_of(facts, f"{side} arm"), states_of(facts, f"{side} hand")
    if "raised" in arm:
        if "above the head" in hand:
            return ["is raised above their head", "is raised above their head", "is raised up above their head"]
        if "near the face" in hand:
            return ["is raised, with the hand near the face"]
        return ["is raised and bent at the elbow"] if "bent" in arm else ["is raised"]
    if "out to the side" in arm:
        return ["is out to the side", "is stretched out to the side", "is out to the side"]
    if "on the hip" in arm:
        return ["is bent, with the hand on the hip", "is bent with the hand resting on the hip"]
    if "hanging" in arm:
        return ["is hanging at their side", "is hanging down at their side", "is hanging at their side"]
    # a bent arm is not stretched out, whatever its hand reaches for
    reach = None if "bent" in arm else next((s for s in arm if s.startswith("reaching")), None)
    if reach is not None:
        height = " at shoulder height" if "at shoulder height" in arm else ""
        reach = reach.replace("reaching", "stretched out")
        ways = [f"is {reach}{height}", f"is {reach}"] if height else [f"is {reach}"]
        return [*ways, f"is stretched forward, {reach.removeprefix('stretched out ')}"] if "forward" in arm else ways
    if "forward" in arm:
        if "bent" in arm:
            return ["is bent and held forward"]
        return ["is stretched forward", "is held out forward"] if "straight" in arm else ["is held forward"]
    place = next((s for s in hand if s in _HAND_PLACES), None)
    if "across the body" in arm:
        return (
            ["is bent and held across the body", "is bent across the body"]
            if "bent" in arm
            else ["is held across the body"]
        )
    if "bent" in arm:
        if place is not None:
            return [f"is bent, with the hand {place}"]
        if "held away from the body" in arm:
            return ["is bent and held away from the body"]
        return ["is bent at the elbow", "is bent"]
    if "held away from the body" in arm:
        return ["is held away from the body"]
    if place is not None:
        return [f"is held so that the hand is {place}"]
    if "straight" in arm:
        return ["is straight", "is held straight"]
    return []


def leg_predicates(facts: tuple[Fact, ...], side: str) -> list[str]:
    """Ways to go on after "Their left leg ..."; empty where the facts say nothing."""
    leg = states_of(facts, f"{side} leg")
    if "lifted" in leg:
        return ["is lifted off the ground", "is lifted", "is lifted, with the knee bent"]
    if "out to the side" in leg:
        return ["is out to the side", "is stretched out to the side", "is straight and out to the side"]
    if "bent" in leg:
        return ["is bent at the knee", "is bent"]
    if "slightly bent" in leg:
        return ["is slightly bent", "is slightly bent at the knee"]
    return ["is straight"] if "straight" in leg else []


T = TypeVar("T")


class Chooser:
    """Picks and shuffles by the hash of (seed, image id, task, name of the choice).

    Equal names give equal choices, so every choice of one text has a name of its own.
    """

    def __init__(self, seed: int, image_id: int, task: str) -> None:
        self._start = f"{seed}/{image_id}/{task}/"

    def number(self, name: str) -> int:
        """A large whole number for this name."""
        return int.from_bytes(hashlib.sha256((self._start + name).encode()).digest()[:8], "big")

    def pick(self, name: str, options: Sequence[T]) -> T:
        """One of the options, of which there must be at least one."""
        return options[self.number(name) % len(options)]

    def shuffled(self, name: str, options: Sequence[T]) -> list[T]:
        """The options in an order of this name's own."""
        order = sorted(range(len(options)), key=lambda i: self.number(f"{name}/{i}"))
        return [options[i] for i in order]
