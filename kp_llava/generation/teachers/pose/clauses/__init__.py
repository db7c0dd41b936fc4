"""Facts as clauses with a verb: "raises his left arm above his head", "bends both knees".

clause.py  a clause, clauses behind one subject, and behind "with"
arms.py    what arms and hands do, hold and reach for
body.py    legs, head, trunk and the whole body
words.py   things with their articles, and lists of words
"""
