"""A question and its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..speaker import Speaker, as_one, capital


@dataclass(frozen=True)
class PosePair:
    """A question and its answer.

    Attributes:
        question: ends in a question mark.
        answer: one or more full sentences.
        group: ``"limb"``, ``"limb pair"``, ``"contrast"``, ``"whole"``, ``"thing"``, ``"activity"``, ``"scene"``,
            ``"filler"`` or ``"last"``: what is asked only where nothing else is left.
        topic: what two pairs of one text should not both be about.
    """

    question: str
    answer: str
    group: str
    topic: str


def in_singular(pair: PosePair, who: Speaker) -> PosePair:
    """A pair without "they" and "their" for one of several people, as these may be read of all of them.

    The answer begins with the person's name: "this person" is a poor word for a man or a woman.

    Args:
        pair: about one person.
        who: that person; of a man or a woman, nothing changes.
    """
    if not who.is_plural:
        return pair
    question = re.sub(r"\btheir\b", "the", pair.question)
    question = re.sub(r"\bthey (?:are|do) ", f"the {who.noun} is ", question)
    sentences = [re.sub(r"\btheir\b", "the", one) for one in as_one(re.split(r"(?<=\.) ", pair.answer), who.noun)]
    short = re.compile(rf"^(Yes, |No, )?[Tt]his {who.noun}\b")
    sentences[0] = short.sub(lambda m: f"{m.group(1)}{who.name}" if m.group(1) else capital(who.name), sentences[0])
    return replace(pair, question=question, answer=" ".join(sentences))
