"""Question-answer pairs.

person.py    about one person: what is done and held, posture, limbs, head
limbs.py     about one limb, both arms or both legs
contrast.py  that compare left and right
scene.py     about how many people there are, where they are, what they wear and what is around
group.py     about several people together: what they do, what they are around, what is there
pair.py      a question and its answer
"""
