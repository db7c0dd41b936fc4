"""Exported runs to the Hub: one commit, nothing sent that the Hub has already."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, get_token
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from huggingface_hub.utils import httpx, validate_repo_id

from ..errors import DatasetError
from ..tasks import TASKS
from .card import figures
from .export import ExportReport, export_hub


@dataclass(frozen=True)
class PushReport:
    """What is on the Hub now.

    Attributes:
        url: of the dataset.
        commit: the commit's id.
        export: what was written before it was sent.
        deleted: files of an earlier push that this one replaces by others.
    """

    url: str
    commit: str
    export: ExportReport
    deleted: tuple[str, ...]


def push_runs(
    runs: Sequence[tuple[Path, str | None]],
    repo_id: str,
    *,
    private: bool = True,
    title: str | None = None,
    embed_images: bool = False,
    tag: str | None = None,
    endpoint: str | None = None,
    progress: bool = False,
    processes: int = 1,
) -> PushReport:
    """Export runs and push the folder to the Hub as one commit.

    The same runs give the same files, and the Hub is asked which of them it has: a push that was stopped goes on where
    it was, and a push of what is there already sends and commits nothing. The token is that of HF_TOKEN or of a login,
    and goes nowhere but to the Hub.

    Args:
        runs: run folders, each with its split's name or None.
        repo_id: as in "you/name"; made where there is none.
        private: who sees a repository that is made now; one that is there stays as it is.
        title: the card's heading.
        embed_images: put the pictures into the files.
        tag: a git tag for the commit.
        endpoint: another Hub; by default that of HF_ENDPOINT, or huggingface.co.
        progress: show bars on stderr.
        processes: how many check answers that were never checked.

    Raises:
        DatasetError: no token, a wrong name, no right, no network; or whatever keeps the runs from being exported.
        RunError: a folder is not a run.
    """
    try:
        validate_repo_id(repo_id)
    except HFValidationError:
        repo_id_ok = False
    else:
        repo_id_ok = repo_id.count("/") == 1
    if not repo_id_ok:
        raise DatasetError(f"{repo_id!r}: expected OWNER/NAME of letters, digits, '-', '_' and '.', as in you/poses")
    token = get_token()
    if not token:
        raise DatasetError("no token for the Hub: set HF_TOKEN, or log in with `hf auth login`")
    api = HfApi(endpoint=endpoint, token=token, library_name="kp-llava")
    with clear_hub_errors(repo_id, api.endpoint):
        api.whoami()
    with tempfile.TemporaryDirectory(prefix="kp-llava-push-") as temporary:
        folder = Path(temporary) / "dataset"
        export = export_hub(
            runs,
            folder,
            title=title,
            repository=repo_id,
            embed_images=embed_images,
            progress=progress,
            processes=processes,
        )
        with clear_hub_errors(repo_id, api.endpoint):
            url = api.create_repo(repo_id, repo_type="dataset", private=private, exist_ok=True)
            paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
            stale = [
                name
                for name in api.list_repo_files(repo_id, repo_type="dataset")
                if name not in paths and _is_ours(name)
            ]
            operations: list[CommitOperationAdd | CommitOperationDelete] = [
                *(CommitOperationDelete(path_in_repo=name) for name in stale),
                *(CommitOperationAdd(path_in_repo=name, path_or_fileobj=path) for name, path in paths.items()),
            ]
            commit = api.create_commit(
                repo_id, operations, commit_message="Update the dataset with kp-llava", repo_type="dataset"
            )
            if tag:
                api.create_tag(repo_id, tag=tag, revision=commit.oid, repo_type="dataset", exist_ok=True)
    return PushReport(str(url), commit.oid, export, tuple(stale))


def _is_ours(name: str) -> bool:
    """Whether a push wrote the file of that name."""
    folder, _, last = name.partition("/")
    return (folder in TASKS and last.endswith(".parquet")) or (folder == figures.FOLDER and last in figures.NAMES)


@contextmanager
def clear_hub_errors(repo_id: str, endpoint: str) -> Iterator[None]:
    """Turn what can go wrong between here and the Hub into one line each.

    Raises:
        DatasetError: in place of the Hub client's own errors.
    """
    again = "give the same command again: what the Hub has already is not sent twice"
    try:
        yield
    except HfHubHTTPError as error:
        raise DatasetError(_explain_status(error, repo_id, endpoint, again)) from error
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
    said = error.server_message or _one_line(error)
    return f"{repo_id}: {endpoint} answered {status} ({said}); {again}"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
