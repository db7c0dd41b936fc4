"""What the judge is asked: the messages of one judgement, and of asking again.

The three templates `judge_system.j2`, `judge.j2` and `judge_again.j2` can be replaced by files of a user's folder.
Those that an evaluation was made with are kept in its folder, so that a replay finds its judgements by the same words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ...errors import PromptError
from ...files import write_atomically
from ...generation.prompts.messages import prompt_files
from ...generation.prompts.templates import JUDGE_TEMPLATES, Templates, read_texts
from ..benchmark import Question

Message = dict[str, str]
_SYSTEM, _PAIR, _AGAIN = JUDGE_TEMPLATES


class JudgePrompts:
    """The judge's templates.

    Attributes:
        prompts_hash: SHA-256 over the three texts.
    """

    def __init__(self, texts: Mapping[str, str], places: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._templates = Templates(texts, places)
        whole = "".join(f"{name} {hashlib.sha256(texts[name].encode()).hexdigest()}\n" for name in JUDGE_TEMPLATES)
        self.prompts_hash = hashlib.sha256(whole.encode()).hexdigest()
        taken = self._templates.find_variables(_PAIR)
        for name, what in (("question", "the question"), ("answers", "the two answers")):
            if name not in taken:
                raise PromptError(f"{places[_PAIR]}: does not use `{name}`, so that the judge would not see {what}")
        # a mistake is to be known before the first call
        messages = self.first_messages(Question("1", 1, "1.jpg", "detail", "Q?"), "A", "B")
        self.again_messages(messages, "C")

    def first_messages(self, question: Question, first_answer: str, second_answer: str) -> list[Message]:
        """The system message and the pair of answers, in the order in which they are to be shown."""
        answers = [answer.strip() or "(no answer)" for answer in (first_answer, second_answer)]
        context = question.context.strip() or "(nothing beyond the question)"
        pair = self._templates.render(_PAIR, question=question.question, context=context, answers=answers)
        return [
            {"role": "system", "content": self._templates.render(_SYSTEM).strip()},
            {"role": "user", "content": pair.strip()},
        ]

    def again_messages(self, messages: list[Message], reply: str) -> list[Message]:
        """The same conversation, with a reply that could not be read and the request for a readable one."""
        said = {"role": "assistant", "content": reply.strip() or "(nothing)"}
        return [*messages, said, {"role": "user", "content": self._templates.render(_AGAIN).strip()}]

    def keep(self, folder: Path) -> None:
        """Write the templates into an evaluation's folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self._texts.items():
            write_atomically(folder / name, text)


def load_judge_prompts(prompts_dir: Path | None = None) -> JudgePrompts:
    """Load the package's templates, with any replaced by one of the same name in a user's folder.

    Raises:
        PromptError: the folder is missing, a file in it replaces nothing, or a template is broken.
    """
    return JudgePrompts(*read_texts(JUDGE_TEMPLATES, prompts_dir, others=prompt_files()))
