"""Sentences in another order of words, written anew in the usual one: "up goes the left arm", "it is his left arm that he raises".

The words that a statement is read from then stand where the other expressions of this room look for them.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterator
from typing import NamedTuple

from ...stems import Expression, Words, need
from ...things import HOLDABLE

_NOUN = r"(?:arm|forearm|elbow|hand|fist|wrist|palm|leg|knee|foot|thigh|heel|ankle)"
_NOUNS = r"(?:arms?|forearms?|elbows?|hands?|fists?|wrists?|legs?|knees?|foot|feet|thighs?|ankles?)"
_ADJ = r"(?:(?!left|right)[a-z-]+ ){0,2}?"
_LIMB = rf"(?:(?:his|her|their|the) {_ADJ}(?:left |right ){_ADJ}{_NOUN}|(?:his|her|their|the) (?:left|right) one)"
_ANY_LIMB = rf"(?:(?:his|her|their|the|one|both)(?: of (?:his|her|their))? {_ADJ}(?:left |right )?{_ADJ}{_NOUN}s?)"
_WHO = r"(?:he|she|they|the (?:[a-z'’-]+ ){0,2}?(?:m[ae]n|wom[ae]n|boy|girl|child|player|person|skater|surfer|skier|rider|batter|catcher|pitcher|umpire|server|thrower|toddler|figure)(?: (?:on|at) the (?:far )?(?:left|right)| in the (?:middle|cent(?:er|re)|foreground|background|front|back))?)"
_ENDS = r"(?=[.,;!]|$| (?:and|while|but|as)\b)"
_CLEFT = Expression(
    rf"\bit(?:['’]s| is| was) (?P<prep>(?:with|in|on|by|at|over) )?(?P<limb>{_LIMB}) (?:that |which |with which )?(?:(?P<who>{_WHO}) (?P<verb>(?:(?:is|has|have|had|[a-z]+ly) )*[a-z]+)|(?P<we>(?:we|you) (?:can )?see))(?P<rest>[^;:.]*)", "it")  # fmt: skip
_VERB = r"(?P<verb>(?:(?:is|are|has|have|had|keeps|[a-z]+ly) )*[a-z]+)"
_NAMED = rf"(?:clearly |actually |in fact )?(?:his|her|their|the) (?P<side>left|right)(?: one| {_NOUN})?"
_LATER: tuple[Expression, ...] = (
    # "the arm he uses for the call is his left", "the hand she holds the cup with is her left one"
    Expression(
        rf"\b(?:the|his|her|their|one) {_ADJ}(?P<noun>{_NOUN}) (?:that |which |(?P<prep>with|in|on|by) which )?(?P<who>{_WHO}) {_VERB}(?P<rest>(?: [^,;:.]{{1,70}}?)??)(?P<last> with| in| on| by)? is {_NAMED}{_ENDS}", "left|right"),
    # "his left arm is the one that he raises"
    Expression(
        rf"\b(?:his|her|their|the) {_ADJ}(?P<side>left|right) (?P<noun>{_NOUN}) is (?:clearly |actually )?the one (?:that |which |(?P<prep>with|in|on|by) which )?(?P<who>{_WHO}) {_VERB}(?P<rest>[^,;:.]*?)(?P<last> with| in| on| by)?{_ENDS}", "one"),
    # "what she lifts is her left hand"
    Expression(
        rf"\bwhat (?P<who>{_WHO}) {_VERB}(?P<rest>(?: [^,;:.]{{1,50}}?)??)(?P<prep>)(?P<last>) is (?:his|her|their|the) {_ADJ}(?P<side>left|right) (?P<noun>{_NOUN}){_ENDS}", "what"),
)  # fmt: skip
# "of his two arms, it is the left one that is raised"
_OF_TWO = Expression(
    r"\bof (?:his|her|their|the|(?:the )?[a-z-]+['’]s?)(?: two| both)? (?P<noun>arms|hands|legs|feet|knees|elbows)\b[^,;.]{0,20}, (?:only |it is )?(?:only )?(?:the|his|her|their) (?P<side>left|right)(?: one)?(?: that| which)? (?P<rest>[^;:.]*)", "arms|hands|legs|feet|knees|elbows")  # fmt: skip
_THE_ONE = re.compile(r"\bthe (raised|lifted|lowered|bent|straight|extended|outstretched|hanging) one\b")
# "bends deeply at the knees", of the whole person
_BENT_AT = Expression(
    r"\b(?:bends|bending|bent|flexes|flexing|flexed)(?P<how>(?: (?:[a-z]+ly|low|down|a little|a bit))*) at (?:(?:the|his|her|their) )?(?:(?:waist|hips|ankles) and (?:at )?(?:(?:the|his|her|their) )?)?(?:both )?(?P<noun>knees|elbows)\b", "knees|elbows")  # fmt: skip
_LEGGED = Expression(r"\b(?P<how>straight|stiff)[- ]legged\b|\b(?P<bent>bent[- ]kneed)\b", "straight|stiff|bent")
_TWO_HANDED = Expression(
    rf"\b(?:(?:holds?|holding|grips?|gripping|swings|swinging) (?:the|an?|his|her|their) (?:[a-z-]+ ){{0,2}}?(?P<thing>{HOLDABLE}) (?:[a-z]+ )?two[- ]handed|two-handed (?P<stroke>backhand|forehand))\b", "handed|two")  # fmt: skip
# "his mitt is held out", "raises her glove": the hand in it does
_GLOVE = r"(?:(?:baseball|catcher['’]s|catching|fielding|leather) )?(?:glove|mitt)"
_GLOVED: tuple[Expression, ...] = (
    Expression(rf"\b(?P<owner>his|her|their|the [a-z]+['’]s) {_GLOVE}(?P<rest> (?:(?:is|being|[a-z]+ly) )*(?:raised|lifted|held|extended|outstretched|stretched|reaching|lowered|resting|rests|touching|touches|up|down|above|on the|in front of|near|at|beside)\b[^,;.]*)", "glove|mitt"),
    Expression(rf"\b(?P<verb>raises|raising|lifts|lifting|lowers|lowering|extends|extending|stretches|stretching|thrusts|thrusting|holds|holding|reaches out with|reaching out with) (?P<out>out |up )?(?P<owner>his|her|their) {_GLOVE}(?P<rest>(?: (?:out|up|forward|high|low|above|over|in front of|near|at|toward|towards|down)\b[^,;.]*)?)", "glove|mitt"),
)  # fmt: skip
_ANY_NOUN = re.compile(rf"\b{_NOUN}s?\b|\b(?:feet|thighs|calves)\b")
_FIRST = r"(?:up|down|high|low|raised|lifted|lowered|bent|flexed|stretched|stretching|extended|outstretched|hanging|dangling|resting|tucked|pressed|held|folded|crossed|hidden|behind|over|above|below|beneath|under|by|at|on|near|against|across|out|straight|pointing|reaching|flung|thrust)"
_INVERTED = Expression(
    rf"^\W*(?P<pred>{_FIRST}\b(?:(?! (?:he|she|they|who|and|is|are)\b)[^,;:.]){{0,60}}?) (?P<verb>is|are|goes|go|hangs?|rests?|lies|lie|comes|shoots|reaches|stretches|points|dangles|swings|juts) (?P<limb>{_ANY_LIMB})(?P<rest>){_ENDS}", f"{_NOUN}s?")  # fmt: skip
_AHEAD = Expression(rf"^\W*(?P<pred>(?:down|up|high|low|way|(?:behind|above|over|below|beneath|across|against|in front of|around|under) (?:his|her|their))\b[^,;:.]{{1,50}}), (?P<limb>{_ANY_LIMB})\b", f"{_NOUN}s?")  # fmt: skip
_HANDS = r"(?P<hand>(?:in|with|between|by|from|using) (?:(?:his|her|their|the|both|one|only one)(?: of (?:his|her|their))? ?)(?:[a-z]+ )?(?:left |right |other )?(?:hands?|fingers|palms?|fists?))"
_IT = Expression(
    rf"\b(?:(?:hold|carr|grip|clutch|grasp|grab|keep|lift|rais|support|stead|balanc|swing|catch|tak|us|wav|brandish)[a-z]* it(?: (?:up|out|high|aloft|down|low|ready|tightly|firmly|there|close))*|it is(?: (?:held|carried|gripped|clutched|still|firmly))*) {_HANDS}\b",
    "it",
)
# "with her right hand, she lifts the cup"
_WITH = Expression(rf"^\W*(?P<with>(?:with|using) {_LIMB}),? (?P<who>{_WHO})(?P<rest> [^,;:.]+)", f"{_NOUN}")
# "either of her hands, since she holds them behind her back"
_THEM = Expression(
    r"\b(?P<noun>hands|arms|legs|feet|knees|elbows)\b[^.;]*?\b(?:he|she|who|they|and|has|keeping|holding) (?:[a-z]+ly )?(?P<verb>holds?|keeps?|hides?|clasps?|folds?|puts?|has|have|crosse?s?|locks?|stretches|stretch|raises?|lifts?|lets|lowers?|lowered|keeping|holding) them (?P<rest>[^,;:.]+)", "them")  # fmt: skip
_THROW = r"(?:throw(?:ing)?|toss(?:ing)?|hurl(?:ing)?|pitch(?:ing)?|launch(?:ing)?|releas(?:e|ing)|fling(?:ing)?|let go of|serv(?:e|ing))"
_READY = (
    r"(?:ready|about|poised|set|prepar(?:es|ed|ing)|getting ready|gets ready|going|winds up|winding up|aiming|cocked)"
)
_READY_WORDS = "ready|about|poised|set|prepar(?:es|ed|ing)|getting|gets|going|winds|winding|aiming|cocked"
_TO_THROW = Expression(
    rf"\b{_READY} to {_THROW} (?P<thing>(?:the|an?|his|her|their) (?:[a-z]+ ){{0,2}}?(?:{HOLDABLE})|it)(?: [a-z]+ly)? (?:with|from|using) (?P<owner>his|her|their|the) (?:own )?(?P<side>left|right) (?:hand|arm)\b", _READY_WORDS)  # fmt: skip
_ARM_TO_THROW = Expression(
    rf"\b(?P<owner>his|her|their|the) (?P<side>left|right) (?:arm|hand)(?: is| still)?(?: (?:cocked|drawn|pulled|back|raised|up|swung|held|bent|lifted|behind (?:him|her|his head|her head)|[a-z]+ly))+,? {_READY} to {_THROW} (?P<thing>(?:the|an?|his|her|their) (?:[a-z]+ ){{0,2}}?(?:{HOLDABLE}))\b", _READY_WORDS)  # fmt: skip
_OF_PAIR = Expression(
    r"\bthe (?P<way>higher|lower|straighter|more bent) (?:one )?of (?:his|her|their|the)(?: two| both)? (?P<noun>hand|arm|leg|elbow|knee|feet)s? is (?:clearly )?(?:the|his|her|their) (?P<side>left|right)\b",
    "higher|lower|straighter|more",
)
_HANDED = Expression(r"\b(?P<side>left|right)-handed\b", "handed")
_RACKETS = re.compile(r"\b(?:rac(?:ke|que)ts?|tennis|serves?|serving|server|forehand|backhand)\b")
_THING = re.compile(rf"\b(?:the|an?|his|her|their|its|another) (?:[a-z-]+ ){{0,3}}?(?P<thing>{HOLDABLE})\b")
_OTHER_NOUN = re.compile(
    r"\b(?:an?|the) (?!(?:[a-z]+ )?(?:m[ae]n|wom[ae]n|boy|girl|player|person|left|right|child|other|air|ground)\b)[a-z]+"
)
# "the crossed position of his legs", "the extension of her left arm"
_POSED = {
    "high": "held high",
    "low": "held low",
    "overhead": "held overhead",
    "upright": "raised",
    "crossing": "crossed",
    "folding": "folded",
    "raising": "raised",
    "lifting": "raised",
    "lowering": "lowered",
    "bending": "bent",
    "spreading": "spread",
    "stretching": "stretched out",
    "extension": "extended",
    "straightening": "straight",
    "straightness": "straight",
}
_OF_WHOSE = rf"of (?P<limb>(?:both of )?(?:both|his|her|their|the(?! (?:table|chair|bench|stool|bed|clock|dog|horse|cat|statue)['’]s)(?: [a-z]+['’]s?)?) {_ADJ}(?:left |right )?{_ADJ}{_NOUNS})\b"
_POSITION = Expression(
    rf"\b(?:the|this|that|such an?|an?|his|her|their) (?:(?!slight|little|gentle|soft|small|slightly)[a-z-]+ )?"
    rf"(?:(?P<how>crossed|raised|lowered|bent|straight|extended|outstretched|stretched|folded|spread|lifted|hanging|elevated|locked|flexed|splayed|upraised|overhead|high|low)(?:-out|-up)? (?:position|pose|posture|placement|state|attitude|setting|positioning|alignment|carriage|arrangement)"
    rf"|(?P<act>crossing|folding|raising|lifting|lowering|bending|spreading|stretching|extension|straightening|straightness)) {_OF_WHOSE}",
    "position|pose|posture|placement|state|attitude|setting|positioning|alignment|carriage|arrangement|crossing|folding|raising|lifting|lowering|bending|spreading|stretching|extension|straightening|straightness",
)
# "his hands aren't in his pockets, they rest on the table"
_BUT = r"(?:but |instead |rather |as |for |since |so )?(?:instead |rather )?"
_VERBS = r"are|remain|stay|rest|hang|lie|point|reach|stretch|extend|dangle|cross|meet|touch"
_THEY = Expression(
    rf"\b(?P<whose>his|her|both|neither|either)(?: of (?:his|her))? (?:[a-z]+ )?(?P<noun>hand|arm|leg|foot|feet|knee|elbow|fist|forearm)s?\b[^.]{{0,80}}?[,;—] {_BUT}they(?:(?P<are>['’]re)| (?P<verb>{_VERBS}))(?: both)? (?P<rest>[^,;:.]+)", "they|re")  # fmt: skip
_IT_IS = Expression(
    rf"\b(?P<limb>(?:his|her|their) {_ADJ}(?:left|right) {_NOUN})\b[^.]{{0,30}}?(?:\bnot\b|n['’]t\b|\bnever\b|\bno longer\b)[^.,;]{{0,60}}[,;—] {_BUT}it(?:(?P<is>['’]s)| (?P<verb>is|remains|stays|rests|hangs|lies|points|reaches|stretches|extends|dangles)) (?P<rest>[^,;:.]+)", "not|never|longer|t")  # fmt: skip
# "both gloves are thrown up": the hands in them
_GLOVES = Expression(
    r"\b(?:both(?: of (?:his|her|their|the))?|(?:his|her|their|the)(?: two| own)?)(?: [a-z]+)? (?:gloves|mittens|mitts)(?P<rest> (?:(?:are|being|both|held|kept|[a-z]+ly) )*(?:raised|lifted|thrown|flung|thrust|held|stretched|extended|lowered|dropped|hanging|pressed|resting|rest|hang|reach|point|touch|clasped|up|down|above|over|at|on his|on her|behind|near|beside)\b[^,;.]*)", "gloves|mittens|mitts")  # fmt: skip
# "squeezes the bag between her right arm and her side"
_CLAMPED = Expression(
    r"\bbetween (?P<limb>(?:his|her|their) (?P<side>left|right)) (?:upper )?(?:arm|elbow) and (?:(?:his|her|their|the) )?(?:own )?(?:left |right )?(?:side|ribs|rib ?cage|body|torso|chest|trunk|flank)\b", "between")  # fmt: skip
# "his right hand, on which he wears the mitt"
_ON_WHICH = Expression(
    rf"\b(?P<limb>{_LIMB}),? (?P<prep>on|in|with|by) which (?P<who>{_WHO}) (?P<rest>[^,;:.]+)", "which"
)
_NEARBY = r"(?:near(?:er|est)?|clos(?:er|est))"
_TO_US = r"(?:us|the (?:viewer|camera|lens|photographer|foreground))"
_NEARER: tuple[Expression, ...] = (
    # "it is his right arm that is closer to us"
    Expression(
        rf"\bit(?:['’]s| is) (?:his|her|their|the) {_ADJ}(?P<side>left|right) {_ADJ}(?P<noun>{_NOUN}) (?:that|which) is (?:the )?{_NEARBY} (?:one )?(?:to )?{_TO_US}", "near(?:er|est)?|clos(?:er|est)"),
    # "his right arm, the one closer to the camera"
    Expression(
        rf"\b(?:his|her|their|the) {_ADJ}(?P<side>left|right) (?P<noun>{_NOUN})(?:,| \(| -)+ ?(?:the one )?(?:that is |which is )?{_NEARBY} (?:to )?{_TO_US}", "near(?:er|est)?|clos(?:er|est)"),
    # "the near arm is his left one"
    Expression(
        rf"\bthe (?:[a-z]+ )?(?:{_NEARBY}|(?P<far>far(?:ther|thest)?|further|furthest))(?:-side)? {_ADJ}(?P<noun>{_NOUN})\b[^,;:.]{{0,60}}? is {_NAMED}{_ENDS}", "near(?:er|est)?|clos(?:er|est)|far(?:ther|thest)?|further|furthest"),
    Expression(
        rf"\bthe {_ADJ}(?P<noun>{_NOUN}) (?:that is |which is )?(?:the )?{_NEARBY} (?:one )?(?:to )?{_TO_US}(?P<far>)[^,;:.]{{0,40}}? is {_NAMED}{_ENDS}", "near(?:er|est)?|clos(?:er|est)"),
)  # fmt: skip
_PICTURE = r"(?:picture|image|frame|photo|photograph|shot)"
_AT_SIDE = rf"(?:on|toward|towards|to|at|near|nearer(?: to)?|closer to|in) (?:the )?(?:top |bottom |upper |lower |far )*(?P<where>left|right)(?:[- ]hand)?(?: (?:side|edge|part|half|corner))? (?:of|in) (?:the|this|our) {_PICTURE}"
_ASIDE: tuple[Expression, ...] = (
    # "his left hand, the one on the right of the picture"
    Expression(
        rf"\b(?:his|her|their|(?:the )?[a-z-]+['’]s?|the) {_ADJ}(?P<side>left|right) (?P<noun>{_NOUN})(?:,| \() ?(?:which is )?the one (?:that is )?{_AT_SIDE}\b", "picture|image|frame|photo|photograph|shot"),
    # "the hand on the right of the picture is his left one"
    Expression(rf"\bthe {_ADJ}(?P<noun>{_NOUN})(?: |, | \()(?:that is |which is )?{_AT_SIDE}(?:\)|,)? is {_NAMED}{_ENDS}", "picture|image|frame|photo|photograph|shot"),
)  # fmt: skip
_RIGHT_OF = Expression(
    rf"\b(?:his|her|their|the) (?P<side>left|right) (?P<noun>{_NOUN}) (?:is|lies|appears|stays|comes) (?:farther |further |clearly )?to the (?P<where>left|right) of (?:his|her|their|the) (?P<other>left|right)\b", "left|right")  # fmt: skip
# "it is his right hand, not his left, that holds the racket"
_NOT_OTHER = Expression(
    rf"\bit(?:['’]s| is) (?P<limb>{_LIMB}),? (?:and not|not|rather than) (?:his|her|their|the) (?:left|right|other)(?: one| {_NOUN})?,? (?:that|which) (?P<rest>(?!{_WHO}\b)[^;:.]+)", "not|rather")  # fmt: skip
# "his elbow is higher than his hand"
_ELBOW = Expression(
    r"\b(?P<whose>his|her|their|both) (?P<side>left |right )?elbows? (?:is|are|stays?|remains?|held)(?: [a-z]+ly| far| well| a little| much)? (?P<way>above|below|higher than|lower than) (?:the (?:level|height) of )?(?:his|her|their|the) (?:left |right |own )?(?P<noun>hands?|wrists?)\b", "elbows?")  # fmt: skip
_OPPOSITE = {"above": "below", "below": "above", "higher than": "below", "lower than": "above"}
_THROWS = Expression(
    rf"\b{_READY} to {_THROW} (?:left |right |again |hard |far )?(?:with|from|using) (?P<owner>his|her|their|the) (?:own )?(?P<side>left|right) (?:hand|arm)\b", _READY_WORDS)  # fmt: skip
_OTHER = {"left": "right", "right": "left"}
_OWNERS = {"she": "her", "they": "their"}
_OTHERWISE = (
    *(_POSITION, _THEY, _IT_IS, _GLOVES, _CLAMPED, _ON_WHICH, *_NEARER, *_ASIDE),
    *(_RIGHT_OF, _NOT_OTHER, _ELBOW, _THROWS),
)
_NEAR = 45  # characters before a joint in which its limb would stand
_SOON = 220  # characters back to the thing that "it" stands for
_OTHERWISE_GATE = functools.reduce(operator.or_, (form.bit for form in _OTHERWISE))
_LATER_GATE = need("left|right|bends|bending|bent|flexes|flexing|flexed|straight|stiff|two|handed|glove|mitt")
_GATE = need(
    f"it|them|with|using|of|handed|ready|about|poised|set|going|aiming|cocked|winds|winding|get[a-z]*|prepar[a-z]*|{_FIRST}|way"
)


class Recast(NamedTuple):
    """A sentence, or a part of one, in other words.

    Attributes:
        text: in the usual order.
        begin: where the words that it stands for start in the text.
        end: where they end.
        is_planned: whether they say what the hand is about to do with what it holds.
    """

    text: str
    begin: int
    end: int
    is_planned: bool = False


def recast_orders(words: Words, text: str, start: int, end: int) -> Iterator[Recast]:
    """What a sentence says of limbs by an unusual order of words, by "it" or by what somebody is about to throw.

    Args:
        words: of the sentence.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
    """
    if words.bits & _LATER_GATE:
        yield from _name_later(words, text, start, end)
    if words.bits & _OTHERWISE_GATE:
        yield from _name_otherwise(words, text, start, end)
    if not words.bits & _GATE:
        return
    for match in _CLEFT.finditer(words, text, start, end):
        who, verb = match.group("who") or match.group("we"), match.group("verb")
        said = f"{who} {verb}" if verb else who
        limb, rest = f" {match.group('limb')}", match.group("rest")
        said += f"{rest} {match.group('prep').strip()}{limb}" if match.group("prep") else f"{limb}{rest}"
        yield Recast(said, match.start(), match.end())
    sentence = text[start:end]
    for form in (_INVERTED, _AHEAD):
        order = form.match(words, sentence)
        if order is not None:
            verb = order.groupdict().get("verb") or "is"
            said = f"{order.group('limb')} {verb} {order.group('pred')}"
            yield Recast(said, start + order.start("pred"), start + order.end())
    order = _WITH.match(words, sentence)
    if order is not None:
        said = f"{order.group('who')}{order.group('rest')} {order.group('with')}"
        yield Recast(said, start + order.start("with"), start + order.end())
    for match in _THEM.finditer(words, text, start, end):
        said = f"his {match.group('noun')} are {match.group('rest')}"
        if match.group("verb") not in ("keeps", "keep", "holds", "hold", "has", "have"):
            said = f"he {match.group('verb')} his {match.group('noun')} {match.group('rest')}"
        yield Recast(said, match.start("verb"), match.end())
    for match in _IT.finditer(words, text, start, end):
        thing = _find_thing(text, match.start())
        if thing:
            yield Recast(f"he holds the {thing} {match.group('hand')}", match.start(), match.end())
    for form in (_TO_THROW, _ARM_TO_THROW):
        for match in form.finditer(words, text, start, end):
            thing = match.group("thing")
            thing = f"the {_find_thing(text, match.start())}" if thing == "it" else thing
            if thing != "the ":
                held = f"{match.group('owner')} {match.group('side')} hand"
                yield Recast(f"he holds {thing} in {held}", match.start(), match.end(), True)
    for match in _OF_PAIR.finditer(words, text, start, end):
        noun = match.group("noun").replace("feet", "foot")
        said = f"his {match.group('side')} {noun} is {match.group('way')} than the other"
        yield Recast(said, match.start(), match.end())
    for match in _HANDED.finditer(words, text, start, end):
        if _RACKETS.search(text, start, end):
            yield Recast(f"he holds the racket in his {match.group('side')} hand", match.start(), match.end())


def _name_later(words: Words, text: str, start: int, end: int) -> Iterator[Recast]:
    """Limbs whose side is named at the end, and what bends "at" a joint or is held in two hands."""
    for form in _LATER:
        for match in form.finditer(words, text, start, end):
            limb = f"{_OWNERS.get(match.group('who'), 'his')} {match.group('side')} {match.group('noun')}"
            said, rest = f"{match.group('who')} {match.group('verb')}", match.group("rest")
            link = match.group("prep") or (match.group("last") or "").strip()
            yield Recast(f"{said}{rest} {link} {limb}" if link else f"{said} {limb}{rest}", match.start(), match.end())
    for match in _OF_TWO.finditer(words, text, start, end):
        noun = "foot" if match.group("noun") == "feet" else match.group("noun")[:-1]
        rest = _THE_ONE.sub(r"\1", match.group("rest"))
        yield Recast(f"his {match.group('side')} {noun} {rest}", match.start(), match.end())
    for match in _BENT_AT.finditer(words, text, start, end):
        if not _ANY_NOUN.search(text, max(start, match.start() - _NEAR), match.start()):
            noun = match.group("noun").rstrip("s")
            yield Recast(f"his {noun}s are{match.group('how')} bent", match.start(), match.end())
    for form in _GLOVED:
        for match in form.finditer(words, text, start, end):
            verb = match.groupdict().get("verb")
            said = f"he {verb} {match.group('out') or ''}" if verb else ""
            yield Recast(f"{said}his gloved hand{match.group('rest')}", match.start(), match.end())
    for match in _LEGGED.finditer(words, text, start, end):
        said = "his knees are bent" if match.group("bent") else "his legs are straight"
        yield Recast(said, match.start(), match.end())
    for match in _TWO_HANDED.finditer(words, text, start, end):
        yield Recast(f"he holds the {match.group('thing') or 'racket'} with both hands", match.start(), match.end())


def _name_otherwise(words: Words, text: str, start: int, end: int) -> Iterator[Recast]:
    """Limbs in noun phrases and asides, what "they" and "it" say of them, and which of two is nearer or on a side."""
    for match in _POSITION.finditer(words, text, start, end):
        how, limb = match.group("how") or match.group("act"), match.group("limb")
        verb = "are" if limb.endswith(("s", "feet")) else "is"
        yield Recast(f"{limb} {verb} {_POSED.get(how, how)}", match.start(), match.end())
    for match in _THEY.finditer(words, text, start, end):
        noun = {"foot": "feet"}.get(match.group("noun"), match.group("noun") + "s").replace("feets", "feet")
        whose = match.group("whose") if match.group("whose") in ("his", "her") else "both"
        said = f"{whose} {noun} {match.group('verb') or 'are'} {match.group('rest')}"
        yield Recast(said, match.start("rest"), match.end())
    for match in _IT_IS.finditer(words, text, start, end):
        said = f"{match.group('limb')} {match.group('verb') or 'is'} {match.group('rest')}"
        yield Recast(said, match.start("rest"), match.end())
    for match in _GLOVES.finditer(words, text, start, end):
        yield Recast(f"both of his hands{match.group('rest')}", match.start(), match.end())
    for match in _CLAMPED.finditer(words, text, start, end):
        yield Recast(f"{match.group('limb')} arm stays close to his body", match.start(), match.end())
    for match in _ON_WHICH.finditer(words, text, start, end):
        said = f"{match.group('who')} {match.group('rest')} {match.group('prep')} {match.group('limb')}"
        yield Recast(said, match.start(), match.end())
    for form in _NEARER:
        for match in form.finditer(words, text, start, end):
            side = match.group("side")
            side = _OTHER[side] if match.groupdict().get("far") else side
            yield Recast(
                f"his {side} {match.group('noun')} is the one closer to the camera", match.start(), match.end()
            )
    for form in _ASIDE:
        for match in form.finditer(words, text, start, end):
            said = f"his {match.group('side')} {match.group('noun')} is farther {match.group('where')} in the picture"
            yield Recast(said, match.start(), match.end())
    for match in _RIGHT_OF.finditer(words, text, start, end):
        if match.group("side") != match.group("other"):
            said = f"his {match.group('side')} {match.group('noun')} is farther {match.group('where')} in the picture"
            yield Recast(said, match.start(), match.end())
    for match in _NOT_OTHER.finditer(words, text, start, end):
        yield Recast(f"{match.group('limb')} {match.group('rest')}", match.start(), match.end())
    for match in _ELBOW.finditer(words, text, start, end):
        verb = "are" if match.group("noun").endswith("s") else "is"
        limb = f"{match.group('whose')} {match.group('side') or ''}{match.group('noun')}"
        yield Recast(f"{limb} {verb} {_OPPOSITE[match.group('way')]} the elbow", match.start(), match.end())
    for match in _THROWS.finditer(words, text, start, end):
        thing = "racket" if "serv" in match.group() else _find_thing(text, match.start())
        if thing:
            held = f"{match.group('owner')} {match.group('side')} hand"
            yield Recast(f"he holds the {thing} in {held}", match.start(), match.end(), True)


def _find_thing(text: str, end: int) -> str:
    """The thing that "it" stands for: the last one that is named, with nothing else named since; empty if there is none."""
    first = max(0, end - _SOON)
    found = [*_THING.finditer(text, first, end)]
    if not found or _OTHER_NOUN.search(text, found[-1].end(), end):
        return ""
    return found[-1].group("thing")
