"""Points and directions in space as tuples (x, y, z)."""

from __future__ import annotations

import math

Vector = tuple[float, float, float]


def add(*vectors: Vector) -> Vector:
    """The sum."""
    return (sum(v[0] for v in vectors), sum(v[1] for v in vectors), sum(v[2] for v in vectors))


def subtract(one: Vector, other: Vector) -> Vector:
    """From the other to the one."""
    return (one[0] - other[0], one[1] - other[1], one[2] - other[2])


def scale(vector: Vector, factor: float) -> Vector:
    """Made longer or shorter."""
    return (vector[0] * factor, vector[1] * factor, vector[2] * factor)


def dot(one: Vector, other: Vector) -> float:
    """The inner product."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def cross(one: Vector, other: Vector) -> Vector:
    """The outer product."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def length(vector: Vector) -> float:
    """In body heights."""
    return math.sqrt(dot(vector, vector))


def unit(vector: Vector) -> Vector:
    """The direction; of no length, upward."""
    size = length(vector)
    return scale(vector, 1 / size) if size > 1e-9 else (0.0, 1.0, 0.0)


def distance(one: Vector, other: Vector) -> float:
    """Between two points."""
    return length(subtract(one, other))


def angle_between(one: Vector, other: Vector) -> float:
    """Degrees, 0 to 180."""
    return math.degrees(math.acos(max(-1.0, min(1.0, dot(unit(one), unit(other))))))


def turn(vector: Vector, axis: Vector, degrees: float) -> Vector:
    """Turned about an axis of length 1, counterclockwise seen from its tip."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return add(scale(vector, c), scale(cross(axis, vector), s), scale(axis, dot(axis, vector) * (1 - c)))
