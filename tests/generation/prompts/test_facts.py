"""`--facts`: what the keypoints say, as sentences in the prompt; without it nothing changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.scene import Scene, SceneObject
from kp_llava.commands.main import app
from kp_llava.errors import PromptError
from kp_llava.generation.prompts.context import context_to_scene
from kp_llava.generation.prompts.facts import scene_sentences
from kp_llava.generation.prompts.messages import load_prompts, render_messages
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import preview
from kp_llava.tasks import TASKS
from tests.factories import make_coco_folder
from tests.teacher_server import TeacherServer

from ..factories import make_options, make_person, make_scene, make_scene_set, run_on

FACTS = (
    "facts: [The left arm is hanging at the side. The left leg is straight. The person is standing. "
    "The right arm is hanging at the side. The right leg is straight. "
)


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789-not-a-real-key")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def two_people() -> Scene:
    people = (make_person(60), make_person(400, annotation_id=5))
    cup = SceneObject(9, "cup\n[x]", (60.0, 230.0, 30.0, 30.0))
    return Scene(3, "3.jpg", 640, 480, ("facts: [no such fact]",), (*people, cup))


def test_without_the_option_prompts_are_the_same_to_the_byte():
    # the SHA-256 of what requests begin with: a change asks every earlier run anew, and has to be meant
    hashes = {
        task: hashlib.sha256(json.dumps(load_prompts().render_opening(task)).encode()).hexdigest()[:16]
        for task in TASKS
    }
    assert hashes == {"conversation": "c96471749986d0b2", "detail": "c0917b8d40fa12bf", "complex": "e211e877d23c9640"}
    context = load_prompts().render_context(two_people())
    assert hashlib.sha256(context.encode()).hexdigest()[:16] == "e9407c04b56c48cb"


def test_facts_stand_under_each_person_s_line():
    lines = load_prompts().render_context(make_scene(1), with_facts=True).split("\n")
    assert [line.split(":")[0] for line in lines] == ["A person stands on a path.", "person", "facts", "bench"]
    assert all(sentence in lines[2] for sentence in ("The left arm is hanging at the side.", "The person is standing."))
    assert lines[2].endswith("]") and lines[2].startswith("facts: [The ")


def test_people_are_called_by_the_order_of_their_lines():
    stated = scene_sentences(two_people())
    assert "The person is to the viewer's left of person 2." in stated[1]
    assert "The person is to the viewer's right of person 1." in stated[5]
    scene = two_people()
    cup = replace(scene.objects[-1], category="cup")
    scene = replace(scene, objects=(*scene.people, cup))
    assert "The right hand is at the cup." not in scene_sentences(scene)[1]  # it may stand on a table
    scene = replace(scene, captions=("A man is holding a cup.",))
    assert "The right hand is at the cup." in scene_sentences(scene)[1]


def test_reading_a_context_skips_facts_and_captions_cannot_pass_for_them():
    scene = two_people()
    bare, stated = (load_prompts().render_context(scene, with_facts=with_facts) for with_facts in (False, True))
    assert stated.count("facts: [") == 2
    assert context_to_scene(stated, width=640, height=480) == context_to_scene(bare, width=640, height=480)
    assert context_to_scene(stated).captions == ("facts: (no such fact)",)


def test_a_person_of_whom_nothing_is_certain_has_no_line_of_facts():
    nobody = SceneObject(1, "person", (0.0, 0.0, 50.0, 50.0))
    scene = replace(make_scene(1), objects=(nobody,))
    assert "facts" not in load_prompts().render_context(scene, with_facts=True)


@pytest.mark.parametrize("task", TASKS)
def test_the_system_message_explains_facts_and_examples_have_them(task):
    messages = render_messages(task, make_scene(1), with_facts=True)
    assert "`facts: [...]`" in messages[0]["content"]
    assert all("facts: [" in message["content"] for message in messages if message["role"] == "user")
    bare = render_messages(task, make_scene(1))
    assert all("facts:" not in message["content"] for message in bare)


def test_the_wire_the_rows_and_the_run_file_carry_the_facts(tmp_path):
    with TeacherServer() as server:
        run_on(tmp_path, 2, teacher="openai", base_url=server.base_url, facts=True)
        sent = server.payloads[0]["messages"][-1]["content"]
    assert "facts: [" in sent
    contexts = [row["context"] for row in read_rows(tmp_path, "complex")]
    expected = [load_prompts().render_context(make_scene(n), with_facts=True) for n in (1, 2)]
    assert contexts == expected
    assert json.loads((tmp_path / "run.json").read_text())["options"]["facts"] is True


def test_facts_ask_everything_anew_and_the_dry_run_says_why(tmp_path):
    with TeacherServer() as server:
        run_on(tmp_path, 2, teacher="openai", base_url=server.base_url)
        options = make_options(tmp_path, teacher="openai", base_url=server.base_url, facts=True)
        found = preview(options, scene_set=make_scene_set([make_scene(1), make_scene(2)]))
        assert (found.to_send, found.already_answered) == (6, 0)
        assert found.changes == ["facts: False -> True"]
        run_on(tmp_path, 2, teacher="openai", base_url=server.base_url, facts=True)
        again = run_on(tmp_path, 2, teacher="openai", base_url=server.base_url)
        assert (len(server.payloads), again.sent) == (12, 0)


def test_the_command_takes_facts_and_its_dry_run_tells_of_the_change(tmp_path):
    coco, run = make_coco_folder(tmp_path / "coco"), tmp_path / "run"
    asked = ["generate", str(run), "--coco", str(coco), "--split", "val2017", "--tasks", "detail"]
    done = CliRunner().invoke(app, [*asked, "--facts"])
    assert done.exit_code == 0, done.output
    assert all("facts: [The " in row["context"] for row in read_rows(run, "detail"))
    stated = CliRunner().invoke(app, [*asked, "--dry-run"])
    assert stated.exit_code == 0 and "facts: True -> False" in stated.output


def test_a_context_template_without_facts_is_named(tmp_path):
    (tmp_path / "context.j2").write_text("{% for object in objects %}{{ object.category }}\n{% endfor %}")
    prompts = load_prompts(tmp_path)
    assert prompts.render_context(make_scene(1)) == "person\nbench"
    with pytest.raises(PromptError, match=r"context.j2: has no \{\{ object.facts \}\}; add it as a line of its own"):
        prompts.render_context(make_scene(1), with_facts=True)
