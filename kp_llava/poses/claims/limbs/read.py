"""The statements about limbs in one sentence.

Each limb has the stretch of the sentence that speaks of it: what stands before it back to the last comma or limb, and
what follows until another limb, somebody else, or a new clause comes. A state counts anywhere in that stretch. Two
states that exclude each other, a negation or a comparison in it leave the statement open.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..hands import HOLDING
from ..stems import Expression, Words, need
from . import cues as cues
from .found import Found
from .holds import find_thing, held_by
from .parts import NOUN_WORDS, Limb, find_limbs
from .places import LONG_THINGS, PLACES, TOGETHER
from .touches import find_touches

_HARD = re.compile(
    r"[;:()—–]|\s-\s|\b(?:while|whereas|but|although|though|because|yet|since|as(?= (?:he|she|they|the|his|her|if|though)\b)|so(?= (?:he|she|they|the|his|her|that)\b)|until|"
    r"making|allowing|giving|suggesting|showing|showcasing|indicating|helping|creating|adding|(?:which|that) (?:makes|gives|lets|shows|suggests|means|leaves|helps|adds|allows)|for(?= (?:he|she|they|the)\b)|if|or|like)\b"
)
_SOFT = re.compile(r",|\band\b")
_GOES_ON = re.compile(
    r",\s*(?:is|are|was|were|has|have) |,\s*(?:meanwhile|however|though|too|in turn|by contrast|in contrast|for (?:his|her) part|likewise|similarly|by comparison|conversely),?(?= )|(?:,| and|and)?\s*(?:and )?(?:[a-z]+ly |still |also |both |then |even |now |well |high |straight |far |right |just |almost |nearly |slightly |a little |level )*"
    r"(?:which (?:is|are|has|hangs?|rests?|points?|reaches|extends|stretches|lies)|that (?:is|are)|raised|lifted|lowered|bent|folded|flexed|crooked|cocked|curled|doubled|tucked|pressed|held|kept|stretched|outstretched|extended|reaching|pointing|hanging|dangling|resting|drooping|"
    r"spread|flung|thrown|thrust|kicked|swung|locked|stiff|rigid|straight|ramrod|bending|clasped|crossed|planted|placed|propped|laid|lying|dropped|drawn|pulled|splayed|apart|together|rests?|hangs?|points?|reaches|stretches|extends|dangles?|trails?|"
    r"at|above|over|below|beneath|behind|toward|towards|across|against|near|up|upwards?|down|downwards?|out|outwards?|away|high|low|higher|lower|level|aloft|skyward|overhead|in front|on (?:his|her|their)|to (?:his|her|their)|in (?:his|her|their)|by (?:his|her|their)|clear|off|close|wide|sideways|parallel|horizontal|limp|loose|slack|bolt|touching|squeezed|crooking)\b"
)
# "his left arm, with the glove, is ..."
_ASIDE = re.compile(
    r", (?:with|in|holding|gripping|wearing|clutching|carrying|which (?:holds|grips|has|wears|is|carries)|the one (?:with|holding|in|that)|still|meanwhile|however|on the other hand|for its part|by contrast|in contrast|though)\b"
    r"[^,;:.()]{0,40},(?= (?:is|are|was|hangs?|rests?|reaches|points?|extends|stretches|lies|stays?|remains?|dangles?|[a-z]+ly)\b)"
)
_SOMEBODY = re.compile(
    r"\b(?:he|she|they|who|we|you|another|others|(?:the|an?) (?:[a-z'’-]+ ){0,2}?(?:m[ae]n|wom[ae]n|boys?|girls?|child|kid|player|person|skater|surfer|skier|rider|batter|catcher|pitcher|umpire|lady|guy|toddler|figure|dog|cat|horse))\b"
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no longer|no|hardly|barely|scarcely|neither|nor|without|rather than|instead of|far from|anything but|nothing|none|fails?|refuses?|out of|away from|free of|unlike|isn|aren|doesn|don)\b|n['’]t\b)"
)
_NO_BEND = re.compile(
    r"\b(?:no|not the slightest|not the least|not a|without (?:any|the slightest|the least|a)|without|with no|zero|hardly any|barely any)(?: [a-z]+)? (?:bend|crook|flex|kink|angle)\b|\bfar (?:up|below|above|out|beyond|over)\b|\baway from (?:the |his |her |their )?(?:trunk|body|torso|sides?)\b|\bin (?:the|thin) air\b|\bout of (?:his|her|their) pocket"
)
_COMPARED = Expression(r"\b(?:more|less|most|least)\b(?! than (?:a|one) )", "more|less|most|least")
_DENIES = need(
    "not|never|no|hardly|barely|scarcely|neither|nor|without|rather|instead|far|anything|nothing|none|fails?|refuses?|out|away|free|unlike|isn|aren|doesn|don|t"
)
_ONE_AND_OTHER = Expression(r"\bone\b.{1,60}\b(?:the other|another)\b", "other|another")
_PENDING = re.compile(
    r"\b(?:to|can|could|may|might|will|would|should|must|does|do|did) (?:[a-z]+ly |then |also |not )?$"
)
_ARE = re.compile(r"^[^,]{0,30}\bare\b")
_TOWARD = re.compile(
    r"\s+(?:slightly |halfway |partway )?(?:to (?!the (?:sky|heavens))(?:his|her|their|the|an?|about|shoulder|chest|waist|eye|head|hip)\b|toward|towards|out|sideways|in front|on|onto|against|off|from)\b"
)
_BEHIND_HEAD = re.compile(
    r"\b(?:behind|around|on top of|over) (?:the back of )?(?:his|her|their) (?:own )?(?:head|neck)$"
)
_OTHER_LIMB = 14  # characters: "his right arm"
_WITH = re.compile(r"\b(?:with|using|in|by) $")
_WAYS = {
    frozenset(("above the head", "raised")): "above the head",
    frozenset(("above the head", "raised", "forward")): "above the head",
    frozenset(("hanging", "lowered")): "hanging",
    frozenset(("hanging", "against the body")): "hanging",
    frozenset(("hanging", "out to the side")): "hanging",
    frozenset(("hanging", "lowered", "out to the side")): "hanging",
    frozenset(("raised", "out to the side")): "out to the side",
    frozenset(("across the body", "against the body")): "across the body",
    frozenset(("across the body", "behind the back")): "behind the back",
    frozenset(("across the body", "behind the back", "against the body")): "behind the back",
    frozenset(("raised", "at shoulder height")): "at shoulder height",
    frozenset(("forward", "at shoulder height")): "forward",
    frozenset(("out to the side", "at shoulder height")): "out to the side",
    frozenset(("lifted", "drawn up")): "drawn up",
}
_LESS = (
    ("fully straight", "straight"),
    ("straight", "extended"),
    ("fully straight", "extended"),
    ("sharply bent", "bent"),
)
_OF_ARMS = ("near the face", "on the hip", "in the pocket", "at the knee")
_OF_HANDS = ("above the head", "behind the back")


class Stretch:
    """The part of a sentence that speaks of one limb.

    Args:
        words: of the sentence.
        text: lower-case.
        limb: the limb.
        first: where what stands before the limb begins.
        last: where what follows the limb ends.
        until: where a person comes between, after whom only what hands do counts.
    """

    def __init__(self, words: Words, text: str, limb: Limb, first: int, last: int, until: int) -> None:
        self.words, self.text, self.limb = words, text, limb
        self.first, self.last, self.until = first, last, until
        self.lead = text[first : limb.begin]
        self.behind = text[limb.end : until]
        # a stretch has few of the words of its sentence, so that fewer expressions are tried
        self.before, self.after = Words(text, first, limb.begin), Words(text, limb.end, last)

    def read(self) -> Iterator[Found]:
        """The statements about the limb."""
        limb = self.limb
        whole = self.text[self.first : self.last]
        if limb.is_none or self.text.startswith("or ", self.last):  # "bent or straight" states neither
            return
        if limb.side == "one" and not limb.noun.endswith("s") and limb.kind != "foot" and _ARE.search(self.behind):
            return
        if self.words.bits & _DENIES and _DENIED.search(_NO_BEND.sub(" ", whole)):
            return
        if limb.kind in ("arm", "hand"):
            yield from self._read_thing()
            holder = (
                held_by(self.words, limb.adjectives, self.text[limb.end : self.last]) if limb.side == "one" else None
            )
            for found in self._read_arm():
                yield found._replace(holder=holder) if holder is not None else found
        else:
            yield from self._read_leg()

    def _hits(self, table: cues.Cues, after: bool) -> Iterator[tuple[str, str, int, int]]:
        """State, dimension, and where its words start and end."""
        bits = self.after.bits if after else self.before.bits
        for state, dimension, expression in table:
            if not bits & expression.bit:
                continue
            if after:
                match = expression.compiled.search(self.text, self.limb.end, self.until)
                if match is not None:
                    yield state, dimension, self.limb.begin, match.end()
            else:
                match = expression.compiled.search(self.lead)
                if match is not None and not _PENDING.search(self.lead[: match.start()]):
                    yield state, dimension, self.first + match.start(), self.limb.end

    def _adjective(self) -> Iterator[tuple[str, str, int, int]]:
        for state, dimension in _states_of(self.limb.adjectives) if self.limb.adjectives else ():
            yield state, dimension, self.limb.begin, self.limb.end

    def _shape(self, is_arm: bool) -> Iterator[tuple[str, int, int]]:
        """The shape, where the words for it agree with each other."""
        if _COMPARED.search(self.words, self.text, self.first, self.last):
            return
        hits = [h for h in self._adjective() if h[1] == "shape"]
        if not self.limb.is_place:
            hits += self._hits(cues.SHAPES, True)
            if not is_arm:
                hits += self._hits(cues.LEG_FOLDED, True)
            elif not hits:
                hits += self._hits(cues.ARM_STRETCHED, True)
        hits += self._hits(cues.BEFORE_SHAPES, False)
        if not hits and not self.limb.is_place:
            hits += self._hits(cues.ARM_BEFORE_STRETCHED, False)
        states = {h[0] for h in hits}
        for more, less in _LESS:
            if more in states:
                states.discard(less)
        if len(states) == 1 and hits:
            state = next(iter(states))
            yield state, min(h[2] for h in hits), max(h[3] for h in hits)

    def _found(self, begin: int, end: int, part: str, side: str | None, state: str, stretched: bool = False) -> Found:
        limb = self.limb
        return Found(begin, end, limb.begin, limb.owner, limb.is_certain, part, side, state, False, stretched)

    def _read_thing(self) -> Iterator[Found]:
        """A thing that the hand holds."""
        limb = self.limb
        if (limb.is_place and not self.lead.endswith("on ")) or limb.noun.startswith("elbow"):
            return
        # "in his left hand, he holds ...": what follows is the hand's, past a comma and a person
        last = limb.end + 90 if _WITH.search(self.lead) and not self.lead[:-6].strip() else self.last
        thing = find_thing(self.words, self.lead, self.text[limb.end : max(last, self.last)])
        if thing is not None and (limb.kind == "hand" or thing[2] == 0):
            word, begin, end = thing
            yield self._found(self.first + begin, limb.end + end, "hand", limb.side, HOLDING + word)

    def _read_arm(self) -> Iterator[Found]:
        limb = self.limb
        is_whole = limb.kind == "arm"
        is_elbow = limb.noun.startswith("elbow")
        shapes = [*self._shape(True)] if is_whole else []
        is_folded_pair = is_whole and not is_elbow and limb.side == "both"
        if is_folded_pair:
            folded = [*self._hits(cues.ARM_FOLDED, True)]
            if folded:
                shapes = [s for s in shapes if s[0] not in ("bent", "sharply bent")]
        # "higher than his right arm" names another limb
        compared = cues.HIGHER.search(self.words, self.text, limb.end, self.last + _OTHER_LIMB)
        if compared is not None and compared.start() >= self.last:
            compared = None
        if compared is not None:
            if limb.side in ("left", "right") and not is_elbow:
                groups = compared.groupdict()
                is_high = (groups.get("way") or groups.get("place") or "") in (
                    "higher",
                    "further up",
                    "farther up",
                    "above",
                )
                state = f"{'higher' if is_high else 'lower'} than the other"
                yield self._found(limb.begin, compared.end(), "hand", limb.side, state)
            return
        places = [*self._places()] if not is_elbow and not limb.is_place else []
        ways = [] if is_elbow or limb.is_place else [*self._arm_ways(is_folded_pair)]
        is_aside = bool(places or ways)
        is_stretched = any(s[0] in ("extended", "straight", "fully straight") for s in shapes)
        for state, begin, end in shapes:
            if (state == "extended" and (is_aside or is_elbow)) or (
                state == "bent" and any(w[0] == "across the body" for w in ways)
            ):
                continue  # the way has it
            if state == "straight" and any(w[0] == "hanging" for w in ways):
                continue
            yield self._found(begin, end, "arm", limb.side, state)
        if any(w[0] == "above the head" for w in ways):
            places = [p for p in places if p[0] != "at the head"]
        if is_whole:
            places = [p for p in places if p[0] in _OF_ARMS or self._is_behind_head(p)]
        if any(w[0] in ("hanging", "lowered") for w in ways):  # "hangs by his hip", "down at her thigh"
            places = [p for p in places if p[0] not in ("on the hip", "in the lap", "at the waist")]
        if places:
            if len({p[0] for p in places}) == 1:
                state, begin, end = places[0]
                yield self._found(begin, end, "hand", limb.side, state)
            return
        way = _agreed({w[0] for w in ways})
        if way is not None and not (limb.kind == "hand" and way == "across the body" and limb.side == "both"):
            if (
                limb.noun in ("fingers", "fingertips", "thumb", "thumbs", "knuckles", "palm", "palms")
                and way not in _OF_HANDS
            ):
                return
            begin, end = min(w[2] for w in ways), max(w[3] for w in ways)
            yield self._found(begin, end, "hand" if way in _OF_HANDS else "arm", limb.side, way, is_stretched)
            if way == "above the head" and is_whole:
                yield self._found(begin, end, "arm", limb.side, "raised", is_stretched)
        if limb.noun in ("hands", "palms", "fists") and limb.side == "both" and way is None:
            together = TOGETHER.search(self.after, self.text, limb.end, self.until)
            if (
                together is not None
                and not self.text.startswith((" on ", " around ", " at the "), together.end())
                and "held" not in together.group()
                and not LONG_THINGS.search(self.after, self.behind)
            ):
                yield self._found(limb.begin, together.end(), "hands", None, "together")

    def _arm_ways(self, is_pair: bool) -> Iterator[tuple[str, str, int, int]]:
        """Where an arm or a hand points, by every word for it."""
        yield from (h for h in self._adjective() if h[1] == "way")
        after = [*self._hits(cues.ARM_WAYS, True)]
        yield from after
        if is_pair and not any(h[0] == "behind the back" for h in after):
            yield from self._hits(cues.ARM_FOLDED, True)
        for hit in self._hits(cues.ARM_BEFORE, False):
            if hit[0] != "raised" or not _TOWARD.match(self.text, self.limb.end):
                yield hit

    def _places(self) -> Iterator[tuple[str, int, int]]:
        """The parts of the own body that the hand is at."""
        limb = self.limb
        hand_begin = limb.begin
        for state, expression in PLACES:
            match = expression.search(self.after, self.text, limb.end, self.last)
            if match is not None:
                between = self.text[limb.end : match.start()]
                owner = match.groupdict().get("owner") or ""
                if (
                    self._is_other_owner(owner)
                    or LONG_THINGS.search(self.after, between)
                    or ("," in between and match.start() > self.until)
                ):
                    continue
                if re.search(rf"\b(?:{NOUN_WORDS})\b", between):
                    continue
                yield state, hand_begin, match.end()
            elif _WITH.search(self.lead):
                match = expression.search(self.before, self.lead)
                if match is None or self._is_other_owner(match.groupdict().get("owner") or ""):
                    continue
                if LONG_THINGS.search(self.before, self.lead) or not re.search(
                    r"\b(?:hold|press|keep|bring|put|place|touch|cover|lift|rais)[a-z]*\b", self.lead
                ):
                    continue
                yield state, self.first + match.start(), limb.end

    def _is_behind_head(self, place: tuple[str, int, int]) -> bool:
        """Whether a whole arm ends there: "drawn back behind his head"; "at his head" says it of a hand alone."""
        return place[0] == "at the head" and _BEHIND_HEAD.search(self.text, place[1], place[2]) is not None

    def _is_other_owner(self, owner: str) -> bool:
        """Whether a part of the body belongs to somebody else: "his hand on her shoulder"."""
        own = self.limb.owner
        return owner in ("his", "her", "their") and own in ("his", "her", "their") and owner != own

    def _read_leg(self) -> Iterator[Found]:
        limb = self.limb
        is_leg = limb.kind == "leg" and not limb.noun.startswith(("thigh", "shin", "calves"))
        ways = [h for h in self._hits(cues.LEG_WAYS, True)] if not limb.is_place else []
        ways += self._hits(cues.LEG_BEFORE, False)
        way = _agreed({w[0] for w in ways})
        if is_leg and not (
            limb.noun.startswith("knee")
            and limb.is_place
            and limb.side != "both"
            and not self.lead.endswith(("in ", "to ", "at "))
        ):
            for state, begin, end in self._shape(False):
                yield self._found(begin, end, "leg", limb.side, state)
        if limb.is_place:
            return
        over = cues.LEG_OVER.search(self.after, self.text[limb.end : self.last]) if limb.side != "both" else None
        if over is not None and limb.noun not in ("foot", "feet", "toes", "thigh", "thighs"):
            yield self._found(limb.begin, limb.end + over.end(), "legs", None, "crossed")
            return
        # a heel may be off the ground with the toes on it
        if way is not None and not (way == "lifted" and limb.noun.startswith(("heel", "toe", "sole"))):
            begin, end = min(w[2] for w in ways), max(w[3] for w in ways)
            if way == "drawn up" or (limb.side != "both" and (way == "lifted" or is_leg)):
                yield self._found(begin, end, "leg", limb.side, way)
        if limb.side == "both" and limb.noun in ("legs", "feet", "ankles", "heels"):
            hits = [*self._hits(cues.LEGS, True), *self._hits(cues.LEGS_BEFORE, False)]
            states = {h[0] for h in hits}
            if len(states) == 1 and not ways:
                state, dimension, begin, end = hits[0]
                if state != "crossed" or limb.noun in ("legs", "ankles"):
                    yield self._found(begin, end, dimension, None, state)


@lru_cache(maxsize=2048)  # "left", "right": few adjectives stand before most limbs
def _states_of(adjectives: str) -> tuple[tuple[str, str], ...]:
    return tuple((state, kind) for state, kind, known in cues.ADJECTIVES if known.compiled.search(adjectives))


def _agreed(states: set[str]) -> str | None:
    """One state for the words found; None where they do not fit each other."""
    return next(iter(states)) if len(states) == 1 else _WAYS.get(frozenset(states))


def _bounds(
    text: str, start: int, end: int, limb: Limb, earlier: Limb | None, following: Limb | None
) -> tuple[int, int, int]:
    """Where the stretch of a limb begins and ends, and where in it somebody else comes."""
    first = earlier.end if earlier is not None else start
    for match in _HARD.finditer(text, first, limb.begin):
        first = match.end()
    comma = text.rfind(",", first, limb.begin)
    first = comma + 1 if comma >= 0 else first
    last = following.begin if following is not None else end
    hard = _HARD.search(text, limb.end, last)
    last = hard.start() if hard is not None else last
    aside = _ASIDE.match(text, limb.end, last)
    for match in _SOFT.finditer(text, aside.end() if aside is not None else limb.end, last):
        if not _GOES_ON.match(text, match.start(), last):
            last = match.start()
            break
    somebody = _SOMEBODY.search(text, limb.end, last)
    return first, last, somebody.start() if somebody is not None else last


def read_limbs(words: Words, text: str, start: int, end: int, before: Limb | None) -> tuple[list[Found], Limb | None]:
    """The statements about limbs in a sentence, and the last limb that it names, for the sentence after it."""
    limbs = [*find_limbs(words, text, start, end, before)]
    found: list[Found] = []
    heads = [limb for limb in limbs if not limb.is_place]
    is_parted = _ONE_AND_OTHER.search(words, text, start, end) is not None
    for limb in limbs:
        earlier = max((o for o in limbs if o.end <= limb.begin), key=lambda o: o.end, default=None)
        following = next((o for o in heads if o.begin > limb.begin), None)
        bounds = _bounds(text, start, end, limb, earlier, following)
        found += Stretch(words, text, limb, *bounds).read()
    if not is_parted:
        for touch in find_touches(words, text, start, end):
            lead = text[max(start, touch.begin - 30) : touch.end]
            if not _DENIED.search(lead) and not _PENDING.search(text[start : touch.begin]):
                found.append(
                    Found(touch.begin, touch.end, touch.begin, touch.owner, True, "hand", touch.side, touch.state)
                )
    crossed = cues.CROSS_LEGGED.search(words, text, start, end)
    if crossed is not None and not _DENIED.search(text, start, crossed.end()):
        found.append(Found(crossed.start(), crossed.end(), crossed.start(), "his", True, "legs", None, "crossed"))
    one_foot = cues.ONE_FOOT.search(words, text, start, end)
    if one_foot is not None and not _DENIED.search(text, start, one_foot.end()):
        which = one_foot.group("which") or "one"
        side = "right" if which.endswith("left") else "left" if which.endswith("right") else "one"
        found.append(Found(one_foot.start(), one_foot.end(), one_foot.start(), "his", True, "leg", side, "lifted"))
    sided = [limb for limb in limbs if limb.side in ("left", "right")]
    return found, sided[-1] if sided else heads[-1] if heads else before
