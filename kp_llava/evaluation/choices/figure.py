"""A body as an SVG whose parts are coloured by how well a model answers questions about them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import pairwise

from .scores import Cell

# part -> shapes of a person seen from the front, in a box of 120 x 250
_LINES: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "arm": ((42, 58, 24, 96), (24, 96, 16, 128), (78, 58, 96, 96), (96, 96, 104, 128)),
    "leg": ((50, 132, 46, 178), (46, 178, 44, 222), (70, 132, 74, 178), (74, 178, 76, 222)),
}
_CIRCLES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "head": ((60, 27, 17),),
    "hand": ((13, 139, 8), (107, 139, 8)),
}
_TRUNK = "M42 52 Q60 46 78 52 L74 134 Q60 140 46 134 Z"
_FEET = ((37, 232, 11, 6), (83, 232, 11, 6))
_AROUND = ("whole body", "several people")


def color_of(kappa: float) -> str:
    """Grey for chance and below, over yellow to green for all right."""
    share = min(1.0, max(0.0, kappa))
    stops = ((0.0, (176, 176, 176)), (0.25, (236, 178, 76)), (0.6, (222, 208, 84)), (1.0, (60, 160, 86)))
    for (low, one), (high, other) in pairwise(stops):
        if share <= high:
            t = (share - low) / (high - low)
            red, green, blue = (round(a + t * (b - a)) for a, b in zip(one, other, strict=True))
            return f"#{red:02x}{green:02x}{blue:02x}"
    raise AssertionError("the last stop is 1")


def draw_body(by_part: Mapping[str, Cell]) -> str:
    """The SVG element, each part with its figures as a tooltip; a part that nothing is asked about is left white."""
    parts = []
    for part, lines in _LINES.items():
        shapes = "".join(f'<line x1="{a}" y1="{b}" x2="{c}" y2="{d}"/>' for a, b, c, d in lines)
        parts.append(_group(part, by_part, shapes, is_line=True))
    parts.append(_group("trunk", by_part, f'<path d="{_TRUNK}"/>'))
    for part, circles in _CIRCLES.items():
        parts.append(_group(part, by_part, "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in circles)))
    feet = "".join(f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}"/>' for x, y, rx, ry in _FEET)
    parts.append(_group("foot", by_part, feet))
    words = ", ".join(f"{part} {cell.kappa:.2f}" for part, cell in by_part.items())
    return f'<svg viewBox="0 0 120 250" role="img" aria-label="kappa by part: {escape(words)}">{"".join(parts)}</svg>'


def draw_chips(by_part: Mapping[str, Cell]) -> str:
    """Questions about no single part, as coloured labels."""
    return "".join(_draw_chip(part, by_part[part]) for part in _AROUND if part in by_part)


def _draw_chip(part: str, cell: Cell) -> str:
    style = f"background:{color_of(cell.kappa)}"
    title = _describe(part, cell)
    return f'<span class="chip" style="{style}" title="{title}">{escape(part)} {cell.kappa:.2f}</span>'


def _group(part: str, by_part: Mapping[str, Cell], shapes: str, *, is_line: bool = False) -> str:
    cell = by_part.get(part)
    color = "#ffffff" if cell is None else color_of(cell.kappa)
    title = f"{part}: not asked about" if cell is None else _describe(part, cell)
    # a line's outline is a wider line underneath
    style = f'stroke="{color}" stroke-width="13"' if is_line else f'fill="{color}" stroke="#444" stroke-width="1.5"'
    under = f'<g stroke="#444" stroke-width="16" stroke-linecap="round">{shapes}</g>' if is_line else ""
    return f'<g data-part="{part}"><title>{title}</title>{under}<g {style} stroke-linecap="round">{shapes}</g></g>'


def _describe(part: str, cell: Cell) -> str:
    interval = cell.kappa_interval
    reach = f" (95%: {interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    return escape(f"{part}: kappa {cell.kappa:.2f}{reach}, {100 * cell.accuracy:.0f}% of {cell.questions} questions")
