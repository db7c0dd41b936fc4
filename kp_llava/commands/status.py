"""`kp-llava status`: what a run has, and what it lacks and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def status(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="A run's folder, or those of all its parts (`--shard`).")
    ],
    verify: Annotated[
        bool, typer.Option("--verify", help="Hold every scene, request and answer against its checksum.")
    ] = False,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Drop what is damaged in RUN, or in the folder of a judge or of a server's answers; the command that"
            " made it asks for that again.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Show what is done, pending and failed in a run, also while it is going on."""
    from ..generation.checks.checks import rejecting_checks
    from ..generation.status import read_statuses
    from ..generation.summary import (
        print_batches,
        print_checks,
        print_exclusions,
        print_spending,
        print_tasks,
        print_verified,
        repair_ledgers,
    )
    from ..processes import count_processes

    if repair:
        repair_ledgers(runs)
    if verify:
        print_verified(runs)
    if verify or repair:
        return
    found = read_statuses(runs, progress=True, processes=count_processes())
    if as_json:
        print(json.dumps(found.to_record(), indent=2))
        return
    options = found.options
    names = ", ".join(map(str, runs))
    print(f"run {names}: {options['model']} on {options['split']} of {options['coco']}, seed {options['seed']}")
    if found.parts:
        print(found.parts)
    print_exclusions(found.images, found.exclusions)
    print_tasks(found.tasks)
    print_checks(found.tasks, rejecting_checks(options), options.get("teacher", ""))
    print(f"attempts: {found.attempts}; tokens: {found.prompt_tokens:,} prompt, {found.answer_tokens:,} answer")
    print_batches(found.batches)
    print_spending(found.spending, found.options.get("prices"))
