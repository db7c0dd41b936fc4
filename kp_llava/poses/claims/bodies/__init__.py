"""Statements about whole bodies, in any order of words: posture, trunk, the side that is seen, head and gaze.

plain.py     the plain words, whose subject stands in their clause
cue.py       what a lexicon gives for each sense: the part, the state, the expression
postures.py  how people stand, sit, lie, kneel and crouch
trunks.py    how they hold the trunk
looks.py     looks that a head has to be tipped or turned for
gazes.py     where heads point in longer phrases, and faces that are hidden
views.py     which side of them is seen, and where they look
flanks.py    which of their own sides they turn to the viewer
turns.py     to which side they point and lean, looks over a shoulder, stances, in further words
sights.py    which side is seen, heads that lean to a shoulder and looks over one, in further words
strong.py    what is stated as far more than a state by itself: "doubled over", "leans far back", "wide apart"
goals.py     what things they are turned to or lean to, judged by where these are
heads.py     how they hold the head
nouns.py     postures, trunks and heads in nouns: "her crouch", "the backward lean of the coach"
recast/      nouns and unusual orders of words, written anew as plain sentences
read.py      the statements in a sentence
"""
