"""PoseChoice: questions about poses with exact answers, which nobody answers without looking.

traits.py       what is certain about a person
templates.py    how it is asked, and which options there are
candidates.py   everything that can be asked about a scene
balance.py      picks so that every answer is right equally often
make.py         makes the benchmark file
benchmark.py    the file
read.py         which option an answer names
formats.py      the formats in which the file is written
vlmevalkit.py   as VLMEvalKit's TSV
lmms_eval.py    as a folder for lmms-eval
"""
