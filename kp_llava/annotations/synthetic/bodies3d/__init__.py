"""People in three dimensions, for measuring what keypoints can say: drawn people are flat and know no foreshortening.

vectors.py     points and directions in space
skeleton.py    a body from joint angles and from where its hands are
activities.py  how people hold themselves in some thirty activities
camera.py      what a camera sees of a body, and how it would be labeled
truth.py       the true state of each part, from the joints in space
people.py      people by number, each as a scene with its truth
"""
