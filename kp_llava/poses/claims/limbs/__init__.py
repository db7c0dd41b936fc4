"""Statements about arms, hands, legs and feet, read by stretches of a sentence: a limb, and any words for its state.

parts.py     the words for limbs, and where a sentence names them
cues.py      the words for states of arms and hands, and for shapes of legs, too
levels.py    how high a hand is, and small things that are where a hand is
touches.py   hands that are named by what they touch: "covers her mouth", "chin in hand"
holds.py     hands that hold or touch a thing
recast/      sentences in an unusual order of words, written anew in the usual one
compare.py   limbs that a sentence compares with the other one of a pair
found.py     a statement as it is read, and the cues that it is made of
denials.py   negations, and which of them are of a state itself
stretches/   the stretch of a sentence that speaks of one limb, and what it states
read.py      the statements in a sentence
pairs.py     which of two limbs does what a text says of one of them
reach.py     what limbs certainly do not do, by keypoints
contacts.py  at whom hands certainly are not
outline.py   what nobody does whose box ends where it does, and of whom only few points are labeled
unseen.py    what hands do not do that would be in view, and have no points
"""
