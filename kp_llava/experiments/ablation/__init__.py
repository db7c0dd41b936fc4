"""Trainings on each kind of rows, compared.

ablation.py   one training of several, with its record
settings.py   what is trained
run.py        all trainings and their evaluation
table.py      the table
"""
