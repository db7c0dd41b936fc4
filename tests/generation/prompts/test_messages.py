"""The prompts carry every rule, can be replaced file by file, and their errors name file and line."""

from __future__ import annotations

import dataclasses
import re

import pytest

from kp_llava.annotations.skeleton import COCO_SKELETON, Skeleton
from kp_llava.errors import PromptError
from kp_llava.generation.parsing import parse_answer
from kp_llava.generation.prompts.context import context_to_scene
from kp_llava.generation.prompts.messages import load_prompts, render_messages
from kp_llava.poses.claims.find import check_claims
from kp_llava.tasks import TASKS

from ..factories import make_scene

RULES = {
    "what it is": "analysing the poses and actions",
    "corner order": "x1, y1, x2, y2",
    "range": "from 0 to 1",
    "v 0": "0 means that the part is not labeled",
    "v 1": "1 that it is there but hidden",
    "v 2": "2 that it is visible",
    "sides": "Left and right are the person's own",
    "as if seeing": "looking at the image itself",
    "no coordinates": "Never state coordinates or any other number",
    "no sources": "Never mention sentences, captions, descriptions, boxes, keypoints",
    "people": "how many people there are",
    "relations": "relative to each other",
    "interaction": "interact with each other and with the things",
    "use": "how those things are being used",
}
TASK_RULES = {
    "conversation": ["exactly five pairs", "answered with certainty", "tone of an assistant who sees", "`Question:`"],
    "detail": ["ends with one instruction", "single long description", "plain paragraphs"],
    "complex": [
        "must not give the content of the image away",
        "first understanding the pose",
        "reasons from it step by step",
    ],
}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_task_carries_every_common_rule(task, rule):
    assert rule in load_prompts().render_system(task)


@pytest.mark.parametrize("task", TASKS)
def test_every_task_carries_its_own_rules_and_no_other_task_s(task):
    system = load_prompts().render_system(task)
    for owner, rules in TASK_RULES.items():
        for rule in rules:
            assert (rule in system) == (owner == task) or rule == "`Question:`"


def test_the_parts_are_the_skeleton_s_by_number():
    system = load_prompts().render_system("detail")
    numbered = [f"  {number}. {part}" for number, part in enumerate(COCO_SKELETON.parts, start=1)]
    assert [line for line in system.splitlines() if line.startswith("  ") and ". " in line[:6]] == numbered
    hand = Skeleton(("thumb", "palm"))
    assert "2 parts of the body" in load_prompts().render_system("detail", hand)


def test_there_are_sixteen_different_instructions():
    instructions = load_prompts().instructions
    assert len(instructions) == len(set(instructions)) == 16


def test_instructions_hang_on_seed_and_image_alone():
    prompts = load_prompts()
    picks = {image_id: prompts.pick_instruction("detail", image_id, 0) for image_id in range(400)}
    assert {image_id: prompts.pick_instruction("detail", image_id, 0) for image_id in reversed(range(400))} == picks
    assert set(picks.values()) == set(prompts.instructions)
    assert sum(prompts.pick_instruction("detail", image_id, 1) != pick for image_id, pick in picks.items()) > 300
    assert prompts.pick_instruction("complex", 1, 0) is None


@pytest.mark.parametrize("task", TASKS)
def test_examples_are_earlier_turns_and_the_scene_comes_last(task):
    messages = render_messages(task, make_scene(5), seed=3)
    roles = [message["role"] for message in messages]
    examples = [seed for seed in load_prompts().seeds[task] if seed.has_captions]
    assert 4 <= len(examples) <= 6
    assert roles == ["system", *["user", "assistant"] * len(examples), "user"]
    assert "A person stands on a path." in messages[-1]["content"]
    assert all(isinstance(message["content"], str) for message in messages), "the teacher sees text only"
    is_last = messages[-1]["content"].endswith(load_prompts().pick_instruction("detail", 5, 3))
    assert is_last == (task == "detail")


@pytest.mark.parametrize("task", TASKS)
def test_examples_keep_to_their_own_format(task):
    for seed in load_prompts().seeds[task]:
        turns = parse_answer(task, seed.answer, instruction=seed.instruction, finish_reason="stop")
        assert len(turns) == {"conversation": 5, "detail": 1, "complex": 1}[task]
        width, height = seed.picture
        scene = context_to_scene(seed.context, width=width, height=height)
        assert bool(scene.captions) == seed.has_captions and scene.people
        assert load_prompts().render_context(scene) == seed.context
        for person in scene.people:
            assert person.labeled_count >= 6 or not person.keypoints
            left, top, across, down = person.bbox_xywh
            for point in person.keypoints:
                if point.is_labeled:
                    assert left <= point.x <= left + across and top <= point.y <= top + down


@pytest.mark.parametrize("task", TASKS)
def test_examples_show_a_crowd_a_lying_person_a_child_hidden_limbs_and_a_single_caption(task):
    scenes = [context_to_scene(s.context, width=s.picture[0], height=s.picture[1]) for s in load_prompts().seeds[task]]
    words = [" ".join(scene.captions).lower() for scene in scenes]
    assert any(len(scene.people) >= 6 for scene in scenes) and any("crowd" in text for text in words)
    assert any("lies" in text for text in words) and any("girl" in text or "boy" in text for text in words)
    assert any(0 < person.labeled_count < 10 for scene in scenes for person in scene.people)
    assert any(len(scene.captions) == 1 for scene in scenes)


@pytest.mark.parametrize("task", TASKS)
def test_an_image_without_captions_is_shown_the_example_without_and_is_spoken_of_so(task):
    messages = render_messages(task, make_scene(5, captions=()))
    system, user, answer, _ = (message["content"] for message in messages)
    assert "Nobody has described it in words." in system
    assert "Sentences that describe the image" not in system
    assert "Nothing is known of age, sex, clothes" in system
    assert user.startswith("person: [")
    # what only captions could have said
    assert not re.search(r"\b(man|woman|boy|girl|he|she|his|her|wetsuit|wave)\b", answer)
    assert "Nobody has described" not in render_messages(task, make_scene(5))[0]["content"]


def test_captions_of_a_model_are_named_as_such():
    scene = dataclasses.replace(make_scene(5), captioner="some-model")
    system, *rest = (message["content"] for message in render_messages("detail", scene))
    assert "A program wrote them that had looked at the image, and some may be wrong" in system
    # the examples are those with captions
    assert rest == [message["content"] for message in render_messages("detail", make_scene(5))][1:]


def test_a_set_of_examples_that_all_have_captions_serves_images_without(tmp_path):
    (tmp_path / "seeds_complex.yaml").write_text('- {context: A man., answer: "Question: Who?\\nAnswer: A man."}')
    messages = render_messages("complex", make_scene(1, captions=()), prompts_dir=tmp_path)
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]


def test_complex_examples_are_as_long_as_the_paper_s_answers():
    for seed in load_prompts().seeds["complex"]:
        ((_, answer),) = [(t.question, t.answer) for t in parse_answer("complex", seed.answer, finish_reason="stop")]
        assert 250 <= len(answer.split()) <= 400


@pytest.mark.parametrize("task", TASKS)
def test_examples_name_no_source_and_no_number_of_the_data(task):
    for seed in load_prompts().seeds[task]:
        words = seed.answer.lower()
        assert not any(word in words for word in ("caption", "keypoint", "bounding", "coordinate", "annotation"))
        assert not any(letter.isdigit() for letter in words)


@pytest.mark.parametrize("task", TASKS)
def test_what_examples_say_about_poses_agrees_with_their_keypoints(task):
    agree = 0
    for seed in load_prompts().seeds[task]:
        width, height = seed.picture
        report = check_claims(seed.answer, context_to_scene(seed.context, width=width, height=height))
        assert report.contradict == 0, report.items
        agree += report.agree
    assert agree >= 2  # of two people whom an answer calls "the man" and "the woman", nobody knows which is which


def test_examples_of_another_skeleton_are_left_out():
    scene = dataclasses.replace(make_scene(1), skeleton=Skeleton(("thumb", "palm")), objects=())
    assert [message["role"] for message in render_messages("detail", scene)] == ["system", "user"]


def test_a_user_s_folder_replaces_files_by_name(tmp_path):
    (tmp_path / "detail.j2").write_text("Be short. {{ parts[0] }}")
    (tmp_path / "seeds_detail.yaml").write_text("[]")
    (tmp_path / "README.md").write_text("notes do no harm")
    messages = render_messages("detail", make_scene(1), prompts_dir=tmp_path)
    assert [message["content"] for message in messages[:1]] == ["Be short. nose"]
    assert len(messages) == 2
    assert render_messages("complex", make_scene(1), prompts_dir=tmp_path) == render_messages("complex", make_scene(1))


def test_the_hashes_tell_which_file_was_replaced(tmp_path):
    (tmp_path / "complex.j2").write_text("Ask.")
    own, replaced = load_prompts().hashes, load_prompts(tmp_path).hashes
    assert {name for name in own if own[name] != replaced[name]} == {"complex.j2"}


BROKEN = {
    "detail.j2": [
        ("One\n{{ peoples }}", r"detail\.j2, line 2: 'peoples' is undefined"),
        ("One\n\n{% if %}", r"detail\.j2, line 3: "),
        ("{% include 'other.j2' %}", "there is no template 'other.j2'"),
        ("{% include '../../etc/passwd' %}", "there is no template"),
        ("{% import 'instructions.yaml' as x %}", "there is no template"),
        ("{{ ''.__class__.__mro__ }}", r"detail\.j2, line 1: .*unsafe"),
        ("{{ parts.append('tail') }}", r"detail\.j2, line 1: .*"),
        ("{{ 1 / 0 }}", r"detail\.j2, line 1: division by zero"),
        ("{{ range(10000000) | list }}", r"detail\.j2, line 1: Range too big"),
    ],
    "system.j2": [("One\n{{ peoples }}", r"system\.j2, line 2: 'peoples' is undefined")],
    "instructions.yaml": [
        ("[]", "expected a list of one or more sentences"),
        ("- ok\n- 3", "expected a list of one or more sentences"),
        ("- 'open", r"instructions\.yaml, line \d+: "),
    ],
    "seeds_detail.yaml": [
        ("- context: A man.", "example 1: expected the fields context and answer"),
        ("- {context: A man., answer: 3, instruction: D.}", "example 1: answer is 3; expected a text"),
        ("- {context: A man., answer: He., instruction: D., picture: [0, 1]}", r"picture is \[0, 1\]; expected"),
        ("- {context: A man., answer: He.}", "a detail example needs an `instruction`"),
        ("context: A man.", "expected a list of examples"),
        ("!!python/object/apply:os.system ['echo hi']", "could not determine a constructor"),
    ],
    "seeds_complex.yaml": [("- {context: A., answer: B., instruction: C.}", "example takes no `instruction`")],
    "systm.j2": [("Hello", "replaces none of the prompts; their names are context.j2, system.j2")],
}


@pytest.mark.parametrize(
    ("name", "text", "message"), [(name, *case) for name, cases in BROKEN.items() for case in cases]
)
def test_a_broken_file_is_named_with_its_line(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(PromptError, match=message) as caught:
        render_messages("detail", make_scene(1), prompts_dir=tmp_path)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(PromptError, match=r"--prompts .*nowhere: there is no such folder"):
        load_prompts(tmp_path / "nowhere")


def test_a_file_of_another_encoding_is_named(tmp_path):
    (tmp_path / "system.j2").write_bytes(b"caf\xe9")
    with pytest.raises(PromptError, match=r"system\.j2: cannot be read as UTF-8"):
        load_prompts(tmp_path)
