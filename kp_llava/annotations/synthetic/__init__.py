"""Drawn scenes: people in known poses, whose keypoints are exact, as a COCO folder.

sample.py       writes the folder
options.py      what to draw
layout.py       where people and things stand in a scene
pose.py         picks joint positions for a posture and states of limbs
figure.py       draws a person
objects.py      draws things
background.py   draws what is behind them
shapes.py       outlines, filled and measured
captions.py     writes the captions
records.py      writes COCO's records
bodies3d/       people in space, to measure facts on
"""
