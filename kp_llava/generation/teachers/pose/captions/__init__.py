"""What captions say of the people, in pieces, so that no sentence is taken over.

text.py      plain text, the words for people, and where a phrase ends
nouns.py     a noun for somebody
actions.py   what somebody does
groups.py    what several people do together
singles.py   what one of several does and wears
looks.py     clothes, hair, what lies on the lap, colors
ground.py    what covers the ground, the time of day and the weather
scenery.py   where the scene is, what else is spoken of, whether there is a crowd
"""
