"""Dataset rows: read from the answers of a run, and counted.

read.py       rows of one run or of several
mirrored.py   rows of the pose teacher about mirrored pictures
counts.py     how many rows, and why other images give none
tallies.py    what each answer comes to, kept for the next count
blind.py      what texts get against other pictures
fidelity.py   statements that agree with the keypoints or contradict them
"""

from .counts import RowCount, count_rows, fidelity_record, row_counts, sum_counts, sum_row_counts
from .fidelity import SAME_GEOMETRY, Fidelity, describe_beyond, sum_fidelity
from .read import Runs, list_runs, read_rows, run_fingerprint

__all__ = [
    "SAME_GEOMETRY",
    "Fidelity",
    "RowCount",
    "Runs",
    "count_rows",
    "describe_beyond",
    "fidelity_record",
    "list_runs",
    "read_rows",
    "row_counts",
    "run_fingerprint",
    "sum_counts",
    "sum_fidelity",
    "sum_row_counts",
]
