"""One person's facts, gathered for writing: one state a limb, what the hands hold, what carries the body."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from ....annotations.skeleton import SIDES
from ....poses.body import Body
from ....poses.clarity import is_clearly_upright
from ....poses.people import People
from ....poses.places import are_seen
from ....poses.vocabulary import Fact
from .captions.actions import find_board, find_posture, is_called_otherwise
from .captions.groups import speaks_of_bystander, speaks_of_steps
from .captions.scenery import speaks_of
from .frame.group import are_in_play, gait_of_all
from .gaze import find_target
from .wording import SURE

# the state that says most about an arm comes first
_ARM_ORDER = (
    ("hand", "above the head"), ("arm", "raised"), ("hand", "near the face"), ("hand", "at the head"), ("arm", "on the hip"),
    ("arm", "out to the side"), ("arm", "hanging"), ("arm", "across the body"), ("arm", "reaching to the viewer's left"),
    ("arm", "reaching to the viewer's right"), ("arm", "forward"), ("hand", "in front of the chest"), ("hand", "at the knee"),
    ("arm", "held away from the body"), ("arm", "bent"), ("arm", "straight"),
)  # fmt: skip
_RIDDEN = ("motorcycle", "bicycle", "car", "truck", "bus", "chair", "couch", "bench", "bed", "dining table")
_LEVELS = {"straight": 0.25, "forward": 0.15}
"""State of an arm -> how far below its shoulder, of the body's size, the hand may be that of a hanging arm."""
_FOOD = ("cake", "pizza", "sandwich", "hot dog", "donut")
_WATCHED = frozenset(
    ("dog", "cat", "horse", "elephant", "giraffe", "zebra", "cow", "bear", "sheep", "bird", "television", "laptop", "frisbee",
     "ball", "kite")
)  # fmt: skip
"""What moves or shows something, so that a head that is turned to it most likely looks at it."""
_BENDS = ("bent", "slightly bent", "straight")  # nobody writes this of a joint behind a table
_LEG_ORDER = ("lifted", "out to the side", "bent", "slightly bent", "straight")


@dataclass(frozen=True)
class Reading:
    """What is certain enough about one person to be written.

    Attributes:
        posture: or None.
        arms: side -> the state that says most.
        bent: sides whose arm is bent.
        legs: side -> the state that says most.
        stance: ``"together"``, ``"apart"``, ``"striding"`` or None.
        trunk: or None.
        head: or None.
        body: ``"facing the viewer"``, ``"facing away"``, ``"seen from the side"`` or None.
        is_crossed: the legs are crossed.
        are_hands_together: both hands are close together.
        held: thing -> the sides of the hands that hold it; things that no caption speaks of are left out.
        seat: what the person sits on, or None.
        board: what is under the feet, or None.
        cover: what is above the head, or None.
        target: what the head is turned to: ``"the cake"``, or None.
        touched: side -> what is at that hand and is not held: the board under the feet, the handlebar of what the
            person sits on, or an animal.
        at_target: the sides of the hands that are at what the head is turned to.
        side: ``"left"`` or ``"right"``, the side of the body that is seen, or None.
        at_shoulder: the sides of the arms that are at shoulder height.
        gait: ``"walking"`` or ``"running"``, where captions say it of everybody and this body is on its feet.
        is_in_play: the captions have a running game or somebody who takes steps, and nothing shows that this body
            stands still.
        straight: sides whose arm is straight.
    """

    posture: str | None
    arms: dict[str, str]
    bent: frozenset[str]
    legs: dict[str, str]
    stance: str | None
    trunk: str | None
    head: str | None
    body: str | None
    is_crossed: bool
    are_hands_together: bool
    held: dict[str, tuple[str, ...]]
    seat: str | None
    board: str | None
    cover: str | None
    target: str | None = None
    touched: dict[str, str] = field(default_factory=dict)
    at_target: tuple[str, ...] = ()
    side: str | None = None
    at_shoulder: frozenset[str] = frozenset()
    gait: str | None = None
    is_in_play: bool = False
    straight: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many things there are to say."""
        singles = (self.posture, self.stance, self.trunk, self.head, self.body)
        return len(self.arms) + len(self.legs) + len(self.held) + sum(s is not None for s in singles)

    @property
    def is_free_to_look(self) -> bool:
        """Whether the eyes may be said to follow the head: not to what only stands there, nor to food out of reach."""
        thing = (self.target or "").removeprefix("the ")
        return thing.startswith("other ") or thing in _WATCHED or (thing in _FOOD and bool(self.at_target))

    @property
    def is_moving(self) -> bool:
        """Whether the legs are those of somebody who runs or jumps, and not of one who only looks on."""
        states = [self.legs.get(side) for side in SIDES]
        return self.posture == "airborne" or self.stance == "striding" or "lifted" in states or states == ["bent"] * 2

    @property
    def is_stepping(self) -> bool:
        """Whether the legs are those of somebody who walks: one ahead of the other, or one bent and not the other."""
        if self.gait is not None:
            return True
        is_bent = [self.legs.get(side) in ("bent", "lifted") for side in SIDES]
        return self.posture in ("standing", None) and (self.stance == "striding" or is_bent[0] != is_bent[1])


def said_facts(people: People, subject: int) -> tuple[Fact, ...]:
    """The clear facts about one person without straight legs in mid-step, and without arms that hang a little forward."""
    reading, facts = read_person(people, subject), people.clear[subject]
    is_stepping = reading.is_in_play or reading.gait is not None
    unsafe = {(f"{side} leg", "straight") for side in SIDES if is_stepping}
    unsafe |= {(f"{side} arm", "forward") for side in SIDES if reading.arms.get(side) != "forward"}
    return tuple(fact for fact in facts if (fact.part, fact.state) not in unsafe)


@lru_cache(maxsize=256)  # three tasks read the same people
def read_person(people: People, subject: int) -> Reading:
    """Gather what is known about one person."""
    facts = people.clear[subject]
    states: dict[str, list[Fact]] = {}
    for fact in facts:
        states.setdefault(fact.part, []).append(fact)
    has = {(f.part, f.state) for f in facts}
    arms, legs = {}, {}
    for side in SIDES:
        is_bent = (f"{side} arm", "bent") in has
        arm = next(
            (
                state
                for kind, state in _ARM_ORDER
                if (f"{side} {kind}", state) in has and not (is_bent and state.startswith("reaching"))
            ),
            None,
        )
        leg = next((s for s in _LEG_ORDER if (f"{side} leg", s) in has), None)
        body = people.bodies[subject]
        if arm is not None and (arm not in _BENDS or body is None or are_seen(body, f"{side} elbow")):
            arms[side] = arm
        if leg is not None and (leg not in _BENDS or body is None or are_seen(body, f"{side} knee")):
            legs[side] = leg
    stances = [f.state for f in states.get("stance", ())]
    held, seat, board, cover = _read_things(people, subject)
    posture = _first(states, "posture") or _posture_said(people, subject)
    if board is not None and is_called_otherwise(people.scene.captions, board):
        board = None
    if board is None and posture == "standing" and len(people.all) == 1:
        board = find_board(people.scene.captions)  # annotators leave out many a board
    if board not in (None, "skis"):  # both feet are on it, and a lifted knee is only bent
        legs = {side: "bent" if state == "lifted" else state for side, state in legs.items()}
    idle = {side for side in SIDES if arms.get(side) in ("on the hip", "at the knee", "across the body")}
    held = {thing: own for thing, sides in held.items() if (own := tuple(s for s in sides if s not in idle))}
    if board is not None:  # who rides a board may touch it, and does not hold it
        held.pop(board, None)
    if posture != "standing":  # it stands on something, and one hand near it says little
        held = {
            thing: sides
            for thing, sides in held.items()
            if thing not in _AT_WORK or _are_at_work(people, subject, sides)
        }
    touched = _read_touched(people, subject, held, seat, board)
    arms = {
        side: state
        for side, state in arms.items()
        if state not in _LEVELS or side in _bent(has) or _is_telling(people, subject, side, _LEVELS[state])
    }
    gait = gait_of_all(people) if posture == "standing" and board is None else None
    if gait is not None:  # a picture shows one moment of a step
        legs = {side: state for side, state in legs.items() if state != "straight"}
        stances = [state for state in stances if state == "striding"]
    is_in_play = posture == "standing" and board is None and _is_in_play(people, legs)
    if is_in_play:
        legs = {side: state for side, state in legs.items() if state != "straight"}
    head = _first(states, "head")
    if head == "facing the viewer" and _looks_down(people.scene.captions):
        head = None  # a bowed face is seen from the front, too
    target = None
    if head is not None and head.startswith("turned to"):
        target = find_target(people, subject, head.split()[-1], frozenset(held))
        if target is None and is_face_seen(people.bodies[subject]):
            head = None  # the eyes may look into the camera
    return Reading(
        posture=posture,
        arms=arms,
        bent=_bent(has),
        legs=legs,
        stance="striding" if "striding" in stances else stances[0] if stances else None,
        trunk=_read_trunk(states, people.bodies[subject], posture),
        head=head,
        body=next((f.state for f in states.get("body", ()) if f.state.startswith("turned")), None)
        or _first(states, "body"),
        is_crossed=("legs", "crossed") in has,
        are_hands_together=("hands", "together") in has,
        held=held,
        seat=seat if posture in ("sitting", None) else None,
        board=board,
        cover=cover,
        target=target,
        touched=touched,
        at_target=_hands_at(people, subject, target),
        side=(_first(states, "side") or "").partition(" ")[0] or None,
        at_shoulder=frozenset(side for side in SIDES if (f"{side} arm", "at shoulder height") in has),
        gait=gait,
        is_in_play=is_in_play,
        straight=frozenset(side for side in SIDES if (f"{side} arm", "straight") in has),
    )


def _bent(has: Collection[tuple[str, str]]) -> frozenset[str]:
    """The sides whose arm is bent."""
    return frozenset(side for side in SIDES if (f"{side} arm", "bent") in has)


_AT_WORK = ("laptop", "keyboard")


def _are_at_work(people: People, subject: int, sides: tuple[str, ...]) -> bool:
    """Whether both hands are at what somebody works at, and both wrists are seen."""
    body = people.bodies[subject]
    return body is not None and len(sides) == 2 and are_seen(body, *(f"{side} wrist" for side in SIDES))


_MIDDLE = (0.3, 0.7)  # of the way from one eye to the other: the nose of a face that is seen nearly from the front


def is_face_seen(body: Body | None) -> bool:
    """Whether both eyes are seen and the nose is near the middle between them."""
    if body is None or not body.has("nose", "left eye", "right eye"):
        return False
    (x, y, _), (left, top, _), (right, low, _) = (body.points[name] for name in ("nose", "left eye", "right eye"))
    across, down = left - right, top - low
    length = across * across + down * down
    return length > 0 and _MIDDLE[0] <= ((x - right) * across + (y - low) * down) / length <= _MIDDLE[1]


_AT_HAND = re.compile(
    r"\b(?:eat(?:s|ing)?|cut(?:s|ting)|chop(?:s|ping)|slic(?:es|ing)|read(?:s|ing)|writ(?:es|ing)|typ(?:es|ing))\b",
    re.I,
)
_AT_CAMERA = re.compile(r"\b(?:camera|pos(?:es|ed|ing)|smil\w+)\b", re.I)


def _both(legs: dict[str, str]) -> tuple[str, ...]:
    """The state that both legs are in, if it is one."""
    return (legs["left"],) if len(legs) == len(SIDES) and len(set(legs.values())) == 1 else ()


def _is_in_play(people: People, legs: dict[str, str]) -> bool:
    """Whether somebody who is on the feet may be running or taking a step at this moment."""
    captions = people.scene.captions
    if are_in_play(people):
        return "straight" not in _both(legs) or not speaks_of_bystander(captions)
    if len(people.all) > 1:
        return speaks_of_steps(captions)
    stands = sum(find_posture((one,)) == "standing" for one in captions)
    return sum(speaks_of_steps((one,)) for one in captions) > stands


def _looks_down(captions: tuple[str, ...]) -> bool:
    """Whether captions speak of what people look down at, and of nobody who faces the camera."""
    return any(_AT_HAND.search(one) for one in captions) and not any(_AT_CAMERA.search(one) for one in captions)


def _is_telling(people: People, subject: int, side: str, level: float) -> bool:
    """Whether a straight or forward arm is held so: not one that may just hang down."""
    body = people.bodies[subject]
    if body is None or not body.has(f"{side} wrist", f"{side} shoulder"):
        return False
    return body.above(f"{side} wrist", f"{side} shoulder") > -level


def _read_trunk(states: dict[str, list[Fact]], body: Body | None, posture: str | None) -> str | None:
    """How the trunk is held, as far as a viewer would say so."""
    state = next((f.state for f in states.get("trunk", ()) if f.state != "horizontal"), None)
    if state == "upright" and body is not None and not is_clearly_upright(body, posture == "standing"):
        return None
    return state


def _posture_said(people: People, subject: int) -> str | None:
    """The posture of a person who is alone, as the captions have it, unless the body excludes it."""
    if len(people.all) != 1:
        return None
    said = find_posture(people.scene.captions)
    excluded = {f.state for f in people.excluded[subject] if f.part == "posture"}
    return None if said in excluded else said


def _first(states: dict[str, list[Fact]], part: str) -> str | None:
    return states[part][0].state if part in states else None


_REACH = 0.1  # of the body's size: a hand reaches so far past its wrist


def _hands_at(people: People, subject: int, target: str | None) -> tuple[str, ...]:
    """The sides of the wrists that are at a thing of the kind that the head is turned to."""
    body, kind = people.bodies[subject], (target or "").removeprefix("the ")
    if body is None or not kind:
        return ()
    wrists = {side: body.points[f"{side} wrist"] for side in SIDES if body.has(f"{side} wrist")}
    slack = _REACH * body.size
    kinds = _FOOD if kind in _FOOD else (kind,)  # annotators call the same food a pizza and a sandwich
    boxes = [thing.bbox_xywh for thing in people.scene.objects if thing.category in kinds]
    return tuple(
        side
        for side, (x, y, _) in wrists.items()
        if any(
            left - slack < x < left + width + slack and top - slack < y < top + height + slack
            for left, top, width, height in boxes
        )
    )


_STEERED = ("motorcycle", "bicycle")
_ANIMALS = ("dog", "cat", "horse")


def _read_touched(
    people: People, subject: int, held: Collection[str], seat: str | None, board: str | None
) -> dict[str, str]:
    """What is at a hand though nobody would say that it is held: ``{"left": "handlebar"}``."""
    things = {o.annotation_id: o.category for o in people.scene.objects if o.category != "person"}
    found: dict[str, str] = {}
    for relation in people.relations:
        thing = things.get(relation.other)
        if relation.subject != subject or not relation.kind.endswith(" hand at") or thing is None or thing in held:
            continue
        side = relation.kind.split()[0]
        if thing == seat and thing in _STEERED:
            found[side] = "handlebar"
        elif thing == board or thing in _ANIMALS:
            found[side] = thing
    return found


WHEELCHAIR = "wheelchair"  # annotators label it as a chair


def _name_seat(people: People, seat: str) -> str | None:
    """What a viewer calls a seat; None where the captions leave it open."""
    captions = people.scene.captions
    said = [caption.lower() for caption in captions if WHEELCHAIR in caption.lower()]
    are_all = len(people.all) == 1 or any(f"{WHEELCHAIR}s" in caption for caption in said)
    if seat == "chair" and len(said) > 1 and are_all:
        return WHEELCHAIR
    return seat if _is_called_so(captions, seat) else None


def _is_called_so(captions: tuple[str, ...], seat: str) -> bool:
    """Whether a viewer would call a seat as its box does: many a cushioned seat is labeled as a couch, a wheelchair as a chair."""
    if seat == "chair" and any("wheelchair" in caption.lower() for caption in captions):
        return False
    return seat != "couch" or not captions or speaks_of(captions, "couch") or speaks_of(captions, "sofa")


def _read_things(people: People, subject: int) -> tuple[dict[str, tuple[str, ...]], str | None, str | None, str | None]:
    things = {o.annotation_id: o.category for o in people.scene.objects if o.category != "person"}
    held: dict[str, list[str]] = {}
    used: set[str] = set()
    seat = board = cover = None
    captions = people.scene.captions
    for relation in sorted(people.relations, key=lambda r: -r.confidence):
        thing = things.get(relation.other)
        if relation.subject != subject or thing is None or relation.confidence < SURE:
            continue
        if relation.kind.endswith(" hand at"):
            side = relation.kind.split()[0]
            if side not in used and thing not in _RIDDEN and speaks_of(captions, thing):
                used.add(side)
                held.setdefault(thing, []).append(side)
        elif relation.kind == "sitting on":
            seat = seat or _name_seat(people, thing)
        elif relation.kind == "foot on":
            board = board or thing
        elif relation.kind == "under":
            cover = cover or thing
    return {thing: tuple(sorted(sides)) for thing, sides in held.items()}, seat, board, cover
