"""The options that name and set up judges, once for `eval`, `ablate` and `audit-judge`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from ..evaluation.options import JudgeOptions

_PARAMETER = "judging"


@dataclass(frozen=True)
class JudgeFlags:
    """What a command line says about judges; None where it says nothing.

    A field is an option of the same name.
    """

    judge: Annotated[
        list[str] | None,
        typer.Option(
            metavar="JUDGE",
            help="Who judges: keypoints, openai, openai:MODEL or openai:MODEL@URL?key=VARIABLE; can be repeated."
            " keypoints is offline and exact, and knows of nothing but poses; openai is a language model, which judges"
            " all of an answer and is weak on parts of the body.",
        ),
    ] = None
    model: Annotated[str | None, typer.Option(help="The model of --judge openai; gpt-4o without it.")] = None
    base_url: Annotated[
        str | None, typer.Option(help="The judge's server, as in http://127.0.0.1:8000/v1; OpenAI's own without it.")
    ] = None
    prompts: Annotated[
        Path | None, typer.Option(help="A folder whose judge*.j2 replace the package's templates of that name.")
    ] = None
    grading: Annotated[
        str | None, typer.Option(help="pair: both answers side by side, as without it; single: each answer alone.")
    ] = None
    epochs: Annotated[int | None, typer.Option(help="Judge everything so often and average; 1 without it.")] = None
    one_order: Annotated[
        bool, typer.Option("--one-order", help="Show each pair of answers in one order only, at half the cost.")
    ] = False
    concurrency: Annotated[int | None, typer.Option(help="Calls in flight at once; 16 without it.")] = None
    max_asks: Annotated[
        int | None, typer.Option(help="How often an unreadable judgement is asked for; 2 without it.")
    ] = None
    max_attempts: Annotated[
        int | None, typer.Option(help="How often a call that fails in passing is tried; 6 without it.")
    ] = None
    max_cost: Annotated[
        float | None, typer.Option(help="US dollars that a judge may cost; nothing is sent that could pass it.")
    ] = None
    prices: Annotated[
        str | None, typer.Option(help="PROMPT,ANSWER in US dollars a million tokens, for models of unknown price.")
    ] = None
    temperature: Annotated[
        float | None, typer.Option(help="Of the judge, 0 without it; below 0 leaves it to the server.")
    ] = None

    def parse(self, **more: object) -> tuple[JudgeOptions, ...]:
        """The judges.

        Args:
            more: further fields of `JudgeOptions`, or others than the command line gives.

        Raises:
            EvaluationError: no judge is named, one is unknown, or an option is given that none of them uses.
        """
        from ..evaluation.options import parse_judges

        given = {field.name: getattr(self, field.name) for field in fields(self)}
        names, one_order, prompts = given.pop("judge"), given.pop("one_order"), given.pop("prompts")
        given |= {"both_orders": False if one_order else None, "prompts_dir": prompts}
        return parse_judges(names or (), given | more)


NO_FLAGS = JudgeFlags()
"""A command line that says nothing about judges."""


def takes_judges(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `JudgeFlags`, in place of its parameter ``judging``, which gets their values."""
    hints = get_type_hints(JudgeFlags, include_extras=True)
    options = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(JudgeFlags)
    ]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        flags = JudgeFlags(**{option.name: given.pop(option.name) for option in options})
        command(**given, **{_PARAMETER: flags})

    shown: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        if parameter.name == _PARAMETER:
            shown += options
        else:
            shown.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    return run
