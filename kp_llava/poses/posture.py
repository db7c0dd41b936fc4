"""How one person holds the trunk and the whole body.

Geometry leaves a set of postures open; where more than one is left, the words of the captions may settle it, else
nothing is said. Distances are in body sizes, as in `limbs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..annotations.scene import Scene, SceneObject
from ..annotations.skeleton import SIDES
from .body import TRUNK_CORNERS, Body
from .captions import agreed_posture, read_captions
from .confidence import CAPTIONS, LENGTH
from .vocabulary import Fact

RIDDEN = frozenset(("bicycle", "motorcycle", "horse", "elephant", "cow"))
"""Things that nobody stands on: who is on one of them sits."""
FOOTED = frozenset(("skis", "snowboard", "skateboard", "surfboard"))
"""Things that somebody stands on."""
_DISPUTED = 0.8  # agrees with a text, and is not certain enough to be stated or to contradict one
_CLEAR = 1.5
"""The margin from which on captions of another posture are taken to speak of somebody else, or of another moment."""
SEATS = frozenset((*RIDDEN, "chair", "couch", "bench", "bed", "toilet"))
"""Things that somebody may sit on, as far as COCO names them."""


def caption_postures(scene: Scene) -> set[str]:
    """The postures but standing that captions speak of; riding is sitting where there is something to sit on."""
    read = read_captions(scene.captions)
    said = set(read.anyone)
    if read.riding and any(thing.category in RIDDEN for thing in scene.objects):
        said.add("sitting")
    return said - {"standing"}


def stands_out(subject: int, scene: Scene) -> bool:
    """Whether a person is the only one, or far larger than all others, so that captions speak of this one."""
    areas = {person.annotation_id: person.bbox_xywh[2] * person.bbox_xywh[3] for person in scene.people}
    own = areas.pop(subject)
    return all(area < 0.2 * own for area in areas.values())


def trunk_facts(body: Body) -> Iterator[Fact]:
    """Which way the trunk leans, is bent over or lies."""
    lean = body.lean
    if lean is None:
        return
    angle, points = lean
    side = "right" if angle > 0 else "left"
    length = body.trunk_length
    rule = "one side" if len(points) == 2 and points[0].endswith(" shoulder") else ""
    # a trunk that leans to the viewer looks upright and short
    margin = min((15 - abs(angle)) / 4, (length - 0.21) / LENGTH)
    if margin > 0:
        yield body.fact("trunk", "upright", margin, *points, rule=rule)
    margin = min((abs(angle) - 11) / 4, (75 - abs(angle)) / 8)
    if margin > 0:
        yield body.fact("trunk", f"leaning to the viewer's {side}", margin, *points, rule=rule)
    legs = tuple(f"{s} {j}" for s in SIDES for j in ("hip", "knee") if body.has(f"{s} hip", f"{s} knee"))
    drops = [body.above(f"{s} hip", f"{s} knee") for s in SIDES if body.has(f"{s} hip", f"{s} knee")]
    below = (min(drops) - 0.1) / LENGTH if drops else -1.0
    margin = min((abs(angle) - 40) / 8, (125 - abs(angle)) / 8, below)
    if margin > 0:
        yield body.fact("trunk", "bent over", margin, *points, *legs)
    elif below <= 0 and 70 < abs(angle) < 110:
        margin = min(abs(angle) - 66, 114 - abs(angle)) / 8
        yield body.fact("trunk", "horizontal", margin, *points, *legs)


def find_seat(body: Body, scene: Scene) -> SceneObject | None:
    """What a person sits on or rides, by one margin for all that asks: the middle of the hips lies inside its box.

    Of something ridden it lies in the upper part of the box, or a little above it; of furniture anywhere.
    """
    hips = [body.points[f"{side} hip"] for side in SIDES if body.has(f"{side} hip")]
    if not hips:
        return None
    x, y = (sum(hip[i] for hip in hips) / len(hips) for i in (0, 1))
    reach = 0.08 * body.size
    for thing in scene.objects:
        if thing.category not in SEATS:
            continue
        left, top, width, height = thing.bbox_xywh
        low = top + (0.75 if thing.category in RIDDEN else 1.0) * height
        if left <= x <= left + width and top - reach <= y <= low and max(width, height) > 0.3 * body.size:
            return thing
    return None


def is_seated(body: Body, seat: SceneObject) -> tuple[float, tuple[str, ...]]:
    """The margin by which the thighs of a person are those of one who sits on a thing, and the points used."""
    sides = [side for side in SIDES if body.has(f"{side} hip", f"{side} knee")]
    if not sides:
        return -1.0, ()
    names = tuple(f"{side} {joint}" for side in sides for joint in ("hip", "knee"))
    drop = min(body.above(f"{side} hip", f"{side} knee") for side in sides)
    # a rider's lower leg may be nearly stretched, the upper one is not
    most = 0.22 if seat.category in RIDDEN else 0.17
    return (most - drop) / LENGTH, names


def posture_facts(body: Body, scene: Scene) -> Iterator[Fact]:
    """The posture, where geometry, or geometry with the captions, leaves only one."""
    said = caption_postures(scene)
    sides = [side for side in SIDES if body.has(f"{side} hip", f"{side} knee")]
    is_alone = stands_out(body.subject, scene)
    lean = body.lean
    names = tuple(f"{s} {j}" for s in sides for j in ("hip", "knee", "ankle") if body.has(f"{s} {j}"))
    names = (*names, *(lean[1] if lean else ()))
    found: list[tuple[str, float, str]] = []
    if sides:
        found = [one for one in _postures(body, scene, sides, lean[0] if lean else None, said, is_alone) if one[1] > 0]
    for fact in _by_captions(body, scene, is_alone, names):
        # captions settle what geometry leaves open, and confirm what it says; they do not overrule it
        if any(posture != fact.state and margin >= _CLEAR for posture, margin, _ in found):
            continue
        if not found or is_alone or any(posture == fact.state for posture, _, _ in found):
            found = [one for one in found if one[0] == fact.state]
            yield fact
    # where annotators disagree about a lone person, half of the weight may rest on a post or a rail
    is_disputed = is_alone and {"standing", "sitting"} <= read_captions(scene.captions).one.keys()
    for posture, margin, rule in found:
        fact = body.fact("posture", posture, margin, *names, rule=rule)
        yield replace(fact, confidence=min(fact.confidence, _DISPUTED)) if is_disputed else fact


def _by_captions(body: Body, scene: Scene, is_alone: bool, names: tuple[str, ...]) -> Iterator[Fact]:
    """A posture that the captions agree on, where geometry leaves it open and does not speak against it."""
    posture = agreed_posture(scene.captions, is_alone, len(scene.people))
    if posture is None and _rides(body, scene):
        posture = "sitting"
    if posture is None and _stands_on_board(body, scene):
        posture, names = "standing", (*names, *(f"{s} ankle" for s in SIDES if body.has(f"{s} ankle")))
    if posture is None:
        return
    lean = body.lean
    # a lone person may be cut off at the chest; of several, those of whom so little is seen stay open
    if lean is None and not is_alone and not (posture == "standing" and _reaches_down(body, scene)):
        return
    if lean is not None and (abs(lean[0]) > 50) != (posture == "lying"):
        return
    sides = [side for side in SIDES if body.has(f"{side} hip", f"{side} knee")]
    drops = [body.above(f"{side} hip", f"{side} knee") for side in sides]
    if posture == "sitting" and any(drop > 0.2 for drop in drops):
        return
    if posture == "standing" and any(drop < 0.06 for drop in drops):
        return
    if posture in ("crouching", "kneeling") and not sides:
        return
    # which trunk is read depends on all of its labeled corners
    trunk = (name for name in TRUNK_CORNERS if body.has(name))
    yield body.fact("posture", posture, 4.0, *names, *trunk, rule=CAPTIONS)


def _reaches_down(body: Body, scene: Scene) -> bool:
    """Whether the box of a person goes on far below the shoulders, so that legs are seen, labeled or not."""
    shoulders = [body.points[f"{side} shoulder"][1] for side in SIDES if body.has(f"{side} shoulder")]
    if len(shoulders) != len(SIDES):
        return False
    box = next(person.bbox_xywh for person in scene.people if person.annotation_id == body.subject)
    return box[1] + box[3] - max(shoulders) > 0.5 * body.size


def _rides(body: Body, scene: Scene) -> bool:
    """Whether captions speak of riding, and the hips and thighs are those of one who sits on something ridden."""
    read = read_captions(scene.captions)
    if 5 * read.riding < 2 * read.count or read.riding == 0:
        return False
    seat = find_seat(body, scene)
    return seat is not None and seat.category in RIDDEN and is_seated(body, seat)[0] > 0


def _stands_on_board(body: Body, scene: Scene) -> bool:
    """Whether the captions speak of riding boards or of skiing, and the feet are on one."""
    read = read_captions(scene.captions)
    ankles = [body.points[f"{side} ankle"] for side in SIDES if body.has(f"{side} ankle")]
    if not ankles or 2 * read.on_feet <= read.count:
        return False
    reach = 0.1 * body.size
    for thing in scene.objects:
        if thing.category in FOOTED:
            left, top, width, height = thing.bbox_xywh
            if all(
                left - reach < x < left + width + reach and top - reach < y < top + height + reach for x, y, _ in ankles
            ):
                return True
    return False


def _postures(
    body: Body, scene: Scene, sides: list[str], lean: float | None, said: set[str], is_alone: bool
) -> Iterator[tuple[str, float, str]]:
    feet = [side for side in sides if body.has(f"{side} ankle")]
    knee_drops = [body.above(f"{s} hip", f"{s} knee") for s in sides]
    foot_drops = [body.above(f"{s} hip", f"{s} ankle") for s in feet]
    if lean is not None and 60 < abs(lean) < 120:
        flat = max(map(abs, knee_drops + foot_drops))
        if flat < 0.2 or ("lying" in said and is_alone and max(knee_drops) < 0.2):
            yield "lying", min((abs(lean) - 55) / 8, (0.24 - flat) / LENGTH), ""
        return
    if lean is None and len(feet) == len(SIDES) and find_seat(body, scene) is None:
        # the picture ends above the hips: two legs that both reach down
        yield "standing", min(_carries(body, side) for side in feet), "legs"
    if lean is None or abs(lean) > 60:
        return
    seat = find_seat(body, scene)
    if seat is not None:
        margin, _ = is_seated(body, seat)
        if seat.category not in RIDDEN:
            # a stool before somebody who stands, or behind somebody who crouches
            margin = min(margin, (0.21 - max(knee_drops)) / LENGTH, (min(foot_drops, default=1.0) - 0.06) / LENGTH)
        if margin > 0.5 and not (said & {"crouching", "kneeling"} and is_alone):
            yield "sitting", margin, "ridden" if seat.category in RIDDEN else "seat"
            return
    is_airborne = "airborne" in said
    carrying = max((_carries(body, side) for side in feet), default=-1.0)
    if is_airborne and is_alone:
        if carrying > 0 or not said - {"airborne"}:
            yield "airborne", 2.0, CAPTIONS
        return
    if carrying > 0:
        if not is_airborne and (seat is None or seat.category not in RIDDEN):
            yield "standing", carrying if seat is None else carrying / 2, ""
        return
    if not feet and seat is None and not is_airborne and not said & {"sitting", "crouching", "kneeling"}:
        # cut off below the knees: thighs that hang straight down
        thighs = [body.distance(f"{s} hip", f"{s} knee") for s in sides]
        yield "standing", min((min(knee_drops) - 0.16) / LENGTH, (min(thighs) - 0.17) / LENGTH), "thighs"
        return
    if len(sides) == 2 and len(feet) == 2:
        kneeling = _kneels(body, feet)
        if kneeling > 0:
            yield "kneeling", kneeling, ""
            return
        yield from _low_postures(body, feet, knee_drops, foot_drops, said)


def _carries(body: Body, side: str) -> float:
    """The margin by which a leg reaches far enough down to stand on."""
    hip, knee, ankle = (f"{side} {joint}" for joint in ("hip", "knee", "ankle"))
    return min(
        (body.above(hip, knee) - 0.11) / LENGTH,
        (body.above(knee, ankle) - 0.09) / LENGTH,
        (body.above(hip, ankle) - 0.26) / LENGTH,
    )


def _kneels(body: Body, feet: list[str]) -> float:
    """The margin by which both knees, or one knee and the other foot, carry the body."""
    down = {}
    for side in feet:
        drop = body.above(f"{side} hip", f"{side} knee")
        level = abs(body.above(f"{side} knee", f"{side} ankle"))
        down[side] = min((drop - 0.14) / LENGTH, (0.1 - level) / LENGTH)
    carrying = [side for side in feet if down[side] > 0]
    if len(carrying) == 2:
        return min(down.values())
    if len(carrying) != 1:
        return -1.0
    knee, far_ankle = f"{carrying[0]} knee", f"{'right' if carrying[0] == 'left' else 'left'} ankle"
    return min(down[carrying[0]], (0.1 - abs(body.above(knee, far_ankle))) / LENGTH)


def _are_feet_under(body: Body, feet: list[str]) -> bool:
    """Whether the weight of a body seen from the side lies above its feet: a deep squat looks so, and few who sit."""
    shoulders = [f"{s} shoulder" for s in SIDES if body.has(f"{s} shoulder")]
    if not shoulders or min(body.distance(f"{s} hip", f"{s} knee") for s in feet) < 0.15:
        return False
    tops, hips, ankles = (
        [body.points[name][0] for name in names]
        for names in (shoulders, [f"{s} hip" for s in feet], [f"{s} ankle" for s in feet])
    )
    middle = (sum(tops) / len(tops) + sum(hips) / len(hips)) / 2
    return abs(middle - sum(ankles) / len(ankles)) < 0.1 * body.size


def _low_postures(
    body: Body, feet: list[str], knee_drops: list[float], foot_drops: list[float], said: set[str]
) -> Iterator[tuple[str, float, str]]:
    """Knees about as high as the hips: sitting where the feet cannot carry the body, else crouching."""
    level = (0.16 - max(knee_drops)) / LENGTH
    shanks = min(body.above(f"{s} knee", f"{s} ankle") for s in feet)
    ahead = min(abs(body.right_of(f"{s} ankle", f"{s} hip")) for s in feet)
    under = max(abs(body.right_of(f"{s} ankle", f"{s} hip")) for s in feet)
    if "sitting" in said and not said & {"crouching", "kneeling", "lying"}:
        yield "sitting", level + 1, CAPTIONS
        return
    if "crouching" in said and "sitting" not in said:
        yield "crouching", level, CAPTIONS
        return
    if max(foot_drops) < 0.17 and shanks > 0.05 and under < 0.2:
        yield "crouching", min((0.19 - max(foot_drops)) / LENGTH, (0.2 - under) / LENGTH, level), ""
    elif _are_feet_under(body, feet):
        return  # a deep squat seen from the side
    elif ahead > 0.2:
        yield "sitting", min(level, (ahead - 0.18) / LENGTH), "feet ahead"
    elif shanks > 0.12 and min(foot_drops) > 0.17:
        yield "sitting", min(level, (shanks - 0.12) / LENGTH, (min(foot_drops) - 0.16) / LENGTH), "chair"
