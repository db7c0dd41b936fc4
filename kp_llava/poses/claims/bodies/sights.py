"""Fronts, backs and sides that are seen, in further words: "turned her back this way", "only the back of her coat can be seen"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, Opener, need
from ..words import PICTURE
from .cue import OWN, VIEWER, VIEWER_GATES, Cue

_OUR_WAY = r"(?:this way(?! and)|our way|(?:in )?(?:our|this) direction)\b"
_BE = r"(?:(?:is|are|was|were|remains?|stays?|being|held|kept|turned|presented|pointed|facing) )*"
_ONLY = r"(?:only|just|nothing but|little but|mainly|mostly)"
_WORN = r"(?:shirt|jacket|jersey|coat|sweater|dress|hoodie|vest|uniform|blouse|t-shirt|blazer|cardigan|parka|backpack|bod(?:y|ies)|torso)s?"
_CAN_BE = r"(?:is|are|can be|remains?) (?:[a-z]+ )?(?:visible|seen|shown|in view|on view|made out)"
_EDGE = (
    r"(?:to|toward|towards) the (?:far |extreme )?(?P<{name}>left|right)(?:[- ]hand)?"
    rf" (?:(?:edge|border|margin|side|half|part)\b(?! of (?!{PICTURE}))|of (?:{PICTURE}))"
)
_TRUNKS = r"(?:chest|front|stomach|belly|torso|trunk|upper body|whole body|body)"
_LEANS = (
    r"(?:lean(?:s|ed|ing)?|tilt(?:s|ed|ing)?|inclin(?:es|ed|ing)|tip(?:s|ped|ping)|droop(?:s|ed|ing)?|dropp?(?:s|ed|ing)?|cock(?:s|ed|ing)|"
    r"bends?|bent|bending|sinks?|sunk|falls?|fell|lolls?|lolled|sags?|sagging|slips?|flops?|rests?|resting|comes? to rest)"
)
_HOW = r"(?:(?:over|down|far|well|sharply|slightly|gently|heavily|strongly|clearly|a little|a bit) )*"
_GOES = r"(?:goes|go|looks?|looking|is|are|drifts?|wanders?|strays?|travels?|is cast|are cast|cast|turns?|turned|directed|is turned|are turned|is directed)"

# "the front" is where the camera is; that of a car or a class may be anywhere
_SCENE = r"(?:picture|image|photo(?:graph)?|frame|scene|shot|stage)"
_FRONT = rf"(?:the (?:very )?(?:front|near)(?: (?:edge|side|part))? of the {_SCENE}\b|the foreground\b)"
_REAR = rf"(?:the (?:very )?(?:back|rear|far)(?: (?:edge|side|end|part))? of the (?:{_SCENE}|room|hall)\b|the background\b|the (?:back|rear|far) wall\b)"
_NO_MORE = r"(?=[,.;:]|$| (?:and|while|as|although|though|so|with)\b)"
_FACES = r"(?:(?:faces?|facing|points?|pointing|looks?) )?(?:[a-z]+ly )?"
_NO_OWNER = r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!['’]s )(?<!\bthe )(?<!\bboth )(?<!body )(?<!torso )(?<!head )(?<!face )(?<!chest )(?<!back )(?<!backs )"
_HEADS = r"(?:faces?|heads?)"
_LENS = rf"(?:at|to|toward|towards|into|on) {VIEWER}"
_TURN = r"(?:turn(?:s|ed|ing)?|has|have|with|keep(?:s|ing)?|point(?:s|ed|ing)?|direct(?:s|ed|ing)?|twist(?:s|ed|ing))"
_BOTH = r"(?:both|all(?: (?:two|three|four|five|of))?(?: (?:the|their))?|their|the (?:two|three|four)|[a-z]+['’]s?)"

SIGHTS: tuple[Cue, ...] = (
    Cue("body", "facing away", Expression(
        rf"\b(?:turn(?:s|ed|ing)?|ha(?:s|ve)|keep(?:s|ing)?|with|point(?:s|ed|ing)|present(?:s|ed|ing)) {OWN} (?:[a-z]+ )?backs? (?:turned |facing |pointing )?{_OUR_WAY}"
        rf"|\b{OWN} (?:[a-z]+ )?backs? {_BE}(?:faces |points )?{_OUR_WAY}"
        rf"|\b{OWN} (?:[a-z]+ )?backs? (?:is|are) (?:what|the side that|the part that) (?:is turned |points |faces |looks |we |you )(?:to |toward |towards |at |see\b)?(?:{VIEWER})?", "backs?"), True, need("way|direction|what|that")),
    Cue("body", "facing away", Expression(
        rf"\b{_ONLY} the backs? of (?:the|an?) (?:[a-z-]+ )?{_WORN} {_CAN_BE}\b|\b(?:we|you|one)(?: can)? (?:only )?(?:see|sees|make out) (?:{_ONLY} )?the backs? of (?:the|an?) (?:[a-z-]+ )?{_WORN}\b(?! (?:on|over|in|at|that) )", "backs?"), True, need(_WORN)),
    Cue("head", "turned away from the viewer", Expression(
        rf"\b(?:so (?:that )?)?{_ONLY} the backs? of (?:{OWN}|the) (?:[a-z-]+ )?(?:skull|scalp|head|hair|helmet|hood|cap|hat) {_CAN_BE}\b|\b(?:we|you|one)(?: can)? (?:only )?(?:see|sees) (?:{_ONLY} )?the backs? of (?:{OWN}|the) (?:[a-z-]+ )?(?:skull|scalp|head)\b", "backs?"), True, need("skull|scalp|head|hair|helmet|hood|cap|hat")),
    Cue("head", "turned away from the viewer", Expression(
        rf"\b{OWN} heads? (?:is|are|can be) (?:[a-z]+ )?(?:seen|shown|visible|viewed|pictured) (?:only )?from (?:behind|the (?:back|rear))\b(?! (?:of|an?|the|his|her|their|some)\b)|\b{OWN} heads? (?:shows?|presents?|turns?) (?:its|their) backs? to {VIEWER}"
        rf"|\b{OWN} (?:heads?|faces?) (?:is |are )?(?:[a-z]+ ){{1,5}}?so (?:that )?{_ONLY} the backs? (?:of (?:it|them) )?{_CAN_BE}\b", "heads?|faces?"), True, need("behind|backs?|rear")),
    Cue("body", "facing the viewer", Opener(
        rf"(?<!back )(?<!side )(?<!shoulder )(?:fac(?:es|ed|ing)|turn(?:s|ed)(?: (?:himself|herself|themselves))?) (?:squarely |directly |fully |straight |right )?{_OUR_WAY}"
        rf"|(?:squar(?:es|ed|ing)) (?:(?:his|her|their) (?:shoulders|hips|body|chest) )?(?:up )?(?:to|toward|towards|with) {VIEWER}",
        "fac(?:es|ed|ing)|turn(?:s|ed)|squar(?:es|ed|ing)"), gate=need("way|direction|to|toward|towards|with")),
    Cue("body", "facing away", Expression(
        rf"\b{OWN} (?:[a-z]+ )?backs? {_BE}{_FACES}(?:to |toward |towards |on )?(?:{_FRONT}|(?<=to )the front{_NO_MORE}|(?<=toward )the front{_NO_MORE})"
        rf"|\b{OWN} {_TRUNKS}(?: and (?:{OWN} )?{_HEADS})? {_BE}{_FACES}(?:to |toward |towards |at )?(?:{_REAR}|the rear{_NO_MORE})", "front|foreground|background|back|rear|far|near"), True, need("backs?|chest|front|stomach|belly|torso|trunk|body")),
    Cue("body", "!facing the viewer", Expression(rf"\b{OWN} (?:[a-z]+ )?backs? (?:is|are) (?:[a-z]+ )?(?:visible|in view|on view)(?: to {VIEWER})?(?=[,.;]|$| (?:and|as|while|so|in|over|with)\b)", "backs?"), True, need("visible|view")),
    Cue("body", "facing away", Expression(rf"\b{_TURN} {OWN} {_TRUNKS} (?:[a-z]+ )?away from {VIEWER}", _TRUNKS[3:-1]), True, VIEWER_GATES[0]),
    Cue("body", "facing the viewer", Opener(rf"{_NO_OWNER}\bfac(?:es|ed|ing) (?:[a-z]+ly )?(?:(?:in|toward|towards) the direction of|outwards?,? (?:to|toward|towards)) {VIEWER}", "fac(?:es|ed|ing)"), gate=VIEWER_GATES[0]),
    Cue("head", "looking at the viewer", Opener(rf"(?:looks|looking|gazes|gazing|stares|staring|glances|glancing|smiles|smiling) (?:[a-z]+ly |right |back |out )*(?:in|toward|towards) the direction of {VIEWER}", "looks|looking|gazes|gazing|stares|staring|glances|glancing|smiles|smiling"), gate=VIEWER_GATES[0]),
    Cue("head", "looking at the viewer", Expression(rf"(?:(?<![a-z’'-] )|(?<=with ))\bfaces? (?:turned |directed )?{_LENS}", "faces?"), gate=VIEWER_GATES[0]),
    Cue("body", "facing away", Opener(
        rf"{_NO_OWNER}\b(?:fac(?:es|ed|ing)|turn(?:s|ed)(?: around| round)?|oriented) (?:[a-z]+ly |straight )?(?:to |toward |towards )?(?:face )?{_REAR}", "fac(?:es|ed|ing)|turn(?:s|ed)|oriented"), gate=need("back|rear|far|background")),
    Cue("body", "facing the viewer", Expression(
        rf"\b{OWN} {_TRUNKS}(?: and (?:{OWN} )?{_HEADS})? {_BE}{_FACES}(?:to |toward |towards |at )?{_FRONT}", "front|foreground|near"), True, need(_TRUNKS[3:-1])),
    Cue("body", "facing the viewer", Opener(
        rf"{_NO_OWNER}\b(?:fac(?:es|ed|ing)|turn(?:s|ed)(?: around| round)?|oriented) (?:[a-z]+ly |straight )?(?:to |toward |towards )?(?:face )?{_FRONT}|{_NO_OWNER}\bfac(?:es|ing) (?:straight )?forward,? (?:and )?(?:to|toward|towards|at|into) {VIEWER}", "fac(?:es|ed|ing)|turn(?:s|ed)|oriented"), gate=need("front|foreground|near|forward")),
    Cue("body", "facing the viewer", Expression(
        rf"\b{_TURN} {OWN} (?:{_TRUNKS}(?: and (?:{OWN} )?{_HEADS})?|{_HEADS} and (?:{OWN} )?{_TRUNKS}) (?:(?:[a-z]+ly|turned|facing|pointed|squarely|straight|back) )*{_LENS}", _HEADS[3:-1] + "|" + _TRUNKS[3:-1]), True, VIEWER_GATES[0]),
    Cue("body", "facing away", Expression(
        rf"\bturn(?:s|ed|ing) {OWN} backs?(?=,? (?:and|so(?: that)?|thus) (?:{OWN} |the )?{_HEADS} (?:is|are|stays?|remains?) (?:[a-z]+ly )?(?:hidden|invisible|not visible|unseen|out of sight))", "backs?"), True),
    Cue("head", "looking straight at the viewer", Expression(
        rf"\b{_BOTH} faces (?:are )?(?:look(?:ing)?|point(?:ing|ed)?|gaz(?:e|ing)|star(?:e|ing)|turned|directed) (?:straight|directly|squarely|right) {_LENS}", "faces"), True, VIEWER_GATES[0]),
    Cue("head", "looking at the viewer", Expression(
        rf"\b{_BOTH} faces (?:are )?(?:look(?:ing)?|point(?:ing|ed)?|gaz(?:e|ing)|star(?:e|ing)|turned|directed) (?:up |back |out )?{_LENS}", "faces"), True, VIEWER_GATES[0]),
    Cue("head", "turned over the shoulder", Expression(
        rf"\b{OWN} {_HEADS} (?:is |are )?(?:turned |directed |pointed )?(?:[a-z]+ )?(?:to|toward|towards) (?:the|an?|{OWN}) (?:[a-z’'-]+ ){{1,3}}behind (?:him|her|them)(?:self|selves)?\b", "behind"), True, need(_HEADS[3:-1])),
    Cue("head", "tilted", Expression(
        rf"\b(?:the heads?|{OWN} heads?) {_BE}(?:[a-z]+ly )?{_LEANS} {_HOW}(?:to|toward|towards) the (?P<own>left|right) shoulder\b", "shoulder"), True, need("left|right")),
    Cue("head", "tilted", Expression(
        rf"\bthe heads? {_BE}(?:[a-z]+ly )?{_LEANS} {_HOW}(?:to|toward|towards) (?:his|her|their) (?:own )?(?P<own>left|right)(?: shoulder| side)?\b(?! (?:hand|arm|leg|foot|knee|elbow))", "left|right"), True, need("heads?")),
    Cue("body", "turned", Expression(
        rf"\b(?:with|has|have|having|turns|turning|turned|keeps|points|pointing) {OWN} {_TRUNKS} (?:[a-z]+ )?{_EDGE.format(name='way')}|\b{OWN} {_TRUNKS} (?:is |are )?(?:turned |directed |pointed |angled |oriented )?{_EDGE.format(name='way2')}", "left|right"), True, need("chest|front|stomach|belly|torso|trunk|body")),
    Cue("head", "looking at the viewer", Opener(
        rf"(?:looks|looking|gazes|gazing|stares|staring|glances|glancing|smiles|smiling|peers|peering) (?:straight |directly |back |right )*{_OUR_WAY}",
        "looks|looking|gazes|gazing|stares|staring|glances|glancing|smiles|smiling|peers|peering"), gate=need("way|direction")),
    # heads that lean over to a shoulder
    Cue("head", "tilted", Expression(
        rf"\b(?:(?:(?P<his>his)|(?P<her>her)|their|[a-z]+['’]s) heads?) (?:is |are )?(?:[a-z]+ly )?{_LEANS} {_HOW}(?:to|toward|towards|on|onto|against) (?(his)his|(?(her)her|{OWN})) (?:own )?(?P<own>left|right) shoulder\b", "shoulder"), True, need("left|right")),
    Cue("head", "on the chest", Expression(
        rf"\b(?:{OWN}|the) chins? (?:is |are |has |have )?(?:[a-z]+ly )?(?:buried|sunk|sinks|pressed|dropped|dug|digs|tucked|rests?|resting|lowered) (?:deep |down |firmly |right |tightly )*(?:in|into|on|onto|against|to|upon) (?:{OWN}|the) (?:own )?(?:chest|breast|breastbone|collar)\b", "chins?"), True, need("chest|breast|breastbone|collar")),
    # looks over a shoulder, of the gaze
    Cue("head", "turned over the shoulder", Expression(
        rf"\b{OWN} (?:gaze|eyes|glance|look) (?:{_GOES} )?(?:(?:back|around|far|away|[a-z]+ly) )*over (?:his|her|their|one|a|the) (?:own |left |right )?shoulders?\b", "gaze|eyes|glance|look"), True, need("shoulders?")),
    Cue("trunk", "leaning back", Expression(
        rf"\b{OWN} (?:body ?)?weight (?:is |has |has been )?(?:[a-z]+ly )?(?:shifted|thrown|pushed|moved|rocked|settled|tilted) (?:[a-z]+ly |far |well )*back(?:wards?)?\b(?! and forth| to the)", "weight|bodyweight"), True, need("back(?:wards?)?")),
)  # fmt: skip
"""Expressions that are read after those of `turns`."""
