"""What the ledger keeps of scenes and of what is sent beyond a request: it comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kp_llava.annotations.scene import Keypoint, SceneObject
from kp_llava.annotations.skeleton import Skeleton
from kp_llava.generation.ledger.records import (
    Attempt,
    FollowUp,
    is_schema_error,
    json_to_follow_up,
    json_to_scene,
    scene_to_json,
)

from ..factories import make_scene

PAYLOAD = b'{"model":"m","max_tokens":500,"messages":[{"role":"user","content":"Hi."}],"response_format":{"type":"x"}}'
AGAIN = {"role": "user", "content": "Again."}


def test_a_scene_comes_back_with_all_that_it_has():
    skeleton = Skeleton(parts=("head", "tail"), edges=((0, 1),))
    animal = SceneObject(3, "dog", (1.5, 2.0, 3.0, 4.25), (Keypoint(1.0, 2.5, 2), Keypoint(0.0, 0.0, 0)))
    scene = replace(
        make_scene(7),
        objects=(animal, SceneObject(4, "ball", (0.0, 0.0, 1.0, 1.0))),
        skeleton=skeleton,
        captioner="a-model",
        is_detected=True,
        image_url="https://example.org/7.jpg",
        captions=("One.", "Two."),
    )
    assert json_to_scene(scene_to_json(scene)) == scene
    assert json_to_scene(scene_to_json(scene), "/tmp/7.jpg") == replace(scene, image_path=Path("/tmp/7.jpg"))
    # a path differs between machines and is kept apart
    assert scene_to_json(replace(scene, image_path=Path("/tmp/7.jpg"))) == scene_to_json(scene)


def test_a_usual_scene_is_written_with_these_fields_and_no_other_ones():
    record = json.loads(scene_to_json(make_scene(7)))
    assert sorted(record) == ["captions", "file_name", "height", "image_id", "image_url", "objects", "width"]
    assert sorted(record["objects"][0]) == ["annotation_id", "bbox_xywh", "category", "keypoints"]
    assert len(record["objects"][0]["keypoints"]) == 17
    assert json_to_scene(json.dumps(record)) == make_scene(7)


@pytest.mark.parametrize(
    ("follow_up", "record"),
    [
        (FollowUp((AGAIN,)), {"messages": [AGAIN], "max_tokens": None}),
        (FollowUp((AGAIN,), 900, (2, 4)), {"messages": [AGAIN], "max_tokens": 900, "missing": [2, 4]}),
        (FollowUp(without_schema=True), {"messages": [], "max_tokens": None, "without_schema": True}),
    ],
)
def test_what_is_sent_beyond_a_request_comes_back(follow_up, record):
    assert json.loads(follow_up.to_json()) == record
    assert json_to_follow_up(follow_up.to_json()) == follow_up


def test_a_request_s_own_payload_is_kept_as_nothing():
    assert FollowUp().to_json() is None
    assert json_to_follow_up(None) == FollowUp()
    assert FollowUp().extend(PAYLOAD) is PAYLOAD


@pytest.mark.parametrize(
    ("follow_up", "changes"),
    [
        (FollowUp((AGAIN,)), {"messages": [{"role": "user", "content": "Hi."}, AGAIN]}),
        (FollowUp(max_tokens=900), {"max_tokens": 900}),
        (FollowUp(without_schema=True), {"response_format": None}),
        (FollowUp((AGAIN,), 1, (), True), {"messages": [{"role": "user", "content": "Hi."}, AGAIN], "max_tokens": 1,
                                           "response_format": None}),
    ],
)  # fmt: skip
def test_it_is_put_into_the_payload(follow_up, changes):
    wanted = {**json.loads(PAYLOAD), **changes}
    assert json.loads(follow_up.extend(PAYLOAD)) == {name: value for name, value in wanted.items() if value is not None}


def test_the_limit_is_put_where_the_payload_has_it():
    payload = b'{"messages":[],"max_completion_tokens":5}'
    assert json.loads(FollowUp(max_tokens=9).extend(payload)) == {"messages": [], "max_completion_tokens": 9}
    assert json.loads(FollowUp(max_tokens=9).extend(b'{"messages":[]}')) == {"messages": [], "max_tokens": 9}


@pytest.mark.parametrize("error", ["BadRequestError", "UnprocessableEntityError"])
@pytest.mark.parametrize("word", ["response_format", "text.format", "json_schema", "structured output", "JSON_SCHEMA"])
def test_a_server_that_takes_no_schema_says_so(error, word):
    def refusal(**facts):
        return Attempt("k", 1.0, 2.0, **facts)

    assert is_schema_error(refusal(error=error, error_text=f"Unknown field {word}."))
    assert not is_schema_error(refusal(error="RateLimitError", error_text=f"Unknown field {word}."))
    assert not is_schema_error(refusal(error=error, error_text="Unknown model."))
    assert not is_schema_error(refusal(error=error))
