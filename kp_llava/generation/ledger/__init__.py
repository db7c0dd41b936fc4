"""The ledger: one SQLite file that keeps every request, attempt and answer of a run.

records.py   requests, attempts and scenes as plain data
ledger.py    reads and writes them
format.py    its tables
schema.py    no table, view or trigger of somebody else
connect.py   opens the file, also a damaged one
answers.py   what is wanted, with its answers
checksums.py of rows
damage.py    what is damaged, by request
pages.py     a damaged file's records, page by page
salvage.py   what is whole of a damaged file
repair.py    takes damage out
results.py   what was worked out from answers
faults.py    SQLite's errors in our words
pictures.py  which picture a request shows
batches.py   the batches of the openai-batch teacher
"""
