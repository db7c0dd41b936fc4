"""Things and people that somebody faces, looks at, leans toward or away from, judged by where they are in the picture.

A thing that is certainly to one side of somebody who is turned to the other side is not what this person faces,
however far from the camera it is. Who faces the viewer does not face what stands right behind, and who is seen from
behind has no back to it; of all else these may face whatever is labeled.
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from collections.abc import Iterator

from ....annotations.scene import SceneObject
from ....annotations.skeleton import SIDES
from ...body import Body
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
    "train": r"trains?|carriages",
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
    "car|taxi|vehicles?|cars|taxis|trucks?|vans?|pickups?|bus|buses|trains?|carriages|boats?|ships?|ferrys?|canoes?|kayaks?|(?:air)?planes?|bicycles?|bikes?|motorcycles?|motorbikes?|horses?|"
    "pon(?:y|ies)s?|elephants?|cows?|bulls?|calfs?|sheep|lambs?|giraffes?|zebras?|dogs?|puppys?|cats?|kittens?|kites?|frisbees?|discs?|bench|benches|couch|sofa|bed|tv|television|monitor|screen|"
    "laptops?|refrigerator|fridge|oven|stove|sink|meter|machine|hydrant|sign|umbrella|parasol|other|another|second|opponent|companion|friend|partner|teammate|"
    f"tables?|microwave|toilet|balls?|(?:cell|smart)?phones?|books?|cakes?|pizzas?|birds?|seagulls?|pigeons?|teddy|bear|suitcases?|{_PEOPLE}"
)
_NO_PART = r"(?![-'’])(?! (?:stop|station|park|court|field|lane|seat|door|window|rack|line|tracks?|shop|trailer|bell|box|food|bowl|toy|crossing|side|screen|man|woman|driver|rider|on the|in the (?:screen|picture|painting|poster)))"
_THING = rf"(?:(?:the|an?|his|her|their|its|each|one|two|three|some) )(?:(?!(?:left|right|side|edge|back|front|top|end|of|and|or)\b)[a-z'’-]+ ){{0,2}}?(?P<thing>{_WORDS})\b{_NO_PART}"
_HOW = r"(?:(?:[a-z]+ly|straight|right|back|over|out|up|around|half|slightly|fully) )*"
_LOOKS = r"(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing))"
_TURNED = r"(?:turned|oriented|directed|rotated|pointed|pointing|angled|facing|faces|twisted|swiveled)"
_TURNS_IT = r"(?:turn(?:s|ed|ing)?|twist(?:s|ed|ing)|swivel(?:s|ed|ing)|rotat(?:es|ed|ing))"
_TRUNKS = r"(?:(?:whole |entire |upper )?bod(?:y|ies)|torsos?|trunks?|shoulders|chests?)"
_BE = r"(?:(?:is|are|was|were|remains?|stays?|kept|held) )?"
_LEANS = r"(?:lean(?:s|ed|ing)?|tilt(?:s|ed|ing)?|inclin(?:es|ed|ing)|bend(?:s|ing)?|bent)"
_NO_OWNER = r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!['’]s )(?<!\bthe )(?<!body )(?<!torso )(?<!head )(?<!face )(?<!chest )(?<!back )(?<!backs )"
_GATE = need(_LAST_WORDS)

GOALS: tuple[Cue, ...] = (
    Cue("body", TOWARD, Opener(
        rf"{_NO_OWNER}\b(?:fac(?:es?|ing) {_HOW}(?:toward |towards )?|turn(?:ed|s) {_HOW}(?:to(?: face)?|toward|towards) |(?:oriented|angled|rotated) {_HOW}(?:to|toward|towards) ){_THING}", "fac(?:es?|ing)|turn(?:ed|s)|oriented|angled|rotated"), gate=_GATE),
    Cue("body", TOWARD, Expression(rf"\b{OWN} {_TRUNKS} {_BE}{_HOW}{_TURNED} {_HOW}(?:(?:to|toward|towards|at) )?{_THING}", _LAST_WORDS), True, need("bod(?:y|ies)|torsos?|trunks?|shoulders|chests?")),
    Cue("body", AWAY, Opener(rf"{_NO_OWNER}\b(?:fac(?:es?|ing)|turn(?:ed|s)|oriented|angled) {_HOW}away from {_THING}", "fac(?:es?|ing)|turn(?:ed|s)|oriented|angled"), gate=_GATE),
    Cue("body", AWAY, Expression(
        rf"\b(?:{OWN} (?:{_TRUNKS} {_BE}{_HOW}{_TURNED} {_HOW}away from|(?<!\bon his )(?<!\bon her )(?<!\bon their )backs? {_BE}{_HOW}(?:turned |facing )?{_HOW}(?:to|toward|towards|on|against)|backs? {_BE}(?:directed|pointed|pointing) (?:at|to|toward|towards)|backs? (?:faces|facing)) {_THING})", _LAST_WORDS), True, need("backs?|bod(?:y|ies)|torsos?|trunks?|shoulders|chests?")),
    Cue("body", AWAY, Opener(rf"turn(?:s|ed|ing) {OWN} backs? (?:to|on|toward|towards) {_THING}", "turn(?:s|ed|ing)"), gate=_GATE),
    Cue("body", AWAY, Expression(rf"(?:\bwith (?:the )?|, |\. )backs? (?:turned |facing |leaning |pressed |flat )?{_HOW}(?:to|toward|towards|on|against) {_THING}", "backs?"), gate=_GATE),
    Cue("body", f"{AWAY} person", Expression(r"\b(?:stand|sit|kneel|lean|pos|seat|position|are|is)(?:s|es|ing|ed)? (?:[a-z]+ )?back[- ]to[- ]back\b", "back"), gate=need("back")),
    Cue("body", TOWARD, Expression(rf"\b{_TURNS_IT} {OWN} {_TRUNKS} {_HOW}(?:to|toward|towards)(?: face)? {_THING}", _TURNS_IT), True, _GATE),
    Cue("body", AWAY, Expression(rf"\b{_TURNS_IT} {OWN} {_TRUNKS} {_HOW}away from {_THING}", _TURNS_IT), True, _GATE),
    Cue("head", TOWARD, Opener(rf"{_LOOKS} {_HOW}(?:across |down |off )?(?:at|to|toward|towards|into|inside) {_THING}", _LOOKS), gate=_GATE),
    Cue("head", TOWARD, Expression(rf"\b{OWN} (?:(?:gaze|eyes) {_BE}{_HOW}(?:on|upon|locked on(?:to)?|glued to|to|toward|towards)|(?:heads?|faces?) (?:is|are|stays?|remains?|kept|held) {_HOW}(?:toward|towards)) {_THING}", "gaze|eyes|heads?|faces?"), True, _GATE),
    Cue("head", TOWARD, Expression(rf"\b{OWN} (?:heads?|faces?|gaze|eyes) {_BE}{_HOW}(?:{_TURNED}|fixed|trained|set|focused) {_HOW}(?:(?:to face|to|toward|towards|at|on) )?{_THING}", _LAST_WORDS), True, need("heads?|faces?|gaze|eyes")),
    Cue("head", TOWARD, Expression(rf"\b{_TURNS_IT} {OWN} (?:heads?|faces?) {_HOW}(?:to|toward|towards)(?: (?:look|see|watch|face)(?: back)?(?: at| into| to| toward)?)? {_THING}", _TURNS_IT), True, _GATE),
    Cue("head", AWAY, Expression(rf"\b{_TURNS_IT} {OWN} (?:heads?|faces?) {_HOW}away from {_THING}", _TURNS_IT), True, _GATE),
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
_CLOSE = 0.3  # the same, within which it is at arm's length
_AS_LARGE = 0.15  # by how much the size of somebody may differ who is as far from the camera
_FACE = ("nose", *(f"{side} {joint}" for joint in ("ear", "eye") for side in SIDES))
_TRUNK = (*_FACE, *(f"{side} {joint}" for joint in ("shoulder", "hip") for side in SIDES))
_ON_GROUND = {
    *("car", "truck", "bus", "train", "bicycle", "motorcycle", "horse", "elephant", "cow", "sheep", "giraffe", "zebra"),
    *("fire hydrant", "bench", "person"),
}  # fmt: skip
"""What stands on the ground, so that the lower edge of its box shows how far it is from the camera."""
_VIEWS = (
    ("body", "facing the viewer", TOWARD),
    ("head", "facing the viewer", TOWARD),
    ("body", "facing away", AWAY),
    ("head", "turned away from the viewer", AWAY),
)
"""What somebody does whom the camera sees so: certainly not to a thing that is right behind."""
_FARTHER = 0.12  # body sizes by which its lower edge is above the feet of somebody who is nearer


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
    kinds = list(_things(people, subject))
    sides = {name: _side_of([_extent(t, people, _TRUNK) for t in things], xs, body.size) for name, things in kinds}
    faces = [body.points[name][0] for name in _FACE if body.has(name)] or xs
    of_face = {name: _side_of([_extent(t, people, _FACE) for t in things], faces, body.size) for name, things in kinds}
    found: dict[tuple[str, str], float] = {}
    for fact in people.facts[subject]:
        key = fact.part, fact.state
        found[key] = max(found.get(key, 0.0), fact.confidence)
    # who looks past what is farther away is turned away from it, and who looks at one of several may look away from another
    level = {name for name, things in kinds if all(_is_level(thing, people, body) for thing in things)}
    for_heads = level - {"people"} if len(people.all) > 2 else level
    for way in SIDES:
        head = found.get(("head", f"turned to the viewer's {way}"), 0.0)
        other = found.get(("head", f"turned to the viewer's {other_side(way)}"), 0.0)
        trunk = found.get(("trunk", f"leaning to the viewer's {way}"), 0.0)
        turned = max(
            found.get(("body", f"turned to the viewer's {way}"), 0.0),
            found.get(("side", f"{way} side to the viewer"), 0.0),
        )
        # who only has the head turned to a thing faces it, too
        for part, confidence in (("head", head), ("trunk", trunk), ("body", 0.0 if other else turned)):
            for name, place in (of_face if part == "head" else sides).items():
                if not confidence or place is None:
                    continue
                side, is_close = place
                if side != way:
                    yield Fact(subject, part, f"{TOWARD} {name}", confidence, ())
                elif is_close and name in (for_heads if part == "head" else level):
                    yield Fact(subject, part, f"{AWAY} {name}", confidence, ())
    beyond = [name for name, things in kinds if _are_beyond(things, body, min(xs), max(xs))]
    for part, state, way in _VIEWS:
        for name in beyond if found.get((part, state)) else ():
            yield Fact(subject, part, f"{way} {name}", found[part, state], ())


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


def _extent(thing: SceneObject, people: People, names: tuple[str, ...]) -> tuple[float, float]:
    """Where a thing starts and ends from left to right; somebody by such points, because arms reach far."""
    body = people.bodies.get(thing.annotation_id)
    xs = [body.points[name][0] for name in names if body.has(name)] if body is not None else []
    x, _, width, _ = thing.bbox_xywh
    return (min(xs), max(xs)) if len(xs) > 1 else (x, x + width)


def _is_level(thing: SceneObject, people: People, body: Body) -> bool:
    """Whether a thing may be as far from the camera as a person is; somebody else by the size of the body."""
    if thing.category != "person":
        return True
    other = people.bodies.get(thing.annotation_id)
    return other is not None and abs(other.size / body.size - 1) < _AS_LARGE


def _side_of(extents: list[tuple[float, float]], xs: list[float], size: float) -> tuple[str, bool] | None:
    """On which side of somebody all things are, and whether one is close; None where they are not beside.

    Args:
        extents: of the things.
        xs: of the person's points.
        size: of the person's body, in pixels.
    """
    to_left, to_right = min(xs) - max(e for _, e in extents), min(s for s, _ in extents) - max(xs)
    side, gap = ("left", to_left) if to_left > to_right else ("right", to_right)
    return (side, gap < _CLOSE * size) if gap > _BESIDE * size else None


def _are_beyond(things: list[SceneObject], body: Body, left: float, right: float) -> bool:
    """Whether all things stand right behind somebody, as the camera sees it: farther away, and not beside.

    Args:
        things: of one kind.
        body: of the person.
        left: where the trunk and the head start.
        right: where they end.
    """
    feet = [body.points[f"{side} ankle"][1] for side in SIDES if body.has(f"{side} ankle")]
    if not feet:
        return False
    lowest = min(feet) - _FARTHER * body.size
    for thing in things:
        x, y, width, height = thing.bbox_xywh
        if thing.category not in _ON_GROUND or x > right or x + width < left or y + height > lowest:
            return False
    return True
