"""Lay out one drawn scene: who stands where, what hides what, and what the annotations say."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

from ..scene import NOT_LABELED, OCCLUDED, VISIBLE, Keypoint, Scene, SceneObject
from ..skeleton import COCO_SKELETON
from .captions import write_captions
from .figure import Look, draw_figure, find_hand, pick_look
from .objects import HELD, IN_FRONT, NEARBY, Thing, draw_bench, draw_board, draw_chair, draw_thing
from .options import SampleOptions
from .pose import Pose, pick_pose
from .shapes import Box, Point, Shape, covers, find_bounds, find_bounds_inside, find_box, join_boxes, move, move_box

BACKGROUNDS = ("park", "room", "beach", "street", "court", "snow")


@dataclass
class Actor:
    """A person or a thing that is painted as one: its shapes in painter's order, in pixels."""

    category: str
    shapes: list[Shape]
    ground_y: float
    box: Box
    scale: float = 1.0
    figure: Figure | None = None


@dataclass
class Figure:
    """What only people have: a pose, clothes, joints, and their things."""

    pose: Pose
    look: Look
    layers: dict[str, int]
    joints: dict[str, Point]
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True)
class ScenePlan:
    """A scene before it is painted.

    Attributes:
        scene: image and annotations; annotation ids count from 1 within the scene.
        states: for each person of `scene.people`, the limbs' states by construction.
        shapes: for each object of `scene.objects`, what it is painted with.
        layers: every shape of the scene in painter's order.
        background: one of `BACKGROUNDS`, or ``"plain"``.
        horizon: where ground and sky, or floor and wall, meet, in pixels.
        key: what the background's own random choices hang on.
    """

    scene: Scene
    states: tuple[dict[str, str], ...]
    shapes: tuple[list[Shape], ...]
    layers: list[Shape]
    background: str
    horizon: float
    key: str


def seed_random(key: str) -> random.Random:
    """A generator that hangs on the key's SHA-256 only."""
    return random.Random(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big"))


def plan_scene(seed: int, index: int, options: SampleOptions, *, split: str, first_id: int = 1) -> ScenePlan:
    """Lay out scene `index` of a split; the same arguments give the same plan.

    Args:
        seed: changes every choice.
        index: the scene's number in the split, from 0.
        options: see `SampleOptions`.
        split: names the split; other splits hold other scenes.
        first_id: the image id of scene 0.
    """
    key = f"kp_llava sample {seed} {split} {index}"
    rng = seed_random(key)
    width, height = options.size
    background = "plain" if options.clutter == 0 else rng.choice(BACKGROUNDS)
    count = rng.randint(*options.people)
    groups = [_pose_group(rng, options, background) for _ in range(count)]
    people, things = _place_groups(rng, groups, options)
    actors = sorted(people, key=lambda actor: actor.ground_y)
    behind, front = things
    near = _place_near(rng, people, options) if options.objects else []
    order = near + [actor for person in actors for actor in _unfold(person, behind, front)]
    order += _place_front(rng, people, options) if options.objects else []
    horizon = min([rng.uniform(0.45, 0.62) * height, *(a.ground_y - 0.06 * height for a in people)])
    image_id = first_id + index
    objects, shapes, states = _annotate(order, width, height)
    captions = write_captions(
        rng,
        [(a.figure.pose, a.figure.look, a.figure.things) for a in order if a.figure],
        [a.category for a in order if a in near],
        background,
        options.captions,
    )
    scene = Scene(
        image_id=image_id,
        file_name=f"{image_id:012d}.jpg",
        width=width,
        height=height,
        captions=captions,
        objects=objects,
    )
    layers = [shape for actor in order for shape in actor.shapes]
    return ScenePlan(scene, states, shapes, layers, background, max(horizon, 0.3 * height), key)


Group = tuple[Pose, Look, list[Shape], dict[str, int], list[Thing], list[Thing], Box]


def _pose_group(rng: random.Random, options: SampleOptions, background: str) -> Group:
    """A person and their things, at scale 1 about the hips: things behind the person, then things before them."""
    pose = pick_pose(rng, options.postures, options.facing)
    look = pick_look(rng)
    shapes, layers = draw_figure(pose, look)
    behind: list[Thing] = []
    front: list[Thing] = []
    box = find_bounds(shapes)
    bottom = box[3]
    if pose.posture == "sitting" and options.objects:
        seat = (0.0, 0.055)
        side = pose.left_sign if pose.is_side else 0
        is_chair = rng.random() < 0.6
        seat_thing = (
            draw_chair(rng, seat, bottom, 1.0, side_front=side) if is_chair else draw_bench(rng, seat, bottom, 1.0)
        )
        (front if is_chair and pose.facing == "away" else behind).append(seat_thing)
    elif options.objects and pose.posture in ("standing", "jumping") and pose.legs[0] == pose.legs[1] != "lifted":
        board = {"street": "skateboard", "court": "skateboard", "beach": "surfboard"}.get(background)
        if board and rng.random() < 0.25:
            feet = [pose.joints[f"{side} ankle"][0] for side in ("left", "right")]
            behind.append(draw_board(rng, board, min(feet), max(feet), bottom, 1.0))
    if options.objects and pose.posture != "lying" and rng.random() < 0.45:
        hand_side, arm = rng.choice((("left", pose.arms[0]), ("right", pose.arms[1])))
        if HELD[arm]:
            hand = find_hand(pose, hand_side)
            direction = 1 if hand[0] >= pose.joints[f"{hand_side} shoulder"][0] else -1
            behind.append(draw_thing(rng, rng.choice(HELD[arm]), "held", hand, 1.0, direction))
    return pose, look, shapes, layers, behind, front, box


def _place_groups(
    rng: random.Random, groups: list[Group], options: SampleOptions
) -> tuple[list[Actor], tuple[dict[int, list[Thing]], dict[int, list[Thing]]]]:
    """Scale the groups to fit side by side, and set them on the ground."""
    width, height = options.size
    bounds = [join_boxes([g[6], *(find_bounds(t.shapes) for t in (*g[4], *g[5]))]) for g in groups]
    crowd = (1.0, 0.9, 0.8, 0.7)[len(groups) - 1]
    scales = [rng.uniform(*options.person_height) * crowd * height for _ in groups]
    wide = sum(s * (b[2] - b[0]) for s, b in zip(scales, bounds, strict=True))
    shrink = min(1.0, 0.97 * width / wide)
    spare = width - wide * shrink
    gaps = [rng.random() + 0.15 for _ in range(len(groups) + 1)]
    x = 0.0
    people = []
    behind: dict[int, list[Thing]] = {}
    front: dict[int, list[Thing]] = {}
    for i, (group, box, scale) in enumerate(zip(groups, bounds, scales, strict=True)):
        pose, look, shapes, layers, before, after, own = group
        scale = min(scale * shrink, 0.96 * height / (box[3] - box[1] + pose.gap))
        x += spare * gaps[i] / sum(gaps)
        dx = x - box[0] * scale
        x += (box[2] - box[0]) * scale
        slack = height - (box[3] - box[1] + pose.gap) * scale
        ground = height - min(slack * rng.uniform(0.15, 0.5), rng.uniform(0.02, 0.18) * height)
        dy = ground - (box[3] + pose.gap) * scale
        if rng.random() < options.occlusion * 0.5:
            dx, dy = _push_out(rng, dx, dy, box, scale, width, height, i in (0, len(groups) - 1))
        placed = [move(shape, scale, dx, dy) for shape in shapes]
        joints = {name: (px * scale + dx, py * scale + dy) for name, (px, py) in pose.joints.items()}
        actor = Actor("person", placed, dy + (box[3] + pose.gap) * scale, move_box(own, scale, dx, dy), scale)
        behind[id(actor)], front[id(actor)] = (
            [Thing(t.category, [move(s, scale, dx, dy) for s in t.shapes], t.role) for t in things]
            for things in (before, after)
        )
        actor.figure = Figure(pose, look, layers, joints, (*before, *after))
        people.append(actor)
    return people, (behind, front)


def _push_out(
    rng: random.Random, dx: float, dy: float, box: Box, scale: float, width: int, height: int, is_outer: bool
) -> Point:
    """Move a group so that a part of it lies outside the picture, feet first unless it stands at a side."""
    if is_outer and rng.random() < 0.5:
        wide = (box[2] - box[0]) * scale
        if dx + (box[0] + box[2]) / 2 * scale < width / 2:
            return -box[0] * scale - wide * rng.uniform(0.15, 0.4), dy
        return width - box[2] * scale + wide * rng.uniform(0.15, 0.4), dy
    return dx, height - box[3] * scale + (box[3] - box[1]) * scale * rng.uniform(0.15, 0.4)


def _unfold(person: Actor, behind: dict[int, list[Thing]], front: dict[int, list[Thing]]) -> list[Actor]:
    before = [Actor(t.category, t.shapes, person.ground_y, find_bounds(t.shapes)) for t in behind[id(person)]]
    return [
        *before,
        person,
        *(Actor(t.category, t.shapes, person.ground_y, find_bounds(t.shapes)) for t in front[id(person)]),
    ]


def _place_near(rng: random.Random, people: list[Actor], options: SampleOptions) -> list[Actor]:
    """Up to two things next to the people, where there is room."""
    width, height = options.size
    boxes = [a.box for a in people]
    placed: list[Actor] = []
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        category = rng.choice(NEARBY)
        beside = rng.choice(people)
        scale = beside.scale
        ground = min(beside.ground_y - rng.uniform(0.0, 0.05) * height, 0.97 * height)
        thing = draw_thing(rng, category, "near", (rng.uniform(0.08, 0.92) * width, ground), scale, rng.choice((-1, 1)))
        left, top, right, bottom = box = find_bounds(thing.shapes)
        if left < 0 or right > width or top < 0 or bottom > height:
            continue
        if all(right < b[0] or left > b[2] or bottom < b[1] or top > b[3] for b in boxes):
            placed.append(Actor(category, thing.shapes, ground, box))
            boxes.append(box)
    return placed


def _place_front(rng: random.Random, people: list[Actor], options: SampleOptions) -> list[Actor]:
    """Things that stand before people and hide a part of them."""
    height = options.size[1]
    placed = []
    for person in people:
        if rng.random() < options.occlusion * 0.5:
            left, _, right, bottom = person.box
            at = (left + (right - left) * rng.uniform(0.3, 0.7), min(bottom + 0.02 * height, height * 0.995))
            thing = draw_thing(rng, rng.choice(IN_FRONT), "front", at, person.scale, rng.choice((-1, 1)))
            placed.append(Actor(thing.category, thing.shapes, at[1], find_bounds(thing.shapes)))
    return placed


def _annotate(
    order: list[Actor], width: int, height: int
) -> tuple[tuple[SceneObject, ...], tuple[list[Shape], ...], tuple[dict[str, str], ...]]:
    """Boxes clipped to the picture and keypoints, people first; what is outside the picture altogether is left out."""
    boxes = [actor.box for actor in order]
    found = []
    for i, (actor, box) in enumerate(zip(order, boxes, strict=True)):
        inside: Box | None = box
        if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height:
            inside = find_bounds_inside(actor.shapes, width, height)
        if inside is None:
            continue
        x1, y1, x2, y2 = (round(edge, 2) for edge in inside)
        if x2 - x1 < 1 or y2 - y1 < 1:
            continue
        later = [(order[j].shapes, boxes[j]) for j in range(i + 1, len(order))]
        points = _find_keypoints(actor, later, width, height) if actor.figure else ()
        found.append((actor, (x1, y1, round(x2 - x1, 2), round(y2 - y1, 2)), points))
    found.sort(key=lambda item: item[0].figure is None)
    objects = tuple(
        SceneObject(annotation_id=n, category=actor.category, bbox_xywh=box, keypoints=points)
        for n, (actor, box, points) in enumerate(found, 1)
    )
    states = tuple(actor.figure.pose.to_states() for actor, _, _ in found if actor.figure)
    return objects, tuple(actor.shapes for actor, _, _ in found), states


def _find_keypoints(
    actor: Actor, later: list[tuple[list[Shape], Box]], width: int, height: int
) -> tuple[Keypoint, ...]:
    """The 17 points: visible, hidden by a shape that is painted later, or not labeled outside the picture."""
    figure = actor.figure
    if figure is None:
        return ()
    own = [(find_box(shape), shape) for shape in actor.shapes]
    points = []
    for part in COCO_SKELETON.parts:
        joint = figure.joints.get(part)
        if joint is None or not (0 <= joint[0] < width and 0 <= joint[1] < height):
            points.append(Keypoint(0.0, 0.0, NOT_LABELED))
            continue
        x, y = joint
        is_hidden = any(
            [b[0] <= x <= b[2] and b[1] <= y <= b[3] and covers(s, x, y) for b, s in own[figure.layers[part] + 1 :]]
        ) or any(
            [
                b[0] <= x <= b[2] and b[1] <= y <= b[3] and any(covers(shape, x, y) for shape in shapes)
                for shapes, b in later
            ]
        )
        points.append(Keypoint(round(x, 2), round(y, 2), OCCLUDED if is_hidden else VISIBLE))
    return tuple(points) if any(p.visibility for p in points) else ()
