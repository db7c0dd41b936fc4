"""Models put together here.

compose.py  a LLaVA of a pretrained vision tower and a pretrained language model
tiny.py     a LLaVA small enough for a CPU, with random weights
tower.py    the lesson that gives the tiny model's vision tower sight
"""
