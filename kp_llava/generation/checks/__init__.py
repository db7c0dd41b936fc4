"""Checks of answers.

checks.py   the checks by name
text.py     those that only need the text
best.py     the best pairs of several answers
cache.py    results kept in the ledger, and worked out in several processes
"""
