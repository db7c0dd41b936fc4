"""Prompts: what a teacher is asked.

context.py     an image as text: captions, boxes, keypoints
facts.py       what the keypoints say, as sentences
templates.py   the Jinja environment
limits.py      bounds on what a template computes
messages.py    templates, worked examples and context as messages
picture.py     a picture that is shown with the text
schema.py      the JSON schema of structured answers
"""
