"""What a training reads: rows, their pictures and their tokens.

rows.py      rows of a recipe's sources, tokenized and grouped by picture
images.py    pictures, opened and counted in tokens
audit.py     checks the labels of a few rows
"""
