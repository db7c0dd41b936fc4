"""Reasons and a conclusion for one person, from what is known about the activity."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .....poses.people import People
from ..captions.actions import Action
from ..reading import Reading
from ..speaker import Speaker
from ..wording import Chooser
from .features import Feature, fill, find_features
from .known import script_of
from .script import Said, Script
from .table import Activity

QUESTIONS: dict[str, Said] = {
    "balance": (
        "How steady is {name} at this moment, and what makes {him} so?",
        "What keeps {name} from losing {his} balance?",
        "How easily could {name} be thrown off balance?",
    ),
    "next": (
        "What is {name} likely to do next, and what gives it away?",
        "Judging by the pose of {name}, what may happen in the next moment?",
        "Which movement could follow from the position of {name}?",
        "What do you expect {name} to do in a moment?",
    ),
    "stay": (
        "How demanding is this position for {name}?",
        "Could {name} stay like this for long?",
        "Does {name} look relaxed or under strain, and why?",
    ),
    "advice": (
        "What advice would help {name} to do this well and safely?",
        "What should {name} watch out for here?",
        "What would you say to {name} if you stood close by?",
    ),
    "aim": (
        "Why might {name} hold {his} body in this way?",
        "What purpose does the pose of {name} seem to serve?",
        "How does the pose of {name} fit what {he} {is} doing?",
    ),
}
_CLOSINGS: dict[str, Said] = {
    "next": (
        "So I would expect {name} to {x}.",
        "What comes next is probably that {name} will {x}.",
        "In the next moment, {name} will most likely {x}.",
        "It looks as if {name} were about to {x}.",
        "My guess is that {name} will {x}.",
        "Most likely, {name} is going to {x}.",
        "Seen like this, {name} is probably about to {x}.",
        "If I had to guess, I would say that {name} is going to {x}.",
        "So {name} will most likely {x}, as {because}.",
        "I would therefore expect {name} to {x}, since {because}.",
        "All of this suggests that {name} will {x}.",
        "All of this suggests that {name} will {x}, above all because {because}.",
        "What comes next is probably that {name} will {x}, because {because}.",
        "Because {because}, the next thing to expect is that {name} will {x}.",
        "It would be no surprise to see {name} {x}, since {because}.",
        "As {because}, I would say that {name} is going to {x}.",
    ),
    "aim": (
        "So {name} holds {his} body like this in order to {x}.",
        "In short, the whole pose helps {name} to {x}.",
        "So the pose makes sense: it helps {name} to {x}.",
    ),
    "advice": (
        "As {because}, my advice to {name} would be to {x}.",
        "A careful friend would advise {name} to {x}, because {because}.",
        "As {because}, {name} should above all {x}.",
        "I would advise {name} to {x}, as {because}.",
    ),
    "balance": (
        "So {name} looks steady: {because} and {second}, and only {x} could bring {him} down.",
        "Overall, {name} is well balanced, as {because} and {second}, but {x} could still make {him} fall.",
        "As {because} and {second}, it would take {x} to make {name} fall.",
    ),
    "shaky": (
        "So {name} could lose {his} balance quite easily: {because}, and {x} would be enough to make {him} fall.",
        "Overall, {name} is not very steady, as {because}, and {x} could bring {him} down.",
    ),
    "stay": (
        "So {name} looks relaxed and could {x}.",
        "Overall, this is an easy position for {name}, and {he} could {x}.",
        "So there is no strain in this for {name}, and {he} could {x}.",
        "{Name} could easily {x}, then.",
    ),
}
_SHAKY = ("lifted leg", "arms up", "airborne")
_STEADY = (
    "bent knees", "bent knee", "wide stance", "upright", "lean", "arms out", "arm out", "arm up", "arms bent", "crouching",
    "kneeling", "bent over", *_SHAKY,
)  # fmt: skip
"""What bears on the balance."""
_HELD = ("holds", "grips")
_TELLING = (
    "facing",
    "pet",
    "step",
    "lifted leg",
    "airborne",
    "lean",
    "looks",
    "bent over",
    "arm at head",
    "arms at head",
    "lap",
)
"""Parts of a pose that are a reason by themselves for what comes next."""
_MOST = 3


@dataclass(frozen=True)
class Reason:
    """What one part of a pose means.

    Attributes:
        features: the parts it rests on.
        text: a full sentence.
    """

    features: tuple[Feature, ...]
    text: str


@dataclass(frozen=True)
class Case:
    """One person of whom a text reasons.

    Attributes:
        who: gives the name.
        script: what is known about the activity.
        features: the parts of the pose and of the scene.
        action: what captions say that the person does, or None.
    """

    who: Speaker
    script: Script
    features: tuple[Feature, ...]
    action: Action | None

    @classmethod
    def of(
        cls, people: People, who: Speaker, reading: Reading, activity: Activity | None, action: Action | None
    ) -> Case:
        """Gather the case of one person."""
        return cls(who, script_of(activity, reading.seat), tuple(find_features(people, who, reading)), action)


def find_reasons(case: Case, choose: Chooser) -> list[Reason]:
    """All that the pose means in this activity, what says most first; no two are about the same part first."""
    found: list[Reason] = []
    used: set[Feature] = set()
    named: set[Feature] = set()
    for key, texts in case.script.reasons.items():
        parts = _match(key, case)
        if not parts or parts[0] in used or (len(parts) == 1 and parts[0] in named and parts[0].key not in _HELD):
            continue
        used.add(parts[0])
        named.update(parts)
        text = choose.pick(f"reason {key} {case.who.person.annotation_id}", texts)
        found.append(Reason(parts, fill(text, case.who, parts[0])))
    return found


def answer_question(case: Case, choose: Chooser) -> tuple[str, list[Reason], str] | None:
    """A question about one person, the reasons that lead to its answer, and a conclusion; None where too little is known."""
    reasons = find_reasons(case, choose)
    if len(reasons) < 2:
        return None
    kinds = [kind for kind in QUESTIONS if _can_answer(kind, case, reasons)]
    if not kinds:
        return None
    kind = choose.pick("kind", kinds)
    who = case.who
    question = fill(choose.pick("question", QUESTIONS[kind]), who)
    if kind == "balance":
        chosen = [r for r in reasons if r.features[0].key in _STEADY]
        chosen.sort(key=lambda r: r.features[0].key not in _SHAKY)
    else:
        chosen = list(reasons)
    key, parts, end = _end_of(kind, case, choose)
    support = next((r for r in chosen if key and set(r.features) & set(parts)), None)
    if support is not None and support not in chosen[: _MOST - 1]:
        chosen.remove(support)
        chosen.insert(1, support)
    chosen = chosen[: _MOST - choose.number("how many") % 2]
    because = parts[0].because if parts else _doing(case) or chosen[0].features[0].because
    closings = _CLOSINGS["shaky" if kind == "balance" and chosen[0].features[0].key in _SHAKY else kind]
    if kind == "balance":
        because = chosen[0].features[0].because
    elif parts:
        is_telling = kind != "next" or parts[0].key in _TELLING
        closings = tuple(text for text in closings if kind in ("aim", "stay") or is_telling == ("{because}" in text))
    elif kind not in ("next", "advice") or not _doing(case):
        closings = tuple(text for text in closings if "{because}" not in text)
    second = next((r.features[0].because for r in chosen if r.features[0].because != because), because)
    name = {"because": _put(because, who), "second": _put(second, who)}
    closing = choose.pick("closing", closings)
    return question, chosen, fill(closing, who, None, x=_put(end, who, *parts), **name)


def _put(text: str, who: Speaker, *features: Feature) -> str:
    """A clause with its pronouns; its first letter stays small."""
    return fill(f"| {text}", who, features[0] if features else None).removeprefix("| ")


def _doing(case: Case) -> str:
    return f"{{he}} {{is}} {case.action.gerund}" if case.action is not None else ""


def _can_answer(kind: str, case: Case, reasons: Sequence[Reason]) -> bool:
    if kind == "balance":
        bodily = [r for r in reasons if r.features[0].key in _STEADY]
        return bool(case.script.dangers) and len(bodily) >= 2
    table = _tables(case.script)[kind]
    return any(_holds(key, case) for key in table)


def _tables(script: Script) -> dict[str, Mapping[str, Said]]:
    return {"next": script.moves, "aim": script.aims, "advice": script.advice, "stay": script.stays}


def _end_of(kind: str, case: Case, choose: Chooser) -> tuple[str, tuple[Feature, ...], str]:
    """The key, the parts it rests on and the wording of what an answer ends in."""
    if kind == "balance":
        return "", (), choose.pick("danger", case.script.dangers)
    table = _tables(case.script)[kind]
    held = [key for key in table if _holds(key, case)]
    # what the action asks for goes first, then what the pose says
    fit = [key for key in held if ":" in key] or [key for key in held if key] or held
    key = choose.pick("end of", fit)
    return key, _match(key, case), choose.pick("end", table[key])


def _holds(key: str, case: Case) -> bool:
    action, _, rest = key.rpartition(":")
    if action and (case.action is None or case.action.base != action.strip()):
        return False
    return not rest.strip() or bool(_match(key, case))


def _match(key: str, case: Case) -> tuple[Feature, ...]:
    """The features that a key asks for; none where one is missing, or where the action is another."""
    action, _, rest = key.rpartition(":")
    if action and (case.action is None or case.action.base != action.strip()):
        return ()
    found = []
    for name in rest.split(" + "):
        feature = next((f for f in case.features if name.strip() in f.names), None)
        if feature is None:
            return ()
        found.append(feature)
    return tuple(found)
