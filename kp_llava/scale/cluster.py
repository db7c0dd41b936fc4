"""A Ray cluster, and parts of work on it."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from ..errors import KpLlavaError, RunError

_STORE_BYTES = 200_000_000


@dataclass(frozen=True)
class ClusterOptions:
    """Where work runs, and how often a part is tried.

    Attributes:
        address: of a Ray cluster, as in ``auto`` or ``10.0.0.1:6379``; None starts one on this machine.
        cpus: the processors of the one on this machine; all of them without it.
        cpus_each: the processors that a part takes.
        gpus_each: the GPUs that a part takes.
        tries: how often a part is begun whose process dies.
    """

    address: str | None = None
    cpus: int | None = None
    cpus_each: float = 1.0
    gpus_each: float = 0.0
    tries: int = 4

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise RunError(f"--tries {self.tries}: expected 1 or more")


@dataclass(frozen=True)
class Outcome:
    """What came of a part.

    Attributes:
        number: of the part, from 0.
        value: what its function returned; None where it failed.
        error: why it failed, in one line; None where it did not.
    """

    number: int
    value: Any = None
    error: str | None = None


def load_ray() -> Any:
    """Import Ray.

    Raises:
        RunError: it is not installed.
    """
    try:
        import ray
    except ImportError as error:
        raise RunError(f"{error}: `scale` needs more packages; install the extra `scale`, as in '.[scale]'") from None
    return ray


@contextmanager
def open_cluster(options: ClusterOptions) -> Iterator[Any]:
    """Join a cluster, or start one on this machine and end it afterwards.

    Raises:
        RunError: Ray is not installed, or the cluster cannot be reached.
    """
    # a cluster that we start asks for a token; in the environment it is passed on, and no file in the home is written
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Ray reads these when it is imported: a caller who did that has chosen already
    if options.address is None and "ray" not in sys.modules:
        os.environ.setdefault("RAY_AUTH_MODE", "token")
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    ray = load_ray()
    _check_address(options.address)
    try:
        if options.address is None:
            ray.init(
                address="local",
                num_cpus=options.cpus,
                include_dashboard=False,
                log_to_driver=False,
                logging_level="ERROR",
                object_store_memory=_STORE_BYTES,
            )
        else:
            ray.init(address=options.address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        place = options.address or "this machine"
        raise RunError(f"--address {place}: no Ray cluster there ({' '.join(str(error).split())[:300]})") from None
    try:
        yield ray
    finally:
        ray.shutdown()


def _check_address(address: str | None) -> None:
    """See that something listens there: Ray itself tries for minutes, and then ends the process.

    Raises:
        RunError: nothing does.
    """
    host, _, port = (address or "").rpartition(":")
    if not host or not port.isdigit() or "/" in host:
        return
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except OSError as error:
        raise RunError(
            f"--address {address}: no Ray cluster there ({error.strerror or error}); `ray start --head` starts one"
        ) from None


def run_parts(
    ray: Any,
    work: Callable[..., Any],
    arguments: Sequence[tuple[Any, ...]],
    options: ClusterOptions,
    *,
    name: str,
    progress: bool = False,
    on_start: Callable[[], object] = lambda: None,
) -> list[Outcome]:
    """Run a function on each part; a part whose process dies is begun again, up to `tries` times.

    The function must be one that goes on from where its process died. A part that fails with an error of ours is not
    tried again: it would fail in the same way. The others go on.

    Args:
        ray: of `open_cluster`.
        work: a function of a module.
        arguments: of each part.
        options: what a part takes of the cluster.
        name: of the work, for the bar.
        progress: show a bar on stderr.
        on_start: called once all parts are handed over.

    Returns:
        An outcome for each part, in their order.
    """
    remote = ray.remote(
        num_cpus=options.cpus_each, num_gpus=options.gpus_each, max_retries=options.tries - 1, retry_exceptions=False
    )(work)
    pending = {remote.remote(*given): number for number, given in enumerate(arguments)}
    on_start()
    outcomes: dict[int, Outcome] = {}
    with tqdm(total=len(pending), desc=name, unit="part", disable=not progress) as bar:
        while pending:
            done, _ = ray.wait(list(pending), num_returns=1)
            for reference in done:
                number = pending.pop(reference)
                outcomes[number] = _collect(ray, reference, number)
                bar.update()
    return [outcomes[number] for number in sorted(outcomes)]


def _collect(ray: Any, reference: Any, number: int) -> Outcome:
    try:
        return Outcome(number, ray.get(reference))
    except ray.exceptions.RayTaskError as error:
        cause = error.cause
        if isinstance(cause, KpLlavaError):
            return Outcome(number, error=str(cause))
        return Outcome(number, error=f"{type(cause).__name__}: {' '.join(str(cause).split())[:500]}")
    except ray.exceptions.RayError as error:
        return Outcome(number, error=f"its process died each time ({' '.join(str(error).split())[:200]})")


def refuse_failures(outcomes: Sequence[Outcome], what: str) -> None:
    """See that every part is done.

    Raises:
        RunError: one is not; the message has the first reason and the number of the others.
    """
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    if failed:
        more = f" ({len(failed) - 1} more parts failed, too)" if len(failed) > 1 else ""
        raise RunError(
            f"{what}: part {failed[0].number + 1} of {len(outcomes)}: {failed[0].error}{more}; "
            "what is done is kept, the same command goes on from there"
        )
