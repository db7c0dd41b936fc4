"""Looks that a head has to be tipped or turned for: at the ceiling, at the own feet, at a plate, straight into the camera."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, Opener
from .cue import OWN, VIEWER, VIEWER_GATES, Cue

_STRAIGHT = r"(?:straight|directly|squarely|right|dead|full)"
_EYES = (
    r"(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing)|squint(?:s|ing)?)"
)
_EYES_DO = rf"(?:{_EYES}|frown(?:s|ing)?|smil(?:es?|ing))"
_BETWEEN = r"(?:(?:[a-z]+ly|straight|ahead|right|back|up|out|over|down|intently|with [a-z ]{3,24}?|and [a-z]+|over (?:his|her|their) (?:left |right |own )?shoulders?) )"
# "his gaze is fixed on", "lifts her eyes to"; eyes that roll need no head
_EYES_ARE = rf"{OWN} (?:own )?(?:gaze|eyes|stare|glance) (?:(?:is|are|was|were|stays?|remains?|kept|fixed|locked|trained|directed|turned|aimed|set|focused|lifted|raised|lowered|cast|rests?|resting|goes|drifts?|travels?|straight|firmly|steadily|upwards?|up|downwards?|down) )*"
_UP = r"(?:sky|skies|ceiling|heavens?|stars|clouds?|rafters|moon)"
_NO_UP = r"(?![-'’]| (?:of|fan|lamp|light|tile|line))"
_LOW = r"(?:shoes?|feet|foot|toes|laps?|boots|sneakers|knees)"
_GROUND = r"(?:ground|floor|pavement|sidewalk|snow|sand|grass|dirt|clay)"
_ON_TABLE = r"(?:plates?|bowls?|books?|menus?|newspapers?|magazines?|keyboard|meals?|food|dish(?:es)?|tabletop)"

LOOKS: tuple[Cue, ...] = (
    Cue("head", "looking far down", Expression(
        rf"\b{_EYES_DO} {_BETWEEN}{{0,2}}(?:(?:down )?(?:at|to|toward|towards|between|into) (?:his|her|their) (?:own )?(?:[a-z]+ )?{_LOW}\b(?![-'’]| of)"
        rf"|(?:down )?(?:at|to|toward|towards|on) the (?:[a-z]+ )?{_GROUND} (?:(?:right|just|directly|straight|immediately) )?(?:(?:by|between|at|before|in front of|near|beneath|under|around) (?:his|her|their) (?:own )?(?:feet|shoes|boots|toes)|(?:(?<=right )|(?<=directly )|(?<=straight ))(?:below|beneath|under|before|in front of) (?:him|her|them))\b"
        rf"|(?<=straight )down(?:wards?)?\b(?! (?:the|from|at {VIEWER}|to {VIEWER}|toward)))",
        f"down(?:wards?)?|{_LOW}|him|her|them")),
    Cue("head", "looking far down", Expression(
        rf"\b{_EYES_ARE}(?:on|at|to|toward|towards|into|upon) (?:his|her|their) (?:own )?(?:[a-z]+ )?{_LOW}\b(?![-'’]| of)", _LOW), True),
    Cue("head", "looking well down", Expression(
        rf"\b{_EYES_DO} {_BETWEEN}{{0,2}}down (?:at|to|toward|towards|on|into) (?:the|his|her|their|an?) (?:[a-z]+ )?{_ON_TABLE}\b(?![-'’])(?! of (?:the|an?) (?:[a-z]+ )?(?:wave|slope|hill))", _ON_TABLE)),
    Cue("head", "looking far up", Expression(
        rf"\b{_EYES_DO} {_BETWEEN}{{0,2}}(?:(?<=straight )up(?:wards?)?\b(?! (?:the|from|at (?!the (?:[a-z]+ )?{_UP})|to (?!the {_UP})|into (?!the {_UP})|toward (?!the {_UP})))|(?:up )?(?:at|to|toward|towards|into) the (?:(?!(?:colou?red|painted|falling)\b)[a-z]+ )?{_UP}\b{_NO_UP}|skywards?\b|heavenwards?\b)",
        f"up(?:wards?)?|skywards?|heavenwards?|{_UP}")),
    Cue("head", "looking far up", Expression(
        rf"\b{_EYES_ARE}(?:on|at|to|toward|towards|into|upon) the (?:[a-z]+ )?{_UP}\b{_NO_UP}", _UP), True),
    # eyes may look aside in a face that is seen
    Cue("head", "turned aside", Expression(
        rf"\b{OWN} (?:own )?(?:gaze|eyes) (?:is |are |was |were )?(?:[a-z]+ )?(?:turn(?:s|ed|ing)?|directed|averted|pointed|pointing|facing|looking|drift(?:s|ing)?) (?:[a-z]+ )?away from {VIEWER}", "gaze|eyes"), True, VIEWER_GATES[0]),
    Cue("head", "looking straight at the viewer", Opener(
        rf"\b{_EYES} (?:(?!not\b)[a-z]+ly |back |out |up |intently |right ){{0,2}}?{_STRAIGHT} (?:out |back |up )?(?:at|into|toward|towards|to) (?:the [a-z]+ and )?{VIEWER}", _EYES), gate=VIEWER_GATES[0], is_plain=True),
    Cue("head", "looking straight at the viewer", Expression(
        rf"\b{OWN} (?:[a-z-]+ )?(?:eyes|gaze|stare|look) (?:(?:is|are|was|were|fixed|locked|trained|directed|turned|aimed|set|focused|pointed|points?|looks?|stares?|gazes?|goes|looking|staring|gazing) ){{0,2}}{_STRAIGHT} (?:on|at|into|toward|towards|to) {VIEWER}",
        "eyes|gaze|stare|look"), True, VIEWER_GATES[0]),
)  # fmt: skip
"""Expressions that are read before those of `gazes`."""
