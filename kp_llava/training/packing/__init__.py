"""How rows become micro-batches.

plan.py      which rows are trained in which step, and how they stand in a batch
collate.py   micro-batches as tensors
"""
