"""What follows from a pose: rules from a state to what it means for balance, effort, the next movement or attention.

A rule states mechanics that hold for every body in that state; what depends on the activity is asked of the activity.
"""

from __future__ import annotations

from dataclasses import dataclass

from .activities.table import Activity
from .reading import Reading
from .rules import find_rules, rank_of
from .speaker import Speaker, capital, conjugate
from .wording import Chooser

_GROUPS = {
    "slide": ("skiing", "snowboarding", "skateboarding", "surfing", "ice skating", "roller skating"),
    "play": ("baseball", "tennis", "golfing", "playing hockey", "playing volleyball", "playing frisbee",
             "playing football", "playing basketball", "boxing"),
    "move": ("running", "walking", "jumping", "dancing"),
    "ride": ("cycling", "riding a motorcycle", "riding a horse"),
    "table": ("eating", "drinking", "reading", "using a computer", "using a phone"),
    "work": ("cooking", "working with tools", "brushing teeth"),
}  # fmt: skip


# what a description need not say of somebody who sits
_PLAIN = ("the seated", "the lying")
# the verbs of the rules' wordings, which follow the pronoun
_VERBS = ("be", "have", "do", "look", "seem", "keep", "use", "face", "know", "put", "stay", "land", "lean")


@dataclass(frozen=True)
class Consequence:
    """What one part of a pose means.

    Attributes:
        feature: the part as a noun phrase: ``"the bent knees"``.
        kind: ``"balance"``, ``"force"``, ``"effort"``, ``"attention"`` or ``"use"``.
        text: a full sentence.
        is_several: whether the noun phrase takes a verb in the plural.
    """

    feature: str
    kind: str
    text: str
    is_several: bool = False


def group_of(activity: Activity | None) -> str:
    """The kind of activity: ``"slide"``, ``"play"``, ...; empty for others."""
    return next((group for group, names in _GROUPS.items() if activity is not None and activity.name in names), "")


def consequences(reading: Reading, who: Speaker, activity: Activity | None, choose: Chooser) -> list[Consequence]:
    """All that follows from one person's pose, the part that says most first."""
    group = group_of(activity)
    found = []
    for number, (feature, kind, texts, is_several) in enumerate(find_rules(reading, group)):
        text = choose.pick(f"consequence {number} {feature} {who.person.annotation_id}", texts)
        words = {"he": who.subj, "his": who.poss, "him": who.obj, "name": who.name}
        words |= {capital(word): capital(said) for word, said in words.items()}
        words |= {conjugate(verb, False): conjugate(verb, who.is_plural) for verb in _VERBS}
        found.append(Consequence(feature, kind, capital(text.format(**words)), is_several))
    return found


def remarks(
    reading: Reading,
    who: Speaker,
    activity: Activity | None,
    choose: Chooser,
    most: int,
    kinds: tuple[str, ...] = ("balance", "force", "effort", "use"),
) -> list[str]:
    """A few of them as remarks in a description, in the order of the parts; which ones, the seed decides."""
    found = [
        c
        for c in consequences(reading, who, activity, choose)
        if c.kind in kinds and rank_of(c.feature) == 0 and not c.feature.startswith(_PLAIN)
    ]
    kept = sorted(found, key=lambda c: choose.number(f"remark {c.feature} {who.person.annotation_id}"))[:most]
    return [c.text for c in found if c in kept]


def consequence_of(found: list[Consequence], *words: str) -> Consequence | None:
    """The consequence whose part of the pose is named by any of the words."""
    return next((c for c in found if rank_of(c.feature) == 0 and any(word in c.feature for word in words)), None)
