"""What follows from a pose in what somebody does, for remarks in descriptions and answers."""

from __future__ import annotations

from dataclasses import dataclass

from ....poses.people import People
from .activities.answers import Case, aims_of, find_reasons, says_much
from .activities.features import Feature, fill
from .activities.general import GENERAL
from .activities.table import Activity
from .captions.actions import Action
from .reading import Reading
from .speaker import Speaker
from .wording import Chooser

_GROUPS = {
    "slide": ("skiing", "snowboarding", "skateboarding", "surfing", "ice skating", "roller skating"),
    "play": ("baseball", "tennis", "golfing", "playing hockey", "playing volleyball", "playing frisbee",
             "playing football", "playing basketball", "boxing", "wrestling"),
    "move": ("running", "walking", "jumping", "dancing"),
    "ride": ("cycling", "riding a motorcycle", "riding a horse"),
    "table": ("eating", "drinking", "reading", "using a computer", "using a phone"),
    "work": ("cooking", "working with tools", "brushing teeth"),
}  # fmt: skip


_WORTH = ("pet", "looks at", "looks at pizza", "touch", "leans on", "lap", "airborne", "lifted leg", "small child")
"""Parts of a pose that are worth a remark where it is not known what somebody does."""


@dataclass(frozen=True)
class Consequence:
    """What one part of a pose means.

    Attributes:
        feature: a clause that names the part: ``"his knees are bent"``.
        text: a full sentence.
        parts: the parts of the pose that the sentence names.
    """

    feature: str
    text: str
    parts: tuple[Feature, ...]


def group_of(activity: Activity | None) -> str:
    """The kind of activity: ``"slide"``, ``"play"``, ...; empty for others."""
    return next((group for group, names in _GROUPS.items() if activity is not None and activity.name in names), "")


def consequences(
    people: People, who: Speaker, reading: Reading, activity: Activity | None, action: Action | None, choose: Chooser
) -> list[Consequence]:
    """All that follows from one person's pose, the part that says most first.

    Args:
        people: of the scene.
        who: the person.
        reading: of the person.
        activity: what the person does, or None; it decides what a part of a pose means.
        action: the same as a verb of the captions, or None.
        choose: picks wordings.
    """
    case = Case.of(people, who, reading, activity, action)
    return [
        Consequence(fill(reason.features[0].because, who), reason.text, reason.features)
        for reason in find_reasons(case, choose)
        if says_much(case.script, reason.features) and not _is_plain(case, reason.features)
    ]


def _is_plain(case: Case, parts: tuple[Feature, ...]) -> bool:
    """Whether a remark would only be mechanics of the body, which nobody writes who does not have to reason."""
    return case.script is GENERAL and parts[0].key not in _WORTH


def aim_sentence(
    people: People, who: Speaker, reading: Reading, activity: Activity | None, said: str, choose: Chooser
) -> str | None:
    """What the pose of the one whom captions are about helps with; None where no script or the text itself says it."""
    if not who.is_subject:
        return None
    found = aims_of(Case.of(people, who, reading, activity, None), said, choose)
    return found[0] if found else None


def _goes_on(consequence: Consequence) -> bool:
    """Whether a consequence makes sense only after what the whole body does has been said."""
    return len(consequence.parts) > 1 and consequence.parts[0].key in ("sitting", "standing", "lean", "upright")


def consequence_of(found: list[Consequence], *words: str) -> Consequence | None:
    """The consequence whose part of the pose is named by any of the words; none that goes on from another one."""
    return next((c for c in found if not _goes_on(c) and any(word in c.feature for word in words)), None)
