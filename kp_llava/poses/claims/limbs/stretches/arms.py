"""What the stretch of an arm or a hand states: its shape, where it points, what it is at and how high."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...stems import Expression
from ...things import HOLDABLE
from .. import cues as cues
from ..found import Found, Hit, join_hits
from ..levels import (
    ABOVE_SHOULDER,
    AT_CHEST,
    AT_KNEE,
    AT_THIGH,
    AT_WAIST,
    ELBOW_LEVELS,
    FOREARM_LEVELS,
    LEVELS,
    LOWEST_FIRST,
    NOT_ABOVE,
)
from ..parts import NOUN_WORDS
from .contacts import read_contacts
from .places import PLACES, read_together
from .supports import read_apart, read_supports

if TYPE_CHECKING:
    from .stretch import Stretch

_DOES = re.compile(
    r" (?:[a-z]+ly )?(?:trails|hangs|points|rests|lies|is|was|reaches|extends|stretches|swings|drags|touches|sticks|dangles|leans|stays|remains)\b"
)
_BEHIND_HEAD = re.compile(
    r"\b(?:behind|around|on top of|over) (?:the back of )?(?:his|her|their) (?:own )?(?:head|neck)$"
)
_BY_THE_THING = {
    "behind the back": re.compile(r"\bbehind (?:him|her|them)(?:self|selves)?$"),
    "out to the side": re.compile(r"\b(?:at|by|on) the side$"),
}
"""Words for where an arm is that behind a thing in the hand say where the thing is."""
_HELD_THING = re.compile(
    rf"\b(?:the|an?|his|her|their|its) (?:[a-z-]+ ){{0,2}}?(?:{HOLDABLE}|poles?|sticks?|paddles?|reins)\b"
)
_OF_ARMS = ("near the face", "on the hip", "in the pocket", "at the knee", "at the foot", "near the ground")
_OF_HANDS = ("above the head", "behind the back")
# "hangs by his hip", "down at her thigh"
_WITH_LOW = ("on the hip", "lowered", "in the lap", "at the waist", "at the knee")
# "lowered both hands onto his knees", and not "lowered by his hip"
_PUT_ON = re.compile(r"\b(?:(?:on|onto|in|into|upon) (?:[a-z]+ ){0,3}[a-z]+|to (?:his|her|their|the) laps?)$")
_FLUNG = re.compile(
    r"\b(?:flung|thrown|swung|out|outstretched|(?:stretch|reach|extend|trail|swing|stream|fly)(?:s|es|ed|ing)?|fl[iy]es|straight|up|high|away)\b[^,;]*\bbehind (?:him|her|them)(?:self|selves)?$"
)
_EACH = re.compile(r"\b(?:each|either) (?:hip|knee|thigh|shoulder|cheek|ear|temple|side of)")
_BELOW = re.compile(r"\b(?:below|lower than)\b")
_ON_GROUND = "near the ground"
_OF_HAND = ("finger", "fingertip", "fingers", "fingertips", "thumb", "thumbs", "knuckles", "palm", "palms")
_FINGERS_OF = tuple(f"{noun} of " for noun in (*_OF_HAND, "back", "backs", "nails", "hand", "hands"))
_OF_WHOLE_ARMS = ("raised", "lowered", "hanging", "out to the side", "at shoulder height")
_AIMED = ("out to the side", "at shoulder height", "forward", "held away from the body")
_WINS = ("behind the back", "above the head", "raised", "on the hip", "across the body")
_IS_STRETCHED = re.compile(r"\b(?:extend(?:s|ed|ing)?|(?:out)?stretch(?:es|ed|ing)?|straight)\b")
_ANY_LIMB = re.compile(rf"\b(?:{NOUN_WORDS})\b")


# "presses his left arm to his side", "drops her arms to her sides"
_TO_SIDE = re.compile(r" (?:(?:right|close|tight|tightly|firmly|in|back) )*to (?:his|her|their|the)(?: own)? sides?")
_OUT = re.compile(r" (?:held |placed |is |are )*(?:out|off) to the sides?")
_STRETCHES = re.compile(r"\b(?:stretch|reach|extend|fling|flung|thrust|throw)")
_PRESSES = re.compile(
    r"\b(?:press|hold|held|tuck|pin|clamp|squeez|keep|kept|hug|clutch|draw|pull)[a-z]* (?:in )?(?:both )?$"
)
_BRINGS = re.compile(r"\b(?:lower|drop|bring|brought|let|return|put|tak)[a-z]* (?:down |back )?(?:both )?$")


def read_arm(stretch: Stretch) -> Iterator[Found]:
    """The statements about the arm or the hand of a stretch."""
    limb = stretch.limb
    if stretch.lead.endswith("in ") and _DOES.match(stretch.behind):
        return  # "the pole in her left hand trails behind her": the pole does
    is_whole, is_elbow = limb.kind == "arm", limb.noun.startswith("elbow")
    is_denied = stretch.is_denied_after or stretch.is_denied_before or limb.is_none
    yield from stretch.read_compared()
    yield from read_supports(stretch)
    yield from read_contacts(stretch)
    shapes = [*stretch.shape(True)] if is_whole else []
    if limb.noun in ("hand", "hands") and not limb.is_place:
        shapes += stretch.hits_directly(cues.HAND_STRETCHED)  # which stretches the arm
        shapes += (h for h in stretch.adjective() if h.state == "extended")
        shapes += stretch.hits_before(cues.ARM_BEFORE_STRETCHED) if not shapes else ()
        shapes += stretch.hits_directly(cues.ARM_OUT) if cues.REACHES.search(stretch.lead) and not shapes else ()
    is_folded_pair = is_whole and not is_elbow and limb.side == "both"
    if is_folded_pair and shapes and any(not h.negated for h in stretch.hits_after(cues.ARM_FOLDED)):
        shapes = [s for s in shapes if s.state not in ("bent", "sharply bent")]
    places = [*stretch.hits_at(PLACES)] if not is_elbow and not limb.is_place else []
    ways = [*_arm_ways(stretch, is_folded_pair)] if not is_elbow else [*_elbow_ways(stretch)]
    if not is_whole and not _STRETCHES.search(stretch.lead):  # "with the hand out to the side": the arm may be bent
        ways = [
            w._replace(state="held away from the body") if _OUT.fullmatch(stretch.text, limb.end, w.end) else w
            for w in ways
        ]
    for shape in shapes:
        is_folded = shape.state == "bent" and any(w.state == "across the body" for w in ways)
        is_folded |= "folded" in stretch.text[shape.begin : shape.end] and bool(ways)
        is_hanging = shape.state == "straight" and any(w.state == "hanging" for w in ways)
        # of a forearm the elbow may stay bent
        is_less = shape.state == "extended" and (places or ways or is_elbow or limb.noun.startswith("forearm"))
        if is_less or is_folded or is_hanging:
            continue  # the way has it
        yield stretch.found(shape, "arm", limb.side, stretched=shape.state == "straight")
    if any(w.state == "above the head" for w in ways):
        places = [p for p in places if p.state != "at the head"]
    if is_whole and any(w.state == "across the body" and not w.negated for w in ways):
        # "her forearm across her waist", and not an arm that is folded under the other one
        is_at_waist = limb.noun == "forearm" or cues.HUGS.search(stretch.lead) is not None
        yield from (
            stretch.found(p, "hand", limb.side) for p in places[:1] if is_at_waist and p.state == "at the waist"
        )
    if is_whole and any(w.state == "raised" for w in ways):
        places = [p for p in places if p.state not in ("near the face", "at the head")]
    if is_whole:
        of_arms = _OF_ARMS if ways else (*_OF_ARMS, "in front of the chest", "at the waist")
        places = [p for p in places if p.state in of_arms or _is_behind_head(stretch, p)]
    is_hanging = any(w.state == "hanging" for w in ways)
    is_low = is_hanging or any(w.state == "lowered" for w in ways)
    if is_low:
        places = [p for p in places if p.state not in _WITH_LOW or (not is_hanging and _is_put_on(stretch, p))]
    if any(p.state == _ON_GROUND for p in places):  # "flat on the mat beside his hip"
        places = [p for p in places if p.state not in _WITH_LOW]
    by_elbow = [*_by_elbow(stretch)] if not (is_elbow or limb.is_place or is_denied) else []
    yield from by_elbow
    if by_elbow:  # "raised above her elbow"
        ways = [way for way in ways if way.state != "raised"]
    if not is_elbow and not limb.is_place:
        levels = _find_lowest([*stretch.hits_at(LEVELS)])
        is_below = any(_BELOW.search(stretch.text, level.begin, level.end) for level in levels)
        if is_hanging and is_below and limb.kind == "hand":
            ways = [way for way in ways if way.state != "hanging"]  # "hangs below his hips": the arm may be bent
        elif is_hanging:
            levels = [level for level in levels if level.state not in LOWEST_FIRST]
        if any(level.state in (AT_THIGH, AT_KNEE) for level in levels):  # "down beside his hip"
            places = [p for p in places if p.state not in _WITH_LOW or _is_put_on(stretch, p)]
        elif any(level.state == AT_WAIST for level in levels):
            places = [p for p in places if p.state != "lowered"]
        if is_whole:  # which is at the height of the shoulders or the chest itself
            levels = [level for level in levels if level.state != AT_CHEST and not (is_low and level.state == AT_THIGH)]
        elif any(level.state == AT_CHEST for level in levels):
            ways = [way for way in ways if way.state != "at shoulder height"]
        below = NOT_ABOVE.search(stretch.after, stretch.text, limb.end, stretch.until) if limb.kind == "hand" else None
        if not levels and below is not None and _is_said(stretch, below):
            if limb.side != "one":
                levels = [Hit(ABOVE_SHOULDER, "place", limb.begin, below.end(), True)]
            elif not ways:  # of one hand, unsaid which, it is false only if both are higher
                ways = [Hit("lowered", "way", limb.begin, below.end())]
        if len({level.state for level in levels}) == 1:
            yield stretch.found(levels[0], "hand", limb.side)
    if len({p.state for p in places}) > 1:  # "on top of her thigh, near the knee"
        on = [p for p in places if _is_put_on(stretch, p)]
        places = on if len(on) == 1 else places
    if places and len({p.state for p in places}) == 1:
        part = "arm" if places[0].state in ("on the hip", "lowered") else "hand"
        is_each = limb.side == "one" and _EACH.search(stretch.text, places[0].begin, places[0].end) is not None
        yield stretch.found(places[0], part, "both" if is_each else limb.side)
    if not places or is_low:
        yield from _read_ways(stretch, [w for w in ways if not places or w.state == "lowered"])
    if limb.noun in ("hands", "palms", "fists", "fingers") and (limb.side == "both" or limb.noun == "fingers"):
        yield from read_together(stretch, is_alone=not places and not ways)
        yield from read_apart(stretch)


def _by_elbow(stretch: Stretch) -> Iterator[Found]:
    """Whether a hand is above its elbow or below it."""
    is_forearm = stretch.limb.noun.startswith("forearm")
    levels = [*stretch.hits_at(FOREARM_LEVELS if is_forearm else ELBOW_LEVELS)]
    if len(levels) == 1:
        yield stretch.found(levels[0], "hand", stretch.limb.side)


def _find_lowest(levels: list[Hit]) -> list[Hit]:
    """Of several low heights the lowest one."""
    low = [level for state in LOWEST_FIRST for level in levels if level.state == state]
    return [level for level in levels if level not in low] + low[:1]


def _is_said(stretch: Stretch, level: re.Match[str]) -> bool:
    """Whether a height behind the limb is that of the limb, and not denied."""
    between = (stretch.limb.end, level.start())
    return not _ANY_LIMB.search(stretch.text, *between) and stretch.is_denied(level.start(), level.end()) is False


def _is_put_on(stretch: Stretch, place: Hit) -> bool:
    """Whether a hand is right on a part of the body, and not beside it."""
    return _PUT_ON.search(stretch.text, place.begin, place.end) is not None


def _read_conflict(stretch: Stretch, ways: list[Hit]) -> list[Hit]:
    """Of ways that do not fit each other those of the adjectives, or what is said of a "raised arm" besides.

    "His raised arm is twisted behind his back" only says by the adjective which arm is meant. A raised hand may hang.
    """
    of_limb = [w for w in ways if w.end == stretch.limb.end > w.begin]
    others = [w for w in ways if w not in of_limb]
    way = cues.agree({w.state for w in others}) if of_limb else None
    return [join_hits(others, way)] if way in _WINS else of_limb


def _read_ways(stretch: Stretch, ways: list[Hit]) -> Iterator[Found]:
    limb = stretch.limb
    stated = [w for w in ways if not w.negated]
    aimed = [w for w in stated if w.dimension == "reach"]
    stated = [w for w in stated if w.dimension == "way" and not (aimed and w.state in _AIMED)]
    way = cues.agree({w.state for w in stated})
    said = [join_hits(stated, way)] if way is not None else _read_conflict(stretch, stated)
    said += aimed if len(aimed) == 1 else []
    for hit in (*said, *(w for w in ways if w.negated)):
        if limb.kind == "hand" and hit.state == "across the body" and limb.side == "both":
            continue
        if hit.state == "raised" and not hit.negated and _is_lifted_little(stretch, hit):
            if limb.side == "one":
                continue
            hit = Hit("hanging", "way", hit.begin, hit.end, True)
        is_finger = limb.noun in _OF_HAND or stretch.lead.endswith(_FINGERS_OF)
        if is_finger and hit.state not in _OF_HANDS:
            continue
        is_part = limb.noun.startswith("forearm") and hit.state in _OF_WHOLE_ARMS
        is_part = is_part and not (hit.negated and hit.state == "hanging")
        is_part = is_part and not (hit.state == "lowered" and " down" in stretch.text[hit.begin : hit.end])
        if is_part and "shoulder" not in stretch.text[hit.begin : hit.end + 16]:
            continue  # "from the elbow, his forearm points up"
        part = "hand" if hit.state in _OF_HANDS else "arm"
        own = max(
            stretch.first, stretch.text.rfind(" and ", stretch.first, limb.begin)
        )  # not "... stretched out, and his left arm up"
        # a hand may be stretched out with a bent elbow
        is_stretched = limb.kind != "hand" and _IS_STRETCHED.search(stretch.text, own, hit.end) is not None
        yield stretch.found(hit, part, limb.side, stretched=is_stretched)
        if hit.state == "above the head" and limb.kind == "arm":
            yield stretch.found(hit, "arm", limb.side, "raised", is_stretched)


def _is_lifted_little(stretch: Stretch, hit: Hit) -> bool:
    """Whether one hand is lifted, unsaid how far: "lifts her hand to speak" says that it does not hang."""
    limb, last = stretch.limb, max(hit.end, stretch.limb.end)
    if limb.kind != "hand" or limb.side == "both":
        return False
    is_bare = stretch.text[last : last + 1] in (".", "") and "hold" not in stretch.text[hit.begin : limb.begin]
    return not is_bare and cues.HIGH.search(stretch.text[stretch.first : stretch.until]) is None


def _arm_ways(stretch: Stretch, is_pair: bool) -> Iterator[Hit]:
    """Where an arm or a hand points, by every word for it."""
    limb = stretch.limb
    is_spread = limb.kind == "hand"  # which says it of its fingers
    yield from (
        h for h in stretch.adjective() if h.dimension == "way" and not (is_spread and "spread" in limb.adjectives)
    )
    if limb.is_place:
        return
    is_forearm = limb.noun.startswith("forearm")
    if is_forearm:
        yield from _not_hanging(stretch, cues.FOREARM_LEVEL)
    back = cues.ARM_BACK.search(stretch.after, stretch.text, limb.end, stretch.until) if limb.side != "one" else None
    if back is not None and not (stretch.is_denied_after or stretch.is_denied_before or limb.is_none):
        yield Hit("forward", "way", limb.begin, back.end(), True)
    # "keeps the racket ready behind him": the racket is
    after = [_to_side(stretch, h) for h in stretch.hits_after(cues.ARM_WAYS) if not _is_of_thing(stretch, h)]
    if any(h.state == "behind the back" and _FLUNG.search(stretch.text, limb.end, h.end) for h in after):
        # "flung out behind him": the hand is not at the back, and the arm not in front
        yield from (
            h._replace(state="forward", negated=True)
            for h in after
            if h.state == "behind the back" and not h.negated and limb.side != "one"
        )
        after = [h for h in after if h.state != "behind the back"]
    yield from after
    if limb.noun in ("arm", "arms") and not any(h.state in ("raised", "above the head") for h in after):
        yield from stretch.hits_after(cues.ARM_PAST_HEAD)
    if not after or (is_forearm and "shoulder" not in stretch.behind):
        yield from _not_hanging(stretch, cues.FOREARM_UP if is_forearm else cues.HAND_UP_AT)
    if not after:
        yield from stretch.hits_directly(cues.ARM_DIRECT)
        if stretch.limb.kind == "arm":
            yield from stretch.hits_after(cues.ARM_NEAR)
            if is_pair or limb.noun == "arm":
                yield from stretch.hits_directly(cues.ARM_AROUND) if cues.HUGS.search(stretch.lead) else ()
    if is_pair and not any(h.state == "behind the back" for h in after):
        yield from stretch.hits_after(cues.ARM_FOLDED)
    if limb.kind == "arm" and not after and _PRESSES.search(stretch.lead):
        yield from stretch.hits_directly(cues.ARM_PRESSED)
    for hit in stretch.hits_before(cues.ARM_BEFORE):
        if hit.state == "across the body" and stretch.text.startswith(
            (" at the elbow", " at his elbow", " at her elbow"), limb.end
        ):
            continue  # which bends it
        if hit.state != "raised" or not cues.TOWARD.match(stretch.text, stretch.limb.end):
            yield hit
        elif limb.side != "one" and not hit.negated and cues.TO_SOMEBODY.match(stretch.text, limb.end):
            yield Hit("hanging", "way", hit.begin, limb.end, True)


def _not_hanging(stretch: Stretch, expression: Expression) -> Iterator[Hit]:
    """What an arm does not do whose elbow or forearm is as the expression says."""
    limb = stretch.limb
    match = expression.search(stretch.after, stretch.text, limb.end, stretch.until) if limb.side != "one" else None
    if match is not None and not (stretch.is_denied_after or stretch.is_denied_before or limb.is_none):
        yield Hit("hanging", "way", limb.begin, match.end(), True)


def _elbow_ways(stretch: Stretch) -> Iterator[Hit]:
    if stretch.limb.is_place:
        return
    after = [*stretch.hits_after(cues.ELBOW_WAYS)]
    yield from after
    yield from _not_hanging(stretch, cues.ELBOW_UP)
    if not after:
        yield from stretch.hits_directly(cues.ELBOW_DIRECT)
        yield from stretch.hits_before(cues.ELBOW_BEFORE)


def _to_side(stretch: Stretch, way: Hit) -> Hit:
    """An arm that is pressed or lowered to the side, which is not out to it."""
    if way.state == "out to the side" and _TO_SIDE.fullmatch(stretch.text, stretch.limb.end, way.end):
        if _PRESSES.search(stretch.lead):
            return way._replace(state=cues.TUCKED)
        if _BRINGS.search(stretch.lead):
            return way._replace(state="lowered")
    return way


def _is_of_thing(stretch: Stretch, way: Hit) -> bool:
    """Whether a thing in the hand is said to be there, as "a pole at the side", or the fingers spread, and not the hand."""
    if cues.is_of_fingers(stretch.limb.kind, stretch.text[way.begin : way.end]):
        return True
    place = _BY_THE_THING.get(way.state)
    is_of_both = place is not None and place.search(stretch.text, way.begin, way.end) is not None
    return is_of_both and _HELD_THING.search(stretch.text, stretch.limb.end, way.end) is not None


def _is_behind_head(stretch: Stretch, place: Hit) -> bool:
    """Whether a whole arm ends there: "drawn back behind his head"; "at his head" says it of a hand alone."""
    return place.state == "at the head" and _BEHIND_HEAD.search(stretch.text, place.begin, place.end) is not None
