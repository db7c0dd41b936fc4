"""`kp-llava sample`: draw a COCO-format folder of people whose keypoints are exact."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import AnnotationError

_MANY, _MANY_PICTURES = 2000, 200


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The COCO folder to draw; made if absent.")],
    images: int = typer.Option(32, help="How many scenes."),
    seed: int = typer.Option(0, help="Another seed draws other scenes."),
    split: str = typer.Option("train2014", help="The split's name; one folder may hold several."),
    with_images: bool = typer.Option(True, "--with-images/--no-images", help="Pictures too, or the annotations only."),
    people: str = typer.Option("1-3", help="How many people in a scene: a number or a range, up to 4."),
    size: str = typer.Option("320x240", help="Width and height of the pictures in pixels."),
    facing: str = typer.Option("viewer,away,left,right", help="Where people may face."),
    postures: str = typer.Option("standing,sitting,kneeling,striding,lying,jumping", help="How people may be."),
    occlusion: float = typer.Option(0.15, help="The chance that a person is partly hidden or outside, 0 to 1."),
    objects: bool = typer.Option(True, "--objects/--no-objects", help="Things held, sat on or near."),
    clutter: float = typer.Option(0.5, help="How full backgrounds are, 0 to 1."),
    person_height: str = typer.Option("0.55-0.9", help="Standing height over the picture's height, a range."),
) -> None:
    """Draw people in many poses as a COCO folder, with keypoints that are exact; the same seed gives the same bytes."""
    from ..annotations.coco.records import read_file
    from ..annotations.synthetic.sample import SampleOptions, draw_sample
    from ..processes import count_processes

    options = SampleOptions(
        people=_read_pair("people", people, "-", int),
        size=_read_pair("size", size, "x", int),
        facing=_read_names(facing),
        postures=_read_names(postures),
        occlusion=occlusion,
        objects=objects,
        clutter=clutter,
        person_height=_read_pair("person-height", person_height, "-", float),
    )
    # a few are drawn before other processes have started
    processes = count_processes() if images >= (_MANY_PICTURES if with_images else _MANY) else 1
    draw_sample(
        folder,
        images=images,
        seed=seed,
        split=split,
        with_images=with_images,
        options=options,
        show_progress=True,
        processes=processes,
    )
    found = read_file(folder / "annotations" / f"person_keypoints_{split}.json", "person_keypoints")
    points = sum(mark > 0 for person in found.annotations for mark in person.keypoints[2::3])
    persons = len(found.annotations)
    typer.echo(f"{folder}: {len(found.images)} drawn scenes in {split}, {persons} people, {points} labeled points")
    if not with_images:
        typer.echo("annotations only: no pictures were drawn")


def _read_names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _read_pair(name: str, text: str, separator: str, kind: type[int] | type[float]) -> tuple[Any, Any]:
    """Two numbers joined by the separator; for a range, one number stands for both ends."""
    parts = text.split(separator)
    if len(parts) == 1 and separator == "-":
        parts = parts * 2
    try:
        first, second = (kind(part) for part in parts)
    except ValueError:
        shape = {"x": "320x240", "-": "1-3" if kind is int else "0.5-0.9"}[separator]
        raise AnnotationError(f"sample: --{name} is {text!r}; expected two numbers, as in {shape}") from None
    return first, second
