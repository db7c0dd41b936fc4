"""Questions about several people together: what they do, what they are gathered around, what is there."""

from __future__ import annotations

from collections.abc import Iterator

from .....poses.people import People
from ..captions.nouns import find_plural
from ..captions.scenery import find_gathering
from ..captions.text import PLURALS
from ..frame.around import food_sentence, together_sentence
from ..frame.group import name_group, read_group
from ..frame.others import gap_sentence
from ..frame.things import background_sentence, seen_sentence, table_sentence
from ..speaker import Speaker, capital
from ..wording import Chooser
from .pair import PosePair

_DOING_QUESTIONS = ("What are the {people} doing?", "What are the {people} in the picture busy with?")
_NUMBERS = ("no", "one", "two", "three", "four")


def group_pairs(people: People, speakers: list[Speaker], choose: Chooser) -> Iterator[PosePair]:
    """Questions about everybody in the picture; none about a lone person.

    Args:
        people: of the scene.
        speakers: those who can be named.
        choose: picks wordings.
    """
    captions, count = people.scene.captions, len(people.all)
    if count < 2:
        return
    noun = find_plural(captions).word
    several = PLURALS.get(noun, f"{noun}s")
    group, around = read_group(people), find_gathering(captions)
    doing = None if group is None else group.act.gerund
    if group is not None:
        who = "They" if group.is_all else capital(name_group(people, group))
        asked = several if group.is_all or noun == "person" else "people"
        question = choose.pick("ask group", _DOING_QUESTIONS).format(people=asked)
        yield PosePair(question, f"{who} are {doing}.", "activity", "group doing")
    if around is not None and (doing is None or around.split()[-1] not in doing):
        at = f"the {around.split()[-1]}"
        yield PosePair(f"Where are the {several}?", f"They are gathered around {around}.", "scene", "group around")
        if len(speakers) == count < len(_NUMBERS) and not people.scene.is_detected:
            question = f"How many {several} are around {at}?"
            yield PosePair(question, f"There are {_NUMBERS[count]} {several} around {at}.", "scene", "count")
    seen = seen_sentence(people, speakers[0], []) if speakers else None
    for question, answer in (
        ("What is on the table?", table_sentence(people, [])),
        (f"How close are the {several} to each other?", together_sentence(people, speakers)),
        (f"How close are the {several} to each other?", gap_sentence(people, speakers)),
        ("Where is the {food}?", food_sentence(people, [])),
        ("What can be seen in the background?", background_sentence(people, [])),
        ("What else can be seen in the picture?", seen),
    ):
        if answer is not None:
            asked = question.format(food=answer.split()[2])
            yield PosePair(asked, answer, "scene", f"group {asked}")
