"""Pictures without annotations as a COCO folder: people, keypoints and things from detectors.

options.py        what to detect, by what
pictures.py       the pictures of a folder, pattern, video or dataset
found.py          what a detector finds in a picture
transformers.py   detectors of transformers: boxes, then keypoints
mediapipe.py      MediaPipe's pose detector, whose package carries its weights
log.py            what was looked at, a line a picture
run.py            all pictures, resumable, and the folder that is written
captions.py       captions of a model: how they are asked for, read and kept
captioner.py      a captioner of transformers
against.py        detected keypoints against annotated ones
"""
