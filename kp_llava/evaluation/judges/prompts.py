"""What a language model is asked as a judge: the messages of one judgement, and of asking again.

Each of the templates can be replaced by a file of a user's folder: `judge_system.j2`, `judge.j2` and `judge_again.j2`
for pairs of answers, `judge_single_system.j2`, `judge_single.j2` and `judge_single_again.j2` for one answer alone.
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
PAIR, SINGLE = "pair", "single"
GRADINGS = (PAIR, SINGLE)


class JudgePrompts:
    """The judge's templates for one way of grading.

    Args:
        texts: file name -> the template.
        places: file name -> how messages call it.
        grading: ``"pair"`` shows two answers side by side, ``"single"`` one alone.

    Attributes:
        prompts_hash: SHA-256 over the three texts that are used.
    """

    def __init__(self, texts: Mapping[str, str], places: Mapping[str, str], grading: str = PAIR) -> None:
        names = JUDGE_TEMPLATES[:3] if grading == PAIR else JUDGE_TEMPLATES[3:]
        self._system, self._ask, self._again = names
        self._texts = {name: texts[name] for name in names}
        self._templates = Templates(texts, places)
        whole = "".join(f"{name} {hashlib.sha256(texts[name].encode()).hexdigest()}\n" for name in names)
        self.prompts_hash = hashlib.sha256(whole.encode()).hexdigest()
        taken = self._templates.find_variables(self._ask)
        shown = ("answers", "the two answers") if grading == PAIR else ("answer", "the answer")
        for name, what in (("question", "the question"), shown):
            if name not in taken:
                raise PromptError(f"{places[self._ask]}: does not use `{name}`, so that the judge would not see {what}")
        # a mistake must show before the first call
        messages = self.first_messages(Question("1", 1, "1.jpg", "detail", "Q?"), "A", "B")
        self.again_messages(messages, "C")

    def first_messages(self, question: Question, *answers: str) -> list[Message]:
        """The system message, and the question with the answers in the order in which they are to be shown."""
        shown = [answer.strip() or "(no answer)" for answer in answers]
        context = question.context.strip() or "(nothing beyond the question)"
        text = self._templates.render(
            self._ask, question=question.question, context=context, answers=shown, answer=shown[0]
        )
        return [
            {"role": "system", "content": self._templates.render(self._system).strip()},
            {"role": "user", "content": text.strip()},
        ]

    def again_messages(self, messages: list[Message], reply: str) -> list[Message]:
        """The same conversation, with a reply that could not be read and the request for a readable one."""
        said = {"role": "assistant", "content": reply.strip() or "(nothing)"}
        return [*messages, said, {"role": "user", "content": self._templates.render(self._again).strip()}]

    def keep(self, folder: Path) -> None:
        """Write the templates into an evaluation's folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self._texts.items():
            write_atomically(folder / name, text)


def load_judge_prompts(prompts_dir: Path | None = None, grading: str = PAIR) -> JudgePrompts:
    """Load the package's templates, with any replaced by one of the same name in a user's folder.

    Raises:
        PromptError: the folder is missing, a file in it replaces nothing, or a template is broken.
    """
    return JudgePrompts(*read_texts(JUDGE_TEMPLATES, prompts_dir, others=prompt_files()), grading)
