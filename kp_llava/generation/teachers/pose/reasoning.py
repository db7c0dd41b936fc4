"""One question that needs the pose to be understood first, and an answer that reasons from it to a conclusion."""

from __future__ import annotations

import re

from ....poses.people import People
from .activities.answers import Case, answer_question, find_reasons
from .activities.table import Activity
from .person import action_of, observed_sentences
from .reading import Reading, read_person
from .speaker import Speaker, as_one, without_their
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
        action = action_of(people, who, reading)
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
                clear = sorted(reasons, key=lambda one: _THEY.search(one) is not None)[:_VAGUE_REASONS]
                reasons = [one for one in reasons if one in clear]
            elif case.who.is_plural and len(people.all) > 1:  # "they" would be read of all of them
                reasons = [without_their(one) for one in as_one(reasons, case.who.noun)]
            return question, " ".join([*observed, *reasons, closing])
    return None
