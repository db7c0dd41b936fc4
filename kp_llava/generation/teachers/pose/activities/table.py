"""What people do, and which captions and things show it."""

# ruff: noqa: E501 - an activity a line reads better than one broken into pieces
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .....annotations.scene import Scene


@dataclass(frozen=True)
class Activity:
    """One activity.

    Attributes:
        name: as in ``"skiing"``; fits after "while" and after "in".
        words: a regular expression; captions that match speak of the activity.
        things: COCO categories; one of them at a hand or under a foot shows the activity where no caption does.
    """

    name: str
    words: str
    things: tuple[str, ...]


ACTIVITIES: tuple[Activity, ...] = (
    Activity("skiing", r"\bski(s|ing|er|ers|ed)?\b", ("skis",)),
    Activity("snowboarding", r"\bsnow ?board(s|ing|ers?)\b", ("snowboard",)),
    Activity("skateboarding", r"\bskate ?board(s|ing|ers?)\b", ("skateboard",)),
    Activity("surfing", r"\bsurf(s|ing|ers?)\b", ("surfboard",)),
    Activity("baseball", r"\b(baseball(?! (bat|glove)s?\b)|batter|pitcher|catcher|umpire|home plate|swing\w* (a|his|the) bat)\b", ("baseball bat", "baseball glove")),
    Activity("tennis", r"\btennis\b(?! (racke|racque)ts?\b)", ("tennis racket",)),
    Activity("playing football", r"\b(soccer|football|goalkeeper|goalie)\b(?! ball\b)", ()),
    Activity("playing basketball", r"\bbasketball\b", ()),
    Activity("playing volleyball", r"\bvolleyball\b", ()),
    Activity("playing frisbee", r"\b(play|throw|catch|toss)\w*\b.{0,30}\b(frisbee|disc)\b", ("frisbee",)),
    Activity("golfing", r"\bgolf(s|ing|er|ers)?\b", ()),
    Activity("playing hockey", r"\bhockey\b", ()),
    Activity("ice skating", r"\b(ice ?skat\w*|figure skat\w*)\b", ()),
    Activity("roller skating", r"\b(roller ?skat\w*|rollerblad\w*|inline skat\w*)\b", ()),
    Activity("cycling", r"\brid\w*\b.{0,30}\b(bicycle|bike)s?\b|\b(cycling|cyclists?|biking|bikers?)\b", ()),
    Activity("riding a motorcycle", r"\brid\w*\b.{0,30}\b(motor ?(cycl|bik)\w*|scooter|moped)|\bmotorcyclists?\b", ()),
    Activity("riding a horse", r"\brid\w*\b.{0,30}\bhorses?\b|\b(horseback|equestrian|jockey)\b", ()),
    Activity("running", r"\b(runs?|running|runners?|jog(s|ging|gers?)?|marathon|sprint\w*)\b", ()),
    Activity("walking", r"\b(walk(s|ing|ed|ers?)?|strid(es?|ing)|stroll\w*|hik(es?|ing|ers?))\b", ()),
    Activity("jumping", r"\b(jump(s|ing|ed)?|leap(s|ing|t)?|hopp(ing|ed))\b", ()),
    Activity("swimming", r"\b(swim(s|ming|mers?)?|diving|divers?)\b", ()),
    Activity("flying a kite", r"\bfl(y|ies|ying|own)\b.{0,30}\bkites?\b|\b(para ?sail\w*|kite ?surf\w*)\b", ("kite",)),
    Activity("doing yoga", r"\b(yoga|exercis(es?|ing)|work(s|ing)? out)\b", ()),
    Activity("dancing", r"\b(danc(es?|ing|ers?)|ballet)\b", ()),
    Activity("boxing", r"\b((kick ?)?box(ing|er|ers)|martial art\w*|karate|taekwondo|sparr\w*)\b", ()),
    Activity("wrestling", r"\b(wrestl\w*|judo|sumo)\b", ()),
    Activity("climbing", r"\b(climb(s|ing|ers?)?)\b", ()),
    Activity("eating", r"\b(eat(s|ing)?|din(es|ing)|feed(s|ing)? (each other|one another))\b", ("fork", "spoon", "sandwich", "pizza", "hot dog", "donut", "banana", "apple")),
    Activity("sitting at a table", r"\b(?:at|around) (?:an? |the )?(?:\w+ ){0,2}table\b|\btable\b.{0,30}\b(?:food|cake|meal|dinner|lunch)\b", ()),
    Activity("drinking", r"\b(drink(s|ing)?|sip(s|ping)?|toast(s|ing)?)\b", ("cup", "wine glass")),
    Activity("cooking", r"\b(cook(s|ing)?|chef|bak(es?|ing)|prepar(es?|ing) (food|a meal|dinner|lunch))\b|\b(cut(s|ting)?|chop(s|ping)?|slic(es?|ing)) .{0,20}(vegetables?|fruits?|food|meat|onions?|carrots?|tomato(es)?)\b|\bknife\b.{0,30}\bkitchen\b|\bkitchen\b.{0,30}\bknife\b", ("knife",)),
    Activity("using a phone", r"\b(talk\w*|look\w*|us(es?|ing)) .{0,20}phones?\b|\btexting\b", ("cell phone",)),
    Activity("using a computer", r"\b(us(es?|ing)|work\w*|typ(es?|ing)|look\w*) .{0,20}(laptops?|computers?|keyboards?)\b", ("laptop",)),
    Activity("playing a video game", r"\b(video ?games?|wii|game controllers?)\b", ("remote",)),
    Activity("playing a board game", r"\b(board ?games?|chess|checkers|backgammon|dominoes|mahjong|(card game|game of (cards|go))s?|playing (cards|go))\b", ()),
    Activity("reading", r"\bread(s|ing)?\b", ("book",)),
    Activity("brushing teeth", r"\b(brush(es|ing)? (his|her|their)? ?teeth|toothbrush)\b", ("toothbrush",)),
    Activity("holding an umbrella", r"\b(hold(s|ing)?|under|with) .{0,20}umbrellas?\b", ("umbrella",)),
    Activity("selling goods", r"\b(vendors?|stall|street market|seller\w*)\b", ()),
    Activity("working with tools", r"\b(repair(s|ing)?|hammer\w*|drill(s|ing)|construction|workers?|mechanic|carpent\w*)\b", ()),
    Activity("loading", r"\b(un)?load(s|ing) (\w+ )?(boxes|crates|furniture|bags|suitcases|luggage|goods|things|supplies)\b", ()),
    Activity("carrying a load", r"\b(carr(y|ies|ying)|luggage|pull(s|ing) (a|his|her|their) suitcase)\b", ("suitcase", "handbag")),
    Activity("petting an animal", r"\b(pet(s|ting)|feed(s|ing)|cuddl\w*|strok(es?|ing)) .{0,20}\b(dogs?|cats?|animals?|giraffes?|elephants?|cows?|sheep|birds?)\b", ()),
    Activity("caring for a child", r"\b(mother|father|mom|dad|parent)s?\b.{0,40}\b(child|baby|toddler|infant|son|daughter)|\bhold(s|ing)? a (baby|toddler|infant|child)\b", ()),
    Activity("posing", r"\b(pos(es|ed|ing)|smil(es?|ing) for)\b", ()),
    Activity("waving", r"\b(wav(es?|ing|ed) (at|to|hello|goodbye|his|her|their)|greet\w*|cheer(s|ing|ed)?)\b", ()),
    Activity("resting", r"\b(rest(s|ing)?|relax\w*|loung\w*|sleep(s|ing)?|asleep|naps?|napping)\b", ()),
    Activity("sitting", r"\b(sit(s|ting)?|seated)\b", ()),
    Activity("kneeling", r"\b(kneel(s|ing)?|knelt|crouch\w*|squat\w*)\b", ()),
    Activity("lying down", r"\b(lies|lying|lays|laying)\b", ()),
)  # fmt: skip

_PATTERNS = tuple(re.compile(activity.words, re.IGNORECASE) for activity in ACTIVITIES)
_BY_THING: dict[str, list[int]] = {}
for _number, _activity in enumerate(ACTIVITIES):
    for _thing in _activity.things:
        _BY_THING.setdefault(_thing, []).append(_number)
# what says little about an action, and gives way to anything that says more
_WEAK = frozenset(
    ("sitting", "sitting at a table", "posing", "holding an umbrella", "walking", "resting", "kneeling", "lying down")
)
# what a whole scene is about: true of each of several people
SHARED = frozenset((
    "skiing", "snowboarding", "baseball", "tennis", "playing football", "playing basketball", "playing volleyball",
    "playing frisbee", "golfing", "playing hockey", "selling goods", "sitting at a table", "playing a video game", "flying a kite",
    "posing",
))  # fmt: skip
# what only a body in one of these postures does
_POSTURES = {
    "sitting": ("sitting",),
    "sitting at a table": ("sitting",),
    "lying down": ("lying",),
    "kneeling": ("kneeling", "crouching"),
    "resting": ("sitting", "lying"),
    "jumping": ("airborne",),
    "walking": ("standing",),
    "running": ("standing",),
    "cycling": ("sitting", ""),
    "riding a horse": ("sitting", ""),
    "riding a motorcycle": ("sitting", ""),
}


@lru_cache(maxsize=256)
def activity_of(doing: str, posture: str | None = None) -> Activity | None:
    """The activity that a phrase such as ``"playing soccer"`` names; None for any other, and where the posture denies it."""
    found = [one for one, pattern in zip(ACTIVITIES, _PATTERNS, strict=True) if pattern.search(doing)]
    best = min(found, key=lambda one: one.name in _WEAK) if found else None
    if best is not None and posture is not None and posture not in _POSTURES.get(best.name, (posture,)):
        return None
    return best


@lru_cache(maxsize=256)
def _count_captions(captions: tuple[str, ...]) -> dict[int, int]:
    """How many captions speak of each activity, by its number; those that none speaks of are left out."""
    found = (sum(1 for caption in captions if pattern.search(caption)) for pattern in _PATTERNS)
    return {number: count for number, count in enumerate(found) if count}


def find_activity(
    scene: Scene, touched: set[str], posture: str | None, *, is_subject: bool = False
) -> tuple[Activity | None, bool]:
    """What one person does, and whether a caption says so; None where neither captions nor touched things show it.

    Args:
        scene: gives the captions; with several people in it, only what all share or what fits the things counts.
        touched: categories of the things at a hand, under a foot, above or below this person.
        posture: this person's posture, where it is known.
        is_subject: whether the captions are about this person.
    """
    is_alone = is_subject or len(scene.people) == 1
    counts = _count_captions(scene.captions)
    best: Activity | None = None
    best_score, is_best_told = 0.0, False
    # all others have a score of 0
    possible = {*counts, *(number for thing in touched for number in _BY_THING.get(thing, ()))}
    for number in sorted(possible):
        activity, count = ACTIVITIES[number], counts.get(number, 0)
        if activity.name in _POSTURES and (posture or "") not in _POSTURES[activity.name]:
            continue
        is_touched = bool(touched.intersection(activity.things))
        is_own = is_alone or is_touched or activity.name in SHARED or posture in _POSTURES.get(activity.name, ())
        score = float(count) if is_own else 0.0
        is_told = score > 0
        score = max(score, 0.9) if is_touched else score
        if score and activity.name in _WEAK:
            score = 0.1 + score / 100
        if score > best_score:
            best, best_score, is_best_told = activity, score, is_told
    return best, is_best_told
