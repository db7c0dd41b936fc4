"""The teachers, named as on the command line.

ask.py          a run's teacher, its progress, and what it is asked again
client.py       one call to an OpenAI-compatible server
bounds.py       how much of a reply is read
responses.py    the same call by the Responses API
usage.py        the tokens of a call
rate.py         how many calls at a time, and how fast
servers.py      one server or several, and what was learned of them
stopping.py     a stop while calls are in flight
tally.py        what became of calls
openai.py       answers from a server, as fast as it and the account allow
follow_ups.py   what is asked after an answer that cannot be used
captioner.py    sentences on pictures, for folders without captions
faults.py       what is wrong with an answer, in words for its teacher
openai_batch/   answers from a server's batches
pose/           answers from geometry, without a network
"""
