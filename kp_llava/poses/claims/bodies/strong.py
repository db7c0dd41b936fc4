"""What is stated as far more than a state by itself: "doubled over", "leans far back", "high above her head".

A strong state needs the weak one of the same part, and is false where it is unlikely itself.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ..states import BOLT_UPRIGHT, ON_TOP
from ..stems import Expression, Words, need
from ..words import PERSON, SIDE_OF_PICTURE
from .cue import OWN, VIEWER, Cue, Found

LEAD = 12
"""Characters before a statement in which the words for how upright a trunk is may stand."""
_OWN = r"(?:his|her|their|the)(?: own)?"
_FAR = r"(?:far|way|sharply|steeply|heavily|strongly|deeply|well|dramatically|hard|all the way|extremely|severely)"
_FAR_WORDS = "far|way|sharply|steeply|heavily|strongly|deeply|well|dramatically|hard|extremely|severely|steep|sharp|extreme|dramatic|deep"
_LEANS = r"(?:lean|tilt|reclin|bent|bend|arch|thrown|throw|tip|pitch|inclin|hunch|slump|angl|stretch|cant)[a-z]*"
_FULLY = Expression(
    r"\b(?:bolt|perfectly|completely|fully|totally|absolutely|entirely|very|stiffly|rigidly|ramrod|poker|arrow|plumb)[- ](?:upright|erect|vertical|straight|tall)",
    "bolt|perfectly|completely|fully|totally|absolutely|entirely|very|stiffly|rigidly|ramrod|poker|arrow|plumb",
)
_ENDS = r"(?=[,.;]|$| (?:and|as|while|over|with|in|on|against|into|toward|towards)\b)"
_DOUBLED = Expression(
    r"\b(?:doubled|double|in half|in two|jackknifed)\b"
    rf"|\b(?:bent|bends?|bending|folded|folds|folding|hinged|hinges|bowed|leans?|leaning) (?:very |so |over |forward |down )*(?:deeply|sharply|steeply|low|far|all the way|acutely)(?: over| forwards?| down)*,? (?:at|from) {_OWN} (?:waist|hips?|middle)\b"
    rf"|\b(?:chests?|stomach|belly|torso|upper body|trunk|heads?|faces?|forehead|nose)(?: (?:is|are|lies?|lying|rests?|resting|pressed|flat|down|close|brought|almost|nearly|held|lowered|dropped|sunk|folded|bent|low|far|right|all the way)){{0,5}} (?:near|on|onto|against|to|toward|over|upon|between|at|touching|touches) {_OWN} (?:knees?|thighs?|lap|legs|shins|ankles|feet|toes|skis)\b"
    rf"|\b(?:tucked|folded|folds|folding|curled) [a-z ]*?over {_OWN} (?:knees|thighs|legs|lap)\b",
    "doubled|double|half|two|jackknifed|waist|hips?|middle|knees?|thighs?|lap|legs|shins|ankles|feet|toes|skis",
)
_FAR_BACK = Expression(
    rf"\b{_FAR} (?:over )?(?:back(?:wards?)?|rearwards?)\b|\b{_LEANS} (?:very |so )?{_FAR}\b|\bback(?:wards?)? (?:very |so )?{_FAR}{_ENDS}|\b(?:steep|sharp|extreme|dramatic|deep) (?:backwards?|lean|recline)\b",
    _FAR_WORDS,
)
_FAR_FORWARD = Expression(
    rf"\b(?:lean|tilt|inclin|pitch|tip|angl|cant)[a-z]* (?:very |so |over |out )*{_FAR}(?: (?:over|out|down))? (?:forwards?|ahead|into|toward|towards)\b|\bforwards? (?:very |so )?{_FAR}{_ENDS}",
    _FAR_WORDS,
)
_WIDE = Expression(
    r"\b(?:wide|widely|broad|far apart|far (?:separated|spaced)|splits?)\b", "wide|widely|broad|far|splits?"
)
_CLOSE = Expression(
    r"\b(?:press(?:ed|es|ing)|squeez(?:ed|es|ing)|clamp(?:ed|s)|tight(?:ly)?|close(?:ly)?|side by side|next to|against|touch(?:ing)?)\b",
    "press(?:ed|es|ing)|squeez(?:ed|es|ing)|clamp(?:ed|s)|tight(?:ly)?|close(?:ly)?|side|next|against|touch(?:ing)?",
)
_HIGH = Expression(
    r"\b(?:high|far|way|well) (?:up )?(?:above|over|overhead)\b|\b(?:up high|high up)\b", "high|far|way|well"
)
_TOP = Expression(
    r"\b(?:on|upon|over) (?:the )?(?:very )?(?:top|crown) of (?:his|her|their|the)(?: own)? (?:[a-z]+ )?(?:head|hair|helmet|cap|hat)s?\b"
    r"|\batop (?:his|her|their|the)(?: own)? (?:[a-z]+ )?(?:head|helmet|cap|hat)s?\b",
    "top|crown|atop",
)
_BACK = Expression(
    r"\bbehind\b|\blook(?:s|ing)? back\b|\bback (?:toward|towards|over|at|into|round|around)\b", "behind|back"
)
_STRONG: dict[tuple[str, str], tuple[tuple[Expression, str], ...]] = {
    ("trunk", "upright"): ((_FULLY, BOLT_UPRIGHT),),
    ("trunk", "bent over"): ((_DOUBLED, "doubled over"),),
    ("trunk", "leaning forward"): ((_DOUBLED, "doubled over"), (_FAR_FORWARD, "leaning far forward")),
    ("trunk", "leaning back"): ((_FAR_BACK, "leaning far back"),),
    ("stance", "apart"): ((_WIDE, "wide apart"),),
    ("stance", "together"): ((_CLOSE, "close together"),),
    ("head", "turned aside"): ((_BACK, "turned over the shoulder"),),
    ("hand", "above the head"): ((_HIGH, "high above the head"),),
    ("hand", "at the head"): ((_TOP, ON_TOP),),
}

_MORE = {
    "doubled over": 36,
    ON_TOP: 16,
    "turned over the shoulder": 5,
    "leaning far back": 12,
    "leaning far forward": 12,
}
"""Characters behind a statement that may belong to it: "folded over | his thighs", "to look | back"."""
_WORD = 20  # the longest word that begins there

_FURTHER = r"(?:(?:[a-z]+ly|far|all the way|right|way|back|well) )*"
_BACK_THERE = rf"(?=[,.;]|$| (?:and|as|while|with|over(?! (?:his|her|their) (?:own )?(?:left|right)))\b| (?:toward|towards|into|at)\b(?! {VIEWER}| the {SIDE_OF_PICTURE})| to (?:look|see|watch|check|glance|gaze|peer)\b(?! (?:[a-z]+ )?(?:at|into|to|toward|towards) {VIEWER}))"
_TURNS = r"(?:turn(?:s|ed|ing)?|twist(?:s|ed|ing)?|swivel(?:s|ed|led|ing)?|rotat(?:es|ed|ing)|crane?(?:s|d)?|craning|whip(?:s|ped|ping))"
STRONG: tuple[Cue, ...] = (
    Cue("trunk", "doubled over", Expression(
        rf"\b{OWN} chests? (?:(?:is|are|hangs?|held|almost|nearly|right|very|pressed|close|down|lowered|drawn|brought|pulled) )*(?:near|close to|next to|down to) {OWN} (?:own )?(?:knees|thighs|shins)\b", "chests?"), True, need("knees|thighs|shins")),
    Cue("trunk", "doubled over", Expression(
        r"\bwith (?:the|his|her|their) chests? (?:(?:almost|nearly|right|very|pressed|close|down|lowered|drawn|brought|pulled|resting) )*(?:near|on|to|against|onto|upon|next to) the (?:knees|thighs|shins)\b", "chests?"), gate=need("knees|thighs|shins")),
    Cue("trunk", "doubled over", Expression(
        rf"\b(?:tuck(?:s|ed)|fold(?:s|ed|ing)?|curl(?:s|ed|ing)?|crumpled|collapsed) {_FURTHER}(?:(?:forwards?|down|up) )*(?:over|onto|against|on top of) {OWN} (?:own )?(?:knees|thighs|shins)\b", "knees|thighs|shins")),
    Cue("trunk", "leaning far back", Expression(
        r"\breclin(?:es|ed|ing) (?:very |so |quite )?(?:steeply|far|deeply|sharply|heavily)\b", "reclin(?:es|ed|ing)")),
    Cue("head", "turned over the shoulder", Expression(
        rf"\b{_TURNS} {OWN} (?:heads?|necks?|faces?) {_FURTHER}(?:back(?:wards?)?|(?:round|around)(?= over\b)){_BACK_THERE}"
        rf"|\b{OWN} (?:heads?|faces?) (?:is |are |was |were )?(?:[a-z]+ly )?(?:turned|twisted|swivell?ed|rotated|craned) {_FURTHER}(?:back(?:wards?)?|(?:round|around)(?= over\b)){_BACK_THERE}", "back(?:wards?)?|round|around"), gate=need("heads?|necks?|faces?")),
    Cue("head", "turned over the shoulder", Expression(
        rf"\b(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing)) (?:[a-z]+ly )?back (?:(?:toward|towards|behind)\b(?! {VIEWER}| the {SIDE_OF_PICTURE})|(?:up|down|along|across|over) the (?:hill(?:side)?|slope|mountain|track|trail|road|street|path|runway|piste|field|course|beach|water|lake|river|wave|steps|stairs)\b)", "back"), is_plain=True),
)  # fmt: skip
"""Expressions for strong states that the weak ones have no words for; they are read before all others of their parts."""
_OVER_SHOULDER = re.compile(r"\bover (?:his|her|their) (?:own )?(?:left |right )?shoulders?\b")
_LONGEST = 34  # characters behind a look in which the shoulder may be named


def find_turned_back(found: list[Found], words: Words, text: str) -> Iterator[Found]:
    """Further statements, that a head is turned over a shoulder, for those that have it turned left or right or to the viewer.

    Args:
        found: the statements of a sentence.
        words: of the sentence.
        text: lower-case.
    """
    behind = [f.end for f in found if (f.part, f.state, f.negated) == ("body", "facing away", False)]
    for one in found:
        if one.part != "head" or one.negated:
            continue
        is_at_viewer = one.state == "looking at the viewer"
        is_back = is_at_viewer and " back " in text[one.begin : one.end]
        # of the same person
        is_back &= any(end <= one.begin and not PERSON.search(words, text, end, one.begin) for end in behind)
        last = one.end + (_LONGEST if is_at_viewer else 0)
        if is_back or (
            (is_at_viewer or one.state.startswith("turned to the own")) and _OVER_SHOULDER.search(text, one.begin, last)
        ):
            yield one._replace(state="turned over the shoulder")


def drop_turns(found: list[Found]) -> list[Found]:
    """The statements without turns that the words of a lean make: "tilts his upper body to the left side"."""
    leans = [(f.begin, f.end) for f in found if f.part == "trunk" and f.state.startswith("leaning to the")]
    return [
        f
        for f in found
        if f.part != "body"
        or not f.state.startswith("turned to")
        or not any(begin < f.end and f.begin < end for begin, end in leans)
    ]


def strengthen(part: str, state: str, words: Words, text: str, first: int, begin: int, end: int) -> str:
    """The strong state that the words of a statement have; the state as it is where they have none.

    Args:
        part: as in `Claim`, without its side.
        state: as in `Claim`.
        words: of the sentence.
        text: lower-case.
        first: from where the words for its degree may stand.
        begin: of the statement.
        end: of the statement.
    """
    for expression, strong in _STRONG.get((part, state), ()):
        last = end + _MORE.get(strong, 0)
        match = expression.search(words, text, first if strong == BOLT_UPRIGHT else begin, last + _WORD)
        if match is not None and match.end() <= last:
            return strong
    return state
