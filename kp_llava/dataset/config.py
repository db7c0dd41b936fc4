"""Where the builder's rows come from: a run as it is, a run to be generated first, or the built-in drawn sample."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import datasets
from filelock import FileLock

from ..annotations.synthetic.sample import draw_sample
from ..errors import DatasetError, RunError
from ..files import find_folders
from ..files.picture import is_regular, is_within
from ..generation.options import TEACHERS, RunOptions, read_run_file
from ..generation.rows import read_rows, row_counts, run_fingerprint, sum_row_counts
from ..generation.run import generate
from .registration import hash_rows
from .splits import name_split

if TYPE_CHECKING:
    from .builder import KpLlavaConfig

SAMPLE_IMAGES = 32
SAMPLE_SPLIT = "train2014"
# options that say how to generate; a run that is loaded as it is takes none of them
GENERATE_OPTIONS = (
    "coco_split",
    "run_dir",
    "teacher",
    "model",
    "base_url",
    "concurrency",
    "seed",
    "max_images",
    "min_keypoints",
    "keypoint_threshold",
    "points",
    "facts",
    "prompts_dir",
)
SAMPLE_OPTIONS = ("seed", "max_images")


def find_cache_root(cache_dir: str | Path | None) -> Path:
    """The folder of the cached copies: the caller's, or that of `datasets`."""
    return Path(cache_dir or datasets.config.HF_DATASETS_CACHE).expanduser().resolve()


def settle_options(given: dict[str, Any], *, cache_root: Path) -> dict[str, Any]:
    """Check the options of one `load_dataset` call, make its paths absolute, and fill in where the run lies.

    Settled options come through a second time unchanged.

    Args:
        given: the fields of `KpLlavaConfig` that the caller gave a value.
        cache_root: what nobody named a place for is kept there.

    Raises:
        DatasetError: options that do not go together, or a folder that does not exist.
    """
    options = dict(given)
    if isinstance(options.get("data_dir"), list | tuple):
        first, *more = options["data_dir"] or [""]
        options |= {"data_dir": first, "more_runs": tuple(str(Path(run).expanduser().resolve()) for run in more)}
    for key in ("data_dir", "coco_dir", "run_dir", "prompts_dir", "image_folder"):
        if key in options:
            options[key] = str(Path(options[key]).expanduser().resolve())
    if options.get("turns", "single") not in ("single", "multi"):
        raise DatasetError(f"turns={options['turns']!r}: expected 'single' (a row a pair) or 'multi' (a row an image)")
    if options.get("data_dir"):
        _check_run(options)
    elif options.get("coco_dir"):
        _settle_coco(options, cache_root)
    else:
        _settle_sample(options, cache_root)
    return options


def _check_run(options: dict[str, Any]) -> None:
    folders = [options["data_dir"], *options.get("more_runs", ())]
    for folder in folders:
        _check_run_folder(Path(folder), options)
    twice = next((folder for folder in folders if folders.count(folder) > 1), None)
    if twice:
        raise DatasetError(f"data_dir={list(folders)!r}: has {twice} twice; give each part once")


def _check_run_folder(folder: Path, options: dict[str, Any]) -> None:
    foreign = [key for key in ("coco_dir", *GENERATE_OPTIONS) if key in options]
    if foreign:
        raise DatasetError(
            f"data_dir={str(folder)!r} loads a run as it is and does not go with {', '.join(foreign)}; "
            "give coco_dir and run_dir to generate, or data_dir alone to load"
        )
    if not folder.is_dir():
        raise DatasetError(f"data_dir={str(folder)!r}: no such folder; `kp-llava generate RUN` makes one")
    if not (folder / "run.json").is_file() and (folder / "README.md").is_file():
        raise DatasetError(
            f"data_dir={str(folder)!r} looks like an exported folder, not a run; load it by its own path: "
            f"load_dataset({str(folder)!r}, CONFIG)"
        )


def _settle_coco(options: dict[str, Any], cache_root: Path) -> None:
    coco = Path(options["coco_dir"])
    teacher = options.get("teacher", "pose")
    if teacher not in TEACHERS:
        raise DatasetError(f"teacher={teacher!r}: unknown; expected {' or '.join(TEACHERS)}")
    prefix = "person_keypoints_"
    splits = sorted(path.stem.removeprefix(prefix) for path in (coco / "annotations").glob(f"{prefix}*.json"))
    if not splits:
        raise DatasetError(
            f"coco_dir={str(coco)!r} has no annotations/{prefix}SPLIT.json; give a folder in COCO's layout, "
            "or draw one with `kp-llava sample DIR`"
        )
    split = options.setdefault("coco_split", splits[0] if len(splits) == 1 else "")
    if split not in splits:
        raise DatasetError(f"coco_split={split!r}: {coco / 'annotations'} has {', '.join(splits)}; give one of them")
    if "run_dir" not in options:
        if teacher != "pose":
            raise DatasetError(
                f"teacher={teacher!r} costs money: give run_dir=FOLDER, where its answers are kept for ever"
            )
        asked = json.dumps([options.get(key) for key in ("coco_dir", *GENERATE_OPTIONS)])
        options["run_dir"] = str(cache_root / "kp_llava_runs" / hashlib.sha256(asked.encode()).hexdigest()[:16])


def _settle_sample(options: dict[str, Any], cache_root: Path) -> None:
    foreign = [key for key in GENERATE_OPTIONS if key in options and key not in SAMPLE_OPTIONS]
    if foreign and not options.get("is_sample"):
        raise DatasetError(
            f"{', '.join(foreign)}: needs coco_dir, the COCO folder to generate from; "
            "a run that is there already is loaded with data_dir=RUN"
        )
    images, seed = options.setdefault("max_images", SAMPLE_IMAGES), options.setdefault("seed", 0)
    if not isinstance(images, int) or images < 1:
        raise DatasetError(f"max_images={images!r}: expected 1 or more, the number of scenes to draw")
    home = cache_root / "kp_llava_sample" / f"{images}-{seed}-{hash_rows()}"
    options.update(is_sample=True, run_dir=str(home / "run"))


def describe_rows(config: KpLlavaConfig) -> dict[str, Any]:
    """What the rows of a config depend on; two configs with the same description have the same rows.

    Raises:
        RunError: `data_dir` is not a run.
    """
    asked: dict[str, Any] = {"run": " ".join(config.run_folders), "turns": config.turns}
    if config.mirrored:
        asked["mirrored"] = True
    if config.data_dir:
        folders = [str(folder) for folder in _find_picture_folders(config)]
        return asked | {
            "pictures": folders,
            "rows": run_fingerprint(config.run_folders, config.name, mirrored=config.mirrored),
        }
    try:
        rows = run_fingerprint(config.run_folder, config.name, mirrored=config.mirrored)
    except RunError:
        rows = "not generated yet"
    if config.coco_dir:
        files = sorted(Path(config.coco_dir, "annotations").glob(f"*_{config.coco_split}.json"))
        stamps = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        options = {key: getattr(config, key) for key in ("coco_dir", *GENERATE_OPTIONS)}
        asked["asked"] = json.dumps([options, stamps])
    return asked | {"rows": rows}


def make_run(config: KpLlavaConfig, cache_root: Path) -> None:
    """Generate what the config asks for; finished work is not done again, and a second process waits for the first.

    Args:
        config: of `settle_options`.
        cache_root: where the lock lies.

    Raises:
        KpLlavaError: whatever keeps a run from being made, in one line.
    """
    if config.data_dir:
        return
    if config.is_sample:
        warnings.warn(
            f"kp_llava: neither data_dir nor coco_dir is given, so this is the built-in sample: {config.max_images} "
            f"drawn scenes, seed {config.seed}, described by the pose teacher. It is for trying things out; "
            'load_dataset("kp_llava", CONFIG, data_dir=RUN) loads a run of your own',
            stacklevel=_find_callers_level(),
        )
    run = Path(config.run_folder)
    name = hashlib.sha256(str(run).encode()).hexdigest()[:16]
    cache_root.mkdir(parents=True, exist_ok=True)
    with FileLock(str(cache_root / f"kp_llava_{name}.lock")):
        if config.is_sample:
            _make_sample(run, config.max_images or SAMPLE_IMAGES, config.seed)
        else:
            generate(_run_options(config))


def _find_callers_level() -> int:
    """Return the `stacklevel` for which `warnings.warn`, called by our caller, points at the user's own line."""
    ours = tuple(str(Path(file).parent) + os.sep for file in (datasets.__file__, __file__))
    frame = sys._getframe(1)
    level = 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(ours):
        frame, level = frame.f_back, level + 1
    return level


def find_split(config: KpLlavaConfig) -> str:
    """Return the name of the split that a run's rows make: that of COCO, as in val2017 -> validation.

    Raises:
        RunError: the folder is not a run.
    """
    return name_split(str(read_run_file(Path(config.run_folder))["options"].get("split", "train")))


def _make_sample(run: Path, images: int, seed: int) -> None:
    if run.is_dir():
        return
    drawn = run.with_name("coco")
    if not drawn.is_dir():
        unfinished = run.with_name("coco.partial")
        shutil.rmtree(unfinished, ignore_errors=True)
        draw_sample(unfinished, images=images, seed=seed, split=SAMPLE_SPLIT)
        unfinished.rename(drawn)
    unfinished = run.with_name("run.partial")
    generate(RunOptions(run_dir=unfinished, coco=drawn, split=SAMPLE_SPLIT, seed=seed))
    unfinished.rename(run)


def _run_options(config: KpLlavaConfig) -> RunOptions:
    chosen = {key: getattr(config, key) for key in ("model", "concurrency", "min_keypoints") if getattr(config, key)}
    chosen |= {"keypoint_threshold": config.keypoint_threshold, "points": config.points}
    return RunOptions(
        run_dir=Path(config.run_folder),
        coco=Path(config.coco_dir or ""),
        split=config.coco_split or "",
        tasks=(config.name,),
        teacher=config.teacher,
        base_url=config.base_url,
        max_images=config.max_images,
        seed=config.seed,
        facts=config.facts,
        prompts_dir=Path(config.prompts_dir) if config.prompts_dir else None,
        **chosen,
    )


def read_config_rows(config: KpLlavaConfig, *, mirrored: bool = False) -> Iterator[dict[str, Any]]:
    """The rows of a config, by image id; a picture outside of the folders that the user named is left out."""
    folders = _find_picture_folders(config)
    left_out = 0
    for row in read_rows(config.run_folders, config.name, turns=config.turns, mirrored=mirrored):
        path = row["image"]
        if path is not None and not (is_within(Path(path), folders) and is_regular(Path(path))):
            left_out += 1
            row = {**row, "image": None}
        yield row
    if left_out:
        warnings.warn(
            f"kp_llava: {left_out:,} rows of {config.name} have no picture: what {' '.join(config.run_folders)} names "
            "lies outside of the folders that you named on this machine, or is no file; "
            "load_dataset(..., image_folder=DIR) names the pictures' folder",
            stacklevel=2,
        )


def _find_picture_folders(config: KpLlavaConfig) -> list[Path]:
    named = [Path(config.image_folder)] if config.image_folder else []
    return find_folders([read_run_file(Path(run)) for run in config.run_folders], named)


def count_config_rows(config: KpLlavaConfig) -> int:
    """How many rows a config has.

    Raises:
        DatasetError: none; the message says what the run has instead.
    """
    count = sum(1 for _ in read_config_rows(config))
    if not count:
        counted = sum_row_counts(map(row_counts, config.run_folders))
        found = {task: counts.rows for task, counts in counted.items()}
        has = ", ".join(f"{task} {rows}" for task, rows in found.items() if rows) or "no rows at all"
        raise DatasetError(
            f"{' '.join(config.run_folders)} has no rows of {config.name} (it has: {has}); "
            f"`kp-llava status {' '.join(config.run_folders)}` says why, `kp-llava generate` makes them"
        )
    return count
