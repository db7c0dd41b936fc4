"""LLaVA's JSON.

items.py        rows as LLaVA's items, written to a file
import_run.py   a file as a run
check.py        a file held against keypoints
"""
