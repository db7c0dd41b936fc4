"""Statements about poses in texts.

words.py     the words for parts, states and people
subject.py   who a sentence is about
find.py      the statements in a text
verify.py    whether the facts agree with a statement
"""
