"""Which verbs of action and which parts of the body a text names: by written lists, with no model and no download.

The lists hold what people do with their bodies and what a body is made of; a word on neither is not counted. A verb's
forms follow from the spelling rules of English or are written out. A form right after an article, a possessive or a
side ("a walk", "their raised arms") is no verb there, and forms that are mostly nouns or adjectives count nowhere.
"""

from __future__ import annotations

import re

_REGULAR = """
absorb aim balance bounce brace brush carry celebrate chase cheer clap clasp climb crawl crouch dance dip dodge embrace
extend face flex fold follow gaze gesture glance glide grab grasp greet grip guide help hop hug jog jump kick kiss kneel
laugh launch lean leap lie lift listen look lower march move observe paddle pass pat pedal perform pet pick pitch place
play plant point pose prepare press pull push race raise reach relax rest roll row sail serve shift skate skateboard
skip ski slide smile snowboard sprint squat stare steer step stir stop straighten stretch stride stroll support surf
tackle talk tap tilt toss touch trot turn twist wait walk watch wave work wrap
"""
_IRREGULAR = {
    "bend": "bent",
    "bring": "brought",
    "catch": "caught",
    "cut": "cut",
    "drink": "drank drunk",
    "drive": "drove driven",
    "eat": "ate eaten",
    "fall": "fell fallen",
    "feed": "fed",
    "fly": "flew flown",
    "hang": "hung",
    "hit": "hit",
    "hold": "held",
    "keep": "kept",
    "kneel": "knelt kneeled",
    "lie": "lay lain",
    "put": "put",
    "read": "read",
    "ride": "rode ridden",
    "run": "ran",
    "shake": "shook shaken",
    "sit": "sat",
    "sleep": "slept",
    "slide": "slid",
    "speak": "spoke spoken",
    "spin": "spun",
    "spread": "spread",
    "stand": "stood",
    "stride": "strode",
    "strike": "struck",
    "swim": "swam swum",
    "swing": "swung",
    "throw": "threw thrown",
    "wear": "wore worn",
    "write": "wrote written",
}
_DOUBLED = "clap cut dip grab grip hit hop hug jog pat pet put run sit skip spin squat step stop swim tap trot wrap"
# more often a noun or an adjective in such texts: "the lower leg", "on skis", "for balance", "two steps"
_OTHER_WORDS = """
balance brush dance dip face faces gesture gestures grip grips help lower pass pat pedal pedals pet pets pitch plant
plants point points pose poses race races row rows skate skates skateboard skateboards ski skis slide slides snowboard
snowboards sprint step steps stride strides support surf swing swings tackle wave waves work works
"""
_PARTS = {
    "head": "head heads",
    "face": "face faces",
    "eyes": "eye eyes",
    "ears": "ear ears",
    "nose": "nose noses",
    "mouth": "mouth mouths chin chins lips",
    "neck": "neck necks",
    "shoulders": "shoulder shoulders",
    "arms": "arm arms forearm forearms",
    "elbows": "elbow elbows",
    "wrists": "wrist wrists",
    "hands": "hand hands fist fists palm palms",
    "fingers": "finger fingers thumb thumbs fingertips",
    "torso": "torso torsos trunk trunks chest chests",
    "back": "back backs spine spines",
    "hips": "hip hips waist waists",
    "legs": "leg legs thigh thighs shin shins calves",
    "knees": "knee knees",
    "ankles": "ankle ankles",
    "feet": "foot feet heel heels toe toes",
}
# words that name a part only after a possessive, and not before another part: "their back", but not "the back leg"
_DOUBTFUL_PARTS = "face faces back backs trunk trunks palm palms"
_WORD = re.compile(r"[a-z]+")
# the "s" is that of "man's"
_OWNERS = "his her their s"
_NOUN_SIGNS = "a an the his her their its left right no of"
_LATER_PARTS = "foot feet leg legs knee knees arm arms hand hands heel heels to and"


def _inflect(verb: str) -> set[str]:
    """All forms of a verb."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "ie")) else verb
    third = (
        verb[:-1] + "ies"
        if re.search(r"[^aeiou]y$", verb)
        else verb + ("es" if re.search(r"(s|x|ch|sh)$", verb) else "s")
    )
    doubled = verb + verb[-1] if verb in _DOUBLED.split() else stem
    doing = verb[:-2] + "ying" if verb.endswith("ie") else doubled + "ing"
    past = verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else doubled + "ed"
    return {verb, third, doing, *(_IRREGULAR[verb].split() if verb in _IRREGULAR else [past])}


VERBS = {
    form: verb
    for verb in sorted({*_REGULAR.split(), *_IRREGULAR})
    for form in sorted(_inflect(verb) - set(_OTHER_WORDS.split()))
}
"""Each counted form of a verb, and the verb."""

PARTS = {form: part for part, forms in _PARTS.items() for form in forms.split()}
"""Each counted word for a part of the body, and the part's name."""

_COUNTED = VERBS.keys() | PARTS.keys()
_DOUBTFUL, _POSSESSIVES, _BEFORE_NOUNS, _AFTER_BACK = (
    frozenset(words.split()) for words in (_DOUBTFUL_PARTS, _OWNERS, _NOUN_SIGNS, _LATER_PARTS)
)


def find_words(text: str) -> tuple[set[str], set[str]]:
    """The verbs of action, in their base form, and the parts of the body that a text names."""
    words = _WORD.findall(text.lower())
    verbs: set[str] = set()
    parts: set[str] = set()
    for place in [place for place, word in enumerate(words) if word in _COUNTED]:
        word, before = words[place], words[place - 1] if place else ""
        if word in VERBS and before not in _BEFORE_NOUNS:
            verbs.add(VERBS[word])
        elif word in PARTS:
            after = words[place + 1] if place + 1 < len(words) else ""
            if word not in _DOUBTFUL or (before in _POSSESSIVES and after not in _AFTER_BACK):
                parts.add(PARTS[word])
    return verbs, parts
