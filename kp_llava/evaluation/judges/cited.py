"""An audit of a judge, as a report cites it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ...errors import EvaluationError
from ...files.json_file import JsonFault, read_object


class _Kind(msgspec.Struct):
    pairs: int
    accuracy: float | None
    interval: tuple[float, float] | None
    finding: str


class _Judge(msgspec.Struct):
    name: str


class _File(msgspec.Struct):
    judge: _Judge
    kinds: dict[str, _Kind]
    first_place_lead: float | None
    length_correlation: float | None


def read_audit(path: Path) -> dict[str, Any]:
    """Read audit.json for a report that cites it.

    Raises:
        EvaluationError: it is missing or no audit.
    """
    try:
        record = msgspec.convert(read_object(path), _File)
    except FileNotFoundError as error:
        raise EvaluationError(f"--judge-audit {path}: no such file") from error
    except (JsonFault, msgspec.ValidationError) as error:
        raise EvaluationError(
            f"--judge-audit {path}: expected audit.json of `kp-llava audit-judge` ({error})"
        ) from error
    return {
        "file": path.name,
        "judge": record.judge.name,
        "kinds": {kind: msgspec.structs.asdict(one) for kind, one in record.kinds.items()},
        "first_place_lead": record.first_place_lead,
        "length_correlation": record.length_correlation,
    }
