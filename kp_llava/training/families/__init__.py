"""Model families: what is particular to each, and their processors.

family.py       the table of families: where a model's parts stand, what its pictures need, who is refused and why
pictures.py     a picture as a processor gives it: the text in its place, and the tensors
positions.py    positions in three dimensions, and which tokens of a picture see each other
processor.py    the processor of a model
vicuna.py       the chat template of LLaVA-1.5
"""
