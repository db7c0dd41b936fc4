"""What a stopped training leaves and a resumed one takes up.

find.py      whole and half-written checkpoints
resume.py    from which one all ranks go on, and whether its settings are this run's
disk.py      the room that checkpoints take
state.py     whether Trainer can read its own state there
trust.py     whether this user wrote one
names.py     under which names weights are saved
"""
