"""What a training reads: rows, their pictures and their tokens.

sources.py   run folders, datasets and LLaVA's JSON as tables
rows.py      all rows, grouped by picture
light.py     rows without their pictures' bytes, and a hash of them
tokens.py    the rows' tokens, made once on all cores and kept on disk
store.py     those tokens, looked through and mapped into memory
mirror.py    pictures mirrored with the text of their rows
images.py    pictures, opened and counted in tokens
audit.py     checks the labels of a few rows
"""
