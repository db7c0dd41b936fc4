"""The statements about poses in an answer, and whether each is true of the picture that a question is about.

A statement is one part of one person in one state, or that it is not so; "both arms are raised" makes two. It is true,
false or undecided. Where it stays open who of several people is meant, it is true and false in shares: in a picture of
three people of whom one sits, "the person is sitting" is true by a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from ...annotations.scene import Scene, SceneObject
from ...annotations.skeleton import COCO_SKELETON, SIDES, make_skeleton
from ...errors import PromptError
from ...generation.checks.checks import ask_before
from ...generation.prompts.messages import context_to_scene
from ...poses.claims.find import Claim, find_claims
from ...poses.claims.phrase import Whom
from ...poses.claims.verify import AGREE, CONTRADICT, judge_claims
from ...poses.people import People
from ..benchmark import Question

# a statement that says the same with fewer words, and would count the same thing twice
_IMPLIED = {
    ("hand", "above the head"): ("arm", "raised"),
    ("hand", "high above the head"): ("arm", "raised"),
    ("arm", "on the hip"): ("arm", "bent"),
}
_PROBE = "They are standing."


class Statement(NamedTuple):
    """One statement, without its place in the text.

    Attributes:
        who: what the text calls the person; None for the one that the question asks about, or the only one.
        part: as in `Claim`.
        side: ``"left"``, ``"right"``, ``"one"`` or None.
        state: of the shared vocabulary.
        negated: the text says that it is not so.
    """

    who: Whom | None
    part: str
    side: str | None
    state: str
    negated: bool


@dataclass(frozen=True)
class Made:
    """A statement that a text makes.

    Attributes:
        statement: what is stated.
        hedged: only as something that may be so.
        span: where it stands in the text.
    """

    statement: Statement
    hedged: bool
    span: tuple[int, int]


class Truth(NamedTuple):
    """How far a statement is true and how far it is false; both are 0 where the keypoints decide nothing."""

    agree: float
    contradict: float


class Picture:
    """The people of a picture, together and each alone, which all questions about it share.

    Args:
        scene: what the context says.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.people = People(scene)
        self._alone = {p.annotation_id: People(replace(scene, objects=_only(scene, p))) for p in scene.people}
        self._verdicts: dict[tuple[int, Statement], str] = {}

    def judge_alone(self, person: int, statement: Statement) -> str:
        """The verdict on a statement as if the picture had this person only."""
        key = person, statement._replace(who=None)
        if key not in self._verdicts:
            report = judge_claims([_to_claim(statement, None)], self._alone[person])
            self._verdicts[key] = report.items[0].verdict
        return self._verdicts[key]


class Asked:
    """A question with its picture's people, as statements are held against them.

    Args:
        question: the benchmark's.
        picture: what its context says.
    """

    def __init__(self, question: Question, picture: Picture) -> None:
        self.question, self._picture, self.scene = question, picture, picture.scene
        self.has_one_person = len(self.scene.people) == 1
        self._truths: dict[Statement, Truth] = {}
        self._lead = ask_before(question.question)
        probe = [c for c in find_claims(self._lead + _PROBE) if c.span[0] >= len(self._lead)]
        self._who = None if self.has_one_person or not probe else probe[0].who

    def read(self, text: str) -> list[Made]:
        """The different statements of an answer, in the order of the text; one that is repeated comes once.

        The question says who "they" are at the start of an answer.
        """
        offset = len(self._lead)
        # the words for somebody count as the answer's own only where they stand in the answer
        own = {} if self.has_one_person else _find_own(text)
        found: dict[Statement, Made] = {}
        for claim in find_claims(self._lead + text):
            begin, end = claim.span[0] - offset, claim.span[1] - offset
            if begin < 0:
                continue
            who = own.get(((begin, end), claim.part, claim.side, claim.state))
            for side in SIDES if claim.side == "both" else (claim.side,):
                statement = Statement(who, claim.part, side, claim.state, claim.negated)
                before = found.get(statement)
                # who says it once for certain and once with "may be" has said it
                if before is None or (before.hedged and not claim.hedged):
                    found[statement] = Made(statement, claim.hedged, (begin, end))
        implied: set[Statement] = set()
        for one in found:
            if one.negated:
                continue
            part, state = _IMPLIED.get((one.part, one.state), (one.part, one.state))
            if (part, state) != (one.part, one.state):
                implied.add(one._replace(part=part, state=state))
            if one.side in SIDES:  # "one hand is on the hip" says less than "the left hand is"
                implied |= {one._replace(side="one"), one._replace(part=part, side="one", state=state)}
        return [made for statement, made in found.items() if statement not in implied]

    def judge(self, statements: Iterable[Statement]) -> None:
        """Work out and keep whether statements are true; many at once is faster."""
        missing = [one for one in dict.fromkeys(statements) if one not in self._truths]
        if not missing:
            return
        claims = [_to_claim(one, one.who if one.who is not None else self._who) for one in missing]
        for one, item in zip(missing, judge_claims(claims, self._picture.people).items, strict=True):
            if item.verdict == AGREE:
                truth = Truth(1.0, 0.0)
            elif item.verdict == CONTRADICT:
                truth = Truth(0.0, 1.0)
            elif len(item.people) > 1:
                verdicts = [self._picture.judge_alone(person, one) for person in item.people]
                truth = Truth(verdicts.count(AGREE) / len(verdicts), verdicts.count(CONTRADICT) / len(verdicts))
            else:
                truth = Truth(0.0, 0.0)
            self._truths[one] = truth

    def truth(self, statement: Statement) -> Truth:
        """Whether a statement is true of this picture."""
        if statement not in self._truths:
            self.judge([statement])
        return self._truths[statement]


def read_scene(question: Question) -> Scene | None:
    """The scene of a question's context, or None where it has no person with a labeled keypoint."""
    try:
        skeleton = make_skeleton(question.parts) if question.parts else COCO_SKELETON
        scene = context_to_scene(
            question.context, width=question.width or 1, height=question.height or 1, skeleton=skeleton
        )
    except PromptError:
        return None
    return scene if any(person.labeled_count for person in scene.people) else None


def read_asked(questions: Sequence[Question]) -> dict[str, Asked]:
    """The questions whose context has a person with keypoints, by question_id."""
    pictures: dict[tuple[object, ...], Picture | None] = {}
    found = {}
    for question in questions:
        key = question.context, question.width, question.height, question.parts
        if key not in pictures:
            scene = read_scene(question)
            pictures[key] = None if scene is None else Picture(scene)
        picture = pictures[key]
        if picture is not None:
            found[question.question_id] = Asked(question, picture)
    return found


@lru_cache(maxsize=512)
def _find_own(text: str) -> dict[tuple[tuple[int, int], str, str | None, str], Whom | None]:
    """Whom each statement of a text is about, by the text's own words: (span, part, side, state) -> who."""
    return {(claim.span, claim.part, claim.side, claim.state): claim.who for claim in find_claims(text)}


def _to_claim(statement: Statement, who: Whom | None) -> Claim:
    # "may be" and "slightly" would keep a false statement from counting as false
    return Claim(who, statement.part, statement.side, statement.state, statement.negated, False, (0, 0), False)


def _only(scene: Scene, person: SceneObject) -> tuple[SceneObject, ...]:
    return tuple(one for one in scene.objects if one is person or one not in scene.people)
