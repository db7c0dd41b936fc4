"""Answers of models to a benchmark.

source.py    where answers come from: a model folder, a server, a file
collect.py   collects and keeps them
model.py     a local model
server.py    a server that takes pictures
"""
