"""What things are called: with an article, the color that captions give them, a wider word, and how many they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .....annotations.scene import SceneObject
from .....poses.people import People
from ..captions.looks import find_color, find_kind
from ..captions.scenery import speaks_of
from ..clauses.words import article, join_words

_COUNTED = 0.005  # of the picture: of smaller things annotators leave some out, so that nobody counts them


def _several(kind: str) -> str:
    """``"bus"`` -> ``"buses"``."""
    irregular = {
        "tv": "televisions",
        "television": "televisions",
        "sheep": "sheep",
        "couch": "couches",
        "bench": "benches",
        "bus": "buses",
    }
    last = {
        "knife": "knives",
        "wine glass": "wine glasses",
        "sandwich": "sandwiches",
        "scissors": "scissors",
    }
    return irregular.get(kind) or last.get(kind) or f"{kind}s"


_STANDS = re.compile(r"\b(?:stands|stadium|bleachers|arena)\b", re.I)


def called_together(people: People, things: Sequence[SceneObject]) -> str:
    """Things of one kind: ``"a blue car"``, ``"two ovens"``; small ones or more are not counted: ``"forks"``."""
    name = called(people, things[0])
    if len(things) == 1:
        return name
    if things[0].category == "chair" and any(_STANDS.search(caption) for caption in people.scene.captions):
        return "seats"
    kind = "drink" if name.endswith("drink") else WIDE.get(things[0].category, things[0].category)
    least = min(thing.bbox_xywh[2] * thing.bbox_xywh[3] for thing in things)
    is_large = least > _COUNTED * people.scene.width * people.scene.height
    is_counted = len(things) == 2 and is_large and kind != "plant"  # not every flower has a box
    return f"{'two ' if is_counted else ''}{_several(kind)}"


def called_others(things: Sequence[SceneObject]) -> str:
    """The further things of a kind that was named before: ``"another skateboard"``, ``"more skateboards"``."""
    kind = things[0].category
    return f"another {kind}" if len(things) == 1 else f"more {_several(kind)}"


def join_things(names: list[str], is_first_one: bool) -> str:
    """``"is a cake, along with forks and a cup"``: things of several kinds behind "there", with their verb.

    Args:
        names: as `called_together` has them.
        is_first_one: whether the first of them is a single thing.
    """
    if is_first_one and any(not name.startswith(("a ", "an ", "another ")) for name in names[1:]):
        return f"is {names[0]}, along with {join_words(names[1:])}"
    return f"{'is' if is_first_one else 'are'} {join_words(names)}"


WIDE = {"truck": "vehicle", "potted plant": "plant", "tv": "television", "dining table": "table", "sports ball": "ball"}
"""Category -> what a viewer calls it, or a wider word where annotators call many other things so, too."""


def called(people: People, thing: SceneObject) -> str:
    """A thing with its article, and with the color that captions give it: ``"a blue car"``."""
    name = WIDE.get(thing.category, thing.category)
    if thing.category in WIDE and speaks_of(people.scene.captions, thing.category):
        name = {"truck": "truck"}.get(thing.category, name)
    if name == "cup" and not speaks_of(people.scene.captions, "cup"):
        name = "drink"  # cups, mugs and glasses are one category
    color = find_color(people.scene.captions, thing.category)
    kind = find_kind(people.scene.captions, thing.category) if name == thing.category else None
    return article(" ".join(word for word in (kind, color, name) if word))
