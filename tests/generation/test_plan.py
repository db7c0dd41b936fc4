"""Keys, which decide what is paid for."""

from __future__ import annotations

import dataclasses

import pytest

from kp_llava.generation.cost.tokens import estimate_tokens
from kp_llava.generation.plan import plan_requests
from kp_llava.generation.prompts.messages import load_prompts

from .factories import make_options, make_scene


def keys_of(scene=None, **changes):
    options = make_options("run", **changes)
    return [request.key for request, _ in plan_requests(options, [scene or make_scene(1)], load_prompts())]


@pytest.mark.parametrize(
    "changes",
    [
        {"concurrency": 3},
        {"timeout_s": 5.0},
        {"max_attempts": 2},
        {"max_images": 9},
        {"base_url": "http://127.0.0.1:1/v1"},
    ],
)
def test_what_the_server_does_not_see_changes_no_key(changes):
    base = {"teacher": "openai", "max_tokens": None}
    assert keys_of(**base) == keys_of(**base, **changes)


@pytest.mark.parametrize("changes", [{"model": "other"}, {"temperature": 0.0}, {"max_tokens": 77}])
def test_what_the_server_sees_changes_every_key(changes):
    assert not set(keys_of(teacher="openai")) & set(keys_of(teacher="openai", **changes))


def test_the_seed_changes_the_pose_teacher_s_keys_and_only_the_instruction_of_the_online_ones():
    assert not set(keys_of(seed=0)) & set(keys_of(seed=1))
    pairs = list(zip(keys_of(teacher="openai", seed=0), keys_of(teacher="openai", seed=1), strict=True))
    assert [first == second for first, second in pairs] == [True, False, True]


@pytest.mark.parametrize("teacher", ["pose", "openai"])
def test_another_scene_has_another_key_and_another_folder_has_not(teacher):
    moved = dataclasses.replace(make_scene(1), image_path=None, file_name="000000000001.jpg")
    assert keys_of(moved, teacher=teacher) == keys_of(teacher=teacher)
    assert not set(keys_of(make_scene(2), teacher=teacher)) & set(keys_of(teacher=teacher))


def test_requests_are_rendered_one_by_one():
    served = []

    def scenes():
        for image_id in range(1, 1000):
            served.append(image_id)
            yield make_scene(image_id)

    planned = plan_requests(make_options("run", teacher="openai"), scenes(), load_prompts())
    for _ in range(6):
        next(planned)
    assert served == [1, 2]


@pytest.mark.parametrize(
    ("text", "count"),
    [("The man raises both arms above his head.", 9), ("person: [0.297, 0.24, 0.6412, 1]", 21), ("", 0)],
)
def test_the_estimate_counts_what_o200k_base_counts(text, count):
    assert estimate_tokens(text) == count
