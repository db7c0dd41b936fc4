"""Laws of relations: pictures mirrored, moved, enlarged, with a point missing or hidden, with the joints reordered."""

import random
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.annotations.skeleton import Skeleton
from kp_llava.annotations.synthetic.pose import FACINGS, POSTURES, pick_pose
from kp_llava.poses.relations import Relation, scene_relations

from .test_fact_laws import NOWHERE, PARTS, SIZE, swap_sides

THINGS = ("cup", "baseball bat", "skateboard", "skis", "chair", "bench", "umbrella", "dog")


@st.composite
def crowds(draw):
    """Two people, one perhaps much larger, and three things at hand; in whole even pixels, so that sums are exact."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    objects = [_draw_person(rng, number) for number in (1, 2)]
    spots = [p for person in objects for p in person.keypoints if p.is_labeled]
    for number in (3, 4, 5):
        spot = rng.choice(spots)
        width, height = 2 * rng.randint(5, 60), 2 * rng.randint(5, 60)
        left, top = spot.x - 2 * rng.randint(0, width // 2), spot.y - 2 * rng.randint(-10, height // 2)
        objects.append(SceneObject(number, rng.choice(THINGS), (left, top, float(width), float(height))))
    return objects


def _draw_person(rng, number):
    pose, height = pick_pose(rng, POSTURES, FACINGS), rng.choice((60, 120, 240))
    right, down = rng.randint(200, 320), rng.randint(200, 300)
    points = []
    for part in PARTS:
        visibility = rng.choice((0, 1, 2, 2, 2, 2))
        if part not in pose.joints or visibility == 0:
            points.append(NOWHERE)
            continue
        x, y = pose.joints[part]
        points.append(Keypoint(2.0 * round(right + height * x / 2), 2.0 * round(down + height * y / 2), visibility))
    points[0] = Keypoint(2.0 * right, 2.0 * (down - height // 4), 2)
    xs, ys = [p.x for p in points if p.is_labeled], [p.y for p in points if p.is_labeled]
    box = (min(xs) - 10, min(ys) - 10, max(xs) - min(xs) + 20, max(ys) - min(ys) + 20)
    return SceneObject(number, "person", box, tuple(points))


def _points(*points):
    return tuple(NOWHERE if p is None else Keypoint(float(p[0]), float(p[1]), p[2]) for p in points)


def relations_of(objects, parts=PARTS):
    return set(scene_relations(Scene(1, "1.jpg", SIZE, SIZE, (), tuple(objects), skeleton=Skeleton(parts))))


def mirror_object(item):
    left, top, width, height = item.bbox_xywh
    by_part = {
        part: replace(point, x=SIZE - point.x) if point.is_labeled else point
        for part, point in zip(PARTS, item.keypoints, strict=False)
    }
    points = tuple(by_part[swap_sides(part)] for part in PARTS) if by_part else ()
    return replace(item, bbox_xywh=(SIZE - left - width, top, width, height), keypoints=points)


def mirror_relation(relation: Relation) -> Relation:
    if relation.kind == "left of":
        return replace(relation, subject=relation.other, other=relation.subject)
    points, others = (tuple(sorted(map(swap_sides, names))) for names in (relation.points, relation.other_points))
    return replace(relation, kind=swap_sides(relation.kind), points=points, other_points=others)


@settings(max_examples=100, deadline=None)
@given(crowds())
def test_a_mirrored_picture_has_mirrored_relations(objects):
    mirrored = relations_of(map(mirror_object, objects))
    assert mirrored == {mirror_relation(relation) for relation in relations_of(objects)}


@settings(max_examples=60, deadline=None)
@given(crowds(), st.sampled_from([0.5, 2.0, 8.0]), st.integers(-50, 500), st.integers(-50, 500))
def test_moving_and_enlarging_a_picture_changes_no_relation(objects, factor, right, down):
    moved = [
        replace(
            item,
            bbox_xywh=(
                item.bbox_xywh[0] * factor + right,
                item.bbox_xywh[1] * factor + down,
                item.bbox_xywh[2] * factor,
                item.bbox_xywh[3] * factor,
            ),
            keypoints=tuple(
                Keypoint(p.x * factor + right, p.y * factor + down, p.visibility) if p.is_labeled else p
                for p in item.keypoints
            ),
        )
        for item in objects
    ]
    assert relations_of(moved) == relations_of(objects)


# without the points of the trunk the size of the first person is that of a head, and so that of a giant
CROWDED = [
    SceneObject(1, "person", (350.0, 366.0, 232.0, 178.0), _points(
        (464, 376, 2), None, None, (572, 484, 2), (570, 516, 2), None, (542, 526, 1), None, None,
        (468, 448, 1), (464, 534, 2),
        (466, 480, 2), (462, 512, 2), None, None, (382, 470, 2), (360, 508, 2))),
    SceneObject(2, "person", (524.0, 412.0, 102.0, 250.0), _points(
        (584, 462, 2), (582, 472, 2), (568, 472, 2), (590, 474, 2), (560, 476, 2), (604, 500, 2), (550, 506, 2), None,
        (540, 544, 2), (610, 422, 1), (534, 582, 1), (600, 582, 2), (568, 582, 2), (612, 600, 2),
        (558, 602, 2), (616, 650, 2),
        (558, 652, 2))),
    SceneObject(3, "skis", (532.0, 434.0, 114.0, 12.0)),
    SceneObject(4, "skateboard", (528.0, 610.0, 30.0, 88.0)),
    SceneObject(5, "umbrella", (284.0, 484.0, 102.0, 44.0)),
]  # fmt: skip
# a hand of each is near the dog
BOTH_NEAR = [
    SceneObject(1, "person", (522.0, 372.0, 122.0, 274.0), _points(
        (600, 412, 2), (602, 422, 2), (588, 422, 2), (610, 424, 2), None, None, (570, 454, 2), (630, 492, 2),
        (546, 420, 1),
        (634, 530, 1), (548, 382, 2), (616, 532, 2), (584, 532, 2), (618, 584, 1), (532, 538, 2),
        (622, 636, 2), (534, 588, 2))),
    SceneObject(2, "person", (328.0, 340.0, 244.0, 216.0), _points(
        (428, 350, 2), (538, 482, 2), (538, 470, 2), (534, 494, 2), None, (504, 502, 2), (510, 450, 2), None,
        (524, 412, 2),
        (556, 546, 2), (562, 404, 2), (428, 486, 1), (428, 454, 2), (382, 512, 2), (384, 426, 2), (338, 484, 2), None)),
    SceneObject(3, "cup", (610.0, 470.0, 116.0, 22.0)),
    SceneObject(4, "bench", (324.0, 446.0, 116.0, 76.0)),
    SceneObject(5, "dog", (566.0, 486.0, 84.0, 60.0)),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(crowds())
@example(CROWDED)
@example(BOTH_NEAR)
def test_removing_a_point_removes_only_relations_that_rest_on_it(objects):
    before = relations_of(objects)
    for place, person in enumerate(objects[:2]):
        for index, part in enumerate(PARTS):
            # the last point of a person says that there is somebody to relate to
            if not person.keypoints[index].is_labeled or person.labeled_count == 1:
                continue
            points = [NOWHERE if i == index else p for i, p in enumerate(person.keypoints)]
            without = list(objects)
            without[place] = replace(person, keypoints=tuple(points))
            number = person.annotation_id
            resting = {r for r in before if r.subject == number and part in r.points}
            resting |= {r for r in before if r.other == number and part in r.other_points}
            assert before - resting <= relations_of(without)


@settings(max_examples=60, deadline=None)
@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_of_the_joints_does_not_matter(objects, rng):
    order = list(range(len(PARTS)))
    rng.shuffle(order)
    reordered = [
        replace(item, keypoints=tuple(item.keypoints[i] for i in order)) if item.keypoints else item for item in objects
    ]
    assert relations_of(reordered, tuple(PARTS[i] for i in order)) == relations_of(objects)


@settings(max_examples=60, deadline=None)
@given(crowds())
def test_a_hidden_point_makes_a_relation_less_certain(objects):
    seen = [
        replace(item, keypoints=tuple(replace(p, visibility=2 * p.is_labeled) for p in item.keypoints))
        for item in objects
    ]
    certain = {(r.subject, r.kind, r.other): r.confidence for r in relations_of(seen)}
    hidden = {item.annotation_id: dict(zip(PARTS, item.keypoints, strict=False)) for item in objects}
    for relation in relations_of(objects):
        before = certain[relation.subject, relation.kind, relation.other]
        assert relation.confidence <= before
        for side in ("left", "right"):
            if relation.kind == f"{side} hand at" and hidden[relation.subject][f"{side} wrist"].visibility == 1:
                assert relation.confidence < before


def test_the_drawn_crowds_have_relations_of_every_kind():
    kinds = set()

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(crowds())
    def collect(objects):
        kinds.update(relation.kind for relation in relations_of(objects))

    collect()
    assert kinds == {
        *("left of", "in front of", "overlapping", "left hand at", "right hand at"),
        *("foot on", "sitting on", "under", "next to"),
    }
