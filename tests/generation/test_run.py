"""Runs with the pose teacher: what is asked, kept, and asked again."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path

import pytest

from kp_llava.errors import PromptError, RunError, TeacherError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate, preview
from kp_llava.generation.status import read_status

from .factories import make_options, make_scene, make_scene_set, run_on


def rows_of(run_dir, task="detail"):
    return list(read_rows(run_dir, task))


def test_a_run_asks_each_task_of_each_image_once(tmp_path):
    first = run_on(tmp_path / "run", 3)
    assert (first.images, first.sent, first.already_answered) == (3, 9, 0)
    assert {task: count.rows for task, count in first.tasks.items()} == {"conversation": 15, "detail": 3, "complex": 3}
    again = run_on(tmp_path / "run", 3)
    assert (again.sent, again.already_answered) == (0, 9)
    with Ledger.read(tmp_path / "run") as ledger:
        assert ledger.count_attempts() == 9


def test_rows_do_not_depend_on_the_order_of_the_scenes(tmp_path):
    scenes = [make_scene(image_id) for image_id in range(1, 13)]
    generate(make_options(tmp_path / "a"), scene_set=make_scene_set(scenes))
    random.Random(4).shuffle(scenes)
    generate(make_options(tmp_path / "b"), scene_set=make_scene_set(scenes))
    for task in ("conversation", "detail", "complex"):
        assert rows_of(tmp_path / "a", task) == rows_of(tmp_path / "b", task)


def test_more_images_are_asked_alone(tmp_path):
    run_on(tmp_path, 3)
    before = rows_of(tmp_path)
    more = run_on(tmp_path, 5)
    assert (more.sent, more.already_answered) == (6, 9)
    assert rows_of(tmp_path)[:3] == before


def test_one_more_task_is_asked_alone_and_the_others_stay(tmp_path):
    run_on(tmp_path, 3, tasks=("detail",))
    more = run_on(tmp_path, 3, tasks=("complex",))
    assert more.sent == 3
    assert {task: count.rows for task, count in more.tasks.items()} == {"detail": 3, "complex": 3}


def test_fewer_images_leave_the_others_out_of_the_rows_but_in_the_ledger(tmp_path):
    run_on(tmp_path, 6)
    fewer = run_on(tmp_path, 6, max_images=2)
    assert fewer.sent == 0
    assert len(rows_of(tmp_path)) == 2
    back = run_on(tmp_path, 6)
    assert (back.sent, len(rows_of(tmp_path))) == (0, 6)


def test_images_are_picked_by_the_seed(tmp_path):
    picks = []
    for number, seed in enumerate((0, 0, 1)):
        run_on(tmp_path / str(number), 40, max_images=8, seed=seed, tasks=("detail",))
        with Ledger.read(tmp_path / str(number)) as ledger:
            picks.append(ledger.wanted_image_ids("detail"))
    assert len(picks[0]) == 8
    assert picks[0] == picks[1] != picks[2]


def test_an_edited_context_template_asks_again_and_going_back_costs_nothing(tmp_path):
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "context.j2").write_text("{{ captions | join(' / ') }}")
    run_on(tmp_path / "run", 2)
    own = rows_of(tmp_path / "run")
    assert run_on(tmp_path / "run", 2, prompts_dir=prompts).sent == 6
    assert {row["context"] for row in rows_of(tmp_path / "run")} == {"A person stands on a path."}
    assert run_on(tmp_path / "run", 2).sent == 0
    assert rows_of(tmp_path / "run") == own


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 7}, r"was made with --seed 0, and is now asked for --seed 7; give another RUN folder, or --seed 0"),
        ({"split": "val2017"}, r"was made with --split drawn, and is now asked for --split val2017"),
        ({"coco": "elsewhere"}, r"was made with --coco .*coco, and is now asked for --coco .*elsewhere"),
    ],
)
def test_a_run_of_other_images_is_refused_and_left_as_it_was(tmp_path, changes, message):
    run_on(tmp_path, 2)
    before = rows_of(tmp_path)
    options = dataclasses.replace(make_options(tmp_path), **changes)
    for call in (generate, preview):
        with pytest.raises(RunError, match=message):
            call(options, scene_set=make_scene_set([make_scene(9)]))
    assert rows_of(tmp_path) == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tasks": ("detail", "poem")}, r"--tasks 'detail,poem': expected some of conversation,detail,complex"),
        ({"tasks": ()}, "--tasks '': expected some of"),
        ({"teacher": "oracle"}, "--teacher oracle: unknown; expected pose, openai or openai-batch"),
        ({"concurrency": 0}, "--concurrency 0: expected 1 to 1000"),
        ({"max_images": 0}, "--max-images 0: expected 1 or more"),
        ({"min_keypoints": -1}, "--min-keypoints -1: expected 0 or more"),
        ({"max_tokens": 0}, "--max-tokens 0: expected 1 or more"),
        ({"base_url": "localhost:8000"}, "--base-url .*: expected an address like http"),
        ({"base_url": "http://"}, "--base-url .*: expected an address like http"),
        ({"base_url": "http://[::1/v1"}, "--base-url .*: expected an address like http"),
        ({"base_url": "http://host:port/v1"}, "--base-url .*: expected an address like http"),
    ],
)
def test_a_wrong_option_names_its_flag(tmp_path, changes, message):
    with pytest.raises(RunError, match=message):
        make_options(tmp_path, **changes)


@pytest.mark.parametrize(
    "address",
    [
        "https://me:secret@server.example:8443/v1",
        "https://secret@server.example:8443/v1",
        "https://server.example:8443/v1?key=secret",
        "https://server.example:8443/v1#secret",
    ],
)
def test_an_address_that_holds_a_secret_is_refused_without_repeating_it(tmp_path, monkeypatch, address):
    said = (
        r"https://server\.example:8443/v1: leave out the user name, password or query; the key is read from OPENAI_API"
    )
    with pytest.raises(RunError, match=f"--base-url {said}") as caught:
        make_options(tmp_path, teacher="openai", base_url=address)
    assert "secret" not in str(caught.value)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with pytest.raises(TeacherError, match=f"OPENAI_BASE_URL {said}") as caught:
        run_on(tmp_path, 1, teacher="openai")
    assert "secret" not in str(caught.value)
    assert "secret" not in "".join(path.read_text() for path in tmp_path.glob("*.json"))


def test_the_run_file_tells_what_was_asked(tmp_path):
    run_on(tmp_path, 2, base_url="https://server.example:8443/v1")
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["options"]["base_url"] == "https://server.example:8443/v1"
    assert record["options"]["teacher"] == record["options"]["model"] == "pose"
    assert record["exclusions"] == {"crowd annotations": 3}
    assert set(record["prompt_hashes"]) >= {"context.j2", "system.j2", "detail.j2", "seeds_detail.yaml"}
    assert set(record["versions"]) == {"kp_llava", "python", "openai", "jinja2"}


def test_a_broken_run_file_is_named(tmp_path):
    run_on(tmp_path, 1)
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(RunError, match=r"run\.json: is not JSON"):
        run_on(tmp_path, 1)


def test_a_broken_template_leaves_no_half_made_run(tmp_path):
    run_on(tmp_path / "run", 2)
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "context.j2").write_text("{{ nothing }}")
    for run_dir in (tmp_path / "run", tmp_path / "new"):
        with pytest.raises(PromptError, match=r"context\.j2, line 1: 'nothing' is undefined"):
            run_on(run_dir, 2, prompts_dir=tmp_path / "prompts")
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before
    assert not (tmp_path / "new").exists()


def test_a_preview_counts_and_writes_nothing(tmp_path):
    scenes = make_scene_set(make_scene(image_id) for image_id in range(1, 5))
    found = preview(make_options(tmp_path / "run"), scene_set=scenes)
    assert (found.images, found.to_send, found.already_answered, found.prompt_tokens) == (4, 12, 0, 0)
    assert found.exclusions == {"crowd annotations": 3}
    assert not (tmp_path / "run").exists()
    run_on(tmp_path / "run", 3)
    before = (tmp_path / "run" / "ledger.sqlite").read_bytes()
    found = preview(make_options(tmp_path / "run"), scene_set=scenes)
    assert (found.to_send, found.already_answered) == (3, 9)
    assert found.to_send_by_task == {"conversation": 1, "detail": 1, "complex": 1}
    online = preview(make_options(tmp_path / "run", teacher="openai"), scene_set=scenes)
    assert online.to_send == 12
    assert 12 * 500 < online.prompt_tokens < 12 * 5000
    assert (tmp_path / "run" / "ledger.sqlite").read_bytes() == before


def test_the_status_is_read_from_the_folder_alone(tmp_path):
    run_on(tmp_path, 3)
    found = read_status(tmp_path)
    assert (found.images, found.attempts, found.exclusions) == (3, 9, {"crowd annotations": 3})
    assert found.options["split"] == "drawn"
    record = json.loads(json.dumps(found.to_record()))
    conversation = record["tasks"]["conversation"]
    assert {name: conversation[name] for name in ("wanted", "usable", "rows", "pending", "failed", "rejected")} == {
        "wanted": 3,
        "usable": 3,
        "rows": 15,
        "pending": 0,
        "failed": {},
        "rejected": {},
    }
    assert record["fidelity"] is None and "same geometry" in record["fidelity_note"]  # of the pose teacher
    assert record["tasks"]["conversation"]["fidelity"]["agree"] > 9
    assert record["checks"] == {}


def test_a_run_reads_a_coco_folder_by_itself(tmp_path, monkeypatch):
    from kp_llava.annotations.synthetic.sample import draw_sample

    draw_sample(tmp_path / "coco", images=4, seed=1, split="val2017")
    monkeypatch.chdir(tmp_path)
    options = dataclasses.replace(make_options(Path("run")), coco=Path("coco"), split="val2017")
    summary = generate(options)
    assert summary.images == 4
    monkeypatch.chdir("/")  # the rows' pictures are found from everywhere
    for row in rows_of(tmp_path / "run", "conversation"):
        assert Path(row["image"]).read_bytes()[:2] == b"\xff\xd8"
