"""Drawn scenes and PoseChoice files for the tests of this folder."""

from __future__ import annotations

from functools import lru_cache

from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.annotations.synthetic.sample import first_image_id
from kp_llava.evaluation.choices.balance import balance
from kp_llava.evaluation.choices.benchmark import ChoiceQuestion
from kp_llava.evaluation.choices.candidates import PersonRule, find_candidates
from kp_llava.evaluation.choices.make import write_questions

SPLIT = "val2014"


@lru_cache(maxsize=4)
def plan_scenes(count: int, seed: int = 3):
    """Laid-out scenes with their states by construction; nothing is painted."""
    options, first = SampleOptions(), first_image_id(SPLIT)
    return [plan_scene(seed, index, options, split=SPLIT, first_id=first) for index in range(count)]


@lru_cache(maxsize=4)
def ask(count: int, seed: int = 3, rounds: int = 2) -> tuple[ChoiceQuestion, ...]:
    """The questions about drawn scenes."""
    candidates = [one for plan in plan_scenes(count, seed) for one in find_candidates(plan.scene, PersonRule(), seed)]
    return tuple(write_questions(balance(candidates, seed), seed, rounds))
