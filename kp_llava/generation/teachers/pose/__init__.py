"""The teacher that needs no network: it writes from the keypoints' geometry, the boxes and the captions.

teacher.py      one answer to a task
questions.py    question-answer pairs about people and things
paragraph.py    a description
reasoning.py    a question that needs reasoning, and its answer
activities.py   what people do, and what follows from it
wording.py      words for facts, and how one of several wordings is picked
"""
