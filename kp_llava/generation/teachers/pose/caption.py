"""What captions say of the people, in pieces: a noun for somebody, and what that person does. No sentence is taken over."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from ....annotations.scene import Scene

# noun -> what it says of sex and age; captions may use several for one person
_NOUNS: dict[str, tuple[str, str]] = {
    "man": ("m", "adult"), "guy": ("m", "adult"), "gentleman": ("m", "adult"), "male": ("m", ""),
    "woman": ("f", "adult"), "women": ("f", "adult"), "lady": ("f", "adult"), "female": ("f", ""),
    "boy": ("m", "child"), "girl": ("f", "child"), "child": ("", "child"), "kid": ("", "child"),
    "toddler": ("", "child"), "baby": ("", "child"), "person": ("", ""), "someone": ("", ""), "individual": ("", ""),
}  # fmt: skip
_ROLES = (
    "skier", "snowboarder", "skateboarder", "surfer", "skater", "cyclist", "motorcyclist", "runner", "dancer", "golfer",
    "swimmer", "climber", "batter", "pitcher", "catcher", "umpire", "tennis player", "baseball player", "soccer player",
    "player", "rider", "chef", "waiter", "vendor", "goalie", "jockey", "bride", "groom",
)  # fmt: skip
_PLURALS = {"man": "men", "woman": "women", "child": "children", "baby": "babies", "lady": "ladies", "person": "people"}

# verbs of action: base, third person, -ing; what follows each in a text, by a key of `_RESTS`
_VERBS: dict[str, tuple[str, str, str]] = {
    "cut": ("cuts", "cutting", "object"), "chop": ("chops", "chopping", "object"), "hold": ("holds", "holding", "object"),
    "eat": ("eats", "eating", "object"), "talk": ("talks", "talking", "on"), "ride": ("rides", "riding", "object"),
    "throw": ("throws", "throwing", "object"), "hit": ("hits", "hitting", "object"), "swing": ("swings", "swinging", "object"),
    "kick": ("kicks", "kicking", "object"), "carry": ("carries", "carrying", "object"), "cook": ("cooks", "cooking", "object"),
    "prepare": ("prepares", "preparing", "object"), "pet": ("pets", "petting", "object"), "feed": ("feeds", "feeding", "object"),
    "read": ("reads", "reading", "object"), "play": ("plays", "playing", "object"), "walk": ("walks", "walking", "on"),
    "run": ("runs", "running", "on"), "push": ("pushes", "pushing", "object"), "pull": ("pulls", "pulling", "object"),
    "brush": ("brushes", "brushing", "object"), "fly": ("flies", "flying", "object"), "catch": ("catches", "catching", "object"),
    "serve": ("serves", "serving", "object"), "drink": ("drinks", "drinking", "object"), "lean": ("leans", "leaning", "on"),
    "pose": ("poses", "posing", "on"), "ski": ("skis", "skiing", "on"), "surf": ("surfs", "surfing", "on"),
    "skateboard": ("skateboards", "skateboarding", "on"), "snowboard": ("snowboards", "snowboarding", "on"),
    "skate": ("skates", "skating", "on"), "climb": ("climbs", "climbing", "object"), "wash": ("washes", "washing", "object"),
    "pitch": ("pitches", "pitching", "object"), "open": ("opens", "opening", "object"), "wave": ("waves", "waving", "on"),
    "hug": ("hugs", "hugging", "object"), "paint": ("paints", "painting", "object"), "sleep": ("sleeps", "sleeping", "on"),
    "sit": ("sits", "sitting", "on"), "stand": ("stands", "standing", "on"), "lie": ("lies", "lying", "on"),
    "wait": ("waits", "waiting", "for"), "look": ("looks", "looking", "at"), "touch": ("touches", "touching", "object"),
    "type": ("types", "typing", "on"), "work": ("works", "working", "on"), "swim": ("swims", "swimming", "on"),
}  # fmt: skip
# words at which an object or a place in a caption ends: joining words, places, "each one", and verbs in -ing
_JOINING = "and|while|as|with|that|who|which|is|are|it|just|each|one|some|others|another|during|before|after"
_PLACES = (
    "near|next|in|at|by|beside|behind|outside|inside|on|to|from|of|for|over|under|through|around|across|along|against"
)
_NOT_VERBS = "building|ceiling|string|wing|king|ring|swing|parking|dining"
_STOP = rf"(?:{_JOINING}|{_PLACES}|together|up|top|front|(?!{_NOT_VERBS})[a-z]+ing)"
_OBJECT = rf"(?: (?!{_STOP}\b)[a-z-]+){{1,4}}"
_PLACE_REST = rf"(?: the| a| an| his| her| their| some)(?: (?!{_STOP}\b)[a-z-]+){{1,3}}"
_RESTS = {
    "object": re.compile(_OBJECT),
    "on": re.compile(
        rf" (?:on(?: top of)?|atop|down|along|through|across|against|around|at|in|next to|by|near){_PLACE_REST}"
    ),
    "for": re.compile(rf" for{_PLACE_REST}"),
    "at": re.compile(rf" (?:at|to|off to){_PLACE_REST}"),
}
# a phrase that stops before another word of it is no phrase: "in an empty concrete | swimming pool"
_IS_WHOLE = re.compile(rf"$| (?!\w+ing\b){_STOP}\b")
_FORMS = {form: base for base, (third, gerund, _) in _VERBS.items() for form in (third, gerund)}
POSTURE_VERBS = {"sit": "sitting", "stand": "standing", "lie": "lying"}
_MOVES = frozenset(("ski", "surf", "skateboard", "snowboard", "skate", "ride", "walk", "run", "swim", "climb"))
_VAGUE = frozenset(("hold", "pose", "walk", "look", "wait", "touch", "work"))
_SETTINGS = (
    "kitchen", "park", "street", "beach", "court", "field", "slope", "restaurant", "woods", "forest", "station", "sidewalk",
    "road", "trail", "path", "ocean", "sea", "snow", "bathroom", "bedroom", "living room", "office", "garden", "yard", "pool",
    "stadium", "store", "market", "river", "lake", "playground", "gym", "skate park", "airport", "subway station", "room",
)  # fmt: skip
_SUBJECT = re.compile(
    rf"\b(?:{'|'.join([*_NOUNS, *(r for r in _ROLES)])})(?: (?:in|with|wearing|on|at|of|from)(?: [a-z'-]+){{1,5}}?)?(?: who| that)?(?: is| are|'s)?(?: \w+ly)? "
    rf"(?P<verb>{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b"
)


@dataclass(frozen=True)
class Noun:
    """A word for one person.

    Attributes:
        word: as in ``"boy"`` or ``"tennis player"``.
        sex: ``"m"``, ``"f"`` or ``""``.
    """

    word: str
    sex: str = ""


@dataclass(frozen=True)
class Action:
    """What somebody does, by a verb of action.

    Attributes:
        base: as in ``"cut"``.
        gerund: with what follows: ``"cutting vegetables"``.
    """

    base: str
    gerund: str


@lru_cache(maxsize=256)
def find_noun(captions: tuple[str, ...]) -> Noun:
    """The word that the captions have for the one person they are about, as far as they agree; else "person"."""
    # letters and single spaces only, so that a word stands between spaces
    said = [f" {' '.join(re.findall(r'[a-z]+', caption.lower()))} " for caption in captions]
    counts = Counter(noun for text in said for noun in _NOUNS if f" {noun} " in text)
    roles = Counter(role for text in said for role in _ROLES if f" {role} " in text)
    sexes = Counter(_NOUNS[noun][0] for noun, n in counts.items() for _ in range(n) if _NOUNS[noun][0])
    ages = Counter(_NOUNS[noun][1] for noun, n in counts.items() for _ in range(n) if _NOUNS[noun][1])
    sex = ""
    if len(sexes) == 1 or (len(sexes) == 2 and sexes.most_common()[0][1] >= 3 * sexes.most_common()[1][1]):
        sex = sexes.most_common(1)[0][0]
    age = ""
    if len(ages) == 1 or (len(ages) == 2 and ages.most_common()[0][1] >= 2 * ages.most_common()[1][1]):
        age = ages.most_common(1)[0][0]
    role = next((r for r, n in roles.most_common() if n >= max(1, 0.4 * len(said))), None)
    if sex and age:
        return Noun({"m": {"adult": "man", "child": "boy"}, "f": {"adult": "woman", "child": "girl"}}[sex][age], sex)
    if role is not None and not (role == "player" and not sex):
        return Noun(role, sex)
    return Noun("child", sex) if age == "child" else Noun("person", sex)


@lru_cache(maxsize=256)
def find_plural(captions: tuple[str, ...]) -> Noun:
    """The word that fits everybody where captions speak of several: "three men" gives "man"; else "person"."""
    said = [set(re.findall(r"[a-z]+", caption.lower())) for caption in captions]
    for word in ("man", "woman", "boy", "girl", "child", "skier", "snowboarder", "surfer", "skateboarder"):
        same = {word, {"man": "guy", "woman": "lady"}.get(word, word)}
        plurals = {_PLURALS.get(w, w + "s") for w in same}
        others = {w for w in ("man", "woman", "boy", "girl", "lady", "guy") if w not in same}
        is_mixed = any(words & (others | {_PLURALS.get(o, o + "s") for o in others}) for words in said)
        if not is_mixed and sum(bool(plurals & words) for words in said) >= max(1, 0.4 * len(said)):
            return Noun(word, _NOUNS.get(word, ("", ""))[0])
    return Noun("person")


@lru_cache(maxsize=256)
def find_action(captions: tuple[str, ...], is_posture: bool = False) -> Action | None:
    """What the captions agree that their subject does: a verb that two of them use (one, where there are two at most).

    Args:
        captions: about one person.
        is_posture: look for sitting, standing and lying, and where, in place of actions.
    """
    phrases: dict[str, list[str]] = {}
    for caption in captions:
        text = " ".join(re.findall(r"[a-z'-]+", caption.lower()))
        seen: set[str] = set()
        for match in _SUBJECT.finditer(text):
            base = _FORMS.get(match.group("verb"))
            if base is None or base in seen:
                continue
            seen.add(base)
            rest = _RESTS[_VERBS[base][2]].match(text, match.end())
            is_whole = rest is not None and _IS_WHOLE.match(text, rest.end()) is not None
            phrases.setdefault(base, []).append(rest.group() if rest is not None and is_whole else "")
    least = 2 if len(captions) > 2 else 1
    # holding says least, and what is held is said by the hands
    # of somebody who only stands on skis, some say that they ski
    most = max(least, 0.6 * len(captions))
    named = (
        b
        for b, p in phrases.items()
        if len(p) >= (most if b in _MOVES else least) and (b in POSTURE_VERBS) == is_posture
    )
    order = sorted(named, key=lambda b: (b in _VAGUE, -len(phrases[b]), b))
    if not order:
        return None
    base = order[0]
    rests = [r for r in phrases[base] if r]
    tail = Counter(rests).most_common(1)[0][0] if rests else ""
    if (
        _VERBS[base][2] in ("object", "for", "at")
        and not tail
        and base not in ("eat", "drink", "cook", "read", "pitch", "serve")
    ):
        return None
    return Action(base, _VERBS[base][1] + tail)


_CLOTHES = "jacket|coat|shirt|t-shirt|hat|cap|helmet|dress|suit|hoodie|sweater|sweatshirt|wetsuit|uniform|vest|skirt|apron|beanie|scarf"
_CLOTHES_MANY = "jeans|shorts|pants|glasses|sunglasses|goggles|boots|gloves|clothes|clothing|leather|overalls|pajamas"
_WORN = re.compile(
    rf"\b(?:{'|'.join([*_NOUNS, *_ROLES])})(?:(?: (?!and|with|near|next|by)[a-z'-]+){{0,4}}(?: and)? (?:wearing|wears|dressed in)| in| with)"
    rf"(?P<what>(?: (?!{_STOP}\b)[a-z-]+){{0,3}} (?:{_CLOTHES}|{_CLOTHES_MANY}))(?=$| (?:{_STOP}|is|[a-z]+s)\b)"
)
_LAP = re.compile(
    rf"\bwith(?P<what> an?(?: (?!{_STOP}\b)[a-z-]+){{1,2}}(?: of [a-z]+)? (?:on|in)) (?:his|her|their) lap\b"
)


@lru_cache(maxsize=256)
def find_clothes(captions: tuple[str, ...]) -> str | None:
    """What the captions' one person wears, in the words of the caption that says most: ``"a blue shirt"``; or None."""
    found = [match.group("what").split() for text in _plain(captions) for match in _WORN.finditer(text)]
    if not found:
        return None
    words = max(found, key=lambda said: (len(said), said))
    words = words[1:] if words[0] in ("a", "an", "the", "his", "her", "their", "some") else words
    if re.fullmatch(_CLOTHES_MANY, words[-1]):
        return " ".join(words)
    return f"{'an' if words[0][0] in 'aeiou' and words[0] != 'uniform' else 'a'} {' '.join(words)}"


@lru_cache(maxsize=256)
def find_lap(captions: tuple[str, ...]) -> str | None:
    """What lies on the lap of the captions' one person: ``"a plate of food on"``; or None."""
    return next((match.group("what").strip() for text in _plain(captions) for match in _LAP.finditer(text)), None)


_HAIR = re.compile(
    r"\bwith (?:an? )?((?:(?:dark|light|brown|blond|blonde|black|red|gray|grey|white|long|short|curly) ){1,2}hair|beard|mustache|ponytail)\b"
)


@lru_cache(maxsize=256)
def find_hair(captions: tuple[str, ...]) -> str | None:
    """Hair or beard of the captions' one person: ``"dark brown hair"``, ``"a beard"``; or None."""
    found = [match.group(1) for text in _plain(captions) for match in _HAIR.finditer(text)]
    if not found:
        return None
    words = max(found, key=lambda said: (len(said), said))
    return words if words.endswith("hair") else f"a {words}"


_COLORS = "red|blue|green|yellow|black|white|brown|orange|pink|purple|gray|grey|silver|golden|wooden"


@lru_cache(maxsize=256)
def find_color(captions: tuple[str, ...], thing: str) -> str | None:
    """The color that captions give to a thing, where they give one only: ``"blue"``; or None."""
    form = re.compile(rf"\b({_COLORS}) {thing.split()[-1]}\b")
    found = {match.group(1) for text in _plain(captions) for match in form.finditer(text)}
    return found.pop() if len(found) == 1 else None


_AROUND = re.compile(r"\b(?:at|around)(?: an?| the)?(?: [a-z]+){0,2} (table|counter)\b")


@lru_cache(maxsize=256)
def find_gathering(captions: tuple[str, ...]) -> str | None:
    """What several people are gathered around, as two captions say: ``"a table"``; or None."""
    found = Counter(match.group(1) for text in _plain(captions) if (match := _AROUND.search(text)))
    name, count = found.most_common(1)[0] if found else ("", 0)
    return f"a {name}" if count >= 2 else None


def _plain(captions: tuple[str, ...]) -> list[str]:
    return [" ".join(re.findall(r"[a-z'-]+", caption.lower())) for caption in captions]


@lru_cache(maxsize=256)
def find_posture(captions: tuple[str, ...]) -> str | None:
    """The posture of the one person whom captions are about, where three of five say the same and none another."""
    counts: Counter[str] = Counter()
    for caption in captions:
        text = " ".join(re.findall(r"[a-z'-]+", caption.lower()))
        found = {_FORMS.get(match.group("verb"), "") for match in _SUBJECT.finditer(text)} & set(POSTURE_VERBS)
        counts.update(found)
    if len(counts) != 1:
        return None
    verb, count = counts.most_common(1)[0]
    return POSTURE_VERBS[verb] if count >= max(2, 0.6 * len(captions)) else None


_MANY = (
    "men",
    "women",
    "boys",
    "girls",
    "kids",
    "children",
    "people",
    "friends",
    "players",
    "adults",
    "guys",
    "skiers",
    "surfers",
)
_GROUP = re.compile(
    rf"\b(?P<who>{'|'.join(_MANY)})(?: (?:all|together|are|that|who)){{0,3}} (?P<verb>{'|'.join(sorted((g for _, g, _ in _VERBS.values()), key=len, reverse=True))})\b"
)


@lru_cache(maxsize=256)
def find_group(captions: tuple[str, ...]) -> str | None:
    """What several people do together, as two captions say: ``"surfing the wave"``; or None."""
    rests: dict[str, list[str]] = {}
    for text in _plain(captions):
        match = _GROUP.search(text)
        if match is None:
            continue
        base = _FORMS[match.group("verb")]
        rest = _RESTS[_VERBS[base][2]].match(text, match.end())
        is_whole = rest is not None and _IS_WHOLE.match(text, rest.end()) is not None
        rests.setdefault(base, []).append(rest.group() if rest is not None and is_whole else "")
    least = 2 if len(captions) > 2 else 1
    known = [b for b, said in rests.items() if len(said) >= least and (any(said) or b in ("eat", "drink", "cook"))]
    if not known:
        return None
    base = max(known, key=lambda b: (len(rests[b]), b))
    ends = Counter(rest for rest in rests[base] if rest)
    return _VERBS[base][1] + (ends.most_common(1)[0][0] if ends else "")


@lru_cache(maxsize=256)
def find_setting(captions: tuple[str, ...], least: int | None = None) -> str | None:
    """Where the scene is: ``"in a kitchen"``; or None.

    Args:
        captions: of the picture.
        least: how many have to say it; two by default, and one where there are two at most.
    """
    found: Counter[str] = Counter()
    ways: dict[str, Counter[str]] = {}
    for caption in captions:
        text = caption.lower()
        for place in _SETTINGS:
            if place not in text:
                continue
            match = re.search(rf"\b(in|on|at) (?:the |a |an |his |her |their )?(?:[a-z-]+ ){{0,2}}?{place}\b", text)
            if match is not None:
                found[place] += 1
                ways.setdefault(place, Counter())[match.group(1)] += 1
    least = least or (2 if len(captions) > 2 else 1)
    name = next((p for p, n in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])) if n >= least), None)
    if name is None:
        return None
    article = "the" if name in ("snow", "sea", "ocean", "woods", "street", "beach", "sidewalk") else "a"
    article = "an" if article == "a" and name[0] in "aeiou" else article
    return f"{ways[name].most_common(1)[0][0]} {article} {name}"


def names_setting(text: str) -> bool:
    """Whether a text has a word for a place already."""
    return any(re.search(rf"\b{place}\b", text) for place in _SETTINGS)


def is_count_known(scene: Scene) -> bool:
    """Whether the annotations have all people of the picture: a detector misses some, and people stop at crowds."""
    return not scene.is_detected and not is_crowd(scene)


def is_crowd(scene: Scene) -> bool:
    """Whether the captions speak of more people than the annotations have."""
    return any(
        re.search(r"\b(?:crowds?|group|many|several|spectators?|audience|people)\b", c, re.I) for c in scene.captions
    )


def speaks_of(captions: tuple[str, ...], word: str) -> bool:
    """Whether any caption has the word, or one like it: the last word of ``"baseball bat"`` will do."""
    last = {"cell phone": "phone", "tennis racket": "rac", "sports ball": "ball"}.get(word, word.split()[-1])
    stem = last[:-1] if last.endswith("e") else last
    return any(re.search(rf"\b{stem}", caption, re.I) for caption in captions)
