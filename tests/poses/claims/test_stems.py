"""Looking for stems before expressions changes nothing that is found."""

from pathlib import Path

import pytest

from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.poses.claims import find
from kp_llava.poses.claims.find import find_claims

from ...generation.good_answers import GOOD_ANSWERS


def texts(scenes):
    found = [answer for _, _, _, answer in GOOD_ANSWERS]
    for path in sorted((Path(__file__).parent / "sentences").glob("*.py")):
        found += path.read_text(encoding="utf-8").splitlines()
    for number in range(scenes):
        scene = plan_scene(3, number, SampleOptions(), split="train2014", first_id=1).scene
        for task in ("conversation", "detail", "complex"):
            try:
                found.append(write_answer(scene, task, seed=number))
            except NothingToSay:
                continue
    return found


def compare(monkeypatch, scenes):
    every = texts(scenes)
    fast = [find_claims(text) for text in every]
    find._find_claims.cache_clear()
    monkeypatch.setattr(find._Sentence, "_has", lambda self, stems: True)
    assert fast == [find_claims(text) for text in every]
    find._find_claims.cache_clear()
    assert sum(map(len, fast)) > 100


def test_stems_hide_no_statement(monkeypatch):
    compare(monkeypatch, 15)


@pytest.mark.slow
def test_stems_hide_no_statement_of_thousands_of_rows(monkeypatch):
    compare(monkeypatch, 1000)
