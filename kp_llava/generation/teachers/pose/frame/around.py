"""What else a viewer sees: the ground, the light, poles, which hand is higher, small things, people side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .....annotations.scene import SceneObject
from .....annotations.skeleton import SIDES
from .....poses.people import People
from ..captions.actions import Action, find_acts
from ..captions.ground import find_ground, find_poles, find_style, find_time
from ..captions.scenery import find_surface, find_wider, speaks_of
from ..clauses.words import article
from ..reading import Reading
from ..speaker import Speaker, capital, conjugate
from ..wording import SURE
from .called import called_together, join_things

_EDGE = 0.985  # of the picture's height: a box that ends below is cut off by the edge
_HIGHER, _CLEARLY = 0.12, 0.2  # of the body's size: from where a hand is said to be higher than the other one
_LEVEL_SAID = ("raise", "hang", "above", "near the face", "at the head", "on the hip", "height", "chest", "ear")
"""Words of a text that give the height of a hand already."""


def ground_sentence(people: People, who: Speaker, said: str) -> str | None:
    """What covers the ground around the one whom captions are about, where the text does not say it."""
    ground = find_ground(people.scene.captions) if who.is_subject else None
    kind = "fresh snow" if ground == "snow" and any(_FRESH.search(c) for c in people.scene.captions) else ground
    if ground is None or re.search(rf"\b{ground}\b(?! jacket| suit| pants| boots| gear)", said):
        return None
    return f"The ground around {who.obj} is covered with {kind}."


_FRESH = re.compile(r"\b(?:fresh|powdery?|new) snow\b|\bsnow powder\b", re.I)


def wider_sentence(people: People, said: str) -> str | None:
    """What the place of the scene is, or belongs to: a pool of a skate park, a resort of a slope."""
    found = find_wider(people.scene.captions)
    if found is None or found[0] not in said or found[1].split()[-1] in said:
        return None
    near, place = found
    link = {"pool": "is", "bowl": "is", "resort": "belongs to"}.get(place.split()[-1], "is in")
    return f"The {near} {link} {place}."


def style_sentence(people: People) -> str | None:
    """That a picture has no colors, or others than what it shows has, as captions say."""
    style = find_style(people.scene.captions)
    return f"The picture is {style}." if style is not None else None


_EATEN = ("hot dog", "sandwich", "pizza", "cake", "donut")


def lap_sentence(people: People, who: Speaker, said: str) -> str | None:
    """What food is on the plate on the lap of the one whom captions are about, as its box and two captions say."""
    if not who.is_subject or "plate of food on" not in said:
        return None
    left, top, width, height = who.person.bbox_xywh
    for kind in _EATEN:
        form = re.compile(rf"\b{kind.replace(' ', ' ?')}", re.I)
        spoken = sum(form.search(caption) is not None for caption in people.scene.captions)
        for thing in people.scene.objects:
            x, y, across, high = thing.bbox_xywh
            is_before = left < x + across / 2 < left + width and top < y + high / 2 < top + height
            if thing.category == kind and is_before and spoken >= _SPOKEN and kind not in said:
                return f"There is {article(kind)} on the plate."
    return None


_SPOKEN = 2  # captions


def time_sentence(people: People) -> str | None:
    """When the picture was taken, or in what weather, as a caption has it."""
    time = find_time(people.scene.captions)
    return f"The picture was taken {time}." if time is not None else None


def poles_sentence(people: People, who: Speaker, reading: Reading, said: str) -> str | None:
    """A skier's poles, as a caption has them."""
    if not who.is_subject or reading.board != "skis" or "poles in" in said or not find_poles(people.scene.captions):
        return None
    return f"{capital(who.subj)} {'have' if who.is_plural else 'has'} ski poles in {who.poss} hands."


def higher_sentence(people: People, who: Speaker, reading: Reading, said: str) -> str | None:
    """Which hand is clearly higher, where no other sentence gives the height of either."""
    body = people.bodies[who.person.annotation_id]
    if body is None or not body.has("left wrist", "right wrist") or len(reading.arms) < len(SIDES):
        return None
    if body.hidden & {"left wrist", "right wrist"} or any(word in said for word in _LEVEL_SAID):
        return None
    gap = body.above("left wrist", "right wrist")
    if abs(gap) < _HIGHER or reading.posture == "lying":
        return None
    high, low = SIDES if gap > 0 else SIDES[::-1]
    how = "clearly higher" if abs(gap) >= _CLEARLY else "higher"
    return f"{capital(who.poss)} {high} hand is {how} than {who.poss} {low} one."


_LIKE = 0.5  # of the other's height: people of like size are at a like distance
_SMALL = ("bottle", "bowl", "wine glass", "banana", "apple", "orange", "broccoli", "carrot")
_FRUIT = ("banana", "apple", "orange")
_SMALL_LEAST, _SMALL_MOST = 2, 3  # kinds that are named


def small_sentence(people: People, sentences: Sequence[str]) -> str | None:
    """Small things around a lone person, where there is no table that they could stand on."""
    scene, said = people.scene, " ".join(sentences).lower()
    if len(people.all) != 1 or any(thing.category == "dining table" for thing in scene.objects):
        return None
    by_kind: dict[str, list[SceneObject]] = {}
    for thing in scene.objects:
        kind = "fruit" if thing.category in _FRUIT else thing.category
        if thing.category in _SMALL and not re.search(rf"\b{kind.split()[-1]}", said):
            by_kind.setdefault(kind, []).append(thing)
    fruit = by_kind.pop("fruit", [])
    order = sorted(by_kind, key=lambda kind: (-sum(o.bbox_xywh[2] * o.bbox_xywh[3] for o in by_kind[kind]), kind))
    names = [called_together(people, by_kind[kind]) for kind in order]
    names = [*(["some fruit"] if len(fruit) > 1 else []), *names][:_SMALL_MOST]
    if len(names) < _SMALL_LEAST and not fruit[1:]:
        return None
    return f"Nearby there {join_things(names, bool(fruit[1:]) or len(by_kind[order[0]]) == 1)}."


def food_sentence(people: People, sentences: Sequence[str]) -> str | None:
    """Where pizza, cake or fruit is, if captions speak of it and there are several pieces that nobody holds."""
    scene, said = people.scene, " ".join(sentences)
    held = {relation.other for relation in people.relations if relation.kind.endswith(" hand at")}
    for kind in ("pizza", "cake", "fruit"):
        things = [thing for thing in scene.objects if thing.category == kind and thing.annotation_id not in held]
        spoken = sum(speaks_of((caption,), kind) for caption in scene.captions)
        if len(things) < 2 or spoken < 2 or f"{kind} on the" in said:
            continue
        middles = [(thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2) / scene.width for thing in things]
        side = "left" if max(middles) < 0.55 else "right" if min(middles) > 0.45 else None
        if side is not None:
            surface = find_surface(scene.captions)
            return f"There is {kind} on {f'a {surface}, on ' if surface else ''}the {side} side of the picture."
    return None


_CLOSE_TO = frozenset(
    ("parking meter", "fire hydrant", "stop sign", "car", "bus", "truck", "train", "bench", "motorcycle", "bicycle")
)


def close_sentence(people: People, who: Speaker) -> str | None:
    """Next to what one of several people is, as far as captions speak of it."""
    things = {thing.annotation_id: thing.category for thing in people.scene.objects}
    for relation in people.relations:
        kind = things.get(relation.other)
        if relation.subject != who.person.annotation_id or relation.kind != "next to" or kind not in _CLOSE_TO:
            continue
        if relation.confidence >= SURE and speaks_of(people.scene.captions, kind) and not who.is_subject:
            be = "are" if who.is_plural else "is"
            return f"{capital(who.subj)} {be} close to the {kind}."
    return None


def upper_sentence(people: People, who: Speaker) -> str | None:
    """That the lower edge of the picture leaves out all but the upper body of the one whom captions are about."""
    body = people.bodies[who.person.annotation_id]
    if body is None or not who.is_subject or not any(body.has(f"{side} shoulder") for side in SIDES):
        return None
    box = who.person.bbox_xywh
    is_cut = box[1] + box[3] >= _EDGE * people.scene.height
    if not is_cut or any(body.has(f"{side} {joint}") for side in SIDES for joint in ("hip", "knee", "ankle")):
        return None
    return f"Only {who.poss} upper body is in the picture."


_BALLS = frozenset(("serve", "hit", "throw", "swing", "pitch"))
_STILL_ACTS = frozenset(("talk", "eat", "read", "drink", "pose", "sit", "wait", "hold", "lean"))


def ball_sentence(people: People, who: Speaker, action: Action | None, said: str) -> str | None:
    """A ball above the head of the one who serves or hits it."""
    if action is None or action.base not in _BALLS or "in the air" in said:
        return None
    left, top, width, _ = who.person.bbox_xywh
    for thing in people.scene.objects:
        x, y, across, high = thing.bbox_xywh
        is_above = y + high < top and left - width < x + across / 2 < left + 2 * width
        if thing.category == "sports ball" and is_above and speaks_of(people.scene.captions, "sports ball"):
            return f"The ball is in the air above {who.obj}."
    return None


def mood_sentence(people: People, who: Speaker, reading: Reading, action: Action | None, said: str) -> str | None:
    """That the whole pose looks relaxed, where that is plain."""
    if not who.is_subject or "relaxed" in said:
        return None
    is_idle = action is None or action.base in _STILL_ACTS
    leans = any(act.base == "lean" for act in find_acts(people.scene.captions)) and reading.posture in (
        "standing",
        None,
    )
    is_seated = reading.posture == "sitting" and reading.head == "facing the viewer"
    is_busy = {"raised", "above the head", "near the face", "at the head"} & set(reading.arms.values())
    look = conjugate("look", who.is_plural)
    if is_idle and (leans or is_seated) and not is_busy:
        whole = ("Altogether, the pose looks relaxed.", f"On the whole, {who.subj} {look} relaxed.")
        return whole[who.person.annotation_id % len(whole)]
    return None


def together_sentence(people: People, speakers: Sequence[Speaker]) -> str | None:
    """That two people of like size are close together."""
    if len(people.all) != 2 or len(speakers) != 2:
        return None
    (one, other) = (who.person.bbox_xywh for who in speakers)
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    if across <= 0.1 * min(one[2], other[2]) or min(one[3], other[3]) < _LIKE * max(one[3], other[3]):
        return None
    noun = speakers[0].noun
    several = {"man": "men", "woman": "women", "child": "children", "person": ""}.get(noun, f"{noun}s")
    return f"The two{f' {several}' if several else ''} are close together."
