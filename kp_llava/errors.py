"""Every error that kp_llava raises on purpose; catch `KpLlavaError` to catch them all.

    KpLlavaError
    ├── AnnotationError     a COCO folder: a missing or broken file, a wrong field
    ├── PromptError         a template or seed example: missing, broken, naming an unknown variable
    ├── TeacherError        the teacher or judge cannot be used: no key, no permission, no quota, unknown model
    ├── RunError            a run folder: made by other options, in use, not a run, no room on the disk
    ├── DatasetError        rows, exported folders and pushes
    ├── TrainingError       recipes, labels, models and checkpoints
    └── EvaluationError     benchmarks, answers, judgements and scores

A message names the file, the field, the value and the way out, in one line that a command can print as it is.
"""

from __future__ import annotations


class KpLlavaError(Exception):
    """The base of every error that a user's input can cause."""


def explain_install(extra: str) -> str:
    """How to install one of setup.cfg's extras, for the end of an error: the package is on no index yet."""
    return f"install kp_llava with its extra {extra}, as in pip install '.[{extra}]' in a checkout"


class AnnotationError(KpLlavaError):
    """A COCO folder cannot be read: a file is missing or broken, or a field has a wrong value."""


class PromptError(KpLlavaError):
    """A prompt template or seed example is missing, broken, or names a variable that does not exist."""


class TeacherError(KpLlavaError):
    """A teacher or judge cannot be used: no key, no permission, no quota, an unknown model, no server."""


class RunError(KpLlavaError):
    """A run folder cannot be used: made by other options, in use by another process, or not a run."""


class DatasetError(KpLlavaError):
    """Rows cannot be built, exported or pushed."""


class TrainingError(KpLlavaError):
    """A recipe, a row's labels, a model or a checkpoint cannot be used."""


class EvaluationError(KpLlavaError):
    """A benchmark, answers, judgements or scores cannot be used."""
