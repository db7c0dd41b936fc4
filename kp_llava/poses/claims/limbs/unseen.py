"""What hands do not do of which no point is labeled, although they would be in plain view.

Whoever labels people marks the wrist of a hand that is seen. Of 44 hands without a label, of people in 51 real pictures
whose face and shoulder are seen, none was at the face or raised, but for faces so close to the camera that the edge of
the picture takes the wrists away.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....annotations.scene import Scene
from ....annotations.skeleton import SIDES
from ...body import Body
from ...limbs import ARM_JOINTS
from ...vocabulary import Fact

_FACE = ("nose", "left eye", "right eye")
_CONFIDENCE = 0.95  # none of 44: at most 1 in 15, of which statements say the half
_SMALL = 120.0  # pixels: the size of a body of whom points in view may be left out
_CLOSE = 1.4  # of the longer side of the picture: whose body is larger is cut off above the wrists
_HIGH = (("hand", "above the head"), ("hand", "high above the head"))
_STATES = (
    *_HIGH,
    *(("hand", state) for state in ("near the face", "at the head")),
    *(("hand", state) for state in ("above the shoulder", "at head height")),
    ("arm", "raised"),
    ("arm", "at shoulder height"),
)


def unseen_facts(body: Body, scene: Scene) -> Iterator[Fact]:
    """The states of arms without labeled points that would be in view next to a face that is.

    Args:
        body: the labeled points of a person.
        scene: the picture.
    """
    size, seen = body.size, [name for name in _FACE if body.has(name) and name not in body.hidden]
    if not seen or not _SMALL <= size <= _CLOSE * max(scene.width, scene.height):
        return
    for side in SIDES:
        shoulder, elbow, wrist = ARM_JOINTS[side]
        if not body.has(shoulder) or body.has(elbow) or body.has(wrist):
            continue
        points = tuple(sorted((seen[0], shoulder)))
        # what hides a shoulder may hide a hand at the face, but none above the head
        for part, state in _HIGH if shoulder in body.hidden else _STATES:
            yield Fact(body.subject, f"{side} {part}", state, _CONFIDENCE, points)
