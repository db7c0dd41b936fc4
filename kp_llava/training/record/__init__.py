"""What is known of a training while it runs and afterwards.

folder.py      recipe, data, versions, hardware and model card in the output folder
card.py        the model card's text
questions.py   answers to a benchmark's questions at each evaluation
"""
