"""What a run costs.

prices.py     prices by model, and the budget
tokens.py     tokens of a prompt, counted or estimated
money.py      what calls cost, and how much they may
spending.py   what a run has spent
"""
