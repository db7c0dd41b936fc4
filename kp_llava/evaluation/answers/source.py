"""What stands behind `--candidate NAME=SOURCE`: an answers file, the benchmark's references, a server, or a model."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ...errors import EvaluationError

REFERENCE = "reference"


@dataclass(frozen=True)
class Source:
    """A named maker of answers.

    Attributes:
        name: the row's name in the table.
        kind: ``"file"``, ``"reference"``, ``"server"`` or ``"model"``.
        place: the file, URL, model folder or Hub id.
    """

    name: str
    kind: str
    place: str

    @property
    def url(self) -> str:
        """A server's address, without model and key."""
        return self.place.partition("#")[0]

    @property
    def model(self) -> str:
        """A server's model, which stands after the #; empty where none is named."""
        return self.place.partition("#")[2].partition("?")[0]

    @property
    def key_variable(self) -> str:
        """The environment variable with a server's key: the one after ``?key=``, or NAME_API_KEY.

        OPENAI_API_KEY belongs to the judge's server: it goes nowhere else unless it is named.
        """
        given = self.place.partition("#")[2].partition("?key=")[2]
        plain = re.sub(r"\W+", "_", self.name.partition(",")[0], flags=re.ASCII).strip("_").upper() or "CANDIDATE"
        return given or (f"{plain}_API_KEY" if plain != "OPENAI" else "OPENAI_CANDIDATE_API_KEY")

    @property
    def file_stem(self) -> str:
        """A file name for its answers: the name itself where it is plain, else what is plain in it and a hash."""
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", self.name).strip(".-")
        is_plain = plain == self.name and len(plain) <= 60
        return plain if is_plain else f"{plain[:40]}-{hashlib.sha256(self.name.encode()).hexdigest()[:8]}"


def parse_source(option: str, flag: str) -> Source:
    """Read `NAME=SOURCE`.

    Args:
        option: the text of the option.
        flag: the option's name, for the message.

    Raises:
        EvaluationError: there is no name or no source, or the source is a path that does not exist.
    """
    name, sign, place = option.partition("=")
    name = name.strip()
    if not sign or not name or not place:
        raise EvaluationError(f"{flag} {option!r}: expected NAME=SOURCE, as in tuned=my-model or tuned=answers.jsonl")
    if len(name) > 100 or any(ord(character) < 32 for character in name):
        raise EvaluationError(f"{flag} {option[:60]!r}: a name has at most 100 characters, all of them printable")
    if place == REFERENCE:
        return Source(name, REFERENCE, place)
    if re.match(r"https?://", place):
        if "@" in urlsplit(place).netloc:
            variable = Source(name, "server", "").key_variable
            raise EvaluationError(f"{flag} {name}: leave name and password out; the key is read from {variable}")
        source = Source(name, "server", place)
        if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", source.key_variable) and source.key_variable not in os.environ:
            # it may be the key itself
            raise EvaluationError(
                f"{flag} {name}: what stands after ?key= is no name of an environment variable (capital letters, "
                "digits and underscores); name the variable that holds the key, and not the key"
            )
        return source
    path = Path(place).expanduser()
    if path.is_file():
        return Source(name, "file", str(path))
    if path.is_dir():
        if not any((path / file).is_file() for file in ("config.json", "adapter_config.json")):
            raise EvaluationError(f"{flag} {name}: {place} has no config.json; expected the folder of a saved model")
        return Source(name, "model", str(path))
    if place.endswith((".jsonl", ".json")) or place.startswith((".", "/", "~")) or place.count("/") > 1:
        raise EvaluationError(f"{flag} {name}: {place} does not exist; expected an answers file or a model folder")
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", place):
        raise EvaluationError(f"{flag} {name}: {place!r} is no file, folder, URL or Hub id")
    return Source(name, "model", place)


def check_names(baseline: Source, candidates: list[Source]) -> None:
    """Refuse two rows of one name, and a comparison without a candidate."""
    if not candidates:
        raise EvaluationError("no candidate; name at least one with --candidate NAME=SOURCE")
    seen: dict[str, str] = {}
    for source in [baseline, *candidates]:
        if source.name.lower().startswith("blind:"):
            raise EvaluationError(f"the name {source.name!r} is one of the image-blind rows'; use another")
        before = seen.get(source.name.casefold())
        if before == source.name:
            raise EvaluationError(f"the name {source.name!r} is given twice; every row of the table needs its own")
        if before is not None:  # their answers would share a file on a disk that ignores case
            raise EvaluationError(f"the names {before!r} and {source.name!r} differ only in case; use others")
        seen[source.name.casefold()] = source.name
