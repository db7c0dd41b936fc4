"""One page that shows a run: pictures with skeletons, prompts, answers and checks.

view.py     gathers what the page shows, and writes it
"""

from .view import mark_claims, write_view

__all__ = ["mark_claims", "write_view"]
