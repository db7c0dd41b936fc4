"""Distinguishing the people of one picture in words: by what they hold, where they are, their posture or their size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ..annotations.scene import Scene, SceneObject
from .relations import Relation
from .vocabulary import Fact

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True)
class NamedPerson:
    """A person that a text can speak of.

    Attributes:
        person: the annotation.
        name: as in ``"the person on the left"``; fits only this person of the picture.
        facts: what the keypoints say.
        relations: how the person stands to others and to things.
        is_moving: the captions speak of movement.
    """

    person: SceneObject
    name: str
    facts: tuple[Fact, ...]
    relations: tuple[Relation, ...]
    is_moving: bool = False

    @property
    def subject(self) -> str:
        """The name at the start of a sentence."""
        return self.name[0].upper() + self.name[1:]


_ROLES = (
    "skier", "snowboarder", "skateboarder", "surfer", "skater", "cyclist", "runner", "dancer", "golfer", "swimmer",
    "climber", "player", "batter", "pitcher", "rider", "woman", "man", "boy", "girl", "child", "baby",
)  # fmt: skip
_PLURALS = {"woman": "women", "man": "men", "child": "children", "baby": "babies"}
_BYSTANDERS = frozenset(
    ("spectator", "spectators", "crowd", "audience", "onlookers", "watch", "watches", "watching", "coach", "instructor")
)
_KINDS = (("woman", "girl"), ("man", "boy"), ("man", "woman"), ("boy", "girl"), ("child", "man"), ("child", "woman"))


_MOVEMENT = re.compile(
    r"\b(walk|strid|run|jog|ski|skat|surf|snowboard|jump|leap|danc|climb|step|kick|swing|throw|play|rac(?:e|es|ing)\b|hit|"
    r"rid(?:e|es|ing)\b|serv|catch|pitch|swim|march|big step)",
    re.IGNORECASE,
)


def find_noun(scene: Scene) -> str:
    """A word that fits every person of the scene, as the captions have it: ``"skier"``, ``"man"``, else ``"person"``.

    A lone person takes a word that at least two in five captions use; several people take one that as many use in the
    plural. Where captions disagree about age or sex, no such word is used.
    """
    said = [set(re.findall(r"[a-z]+", caption.lower())) for caption in scene.captions]
    is_alone = len(scene.people) == 1
    counts: dict[str, int] = {}
    seen: set[str] = set()
    for role in _ROLES:
        plural = _PLURALS.get(role, role + "s")
        if any(role in words or plural in words for words in said):
            seen.add(role)
        counts[role] = sum((role if is_alone else plural) in words for words in said)
    doubtful = {word for pair in _KINDS if seen.issuperset(pair) for word in pair}
    least = 0.4
    if not is_alone and any(words & _BYSTANDERS for words in said):
        return "person"
    for role in _ROLES:
        if role not in doubtful and said and counts[role] >= max(1, least * len(said)):
            return role
    return "person"


def center_x(thing: SceneObject) -> float:
    """The horizontal middle of a box in pixels."""
    return thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2


def name_people(scene: Scene, facts: dict[int, tuple[Fact, ...]], relations: tuple[Relation, ...]) -> list[NamedPerson]:
    """The people with labeled keypoints that words can distinguish from everybody else in the picture, largest first.

    A person for whom no words are found that fit nobody else is left out.
    """
    people = [p for p in scene.people if p.labeled_count]
    named = []
    noun = find_noun(scene)
    is_moving = any(_MOVEMENT.search(caption) for caption in scene.captions)
    for person in people:
        name = "the person" if len(scene.people) == 1 else _find_name(person, scene, facts, relations)
        if name is not None:
            name = name.replace("person", noun, 1)
            own = tuple(r for r in relations if r.subject == person.annotation_id)
            named.append(NamedPerson(person, name, facts[person.annotation_id], own, is_moving))
    return sorted(named, key=lambda n: (-n.person.bbox_xywh[2] * n.person.bbox_xywh[3], n.person.annotation_id))


def _find_name(
    person: SceneObject, scene: Scene, facts: dict[int, tuple[Fact, ...]], relations: tuple[Relation, ...]
) -> str | None:
    return (
        _name_by_thing(person, scene, relations)
        or _name_by_place(person, scene)
        or _name_by_posture(person, scene, facts)
        or _name_by_size(person, scene)
    )


def _name_by_thing(person: SceneObject, scene: Scene, relations: tuple[Relation, ...]) -> str | None:
    for relation in relations:
        if relation.subject != person.annotation_id or not relation.kind.endswith("hand at"):
            continue
        category = next(o.category for o in scene.objects if o.annotation_id == relation.other)
        same = [o for o in scene.objects if o.category == category]
        others = [r for r in relations if r.other == relation.other and r.subject != person.annotation_id]
        if len(same) == 1 and not any(r.kind.endswith("hand at") for r in others):
            return f"the person with the {category}"
    return None


def _name_by_place(person: SceneObject, scene: Scene) -> str | None:
    """By the order from left to right, where the neighbors' middles are far enough apart to see it."""
    order = sorted(scene.people, key=lambda p: (center_x(p), p.annotation_id))
    place = next(i for i, p in enumerate(order) if p is person)
    neighbors = [order[i] for i in (place - 1, place + 1) if 0 <= i < len(order)]
    for other in neighbors:
        gap = abs(center_x(other) - center_x(person))
        if gap < 0.06 * scene.width or gap < 0.3 * max(person.bbox_xywh[2], other.bbox_xywh[2]):
            return None
    if len(order) == 2:
        return f"the person on the {'left' if place == 0 else 'right'}"
    if place == 0:
        return "the person on the far left"
    if place == len(order) - 1:
        return "the person on the far right"
    if len(order) == 3:
        return "the person in the middle"
    # counting along the row only reads well, and is only sure, where the whole row is clear
    gaps = [center_x(b) - center_x(a) for a, b in pairwise(order)]
    if place < len(_ORDINALS) and min(gaps[: place + 1]) > 0.04 * scene.width:
        return f"the {_ORDINALS[place]} person from the left"
    return None


def _name_by_posture(person: SceneObject, scene: Scene, facts: dict[int, tuple[Fact, ...]]) -> str | None:
    postures = {i: {f.state for f in fs if f.part == "posture"} for i, fs in facts.items()}
    if any(not postures[p.annotation_id] for p in scene.people):
        return None
    for posture in sorted(postures[person.annotation_id]):
        if sum(posture in states for states in postures.values()) == 1:
            return f"the {posture} person"
    return None


def _name_by_size(person: SceneObject, scene: Scene) -> str | None:
    heights = [p.bbox_xywh[3] for p in scene.people if p is not person]
    if person.bbox_xywh[3] > 1.4 * max(heights):
        return "the largest person"
    if person.bbox_xywh[3] < 0.7 * min(heights):
        return "the smallest person"
    side = "left" if center_x(person) < scene.width / 3 else "right" if center_x(person) > 2 * scene.width / 3 else ""
    near = [p for p in scene.people if p is not person and _third(p, scene) == _third(person, scene)]
    if side and near and all(person.bbox_xywh[3] < 0.7 * p.bbox_xywh[3] for p in near):
        return f"the smaller person on the {side}"
    return None


def _third(person: SceneObject, scene: Scene) -> int:
    return min(2, int(3 * center_x(person) / scene.width))
