"""`kp-llava generate`: instruction data from a COCO folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..dataset.splits import name_split
from ..generation.summary import print_cancelled, print_next, print_preview, print_reparsed, print_summary
from ..tasks import TASKS

if TYPE_CHECKING:
    from ..generation.options import RunOptions


def generate(
    context: typer.Context,
    run: Annotated[Path, typer.Argument(help="The run's folder: created if missing, continued if it exists.")],
    coco: Annotated[
        Path | None, typer.Option(help="A folder in COCO's layout: annotations/*.json and SPLIT/*.jpg.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="As in the files' names: train2014, val2017, ...")] = None,
    tasks: Annotated[
        str | None, typer.Option(help="Kinds of data, separated by commas; all of them by default.")
    ] = None,
    teacher: Annotated[
        str,
        typer.Option(
            help="pose: true sentences from the keypoints, no network; openai: a server;"
            " openai-batch: its Batch API, at half the price within a day."
        ),
    ] = "pose",
    model: Annotated[str, typer.Option(help="The model of the teachers openai and openai-batch.")] = "gpt-4o",
    base_url: Annotated[
        list[str] | None,
        typer.Option(
            help="An OpenAI-compatible server, as in http://127.0.0.1:8000/v1; repeated, one more of the same model."
        ),
    ] = None,
    api: Annotated[str, typer.Option(help="chat: chat completions; responses: the Responses API.")] = "chat",
    concurrency: Annotated[
        int, typer.Option(help="Calls in flight at once, at most; fewer while the server is overloaded.")
    ] = 32,
    rpm: Annotated[
        float | None, typer.Option(help="The account's requests a minute; learned from the server without it.")
    ] = None,
    tpm: Annotated[
        float | None, typer.Option(help="The account's tokens a minute; learned from the server without it.")
    ] = None,
    max_images: Annotated[
        int | None, typer.Option(help="Ask about so many images, picked by the seed; all without it.")
    ] = None,
    shard: Annotated[
        str | None, typer.Option(help="A part of the images, as in 3/16; the runs of all parts are read as one.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the pick of images and of the wordings.")] = 0,
    prompts: Annotated[
        Path | None, typer.Option(help="A folder whose files replace the package's prompts of that name.")
    ] = None,
    min_keypoints: Annotated[int, typer.Option(help="Leave out images with fewer labeled keypoints.")] = 1,
    keypoint_threshold: Annotated[
        float, typer.Option(help="Leave out detected keypoints of a lower confidence; those below 0.5 count as hidden.")
    ] = 0.3,
    points: Annotated[str, typer.Option(help="Keypoints to keep: all, body, or names separated by commas.")] = "all",
    facts: Annotated[
        bool, typer.Option("--facts", help="Give the teacher what the keypoints say, in sentences under each person.")
    ] = False,
    show_picture: Annotated[
        bool,
        typer.Option(
            "--show-picture", help="Show the teacher the picture, downscaled; without it the teacher sees text only."
        ),
    ] = False,
    checks: Annotated[
        str, typer.Option(help="Checks that reject a row, separated by commas; all or none. The others only mark it.")
    ] = "leak,contradiction,cut-off",
    temperature: Annotated[float | None, typer.Option(help="Sent to the server; its own default without it.")] = None,
    top_p: Annotated[float | None, typer.Option(help="Sent to the server; its own default without it.")] = None,
    reasoning_effort: Annotated[
        str | None, typer.Option(help="Sent to the server, as in low; its own default without it.")
    ] = None,
    extra_body: Annotated[
        str | None,
        typer.Option(
            help='Further fields of each request, as in {"chat_template_kwargs": {"enable_thinking": false}}.'
        ),
    ] = None,
    max_tokens: Annotated[int, typer.Option(help="The longest answer, in tokens.")] = 1024,
    token_parameter: Annotated[
        str | None,
        typer.Option(help="max_tokens or max_completion_tokens, as the server wants it; learned without it."),
    ] = None,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for the server's next byte.")] = 120.0,
    patience: Annotated[float, typer.Option(help="Seconds for which an outage of the server is waited out.")] = 600.0,
    structured: Annotated[
        bool, typer.Option("--structured", help="Ask for JSON by a schema; for text where the server takes none.")
    ] = False,
    max_reasks: Annotated[
        int, typer.Option(help="Send an unreadable or rejected answer back with the reason, so many times.")
    ] = 1,
    reparse: Annotated[
        bool, typer.Option("--reparse", help="Only read the raw answers of RUN again; send nothing.")
    ] = False,
    prices: Annotated[
        str | None, typer.Option(help="PROMPT,ANSWER[,CACHED] in US dollars a million tokens, as in 2.5,10.")
    ] = None,
    max_cost: Annotated[
        float | None, typer.Option(help="US dollars that the whole run may cost; nothing is sent that could pass it.")
    ] = None,
    enqueued_tokens: Annotated[
        int | None, typer.Option(help="The account's prompt tokens in batches at once; learned without it.")
    ] = None,
    poll: Annotated[float, typer.Option(help="Seconds between two looks at running batches.")] = 60.0,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Submit batches and leave them to run; the same command collects them.")
    ] = False,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Cancel the batches of RUN that still run, and keep what they have.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Drop what is damaged in RUN, and ask for that again.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print requests, tokens, cost, time and what changed; send nothing.")
    ] = False,
) -> None:
    """Turn a COCO folder's captions, boxes and keypoints into instruction data, kept in the folder RUN.

    The key of the online teachers is read from the environment's OPENAI_API_KEY. Stopped at any moment, the same
    command goes on where it was; given again, it sends only what is missing.
    """
    if reparse:
        print_reparsed(run)
        return
    if cancel:
        print_cancelled(run, base_url[0] if base_url else None, is_waiting=not no_wait, poll_s=poll)
        return
    if coco is None or split is None:
        raise typer.BadParameter("--coco and --split say what to ask about; both are needed")

    from ..generation.run import generate as generate_run
    from ..generation.run import preview
    from ..processes import count_processes

    options = make_options(context.params)
    if dry_run:
        print_preview(options, preview(options, progress=True))
    else:
        summary = generate_run(options, progress=True, processes=count_processes(), is_repairing=repair)
        print_summary(options, summary)
        print_next(options, summary, name_split(options.split))


def make_options(given: Mapping[str, Any]) -> RunOptions:
    """Return the options of a run from the command's parameters.

    Args:
        given: the values by the parameters' names, as the command line gave them.
    """
    from ..annotations.coco.records import check_split
    from ..generation.checks.checks import read_check_names
    from ..generation.options import RunOptions
    from ..generation.server import read_extra_body

    check_split(given["split"])
    urls = given["base_url"] or []
    return RunOptions(
        run_dir=Path(given["run"]),
        coco=Path(given["coco"]),
        split=given["split"],
        tasks=_read_tasks(given["tasks"]),
        teacher=given["teacher"],
        model=given["model"],
        base_url=urls[0] if urls else None,
        more_urls=tuple(urls[1:]),
        api=given["api"],
        concurrency=given["concurrency"],
        shard=given["shard"],
        max_images=given["max_images"],
        seed=given["seed"],
        prompts_dir=None if given["prompts"] is None else Path(given["prompts"]),
        min_keypoints=given["min_keypoints"],
        keypoint_threshold=given["keypoint_threshold"],
        points=given["points"],
        facts=given["facts"],
        show_picture=given["show_picture"],
        checks=read_check_names(given["checks"]),
        temperature=given["temperature"],
        top_p=given["top_p"],
        reasoning_effort=given["reasoning_effort"],
        extra_body=None if given["extra_body"] is None else read_extra_body(given["extra_body"]),
        max_tokens=given["max_tokens"],
        token_parameter=given["token_parameter"],
        timeout_s=given["timeout"],
        patience_s=given["patience"],
        requests_per_minute=given["rpm"],
        tokens_per_minute=given["tpm"],
        structured=given["structured"],
        max_reasks=given["max_reasks"],
        prices=given["prices"],
        max_cost=given["max_cost"],
        enqueued_tokens=given["enqueued_tokens"],
        poll_s=given["poll"],
        is_waiting=not given["no_wait"],
    )


def _read_tasks(text: str | None) -> tuple[str, ...]:
    if text is None:
        return tuple(TASKS)
    return tuple(dict.fromkeys(task.strip() for task in text.split(",") if task.strip()))
