"""The dataset card.

card.py       the card as a whole
metadata.py   its YAML, made anew or merged into an earlier card's
blocks.py     the parts between markers, which a push replaces
sections.py   checks, rights, limits and citation
runs.py       what is known of the runs behind a dataset
tally.py      counts over the rows
words.py      the verbs and body parts in a text
figures.py    pictures of the counts
"""
