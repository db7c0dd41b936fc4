"""Everything that keypoints, boxes and captions say about the people of one scene, worked out once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from ..annotations.scene import Scene, SceneObject
from .body import Body, read_body
from .clarity import clear_facts
from .estimate import Estimate
from .exclusions import excluded_facts
from .facts import body_facts
from .names import NamedPerson, name_people
from .relations import Relation, scene_relations
from .vocabulary import Fact, are_exclusive


class People:
    """The people of a scene with their bodies, facts, relations and names.

    Each of these is worked out when it is first asked for, and kept.

    Args:
        scene: the image and its annotations.

    Attributes:
        scene: the same.
        all: the people in the scene's order, with and without labeled keypoints.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.all: tuple[SceneObject, ...] = scene.people

    @cached_property
    def bodies(self) -> dict[int, Body | None]:
        """The labeled points of each person by annotation id; None where they show no size."""
        return {person.annotation_id: read_body(person, self.scene) for person in self.all}

    @cached_property
    def estimate(self) -> Estimate:
        """How likely each person holds a state, by networks fitted on people in space."""
        return Estimate(self.bodies)

    def probability(self, subject: int, part: str, state: str) -> float | None:
        """How likely it is that a part of a person is in a state, by the labeled points alone.

        Of people in space, of whom the networks have seen none, the share of true states is within 0.03 of it in every
        tenth. Captions and things play no part.

        Args:
            subject: the person's annotation id.
            part: as in `Fact`.
            state: as in `Fact`, or one that is only ever excluded, as in ``"extended"`` of an arm.

        Returns:
            0.0 to 1.0; None where points are missing that say something, or where no network knows the state, as of
            ``"on foot"``. Where points are hidden, the mean of the least and the most.
        """
        chance = self.estimate.chance(subject, part, state)
        return None if chance is None else round((chance.least + chance.most) / 2, 3)

    @cached_property
    def facts(self) -> dict[int, tuple[Fact, ...]]:
        """The facts about each person by annotation id; empty where too little is labeled."""
        certain = self.estimate.facts
        return {
            subject: body_facts(body, self.scene, certain.get(subject, ())) for subject, body in self.bodies.items()
        }

    @cached_property
    def clear(self) -> dict[int, tuple[Fact, ...]]:
        """The facts about each person that a text may state, by annotation id."""
        captions = self.scene.captions
        return {
            subject: _agreeing(clear_facts(facts, self.bodies[subject], captions))
            for subject, facts in self.facts.items()
        }

    @cached_property
    def excluded(self) -> Mapping[int, tuple[Fact, ...]]:
        """What each person certainly does not do, by annotation id: facts whose states do not hold."""
        return _Excluded(self.bodies)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """How the people stand to each other and to things."""
        return scene_relations(self.scene, self.bodies)

    @cached_property
    def named(self) -> list[NamedPerson]:
        """Those whom a name distinguishes, largest first."""
        return name_people(self.scene, self.facts, self.relations)


def _agreeing(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of facts that say the same the most certain one, and none that a more certain one excludes."""
    kept: dict[tuple[str, str], Fact] = {}
    for fact in sorted(facts, key=lambda f: -f.confidence):
        others = [state for part, state in kept if part == fact.part]
        if fact.state not in others and not any(are_exclusive(fact.part, fact.state, other) for other in others):
            kept[fact.part, fact.state] = fact
    return tuple(fact for fact in facts if kept.get((fact.part, fact.state)) is fact)


class _Excluded(Mapping[int, tuple[Fact, ...]]):
    """What the people of a scene do not do; worked out for a person when it is asked for, as most are not."""

    def __init__(self, bodies: dict[int, Body | None]) -> None:
        self._bodies = bodies
        self._known: dict[int, tuple[Fact, ...]] = {}

    def __getitem__(self, subject: int) -> tuple[Fact, ...]:
        if subject not in self._known:
            body = self._bodies[subject]
            self._known[subject] = () if body is None else excluded_facts(body)
        return self._known[subject]

    def __iter__(self) -> Iterator[int]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)


@lru_cache(maxsize=32)
def read_people(scene: Scene) -> People:
    """The people of a scene.

    The last few scenes are kept: teacher, checks and judge ask for the same scene one after the other, and get the
    same object. It is not to be changed.
    """
    return People(scene)
