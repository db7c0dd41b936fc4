"""`kp-llava train RECIPE.yaml [--field value ...]`: fine-tune a LLaVA model on a dataset."""

from __future__ import annotations

import sys

import typer

from ..errors import KpLlavaError, TrainingError


def train(context: typer.Context) -> None:
    """Fine-tune a LLaVA model: RECIPE.yaml [--field value ...]; --fields lists the fields."""
    run(context.args)


def run(argv: list[str]) -> None:
    """Read the recipe, train, save.

    Args:
        argv: the recipe and its overriding fields.
    """
    if not argv or argv[0] in ("-h", "--help", "--fields"):
        from ..training.arguments import describe_fields

        print(describe_fields())
        return
    try:
        from ..training.arguments import parse_recipe
        from ..training.run import quiet_other_ranks, start_deepspeed
        from ..training.run import train as train_model
    except ImportError as error:
        raise TrainingError(f"{error}: training needs more packages; pip install 'kp-llava[train]'") from error
    quiet_other_ranks()
    model, data, training = parse_recipe(argv)
    start_deepspeed(training)
    try:
        train_model(model, data, training)
    except TrainingError as error:
        # a worker process of the data loader wraps the message in its traceback; the last line is ours
        lines = str(error).strip().splitlines()
        if len(lines) < 2:
            raise
        raise TrainingError(lines[-1].partition("TrainingError: ")[2] or lines[-1]) from error


def main() -> None:
    """What train.py calls, under the deepspeed launcher or plain Python."""
    try:
        run(sys.argv[1:])
    except KpLlavaError as error:
        print(f"kp-llava: error: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("kp-llava: interrupted; --resume_from_checkpoint auto goes on from the last checkpoint", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
