"""How rows become micro-batches.

plan.py      which rows are trained in which step and on which rank
layout.py    how a micro-batch's rows stand in a batch
collate.py   micro-batches as tensors
masks.py     who sees whom in a packed batch, for each attention
"""
