"""The two shapes that drawn scenes are made of: tapered capsules (limbs) and convex polygons (everything else)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from PIL import ImageDraw

Point = tuple[float, float]
Color = tuple[int, int, int]
Box = tuple[float, float, float, float]

_ROUND = [(math.cos(math.pi * i / 8), math.sin(math.pi * i / 8)) for i in range(16)]
_CAP_COS = np.cos(np.pi * np.arange(4) / 3)[:, None]
_CAP_SIN = np.sin(np.pi * np.arange(4) / 3)[:, None]


class Shape(NamedTuple):
    """A painted shape, in pixels.

    Attributes:
        points: two ends of a capsule, or the corners of a convex polygon.
        radii: the capsule's radius at either end; None for a polygon.
        color: RGB of the filling.
        is_detail: lies within other shapes: painted without a rim, and no part of the outline.
    """

    points: tuple[Point, ...]
    radii: tuple[float, float] | None
    color: Color
    is_detail: bool = False


def limb(start: Point, end: Point, start_radius: float, end_radius: float, color: Color) -> Shape:
    """A capsule from one joint to the next."""
    return Shape((start, end), (start_radius, end_radius), color)


def disc(center: Point, radius: float, color: Color, *, is_detail: bool = False) -> Shape:
    """A circle."""
    return Shape((center, center), (radius, radius), color, is_detail)


def polygon(points: Iterable[Point], color: Color) -> Shape:
    """A convex polygon; the corners go round in either sense."""
    return Shape(tuple(points), None, color)


def ellipse(center: Point, radius_x: float, radius_y: float, color: Color, turn: float = 0.0) -> Shape:
    """An ellipse as a polygon of 16 corners, turned by `turn` radians."""
    x, y = center
    ax, ay = radius_x * math.cos(turn), radius_x * math.sin(turn)
    bx, by = -radius_y * math.sin(turn), radius_y * math.cos(turn)
    return Shape(tuple([(x + ax * cos + bx * sin, y + ay * cos + by * sin) for cos, sin in _ROUND]), None, color)


def move(shape: Shape, scale: float, dx: float, dy: float) -> Shape:
    """The shape scaled about the origin, then moved."""
    points = tuple([(x * scale + dx, y * scale + dy) for x, y in shape.points])
    radii = (shape.radii[0] * scale, shape.radii[1] * scale) if shape.radii else None
    return Shape(points, radii, shape.color, shape.is_detail)


def find_box(shape: Shape) -> Box:
    """Left, top, right and bottom of what the shape paints."""
    if shape.radii:
        (x1, y1), (x2, y2) = shape.points
        r1, r2 = shape.radii
        # comparisons in place of min and max: this is called for every shape of every scene
        left, other_left, right, other_right = x1 - r1, x2 - r2, x1 + r1, x2 + r2
        top, other_top, bottom, other_bottom = y1 - r1, y2 - r2, y1 + r1, y2 + r2
        return (
            left if left < other_left else other_left,
            top if top < other_top else other_top,
            right if right > other_right else other_right,
            bottom if bottom > other_bottom else other_bottom,
        )
    xs, ys = [x for x, _ in shape.points], [y for _, y in shape.points]
    return min(xs), min(ys), max(xs), max(ys)


def find_bounds(shapes: Iterable[Shape]) -> Box:
    """Left, top, right and bottom of all that the shapes paint."""
    return join_boxes([find_box(shape) for shape in shapes])


def move_box(box: Box, scale: float, dx: float, dy: float) -> Box:
    """The bounds of shapes that were moved likewise."""
    return box[0] * scale + dx, box[1] * scale + dy, box[2] * scale + dx, box[3] * scale + dy


def join_boxes(boxes: Iterable[Box]) -> Box:
    """The bounds of all the boxes together."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def covers(shape: Shape, x: float, y: float) -> bool:
    """Whether the shape paints over a point."""
    if shape.radii:
        (x1, y1), (x2, y2) = shape.points
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        t = min(1.0, max(0.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
        radius = shape.radii[0] + t * (shape.radii[1] - shape.radii[0])
        ex, ey = x - x1 - t * dx, y - y1 - t * dy
        return ex * ex + ey * ey <= radius * radius
    sign = 0.0
    px, py = shape.points[-1]
    for qx, qy in shape.points:
        cross = (qx - px) * (y - py) - (qy - py) * (x - px)
        if cross * sign < 0:
            return False
        sign = sign or cross
        px, py = qx, qy
    return True


def trace_limbs(limbs: Sequence[Shape]) -> np.ndarray:
    """The outlines of capsules as polygons of eight corners, an array of shape (limbs, 8, 2)."""
    ends = np.array([(*shape.points[0], *shape.points[1], *shape.radii) for shape in limbs if shape.radii])
    near, far, radii = ends[:, None, 0:2], ends[:, None, 2:4], ends[:, None, 4:6]
    along = far - near
    length = np.hypot(along[..., 0], along[..., 1])[..., None]
    along = np.where(length > 0, along / np.where(length > 0, length, 1), (1.0, 0.0))
    across = np.stack((along[..., 1], -along[..., 0]), axis=-1)
    # half a turn round the far end, then half a turn round the near one
    cap = across * _CAP_COS + along * _CAP_SIN
    return np.concatenate((far + radii[..., 1:] * cap, near - radii[..., :1] * cap), axis=1)


def trace(shape: Shape) -> list[Point]:
    """The outline as a polygon: eight corners for a capsule, the corners themselves otherwise."""
    return [(x, y) for x, y in trace_limbs([shape])[0].tolist()] if shape.radii else list(shape.points)


def cut(corners: list[Point], width: int, height: int) -> list[Point]:
    """A convex polygon cut at the picture's four borders, one after the other (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, 0.0, 1), (0, float(width), -1), (1, 0.0, 1), (1, float(height), -1)):
        kept = []
        for before, here in zip([corners[-1], *corners[:-1]] if corners else [], corners, strict=True):
            was_in, is_in = (before[axis] - limit) * sign >= 0, (here[axis] - limit) * sign >= 0
            if was_in != is_in:
                t = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1])))
            if is_in:
                kept.append(here)
        corners = kept
    return corners


def find_bounds_inside(shapes: Iterable[Shape], width: int, height: int) -> Box | None:
    """The bounds of what the shapes paint inside the picture; None where that is nothing."""
    boxes = []
    for shape in shapes:
        box = find_box(shape)
        if box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height:
            boxes.append(box)
        elif corners := cut(trace(shape), width, height):
            xs, ys = zip(*corners, strict=True)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return join_boxes(boxes) if boxes else None


def tint(color: Color, factor: float) -> Color:
    """The colour made darker (below 1) or lighter (above 1)."""
    if factor <= 1:
        return (int(color[0] * factor), int(color[1] * factor), int(color[2] * factor))
    rest = factor - 1
    return (
        int(color[0] + (255 - color[0]) * rest),
        int(color[1] + (255 - color[1]) * rest),
        int(color[2] + (255 - color[2]) * rest),
    )


def paint(draw: ImageDraw.ImageDraw, shape: Shape, zoom: float, edge: float) -> None:
    """Paint one shape on a canvas that is `zoom` times the scene's size; its rim is `edge` canvas pixels wide."""
    if edge > 0 and not shape.is_detail:
        _fill(draw, shape, zoom, 0.0, tint(shape.color, 0.62))
        _fill(draw, shape, zoom, edge, shape.color)
    else:
        _fill(draw, shape, zoom, 0.0, shape.color)


def _fill(draw: ImageDraw.ImageDraw, shape: Shape, zoom: float, inset: float, color: Color) -> None:
    if shape.radii is None:
        points = [(x * zoom, y * zoom) for x, y in shape.points]
        if inset:
            cx, cy = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
            shrunk = []
            for x, y in points:
                far = math.hypot(x - cx, y - cy) or 1.0
                keep = max(0.0, 1 - inset * 1.2 / far)
                shrunk.append((cx + (x - cx) * keep, cy + (y - cy) * keep))
            points = shrunk
        draw.polygon(points, fill=color)
        return
    (x1, y1), (x2, y2) = [(x * zoom, y * zoom) for x, y in shape.points]
    r1, r2 = max(0.5, shape.radii[0] * zoom - inset), max(0.5, shape.radii[1] * zoom - inset)
    length = math.hypot(x2 - x1, y2 - y1)
    if length:
        nx, ny = (y2 - y1) / length, -(x2 - x1) / length
        draw.polygon(
            [
                (x1 + nx * r1, y1 + ny * r1),
                (x2 + nx * r2, y2 + ny * r2),
                (x2 - nx * r2, y2 - ny * r2),
                (x1 - nx * r1, y1 - ny * r1),
            ],
            fill=color,
        )
    draw.ellipse((x1 - r1, y1 - r1, x1 + r1, y1 + r1), fill=color)
    draw.ellipse((x2 - r2, y2 - r2, x2 + r2, y2 + r2), fill=color)
