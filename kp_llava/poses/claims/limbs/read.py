"""The statements about limbs in one sentence: each limb with the stretch of the sentence that speaks of it."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ..hands import HOLDING
from ..stems import Expression, Words
from ..subject import Reference
from ..words import ANIMAL, OTHER_BODY
from .denials import DENIED, PENDING
from .found import Found
from .levels import find_held
from .parts import Limb, find_limbs
from .recast import Recast, recast
from .stretches import leg_words as leg_words
from .stretches.contacts import find_contacts
from .stretches.stretch import Stretch
from .touches import find_touches

_WITH_ARMS = (
    *("statues?", "sculptures?", "mannequins?", "dolls?", "figurines?", "robots?", "snowm[ae]n", "bears?", "monkeys?"),
    *(
        "chairs?",
        "armchairs?",
        "sofas?",
        "couch(?:es)?",
        "bench(?:es)?",
        "tables?",
        "stools?",
        "beds?",
        "clocks?",
        "lamps?",
    ),
    *("shirts?", "jackets?", "coats?", "sweaters?", "glasses", "dogs?", "cats?", "horses?", "elephants?", "cranes?"),
)
_HARD = re.compile(
    r"[;:()—–]|\s-\s|\b(?:while|whereas|but|although|though|because|(?<!not )yet|since|(?<!high )as(?= (?:he|she|they|the|his|her|if|though)\b)|so(?= (?:he|she|they|the|his|her|that)\b)|until|"
    r"making|allowing|giving|suggesting|showing|showcasing|indicating|helping|creating|adding|(?:which|that) (?:makes|gives|lets|shows|suggests|means|leaves|helps|adds|allows)|(?<!reach )(?<!reaches )(?<!reaching )(?<!grabs )(?<!grabbing )for(?= (?:he|she|they|the)\b)|if|or|like|with (?:the|its) (?:[a-z]+ )?(?:blade|tip|barrel|point|screen|label|lens|strings|tines|prongs|muzzle)(?= (?:pointing|points|up|down|facing|held|turned|raised|toward|towards|near|to|at|aimed|upward|downward)\b))\b"
)
_SOFT = re.compile(r",|\band\b")
_GOES_ON = re.compile(
    r"and (?:is|are|remains?|stays?) |,\s*(?:is|are|was|were|has|have) |,\s*(?:meanwhile|however|though|too|in turn|by contrast|in contrast|for (?:his|her) part|likewise|similarly|by comparison|conversely),?(?= )|(?:,| and|and)?\s*(?:and )?(?:[a-z]+ly |still |also |both |then |even |now |well |high |straight |far |right |just |almost |nearly |slightly |a little |level )*"
    r"(?:which (?:is|are|has|hangs?|rests?|points?|reaches|extends|stretches|lies|dangles?|stays?|remains?|sits?|drops?|falls|goes|droops?)|that (?:is|are)|flat|raised|lifted|lowered|bent|folded|flexed|crooked|cocked|curled|doubled|tucked|pressed|pinned|clamped|hugged|squeezed|glued|jammed|buried|stuffed|shoved|clutched|clenched|held|kept|wrapped|cocked|stretched|outstretched|extended|reaching|pointing|hanging|dangling|resting|drooping|"
    r"spread|flung|thrown|thrust|kicked|swung|locked|stiff|rigid|straight|ramrod|bending|clasped|crossed|planted|placed|propped|laid|lying|dropped|drawn|pulled|splayed|apart|together|rests?|hangs?|points?|reaches|stretches|extends|dangles?|trails?|"
    r"at|above|over|below|beneath|behind|toward|towards|across|against|near|up|upwards?|down|downwards?|out|outwards?|away|high|low|higher|lower|level|aloft|skyward|overhead|in front|on (?:his|her|their)|to (?:his|her|their)|in (?:his|her|their)|by (?:his|her|their)|clear|off|close|wide|sideways|parallel|horizontal|limp|loose|slack|bolt|touching|squeezed|crooking|side by side)\b"
)
# "his left arm, with the glove, is ..."
_ASIDE = re.compile(
    r", (?:(?:lower|higher|low|high|raised|held|nearer|closer)\b|with|without|in|holding|gripping|wearing|clutching|carrying|which (?:holds|grips|has|wears|is|carries)|the one (?:with|holding|in|of|that|nearer|nearest|closer|closest|farther|farthest|on|at|to|toward|towards)|still|meanwhile|however|on the other hand|for its part|by contrast|in contrast|though)\b"
    r"[^,;:.()]{0,60},(?= (?:is|are|was|holds?|grips?|clutches|carries|supports|presses|has|hangs?|rests?|reaches|points?|extends|stretches|lies|stays?|remains?|dangles?|[a-z]+ly)\b)"
)
_SOMEBODY = re.compile(
    r"\b(?:he|she|they|who|(?:we|you)(?! (?:(?:can|could|do) )?see\b)|another|others|(?:the|an?) (?:[a-z'’-]+ ){0,2}?(?:m[ae]n|wom[ae]n|boys?|girls?|child|kid|player|person|skater|surfer|skier|rider|batter|catcher|pitcher|umpire|lady|guy|toddler|figure|dog|cat|horse))\b"
)
_ONE_AND_OTHER = Expression(r"\bone\b.{1,60}\b(?:the other|another)\b", "other|another")
_ON_AFTER_BUT = re.compile(r" (?:not|never)\b")
_OF_ONE = re.compile(
    r" (?:also |still |[a-z]+ly )?(?:is|was|has|(?!towards|across|upwards|downwards)[a-z]+[a-rt-z]s)\b"
)
# "the arms of the chair", and not "the fingers of his left hand"; those of people are read with their owner
_OF_THING = re.compile(
    rf" of (?:the|an?|this|that|his|her|their) (?!(?:[a-z]+ )?(?:left|right|other|same|free|first|one|two|three)\b)(?:[a-z]+ )?(?:{'|'.join(_WITH_ARMS)})\b"
)
# "the arm that points to the left", "the arms stretched out to both sides": they say which, or how it would be
_OPENS = re.compile(
    r"\W*(?:(?P<link>with|by|since|because|as|when|where) )?(?:(?:[a-z]+ly|so|very) )*"
    r"(?P<act>(?:hold|keep|rais|lift|lower|extend|stretch|press|rest|put|plac|lay|bend|straighten|tuck|fold|cross|spread|us|mov|pull|draw|swing|hav|drop|thrust|wav)(?:t|p)?ing (?:(?:up|out|down|in|back|forward) )?)?"
)
_PERSON_AFTER = re.compile(
    r"[^,]{0,30}, (?:[a-z]+ly |then )?(?:he|she|they|the (?:[a-z'’-]+ ){0,3}?(?:m[ae]n|wom[ae]n|boy|girl|child|kid|toddler|person|player|rider|skier|surfer|skater|skateboarder|snowboarder|batter|catcher|pitcher|lady|guy|youngster|teen(?:ager)?))\b"
)
# what is concluded from how a limb is, right behind it; "bent knees help skiers" is no statement about a picture
_SHOWS = r"suggests?|shows?|indicates?|impl(?:y|ies)|hints?|points? to|conveys?|reveals?|betrays?|expresses"
_OF_THESE = r" (?:like (?:these|this|those)|here|in the picture)"
# "folded arms and a lowered head suggest", "legs stretched out in front of him show"
_AND_MORE = r" and (?:(?:an?|the|his|her|their) )?[a-z -]{3,30}?| (?:in front of|beside|behind|before|above|around|over) (?:(?:him|her|them)(?:self|selves)?|(?:his|her|their|the) [a-z]+)"
_OFTEN = r",? (?:(?:also|clearly|probably|may|might|would|all) )*"
_CONCLUDES = re.compile(
    rf"(?:{_OF_THESE}|{_AND_MORE})?{_OFTEN}(?:{_SHOWS}|means?|gives?|adds?|makes?|lets?|helps?|keeps?|lends?|tells?|speaks?|takes?|allows?|prevents?|leaves?|stops?)\b"
)
_CONCLUDES_BARE = re.compile(rf"(?:{_AND_MORE})?{_OFTEN}(?:{_SHOWS})\b|{_OF_THESE}\b")
_IS_OWN = re.compile(
    r"\b(?:behind|against|across|in front of|away from|close to|beside|over|along|near|of|to|from|at|on|in|under|above|below) (?:the|a|his|her|their|one) (?:own |back |front |hip |trouser |jeans )?(?:bod(?:y|ies)|back|trunk|torso|chest|stomach|belly|waist|hips?|shoulders?|head|face|chin|cheek|ear|mouth|elbow|wrist|knees?|thighs?|pockets?|side|ribs|lap|neck|forehead|legs?|arms?)\b(?! of (?:the|a|an)\b(?! (?:jeans|jacket|coat|trousers|pants|shorts|hoodie|apron|skirt|vest)\b))"
)
_OF_PEOPLE = re.compile(
    r"the (?:[a-z]+ )?(?:(?:knees|elbows|wrists|hands|fists|forearms|thumbs) (?:are|stay|remain|rest|point|hang|rise|meet|touch)|(?:knee|elbow|wrist|hand|fist|forearm) (?:is|stays|remains|rests|points|hangs|rises))\b"
)
_FROM_OUTSIDE = re.compile(
    r"\b(?:reach(?:es|ing)?|enter(?:s|ing)?|comes?|coming|appears?|extends?|visible|seen|belong(?:s|ing)?) (?:[a-z]+ ){0,2}?(?:in |out |into )?(?:from|in at|at the|to (?:the|a|an|another|someone|somebody))\b|\b(?:someone|somebody|another)\b"
)
_DESCRIBED = re.compile(r" (?:that|which|[a-z]+ed|bent|held|spread|flung|thrust|thrown|kept)\b")
_HE = re.compile(r"\W*(?:he|she|they)\b")
_BY_THING = re.compile(
    r"\b(?:on|onto|in|at|by|near|beside|behind|over|under|past|to|against|from|around|across|along|toward|towards|before|in front of|upon|atop|between) (?:(?:the|an?|his|her|their|one) )?(?:[a-z-]+ ){0,2}$"
)
_NOT = re.compile(r"\b(?:not|never|neither|no longer)\b|n['’]t\b")


def _bounds(
    text: str, start: int, end: int, limb: Limb, earlier: Limb | None, following: Limb | None
) -> tuple[int, int, int]:
    """Where the stretch of a limb begins and ends, and where in it somebody else comes."""
    first = earlier.end if earlier is not None else start
    for match in _HARD.finditer(text, first, limb.begin):
        first = match.end()
    comma = text.rfind(",", first, limb.begin)
    first = comma + 1 if comma >= 0 else first
    last = following.begin if following is not None else end
    for match in _HARD.finditer(text, limb.end, last):
        # "is raised but not straight", "is not raised but bent"
        is_but = match.group() == "but" and _ON_AFTER_BUT.match(text, match.end()) is not None
        if not is_but and not (match.group() == "but" and _NOT.search(text, limb.end, match.start())):
            last = match.start()
            break
    aside = _ASIDE.match(text, limb.end, last)
    for match in _SOFT.finditer(text, aside.end() if aside is not None else limb.end, last):
        if not _GOES_ON.match(text, match.start(), last):
            last = match.start()
            break
    while last > limb.end and text[last - 1] == " ":
        last -= 1  # what is to end a stretch ends here
    somebody = _SOMEBODY.search(text, limb.end, last)
    return first, last, somebody.start() if somebody is not None else last


def _stretches(text: str, start: int, end: int, limbs: list[Limb]) -> Iterator[tuple[Limb, tuple[int, int, int]]]:
    """Each limb of a sentence, joined with the one whose state it shares, and the bounds of its stretch."""
    heads = [limb for limb in limbs if not limb.is_place]
    for limb in limbs:
        earlier = max((o for o in limbs if o.end <= limb.begin), key=lambda o: o.end, default=None)
        following = next((o for o in heads if o.begin > limb.begin), None)
        place = heads.index(limb) if limb in heads else 0
        pair = limb
        if place and _are_pair(text, heads[place - 1], limb):
            # "his left arm and his right arm are raised": each has what stands before and behind both
            first = heads[place - 1]
            earlier = max((o for o in limbs if o.end <= first.begin), key=lambda o: o.end, default=None)
            pair = limb._replace(begin=first.begin, owner=limb.owner or first.owner)
        elif following is not None and _are_pair(text, limb, following):
            pair = limb._replace(end=following.end)
            following = next((o for o in heads if o.begin > pair.end), None)
        yield pair, _bounds(text, start, end, pair, earlier, following)


def _is_of_person(one: Found, text: str, limbs: list[Limb]) -> bool:
    """Whether "the feet are apart" and "bent knees carry the weight" say it of the one whom the text speaks of."""
    if one.is_certain or one.owner not in ("the", ""):
        return False
    limb = next((limb for limb in limbs if limb.begin == one.at), None)
    return limb is not None and _DESCRIBED.match(text, limb.end) is None


def _is_of_opening(one: Found, text: str, start: int, end: int) -> bool:
    """Whether a sentence opens with a limb of the one whom it is about, and says so behind it.

    "The tightly crossed arms suggest that the child ...", "With a palm against her cheek, she ...", "A hand is in a
    back pocket", and of somebody whom no sentence has named yet "The hand is behind the body".
    """
    opening = _OPENS.fullmatch(text, start, one.at) if one.owner in ("the", "", "a", "an", "one") else None
    if opening is None:
        return False
    if opening.group("link") or opening.group("act"):
        return _PERSON_AFTER.search(text, one.end, end) is not None
    behind = text[one.end : end]
    if one.owner in ("the", "") and (_CONCLUDES if one.owner else _CONCLUDES_BARE).match(behind):
        return True
    if one.owner == "the" and _OF_PEOPLE.match(text, one.at, end):
        return True
    return (
        one.owner != ""
        and _IS_OWN.search(text, one.at, end) is not None
        and not _FROM_OUTSIDE.search(text, one.at, end)
    )


def _is_of_subject(one: Found, of_whom: Reference, text: str, start: int) -> bool:
    """Whether a limb is that of the subject, with things or animals only in between: "sits on a bench, one arm up"."""
    lead = text[start : one.at]
    is_with = lead.endswith("with ")
    if one.owner.startswith("its") or not (is_with or lead.endswith(", ")):
        return False
    others = OTHER_BODY.finditer(of_whom.words, text, start, one.at)
    first = others[0].start() if others else 0
    if not (any(person.start() < first for person in of_whom.people) or _HE.match(text, start, first)):
        return False
    if is_with and one.part not in ("arm", "hand", "hands") and ANIMAL.search(of_whom.words, lead):
        return False
    return all(_BY_THING.search(text, start, other.start()) for other in others)


def _read_recast(other: Recast, before: Limb | None) -> list[Found]:
    """The statements of a sentence in other words, with the places of its own ones."""
    said = other.text
    words = Words(said, 0, len(said))
    found: list[Found] = []
    for limb, bounds in _stretches(said, 0, len(said), [*find_limbs(words, said, 0, len(said), before)]):
        found += Stretch(words, said, limb, *bounds, False).read()
    begin, is_planned = other.begin, other.is_planned
    found = [f if f.named is None else f._replace(named=begin) for f in found]
    return [f._replace(begin=begin, end=other.end, at=begin, owner="his", is_planned=is_planned) for f in found]


def read_limbs(
    of_whom: Reference, text: str, start: int, end: int, before: Limb | None
) -> tuple[list[Found], Limb | None]:
    """The statements about limbs in a sentence, and the last limb that it names, for the sentence after it."""
    words = of_whom.words
    limbs = [
        limb if limb.is_place else limb._replace(end=of_whom.after_owner(limb.end))
        for limb in find_limbs(words, text, start, end, before)
    ]
    limbs = [limb for limb in limbs if not _OF_THING.match(text, limb.end, end)]
    found: list[Found] = []
    heads = [limb for limb in limbs if not limb.is_place]
    is_parted = _ONE_AND_OTHER.search(words, text, start, end) is not None
    for limb, bounds in _stretches(text, start, end, limbs):
        found += Stretch(words, text, limb, *bounds, of_whom.denies_all(limb.begin)).read()
    for other in recast(words, text, start, end):
        said = {(one.part, one.side, one.state) for one in found}
        more = _read_recast(other, before)
        found += [f for f in more if f.is_planned or (f.part, f.side, f.state) not in said]
    if found and OTHER_BODY.search(words, text, start, end) is None:
        found = [one._replace(owner="his") if _is_of_opening(one, text, start, end) else one for one in found]
    owned = min((limb.begin for limb in limbs if limb.is_certain or limb.owner in ("his", "her", "their")), default=end)
    found = [
        one._replace(is_certain=True)
        if (of_whom.has_person_before or one.at > owned) and _is_of_person(one, text, limbs)
        else one
        for one in found
    ]
    if found and words.bits & OTHER_BODY.bit:
        found = [one._replace(owner="his") if _is_of_subject(one, of_whom, text, start) else one for one in found]
    if not is_parted:
        for touch in find_touches(words, text, start, end):
            lead = text[max(start, touch.begin - 30) : touch.end]
            if DENIED.search(lead) or PENDING.search(text[start : touch.begin]):
                continue
            held = (f"{HOLDING}{touch.thing}",) if touch.thing else ()
            for state in (touch.state, *held):
                found.append(Found(touch.begin, touch.end, touch.begin, touch.owner, True, "hand", touch.side, state))
        found += find_held(words, text, start, end)
        found += find_contacts(words, text, start, end)
    crossed = leg_words.CROSS_LEGGED.search(words, text, start, end)
    if crossed is not None and not DENIED.search(text, start, crossed.end()):
        found.append(Found(crossed.start(), crossed.end(), crossed.start(), "his", True, "legs", None, "crossed"))
    one_foot = leg_words.ONE_FOOT.search(words, text, start, end)
    if one_foot is not None and not DENIED.search(text, start, one_foot.end()):
        which = one_foot.group("which") or "one"
        side = "right" if which.endswith("left") else "left" if which.endswith("right") else "one"
        found.append(Found(one_foot.start(), one_foot.end(), one_foot.start(), "his", True, "leg", side, "lifted"))
    sided = [limb for limb in limbs if limb.side in ("left", "right")]
    return found, sided[-1] if sided else heads[-1] if heads else before


def _are_pair(text: str, one: Limb, two: Limb) -> bool:
    """Whether two limbs share what is said of them: "his left hand and his right hand", "his left arm, right arm"."""
    is_same = one.noun.rstrip("s") == two.noun.rstrip("s") and two.noun in text[two.begin : two.end]
    is_joined = is_same and text[one.end : two.begin].strip() in ("and", ",", ", and")
    # "a cup in his left hand, and his right hand is in his pocket": the verb is of the second alone
    return is_joined and _OF_ONE.match(text, two.end) is None
