"""Questions about how many people there are, where they are, what they wear and what is around."""

from __future__ import annotations

from collections.abc import Iterator

from .....poses.people import People
from ..captions.looks import find_clothes
from ..captions.scenery import find_setting, is_count_known
from ..frame.group import has_head_or_shoulder
from ..frame.person import are_arms_down, extent_sentence, side_of_picture
from ..frame.things import beside
from ..reading import read_person
from ..speaker import Speaker, capital
from ..wording import Chooser
from .pair import PosePair

_PLACE_QUESTIONS = ("Where in the picture is {name}?", "On which side of the picture do we find {name}?")
_EXTENT_QUESTIONS = ("How much of {name} does the picture show?", "Which part of {name} is in the picture?")
_BESIDE_QUESTIONS = ("What is to the {side} of {name}?", "What do we find on the {side} of {name}?")
_CLOTHES_QUESTIONS = ("What is {name} wearing?", "Could you tell me what {name} is wearing?")
_COLOR_QUESTIONS = ("What color is the {garment} of {name}?", "What color is the {garment} that {name} is wearing?")
_COLORS = frozenset(
    ("red", "blue", "green", "yellow", "black", "white", "brown", "orange", "pink", "purple", "gray", "grey")
)
_GARMENT_QUESTIONS = ("What kind of {garment} is {name} wearing?", "What {garment} is {name} wearing?")
_RAISED_QUESTIONS = ("Does {name} raise an arm?", "Is one of the arms of {name} raised?")
_DESCRIBED = 3  # words of a garment with an article and what distinguishes it: "a white shirt"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def scene_pairs(people: People, speakers: list[Speaker], choose: Chooser) -> Iterator[PosePair]:
    """Questions about how many people there are and how they stand to each other."""
    scene, count = people.scene, len(people.all)
    if count <= 4 and is_count_known(scene) and all(has_head_or_shoulder(people, p) for p in people.all):
        question = choose.pick("ask count", ("How many people are in the picture?", "How many people can you see?"))
        answer = (
            "There is one person in the picture" if count == 1 else f"There are {_NUMBERS[count]} people in the picture"
        )
        if count == 1 and speakers:
            answer = (
                f"There is only one person in the picture, {speakers[0].name}"
                if speakers[0].noun != "person"
                else answer
            )
        yield PosePair(question, answer + ".", "scene" if count > 1 else "filler", "count")
    by_id = {s.person.annotation_id: s for s in speakers}
    for relation in people.relations:
        one, other = by_id.get(relation.subject), by_id.get(relation.other)
        if one is not None and other is not None and relation.kind == "in front of":
            yield PosePair(
                f"Who is closer to the camera, {one.name} or {other.name}?",
                f"{capital(one.name)} is closer to the camera.",
                "scene",
                "depth",
            )
    setting = find_setting(scene.captions)
    if setting is not None and speakers:
        be = "are" if speakers[0].is_plural else "is"
        who = speakers[0]
        templates = ("Where does the scene take place?", *(() if who.is_vague else (f"Where is {who.name}?",)))
        question = choose.pick("ask setting", templates)
        answer = f"{capital(who.subj)} {be} {setting}." if who.name in question else f"It takes place {setting}."
        yield PosePair(question, answer, "scene" if who.is_vague else "filler", "setting")
    for who in speakers:
        yield from _frame_pairs(people, who, choose)
        yield from _place_pairs(people, who, choose)


def _frame_pairs(people: People, who: Speaker, choose: Chooser) -> Iterator[PosePair]:
    """How much of somebody is seen, what is at the side, and whether the arms are raised."""
    reading, key = read_person(people, who.person.annotation_id), who.person.annotation_id
    sentence = extent_sentence(people, who, choose)
    if sentence is not None and not who.is_vague:
        question = choose.pick(f"ask extent {key}", _EXTENT_QUESTIONS).format(name=who.name)
        yield PosePair(question, sentence, "filler", f"extent {key}")
    found = beside(people, who, reading)
    if found is not None:
        thing, side = found
        question = choose.pick(f"ask beside {key}", _BESIDE_QUESTIONS).format(name=who.name, side=side)
        yield PosePair(question, f"{capital(thing)} is to the {side} of {who.obj}.", "thing", f"beside {key}")
    worn = find_clothes(people.scene.captions) if who.is_subject else None
    if worn is not None:
        garment = worn.split()[-1]
        color = worn.split()[1] if len(worn.split()) == _DESCRIBED and worn.split()[1] in _COLORS else None
        if color is not None and not garment.endswith("s"):
            question = choose.pick(f"ask color {key}", _COLOR_QUESTIONS).format(name=who.name, garment=garment)
            yield PosePair(question, f"{capital(who.poss)} {garment} is {color}.", "thing", f"clothes {key}")
            worn = None
    if worn is not None:
        garment = worn.split()[-1]
        templates = (
            _CLOTHES_QUESTIONS
            if len(worn.split()) < _DESCRIBED or garment.endswith("s") or " and " in worn
            else _GARMENT_QUESTIONS
        )
        question = choose.pick(f"ask clothes {key}", templates).format(name=who.name, garment=garment)
        be = "are" if who.is_plural else "is"
        yield PosePair(question, f"{capital(who.subj)} {be} wearing {worn}.", "thing", f"clothes {key}")
    if are_arms_down(people, who, reading):
        question = choose.pick(f"ask raised {key}", _RAISED_QUESTIONS).format(name=who.name)
        yield PosePair(question, "No, neither arm is raised.", "filler", f"raised {key}")


def _place_pairs(people: People, who: Speaker, choose: Chooser) -> Iterator[PosePair]:
    """Where somebody is in the picture, and how much of it is filled: used only where poses say little."""
    scene, be = people.scene, "are" if who.is_plural else "is"
    share = who.person.bbox_xywh[3] / scene.height
    if any(word in who.name for word in ("left", "right", "middle")):
        return
    place = side_of_picture(scene, who.person)
    near = ", close to the camera" if share > 0.75 else ", some way off" if share < 0.3 else ""
    question = choose.pick(f"ask place {who.person.annotation_id}", _PLACE_QUESTIONS)
    if "which side" in question and "side" not in place:
        question = _PLACE_QUESTIONS[0]
    yield PosePair(
        question.format(name=who.name),
        f"{capital(who.subj)} {be} {place}{near}.",
        "filler",
        f"place {who.person.annotation_id}",
    )
    size = "{he} {be} quite close to the camera." if share > 0.75 else None
    size = size or ("{he} {be} quite far away from the camera." if share < 0.3 else None)
    if size is not None:
        text = size.format(he=capital(who.subj), be=be)
        yield PosePair(f"How close to the camera is {who.name}?", text, "filler", f"place {who.person.annotation_id}")
