"""How high a hand is, by the parts of the own body that are as high, and small things that are where a hand is.

"Raised to ear level", "at the height of his knees", "holds the cup above her cap". A thing may be a hand's length above
the wrist or below it, so that less is said of its hand.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ....annotations.skeleton import SIDES
from ..hands import HOLDING
from ..stems import Expression, Words
from .denials import DENIED, PENDING
from .found import Found

ABOVE_SHOULDER, AT_HEAD = "above the shoulder", "at head height"
UNDER_TABLE = "under the table"
ABOVE_ELBOW, BELOW_ELBOW = "above the elbow", "below the elbow"
AT_CHEST, AT_WAIST, AT_THIGH, AT_KNEE = "at chest height", "at waist height", "at thigh height", "at knee height"

_OWN = r"(?P<owner>his|her|their|the)(?: own)?"
_FACE = r"heads?|face|faces|ears?|eyes?|eyebrows?|foreheads?|chins?|mouths?|nose|cheeks?|brow|temples?|helmets?|caps?|hats?|jaw|lips"
_CHEST = r"chests?|breasts?|breastbone|sternum|mid-?chest"
_WAIST = r"waists?|waistline|belts?|hips?|navel|belly|stomach|belt buckle"
_THIGH = r"thighs?|mid-?thighs?|crotch|groin"
_KNEE = r"knees?|shins?|calves|ankles?|shoes|feet|boots"
_PICTURE = "(?:picture|image|frame|photo|photograph)"
_NO_OF = r"(?! of (?:the|an?|another)\b)(?![-'’])"
_SINKS = r"(?:down|low|lowered|dropp?(?:ed|s|ing)|droops?|fall(?:s|en|ing)?|s[iu]nks?|sunken|lowers?|lowering|reach(?:es|ed|ing)?|stretch(?:es|ed|ing)?|extend(?:s|ed|ing)?|trails?|trailing|sags|dangl(?:es?|ing))"
_FAR_DOWN = r"(?:far |low |down |all the way |right |straight |just |almost |nearly |flat |close |well |[a-z]+ly )*"
_BESIDE = r"(?:to|by|at|near|against|alongside|beside|next to|close to|along)"


def _level(nouns: str) -> str:
    of = rf"(?:at|to|around|about|near|is|up|down)(?: about| roughly| almost| nearly| approximately| just)? (?:the )?(?:same )?(?:height|level) (?:of|as|with) {_OWN} (?:[a-z]+ )?(?:{nouns})\b{_NO_OF}"
    return rf"\b(?:{of}|(?:at|to|around|about|near|from)(?: about| roughly| almost| nearly| approximately| just)? (?:{nouns})[- ](?:level|height)\b|level with {_OWN.replace('owner', 'owner2')} (?:[a-z]+ )?(?:{nouns})\b{_NO_OF})"


_LEVEL_WORDS = "height|level"
LEVELS: tuple[tuple[str, Expression], ...] = (
    (ABOVE_SHOULDER, Expression(
        rf"\b(?:higher(?: up)?(?: in the {_PICTURE})? than|above|over the level of) (?:the (?:level|height|line) of )?{_OWN} (?:left |right |own )?(?:shoulders?|ears?|eyes?|eyebrows?|face|forehead|chin|nose|mouth)\b{_NO_OF}"
        r"|\b(?:above|over|higher than) (?:head|eye|face|forehead)[- ](?:height|level)\b", "higher|above|over")),
    (AT_HEAD, Expression(
        rf"{_level(_FACE)}|\bon (?:either|both|each|opposite) sides? of {_OWN.replace('owner', 'owner5')} (?:heads?|faces?|helmets?)\b{_NO_OF}", f"{_LEVEL_WORDS}|sides?")),
    (AT_CHEST, Expression(_level(_CHEST), _LEVEL_WORDS)),
    (AT_WAIST, Expression(
        rf"{_level(_WAIST)}|(?<!lower )\b(?:by|near|beside|next to|close to|alongside) {_OWN.replace('owner', 'owner6')} (?:left |right )?hips?\b{_NO_OF}", f"{_LEVEL_WORDS}|hips?")),
    (AT_THIGH, Expression(rf"{_level(_THIGH)}|\b(?:below|lower(?: down)?(?: in the {_PICTURE})? than) (?:the (?:level|height|line) of )?{_OWN.replace('owner', 'owner3')} (?:hips?|waist|belt)\b{_NO_OF}"
        rf"|\b(?:{_SINKS}|pressed|tucked|pushed) {_FAR_DOWN}{_BESIDE} {_OWN.replace('owner', 'owner4')} (?:left |right |upper |lower |outer )*(?:thighs?|(?<!against his )(?<!against her )(?<!against their )hips?|legs?)\b{_NO_OF}"
        rf"|\b(?:is|are|stays?|remains?) {_FAR_DOWN}(?:by|at|against|alongside|beside|next to|along) {_OWN.replace('owner', 'owner8')} (?:left |right |upper |lower |outer )*thighs?\b{_NO_OF}"
        rf"|\b(?:held|kept) {_FAR_DOWN}{_BESIDE} {_OWN.replace('owner', 'owner7')} (?:left |right |upper |lower |outer )*(?:thighs?|legs?)\b{_NO_OF}",
        f"{_LEVEL_WORDS}|below|thighs?|hips?|legs?|lower")),
    (UNDER_TABLE, Expression(
        r"\b(?:under|underneath|beneath|below) (?:the|his|her|their) (?:[a-z]+ )?(?:tables?|tabletop|counter|desk|chair|seat|bench)\b", "tables?|tabletop|counter|desk|chair|seat|bench")),
    (AT_KNEE, Expression(
        rf"{_level(_KNEE)}|\b(?:below|lower(?: down)?(?: in the {_PICTURE})? than) (?:the (?:level|height|line) of )?{_OWN.replace('owner', 'owner3')} (?:left |right |bent |front |back )?(?:knees?|kneecaps?|shins?|calves)\b{_NO_OF}"
        rf"|\b{_SINKS} {_FAR_DOWN}{_BESIDE} {_OWN.replace('owner', 'owner4')} (?:left |right |own |bent |front |back |lower )*(?:knees?|kneecaps?|shins?|cal(?:f|ves)|ankles?|feet|foot|shoes|boots)\b{_NO_OF}",
        f"{_LEVEL_WORDS}|below|lower|knees?|kneecaps?|shins?|calf|calves|ankles?|feet|foot|shoes|boots")),
)  # fmt: skip
"""States of a hand, each with the expression for being so high."""
LOWEST_FIRST = (AT_KNEE, AT_THIGH, AT_WAIST)
"""Of words for two of these, as in "lowered beside his hip", the lower one says more."""

# and not "grips her arm just above the elbow"
_HELD = r"(?:is|are|stays?|remains?|held|kept|well|far|hangs?|raised|lifted|lowered|dropped|down|up|hands?|much|clearly|slightly|a little)"
ELBOW_LEVELS: tuple[tuple[str, Expression], ...] = (
    (ABOVE_ELBOW, Expression(
        rf"(?:\b{_HELD}|(?<=hand)|(?<=hands)) (?:above|higher(?: up)?(?: in the {_PICTURE})? than|over the level of) (?:the (?:level|height|line) of )?(?:{_OWN} (?:own |bent )?)?elbows?\b(?: (?:level|height))?{_NO_OF}", "elbows?")),
    (BELOW_ELBOW, Expression(
        rf"(?:\b{_HELD}|(?<=hand)|(?<=hands)) (?:below|beneath|lower(?: down)?(?: in the {_PICTURE})? than|under the level of) (?:the (?:level|height|line) of )?(?:{_OWN} (?:own |bent )?)?elbows?\b(?: (?:level|height))?{_NO_OF}", "elbows?")),
)  # fmt: skip
"""Whether a hand is above its elbow or below it."""
_AIMED = r"(?:points?|pointing|aimed|angled|angles|reaches|reaching|rises|rising|extends|extended|slants|slanted|slopes|slanting|tilts|tilted|directed|stands|held|goes|bent|turned|is|are)"
FOREARM_LEVELS: tuple[tuple[str, Expression], ...] = (
    (ABOVE_ELBOW, Expression(
        rf"\b{_AIMED} (?:[a-z]+ly |straight |almost |nearly |right )*(?:up(?:wards?|right)?|skywards?)\b(?! (?:against|on|onto|in front|with)\b)", "up(?:wards?|right)?|skywards?")),
    (BELOW_ELBOW, Expression(
        rf"\b(?:{_AIMED}|hangs?|hanging|dangles?|drops?|dropped) (?:[a-z]+ly |straight |almost |nearly |right )*down(?:wards?)?\b(?! (?:on|onto)\b)", "down(?:wards?)?")),
)  # fmt: skip
"""Which way a forearm points from the elbow."""

NOT_ABOVE = Expression(
    r"\b(?<!just )(?<!right )(?<!slightly )(?:below|beneath|lower than|under) (?:(?:the (?:level|height|line) of )?(?:his|her|their|the)(?: own)? )?(?:shoulders?|chests?|(?<!under the )(?<!under his )(?<!under her )chins?)(?:[- ](?:level|height|line))?\b(?! of)", "below|beneath|lower|under")  # fmt: skip
"""What a hand above the shoulder is not."""

_SMALL = (
    r"(?:(?:cell|mobile|smart) ?)?phones?|cups?|mugs?|glass(?:es)?|bottles?|cans?|forks?|knife|knives|spoons?|bananas?|apples?|oranges?|sandwich(?:es)?|hot ?dogs?|do(?:ugh)?nuts?|slice(?:s)?|bowls?|plates?|frisbees?|discs?|"
    r"(?:base|tennis |soft)?balls?|cards?|cameras?|remotes?|controllers?|tooth ?brush(?:es)?|scissors|books?|napkins?|cakes?|cupcakes?|cookies?|sausages?|burgers?|glove|mitt|trophy|wiimotes?"
)
_SMALL_WORDS = (
    "phones?|cellphones?|smartphones?|cups?|mugs?|glass(?:es)?|bottles?|cans?|forks?|knife|knives|spoons?|bananas?|apples?|oranges?|sandwich(?:es)?|hotdogs?|dogs?|donuts?|doughnuts?|slices?|bowls?|plates?|frisbees?|discs?|baseballs?|softballs?|"
    "balls?|cards?|cameras?|remotes?|controllers?|brush(?:es)?|toothbrush(?:es)?|scissors|books?|napkins?|cakes?|cupcakes?|cookies?|sausages?|burgers?|glove|mitt|trophy|wiimotes?"
)
_ADJ = r"(?:(?!(?:and|or|of|with|in|on|to|from)\b)[a-z-]+ ){0,2}?"
_HELD_IN = r"(?: (?:in|with) (?:(?:his|her|their|the|both|one) )?(?:of (?:his|her) )?(?:(?P<side>left|right) )?(?:hands?|arms?))?"
_IN_HAND = r"(?: (?:in|with) (?:(?:his|her|their|the) (?P<side2>left|right) hand|(?P<side3>both)(?: of (?:his|her|their))? (?:hands|arms)))?"
_HOW = r"(?:,? (?:high|well|far|way|just|up|down|low|right|directly|straight|all the way|out|as high as (?:possible|it goes|he can|she can)|[a-z]+ly))*"
_HAND_VERB = r"(?:holds|holding|lifts|lifting|raises|raising|keeps|keeping|brings|bringing|(?:has|have|having) (?:raised|lifted|lowered|brought|held|dropped)|lowers|lowering|drops|dropping|dangles|balances|balancing|hold|carries|carrying)"
_IS_HELD = r"(?:(?:is|are|that is|being|was|now|still|stays|remains|kept)\s)*(?:held|raised|lifted|lowered|kept|brought|hoisted|dangling|dangles|stretched|extended|thrust)"
_HIGH = rf"(?:above|over|on top of|higher than|to the top of) (?:the (?:top|crown|level|height) of )?(?:his|her|their|(?:the )?[a-z]+['’]s)(?: own)? (?:[a-z]+ )?(?:heads?|caps?|hats?|helmets?|hair|ears?|eyes|face|forehead)\b{_NO_OF}|(?:above|higher than) (?:his|her|their) shoulders?\b|overhead\b"
_LOW = rf"(?:to|at|by|near|below|beside|beneath|against|alongside) (?:the (?:level|height) of )?(?:his|her|their)(?: own)? (?:(?P<own>left|right) )?(?:lower )?(?:knees?|thighs?|hips?|shins?|ankles?|legs)\b{_NO_OF}|below (?:the (?:level|height) of )?(?:his|her|their) (?:waist|belt)\b|(?:at|to) (?:knee|thigh|hip|shin)[- ](?:level|height)\b|(?:down )?(?:in|into|to|onto|on) (?:his|her|their)(?: own)? laps?\b"
_MIDDLE = rf"(?:to|at|by|near|in front of|against) (?:the (?:level|height) of )?(?:his|her|their)(?: own)? (?:waist|belt|stomach|belly|navel)\b{_NO_OF}|(?:at|to) waist[- ](?:level|height)\b"
_BACK = r"(?:behind|in back of) (?:his|her|their)(?: own)? backs?\b"
_FAR = r"(?:out |away )?at (?:full )?arm['’]?s['’]? length|(?:far )?away from (?:his|her|their) (?:own )?(?:body|face|mouth)"
_WHERE = rf"(?:(?P<high>{_HIGH})|(?P<far>{_FAR})|(?P<back>{_BACK})|(?P<low>{_LOW})|(?P<middle>{_MIDDLE}))"
_LONG = "umbrellas?|parasols?|kites?|signs?|banners?|flags?|bats?|rackets?|racquets?|poles?|skis?|sticks?|paddles?|oars?|heads?|chins?|faces?|arms?|hands?|legs?|knees?|foot|feet|elbows?|bab(?:y|ies)|child|boy|girl|strings?|ropes?|left|right"
_WITH_HAND = re.compile(r"\b(?:with|in) (?:his|her|their) (?P<side>left|right) hand,")
_THINGS: tuple[Expression, ...] = (
    # "lowers a yellow disc to his knees", "holds the ball high above his cap"
    Expression(rf"\b(?:holds|holding|keeps|keeping|hoists|hoisting|lifts|lifting|raises|raising|lowers|lowering|brings|bringing|balances|balancing) (?:up )?it{_HELD_IN}{_HOW} {_WHERE}(?P<thing>){_IN_HAND}", "it"),
    # what the hand is at of a long thing: "grips the handle of the bat high above her helmet"
    Expression(rf"\b(?:{_HAND_VERB}|grips|gripping|clutches|clutching|grasps|grasping) (?:the|its|his|her) (?P<thing>)(?:grip|handle|hilt|knob|shaft)s?(?: of (?:the|his|her|a|an) [a-z]+)?{_HELD_IN}{_HOW} {_WHERE}{_IN_HAND}", "grips?|handles?|hilt|knob|shaft"),
    # what nobody labels: "lifts the picture above his hat"
    Expression(rf"\b(?:holds|holding|hoists|hoisting|lifts|lifting|raises|raising|balances|balancing) (?:up )?(?:an?|the) {_ADJ}(?P<thing>(?!(?:{_LONG})\b)[a-z]+){_HELD_IN}{_HOW} {_WHERE}{_IN_HAND}", "holds|holding|hoists|hoisting|lifts|lifting|raises|raising|balances|balancing"),
    Expression(rf"\b{_HAND_VERB} (?:up |out )?(?:an?|the|his|her|their|its) {_ADJ}(?P<thing>{_SMALL})\b{_HELD_IN}{_HOW} {_WHERE}{_IN_HAND}", _SMALL_WORDS),
    # "his cup is held below his hip", "with the disc dangling below his hip"
    Expression(rf"\b(?:(?:the )?[a-z]+['’]s|the|his|her|their) {_ADJ}(?P<thing>{_SMALL}){_HELD_IN} {_IS_HELD}{_HOW} {_WHERE}", _SMALL_WORDS),
)  # fmt: skip


_FOR = re.compile(r"\b(?:lowered|dropped|raised|lifted|bent|stretched|extended|curled|reaches down|down|up) to $")
_POLES = Expression(
    rf"\b(?:holds|holding|keeps|keeping|carries|carrying|has|with) (?P<which2>both|his|her|their|the|one|two)(?: of (?:his|her|the))? (?:ski |trekking )?poles?(?: (?:up|high|straight|held|raised|lifted|well))* (?:in(?:to)? the air|overhead|aloft|skywards?|(?:above|over) (?:his|her|their) (?:[a-z]+ )?(?:shoulders?|heads?|hats?|hoods?|helmets?|caps?))|"
    r"\b(?:lifts|lifting|raises|raising|swings|swinging|thrusts|thrusting|hoists|hoisting|waves|waving|(?:has|have) (?:lifted|raised|hoisted|swung|thrust)) (?:up )?(?P<which>both|his|her|their|the|one|two|a)(?: of (?:his|her|the))? (?:ski |trekking )?poles?"
    rf"(?: (?:up|high|straight))* (?:in(?:to)? the air|overhead|aloft|skywards?|up\b|{_HIGH}|(?:high |well )?(?:above|over) (?:his|her|their|the) (?:[a-z]+ )?(?:shoulders?|heads?|hats?|hoods?|helmets?|caps?))", "poles?")  # fmt: skip


def find_held(words: Words, text: str, start: int, end: int) -> Iterator[Found]:
    """Where the hand with a small thing is, as a sentence says it of the thing.

    Args:
        words: of the sentence.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
    """
    for match in _POLES.finditer(words, text, start, end):
        if not (DENIED.search(text, start, match.end()) or PENDING.search(text[start : match.start()])):
            which = "one" if (match.group("which") or match.group("which2")) in ("one", "a") else "both"
            yield Found(match.start(), match.end(), match.start(), "his", True, "arm", which, "raised")
    for form in _THINGS:
        for match in form.finditer(words, text, start, end):
            lead = _FOR.sub(" ", text[start : match.start()])
            if DENIED.search(text, start, match.end()) or PENDING.search(lead):
                continue
            if "balanc" in match.group() and "lap" in match.group():
                continue  # "balances a plate on her lap" without a hand
            state = ABOVE_SHOULDER if match.group("high") else AT_WAIST if match.group("middle") else AT_THIGH
            side, part = match.group("side"), "hand"
            if match.group("far"):
                part, state = "arm", "extended"
            elif match.group("back"):
                state = "behind the back"
            if side is None:
                ahead = _WITH_HAND.search(text, start, match.start())
                side = ahead.group("side") if ahead is not None else None
            groups = match.groupdict()
            side = side or groups.get("side2") or groups.get("side3") or match.group("own")
            holder = None if side else match.group("thing") or None
            if match.group("own") or (match.group("low") and side in SIDES and match.group("thing")):
                held = f"{HOLDING}{match.group('thing')}"
                yield Found(match.start(), match.end(), match.start(), "his", True, "hand", side, held)
            yield Found(
                match.start(), match.end(), match.start(), "his", True, part, side or "one", state, holder=holder
            )
