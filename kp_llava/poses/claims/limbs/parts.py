"""Where a sentence names arms, hands, legs and feet: which of them, whose, and how many."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..phrase import gender_of
from ..stems import Expression, Opener, Words, need

ARM_NOUNS = "arms?|forearms?|elbows?"
HAND_NOUNS = "hands?|fists?|palms?|fingers?|fingertips?|knuckles|wrists?|thumbs?"
LEG_NOUNS = "legs?|knees?|thighs?|shins?|calves"
FOOT_NOUNS = "foot|feet|ankles?|heels?|toes|soles?"
NOUN_WORDS = f"{ARM_NOUNS}|{HAND_NOUNS}|{LEG_NOUNS}|{FOOT_NOUNS}"
GLOVES = "gloves?|mitts?|mittens?"
SHOES = "shoes?|boots?|sneakers?|skates?|sandals?|cleats?"
"""What stands for a hand or a foot where its side is named: "his left glove"."""
_MOVED = (
    "(?:"
    + "|".join(
        f"(?<={how} )" for how in ("raised", "lifted", "kicking", "swinging", "outstretched", "extended", "upraised")
    )
    + ")"
)
_NOUN = Opener(
    rf"\b(?!(?<=into )fists?|(?<=into a )fist|(?<=in a )fist|(?<=(?:loose|tight) )fist)(?P<noun>{NOUN_WORDS}|(?:(?<=left )|(?<=right ))(?:{GLOVES}|{SHOES})|{_MOVED}(?:{SHOES}))\b(?![-'’])",
    f"{NOUN_WORDS}|{GLOVES}|{SHOES}",
)
_SHORT = Opener(
    r"(?<!on )(?<!to )(?<!at )(?<!from )(?<!in )(?<!over )(?<!across )(?<!than )(?<!beneath )\b(?P<noun>(?:the|his|her|their) (?P<side>left|right)(?: one)?|the other(?: one)?|the opposite one)"
    r"(?= (?:that )?(?:is|are|was|hangs?|rests?|stays?|remains?|lies|dangles?|being|held|bent|straight|stretched|extended|raised|lifted|lowered|kept|"
    r"tucked|pressed|placed|planted|resting|hanging|dangling|reaching|pointing|folded|kicked|swung|hooked|trailing|drops?|reaches|points|steadies|"
    r"grips?|holds?|clutches|lets?|swings?|bends|supports?|props|on|in|at|by|to|up|down|out|behind|near|against|across|above|over|firmly|loosely|relaxed|picks|works|presses|guides|touches|pushes|pulls|lifts|raises|carries|clasps|shields|covers|cups|trails|trailing|leads|leading|set|behind|higher|lower|takes|scratches|pats|strokes|keeps|wears|clings|has|stretches|extends|waves|helps|operates|uses)\b)"
    r"|(?<=in )(?P<noun2>the other|(?:the|his|her|their) (?P<side2>left|right))(?=[,.;]|$| and\b| while\b)",
    "the|his|her|their",
)

# "the tossing arm, his right one, is ..."
_APPOSITION = Expression(
    r",? (?:his|her|their|the) (?P<side>left|right)(?: one)?,(?= )|, (?:his|her|their|the) (?P<side2>left|right)(?: one)?(?=[.;]|$)", "left|right")  # fmt: skip
# "the arm that points to the window is his left one"
_IS_LEFT = Expression(
    r"(?: (?:that|which|with|holding) [^,;:.]{1,60}, (?:his|her|their|the) (?P<side2>left|right)(?: one)?,(?= )"
    r"| on (?:his|her|their) (?P<side3>left|right)(?= (?:is|hangs|rests|holds|grips|reaches|points|lies|stays|remains)\b))"
    r"|(?: [a-z]+\b[^,;:.]{0,70}?)? is (?:clearly |actually )?(?:his|her|their|the) "
    r"(?P<side>left|right)(?: one| arm| hand| leg| foot)?(?=[.,;]|$| and\b| while\b)",
    "left|right",
)
_NAMED_LATER = re.compile(
    r"the\b|(?:his|her|their)\b.* (?:front|back|rear|leading|trailing|higher|lower|raised|lifted|bent|straight|straighter|hanging|outstretched|extended)\b"
)
# "the fingers of one hand": the hand is
_OF_HAND = re.compile(
    r" (?:on|of) (?:his|her|their|the|one|both)(?: of (?:his|her|their))? (?:left |right |other |raised |free )?(?:hands?|arms?)\b"
)
_SHORT_WORDS = need("left|right|other|opposite")

# what has the letters of a limb and is none of a person
_NO_LIMB_AFTER = re.compile(
    r"\s+(?:of (?:the|an?|his|her|their|this) (?:[a-z-]+ )?(?:chairs?|armchair|couch|sofa|bench|seat|table|bed|stairs?|staircase|hill|slope|mountain|"
    r"page|page|frame|picture|image|photo|pants|trousers|jeans|journey|trip|race|relay|tripod|stand|glasses|sunglasses|crane|sea|clock|river|skis?|cards?)\b"
    r"|(?:rests?(?= of)|brake|bag|towel|gun|sanitizer|soap|truck|luggage|rail|above sea|trees?|leaf|leaves(?! (?:the )?(?:ground|floor|board|deck))|fronds?|"
    r"side(?! by side)|print|prints|stool|path|pedals?|pads?|guards?|bands?|watch|height|level(?! (?:with|to)\b))\b)"
)
# "ten feet high", "a foot below"
_UNIT_AFTER = re.compile(r"\s+(?:tall|high|long|wide(?! apart)|deep|away|apart from|below|off)\b")
_BEFORE_FOOT = re.compile(r"\b(?:(?:lift|kick)(?:s|ed|ing)?|rais(?:es|ed|ing)|keep(?:s|ing)|ha(?:s|ve|ving)|with) $")
_GIVES = re.compile(r" (?:his|her|their|the|an?|it|them|him|over|out|off|back|down)\b")  # "and hands it over"
_NO_LIMB_BEFORE = re.compile(
    r"(?:\b(?:second|minute|hour|by|at|first|old|upper|on the one|on the other|other-|square|few|several|\d+|two|three|four|five|six|eight|ten|twenty|many|"
    r"high|cabbage|table|chair|sofa|couch|pant|trouser|tripod|stage|clock|helping|gain the upper|close at|birds?|robotic|mechanical|"
    r"to|will|would|must|not|can|who) )$"
)
_VERBS_TOO = re.compile(r"(?:hands?|arms|elbows|thumbs?|palms?|fingers|heels?|toes|soles?)$")

_WORD = re.compile(r"[^\s]+\s+")
_DETERMINERS = frozenset(("his", "her", "their", "its", "my", "your", "whose", "the", "a", "an", "this", "that", "both", "each", "either", "neither", "no", "another"))  # fmt: skip
_POSSESSIVES = ("'s", "’s", "s'", "s’")
_AMOUNTS = frozenset(("one", "two", "other", "any", "all"))  # a determiner, or an adjective behind one
_ENDS = frozenset(("is", "are", "and", "or", "with", "in", "on", "at", "to", "of", "from", "as", "while", "has", "have", "by", "for", "up", "down", "out", "so", "he", "she", "they", "who", "which"))  # fmt: skip
_BARE = frozenset(("left", "right", "outstretched", "outspread", "bare", "gloved", "raised", "folded", "clasped", "bent", "straight", "crossed", "stiff", "straightened", "locked", "rigid", "lowered", "extended", "stretched", "spread", "flexed", "lifted", "splayed", "interlaced", "joined"))  # fmt: skip
_COUNTED = frozenset(("both", "one", "each", "either", "neither", "none", "all", "two"))
_PLAIN = re.compile(r"[a-z-]+")
_NAMED = re.compile(rf"(?:{NOUN_WORDS}),")
_ROLE = re.compile(
    r"\b(?:front|back|rear|leading|lead|trailing|trail|lower|upper|other|own|tossing|throwing|racket|racquet|serving|kicking|hitting|supporting|support|free|pitching|"
    r"bowling|dominant|non-dominant|outer|inner|swinging|near|nearer|nearest|far|farther|bottom|top|batting|glove|gloved|catching|bat|opposite|standing|playing|writing|"
    r"plant|planted|pivot|stride|weight-bearing|unoccupied|empty|remaining|balancing|shooting|racing|guiding|bow|mitted|mitt)\b"
)
_OTHER = re.compile(r"\b(?:other|free|opposite|remaining|unoccupied)\b")
_HELD_WITH = re.compile(
    r"\s+(?:with|holding|that holds|which holds|gripping|clutching|carrying) (?:the|an?|his|her|their)\b"
)
_TOUCHED = re.compile(
    r"\b(?:grip|grasp|clasp|clutch|grab|hold|hug|touch|rub|massag|slap|pat|squeez|brush|scratch|cover)[a-z]* (?:on to |onto |at )?$"
)
_HANDED = re.compile(r"\b(left|right)[- ]?hand(?:ed|er)?\b")
# "the raised arm and bent elbow of the man"
_OF_PEOPLE = re.compile(
    rf"(?: and (?:the )?(?:[a-z-]+ ){{0,3}}?(?:{NOUN_WORDS}|back|trunk|torso|head|body|face|shoulders))? of (?:the|both|all|each|these|those|an?|this|two|three) "
)
_OWNED = re.compile(
    r"^(?! (?:on|around|over|at|across|against|behind|near|upon) (?:his|her|their|the) )[^.;]*\b(?:his|her|their|him|them)\b"
)
# "the arm that we can see"
_SEEN = re.compile(
    r" (?:that |which )?(?:(?:we|you) (?:can |do )?see|is (?:visible|seen|in view)|(?:visible|nearest|closest|nearer|closer) to (?:us|the (?:camera|viewer)))\b"
)
_PARTED = re.compile(
    r" (?:clasped|folded|crossed|held|tucked|raised|lifted|stretched|extended|spread|resting|hanging|bent|pressed|planted|locked)\b[^.;,]*\b(?:his|her|their) (?:own )?(?:backs?|chests?|sides?|heads?|laps?|hips?|bod(?:y|ies)|stomachs?|waists?|knees?|necks?|faces?)\b"
)
_BECAUSE = re.compile(r"\b(?:judging (?:by|from)|thanks to|because of|due to|owing to) $")
# "deeply bent knees show that the skater ..."
_SHOWS = re.compile(
    r" (?:show|suggest|indicate|hint|mean|make|help|give|let|keep|carry|reveal|imply|tell|bring|put|leave|lend|support)s?\b[^.;]*\b(?:he|she|they|his|her|their|him|them|the [a-z]+)\b"
)
_TWINS = re.compile(r"\b(?:left and right|right and left)\b")
_BEHIND_PREPOSITION = re.compile(
    r"\b(?:on|onto|upon|at|to|toward|towards|near|against|around|across|behind|between|below|above|beneath|under|over|past|along|down|from|beside|into|"
    r"reach|reaches|reaching|touch|touches|touching|almost|nearly|above|meet|meets|under|(?:height|level|top) of|next to|level with) $"
)


_LEAD = 60  # characters before a noun in which its determiner stands
_OWNERS = ("his", "her", "their")
_SOMEBODY = ("someone", "somebody", "another", "else")
_BEFORE_BARE = (",", ";", ":", "with", "and", "has", "—", "his", "her")
_BOTH = ("both", "each", "neither", "none", "no", "all", "two")
_ONE_OF_MANY = ("fingers", "fingertips", "knuckles", "thumb", "toes")
_FLIPPED = {"left": "right", "right": "left"}


class Limb(NamedTuple):
    """A limb that a sentence names.

    Attributes:
        begin: where the phrase starts, with its determiner.
        end: where it ends.
        noun: the word for it, ``"forearm"``; of "the other" that of the limb named before.
        kind: ``"arm"``, ``"hand"``, ``"leg"`` or ``"foot"``.
        side: ``"left"``, ``"right"``, ``"both"`` or ``"one"``.
        owner: the determiner, ``"his"``; empty where there is none.
        adjectives: between determiner and noun.
        is_certain: whether the words single out one or both limbs, so that they need no owner: "the left hand".
        is_none: whether it is denied of all: "neither arm".
        is_place: whether it stands behind a preposition, as what something else is at: "on his left knee".
        is_named: whether its side is named behind it: "the raised arm is his left one".
    """

    begin: int
    end: int
    noun: str
    kind: str
    side: str
    owner: str
    adjectives: str
    is_certain: bool
    is_none: bool
    is_place: bool
    is_named: bool = False


@lru_cache(maxsize=64)
def kind_of(noun: str) -> str:
    """``"fingers"`` -> ``"hand"``."""
    for kind, nouns in (("arm", ARM_NOUNS), ("hand", f"{HAND_NOUNS}|{GLOVES}"), ("leg", LEG_NOUNS)):
        if re.fullmatch(nouns, noun):
            return kind
    return "foot"


def find_limbs(words: Words, text: str, start: int, end: int, before: Limb | None) -> Iterator[Limb]:
    """The limbs that a sentence names, in order.

    Args:
        words: of the sentence.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
        before: the last limb of the sentence before, which "the other hand" may go back to.
    """
    found = [*_NOUN.finditer(words, text, start, end)]
    if words.bits & _SHORT_WORDS and (found or before is not None):
        found += [m for m in _SHORT.finditer(words, text, start, end) if found or "one" in (m.group("noun") or "")]
    found = [m for m in found if not _OF_HAND.match(text, m.end(), end)]
    found.sort(key=lambda m: m.start())
    last: Limb | None = None
    for match in found:
        if match.re is _SHORT.compiled:
            earlier = last
            if earlier is None or match.start() < earlier.end:
                continue
            limb = _read_short(match, earlier)
        else:
            limb = _read(text, start, match, last or before, last is not None)
            if limb is not None and limb.owner == "its" and limb.side == "one":
                limb = _of_arm(limb, last)
            # "her hand grips her ankle"
            if limb is not None and last is not None and limb.kind in ("leg", "foot") and last.kind in ("arm", "hand"):
                is_touched = _TOUCHED.search(text[last.end : limb.begin]) is not None
                limb = limb._replace(is_place=limb.is_place or is_touched)
        if limb is not None:
            if limb.side == "one":
                limb = _name_side(words, text, limb, end)
            yield limb
            if limb.side in ("left", "right") or last is None or not limb.is_place:
                last = limb


def _of_arm(limb: Limb, arm: Limb | None) -> Limb:
    """The hand of the arm that stands before it: "one arm hangs straight, its hand at the thigh"."""
    if arm is None or arm.kind != "arm" or limb.kind not in ("arm", "hand"):
        return limb
    return limb._replace(side=arm.side, owner=arm.owner, is_certain=arm.is_certain)


def _name_side(words: Words, text: str, limb: Limb, end: int) -> Limb:
    """The limb with the side that the sentence names behind it."""
    named = _APPOSITION.match(words, text, limb.end, end)
    if named is not None:
        side = named.group("side") or named.group("side2")
        return limb._replace(side=side, end=named.end(), is_certain=True)
    named = _IS_LEFT.match(words, text, limb.end, end)
    if named is None or not _NAMED_LATER.match(f"{limb.owner} {limb.adjectives}"):
        return limb
    side = next(side for side in named.groups() if side)
    if named.group("side2"):  # "the arm that reaches out, his left, is ..."
        return limb._replace(side=side, end=named.end() - 1, is_certain=True)
    return limb._replace(side=side, is_certain=True, is_named=True)


def _read_short(match: re.Match[str], earlier: Limb) -> Limb | None:
    """ "The right one", "the other" after a limb."""
    side = match.group("side") or match.group("side2") or {"left": "right", "right": "left"}.get(earlier.side, "one")
    noun = (
        earlier.noun.rstrip("s")
        if earlier.noun not in ("feet", "calves")
        else {"feet": "foot"}.get(earlier.noun, "calf")
    )
    if (earlier.is_place and not match.group("side")) or (match.group("noun2") and earlier.kind not in ("arm", "hand")):
        return None
    return Limb(match.start(), match.end(), noun, earlier.kind, side, earlier.owner or "the", "", True, False, False)


def _read(text: str, start: int, match: re.Match[str], before: Limb | None, before_here: bool) -> Limb | None:
    noun = match.group("noun")
    if _NO_LIMB_AFTER.match(text, match.end()):
        return None
    lead = text[max(start, match.start() - _LEAD) : match.start()]
    begin, owner, adjectives, amount = _look_back(lead)
    ahead = lead[:begin]
    if owner not in _OWNERS and not _is_limb(noun, owner, adjectives, ahead, text, match.end()):
        return None
    if noun.endswith("s") and ahead.endswith(("left and ", "right and ")) and not owner:
        begin, owner, adjectives, amount = _look_back(ahead[:-4])  # "his left and right knees"
        ahead, adjectives = lead[:begin], "left and right"
    is_of = _OF_PEOPLE.match(text, match.end()) is not None
    if is_of and not owner and adjectives:
        owner = "the"
    kind = kind_of(noun)
    side = _side_of(noun, kind, owner, adjectives, amount, ahead)
    if side == "one" and (before is not None or owner.startswith("th")):
        side = _side_by_context(text, start, match, kind, owner, adjectives, before, before_here)
    is_certain = (
        side in ("left", "right")
        or owner in ("both", "each", "either", "neither", "one")
        or bool(adjectives and _ROLE.search(adjectives))
        or bool(_HELD_WITH.match(text, match.end()))
        or is_of
        or bool(owner == "the" and _SEEN.match(text, match.end()))
        or bool(not owner and adjectives and not ahead.strip(" ,") and _SHOWS.match(text, match.end()))
        or (not owner and _PARTED.match(text, match.end()) is not None)
        or (owner == "the" and _OWNED.search(text[match.end() : match.end() + 60]) is not None)
    )
    is_none = owner in ("neither", "no") or amount in ("neither", "none")
    is_place = _BEHIND_PREPOSITION.search(ahead[-14:]) is not None and not _BECAUSE.search(ahead)
    is_place = is_place and not (kind == "arm" and ahead.endswith(("reaches ", "reaching ")))  # with it, not for it
    is_place = is_place or (noun.startswith(("elbow", "knee")) and not adjectives and ahead.endswith(" than "))
    is_by = kind in ("leg", "foot") and ahead.endswith((" by ", " alongside ", " inside "))
    is_place = is_place or (is_by and not _BECAUSE.search(ahead))
    is_place = is_place and not text.startswith((", which is ", ", which are ", " that is ", " that are "), match.end())
    begin += match.start() - len(lead)
    return Limb(begin, match.end(), noun, kind, side, owner, adjectives, is_certain, is_none, is_place)


def _look_back(lead: str) -> tuple[int, str, str, str]:
    """What stands before a noun: where its phrase starts, the determiner, the adjectives, and "one" of "one of his"."""
    words = [(m.group().rstrip(), m.start()) for m in _WORD.finditer(lead)] if lead.endswith(" ") else []
    place = len(words) - 1 if not lead.endswith(", ") else -1
    while place >= 0 and len(words) - place <= 5:
        word = words[place][0]
        before = words[place - 1][0] if place else ""
        if word.endswith(",") and place + 1 < len(words) and words[place + 1][0] in _FLIPPED:
            break  # "at the counter, left hand on his hip"
        is_possessive = word.endswith(_POSSESSIVES)
        if is_possessive or word in _DETERMINERS or (word in _AMOUNTS and not _is_determiner(before)):
            adjectives = " ".join(w for w, _ in words[place + 1 :]).replace(",", "")
            first = place
            if is_possessive:
                # "the young man's"
                for back in range(place - 1, max(-1, place - 4), -1):
                    if words[back][0] in ("the", "a", "an", "this", "that"):
                        first = back
                        break
                    if words[back][0] in _ENDS or not _PLAIN.fullmatch(words[back][0]):
                        break
            elif word == "that" and adjectives.startswith("same"):
                adjectives = adjectives[5:]  # "that same hand"
            owner = " ".join(w for w, _ in words[first : place + 1])
            is_of = first >= 2 and words[first - 1][0] == "of" and words[first - 2][0] in _COUNTED
            amount = words[first - 2][0] if is_of else ""
            return words[first - 2 if is_of else first][1], owner, adjectives, amount
        if word in _ENDS or not _PLAIN.fullmatch(word.rstrip(",")) or _NAMED.fullmatch(word):
            break
        place -= 1
    bare = len(words)
    while bare and words[bare - 1][0] in _BARE:
        bare -= 1
    begin = words[bare][1] if bare < len(words) else len(lead)
    return begin, "", " ".join(w for w, _ in words[bare:]), ""


def _is_determiner(word: str) -> bool:
    return word in _DETERMINERS or word.endswith(_POSSESSIVES)


def _is_limb(noun: str, owner: str, adjectives: str, ahead: str, text: str, end: int) -> bool:
    """Whether a noun without a possessive stands for a limb: not "he hands it over", "two feet away"."""
    is_unit = noun in ("feet", "foot", "hands") and owner != "both" and adjectives not in _FLIPPED
    if is_unit and _UNIT_AFTER.match(text, end) and not (noun == "foot" and _BEFORE_FOOT.search(ahead)):
        return False
    if not owner:
        cut = ahead.rstrip(" ")
        # "his left arm and right arm", "left hand on hip, he waits"
        is_listed = adjectives in _FLIPPED and (cut.endswith(("and", ",", "with", "—")) or not cut.strip())
        is_single = noun in ("leg", "foot", "knee", "arm", "hand") and not is_listed
        if cut.endswith("and") and _VERBS_TOO.match(noun) and _GIVES.match(text, end):
            return False
        if is_single or (_VERBS_TOO.match(noun) and not adjectives and cut and not cut.endswith(_BEFORE_BARE)):
            return False
    own = f"{owner} {adjectives}" if owner in ("two", "the", "a", "an") else ""
    return _NO_LIMB_BEFORE.search((ahead + own)[-24:]) is None


def _side_of(noun: str, kind: str, owner: str, adjectives: str, amount: str, ahead: str) -> str:
    """The side that the words name by themselves."""
    is_plural = noun.endswith("s") or noun == "feet"
    named = set(adjectives.split()) & {"left", "right"}
    if named:
        is_twin = _TWINS.search(adjectives) or (is_plural and ahead.endswith(("left and ", "right and ")))
        return "both" if is_twin else named.pop()
    if noun in _ONE_OF_MANY:
        return "both" if owner == "both" else "one"
    if amount in _BOTH or owner in _BOTH:
        return "both"
    if amount == "one" or owner in ("one", "a", "an", "another", "either", "any", "other"):
        return "one"
    return "both" if is_plural and (kind != "hand" or noun in ("hands", "wrists", "palms", "fists")) else "one"


def _side_by_context(
    text: str,
    start: int,
    match: re.Match[str],
    kind: str,
    owner: str,
    adjectives: str,
    before: Limb | None,
    before_here: bool,
) -> str:
    """The side of "the other hand", "that arm", "the hand" after a limb whose side is named."""
    if owner.startswith(("that", "this")) and kind in ("arm", "hand"):
        handed = _HANDED.findall(text, start, match.start())
        if handed:
            return str(handed[-1])
    if before is None or (before.kind in ("arm", "hand")) != (kind in ("arm", "hand")):
        return "one"
    if before.side in ("left", "right"):
        if owner in ("a", "an") and before_here and match.group("noun") in ("elbow", "wrist", "knee"):
            return before.side  # "his left arm is low, with a bent elbow"
        if _OTHER.search(adjectives) or owner in ("other", "another"):
            return "one" if "free" in adjectives and before.is_place else _FLIPPED[before.side]
        if owner in ("that", "that same", "this") or (owner == "the" and not adjectives and before_here):
            return before.side
    return "one"


def is_of_other(limb: Limb, owner: str) -> bool:
    """Whether a part of the body belongs to somebody else than a limb: "his hand on her shoulder"."""
    own = limb.owner
    if own.endswith(_POSSESSIVES) and owner in ("his", "her"):  # "the man's hand is on her shoulder"
        noun = own[:-2] if own.endswith(("'s", "’s")) else own[:-1]
        gender = gender_of(noun.rpartition(" ")[2])
        return gender not in (None, "m" if owner == "his" else "f") or own.startswith(_SOMEBODY)
    return owner in _OWNERS and own in _OWNERS and owner != own
