"""What a training takes, worked out before it starts.

planner.py       the plan
text.py          the plan as text
setup.py         what is planned: recipe, machine, rows
row_table.py     rows with their lengths, counted or assumed
workload.py      steps and tokens
memory.py        memory of a GPU
flops.py         arithmetic
traffic.py       what GPUs send each other, and saving
model_shape.py   a model's sizes
"""
