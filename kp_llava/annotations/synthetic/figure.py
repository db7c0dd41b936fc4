"""A posed person as painted shapes: clothes, limbs, head and face, in painter's order."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from .pose import FOOT, HALF_SHOULDERS, HEAD_RX, HEAD_RY, TRUNK, Pose
from .shapes import Color, Point, Shape, disc, ellipse, limb, polygon, tint

CLOTHES: tuple[tuple[str, Color], ...] = (
    ("red", (205, 58, 56)),
    ("blue", (52, 96, 190)),
    ("green", (56, 140, 78)),
    ("yellow", (232, 192, 62)),
    ("orange", (231, 126, 47)),
    ("purple", (126, 78, 165)),
    ("pink", (231, 133, 166)),
    ("white", (238, 238, 234)),
    ("black", (44, 44, 50)),
    ("gray", (130, 134, 140)),
    ("brown", (124, 86, 58)),
    ("teal", (38, 142, 148)),
)
SKINS: tuple[Color, ...] = ((244, 208, 177), (226, 178, 139), (198, 142, 100), (150, 100, 66), (104, 68, 46))
HAIRS: tuple[Color, ...] = ((38, 28, 24), (84, 54, 32), (150, 98, 48), (214, 178, 104), (146, 146, 146), (140, 60, 36))
HAIR_STYLES = ("short", "long", "bun", "cap")


@dataclass(frozen=True)
class Look:
    """What a drawn person wears; the names go into captions."""

    top: str
    bottom: str
    top_color: Color
    bottom_color: Color
    has_sleeves: bool
    has_shorts: bool
    skin: Color
    hair: Color
    hair_style: str
    shoe_color: Color


def pick_look(rng: random.Random) -> Look:
    """Draw clothes, skin and hair at random; top and bottom differ in colour."""
    top, top_color = rng.choice(CLOTHES)
    bottom, bottom_color = rng.choice(CLOTHES)
    while bottom == top:
        bottom, bottom_color = rng.choice(CLOTHES)
    return Look(
        top=top,
        bottom=bottom,
        top_color=top_color,
        bottom_color=bottom_color,
        has_sleeves=rng.random() < 0.45,
        has_shorts=rng.random() < 0.4,
        skin=rng.choice(SKINS),
        hair=rng.choice(HAIRS),
        hair_style=rng.choice(HAIR_STYLES),
        shoe_color=rng.choice(((60, 60, 66), (235, 235, 235), (150, 52, 48), (88, 62, 44))),
    )


def draw_figure(pose: Pose, look: Look) -> tuple[list[Shape], dict[str, int]]:
    """The person's shapes in painter's order, and for each joint the index of the last shape that shows it.

    A shape with a higher index that covers the joint hides it.
    """
    shapes: list[Shape] = []
    layers: dict[str, int] = {}
    if pose.is_side:
        far = "left" if pose.near == "right" else "right"
        _add_arm(shapes, layers, pose, look, far, 0.86)
        _add_leg(shapes, layers, pose, look, far, 0.86)
        _add_leg(shapes, layers, pose, look, pose.near, 1.06)
        _add_trunk(shapes, pose, look)
        layers[f"{pose.near} hip"] = len(shapes) - 1
        _add_head(shapes, layers, pose, look)
        _add_arm(shapes, layers, pose, look, pose.near, 1.06)
        return shapes, layers
    # the person's left is drawn a shade lighter than the right
    sides = (("right", 0.9), ("left", 1.1))
    legs_in_front = pose.posture == "sitting" and pose.facing == "viewer"
    if not legs_in_front:
        for side, shade in sides:
            _add_leg(shapes, layers, pose, look, side, shade)
    _add_trunk(shapes, pose, look)
    if legs_in_front:
        for side, shade in sides:
            _add_leg(shapes, layers, pose, look, side, shade)
    layers["left hip"] = layers["right hip"] = len(shapes) - 1
    _add_head(shapes, layers, pose, look)
    for side, shade in sides:
        _add_arm(shapes, layers, pose, look, side, shade)
    return shapes, layers


def _toward(start: Point, end: Point, beyond: float) -> Point:
    """The point `beyond` past the end of the line from start to end."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    far = (dx * dx + dy * dy) ** 0.5 or 1.0
    return end[0] + dx / far * beyond, end[1] + dy / far * beyond


def find_hand(pose: Pose, side: str) -> Point:
    """The middle of a hand, a little past the wrist."""
    return _toward(pose.joints[f"{side} elbow"], pose.joints[f"{side} wrist"], 0.026)


def _add_arm(shapes: list[Shape], layers: dict[str, int], pose: Pose, look: Look, side: str, shade: float) -> None:
    shoulder, elbow, wrist = (pose.joints[f"{side} {part}"] for part in ("shoulder", "elbow", "wrist"))
    sleeve = tint(look.top_color, shade)
    shapes.append(limb(shoulder, elbow, 0.044, 0.036, sleeve))
    layers[f"{side} shoulder"] = len(shapes) - 1
    shapes.append(limb(elbow, wrist, 0.034, 0.026, sleeve if look.has_sleeves else look.skin))
    layers[f"{side} elbow"] = len(shapes) - 1
    shapes.append(disc(find_hand(pose, side), 0.033, look.skin))
    layers[f"{side} wrist"] = len(shapes) - 1


def _add_leg(shapes: list[Shape], layers: dict[str, int], pose: Pose, look: Look, side: str, shade: float) -> None:
    hip, knee, ankle = (pose.joints[f"{side} {part}"] for part in ("hip", "knee", "ankle"))
    toe = pose.toes[side == "right"]
    trousers = tint(look.bottom_color, shade)
    thigh = limb(hip, knee, 0.062, 0.047, trousers)
    shank = limb(knee, ankle, 0.043, 0.034, look.skin if look.has_shorts else trousers)
    length = 0.075 if pose.is_side else FOOT
    heel = (ankle[0] + toe[0] * 0.008, ankle[1] + toe[1] * 0.008 + (0.012 if toe[1] < 0.3 else 0.0))
    shoe = limb(heel, (heel[0] + toe[0] * length, heel[1] + toe[1] * length * 0.7), 0.036, 0.027, look.shoe_color)
    is_folded = pose.posture == "kneeling" and not pose.is_side
    shapes.extend((shoe, shank, thigh) if is_folded else (thigh, shank, shoe))
    layers[f"{side} hip"] = len(shapes) - 1
    layers[f"{side} knee"] = len(shapes) - 1
    # the ankle of a folded leg lies behind the thigh
    layers[f"{side} ankle"] = len(shapes) - (2 if is_folded else 1)


def _add_trunk(shapes: list[Shape], pose: Pose, look: Look) -> None:
    up = pose.up
    across = (-up[1], up[0])

    def at(x: float, y: float) -> Point:
        return across[0] * x + up[0] * y, across[1] * x + up[1] * y

    wide, waist = (0.062, 0.056) if pose.is_side else (HALF_SHOULDERS, 0.088)
    low = 0.064 if pose.is_side else 0.108
    top = TRUNK + 0.038
    # a band of trousers below the shirt, then the shirt
    shapes.append(
        polygon((at(x, y) for x, y in _mirrored((waist, 0.06), (low, -0.03), (low * 0.5, -0.055))), look.bottom_color)
    )
    neck = limb(at(0, TRUNK), at(0, TRUNK + 0.06), 0.034, 0.034, look.skin)
    shirt = polygon((at(x, y) for x, y in _mirrored((wide * 0.6, top), (wide, TRUNK), (waist, 0.03))), look.top_color)
    shapes.extend((neck, shirt))


def _mirrored(*right: Point) -> list[Point]:
    """A symmetrical polygon from the corners of its right half, top to bottom."""
    return [*right, *((-x, y) for x, y in reversed(right))]


def _add_head(shapes: list[Shape], layers: dict[str, int], pose: Pose, look: Look) -> None:
    up = pose.up
    across = (-up[1], up[0])
    front = pose.left_sign if pose.is_side else 0
    turn = math.atan2(across[1], across[0])
    center_y = TRUNK + 0.115

    def at(x: float, y: float) -> Point:
        return across[0] * x + up[0] * (center_y + y), across[1] * x + up[1] * (center_y + y)

    def blob(x: float, y: float, rx: float, ry: float, color: Color) -> Shape:
        return ellipse(at(x, y), rx, ry, color, turn)

    hair = look.hair
    if look.hair_style == "bun":
        shapes.append(disc(at(-front * 0.055, 0.075), 0.032, hair))
    if look.hair_style == "long":
        # falls next to the face; behind the head of people seen from the side
        for x in (-0.05, 0.05) if not front else (-front * 0.04,):
            shapes.append(limb(at(x, 0.02), at(x * 1.05, -0.08), 0.03, 0.026, hair))
    shapes.append(blob(0, 0, HEAD_RX, HEAD_RY, look.skin))
    if pose.facing == "away":
        low = -0.02 if look.hair_style == "long" else 0.006
        shapes.append(blob(0, low, HEAD_RX * 1.02, HEAD_RY * 1.02 - low, hair))
        shapes.extend(disc(pose.joints[f"{side} ear"], 0.014, look.skin) for side in ("left", "right"))
        layers["left ear"] = layers["right ear"] = len(shapes) - 1
        if look.hair_style == "cap":
            shapes.append(_cap(at, look, 0))
        return
    if pose.is_side:
        shapes.append(blob(-front * 0.022, 0.03, HEAD_RX * 0.72, HEAD_RY * 0.66, hair))
        ears = [f"{pose.near} ear"]
    else:
        shapes.append(_cap(at, look, 0) if look.hair_style == "cap" else _fringe(at, hair))
        ears = ["left ear", "right ear"]
    if pose.is_side and look.hair_style == "cap":
        shapes.append(_cap(at, look, front))
    shapes.extend(disc(pose.joints[ear], 0.014, tint(look.skin, 0.9)) for ear in ears)
    dark = (32, 28, 30)
    for name in ("left eye", "right eye"):
        if name in pose.joints:
            shapes.append(disc(pose.joints[name], 0.0115, dark, is_detail=True))
    nose = pose.joints["nose"]
    shapes.append(disc(nose, 0.012, tint(look.skin, 0.78), is_detail=not pose.is_side))
    mouth = at(front * 0.034, -0.042)
    end = (mouth[0] + across[0] * 0.018, mouth[1] + across[1] * 0.018)
    shapes.append(Shape((mouth, end), (0.006, 0.006), (150, 62, 62), is_detail=True))
    for name in ("nose", "left eye", "right eye", *ears):
        if name in pose.joints:
            layers[name] = len(shapes) - 1


def _fringe(at: Callable[[float, float], Point], hair: Color) -> Shape:
    rim = [(-0.064, 0.018), (-0.056, 0.052), (-0.034, 0.074), (0.0, 0.082), (0.034, 0.074), (0.056, 0.052)]
    return polygon([at(x, y) for x, y in [*rim, (0.064, 0.018), (0.03, 0.036), (-0.03, 0.036)]], hair)


def _cap(at: Callable[[float, float], Point], look: Look, front: int) -> Shape:
    rim = [(-0.066, 0.03), (-0.056, 0.062), (-0.03, 0.084), (0.03, 0.084), (0.056, 0.062), (0.066, 0.03)]
    color = tint(look.bottom_color, 0.9)
    if front:
        rim = [(x * front, y) for x, y in (*rim[:-1], (0.105, 0.026))]
    return polygon([at(x, y) for x, y in rim], color)
