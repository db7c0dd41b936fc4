"""Hashes of our own code: what older code made is not taken for the work of the present one.

The lists name all modules that a text or a result can follow from and no others, so that a change elsewhere costs
nothing; a test reads the imports and holds the lists to them.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

_ROOM = Path(__file__).parent
FACTS = ("body", "facing", "fact", "limb", "pose", "posture", "relation", "scene", "skeleton")
"""Of the annotations: what a scene's facts follow from."""
CLAIMS = ("claim_check", "claim_subject", "claim_words", "claims", "person_naming")
"""Of this room: what is found in a text, and how it is judged."""
POSE_TEXT = (
    *("activities", "caption_words", "choice", "pose_paragraph", "pose_questions", "pose_reasoning", "pose_teacher"),
    *("pose_wording", *CLAIMS),
)
"""Of this room: what the pose teacher's text follows from, besides the seed and the scene."""
CHECKING = ("check_text", "checks", "tasks", *CLAIMS)
"""Of this room: what the checks' results follow from, besides the answer and the scene."""


@lru_cache
def digest_code(modules: tuple[str, ...]) -> str:
    """A hash of the named modules of this room and of the code that knows poses, as hex SHA-256.

    Args:
        modules: `POSE_TEXT` or `CHECKING`.
    """
    digest = hashlib.sha256()
    for path in code_files(modules):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def code_files(modules: tuple[str, ...]) -> list[Path]:
    """The files that `digest_code` reads, in their order."""
    facts = [_ROOM.with_name("annotations") / f"{name}.py" for name in FACTS]
    return [*(_ROOM / f"{name}.py" for name in sorted(modules)), *facts]
