"""PoseChoice: questions about poses with exact answers, which nobody answers without looking.

traits.py       what is certain about a person
templates.py    how it is asked, and which options there are
candidates.py   everything that can be asked about a scene
balance.py      picks so that every answer is right equally often
make.py         makes the benchmark file
benchmark.py    the file
blind.py        the same questions without sight
read.py         which option an answer names
model.py        a local model's choice by likelihood
scores.py       accuracy, kappa, mirror consistency, with intervals
run.py          one evaluation
report.py       the report as text, Markdown and JSON
page.py         the report as a page
figure.py       a body coloured by scores
formats/        the file in other projects' formats
"""
