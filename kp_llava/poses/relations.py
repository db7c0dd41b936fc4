"""How the people and things of one scene stand to each other: who is left of whom, what a hand is at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ..annotations.scene import Scene, SceneObject
from ..annotations.skeleton import SIDES
from .body import Body, read_body
from .posture import FOOTED, RIDDEN, find_seat, is_seated

# things that a hand can hold, as far as COCO and other sets name them, each with its usual length in heights of an
# adult; no worn things (tie, hat, bag), no furniture
HELD: dict[str, float] = {
    "umbrella": 0.55, "suitcase": 0.4, "frisbee": 0.16, "snowboard": 0.85, "sports ball": 0.11, "kite": 0.6,
    "baseball bat": 0.45, "baseball glove": 0.17, "skateboard": 0.45, "surfboard": 1.1, "tennis racket": 0.36,
    "bottle": 0.14, "wine glass": 0.12, "cup": 0.07, "fork": 0.11, "knife": 0.13, "spoon": 0.1, "bowl": 0.1,
    "banana": 0.11, "apple": 0.05, "sandwich": 0.1, "orange": 0.05, "carrot": 0.1, "hot dog": 0.1, "pizza": 0.18,
    "donut": 0.06, "cake": 0.14, "laptop": 0.2, "remote": 0.1, "cell phone": 0.08, "book": 0.15, "scissors": 0.1,
    "teddy bear": 0.25, "hair drier": 0.13, "toothbrush": 0.1, "keyboard": 0.25, "mouse": 0.06, "cat": 0.25,
    "dog": 0.35, "bicycle": 1.0, "motorcycle": 1.2, "ball": 0.11, "bat": 0.45, "racket": 0.36, "box": 0.25, "flag": 0.5,
    "balloon": 0.2,
}  # fmt: skip
# held by both hands at a time, more often than not
_TWO_HANDED = frozenset(
    (
        "baseball bat",
        "bat",
        "tennis racket",
        "snowboard",
        "surfboard",
        "skateboard",
        "laptop",
        "keyboard",
        "book",
        "pizza",
    )
) | frozenset(("teddy bear", "bicycle", "motorcycle", "umbrella", "kite", "box", "frisbee", "cat", "dog", "suitcase"))
# what mostly lies on tables, where hands lie, too: a caption has to speak of it
_ON_TABLES = frozenset(
    ("bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange", "carrot")
) | frozenset(("hot dog", "pizza", "donut", "cake", "mouse", "keyboard", "book", "laptop"))
# what stands on the ground, so that two boxes that end on one level stand side by side
_GROUNDED = frozenset(
    ("bicycle", "car", "motorcycle", "bus", "train", "truck", "traffic light", "fire hydrant", "stop sign", "bench")
) | frozenset(
    ("parking meter", "dog", "cat", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "suitcase")
)
_WORDS = {
    "cell phone": "phone",
    "sports ball": "ball",
    "wine glass": "wine",
    "hot dog": "hot ?dog",
    "donut": "do(?:ugh)?nut",
}
# where the head is, by the first group that is labeled
_HEADS = (("nose",), ("left ear", "right ear"), ("left ear",), ("right ear",), ("head",), ("head top",))
_BALLS = ("sports ball", "ball")
_WITHOUT_HANDS = re.compile(r"\b(?:soccer|volleyball|tennis|badminton|ping[ -]?pong)\b", re.IGNORECASE)
_BALL_HELD = re.compile(
    r"\b(?:hold|held|catch|caught|carr|grip|grab|pick|throw|toss|serv)\w*\b(?! off\b| back\b)[^.]{0,30}\bball"
    r"|\bhands?\b|\b(?:goalie|(?:goal[ -]?)?keeper)",
    re.IGNORECASE,
)
_LARGE_BALL = 0.1  # of the body's size: a ball as large as a basketball, which both hands hold at a time
_OVERLAP = 0.25  # of the smaller box
_SIZED_BY = ("shoulder", "hip", "knee", "ankle", "elbow", "wrist", "thorax", "pelvis")
_THIGHS = ("hip", "knee")
_LIMBS = ("wrist", "elbow", *_THIGHS)
"""What says whether somebody holds or rides a thing, or sits on it."""


@dataclass(frozen=True)
class Relation:
    """One thing that boxes and keypoints say about a person and another instance.

    Attributes:
        subject: the person's annotation id.
        kind: ``"left of"`` (as the viewer sees it; the other is to the right), ``"in front of"`` (by size and by how
            low the box ends), ``"overlapping"``, ``"left hand at"``, ``"right hand at"``, ``"foot on"``,
            ``"sitting on"``, ``"under"`` or ``"next to"``.
        other: the annotation id of the other person or thing.
        confidence: above 0 and at most 1.
        points: names of the person's keypoints that it rests on, sorted; empty where it rests on boxes alone.
        other_points: the same of the other person.
    """

    subject: int
    kind: str
    other: int
    confidence: float
    points: tuple[str, ...] = ()
    other_points: tuple[str, ...] = ()


def _center_x(thing: SceneObject) -> float:
    return thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2


def _distance_to_box(x: float, y: float, box: tuple[float, float, float, float]) -> float:
    left, top, width, height = box
    return max(left - x, x - left - width, 0.0) + max(top - y, y - top - height, 0.0)


def overlap_share(one: SceneObject, other: SceneObject) -> float:
    """The boxes' common area as a share of the smaller box, 0 to 1."""
    (ax, ay, aw, ah), (bx, by, bw, bh) = one.bbox_xywh, other.bbox_xywh
    width, height = min(ax + aw, bx + bw) - max(ax, bx), min(ay + ah, by + bh) - max(ay, by)
    return width * height / min(aw * ah, bw * bh) if width > 0 and height > 0 else 0.0


def scene_relations(scene: Scene, bodies: Mapping[int, Body | None] | None = None) -> tuple[Relation, ...]:
    """The relations of every person with labeled keypoints to the other people and to things.

    Args:
        scene: the people and things.
        bodies: the people's bodies by annotation id, where they are already read.
    """
    found: list[Relation] = []
    if bodies is None:
        bodies = {p.annotation_id: read_body(p, scene) for p in scene.people}
    people = [p for p in scene.people if p.labeled_count]
    reaches = _find_reaches(scene, bodies)
    held, near = _held_things(reaches), {reach.pair for reach in reaches if _is_nearest(reach, reaches, is_alone=True)}
    for person in people:
        body = bodies[person.annotation_id]
        for other in people:
            if other is not person:
                found += _people_relations(person, other, body, bodies[other.annotation_id])
        if body is not None:
            own = [relation for relation in held if relation.subject == person.annotation_id]
            seat = find_seat(body, scene)
            for thing in scene.objects:
                if thing.category != "person":
                    found += _thing_relations(person, body, thing, own, seat, near)
    return tuple(found)


def _people_relations(
    person: SceneObject, other: SceneObject, body: Body | None, other_body: Body | None
) -> list[Relation]:
    found = []
    subject, other_id = person.annotation_id, other.annotation_id
    gap = _center_x(other) - _center_x(person)
    widest = max(person.bbox_xywh[2], other.bbox_xywh[2])
    if gap > 0.5 * widest:
        found.append(Relation(subject, "left of", other_id, 0.95))
    if overlap_share(person, other) > _OVERLAP:
        found.append(Relation(subject, "overlapping", other_id, 0.95))
    if body is not None and other_body is not None:
        foot, other_foot = (p.bbox_xywh[1] + p.bbox_xywh[3] for p in (person, other))
        # of one who is known by shoulders alone, or by an arm, a small size may only be a side view
        is_sized = any("hip" in name for name in other_body.size_points) or body.size > 2.5 * other_body.size
        if is_sized and body.size > 1.7 * other_body.size and foot > other_foot + 0.1 * other.bbox_xywh[3]:
            points, other_points = (tuple(sorted(b.size_points)) for b in (body, other_body))
            found.append(Relation(subject, "in front of", other_id, 0.95, points, other_points))
    return found


def _thing_relations(
    person: SceneObject,
    body: Body,
    thing: SceneObject,
    held: list[Relation],
    seat: SceneObject | None,
    near: set[tuple[int, int]],
) -> list[Relation]:
    """What somebody does with a thing, or that they are next to it.

    Who is next to a thing does nothing with it, so this rests on hands and hips as well; whether somebody else's hand
    is as near to it plays no part.
    """
    found = [
        *(relation for relation in held if relation.other == thing.annotation_id),
        *_foot_on(body, thing),
        *(_sitting_on(body, thing) if seat is thing else ()),
        *_under(body, thing),
    ]
    is_apart = not found and (body.subject, thing.annotation_id) not in near
    if is_apart and _is_next_to(person, thing, body):
        ankles = (f"{side} ankle" for side in SIDES if body.has(f"{side} ankle"))
        found.append(_with_points(_rest(body, "next to", thing, 0.95, *ankles), body, *_LIMBS))
    return found


def _rest(body: Body, kind: str, thing: SceneObject, confidence: float, *names: str) -> Relation:
    """A relation that rests on the named points and on those of the size; hidden points make it less certain."""
    if names:
        confidence = body.lower(confidence, names)
    points = tuple(sorted(body.size_points.union(names)))
    return Relation(body.subject, kind, thing.annotation_id, confidence, points)


@dataclass(frozen=True)
class _Reach:
    """How near a hand is to a thing.

    Attributes:
        body: whose hand it is.
        side: ``"left"`` or ``"right"``.
        thing: what it is near to.
        gap: body sizes from the middle of the hand to the box.
        is_at_thigh: whether the thing is ridden and the hand may rest on a thigh, which the box holds as well.
    """

    body: Body
    side: str
    thing: SceneObject
    gap: float
    is_at_thigh: bool

    @property
    def pair(self) -> tuple[int, int]:
        """The annotation ids of the person and of the thing."""
        return self.body.subject, self.thing.annotation_id


def _find_reaches(scene: Scene, bodies: Mapping[int, Body | None]) -> list[_Reach]:
    """The things that are near each hand.

    Boxes overlap in the picture also where one thing is far behind the other, so a thing has to look as large as it
    would in that hand.
    """
    return [
        reach
        for thing in scene.objects
        if thing.category in HELD and _may_be_held(thing, scene)
        for body in bodies.values()
        if body is not None and _looks_as_large(body, thing)
        for side in SIDES
        if (reach := _reach(body, side, thing)) is not None
    ]


def _is_nearest(reach: _Reach, reaches: list[_Reach], is_alone: bool = False) -> bool:
    """Whether no other hand is as near to a thing, and no other thing to the hand, or on ``is_alone`` no own one.

    Own hands on thighs do not count. Those of others do: whether they are there rests on points of others. The size of
    others whose heads alone are known is too vague to say how near their hands are.
    """
    if reach.is_at_thigh:
        return False
    for other in reaches:
        if other is reach or other.gap > reach.gap + 0.025:
            continue
        is_same_thing, is_own = other.thing is reach.thing, other.body is reach.body
        if not is_own and is_same_thing and not is_alone and not _is_sized_by_head(other.body):
            return False
        if is_own and not other.is_at_thigh:
            is_same_hand = other.side == reach.side
            if (is_same_hand and not is_same_thing) or (
                is_same_thing and not is_same_hand and not _is_two_handed(reach)
            ):
                return False
    return True


def _is_sized_by_head(body: Body) -> bool:
    return not any(name.split()[-1] in _SIZED_BY for name in body.size_points)


def _held_things(reaches: list[_Reach]) -> list[Relation]:
    """What each hand is at: one thing a hand, and of a thing for one hand the hand that is clearly nearest."""
    found = []
    for reach in reaches:
        if _is_nearest(reach, reaches):
            # which hand and which thing depends on the other hand, too
            wrists = [f"{side} wrist" for side in SIDES if reach.body.has(f"{side} wrist")]
            elbows = [f"{side} elbow" for side in SIDES if reach.body.has(f"{side} elbow")]
            relation = _rest(reach.body, f"{reach.side} hand at", reach.thing, 0.95, *wrists, *elbows)
            is_by_thighs = any(one.body is reach.body and one.thing.category in RIDDEN for one in reaches)
            found.append(_with_points(relation, reach.body, *_THIGHS) if is_by_thighs else relation)
    return found


def _with_points(relation: Relation, body: Body, *joints: str) -> Relation:
    """A relation that rests on further joints of both sides as well, as certain as before."""
    more = (f"{side} {joint}" for side in SIDES for joint in joints if body.has(f"{side} {joint}"))
    return replace(relation, points=tuple(sorted({*relation.points, *more})))


def _is_two_handed(reach: _Reach) -> bool:
    thing = reach.thing
    is_large_ball = thing.category in _BALLS and max(thing.bbox_xywh[2:]) > _LARGE_BALL * reach.body.size
    return thing.category in _TWO_HANDED or is_large_ball


def _may_be_held(thing: SceneObject, scene: Scene) -> bool:
    """Of a thing that mostly lies on tables, whether a caption has it handled; of other things nearly always.

    In games such as soccer no hand holds the ball, unless a caption says so or speaks of a goalkeeper.
    """
    if thing.category in _BALLS and _is_played_without_hands(scene.captions):
        return False
    if thing.category not in _ON_TABLES:
        return True
    return _is_spoken_of(_WORDS.get(thing.category, thing.category), scene.captions)


@lru_cache(maxsize=512)
def _is_played_without_hands(captions: tuple[str, ...]) -> bool:
    return any(_WITHOUT_HANDS.search(one) for one in captions) and not any(_BALL_HELD.search(one) for one in captions)


@lru_cache(maxsize=512)
def _is_spoken_of(words: str, captions: tuple[str, ...]) -> bool:
    verbs = "hold|eat|cut|chop|slic|drink|sip|grab|touch|carr|bit|us(?:e|ing)|assembl|prepar|read|typ|work|handl|reach"
    form = re.compile(rf"\b(?:{verbs})\w*\b[^.]{{0,40}}\b{words}s?\b", re.IGNORECASE)
    return any(form.search(caption) for caption in captions)


def _looks_as_large(body: Body, thing: SceneObject) -> bool:
    """Whether a thing looks no larger than it would at the distance of the body, give or take."""
    return max(thing.bbox_xywh[2:]) / body.size / HELD[thing.category] < 2.2


def _reach(body: Body, side: str, thing: SceneObject) -> _Reach | None:
    wrist = body.points.get(f"{side} wrist")
    if wrist is None:
        return None
    if thing.category not in _TWO_HANDED and not body.has(f"{'right' if side == 'left' else 'left'} wrist"):
        return None  # the other hand may as well hold it
    gap = _distance_to_box(wrist[0], wrist[1], thing.bbox_xywh) / body.size
    elbow = body.points.get(f"{side} elbow")
    if elbow is not None:  # the middle of the hand goes on where the forearm ends
        x, y = wrist[0] + 0.3 * (wrist[0] - elbow[0]), wrist[1] + 0.3 * (wrist[1] - elbow[1])
        gap = min(gap, _distance_to_box(x, y, thing.bbox_xywh) / body.size)
    if gap >= 0.09:
        return None
    return _Reach(body, side, thing, gap, thing.category in RIDDEN and _is_at_thigh(body, side))


def _is_at_thigh(body: Body, side: str) -> bool:
    """Whether a wrist looks as if it may rest on one of the own thighs, from the hip to the knee."""
    wrist, nearest = f"{side} wrist", 9.0
    for own in SIDES:
        ends = [name for name in (f"{own} hip", f"{own} knee") if body.has(name)]
        if ends:
            nearest = min(nearest, body.distance_to_line(wrist, ends[0], ends[-1]))
    return nearest < 0.1


def _foot_on(body: Body, thing: SceneObject) -> Iterator[Relation]:
    names = [f"{side} ankle" for side in SIDES if body.has(f"{side} ankle")]
    if thing.category not in FOOTED or not names:
        return
    left, top, width, height = thing.bbox_xywh
    reach = 0.13 * body.size
    ankles = [body.points[name] for name in names]
    # a board that reaches up nearly to the hips is held
    hips = [body.points[f"{side} hip"][1] for side in SIDES if body.has(f"{side} hip")]
    if hips and top < max(hips) + 0.1 * body.size:
        return
    names += [f"{side} hip" for side in SIDES if body.has(f"{side} hip")]
    are_on = all(left - reach / 2 <= x <= left + width + reach / 2 for x, _, _ in ankles)
    if are_on and any(top - reach <= y <= top + height for _, y, _ in ankles):
        yield _rest(body, "foot on", thing, 0.95, *names)


def _sitting_on(body: Body, thing: SceneObject) -> Iterator[Relation]:
    margin, names = is_seated(body, thing)
    if margin > 0:
        hips = (f"{side} hip" for side in SIDES if body.has(f"{side} hip"))
        yield _rest(body, "sitting on", thing, 0.95, *names, *hips)


def _under(body: Body, thing: SceneObject) -> Iterator[Relation]:
    names = next((group for group in _HEADS if body.has(*group)), None)
    if thing.category != "umbrella" or names is None:
        return
    left, top, width, height = thing.bbox_xywh
    x, y = (sum(body.points[name][i] for name in names) / len(names) for i in (0, 1))
    if left < x < left + width and -0.05 < (y - top - height) / body.size < 0.5:
        yield _rest(body, "under", thing, 0.95, *names)


def _is_next_to(person: SceneObject, thing: SceneObject, body: Body) -> bool:
    """Whether the boxes stand side by side, close, on the same ground; the feet have to be seen to know the ground."""
    if thing.category not in _GROUNDED or not (body.has("left ankle") or body.has("right ankle")):
        return False
    (px, py, pw, ph), (tx, ty, tw, th) = person.bbox_xywh, thing.bbox_xywh
    gap = max(px - tx - tw, tx - px - pw)
    is_same_ground = abs(py + ph - ty - th) < 0.09 * body.size
    is_like_size = 0.15 * body.size < max(tw, th) < 3 * body.size
    return -0.1 * body.size < gap < 0.25 * body.size and is_same_ground and is_like_size
