"""The dataset card.

card.py       the card as a whole
sections.py   checks, rights, limits and citation
runs.py       what is known of the runs behind a dataset
tally.py      counts over the rows
words.py      the verbs and body parts in a text
figures.py    pictures of the counts
"""
