"""What follows from a pose: rules from a state to what it means for balance, effort, the next movement or attention.

A rule states mechanics that hold for every body in that state; what depends on the activity is asked of the activity.
"""

from __future__ import annotations

from dataclasses import dataclass

from ....poses.people import People
from .activities.answers import Case, find_reasons
from .activities.features import Feature, fill
from .activities.table import Activity
from .captions.actions import Action
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
_GUESSES = ("looks",)  # what somebody looks at is plain to a viewer, and not to the keypoints
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
        parts: the parts of the pose that the sentence names, where it says of itself what they are like.
    """

    feature: str
    kind: str
    text: str
    is_several: bool = False
    parts: tuple[Feature, ...] = ()


def group_of(activity: Activity | None) -> str:
    """The kind of activity: ``"slide"``, ``"play"``, ...; empty for others."""
    return next((group for group, names in _GROUPS.items() if activity is not None and activity.name in names), "")


def consequences(
    people: People, who: Speaker, reading: Reading, activity: Activity | None, action: Action | None, choose: Chooser
) -> list[Consequence]:
    """All that follows from one person's pose, the part that says most first.

    Args:
        people: of the scene; where captions say what is going on, the activity decides what a part of a pose means.
        who: the person.
        reading: of the person.
        activity: what the person does, or None.
        action: the same as a verb of the captions, or None.
        choose: picks wordings.
    """
    if people.scene.captions:
        case = Case.of(people, who, reading, activity, action)
        return [
            Consequence(fill(reason.features[0].because, who), "use", reason.text, parts=reason.features)
            for reason in find_reasons(case, choose)
            if reason.features[0].key not in _GUESSES
        ]
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
    found: list[Consequence],
    who: Speaker,
    choose: Chooser,
    most: int,
    kinds: tuple[str, ...] = ("balance", "force", "effort", "use"),
) -> list[Consequence]:
    """A few of them as remarks in a description, in the order of the parts; which ones, the seed decides."""
    fit = [c for c in found if c.kind in kinds and rank_of(c.feature) == 0 and not c.feature.startswith(_PLAIN)]
    kept = sorted(fit, key=lambda c: choose.number(f"remark {c.feature} {who.person.annotation_id}"))[:most]
    return [c for c in fit if c in kept]


def _goes_on(consequence: Consequence) -> bool:
    """Whether a consequence makes sense only after what the whole body does has been said."""
    return len(consequence.parts) > 1 and consequence.parts[0].key in ("sitting", "standing", "lean", "upright")


def consequence_of(found: list[Consequence], *words: str) -> Consequence | None:
    """The consequence whose part of the pose is named by any of the words; none that goes on from another one."""
    return next(
        (c for c in found if rank_of(c.feature) == 0 and not _goes_on(c) and any(word in c.feature for word in words)),
        None,
    )
