"""A LLaVA of a few million weights, for the demo and the tests.

model.py    the model, its tokenizer and processor
vision.py   teaches its vision tower to see joints
"""
