"""LLaVA trained on rows. It reads datasets, not scenes, and stands alone.

arguments.py    a recipe's fields
run.py          one training
trainer.py      the `Trainer` subclass
model.py        loads a model, and sets what trains
lora.py         adapters and 4-bit weights
processor.py    the processor of a model
chat.py         conversations as token ids and labels
data/           rows, their pictures and their tokens
packing/        which rows share a picture and a micro-batch
checkpoints/    which checkpoint to resume from
planning/       time, memory and money of a training, worked out before it
tiny/           a model small enough for a CPU
"""
