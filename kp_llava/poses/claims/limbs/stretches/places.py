"""The parts of the body that a hand is said to be at: "to her lips", "against his stomach", "deep in his pockets"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...stems import Expression
from ..found import Found, Hit

if TYPE_CHECKING:
    from .stretch import Stretch

_OWN = r"(?:(?P<owner>his|her|their|the)(?: own)?|each|either) "
_LOOSE = r"(?:[a-z]+ly |left |right |lower |upper |bearded |bare |open |closed |own |top of |side of |back of |bridge of |tip of |brim of |bill of |visor of |peak of |middle of |small of |outside of |inside of |corner of |edge of (?=(?:his|her|their) )|his |her |their )*(?:(?!(?:and|or|to|with)\b)[a-z]+ )?"
_AT = (
    r"(?:to|near|at|on|onto|against|in front of|close to|by|touching|beside|next to|(?<!far )(?<!well )(?<!way )(?<!much )(?<! in )(?:under|beneath|below(?! (?:his|her|their|the) (?:own )?heads?\b))(?! (?:his|her|their|the) (?:own )?faces?\b)|over|around|before|up to|alongside|along|across|upon|behind|"
    r"inches from|toward|towards|into|inside|in|atop|on top of|between|covering|cupping|cradling|supporting|props?(?: up)?|propping up|holds? up|resting under|rests? under|propping|rubbing|scratching|stroking|shading|shielding|hiding|wiping|holding|clutching|grasping|pressing|pushing|brushing|adjusting|tucking|gripping|hugging|massaging|patting|tapping|covers?|cups?|cradles?|supports?|shades?|shields?|hides?|wipes?|touch(?:es)?|rubs?|scratch(?:es)?|strokes?|adjusts?|grips?|clutch(?:es)?|pushing back|pushes back|pulling down|tugs at|tugging at|holding up|propped under|grazes?|grazing|brushes|(?:play|toy|fiddle)(?:s|ing)? with|(?:run|running|runs|raked|raking|rakes|tangled|buried|entwined) (?:through|in)|ruffl(?:es|ing)|reach(?:es|ing)? (?:for|up to|down to)|reach(?:es)?)"
)
_FACE = "faces?|mouths?|lips?|chins?|cheeks?|nose|noses|nostrils?|eyes?|eyebrows?|ears?|foreheads?|brows?|temples?|jaws?|jawline|mustache|moustache|beard|teeth|glasses|sunglasses|goggles|spectacles|cheekbones?"
_HEAD = "heads?|hair|hairline|helmets?|caps?|hats?|hoods?|scalp|crown|ponytail|headphones?|visor|brim|bun|nape|neck|necks|bangs|fringe|fedora|beanie|sunhat"
_CHEST = "chests?|breasts?|breastbone|sternum|heart|hearts|collarbones?|bosom|lapels?"
_SHOULDER = "shoulders?|collar"
_WAIST = "waists?|stomachs?|bell(?:y|ies)|tumm(?:y|ies)|abdomens?|belts?|midriffs?|midsections?|navel|waistband|waistline|belt buckle|belt loops?"
_HIP = "hips?|hipbones?|waists?"
_POCKET = "pockets?"
_LAP = "laps?|thighs?|legs?"
_KNEE = "knees?|kneecaps?"
_FOOT = "foot|feet|ankles?|shoes?|boots?|toes|shins?|heels?|sneakers?|calf|calves|skates?|laces|shoelaces|sandals?"
_GROUND = "ground|floor|pavement|sidewalk|grass|snow|sand|dirt|clay|turf|asphalt|ice|slope|lawn|carpet|deck|powder|concrete|mat|mats|rug|gravel|mud|tiles|floorboards|tarmac|earth"
_NO_OF = r"(?![-'’])(?! of (?!the (?:jeans|pants|trousers|shorts|coat|jacket|hoodie|sweatshirt|apron|vest|skirt|dress|overalls|suit)\b)(?:the|an?|another|his (?:friend|companion|wife|mother|father)|her (?:friend|companion|husband|mother|father))\b)(?! (?:guard|strap|bag|rest|handle|board|cover|height|level)\b)"


def _place(nouns: str, words: str, at: str = _AT, owner: str = _OWN) -> Expression:
    return Expression(
        rf"\b{at} (?:about |roughly |around |approximately |almost |nearly )?(?:(?:both|each|one|either) of (?=his|her|their))?(?:(?:the|either|each|both) (?:left |right )?(?:top|side|back|bridge|tip|brim|bill|visor|peak|middle|small|front|edge|sides|corner|corners|rim) of )?{owner}{_LOOSE}(?P<noun>{nouns})\b{_NO_OF}",
        words,
    )


PLACES: tuple[tuple[str, Expression], ...] = (
    ("near the face", _place(_FACE, _FACE)),
    ("at the head", _place(_HEAD, _HEAD, f"(?:{_AT}|through)")),
    ("in front of the chest", _place(_CHEST, _CHEST, r"(?:to|near|at|on|onto|against|in front of|close to|by|over|across|before|upon|clutching|clutches|touching|touches|pressing|presses)")),
    ("at the shoulder", _place(_SHOULDER, _SHOULDER, r"(?:to|near|at|on|onto|against|touching|touches|upon|by|beside|clutching|clutches|gripping|grips|rubbing|rubs|massaging|massages|grasping|grasps|holding|holds|behind)")),
    ("at the waist", _place(_WAIST, _WAIST, r"(?:hooked (?:in|into|over|behind|under)|(?:tucked|stuck|thrust) (?:in|into|behind|under)|to|near|at(?! (?:his|her|their|the)(?: own)? waist)|on(?! (?:his|her|their|the)(?: own)? waist)|against(?! (?:his|her|their|the)(?: own)? waist)|in front of|close to|by|around|before|upon|clutching|across|over|behind|rubbing|holding|patting|touching)", _OWN) ),
    ("on the hip", _place(_HIP, _HIP, r"(?:at|on|into|against|(?:(?<!next )(?<!close )to|upon|resting on|planted on)(?! (?:(?:his|her|their|the) )?(?:own )?waists?\b))", r"(?:(?P<owner>his|her|their|the)(?: own)? |(?:each|either) |(?=hips?))")),
    ("lowered", _place("hips?", "hips?", r"(?:by|near|beside|close to|next to|alongside)", _OWN)),
    ("in the pocket", _place(_POCKET, _POCKET, r"(?:in|into|inside|down|deep in|deep inside|hidden in|within|to|(?<!points )(?<!pointing )at|out of sight in|reaching into|digging into)", r"(?:(?P<owner>his|her|their|the|a|one|both|its)(?: own)?(?: [a-z]+(?:['’]s)?){0,3}? |(?=pockets\b))")),
    ("in the lap", _place(_LAP, _LAP, r"(?:in|into|on top of|on|onto|upon|across|against|over|atop|to|gripping|slapping|between|(?:near|at|down by|by|along|beside)(?= (?:his|her|their|the)(?: own)? laps?\b))")),
    ("at the knee", _place(_KNEE, _KNEE, r"(?:on top of|on|onto|at|near|by|around|against|upon|beside|touch(?:es|ing)?|clasping|clasps|hugging|hugs|gripping|grips|clutching|clutches|slaps|slapping|rubs|rubbing|over|touching|below|between|to|toward|behind|next to|alongside)", r"(?:(?P<owner>his|her|their|the)(?: own)? |(?:each|either) |(?=knees\b))")),
    ("near the ground", Expression(
        rf"\b(?:on|onto|in|into|through|against|touching|touch|touches|brushing|brush|brushes|skimming|skims|dragging|drags|grazing|grazes|inches (?:above|from)|just above|scraping|scrapes|pressing|patting|rests on|planted on|near|close to|beside|feels|"
        rf"(?:reach|stretch|hang|extend)(?:es|s|ed|ing)? (?:right |all the way |far |down |low )*(?:to|onto)|(?:dropp?(?:s|ed|ing)?|lower(?:s|ed|ing)?|low|down|bends) (?:right |all the way |far |down |low )*(?:to|onto)) "
        rf"(?:for )?(?:(?:the|fresh|wet|deep|hard|icy|bare|sandy|wooden|tiled|exercise|yoga|gym|wrestling|tatami) )+(?P<owner>)(?P<noun>{_GROUND})\b(?! (?:track|floor|board|level))", _GROUND)),
    ("at the foot", _place(_FOOT, _FOOT, r"(?:on|onto|at|near|by|around|against|upon|beside|clasping|gripping|clutching|over|touching|to|close to|tying|lacing|next to|grasping|grasps|grips|clasps|clutches|grabs|grabbing|holds|holding|rubs|rubbing|massaging|reaches|reaching for|touches)")),
)  # fmt: skip
"""States of a hand, each with the expression for being there."""

LONG_THINGS = Expression(
    r"\b(?:bats?|rackets?|racquets?|umbrellas?|parasols?|poles?|skis?|boards?|surfboards?|snowboards?|skateboards?|kites?|sticks?|paddles?|oars?|backpacks?|bags?|straps?|towels?|leash(?:es)?|"
    r"ropes?|signs?|clubs?|rifles?|guns?|swords?|guitars?|violins?|trumpets?|brooms?|canes?|rods?|lines?|bab(?:y|ies)|infants?|toddlers?|child(?:ren)?|dogs?|cats?|puppy|suitcases?|coats?|jackets?|shawls?|scarf|ladders?|trays?|boxes|box|flags?|banners?|balloons?|hoses?|"
    r"reins|bicycles?|bikes?|handlebars?|tables?|counter|desk|railing|rail|wall|fence|door|bench|chair|seat|wheel)\b",
    "bats?|rackets?|racquets?|umbrellas?|parasols?|poles?|skis?|boards?|surfboards?|snowboards?|skateboards?|kites?|sticks?|paddles?|oars?|backpacks?|bags?|straps?|towels?|leash(?:es)?|ropes?|signs?|clubs?|rifles?|guns?|swords?|guitars?|violins?|trumpets?|"
    "brooms?|canes?|rods?|lines?|bab(?:y|ies)|infants?|toddlers?|child(?:ren)?|dogs?|cats?|puppy|suitcases?|coats?|jackets?|shawls?|scarf|ladders?|trays?|boxes|box|flags?|banners?|balloons?|hoses?|reins|bicycles?|bikes?|handlebars?|tables?|counter|desk|railing|rail|wall|fence|door|bench|chair|seat|wheel",
)
"""What reaches far from the hand that holds it, or carries the hand: its place is not the hand's."""
DOWN_TO_THING = re.compile(
    r"\bdown(?:wards?)? (?:low )?(?:to|toward|towards|for|at|onto|on) (?:the|his|her|their|its|a) (?:[a-z]+ )?[a-z]*(?:boards?|deck|skis?|ropes?|poles?) $"
)
"""Before where a hand is that reaches down to such a thing: the place is both its own and the hand's."""

CLASPS = Expression(
    r"\b(?:clasp|fold|clap|interlac|interlock|intertwin|join|link|lac|steepl|wring|rub)(?:p|b)?(?:s|es|ing|ed)(?: together)?(?: both| all)? $|\b(?:wrung|rubs together|presses together|pressing together|brings together|bringing together)(?: both)? $",
    "(?:clasp|fold|clap|interlac|interlock|intertwin|join|link|lac|steepl|wring|rub)(?:p|b)?(?:s|es|ing|ed)|wrung|rubs|presses|pressing|brings|bringing",
)
"""Before two hands that are at each other."""
TOGETHER = Expression(
    r"\b(?:clasped|interlaced|interlocked|laced|joined|pressed|folded|linked|clasps|together|intertwined|entwined|steepled|clapping|clap|held|meet|touching|touch each other|touch one another|in prayer|praying)(?: [a-z]+ly| firmly| flat)*(?: together| in prayer| with each other| in a clap| against each other)?\b",
    "clasped|interlaced|interlocked|laced|joined|pressed|folded|linked|clasps|together|intertwined|entwined|steepled|clapping|clap|held|meet|touch|touching|prayer|praying",
)
_LOCKED = re.compile(r"(?:folded|clasp|interla|interlo|laced|join|link|intertwin|entwin|steepl)")
_CLASPED = re.compile(rf"{_LOCKED.pattern}|.*\btogether$")
_OF_TWO = re.compile(r"joined|linked|intertwined|entwined|interlaced|interlocked")
"""Of hands without an owner, and of "their" hands: "the joined hands" may be one of each of two people."""
_ON = (" on ", " around ", " at the ")


def read_together(stretch: Stretch, is_alone: bool) -> Iterator[Found]:
    """Two hands at each other; where their place is said, too, only by words that are of both."""
    limb = stretch.limb
    if stretch.is_denied_after or stretch.is_denied_before or limb.is_none:
        return
    clasped = CLASPS.search(stretch.before, stretch.lead)
    if (
        clasped is None
        and _LOCKED.search(limb.adjectives)
        and not (limb.owner in ("", "the", "their") and _OF_TWO.search(limb.adjectives))
    ):
        yield stretch.found(Hit("together", "hands", limb.begin, limb.end), "hands", None)
    if clasped is not None and not stretch.text.startswith(_ON, limb.end):
        yield stretch.found(Hit("together", "hands", stretch.first + clasped.start(), limb.end), "hands", None)
        return
    together = TOGETHER.search(stretch.after, stretch.text, limb.end, stretch.until)
    if (
        together is not None
        and (_LOCKED.match(together.group()) or not stretch.text.startswith(_ON, together.end()))
        and together.group() != "held"
        and (limb.noun != "fingers" or _LOCKED.match(together.group()))
        and (is_alone or _CLASPED.match(together.group()))
        and (
            _LOCKED.match(together.group())
            or not LONG_THINGS.search(stretch.after, stretch.text[limb.end : together.end() + 12])
        )
    ):
        yield stretch.found(Hit("together", "hands", limb.begin, together.end()), "hands", None)
