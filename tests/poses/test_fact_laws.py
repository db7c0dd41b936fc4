"""Laws of facts: people mirrored, moved, enlarged, with a point missing or occluded, with the joints reordered."""

import random
import re
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.annotations.skeleton import AIC_PARTS, COCO_SKELETON, CROWDPOSE_PARTS, HALPE_26_PARTS, Skeleton
from kp_llava.annotations.synthetic.pose import FACINGS, POSTURES, pick_pose
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import Fact

PARTS = COCO_SKELETON.parts
SIZE = 1024
NOWHERE = Keypoint(0.0, 0.0, 0)


def make_scene(points, parts=PARTS, captions=(), box=(0.0, 0.0, 512.0, 512.0)):
    person = SceneObject(7, "person", box, tuple(points))
    return Scene(1, "1.jpg", SIZE, SIZE, tuple(captions), (person,), skeleton=Skeleton(parts))


def facts_of(points, parts=PARTS, captions=()):
    """The facts, and what is excluded under parts of its own names."""
    known = People(make_scene(points, parts, captions))
    return set(known.facts[7]) | {replace(fact, part=f"not {fact.part}") for fact in known.excluded[7]}


@st.composite
def drawn_people(draw):
    """A drawn pose with joints moved, occluded or missing; in whole pixels, so that sums are exact."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    pose, height = pick_pose(rng, POSTURES, FACINGS), rng.randint(60, 300)
    points = []
    for part in PARTS:
        visibility = rng.choice((0, 1, 2, 2, 2, 2, 2, 2))
        if part not in pose.joints or visibility == 0:
            points.append(NOWHERE)
            continue
        x, y = pose.joints[part]
        points.append(
            Keypoint(
                float(round(400 + height * x) + rng.randint(-3, 3)),
                float(round(400 + height * y) + rng.randint(-3, 3)),
                visibility,
            )
        )
    return points


wild_people = st.lists(
    st.one_of(
        st.just(NOWHERE),
        st.builds(Keypoint, st.integers(0, 300).map(float), st.integers(0, 300).map(float), st.sampled_from([1, 2, 2])),
    ),
    min_size=17,
    max_size=17,
)
people = st.one_of(drawn_people(), wild_people)
captions = st.sampled_from([(), ("A person sits.",), ("A person jumps.",), ("A person is lying down and kneeling.",)])


def swap_sides(text):
    return re.sub(r"\b(left|right)\b", lambda m: "right" if m.group() == "left" else "left", text)


def mirror_fact(fact: Fact) -> Fact:
    # of a person's own side and of the viewer's side, a mirror changes both
    return replace(
        fact,
        part=swap_sides(fact.part),
        state=swap_sides(fact.state),
        points=tuple(sorted(map(swap_sides, fact.points))),
    )


def _elbow_on_the_shoulder():
    """A tiny person whose elbow was labeled where the shoulder is: the angle at the elbow has no direction."""
    labeled = {"right ear": (1, 0), "left shoulder": (0, 1), "left elbow": (0, 1), "left wrist": (1, 0)}
    return [Keypoint(*map(float, labeled[part]), 1) if part in labeled else NOWHERE for part in PARTS]


@settings(max_examples=120, deadline=None)
@example(_elbow_on_the_shoulder(), ())
@given(people, captions)
def test_a_mirrored_person_has_mirrored_facts(points, captions):
    by_part = {
        part: point if not point.is_labeled else replace(point, x=SIZE - point.x)
        for part, point in zip(PARTS, points, strict=True)
    }
    mirrored = [by_part[swap_sides(part)] for part in PARTS]
    assert facts_of(mirrored, captions=captions) == {mirror_fact(f) for f in facts_of(points, captions=captions)}


@settings(max_examples=80, deadline=None)
@given(people, st.sampled_from([0.5, 2.0, 8.0]), st.integers(-50, 500), st.integers(-50, 500))
def test_moving_and_enlarging_a_person_changes_no_fact(points, factor, right, down):
    moved = [
        p if not p.is_labeled else Keypoint(p.x * factor + right, p.y * factor + down, p.visibility) for p in points
    ]
    assert facts_of(moved) == facts_of(points)


@settings(max_examples=80, deadline=None)
@given(people, captions)
def test_removing_a_point_removes_only_facts_that_rest_on_it(points, captions):
    before = facts_of(points, captions=captions)
    for index, part in enumerate(PARTS):
        if points[index].is_labeled:
            without = [NOWHERE if i == index else p for i, p in enumerate(points)]
            kept = {f for f in before if part not in f.points}
            assert kept <= facts_of(without, captions=captions)


@settings(max_examples=80, deadline=None)
@given(people)
def test_facts_rest_on_labeled_points_only(points):
    labeled = {part for part, p in zip(PARTS, points, strict=True) if p.is_labeled}
    facts = facts_of(points)
    assert all(f.points and labeled.issuperset(f.points) for f in facts)
    assert all(0 < f.confidence <= 1 for f in facts)


@settings(max_examples=80, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_the_order_of_the_joints_does_not_matter(points, rng):
    order = list(range(17))
    rng.shuffle(order)
    reordered = [points[i] for i in order]
    assert facts_of(reordered, tuple(PARTS[i] for i in order)) == facts_of(points)


@settings(max_examples=80, deadline=None)
@given(people)
def test_an_occluded_point_makes_no_fact_more_certain(points):
    seen: dict[tuple[str, str], float] = {}
    for fact in facts_of([replace(p, visibility=2 * p.is_labeled) for p in points]):
        seen[fact.part, fact.state] = max(fact.confidence, seen.get((fact.part, fact.state), 0))
    for fact in facts_of(points):
        assert fact.confidence <= seen[fact.part, fact.state]


MPII_PARTS = tuple(
    part for part in (*HALPE_26_PARTS, "thorax", "upper neck", "head top") if part not in ("nose", "head", "neck")
)


@st.composite
def people_of_other_skeletons(draw):
    """Parts, and points anywhere on a grid of whole pixels."""
    parts = draw(st.sampled_from([CROWDPOSE_PARTS, AIC_PARTS, HALPE_26_PARTS, MPII_PARTS]))
    point = st.builds(
        Keypoint, st.integers(0, 300).map(float), st.integers(0, 300).map(float), st.sampled_from([1, 2, 2])
    )
    return parts, [draw(st.one_of(st.just(NOWHERE), point, point)) for _ in parts]


@settings(max_examples=120, deadline=None)
@given(people_of_other_skeletons())
def test_the_laws_hold_for_other_skeletons(person):
    parts, points = person
    before = facts_of(points, parts)
    by_part = dict(zip(parts, points, strict=True))
    mirrored = [by_part[swap_sides(part)] for part in parts]
    mirrored = [replace(point, x=SIZE - point.x) if point.is_labeled else point for point in mirrored]
    assert facts_of(mirrored, parts) == {mirror_fact(fact) for fact in before}
    moved = [Keypoint(2 * p.x + 5, 2 * p.y + 7, p.visibility) if p.is_labeled else p for p in points]
    assert facts_of(moved, parts) == before
    for index, part in enumerate(parts):
        without = [NOWHERE if i == index else p for i, p in enumerate(points)]
        assert {fact for fact in before if part not in fact.points} <= facts_of(without, parts)
