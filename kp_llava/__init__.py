"""kp_llava: instruction data about human poses and actions, and LLaVA models trained and judged on it."""

from .errors import KpLlavaError
from .version import __version__

__all__ = ["KpLlavaError", "__version__"]
