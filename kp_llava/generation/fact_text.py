"""Facts about people as plain sentences, for prompts and for reading."""

from __future__ import annotations

from ..annotations.fact import Fact, part_kind
from ..annotations.pose import person_facts
from ..annotations.scene import Scene, SceneObject
from .pose_wording import SURE

_WHOLE = {
    ("posture", "airborne"): "The person is in the air.",
    ("body", "facing away"): "The person is facing away from the viewer.",
    ("hands", "together"): "The hands are close together.",
    ("stance", "together"): "The feet are close together.",
    ("stance", "apart"): "The feet are set apart.",
    ("trunk", "bent over"): "The trunk is bent over at the waist.",
}


def fact_sentence(fact: Fact) -> str:
    """One fact as a sentence; left and right are the person's own."""
    kind, state = part_kind(fact.part), fact.state
    if (kind, state) in _WHOLE:
        return _WHOLE[kind, state]
    if kind in ("posture", "body"):
        return f"The person is {state}."
    side = fact.part.split()[0]
    if (kind, state) == ("arm", "on the hip"):
        return f"The {side} hand is on the hip."
    if (kind, state) == ("arm", "hanging"):
        return f"The {side} arm is hanging at the side."
    if (kind, state) == ("leg", "knee up"):
        return f"The {side} knee is up."
    if (kind, state) == ("leg", "lifted"):
        return f"The {side} leg is lifted off the ground."
    return f"The {fact.part} is {state}."


def person_sentences(person: SceneObject, scene: Scene) -> list[str]:
    """What is certain enough about one person to be told, each once."""
    facts = (fact for fact in person_facts(person, scene) if fact.confidence >= SURE)
    return list(dict.fromkeys(map(fact_sentence, facts)))
