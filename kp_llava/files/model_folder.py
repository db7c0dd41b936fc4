"""A model's folder, looked through before anything is built of it.

Libraries build what config.json says and read what its files say: a billion layers hang, half a file is a traceback of
thirty lines. Here each file is one line, with its name, the field, the value and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2

from ..errors import KpLlavaError
from .json_file import JsonFault, is_count, read_object, shorten

_CONFIG = "config.json"
_INDEX = "model.safetensors.index.json"
_FILES = (
    "generation_config.json", "preprocessor_config.json", "video_preprocessor_config.json", "processor_config.json",
    "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.json", "adapter_config.json",
)  # fmt: skip
# what no model comes near to, and what is still built in a bearable time
_MOST = (
    (re.compile(r"(?:num_(?:hidden_|encoder_|decoder_)?|encoder_|decoder_)layers|n_layers?|num_blocks|depth"), 2_000),
    (re.compile(r"num_.*heads|n_heads?|num_(?:local_)?experts|n_routed_experts"), 10_000),
    (re.compile(r"hidden_size|intermediate_size|d_model|n_embd|n_inner|.*_dim|patch_size|num_channels"), 1_000_000),
    (re.compile(r"image_size|height|width"), 100_000),
    (re.compile(r"vocab_size|type_vocab_size|max_position_embeddings|n_positions|num_queries"), 100_000_000),
)
_TEMPLATE = "chat_template.jinja"
_GENERATION = re.compile(r"\{%-?\s*(?:end)?generation\s*-?%\}")  # a tag of transformers' own
_SLACK = 16  # weights of 4 bits have half a byte each; far below that, the rest would be made up
_COMPUTED = ("position_ids", "num_batches_tracked")  # what older files may lack, and needs no training
_NEWLY = "take the folder as it was saved, or save the model again"


@contextmanager
def loading_model(
    place: str,
    start: str,
    *,
    error: type[KpLlavaError],
    read_config: Callable[[], Mapping[str, Any]] | None = None,
) -> Iterator[None]:
    """Look a model's folder through, then load it in the block; what fails is one line.

    Args:
        place: its folder, or an id of the Hub.
        start: the error's first words, which name the option and the model.
        error: the class to raise.
        read_config: gives the configuration of a model of the Hub, as its config.json has it.

    Raises:
        KpLlavaError: of the class ``error``; a file of the folder is broken, or what is loaded in the block fails.
    """
    folder = Path(place)
    with in_one_line(start, error=error):
        if folder.is_dir():
            check_model_folder(folder, error=error)
        elif read_config is not None:
            check_model_config(read_config(), f"{place}/{_CONFIG}", error=error)
        yield


@contextmanager
def in_one_line(start: str, *, error: type[KpLlavaError], passes: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn whatever a library raises in the block over a file that it did not expect into one line.

    Args:
        start: the line's first words.
        error: the class to raise.
        passes: what is raised as it is.

    Raises:
        KpLlavaError: of the class ``error``; our own errors stay as they are.
    """
    try:
        yield
    except KpLlavaError:
        raise
    except MemoryError as fault:
        raise error(f"{start} (it needs more memory than there is)") from fault
    except Exception as fault:
        if isinstance(fault, passes):
            raise
        raise error(f"{start} ({describe_fault(fault)})") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # of libraries in Rust, such as tokenizers
            raise
        raise error(f"{start} ({describe_fault(fault)})") from fault


def load_whole(load: Callable[..., Any], place: str, *, error: type[KpLlavaError], **options: Any) -> Any:
    """Load a model by its class's ``from_pretrained``; refuse one whose files lack some of its weights.

    A library makes up the weights that it does not find, and goes on with a warning.

    Args:
        load: ``from_pretrained`` of a class of transformers.
        place: the model's folder, or an id of the Hub.
        error: the class to raise.
        options: further arguments of ``load``.

    Raises:
        KpLlavaError: of the class ``error``, with the first weight that is missing.
    """
    model, found = load(place, output_loading_info=True, **options)
    missing = sorted(name for name in found["missing_keys"] if not name.endswith(_COMPUTED))
    if missing:
        unknown = sorted(found["unexpected_keys"])
        rest = f" and hold {len(unknown):,} that it has no place for, such as {unknown[0]}" if unknown else ""
        raise error(
            f"{place}: its files lack {len(missing):,} of the model's weights, such as {missing[0]},{rest}; {_NEWLY}"
        )
    return model


def describe_fault(fault: BaseException) -> str:
    """An error of a library in one line of a bearable length."""
    text = " ".join(str(fault).split())
    if isinstance(fault, KeyError | TypeError | AttributeError | IndexError) or not text:
        text = f"{type(fault).__name__}: {text}".rstrip(": ")
    return text if len(text) <= 300 else f"{text[:290]}…"


def check_model_folder(folder: Path, *, error: type[KpLlavaError]) -> None:
    """Refuse a folder that has a broken file, a configuration that nothing can build, or weights that are cut short.

    Nothing is built, and of the weights only the headers are read.

    Args:
        folder: of a saved model; what is missing is left to who loads it.
        error: the class to raise.

    Raises:
        KpLlavaError: of the class ``error``, with the file, the field, its value and what to do.
    """
    for name in _FILES:
        _read(folder / name, error)
    config = _read(folder / _CONFIG, error)
    _check_template(folder / _TEMPLATE, error)
    weights = _check_weights(folder, error)
    if config is not None:
        check_model_config(config, str(folder / _CONFIG), error=error, weight_bytes=weights)


def check_model_config(
    config: Mapping[str, Any], place: str, *, error: type[KpLlavaError], weight_bytes: int | None = None
) -> None:
    """Refuse a configuration with a size that no model has.

    Args:
        config: as config.json has it.
        place: the file, for errors.
        error: the class to raise.
        weight_bytes: how large the weights are; None where they are not known.

    Raises:
        KpLlavaError: of the class ``error``.
    """
    least = 0
    for path, section in _sections(config, ""):
        for name, value in section.items():
            for size in value if isinstance(value, list | tuple) else [value]:
                _check_size(f"{place}: {path}{name}", name, size, error)
        least += _count_least(section)
    if weight_bytes and least > _SLACK * weight_bytes:
        raise error(
            f"{place}: describes {least:,} weights or more, and the folder's files of weights have {weight_bytes:,} "
            f"bytes; {_NEWLY}"
        )


def _check_size(place: str, name: str, size: object, error: type[KpLlavaError]) -> None:
    if isinstance(size, int) and size.bit_length() > 63:
        raise error(f"{place} is {shorten(size)}; expected at most 63 bits; {_NEWLY}")
    most = next((most for pattern, most in _MOST if pattern.fullmatch(name)), None)
    if most is None or size is None or isinstance(size, dict | list):
        return
    is_whole = isinstance(size, float) and size.is_integer() and 0 <= size <= most
    if not is_whole and not (is_count(size) and size <= most):
        raise error(f"{place} is {shorten(size)}; expected a whole number from 0 to {most:,}; {_NEWLY}")


def _sections(config: Mapping[str, Any], path: str, depth: int = 0) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield path, config
    for name, value in config.items():
        if isinstance(value, dict) and depth < 5:
            yield from _sections(value, f"{path}{name}.", depth + 1)


def _count_least(section: Mapping[str, Any]) -> int:
    """Weights that a part has at the very least; 0 where its sizes are not known."""

    def read(name: str, other: int = 0) -> int:
        value = section.get(name)
        return value if is_count(value) else other

    width = read("hidden_size")
    return read("num_hidden_layers") * width * min(width, read("intermediate_size", width)) + read("vocab_size") * width


def _read(path: Path, error: type[KpLlavaError]) -> dict[str, Any] | None:
    try:
        return read_object(path)
    except FileNotFoundError:
        return None
    except JsonFault as fault:
        raise error(f"{path}: {fault}; {_NEWLY}") from fault


def _check_template(path: Path, error: type[KpLlavaError]) -> None:
    """Refuse a chat template that is cut short, no text, or shows no message; nothing of it is run."""
    try:
        text = path.read_text(encoding="utf-8")
        jinja2.Environment(extensions=["jinja2.ext.loopcontrols"]).parse(_GENERATION.sub("", text))  # noqa: S701
    except FileNotFoundError:
        return
    except UnicodeDecodeError as fault:
        raise error(f"{path}: it is not UTF-8; {_NEWLY}") from fault
    except jinja2.TemplateSyntaxError as fault:
        raise error(f"{path}: line {fault.lineno}: {describe_fault(fault)}; {_NEWLY}") from fault
    except RecursionError as fault:
        raise error(f"{path}: it is nested too deeply; {_NEWLY}") from fault
    if "{{" not in text and "{%" not in text:
        raise error(f"{path}: it shows none of the messages; {_NEWLY}")


def _check_weights(folder: Path, error: type[KpLlavaError]) -> int | None:
    """Read the headers of safetensors files, and return how large all weights are; None where there are none."""
    index = _read(folder / _INDEX, error)
    if index is None:
        paths = [path for path in (folder / "model.safetensors",) if path.exists()]
    else:
        names = index.get("weight_map")
        if not isinstance(names, dict) or not all(isinstance(one, str) for one in names.values()):
            raise error(f"{folder / _INDEX}: weight_map is {shorten(names)}; expected names of files; {_NEWLY}")
        paths = []
        for name in sorted(set(names.values())):
            if Path(name).name != name or not (folder / name).exists():
                raise error(f"{folder / _INDEX}: weight_map names {shorten(name)}, which is not there; {_NEWLY}")
            paths.append(folder / name)
    if not paths:
        return None
    from safetensors import safe_open

    for path in paths:
        if not path.is_file():
            raise error(f"{path}: is no regular file; {_NEWLY}")
        try:
            with safe_open(str(path), framework="numpy"):
                pass
        except Exception as fault:  # safetensors has an error of its own, and raises others, too
            raise error(f"{path}: is cut short or damaged ({describe_fault(fault)}); {_NEWLY}") from fault
    return sum(path.stat().st_size for path in paths)
