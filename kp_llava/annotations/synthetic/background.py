"""Backgrounds of drawn scenes: skies, meadows, rooms, streets, courts, and what stands around in them."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from .shapes import Color, tint

_SKIES: tuple[tuple[Color, Color], ...] = (
    ((122, 178, 232), (214, 234, 248)),
    ((92, 140, 206), (236, 214, 186)),
    ((168, 186, 204), (222, 226, 228)),
)
_WALLS: tuple[Color, ...] = (
    (226, 214, 190),
    (196, 210, 214),
    (214, 196, 196),
    (206, 214, 190),
    (232, 228, 220),
    (176, 186, 206),
)


def paint_background(
    rng: random.Random, kind: str, size: tuple[int, int], horizon: float, clutter: float
) -> Image.Image:
    """A canvas of `size` with a background.

    Args:
        rng: picks colours and clutter.
        kind: ``park``, ``room``, ``beach``, ``street``, ``court``, ``snow`` or ``plain``.
        size: width and height of the canvas in pixels.
        horizon: where ground and sky meet, in canvas pixels from the top.
        clutter: 0 to 1, how much stands around.
    """
    image = Image.new("RGB", size)
    if kind == "plain":
        color = rng.choice(_WALLS)
        _fade(image, 0, size[1], tint(color, 1.2), tint(color, 0.85))
        return image
    painters = {
        "park": _paint_park,
        "room": _paint_room,
        "beach": _paint_beach,
        "street": _paint_street,
        "court": _paint_court,
        "snow": _paint_snow,
    }
    painters[kind](rng, image, int(horizon), clutter)
    return image


def _fade(image: Image.Image, top: int, bottom: int, above: Color, below: Color) -> None:
    """Fill a band with a vertical gradient."""
    rows = max(1, bottom - top)
    column = Image.new("RGB", (1, 8))
    for i in range(8):
        t = i / 7
        column.putpixel((0, i), tuple(int(a + (b - a) * t) for a, b in zip(above, below, strict=True)))
    image.paste(column.resize((image.width, rows), Image.Resampling.BILINEAR), (0, top))


def _vary(rng: random.Random, color: Color, by: int = 14) -> Color:
    return tuple(min(255, max(0, c + rng.randint(-by, by))) for c in color)  # type: ignore[return-value]


def _count(rng: random.Random, most: int, clutter: float) -> int:
    return round(most * clutter * rng.uniform(0.5, 1.3))


def _paint_sky(rng: random.Random, image: Image.Image, horizon: int, clutter: float) -> ImageDraw.ImageDraw:
    above, below = rng.choice(_SKIES)
    _fade(image, 0, horizon + 1, _vary(rng, above), _vary(rng, below))
    draw = ImageDraw.Draw(image)
    width = image.width
    for _ in range(_count(rng, 4, clutter)):
        x, y, r = rng.uniform(0, width), rng.uniform(0.05, 0.6) * horizon, rng.uniform(0.02, 0.05) * width
        for k in range(4):
            cx, cy = x + (k - 1.5) * r, y + rng.uniform(-0.3, 0.3) * r
            draw.ellipse((cx - r, cy - r * 0.6, cx + r, cy + r * 0.6), fill=(244, 246, 248))
    return draw


def _paint_trees(rng: random.Random, draw: ImageDraw.ImageDraw, image: Image.Image, horizon: int, most: float) -> None:
    for _ in range(int(most)):
        x, high = rng.uniform(0, image.width), rng.uniform(0.18, 0.4) * image.height
        base = horizon + rng.uniform(0, 0.06) * image.height
        trunk, leaf = _vary(rng, (104, 78, 52)), _vary(rng, (64, 122, 66), 22)
        draw.rectangle((x - high * 0.05, base - high * 0.5, x + high * 0.05, base), fill=trunk)
        if rng.random() < 0.5:
            half, foot = high * 0.28, base - high * 0.3
            draw.polygon([(x - half, foot), (x, base - high), (x + half, foot)], leaf)
            continue
        for dx, dy, r in ((-0.14, 0.55, 0.18), (0.14, 0.56, 0.18), (0.0, 0.74, 0.22)):
            cx, cy, r = x + dx * high, base - dy * high, r * high
            draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=_vary(rng, leaf, 8))


def _paint_park(rng: random.Random, image: Image.Image, horizon: int, clutter: float) -> None:
    draw = _paint_sky(rng, image, horizon, clutter)
    width, height = image.size
    for _ in range(_count(rng, 4, clutter)):
        x, r = rng.uniform(0, width), rng.uniform(0.15, 0.4) * width
        draw.ellipse((x - r, horizon - r * 0.3, x + r, horizon + r * 0.5), fill=_vary(rng, (110, 152, 110)))
    grass = _vary(rng, (110, 164, 84), 18)
    _fade(image, horizon, height, grass, tint(grass, 0.8))
    _paint_trees(rng, draw, image, horizon, _count(rng, 7, clutter))
    for _ in range(_count(rng, 40, clutter)):
        x, y = rng.uniform(0, width), rng.uniform(horizon, height)
        r = 0.005 * width * (0.5 + (y - horizon) / height)
        color = rng.choice(((232, 220, 120), (236, 236, 230), (84, 136, 66), (84, 136, 66)))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=color)


def _paint_room(rng: random.Random, image: Image.Image, horizon: int, clutter: float) -> None:
    width, height = image.size
    wall = _vary(rng, rng.choice(_WALLS))
    _fade(image, 0, horizon + 1, tint(wall, 1.15), wall)
    floor = _vary(rng, rng.choice(((166, 126, 88), (132, 110, 96), (150, 150, 146), (120, 92, 70))))
    _fade(image, horizon, height, floor, tint(floor, 0.82))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, horizon - height * 0.015, width, horizon + height * 0.01), fill=tint(wall, 0.8))
    for i in range(1, 9):
        x = width * i / 9
        draw.line((x, horizon, width / 2 + (x - width / 2) * 1.9, height), fill=tint(floor, 0.88), width=2)
    for _ in range(_count(rng, 5, clutter)):
        x, y = rng.uniform(0, 0.85) * width, rng.uniform(0.05, 0.45) * horizon
        w, h = rng.uniform(0.1, 0.24) * width, rng.uniform(0.25, 0.5) * horizon
        frame = _vary(rng, rng.choice(((240, 238, 232), (96, 74, 56), (60, 60, 66))))
        draw.rectangle((x, y, x + w, y + h), fill=frame)
        m = 0.008 * width
        inner = _vary(rng, rng.choice(((150, 200, 236), (200, 150, 120), (120, 150, 130), (222, 200, 140))), 25)
        draw.rectangle((x + m, y + m, x + w - m, y + h - m), fill=inner)
        if rng.random() < 0.6:
            draw.line((x + w / 2, y, x + w / 2, y + h), fill=frame, width=max(1, int(m * 0.7)))
            draw.line((x, y + h / 2, x + w, y + h / 2), fill=frame, width=max(1, int(m * 0.7)))
    for _ in range(_count(rng, 3, clutter)):
        x, w, h = rng.uniform(0, 0.9) * width, rng.uniform(0.06, 0.2) * width, rng.uniform(0.1, 0.3) * height
        color = _vary(rng, rng.choice(((120, 88, 62), (90, 96, 110), (180, 168, 150))))
        draw.rectangle((x, horizon - h, x + w, horizon + 0.01 * height), fill=color)
        for k in range(1, 3):
            draw.line((x, horizon - h * k / 3, x + w, horizon - h * k / 3), fill=tint(color, 0.75), width=2)


def _paint_beach(rng: random.Random, image: Image.Image, horizon: int, clutter: float) -> None:
    _paint_sky(rng, image, horizon, clutter)
    width, height = image.size
    shore = int(horizon * 0.75)
    _fade(image, shore, horizon + 1, _vary(rng, (46, 112, 160)), _vary(rng, (108, 178, 192)))
    sand = _vary(rng, (226, 204, 156))
    _fade(image, horizon, height, sand, tint(sand, 0.88))
    draw = ImageDraw.Draw(image)
    for _ in range(_count(rng, 14, clutter)):
        x, y, w = rng.uniform(0, width), rng.uniform(shore, horizon), rng.uniform(0.03, 0.12) * width
        draw.line((x, y, x + w, y), fill=(222, 236, 240), width=2)
    for _ in range(_count(rng, 25, clutter)):
        x, y, r = rng.uniform(0, width), rng.uniform(horizon, height), rng.uniform(0.002, 0.008) * width
        draw.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), fill=_vary(rng, (186, 164, 124)))


def _paint_street(rng: random.Random, image: Image.Image, horizon: int, clutter: float) -> None:
    draw = _paint_sky(rng, image, horizon, clutter * 0.5)
    width, height = image.size
    x = -rng.uniform(0, 0.1) * width
    while x < width:
        w, top = rng.uniform(0.12, 0.28) * width, horizon * rng.uniform(0.08, 0.5)
        color = _vary(rng, rng.choice(((176, 122, 98), (168, 168, 164), (202, 182, 144), (120, 132, 148))))
        draw.rectangle((x, top, x + w, horizon), fill=color)
        columns, rows = max(1, int(w / (0.06 * width))), max(1, int((horizon - top) / (0.11 * height)))
        for c in range(columns):
            for r in range(rows):
                if rng.random() < 0.35 + 0.6 * clutter:
                    wx, wy = x + w * (c + 0.25) / columns, top + (horizon - top) * (r + 0.2) / rows
                    lit = rng.choice(((226, 220, 170), (96, 118, 140), (70, 84, 104)))
                    draw.rectangle((wx, wy, wx + w * 0.5 / columns, wy + (horizon - top) * 0.5 / rows), fill=lit)
        x += w + rng.choice((0.0, 0.0, 0.03 * width))
    ground = _vary(rng, (136, 136, 140))
    _fade(image, horizon, height, tint(ground, 1.1), tint(ground, 0.8))
    curb = horizon + (height - horizon) * 0.22
    draw.rectangle((0, horizon, width, curb), fill=_vary(rng, (186, 184, 178), 8))
    for k in range(6):
        left = width * (k / 6 + 0.04)
        draw.rectangle((left, height * 0.93, left + width * 0.07, height * 0.945), fill=(232, 230, 220))
    _paint_trees(rng, draw, image, horizon, _count(rng, 2, clutter))


def _paint_court(rng: random.Random, image: Image.Image, horizon: int, clutter: float) -> None:
    width, height = image.size
    wall = _vary(rng, rng.choice(((92, 120, 150), (70, 104, 84), (170, 160, 146), (140, 100, 90))))
    _fade(image, 0, horizon + 1, tint(wall, 0.8), tint(wall, 1.1))
    floor = _vary(rng, rng.choice(((196, 142, 88), (72, 128, 104), (64, 104, 160), (180, 92, 72))))
    _fade(image, horizon, height, floor, tint(floor, 0.88))
    draw = ImageDraw.Draw(image)
    line = (236, 236, 230)
    for y in (horizon + (height - horizon) * 0.15, horizon + (height - horizon) * 0.75):
        draw.line((0, y, width, y), fill=line, width=max(2, height // 120))
    x = rng.uniform(0.2, 0.8) * width
    draw.line((x, horizon, width / 2 + (x - width / 2) * 1.6, height), fill=line, width=max(2, height // 120))
    for _ in range(_count(rng, 5, clutter)):
        x, y, w = rng.uniform(0, 0.9) * width, rng.uniform(0.05, 0.6) * horizon, rng.uniform(0.08, 0.2) * width
        banner = _vary(rng, rng.choice(((220, 214, 200), (200, 80, 70), (60, 70, 100))))
        draw.rectangle((x, y, x + w, y + 0.1 * height), fill=banner)
    if rng.random() < clutter:
        for k in range(12):
            draw.line((width * k / 12, horizon * 0.7, width * k / 12, horizon), fill=(214, 214, 210), width=1)
        draw.line((0, horizon * 0.7, width, horizon * 0.7), fill=(240, 240, 236), width=3)


def _paint_snow(rng: random.Random, image: Image.Image, horizon: int, clutter: float) -> None:
    draw = _paint_sky(rng, image, horizon, clutter)
    width, height = image.size
    for _ in range(_count(rng, 4, clutter)):
        x, w, h = rng.uniform(0, width), rng.uniform(0.2, 0.45) * width, rng.uniform(0.25, 0.7) * horizon
        rock = _vary(rng, (128, 140, 160))
        draw.polygon([(x - w, horizon), (x, horizon - h), (x + w, horizon)], fill=rock)
        draw.polygon(
            [(x - w * 0.3, horizon - h * 0.7), (x, horizon - h), (x + w * 0.3, horizon - h * 0.7)], fill=(240, 244, 248)
        )
    snow = _vary(rng, (236, 240, 246), 6)
    _fade(image, horizon, height, snow, tint(snow, 0.9))
    _paint_trees(rng, draw, image, horizon, _count(rng, 5, clutter))
    for _ in range(_count(rng, 20, clutter)):
        x, y, w = rng.uniform(0, width), rng.uniform(horizon, height), rng.uniform(0.02, 0.08) * width
        draw.line((x, y, x + w, y), fill=(206, 214, 226), width=2)
