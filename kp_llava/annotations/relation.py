"""How the people and things of one scene stand to each other: who is left of whom, what a hand is at."""

from __future__ import annotations

from dataclasses import dataclass

from .body import Body, read_body
from .fact import SIDES
from .scene import Scene, SceneObject

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
_HEAD = ("nose", "left ear", "right ear", "head", "head top")
SEATS = frozenset(("chair", "couch", "bench", "bed", "toilet", "horse", "bicycle", "motorcycle", "elephant"))


@dataclass(frozen=True)
class Relation:
    """One thing that boxes and keypoints say about a person and another instance.

    Attributes:
        subject: the person's annotation id.
        kind: ``"left of"`` (as the viewer sees it), ``"in front of"`` (by size and by how low the box ends),
            ``"left hand at"``, ``"right hand at"``, ``"foot on"``, ``"sitting on"``, ``"under"`` or ``"next to"``.
        other: the annotation id of the other person or thing.
        confidence: above 0 and at most 1.
    """

    subject: int
    kind: str
    other: int
    confidence: float


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


def scene_relations(scene: Scene) -> tuple[Relation, ...]:
    """The relations of every person with labeled keypoints to the other people and to things."""
    found: list[Relation] = []
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
    gap = _center_x(other) - _center_x(person)
    widest = max(person.bbox_xywh[2], other.bbox_xywh[2])
    if gap > 0.5 * widest:
        found.append(Relation(person.annotation_id, "left of", other.annotation_id, 0.95))
    if body is not None and other_body is not None:
        foot, other_foot = (p.bbox_xywh[1] + p.bbox_xywh[3] for p in (person, other))
        if body.size > 1.7 * other_body.size and foot > other_foot + 0.1 * other.bbox_xywh[3]:
            found.append(Relation(person.annotation_id, "in front of", other.annotation_id, 0.85))
    return found


def _thing_relations(person: SceneObject, body: Body, thing: SceneObject) -> list[Relation]:
    found = []
    subject, other = person.annotation_id, thing.annotation_id
    left, top, width, height = thing.bbox_xywh
    if thing.category in HELD and max(width, height) < 1.3 * body.size:
        near = 0.09 * body.size
        for side in SIDES:
            wrist = body.points.get(f"{side} wrist")
            if wrist is not None and _distance_to_box(wrist[0], wrist[1], thing.bbox_xywh) < near:
                found.append(Relation(subject, f"{side} hand at", other, 0.85))
    ankles = [body.points[f"{side} ankle"] for side in SIDES if body.has(f"{side} ankle")]
    if thing.category in FOOTED and ankles:
        reach = 0.13 * body.size
        are_on = all(left - reach / 2 <= x <= left + width + reach / 2 for x, _, _ in ankles)
        if are_on and any(top - reach <= y <= top + height for _, y, _ in ankles):
            found.append(Relation(subject, "foot on", other, 0.85))
    hips = [body.points[f"{side} hip"] for side in SIDES if body.has(f"{side} hip")]
    knees = [body.points[f"{side} knee"] for side in SIDES if body.has(f"{side} knee")]
    if thing.category in SEATS and hips and knees:
        x, y = (sum(h[i] for h in hips) / len(hips) for i in (0, 1))
        is_level = min(k[1] for k in knees) - y < 0.16 * body.size
        if is_level and left <= x <= left + width and top - 0.08 * body.size <= y <= top + height:
            found.append(Relation(subject, "sitting on", other, 0.8))
    head = next((body.points[part] for part in _HEAD if part in body.points), None)
    if thing.category == "umbrella" and head is not None and left < head[0] < left + width:
        drop = (head[1] - top - height) / body.size
        if -0.05 < drop < 0.5:
            found.append(Relation(subject, "under", other, 0.85))
    if not found and thing.category not in FOOTED and _is_next_to(person, thing, body):
        found.append(Relation(subject, "next to", other, 0.75))
    return found


def _is_next_to(person: SceneObject, thing: SceneObject, body: Body) -> bool:
    """Whether the boxes stand side by side, close, on about the same ground."""
    (px, py, pw, ph), (tx, ty, tw, th) = person.bbox_xywh, thing.bbox_xywh
    gap = max(px - tx - tw, tx - px - pw)
    is_same_ground = abs(py + ph - ty - th) < 0.12 * body.size
    is_like_size = 0.15 * body.size < max(tw, th) < 1.5 * body.size
    return -0.1 * body.size < gap < 0.25 * body.size and is_same_ground and is_like_size
