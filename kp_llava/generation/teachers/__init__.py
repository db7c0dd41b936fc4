"""The teachers, named as on the command line.

client.py       one call to an OpenAI-compatible server
rate.py         how many calls at a time, and how fast
openai.py       answers from a server, as fast as it and the account allow
follow_ups.py   what is asked after an answer that cannot be used
progress.py     the progress bar
openai_batch/   answers from a server's batches
pose/           answers from geometry, without a network
"""
