"""How the people and things of one scene stand to each other: who is left of whom, what a hand is at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..annotations.scene import Scene, SceneObject
from ..annotations.skeleton import SIDES
from .body import Body, read_body

# things that a hand can hold, as far as COCO names them
HELD = frozenset(
    (
        "umbrella",
        "handbag",
        "suitcase",
        "tie",
        "frisbee",
        "snowboard",
        "sports ball",
        "kite",
        "baseball bat",
        "baseball glove",
        "skateboard",
        "surfboard",
        "tennis racket",
        "bottle",
        "wine glass",
        "cup",
        "fork",
        "knife",
        "spoon",
        "bowl",
        "banana",
        "apple",
        "sandwich",
        "orange",
        "carrot",
        "hot dog",
        "pizza",
        "donut",
        "cake",
        "laptop",
        "remote",
        "cell phone",
        "book",
        "scissors",
        "teddy bear",
        "hair drier",
        "toothbrush",
        "ball",
        "bat",
        "racket",
        "box",
        "flag",
        "balloon",
    )
)
FOOTED = frozenset(("skis", "snowboard", "skateboard", "surfboard"))
# where the head is, by the first group that is labeled
_HEADS = (("nose",), ("left ear", "right ear"), ("left ear",), ("right ear",), ("head",), ("head top",))
_OVERLAP = 0.25  # of the smaller box
SEATS = frozenset(("chair", "couch", "bench", "bed", "toilet", "horse", "bicycle", "motorcycle", "elephant"))


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
        points: names of the person's keypoints that it rests on, sorted; empty where boxes alone tell it.
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
    for person in people:
        body = bodies[person.annotation_id]
        for other in people:
            if other is not person:
                found += _people_relations(person, other, body, bodies[other.annotation_id])
        if body is not None:
            for thing in scene.objects:
                if thing.category != "person":
                    found += _thing_relations(person, body, thing)
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
        if body.size > 1.7 * other_body.size and foot > other_foot + 0.1 * other.bbox_xywh[3]:
            points, other_points = (tuple(sorted(b.size_points)) for b in (body, other_body))
            found.append(Relation(subject, "in front of", other_id, 0.85, points, other_points))
    return found


def _thing_relations(person: SceneObject, body: Body, thing: SceneObject) -> list[Relation]:
    found = [
        *_hands_at(body, thing),
        *_foot_on(body, thing),
        *_sitting_on(body, thing),
        *_under(body, thing),
    ]
    if not found and thing.category not in FOOTED and _is_next_to(person, thing, body):
        found.append(_rest(body, "next to", thing, 0.75))
    return found


def _rest(body: Body, kind: str, thing: SceneObject, confidence: float, *names: str) -> Relation:
    """A relation that rests on the named points and on those of the size; hidden points make it less certain."""
    if names:
        confidence = body.lower(confidence, names)
    points = tuple(sorted(body.size_points.union(names)))
    return Relation(body.subject, kind, thing.annotation_id, confidence, points)


def _hands_at(body: Body, thing: SceneObject) -> Iterator[Relation]:
    if thing.category not in HELD or max(thing.bbox_xywh[2:]) >= 1.3 * body.size:
        return
    for side in SIDES:
        name = f"{side} wrist"
        wrist = body.points.get(name)
        if wrist is not None and _distance_to_box(wrist[0], wrist[1], thing.bbox_xywh) < 0.09 * body.size:
            yield _rest(body, f"{side} hand at", thing, 0.85, name)


def _foot_on(body: Body, thing: SceneObject) -> Iterator[Relation]:
    names = [f"{side} ankle" for side in SIDES if body.has(f"{side} ankle")]
    if thing.category not in FOOTED or not names:
        return
    left, top, width, height = thing.bbox_xywh
    reach = 0.13 * body.size
    ankles = [body.points[name] for name in names]
    are_on = all(left - reach / 2 <= x <= left + width + reach / 2 for x, _, _ in ankles)
    if are_on and any(top - reach <= y <= top + height for _, y, _ in ankles):
        yield _rest(body, "foot on", thing, 0.85, *names)


def _sitting_on(body: Body, thing: SceneObject) -> Iterator[Relation]:
    hips = [f"{side} hip" for side in SIDES if body.has(f"{side} hip")]
    knees = [f"{side} knee" for side in SIDES if body.has(f"{side} knee")]
    if thing.category not in SEATS or not hips or not knees:
        return
    left, top, width, height = thing.bbox_xywh
    x, y = (sum(body.points[hip][i] for hip in hips) / len(hips) for i in (0, 1))
    is_level = min(body.points[knee][1] for knee in knees) - y < 0.16 * body.size
    if is_level and left <= x <= left + width and top - 0.08 * body.size <= y <= top + height:
        yield _rest(body, "sitting on", thing, 0.8, *hips, *knees)


def _under(body: Body, thing: SceneObject) -> Iterator[Relation]:
    names = next((group for group in _HEADS if body.has(*group)), None)
    if thing.category != "umbrella" or names is None:
        return
    left, top, width, height = thing.bbox_xywh
    x, y = (sum(body.points[name][i] for name in names) / len(names) for i in (0, 1))
    if left < x < left + width and -0.05 < (y - top - height) / body.size < 0.5:
        yield _rest(body, "under", thing, 0.85, *names)


def _is_next_to(person: SceneObject, thing: SceneObject, body: Body) -> bool:
    """Whether the boxes stand side by side, close, on about the same ground."""
    (px, py, pw, ph), (tx, ty, tw, th) = person.bbox_xywh, thing.bbox_xywh
    gap = max(px - tx - tw, tx - px - pw)
    is_same_ground = abs(py + ph - ty - th) < 0.12 * body.size
    is_like_size = 0.15 * body.size < max(tw, th) < 1.5 * body.size
    return -0.1 * body.size < gap < 0.25 * body.size and is_same_ground and is_like_size
