"""The ledger: one SQLite file that keeps every request, attempt and answer of a run.

records.py   requests, attempts and scenes as plain data
ledger.py    reads and writes them
batches.py   the batches of the openai-batch teacher
"""
