"""The words for states of legs and feet, by sense, wherever they stand after the limb or before it.

Entries are as in `cues.py`, which has the words for shapes that arms have, too.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ...stems import Expression
from ..cues import GROUND, Cues

FOLDED_UNDER: Cues = (
    ("folded under the body", "shape", Expression(
        r"\b(?:folded|tucked|doubled|curled|drawn|gathered|pulled|crossed) (?:up |back |in |[a-z]+ly )*(?:beneath|under|underneath)(?! (?:the|a|an) (?!body|torso|trunk))(?! (?:his|her|their|the) (?:own )?(?:chins?|faces?|arms?|nose|heads?))\b", "beneath|under|underneath")),
)  # fmt: skip
"""Of legs: more than bent, which those of everybody on a chair are."""

LEG_BEFORE_SHAPES: Cues = (
    ("bent", "shape", Expression(r"\b(?:draw|pull|hug|gather|tuck)(?:s|ing|n|ed)? up $|\bdrew up $", "up")),
)
"""Before a leg or a knee that is drawn up; of an arm it would be raised."""
AT_HEAD_LEVEL, AT_HIP_LEVEL = "as high as the head", "as high as the hips"
# a leg raised to the hips may be bent, with the foot below
ABOVE_KNEE, BELOW_KNEE, AT_KNEE_LEVEL = (
    "with the foot above the knees",
    "with the foot below the knees",
    "with the foot at knee height",
)
_KNEES = r"(?:the (?:level|height) of )?(?:his|her|their|the)(?: own)? (?:other |bent )?knees?\b(?! of\b)(?![-'’])"
FOOT_LEVELS: Cues = (
    (ABOVE_KNEE, "height", Expression(rf"\b(?:above|higher(?: up)? than|over the (?:level|height) of) {_KNEES}", "knees?")),
    (BELOW_KNEE, "height", Expression(rf"\b(?:below|lower(?: down)? than|beneath) {_KNEES}", "knees?")),
    (AT_KNEE_LEVEL, "height", Expression(r"\b(?:at|to)(?: about| roughly| almost| nearly)? (?:knee[- ](?:height|level)|the (?:height|level) of (?:his|her|their|the)(?: own)? (?:other )?knees?)\b|\blevel with (?:his|her|their|the)(?: own)? (?:other )?knees?\b", "knees?")),
)  # fmt: skip
"""How high a foot is by the knees."""
AS_LIFTED = {"foot": ("raised",), "leg": ("raised", AT_HIP_LEVEL), "knee": ("raised", AT_HEAD_LEVEL, AT_HIP_LEVEL)}
OF_BOTH_LEGS = ("drawn up", AT_HEAD_LEVEL, AT_HIP_LEVEL)
"""What both legs may do at once, and any noun for a leg or a foot may be said to do."""
_MIDDLE = "hips?|waists?|waistline|belts?|stomachs?|bell(?:y|ies)|chests?"
_UPPER = "heads?|faces?|ears?|shoulders?|chins?|eyes?"
LEG_WAYS: Cues = (
    ("lifted", "way", Expression(
        rf"\b(?<!the )(?<!a )(?:dangles? (?:free|clear|in the air|above|over|high)\b|(?:lifted|raised|hoisted|elevated|kicked|kicks|kicking|swung|swings|swinging|hovers?|hovering|cocked|flung|thrown|lifts|rises|rising|hiked|picked|drawn|pulled|brought|held|driven|drives|driving|whipped|hitched)(?: [a-z]+ly)? (?:(?:up|high|out|straight|far|well|back|behind|clear|off|into|through the air|in|above|at|from|level)(?! (?:in|on)to the (?:board|seat|chair|bench|step|pedal))\b)|lifted|elevated|raised(?! (?:on|onto)\b)"
        rf"|(?:well |high |clear |completely |just |a few inches )*(?:off|clear of|above) {GROUND}|(?:leaves|(?:has|have|having) left) (?:the )?(?:ground|floor|board)|come(?:s)? (?:up|off the)|in (?:the |mid-?)air|up (?:behind (?:him|her|them)|in the air|high)|at (?:hip|waist|chest) (?:height|level)|level with (?:his|her|their|the) (?:hips?|waist))\b",
        "lifted|raised|hoisted|elevated|kicked|kicks|kicking|swung|swings|swinging|rising|hovers?|hovering|cocked|flung|thrown|lifts|rises|hiked|picked|drawn|pulled|brought|held|driven|drives|driving|whipped|hitched|dangles?|leaves|left|comes?|off|clear|above|air|midair|up|height|level")),
    (AT_HEAD_LEVEL, "way", Expression(
        rf"\b(?:(?:above|higher than|level with|as high as|up (?:to|near|by|beside|at|past)|(?:at|to)(?: about)? the (?:height|level) of) (?:the (?:height|level|top) of )?(?:his|her|their)(?: own)? (?:{_UPPER})|over (?:his|her|their)(?: own)? heads?|(?:at|to) (?:head|face|eye|ear|chin|shoulder)[- ](?:height|level))\b(?![-'’])",
        f"{_UPPER}|head|face|eye|ear|chin|shoulder")),
    (AT_HIP_LEVEL, "way", Expression(
        rf"\b(?:(?:above|higher than|level with|as high as|(?:at|to)(?: about)? the (?:height|level) of) (?:the (?:height|level|top) of )?(?:his|her|their)(?: own)? (?:{_MIDDLE})|(?:at|to)(?: about)? (?:hip|waist|chest|belly|stomach)[- ](?:height|level))\b(?![-'’])",
        f"{_MIDDLE}|hip|waist|chest|belly|stomach")),
    ("drawn up", "way", Expression(
        r"\bare (?:both )?(?:drawn|pulled|tucked) (?:sharply |tightly |high )?up(?: sharply| tight(?:ly)?| high| close)?(?=[,.;]|$| (?:and|with|as|while|so|in front)\b)|\b(?:pulled|drawn|tucked|hugged|brought|pressed|folded|clutched|bunched|raised|lifted|kicked|draws|pulls|hugs|up|curled)(?: [a-z]+ly| up| high| in| close| tight| right| all the way)* (?:to|against|toward|towards|into|under|at|near|up to|as high as|level with)(?: the (?:height|level) of)? (?:(?:his|her|their|the)(?: own)? (?:chests?|chins?|breast|stomach|belly)|chest[- ](?:height|level))\b", "chests?|chins?|breast|stomach|belly|up")),
    ("out to the side", "way", Expression(
        r"\b(?:(?:out |straight |off |kicked |stuck |extended |stretched |swung |thrown |flung )+(?:to|on) (?:the|his|her|their|one|either)(?: left| right)? sides?(?! of (?:the|a|an)\b)|sideways|side-?wards?|out wide)\b", "sides?|sideways|wards?|sidewards?|wide")),
)  # fmt: skip
_STEPS = "counter|tabletop|table|bumper|desk|bench|railing|rail|fence|chair|dashboard|windowsill|wall|stool|footstool|ledge|crate|boulder"
FOOT_WAYS: Cues = (
    ("lifted", "way", Expression(
        rf"\b(?:up|put|placed|propped|resting|rests|planted|set|high)(?: up)? on(?:to)? (?:the|a|an|his|her) (?:[a-z]+ )?(?:{_STEPS})\b", "stool|footstool|ledge|crate|boulder|counter|tabletop|table|bumper|desk|bench|railing|rail|fence|chair|dashboard|windowsill|wall")),
)  # fmt: skip
"""Where a foot is that is off the ground."""
LEG_DIRECT: Cues = (
    ("lifted", "way", Expression(r"(?: (?:is|are|held|kept|high))* up(?:wards?)?\b(?! (?:to|on|onto|against|and|from|the|in front)\b)| high(?! (?:on|against)\b)", "up(?:wards?)?|high")),
    ("out to the side", "way", Expression(r" (?:(?:is|are|held|extends?|stretches|kicked|kicks?|out|straight) )+to (?:the|one|his|her|their) sides?(?! of\b)", "sides?")),
)  # fmt: skip
"""What only counts right behind a leg or a foot: "one knee up"."""
LEG_BEFORE: Cues = (
    ("lifted", "way", Expression(
        r"\b(?:lift(?:s|ing|ed)?|rais(?:es?|ing|ed)|kick(?:s|ing|ed)? (?:up|out)|kicks|kicked|hoist(?:s|ing)|cocks|(?:swings|swinging|swung|flings|flinging|throws|throwing|thrown|brings|bringing|drives|driving) up|picks up|picking up|hikes up)(?: up| high)? $", "lift(?:s|ing|ed)?|rais(?:es?|ing|ed)|kick(?:s|ing|ed)?|hoist(?:s|ing)|cocks|hikes|up")),
    ("drawn up", "way", Expression(r"\b(?:hugs|hugging) $", "hugs|hugging")),
)  # fmt: skip
LEG_OVER = Expression(
    r"^(?: (?:is|are|being|rests|resting|lies|[a-z]+ly|casually))* (?:crossed|thrown|draped|slung|hooked|laid|folded|swung|flung|resting|propped|placed|crosses|rests|lies|cross|(?=over|across|on (?:his|her|their|the) (?:left|right|other|opposite) knee\b))(?: [a-z]+ly)?(?:^| |(?<= ))(?:over|across|on|on top of|(?<=crossed )in front of|(?<=crossed )behind|(?<=crosses )in front of|(?<=crosses )behind) (?:(?:his|her|their|the) )?(?:left|right|other|opposite)(?: (?:one|leg|knee|thigh|foot|ankle))?\b",
    "crossed|thrown|draped|slung|hooked|laid|folded|swung|flung|resting|propped|placed|crosses|rests|lies|cross|over|across|knee",
)
"""One leg over the other."""
LEG_CROSSES = Expression(
    r"\b(?:cross|drap|throw|sling|hook|lay|fold|swing|rest|prop|plac|put|fling|keep|hold)[a-z]*(?: [a-z]+ly)? $|\b(?:slung|thrown|threw|laid|swung|flung|kept|held|has|having|with) $",
    "(?:cross|drap|throw|sling|hook|lay|fold|swing|rest|prop|plac|put|fling|keep|hold)[a-z]*|slung|thrown|threw|laid|swung|flung|kept|held|has|having|with",
)
"""Before a leg that somebody has over the other one."""
CROSS_LEGGED = Expression(r"\bcross-?legged\b", "cross(?:legged)?|legged")
LEGS: Cues = (
    ("crossed", "legs", Expression(
        r"\b(?<!arms )(?<!hands )(?:crossed|crosses|crossing|cross(?=[,.;]|$| (?:at|over|in front)\b)|intertwined|entwined|one (?:over|across|on top of) the other|(?:hooked|draped|slung|thrown|laid|resting) (?:over|across|on) (?:each other|one another|the other))(?! (?:the|a|over (?:his|her|their) (?:chest|body))\b)", "cross|crossed|crosses|crossing|intertwined|entwined|one|hooked|draped|slung|thrown|laid|resting")),
    ("apart", "stance", Expression(
        r"\b(?:(?:far |wide |well |widely |shoulder[- ]width |hip[- ]width |slightly |planted |set |spread |placed )*(?<!inches )(?<!inch )apart|(?:far|widely|well) (?:separated|spaced)|(?:are|is|set|planted|placed|spread|remain|stay) (?:far |very |quite |rather )?wide(?=[,.;]|$| (?:and|for|on|to|as|while|in|with)\b)|(?:an?|in|into) (?:[a-z]+,? )?(?:wide|broad)(?:,? [a-z-]+)? (?:stance|base|position|v|a-?shape)|an? (?:wide )?(?:inverted )?(?:v|a)(?:-shape| shape)|wide open|splayed|sprawled|astraddle|straddl(?:e|es|ing|ed)|straddled|(?:spread|set|planted|placed|positioned|stretched|held|opened) (?:[a-z]+ly |very |out |so )*(?:wide|widely|out wide)|in an? (?:[a-z]+ )?(?:split|splits|straddle|wide stance|a-frame)|(?:into|in) the splits|do(?:es|ing)? (?:the|a) splits?|spread)\b(?! (?:a|the|towel|toes))",
        "apart|splayed|sprawled|astraddle|straddl(?:e|es|ing|ed)|wide|widely|broad|separated|spaced|splits?|stance|base|frame|shape|spread")),
    ("together", "stance", Expression(
        r"\b(?:(?:close(?:ly)?|tight(?:ly)?|pressed|squeezed|held|clamped|firmly|neatly|kept|placed|locked|right|drawn|set|stay|remain) )*(?:together|(?:close|right next|very close) to (?:each other|one another)|(?:touching|against|beside|next to|alongside) (?:each other|one another)|side by side|touching|touch|joined)\b(?! (?:the|his|her|their|a|with)\b)", "together|touching|touch|against|beside|next|alongside|side|joined|close")),
)  # fmt: skip
LEGS_BEFORE: Cues = (
    ("crossed", "legs", Expression(r"\b(?:crosses|crossing|(?:has|have|having|he|she|they|who|and|keeps|with) (?:also |just |now |[a-z]+ly )?crossed) (?:both )?$", "crosses|crossing|crossed")),
    ("apart", "stance", Expression(r"\b(?:spreads|spreading|splays|splaying|parts|plants wide|(?:has|have|having) (?:also |just |now |[a-z]+ly )?(?:spread|splayed|parted)) $", "spreads?|spreading|splays|splaying|splayed|parts|parted|wide")),
    ("together", "stance", Expression(r"\b(?:presses|pressing|squeezes|squeezing|clamps|(?:has|have|having) (?:also |just |now |[a-z]+ly )?(?:pressed|squeezed|clamped))(?: together)? $", "presses|pressing|squeezes|squeezing|clamps|pressed|squeezed|clamped")),
)  # fmt: skip
LEG_FOLDED: Cues = (
    ("bent", "shape", Expression(
        r"\b(?:folded|tucked|doubled|curled|drawn|pulled|gathered|bunched)(?: [a-z]+ly)?(?: up| back| close| in)* (?:beneath|under|underneath|below|behind|up|against (?:his|her|their) (?:chest|body|thighs?)|to (?:his|her|their) (?:chest|chin))\b|\b(?:tucked|folded|doubled|curled)(?: up| in)?(?! (?:into|inside|over|in)\b)\b|\bcrouch(?:ed|ing)?\b|\b(?:bent|hooked|draped) over the (?:front|edge|end)\b", "bent|hooked|draped|folded|tucked|doubled|curled|drawn|pulled|gathered|bunched|crouch(?:ed|ing)?")),
    ("extended", "shape", Expression(
        r"\b(?:stretched|stretch|extended|extend|extends|stretches|sticking|stuck|straight|lie|lies)(?: [a-z]+ly)? (?:stretched )?(?:straight )?(?:out|at full length|full length|flat|long)\b(?! to the side)|\b(?:extended|outstretched|stretched out|at full stretch)\b|\b(?:stretched|extended|extends|stretches|sticking|stuck|straight|extending|stretching|reach(?:es|ing)?|sticks|juts|jutting|thrust|thrusts|flung)(?: [a-z]+ly| straight| far| out)* (?:out\b(?! to the side)|behind|forwards?|(?<!and straight )(?<!a straight )back(?:wards?)?|ahead|in front|rearwards?|away)\b", "stretched|stretch|extended|extend|extends|stretches|sticking|stuck|straight|lie|lies|sticks|outstretched|juts|jutting|stretch|thrusts?|flung|extending|stretching|reach(?:es|ing)?")),
)  # fmt: skip
ONE_FOOT = Expression(
    r"\b(?:balanc(?:es|ing|ed)|stands|standing|stood|poised|hop(?:s|ping)|perched|teeters|teetering|(?:all|whole|entire|full) (?:of )?(?:his |her |their )?(?:body ?)?weight) (?:[a-z]+ly )?(?:is )?(?:on|upon) (?:just |only )?(?P<which>one|a single|his left|his right|her left|her right|their left|their right|the left|the right) (?:foot|leg)(?: (?:alone|only))?\b(?! (?:and|in front|forward|ahead|on|of))"
    r"|\b(?:one-legged|flamingo)\b",
    "balanc(?:es|ing|ed)|stands|standing|stood|poised|hop(?:s|ping)|perched|teeters|teetering|weight|bodyweight|legged|flamingo",
)

WAYS = {
    frozenset(("lifted", "drawn up")): "drawn up",
    frozenset(("lifted", AT_HEAD_LEVEL)): AT_HEAD_LEVEL,
    frozenset(("lifted", AT_HIP_LEVEL)): AT_HIP_LEVEL,
    frozenset(("drawn up", AT_HIP_LEVEL)): "drawn up",
    frozenset(("lifted", "drawn up", AT_HIP_LEVEL)): "drawn up",
    frozenset(("lifted", "out to the side")): "out to the side",
}
"""What two or three states of a leg say together."""
_SO = r"(?: (?:up|out|in|close|high|straight|right|tight|all the way|[a-z]+ly))*"
HIGH = Expression(
    r" (?:(?:is|are|has|being|been|that|which|lifted|raised|hoisted|elevated|kicked|kicks|kicking|swung|swings|swinging|flung|thrown|held|shot|shoots|stretched|extended|up|out|straight|right|very|so|quite|way|[a-z]+ly) )*"
    r"high(?: up)?(?=[,.;:!]|$| (?:up|in|into|behind|toward|towards|as|and|while|for|with|before|during|so|at|to (?!(?:the|one|his|her|their) sides?\b))\b)", "high")  # fmt: skip
"""Behind a leg that is more than lifted: "kicked up high in front of him"."""
DEEPLY = Expression(
    r"(?: (?:very|so|quite))? (?:sharply|deeply|strongly|tightly|heavily|acutely|severely|dramatically|extremely|a lot|a great deal|far|all the way|very much)(?! (?:out|to|over|down|away|from|apart|forward)\b)",
    "sharply|deeply|strongly|tightly|heavily|acutely|severely|dramatically|extremely|lot|deal|far|way|much",
)
"""Behind a knee that somebody bends, or behind "bent"."""
FULLY = Expression(
    r"\b(?:fully|completely|entirely|totally|perfectly|absolutely) (?:straighten|extend|stretch|outstretch)(?:s|es|ing|ed)?\b|\block(?:s|ing|ed)?\b",
    "fully|completely|entirely|totally|perfectly|absolutely|lock(?:s|ing|ed)?",
)
ALL_THE_WAY = Expression(r"(?: out)? (?:fully|completely|entirely|all the way)\b", "fully|completely|entirely|way")
"""Where a leg is fully straightened, before it or in the words for its state, and behind it."""
ASIDE = Expression(
    rf"{_SO} (?:to (?:the|one|his|her|their)(?: own)?(?: left| right)? sides?(?! of\b)|sideways)\b", "sides?|sideways"
)
TO_CHEST = Expression(
    rf"(?: (?:is|are|both|being|held))*{_SO} (?:to|toward|towards|into|against|near|under|close to|up to|at) (?:his|her|their|the)(?: own)? (?:chests?|chins?|breast|stomach|belly|torso)\b(?! of\b)", "chests?|chins?|breast|stomach|belly|torso")  # fmt: skip
UNDER = Expression(
    rf"{_SO}(?: back)? (?:beneath|under|underneath) (?:(?:him|them)(?:self|selves)?\b|herself\b|her(?=[,.;]|$| (?:as|while|and|on|in|when|so)\b)|(?:his|her|their)(?: own)? (?:body|bodies|bottom|backside|seat|thighs?|hips|torso)\b)", "beneath|under|underneath")  # fmt: skip
"""Where a leg goes that somebody moves, right behind it: to the side, to the chest, under the body."""
MOVES = Expression(
    r"\b(?:(?:extend|stretch|stick|kick|swing|push|thrust|fling|hold|lift|rais|plac|mov|point|shoot)(?:s|es|ing|ed)?|put(?:s|ting)?|swung|stuck|flung|held|shot)(?: out| up)? $",
    "(?:extend|stretch|stick|kick|swing|push|thrust|fling|hold|lift|rais|plac|mov|point|shoot)(?:s|es|ing|ed)?|put(?:s|ting)?|swung|stuck|flung|held|shot",
)
DRAWS = Expression(
    r"\b(?:(?:tuck|pull|draw|bring|hug|press|fold|clutch|gather)(?:s|e|es|ing|ed|n)?|drew|brought)(?: up| in)? $",
    "(?:tuck|pull|draw|bring|hug|press|fold|clutch|gather)(?:s|e|es|ing|ed|n)?|drew|brought",
)
"""Before a leg that somebody moves there."""
PROPS = Expression(
    r"\b(?:prop|rest|put|plac|set|perch)(?:s|es|ting|ping|ing|ped|ed)?(?: up)? $",
    "(?:prop|rest|put|plac|set|perch)(?:s|es|ting|ping|ing|ped|ed)?",
)
ON_STEP = Expression(rf" (?:up )?on(?:to)? (?:top of )?(?:the|a|an) (?:[a-z]+ )?(?:{_STEPS})\b", _STEPS)
"""A foot that somebody puts up on something."""
