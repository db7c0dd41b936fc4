"""Exported runs to the Hub: one commit that touches only what a push has written, and sends nothing that is there."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from datasets.data_files import EmptyDatasetError, get_data_patterns, resolve_pattern
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, DatasetCard, HfApi, RepoFile, get_token
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import httpx, validate_repo_id

from ..errors import DatasetError
from ..generation.rows import Runs
from .card.card import merge_cards
from .card.metadata import check_formats
from .export import ExportOptions, ExportReport, export_hub, write_card
from .layout import CARD_NAME, is_part_of, is_written_by_us

ADDED, CHANGED, DELETED = "add", "change", "delete"


@dataclass(frozen=True)
class PushOptions:
    """How runs are put into a repository.

    Attributes:
        private: who sees a repository that is made now; an existing one stays as it is.
        replaces: delete all that earlier pushes wrote and write the card anew, instead of merging.
        revision: the branch to commit to; the main one without it.
        create_pr: open a pull request instead of committing.
        tag: a git tag for the commit.
        is_dry: only find out what would change; nothing is sent.
    """

    private: bool = True
    replaces: bool = False
    revision: str | None = None
    create_pr: bool = False
    tag: str | None = None
    is_dry: bool = False

    def __post_init__(self) -> None:
        if self.tag and self.create_pr:
            raise DatasetError("--tag: a pull request has no commit to tag yet; tag it once it is merged")


@dataclass(frozen=True)
class PushReport:
    """What a push did, or would do.

    Attributes:
        url: of the dataset, or of the pull request.
        commit: the commit's id; None for a dry run.
        export: what was written before it was sent.
        changes: (`ADDED`, `CHANGED` or `DELETED`, path) of each file.
    """

    url: str
    commit: str | None
    export: ExportReport
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Repository:
    """What a repository holds.

    Attributes:
        sha: of its last commit; None where there is no repository, or no such branch, yet.
        files: the hash of each file, by path.
        sizes: of the files, in bytes.
        card: the text of its README.md; None without one.
    """

    sha: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    card: str | None = None


def push_runs(
    runs: Sequence[tuple[Runs, str | None]],
    repo_id: str,
    export_options: ExportOptions | None = None,
    options: PushOptions | None = None,
    *,
    endpoint: str | None = None,
    progress: bool = False,
    processes: int = 1,
) -> PushReport:
    """Export runs and push the folder to the Hub as one commit.

    Other splits, other configs and files of others stay. Only files whose names carry a push's digest are replaced, and
    only those of the splits and configs that are pushed. The card's metadata is merged, and its text outside of
    kp-llava's marked parts stays as it is.

    The same runs give the same files, and the Hub is asked which of them it has: a push that was stopped goes on where
    it was, and a push of what is there already sends and commits nothing. The token is that of HF_TOKEN or of a login,
    and goes nowhere but to the Hub.

    Args:
        runs: run folders, each with its split's name or None.
        repo_id: as in "you/name"; made where there is none.
        export_options: what to take from the runs.
        options: how it is put into the repository.
        endpoint: another Hub; by default that of HF_ENDPOINT, or huggingface.co.
        progress: show bars on stderr.
        processes: how many check answers that were never checked.

    Raises:
        DatasetError: no token, a wrong name, no right, no network; or whatever keeps the runs from being exported.
        RunError: a folder is not a run.
    """
    options, export_options = options or PushOptions(), export_options or ExportOptions()
    _check_repo_id(repo_id)
    token = get_token()
    if not token:
        raise DatasetError("no token for the Hub: set HF_TOKEN, or log in with `hf auth login`")
    odd = next((place for place, letter in enumerate(token, start=1) if not "!" <= letter <= "~"), None)
    if odd is not None:
        raise DatasetError(
            f"the token for the Hub holds a sign at place {odd} of {len(token)} that no token has; set HF_TOKEN to the "
            "token alone, or log in with `hf auth login`"
        )
    api = HfApi(endpoint=endpoint, token=token, library_name="kp-llava")
    with clear_hub_errors(repo_id, api.endpoint):
        api.whoami()
    with tempfile.TemporaryDirectory(prefix="kp-llava-push-") as temporary:
        folder = Path(temporary) / "dataset"
        exported = replace(export_options, repository=repo_id)
        export = export_hub(runs, folder, exported, progress=progress, processes=processes)
        with clear_hub_errors(repo_id, api.endpoint):
            url = _find_url(api, repo_id, options)
            there = _read_repository(api, repo_id, options.revision)
            paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
            stale = _find_stale(there, export, set(paths), replaces=options.replaces)
            if there.card is not None and not options.replaces:
                stay = set(there.files) - set(stale) - set(paths)
                _merge_card(folder, there, stay, keeps_title=export_options.title is None)
            changes = _list_changes(there, paths, stale)
            if options.is_dry:
                return PushReport(url, None, export, changes)
            if options.revision and there.sha is None:
                api.create_branch(repo_id, branch=options.revision, repo_type="dataset", exist_ok=True)
            operations: list[CommitOperationAdd | CommitOperationDelete] = [
                *(CommitOperationDelete(path_in_repo=name) for name in stale),
                *(CommitOperationAdd(path_in_repo=name, path_or_fileobj=path) for name, path in paths.items()),
            ]
            commit = api.create_commit(
                repo_id,
                operations,
                commit_message="Update the dataset with kp-llava",
                repo_type="dataset",
                revision=options.revision,
                create_pr=options.create_pr,
                # the card was merged with that of this commit; a newer one is not written over
                parent_commit=there.sha,
            )
            if options.tag:
                api.create_tag(repo_id, tag=options.tag, revision=commit.oid, repo_type="dataset", exist_ok=True)
    return PushReport(commit.pr_url or url, commit.oid, export, changes)


def _check_repo_id(repo_id: str) -> None:
    try:
        validate_repo_id(repo_id)
        is_valid = repo_id.count("/") == 1
    except HFValidationError:
        is_valid = False
    if not is_valid:
        raise DatasetError(f"{repo_id!r}: expected OWNER/NAME of letters, digits, '-', '_' and '.', as in you/poses")


def _find_url(api: HfApi, repo_id: str, options: PushOptions) -> str:
    if options.is_dry:
        return f"{api.endpoint}/datasets/{repo_id}"
    return str(api.create_repo(repo_id, repo_type="dataset", private=options.private, exist_ok=True))


def _read_repository(api: HfApi, repo_id: str, revision: str | None) -> _Repository:
    try:
        info = api.repo_info(repo_id, repo_type="dataset", revision=revision)
    except (RepositoryNotFoundError, RevisionNotFoundError):
        return _Repository()
    tree = list(api.list_repo_tree(repo_id, repo_type="dataset", revision=info.sha, recursive=True))
    # a file of the large kind has its own hash; a small one has git's
    files = {
        entry.path: entry.lfs.sha256 if entry.lfs else entry.blob_id for entry in tree if isinstance(entry, RepoFile)
    }
    card = None
    if CARD_NAME in files:
        # into a folder of its own: the user's cache is for what the user loads
        with tempfile.TemporaryDirectory(prefix="kp-llava-card-") as folder:
            try:
                path = api.hf_hub_download(repo_id, CARD_NAME, repo_type="dataset", revision=info.sha, local_dir=folder)
                card = Path(path).read_bytes().decode("utf-8")
            except EntryNotFoundError:
                card = None
            except UnicodeDecodeError:
                raise DatasetError(
                    f"{repo_id}: its {CARD_NAME} is not UTF-8; put that right, or give --replace"
                ) from None
    sizes = {entry.path: entry.size for entry in tree if isinstance(entry, RepoFile)}
    return _Repository(info.sha, files, sizes, card)


def _merge_card(folder: Path, there: _Repository, stay: set[str], *, keeps_title: bool) -> None:
    """Put the export's card into that of the repository, whose files `stay` are not touched."""
    try:
        old = DatasetCard(there.card or "", ignore_metadata_errors=False)
    except (ValueError, yaml.YAMLError) as error:
        raise DatasetError(
            f"{CARD_NAME} of the repository: its YAML cannot be read ({_one_line(error)}); put that right, "
            "or give --replace"
        ) from None
    new = DatasetCard.load(folder / CARD_NAME)
    files = {} if old.data.get("configs") else _find_default_files(there)
    kept_bytes: dict[str, int] = {}
    for name in filter(is_written_by_us, stay):
        config = name.partition("/")[0]
        kept_bytes[config] = kept_bytes.get(config, 0) + there.sizes[name]
    card = merge_cards(old, new, default_files=files, kept_bytes=kept_bytes, keeps_title=keeps_title)
    write_card(folder, card)


def _find_default_files(there: _Repository) -> dict[str, list[str]]:
    """Return the Parquet files that `datasets` finds without any config in a card, by split.

    `datasets` looks for them in a folder; one with empty files of the same names will do.

    Raises:
        DatasetError: the repository has data in another format.
    """
    others = [name for name in there.files if not is_written_by_us(name) and ".." not in Path(name).parts]
    check_formats(others)
    with tempfile.TemporaryDirectory(prefix="kp-llava-names-") as temporary:
        folder = Path(temporary).resolve()
        for name in others:
            if name.endswith(".parquet"):
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
        try:
            patterns = get_data_patterns(str(folder))
        except (EmptyDatasetError, FileNotFoundError):
            return {}
        return {
            str(split): sorted(
                {
                    Path(path).relative_to(folder).as_posix()
                    for pattern in found
                    for path in resolve_pattern(pattern, str(folder))
                }
            )
            for split, found in patterns.items()
        }


def _find_stale(there: _Repository, export: ExportReport, names: set[str], *, replaces: bool) -> list[str]:
    """Return the files of earlier pushes that this one takes the place of."""
    pushed: dict[str, set[str]] = {}
    for config, splits in export.files.items():
        for written in splits:
            pushed.setdefault(written.split, set()).add(config)
    return [
        name
        for name in sorted(there.files)
        if name not in names
        and is_written_by_us(name)
        and (replaces or any(is_part_of(name, split, configs) for split, configs in pushed.items()))
    ]


def _list_changes(there: _Repository, paths: Mapping[str, Path], stale: Sequence[str]) -> tuple[tuple[str, str], ...]:
    changes = [(DELETED, name) for name in stale]
    for name, path in paths.items():
        if name not in there.files:
            changes.append((ADDED, name))
        elif not is_written_by_us(name) and there.files[name] not in _hash_like_the_hub(path):
            changes.append((CHANGED, name))
    return tuple(sorted(changes, key=lambda change: change[1]))


def _hash_like_the_hub(path: Path) -> tuple[str, str]:
    """Return a file's SHA-256, which the Hub has of a large file, and git's hash, which it has of a small one."""
    data = path.read_bytes()
    git = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False)
    return hashlib.sha256(data).hexdigest(), git.hexdigest()


@contextmanager
def clear_hub_errors(repo_id: str, endpoint: str) -> Iterator[None]:
    """Give each fault between here and the Hub one clear line.

    Raises:
        DatasetError: in place of the Hub client's own errors.
    """
    again = "give the same command again: what the Hub has already is not sent twice"
    try:
        yield
    except HfHubHTTPError as error:
        raise DatasetError(_explain_status(error, repo_id, endpoint, again)) from error
    except DatasetError:
        raise
    except (httpx.HTTPError, OfflineModeIsEnabled, OSError) as error:
        raise DatasetError(f"{endpoint}: cannot be reached ({_one_line(error)}); {again}") from error
    except RuntimeError as error:
        # the client wraps what happened to a single file
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise DatasetError(_explain_status(cause, repo_id, endpoint, again)) from error
        raise DatasetError(f"{repo_id}: {_one_line(error)} ({_one_line(cause or error)}); {again}") from error
    except ValueError as error:
        raise DatasetError(f"{repo_id}: the Hub does not take the files: {_one_line(error)}") from error


def _explain_status(error: HfHubHTTPError, repo_id: str, endpoint: str, again: str) -> str:
    status = error.response.status_code if error.response is not None else 0
    if status == 401:
        return f"{endpoint} does not take the token: set HF_TOKEN to a valid one, or log in again with `hf auth login`"
    if status == 403:
        return (
            f"{repo_id}: the token has no right to write there; give a token with write access, "
            "or a name under your own account"
        )
    if status == 404:
        return f"{repo_id}: not found on {endpoint}, or the token may not see it"
    if status == 412:
        return f"{repo_id}: somebody else committed meanwhile; give the same command again"
    said = error.server_message or _one_line(error)
    return f"{repo_id}: {endpoint} answered {status} ({said}); {again}"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
