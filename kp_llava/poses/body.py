"""One person's labeled keypoints by name, measured against the size of the body."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..annotations.scene import OCCLUDED, Scene, SceneObject
from .confidence import EXCLUDED, confidence_of, rule_of
from .vocabulary import Fact

Point = tuple[float, float, int]

# joint to joint, as shares of the standing height; foreshortening only ever shortens, so the largest estimate is taken.
# The noise of labels lengthens short bones most, so arms and shoulders have to be longer than they are to be believed.
_PROPORTIONS: tuple[tuple[str, str, float], ...] = (
    ("left shoulder", "left hip", 0.31),
    ("right shoulder", "right hip", 0.31),
    ("left hip", "left knee", 0.245),
    ("right hip", "right knee", 0.245),
    ("left knee", "left ankle", 0.245),
    ("right knee", "right ankle", 0.245),
    ("left shoulder", "left elbow", 0.195),
    ("right shoulder", "right elbow", 0.195),
    ("left elbow", "left wrist", 0.175),
    ("right elbow", "right wrist", 0.175),
    ("left shoulder", "right shoulder", 0.245),
)
# only where nothing else is labeled: a head says little about the height of a child
_HEAD_PROPORTIONS: tuple[tuple[str, str, float], ...] = (
    ("left ear", "right ear", 0.09),
    ("left ear", "nose", 0.06),
    ("right ear", "nose", 0.06),
    ("left eye", "right eye", 0.04),
    ("head top", "upper neck", 0.14),
    ("head top", "neck", 0.17),
    ("head", "neck", 0.17),
)
# the ends of the trunk, upper before lower, by the first group that is labeled
_TRUNKS: tuple[tuple[str, ...], ...] = (
    ("left shoulder", "right shoulder", "left hip", "right hip"),
    ("left shoulder", "left hip"),
    ("right shoulder", "right hip"),
    ("thorax", "pelvis"),
    ("neck", "pelvis"),
)
TRUNK_CORNERS = ("left shoulder", "right shoulder", "left hip", "right hip", "thorax", "pelvis", "neck")
LEAST_EXCLUDED = 0.5
"""The confidence below which what a part may not do is no fact at all; the fit sets it to 0."""
FRONTAL_WIDTH = 0.09
"""Shoulders at least this far apart are seen from the front or from behind."""
_UPRIGHT = 25.0  # degrees
_SHORT_TRUNK = 0.17  # seen along its length: the direction says little
_OCCLUDED_LOSS = 0.4  # of the confidence of a relation whose points are all hidden


def _estimate_size(
    points: dict[str, Point], proportions: tuple[tuple[str, str, float], ...]
) -> tuple[float, frozenset[str]]:
    best, names = 0.0, frozenset[str]()
    for one, other, share in proportions:
        a, b = points.get(one), points.get(other)
        if a is None or b is None:
            continue
        size = math.hypot(a[0] - b[0], a[1] - b[1]) / share
        if size > best:
            best, names = size, frozenset((one, other))
        elif size == best:  # a tie rests on both, so that a mirrored body gives the mirrored answer
            names |= {one, other}
    return best, names


@lru_cache(maxsize=65536)
def _sort_points(names: tuple[str, ...], of_size: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(of_size.union(names)))


def rate_fact(subject: int, part: str, state: str, margin: float, rule: str) -> Fact:
    """A fact that rests on no points, with the confidence that its rule has at a margin; see `Body.fact`."""
    return Fact(subject, part, state, confidence_of(rule_of(part, state, rule), margin, False), ())


@dataclass(frozen=True)
class Body:
    """The labeled points of one person.

    Attributes:
        subject: the person's annotation id.
        points: x and y in pixels and visibility by part name; labeled points only.
        size: the estimated standing height in pixels, above 0.
        size_points: the points that the size was taken from.
    """

    subject: int
    points: dict[str, Point]
    size: float
    size_points: frozenset[str]

    def has(self, *names: str) -> bool:
        """Whether all the named points are labeled."""
        points = self.points
        for name in names:  # noqa: SIM110  a loop takes half the time of all()
            if name not in points:
                return False
        return True

    def right_of(self, name: str, origin: str) -> float:
        """How far a point lies to the viewer's right of another, in body sizes."""
        return (self.points[name][0] - self.points[origin][0]) / self.size

    def above(self, name: str, origin: str) -> float:
        """How far a point lies above another, in body sizes."""
        return (self.points[origin][1] - self.points[name][1]) / self.size

    def distance(self, one: str, other: str) -> float:
        """The distance of two points in body sizes."""
        a, b = self.points[one], self.points[other]
        return math.hypot(a[0] - b[0], a[1] - b[1]) / self.size

    def distance_to_line(self, name: str, start: str, end: str) -> float:
        """The distance of a point from the line between two others in body sizes."""
        px, py = self.right_of(name, start), self.above(name, start)
        ex, ey = self.right_of(end, start), self.above(end, start)
        share = max(0.0, min(1.0, (px * ex + py * ey) / max(ex * ex + ey * ey, 1e-9)))
        return math.hypot(px - share * ex, py - share * ey)

    def angle(self, end: str, joint: str, other_end: str) -> float:
        """The angle at a joint in degrees, 0 to 180; 180 is a straight limb, 0 is given where two joints coincide."""
        j, a, b = self.points[joint], self.points[end], self.points[other_end]
        ax, ay, bx, by = a[0] - j[0], a[1] - j[1], b[0] - j[0], b[1] - j[1]
        # where two joints coincide the products are zeros, whose sign a mirror changes; 0.0 takes the sign off
        return math.degrees(abs(math.atan2(ax * by - ay * bx, ax * bx + ay * by + 0.0)))

    def turned_up(self, is_head_right: bool) -> Body:
        """The body of somebody who lies, turned by a right angle so that the head is at the top."""
        turn = -1 if is_head_right else 1
        points = {name: (-turn * y, turn * x, v) for name, (x, y, v) in self.points.items()}
        return Body(self.subject, points, self.size, self.size_points)

    def fact(self, part: str, state: str, margin: float, *names: str, rule: str = "") -> Fact:
        """A fact that rests on the named points and on those of the size.

        Args:
            part: as in `Fact`.
            state: as in `Fact`.
            margin: by which the rule's tightest condition is met, see `confidence`.
            names: the points that the rule looks at.
            rule: a name where several rules give the same state; they are calibrated each by itself.
        """
        is_hidden = bool(self.hidden) and not self.hidden.isdisjoint(names)
        confidence = confidence_of(rule_of(part, state, rule), margin, is_hidden)
        return Fact(self.subject, part, state, confidence, _sort_points(names, self.size_points))

    def excludes(self, part: str, state: str, margin: float, *names: str) -> tuple[Fact, ...]:
        """What a part certainly does not do, where the margin is above 0; the arguments are those of `fact`."""
        if margin <= 0:
            return ()
        fact = self.fact(part, state, margin, *names, rule=EXCLUDED)
        return (fact,) if fact.confidence >= LEAST_EXCLUDED else ()

    def lower(self, confidence: float, names: Iterable[str]) -> float:
        """The confidence of a relation that rests on the named points, less for those that are hidden."""
        if not self.hidden:
            return confidence
        own = set(names)
        return round(confidence * (1 - _OCCLUDED_LOSS * len(own & self.hidden) / len(own)), 3)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The names of the points that are labeled and hidden."""
        return frozenset(name for name, point in self.points.items() if point[2] == OCCLUDED)

    @cached_property
    def left_sign(self) -> dict[str, float]:
        """The screen direction of the person's left (+1 is right) by a pair of joints, ``"shoulder"`` or ``"hip"``.

        0 where the pair is not labeled, or so close together that the person is seen from the side.
        """
        signs = {}
        for joint, least in (("shoulder", FRONTAL_WIDTH), ("hip", FRONTAL_WIDTH / 2)):
            left, right = f"left {joint}", f"right {joint}"
            width = self.right_of(left, right) if self.has(left, right) else 0.0
            signs[joint] = math.copysign(1.0, width) if abs(width) >= least else 0.0
        return signs

    @cached_property
    def is_profile(self) -> bool:
        """Whether both shoulders and both hips lie one behind the other, with the trunk upright."""
        if not self.has(*_TRUNKS[0]):
            return False
        if (
            abs(self.right_of("left shoulder", "right shoulder")) >= 0.045
            or abs(self.right_of("left hip", "right hip")) >= 0.04
        ):
            return False
        top = max(self.points["left shoulder"][1], self.points["right shoulder"][1])
        return min(self.points["left hip"][1], self.points["right hip"][1]) - top >= 0.12 * self.size

    @cached_property
    def trunk_length(self) -> float:
        """The length of the trunk in the picture in body sizes; 0 where it is not labeled."""
        points = next((points for points in _TRUNKS if self.has(*points)), None)
        if points is None:
            return 0.0
        half = len(points) // 2
        places = [self.points[name] for name in points]
        across = sum(p[0] for p in places[:half]) - sum(p[0] for p in places[half:])
        down = sum(p[1] for p in places[:half]) - sum(p[1] for p in places[half:])
        return math.hypot(across, down) / half / self.size

    @cached_property
    def upright(self) -> tuple[bool, tuple[str, ...]]:
        """Whether the trunk is labeled, upright to within 25° and not foreshortened, and the points that say so."""
        lean = self.lean
        if lean is not None and abs(lean[0]) < _UPRIGHT:
            return True, lean[1]
        # without a corner another pair might be read
        return False, tuple(name for name in TRUNK_CORNERS if name in self.points) if self.trunk_length else ()

    @cached_property
    def lean(self) -> tuple[float, tuple[str, ...]] | None:
        """Degrees of the trunk from upright (above 0: to the viewer's right) and the points used.

        None where the trunk is not labeled, or too short to have a direction.
        """
        points = next((points for points in _TRUNKS if self.has(*points)), None)
        if points is None:
            return None
        half = len(points) // 2
        places = [self.points[name] for name in points]
        right = (sum(p[0] for p in places[:half]) - sum(p[0] for p in places[half:])) / half
        down = (sum(p[1] for p in places[:half]) - sum(p[1] for p in places[half:])) / half
        if math.hypot(right, down) / self.size < _SHORT_TRUNK:
            return None
        return math.degrees(math.atan2(right, -down)), points


def read_body(person: SceneObject, scene: Scene) -> Body | None:
    """The person's labeled points, or None where no two of them show the body's size."""
    points: dict[str, Point] = {
        part: (point.x, point.y, point.visibility)
        for part, point in zip(scene.skeleton.parts, person.keypoints, strict=False)
        if point.is_labeled
    }
    size, names = _estimate_size(points, _PROPORTIONS)
    if size == 0:
        size, names = _estimate_size(points, _HEAD_PROPORTIONS)
    return Body(person.annotation_id, points, size, names) if size > 0 else None
