"""The judges, named as on the command line.

openai.py      a language model behind a server
keypoints.py   counts statements that the keypoints confirm
prompts.py     what a language model is asked
verdict.py     scores read from a reply
"""
