"""How people hold the trunk: upright, bent over, flat, leaning forward or back."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from collections.abc import Iterator

from ...body import Body
from ...vocabulary import Fact
from ..stems import Expression, need
from .cue import END, HOW, OWN, TO_SIDE, WAY, Cue

TRUNK = Expression(
    r"\b(?:(?P<det>his|her|their|the|a|an|[a-z]+['’]s|[a-z]+s['’]) )?(?:[a-z-]+ (?=(?:upper|torso|trunk|back|spine)))?"
    r"(?P<noun>(?:upper |whole |entire |full )?bod(?:y|ies)|torsos?|trunks?|backs?|spines?|postures?|upper halves|upper half)\b(?!['’-])",
    "bod(?:y|ies)|torsos?|trunks?|backs?|spines?|postures?|halves|half",
)
"""A noun for the trunk. The state may stand behind it."""

_BEND = (
    r"(?:bent|bends?|bending|tucked|tucks|folded|folds?|folding|doubled|doubles|hunched|hunch(?:es|ing)|tipped|tips|tipping|pitched|pitches|pitching|inclined|inclines|bowed|bows|"
    r"curved|curv(?:es|ing)|curled|curls|slumped|slump(?:s|ing)|collapsed|tilted|tilts|tilting|leaning|leans?|leaned|thrown|hinged|hinges|stretched|stooped|angled|canted|lowered|drooping|droops|draped|crumpled|rounded|jackknifed)"
)
_SIDEWAYS = r"(?:lean(?:s|ing|ed)?|tilt(?:s|ed|ing)?|slant(?:s|ed|ing)?|inclin(?:es|ed|ing)|angled|tip(?:s|ped|ping)|bent|bends|bending)"
_FAR = r"(?:over |far |way |well |out |hard |sideways |a bit |a little |[a-z]+ly )*"
# "leaned over | to the left"
_NO_SIDE = rf"(?! (?:[a-z]+ly |far |way |hard )?(?:to|toward|towards) (?:the|one|his|her|their|either) (?:own )?(?:viewer['’]s )?(?:(?:left|right)(?: side)?{END}|side\b(?! of)))"
AFTER_TRUNK: tuple[tuple[str, Expression], ...] = (
    ("leaning", Expression(rf"\b{_SIDEWAYS} {_FAR}{WAY}", "left|right")),
    ("leaning", Expression(rf"\b{_SIDEWAYS} {_FAR}{TO_SIDE}", "(?:left|right)(?:wards?)?")),
    ("horizontal", Expression(
        r"\b(?:horizontal(?:ly)?|parallel (?:to|with) (?:the|his|her) (?:ground|floor|snow|water|road|slope|board|pavement|surface|street|court|table|horizon|concrete|sand|ice|grass|track|skis|earth)|"
        r"level with (?:the|his|her|their) (?:ground|floor|snow|water|board|table|tabletop|horizon)|flat as a (?:table|board|tabletop)|"
        rf"{_BEND}[a-z ]{{0,24}}? (?:until|so that|so far that|so low that) (?:it|(?:his|her|their|the) (?:back|spine|torso|trunk)) (?:is|lies|becomes) (?:almost |nearly |quite |completely )?(?:flat|level|horizontal)|"
        r"(?:stretched|laid|lies|lying|spread|sprawled) (?:out )?(?:flat|prone)|(?:folded|pressed|draped|bent|flattened|collapsed|slumped|slumps|sprawled|sprawls) (?:down |out )?flat)\b", "horizontal(?:ly)?|parallel|flat|prone|level")),
    ("bent over", Expression(
        rf"\b{_BEND} (?!(?:[a-z]+ ){{0,2}}back){HOW}{{0,3}}(?:over|double|in half|in two|at a right angle|(?:forward )?at the (?:waist|hips)|(?:forward )?from the (?:waist|hips)|toward the (?:ground|floor|toes|feet|knees)|down (?:over|to|toward|onto))\b"
        rf"|\b{_BEND} (?:so |very |quite |extremely )?(?:far|deep|deeply|sharply|steeply|low|well|way|heavily|all the way|right) (?:(?:down |forward )?that|forwards?|over|down(?:wards?)?)\b"
        r"|\bfold(?:s|ed|ing)? (?:[a-z]+ ){0,2}?(?:forwards?|down(?:wards?)?)\b", "that|over|double|half|two|angle|waist|hips|down|forwards?|down(?:wards?)?|toward")),
    ("leaning back", Expression(
        rf"\b(?:{_BEND}|arch(?:es|ed|ing)|reclin(?:es|ed|ing)|flung|slant(?:s|ed|ing)|bow(?:s|ed)|slop(?:es|ing)|rest(?:s|ing)|sinks?|sunk|pushed|settled|pressed) {HOW}{{0,3}}(?:backwards?|back(?! (?:to|in(?! an? (?:[a-z]+ )?(?:recline|arch|lean|slouch)\b| (?:laughter|surprise|delight|joy|shock|alarm|fear)\b)|into|and|up)\b)|rearwards?|against (?:the|his|her|its) (?:back(?:rest)?|chair|cushions?|seat|sofa|couch|pillows?))\b"
        r"|\breclin(?:es|ed|ing)\b", "backwards?|back|rearwards?|against|reclin(?:es|ed|ing)")),
    ("leaning forward", Expression(rf"\b(?:{_BEND}) {HOW}{{0,3}}(?:forwards?|ahead|over)\b{_NO_SIDE}|\bhunched\b|\bstooped\b|\bslumped\b|\brounded\b"
        r"|^ (?:(?:is|are|was|stays?|remains?|held|kept|well|far|[a-z]+ly) )*forwards?(?=[,.;]| ?$| (?:over|as|and|in|with|to|toward|towards|above|while)\b)"
        r"|^ (?:(?:is|are|was|stays?|remains?|held|kept|(?!slightly\b)[a-z]+ly) )*bent(?=[,.;]| ?$| (?:and|as|while|in|with)\b)", "forwards?|ahead|over|hunched|stooped|slumped|rounded|bent")),
    ("upright", Expression(
        r"\b(?:straightened|upright|erect|vertical(?:ly)?|perpendicular|plumb(?:-straight)?|bolt[- ]upright|ramrod[- ]straight|poker[- ]straight|arrow[- ]straight|plank[- ]straight|perfectly straight|(?:is|are|stays?|remains?|kept|held|with) (?:[a-z]+ly )?straight(?! (?:ahead|to|toward|towards|at|back|down|into|above|over|in|on))|"
        r"straight as an? [a-z]+|straight up and down|unbent|unbowed)\b(?! (?:down|back)\b)", "upright|erect|vertical(?:ly)?|perpendicular|plumb|straight(?:ened)?|unbent|unbowed")),
)  # fmt: skip
"""States behind a noun for the trunk, by what is looked for first."""

_BENDING = (
    "(?:bent|bend|curl|lean|doubl|jackknif|fold|bow|hing|pitch|tip|hunch|stoop|slump|crouch|collaps|drap|flop|sprawl|inclin|tilt|reclin|slouch|loung|loll|s[aiu]nk|arch|rear|stretch|"
    "thr|kick|angl|shift|draw|lower)[a-z]*|steep|deep|sharp|pronounced|marked|strong|extreme|heavy|dramatic|exaggerated"
)
# "his head near his knees", and not "the boy's head is near her knees"
_LOW_HEAD = "|".join(
    rf"\b{own} (?:heads?|faces?|forehead|nose) (?:is |are )?(?:[a-z]+ )?(?:near|between|against|close to|touching|down at|down to|level with) {own} (?:own )?(?:knees|shins|ankles|feet|toes|skis|boots)\b"
    for own in ("his", "her", "their")
)
TRUNKS: tuple[Cue, ...] = (
    Cue("trunk", "bent over", Expression(
        rf"\b(?:doubled|doubl(?:es|ing)|jackknifed|folded|folds|folding|bent|bends?|bending) {HOW}{{0,2}}(?:double|in half|in two|over double)\b|\bdoubled (?:up|over)\b"
        rf"|\b(?:bent|bends?|bending|bows?|bowed|bowing|hinged|hinges|hinging|folded|folds|folding|lean(?:s|ing)?|leaned|pitched|tipped) (?!(?:[a-z]+ ){{0,2}}back){HOW}{{0,3}}(?:at|from) (?:the|his|her|their) (?:waist|hips?|middle)\b"
        rf"|\b(?:bent|bends?|bending|hunched|hunch(?:es|ing)|stoop(?:s|ed|ing)?|lean(?:s|ing)?|leaned|slump(?:s|ed|ing)?|folded|bowed|crouched) (?:so |very |quite |extremely |right |)(?:far|deep|deeply|sharply|steeply|low|well|way|heavily|right) (?:down |out )?(?:over|forwards?|down)\b"
        rf"|\b(?:slump(?:s|ed|ing)?|collaps(?:es|ed|ing)|draped|flopped|sprawl(?:s|ed|ing)) {HOW}{{0,2}}(?:forwards? )?(?:over|across|onto|on top of|on) (?:the|his|her|their|a) (?:[a-z-]+ ){{0,2}}?(?:tables?|tabletop|desks?|counter(?:top)?|bar|handlebars?|tank|steering wheel|wheel|railing|fence|knees|board|keyboard|laptop|plate|sink|stove)\b"
        r"|\b(?:bends|bent|bending) (?:very |so |down )?low(?=[,.;]| (?:with|as|and|while|in)\b)|\b(?:bow(?:s|ed|ing)?) (?:so |very )?(?:deeply|low)\b|\b(?:tak(?:es|ing)|makes?|making|in|into) a (?:deep|low) bow\b"
        r"|\b(?:bends?|bending|bent|stoops?|stooping|stooped|doubles|hunch(?:es|ed|ing)?) (?:right |way |all the way |deeply |double )?over\b(?! (?:backwards?|his shoulder|her shoulder))"
        rf"|\b(?:steep|deep|sharp|pronounced|marked|strong|extreme|heavy|dramatic|exaggerated)(?:,? [a-z-]+)? (?:forward )?(?:bend|fold|stoop|hunch) (?:in|of|to|at|from) (?:the|his|her|their) (?:torso|trunk|back|waist|hips?|spine|upper body|body)\b"
        rf"|(?:\b(?:is|are|was|were|has|have|stands?|sits?|standing|sitting|kneels?|he|she|body|almost|nearly|[a-z]+ly) folded|\bfolds|\bfolding) (?:[a-z]+ly |right |all the way |himself |herself )*(?:forwards?|over(?= (?:with|until|so|at|as|like|onto|to|that|and|{OWN} (?:own )?(?:knees|thighs|legs|lap|skis|plate|handlebars))\b|[,.;:]))"
        rf"|\b(?:bent|bends|bending|stoop(?:s|ed|ing)|hunched|curled|curls) (?:all the way|right|completely) (?:down|forwards?)\b"
        rf"|\b(?:steep|deep|sharp|pronounced|marked|strong|extreme|heavy|dramatic) forward (?:bend|lean|tilt|fold|slant|pitch|angle)\b",
        "double|half|two|up|deeply|low|bow|over|waist|hips?|middle|forwards?|down|tables?|tabletop|desks?|counter(?:top)?|bar|handlebars?|tank|wheel|railing|fence|knees|board|keyboard|laptop|plate|sink|stove|torso|trunk|back|spine|body|bend|lean|tilt|fold|slant|pitch|angle"), gate=need(_BENDING)),
    Cue("trunk", "bent over", Expression(
        rf"\b{OWN} (?:chests?|stomach|belly|upper body|torso) (?:is |are )?(?:(?:almost|nearly|lying|lies|lie|resting|rests?|pressed|flat|down|touching|touches|close|brought|against|all the way) )*(?:on|onto|against|to|upon|over) {OWN} (?:own )?(?:knees|thighs|lap|legs|shins|skis)\b"
        rf"|\b{OWN} (?:chests?|upper body|torso) (?:is |are )?(?:(?:almost|nearly|lying|lies|lie|resting|rests?|pressed|flat|down|slumped|collapsed) )+(?:down )?(?:on|onto|upon|across) (?:the|a|{OWN}) (?:own )?(?:[a-z]+ )?(?:tables?|table ?tops?|counter(?:top)?|desks?|tank|handlebars?|plates?|worktop)\b"
        rf"|\b{OWN} chests? on the (?:table|counter|desk|handlebars|tank)\b|\b{OWN} (?:chests?|torso) (?:touches|touching) {OWN} (?:knees|thighs|legs)\b"
        rf"|\b{OWN} chests? (?:touches|touching) the (?:tank|table|handlebars?|counter)\b|{_LOW_HEAD}",
        "knees|thighs|lap|legs|shins|tables?|tops?|tabletops?|counter(?:top)?|desks?|tank|handlebars?|skis|plates?|worktop|ankles|feet|toes|boots"), True, need("chests?|stomach|belly|body|torso|heads?|faces?|forehead|nose")),
    Cue("trunk", "bent over", Expression(
        rf"\b(?:steep|deep|sharp|pronounced|marked|strong|extreme|heavy|dramatic|exaggerated)(?:,? [a-z-]+)? (?:forward )?(?:bend|fold|stoop|hunch) (?:in|of|to|at) {OWN} (?:torso|trunk|back|waist|hips?|spine|upper body|body)\b", "bend|fold|stoop|hunch"), True),
    Cue("trunk", "bent over", Expression(
        rf"\b{OWN} (?:deeply|sharply|steeply|strongly|severely|heavily) (?:stooped|bent|bowed|hunched) (?:back|torso|trunk|spine|posture|upper body)\b", "back|torso|trunk|spine|posture|body"), True, need(_BENDING)),
    Cue("trunk", "leaning forward", Expression(
        rf"\b{OWN} (?:stooped|stooping|hunched|bowed) (?:back|torso|trunk|spine|posture|upper body)\b", "back|torso|trunk|spine|posture|body"), True, need(_BENDING)),
    Cue("trunk", "leaning back", Expression(
        rf"\b(?:steep|deep|sharp|pronounced|marked|strong|extreme|heavy|dramatic|slight|clear|distinct|exaggerated|noticeable) backwards? (?:arch|bend|lean|tilt|curve|slant) (?:in|of|to|at) {OWN} (?:torso|trunk|back|waist|spine|upper body|body)\b", "backwards?"), True),
    Cue("trunk", "bent over", Expression(
        rf"\b{OWN} (?:body|torso|trunk|upper body) (?:forms?|makes?|is at|is bent (?:forward )?(?:at|to|into)) (?:almost |nearly |about )?an? (?:right|sharp|acute|90-degree|ninety-degree) angle (?:at|with|to) (?:the|his|her|their) (?:hips?|waist|legs|thighs)\b", "angle"), True, need("body|torso|trunk")),
    Cue("trunk", "leaning forward", Expression(
        r"\btucked (?:low|down|down low|in low|deep) (?:over|behind|above|against) (?:the|his|her|their) (?:[a-z]+ )?(?:handlebars?|bars|tank|screen|windshield|board|skis|knees|bike|motorcycle)\b", "tucked")),
    Cue("trunk", "horizontal", Expression(
        r"\bin (?:a|an|his|her|their) (?:[a-z-]+ )?(?:racing|downhill|aerodynamic|full|deep|tight|low) tuck\b", "tuck")),
    Cue("trunk", "leaning back", Expression(
        rf"\b(?:lean(?:s|ing|ed|t)?|pull(?:s|ing)|draw(?:s|ing)) (?:himself |herself )?(?:far |well |way |sharply |slightly |right )?back(?:wards?)? from\b(?! (?:his|her|their) (?:face|forehead|eyes|head|ears|brow))"
        rf"|\b(?:steep|deep|sharp|pronounced|marked|strong|extreme|heavy|dramatic|slight|clear|distinct|exaggerated|noticeable) backwards? (?:arch|bend|lean|tilt|fold|slant|curve|angle)\b"
        rf"|\b{OWN} (?:chest|upper body|torso) (?:is |are )?(?:[a-z]+ )?(?:turned up|faces?|facing|pointing|pointed|turned|tilted up|open|lifted) (?:up )?(?:to|toward|towards)? ?the (?:sky|ceiling|sun|clouds)\b"
        rf"|\b(?:lean(?:s|ing|ed|t)?|reclin(?:es|ed|ing)|tilt(?:s|ed|ing)?|tip(?:s|ped|ping)|slouch(?:es|ed|ing)?|loung(?:es|ing|ed)|loll(?:s|ing|ed)?|flop(?:s|ped)|sink(?:s|ing)?|sank|arch(?:es|ed|ing)|rear(?:s|ed|ing)|stretch(?:es|ed|ing)|thr(?:own|ows)|kick(?:s|ed|ing)?) {HOW}{{0,3}}(?:backwards?\b|back\b(?! (?:{OWN} (?:own )?(?:heads?|faces?|chins?|necks?|hair|hood|shoulders)|to|into|and|up|over(?! (?:{OWN}|the) (?:[a-z]+ )?(?:boards?|surfboard|rail|railing|edge|chair|bench|side)\b)|onto|at(?! the (?:hips|waist))|home|from(?! the (?:table|food|counter|plate|fire|cake|heat|crowd|camera|ball|net|plate|hips|waist|screen))|down)\b))"
        r"|\b(?:bend(?:s|ing)?|bent) (?:over |far |[a-z]+ly )*backwards?\b"
        r"|\b(?:tilt(?:s|ed|ing)?|lean(?:s|ed|ing)?|thr(?:ows|own|owing|ew)|bend(?:s|ing)?|bent|arch(?:es|ed|ing)|bow(?:s|ed)|tip(?:s|ped|ping)|shift(?:s|ed|ing)?|draw(?:s|n|ing)) (?:his|her|their|the) (?:[a-z]+ )?(?:body|torso|trunk|back|spine|shoulders|weight) (?:[a-z]+ ){0,2}?back(?:wards?)?\b(?! (?:to|and|up)\b)"
        r"|\breclin(?:es|ed|ing)\b(?=(?: [a-z]+ly| back)*(?: (?:in|on|against|into|with|while|\w+ing)\b|[,.;]))",
        "backwards?|back|reclin(?:es|ed|ing)|sky|ceiling|sun|clouds"), gate=need(f"{_BENDING}|pull(?:s|ed|ing)|chest|body|torso|slight|clear|distinct|noticeable|curve")),
    Cue("trunk", "leaning forward", Expression(
        rf"\b(?:lean(?:s|ing|ed|t)?|bend(?:s|ing)?|bent|hunch(?:es|ed|ing)?|stoop(?:s|ed|ing)?|slump(?:s|ed|ing)?|tip(?:s|ped|ping)|tilt(?:s|ed|ing)?|pitch(?:es|ed|ing)|inclin(?:es|ed|ing)|bow(?:s|ed|ing)?|angl(?:es|ed|ing)) (?!(?:[a-z]+ ){{0,2}}back\b){HOW}{{0,3}}(?:forwards?|over|down|toward the (?:table|ground|floor|board|counter|desk|plate|bowl))\b{_NO_SIDE}(?! (?:his|her|their) shoulder)"
        r"|\b(?:tilt(?:s|ed|ing)?|lean(?:s|ed|ing)?|thr(?:ows|own|owing|ew)|bend(?:s|ing)?|tip(?:s|ped|ping)|inclin(?:es|ed|ing)|lower(?:s|ed|ing)) (?:his|her|their|the) (?:[a-z]+ )?(?:body|torso|trunk|shoulders) (?:[a-z]+ )?(?:forwards?|down)\b"
        r"|(?<!to )\bstoop(?:s|ing)\b|\b(?:is|are|sits?|stands?|sitting|standing|remains?|,) (?:[a-z]+ly )?(?:hunched|stooped|stooping|slumped|hunching)\b",
        "forwards?|over|down|toward|hunched|stooped|stoops|stooping|slumped|hunching"), gate=need(_BENDING)),
    Cue("trunk", "upright", Expression(
        r"\b(?:bolt|perfectly|completely|fully|totally|absolutely|ramrod|fairly|quite|nice and|stiffly|rigidly|proudly|very)[- ](?:upright|erect|vertical)\b(?! (?:position|posture|pole|post|board|surf))"
        r"|\b(?:ramrod|poker|arrow|plumb)[- ]straight\b|\b(?:upright|erect|straight|stiff) as an? (?:post|poker|rod|ramrod|candle|arrow|board|soldier|statue|pole|pillar|plank|broomstick|flagpole|rail|tree)\b"
        r"|\b(?:sits?|sitting|sat|stands?|standing|stood|rid(?:es|ing)|walk(?:s|ing)?|kneel(?:s|ing)?|rides|holds? (?:himself|herself|themselves)|holding (?:himself|herself|themselves)|carries (?:himself|herself)|glid(?:es|ing)|ski(?:s|ing)|skat(?:es|ing)|surf(?:s|ing)?|pos(?:es|ing)|remain(?:s|ing)?|stay(?:s|ing)?) (?:[a-z]+ )?(?:up straight|upright|erect|tall|straight-backed|straight up|up tall)\b(?! (?:among|building|tree|glass))"
        r"|\bwith(?:out)? (?:a |an |his |her |their )?(?:[a-z-]+ )?(?:straight|erect|upright|vertical|unbent) (?:back|spine|torso|posture|trunk)\b"
        r"|\b(?:tall|straight|upright|erect|vertical|unbent)(?:,| and) (?:tall|straight|upright|erect|vertical|unbent)? ?(?:back|spine|torso|posture|trunk)\b",
        "upright|erect|vertical|straight|stiff|tall|unbent")),
    Cue("trunk", "upright", Expression(
        rf"\b(?:hold(?:s|ing)?|keep(?:s|ing)?|held|kept|carries|has|with) {OWN} (?:[a-z]+ )?(?:back|spine|torso|trunk|upper body) (?:[a-z]+ )?(?:upright|erect|vertical|straight)\b", "upright|erect|vertical|straight"), True),
)  # fmt: skip
"""Expressions about a whole person; "leaning forward" and "leaning back" are said of any angle."""

ASIDE = "leaning to one side"
"""A lean to the left or to the right, unsaid which."""
_PLUMB, _DEGREES = 8.0, 1.0  # a trunk that leans by less leans to no side


def lean_facts(body: Body) -> Iterator[Fact]:
    """What a trunk certainly does not do: lean to one side or the other. As in `kp_llava.poses.exclusions`."""
    if body.lean is not None:
        angle, points = body.lean
        yield from body.excludes("trunk", ASIDE, (_PLUMB - abs(angle)) / _DEGREES, *points)
