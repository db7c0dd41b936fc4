"""Mirroring: pictures and texts go together, and a word that may be no side is never exchanged."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps
from typer.testing import CliRunner

from kp_llava.commands.train import run
from kp_llava.errors import TrainingError
from kp_llava.training.arguments import DataArguments
from kp_llava.training.chat import VicunaFormat
from kp_llava.training.data.mirror import mirror_messages, mirror_parts, swap_sides
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.data.sources import Part, load_parts, read_sources
from kp_llava.training.families.processor import pad_to_square
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.plan import StepShape

from .. import factories as factory
from ..test_trainer import train

KNOWN = [
    ("The left arm is raised.", "The right arm is raised."),
    ("What is the person doing with their right leg?", "What is the person doing with their left leg?"),
    ("Turned to the viewer's left.", "Turned to the viewer's right."),
    ("The man to the right of the woman leans left.", "The man to the left of the woman leans right."),
    ("From left to right: a dog, a man.", "From right to left: a dog, a man."),
    ("Right knee bent, LEFT foot up.", "Left knee bent, RIGHT foot up."),
    ("He throws left-handed, and the rightmost one catches.", "He throws right-handed, and the leftmost one catches."),
    ("The second from the left is seated.", "The second from the right is seated."),
    ("Both hands rest on their left and right hips.", "Both hands rest on their right and left hips."),
    # another meaning stays, and does not keep a side from being exchanged
    ("She left the room with her right hand up.", "She left the room with her left hand up."),
    ("He is right behind the man on the left.", "He is right behind the man on the right."),
    ("All right, the left knee is bent right now.", "All right, the right knee is bent right now."),
    ("There is nothing left in his left hand.", "There is nothing left in his right hand."),
    ("What does the person on the far left hold?", "What does the person on the far right hold?"),
    ("Both arms hang.", "Both arms hang."),
]
UNSURE = [
    "The right player jumps.",
    "Two bottles are left on the table.",
    "Turn right at the light.",
    "It is about human rights.",
    "The left one is open.",
    "He left.",
    "They run clockwise.",
    "It is the right person for the job.",
]


@pytest.mark.parametrize(("text", "mirrored"), KNOWN)
def test_sides_are_exchanged_and_other_meanings_are_not(text, mirrored):
    assert swap_sides(text) == mirrored
    assert swap_sides(mirrored) == text


@pytest.mark.parametrize("text", UNSURE)
def test_where_a_word_may_be_no_side_the_text_is_refused(text):
    assert swap_sides(text) is None


PIECES = [
    *(pair[0].rstrip(".") for pair in KNOWN),
    *(text.rstrip(".") for text in UNSURE),
    "left",
    "right",
    "over",
    "the",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), st.sampled_from([". ", " ", ", ", "\n"]))
def test_mirrored_twice_a_text_is_what_it_was(pieces, glue):
    text = glue.join(pieces)
    once = swap_sides(text)
    if once is not None:
        assert swap_sides(once) == text
        # nothing but the two words changes
        plain = re.compile("left|right", re.IGNORECASE)
        assert plain.sub("", once) == plain.sub("", text)


@pytest.mark.parametrize(
    "text",
    [
        "A sign says STOP.",
        "The number 7 is on the left shoulder.",
        "Box [0.12, 0.3].",
        "The clock shows ten.",
        "He is at 0.45.",
    ],
)
def test_writing_and_coordinates_are_not_mirrored(text):
    messages = [{"role": "user", "content": "What is there?"}, {"role": "assistant", "content": text}]
    assert mirror_messages(messages) == (None, "writing, clocks or coordinates")


def test_the_pose_teachers_texts_are_true_of_the_mirrored_people(tmp_path):
    """The law that makes exchanging words as good as writing anew: every statement is a fact of the mirrored person."""
    from dataclasses import replace

    from kp_llava.annotations.coco.scenes import read_scenes
    from kp_llava.annotations.synthetic.sample import draw_sample
    from kp_llava.generation.teachers.pose.teacher import write_answer
    from kp_llava.poses.claims.find import find_claims
    from kp_llava.poses.people import read_people

    def mirror(scene):
        parts = scene.skeleton.parts
        other = {"left": "right", "right": "left"}
        order = [parts.index(" ".join(other.get(word, word) for word in part.split())) for part in parts]

        def turn(item):
            x, y, width, height = item.bbox_xywh
            points = [
                replace(point, x=scene.width - point.x) if point.is_labeled else point for point in item.keypoints
            ]
            return replace(
                item,
                bbox_xywh=(scene.width - x - width, y, width, height),
                keypoints=tuple(points[place] for place in order) if points else (),
            )

        return replace(scene, objects=tuple(turn(item) for item in scene.objects))

    coco = draw_sample(tmp_path, images=40, seed=3)
    mirrored_rows, checked = 0, 0
    for scene in read_scenes(coco, "train2014").scenes:
        facts = {(f.part, f.state) for all_ in read_people(mirror(scene)).facts.values() for f in all_}
        try:
            text = write_answer(scene, "conversation", seed=1)
        except ValueError:
            continue
        swapped = swap_sides(text)
        if swapped is None:
            continue
        mirrored_rows += 1
        for before, after in zip(find_claims(text), find_claims(swapped), strict=True):
            if before.side not in ("left", "right") or before.part not in ("arm", "leg") or before.negated:
                continue  # what hands hold is no fact about keypoints
            assert after.side != before.side
            # a straight arm may be called stretched out, which is no fact of its own
            states = {after.state, "straight"} if (after.part, after.state) == ("arm", "extended") else {after.state}
            assert any((f"{after.side} {after.part}", state) in facts for state in states), (swapped, after)
            checked += 1
    assert mirrored_rows >= 30
    assert checked >= 60


def make_parts():
    tables = factory.make_tables(12)
    return [Part(name, table) for name, table in tables.items()]


def test_all_rows_of_a_picture_are_mirrored_together_and_about_the_share_that_was_asked_for():
    parts, _ = mirror_parts(make_parts(), 0.5, seed=1)
    plain = {row["image_id"] for part in parts if not part.is_mirrored for row in part.table}
    turned = {row["image_id"] for part in parts if part.is_mirrored for row in part.table}
    assert plain | turned == set(range(12))
    assert not plain & turned
    assert 2 <= len(turned) <= 10
    assert sum(len(part.table) for part in parts) == 12 * 7
    answers = [row["messages"][1]["content"] for part in parts if part.is_mirrored for row in part.table]
    assert all("The right arm is" in answer and "left" not in answer for answer in answers)


def test_rows_that_cannot_be_mirrored_keep_their_picture_and_are_counted(caplog):
    table = factory.make_tables(4)["detail"]

    def spoil(row):
        answer = "The right player jumps." if row["image_id"] == 2 else row["messages"][1]["content"]
        return {"messages": [row["messages"][0], {"role": "assistant", "content": answer}]}

    parts, count = mirror_parts([Part("detail", table.map(spoil))], 1.0, seed=0)
    assert {part.name: len(part.table) for part in parts} == {"detail": 1, "detail_mirrored": 3}
    assert (
        "3 rows with their pictures mirrored (0 written anew by the pose teacher, 3 with left and right exchanged); "
        "1 rows left as they are (left or right may be no side)"
    ) in caplog.text
    assert (count.written, count.exchanged, sum(count.kept.values())) == (0, 3, 1)


def add_mirrored(table, texts):
    """The table with a chat about the mirrored picture in each row; None for none."""
    chats = [None if text is None else [{"role": "user", "content": "?"}, {"role": "assistant", "content": text}]
             for text in texts]  # fmt: skip
    return table.add_column("mirrored_messages", chats, feature=table.features["messages"])


def test_what_a_row_carries_about_its_mirrored_picture_goes_before_the_exchange_of_words():
    table = factory.make_tables(4)["detail"]
    plain = {row["id"]: row["messages"][1]["content"] for row in table}
    texts = ["They wave.", None, "The sign says STOP.", "They wave too."]
    parts, count = mirror_parts([Part("detail", add_mirrored(table, texts))], 1.0, seed=0)
    (part,) = parts
    assert part.is_mirrored
    assert part.table.column_names == [*(name for name in table.column_names if name != "messages"), "messages"]
    answers = [row["messages"][1]["content"] for row in part.table]
    exchanged = [swap_sides(text) for text in plain.values()]
    assert answers == ["They wave.", exchanged[1], exchanged[2], "They wave too."]  # nobody reads a sign in a mirror
    assert (count.written, count.exchanged, dict(count.kept)) == (2, 2, {})


def test_a_column_of_that_name_that_holds_no_chats_is_left_alone():
    table = factory.make_tables(2)["detail"].add_column("mirrored_messages", ["no chat"] * 2)
    _, count = mirror_parts([Part("detail", table)], 1.0, seed=0)
    assert (count.written, count.exchanged) == (0, 2)


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    from kp_llava.annotations.synthetic.sample import draw_sample
    from kp_llava.generation.options import RunOptions
    from kp_llava.generation.run import generate

    folder = tmp_path_factory.mktemp("pose")
    coco = draw_sample(folder / "coco", images=8, seed=3)
    generate(RunOptions(run_dir=folder / "run", coco=coco, split="train2014", seed=5))
    return folder / "run"


@pytest.mark.parametrize("source", ["data_dir", pytest.param("dataset_name", marks=pytest.mark.slow)])
def test_rows_of_a_run_are_written_anew_also_where_they_were_exported(run_folder, tmp_path, source):
    from kp_llava.commands.main import app
    from kp_llava.generation.rows import read_rows

    expected = {
        row["id"]: row["mirrored_messages"]
        for row in read_rows(run_folder, "detail", mirrored=True)
        if row["mirrored_messages"]
    }
    assert len(expected) >= 4
    place = run_folder
    if source == "dataset_name":
        place = tmp_path / "out"
        done = CliRunner().invoke(app, ["export", str(run_folder), str(place), "--mirrored", "--embed-images"])
        assert done.exit_code == 0, done.output
        assert "| `mirrored_messages` |" in (place / "README.md").read_text()
    data = DataArguments(config_names=["detail"], mirror=1.0, **{source: str(place)})
    parts, count = mirror_parts(
        load_parts(read_sources(data, split="train", data_dir=data.data_dir), data), 1.0, seed=0
    )
    found = {row["id"]: row["messages"] for part in parts if part.is_mirrored for row in part.table}
    assert {name: found[name] for name in expected} == expected
    assert count.written == len(expected)
    assert count.exchanged + sum(count.kept.values()) == 8 - len(expected)


def test_a_run_that_trains_with_mirroring_counts_its_rows_in_its_record(model_folder, run_folder, tmp_path, caplog):
    fields = {
        "model_name_or_path": model_folder, "data_dir": run_folder, "output_dir": tmp_path, "max_length": 512,
        "mirror": 1.0, "max_steps": 1, "save_strategy": "no", "report_to": "none", "disable_tqdm": True,
    }  # fmt: skip
    run([part for name, value in fields.items() for part in (f"--{name}", str(value))])
    record = json.loads((tmp_path / "training.json").read_text())["data"]
    assert record["mirrored"]["written_anew"] >= 30
    assert sum(count for name, count in record["rows"].items() if name.endswith("_mirrored")) == (
        record["mirrored"]["written_anew"] + record["mirrored"]["left_and_right_exchanged"]
    )
    assert f"({record['mirrored']['written_anew']} written anew by the pose teacher" in caplog.text


def test_the_model_sees_the_mirrored_picture_with_the_mirrored_text():
    processor = pad_to_square(factory.make_processor())
    parts, _ = mirror_parts([Part("detail", factory.make_tables(3)["detail"])], 1.0, seed=0)
    chat = VicunaFormat(processor)
    rows = encode_rows(parts, chat, image_tokens=16, max_length=256)
    batches = MicroBatches(rows, processor, step=StepShape(3, 1), packing="shared", max_length=256)
    batch = batches[0]
    assert "right arm" in processor.tokenizer.decode(batch["input_ids"][0])
    turned = [ImageOps.mirror(factory.draw_picture(number)) for number in range(3)]
    expected = processor.image_processor(images=turned, return_tensors="np")["pixel_values"]
    found = batch["pixel_values"].numpy()
    assert all(any(np.allclose(one, other) for other in found) for one in expected)


def test_a_whole_run_trains_with_mirroring_and_logs_its_losses(model_folder, data_folder, tmp_path):
    logs = train(model_folder, data_folder, tmp_path, "--mirror", 0.5, "--num_train_epochs", 1)
    names = {name for entry in logs for name in entry}
    assert {"loss_conversation", "loss_conversation_mirrored"} <= names


def test_settings_that_would_leak_or_mean_nothing_are_refused():
    with pytest.raises(TrainingError, match="not a share from 0 to 1"):
        DataArguments(data_dir="run", mirror=2)
    with pytest.raises(TrainingError, match="could be trained on mirrored"):
        DataArguments(data_dir="run", mirror=0.5, eval_share=0.1)
