"""The judges, named as on the command line.

openai.py       a language model behind a server
keypoints.py    what true and false statements about poses are worth
statements.py   the statements of an answer, and whether they are true
prompts.py      what a language model is asked
verdict.py      scores read from a reply
audit.py        whether a judge is any good
cited.py        an audit, as a report cites it
"""
