"""Reading raw answers: from a server's JSON to text, and from a teacher's text to question-answer pairs.

turns.py        pairs, and the reasons why an answer gives none
reply.py        a server's JSON to what its model wrote
framing.py      thinking, preambles, closing offers and markup around an answer
structured.py   answers in JSON
pairs.py        questions and answers in a text
answer.py       an answer to its pairs
"""

from .answer import parse_answer, read_raw, read_turns
from .reply import Reply, read_reply
from .turns import (
    CUT_OFF,
    EMPTY,
    MOST_LETTERS,
    NOBODY_NAMED,
    NOT_AN_ANSWER,
    NOTHING_TO_SAY,
    ONLY_THINKING,
    REASONS,
    REFUSED,
    TOO_LONG,
    UNPARSABLE,
    WRONG_PAIR_COUNT,
    Turn,
    UnusableAnswer,
)

__all__ = [
    "CUT_OFF",
    "EMPTY",
    "MOST_LETTERS",
    "NOBODY_NAMED",
    "NOTHING_TO_SAY",
    "NOT_AN_ANSWER",
    "ONLY_THINKING",
    "REASONS",
    "REFUSED",
    "TOO_LONG",
    "UNPARSABLE",
    "WRONG_PAIR_COUNT",
    "Reply",
    "Turn",
    "UnusableAnswer",
    "parse_answer",
    "read_raw",
    "read_reply",
    "read_turns",
]
