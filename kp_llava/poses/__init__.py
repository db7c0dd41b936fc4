"""What keypoints say about bodies, and what texts say about them.

vocabulary.py   parts, states, and the fact that a part is in a state
confidence.py   how certain a fact is, by the margin of its rule
body.py         a person's points as a body with a scale
captions.py     postures that captions speak of
limbs.py        arms and legs
facing.py       which way head and body face
posture.py      standing, sitting, lying; how the trunk leans
facts.py        all facts about a person
clarity.py      which facts are clear enough to be written
places.py       how high the hands are in the picture
estimate/       how likely a part is in a state, by networks fitted on people in space
exclusions.py   what a person certainly does not do
relations.py    who is next to what, and what hands hold
names.py        words that fit one person of a scene only
people.py       all of this for one scene, worked out once
claims/         statements in texts, and whether the facts agree
"""

from .people import People, read_people

__all__ = ["People", "read_people"]
