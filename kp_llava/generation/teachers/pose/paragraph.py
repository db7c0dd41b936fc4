"""One paragraph about the poses of everybody in a scene."""

from __future__ import annotations

from ....annotations.scene import Scene
from ....annotations.skeleton import SIDES
from ....poses.names import NamedPerson, center_x, number_word
from .questions import article, list_things
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

_WORDS_LEAST, _WORDS_MOST = 80, 220


def write_paragraph(
    scene: Scene, people: list[NamedPerson], captions: list[str], choose: Chooser, others: list[NamedPerson]
) -> str:
    """The number of people, what goes on, each one's pose, how they stand to each other and to things.

    ``others`` are people without a name of their own, told of after those who have one.
    """
    sentences = captions[:1]
    sentences.append(_count_sentence(scene, choose))
    tail = _order_sentences(people)
    budget = _WORDS_MOST - _count_words(sentences + tail)
    for named in (*people, *others):
        own = person_sentences(scene, named, choose)
        if _count_words(own) > budget:
            own = own[:1]
        if _count_words(own) > budget:
            break
        budget -= _count_words(own)
        sentences += own
    sentences += tail + _thing_sentences(scene, " ".join(sentences))
    if len(captions) > 2 and _count_words(sentences) + len(captions[1].split()) <= 250:
        sentences.append(captions[1])
        captions = captions[1:]
    spare = captions[1:] + _compare_sentences(people) + _place_sentences(scene, people)
    while spare and _count_words(sentences) < _WORDS_LEAST:
        sentences.append(spare.pop(0))
    return " ".join(sentences)


def _count_words(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _count_sentence(scene: Scene, choose: Chooser) -> str:
    count = sum(1 for p in scene.people if p.labeled_count)
    if count == 1:
        return choose.pick("one", ("One person can be seen clearly.", "The scene shows one person clearly."))
    word = number_word(count)
    return choose.pick(
        "many", (f"{word.capitalize()} people can be seen clearly.", f"The scene shows {word} people clearly.")
    )


def person_sentences(scene: Scene, named: NamedPerson, choose: Chooser) -> list[str]:
    """What one person does, from the whole body to the limbs."""
    facts, key = named.facts, str(named.person.annotation_id)
    sentences: list[str] = []
    posture, trunk, body = posture_words(facts, named.is_moving), trunk_words(facts), body_words(facts)
    parts = [w for w in (posture, body) if w]
    if parts:
        tail = f", with the upper body {trunk}" if trunk else ""
        sentences.append(f"{named.subject} is {' and '.join(parts)}{tail}.")
    elif trunk:
        sentences.append(f"{named.subject} has their upper body {trunk}.")
    kinds = choose.shuffled(f"limbs {key}", ("arm", "leg"))
    for kind in kinds:
        sentence = pair_sentence(facts, kind, choose.number(f"{kind}s {key}") % 6)
        if sentence is not None:
            if not sentences:
                sentence = sentence.replace("Their", f"For {named.name}, their", 1)
                sentence = sentence.replace("Both", f"For {named.name}, both", 1)
            sentences.append(sentence + ".")
    feet, head = feet_words(facts), head_words(facts)
    if feet:
        sentences.append(f"Their feet are {feet}.")
    if "crossed" in states_of(facts, "legs"):
        sentences.append(f"{'Their legs are' if sentences else f'The legs of {named.name} are'} crossed.")
    if "together" in states_of(facts, "hands"):
        sentences.append(f"{'Their hands are' if sentences else f'The hands of {named.name} are'} close together.")
    if head:
        start = "Their head is" if sentences else f"{named.subject} has their head"
        sentences.append(f"{start} {head}.")
    return sentences + _relation_sentences(scene, named, bool(sentences))


def _relation_sentences(scene: Scene, named: NamedPerson, is_introduced: bool) -> list[str]:
    things = {o.annotation_id: o.category for o in scene.objects if o.category != "person"}
    subject, verb = ("They", "are") if is_introduced else (named.subject, "is")
    sentences = []
    hands: dict[str, list[str]] = {}
    for relation in named.relations:
        thing = things.get(relation.other)
        if thing is None:
            continue
        if relation.kind.endswith("hand at"):
            hands.setdefault(thing, []).append(relation.kind.split()[0])
        elif relation.kind == "foot on":
            sentences.append(f"{subject} {verb} on {article(thing)}.")
        else:
            word = {"sitting on": "on", "under": "under", "next to": "next to"}[relation.kind]
            sentences.append(f"{subject} {verb} {word} {article(thing)}.")
    for thing, sides in hands.items():
        which = "Both hands are" if len(set(sides)) == len(SIDES) else f"Their {sides[0]} hand is"
        sentences.append(f"{which} at the {thing}." if is_introduced else f"{subject} has a hand at the {thing}.")
    return list(dict.fromkeys(sentences))


def _order_sentences(people: list[NamedPerson]) -> list[str]:
    by_id = {n.person.annotation_id: n for n in people}
    sentences = []
    for named in people:
        for relation in named.relations:
            other = by_id.get(relation.other)
            if other is None:
                continue
            words = f"{named.name} {other.name}"
            if relation.kind == "left of" and not any(w in words for w in ("left", "right", "middle")):
                sentences.append(f"{named.subject} is to the viewer's left of {other.name}.")
            if relation.kind == "in front of":
                sentences.append(f"{named.subject} is closer to the viewer than {other.name}.")
    return sentences[:3]


def _compare_sentences(people: list[NamedPerson]) -> list[str]:
    """Whether the two arms and the two legs do the same."""
    sentences = []
    for named in people:
        for kind, predicates in (("arm", arm_predicates), ("leg", leg_predicates)):
            left, right = (predicates(named.facts, side) for side in SIDES)
            if left and right:
                same = "are held alike" if left == right else "do different things"
                sentences.append(f"The two {kind}s of {named.name} {same}.")
    return sentences


def _thing_sentences(scene: Scene, told: str) -> list[str]:
    """The things that no sentence has told of yet."""
    things = sorted({o.category for o in scene.objects if o.category != "person"})
    things = [thing for thing in things if thing not in told]
    return [f"{list_things(things)} in the scene, too."] if things else []


def _place_sentences(scene: Scene, people: list[NamedPerson]) -> list[str]:
    sentences = []
    for named in people:
        x = center_x(named.person) / scene.width
        place = "on the left side" if x < 0.38 else "on the right side" if x > 0.62 else "in the middle"
        if not any(w in named.name for w in ("left", "right", "middle")):
            sentences.append(f"{named.subject} is {place} of the scene.")
        share = named.person.bbox_xywh[3] / scene.height
        size = "large" if share > 0.6 else "small" if share < 0.25 else "of medium size"
        sentences.append(f"{named.subject} appears {size} compared with the scene.")
    if len(scene.people) == 1:
        sentences.append("Nobody else stands out.")
    return sentences
