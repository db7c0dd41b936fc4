"""Rows as a Hugging Face dataset, and as LLaVA's JSON.

features.py       the columns of a row
config.py         what `load_dataset` can be asked for
builder.py        the builder behind `load_dataset("kp_llava", ...)`
registration.py   makes `datasets` find that builder
splits.py         the names of splits
layout.py         the names of an exported dataset's files
attach.py         puts pictures into a dataset exported by reference
export.py         a run as a folder that the Hub serves
parquet.py        the Parquet files of an export
push.py           uploads an export
card/             the dataset card and its figures
view/             a page with pictures, skeletons, prompts and answers
llava/            LLaVA's JSON: writing, importing and checking it
"""
