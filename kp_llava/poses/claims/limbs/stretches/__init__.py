"""The stretch of a sentence that speaks of one limb, and the statements in it.

stretch.py   what stands before a limb and behind it, and the states that it is said to be in
arms.py      what the stretch of an arm or a hand states
legs.py      what the stretch of a leg or a foot states
leg_words.py the words for states of legs and feet
places.py    the parts of the body that a hand is said to be at
contacts.py  hands at somebody else
supports.py  what an arm or a hand rests on, and where it is for that
"""
