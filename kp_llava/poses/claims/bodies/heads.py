"""How people hold the head: bowed, lowered, up, thrown back."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import math
import re
from collections.abc import Iterator

from ...body import Body
from ...vocabulary import Fact
from ..stems import Expression, Opener, Words
from ..words import PERSON, SIDE_OF_PICTURE, SKIPS
from .cue import END, WAY, with_way

_NOUNS = "heads?|faces?|chins?|gaze|eyes|foreheads?|brows?|noses?|cheeks?"
# "the head of the table"
_NO_PERSON = rf" of the (?!(?:[a-z'’-]+ ){{0,2}}?{PERSON.pattern})"
# "lies face down" is how somebody lies, whatever the head does
_LIES = "".join(
    f"|(?<={word} )"
    for word in ("lying", "lie", "lay", "laid", "flat", "out", "floating", "stomach,", "belly,", "prone,")
)
HEAD = Opener(
    rf"\b(?!(?:(?<=lies ){_LIES})face (?:down|up)\b)(?P<noun>{_NOUNS})\b(?!['’-]|{_NO_PERSON}| (?:contact|level|wear|band))",
    _NOUNS,
)
"""A noun for the head or a part of it."""

_LOOK = r"(?!(?:his|her|their|the|and|with|of|to|in|on|over|above|behind|at|near|into|from|against)\b)[a-z-]+"
# no comma right before the noun: "the man waits, head bowed"
DETERMINED = (
    rf"(?P<det>his|her|their|the|a|an|[a-z]+['’]s|[a-z]+s['’])?(?: own)?(?: {_LOOK},?(?= {_LOOK} $))?(?: {_LOOK})? $"
)
"""What stands before it, with the words for its looks."""

_ASIDE = (
    r"(?:[a-z]+ly |around |round |back |away |over |aside )*(?:(?:to (?:look|see|watch|gaze|glance|follow|check|talk|speak|listen|stare)(?: back| out| over| up| down)? (?:out of|at|into|toward|towards|to|behind|over)?|to(?= (?:the|a|an) (?![a-z]+ (?:on |at )?behind))|toward|towards|away from|from|behind)\b"
    r"(?! ?(?:at |into |to |toward |towards )?(?:the |our |your |this )?(?:camera|viewer|lens|photograph|observer|audience|front|us\b|side\b|left|right)))"
)
_SOME = rf"(?P<some>left|right)(?:wards?)?{END}"
_TURN = r"turn(?:s|ed|ing)?|point(?:s|ed|ing)?|facing|faces|directed|rotated|aimed|angled|oriented|swivell?ed|twisted|pivoted"
_TILT = r"tilt(?:s|ed|ing)?|tipped|tips|cocked|inclined|inclines|lean(?:s|ing|ed)?|listing|bent|dropped|drops"
_SIDES = "(?:left|right)(?:wards?)?"
_AIMS: tuple[tuple[str, Expression], ...] = (
    ("turned", Expression(rf"\s*(?:{_TURN}|goes|falls|drifts|settles|looks?|gaze|stare)(?: off| out| over| back| around)? (?:[a-z]+ly )?{WAY}|\s*(?:facing|faces) (?:[a-z]+ly )?the (?:viewer['’]s (?=[lr])|(?={SIDE_OF_PICTURE}))(?P<way2>left|right)\b", "left|right")),
    ("turned", Expression(rf"\s*(?:{_TURN}|goes|drifts|looks?|looking)(?: off| out| over| back| around)? (?:[a-z]+ly )?(?:(?:to|toward|towards) (?:the )?)?{_SOME}", _SIDES)),
    ("tilted", Expression(rf"\s*(?:{_TILT}) (?:over |[a-z]+ly )*{WAY}", "left|right")),
    ("tilted", Expression(rf"\s*(?:{_TILT}) (?:over |sideways |[a-z]+ly )*(?:(?:to|toward|towards) (?:the )?)?{_SOME}", _SIDES)),
    ("turned away from the viewer", Expression(r"\s*(?:turned|facing|pointing|looking) away from (?:the (?:viewer|camera)|us)\b", "away")),
    ("turned aside", Expression(rf"\s*(?:turned|twisted|swiveled|rotated|turns|twists) {_ASIDE}", "turned|twisted|swiveled|rotated|turns|twists")),
    ("facing the viewer", Expression(r"\s*(?:(?:facing|faces)(?: to| toward| towards)?|(?:turned|oriented|angled|rotated|points?)(?: back| around)? (?:to|toward|towards|to face)|toward|towards) (?:the (?:viewer|camera)\b(?!['’])|us\b)", "viewer|camera|us")),
)  # fmt: skip
"""Where a head points, by what stands right behind it."""
_TURNS = re.compile(
    r"\b(?:direct(?:s|ed|ing)|shift(?:s|ed|ing)|cast(?:s|ing)?|turn(?:s|ed|ing)?|rotat(?:es|ed|ing)|twist(?:s|ed|ing)|swivel(?:s|ed|ing)) $"
)
_TILTS = re.compile(r"\b(?:tilt(?:s|ed|ing)?|tip(?:s|ped|ping)?|cock(?:s|ed|ing)?) $")
_TURNED: tuple[tuple[str, Expression], ...] = (
    ("turned", Expression(rf"\s*(?:back |around )?(?:[a-z]+ly )?{WAY}", "left|right")),
    ("turned", Expression(rf"\s*(?:[a-z]+ly )?(?:(?:to|toward|towards) the )?{_SOME}", _SIDES)),
    ("turned away from the viewer", Expression(r"\s*(?:to (?:the|one) side,? )?away(?: from (?:the (?:viewer|camera)|us)\b)?(?! from)", "away")),
    ("looking at the viewer", Expression(r"\s*(?:straight |directly |back |around )*(?:to look(?: back| straight| directly)? (?:at|into)|to|toward|towards) (?:the (?:viewer|camera)\b(?!['’])|us\b)", "viewer|camera|us")),
    ("turned aside", Expression(rf"\s*{_ASIDE}", "to|toward|towards|from|behind")),
)  # fmt: skip
"""The same behind a head that a verb turns: "has turned her head toward ..."."""
_TILTED: tuple[tuple[str, Expression], ...] = (("tilted", Expression(rf"\s*(?:[a-z]+ly )?{WAY}", "left|right")),)

STOP = r"\b(?:suggest|impl[yi]|indicat|mean|hint)[a-z]* (?:that|at|of)\b|[.;:!?—]|, (?:and|but|so|while|as|his|her|their|which|who|with|the|one|both|a)\b|\b(?:while|whereas|because|although|though|but|so that|as if|as though|as he|as she|as they|and (?:his|her|their|the|he|she|they|both|one|is|are|has|holds?|looks?|gazes?)|which|with (?:his|her|their|one|both|a|the)|if|when|where|than|above|over his head|over her head)\b"
"""Where the words about a head end."""

_SLOW = r"(?:(?:[a-z]+ly|far|right|all the way|well|way|deep|low|so far|quite|very|a little|a bit|somewhat|back|straight|up|down|and [a-z]+) )"
_BREAST = r"(?:chest|breast|breastbone|collarbones?|necklace|sternum|collar|shirt ?front|knees|lap|bosom|neck)"
_SKY = r"(?:sky|skies|ceiling|heavens?|sun|stars?|clouds?|treetops|rafters|roof|moon|chandelier|ceiling lamps?|lights?|lamps?)"
_LOW = r"(?:ground|floor|pavement|sidewalk|snow|sand|grass|shoes?|feet|toes|lap|boots|sneakers|skis|plate|book|table|page|paper|phone|board|tabletop|desk|keyboard)"
_AIM = r"(?:turned|tilted|tipped|angled|pointed|pointing|directed|aimed|facing|faces|cocked|bent|lifted|raised|cast|fixed|trained|set|locked|held|craned|inclined|is|are|kept)"

_AFTER_HEAD: tuple[tuple[str, Expression], ...] = (
    ("thrown back", Expression(
        rf"\b(?:thrown|throws|flung|flings|toss(?:es|ed)|jerk(?:s|ed)|snapped|reared) {_SLOW}{{0,2}}back(?:wards?)?\b(?! (?:to|toward|at|over|into|from|against|and forth)\b)"
        rf"|\b{_AIM} {_SLOW}{{0,2}}(?:up )?(?:to|at|toward|towards|on|into) (?:the |a )(?:[a-z]+ ){{0,2}}?{_SKY}\b"
        r"|\b(?:skywards?|heavenwards?|behind (?:his|her|their) shoulders)\b", "back(?:wards?)?|sky|skies|ceiling|heavens?|sun|stars?|clouds?|treetops|rafters|roof|moon|chandelier|lights?|lamps?|skywards?|heavenwards?|behind")),
    ("tipped back", Expression(
        rf"\b(?:thrown|throws|flung|tilt(?:s|ed|ing)?|tip(?:s|ped|ping)?|toss(?:es|ed)|cocked|bent|leaned|leans|leaning|arch(?:es|ed)|crane[ds]|fall(?:s|en|ing)?|loll(?:s|ed|ing)?|dropped|drops|roll(?:s|ed)|jerk(?:s|ed)|drawn|laid|inclined|snapped|reared|hang(?:s|ing)|held|pulled|is|are|,|hung) {_SLOW}{{0,2}}(?:back(?:wards?)?\b(?! (?:to|toward|at|over|into|from|against|and forth)\b)|rearwards?)"
        rf"|\b{_AIM} {_SLOW}{{0,2}}(?:up )?(?:to|at|toward|towards|on|into) (?:the |a )(?:[a-z]+ ){{0,2}}?{_SKY}\b|\b(?:on|to|toward|towards|at) the {_SKY}\b"
        r"|\b(?:tilt(?:s|ed|ing)?|tip(?:s|ped|ping)?|lean(?:s|ed|ing)?|arch(?:es|ed)|thrown|fall(?:s|en|ing)|loll(?:s|ed|ing)?|dropped|drops|laid|bent) (?:[a-z]+ly |far |right |all the way )?back(?:wards?)? (?:against|to rest (?:against|on|in))\b"
        r"|\b(?:skywards?|heavenwards?|upturned|behind (?:his|her|their) shoulders)\b|^ (?:(?:far|all the way|right|way|well|slightly|[a-z]+ly) ){0,2}back(?:wards?)?\b(?! (?:to|toward|at|over|into|from|against)\b)", "back(?:wards?)?|rearwards?|sky|skies|ceiling|heavens?|sun|stars?|clouds?|treetops|rafters|roof|moon|chandelier|lights?|lamps?|skywards?|heavenwards?|upturned|behind")),
    ("laid down", Expression(
        r"\b(?:rest(?:s|ing|ed)?|press(?:es|ed|ing)|lie[sd]?|lying|laid|almost|nearly|touch(?:es|ing)?|flat|down|planted|slumped|dropped|propped) (?:(?!(?:at|over|above|near|toward|towards)\b)[a-z]+ )?(?:on|against|to|onto|touching)?\s?(?:the|his|her|their|a) (?:[a-z-]+ )?(?:tabletop|table|counter(?:top)?|desk|plate|dishes|ground|floor|board|cutting board|knees|forearms?|folded arms|crossed arms|cloth|keyboard|bar|pillow|book)\b", "tabletop|table|counter(?:top)?|desk|plate|dishes|ground|floor|board|knees|forearms?|arms|cloth|keyboard|bar|pillow|book")),
    ("on the chest", Expression(
        r"\b(?:on|to|onto|into|against|touch(?:es|ing)|until it touches) (?:his|her|their|the) (?:own )?(?:chest|breast|breastbone|collarbones?|necklace|sternum|collar|shirt ?front|bosom)\b|\bhang(?:s|ing)? (?:all the way |limply |far |low )+(?:down|forward)?\b", "chest|breast|breastbone|collarbones?|necklace|sternum|collar|shirt|shirtfront|bosom|hang(?:s|ing)?")),
    ("bowed", Expression(
        rf"\b(?:on|to|onto|into|against|touch(?:es|ing)|touching|toward|towards|until it touches) (?:his|her|their|the) (?:own )?{_BREAST}\b"
        r"|\bbowed\b|\b(?:hang(?:s|ing)?|hung)\b(?! (?:over|out|back)\b)|\b(?:droop(?:s|ed|ing)?|slump(?:s|ed|ing)?|sunk(?:en)?|sags?|sagging|nods? forward)\b|\b(?:drop(?:s|ped|ping)?|loll(?:s|ed|ing)?|fall(?:s|en|ing)?) (?:all the way )?(?:forwards?|down|low|limply)\b",
        "chest|breast|breastbone|collarbones?|necklace|sternum|collar|shirt|shirtfront|knees|lap|bosom|neck|bowed|hang(?:s|ing)?|hung|droop(?:s|ed|ing)?|slump(?:s|ed|ing)?|sunk(?:en)?|sags?|sagging|nods?|drop(?:s|ped|ping)?|loll(?:s|ed|ing)?|fall(?:s|en|ing)?")),
    ("lowered", Expression(
        rf"^ (?:(?:is|are|held|kept|hung|very|quite|so) )*low\b(?! enough)|\b(?:lowered|dipped|ducked|downcast|downturned|tucked|inclined(?! to)|bent|dropped|cast down)\b(?! (?:back|up|to the side|to one side|aside|sideways|to (?:his|her|their) (?:left|right)))"
        rf"|\bdown(?:wards?)?\b(?! (?:the|from)\b)|\b{_AIM} {_SLOW}{{0,2}}(?:at|to|toward|towards|on|over) (?:the|his|her|their|a) (?:[a-z]+ )?{_LOW}\b|\b(?:on|to|toward|towards) (?:the|his|her|their) {_LOW}\b", f"low|lowered|dipped|ducked|downcast|downturned|tucked|inclined|bent|dropped|cast|down(?:wards?)?|{_LOW}")),
    ("level", Expression(
        r"\b(?:vertical|upright|erect|level|(?:perfectly|completely|quite|dead|held|kept|is|are) straight(?! (?:ahead|at|to|toward|towards|up|down|into|forward)))\b|^ straight(?=[,.;]|$| (?:and|as|while|up and)\b)", "vertical|upright|erect|level|straight")),
    ("up", Expression(r"\brest(?:s|ed|ing)? (?:[a-z]+ly )?back (?:against|on|onto|in|into)\b", "rest(?:s|ed|ing)?")),
    ("up", Expression(
        r"\b(?:up|lifted|raised|high|aloft|upwards?|uplifted)\b(?! (?:from|to (?:the side|his left|her left|his right|her right)|to one side|and down|close)\b)", "up|lifted|raised|high|aloft|upwards?|uplifted")),
)  # fmt: skip
"""States behind a noun for the head, by what is looked for first."""

_BEFORE_HEAD: tuple[tuple[str, Expression], ...] = (
    ("thrown back", Expression(r"\b(?:thr(?:ows|own|owing|ew)|fl(?:ings|ung|inging)|toss(?:es|ed|ing)|jerk(?:s|ed|ing)) back (?:his|her|their) (?:[a-z-]+ ){0,2}$|\b(?:thrown-back) (?:[a-z-]+ )?$", "back")),
    ("tipped back", Expression(r"\b(?:tilt(?:s|ed|ing)|tip(?:s|ped|ping)|lean(?:s|ed|ing)|arch(?:es|ed|ing)|crane?(?:s|d)|craning) back (?:his|her|their) (?:[a-z-]+ ){0,2}$|\b(?:tilted-back|upturned) (?:[a-z-]+ )?$", "back|upturned")),
    ("bowed", Expression(r"\b(?:bow(?:s|ing|ed)?|hang(?:s|ing)?|hung|droop(?:s|ed|ing)?|slump(?:s|ed|ing)?|drooping) (?:(?:his|her|their|a) )?(?:[a-z-]+ ){0,2}$", "bow(?:s|ing|ed)?|hang(?:s|ing)?|hung|droop(?:s|ed|ing)?|slump(?:s|ed|ing)?")),
    ("lowered", Expression(r"\b(?:lower(?:s|ing|ed)?|drop(?:s|ped|ping)?|duck(?:s|ed|ing)?|dip(?:s|ped|ping)?|tuck(?:s|ed|ing)?|bend(?:s|ing)?|downcast|downturned|dropped) (?:(?:in|down) )?(?:(?:his|her|their|a) )?(?:own )?(?:[a-z-]+ ){0,2}$", "lower(?:s|ing|ed)?|drop(?:s|ped|ping)?|duck(?:s|ed|ing)?|dip(?:s|ped|ping)?|tuck(?:s|ed|ing)?|inclin(?:es|ed|ing)|bend(?:s|ing)?|downcast|downturned")),
    ("turned aside", Expression(r"(?:\b(?:averted|(?:half-)?turned-away|sideways-turned|turned-aside)|(?:\bhis|\bher|\btheir|\bthe|['’]s) turned) $", "averted|away|aside|turned")),
    ("up", Expression(r"\b(?:rais(?:es|ed|ing)|lift(?:s|ed|ing)|uplift(?:s|ed|ing)|uplifted) (?:up )?(?:(?:his|her|their|a) )?(?:own )?(?:[a-z-]+ ){0,2}$", "rais(?:es|ed|ing)|lift(?:s|ed|ing)|uplift(?:s|ed|ing)")),
)  # fmt: skip
"""States before it: in the verb that takes the head as its object, or in an adjective."""

_ASIDE_OR_BACK = re.compile(
    r" (?:[a-z]+ly |over |far )?(?:sideways|back(?:wards?)?|(?:to|toward|towards) (?:the|one|his|her|their) (?:own )?(?:viewer['’]s )?(?:left|right|side))\b"
)
"""Behind "bends her head": it is not lowered, or not only."""
# "tipped back to look at the hanging lamps"
_PURPOSE = re.compile(
    r" to (?:drink|sip|swallow|see|look|laugh|watch|follow|take|catch|gaze|let|show|"
    r"study|inspect|admire|read|get|avoid|shout|listen|check|focus|meet|keep|maintain|breathe|speak|talk|call|sing|rest|enjoy|eat|smile)\b"
)
DOWN, UP = ("laid down", "on the chest", "bowed", "lowered"), ("thrown back", "tipped back", "up")
AT_EYES = {**dict.fromkeys(DOWN, "looking down"), **dict.fromkeys(UP, "looking up"), "level": "level"}
BURIED = Expression(
    r"\b(?:(?:bur(?:ies|ied|ying)|hid(?:es|den|ing)?|cover(?:s|ed|ing)?) (?:his|her|their) (?:[a-z]+ )?(?:faces?|heads?|eyes) (?:in|with|behind) (?:both )?(?:of )?(?:his|her|their)(?: own)? (?:two )?(?:hands|palms)"
    r"|(?:his|her|their) (?:faces?|heads?) (?:is |are )?(?:[a-z]+ )?(?:buried|hidden|sunk|covered|resting|cupped|held|cradled) (?:[a-z]+ )?(?:in|behind|by|with|between) (?:both )?(?:of )?(?:his|her|their)(?: own)? (?:two )?(?:hands|palms))\b",
    "hands|palms",
)
"""A face in both hands: a statement about these."""


def find_aim(words: Words, text: str, position: int, last: int, lead: str) -> tuple[str, int] | None:
    """Where a head points, by what stands right behind it, and where the words for that end.

    Args:
        words: of the sentence.
        text: lower-case.
        position: behind the noun for the head.
        last: where the sentence ends.
        lead: the sentence before the head and what determines it.
    """
    skip = SKIPS.match(text, position, last)
    position = skip.end() if skip is not None else position
    more = _TURNED if _TURNS.search(lead) else _TILTED if _TILTS.search(lead) else ()
    for state, pattern in (*more, *_AIMS):
        match = pattern.match(words, text, position, last)
        if match is not None:
            return with_way(state, match), match.end()
    return None


def find_states(words: Words, text: str, begin: int, last: int) -> list[tuple[str, re.Match[str]]]:
    """The states behind a noun for the head; what it is held so for counts only where nothing stands before it.

    Args:
        words: of the sentence.
        text: lower-case.
        begin: behind the noun.
        last: where the words about the head end.
    """
    purpose = _PURPOSE.search(text, begin, last)
    for end in (purpose.start(), last) if purpose is not None else (last,):
        behind = text[begin:end]
        states = [(state, hit) for state, pattern in _AFTER_HEAD if (hit := pattern.search(words, behind))]
        if states:
            return states
    return []


def find_state_before(words: Words, lead: str, text: str, behind: int, last: int) -> tuple[str, int] | None:
    """The state in the verb or the adjective before a noun for the head, and where it stands in what leads to the noun.

    Args:
        words: of the sentence.
        lead: the sentence before the noun.
        text: lower-case.
        behind: where the text goes on behind the noun.
        last: where the sentence ends.
    """
    for state, pattern in _BEFORE_HEAD:
        hit = pattern.search(words, lead)
        if hit is not None and not (state == "lowered" and _ASIDE_OR_BACK.match(text, behind, last)):
            return state, hit.start()
    return None


ASIDE = "tilted to one side"
"""A tilt to the left or to the right, unsaid which."""
_LEVEL, _DEGREES = 8.0, 1.0  # eyes and ears on lines that are less steep are those of a head that is not tilted
_APART = 0.04  # body sizes between two eyes or ears, from which the line has a direction


def tilt_facts(body: Body) -> Iterator[Fact]:
    """What a head certainly does not do: tilt to one side or the other. As in `kp_llava.poses.exclusions`."""
    slopes = []
    for pair in ("eye", "ear"):
        names = f"left {pair}", f"right {pair}"
        if not body.has(*names) or abs(body.right_of(*names)) < _APART:
            return
        slopes.append(abs(math.degrees(math.atan2(body.above(*names), abs(body.right_of(*names))))))
    yield from body.excludes(
        "head", ASIDE, (_LEVEL - max(slopes)) / _DEGREES, "left eye", "right eye", "left ear", "right ear"
    )
