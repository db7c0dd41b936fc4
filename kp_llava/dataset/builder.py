"""The `datasets` builder behind `load_dataset("kp_llava", ...)`: rows out of a run, made first where the call asks so.

    load_dataset("kp_llava", "complex")                    the built-in drawn sample
    load_dataset("kp_llava", "complex", data_dir="RUN")    a run made by `kp-llava generate`
    load_dataset("kp_llava", "complex", data_dir=["RUN-1", "RUN-2"])    runs that are parts of one, as one split
    load_dataset("kp_llava", "complex", coco_dir="COCO", coco_split="val2014", run_dir="RUN")    generate, then load

The cached copy is named after the run's rows, so it follows the run and never the working directory.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import datasets

from ..errors import DatasetError
from ..tasks import TASKS
from . import config as source
from .features import row_features

# parts that processes and loader workers share out among themselves
SHARDS = 16


@dataclass
class KpLlavaConfig(datasets.BuilderConfig):
    """One kind of rows and where they come from; the fields are keywords of `load_dataset`.

    Attributes:
        turns: "single" gives a row a question-answer pair, "multi" a row an image.
        coco_dir: a COCO folder to generate from before loading.
        coco_split: the split of that folder, as in "train2014"; may be left out where the folder has one only.
        run_dir: where the generated run is kept; may be left out for the teacher "pose".
        teacher: "pose" sends nothing anywhere; "openai" is used only where the call names it.
        model: the teacher's model.
        base_url: the teacher's server, where it is not OpenAI's own.
        concurrency: calls in flight at once.
        seed: picks images and wordings; of the built-in sample, the drawings.
        max_images: how many images are generated from, or drawn for the built-in sample.
        min_keypoints: images with fewer labeled keypoints are left out.
        keypoint_threshold: detected keypoints of a lower confidence are left out, 0 to 1.
        points: which keypoints are kept: all, body, or names separated by commas.
        facts: put what the keypoints say, as sentences, into the context.
        prompts_dir: a folder whose files replace the package's prompts.
        is_sample: the built-in sample; set where neither data_dir nor coco_dir is given.
        more_runs: the runs behind the first where data_dir is a list; they are parts of one.
        image_folder: where the pictures lie, for a run that was made elsewhere.
        mirrored: adds the column mirrored_messages, the chat about the mirrored picture where the pose teacher can
            write it; the picture itself stays as it is.
    """

    turns: str = "single"
    coco_dir: str | None = None
    coco_split: str | None = None
    run_dir: str | None = None
    teacher: str = "pose"
    model: str | None = None
    base_url: str | None = None
    concurrency: int | None = None
    seed: int = 0
    max_images: int | None = None
    min_keypoints: int = 1
    keypoint_threshold: float = 0.3
    points: str = "all"
    facts: bool = False
    prompts_dir: str | None = None
    is_sample: bool = False
    more_runs: tuple[str, ...] = ()
    image_folder: str | None = None
    mirrored: bool = False

    @property
    def run_folder(self) -> str:
        """The run that holds the rows, there already or still to be made."""
        return self.data_dir or self.run_dir or ""

    @property
    def run_folders(self) -> list[str]:
        """All the runs whose rows are read as those of one."""
        return [self.run_folder, *self.more_runs]

    def create_config_id(self, config_kwargs: dict[str, Any], custom_features: datasets.Features | None = None) -> str:
        """Name the cached copy after what its rows depend on, instead of the words of the call.

        Args:
            config_kwargs: the call's options; the config holds them by now.
            custom_features: the caller's own feature types.
        """
        return str(super().create_config_id(source.describe_rows(self), custom_features))


class _Configs:
    """The class attribute BUILDER_CONFIGS, made anew each time it is read: a kind may be added at run time."""

    def __get__(self, instance: object, owner: type) -> list[KpLlavaConfig]:
        return [KpLlavaConfig(name=name) for name in TASKS]


class _ConfigsByName:
    """The class attribute builder_configs; that of `datasets` remembers what it saw first."""

    def __get__(self, instance: object, owner: type) -> dict[str, KpLlavaConfig]:
        return {name: KpLlavaConfig(name=name) for name in TASKS}


class KpLlava(datasets.GeneratorBasedBuilder):
    """Builds the rows of one kind from a run's ledger, in the ledger's order whatever the number of processes."""

    BUILDER_CONFIG_CLASS = KpLlavaConfig
    BUILDER_CONFIGS = _Configs()
    builder_configs = _ConfigsByName()

    def __init__(self, **arguments: Any) -> None:
        self.cache_root = source.find_cache_root(arguments.get("cache_dir"))
        self.arguments = check_arguments(arguments)
        super().__init__(**self.arguments)

    def _info(self) -> datasets.DatasetInfo:
        return datasets.DatasetInfo(features=row_features(mirrored=self.config.mirrored))

    def download_and_prepare(self, *args: Any, **kwargs: Any) -> None:
        """Make the run where the call asks for that, then find the cached copy of its rows or build it.

        Args:
            *args: passed on to `datasets`.
            **kwargs: passed on to `datasets`.
        """
        if not self.config.data_dir:
            source.make_run(self.config, self.cache_root)
            # the run has rows now, and the cached copy is named after them
            self.__init__(**self.arguments)  # type: ignore[misc]
        super().download_and_prepare(*args, **kwargs)

    def as_streaming_dataset(self, *args: Any, **kwargs: Any) -> Any:
        """Make the run where the call asks for that, then stream its rows.

        Args:
            *args: passed on to `datasets`.
            **kwargs: passed on to `datasets`.
        """
        if not self.config.data_dir:
            source.make_run(self.config, self.cache_root)
        return super().as_streaming_dataset(*args, **kwargs)

    def _split_generators(self, dl_manager: Any) -> list[datasets.SplitGenerator]:
        if not Path(self.config.run_folder).exists():  # the caller asked for the splits' names and loaded nothing yet
            source.make_run(self.config, self.cache_root)
        count = source.count_config_rows(self.config)
        bounds = [count * part // SHARDS for part in range(SHARDS + 1)]
        ranges = [(start, stop) for start, stop in pairwise(bounds) if start < stop]
        return [datasets.SplitGenerator(name=source.find_split(self.config), gen_kwargs={"ranges": ranges})]

    def _generate_examples(self, ranges: list[tuple[int, int]]) -> Iterator[tuple[str, dict[str, Any]]]:
        rows = source.read_config_rows(self.config, mirrored=self.config.mirrored)
        position = 0
        for start, stop in ranges:
            if start < position:  # a stream may shuffle its parts
                rows, position = source.read_config_rows(self.config, mirrored=self.config.mirrored), 0
            for row in islice(rows, start - position, stop - position):
                yield row["id"], row
            position = stop


def check_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Check what a caller of `load_dataset` gave, before `datasets` wraps the mistake in errors of its own.

    Args:
        arguments: keywords of the builder: those of every builder, and the fields of `KpLlavaConfig`.

    Returns:
        The same with absolute paths, and with the run's place filled in.

    Raises:
        DatasetError: an unknown config or option, or options that do not go together.
    """
    name = arguments.get("config_name")
    if name not in TASKS:
        problem = "no config is given" if name is None else f"{name!r} is no config of kp_llava"
        raise DatasetError(
            f"load_dataset: {problem}; give one of {', '.join(TASKS)}, as in "
            f'`import kp_llava` and then load_dataset("kp_llava", "{next(reversed(TASKS))}")'
        )
    if arguments.get("data_files") is not None:
        raise DatasetError(
            "load_dataset: kp_llava reads runs, not data_files; give data_dir=RUN, "
            "or load an exported folder by its own path: load_dataset(FOLDER, CONFIG)"
        )
    options = [field.name for field in fields(KpLlavaConfig)]
    known = {*options, *inspect.signature(datasets.DatasetBuilder.__init__).parameters}
    for key in arguments:
        if key not in known:
            own = [option for option in options if option not in ("name", "version", "data_files", "description")]
            raise DatasetError(f"load_dataset: kp_llava has no option {key!r}; it has {', '.join(own)}")
    given = {key: value for key, value in arguments.items() if key in options and value is not None}
    settled = source.settle_options(given, cache_root=source.find_cache_root(arguments.get("cache_dir")))
    return {key: value for key, value in arguments.items() if key not in options} | settled
