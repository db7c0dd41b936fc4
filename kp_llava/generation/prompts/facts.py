"""Facts about people as plain sentences, for prompts and for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...annotations.scene import Scene
from ...annotations.skeleton import SIDES
from ...poses.confidence import is_sure
from ...poses.people import People, read_people
from ...poses.places import clear_levels
from ...poses.relations import Relation
from ...poses.vocabulary import Fact, part_kind
from ..teachers.pose.wording import SURE
from .context import clean_category

_WHOLE = {
    ("posture", "airborne"): "The person is in the air.",
    ("body", "facing away"): "The person is facing away from the viewer.",
    ("side", "left side to the viewer"): "The left side of the body is towards the viewer.",
    ("side", "right side to the viewer"): "The right side of the body is towards the viewer.",
    ("hands", "together"): "The hands are close together.",
    ("legs", "crossed"): "The legs are crossed.",
    ("stance", "together"): "The feet are close together.",
    ("stance", "apart"): "The feet are set apart.",
    ("stance", "striding"): "The feet are apart as in a step, one ahead of the other.",
    ("trunk", "bent over"): "The trunk is bent over at the waist.",
}
_SIDED = {
    ("arm", "on the hip"): "The {side} hand is on the hip.",
    ("arm", "hanging"): "The {side} arm is hanging at the side.",
    ("arm", "forward"): "The {side} arm is held forward.",
    ("leg", "knee up"): "The {side} knee is up.",
    ("leg", "lifted"): "The {side} leg is lifted off the ground.",
}
_PEOPLE_RELATIONS = {
    "left of": "The person is to the viewer's left of {other}.",
    "right of": "The person is to the viewer's right of {other}.",
    "in front of": "The person is closer to the viewer than {other}.",
    "behind": "The person is further from the viewer than {other}.",
    "overlapping": "The person overlaps with {other} in the picture.",
}
# the same relation as the other person has it
_INVERSE = {"left of": "right of", "in front of": "behind"}
_THING_RELATIONS = {
    "left hand at": "The left hand is at the {thing}.",
    "right hand at": "The right hand is at the {thing}.",
    "foot on": "The person's feet are on the {thing}.",
    "sitting on": "The person is sitting on the {thing}.",
    "under": "The person is under the {thing}.",
    "next to": "The person is next to the {thing}.",
}
_EXCLUDED_FROM = 0.99
"""The confidence from which a sentence says what somebody does not do."""


def fact_sentence(fact: Fact) -> str:
    """One fact as a sentence; left and right are the person's own."""
    kind, state = part_kind(fact.part), fact.state
    if (kind, state) in _WHOLE:
        return _WHOLE[kind, state]
    if kind in ("posture", "body"):
        return f"The person is {state}."
    if (kind, state) in _SIDED:
        return _SIDED[kind, state].format(side=fact.part.split()[0])
    return f"The {fact.part} is {state}."


def person_sentences(facts: Sequence[Fact]) -> list[str]:
    """The sentences for those facts about one person that are certain enough, each once."""
    return list(dict.fromkeys(fact_sentence(fact) for fact in facts if is_sure(fact)))


def scene_sentences(scene: Scene) -> dict[int, list[str]]:
    """The certain facts of every person as sentences: the body first, then things and people nearby.

    After the facts of the body come the heights of the hands, where no fact gives them, and arms that are certainly not
    raised.

    People are called ``person 1``, ``person 2``, ... in the order in which the scene and its context list them.

    Returns:
        Sentences by the person's annotation id; an empty list where nothing is certain enough.
    """
    known = read_people(scene)
    people = {person.annotation_id: f"person {number}" for number, person in enumerate(known.all, start=1)}
    things = {item.annotation_id: clean_category(item.category) for item in scene.objects}
    sentences: dict[int, list[str]] = {i: [] for i in people}
    for relation in known.relations:
        if relation.confidence >= SURE:
            _add_relation(relation, sentences, people, things)
    return {
        i: [*person_sentences(facts), *_more_sentences(known, i), *dict.fromkeys(sentences[i])]
        for i, facts in known.clear.items()
    }


def _more_sentences(people: People, subject: int) -> list[str]:
    """Heights of the hands, and what a person certainly does not do; nothing of whom no fact is stated."""
    body, clear = people.bodies[subject], people.clear[subject]
    if body is None or not clear:
        return []
    found = []
    for side, level in clear_levels(body, clear).items():
        place = level if level.startswith(("above", "below")) else f"at the height of the {level}"
        found.append(f"The {side} hand is {place}.")
    excluded = {(f.part, f.state) for f in people.excluded[subject] if f.confidence >= _EXCLUDED_FROM}
    low = [side for side in SIDES if (f"{side} arm", "raised") in excluded]
    if len(low) == len(SIDES):
        found.append("Neither arm is raised.")
    else:
        found += [f"The {side} arm is not raised." for side in low]
    return found


def _add_relation(
    relation: Relation, sentences: Mapping[int, list[str]], people: Mapping[int, str], things: Mapping[int, str]
) -> None:
    subject, other, kind = relation.subject, relation.other, relation.kind
    if other not in people:
        sentences[subject].append(_THING_RELATIONS[kind].format(thing=things[other]))
        return
    sentences[subject].append(_PEOPLE_RELATIONS[kind].format(other=people[other]))
    if kind in _INVERSE:
        sentences[other].append(_PEOPLE_RELATIONS[_INVERSE[kind]].format(other=people[subject]))
