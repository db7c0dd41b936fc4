"""The `kp-llava` program: it finds the command, and turns errors into one line and an exit code.

Exit codes: 0 done; 1 a user's or data error; 2 usage; 130 interrupted by Ctrl-C and 143 by SIGTERM, with the work kept.
"""

from __future__ import annotations

import typer

from ..processes import run_program
from ..version import __version__
from .ablate import ablate
from .audit import audit
from .audit_judge import audit_judge
from .build_model import build_model
from .chat import chat
from .check import check
from .demo import demo
from .demo_page import demo_page
from .detect import detect
from .evaluate import evaluate
from .export import export
from .generate import generate
from .import_ import import_file
from .output import print_error
from .plan_training import plan_training
from .push import push
from .questions import questions
from .sample import sample
from .scale import app as scale_app
from .spelling import command
from .status import status
from .to_gguf import to_gguf
from .train import train
from .view import view

app = typer.Typer(
    name="kp-llava",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Instruction data about human poses and actions: make it, publish it, train LLaVA on it, evaluate.",
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None:
    """Take the options that stand before a command."""


command(app, "sample")(sample)
command(app, "generate")(generate)
command(app, "detect")(detect)
command(app, "audit")(audit)
command(app, "check")(check)
command(app, "export")(export)
command(app, "import")(import_file)
command(app, "push")(push)
command(app, "view")(view)
command(app, "status")(status)
command(app, "questions")(questions)
command(app, "eval")(evaluate)
command(app, "audit-judge")(audit_judge)
command(app, "build-model")(build_model)
command(app, "chat")(chat)
command(app, "demo-page")(demo_page)
command(app, "to-gguf")(to_gguf)
command(app, "demo")(demo)
_FIELDS = {"allow_extra_args": True, "ignore_unknown_options": True}
# their further fields are those of the recipe
command(app, "ablate", context_settings=_FIELDS)(ablate)
command(app, "plan-training", context_settings=_FIELDS)(plan_training)
# its fields are those of the recipe; help on them is its own
command(
    app,
    "train",
    context_settings={**_FIELDS, "help_option_names": []},
    add_help_option=False,
)(train)

app.add_typer(scale_app, name="scale")


def main() -> None:
    """Run the program and exit with its code."""
    run_program(app, "finished work is kept, the same command goes on from there", print_error)


if __name__ == "__main__":
    main()
