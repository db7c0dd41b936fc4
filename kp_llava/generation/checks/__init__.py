"""Checks of answers.

checks.py       the checks by name
statements.py   the statements of an answer, one by one
text.py         those that only need the text
best.py         the best pairs of several answers
cache.py        results kept in the ledger, and worked out in several processes
"""
