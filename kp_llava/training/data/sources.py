"""Where a recipe's rows come from: run folders, datasets and LLaVA's JSON, each as tables with a column `messages`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import datasets
import msgspec
from huggingface_hub.constants import HF_HUB_CACHE

from ...errors import TrainingError
from ...tasks import TASKS
from ..arguments import OWN_DATASET, DataArguments

_ROLES = {"human": "user", "gpt": "assistant", "system": "system"}
LLAVA_FEATURES = datasets.Features(
    {
        "id": datasets.Value("string"),
        "file_names": datasets.List(datasets.Value("string")),
        "messages": [{"role": datasets.Value("string"), "content": datasets.Value("string")}],
    }
)


@dataclass(frozen=True)
class Source:
    """One source of rows; exactly one of the first three fields is given.

    Attributes:
        data_dir: a run folder.
        dataset_name: a dataset's Hub id, the folder of an exported one, or kp_llava for the built-in sample.
        llava_json: a file in LLaVA's format: a list of `{"id", "image", "conversations"}`.
        config_names: the kinds of rows; those of `tasks.TASKS` for our own data, and one unnamed for LLaVA's JSON.
        image_folder: where pictures lie that rows name only.
        split: of the dataset.
        weight: the share of the rows that an epoch takes: 1 all, 0.1 a tenth (another one in each epoch), 2 all twice.
    """

    data_dir: str | None = None
    dataset_name: str | None = None
    llava_json: str | None = None
    config_names: tuple[str, ...] | None = None
    image_folder: str | None = None
    split: str = "train"
    weight: float = 1.0

    @property
    def name(self) -> str:
        """The source in errors."""
        field = next(name for name in ("data_dir", "dataset_name", "llava_json") if getattr(self, name))
        return f"{field} {getattr(self, field)}"


@dataclass(frozen=True)
class Part:
    """Rows of one config of one source.

    Attributes:
        name: what losses of these rows are logged as; no two parts have the same.
        table: the rows, their pictures undecoded.
        weight: as the source's.
        image_folder: as the source's.
        source: the source's number; pictures of the same name in two sources are two pictures.
        places: folders in which the paths of its rows must lie; None for those of a run, which the builder has checked.
        is_mirrored: whether the pictures are shown mirrored, as the rows say.
    """

    name: str
    table: datasets.Dataset
    weight: float = 1.0
    image_folder: str | None = None
    source: int = 0
    places: tuple[str, ...] | None = None
    is_mirrored: bool = False


def read_sources(arguments: DataArguments, *, split: str, data_dir: str | None) -> list[Source]:
    """The sources that a recipe names: those of `sources`, or the one of `data_dir` or `dataset_name`.

    Raises:
        TrainingError: none is named, or an entry of `sources` is wrong.
    """
    if arguments.sources is not None and data_dir is None:
        entries = json.loads(arguments.sources)
        return [_read_source(entry, number, split, arguments) for number, entry in enumerate(entries)]
    if data_dir is None and arguments.dataset_name is None:
        raise TrainingError(
            "data_dir: give a run folder (--data_dir RUN), a dataset (--dataset_name ID_OR_FOLDER), or sources"
        )
    names = tuple(dict.fromkeys(arguments.config_names))
    one = Source(config_names=names, split=split, image_folder=arguments.image_folder)
    if data_dir is not None:
        return [replace(one, data_dir=data_dir)]
    return [replace(one, dataset_name=arguments.dataset_name)]


def _read_source(entry: Any, number: int, split: str, arguments: DataArguments) -> Source:
    place = f"sources[{number}]"
    if not isinstance(entry, dict):
        raise TrainingError(f"{place}: {entry!r}; expected fields such as {{data_dir: my-run, weight: 1}}")
    known = [item.name for item in fields(Source)]
    unknown = sorted(set(entry) - set(known))
    if unknown:
        raise TrainingError(f"{place}: unknown field {unknown[0]!r}; the fields are {', '.join(known)}")
    given = [name for name in ("data_dir", "dataset_name", "llava_json") if entry.get(name)]
    if len(given) != 1:
        raise TrainingError(f"{place}: give exactly one of data_dir, dataset_name, llava_json; found {given or 'none'}")
    names = entry.get("config_names")
    if names is not None and (not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names)):
        raise TrainingError(f"{place}: config_names: {names!r}; expected a list of names")
    weight = entry.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight <= 100:
        raise TrainingError(f"{place}: weight: {weight!r}; expected a number above 0, at most 100")
    if names is None and given != ["llava_json"]:
        names = arguments.config_names
    return Source(
        **{
            "image_folder": arguments.image_folder,
            "split": split,
            **entry,
            "config_names": None if names is None else tuple(dict.fromkeys(names)),
            "weight": float(weight),
        }
    )


def load_parts(sources: list[Source], arguments: DataArguments) -> list[Part]:
    """Load one part for each config of each source.

    Raises:
        TrainingError: a source, config or split is not there, or a file is not LLaVA's JSON.
    """
    parts: list[Part] = []
    for place, source in enumerate(sources):
        for config, table in _load_source(source, arguments).items():
            name = config
            if any(part.name == name for part in parts):
                name = f"{Path(source.name.split(' ', 1)[1]).stem}_{config}"
            number = 2
            while any(part.name == name for part in parts):
                name, number = f"{config}_{number}", number + 1
            parts.append(Part(name, table, source.weight, source.image_folder, place, _find_places(source)))
    return parts


def _find_places(source: Source) -> tuple[str, ...] | None:
    """Where the pictures of a foreign dataset may lie: in its own folder, and in what was downloaded for it."""
    if source.data_dir is not None or source.dataset_name == OWN_DATASET:
        return None
    own = [source.dataset_name] if source.dataset_name and Path(source.dataset_name).is_dir() else []
    return (*own, HF_HUB_CACHE, str(datasets.config.HF_DATASETS_CACHE), str(datasets.config.DOWNLOADED_DATASETS_PATH))


def load_tables(arguments: DataArguments, *, split: str, data_dir: str | None) -> dict[str, datasets.Dataset]:
    """Load the recipe's rows as one table for each part's name.

    Raises:
        TrainingError: no source was given, or a config or split is not there.
    """
    return {
        part.name: part.table for part in load_parts(read_sources(arguments, split=split, data_dir=data_dir), arguments)
    }


def _load_source(source: Source, arguments: DataArguments) -> dict[str, datasets.Dataset]:
    if source.llava_json is not None:
        path = Path(source.llava_json)
        name = source.config_names[0] if source.config_names else path.stem
        return {name: load_llava_json(path)}
    if source.data_dir is not None and not Path(source.data_dir).is_dir():
        raise TrainingError(f"data_dir: {source.data_dir!r} is no folder; give one that `kp-llava generate` made")
    tables = {}
    for name in source.config_names or tuple(TASKS):
        try:
            if source.data_dir is not None or source.dataset_name == OWN_DATASET:
                import kp_llava  # noqa: F401  (registers the name with load_dataset)

                table = _load_run(name, source.data_dir, source.split, mirrored=arguments.mirror > 0)
            else:
                folder = str(source.dataset_name)
                table = datasets.load_dataset(folder, name, split=source.split, cache_dir=_folder_cache(folder))
        except (ValueError, FileNotFoundError, datasets.exceptions.DatasetsError) as error:
            problem = " ".join(str(error).split())
            if "Unknown split" in problem:
                field = "train_split" if source.split == arguments.train_split else "eval_split"
                problem = f"{problem.rstrip('.')}; give --{field} one that is there"
            raise TrainingError(f"{source.name}: config {name}, split {source.split}: {problem}") from error
        tables[name] = table
    return tables


def _load_run(name: str, data_dir: str | None, split: str, *, mirrored: bool) -> datasets.Dataset:
    """Load one config of a run; its only split is meant by `train`, whatever COCO calls it."""
    more = {"mirrored": True} if mirrored else {}
    try:
        return datasets.load_dataset(OWN_DATASET, name, data_dir=data_dir, split=split, **more)
    except ValueError as error:
        if split != "train" or "Unknown split" not in str(error):
            raise
        splits = datasets.load_dataset(OWN_DATASET, name, data_dir=data_dir, **more)
        if len(splits) != 1:
            raise
        return next(iter(splits.values()))


class _Turn(msgspec.Struct):
    source: str = msgspec.field(name="from")
    value: str


class _Item(msgspec.Struct):
    conversations: list[_Turn]
    id: str | int | None = None
    image: str | list[str] | None = None


def load_llava_json(path: Path) -> datasets.Dataset:
    """Read a file in LLaVA's format, JSON or JSON lines, into a table that is kept on disk for the next time.

    Raises:
        TrainingError: no such file, or an item of another form, by its number.
    """
    if not path.is_file():
        raise TrainingError(f"llava_json: {str(path)!r} is no file; give one in LLaVA's format")
    status = path.stat()
    # the file's size and time are arguments so that a changed file is read anew
    arguments = {"path": str(path.resolve()), "size": status.st_size, "changed": status.st_mtime_ns}
    # read here first: an error inside the generator would come out wrapped
    try:
        return datasets.Dataset.from_generator(_llava_rows, features=LLAVA_FEATURES, gen_kwargs=arguments)
    except datasets.exceptions.DatasetGenerationError as error:
        if isinstance(error.__cause__, TrainingError):
            raise error.__cause__ from None
        raise TrainingError(f"{path}: {' '.join(str(error.__cause__ or error).split())}") from error


def _llava_rows(path: str, size: int, changed: int) -> Iterator[dict[str, Any]]:
    data = Path(path).read_bytes()
    try:
        items = (
            msgspec.json.decode(data, type=list[_Item])
            if data.lstrip()[:1] == b"["
            else msgspec.json.Decoder(_Item).decode_lines(data)
        )
    except msgspec.DecodeError as error:
        raise TrainingError(
            f"{path}: is not in LLaVA's format: {error}; expected a list of "
            '{"id", "image", "conversations": [{"from", "value"}]}'
        ) from None
    for number, item in enumerate(items):
        unknown = next((turn.source for turn in item.conversations if turn.source not in _ROLES), None)
        if unknown is not None:
            raise TrainingError(f"{path}: [{number}].conversations: from {unknown!r}; expected human, gpt or system")
        names = [item.image] if isinstance(item.image, str) else item.image or []
        yield {
            "id": f"{Path(path).stem}-{number}" if item.id is None else str(item.id),
            "file_names": names,
            "messages": [{"role": _ROLES[turn.source], "content": turn.value} for turn in item.conversations],
        }


def _folder_cache(source: str) -> str | None:
    """A cache of its own for each state of a local folder; None for a Hub id.

    The cache of datasets 5 knows a folder that describes its configs in a README by its name and README only: another
    folder of that name, or the same one exported anew, would give old rows.
    """
    folder = Path(source)
    if not folder.is_dir():
        return None
    digest = hashlib.sha256(str(folder.resolve()).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path.relative_to(folder)}:{status.st_size}:{status.st_mtime_ns};".encode())
    return str(Path(datasets.config.HF_DATASETS_CACHE) / "kp_llava_folders" / digest.hexdigest()[:16])
