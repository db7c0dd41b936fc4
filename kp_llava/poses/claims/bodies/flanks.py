"""Which of their own sides people turn to the viewer: "we see her from her left side", "her left shoulder is nearer to us"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ....annotations.skeleton import SIDES
from ..stems import Expression, need
from ..words import PEOPLE
from .cue import OWN, VIEWER, Cue

_SEEN = r"(?:seen|viewed|shown|pictured|photographed|captured|caught|shot|depicted|presented|portrayed|visible|filmed)"
_WE = (
    r"(?:we|you|one|viewers?|the (?:viewer|camera|photographer|lens|picture|photo(?:graph)?|image|shot|frame|view)) (?:can |now |only |mostly |mainly )*"
    r"(?:sees?|looks? at|views?|catch(?:es)?|captures?|shows?|films?|gets?|has|have|presents?)"
)
_WHOM = r"(?:him|her|them|(?:the|an?|this|that|two|both|one) (?:[a-z’'-]+ ){0,6}?[a-z’'-]+)"
_SIDED = r"(?:side|shoulder|flank|hip)"
_IS = r"(?:(?:is|are|being|stays|remains|lies|sits) )?(?:(?:the|also|clearly|a bit|a little|slightly|much|turned|held|placed|(?:the )?(?:one|side|shoulder)(?: that is| which is)?) )*"
_ONLY = r"(?:only|just|nothing but|mainly|mostly|chiefly)"
_TURN = r"(?:show(?:s|ed|ing)?|present(?:s|ed|ing)?|turn(?:s|ed|ing)?|offer(?:s|ed|ing)?|giv(?:es|ing)|point(?:s|ed|ing)?|keep(?:s|ing)?)"
_NEAR = r"(?:near(?:er|est)?|clos(?:e|er|est))"
_OF_BODY = rf"(?: of (?:{OWN} (?:[a-z]+ )?body|him|her|them))"
_CHEEK = r"(?:cheek|ear|eye|temple)"


def _sided(side: str) -> tuple[Cue, ...]:
    """The cues for one side; the words have no direction of the picture in them."""
    shown, turned = f"{side} side to the viewer", f"turned to the viewer's {side}"
    no_limb = r"(?! (?:hand|arm|leg|foot|shoulder|hip|knee|elbow|pocket|ear|eye|wrist|ankle|edge|corner|end))"
    of_face = rf"the {side}(?:[- ]hand)? (?:side|half) of {OWN} (?:[a-z]+ )?(?:face|head)"
    gate = need(side)
    return (
        Cue("side", shown, Expression(
            rf"\b{_SEEN} (?:[a-z]+ly )?(?:in part )?from (?:his|her|their)(?: own)? {side}\b{no_limb}(?: side)?", _SEEN), gate=gate),
        Cue("side", shown, Expression(
            rf"\b{_WE} {_WHOM} (?:[a-z]+ly )?from (?:his|her|their)(?: own)? {side}\b{no_limb}(?: side)?"
            rf"|\b{_WE} {OWN}(?: own)? {side} (?:side|flank)\b(?! of\b)"
            rf"|\b{_WE} (?:only |mostly |mainly )?the {side} side(?:{_OF_BODY}| of (?:the|this|that|an?) (?:[a-z-]+ ){{0,3}}?{PEOPLE})\b(?!['’])"
            rf"|\bthe {side} side{_OF_BODY} (?:is (?:what|the side that|the one that) )?(?:we|you) (?:can )?see\b|\bthe {side} side{_OF_BODY} is (?:visible|seen|shown|in view)\b"
            rf"|\b{_TURN} {VIEWER} (?:mainly |mostly |only )?{OWN}(?: own)? {side} (?:side|flank|shoulder|hip)\b(?! of\b)|\b{_TURN} {OWN}(?: own)? {side} (?:side|flank|shoulder|hip) (?:[a-z]+ )?(?:to|toward|towards|at) {VIEWER}"
            rf"|\b{OWN}(?: own)? {side} (?:side|flank) (?:is|being) (?:the (?:one|side) )?(?:that |which )?(?:is )?(?:[a-z]+ )?(?:visible|seen|shown|in view|(?:we|you) (?:can )?see)\b", "from|side|flank|shoulder|hip"), True, gate),
        Cue("side", shown, Expression(
            rf"\b(?:{OWN}|the)(?: own)? {side} {_SIDED}{_OF_BODY}? {_IS}{_NEAR}(?: (?:of the two|one|side))?(?: to)? {VIEWER}"
            rf"|\b{OWN}(?: own)? {side} {_SIDED} is (?:clearly )?(?:the )?{_NEAR}(?: one| of the two)?(?=[,.;]|$)"
            rf"|(?<!on )(?<!at )(?<!of )(?<!from )(?<!to )\b(?:the|{OWN}) (?:near|nearer|nearest|closer|closest|visible) {_SIDED}{_OF_BODY}? is (?:clearly )?(?:{OWN}|the)(?: own)? {side}(?: one| side| shoulder)?\b(?! (?:edge|half|part|arm|hand|leg))"
            rf"|\b(?:the|{OWN}) {_SIDED}{_OF_BODY}? (?:that |which )?(?:we|you|the camera|the viewer) (?:can )?sees?{_OF_BODY}? is (?:{OWN}|the)(?: own)? {side}(?: one| side)?\b"
            rf"|\b(?:the|{OWN}) (?:side|shoulder|flank|hip){_OF_BODY}? (?:that is |which is |that |which )?(?:{_NEAR}|facing|turned|faces|turned toward|points|pointing)(?: to| toward| towards| at)? {VIEWER},? is (?:{OWN}|the)(?: own)? {side}(?: one| side| shoulder)?\b"
            rf"|\b(?:{OWN} {side} (?:side|shoulder|hip|flank)|(?:the )?{side} side of {OWN} body) (?:is |was |being )?(?:turned|shown|presented|angled|pointed|pointing|points|directed|facing|faces|aimed|leading|leads|toward|towards)(?: (?:to|toward|towards|at|in toward))? {VIEWER}", "side|shoulder|flank|hip"), True, gate),  # of people who are seen at an angle as well
        Cue("head", turned, Expression(
            rf"\b(?:in|{OWN}) (?:[a-z-]+ )?{side}[- ]profile\b|\ba (?:[a-z]+ )?{side}[- ]profile (?:view|shot)\b|\b(?:show(?:s|ing)|present(?:s|ing)|offer(?:s|ing)) (?:{VIEWER} )?(?:his|her|their|a) {side} profile\b", "profile"), True, gate),
        Cue("head", turned, Expression(
            rf"\b{of_face} (?:is |are )?(?:[a-z]+ly )?(?:turned |facing |faces |shown |presented |points |pointing |held |nearer |closer |nearest |closest )?(?:to|toward|towards) {VIEWER}"
            rf"|\b{_ONLY} (?:{of_face}|{OWN} {side} {_CHEEK}) (?:is|can be|remains) (?:[a-z]+ )?(?:visible|seen|shown|in view)\b"
            rf"|\b(?:we|you|one)(?: can)? (?:sees?|gets?|views?) (?:{_ONLY} )?{of_face}\b(?! and)"
            rf"|\b(?:turn(?:s|ed|ing)?|show(?:s|ing)?|present(?:s|ing)?|offer(?:s|ing)?) (?:{VIEWER} )?(?:{of_face}|{OWN} {side} cheek)\b(?: (?:to|toward|towards) {VIEWER})?", "face|head|cheek|ear|eye|temple"), True, gate),
    )  # fmt: skip


FLANKS: tuple[Cue, ...] = tuple(cue for side in SIDES for cue in _sided(side))
"""Expressions for the own side, or side of the face, that people turn to the viewer."""
