"""Which states of a part prove, exclude or allow each other, as statements are judged."""

from __future__ import annotations

from collections.abc import Callable

from ...annotations.skeleton import SIDES
from ..limbs import other_side

OWN_WAY = " to the own "
"""How a state ends, before "left" or "right", that is one to the person's own side."""
BOLT_UPRIGHT = "bolt upright"
"""A trunk that is said to be upright to the last degree: whether it leans a little toward the viewer is not seen."""
ON_TOP = "on top of the head"
"""Where a hand is that is at the head, and not lower than the eyes."""
SOME_WAY = "to the "
"""How a state ends, before "left" or "right", where the text leaves open whose left it is."""
# states of other parts that also prove or exclude a state: (part kind, state) -> ((part kind, proof or None), ...)
SAME: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("leg", "lifted"): (("leg", "knee up"),),
    ("leg", "bent"): (("leg", "slightly bent"),),
    ("body", "facing the viewer"): (("head", "facing the viewer"),),
    ("body", "turned to the viewer's left"): (("side", "left side to the viewer"),),
    **{("body", f"angled to the viewer's {side}"): (("body", f"turned to the viewer's {side}"),) for side in SIDES},
    ("body", "turned to the viewer's right"): (("side", "right side to the viewer"),),
    ("arm", "lowered"): (("arm", "hanging"),),
    ("arm", "held away from the body"): (("arm", "raised"), ("arm", "out to the side")),
    ("head", "looking at the viewer"): (("head", "facing the viewer"),),
    ("head", "tilted to one side"): tuple(("head", f"tilted to the viewer's {side}") for side in SIDES),
    ("trunk", "leaning to one side"): tuple(("trunk", f"leaning to the viewer's {side}") for side in SIDES),
    ("head", "looking straight at the viewer"): (("head", "facing the viewer"),),
    ("head", "looking to the viewer's left"): (("head", "turned to the viewer's left"),),
    ("head", "looking to the viewer's right"): (("head", "turned to the viewer's right"),),
    ("hand", "near the face"): (("hand", "at the head"),),
    ("hand", "at thigh height"): (("arm", "hanging"),),
    ("arm", "extended"): (("arm", "straight"),),
    ("arm", "fully straight"): (("arm", "straight"),),
    ("leg", "fully straight"): (("leg", "straight"),),
    ("leg", "extended"): (("leg", "straight"),),
    ("arm", "against the body"): (("arm", "hanging"),),
    ("hand", "at the waist"): (("hand", "on the hip"),),
    ("arm", "sharply bent"): (("arm", "bent"),),
    ("leg", "sharply bent"): (("leg", "bent"),),
}
# a fact about one posture and a statement about another that a flat picture lets both be true: who stands on a board
# may crouch there, and the legs of somebody in mid-jump may be as long as a standing person's
BOTH_MAY_BE = {("standing", "crouching"), ("crouching", "standing"), ("standing", "airborne")}
# a face seen at three quarters is turned to a side, and many say that it faces the camera
BOTH_MAY_BE |= {(f"turned to the viewer's {side}", "facing the viewer") for side in SIDES}
# who walks stands on his feet, whatever the flat picture makes of the legs; who is down may be so in many ways
BOTH_MAY_BE |= {(posture, "on foot") for posture in ("standing", "airborne", "crouching")}
BOTH_MAY_BE |= {(posture, "on all fours") for posture in ("kneeling", "crouching", "lying")}
BOTH_MAY_BE |= {(posture, "fallen") for posture in ("sitting", "lying", "kneeling", "crouching", "airborne")}
# an arm raised aside may be said to be out to the side, unless it is so high that it is certainly not
BOTH_MAY_BE |= {("raised", "out to the side"), ("raised", "held away from the body")}
# who bends over far enough has a level back
BOTH_MAY_BE |= {("bent over", "horizontal")}
# an arm or a hand that is far from the trunk
_HIGH = (
    ("arm", "raised"),
    ("arm", "out to the side"),
    ("arm", "at shoulder height"),
    ("hand", "above the head"),
    ("hand", "near the face"),
    ("hand", "at the head"),
)
AGAINST: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("head", "in profile"): (("head", "facing the viewer"),),
    # who is angled to a side may face the viewer as well
    **{
        ("body", f"angled to the viewer's {side}"): (
            ("body", f"turned to the viewer's {other}"),
            ("side", f"{other} side to the viewer"),
        )
        for side, other in (SIDES, SIDES[::-1])
    },
    ("head", "turned aside"): (("head", "facing the viewer"),),
    ("head", "level"): tuple(("head", f"tilted to the viewer's {side}") for side in SIDES),
    ("hand", "above the head"): (("arm", "hanging"), ("arm", "on the hip"), ("arm", "out to the side")),
    ("hand", "near the face"): (("arm", "hanging"), ("arm", "on the hip"), ("arm", "out to the side")),
    ("hand", "at the knee"): (("arm", "raised"), ("arm", "out to the side")),
    ("hand", "in front of the chest"): (("arm", "hanging"), ("arm", "out to the side")),
    ("arm", "raised"): (("hand", "on the hip"),),
    ("arm", "hanging"): (("hand", "above the head"), ("hand", "near the face")),
    ("arm", "out to the side"): (("hand", "above the head"),),
    ("body", "turned to the viewer's left"): (
        ("body", "facing the viewer"),
        ("body", "facing away"),
        ("side", "right side to the viewer"),
    ),
    ("body", "turned to the viewer's right"): (
        ("body", "facing the viewer"),
        ("body", "facing away"),
        ("side", "left side to the viewer"),
    ),
    ("arm", "lowered"): (
        ("arm", "raised"),
        ("arm", "out to the side"),
        ("arm", "at shoulder height"),
        ("hand", "above the head"),
        ("hand", "near the face"),
        ("hand", "at the head"),
    ),
    ("head", "looking at the viewer"): (("head", "turned away from the viewer"),),
    ("head", "looking straight at the viewer"): (("head", "turned away from the viewer"),),
    ("trunk", BOLT_UPRIGHT): (
        *(("trunk", f"leaning to the viewer's {side}") for side in SIDES),
        ("trunk", "bent over"),
        ("trunk", "horizontal"),
    ),
    ("trunk", "doubled over"): (("trunk", "upright"),),
    ("stance", "wide apart"): (("stance", "together"),),
    ("stance", "close together"): (("stance", "apart"),),
    ("hand", "high above the head"): (
        *(("arm", state) for state in ("hanging", "on the hip", "out to the side")),
        *(("hand", state) for state in ("on the hip", "at the knee", "near the face", "in the lap")),
    ),
    # eyes may look aside in a face that points at the viewer, and not across to the other side
    ("head", "looking to the viewer's left"): (("head", "turned to the viewer's right"),),
    ("head", "looking to the viewer's right"): (("head", "turned to the viewer's left"),),
    ("hand", "in the lap"): (("arm", "raised"), ("arm", "out to the side")),
    ("arm", "fully straight"): (("arm", "bent"),),
    ("leg", "fully straight"): (("leg", "bent"),),
    ("arm", "sharply bent"): (("arm", "straight"), ("arm", "hanging")),
    ("leg", "sharply bent"): (("leg", "straight"),),
    ("leg", "drawn up"): (("leg", "straight"),),
    ("leg", "folded under the body"): (("leg", "straight"),),
    ("hand", "near the ground"): _HIGH,
    # a hand may be at the face with the elbow at the ribs
    ("arm", "against the body"): (
        *(other for other in _HIGH if other[1] not in ("near the face", "at the head")),
        ("arm", "held away from the body"),
    ),
    ("arm", "close to the body"): (
        ("arm", "out to the side"),
        ("arm", "held away from the body"),
        ("hand", "above the head"),
    ),
    ("hand", "at chest height"): (("arm", "hanging"), ("hand", "above the head"), ("hand", "at the knee")),
    ("hand", "above the shoulder"): (("arm", "hanging"), ("hand", "on the hip")),
    ("hand", "at head height"): (("arm", "hanging"), ("hand", "on the hip")),
    **{("hand", f"at {level} height"): (("arm", "raised"), ("hand", "above the head")) for level in ("thigh", "knee")},
    # an arm out to the side may slope down to there
    **{
        ("hand", level): tuple(o for o in _HIGH if o[1] != "out to the side")
        for level in ("at waist height", "under the table")
    },
    ("hand", "at the waist"): _HIGH,
    ("hand", "on the table"): (
        *(other for other in _HIGH if other[1] != "out to the side"),
        ("hand", "behind the back"),
        ("hand", "in the pocket"),
    ),
    ("hand", ON_TOP): (("arm", "hanging"), *(("hand", other) for other in ("on the hip", "at the knee", "in the lap"))),
    # a hand that hangs may be at the head of a child
    ("hand", "at the head of somebody"): (("hand", "behind the back"),),
    ("hand", "in the pocket"): (*_HIGH, ("hand", "at the knee")),
    ("hand", "at the foot"): (*_HIGH, ("hand", "on the hip")),
    ("hand", "at the shoulder"): (
        ("arm", "hanging"),
        ("hand", "on the hip"),
        ("hand", "at the knee"),
        ("hand", "in the lap"),
    ),
    ("hand", "behind the back"): (
        *_HIGH,
        ("hand", "in front of the chest"),
        ("hand", "at the knee"),
        ("hand", "in the lap"),
        ("arm", "across the body"),
        ("arm", "forward"),
    ),
}


DOUBTED = frozenset(
    {
        *(("arm", state) for state in ("across the body", "extended", "fully straight", "on the hip")),
        *(("hand", state) for state in ("at the foot", "at the head", "at the knee", "at the shoulder", "on the hip")),
        ("hand", ON_TOP),
        *(("head", state) for state in ("bowed", "hidden", "laid down", "looking up", "on the chest")),
        *(("head", state) for state in ("thrown back", "tipped back", "up", "looking far down", "looking well down")),
        *(("head", f"tilted to the viewer's {side}") for side in SIDES),
        *(("leg", state) for state in ("drawn up", "extended", "knee up", "lifted", "out to the side")),
        ("posture", "kneeling"),
        *(("trunk", state) for state in ("bent over", "horizontal", "leaning back")),
    }
)
"""Statements that distances and angles refute too easily: not where the estimate finds them possible."""
RULED_OUT = dict.fromkeys(DOUBTED, 0.015) | dict.fromkeys(
    (
        *(
            ("head", state)
            for state in ("looking far up", "looking straight at the viewer", "turned over the shoulder")
        ),
        ("trunk", "leaning far back"),
        ("stance", "wide apart"),
    ),
    0.01,
)
"""Chances below which such a statement is false of somebody who is known; others have `_RULED_OUT_KNOWN`."""
VAGUE = frozenset(
    {
        *(("head", state) for state in ("looking down", "lowered", "bowed", "in profile", "up")),
        *(("hand", state) for state in ("at chest height", "at the waist", "at waist height")),
        *(("arm", state) for state in ("held away from the body", "forward", "extended")),
        ("body", "seen from the side"),
        ("leg", "as high as the hips"),
    }
)
"""States whose limits texts draw in many ways.

Said of people who are not known, these refuted about as many true statements as false ones, all others one true one for
forty false ones."""
OF_A_FACE = {("head", f"{how} the viewer") for how in ("facing", "looking at", "looking straight at")}
"""States of a head whose face is seen."""
FRONT_OR_BACK = {
    ("head", "facing the viewer"),
    ("head", "turned away from the viewer"),
    ("body", "facing away"),
}
# what a state cannot do without: a hand above the head is that of a raised arm
NEEDS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("hand", "above the head"): (("arm", "raised"),),
    ("hand", "high above the head"): (("arm", "raised"), ("hand", "above the head")),
    ("hand", ON_TOP): (("hand", "at the head"),),
    ("hand", "on the table"): (("arm", "lowered"),),
    ("posture", "on foot"): (("posture", "standing"),),
    ("legs", "crossed at the ankles"): (("legs", "crossed"),),
    # eyes turn by so little that a look at the sky or at the own feet needs a head that is tipped
    ("head", "looking far up"): (("head", "thrown back"),),
    ("head", "looking far down"): (("head", "on the chest"),),
    ("head", "looking well down"): (("head", "bowed"),),
    ("head", "looking straight at the viewer"): (("head", "looking at the viewer"), ("head", "facing the viewer")),
    ("trunk", "bent over"): (("trunk", "leaning forward"),),
    ("trunk", BOLT_UPRIGHT): (("trunk", "upright"),),
    ("trunk", "doubled over"): (("trunk", "bent over"), ("trunk", "leaning forward")),
    ("trunk", "leaning far back"): (("trunk", "leaning back"),),
    ("trunk", "leaning far forward"): (("trunk", "leaning forward"),),
    ("stance", "wide apart"): (("stance", "apart"),),
    ("stance", "close together"): (("stance", "together"),),
    # a limb that bends by more than half a right angle is not straight
    ("arm", "straight"): (("arm", "extended"),),
    ("arm", "fully straight"): (("arm", "extended"), ("arm", "straight")),
    ("leg", "straight"): (("leg", "extended"),),
    ("leg", "fully straight"): (("leg", "extended"), ("leg", "straight")),
    ("arm", "sharply bent"): (("arm", "bent"),),
    ("leg", "sharply bent"): (("leg", "bent"),),
    ("leg", "folded under the body"): (("leg", "sharply bent"), ("leg", "bent")),
}


_NOT_FRONTAL = ("facing away", "turned to the viewer's left", "turned to the viewer's right")


def to_screen(state: str, found: dict[tuple[str, str], float], excludes: Callable[[str, str], float]) -> str | None:
    """A state with the viewer's direction for the person's own; None where it is open which one that is.

    Args:
        state: of a head, a trunk or a body.
        found: the person's states with their confidences.
        excludes: gives the confidence with which a part of the person is not in a state.
    """
    stem, is_some, way = state.rpartition(SOME_WAY)
    stem_of_own, is_own, own = state.rpartition(OWN_WAY)
    if is_own:
        stem, way = stem_of_own, own
        is_frontal = ("body", "facing the viewer") in found
        if is_frontal or min(excludes("body", s) for s in ("facing away", "seen from the side")) >= 0.9:
            way = "right" if way == "left" else "left"
        elif ("body", "facing away") not in found:
            # the far shoulder of somebody seen from the side is away from the viewer
            far = other_side(way)
            is_away = stem == "turned" and ("side", f"{far} side to the viewer") in found
            return "turned away from the viewer" if is_away else None
        return f"{stem} to the viewer's {way}"
    if not is_some or way not in SIDES:
        return state
    # of somebody seen from behind or from the side both readings are the same, or one makes no sense
    return f"{stem}to the viewer's {way}" if any(("body", seen) in found for seen in _NOT_FRONTAL) else None
