"""Where hands and feet are next to the head and the other foot, where the trunk gives no height."""

from __future__ import annotations

from .....annotations.skeleton import SIDES
from .....poses.body import Body
from .....poses.people import People
from .....poses.places import are_seen
from ..reading import Reading
from ..speaker import Speaker, capital

_FACE = 0.06  # of the body's size: hands so little above or below the nose are at the height of the face
_HAND = 0.3  # of the forearm, from the wrist on: the middle of the hand
_TOO_HIGH = ("raised", "above the head", "near the face", "at the head", "hanging")
"""States of an arm that give the height of the hand."""
_OFF = 0.2  # of the body's size: a foot so much higher than the other one is off the ground


def face_heights(body: Body, reading: Reading) -> dict[str, str]:
    """The sides of the hands that are at the height of the face, for an upright head; each with ``"face"``."""
    shoulders = [f"{side} shoulder" for side in SIDES]
    if reading.posture == "lying" or reading.trunk == "bent over" or not are_seen(body, "nose", *shoulders):
        return {}
    if any(body.above("nose", shoulder) <= _FACE for shoulder in shoulders):
        return {}  # a head that hangs
    found = {}
    for side in SIDES:
        wrist, elbow = f"{side} wrist", f"{side} elbow"
        if reading.arms.get(side) in _TOO_HIGH or not are_seen(body, wrist, elbow):
            continue
        above = body.above(wrist, "nose") + _HAND * body.above(wrist, elbow)
        if abs(above) < _FACE:
            found[side] = "face"
    return found


def foot_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """That a foot is far above the other one, where both are seen and the state of the leg does not say it."""
    body = people.bodies[who.person.annotation_id]
    ankles = [f"{side} ankle" for side in SIDES]
    if body is None or not are_seen(body, *ankles) or reading.posture not in ("standing", None):
        return None
    if reading.board is not None or "lifted" in reading.legs.values() or body.lean is None:
        return None
    gap = body.above(*ankles)
    high, low = SIDES if gap > 0 else SIDES[::-1]
    if abs(gap) < _OFF or not are_seen(body, f"{low} knee", f"{high} knee"):
        return None
    start = f"{capital(who.poss)} {high} foot is off the ground"
    if body.above(f"{high} ankle", f"{low} knee") > 0:
        return f"{start}, higher than {who.poss} {low} knee."
    return f"{start}."
