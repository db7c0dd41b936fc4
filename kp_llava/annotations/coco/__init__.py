"""COCO folders and their relatives.

scenes.py          a folder and split as scenes: the way in
files.py           the files of a split, or what other data sets have in their place
records.py         the records of COCO's JSON files, read and checked
stream.py          a part of a file, record by record
divide.py          the files divided into parts once, and a part read
join.py            captions, boxes and keypoints put together by image
keypoints.py       the keypoint conventions of other datasets, brought to COCO's
visibility.py      the third number of a keypoint, brought to COCO's 0, 1 and 2
points.py          which points of a skeleton are kept
ai_challenger.py   AI Challenger's files
"""

from .scenes import SceneSet, pick_scenes, read_scenes

__all__ = ["SceneSet", "pick_scenes", "read_scenes"]
