"""Facts as clauses with a verb: "raises his left arm above his head", "bends both knees"."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from dataclasses import dataclass

from ....annotations.skeleton import SIDES
from .reading import Reading
from .speaker import Speaker, conjugate
from .wording import Chooser

_CARRIED = frozenset(("handbag", "suitcase", "backpack"))
_GRIPPED = frozenset(
    ("baseball bat", "tennis racket", "skis", "surfboard", "snowboard", "skateboard", "umbrella", "knife")
)
_TOUCHED = frozenset(
    (
        "motorcycle",
        "bicycle",
        "horse",
        "dog",
        "cat",
        "elephant",
        "cow",
        "sheep",
        "chair",
        "couch",
        "bench",
        "car",
        "truck",
    )
)
_SHORT = {
    "tennis racket": "racket",
    "baseball bat": "bat",
    "sports ball": "ball",
    "cell phone": "phone",
    "baseball glove": "glove",
}


@dataclass(frozen=True)
class Clause:
    """A verb and what follows it, without its subject.

    Attributes:
        verb: its base, as in ``"raise"``.
        rest: what follows.
        gerund: the verb's -ing form.
    """

    verb: str
    rest: str
    gerund: str

    def after(self, is_plural: bool) -> str:
        """The clause behind its subject."""
        return f"{conjugate(self.verb, is_plural)} {self.rest}".strip().replace(" ,", ",")

    def progressive(self, is_plural: bool) -> str:
        """``"is standing upright"``."""
        be = "are" if is_plural else "is"
        return f"{be} {self.rest if self.verb == 'be' else self.as_participle()}".strip()

    def as_participle(self) -> str:
        """``"raising his left arm"``."""
        return f"{self.gerund} {self.rest}".strip().replace(" ,", ",")


_LIMB = re.compile(
    r"(?P<limb>(?:both|his|her|their)(?: (?:left|right))? (?:arm|hand|leg|knee|head|face)s?)(?P<rest>.*)"
)
_PARTICIPLES = {
    "raise": "raised", "stretch": "stretched", "bend": "bent", "lift": "lifted", "rest": "resting", "turn": "turned",
    "tilt": "tilted",
}  # fmt: skip


def with_phrase(clause: Clause) -> str | None:
    """A clause about a limb as it follows "with": ``"his left arm raised above his head"``; None for other clauses."""
    match = _LIMB.fullmatch(clause.rest)
    if match is None or clause.verb in ("grip", "carry"):
        return None
    rest = match.group("rest")
    rest = rest.replace(" hang ", " hanging ", 1) if clause.verb == "let" else rest
    if clause.verb == "hold" and rest.startswith((" forward", " across", " away", " out")):
        rest = f" held{rest}"
    participle = _PARTICIPLES.get(clause.verb, "")
    return f"{match.group('limb')}{f' {participle}' if participle else ''}{rest}"


def join_phrases(phrases: list[str]) -> str:
    """Phrases behind "with"; commas within them call for "and" only once."""
    if len(phrases) == 1:
        return phrases[0]
    comma = "," if any("," in phrase for phrase in phrases[:-1]) else ""
    return f"{', '.join(phrases[:-1])}{comma} and {phrases[-1]}"


_MERGED = frozenset(("keep", "have", "bend", "stretch", "rest", "hold", "let"))


def join_clauses(clauses: list[Clause], is_plural: bool) -> str:
    """Clauses behind one subject; a verb that two of them share is said once: "keeps one leg straight and the other bent"."""
    parts: list[str] = []
    for number, clause in enumerate(clauses):
        is_same = number > 0 and clauses[number - 1].verb == clause.verb and clause.verb in _MERGED
        parts.append(clause.rest if is_same else clause.after(is_plural))
    if len(parts) > 2:
        return ", ".join(parts[:-1]) + " and " + parts[-1]
    return (", and " if "," in parts[0] else " and ").join(parts)


def short(thing: str) -> str:
    """``"tennis racket"`` -> ``"racket"``."""
    return _SHORT.get(thing, thing)


def article(thing: str) -> str:
    """``"umbrella"`` -> ``"an umbrella"``, ``"skis"`` -> ``"skis"``."""
    if thing in ("skis", "scissors", "broccoli"):
        return thing if thing != "scissors" else "a pair of scissors"
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def join_words(words: list[str]) -> str:
    """``["a", "b", "c"]`` -> ``"a, b and c"``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


_LYING = {
    "above the head": ("stretch", "{arm} out beyond {his} head", "stretching"),
    "raised": ("stretch", "{arm} out past {his} shoulders", "stretching"),
    "hanging": ("keep", "{arm} alongside {his} body", "keeping"),
}


def arm_clause(reading: Reading, who: Speaker, side: str, choose: Chooser) -> Clause | None:
    """What one arm does, or both where ``side`` is ``"both"`` and they do the same; None where nothing is known."""
    state = reading.arms.get("left" if side == "both" else side)
    if state is None:
        return None
    is_both, p = side == "both", who.poss
    arm, hand = ("both arms", "both hands") if is_both else (f"{p} {side} arm", f"{p} {side} hand")
    is_bent = reading.bent >= set(SIDES) if is_both else side in reading.bent
    key = f"arm {side} {who.person.annotation_id}"
    if reading.posture == "lying" and state in _LYING:
        # up and down are those of the body then
        is_stretched = state != "raised" or reading.bent.isdisjoint(SIDES if is_both else {side})
        verb, rest, gerund = _LYING[state] if is_stretched else ("hold", "{arm} up past {his} shoulders", "holding")
        return Clause(verb, rest.format(arm=arm, his=p), gerund)
    if state == "above the head":
        return _pick(
            choose, key, ("raise", f"{arm} above {p} head", "raising"), ("hold", f"{arm} up above {p} head", "holding")
        )
    if state == "raised":
        tail = ", with the elbow bent" if is_bent and not is_both else ""
        return _pick(choose, key, ("raise", arm + tail, "raising"), ("hold", f"{arm} raised{tail}", "holding"))
    if state == "near the face":
        return _pick(
            choose, key, ("hold", f"{hand} near {p} face", "holding"), ("have", f"{hand} near {p} face", "having")
        )
    if state == "at the head":
        return _pick(choose, key, ("hold", f"{hand} at {p} head", "holding"), ("have", f"{hand} at {p} head", "having"))
    if state == "on the hip":
        return _pick(choose, key, ("rest", f"{hand} on {p} hip{'s' if is_both else ''}", "resting"),
                     ("have", f"{hand} on {p} hip{'s' if is_both else ''}", "having"))  # fmt: skip
    if state == "out to the side":
        side_words = "out to the sides" if is_both else "out to the side"
        return _pick(
            choose, key, ("stretch", f"{arm} {side_words}", "stretching"), ("hold", f"{arm} {side_words}", "holding")
        )
    if state == "hanging":
        own = f"{p} sides" if is_both else f"{p} side"
        return _pick(
            choose, key, ("let", f"{arm} hang at {own}", "letting"), ("have", f"{arm} hanging at {own}", "having")
        )
    if state == "across the body":
        return Clause("hold", f"{arm} across {p} body", "holding")
    if state.startswith("reaching"):
        way = state.split()[-1]
        return Clause("stretch", f"{arm} out toward the {way} side of the picture", "stretching")
    if state == "forward":
        return (
            Clause("hold", f"{arm} forward, bent at the elbow", "holding")
            if is_bent
            else Clause("stretch", f"{arm} forward", "stretching")
        )
    if state == "in front of the chest":
        return Clause("hold", f"{hand} in front of {p} chest", "holding")
    if state == "at the knee":
        return Clause("have", f"{hand} near the knee", "having")
    if state == "held away from the body":
        return Clause("hold", f"{arm} away from {p} body", "holding")
    if state == "bent":
        elbow = "elbows" if is_both else "elbow"
        return _pick(choose, key, ("have", f"{arm} bent", "having"), ("have", f"{arm} bent at the {elbow}", "having"))
    return Clause("keep", f"{arm} straight", "keeping")


def arm_clauses(reading: Reading, who: Speaker, choose: Chooser) -> list[Clause]:
    """What the arms and hands do, and what they hold: one clause for both where they do the same."""
    left, right = reading.arms.get("left"), reading.arms.get("right")
    if left is not None and left == right:
        clause = arm_clause(reading, who, "both", choose)
        clauses = [clause] if clause is not None else []
    else:
        clauses = [
            c
            for side in choose.shuffled(f"sides {who.person.annotation_id}", SIDES)
            if (c := arm_clause(reading, who, side, choose))
        ]
    if "above the head" in reading.arms.values():
        clauses.sort(key=lambda c: "above" not in c.rest)
    held = held_clauses(reading, who)
    if held and len(clauses) > 1:
        # an arm that only is bent is said by what its hand holds
        sides = {side for sides in reading.held.values() for side in sides}
        clauses = [
            c
            for c in clauses
            if not any(
                reading.arms.get(s) == "bent" and (f"{s} arm" in c.rest or f"{s} elbow" in c.rest) for s in sides
            )
        ]
    if held:
        clauses = [Clause("have", c.rest, "having") if c.verb == "hold" else c for c in clauses]
    return held + clauses


def held_clauses(reading: Reading, who: Speaker) -> list[Clause]:
    """What the hands hold."""
    clauses = []
    for thing, sides in reading.held.items():
        if thing in _TOUCHED:
            hands = "both hands" if len(sides) == 2 else f"{who.poss} {sides[0]} hand"
            clauses.append(Clause("have", f"{hands} on the {thing}", "having"))
            continue
        verb, gerund = (
            ("carry", "carrying")
            if thing in _CARRIED
            else ("grip", "gripping")
            if thing in _GRIPPED and len(sides) == 2
            else ("hold", "holding")
        )
        hands = "with both hands" if len(sides) == 2 else f"in {who.poss} {sides[0]} hand"
        clauses.append(Clause(verb, f"{article(thing)} {hands}", gerund))
    return clauses


def leg_clauses(reading: Reading, who: Speaker, choose: Chooser) -> list[Clause]:
    """What the legs do."""
    p, legs = who.poss, reading.legs
    if reading.is_crossed:
        return [Clause("have", f"{p} legs crossed", "having")]
    if legs.get("left") is not None and legs.get("left") == legs.get("right"):
        clause = _leg_clause(reading, legs["left"], who, "both", choose)
        return [clause] if clause is not None else []
    return [c for side in SIDES if side in legs and (c := _leg_clause(reading, legs[side], who, side, choose))]


def _leg_clause(reading: Reading, state: str, who: Speaker, side: str, choose: Chooser) -> Clause | None:
    p, is_both = who.poss, side == "both"
    leg, knee = ("both legs", "both knees") if is_both else (f"{p} {side} leg", f"{p} {side} knee")
    key = f"leg {side} {who.person.annotation_id}"
    if state == "lifted":
        return (
            None
            if is_both
            else _pick(choose, key, ("lift", f"{leg} off the ground", "lifting"), ("have", f"{leg} lifted", "having"))
        )
    if state == "out to the side":
        return Clause("stretch", f"{leg} out to the side{'s' if is_both else ''}", "stretching")
    if state == "bent" and reading.posture in ("sitting", "lying"):
        return Clause("have", f"{knee} bent", "having")  # nobody moves them then
    if state == "bent":
        return _pick(choose, key, ("bend", knee, "bending"), ("have", f"{knee} bent", "having"))
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
        return _pick(choose, f"head {who.person.annotation_id}", ("turn", f"{p} head toward the {way} side of the picture, where {reading.target} is", "turning"),
                     ("have", f"{p} head turned toward the {way} side of the picture, where {reading.target} is", "having"))  # fmt: skip
    if state.startswith("turned to the viewer's"):
        return _pick(choose, f"head {who.person.annotation_id}", ("turn", f"{p} head toward the {way} side of the picture", "turning"),
                     ("have", f"{p} head turned toward the {way} side of the picture", "having"))  # fmt: skip
    if state.startswith("tilted"):
        return Clause("tilt", f"{p} head to the viewer's {way}", "tilting")
    if state == "facing the viewer":
        return _pick(choose, f"head {who.person.annotation_id}", ("face", "the camera", "facing") if reading.body != "facing away" else ("turn", f"{p} face toward the camera", "turning"),
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
    if (
        reading.posture == "standing"
        and reading.board == "skis"
        and not said
        and list(reading.legs.values()) != ["straight", "straight"]
    ):
        # who glides or walks on skis does not just stand
        return Clause(
            "be",
            f"{'upright ' if reading.trunk == 'upright' else ''}on skis{'' if reading.trunk == 'upright' else tail}",
            "being",
        )
    if reading.posture == "standing":
        place = said or (f" on {article(reading.board)}" if reading.board else "")
        stance = None if reading.board == "skis" and reading.stance == "apart" else reading.stance
        feet = {"apart": f" with {who.poss} feet set apart", "together": f" with {who.poss} feet close together"}.get(
            stance or "", ""
        )
        upright = " upright" if reading.trunk == "upright" else ""
        return Clause("stand", f"{upright}{place}{feet}{'' if upright else tail}", "standing")
    if reading.posture == "sitting":
        place = said or (f" on {article(reading.seat)}" if reading.seat else "")
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


def body_clause(reading: Reading) -> str | None:
    """Which side of the body is seen, as a participle."""
    if (reading.body or "").startswith("turned"):
        return f"facing the {(reading.body or '').split()[-1]} side of the picture"
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


def _pick(choose: Chooser, key: str, *options: tuple[str, str, str]) -> Clause:
    return Clause(*choose.pick(key, options))
