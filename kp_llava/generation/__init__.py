"""From scenes to answered requests, kept in a run folder.

options.py    what a run asks, and its run.json
server.py     which server is asked
plan.py       scenes to requests
recording.py  what a run wants, written into its ledger
payload.py    a request's bytes and its key
run.py        one call of `generate`
preview.py    what a call would send and cost
status.py     where a run stands
parsing/      raw answers to question-answer pairs
rows/         answers to dataset rows, counted
summary.py    what the command prints
prompts/      contexts, templates and worked examples
ledger/       the SQLite file that keeps everything
teachers/     who answers: geometry, a server, or a server's batches
checks/       what is wrong with an answer
cost/         prices, tokens and spending
"""
