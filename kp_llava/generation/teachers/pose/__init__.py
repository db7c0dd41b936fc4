"""The teacher that needs no network: it writes from the keypoints' geometry, the boxes and the captions.

answers.py        the answers of a run, in several processes
teacher.py        one answer to a task
speaker.py        what people are called, and their pronouns
captions/         nouns, actions, looks and places in captions
reading.py        one person's facts, gathered for writing
gaze.py           what a turned head is turned to
frame/            how high the hands are, how much of somebody is seen, where, and next to what
clauses/          facts as clauses with a verb
person.py         what one person does, in sentences
questions/        question-answer pairs about people, their sides and the scene
paragraph.py      a description
reasoning.py      a question that needs reasoning, its answer and conclusion
consequences.py   what follows from a pose
activities/       what people do, what is known about doing it, and what poses mean then
wording.py        words for limbs, and how one of several wordings is picked
"""
