"""A fitted estimate of poses: how likely a part is in a state, by small networks trained on people in space.

networks.py   what each network sees, and its weights
bank.py       all networks as one, which reads the people of a scene at once
needs.py      which points have to be labeled before anything is said
partial.py    what is excluded of people of whom these say nothing, by one more network
people.py     the probabilities of all people of a scene
"""

from .people import Chance, Estimate

__all__ = ["Chance", "Estimate"]
