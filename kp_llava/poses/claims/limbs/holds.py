"""Hands that hold, use or touch a thing, in any order of the words: "the right one works the scissors"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re

from ..stems import Expression, Words
from ..things import AT_HAND, AT_HAND_WORDS, HOLDABLE, HOLDABLE_WORDS

_STEMS = (
    r"(?:hold|tak|grip|grasp|clutch|clasp|swing|rais|lift|hoist|keep|us|wield|brandish|balanc|support|cradl|stead(?:i|y)|pinch|squeez|tot|lug|sport|wav|flourish|twirl|press|throw|toss|fling|hurl|releas|catch|operat|work|"
    r"display|show|offer|extend|plac|pick|pluck|pok|dip|stir|pour|wrap|clos|curl|hook|rest|touch|pat|pett?|strok|push|pull|drag|manipulat|handl|control|steer|guid|point|clench|bear|haul|drap|thrust|jab|snatch|scoop|grab|seiz|clamp|stabiliz|secur|brac|tend|eat|cut|slic|chop|sip|drink|feed|peel|typ|spread|serv|lean|clean|wash|wip|polish|bit|pack|open|brush|mount|tap|hug|scrap|tug|prob|spear|stab|tast|nibbl|load|unload|fill)(?:p|g|t|b)?(?:s|es|ed|ing|e)?"
    r"|reach(?:es|ing|ed)?(?: (?:down|out|up|over|forward|across|back|and))* (?:to|toward|towards|for)|held|swung|threw|kept|carr(?:y|ies|ying|ied)|wears?|wearing|gripping|wielding|has|having"
)
_NO_PART = r"(?! (?:strings?|lines?|ropes?|leash|case|cover|bag|boxes|box|stand|rack|court|field|cap|helmet|players?|park|holder|tree|juice|peel|lift|poles?|trailer|carrier|seat|screen|shelf|food|game|team|pedals?|rides?|shop)\b)"
_THING = rf"(?:(?:the|his|her|its|one|an?) (?:[a-z]+ )?(?:edge|handle|end|rim|side|top|tip|strap|neck|nose|tail|back|base|stem|shaft|grip|bottom|front|barrel|rail|corner|throat|butt|head|shoulder|ears?|fur|collar|leash) of )?(?:(?:the|an?|his|her|their|its|another|some) )?(?:pair of )?(?:(?!(?:of|and|in|on|with|to|that|which|his|her|their|the|an?) )[a-z'’-]+ ){{0,3}}?(?P<thing>{AT_HAND})\b(?![-'’]){_NO_PART}"
_WORN = rf"(?:the|an?|his|her|their) (?:[a-z-]+ ){{0,2}}?(?P<worn>{HOLDABLE})\b"
_BOARD = r"(?:(?:the|an?|his|her|their|its) )?(?:[a-z'’-]+ ){0,2}?(?P<{name}>(?:surf|skate|snow|body|boogie)? ?boards?|books?|magazines?|footballs?|basketballs?|soccer balls?|balls?|laptops?|helmets?|rac(?:ke|que)ts?|umbrellas?)"
_UNDER, _UNDER2 = _BOARD.replace("{name}", "under"), _BOARD.replace("{name}", "under2")
# "left hand firmly grips the bat", "hand wrapped around the umbrella's handle", "the right that works the scissors"
AFTER = Expression(
    rf"^(?:, [a-z'’ -]{{3,40}}(?=, (?:he|she|they) )|, (?:lower|higher|lowered|raised|held|the (?:lower|higher|nearer)|near|close|closer|nearer|at|in|on|down|up|low|high)\b[^,;.]{{0,40}}(?=,))?,?(?: (?:that|which|the one|is|are|was|still|also|then|firmly|tightly|loosely|gently|carefully|lightly|casually|just|now|both|(?:he|she)(?:['’]s)?|they(?:['’]re)?|the (?:[a-z]+ )?(?:m[ae]n|wom[ae]n|boy|girl|player|person|child|batter|lady)|has|have|busy|being|been|seems to be|appears to be|[a-z]+ly))* "
    rf"(?:{_STEMS})(?: (?:up|out|down|on|onto|around|against|hold of|over|open|tightly|firmly|high|low|aloft|for|from|off|(?<=pick)at|(?<=picking )at|(?<=picks )at|(?<=tugging )at|(?<=pulling )at|(?<=poking )at))* {_THING}",
    AT_HAND_WORDS,
)
# "left hand on the handlebars", "right hand around a bottle"
ON = Expression(
    rf"^,?(?: (?:that|which|the one(?! (?:with|in))|clearly|is|are|rests?|resting|lies|lying|placed|up|flat|held|pressed|laid|put|set|raised|lifted|firmly|lightly|gently|casually|still|stays?|remains?))* (?:on|upon|onto|against|around|atop|inside|on top of|the one (?:with|in)|at(?! the (?:head|foot|end|side|edge|level|height|time) of| (?:his|her|their) )|wrapped around|closed around) {_THING}",
    AT_HAND_WORDS,
)
_LIES = r"(?: (?:(?:that |which )?(?:he|she|they) (?:holds|is holding|carries|is carrying|uses)|is|are|being|lies|rests|sits|stays|remains|that is|which is|now|still|firmly|tightly|loosely|gently|held|gripped|clutched|grasped|carried|dangling|low|high|up|down|aloft|ready|balanced|tucked|safely|securely|pinched|squeezed|cradled|clasped|nestled|resting|raised|lifted|poised|swinging|clenched|clamped|visible|seen))*"
# "wields a large knife in", "a bat held low in", "hits the ball with"
BEFORE = Expression(
    rf"(?:\b(?:{_STEMS}) (?:up |out |on to |onto |on |against |from |(?<=picking )at |(?<=picks )at |(?<=tugging )at |(?<=pulling )at |(?<=poking )at |(?<=nibbling )at )?{_THING}(?: (?!(?:and|while|but|with|who)\b)[a-z'’-]+){{0,5}}? (?:in|with|by|using|between)|\b(?P<held>{HOLDABLE})(?: of (?:[a-z]+ ){{0,2}}?[a-z]+(?= (?:is|are|rests|sits|held|in)\b))?{_LIES}"
    rf"(?: in| (?:hang|dangl)(?:e|s|es|ing)?(?: down| straight| loosely| limply)* from| (?:held|gripped|clutched|grasped|carried|swung|raised|lifted|worked|operated|used|handled|guided|steadied|supported|controlled|balanced|moved|touched|pressed|pushed) (?:[a-z]+ )?(?:with|by))|\b(?P<glove>(?:baseball |catcher['’]s |catching )?(?:glove|mitt))(?: (?:is|are|worn|sits|fits|he wears|she wears|strapped|snugly|visible|seen|clearly))* on|\b(?:carr(?:y|ies|ying|ied)|hold(?:s|ing)?|held|tuck(?:s|ed|ing)|has|with|keep(?:s|ing)|clasp(?:s|ing)|clamp(?:s|ed|ing)) {_UNDER} (?:safely |firmly |tucked |held |clamped )?(?:under|beneath)|\b{_UNDER2} (?:is |are )?(?:carried|held|tucked|clamped|wedged|kept) (?:[a-z]+ly )?(?:under|beneath)|\b(?:wears?|wearing|has|with|having|puts|putting|sporting|slips|slipping) {_WORN} on) $",
    AT_HAND_WORDS,
)
# "in her right hand is a racket"
IN = Expression(
    rf"^,? (?:is|are|was|there is|rests|lies|sits) (?:held )?(?:an?|the|his|her|their) (?:(?!(?:of|and|in|on)\b)[a-z-]+ ){{0,2}}?(?P<thing>{HOLDABLE})\b{_NO_PART}",
    HOLDABLE_WORDS,
)
# "uses his left hand to hold the phone"
TO = Expression(
    rf"^ (?:to (?:[a-z]+ly )?(?:{_STEMS})(?: (?:up|out|down|on|onto|from|off))*|for) {_THING}", AT_HAND_WORDS
)
_REACHED = Expression(
    rf"^ (?:to (?:grab|touch|grasp|hold|take|pick up|reach|hold on to) |toward |towards |for |to ){_THING}",
    AT_HAND_WORDS,
)
_REACHES = re.compile(r"\breach(?:es|ing|ed)?(?: (?:down|out|up|over|forward|across|back))* with $")
_USES = (" uses ", " using ", " used ", " use ")
_NO_THING = re.compile(r"\b(?:chairs?|armchairs?|couch(?:es)?|sofas?|beds?|bench(?:es)?)\b")


_LET_GO = re.compile(
    r"\b(?:tossed|threw|thrown|released|hurled|flung|launched|dropped)\b"
)  # it holds the thing no more
_FLIES = re.compile(r"(?:[a-z]+ ?)?balls?|frisbees?|discs?|kites?")
"""What somebody may reach for that is far from the hand."""
_LINKS = ("in ", "with ", "by ", "using ", "between ", "on ", "from ", "under ", "beneath ")
_FINGERS_OF = re.compile(r"\b(?:the )?(?:fingers?|fingertips|tips?|thumb|palm|back|knuckles|heel) of $")
_GROUPS = ("thing", "held", "worn", "glove", "under", "under2")


def find_thing(words: Words, lead: str, behind: str) -> tuple[str, int, int] | None:
    """The thing that a hand holds or touches: its word, and where the words for it begin in the lead and end behind.

    Args:
        words: of the sentence.
        lead: what stands before the hand.
        behind: what stands behind it.
    """
    for form in (AFTER, ON, TO) if f" {lead}".endswith(_USES) else (AFTER, ON):
        match = form.search(words, behind)
        if match is not None and form is AFTER and (_LET_GO.search(match.group()) or _may_fly(match)):
            return None
        if match is not None and not (form is ON and _NO_THING.search(match.group("thing"))):
            return match.group("thing"), len(lead), match.end()
    if _REACHES.search(lead):
        match = _REACHED.search(words, behind)
        if match is not None and not _FLIES.fullmatch(match.group("thing")):
            return match.group("thing"), len(lead), match.end()
    if lead.endswith("in "):
        match = IN.search(words, behind)
        if match is not None:
            return match.group("thing"), len(lead), match.end()
    lead = _FINGERS_OF.sub("", lead)
    if not lead.endswith(_LINKS):
        return None
    match = BEFORE.search(words, lead)
    if match is not None and not _may_fly(match):
        return next(match.group(name) for name in _GROUPS if match.group(name)), match.start(), 0
    return None


def _may_fly(match: re.Match[str]) -> bool:
    """Whether a hand only reaches for a ball or the like."""
    return "reach" in match.group() and _FLIES.fullmatch(match.groupdict().get("thing") or "") is not None


# the grip of what points up is its lower end
_POINTS_UP = re.compile(
    r"\b(?:blade|tip|point|barrel|end|head)\b(?: of the [a-z]+)?(?: is| are|,)? ?(?:still |now )?(?:pointing |points |aimed |held |turned |raised |facing |thrust |standing |angled )?(?:straight )?(?:up(?:right)?|vertical(?:ly)?|upwards?|skywards?|(?:at|to|toward|towards) the (?:ceiling|sky))\b|\b(?:held|holds|holding|holds it|pointing straight|points straight) up(?:right|wards)?(?=[,.;])"
    r"|\b(?:knife|cleaver|bat|rac(?:ke|que)t) (?:straight |fully )?upright\b"
)
_LONG_IN_HAND = re.compile(r"kni(?:fe|ves)|cleavers?|(?:baseball )?bats?|(?:tennis )?rac(?:ke|que)ts?")


def is_upright(thing: str, text: str) -> bool:
    """Whether a sentence says of a knife, a bat or a racket in a hand that it points up."""
    return _LONG_IN_HAND.fullmatch(thing) is not None and _POINTS_UP.search(text) is not None


_PETS = re.compile(
    r"\b(?:pet(?:s|ting|ted)?|pats|patting|strok(?:es|ing)|scratch(?:es|ing)|hug(?:s|ging)|rub(?:s|bing)|on (?:the )?(?:head|back|neck|nose|ears?) of)\b"
)


def is_petted(text: str) -> bool:
    """Whether a hand is said to be right at an animal."""
    return _PETS.search(text) is not None


HAS_THING = rf"(?:with|holding|that holds|which holds|gripping|clutching|carrying|that grips|on) {_THING}"
"""Behind a hand: the thing by which it is named."""
WITH = Expression(
    rf"^ {HAS_THING}",
    HOLDABLE_WORDS,
)
_HELD_NOUN = re.compile(HOLDABLE)  # "the scissors hand"
_ROLE_THINGS = (("racket", re.compile(r"\brac(?:ke|que)t\b")), ("glove", re.compile(r"\b(?:gloved?|mitted|mitt|catching)\b")), ("bat", re.compile(r"\bbat\b")))  # fmt: skip


def held_by(words: Words, adjectives: str, behind: str) -> str | None:
    """The thing by which a text says which hand or arm it means: "the hand with the phone", "his racket arm"."""
    match = WITH.search(words, behind)
    if match is not None:
        return match.group("thing")
    if not adjectives:
        return None
    of_role = next((thing for thing, pattern in _ROLE_THINGS if pattern.search(adjectives)), None)
    word = adjectives.rpartition(" ")[2]
    return of_role or (word if _HELD_NOUN.fullmatch(word) else None)
