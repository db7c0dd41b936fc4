"""What is known about the people of a scene is worked out once, however many ask for it."""

from collections import Counter

import pytest

from kp_llava.generation.checks.checks import check_turns
from kp_llava.generation.parsing import parse_answer
from kp_llava.generation.prompts.facts import scene_sentences
from kp_llava.generation.teachers.pose.teacher import write_answer
from kp_llava.poses import people as people_module
from kp_llava.poses import read_people
from kp_llava.poses.claims.find import check_claims
from kp_llava.tasks import TASKS

from ..factories import make_person, make_scene


@pytest.fixture
def calls(monkeypatch):
    counted = Counter()

    def count(name):
        real = getattr(people_module, name)

        def spy(*args):
            counted[name] += 1
            return real(*args)

        return spy

    for name in ("read_body", "body_facts", "scene_relations", "name_people"):
        monkeypatch.setattr(people_module, name, count(name))
    people_module.read_people.cache_clear()
    return counted


def test_writing_and_checking_three_people_reads_each_body_and_the_relations_once(calls):
    scene = make_scene(*(make_person(annotation_id=i, bbox_xywh=(60.0 * i, 4.0, 40.0, 114.0)) for i in (1, 2, 3)))
    for task in TASKS:
        text = write_answer(scene, task, seed=0)
        turns = parse_answer(task, text, instruction="Describe the people.")
        assert check_turns(task, turns, scene)
        check_claims(text, scene)
    assert scene_sentences(scene)
    assert calls == {"read_body": 3, "body_facts": 3, "scene_relations": 1}


def test_what_nobody_asks_for_is_not_worked_out(calls):
    people = read_people(make_scene(make_person()))
    assert people.facts
    assert set(calls) == {"read_body", "body_facts"}


def test_equal_scenes_share_what_is_known():
    assert read_people(make_scene(make_person())) is read_people(make_scene(make_person()))
