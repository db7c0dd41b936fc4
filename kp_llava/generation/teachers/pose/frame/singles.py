"""What one of several people does and wears, where captions do not say which of them it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .....poses.people import People
from ..captions.nouns import find_plural
from ..captions.singles import Single, find_single_acts, find_single_clothes
from ..captions.text import NOUNS, PLURALS, plain
from ..speaker import Speaker, capital
from .group import has_head_or_shoulder

_ONES = ("man", "woman"), ("boy", "girl")
_SEVERAL = re.compile(r"\b(?:men|women|boys|girls|three|four|five|another|group|crowd|people)\b")


def act_sentence(people: People, speakers: Sequence[Speaker], said: str) -> str | None:
    """What one of them does, right behind a sentence about all of them."""
    for one in find_single_acts(people.scene.captions):
        if not _is_said(one, said):
            who = _the_only_one(people, one) or ("One of them" if _is_one_of_all(people, one) else None)
            if who is not None and not any(speaker.is_subject for speaker in speakers):
                return f"{capital(who)} is {one.text}."
    return None


def single_clothes_sentence(people: People, speakers: Sequence[Speaker], said: str) -> str | None:
    """What one of them wears: of a man and a woman, that one; of several of one kind, one of them."""
    if any(speaker.is_subject for speaker in speakers) or len(people.all) < 2:
        return None
    worn: dict[str, str] = {}
    for one in find_single_clothes(people.scene.captions):
        if one.text.split()[-1] in said:
            continue
        who = _the_only_one(people, one)
        if who is not None:
            worn.setdefault(who, one.text)
        elif _is_one_of_all(people, one):
            return f"One of the {_plural(find_plural(people.scene.captions).word)} is {one.text}."
    clauses = [f"{who} is {text}" for who, text in sorted(worn.items())]
    return f"{capital(', and '.join(clauses))}." if clauses else None


def _is_said(one: Single, said: str) -> bool:
    verb, *rest = one.text.split()
    return verb in said or (bool(rest) and rest[-1].rstrip("s") in said)


def _the_only_one(people: People, one: Single) -> str | None:
    """``"the woman"``, where captions have one man and one woman and the picture has two people."""
    pair = next((pair for pair in _ONES if one.noun in pair), None)
    texts = plain(people.scene.captions)
    if pair is None or sum(has_head_or_shoulder(people, person) for person in people.all) != len(pair):
        return None
    are_both = all(any(re.search(rf"\b{noun}\b", text) for text in texts) for noun in pair)
    return f"the {one.noun}" if are_both and not any(_SEVERAL.search(text) for text in texts) else None


def _is_one_of_all(people: People, one: Single) -> bool:
    """Whether the noun of one fits what all of them are called: a man among men."""
    noun = find_plural(people.scene.captions)
    sex = NOUNS.get(one.noun, ("", ""))[0]
    return noun.word != "person" and len(people.all) > 1 and (noun.word == one.noun or (sex == noun.sex != ""))


def _plural(noun: str) -> str:
    return PLURALS.get(noun, f"{noun}s")
