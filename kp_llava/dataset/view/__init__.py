"""One page that shows a run: pictures with skeletons, prompts, answers and checks.

view.py     gathers what the page shows, and writes it
known.py    pictures with what is drawn over them, for other pages
"""

from .view import describe_drawing, mark_claims, read_drawing, write_view

__all__ = ["describe_drawing", "mark_claims", "read_drawing", "write_view"]
