"""Hands that a sentence names by what they touch on the own body, before the hand or without one.

"covering her mouth with both hands", "his chin propped on his left fist", "presses a phone to his ear".
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..stems import Expression, Words, need

_OWN = r"(?P<owner>his|her|their)(?: own)?"
_FACE = r"(?:faces?|mouths?|lips?|chins?|cheeks?|nose|nostrils|eyes?|eyebrows?|ears?|foreheads?|brows?|temples?|jaws?|mustache|moustache|beard|teeth|(?:sun)?glasses|goggles|spectacles)"
_HEAD = r"(?:heads?|hair|helmets?|caps?|hats?|neck|scalp|visor|brim|ponytail|nape)"
_CHEST = r"(?:(?:bow ?)?ties?|collars?|necklaces?|lapels?|zippers?)"
_LOOSE = r"(?:(?!(?:and|or|with|of|in|on)\b)[a-z'’-]+ ){0,2}?"
_VERB = (
    r"(?:cover(?:s|ing)|shad(?:es|ing)|shield(?:s|ing)|hid(?:es|ing)|rub(?:s|bing)|wip(?:es|ing)|scratch(?:es|ing)|strok(?:es|ing)|touch(?:es|ing)|cup(?:s|ping)|cradl(?:es|ing)|adjust(?:s|ing)|"
    r"massag(?:es|ing)|pinch(?:es|ing)|pick(?:s|ing)(?: at)?|mop(?:s|ping)|brush(?:es|ing)(?: the hair from| off| back)?|push(?:es|ing) (?:up|back)|tug(?:s|ging)(?: at| on)?|twirl(?:s|ing)|pull(?:s|ing) (?:at|down|up)|straighten(?:s|ing)|"
    r"clutch(?:es|ing)|hold(?:s|ing) on to|tip(?:s|ping)|tuck(?:s|ing)(?: back)?|smooth(?:s|es|ing)(?: down| back)?|fix(?:es|ing)|blow(?:s|ing)|dab(?:s|bing)(?: at)?|plug(?:s|ging)|grip(?:s|ping)|buries|burying|prop(?:s|ping)(?: up)?|rest(?:s|ing)|lean(?:s|ing)|support(?:s|ing))"
)
_VERBS = (
    "cover(?:s|ing)|shad(?:es|ing)|shield(?:s|ing)|hid(?:es|ing)|rub(?:s|bing)|wip(?:es|ing)|scratch(?:es|ing)|strok(?:es|ing)|touch(?:es|ing)|cup(?:s|ping)|cradl(?:es|ing)|adjust(?:s|ing)|massag(?:es|ing)|pinch(?:es|ing)|pick(?:s|ing)|mop(?:s|ping)|"
    "brush(?:es|ing)|push(?:es|ing)|tug(?:s|ging)|twirl(?:s|ing)|pull(?:s|ing)|straighten(?:s|ing)|clutch(?:es|ing)|hold(?:s|ing)|tip(?:s|ping)|tuck(?:s|ing)|smooth(?:s|es|ing)|fix(?:es|ing)|blow(?:s|ing)|dab(?:s|bing)|plug(?:s|ging)|grip(?:s|ping)|buries|burying|prop(?:s|ping)|rest(?:s|ing)|lean(?:s|ing)|support(?:s|ing)|tip(?:s|ping)|straighten(?:s|ing)|doff(?:s|ing)"
)
_HAND = (
    r"(?:(?P<amount>both|one|a|an|the|his|her|their|each|two)(?: of)? )(?:(?:his|her|their|the) )?(?:(?:back|heel|palm|tips?|knuckles?|side) of (?:his|her|their|the|one) )?(?:(?!left|right)[a-z-]+ )?(?:(?P<side>left|right) )?"
    r"(?P<noun>hands?|fists?|palms?|fingers?|fingertips?|knuckles|thumbs?|forearms?|wrists?)"
)
_NOT_OVER = "".join(
    f"(?<!{at} )(?<!{at} his )(?<!{at} her )" for at in ("above", "over")
)  # "above his head in one hand"
_SMALL = (
    r"(?:(?:an?|the|his|her|their|some|another|something) )(?:(?!(?:and|or|with|to|against|up|near)\b)[a-z'’-]+ ){0,3}?(?P<thing>phones?|cell ?phones?|smartphones?|mobile|cup|mug|glass|bottle|can|straw|fork|spoon|sandwich|burger|hot dog|hotdog|slice|pizza|donut|doughnut|cookie|banana|apple|fruit|toothbrush|"
    r"cigarette|cigar|whistle|harmonica|camera|binoculars|napkin|tissue|handkerchief|razor|brush|comb|lipstick|microphone|mic|receiver|handset|food|bite|cake|candy|ice cream|cone|popsicle|pipe|flower|badge|card)"
)
_SMALL_WORDS = (
    "phones?|cellphones?|smartphones?|mobile|cup|mug|glass|bottle|can|straw|fork|spoon|sandwich|burger|dog|hotdog|slice|pizza|donut|doughnut|cookie|banana|apple|fruit|toothbrush|cigarette|cigar|whistle|harmonica|camera|binoculars|napkin|tissue|handkerchief|"
    "razor|brush|comb|lipstick|microphone|mic|receiver|handset|food|bite|cake|candy|cream|cone|popsicle|pipe|flower|badge|card"
)
_TO = r"(?:to|against|up to|near|close to|beside|at|by|in front of|next to|before|over|under)"
_FORMS: tuple[Expression, ...] = (
    # "covering her mouth with both hands", "buries his face in his hands", "rests his chin on one fist"
    Expression(rf"\b{_VERB} (?:the (?:[a-z]+ )?(?:brim|top|side|sides|back|edge|front|strap|visor|bill|peak|rim|tip) of )?(?:{_OWN}|the(?= (?:face|mouth|ears?|eyes|chin|cheeks?|nose|forehead) with (?:both|one|the|an?|his|her|their) )) {_LOOSE}(?:(?P<face>{_FACE})|(?P<head>{_HEAD})|(?P<chest>{_CHEST}))(?: [a-z]+ly)? (?:with|in|on|into|between|using|against|behind|under) {_HAND}\b", _VERBS),
    Expression(rf"\bhold(?:s|ing) {_OWN} {_LOOSE}(?P<face>chin|cheeks?|face|jaw|forehead|nose|ear)(?: [a-z]+ly)? (?:with|in|on|between|using) {_HAND}\b", "hold(?:s|ing)"),
    # "his chin resting in one palm", "face buried in her hands", "chin on fist"
    Expression(rf"\b{_NOT_OVER}(?:{_OWN} )?(?:(?P<face>chin|cheeks?|face|jaw|forehead)|(?P<head>head))(?: is| are| lies)?(?: (?:resting|rests|propped|cupped|buried|leaning|leans|supported|cradled|hidden|sunk|held|planted|perched|up|down|firmly|gently|thoughtfully))* (?:on|in|into|against|upon|by|between|behind) {_HAND}\b", "chin|cheeks?|face|jaw|forehead|head"),
    # "presses a phone to his ear", "lifting a glass to her lips with her left hand"
    Expression(rf"\b(?!with )[a-z]+(?:s|ing|ed|ld|ught) (?:up )?{_SMALL}(?: [a-z]+ly)? (?:right |up |close |firmly |pressed |held )*{_TO} {_OWN} {_LOOSE}(?P<face>{_FACE})\b(?:(?: [a-z]+ly)? (?:with|in|using) {_HAND}\b)?", _SMALL_WORDS),
    # "a phone is pressed to her left ear"
    Expression(rf"\b{_SMALL}(?: is| are|,)? (?:[a-z]+ly )?(?:pressed|held|raised|lifted|brought|clamped|glued|pinned|poised|put)(?: up| close| right| firmly| tightly| tight)* {_TO} {_OWN} {_LOOSE}(?P<face>{_FACE})\b(?P<amount>)(?P<noun>)(?! and (?:shoulder|her shoulder|his shoulder))", _SMALL_WORDS),
    # "the phone is at her left ear", "with the phone against his ear"
    Expression(rf"\b(?:the|an?|his|her|their) (?:[a-z]+ )?(?P<thing>phones?|cell ?phones?|smartphones?|handset|receiver|mobile)(?: is| are)?(?: held| pressed| still| right| up| close| tight| firmly)* (?:at|to|against|on|by|near|beside|over) {_OWN} {_LOOSE}(?P<face>ears?)\b(?P<amount>)(?P<noun>)(?! (?:with|in|using|and (?:his |her )?shoulder)\b)", "phones?|cellphones?|smartphones?|handset|receiver|mobile"),
    # "brushes a strand of hair from her face", "tucks her hair behind her ear"
    Expression(rf"\b(?:brush|push|tuck|sweep|pull|smooth|comb|wip|blow)(?:s|es|ing) (?:back )?(?:an?|the|her|his|some|sweat|stray|loose|tears) ?(?:(?!from|out|off|behind|away)[a-z]+ ){{0,4}}?(?:from|out of|off|behind|away from) {_OWN} {_LOOSE}(?P<face>{_FACE})\b(?: (?:with|using) {_HAND}\b)?", _FACE),
    # "shading his eyes", "scratches her head"
    Expression(rf"\b(?:shad(?:es|ing)|shield(?:s|ing)|rub(?:s|bing)|wip(?:es|ing)|scratch(?:es|ing)|strok(?:es|ing)|cup(?:s|ping)|pinch(?:es|ing)|massag(?:es|ing)|mop(?:s|ping)|dab(?:s|bing)(?: at)?|picks|picking|cover(?:s|ing)) {_OWN} {_LOOSE}(?:(?P<face>eyes?|face|nose|mouth|brow|forehead|chin|temples?|beard|ears?|cheeks?|lips)|(?P<head>head|hair|neck))\b(?! (?:with|in|from|against) )", _VERBS),
    # "adjusts her cap"
    Expression(rf"\b(?:adjust(?:s|ing)|straighten(?:s|ing)|fix(?:es|ing)|smooth(?:s|es|ing)(?: down| back)?|tip(?:s|ping)|doff(?:s|ing)|tug(?:s|ging) at) {_OWN} {_LOOSE}(?:(?P<face>(?:sun)?glasses|goggles|spectacles)|(?P<head>hair|caps?|hats?|helmets?|ponytail|visor|headscarf|headphones))\b(?! (?:with|in|from|against) )", _VERBS),
    # "holds his left ankle with his right hand", "ties her shoe"
    Expression(rf"\b(?:hold(?:s|ing)|grab(?:s|bing)|grip(?:s|ping)|grasp(?:s|ing)|clutch(?:es|ing)|clasp(?:s|ing)|touch(?:es|ing)|rub(?:s|bing)|massag(?:es|ing)|scratch(?:es|ing)|adjust(?:s|ing)|reach(?:es|ing) (?:down )?(?:for|to|toward)) {_OWN} {_LOOSE}(?:(?P<foot>foot|feet|ankles?|shoes?|boots?|toes|heels?|shoelaces|laces)|(?P<shoulder>shoulders?)|(?P<knee>knees?|kneecaps?))(?: [a-z]+ly)? (?:with|in|using) {_HAND}\b", "foot|feet|ankles?|shoes?|boots?|toes|heels?|shoelaces|laces|shoulders?|knees?|kneecaps?"),
    Expression(rf"\b(?:t(?:ies|ying)|lac(?:es|ing)|unt(?:ies|ying)|fasten(?:s|ing)|buckl(?:es|ing)) (?:up )?{_OWN} {_LOOSE}(?P<foot>shoes?|boots?|shoelaces|laces|sneakers?|skates?)(?:,? (?:with|using) {_HAND})?\b", "shoes?|boots?|shoelaces|laces|sneakers?|skates?"),
    # "hands on her hips" is read with the hands; "chin in hand", "hand to mouth", "cap in hand"
    Expression(r"\b(?:(?P<face>chin|cheek|face) in hands?|(?P<noun>hands?) (?:to|over|on|against) (?P<face2>mouth|chin|cheek|forehead|lips|ear|nose))\b(?P<owner>)", "hands?"),
)  # fmt: skip
_SIDED = re.compile(r"\b(left|right) (?:ear|cheek|temple|eye)\b")
_UNLESS = re.compile(r"^(?! with )(?: [a-z]+){0,3} (?:arms?|elbows?|shoulders?|pillow)\b")


_LOW = (("foot", "at the foot"), ("shoulder", "at the shoulder"), ("knee", "at the knee"))
# every form has one of them
_AT_ALL = need(
    f"{_FACE}|{_HEAD}|{_CHEST}|bow|tie|foot|feet|ankles?|shoes?|boots?|toes|heels?|shoelaces|laces|sneakers?|skates?|shoulders?|knees?|kneecaps?"
)


class Touch(NamedTuple):
    """A hand at the face or the head.

    Attributes:
        begin: where the words for it start.
        end: where they end.
        side: ``"left"``, ``"right"``, ``"both"`` or ``"one"``.
        state: ``"near the face"`` or ``"at the head"``.
        owner: whose face it is: ``"his"``; empty where the words do not say.
        thing: what the hand holds there, as far as the words name it.
    """

    begin: int
    end: int
    side: str
    state: str
    owner: str
    thing: str


def find_touches(words: Words, text: str, start: int, end: int) -> Iterator[Touch]:
    """The hands at a face or head that a sentence names after it, or not at all."""
    if not words.bits & _AT_ALL:
        return
    reached = start
    for form in _FORMS:
        for match in form.finditer(words, text, start, end):
            groups = match.groupdict()
            if match.start() < reached and reached != start and match.end() <= reached:
                continue
            if _UNLESS.match(text[match.end() : match.end() + 30]):
                continue
            noun, amount = groups.get("noun") or "", groups.get("amount") or ""
            is_pair = noun in ("hands", "fists", "palms") or amount in ("both", "two", "each")
            of_side = None if noun else _SIDED.search(match.group())
            side = groups.get("side") or ("both" if is_pair else of_side.group(1) if of_side else "one")
            # a hand in a face's place may as well be said to be at the head
            low = next((state for part, state in _LOW if groups.get(part)), None)
            state = low or (
                "at the head"
                if groups.get("head")
                else "in front of the chest"
                if groups.get("chest")
                else "near the face"
            )
            yield Touch(match.start(), match.end(), side, state, groups.get("owner") or "", groups.get("thing") or "")
