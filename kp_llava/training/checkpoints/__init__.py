"""What a stopped training leaves and a resumed one takes up.

find.py      which checkpoint to resume from
"""
