"""The teacher that submits batches: half the price, answers within a day.

teacher.py   submits, polls and collects batches
shards.py    requests grouped into batches that the account takes
lines.py     the lines of a batch's input and output files
"""
