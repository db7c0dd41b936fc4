"""Questions about poses that the facts of a scene answer, with their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....annotations.scene import Scene
from ....annotations.skeleton import SIDES
from ....poses.names import NamedPerson, center_x, number_word
from .wording import (
    Chooser,
    arm_predicates,
    body_words,
    feet_words,
    head_words,
    leg_predicates,
    pair_sentence,
    posture_words,
    states_of,
    trunk_words,
)

_ARM_QUESTIONS = (
    "What is {name} doing with their {side} arm?",
    "What is {name} doing with their {side} arm?",
    "Where is the {side} arm of {name}?",
    "How is {name} holding their {side} arm?",
    "In what position is the {side} arm of {name}?",
    "How would you describe the {side} arm of {name}?",
)
_LEG_QUESTIONS = (
    "What is {name} doing with their {side} leg?",
    "What is {name} doing with their {side} leg?",
    "How is {name} holding their {side} leg?",
    "In what position is the {side} leg of {name}?",
    "How would you describe the {side} leg of {name}?",
)
_PAIR_QUESTIONS = (
    "What are the {kind}s of {name} doing?",
    "How are both {kind}s of {name} placed?",
    "How does {name} hold their {kind}s?",
)
_POSTURE_QUESTIONS = (
    "Is {name} standing, sitting or in some other position?",
    "What posture is {name} in?",
    "How would you describe the overall posture of {name}?",
)
_TRUNK_QUESTIONS = (
    "How is {name} holding their upper body?",
    "Is the upper body of {name} upright or leaning?",
    "What is the upper body of {name} doing?",
)
_FEET_QUESTIONS = (
    "How are the feet of {name} placed?",
    "Are the feet of {name} close together or apart?",
    "What kind of stance does {name} have?",
)
_HAND_QUESTIONS = (
    "How are the hands of {name} placed?",
    "Are the hands of {name} apart or close together?",
)
_CROSSED_QUESTIONS = (
    "Are the legs of {name} crossed or side by side?",
    "How do the legs of {name} stand to each other?",
)
_HEAD_QUESTIONS = (
    "Where does the face of {name} point?",
    "How is the head of {name} turned?",
    "Which way is {name} looking?",
)
_BODY_QUESTIONS = (
    "From which side is {name} seen?",
    "Is {name} facing the viewer?",
    "Which way is the body of {name} turned?",
)


@dataclass(frozen=True)
class PosePair:
    """A question and its answer.

    Attributes:
        question: ends in a question mark.
        answer: one or more full sentences.
        group: ``"limb"``, ``"limb pair"``, ``"whole"``, ``"thing"``, ``"activity"``, ``"scene"`` or ``"filler"``.
        topic: what two pairs of one text should not both be about; empty where that does not matter.
    """

    question: str
    answer: str
    group: str
    topic: str = ""


def person_pairs(named: NamedPerson, choose: Chooser) -> Iterator[PosePair]:
    """Questions about one person's limbs and body."""
    facts, name = named.facts, named.name
    key = str(named.person.annotation_id)

    def ask(templates: tuple[str, ...], topic: str, **words: str) -> str:
        return choose.pick(f"ask {topic} {key}", templates).format(name=name, **words)

    for side in SIDES:
        for kind, predicates, templates in (
            ("arm", arm_predicates(facts, side), _ARM_QUESTIONS),
            ("leg", leg_predicates(facts, side), _LEG_QUESTIONS),
        ):
            if predicates:
                tail = choose.pick(f"say {side} {kind} {key}", predicates)
                question = ask(templates, f"{side} {kind}", side=side)
                yield PosePair(question, f"Their {side} {kind} {tail}.", "limb", f"{kind} {key}")
    for kind in ("arm", "leg"):
        sentence = pair_sentence(facts, kind, choose.number(f"pair {kind} {key}") % 6)
        if sentence is not None and (sentence.startswith("Both") or ", and " in sentence):
            yield PosePair(ask(_PAIR_QUESTIONS, f"{kind}s", kind=kind), sentence + ".", "limb pair", f"{kind} {key}")
    posture = posture_words(facts, named.is_moving)
    if posture is not None:
        trunk = trunk_words(facts)
        tail = choose.pick(f"posture tail {key}", ("", f", with the upper body {trunk}" if trunk else ""))
        yield PosePair(ask(_POSTURE_QUESTIONS, "posture"), f"They are {posture}{tail}.", "whole", f"trunk {key}")
    trunk = trunk_words(facts)
    if trunk is not None:
        yield PosePair(ask(_TRUNK_QUESTIONS, "trunk"), f"Their upper body is {trunk}.", "whole", f"trunk {key}")
    if "together" in states_of(facts, "hands"):
        yield PosePair(ask(_HAND_QUESTIONS, "hands"), "Their hands are close together.", "whole")
    if "crossed" in states_of(facts, "legs"):
        yield PosePair(ask(_CROSSED_QUESTIONS, "crossed"), "Their legs are crossed.", "whole")
    feet = feet_words(facts)
    if feet is not None:
        yield PosePair(ask(_FEET_QUESTIONS, "feet"), f"Their feet are {feet}.", "whole")
    head = head_words(facts)
    if head is not None:
        yield PosePair(ask(_HEAD_QUESTIONS, "head"), f"Their head is {head}.", "whole")
    body = body_words(facts)
    if body is not None:
        answer = f"They are {body}."
        question = ask(_BODY_QUESTIONS, "body")
        if question.startswith("Is "):
            answer = f"Yes, they are {body}." if body == "facing the viewer" else f"No, they are {body}."
        yield PosePair(question, answer, "whole")


def thing_pairs(scene: Scene, named: NamedPerson, choose: Chooser) -> Iterator[PosePair]:
    """Questions about the things that a person holds, stands on, sits on, is under or near."""
    things = {o.annotation_id: o.category for o in scene.objects}
    name, key = named.name, str(named.person.annotation_id)
    kinds: dict[str, list[str]] = {}
    for relation in named.relations:
        if relation.other in things and things[relation.other] != "person":
            kinds.setdefault(relation.kind, []).append(things[relation.other])
    for side in SIDES:
        for thing in sorted(set(kinds.get(f"{side} hand at", ()))):
            if f"with the {thing}" in name:
                continue
            question = choose.pick(
                f"hand {side} {key}",
                (f"What is at the {side} hand of {name}?", f"What does {name} have at their {side} hand?"),
            )
            yield PosePair(question, f"There is {article(thing)} at their {side} hand.", "thing")
    for thing in sorted(set(kinds.get("foot on", ()))):
        question = choose.pick(
            f"foot {key}", (f"What is {name} standing on?", f"What does {name} have under their feet?")
        )
        yield PosePair(question, f"They are on {article(thing)}.", "thing")
    for kind, phrase, templates in (
        ("sitting on", "They are on {thing}.", ("What is {name} sitting on?", "What carries the weight of {name}?")),
        ("under", "They are under {thing}.", ("What is above {name}?", "What is {name} under?")),
        ("next to", "They are next to {thing}.", ("What is {name} next to?", "Which thing is close to {name}?")),
    ):
        found = sorted(set(kinds.get(kind, ())))
        if found:
            question = choose.pick(f"{kind} {key}", templates).format(name=name)
            yield PosePair(question, phrase.format(thing=join_words([article(t) for t in found])), "thing")


def scene_pairs(scene: Scene, people: list[NamedPerson], captions: list[str], choose: Chooser) -> Iterator[PosePair]:
    """Questions about what goes on, how many people there are and how they stand to each other."""
    if captions:
        question = choose.pick(
            "ask activity",
            (
                "What is going on here?",
                "What is happening in this scene?",
                "What action does the scene show?",
                "How would you sum up what is happening?",
                "What activity can be seen here?",
            ),
        )
        yield PosePair(question, captions[0], "activity")
    count = sum(1 for p in scene.people if p.labeled_count)
    question = choose.pick(
        "ask count",
        (
            "How many people can be seen clearly?",
            "How many people stand out in the scene?",
            "How many people are there to see?",
        ),
    )
    clearly = (
        "One person can be seen clearly."
        if count == 1
        else f"{number_word(count).capitalize()} people can be seen clearly."
    )
    yield PosePair(question, clearly, "scene" if count > 1 else "filler")
    for one in people:
        for other in people:
            if any(r.kind == "left of" and r.other == other.person.annotation_id for r in one.relations):
                if (
                    "left" in one.name + other.name
                    or "right" in one.name + other.name
                    or "middle" in one.name + other.name
                ):
                    continue
                yield PosePair(
                    f"Who is further to the viewer's left, {one.name} or {other.name}?",
                    f"{one.subject} is further to the viewer's left.",
                    "scene",
                )
            if any(r.kind == "in front of" and r.other == other.person.annotation_id for r in one.relations):
                question = choose.pick(
                    f"front {one.name} {other.name}",
                    (
                        f"Who is closer to the viewer, {one.name} or {other.name}?",
                        f"Where is {other.name} in relation to {one.name}?",
                    ),
                )
                answer = f"{one.subject} is closer to the viewer."
                if question.startswith("Where"):
                    answer = f"{other.subject} is further back than {one.name}."
                yield PosePair(question, answer, "scene")
    yield from _filler_pairs(scene, people, captions)


def _filler_pairs(scene: Scene, people: list[NamedPerson], captions: list[str]) -> Iterator[PosePair]:
    """What is true of any scene: used only where the keypoints say little."""
    for caption in captions[1:3]:
        yield PosePair(
            "What else can be said about the scene?" if caption == captions[1] else "Which detail stands out?",
            caption,
            "filler",
        )
    for named in people:
        x = center_x(named.person) / scene.width
        place = "on the left side" if x < 0.38 else "on the right side" if x > 0.62 else "in the middle"
        yield PosePair(f"In which part of the scene is {named.name}?", f"They are {place} of the scene.", "filler")
        _, top, width, height = named.person.bbox_xywh
        share = height / scene.height
        size = "large" if share > 0.6 else "small" if share < 0.25 else "of medium size"
        yield PosePair(f"How large does {named.name} appear?", f"They appear {size} compared with the scene.", "filler")
        y = (top + height / 2) / scene.height
        level = "upper part" if y < 0.38 else "lower part" if y > 0.62 else "middle"
        yield PosePair(
            f"Is {named.name} high up or low down in the scene?", f"They are in the {level} of the scene.", "filler"
        )
        if max(width / height, height / width) > 1.2:
            shape = "taller than wide" if height > width else "wider than tall"
            yield PosePair(f"Does {named.name} take up more height or more width?", f"They look {shape}.", "filler")
    things = sorted({o.category for o in scene.objects if o.category != "person"})
    if things:
        yield PosePair("Which things can be seen besides the people?", f"{list_things(things)}.", "filler")
    if len(scene.people) == 1:
        yield PosePair("Does anybody else stand out in the scene?", "No, one person stands out in the scene.", "filler")
    else:
        yield PosePair("Is there more than one person in the scene?", "Yes, there is more than one person.", "filler")


def article(thing: str) -> str:
    """``"umbrella"`` -> ``"an umbrella"``, ``"skis"`` -> ``"skis"``."""
    if thing in ("skis", "scissors", "broccoli"):
        return thing
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def list_things(things: list[str]) -> str:
    """``["car", "skis"]`` -> ``"There is a car and skis"``; plural words come last."""
    order = sorted(things[:4], key=lambda t: article(t) == t)
    verb = "are" if article(order[0]) == order[0] else "is"
    return f"There {verb} {join_words([article(t) for t in order])}"


def join_words(words: list[str]) -> str:
    """``["a", "b", "c"]`` -> ``"a, b and c"``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
