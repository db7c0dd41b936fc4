"""What a picture shows of a person and around.

person.py   how high the hands are, how much of the body is seen, where, and in what clothes
around.py   the ground, the light, small things, and who is close together
called.py   what things are called, and how many they are
group.py    what several people do together, as their bodies allow
limbs.py    hands at the height of the face, and a foot off the ground
held.py     where held things are next to the body, and how much room a seat takes up
singles.py  what one of several does and wears, where captions do not say which
others.py   where other people are
things.py   animals, furniture and things around
"""
