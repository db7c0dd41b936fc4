"""Roles, ages and sizes in words, as they single people out: the things by which a role shows, children and adults."""

from __future__ import annotations

import re
from functools import lru_cache

from ..phrase import Whom

_ROLES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), categories)
    for pattern, categories in (
        (r"(?:batter|hitter|slugger)s?$", ("baseball bat",)),
        (r"(?:catch|pitch)ers?$|hurlers?$|moundsm[ae]n$", ("baseball glove",)),
        (r"skiers?$", ("skis",)),
        (r"snowboarders?$", ("snowboard",)),
        (r"skateboarders?$|skaters?$", ("skateboard",)),
        (r"surfers?$", ("surfboard",)),
        (r"(?:cyclist|bicyclist)s?$", ("bicycle",)),
        (r"(?:motorcyclist|biker)s?$", ("motorcycle", "bicycle")),
        (
            r"(?:riders?|jockeys?)$",
            ("horse", "motorcycle", "bicycle", "elephant", "skateboard", "snowboard", "surfboard"),
        ),
        (r"(?:servers?)$", ("tennis racket",)),
    )
)
BEHIND_BATTER = re.compile(r"(?:catcher|umpire)s?$")
_NEXT = re.compile(r"\b(?:on[- ]deck|next|waiting)\b")
UMPIRE = re.compile(r"umpires?$")
PLAYER = re.compile(r"(?:players?|athletes?|competitors?)$")
PLAYED = ("tennis racket", "baseball bat", "baseball glove", "frisbee", "sports ball")
AT_BAT = re.compile(r"\bat (?:the |home )*(?:plate|bat)$")
BARRIER = re.compile(
    r"\b(?:behind|beyond) (?:the |a )?(?:[a-z]+ )?"
    r"(?:fenc(?:e|ing)|railings?|barriers?|net(?:ting)?|ropes?|glass|boards|hedge)$"
)
BYSTANDER = re.compile(r"(?:spectators?|onlookers?|bystanders?|audience|pedestrians?|visitors?|tourists?|fans?)$")
OFFICIAL = re.compile(
    r"(?:coach(?:es)?|trainers?|instructors?|referees?|refs?|officials?|linesm[ae]n|judges?|photographers?"
    r"|security guards?)$"
)
"""Nouns for those who are at a game, and do not play."""
CHILD_NOUN = re.compile(
    r"(?:child(?:ren)?|kids?|bab(?:y|ies)|toddlers?|infants?|boys?|girls?|sons?|daughters?|youngsters?|tots?|schoolboys?|schoolgirls?|schoolchild(?:ren)?|tweens?|preschoolers?|nephews?|nieces?|grandsons?|granddaughters?)$"
)
ADULT_NOUN = re.compile(
    r"(?:adults?|m[ae]n|wom[ae]n|lad(?:y|ies)|gentlem[ae]n|mothers?|fathers?|moms?|dads?|parents?|grand\w+|husbands?|wi(?:fe|ves))$"
)
CHILD_WORDS = re.compile(
    r"\b(?:child(?:ren)?|kids?|bab(?:y|ies)|toddlers?|infants?|boys?|girls?|sons?|daughters?)\b", re.I
)
ADULT_WORDS = re.compile(
    r"\b(?:adults?|m[ae]n|wom[ae]n|lad(?:y|ies)|mothers?|fathers?|moms?|dads?|parents?|couple(?! of)|grand\w+)\b", re.I
)
MALE_WORDS = re.compile(r"\b(?:m[ae]n|males?|boys?|guys?|gentlem[ae]n|fathers?|dads?|sons?|grooms?|husbands?)\b", re.I)
FEMALE_WORDS = re.compile(
    r"\b(?:wom[ae]n|females?|girls?|lad(?:y|ies)|mothers?|moms?|daughters?|brides?|wi(?:fe|ves))\b", re.I
)
LARGE = re.compile(r"\b(?:largest|biggest|tallest|taller|larger|bigger|nearest|closest|main)\b")
SMALL = re.compile(r"\b(?:smallest|shortest|smaller|shorter)\b")
SMALL_WORDS = re.compile(r"\b(?:small|tiny|little|distant|blurr(?:ed|y)|background|young|far|other)\b")
MAIN = re.compile(r"\b(?:main|central|most prominent|foremost|principal)\b")
PLAIN = re.compile(
    r"\b(?:young|old|older|elderly|little|small|tall|male|female|lone|single|smiling|happy|adult|professional|tennis|baseball|soccer)\b"
)

SMALL_CHILD = re.compile(r"\b(?:small|little|tiny|toddler|baby|infant|tot)\b")
GENERIC = re.compile(r"(?:m[ae]n|wom[ae]n|person|individual|figure|guy|fellow|lady|one|subject|player|boy|girl|child)$")


@lru_cache(maxsize=512)
def things_of_role(noun: str) -> tuple[str, ...]:
    """The categories of the things by which a role shows: ``"batter"`` -> ``("baseball bat",)``; empty for others."""
    return next((categories for pattern, categories in _ROLES if pattern.match(noun)), ())


def things_shown(whom: Whom) -> tuple[str, ...]:
    """The things by which a role shows; of those behind the batter those of the batter, too."""
    if BEHIND_BATTER.match(whom.noun):
        return "baseball bat", "baseball glove"
    if is_on_deck(whom):
        return ()  # this bat is in hand, whatever lies elsewhere
    is_batter = PLAYER.match(whom.noun) and any(kind == "place" and AT_BAT.search(value) for kind, value in whom.marks)
    return ("baseball bat",) if is_batter else things_of_role(whom.noun)


def is_on_deck(whom: Whom) -> bool:
    """Whether a phrase stands for the one who waits to bat: "the batter on deck", "the next hitter"."""
    if not (PLAYER.match(whom.noun) or "baseball bat" in things_of_role(whom.noun)):
        return False
    return bool(_NEXT.search(whom.adjectives)) or ("place", "on deck") in whom.marks


def is_bystander(whom: Whom) -> bool:
    """Whether a phrase stands for those who look on: by its noun, or by where they are."""
    return bool(BYSTANDER.match(whom.noun)) or any(
        kind == "bystander" or (kind == "place" and BARRIER.search(value)) for kind, value in whom.marks
    )


def is_crowd(whom: Whom) -> bool:
    """Whether bystanders are spoken of as a whole, which leaves some of them out of account."""
    is_counted = whom.number is not None or whom.text.startswith(("all", "both", "each", "every"))
    return whom.is_plural and whom.amount == "all" and not is_counted and is_bystander(whom)


def is_anybody(who: Whom | None) -> bool:
    """Whether a phrase only says that somebody is in the background: "behind the railing, a woman"."""
    kinds = {kind for kind, _ in who.marks} if who is not None else set()
    is_new = who is not None and who.text.startswith(("a ", "an ", "some", "another "))
    return is_new and bool(kinds & {"back", "behind", "bystander"}) and "look" not in kinds


def is_plain(whom: Whom) -> bool:
    """Whether no adjective says how somebody looks."""
    return all(PLAIN.fullmatch(word) for word in whom.adjectives.split())
