"""To which side bodies point and lean, looks over a shoulder, sides that are seen, and stances, in further words."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, Opener, need
from ..words import PICTURE, SIDE_OF_PICTURE
from .cue import END, GROUND, OWN, VIEWER, VIEWER_GATES, Cue

_NO_LIMB = r"(?! (?:hand|arm|leg|foot|knee|elbow|hip|wrist|thigh|ankle|ear|eye|shoulder))"
TO_WAY = (
    rf"(?:(?:to|toward|towards) )?(?:the )?(?:viewer['’]s (?P<way2>left|right)\b|(?={SIDE_OF_PICTURE})(?P<way>left|right)\b"
    rf"|(?P<some>left|right)(?:wards?)?{END})"
)
"""A direction behind a verb, on the screen or of which it is open whose it is."""
TO_OWN = rf"(?:to|toward|towards) (?:his|her|their) (?:own )?(?P<own>left|right)\b(?: side)?{_NO_LIMB}"
_SIDES = "(?:left|right)(?:wards?)?"
_LEFT_RIGHT = need(_SIDES)
_BE = r"(?:is |are |was |were |remains? |stays? |appears? |being |held |kept )*(?:[a-z]+ly )?"
_TURNED = r"(?:turned|oriented|rotated|swiveled|swivelled|pivoted|twisted|directed|aligned|pointed)"
_TRUNKS = r"(?:(?:whole |entire |upper )?bod(?:y|ies)|torsos?|trunks?|shoulders|chests?)"
_NO_OWNER = (
    r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!['’]s )(?<!\bthe )(?<!body )(?<!torso )(?<!head )(?<!face )(?<!gaze )"
)
_LEANS = (
    r"(?:lean(?:s|ed|ing)?|tilt(?:s|ed|ing)?|inclin(?:es|ed|ing)|bend(?:s|ing)?|bent|tip(?:s|ped|ping)|list(?:s|ing))"
)
_PAST = r"(?:[a-z]+ly )?away from [a-z'’ -]{2,40}?, (?:and )?(?:to|toward|towards) "
_HOW = r"(?:(?:over|far|well|out|slightly|[a-z]+ly) )*"
_LOOKS = r"(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing))"
_POSTURES = (
    ("standing", "standing"), ("sitting", "sitting|seated"), ("kneeling", "kneeling"),
    ("crouching", "crouched|crouching|squatting|squat"), ("lying", "lying|prone|supine|recumbent"),
)  # fmt: skip
_LEVELS = r"(?: (?:is|sits|are|appears|held|set|hangs|being|raised|lifted|hiked|dropped|dips|drops|tilted|positioned|noticeably|clearly|slightly|much|well|a bit|a little|somewhat|visibly))*"

TURNS: tuple[Cue, ...] = (
    Cue("body", "turned", Opener(rf"{_NO_OWNER}\b(?:oriented|rotated|swiveled|swivelled|pivoted|twisted|turned) (?:[a-z]+ly )?{TO_WAY}", "oriented|rotated|swiveled|swivelled|pivoted|twisted|turned"), gate=_LEFT_RIGHT),
    Cue("body", "angled", Opener(rf"{_NO_OWNER}\bangled (?:[a-z]+ly )?{TO_WAY}", "angled"), gate=_LEFT_RIGHT),
    Cue("body", "turned", Expression(
        rf"\b{OWN} {_TRUNKS} {_BE}(?:{_TURNED} |fac(?:es?|ing) |points? |pointing |(?:twists?|rotates?|turns?|swivels?|twisting|rotating|turning) )(?:[a-z]+ly )?{TO_WAY}", _SIDES), True, need("bod(?:y|ies)|torsos?|trunks?|shoulders|chests?")),
    Cue("body", "turned", Expression(rf"\b(?:turn|twist|rotat|swivel|pivot)(?:s|es|ed|ing) (?:his|her|their) {_TRUNKS} (?:[a-z]+ly )?{TO_WAY}", _SIDES), gate=need("bod(?:y|ies)|torsos?|trunks?|shoulders|chests?")),
    Cue("body", "angled", Expression(rf"\b{OWN} (?:{_TRUNKS}) {_BE}angled (?:[a-z]+ly )?{TO_WAY}", "angled"), True, _LEFT_RIGHT),
    Cue("body", "turned", Opener(
        rf"{_NO_OWNER}(?:turned|fac(?:es?|ed|ing)) (?:[a-z]+ly )?away from [a-z'’ -]{{2,40}}?, (?:and )?(?:to|toward|towards) the (?:far )?(?:(?={SIDE_OF_PICTURE})(?P<way>left|right)\b|(?P<some>left|right){END})", "turned|fac(?:es?|ed|ing)"), gate=_LEFT_RIGHT),
    Cue("body", "facing the viewer", Opener(
        rf"{_NO_OWNER}(?:turned|fac(?:es?|ed|ing)) {_PAST}{VIEWER}", "turned|fac(?:es?|ed|ing)"), gate=VIEWER_GATES[0]),
    Cue("body", "facing the viewer", Expression(
        rf"\b(?:{OWN}|the) {_TRUNKS} {_BE}(?:{_TURNED}|fac(?:es|ed|ing)) {_PAST}{VIEWER}", "away"), True, VIEWER_GATES[0]),
    Cue("body", "turned", Expression(
        rf"\b(?:{OWN}|the) {_TRUNKS} {_BE}(?:{_TURNED}|fac(?:es|ed|ing)) {_PAST}the (?={SIDE_OF_PICTURE})(?P<way>left|right)\b", "away"), True, _LEFT_RIGHT),
    Cue("body", "facing the viewer", Expression(
        rf"\b{OWN} (?:chests?|bod(?:y|ies)|shoulders) and (?:faces?|heads?) (?:are |is )?(?:[a-z]+ly )?(?:{_TURNED}|facing) (?:(?:to|toward|towards) )?{VIEWER}", "chests?|bod(?:y|ies)|shoulders"), True, VIEWER_GATES[0]),
    Cue("head", "turned away from the viewer", Expression(rf"\b(?:with|has|have|having|keeps?|keeping|holds?|holding) {OWN} (?:faces?|heads?) away from {VIEWER}", "away"), True, VIEWER_GATES[0]),
    # a lean to the own side
    Cue("trunk", "leaning", Expression(rf"\b{_LEANS} (?:(?:his|her|their) (?:whole |entire |upper )?(?:body|torso|trunk) )?{_HOW}{TO_OWN}", "left|right"), gate=need(_LEANS)),
    Cue("trunk", "leaning", Expression(rf"\b{OWN} {_TRUNKS} {_BE}{_LEANS} {_HOW}{TO_OWN}", "left|right"), True, need(_LEANS)),
    Cue("trunk", "leaning", Opener(rf"\b{_LEANS} {_HOW}(?:to the )?(?={SIDE_OF_PICTURE})(?P<way>left|right)\b", _LEANS), gate=_LEFT_RIGHT),
    Cue("head", "tilted", Expression(rf"\b{OWN} (?:heads?|faces?) {_BE}(?:{_LEANS}|cocked) {_HOW}{TO_OWN}", "left|right"), True, need("heads?|faces?")),
    Cue("head", "tilted", Expression(
        rf"\b(?:tilt(?:s|ed|ing)|cock(?:s|ed|ing)|tip(?:s|ped|ping)|lean(?:s|ing)) (?:his|her|their) heads? {_HOW}(?:to|toward|towards) (?:his|her|their) (?:own )?(?P<own>left|right)\b", "left|right"), True, need("heads?")),
    # looks over a shoulder that is not named
    Cue("head", "turned over the shoulder", Expression(
        rf"\b{_LOOKS} (?:(?:back|around|away|out|down|up|off|[a-z]+ly) )*(?:over (?:(?:his|her|their|one|a) (?:own )?|the (?:left |right )?)shoulders?\b(?! of)|behind (?:him|her|them)(?:self|selves)?\b)(?! at the (?:ball|play))",
        "over|behind"), gate=need("shoulders?|him|her|them|himself|herself|themselves")),
    Cue("head", "turned over the shoulder", Expression(
        rf"\b{OWN} (?:heads?|faces?) {_BE}(?:{_TURNED}|craned|cranes|turns|twists) (?:(?:back|around|far|[a-z]+ly) )*over (?:his|her|their|one|a|the) (?:own )?shoulders?\b(?! of)"
        r"|\b(?:turn(?:s|ed|ing)|twist(?:s|ed|ing)|crane?(?:s|d)|craning) (?:his|her|their) (?:heads?|neck|face) (?:(?:back|around|far|[a-z]+ly) )*(?:over (?:his|her|their|one|a|the) (?:own )?shoulders?(?! of)|to look (?:back|behind (?:him|her|them)))\b", "over|back|behind"), True, need("heads?|faces?|neck")),
    Cue("head", "turned aside", Expression(
        rf"\b{_LOOKS} (?:(?:off|out|away|over|far|well|straight|[a-z]+ly) )*(?:to (?:the|one) side\b|aside\b|(?<!glances )(?<!glancing )sideways\b)(?! of)|\b(?:averts|averting) (?:his|her|their) (?:gaze|eyes|face)\b|\b{OWN} (?:faces?|heads?|gaze|eyes) (?:is |are )(?:[a-z]+ly )?averted(?=[,.;]|$| (?:and|from|as|while)\b)", "side|aside|sideways|avert(?:s|ed|ing)")),
    Cue("head", "looking", Opener(rf"(?<=to )(?:look|gaze|stare|peer|glance) (?:(?:off|out|over|away|straight|directly|back|down|up) )*{TO_WAY}", "look|gaze|stare|peer|glance"), gate=_LEFT_RIGHT),
    # which side is seen
    Cue("body", "!facing the viewer", Opener(
        r"(?:is|are|stands?|sits?|standing|sitting) (?:[a-z]+ly )?turned to (?:the|one) side(?=[,.;]|$| (?:and|with|so|as|while)\b)", "is|are|stands?|sits?|standing|sitting"), gate=need("side")),
    Cue("head", "up", Expression(rf"\bcran(?:es?|ed|ing) {OWN} (?:necks?|heads?) (?:far |right )?(?:up(?:wards?)?|skywards?)\b", "cran(?:es?|ed|ing)"), True),
    Cue("body", "seen from the side", Expression(
        rf"\b{OWN} (?:side|flank) (?:is |are )?(?:[a-z]+ly )?(?:turned |presented |facing |faces |to |toward |towards )+(?:to |toward |towards )?{VIEWER}"
        rf"|\b{OWN} (?:whole |entire )?(?:bod(?:y|ies)|torso|stance) {_BE}(?:turned |positioned |oriented |angled )?(?:sideways|side-on|perpendicular)(?: to {VIEWER})?(?=[,.;]|$| (?:and|as|while|with|to)\b)|\b{OWN} (?:whole |entire )?(?:bod(?:y|ies)|torso|figure) {_BE}(?:seen|shown|viewed|visible|captured|pictured|presented|depicted) (?:from the side|in profile)\b", "side|flank|sideways|sideon|perpendicular|profile"), True),
    Cue("body", "seen from the side", Expression(
        r"\b(?:stands|standing|sits|sitting|turned|positioned|oriented|rides|riding|poses|posing) side-?on\b|\bsideways (?:to|toward) the (?:camera|viewer)\b", "side|sideon|sideways")),
    Cue("head", "in profile", Expression(
        rf"\b(?:only )?(?:one (?:side|half)|half|the (?:left|right) (?:side|half)) of {OWN} face (?:is|can be|alone is) (?:[a-z]+ )?(?:visible|seen|shown)\b|\b{OWN} (?:left |right |side )?profile is (?:[a-z]+ )?(?:visible|seen|shown|outlined)\b", "face|profile"), True),
    Cue("body", "facing away", Expression(
        rf"\b{OWN} backs? (?:faces?|facing|turned toward|pointing at|points? (?:at|to|toward|towards)) {VIEWER}|\b{OWN} (?:(?:faces?|heads?) and (?:{OWN} )?)?(?:{_TRUNKS}|fronts?) {_BE}(?:{_TURNED}|facing|faces|points?|angled) (?:[a-z]+ly )?away from {VIEWER}|\b{OWN} (?:faces?|heads?) and (?:{OWN} )?{_TRUNKS} are (?:[a-z]+ly )?away from {VIEWER}|\b{OWN} {_TRUNKS} (?:is|are) turned to(?:ward|wards)? the (?:back|rear|background)(?=[,.;]|$| of {PICTURE})", "backs?|away|rear|background"), True, VIEWER_GATES[0]),
    Cue("body", "facing the viewer", Expression(
        rf"\bboth (?:of {OWN} )?shoulders (?:are |is )?(?:[a-z]+ly )?(?:square|squared|facing|turned|open)(?: to(?:ward|wards)?| on)? {VIEWER}", "shoulders"), True, VIEWER_GATES[0]),
    # trunks, in nouns
    Cue("trunk", "upright", Expression(
        rf"\b{OWN} (?:(?:very|perfectly|fully|quite|rather|tall|straight|proudly),? (?:and )?)?(?:upright|erect|vertical|straight(?:ened)?) (?:back|torso|trunk|spine|posture|upper body|stance|bearing)\b", "upright|erect|vertical|straight(?:ened)?"), True),
    Cue("trunk", "upright", Expression(
        r"\b(?:stand(?:s|ing)|sit(?:s|ting)|kneel(?:s|ing)) (?:up )?straight(?=[,.;]|$| (?:and|with|on|in|at|beside|next|behind|while|as|by)\b)|\b(?:with|has|have|having|maintains?|maintaining|keeps?|keeping|holds?|holding|shows?) an? (?:[a-z]+,? )?(?:straight|erect|upright) (?:back|spine|posture|torso)\b|\bstraighten(?:s|ed|ing) (?:up|(?:his|her|their) (?:back|spine|torso))\b", "straight|erect|upright|straighten(?:s|ed|ing)")),
    Cue("trunk", "leaning forward", Expression(
        r"\b(?:lean(?:s|ing|ed)?|hunch(?:es|ed|ing)?) in(?:to)? (?:close |closer )?(?:toward|towards|to|over)\b|\b(?:curl(?:s|ed|ing)?|lies|lying|lie) (?:[a-z]+ )?forwards?(?: over)?\b"
        r"|\b(?:(?:his|her|their|an?|the) (?:[a-z]+ ){0,2}?forward[- ](?:lean(?:ing)?|tilt|inclination|bend)|forward-leaning|leaned-forward)\b|\b(?:pitch|throw|driv|push|thrust|shift|swing)(?:es|s|ing) (?:his|her|their) (?:whole |entire |upper )?(?:body|torso|trunk|weight) (?:[a-z]+ )?forwards?\b", "forwards?|leaned|in(?:to)?"), gate=need("forwards?|leaned|lean(?:s|ing)?|hunch(?:es|ed|ing)?")),
    Cue("trunk", "bent over", Expression(
        rf"\b{OWN} (?:chest|upper body|torso) (?:is |are )?(?:[a-z]+ly )?(?:lowered|dropped|brought|sunk|folded|bent) (?:(?:down|close|low|far|right) )*(?:to|toward|towards|onto|over) {OWN} (?:own )?(?:knees|thighs|lap|legs|shins|board)\b", "knees|thighs|lap|legs|shins|board"), True),
    Cue("trunk", "leaning forward", Expression(
        rf"\b{OWN} (?:chest|upper body|torso) (?:is |are )?(?:[a-z]+ly )?(?:lowered|dropped|brought|bent) (?:(?:down|close|low|far|right) )*(?:to|toward|towards|over) the (?:[a-z]+ )?(?:board|surfboard|handlebars?|table|counter|tank)\b", "board|surfboard|handlebars?|table|counter|tank"), True, need("chest|body|torso")),
    *(Cue("trunk", f"{side} shoulder higher", Expression(
        rf"\b{OWN} {side} shoulder{_LEVELS} (?:higher|above)(?: (?:up|in the [a-z]+))? ?(?:than|the level of)?|\b{OWN} {other} shoulder{_LEVELS} (?:lower|below)\b|\b{OWN} {other} shoulder (?:dips|drops|is dropped|is lowered|sags|slopes down)\b"
        rf"|\b(?:drops|dropping|lowers|lowering|dips|dipping) (?:his|her|their) {other} shoulder\b|\b(?:raises|raising|lifts|lifting|hikes up|hitches up) (?:his|her|their) {side} shoulder\b", "shoulder"), True)
      for side, other in (("left", "right"), ("right", "left"))),
    # stances and postures, in nouns
    Cue("stance", "!apart", Expression(r"\b(?:(?:an?|his|her|their|the) )?(?:very |fairly |quite |rather )?narrow (?:stance|base)\b|\bstance (?:is|remains|stays) (?:[a-z]+ )?narrow\b|\b(?:his|her|their) feet (?:are |set |placed |planted )?(?:only |just )?(?:a few |mere )?inches apart\b", "narrow|inches"), is_owned=True),
    Cue("stance", "apart", Expression(r"\b(?:an?|his|her|their) (?:[a-z]+,? )?(?:wide|broad)(?:,? (?:and )?[a-z-]+){0,2} (?:stance|base)\b|\bstance (?:is|remains|stays) (?:very |quite |fairly )?(?:wide|broad)\b|\b(?:his|her|their) wide(?:ly)? (?:spread|set|planted) (?:feet|legs)\b|\b(?:his|her|their) legs straddl(?:e|es|ing)\b", "wide(?:ly)?|broad|straddl(?:e|es|ing)"), True),
    *(Cue("posture", state, Expression(rf"\b{OWN} (?:(?!not )[a-z-]+,? )?(?:{words}) (?:posture|position|pose|stance)\b", "posture|position|pose|stance"), True, need(words)) for state, words in _POSTURES),
    Cue("posture", "kneeling", Expression(
        r"\b(?:rests|resting|props? (?:himself|herself)|propped|balanc(?:es|ing|ed)|weight (?:is )?|supports? (?:himself|herself)|supported) on (?:both )?(?:of )?(?:his|her|their) (?:two )?knees\b(?! (?:and|with))", "knees")),
    Cue("posture", "kneeling", Expression(r"\b(?:takes|taking|took) a knee\b|(?<![a-z] )(?<![a-z], )\b(?:down )?on (?:his|her|their|both|one) knees?(?=,)", "knees?")),
    Cue("head", "looking up", Expression(
        rf"\b{OWN} (?:eyes|gaze) (?:are |is )?(?:follow(?:s|ing)?|fixed on|on|trained on|track(?:s|ing)?|locked on) (?:something|(?:the|an?) (?:[a-z]+ )?(?:ball|kite|frisbee|disc|plane|bird|point|spot)) (?:above|overhead|in the (?:air|sky)|high)\b", "eyes|gaze"), True, need("above|overhead|air|sky|high")),
    Cue("posture", "airborne", Expression(
        rf"\b(?:has|have) (?:just |both |all )?(?:jumped|leapt|leaped|launched (?:himself|herself|themselves)|taken off|sprung)(?: (?:up|high|off|into|over|from|clear)\b|(?=[,.;]|$))"
        rf"|\b(?:fl(?:ies|ying)|soar(?:s|ing)|hover(?:s|ing)|sail(?:s|ing)) (?:high |well |far |up )*(?:above|over) the (?:[a-z]+ )?(?:{GROUND}|ramp|rail|lip|halfpipe|half-pipe|jump|kicker|slope|stairs|obstacle|crowd|bowl|water)\b"
        rf"|\b(?:is|are) (?:completely |well |high |fully |clearly |entirely |both )*(?:off|clear of) the {GROUND}\b", "jumped|leapt|leaped|launched|taken|sprung|fl(?:ies|ying)|soar(?:s|ing)|hover(?:s|ing)|sail(?:s|ing)|off|clear")),
)  # fmt: skip
"""Expressions that are read after those of the other files."""
