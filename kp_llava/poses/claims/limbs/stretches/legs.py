"""What the stretch of a leg or a foot states: its shape, where it is, and what it stands on."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .....annotations.skeleton import SIDES
from ...stems import Expression
from .. import cues as cues
from ..found import Found, Hit, join_hits
from . import leg_words as leg_words

if TYPE_CHECKING:
    from .stretch import Stretch

_DRAWN = re.compile(r"\b(?:drawn|pulled|tucked|hugged|brought|hiked|draws|pulls)\b")
_GROUND = (
    r"(?:the|his|her|a|an)?(?: [a-z]+)? ?(?:ground|floor|pavement|sidewalk|grass|lawn|sand|snow|dirt|clay|carpet|rug|mat|tiles?|asphalt|"
    r"concrete|turf|road|street|court|field|ice|mud|earth|gravel|slope|stones?|cobbles(?:tones)?|bricks|planks|tarmac|platform|stage|lane|track|path)"
)
_GROUND_WORDS = "stones?|cobbles|cobblestones|bricks|planks|tarmac|platform|stage|lane|track|path|ground|floor|pavement|sidewalk|grass|lawn|sand|snow|dirt|clay|carpet|rug|mat|tiles?|asphalt|concrete|turf|road|street|court|field|ice|mud|earth|gravel|slope"
_IS_PUT = r"(?: (?:is|are|was|were|being|both|down|placed|planted|resting|rests?|pressed|pressing|press(?:es)?|digs?|digging|sinks?|sunk|lies|lie|set|held|still|stays?|remains?|touching|touch(?:es)?|firmly|[a-z]+ly|flat))*"
# "one knee rests on the grass", "with one knee down"
_KNEE_DOWN = Expression(
    rf"^(?:{_IS_PUT} (?:on|in|into|to|onto|upon|against|touching|touch(?:es)?) {_GROUND}\b(?! (?:level|floor))|(?: is| are)? down(?=[,.;]|$| (?:on|in|and|while|as|to)\b))",
    f"{_GROUND_WORDS}|down",
)
# "his left foot is firmly planted", "keeps both feet flat on the board"
_ON_GROUND = Expression(
    rf"^{_IS_PUT},? (?:down(?=[,.;]|$| and\b)|(?:planted|grounded|anchored)(?=[,.;]|$| (?:and|while|as|for)\b)|(?:(?:planted|flat|firmly|rests?|resting|stays?|remains?|is|are|placed|pressed|pushes|presses|pressing|set|touches|touching|standing|stands|anchored|down) )+(?:[a-z]+ly )?(?:on|upon|to|against|onto|the|in) ?(?:{_GROUND}|(?:the|his|her|a) (?:[a-z]+ )?(?:skateboard|surfboard|snowboard|board|deck))\b)",
    f"planted|grounded|anchored|down|{_GROUND_WORDS}|skateboard|surfboard|snowboard|board|deck",
)
# "he has both feet on the ground"
_KEEPS = re.compile(r"\b(?:keep|rest|put|plant|leav|set|plac|ha[sv]|hold|press)(?:e|s|es|ting|ing|ed)?(?: down)? $")
_BOTH_ON_GROUND = Expression(
    rf"^ (?:on|upon) (?:{_GROUND}|(?:the|his|her|a) (?:[a-z]+ )?(?:skateboard|surfboard|snowboard|board|deck))\b", f"{_GROUND_WORDS}|skateboard|surfboard|snowboard|board|deck")  # fmt: skip
# "right beside the other one"
_BESIDE_OTHER = re.compile(
    r"(?: (?!(?:and|but|hand|hands|arm|elbow|knee|while|as|his|her)\b)[a-z]+,?){0,9}? (?:right|close|directly|just|neatly|flat|placed|set|planted|pressed)(?: up)? (?:beside|next to|against|alongside) (?:his|her|their|the) (?:other|left|right)(?: (?:one|foot|shoe|boot))?(?=[.,;]|$| (?:and|while|as|on)\b)"
)
_WEIGHT = re.compile(
    r"(?<!all of his )(?<!all of her )(?<!all his )(?<!all her )(?<!body)(?<!whole )(?<!entire )(?<!full )\bweight\b[^,;]{0,40}? (?:on|onto|over|upon|to) $"
)
# "swings his right leg up in front of him", "her high right foot"
_SWINGS = re.compile(
    r"\b(?:swing|swung|fling|flung|throw|threw|thrown|thrust|whip|kick|driv|bring|brought|hik|snap)[a-z]* $"
)
_SWUNG_UP = re.compile(
    r" (?:high |right |straight |way |far |well )*(?:up(?:wards?)?\b(?! (?:on|onto|to the (?:step|board|curb|stair)))|high\b(?! on)|(?:in|into|through) the air\b|off the (?:ground|floor|grass)\b)"
)
_HIGH = re.compile(r"\b(?:high|airborne|flying)\b")
# "his left heel is kicked up to his backside"
_AT_SEAT = re.compile(
    r"\b(?:to|toward|towards|against|near|at|touch(?:es|ing)?|reach(?:es|ing)?|under|by) (?:his|her|their|the)(?: own)? (?:backsides?|buttocks?|bottoms?|seat|rear|glutes|hamstrings?|thighs?)\b"
)
_SPREAD = re.compile(r"\b(?:spread|splayed|outspread)\b")
_ANKLES = 12  # characters: "at the ankles"
_NOT_OVER = ("foot", "feet", "toes", "thigh", "thighs")


def read_leg(stretch: Stretch) -> Iterator[Found]:
    """The statements about the leg or the foot of a stretch."""
    limb, text = stretch.limb, stretch.text
    is_denied = stretch.is_denied_after or stretch.is_denied_before
    is_knee = limb.noun.startswith("knee")
    is_leg = limb.kind == "leg" and not limb.noun.startswith(("thigh", "shin", "calves"))
    yield from stretch.read_compared()
    if limb.kind == "foot" and not limb.is_place:
        levels = [hit for hit in stretch.hits_after(leg_words.FOOT_LEVELS) if not hit.negated]
        if len(levels) == 1:
            yield stretch.found(levels[0], "leg", limb.side)
    of_foot = leg_words.FOOT_WAYS if limb.side != "both" and limb.noun == "foot" else ()
    ways = [] if limb.is_place else [*stretch.hits_after((*leg_words.LEG_WAYS, *of_foot))]
    if not ways and not limb.is_place:
        ways += stretch.hits_directly(leg_words.LEG_DIRECT)
    ways += (h for h in stretch.adjective() if h.dimension == "way" and h.state == "raised")
    is_up = _HIGH.search(limb.adjectives) is not None
    if not limb.is_place and not is_denied and not ways:
        is_up = is_up or (
            _SWUNG_UP.match(text, limb.end, stretch.until) is not None and _SWINGS.search(stretch.lead) is not None
        )
        ways += [Hit("lifted", "way", limb.begin, limb.end)] if is_up else []
    ways += stretch.hits_before(leg_words.LEG_BEFORE)
    ways = [
        w._replace(state="lifted") if w.state in leg_words.AS_LIFTED["knee" if is_knee else limb.kind] else w
        for w in ways
    ]
    # a knee is drawn up with the foot on the ground
    ways = [w for w in ways if w.state != "lifted" or not (is_knee and _DRAWN.search(text, w.begin, w.end))]
    is_knee_of_one = is_knee and limb.is_place and limb.side != "both"
    if limb.noun.startswith("heel") and not (is_denied or limb.is_place or limb.is_none):
        seat = _AT_SEAT.search(text, limb.end, stretch.last)
        if seat is not None:
            yield stretch.found(Hit("sharply bent", "shape", limb.begin, seat.end()), "leg", limb.side)
    if is_leg and not (is_knee_of_one and not stretch.lead.endswith(("in ", "to ", "at "))):
        for shape in stretch.shape(False):
            if text[shape.begin : shape.end].endswith(" angled") and not _AT_KNEE.match(text, shape.end):
                continue  # legs that are angled go to one side, bent or not
            if shape.state != "extended" or not any(w.state == "out to the side" for w in ways):
                yield stretch.found(shape, "leg", limb.side)
    if not is_denied:
        yield from _read_ground(stretch, is_knee, bool(ways))
        beside = _BESIDE_OTHER.match(text, limb.end) if limb.noun == "foot" else None
        if beside is not None and not (limb.is_place or limb.is_none):
            yield stretch.found(Hit("together", "stance", limb.begin, beside.end()), "stance", None)
    if limb.is_place:
        return
    over = leg_words.LEG_OVER.search(stretch.after, text[limb.end : stretch.last]) if limb.side != "both" else None
    if over is not None and (limb.noun not in _NOT_OVER or "cross" in over.group()):
        is_said = over.group().strip()[:4] not in ("over", "acro", "on t") or leg_words.LEG_CROSSES.search(
            stretch.before, stretch.lead
        )
        if is_said and not is_denied:
            yield stretch.found(Hit("crossed", "legs", limb.begin, limb.end + over.end()), "legs", None)
        return
    if is_knee:
        # a knee that points aside bends there, and the foot is below the hip
        ways = [w for w in ways if w.state != "out to the side"]
    stated = [w for w in ways if not w.negated]
    way = cues.agree({w.state for w in stated}, leg_words.WAYS)
    for hit in (*([join_hits(stated, way)] if way is not None else ()), *(w for w in ways if w.negated)):
        # a heel may be off the ground with the toes on it
        if hit.state == "lifted" and limb.noun.startswith(("heel", "toe", "sole")):
            continue
        is_far_out = limb.noun == "foot" and hit.state == "out to the side" and _KICKED.search(text, hit.begin, hit.end)
        is_of_one = hit.state == "lifted" or is_leg or is_far_out
        if hit.state in leg_words.OF_BOTH_LEGS or (limb.side != "both" and is_of_one):
            yield stretch.found(hit, "leg", limb.side)
    if limb.side == "both" and limb.noun in ("legs", "feet", "ankles", "heels", "knees") and not ways:
        hits = [*stretch.hits_after(leg_words.LEGS), *stretch.hits_before(leg_words.LEGS_BEFORE)]
        hits = [hit for hit in hits if not is_knee or hit.state == "crossed"]
        is_at_ankles = "ankles" in text[limb.end : stretch.last + _ANKLES]
        if not hits and _SPREAD.search(limb.adjectives) and not is_denied:
            hits = [Hit("apart", "stance", limb.begin, limb.end, limb.is_none)]
        if not hits and "crossed" in limb.adjectives and not is_denied:
            hits = [Hit("crossed", "legs", limb.begin, limb.end, limb.is_none)]
        if hits and hits[0].state == "crossed" and (is_at_ankles or limb.noun in ("ankles", "feet")):
            hits = [hit._replace(state="crossed at the ankles") for hit in hits]
        if len({h.state for h in hits}) == 1 and (hits[0].state != "crossed" or limb.noun in ("legs", "knees")):
            yield stretch.found(hits[0], hits[0].dimension, None)


_KICKED = re.compile(r"\b(?:kicked|swung|stretched|flung|stuck|extended) ")  # so is the leg
_AT_KNEE = re.compile(r" (?:[a-z]+ly )?at (?:the|his|her|their|both) knees?\b")


def _read_ground(stretch: Stretch, is_knee: bool, is_up: bool) -> Iterator[Found]:
    """A knee on the ground, and a foot that carries: its leg is not lifted."""
    limb = stretch.limb
    behind = stretch.text[limb.end : stretch.last]
    if is_knee:
        down = _KNEE_DOWN.search(stretch.after, behind) if not limb.is_place else None
        if down is not None and not limb.is_none:
            yield stretch.found(Hit("kneeling", "posture", limb.begin, limb.end + down.end()), "posture", None)
        return
    if limb.side not in (*SIDES, "both") or is_up or limb.is_none or limb.noun not in ("leg", "legs", "foot", "feet"):
        return
    if limb.is_place:
        if limb.side in SIDES and _WEIGHT.search(stretch.lead):
            yield stretch.found(Hit("lifted", "way", limb.begin, limb.end, True), "leg", limb.side)
        return
    ground = _ON_GROUND.search(stretch.after, behind)
    if ground is None and (limb.side == "both" or _KEEPS.search(stretch.lead)):
        ground = _BOTH_ON_GROUND.search(stretch.after, behind)
    if ground is not None:
        yield stretch.found(Hit("lifted", "way", limb.begin, limb.end + ground.end(), True), "leg", limb.side)
