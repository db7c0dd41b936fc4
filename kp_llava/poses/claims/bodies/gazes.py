"""Where heads point in longer phrases: to a side of the picture, out of it, at the viewer; and faces that are hidden."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, need
from ..words import PICTURE
from .cue import OWN, SELF, VIEWER, VIEWER_GATES, Cue
from .looks import LOOKS

_EDGE = r"(?:edge|border|margin|frame)"
_SIDE = (
    r"(?:to|toward|towards|past|at|beyond|over|outside|off|out of|on|near|in)(?: of)? (?:the|our) (?:far |extreme |very )?"
    rf"(?P<{{name}}>left|right)(?:[- ]hand)?(?: (?:{_EDGE}\b(?! of (?!{PICTURE}))|(?:side|half|part|corner|end) of (?:{PICTURE}))| of (?:{PICTURE}))"
)
# "at the lake, on the left of the picture"; "away from his friend, toward the left edge"
_GAP = r"(?:(?!from\b|while\b|and\b|but\b|as\b)[a-z'’-]+ |[a-z'’-]+, (?=(?:toward|towards|to|past|on|at|beyond|outside|off|in|near)\b)){0,9}?"
_AWAY = r"(?:away|back|off) from [a-z'’ -]{2,40}?, (?=(?:toward|towards|to|past|beyond)\b)"
_LOOKS = (
    r"(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing)|squint(?:s|ing)?)"
)
_HEADS = r"(?:heads?|faces?|noses?|chins?|profiles?)"
_POINTS = (
    r"(?:turned|directed|pointed|pointing|points|facing|faces|rotated|twisted|swiveled|aimed|angled|averted|turns)"
)
_HIDES = r"(?:hidden|concealed|covered|obscured|blocked|buried|masked|shielded|veiled|out of (?:sight|view)|invisible|unseen|not (?:visible|seen))"
_FACE = r"(?:faces?|features|eyes|expressions?)"
# what people wear on their faces hides no more than a part of these
_NO_WEAR = r"(?! (?:away )?(?:behind|by|under|with|beneath|in) (?:[a-z'’-]+ ){0,3}?(?:(?:sun)?glasses|goggles|shades|visors?|brim|bangs|masks?|helmets?|hoods?|makeup|paint|beard|shadows?))"


def _to_side(name: str) -> str:
    return rf"(?:{_AWAY}|{_GAP}){_SIDE.format(name=name)}"


GAZES: tuple[Cue, ...] = (
    *LOOKS,
    Cue("head", "looking at the viewer", Expression(
        rf"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\bthe )(?<!['’]s )(?<!s['’] )\beyes (?:[a-z]+ly )?(?:fixed|locked|trained|set|focused|fastened) (?:[a-z]+ly )?(?:on|at|upon) {VIEWER}", "eyes"), gate=VIEWER_GATES[0]),
    Cue("head", "tilted", Expression(
        rf"\bdropp?(?:s|ed|ing) {OWN} heads? (?:[a-z]+ly |down |over |sideways )*(?:to|toward|towards|on|onto) (?:his|her|their) (?:own )?(?P<own>left|right) shoulder\b", "heads?"), True, need("left|right")),
    Cue("head", "tipped back", Expression(
        rf"\b(?:tilt(?:s|ed|ing)?|tip(?:s|ped|ping)?|thr(?:ows?|own|owing|ew)|toss(?:es|ed|ing)?|crane?(?:s|d)|craning|fl(?:ings?|ung|inging)) {OWN} heads? (?:[a-z]+ly |far |well |right )?back(?:wards?)? from\b", "heads?"), True, need("from")),
    Cue("head", "turned", Expression(
        rf"\b{OWN} (?:[a-z-]+ )?{_HEADS} (?:is |are |was |were )?(?:[a-z]+ ){{0,2}}?{_POINTS} {_to_side('way')}"
        rf"|\b(?:turn(?:s|ed|ing)?|twist(?:s|ed|ing)|swivel(?:s|ed|ing)|point(?:s|ed|ing)|direct(?:s|ed|ing)|rotat(?:es|ed|ing)|avert(?:s|ed|ing)) {OWN} (?:[a-z]+ )?{_HEADS} {_to_side('way2')}"
        rf"|\b(?:has|have|keeps|holds|with) {OWN} (?:[a-z]+ )?{_HEADS} {_POINTS} {_to_side('way3')}",
        "edge|border|margin|frame|image|picture|photo(?:graph)?|scene|viewer"), True, need("heads?|faces?|noses?|chins?|profiles?")),
    Cue("body", "turned", Expression(
        rf"\b{OWN} (?:whole |entire )?(?:body|shoulders|torso|chest) (?:points?|pointing|faces?|facing) {_to_side('way')}"
        rf"|\b(?:headed|heading|(?<!their )heads|riding|rides|walking|walks|running|runs|moving|moves|skiing|skis|pedaling|striding|oriented|directed|traveling) {_to_side('way2')}",
        "edge|border|margin|frame|image|picture|photo(?:graph)?|scene|viewer"), gate=need("body|shoulders|torso|chest|headed|heading|heads|riding|rides|walking|walks|running|runs|moving|moves|skiing|skis|pedaling|striding|oriented|directed|traveling")),
    Cue("head", "looking", Expression(
        rf"\b{_LOOKS} {_to_side('way')}|\b{OWN} (?:eyes|gaze|look|attention) (?:is |are )?(?:[a-z]+ )?(?:directed|turned|fixed|aimed|trained|resting|rests|set) {_to_side('way2')}",
        "edge|border|margin|frame|image|picture|photo(?:graph)?|scene|viewer"), gate=need(f"{_LOOKS}|eyes|gaze|look|attention")),
    Cue("head", "looking at the viewer", Expression(
        rf"\b{OWN} (?:faces?|heads?) (?:is |are )?(?:turned |directed |pointed |pointing |points |aimed |looking )?(?:[a-z]+ )?(?:into|(?:straight|right|directly|squarely) (?:at|toward|towards|to)) {VIEWER}"
        r"|\bboth eyes (?:meeting|meet|on|fixed on|directed at) (?:ours|us|the (?:camera|lens|viewer))\b",
        "faces?|heads?|eyes"), True, VIEWER_GATES[2]),
    # "his head turned away, showing us only the back of it", "her face is turned to the wall, away from us"
    Cue("head", "turned away from the viewer", Expression(
        rf"\b{OWN} (?:heads?|faces?)(?: [a-z'’-]+){{0,6}}?,? (?:and )?(?:show(?:s|ing)|reveal(?:s|ing)|present(?:s|ing)|offer(?:s|ing)|leav(?:es|ing)|expos(?:es|ing)) (?:{VIEWER} )?(?:(?:only|just|nothing but|merely) )?the backs? of (?:it|them)\b"
        rf"|\b{OWN} (?:heads?|faces?)(?: [a-z'’-]+){{0,6}}?,? so (?:that )?(?:we|you|one)(?: can)?(?: only| just)? sees? (?:only |just |nothing but )?the backs? of (?:it|them)\b"
        rf"|\b{OWN} (?:faces?|heads?) (?:is |are |was |were )?{_POINTS} (?:to|toward|towards|at) (?:[a-z'’-]+ ){{1,4}}?(?:[a-z'’-]+, )?(?:and )?(?:(?:directly|completely|fully|squarely|right|straight|well) )?away from {VIEWER}",
        "backs?|away"), True, need("heads?|faces?")),
    Cue("head", "hidden", Expression(
        rf"\b{OWN} (?:faces?|features) (?:is |are |was |were )?(?:turned|pointed|pressed|averted|angled|facing|tucked|held|bowed|lowered) (?:[a-z'’-]+ ){{0,5}}?(?:[a-z'’-]+, )?and (?:so |thus |completely |entirely |fully )?(?:hidden|concealed|invisible|not visible|out of sight)(?: (?:from|to) (?:view|sight|{VIEWER}))?", "hidden|concealed|invisible|visible|sight"), True, need("faces?|features")),
    Cue("head", "facing the viewer", Expression(
        rf"\b(?:we|you|one)(?: can)? (?:sees?|gets?|have|has|makes? out) (?:{OWN} (?:whole|entire|full) face|(?:a|the) (?:full|frontal|complete|direct) view of {OWN} face)\b"
        rf"|\b(?:show(?:s|ing)?|present(?:s|ing)?|turn(?:s|ing)?) (?:{VIEWER} )?{OWN} (?:whole|entire|full) face\b(?! (?:away|from|aside))"
        rf"|\b{OWN} (?:whole|entire|full) face (?:is|can be) (?:[a-z]+ )?(?:visible|seen|shown|in view|turned to {VIEWER})\b"
        rf"|\b{OWN} face (?:is|stays|remains|comes) (?:in|into) full view\b"
        rf"|\b(?:we|you|one|the viewer)(?: can)? sees? {OWN} face (?:head-on|frontally|from the front|from in front)\b"
        rf"|\b{OWN} face (?:is|can be) (?:[a-z]+ )?(?:visible|seen|shown) (?:head-on|frontally|from the front)\b"
        rf"|\bboth (?:of )?{OWN} eyes (?:are|can be) (?:[a-z]+ )?(?:visible|seen)\b|\b(?:we|you|one)(?: can)? sees? both (?:of )?{OWN} eyes\b",
        "face|eyes"), True, need("see|sees|gets?|has|have|makes?|show[a-z]*|present[a-z]*|turn[a-z]*|visible|seen|shown|view")),
    Cue("head", "in profile", Expression(
        rf"\b{OWN} (?:face|head) (?:is|can be) (?:[a-z]+ )?(?:visible|seen|shown) (?:only )?(?:from the side|in profile|side-?on)\b", "side|profile|sideon"), True),
    Cue("head", "hidden", Expression(
        rf"\b(?<!nothing )(?:hid(?:es|ing|den)|conceal(?:s|ed|ing)|cover(?:s|ed|ing)|bur(?:ies|ied|ying)|block(?:s|ed|ing)|obscur(?:es|ed|ing)|shield(?:s|ed|ing)) (?:{OWN} )(?:whole |entire |full )?(?:faces?|features|heads?(?= (?:in|under|behind|between))|eyes)(?! from (?!us\b|the (?:camera|viewer)|view)){_NO_WEAR}\b"
        rf"|\b{OWN} (?:whole |entire )?{_FACE} (?:is|are|was|being|stays?|remains?) (?:(?:completely|entirely|fully|totally|wholly|now|thus|therefore|all) )?{_HIDES}\b{_NO_WEAR}"
        rf"|\b{OWN} (?:whole |entire )?{_FACE} (?:cannot|can['’]t|can not) be (?:seen|made out|recognized){_NO_WEAR}\b"
        rf"|\b(?:none|nothing|neither) of {OWN} (?:{_FACE}) (?:is|are|can be) (?:visible|seen|shown)\b"
        rf"|\b(?:keep(?:s|ing)?|hold(?:s|ing)?|has|have|put(?:s|ting)?|dip(?:s|ped|ping)?|plung(?:es|ed|ing)|press(?:es|ed|ing)?|shov(?:es|ed|ing)) {OWN} (?:faces?|heads?) (?:[a-z]+ )?(?:(?:under|beneath|below|in|into) the (?:water|waves?|surface|sea|snow|pillows?|grass|sand)|underwater|in(?:to)? (?:{OWN} (?:[a-z]+ )?(?:hands|arms|elbow|sleeve|lap)|the (?:crook|pillow|towel)))"
        rf"|\b{OWN} (?:faces?|heads?) (?:is|are|was|were) (?:[a-z]+ )?(?:(?:under|beneath|below) the (?:water|waves?|surface|sea)|underwater|buried in)\b",
        "faces?|features|heads?|eyes|expressions?"), True, need("hid[a-z]*|conceal[a-z]*|cover[a-z]*|bur(?:ies|ied|ying)|block[a-z]*|obscur[a-z]*|shield[a-z]*|masked|veiled|out|invisible|unseen|not|cannot|can|none|nothing|neither|under|underwater|beneath|below|in|into")),
    Cue("head", "turned aside", Expression(
        rf"\b(?:look(?:s|ed|ing)|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|glanc(?:es?|ed|ing)) (?:[a-z]+ly |straight |right )?away from {VIEWER}"
        r"|\b(?:looks|looking|glances|glancing) away(?=[,.;]| (?:as|while|with|and)\b)"
        r"|\b(?:look(?:s|ed|ing)|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|glanc(?:es?|ed|ing)|peer(?:s|ed|ing)) (?:over (?:his|her|their) (?:left |right )?shoulders?, )away from\b",
        "away")),
    Cue("head", "laid down", Expression(
        rf"\b(?:laid|lays|laying|put|puts|putting|rests|resting|rested|dropped|drops|lowered|presses|pressing|pressed) {OWN} (?:heads?|cheeks?|foreheads?|faces?) (?:down |flat )*(?:on|onto|upon|against) (?:the|a|{OWN}) (?:own )?(?:[a-z-]+ ){{0,1}}(?:tabletop|table|counter(?:top)?|desk|ground|floor|knees|(?:fore)?arms?|folded arms|crossed arms|keyboard|bar|plate|dishes)\b",
        "heads?|cheeks?|foreheads?|faces?"), gate=need("tabletop|table|counter(?:top)?|desk|ground|floor|knees|(?:fore)?arms?|keyboard|bar|plate|dishes")),
    Cue("head", "turned aside", Expression(
        rf"\bturn(?:s|ed|ing) {OWN} (?:heads?|faces?) (?:[a-z]+ly |far |all the way )?(?:to (?:the|one) side\b|sideways|the other way|aside)(?! of|,? away from {VIEWER})"
        rf"|\b{OWN} (?:heads?|faces?) (?:is |are )?(?:turned|twisted|rotated) (?:[a-z]+ly |far |all the way )?(?:to (?:the|one) side\b|sideways|the other way|aside|away(?=[,.;]| and\b| so\b))(?! of|,? away from {VIEWER})",
        "heads?|faces?"), True, need("turn[a-z]*|twisted|rotated")),
)  # fmt: skip
"""Expressions for heads and gazes that are read before those of `views`."""

TURNS_TO = (
    rf"\b(?:turn(?:s|ed|ing)?|swung|swings|spun|spins|twist(?:s|ed|ing)?|whirl(?:s|ed|ing)|wheel(?:s|ed)|stop(?:s|ped|ping)|paus(?:es|ed|ing)|lean(?:s|ed|ing)?|bend(?:s|ing)?|bent|crane(?:s|d)?|craning)"
    rf"(?: (?:{SELF}|{OWN} (?:heads?|faces?|necks?|bod(?:y|ies))))?(?: (?:around|round|back|over|down|up|out|forward|aside|away))* to $"
)
"""Before a verb: what somebody has turned for is what happens, as in "has turned around to smile at us"."""
