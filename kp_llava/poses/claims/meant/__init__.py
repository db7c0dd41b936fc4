"""Whom of a scene a text means.

roles.py     roles, ages and sizes in words, as they single people out
boxes.py     the geometry of boxes
sides.py     where in the picture people are
holders.py   who is at which thing, and next to somebody who is
resolve.py   the people of a scene that a phrase may stand for
fit.py       how well each person fits a phrase, by size, things nearby and captions
chance.py    how likely a statement holds of a person of whom nothing is certain
said.py      how much less likely captions make a posture
weigh.py     how likely it is each of them, by size and by what else the text says of the same person
"""
