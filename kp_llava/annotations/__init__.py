"""What people annotated, as scenes.

scene.py       an image with its captions, objects and keypoints
skeleton.py    names and edges of keypoints, and the skeletons that are known
mirror.py      the scene of a mirrored picture
shard.py       a part of a data set, by a hash of the image id
audit.py       what a COCO folder holds and what is wrong with it
coco/          reads COCO folders and their relatives
detection/     finds people in pictures without annotations
synthetic/     draws people whose keypoints are exact
"""
