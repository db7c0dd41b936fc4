"""Work on many machines: Ray schedules the parts of a run, and each part keeps its own folder and ledger.

cluster.py     a Ray cluster, and parts of work on it that are tried again when their process dies
shards.py      the run folders of all parts, and the options of each
work.py        what is done with a part: generating, checking, exporting
rehearsal.py   many small parts whose processes are killed, to see that none is lost or done twice
"""
