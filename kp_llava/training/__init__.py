"""LLaVA trained on rows. It reads datasets, not scenes, and stands alone.

arguments.py    a recipe's fields
recipe.py       reads a recipe and the command line
checks.py       refuses settings that do not go together
launch.py       one process or one of many: torchrun, deepspeed, accelerate, srun, mpirun
run.py          one training
trainer.py      the `Trainer` subclass
model.py        loads a model, and sets what trains
lora.py         adapters and 4-bit weights
chat.py         conversations as token ids and labels
families/       what is particular to each model family, and its processor
data/           rows, their pictures and their tokens
packing/        which rows share a picture and a micro-batch
checkpoints/    from where a run goes on, and the room that checkpoints take
record/         what is known of a run: recipe, versions, figures, model card, answers to questions
planning/       time, memory and money of a training, worked out before it
models/         models put together here: of pretrained parts, and a tiny one with random weights
"""
