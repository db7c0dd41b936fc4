"""What the stretch of a leg or a foot states: its shape, where it is, and what it stands on."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .....annotations.skeleton import SIDES
from ....limbs import other_side
from ...stems import Expression
from .. import cues as cues
from ..found import Found, Hit, join_hits
from . import leg_words as leg_words

if TYPE_CHECKING:
    from ..parts import Limb
    from .stretch import Stretch

_DRAWN = re.compile(r"\b(?:drawn|pulled|tucked|hugged|brought|hiked|draws|pulls)\b")
_GROUND = (
    r"(?:the|his|her|a|an)?(?: [a-z]+)? ?(?:ground|floor|pavement|sidewalk|grass|lawn|sand|snow|dirt|clay|carpet|rug|mat|tiles?|asphalt|"
    r"concrete|turf|road|street|court|field|ice|mud|earth|gravel|slope|stones?|cobbles(?:tones)?|bricks|planks|tarmac|platform|stage|lane|track|path)"
)
_GROUND_WORDS = "stones?|cobbles|cobblestones|bricks|planks|tarmac|platform|stage|lane|track|path|ground|floor|pavement|sidewalk|grass|lawn|sand|snow|dirt|clay|carpet|rug|mat|tiles?|asphalt|concrete|turf|road|street|court|field|ice|mud|earth|gravel|slope"
_IS_PUT = r"(?:,? (?:that|which|the one that) (?:is|are|stays?|remains?|rests?))?(?: (?:is|are|was|were|being|both|also|now|kept|down|placed|planted|resting|rests?|pressed|pressing|press(?:es)?|digs?|digging|sinks?|sunk|lies|lie|set|held|still|stays?|remains?|touching|touch(?:es)?|firmly|[a-z]+ly|flat))*"
# "one knee rests on the grass", "with one knee down"
_KNEE_DOWN = Expression(
    rf"^(?:{_IS_PUT} (?:on|in|into|to|onto|upon|against|touching|touch(?:es)?) {_GROUND}\b(?! (?:level|floor))|(?: is| are)? down(?=[,.;]|$| (?:on|in|and|while|as|to)\b))",
    f"{_GROUND_WORDS}|down",
)
# "his left foot is firmly planted", "keeps both feet flat on the board"
_ON_GROUND = Expression(
    rf"^{_IS_PUT},? (?:down(?=[,.;]|$| and\b)|(?:planted|grounded|anchored)(?: firmly| securely| flat| solidly)?(?=[,.;]|$| (?:and|while|as|for)\b)|(?:(?:planted|flat|firmly|rests?|resting|stays?|remains?|is|are|placed|pressed|pushes|presses|pressing|set|touches|touching|standing|stands|anchored|down) )+(?:[a-z]+ly )?(?:on|upon|to|against|onto|the|in) ?(?:{_GROUND}|(?:the|his|her|a) (?:[a-z]+ )?(?:skateboard|surfboard|snowboard|board|deck))\b)",
    f"planted|grounded|anchored|down|{_GROUND_WORDS}|skateboard|surfboard|snowboard|board|deck",
)
# "he has both feet on the ground"
_KEEPS = re.compile(r"\b(?:keep|rest|put|plant|leav|set|plac|ha[sv]|hold|press)(?:e|s|es|ting|ing|ed)?(?: down)? $")
_BOTH_ON_GROUND = Expression(
    rf"^ (?:on|upon) (?:{_GROUND}|(?:the|his|her|a) (?:[a-z]+ )?(?:skateboard|surfboard|snowboard|board|deck))\b", f"{_GROUND_WORDS}|skateboard|surfboard|snowboard|board|deck")  # fmt: skip
# "is not on the ground", "does not touch the floor"
_OFF_GROUND = Expression(
    rf"^(?: (?:is|has|does)(?: not|n['’]t)| (?:is )?no longer| never)(?: (?:quite|even|yet|actually|being|come|down|resting|planted|flat|firmly))* (?:on|touch(?:es|ing)?|reach(?:es|ing)?|rests on|in contact with) {_GROUND}\b", _GROUND_WORDS)  # fmt: skip
# "carries most of his weight"
_CARRIES = Expression(
    r"^,?(?: (?:that|which|is|are|now|also|still|the one that|alone|[a-z]+ly))* (?:carr(?:y|ies|ying)|bears?|bearing|supports?|supporting|takes|taking|holds|holding)(?: up)? "
    r"(?:(?:(?:all|most|much|more|the (?:bulk|majority|rest)) of )?(?:(?:his|her|their|the|more|most)(?: own)? )?(?:(?:full|whole|entire|body|body['’]s|player['’]s) )*(?:weight|body)\b|(?:him|her|them)(?:self)?(?=[,.;]|$| (?:as|while|and|on|in)\b))", "weight|body|him|her|them|himself|herself|themself")  # fmt: skip
# "his left leg is the straight one"
_THE_ONE = re.compile(
    r",?(?: (?:is|was))?(?: clearly| actually)? (?:the|his|her|their) (?P<how>(?!left\b|right\b|other\b)(?:[a-z-]+ )?[a-z-]+) (?:one|leg|foot|knee)(?=[,.;]|$| (?:of|and|while|as|in|on|here)\b)"
)
_CARRYING = re.compile(r"\b(?:supporting|support|standing|weight-bearing|plant|planted|carrying)\b")
# "right beside the other one"
_BESIDE_OTHER = re.compile(
    r"(?: (?!(?:and|but|hand|hands|arm|elbow|knee|while|as|his|her)\b)[a-z]+,?){0,9}? (?:right|close|directly|just|neatly|flat|placed|set|planted|pressed)(?: up)? (?:beside|next to|against|alongside) (?:his|her|their|the) (?:other|left|right)(?: (?:one|foot|shoe|boot))?(?=[.,;]|$| (?:and|while|as|on)\b)"
)
_WEIGHT = re.compile(
    r"(?<!all of his )(?<!all of her )(?<!all his )(?<!all her )(?<!body)(?<!whole )(?<!entire )(?<!full )\bweight\b[^,;]{0,40}? (?:on|onto|over|upon|to) $|\bpivot(?:s|ing|ed)? on $"
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
_HAS = re.compile(r"(?:^|,|\b(?:with|has|have|having|keeps|keeping|holds|holding)) *$")
_DRAWS_UP = re.compile(r"\b(?:(?:draw|pull|tuck|hug|gather|bunch)(?:s|es|n|ing|ed)?|drew) $")
_UP = re.compile(r" (?:[a-z]+ly |close |in |back )*up\b(?! (?:and down|the)\b)")
_WIDE = re.compile(r" (?:[a-z]+ly |very |far |so |out )*(?:wide(?:ly)?|far)(?: apart| open)?\b")
_KICKED = re.compile(r"\b(?:kicked|swung|stretched|flung|stuck|extended) ")  # so is the leg
_AT_KNEE = re.compile(r" (?:[a-z]+ly )?at (?:the|his|her|their|both) knees?\b")
_BENDS = re.compile(r"\b(?:bends?|bent|bending|flex(?:es|ed|ing)?)\b")
_NOT_OVER = ("foot", "feet", "toes", "thigh", "thighs")


def read_leg(stretch: Stretch) -> Iterator[Found]:
    """The statements about the leg or the foot of a stretch."""
    one = _THE_ONE.match(stretch.text, stretch.limb.end, stretch.until)
    if one is not None and stretch.limb.side in SIDES and not stretch.limb.is_place:
        stretch.limb = stretch.limb._replace(adjectives=f"{stretch.limb.adjectives} {one.group('how')}".strip())
    limb, text = stretch.limb, stretch.text
    is_denied = stretch.is_denied_after or stretch.is_denied_before
    is_stated = not (limb.is_place or limb.is_none or is_denied)
    yield from stretch.read_compared()
    if limb.kind == "foot" and not limb.is_place:
        levels = [hit for hit in stretch.hits_after(leg_words.FOOT_LEVELS) if not hit.negated]
        if len(levels) == 1:
            yield stretch.found(levels[0], "leg", limb.side)
    moved = _find_moved(stretch) if is_stated else None
    ways = [*_find_ways(stretch, is_denied), *([moved] if moved is not None and moved.dimension == "way" else [])]
    yield from _read_level(stretch, ways)
    kind = "knee" if limb.noun.startswith("knee") else limb.kind
    ways = [w._replace(state="lifted") if w.state in leg_words.AS_LIFTED[kind] else w for w in ways]
    # a knee is drawn up with the foot on the ground
    ways = [w for w in ways if w.state != "lifted" or not (kind == "knee" and _DRAWN.search(text, w.begin, w.end))]
    yield from _read_shapes(stretch, moved, any(w.state == "out to the side" for w in ways), is_stated)
    if not is_denied:
        yield from _read_ground(stretch, bool(ways))
    elif not ways:
        yield from _read_off_ground(stretch)
    beside = _BESIDE_OTHER.match(text, limb.end) if limb.noun == "foot" and is_stated else None
    if beside is not None:
        yield stretch.found(Hit("together", "stance", limb.begin, beside.end()), "stance", None)
    if limb.is_place:
        return
    over = leg_words.LEG_OVER.search(stretch.after, text[limb.end : stretch.last]) if limb.side != "both" else None
    if over is not None and over.group().lstrip().startswith("on "):
        # "rests his ankle on the other knee"; with a foot there, people stand like a tree
        over = over if limb.noun == "ankle" and not stretch.lead.endswith(("with ", "has ", "having ")) else None
    if over is not None and (limb.noun not in _NOT_OVER or "cross" in over.group()):
        is_said = over.group().strip()[:4] not in ("over", "acro", "on t", "on h") or leg_words.LEG_CROSSES.search(
            stretch.before, stretch.lead
        )
        if is_said and not is_denied:
            yield stretch.found(Hit("crossed", "legs", limb.begin, limb.end + over.end()), "legs", None)
        return
    yield from _read_ways(stretch, ways)
    if limb.side == "both" and limb.noun in ("legs", "feet", "ankles", "heels", "knees") and not ways:
        yield from _read_pair(stretch, is_denied)


def _is_leg(limb: Limb) -> bool:
    """Whether a noun stands for the whole leg: a knee bends as the leg does."""
    return limb.kind == "leg" and not limb.noun.startswith(("thigh", "shin", "calves"))


def _find_ways(stretch: Stretch, is_denied: bool) -> list[Hit]:
    """Where the leg or the foot is said to be."""
    limb = stretch.limb
    of_foot = leg_words.FOOT_WAYS if limb.side != "both" and limb.noun == "foot" else ()
    ways = [] if limb.is_place else [*stretch.hits_after((*leg_words.LEG_WAYS, *of_foot))]
    if not ways and not limb.is_place:
        ways += stretch.hits_directly(leg_words.LEG_DIRECT)
    ways += (h for h in stretch.adjective() if h.dimension == "way" and h.state == "raised")
    if not limb.is_place and not is_denied and not ways:
        is_up = _HIGH.search(limb.adjectives) is not None or (
            _SWUNG_UP.match(stretch.text, limb.end, stretch.until) is not None
            and _SWINGS.search(stretch.lead) is not None
        )
        ways += [Hit("lifted", "way", limb.begin, limb.end)] if is_up else []
    return [*ways, *stretch.hits_before(leg_words.LEG_BEFORE)]


def _read_level(stretch: Stretch, ways: list[Hit]) -> Iterator[Found]:
    """One leg that is more than lifted: as high as the hips, or "kicked up high"."""
    limb = stretch.limb
    if limb.noun not in ("leg", "legs") or limb.side == "both" or not ways or any(w.negated for w in ways):
        return
    states = {w.state for w in ways}
    if states <= {"lifted", "raised", leg_words.AT_HIP_LEVEL}:
        high = leg_words.HIGH.match(stretch.after, stretch.text, limb.end, stretch.until)
        if high is not None or leg_words.AT_HIP_LEVEL in states:
            end = max(w.end for w in ways) if high is None else high.end()
            yield stretch.found(Hit(leg_words.AT_HIP_LEVEL, "way", limb.begin, end), "leg", limb.side)


def _read_shapes(stretch: Stretch, moved: Hit | None, is_aside: bool, is_stated: bool) -> Iterator[Found]:
    """How much the leg is bent."""
    limb, text = stretch.limb, stretch.text
    if limb.noun.startswith("heel") and is_stated:
        seat = _AT_SEAT.search(text, limb.end, stretch.last)
        if seat is not None:
            yield stretch.found(Hit("sharply bent", "shape", limb.begin, seat.end()), "leg", limb.side)
    if moved is not None and moved.dimension == "shape":
        yield stretch.found(moved, "leg", limb.side)
        return
    is_knee_of_one = limb.noun.startswith("knee") and limb.is_place and limb.side != "both"
    if not _is_leg(limb) or (is_knee_of_one and not stretch.lead.endswith(("in ", "to ", "at "))):
        return
    for shape in stretch.shape(False):
        if text[shape.begin : shape.end].endswith(" angled") and not _AT_KNEE.match(text, shape.end):
            continue  # legs that are angled go to one side, bent or not
        if shape.state != "extended" or not is_aside:
            yield stretch.found(_strengthen(stretch, shape), "leg", limb.side)


def _read_ways(stretch: Stretch, ways: list[Hit]) -> Iterator[Found]:
    """Where the leg is, if its words agree."""
    limb = stretch.limb
    if limb.noun.startswith("knee"):
        # a knee that points aside bends there, and the foot is below the hip
        ways = [w for w in ways if w.state != "out to the side"]
    stated = [w for w in ways if not w.negated]
    way = cues.agree({w.state for w in stated}, leg_words.WAYS)
    for hit in (*([join_hits(stated, way)] if way is not None else ()), *(w for w in ways if w.negated)):
        # a heel may be off the ground with the toes on it
        if hit.state == "lifted" and limb.noun.startswith(("heel", "toe", "sole")):
            continue
        is_aside = hit.state == "out to the side"
        is_far_out = limb.noun == "foot" and is_aside and _KICKED.search(stretch.text, hit.begin, hit.end)
        is_of_one = hit.state == "lifted" or _is_leg(limb) or is_far_out
        if hit.state in leg_words.OF_BOTH_LEGS or (limb.side != "both" and is_of_one):
            yield stretch.found(hit, "leg", limb.side)


def _read_pair(stretch: Stretch, is_denied: bool) -> Iterator[Found]:
    """How two legs or feet are to each other: crossed, apart, together."""
    limb, text = stretch.limb, stretch.text
    hits = [*stretch.hits_after(leg_words.LEGS), *stretch.hits_before(leg_words.LEGS_BEFORE)]
    wide = _WIDE.match(text, limb.end, stretch.until)
    hits = [hit._replace(end=max(hit.end, wide.end())) for hit in hits] if wide is not None else hits
    hits = [hit for hit in hits if not limb.noun.startswith("knee") or hit.state == "crossed"]
    is_at_ankles = "ankles" in text[limb.end : stretch.last + _ANKLES]
    if not hits and _SPREAD.search(limb.adjectives) and not is_denied:
        hits = [Hit("apart", "stance", limb.begin, limb.end, limb.is_none)]
    if not hits and "crossed" in limb.adjectives and not is_denied:
        hits = [Hit("crossed", "legs", limb.begin, limb.end, limb.is_none)]
    if hits and hits[0].state == "crossed" and (is_at_ankles or limb.noun in ("ankles", "feet")):
        hits = [hit._replace(state="crossed at the ankles") for hit in hits]
    if len({h.state for h in hits}) == 1 and (hits[0].state != "crossed" or limb.noun in ("legs", "knees")):
        yield stretch.found(hits[0], hits[0].dimension, None)


def _find_moved(stretch: Stretch) -> Hit | None:
    """Where somebody moves a leg, by the verb before it and what follows it: "kicks his leg to the side"."""
    limb, text, before, after = stretch.limb, stretch.text, stretch.before, stretch.after
    is_leg = _is_leg(limb)
    if limb.noun in ("leg", "legs") and limb.side != "both" and leg_words.MOVES.search(before, stretch.lead):
        aside = leg_words.ASIDE.match(after, text, limb.end, stretch.until)
        if aside is not None:
            return Hit("out to the side", "way", stretch.first, aside.end())
    is_drawn = leg_words.DRAWS.search(before, stretch.lead) is not None
    if is_leg:
        chest = leg_words.TO_CHEST.match(after, text, limb.end, stretch.last)
        if chest is not None and (is_drawn or (limb.noun.startswith("knee") and _HAS.search(stretch.lead))):
            return Hit("drawn up", "way", limb.begin, chest.end())
    if limb.noun == "foot" and leg_words.PROPS.search(before, stretch.lead):
        step = leg_words.ON_STEP.match(after, text, limb.end, stretch.last)
        if step is not None:
            return Hit("lifted", "way", limb.begin, step.end())
    if is_leg and _DRAWS_UP.search(stretch.lead):
        up = _UP.match(text, limb.end, stretch.until)
        if up is not None:
            return Hit("bent", "shape", limb.begin, up.end())
    if is_drawn and (is_leg or limb.noun in ("foot", "feet")):
        under = leg_words.UNDER.match(after, text, limb.end, stretch.last)
        if under is not None:
            return Hit("folded under the body", "shape", limb.begin, under.end())
    return None


def _strengthen(stretch: Stretch, shape: Hit) -> Hit:
    """A shape with what its adverbs make of it: "bends his knees deeply", "fully straightening her leg"."""
    limb, text, after = stretch.limb, stretch.text, stretch.after
    last = max(limb.end, shape.end)
    if shape.negated:
        return shape
    if shape.state == "bent" and _BENDS.search(text, shape.begin, shape.end):
        deep = leg_words.DEEPLY.match(after, text, last, stretch.until)
        return shape._replace(state="sharply bent", end=deep.end()) if deep is not None else shape
    if shape.state in ("extended", "straight"):
        is_full = leg_words.FULLY.search(stretch.words, text, stretch.first, last)
        if is_full is not None or leg_words.ALL_THE_WAY.match(after, text, last, stretch.until):
            said = text[stretch.first : last]
            is_locked = "straighten" in said or "lock" in said
            return shape._replace(state="fully straight" if is_locked else "straight")
    return shape


def _read_ground(stretch: Stretch, is_up: bool) -> Iterator[Found]:
    """A knee on the ground, and a foot that carries: its leg is not lifted."""
    limb = stretch.limb
    behind = stretch.text[limb.end : stretch.last]
    if limb.noun.startswith("knee"):
        down = _KNEE_DOWN.search(stretch.after, behind) if not limb.is_place else None
        if down is not None and not limb.is_none:
            yield stretch.found(Hit("kneeling", "posture", limb.begin, limb.end + down.end()), "posture", None)
        return
    if limb.side in SIDES and not limb.is_place and limb.noun in ("leg", "foot"):
        carries = _CARRIES.search(stretch.after, behind)
        end = carries.end() if carries is not None else 0
        if carries is not None or _CARRYING.search(limb.adjectives):
            yield stretch.found(Hit("lifted", "way", limb.begin, limb.end + end, True), "leg", limb.side)
            return
    if limb.side not in (*SIDES, "both") or is_up or limb.is_none or limb.noun not in ("leg", "legs", "foot", "feet"):
        return
    if limb.is_place:
        if _WEIGHT.search(stretch.lead):
            yield stretch.found(Hit("lifted", "way", limb.begin, limb.end, True), "leg", limb.side)
        return
    ground = _ON_GROUND.search(stretch.after, behind)
    if ground is None and (limb.side == "both" or _KEEPS.search(stretch.lead)):
        ground = _BOTH_ON_GROUND.search(stretch.after, behind)
    if ground is not None:
        if stretch.lead.endswith("only ") and limb.side in SIDES and not ground.group().endswith(("board", "deck")):
            far = other_side(limb.side)
            yield stretch.found(Hit("lifted", "way", limb.begin, limb.end + ground.end()), "leg", far)
        yield stretch.found(Hit("lifted", "way", limb.begin, limb.end + ground.end(), True), "leg", limb.side)


def _read_off_ground(stretch: Stretch) -> Iterator[Found]:
    """A foot that is said not to be on the ground: its leg is lifted."""
    limb = stretch.limb
    if limb.side not in SIDES or limb.noun not in ("leg", "foot") or limb.is_place or stretch.is_denied_before:
        return
    off = _OFF_GROUND.search(stretch.after, stretch.text[limb.end : stretch.last])
    if off is not None:
        yield stretch.found(Hit("lifted", "way", limb.begin, limb.end + off.end()), "leg", limb.side)
