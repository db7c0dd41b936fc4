"""kp_llava: instruction data about human poses and actions, and LLaVA models trained and judged on it."""

# ruff: noqa: E402
# before anything else: what follows takes seconds, in which a signal is to end a program of ours without a traceback
from . import starting as _starting

_starting.begin()

from .dataset.attach import attach_images
from .dataset.registration import register as _register
from .errors import KpLlavaError
from .version import __version__

__all__ = ["KpLlavaError", "__version__", "attach_images"]

_register()
_starting.is_begun()
