"""Statements about poses in texts.

words.py     the words for parts, states and people
things.py    the words for things, and COCO's categories
phrase.py    noun phrases for people, read apart
stems.py     which expressions a sentence needs, by its words
mention.py   a noun for people in its sentence
unreal.py    statues, and sentences about what is usual or supposed
subject.py   who a sentence is about
find.py      the statements in a text
bodies/      statements about whole bodies: posture, trunk, the side that is seen, head and gaze
limbs/       statements about limbs, read by clauses
hands.py     which hand holds a thing, by wrists and boxes
meant/       the people of a scene whom a phrase stands for
claim.py     a statement, and what is found of it
states.py    which states prove, exclude or allow each other
known.py     what is known of one person
verify.py    whether the facts agree with a statement
"""
