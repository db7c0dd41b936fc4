"""Two models compared by a judge.

benchmark.py    the benchmark file and answers to it
questions.py    makes a benchmark for a judge from annotations
options.py      what an evaluation is asked
run.py          one evaluation
judgement.py    what a judge said about a question
scores.py       means, wins and intervals
statistics.py   bootstrap intervals and win rates
pictures.py     a picture as a question shows it: mirrored, with boxes, grey
choices/        the pose benchmark with exact answers
answers/        answers of models to a benchmark
judges/         who judges
report/         the report as text, JSON and a page
"""
