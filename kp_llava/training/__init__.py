"""LLaVA trained on rows. It reads datasets, not scenes, and stands alone.

arguments.py    a recipe's fields
run.py          one training
trainer.py      the `Trainer` subclass
model.py        loads a model, and sets what trains
lora.py         adapters and 4-bit weights
processor.py    the processor of a model
chat.py         conversations as token ids and labels
rows.py         rows of a recipe's sources
images.py       pictures, opened and counted in tokens
packing.py      which rows share a picture and a sequence
collate.py      micro-batches as tensors
checkpoint.py   which checkpoint to resume from
audit.py        shows the labels of a few rows
planning/       time, memory and money of a training, worked out before it
tiny/           a model small enough for a CPU
"""
