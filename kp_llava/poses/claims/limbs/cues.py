"""The words for states of arms and hands, and for the shapes of all limbs, wherever they stand by the limb.

An entry has a state, its dimension and an expression. Of two entries of one dimension that a stretch of text fits, the
text is taken for neither.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from functools import lru_cache

from ..stems import Expression
from ..words import SIDE_OF_PICTURE

Cues = tuple[tuple[str, str, Expression], ...]
"""States with their dimensions (``"shape"``, ``"way"``, ``"place"``) and the expressions that stand for them."""

_OWN = r"(?:his|her|their|the)(?: own)?"
_ADVERBS = r"(?:(?!only|nearly|almost)[a-z]+ly |almost |nearly |so |very |rather |quite |well |still |sharply |far |fully |perfectly |completely |somewhat |a little |a bit |slightly )*"
_SKY = r"(?:the )?(?:sky|skies|ceiling|heavens?|clouds?|sun|stars|treetops|rafters|roof|stars|moon|(?:ceiling )?lights?(?: above)?|lamps?|chandelier)"
GROUND = r"(?:the )?(?:[a-z]+ )?(?:ground|floor|pavement|sidewalk|grass|earth|deck|sand|snow|dirt|clay|carpet|tiles|asphalt|turf|road|street)"

# --- shapes of arms and legs
_BENT_AFTER = (
    r"\b(?<!the )(?<!a )(?:(?:bent|flexed|crooked|cocked(?! (?:to|his|her|up|high|above))|doubled up|doubled back|folded|curled|bows?|buckled?|buckles|(?<!no )(?<!any )(?<!slightest )(?<!least )(?<!trace of a )(?<!hint of a )(?<!sign of a )bends?|bending|flexes|flexing|angled|hooked|kinked|crooks?)"
    r"(?! (?:over|forwards?|down(?:wards?)?|backwards?|low|at the (?:waist|hips)|to(?! (?:hold|grip|carry|catch|steady|support|keep|absorb|brace)\b)|toward|towards|(?:his|her|their|the|both|each|one) (?:back|trunk|torso|body|head|neck|left|right|knees?|elbows?|legs?))\b)"
    r"|(?:at|in|into|forms?|forming|makes?|making) (?:an? |almost |nearly |about |roughly |close to )*(?:(?:right|90[- ]degree|ninety[- ]degree|sharp|acute|tight|obtuse|wide) angles?|90 degrees)"
    r"|(?:an?|into an?) [lv][- ]shape|[lv]-shaped|drawn (?:up|in) (?:under|beneath)|jackknifed|crook(?:ed)? at)\b"
)
_BENT_WORDS = "bent|cocked|flexed|crook(?:s|ed)?|doubled|folded|curled|bows?|buckle[sd]?|bend(?:s|ing)?|flexes|flexing|angled?|hooked|kinked|degrees|angles|shaped?|drawn|jackknifed"
_SHARP = "sharply|deeply|strongly|tightly|heavily|acutely|steeply|severely|markedly|dramatically|extremely|fully"
_SHARP_AFTER = (
    rf"\b(?<!the )(?<!a )(?:(?:{_SHARP}|well|very|so|quite) (?:bent|flexed|crooked|folded|angled|curled|hooked)(?! (?:over|forwards?|down(?:wards?)?|backwards?|low|at the (?:waist|hips)|to|toward|towards)\b)"
    rf"|(?:bent|bends|bending|flexed|folded) (?:at the (?:elbows?|knees?) )?(?:{_SHARP}|double|nearly double|almost double|in half|at an? (?:sharp|acute|tight|right|90[- ]degree) angle|to an? (?:right|90[- ]degree) angle|to (?:about |nearly |almost )?90 degrees)"
    r"|(?:at|in|into|forms?|forming|makes?|making) (?:an? |almost |nearly |about |roughly |close to )*(?:(?:right|90[- ]degree|ninety[- ]degree|sharp|acute|tight) angles?|90 degrees)"
    r"|doubled (?:up|back)|jackknifed|an? l[- ]shape|l-shaped)\b"
)
_SHARP_WORDS = f"{_SHARP}|bent|flexed|crooked|folded|angled?|angles|curled|hooked|bends|bending|degrees|doubled|jackknifed|tucked|drawn|gathered|shaped?"
_STRAIGHT_AFTER = (
    r"\b(?<!the )(?<!a )(?<!sits )(?<!stands )(?<!sitting )(?<!standing )(?:"
    r"(?:bolt |ramrod[- ]|dead |arrow[- ]|perfectly |rigidly |plumb[- ]|poker[- ]|pencil[- ])?straight(?:ened)?(?: as an? [a-z]+)?(?! (?:ahead|at (?:the (?!elbows?|knees?|wrists?)|us)|into|through|to|toward|towards|up|down|out|outwards?|forwards?|upwards?|downwards?|sideways|in front|away|line|back|from|behind|hair|face))"
    r"|(?:fully |stiffly |straight |entirely |completely )?unbent|locked(?: out| straight| stiff| rigid| tight| in place)?(?! (?:on|onto|with|around|in(?!to)|together|behind)\b)"
    r"|(?:perfectly |completely |quite |all )?(?:stiff|rigid)(?:ly)?(?: and straight| as an? [a-z]+)?|ramrod|poker-straight|board-straight"
    r"|(?:fully|completely|entirely|totally|straight) (?:extended|stretched|outstretched|elongated|lengthened)|at full (?:stretch|extension|length)"
    r"|(?:stretched|extended|reaching|stretches|extends) (?:out )?(?:to (?:its|their|the|his|her) (?:full(?:est)?|very) (?:length|extent|reach|extension|limit)|as far as (?:it|they) (?:will|can|could)|to the (?:full|limit|utmost)|straight|fully|completely)"
    r"|in a straight line|forms? a straight line|without (?:any |the slightest |the least |a )?(?:(?:trace|hint|sign) of an? )?(?:bend|crook|kink|flex)|with no (?:bend|crook|kink)|(?:has|have|having|shows?|showing) no (?:bend|crook|kink|flex)(?: at all)?)\b"
)
_STRAIGHT_WORDS = "straight(?:ened)?|unbent|locked|stiff(?:ly)?|rigid(?:ly)?|ramrod|board|extended|stretched|stretches|extends|outstretched|elongated|lengthened|stretch|extension|length|reaching|without|no"
_RIGID_AFTER = (
    r"\b(?<!the )(?<!a )(?<!sits )(?<!stands )(?<!sitting )(?<!standing )(?:"
    r"(?:bolt |ramrod[- ]|dead |arrow[- ]|perfectly |rigidly |plumb[- ]|poker[- ]|pencil[- ]|completely |fully |absolutely |entirely |totally |board[- ])straight(?! (?:ahead|line|back|hair|face))"
    r"|straight as an? (?:rod|arrow|ruler|board|poker|stick|pole|plank|ramrod|pencil|die|spear|column|post|beam|needle)|(?:fully |stiffly |entirely |completely )unbent|locked(?: out| straight| stiff| rigid| tight)?(?! (?:on|onto|with|around|in|behind|together)\b)"
    r"|(?:perfectly |completely |quite |all )?(?:stiff|rigid)(?:ly)? (?:and straight|as an? [a-z]+)|ramrod|poker-straight|board-straight|rigid(?! (?:frame|board))|without (?:any |the slightest |the least |a )(?:(?:trace|hint|sign) of an? )?(?:bend|crook|kink|flex)|with no (?:bend|crook|kink)|(?:has|have|having|shows?|showing) no (?:bend|crook|kink|flex)(?: at all)?)\b"
)
_RIGID_WORDS = "straight|unbent|locked|stiff(?:ly)?|rigid(?:ly)?|ramrod|board|without|no"
_STRETCHED_AFTER = (
    r"\b(?<!the )(?<!a )(?:(?:extended|outstretched|stretched|stretches|stretching|extends|extending|outthrust|flung|thrust|shot|sticks|sticking|stuck|juts|jutting|reached|straightened) (?:all the way |straight |far |right )?"
    r"(?:out|outwards?|forwards?|away|ahead|before|in front|along|over|across|toward|towards|up|upwards?|down|downwards?|to|into|sideways|wide|behind|at|above|high|fully|past|beyond)"
    r"|outstretched|extended|is stretched|are stretched|held straight|stretched)\b"
)
_STRETCHED_AFTER = rf"{_STRETCHED_AFTER}|\b(?:stretch|extend|stick) (?:all the way |straight |far )*(?:out|outwards?|forwards?|ahead|toward|towards|sideways|to)\b|\b(?:held|is|are) (?:straight |far |right )*out(?=[,.;]|$| (?:to(?! (?:the|his|her|their|one|either) (?:left |right )?sides?\b)|toward|towards|over|for|at|from|as|while)\b)|\breach(?:es|ing)? out(?=[,.;]|$)|\breach(?:es|ing)? (?:all the way |far |right )*(?:out|across|over) (?:to|toward|towards|for)\b|\b(?<!stands )(?<!standing )(?<!sits )(?<!sitting )straight (?:up|down|out|outwards?|forwards?|upwards?|downwards?|ahead|sideways|in front)\b"
_STRETCHED_WORDS = "reach(?:es|ing)?|stretch|extend|stick|out|extended|outstretched|stretched|stretches|stretching|extends|extending|outthrust|flung|thrust|shot|sticks|sticking|stuck|juts|jutting|reached|straightened|straight"

SHAPES: Cues = (
    ("bent", "shape", Expression(_BENT_AFTER, _BENT_WORDS)),
    ("straight", "shape", Expression(_STRAIGHT_AFTER, _STRAIGHT_WORDS)),
    ("fully straight", "shape", Expression(_RIGID_AFTER, _RIGID_WORDS)),
    ("sharply bent", "shape", Expression(_SHARP_AFTER, _SHARP_WORDS)),
)  # fmt: skip
ARM_STRETCHED: Cues = (("extended", "shape", Expression(_STRETCHED_AFTER, _STRETCHED_WORDS)),)

HAND_STRETCHED: Cues = (
    (
        "extended",
        "shape",
        Expression(
            r",?(?: (?:is|are|being|held|that|which|the one|remains?|stays?|appears? to be|[a-z]+ly))* (?:extended|outstretched|stretched out)(?! (?:on|over|across|in his|in her|palm|finger))\b",
            "extended|outstretched|stretched",
        ),
    ),
)

BEFORE_SHAPES: Cues = (
    ("fully straight", "shape", Expression(
        r"\b(?:(?:there is|there's|is|with|has|shows?|without|see|seeing|hardly) )?(?:no|not the slightest|not the least|without (?:any|the slightest|the least|a)|not a|zero|hardly any|barely any)(?: (?!deep|sharp|strong|great|big|large|marked|pronounced|extreme|severe|dramatic|acute|tight)[a-z]+)? (?:bend|crook|flex|kink|angle)(?: at all| whatsoever| visible)? (?:in|to|at|of) $", "bend|crook|flex|kink|angle")),
    ("straight", "shape", Expression(
        r"\b(?:straightens|straightening|straightened|locks|locking|unbends|unbending|unfolds|stiffens|stiffening) (?:out |up )?$", "straightens|straightening|straightened|locks|locking|unbends|unbending|unfolds|stiffens|stiffening")),
    ("sharply bent", "shape", Expression(
        rf"\b(?:an?|the) (?:{_ADVERBS})(?:sharp|deep|strong|pronounced|tight|acute|steep|severe|marked|dramatic|heavy|extreme) (?:bend|crook|flex|kink) (?:in|to|at) $|\b(?:sharply|deeply|doubles up|tucks up) (?:bends|bending|flexes|flexing|crooks|crooking|folds|folding)? ?$", "bend|crook|flex|kink|sharply|deeply|doubles|tucks")),
    ("bent", "shape", Expression(
        rf"(?<!no )(?<!any )(?<!least )\b(?:an?|the) {_ADVERBS}(?:(?!straight|slightest|least)[a-z-]+ )?(?:bend|crook|flex|kink) (?:in|to|at|of) $"
        rf"|\b(?:bends|bending|bend|flexes|flexing|flex|crooks|crooking|folds|folding|tucks up|tucking up|curls|curling|doubles up|buckles|(?:has|have|having) (?:also |just |now |[a-z]+ly )?(?:bent|flexed|crooked|folded)|what bends is|what is bent is|that bends is) (?:only |just |both |deeply |sharply )*$", "bent|bend|flex|crook|flex|kink|flexed|crooked|folded|bends|bending|flexes|flexing|crooks|crooking|folds|folding|tucks|tucking|curls|curling|doubles|buckles")),
)  # fmt: skip
ARM_OUT: Cues = (
    ("extended", "shape", Expression(r"(?: far| straight| right)* (?:out|forth|forwards?)(?=[,.;]|$| (?:to(?! (?:the|his|her|their|one|either) (?:left |right )?sides?\b)|toward|towards|over|for|across|into|in front|at|as|while|with|and)\b)", "out|forth|forwards?")),
)  # fmt: skip
ARM_BACK = Expression(
    r"\b(?:swung|swings?|swinging|thrown|flung|stretched|extended|stretches|extends|sweeps|swept) (?:far |straight |well |all the way )*back(?:wards?)?(?! (?:in|to|into|on|onto|over|against|toward|and forth|at)\b)", "back(?:wards?)?")  # fmt: skip
"""Where an arm is that is swung back: not in front."""
REACHES = re.compile(r"\b(?:stretch|reach|thrust|extend|fling|shoot|hold|stick)(?:es|s|ing|ed)? (?:both |one )?$")
"""Before an arm or a hand that is stretched "out"."""
ARM_BEFORE_STRETCHED: Cues = (
    ("extended", "shape", Expression(
        r"\b(?:(?:stretches|stretching) (?:far |straight )*(?:out|forwards?)(?: (?:to|toward|towards|for)(?: [a-z]+){1,4}?)? (?:with|using)|extends?|extending|stretch(?:es)?|stretching|(?:has|have|having) (?:also |just |now |[a-z]+ly )?(?:extended|stretched|straightened|thrust)|outstretches|(?:stick|thrust|shoot|throw|fling|hold|put)(?:s|ing|ting) out|thrusts forward|(?:reaches|reaching) out(?: with)?|(?:reaches|reaching) (?:out |over |far |right )*(?:across|over)(?: [a-z'’-]+){1,5}? (?:with|using))(?: out| forth)? $",
        "extends?|extending|extended|stretch(?:es)?|stretching|stretched|straightened|thrust|thrusts|outstretches|out|reaches|reaching")),
)  # fmt: skip

# --- where arms and hands are
_NOT_SKY = r"(?! (?:to(?! (?:hold|grip|catch|carry|keep|block|hit|strike|throw|serve|swing|wave|greet|signal|celebrate|steady|stop|cheer)\b)|toward|towards|at|in front|about|slightly|halfway|partway|only|out(?!stretched)|from|off|against|onto|on|a little|just|chest|waist|shoulder|level|no higher|higher|lower)\b(?! (?:toward |towards |at |to )?(?:the )?(?:sky|ceiling|heavens?|air)))"
_TO_VIEW = rf"\b(?:to|toward|towards) the (?:viewer['’]s (?=[lr])|(?={SIDE_OF_PICTURE}))"
ARM_WAYS: Cues = (
    ("reaching to the viewer's left", "reach", Expression(rf"{_TO_VIEW}left\b", "left")),
    ("reaching to the viewer's right", "reach", Expression(rf"{_TO_VIEW}right\b", "right")),
    ("held away from the body", "way", Expression(rf"(?<!\bup and )\baway from {_OWN} (?:bod(?:y|ies)|torso|trunk|sides?)\b", "away")),
    ("on the hip", "way", Expression(r"\bakimbo\b", "akimbo")),
    ("across the body", "way", Expression(r"\b(?:is|are|was|were|firmly|held|one|other) crossed(?! (?:at|with|behind|over (?:the|a|an|each)|on|above|legs?|in)\b)", "crossed")),
    ("above the head", "way", Expression(
        rf"\b(?:(?:far |high |way |well |directly |straight |right |just |up )*(?:above|over|higher than|over the top of)(?: the)? (?:(?:top|crown|level|height|brim|peak) of )?{_OWN} (?:own )?(?:[a-z]+ )?(?:head|heads|helmet|helmets|cap|hat|hood|hair|crown|hairline)(?: level)?|overhead)\b",
        "heads?|helmets?|cap|hat|hood|hair|crown|hairline|overhead")),
    ("raised", "way", Expression(
        rf"\b(?<!the )(?<!a )(?:(?:upraised|uplifted|upheld|raised|lifted|hoisted|elevated|uplifted){_NOT_SKY}"
        rf"|aloft|sky-?wards?|heaven-?wards?|(?:points?|pointing|aimed|aiming|reach(?:es|ing|ed)?|stretch(?:es|ed|ing)?|extend(?:s|ed|ing)?|shoots?|shot|thrown|flung|swung|held|thrust|sticks?|sticking|straight|raised|lifted|rises|rising|go(?:es)?|wave[sd]?|waving|jabs?|jabbing|pumped|pumps|pumping|fly|flies|up|out|high|is|are) (?:[a-z]+ly |straight |right |up |upwards? |high |out )*"
        rf"(?:(?:up )?(?:in(?:to)?|through|to) (?:the |mid-?|thin )?air|(?:up )?(?:at|to|toward|towards|into) {_SKY}|up(?:wards?)?(?! (?:to (?:his|her|their|the|an?|about|just|shoulder|chest|waist)|on|against|the|near|at|from(?! (?:the|his|her|their) shoulders?\b)|in front|close|by|beside|under|behind|around|front|with|his|her|their|before|as|into|onto|for|a|an)\b)|high(?! (?:on|against|enough)\b))"
        rf"|(?:points?|pointing|reach(?:es|ing)?|aimed|waves?|waving) (?:straight |right )?up (?:at|to|toward|towards)\b|(?:in|into) the air|(?:stretched|extended|raised|held|reaching|reaches|straight|high|up|lifted) (?:[a-z]+ly |straight |high |up )*(?:above|over) (?:him|her|them)(?:self|selves)?(?=[,.;]|$| (?:and|as|while|with|to|in)\b)|(?:high|up|straight|well|far|way) (?:above|over) (?:his|her|their|the) shoulders?(?: (?:height|level|line))?|(?:above|higher than|over) (?:the (?:level|height) of )?(?:(?:his|her|their) )?(?:shoulders?|head)(?: (?:height|level|line))(?! of))\b",
        "upraised|uplifted|upheld|raised|lifted|hoisted|elevated|aloft|sky|skywards?|wards?|heaven|heavenwards?|air|midair|up|upwards?|high|above|over|higher|skies|ceiling|heavens?|clouds?|sun|stars|treetops|rafters|roof|moon|lights?|lamps?|chandelier")),
    ("hanging", "way", Expression(
        r"\b(?:hang(?:s|ing)?(?! (?:straight |loosely )?(?:down )?in front of)|hung|dangl(?:es?|ing|ed)|droop(?:s|ing|ed)?|flops?|flopped|limp(?:ly)?|sags?|sagging|swings? loose|(?:lies|lie|rests?|hang|resting|is|are|held|keeps?|kept|fall(?:s|en)?|drop(?:s|ped)?|down|straight down|stay(?:s)?|remain(?:s)?|idle|idly|slack|loose|loosely|relaxed|lowered|flat|close|stiffly|straight|inactive|simply|just) (?:down |straight |close |flat |[a-z]+ly )*(?:at|by|along|beside|alongside|against|(?<=hang )to|(?<=hangs )to|(?<=ging )to|(?<=drop )to|(?<=drops )to|(?<=dropped )to|(?<=fall )to|(?<=falls )to|(?<=fallen )to|(?<=lowered )to|(?<=down )to|(?<=close )to|(?<=flat )to|(?<=ly )to) (?:his|her|their|the|its|(?<=hang at )(?:either|each|both)|(?<=ging at )(?:either|each|both))(?: own| left| right)? (?:sides?|flanks?))\b(?! (?:from (?:the|an?) (?:strap|bar|rope|branch|hook|ceiling)|onto|on to|over (?:the|his|her|their) (?:back|edge|side|arm|rail|shoulder)|above|on (?:the|an?) (?:strap|bar|rope)))"
        r"|\b(?<!out )(?<!away )(?<!outstretched )(?<!extended )(?<!spread )(?:at|by) (?:his|her|their) sides?\b|\b(?:alongside|beside) (?:his|her|their) bod(?:y|ies)\b|\b(?:flat|pressed|held|straight|down|lies?|rests?|kept|stiffly|tight|tightly) (?:close |flat |down )*along (?:his|her|their|the)(?: own)? (?:trunk|torso|bod(?:y|ies)|flanks?|thighs?)\b", "hang(?:s|ing)?|hung|dangl(?:es?|ing|ed)|droop(?:s|ing|ed)?|flops?|flopped|limp(?:ly)?|sags?|sagging|loose|sides?|flanks?|bod(?:y|ies)|along")),
    ("lowered", "way", Expression(
        rf"\b(?:(?:points?|pointing|aimed|aims|reach(?:es|ing|ed)?|stretch(?:es|ed|ing)?|extend(?:s|ed|ing)?|held|thrust|hangs?|drops?|dropped|falls?|fallen|sinks?|is|are|trails?|trailing|straight|lowered|kept|keeps) (?:[a-z]+ly |straight |far |down |well |right |low |directly )*(?:to|toward|towards|at|near|along|close to|over|just above|above|across|in|into|through|against) {GROUND}"
        rf"|(?:points?|pointing|aimed|reach(?:es|ing|ed)?|stretch(?:es|ed|ing)?|extend(?:s|ed|ing)?|held|hangs?|is|are|kept|keeps?|stays?|remains?|carried|straight|drops?|dropped|angled|slants?|let|goes|go) (?:[a-z]+ly |straight |far |right |so |very )*(?:down(?:wards?)?(?! (?:the|a|by one)\b)|low(?! (?:over|on)\b))"
        rf"|lowered(?! (?:himself|herself|head))|(?:drops?|dropped|falls?|fallen|sinks?) (?:next to|beside|alongside|below|past)\b|(?:far |well |just )?(?:below|beneath|lower than) (?:the (?:level|height) of )?(?:(?:his|her|their|the) )?(?:waist|hips?|belt|knees?|waistline|belt line)(?: (?:height|level|line))?)\b",
        "ground|floor|pavement|sidewalk|grass|earth|deck|sand|snow|dirt|clay|carpet|tiles|asphalt|turf|road|street|down|downwards?|low|lowered|drops?|dropped|falls?|fallen|sinks?|waist|hips?|belt|knees?|waistline")),
    ("out to the side", "way", Expression(
        r"\b(?:(?:out |outward |away |straight |off )?(?<!close )(?<!closer )(?<!closest )(?<!near )(?<!nearer )(?<!nearest )(?<!next )(?:to|on|at) (?:the|his|her|their|either|each|one|both|opposite)(?: own| left| right)? sides?(?! of (?:the|a|an|it|its|that|this|them|each|(?:his|her|their) (?:own )?(?:heads?|faces?|jaws?|chins?|mouths?|ears?|necks?|hats?|caps?|helmets?|hips?|waists?|knees?|chests?|thighs?|legs?))\b)(?! (?:pocket|table|window|door|mirror|rail))"
        r"|(?<!looks )(?<!looking )(?<!glances )sideways|side-?wards?|laterally|(?:spread|flung|thrown|held|stretched|opened|extended|splayed|outspread|reaching|stretches|swung|out) (?:far |very |out |fully )*(?:wide|(?<!held )apart|like (?:an? )?(?:wings?|bird|airplane|aeroplane|scarecrow|eagle|tightrope walker)|open)|outspread|wide (?:open|apart)|outflung|spread[- ]eagled?"
        r"|(?<!stretched )(?<!extended )(?<!reaching )out(?: wide| to both sides)? for balance|in a (?:t-?shape|cross)|(?:horizontal(?:ly)?|parallel to the (?:ground|floor)) (?:out )?to (?:the|his|her|their|either) sides?|spread out|spread|wide(?! (?:stance|grip|angle|smile|eyes|eyed|brim|open mouth)\b))\b",
        "sides?|sideways|wards?|sidewards?|laterally|spread|flung|thrown|held|stretched|opened|extended|splayed|outspread|reaching|stretches|swung|out|wide|outflung|eagled?|shape|tshape|cross")),
    ("forward", "way", Expression(
        r"\b(?:(?:out |straight |directly |right |well |far |held |stretched |up |extended |outstretched |thrust )+(?:in front of|before|ahead of) (?:(?:him|her|them)(?:self|selves)?|(?:his|her|their) bod(?:y|ies))|(?:out |straight |stretched |extended |reaching |reaches |held |goes |thrust |pointing |points |pushed |flung |outstretched |stretch(?:es)? |extends? |reach |point |swung |swings? |throws |thrown |thrusts |stretching |pushes |extending |flings )+(?:forwards?|ahead)(?! to\b)|(?<!not )out in front(?! of)|(?:held|stretched|extended|is|out) in front(?= at| as| for|[,.;]|$))\b",
        "front|before|ahead|forwards?")),
    ("behind the back", "way", Expression(
        r"\b(?:behind|in back of|in the small of|at the small of|on the small of|against the small of) (?:his|her|their|the)(?: own| lower)? back|behind (?:his|her|their|the) (?:backs|bod(?:y|ies))|(?<=hand )(?:is |held |kept |placed |tucked )*at (?:his|her|their) back|(?:pressed|resting|rests|placed|held|laid|flat) (?:against|to|on|onto) (?:his|her|their) (?:own )?(?:lower )?back(?! of)|(?<=hand )(?:flat |firmly )?(?:against|to|on|onto) (?:his|her|their) own (?:lower )?back(?! of)|behind (?:himself|herself|themselves|(?:him|her|them)(?=[,.;:]|$| (?:and|while|as|to|in|with|for|like|on|at)\b))", "behind|backs?|small|body|bodies")),
    ("across the body", "way", Expression(
        r"\b(?<!legs )(?:crossed|folded|cross|crosses|crossing|clasped|wrapped|locked|held|lies|lie|laid|lying|rests?|draped|placed|pressed|drawn|kept|thrown|slung|tucked)(?: [a-z]+ly| firmly| tight| loosely| neatly)* (?:over|across|in front of|against(?! (?:his|her|their|the) (?:own )?(?:bod|torso|trunk|front))|around) (?P<owner>his|her|their|the)(?: own)? (?:chests?|bod(?:y|ies)|stomach|waist|belly|midriff|midsection|middle|torso|trunk|abdomen|breast|front)\b|\bacross (?P<owner2>his|her|their|the)(?: own)? (?:chests?|body|bodies|stomach|waist|belly|midriff|midsection|middle|ribs?|torso|abdomen)\b|\b(?:wrapped|folded|clasped|locked)(?: [a-z]+ly)? (?:around|about) (?:himself|herself|themselves)\b",
        "chests?|body|bodies|stomach|waist|belly|midriff|midsection|middle|ribs?|torso|trunk|abdomen|breast|front|himself|herself|themselves")),
    ("against the body", "way", Expression(
        r"\b(?:(?:tucked|pressed|clamped|pinned|squeezed|tight|hugged) (?:up |in |firmly |tightly |tight |close |closely |flat |snugly |hard )*(?:to|against|by|into|in to) (?:his|her|their|the)(?: own| left| right)? (?:bod(?:y|ies)|sides?|ribs?|rib ?cages?|torso|trunk|flanks?)|tucked in(?! front\b)(?: close| tight| tightly)?|(?:held|kept|tucked|drawn|pulled|pressed) (?:in )?tight(?: in)?(?! (?:to|against|behind|over|around|together)\b)|(?:tight|tightly|firmly|closely|close in) (?:to|against) (?:his|her|their|the)(?: own)? (?:bod(?:y|ies)|torso|trunk|ribs))\b",
        "tucked|pressed|held|kept|clamped|pinned|drawn|squeezed|pulled|close(?:ly)?|tight(?:ly)?|firmly|hugged|clings|clinging|snug")),
    ("at shoulder height", "way", Expression(
        r"\b(?:(?:at|to|about|up to) (?:about |around |roughly |exactly |almost )*(?:shoulder|chest)[- ](?:height|level)|level with (?:his|her|their|the) shoulders?|(?:at|to) (?:about |around |roughly )?the (?:height|level) of (?:his|her|their|the) shoulders?|horizontal(?:ly)?|parallel (?:to|with) the (?:ground|floor|water|snow))\b", "height|level|horizontal(?:ly)?|parallel")),
)  # fmt: skip
TUCKED = "close to the body"
"""The state of an arm whose elbow is at the trunk, wherever the hand is."""
_NEAR = rf"(?:close|near|next|tight|tightly|snug|snugly|in) (?:in )?(?:to|by|against)? ?{_OWN} (?:bod(?:y|ies)|sides?|torsos?|trunk|ribs?|rib ?cages?|flanks?)\b(?! of)"
_IN = r"(?:(?:tucked|pulled|drawn|held|kept|pressed|pinned|clamped|hugged|squeezed) )+(?:[a-z]+ly |in |up )*(?:close|in|tight)\b(?! (?:front|his|her|their|the|a|an|to (?!(?:his|her|their|the) (?:own )?(?:body|bodies|sides?|torsos?|trunk|ribs?))|against|around|over|behind|together|between))"
_TUCKED_WORDS = "sides?|tucked|pulled|drawn|held|kept|pressed|pinned|clamped|hugged|squeezed|close|near|next|tight(?:ly)?|snug(?:ly)?|in|rests?|resting"
ARM_PAST_HEAD: Cues = (
    ("raised", "way", Expression(
        rf"\b(?:flung|thrown|raised|lifted|hoisted|stretched|stretches|stretching|extended|extends|reaching|reaches|held|shot|thrust|straight|goes|go|rise|rises|up) (?:straight |high |right |well |all the way |up |upwards? |far )*(?:beside|next to|by|alongside|past|close to|near|along|on either side of|on both sides of|against|touching|brushing|to) {_OWN} (?:left |right )?(?:ears?|heads?|cheeks?)\b(?! of)", "ears?|heads?|cheeks?")),
)  # fmt: skip
"""Where whole arms are that are up beside the head: raised, wherever the hands are."""
ARM_AROUND: Cues = (
    ("across the body", "way", Expression(
        r" (?:tight(?:ly)? |firmly |close(?:ly)? )*(?:around|about|across|over) (?:(?:himself|herself|themselves)\b|(?P<owner>his|her|their)(?: own)? (?:[a-z]+ )?(?:chests?|bod(?:y|ies)|torsos?|trunk|ribs|rib ?cages?|middle|belly|bellies|stomachs?|waists?|midriff|front|shoulders)\b)", "around|about|across|over")),
)  # fmt: skip
HUGS = re.compile(
    r"\b(?:hug|wrap|fold|fling|throw|lock|clasp|clench|squeez|clamp|put|tie|keep|hold|has|have|with|cross)[a-z]*(?: both| all| tightly| firmly)*(?: of)? $"
)
"""Before arms that are around the own body."""
ARM_NEAR: Cues = ((TUCKED, "way", Expression(rf"\b(?<!from )(?<!clear of ){_NEAR}", _TUCKED_WORDS)),)
"""Where whole arms are that are held close; the hands may be elsewhere."""
ELBOW_WAYS: Cues = (
    (TUCKED, "way", Expression(
        rf"\b(?:{_IN}|(?<!out )(?:down |tight |tightly )*(?:at|by) (?:his|her|their) (?:own )?sides?\b|{_NEAR}|(?:(?:tucked|pressed|clamped|pinned|squeezed|held|kept|rests?|resting|drawn|pulled) )+(?:[a-z]+ly |up |in |firmly |close )*(?:against|to|into|at|by|under) {_OWN}(?: left| right)? (?:bod(?:y|ies)|sides?|torsos?|trunk|ribs?|rib ?cages?|flanks?|waist|hips?)\b)", _TUCKED_WORDS)),
    ("raised", "way", Expression(
        rf"\b(?:(?:higher than|above|over) (?:the (?:level|height|line) of )?|(?:up|raised|lifted|drawn up|pulled up|pressed) (?:high |right |close |level )*(?:by|beside|next to|near|at|to|against|alongside|with) (?:the (?:level|height) of )?){_OWN} (?:own )?(?:left |right )?(?:ears?|heads?|temples?|eyes?|faces?|helmets?)\b(?! of)|\b(?:higher than|above|over) (?:the (?:level|height|line) of )?{_OWN} (?:own )?(?:left |right )?(?:chins?|shoulders?)\b(?! of)", "higher|above|over|up|raised|lifted|pressed")),
)  # fmt: skip
ARM_FOLDED: Cues = (
    ("across the body", "way", Expression(r"\b(?:crossed|folded|interlocked|crosses|folds|crossing|folding)(?! (?:behind|over (?:the|a|an)|on top|above|legs?|in (?:his|her|their|the) laps?|at the (?:wrists?|ankles?))\b)", "crossed|folded|interlocked|crosses|folds|crossing|folding")),
)  # fmt: skip
ELBOW_UP = Expression(
    rf"\b(?:(?:at|to|near|about) (?:about |around |roughly |almost |nearly )*(?:shoulder|chin|head|ear|face|eye)[- ](?:height|level)|shoulder[- ]high|(?:level with|as high as|(?:at|to) the (?:height|level) of) {_OWN} (?:own )?(?:left |right )?(?:shoulders?|chin|ears?|head|face|eyes))\b(?! of)", "height|level|high")  # fmt: skip
"""Where an elbow is that is as high as the shoulder: its arm does not hang."""
FOREARM_LEVEL = Expression(
    r"\b(?<!the )(?<!a )(?:horizontal(?:ly)?|parallel (?:to|with) the (?:ground|floor|water|snow|table|street|road))\b", "horizontal(?:ly)?|parallel")  # fmt: skip
"""How a forearm is held whose arm does not hang."""
FOREARM_UP = Expression(
    r"\b(?:(?:is|are|being) (?:raised|lifted)|(?:points?|pointing|aimed|directed|stretched|extended|held) (?:straight |out |directly )*(?:forwards?|ahead|sideways))\b", "raised|lifted|forwards?|ahead|sideways")  # fmt: skip
HAND_UP_AT = Expression(
    r"\b(?:is|are|stays?|remains?|held|kept|raised|lifted|rests?|reaches) (?:high |right |well )*up (?:by|at|near|on|against|around|beside|next to|close to|along) ", "up")  # fmt: skip
"""Where a hand is whose arm does not hang: "up by the neck of the guitar"."""
TO_SOMEBODY = re.compile(
    r" (?:up )?(?:to|toward|towards) (?:the|his|her|their|a|an) (?:[a-z'’-]+ ){0,3}?(?:mouth|lips|face|chin|cheek|nose|ear|eyes?|forehead|head|hair|shoulder|chest|cap|hat|helmet|visor)\b"
)
"""Behind a hand that is raised to a face or a shoulder, of whomever."""
ELBOW_DIRECT: Cues = (
    (TUCKED, "way", Expression(r" (?:tight |close |tucked )*in(?=[,.;]|$| (?:and|as|while|close|tight)\b)", "in")),
)
ELBOW_BEFORE: Cues = (
    (
        TUCKED,
        "way",
        Expression(
            r"\b(?:tucks|tucking|tucked|pulls in|pulling in|draws in|drawing in) (?:in )?$", "tucks|tucking|tucked|in"
        ),
    ),
)
"""The same before an elbow: "tucks his elbows"."""
ARM_PRESSED: Cues = (
    (TUCKED, "way", Expression(
        rf" (?:tight |tightly |close |firmly |flat |in )*(?:(?:against|into|to) {_OWN}(?: left| right)? (?:bod(?:y|ies)|sides?|torsos?|trunk|ribs?|rib ?cages?|flanks?)\b|in(?: close| tight)?(?=[,.;]|$))", "bod(?:y|ies)|sides?|torsos?|trunk|ribs?|cages?|ribcages?|flanks?|in")),
)  # fmt: skip
"""Behind an arm that is pressed somewhere."""
ARM_DIRECT: Cues = (
    ("forward", "way", Expression(r" (?:out |straight |far |up )*in front(?=[,.;:!)]|$| (?:and|as|while|for)\b| of (?:him|her|them)(?:self|selves)?\b)", "front")),
    ("forward", "way", Expression(r"(?: straight| far| out| well| directly)* (?:forwards?|ahead)(?=[,.;:!)]|$| (?:and|as|while|with|at|for|over|toward|towards|to (?!the side))\b)", "forwards?|ahead")),
    ("raised", "way", Expression(r" (?:high |straight |well |right |way )*(?:(?:up(?:wards?)?|skywards?|aloft)(?=[,.;:!—)]|$| (?:and|as|while|with|when|like|high|over|above|into|in the air|in triumph|in celebration|in greeting|toward|towards|for|to (?:toss|catch|hit|reach|grab|wave|signal|greet|celebrate|block|keep|protect|throw|serve|touch|strike|smash)|to the (?:sky|ceiling|heavens))\b)|(?:up )?(?:in|into) the air|(?:up )?(?:to|toward|towards) the (?:sky|ceiling))|(?: up| straight)? high\b(?! (?:on|against|enough|up on)\b)", "up(?:wards?)?|skywards?|aloft|air|sky|ceiling|high")),
    ("lowered", "way", Expression(r"(?: (?:is|are|held|kept|rests?|resting|stays?|carried|positioned|quite|very|rather|fairly))* low(?=[,.;:!]|$| (?:and|while|with|in front|over|above|by|beside|near|at|to|along|before|between|against|down)\b(?! the (?:handle|grip|shaft|bat|racket|rope|pole)))| drop(?=[,.;]|$)| down(?: low)?(?! (?:to|toward|towards|on|onto|in|into|the|loosely|from|over|for|and)\b)\b|(?: (?:held|kept|placed|down|are|is))* down (?:low )?(?:at|by|near|along) (?:his|her|their) (?:hips?|thighs?|waist|knees?|legs?)\b", "down|low|drop")),
)  # fmt: skip
"""What only counts right behind an arm or a hand: "stretches both arms up", "his right arm up"."""
TOWARD = re.compile(
    r"\s+(?:slightly |halfway |partway )?(?:to (?!the (?:sky|heavens))(?:his|her|their|the|an?|about|shoulder|chest|waist|eye|head|hip)\b|toward|towards|out|sideways|in front|on|onto|against|off|from)\b"
)
"""Behind an arm: it is raised to somewhere, and not up."""
ARM_BEFORE: Cues = (
    ("raised", "way", Expression(
        r"\b(?:rais(?:es?|ing|ed)|lift(?:s|ing|ed)?|hoist(?:s|ing|ed)?|(?:throws|throwing|thrown|flings|flinging|flung|thrusts|thrusting|holds|holding|puts|putting|sticks|shoots|swings|swinging|stretches|stretching|reaches|reaching|points|pointing) (?:high )?(?:up(?:wards?)?|skywards?)(?: with)?|waves|waving|(?:waves|waving)(?: (?:at|to)(?: [a-z]+){1,4}?| goodbye| hello)? with|pumps|pumping|punches|shakes|shaking)(?: up| high| aloft)? $", "rais(?:es?|ing|ed)|lift(?:s|ing|ed)?|hoist(?:s|ing|ed)?|up(?:wards?)?|skywards?|waves|waving|pumps|pumping|punches|shakes|shaking")),
    ("raised", "way", Expression(
        rf"\b(?:points|pointing|reaches|reaching|stretches|stretching|gestures|gesturing|jabs) (?:up |upwards? |high |straight )*(?:(?:to|at|toward|towards|into) {_SKY}|up|upwards?|skywards?) (?:with|using) $", "points|pointing|reaches|reaching|stretches|stretching|gestures|gesturing|jabs")),
    ("forward", "way", Expression(r"\b(?:reach(?:es|ing)|stretch(?:es|ing)|point(?:s|ing)|gestur(?:es|ing)) (?:far |straight |out |directly )*(?:forwards?|ahead)(?: (?:to|toward|towards|for|at|over)(?: [a-z]+){1,4}?)? (?:with|using) $", "forwards?|ahead")),
    ("out to the side", "way", Expression(r"\b(?:spreads|spreading|splays|flings wide|throws wide|opens wide|(?:has|have|having) (?:also |just |now |[a-z]+ly )?(?:spread|outspread))(?: out| wide)? $", "spreads?|spreading|splays|wide|outspread")),
    ("out to the side", "way", Expression(r"\b(?:reach|stretch|point|gestur|lean|swing)(?:es|s|ing) (?:far |out |straight |right )*(?:sideways|(?:out )?to (?:the|his|her|one|either) (?:left |right )?side)(?: (?:to|toward|towards|for|at|over)(?: [a-z]+){1,4}?)? (?:with|using) $", "sideways|side")),
    ("hanging", "way", Expression(r"\b(?:dangles|dangling)(?: down)? $", "dangles|dangling")),
    ("across the body", "way", Expression(r"\b(?:crosses|crossing|folds|folding|(?:has|have|having|he|she|they|who|and|keeps|with) (?:also |just |now |[a-z]+ly )?(?:crossed|folded)) (?:both |of )?$", "crosses|crossing|folds|folding|crossed|folded")),
    ("lowered", "way", Expression(r"\b(?:lowers|lowering|drops|dropping|lowered|(?:reach|bend|stretch|point|grab)(?:s|es|ing) (?:far |straight |all the way )*down(?:wards?)?(?: (?:to|toward|towards|for|at|into)(?: [a-z]+){1,4}?| to [a-z]+(?: [a-z]+){0,4}?)? (?:with|using)) $", "lowers|lowering|drops|dropping|lowered|down(?:wards?)?")),
)  # fmt: skip
HIGH = re.compile(
    r"\b(?:high(?:er)?|(?:above|over)(?! (?:the|a|his|her|their) (?:[a-z]+ )?(?:table(?: ?top)?|counter|desk|plate|board|bowl|keyboard|grill|stove|cake|ground|floor|waist|belt|lap|knees?)\b)|overhead|air|midair|sky|skywards?|ceiling|aloft|straight|far|reach\w*|stretch\w*|heaven\w*|point\w*|wav(?:es?|ing))\b"
)
"""What says that a raised hand is far up."""

ADJECTIVES: tuple[tuple[str, str, Expression], ...] = (
    ("raised", "way", Expression(r"\b(?:raised|upraised|uplifted|lifted|upheld)\b", "raised|upraised|uplifted|lifted|upheld")),
    ("hanging", "way", Expression(r"\b(?:hanging|dangling|drooping|limp)\b", "hanging|dangling|drooping|limp")),
    ("lowered", "way", Expression(r"\b(?:lowered)\b", "lowered")),
    ("across the body", "way", Expression(r"\bcrossed\b", "crossed")),
    ("out to the side", "way", Expression(r"\b(?:spread|outspread|outflung)\b", "spread|outspread|outflung")),
    ("extended", "shape", Expression(r"\b(?:outstretched|extended|stretched)\b", "outstretched|extended|stretched")),
    ("straight", "shape", Expression(r"\b(?:straight(?:ened)?|stiff|rigid|locked)\b", "straight(?:ened)?|stiff|rigid|locked")),
    ("bent", "shape", Expression(r"\b(?:bent|flexed|crooked|folded)\b", "bent|flexed|crooked|folded")),
)  # fmt: skip

WAYS = {
    frozenset(("above the head", "raised")): "above the head",
    frozenset(("above the head", "raised", "forward")): "above the head",
    frozenset(("above the head", "out to the side")): "above the head",
    frozenset(("above the head", "raised", "out to the side")): "above the head",
    frozenset(("behind the back", "against the body")): "behind the back",
    frozenset(("forward", "held away from the body")): "forward",
    frozenset(("lowered", "close to the body")): "close to the body",
    frozenset(("hanging", "close to the body")): "hanging",
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
    frozenset(("against the body", "out to the side")): "against the body",
    frozenset(("against the body", "hanging", "out to the side")): "against the body",
    frozenset(("held away from the body", "out to the side")): "out to the side",
    frozenset(("out to the side", "behind the back")): "held away from the body",
}


def agree(states: set[str], ways: dict[frozenset[str], str] = WAYS) -> str | None:
    """One state for the words found; None where they do not fit each other."""
    return next(iter(states)) if len(states) == 1 else ways.get(frozenset(states))


@lru_cache(maxsize=2048)  # "left", "right": few adjectives stand before most limbs
def states_of(adjectives: str) -> tuple[tuple[str, str], ...]:
    """The states that the adjectives of a limb say, with their dimensions."""
    return tuple((state, kind) for state, kind, known in ADJECTIVES if known.compiled.search(adjectives))


def is_of_fingers(kind: str, said: str) -> bool:
    """Whether it is said of a hand that it is spread, which says it of its fingers."""
    return kind == "hand" and said.endswith((" spread", " spread wide", " spread open", " wide", " open"))
