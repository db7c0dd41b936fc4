"""What a picture shows of a person and around: how much of the body, where, what stands at the side, what is not so."""

from __future__ import annotations

from ....annotations.scene import SceneObject
from ....annotations.skeleton import SIDES
from ....poses.people import People
from .caption import is_crowd, speaks_of
from .clauses import article
from .reading import Reading
from .speaker import Speaker, capital
from .wording import Chooser

_EDGE = 0.985  # of the picture's height: a box that ends below is cut off by the edge
_CLEARLY_NOT = 0.985  # the confidence from which a state is said not to hold
_HEAD = ("nose", "left eye", "right eye", "left ear", "right ear")
# what stands by itself, so that "there is a dog to the right" says something a viewer would
_STANDING_BY = frozenset(
    ("dog", "cat", "horse", "cow", "sheep", "elephant", "bicycle", "motorcycle", "car", "bus", "truck", "train", "boat")
) | frozenset(("bench", "fire hydrant", "parking meter", "stop sign", "refrigerator", "tv", "suitcase", "surfboard"))


def extent(people: People, who: Speaker) -> str | None:
    """How much of a person the picture shows: ``"from head to foot"``, ``"down to the knees"``; None where unsure."""
    body = people.bodies[who.person.annotation_id]
    if body is None or not any(name in body.points for name in _HEAD):
        return None

    def has(joint: str) -> bool:
        return any(f"{side} {joint}" in body.points for side in SIDES)

    if has("ankle"):
        return "from head to foot"
    box = who.person.bbox_xywh
    if box[1] + box[3] < _EDGE * people.scene.height:
        return None  # something in front hides the rest
    if has("knee"):
        return "down to the knees"
    return "down to the hips" if has("hip") else None


def extent_sentence(people: People, who: Speaker, choose: Chooser) -> str | None:
    """The same as a sentence, which says honestly what is not seen."""
    shown = extent(people, who)
    if shown is None:
        return None
    be = "are" if who.is_plural else "is"
    start = choose.pick(
        f"extent {who.person.annotation_id}",
        (f"The picture shows {who.obj} {shown}", f"{capital(who.subj)} {be} shown {shown}"),
    )
    if shown == "from head to foot":
        return f"{start}."
    rest = "feet" if shown == "down to the knees" else "legs"
    return f"{start}, so nothing can be said about {who.poss} {rest}."


def beside(people: People, who: Speaker, reading: Reading) -> tuple[str, str] | None:
    """A thing that captions speak of and its side: ``("a dog", "right")``; None where there is no such thing.

    The thing is the only one of its kind, is not held or stood on, and lies clearly on one side of the person.
    """
    if not who.is_subject:
        return None
    used = {*reading.held, reading.seat, reading.board, reading.cover}
    left, _, width, _ = who.person.bbox_xywh
    found: list[tuple[float, SceneObject, str]] = []
    for thing in people.scene.objects:
        if thing.category not in _STANDING_BY or thing.category in used:
            continue
        is_only = sum(other.category == thing.category for other in people.scene.objects) == 1
        if not is_only or not speaks_of(people.scene.captions, thing.category):
            continue
        x = thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2
        side = "left" if x < left else "right" if x > left + width else None
        if side is not None:
            found.append((-thing.bbox_xywh[2] * thing.bbox_xywh[3], thing, side))
    if not found:
        return None
    _, thing, side = min(found, key=lambda one: (one[0], one[1].annotation_id))
    return article("television" if thing.category == "tv" else thing.category), side


def beside_sentence(people: People, who: Speaker, reading: Reading) -> str | None:
    """The same as a sentence."""
    found = beside(people, who, reading)
    return None if found is None else f"To the {found[1]} of {who.obj} there is {found[0]}."


def are_arms_down(people: People, who: Speaker, reading: Reading) -> bool:
    """Whether neither arm is raised, as what is excluded says, and this is more than what is known of the arms."""
    excluded = {f.part: f.confidence for f in people.excluded[who.person.annotation_id] if f.state == "raised"}
    is_new = not set(reading.arms.values()) - {"bent", "straight"} and not reading.held
    return is_new and all(excluded.get(f"{side} arm", 0.0) >= _CLEARLY_NOT for side in SIDES)


def place_sentence(people: People, who: Speaker) -> str | None:
    """Where the only person of a picture is, and how much of its height that person takes up."""
    scene = people.scene
    if len(people.all) != 1 or is_crowd(scene):
        return None
    left, _, width, height = who.person.bbox_xywh
    x, share = (left + width / 2) / scene.width, height / scene.height
    place = "left of the middle" if x < 0.4 else "right of the middle" if x > 0.6 else "in the middle of the picture"
    size = "nearly the whole height" if share > 0.85 else "only a small part of the height" if share < 0.35 else None
    be = "are" if who.is_plural else "is"
    tail = f" and {'take' if who.is_plural else 'takes'} up {size} of it" if size and "picture" in place else ""
    # a detector may have missed somebody
    end = "" if scene.is_detected else ", with nobody else in view"
    return f"{capital(who.subj)} {be} {place}{tail}{end}."
