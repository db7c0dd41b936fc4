"""What the judge is asked: the messages of one judgement, and of asking again."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import jinja2
import jinja2.sandbox

from ..errors import PromptError
from .benchmark import Question

Message = dict[str, str]


def first_messages(question: Question, first_answer: str, second_answer: str) -> list[Message]:
    """The system message and the pair of answers, in the order in which they are to be shown."""
    answers = [answer.strip() or "(no answer)" for answer in (first_answer, second_answer)]
    context = question.context.strip() or "(nothing beyond the question)"
    return [
        {"role": "system", "content": _render("judge_system.j2")},
        {"role": "user", "content": _render("judge.j2", question=question.question, context=context, answers=answers)},
    ]


def again_messages(messages: list[Message], reply: str) -> list[Message]:
    """The same conversation, with a reply that could not be read and the request for a readable one."""
    said = {"role": "assistant", "content": reply.strip() or "(nothing)"}
    return [*messages, said, {"role": "user", "content": _render("judge_again.j2")}]


def _render(name: str, **values: object) -> str:
    try:
        return _environment().get_template(name).render(**values).strip()
    except jinja2.TemplateError as error:
        raise PromptError(f"kp_llava/prompts/{name}: {error}") from error


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    folder = resources.files("kp_llava.prompts")
    names = ("judge_system.j2", "judge.j2", "judge_again.j2")
    return jinja2.sandbox.ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader({name: (folder / name).read_text(encoding="utf-8") for name in names}),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
