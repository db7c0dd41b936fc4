"""PoseChoice in other projects' formats.

write.py        the formats by name
vlmevalkit.py   as VLMEvalKit's TSV
lmms_eval.py    as a folder for lmms-eval
"""
