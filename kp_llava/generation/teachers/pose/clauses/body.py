"""What legs, head, trunk and the whole body do."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .....annotations.skeleton import SIDES
from ..reading import WHEELCHAIR, Reading
from ..speaker import Speaker
from ..wording import Chooser
from .clause import Clause, pick_clause
from .words import article


def leg_clauses(reading: Reading, who: Speaker, choose: Chooser) -> list[Clause]:
    """What the legs do."""
    p, legs = who.poss, reading.legs
    if reading.is_crossed:
        return [Clause("have", f"{p} legs crossed", "having")]
    if legs.get("left") is not None and legs.get("left") == legs.get("right"):
        clause = _leg_clause(reading, legs["left"], who, "both", choose)
        return [*([clause] if clause is not None else []), *_feet_clauses(reading, who)]
    found = [c for side in SIDES if side in legs and (c := _leg_clause(reading, legs[side], who, side, choose))]
    return [*found, *_feet_clauses(reading, who)]


def _feet_clauses(reading: Reading, who: Speaker) -> list[Clause]:
    """Where the feet of somebody who sits are; the posture says it of somebody who stands."""
    feet = {"apart": "set apart", "together": "close together"}.get(reading.stance or "")
    if feet is None or reading.posture != "sitting":
        return []
    return [Clause("have", f"{who.poss} feet {feet}", "having")]


def _leg_clause(reading: Reading, state: str, who: Speaker, side: str, choose: Chooser) -> Clause | None:
    p, is_both = who.poss, side == "both"
    leg, knee = ("both legs", "both knees") if is_both else (f"{p} {side} leg", f"{p} {side} knee")
    key = f"leg {side} {who.person.annotation_id}"
    if state == "lifted":
        return (
            None
            if is_both
            else pick_clause(
                choose, key, ("lift", f"{leg} off the ground", "lifting"), ("have", f"{leg} lifted", "having")
            )
        )
    if state == "out to the side":
        return Clause("stretch", f"{leg} out to the side{'s' if is_both else ''}", "stretching")
    if state == "bent" and reading.posture in ("sitting", "lying"):
        return Clause("have", f"{knee} bent", "having")  # nobody moves them then
    if state == "bent":
        return pick_clause(choose, key, ("bend", knee, "bending"), ("have", f"{knee} bent", "having"))
    if state == "slightly bent":
        return Clause("keep", f"{knee} slightly bent", "keeping")
    return Clause("keep", f"{leg} straight", "keeping")


def head_clause(reading: Reading, who: Speaker, choose: Chooser) -> Clause | None:
    """Where the head is turned."""
    state, p = reading.head, who.poss
    if state is None:
        return None
    way = state.split()[-1]
    if state.startswith("turned to the viewer's") and reading.target is not None:
        return pick_clause(choose, f"head {who.person.annotation_id}", ("turn", f"{p} head toward the {way} side of the picture, where {reading.target} is", "turning"),
                     ("have", f"{p} head turned toward the {way} side of the picture, where {reading.target} is", "having"))  # fmt: skip
    if state.startswith("turned to the viewer's"):
        return pick_clause(choose, f"head {who.person.annotation_id}", ("turn", f"{p} head toward the {way} side of the picture", "turning"),
                     ("have", f"{p} head turned toward the {way} side of the picture", "having"))  # fmt: skip
    if state.startswith("tilted"):
        return Clause("tilt", f"{p} head to the viewer's {way}", "tilting")
    if state == "facing the viewer":
        return pick_clause(choose, f"head {who.person.annotation_id}", ("face", "the camera", "facing") if reading.body != "facing away" else ("turn", f"{p} face toward the camera", "turning"),
                     ("turn", f"{p} face toward the camera", "turning"))  # fmt: skip
    if state == "turned away from the viewer":
        return Clause("turn", f"{p} head away from the camera", "turning")
    return None


def posture_clause(reading: Reading, who: Speaker, place_said: str = "") -> Clause | None:
    """How the whole body is carried: standing on what, sitting on what; None where it is not known.

    Args:
        reading: of the person.
        who: gives the pronouns.
        place_said: where, as the captions have it: ``"at a kitchen table"``; goes before what boxes say.
    """
    clause = _posture_clause(reading, who, f" {place_said}" if place_said else "")
    return clause and Clause(clause.verb, clause.rest.replace(" ,", ",").lstrip(" "), clause.gerund)


def _posture_clause(reading: Reading, who: Speaker, said: str) -> Clause | None:
    tail = _trunk_tail(reading, who)
    if reading.gait is not None:
        lean = tail if reading.trunk != "upright" else ""
        verb = {"walking": "walk", "running": "run"}[reading.gait]
        return Clause(verb, f"{_way_of(reading)}{lean}", reading.gait)
    if (
        reading.posture == "standing"
        and reading.board is not None
        and not said
        and list(reading.legs.values()) != ["straight", "straight"]
    ):
        # who glides on skis or rides a board does not just stand
        upright = "upright " if reading.trunk == "upright" else ""
        return Clause("be", f"{upright}on {article(reading.board)}{'' if upright else tail}", "being")
    if reading.is_in_play and not said and reading.stance != "together":
        return Clause("be", "upright", "being") if reading.trunk == "upright" else trunk_clause(reading, who)
    if reading.posture == "standing":
        place = said or (f" on {article(reading.board)}" if reading.board else "")
        stance = None if reading.board == "skis" and reading.stance == "apart" else reading.stance
        feet = {"apart": f" with {who.poss} feet set apart", "together": f" with {who.poss} feet close together"}.get(
            stance or "", ""
        )
        upright = " upright" if reading.trunk == "upright" else ""
        return Clause("stand", f"{upright}{place}{feet}{'' if upright else tail}", "standing")
    if reading.posture == "sitting":
        way = "in" if reading.seat == WHEELCHAIR else "on"
        place = said or (f" {way} {article(reading.seat)}" if reading.seat else "")
        upright = " upright" if reading.trunk == "upright" else ""
        return Clause("sit", f"{upright}{place}{'' if upright else tail}", "sitting")
    if reading.posture == "airborne":
        return Clause("be", "in the air", "being")
    if reading.posture == "lying":
        return Clause("be", "lying down", "being")
    if reading.posture in ("kneeling", "crouching"):
        verb, gerund = {"kneeling": ("kneel", "kneeling"), "crouching": ("crouch", "crouching")}[reading.posture]
        return Clause(verb, ("down" + tail).strip(), gerund)
    return None


def _way_of(reading: Reading) -> str:
    """Where somebody walks whose front or back is seen; empty where "facing the camera" says it."""
    if reading.body == "facing the viewer" and reading.head == "facing the viewer":
        return ""
    return {"facing the viewer": "toward the camera", "facing away": "away from the camera"}.get(reading.body or "", "")


def trunk_clause(reading: Reading, who: Speaker) -> Clause | None:
    """How the upper body is held, where no posture says it."""
    if reading.trunk is None:
        return None
    if reading.trunk == "upright":
        return Clause("keep", f"{who.poss} upper body upright", "keeping")
    if reading.trunk == "bent over":
        return Clause("be", "bent over at the waist", "being")
    way = reading.trunk.split()[-1]
    return Clause("lean", f"to the {way} side of the picture", "leaning")


def body_clause(reading: Reading, who: Speaker) -> str | None:
    """Which side of the body is seen, as a participle; "facing" only where the head is turned the same way."""
    if (reading.body or "").startswith("turned"):
        way = (reading.body or "").split()[-1]
        if (reading.head or "").startswith("turned") and (reading.head or "").endswith(way):
            return f"facing the {way} side of the picture"
        return f"{who.poss} body turned to the {way} side of the picture"
    if reading.gait is not None and _way_of(reading):
        return None  # where somebody walks says it
    is_turned = reading.head != "facing the viewer"
    return {
        "facing the viewer": "seen from the front" if is_turned else "facing the camera",
        "facing away": "seen from behind",
        "seen from the side": "seen from the side",
    }.get(reading.body or "")


def _trunk_tail(reading: Reading, who: Speaker) -> str:
    if reading.trunk is None:
        return ""
    if reading.trunk == "upright":
        return f" with {who.poss} upper body upright"
    if reading.trunk == "bent over":
        return ", bent over at the waist"
    return f", leaning to the {reading.trunk.split()[-1]} side of the picture"
