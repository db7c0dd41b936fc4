"""Things and people that somebody faces, looks at, leans toward or away from, judged by where they are in the picture.

A thing that is certainly to one side of somebody who is turned to the other side is not what this person faces,
however far from the camera it is. Who faces the viewer, or is seen from behind, may face whatever is labeled.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from collections.abc import Iterator

from ....annotations.scene import SceneObject
from ....annotations.skeleton import SIDES
from ...limbs import other_side
from ...people import People
from ...vocabulary import Fact
from ..stems import Expression, Opener, need
from .cue import OWN, Cue

TOWARD, AWAY = "toward the", "away from the"
"""How the states start; a word of `_GOALS` follows."""

# a pitcher, a server or the spectators may be outside of the picture
_PEOPLE = (
    r"(?:persons?|people|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|kids?|lad(?:y|ies)|guys?|gentlem[ae]n|bab(?:y|ies)|toddlers?|figures?|others|couple|pair|"
    r"monks?|nuns?|visitors?|guests?|companions|friends|partners|teammates|neighbou?rs?|colleagues?|diners?|dancers?|wrestlers?|musicians?|players|skiers?|surfers?|riders?|"
    r"mothers?|fathers?|parents?|daughters?|sons?|sisters?|brothers?|husbands?|wives|wife)"
)
_GOALS: dict[str, str] = {
    "car": r"(?:car|taxi|vehicle)s?",
    "truck": r"(?:truck|van|pickup)s?",
    "bus": r"bus(?:es)?",
    "train": r"trains?",
    "boat": r"(?:boat|ship|ferry|canoe|kayak)s?",
    "airplane": r"(?:air)?planes?",
    "bicycle": r"bi(?:cycle|ke)s?",
    "motorcycle": r"motor(?:cycle|bike)s?",
    "horse": r"(?:horse|pony|ponies)s?",
    "elephant": r"elephants?",
    "cow": r"(?:cow|bull|calf)s?",
    "sheep": r"(?:sheep|lambs?)",
    "giraffe": r"giraffes?",
    "zebra": r"zebras?",
    "dog": r"(?:dog|puppy)s?",
    "cat": r"(?:cat|kitten)s?",
    "kite": r"kites?",
    "frisbee": r"(?:frisbee|disc)s?",
    "bench": r"bench(?:es)?",
    "couch": r"(?:couch|sofa)",
    "bed": r"bed",
    "tv": r"(?:tv|television|monitor|screen)",
    "laptop": r"laptops?",
    "refrigerator": r"(?:refrigerator|fridge)",
    "oven": r"(?:oven|stove)",
    "sink": r"sink",
    "parking meter": r"(?:parking )?(?:meter|machine)",
    "fire hydrant": r"(?:fire )?hydrant",
    "stop sign": r"stop sign",
    "umbrella": r"(?:umbrella|parasol)",
    "dining table": r"(?:(?:dining|kitchen|picnic) )?tables?",
    "microwave": r"microwave",
    "toilet": r"toilet",
    "sports ball": r"balls?",
    "cell phone": r"(?:cell ?|smart|mobile )?phones?",
    "book": r"books?",
    "cake": r"cakes?",
    "pizza": r"pizzas?",
    "bird": r"(?:bird|seagull|pigeon)s?",
    "teddy bear": r"teddy(?: bear)?",
    "suitcase": r"suitcases?",
    "person": r"(?:other|second) (?:m[ae]n|wom[ae]n|boy|girl|child|player|person|one|skier|surfer|rider|skater)|opponent|companion|friend|partner|teammate|(?<=each )other|(?<=one )another",
    "people": rf"{_PEOPLE}",
}  # fmt: skip
_ALIKE: dict[str, tuple[str, ...]] = {
    "car": ("car", "truck", "bus"),
    "truck": ("truck", "car", "bus"),
    "bus": ("bus", "truck", "car"),
}
_ALIKE |= {"bicycle": ("bicycle", "motorcycle"), "motorcycle": ("motorcycle", "bicycle"), "tv": ("tv", "laptop")}
_ALIKE |= {
    "couch": ("couch", "chair", "bed"),
    "bed": ("bed", "couch"),
    "dog": ("dog", "cat", "sheep"),
    "cat": ("cat", "dog"),
}
_WORDS = "|".join(_GOALS.values())
_LAST_WORDS = (
    "car|taxi|vehicles?|cars|taxis|trucks?|vans?|pickups?|bus|buses|trains?|boats?|ships?|ferrys?|canoes?|kayaks?|(?:air)?planes?|bicycles?|bikes?|motorcycles?|motorbikes?|horses?|"
    "pon(?:y|ies)s?|elephants?|cows?|bulls?|calfs?|sheep|lambs?|giraffes?|zebras?|dogs?|puppys?|cats?|kittens?|kites?|frisbees?|discs?|bench|benches|couch|sofa|bed|tv|television|monitor|screen|"
    "laptops?|refrigerator|fridge|oven|stove|sink|meter|machine|hydrant|sign|umbrella|parasol|other|another|second|opponent|companion|friend|partner|teammate|"
    f"tables?|microwave|toilet|balls?|(?:cell|smart)?phones?|books?|cakes?|pizzas?|birds?|seagulls?|pigeons?|teddy|bear|suitcases?|{_PEOPLE}"
)
_NO_PART = r"(?![-'’])(?! (?:stop|station|park|court|field|lane|seat|door|window|rack|line|tracks?|shop|trailer|bell|box|food|bowl|toy|crossing|side|screen|man|woman|driver|rider|on the|in the (?:screen|picture|painting|poster)))"
_THING = rf"(?:(?:the|an?|his|her|their|its|each|one|two|three|some) )(?:(?!(?:left|right|side|edge|back|front|top|end|of|and|or)\b)[a-z'’-]+ ){{0,2}}?(?P<thing>{_WORDS})\b{_NO_PART}"
_HOW = r"(?:(?:[a-z]+ly|straight|right|back|over|out|up|around|half|slightly|fully) )*"
_LOOKS = r"(?:look(?:s|ed|ing)?|gaz(?:es|ed|ing)|star(?:es|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es|ed|ing))"
_TURNED = r"(?:turned|oriented|directed|rotated|pointed|pointing|angled|facing|faces|twisted|swiveled)"
_TRUNKS = r"(?:(?:whole |entire |upper )?bod(?:y|ies)|torsos?|trunks?|shoulders|chests?)"
_BE = r"(?:(?:is|are|was|were|remains?|stays?|kept|held) )?"
_LEANS = r"(?:lean(?:s|ed|ing)?|tilt(?:s|ed|ing)?|inclin(?:es|ed|ing)|bend(?:s|ing)?|bent)"
_NO_OWNER = r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!['’]s )(?<!\bthe )(?<!body )(?<!torso )(?<!head )(?<!face )(?<!chest )(?<!back )(?<!backs )"
_GATE = need(_LAST_WORDS)

GOALS: tuple[Cue, ...] = (
    Cue("body", TOWARD, Opener(
        rf"{_NO_OWNER}\b(?:fac(?:es?|ing) {_HOW}(?:toward |towards )?|turn(?:ed|s) {_HOW}(?:to(?: face)?|toward|towards) |(?:oriented|angled|rotated) {_HOW}(?:to|toward|towards) ){_THING}", "fac(?:es?|ing)|turn(?:ed|s)|oriented|angled|rotated"), gate=_GATE),
    Cue("body", TOWARD, Expression(rf"\b{OWN} {_TRUNKS} {_BE}{_HOW}{_TURNED} {_HOW}(?:(?:to|toward|towards|at) )?{_THING}", _LAST_WORDS), True, need("bod(?:y|ies)|torsos?|trunks?|shoulders|chests?")),
    Cue("body", AWAY, Opener(rf"{_NO_OWNER}\b(?:fac(?:es|ing)|turn(?:ed|s)|oriented|angled) {_HOW}away from {_THING}", "fac(?:es|ing)|turn(?:ed|s)|oriented|angled"), gate=_GATE),
    Cue("body", AWAY, Expression(
        rf"\b(?:{OWN} (?:{_TRUNKS} {_BE}{_HOW}{_TURNED} {_HOW}away from|backs? {_BE}{_HOW}(?:turned |facing )?{_HOW}(?:to|toward|towards|on|against)|backs? (?:faces|facing)) {_THING})", _LAST_WORDS), True, need("backs?|bod(?:y|ies)|torsos?|trunks?|shoulders|chests?")),
    Cue("body", AWAY, Opener(rf"turn(?:s|ed|ing) {OWN} backs? (?:to|on|toward|towards) {_THING}", "turn(?:s|ed|ing)"), gate=_GATE),
    Cue("body", AWAY, Expression(rf"(?:\bwith (?:the )?|, |\. )backs? (?:turned |facing |leaning |pressed |flat )?{_HOW}(?:to|toward|towards|on|against) {_THING}", "backs?"), gate=_GATE),
    Cue("body", f"{AWAY} person", Expression(r"\b(?:stand|sit|kneel|lean|pos|seat|position|are|is)(?:s|es|ing|ed)? (?:[a-z]+ )?back[- ]to[- ]back\b", "back"), gate=need("back")),
    Cue("head", TOWARD, Opener(rf"{_LOOKS} {_HOW}(?:across |down |off )?(?:at|to|toward|towards) {_THING}", _LOOKS), gate=_GATE),
    Cue("head", TOWARD, Expression(rf"\b{OWN} (?:heads?|faces?|gaze|eyes) {_BE}{_HOW}(?:{_TURNED}|fixed|trained|set|focused) {_HOW}(?:(?:to|toward|towards|at|on) )?{_THING}", _LAST_WORDS), True, need("heads?|faces?|gaze|eyes")),
    Cue("head", AWAY, Opener(rf"{_LOOKS} {_HOW}away from {_THING}", _LOOKS), gate=_GATE),
    Cue("head", AWAY, Expression(rf"\b{OWN} (?:heads?|faces?|gaze|eyes) {_BE}{_HOW}(?:{_TURNED}|averted) {_HOW}away from {_THING}", _LAST_WORDS), True, need("heads?|faces?|gaze|eyes")),
    Cue("trunk", TOWARD, Opener(rf"{_LEANS} (?:(?:his|her|their) (?:upper )?(?:body|torso) )?{_HOW}(?:to|toward|towards) {_THING}", _LEANS), gate=_GATE),
    Cue("trunk", TOWARD, Expression(rf"\b{OWN} {_TRUNKS} {_BE}{_HOW}{_LEANS} {_HOW}(?:to|toward|towards) {_THING}", _LEANS), True, _GATE),
    Cue("trunk", AWAY, Expression(rf"\b{OWN} {_TRUNKS} {_BE}{_HOW}{_LEANS} {_HOW}(?:away|back) from {_THING}", _LEANS), True, _GATE),
    Cue("trunk", AWAY, Opener(rf"{_LEANS} (?:(?:his|her|their) (?:upper )?(?:body|torso) )?{_HOW}(?:away|back) from {_THING}", _LEANS), gate=_GATE),
)  # fmt: skip
"""Expressions for what somebody is turned to or from; their group "thing" is the word for it."""

_COMPILED = {name: Expression(rf"(?:{words})", _LAST_WORDS).compiled for name, words in _GOALS.items()}
_BESIDE = 0.06  # body sizes between a thing and the points of the trunk and the head
_TRUNK = ("nose", *(f"{side} {joint}" for joint in ("shoulder", "hip", "ear", "eye") for side in SIDES))


def name_goal(state: str) -> str:
    """A state with the category for the word of the text: ``"toward the puppy"`` -> ``"toward the dog"``."""
    for way in (TOWARD, AWAY):
        if state.startswith(f"{way} "):
            word = state.removeprefix(f"{way} ")
            return f"{way} {next((name for name, pattern in _COMPILED.items() if pattern.fullmatch(word)), 'person')}"
    return state


def goal_facts(people: People, subject: int) -> Iterator[Fact]:
    """What a person is certainly not turned to or from, or leaning to or from.

    As in `kp_llava.poses.exclusions`, the state of such a fact is the one that does not hold.

    Args:
        people: of the scene.
        subject: the person's annotation id.
    """
    body = people.bodies.get(subject)
    if body is None:
        return
    xs = [body.points[name][0] for name in _TRUNK if body.has(name)]
    if not xs:
        return
    gap = _BESIDE * body.size
    sides = {name: _side_of(things, min(xs) - gap, max(xs) + gap) for name, things in _things(people, subject)}
    found: dict[tuple[str, str], float] = {}
    for fact in people.facts[subject]:
        key = fact.part, fact.state
        found[key] = max(found.get(key, 0.0), fact.confidence)
    for way in SIDES:
        head = found.get(("head", f"turned to the viewer's {way}"), 0.0)
        other = found.get(("head", f"turned to the viewer's {other_side(way)}"), 0.0)
        trunk = found.get(("trunk", f"leaning to the viewer's {way}"), 0.0)
        turned = max(
            found.get(("body", f"turned to the viewer's {way}"), 0.0),
            found.get(("side", f"{way} side to the viewer"), 0.0),
        )
        for name, side in sides.items():
            if side is None:
                continue
            state = f"{AWAY if side == way else TOWARD} {name}"
            # who only has the head turned to a thing faces it, too
            for part, confidence in (("head", head), ("trunk", trunk), ("body", 0.0 if other else turned)):
                if confidence:
                    yield Fact(subject, part, state, confidence, ())


def _things(people: People, subject: int) -> Iterator[tuple[str, list[SceneObject]]]:
    """The kinds of things in a scene with their boxes; of other people where there is only one."""
    others = [person for person in people.all if person.annotation_id != subject]
    if len(others) == 1:
        yield "person", others
    if others:
        yield "people", others
    labeled = {thing.category for thing in people.scene.objects}
    for name in _GOALS:
        if name in labeled and name != "person":
            yield name, [o for o in people.scene.objects if o.category in _ALIKE.get(name, (name,))]


def _side_of(things: list[SceneObject], left: float, right: float) -> str | None:
    """On which side of somebody all things are; None where they are not beside."""
    if all(thing.bbox_xywh[0] + thing.bbox_xywh[2] < left for thing in things):
        return "left"
    return "right" if all(thing.bbox_xywh[0] > right for thing in things) else None
