"""Which points have to be labeled before anything is said of a state."""

from __future__ import annotations

from functools import lru_cache

from ...annotations.skeleton import SIDES
from ..vocabulary import part_kind

Needs = tuple[tuple[str, ...], ...]
"""Groups of points: one of them has to be labeled as a whole."""

_ARM = "own shoulder", "own elbow", "own wrist"
_HEADS = ("nose", "left ear", "right ear")
_UP: Needs = (("own hip",), *((name,) for name in _HEADS))
_FACE: Needs = tuple((name,) for name in _HEADS)
_HIP: Needs = (("own hip",),)
_KNEES: Needs = (("left knee",), ("right knee",))
_ANKLES: Needs = (("left ankle",), ("right ankle",))
# what a state is about, next to the points of its part
_STATES: dict[tuple[str, str], Needs] = {
    **{("arm", state): _UP for state in ("raised", "hanging", "lowered", "at shoulder height")},
    **{
        ("arm", state): (("other shoulder",),)
        for state in ("out to the side", "held away from the body", "across the body", "forward")
    },
    # something that says how long an arm would be
    **{
        ("arm", state): (("other shoulder",), ("own hip",))
        for state in ("straight", "bent", "extended", "fully straight", "sharply bent")
    },
    ("arm", "on the hip"): _HIP,
    ("arm", "against the body"): _HIP,
    **{
        ("hand", state): _HIP
        for state in ("on the hip", "at the waist", "in the pocket", "behind the back", "in front of the chest")
    },
    **{("hand", state): _UP for state in ("above the shoulder", "at head height")},
    **{("hand", state): _HIP for state in ("at waist height", "at thigh height", "under the table")},
    ("hand", "at knee height"): _KNEES,
    ("hand", "in the lap"): (("left hip", "left knee"), ("right hip", "right knee")),
    ("hand", "at the knee"): _KNEES,
    ("hand", "at the foot"): _ANKLES,
    ("hand", "near the ground"): _ANKLES,
    **{("hand", state): _FACE for state in ("near the face", "at the head", "above the head", "high above the head")},
    **{("hand", f"{way} than the other"): (("other wrist",),) for way in ("higher", "lower")},
    ("leg", "lifted"): (("other ankle",),),
    ("leg", "knee up"): (("other ankle",),),
    ("leg", "out to the side"): (("other hip",),),
    ("leg", "drawn up"): (("own shoulder",),),
    ("body", "facing away"): _FACE,  # annotators mistake left for right of backs more than of faces
    ("hands", "together"): (("left shoulder",), ("right shoulder",)),
    ("head", "laid down"): (("left shoulder",), ("right shoulder",)),
    ("head", "turned over the shoulder"): (("left shoulder",), ("right shoulder",)),
    ("posture", "lying"): (("left shoulder",), ("right shoulder",)),
    ("posture", "on all fours"): (("left shoulder",), ("right shoulder",)),
}
_PARTS: dict[str, Needs] = {
    "arm": (_ARM,),
    "hand": (_ARM,),
    "leg": (("own hip", "own knee", "own ankle"),),
    "hands": (("left wrist", "right wrist", "left elbow", "right elbow"),),
    "legs": (tuple(f"{side} {joint}" for side in SIDES for joint in ("hip", "knee", "ankle")),),
    "stance": (tuple(f"{side} {joint}" for side in SIDES for joint in ("hip", "ankle")),),
    "trunk": tuple((f"{side} shoulder", f"{side} hip") for side in SIDES),
    "posture": tuple((f"{side} hip", f"{side} knee") for side in SIDES),
    "body": (("left shoulder", "right shoulder"), ("left hip", "right hip")),
    "side": (("left shoulder", "right shoulder"), ("left hip", "right hip")),
    "head": (
        *(("nose", f"{side} {point}") for side in SIDES for point in ("eye", "ear")),
        ("left ear", "right ear"),
    ),
}


@lru_cache(maxsize=1024)
def find_needs(part: str, state: str) -> tuple[Needs, Needs]:
    """Two lists of groups of points: of each list one group has to be labeled.

    Args:
        part: as in `Fact`.
        state: as in `Fact`.

    Returns:
        What the part needs, and what the state needs; the empty group is always labeled.
    """
    kind = part_kind(part)
    own = part.split()[0]
    other = "right" if own == "left" else "left"

    def name(groups: Needs) -> Needs:
        swaps = (("own ", f"{own} "), ("other ", f"{other} "))
        return tuple(
            tuple(point.replace(*swaps[0]).replace(*swaps[1]) if kind != part else point for point in group)
            for group in groups
        )

    return name(_PARTS[kind]), name(_STATES.get((kind, state), ((),)))
