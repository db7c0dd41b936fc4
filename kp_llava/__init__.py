"""kp_llava: instruction data about human poses and actions, and LLaVA models trained and judged on it."""

from .dataset.attach import attach_images
from .dataset.registration import register as _register
from .errors import KpLlavaError
from .version import __version__

__all__ = ["KpLlavaError", "__version__", "attach_images"]

_register()
