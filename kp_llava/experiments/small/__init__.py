"""The line with a small LLaVA of pretrained parts, asked about drawn people and about real ones.

stages.py     its stages and what it prints
limbs.py      what a model says of arms and legs, next to what it says without seeing them
"""
