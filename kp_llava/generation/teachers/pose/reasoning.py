"""One question that needs the pose to be understood first, and an answer that reasons from it to a conclusion."""

from __future__ import annotations

import re

from ....poses.people import People
from .activities.answers import Case, answer_question, find_reasons
from .activities.general import GENERAL
from .activities.table import Activity, activity_of
from .captions.actions import POSTURE_VERBS
from .frame.group import name_group, read_group
from .person import doing_of, observed_sentences
from .reading import Reading, read_person
from .speaker import Speaker, as_one, capital, without_their
from .wording import Chooser

_THEY = re.compile(r"\b(?:they|their|them)\b", re.I)
_VAGUE_REASONS = 2  # about somebody who is only "they"


def write_reasoning(
    people: People, speakers: list[Speaker], activities: dict[int, Activity | None], choose: Chooser
) -> tuple[str, str] | None:
    """A question about one person, and its answer: the pose, what follows from it, and a conclusion.

    Args:
        people: of the scene.
        speakers: those who can be named; the answer is about the one of whom most follows,
            but rather somebody with a known sex or role.
        activities: what each of them does, by annotation.
        choose: picks the question and the wordings.

    Returns:
        None where too little is known of everybody to draw a conclusion.
    """
    cases: list[tuple[Case, Reading, int]] = []
    for who in speakers:
        reading = read_person(people, who.person.annotation_id)
        action = doing_of(people, who, reading)
        case = Case.of(people, who, reading, activities.get(who.person.annotation_id), action)
        cases.append((case, reading, len(find_reasons(case, choose))))
    for case, reading, _ in sorted(cases, key=lambda one: (one[0].who.is_vague, -one[2])):
        found = answer_question(case, choose)
        activity = activities.get(case.who.person.annotation_id)
        observed = observed_sentences(people, case.who, reading, activity, choose)
        if found is not None and observed:
            question, reasons, closing = found
            if case.who.is_vague:
                observed, closing = as_one(observed[:1], case.who.noun), without_their(closing)
                reasons = [without_their(one) for one in as_one(reasons, case.who.noun)]
                most = _VAGUE_REASONS + (case.script is not GENERAL)
                plain = [one for one in reasons if _THEY.search(one) is None][:most]
                clear = plain if len(plain) >= _VAGUE_REASONS else _plain_first(reasons)[:_VAGUE_REASONS]
                reasons = [one for one in reasons if one in clear]
            elif case.who.is_plural and len(people.all) > 1:  # "they" would be read of all of them
                reasons = [without_their(one) for one in as_one(reasons, case.who.noun)]
            return question, " ".join([*_shared(people, case, activity), *observed, *reasons, closing])
    return None


def _plain_first(sentences: list[str]) -> list[str]:
    """Those without "they" first, which could be read of all people."""
    return sorted(sentences, key=lambda one: _THEY.search(one) is not None)


def _shared(people: People, case: Case, activity: Activity | None) -> list[str]:
    """What several people do together, where the one of whom the answer is about is one of them."""
    group = read_group(people)
    if group is None or case.who.is_subject or group.act.base in POSTURE_VERBS:
        return []
    is_one = group.is_all or (activity is not None and activity == activity_of(group.act.gerund))
    return [f"{capital(name_group(people, group))} are {group.act.gerund}."] if is_one else []
