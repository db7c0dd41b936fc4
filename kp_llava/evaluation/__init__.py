"""Models compared by judges, and asked questions with exact answers.

benchmark.py    the benchmark file and answers to it
questions.py    makes a benchmark for a judge from annotations
options.py      what an evaluation is asked
run.py          one evaluation
blind.py        texts that are written without seeing the pictures
judgement.py    what a judge said about a question
scores.py       means, wins and intervals
statistics.py   bootstrap intervals and win rates
agreement.py    how far two judges agree
elsewhere.py    result files of other benchmarks
pictures.py     a picture as a question shows it: mirrored, with boxes, grey
choices/        the pose benchmark with exact answers
answers/        answers of models to a benchmark
judges/         who judges
report/         the report as text, JSON and a page
"""
