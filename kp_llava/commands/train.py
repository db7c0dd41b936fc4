"""`kp-llava train RECIPE.yaml [--field value ...]`: fine-tune a LLaVA model on a dataset."""

from __future__ import annotations

import sys

import typer

from ..errors import TrainingError, explain_install
from ..processes import run_program
from .output import escaped_output, print_error


def train(context: typer.Context) -> None:
    """Fine-tune a LLaVA model: RECIPE.yaml [--field value ...]; --fields lists the fields."""
    run(context.args)


def run(argv: list[str]) -> None:
    """Train by a recipe, or print its fields.

    Args:
        argv: the recipe and its overriding fields.
    """
    try:
        if not argv or argv[0] in ("-h", "--help", "--fields"):
            from ..training.recipe import describe_fields

            print(describe_fields())
            return
        from ..training.run import train_recipe
    except ImportError as error:
        raise TrainingError(f"{error}: training needs more packages; {explain_install('train')}") from error
    train_recipe(argv)


def main() -> None:
    """What train.py calls, under a launcher or plain Python."""

    def work() -> None:
        with escaped_output():
            run(sys.argv[1:])

    run_program(work, "--resume_from_checkpoint auto goes on from the last checkpoint", print_error)


if __name__ == "__main__":
    main()
