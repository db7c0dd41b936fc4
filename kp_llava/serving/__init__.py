"""Models in use: in the terminal, and elsewhere.

model.py       loads a model and streams its answers
chat.py        a conversation in the terminal
compare.py     several models asked at once
page.py        a page in the browser that asks one model or two
weights.py     tensors of a saved model by their names, one at a time
vocabulary.py  a tokenizer as llama.cpp stores it
gguf.py        a model as llama.cpp's two files
"""
