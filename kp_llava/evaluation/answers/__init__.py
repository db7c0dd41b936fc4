"""Answers of models to a benchmark.

source.py     where answers come from: a model folder, a server, a file
collect.py    collects and keeps them
model.py      a local model
parallel.py   a local model in one process a GPU
server.py     a server that takes pictures
"""
