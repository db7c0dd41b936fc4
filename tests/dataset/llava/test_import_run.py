"""LLaVA's JSON into a run: round trips lose nothing, and what does not fit is counted."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import msgspec
import pytest
from datasets import load_dataset
from huggingface_hub import DatasetCard

from kp_llava.dataset.export import export_hub
from kp_llava.dataset.llava.check import check_llava
from kp_llava.dataset.llava.import_run import import_llava
from kp_llava.dataset.llava.items import read_tasks, write_llava
from kp_llava.errors import DatasetError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.payload import rebuild_payload
from kp_llava.generation.rows import read_rows
from kp_llava.generation.status import read_status

from ...factories import make_coco, make_coco_folder

TASKS = ("conversation", "detail", "complex")


def write_items(path: Path, *items: dict) -> Path:
    path.write_text(json.dumps(list(items)), encoding="utf-8")
    return path


def item(image: str | None = "000000000002.jpg", *turns: str, item_id: str = "x") -> dict:
    speakers = ["human", "gpt"] * (len(turns) // 2 + 1)
    found = {"id": item_id, "conversations": [{"from": s, "value": t} for s, t in zip(speakers, turns, strict=False)]}
    return found if image is None else found | {"image": image}


@pytest.mark.parametrize("turns", ["single", "multi"])
def test_export_and_import_lose_nothing(finished_run, drawn, tmp_path, turns):
    write_llava(read_tasks(finished_run, TASKS, turns=turns), tmp_path / "one.json")
    report = import_llava(tmp_path / "one.json", drawn, "train2014", tmp_path / "run")
    assert (report.images, report.pairs) == (7, {"conversation": 35, "detail": 7, "complex": 7})
    write_llava(read_tasks(tmp_path / "run", TASKS, turns=turns), tmp_path / "two.json")
    assert (tmp_path / "two.json").read_bytes() == (tmp_path / "one.json").read_bytes()
    kept = ("id", "image", "image_id", "file_name", "image_url", "messages", "context")
    for task in TASKS:
        before, after = list(read_rows(finished_run, task)), list(read_rows(tmp_path / "run", task))
        assert [[row[key] for key in kept] for row in before] == [[row[key] for key in kept] for row in after]


def test_an_imported_run_loads_exports_and_reports_like_any_other(drawn, tmp_path):
    file = write_items(
        tmp_path / "in.json",
        item(
            "coco/train2014/COCO_train2014_000000000002.jpg", "<image>\nWho?", "A man.", "Where?", "**There**:\n\nQ: a"
        ),
        item("000000000003.jpg", "Describe the picture in detail.\n<image>", "  Long.  "),
        item("000000000003.jpg", "<image>\nWhy?", "Because."),
    )
    import_llava(file, drawn, "train2014", tmp_path / "run", teacher="llava")
    rows = load_dataset("kp_llava", "conversation", data_dir=str(tmp_path / "run"), turns="multi")["train"]
    assert [message["content"] for message in rows[0]["messages"]] == ["Who?", "A man.", "Where?", "**There**:\n\nQ: a"]
    assert rows[0]["teacher"] == "llava"
    assert rows[0]["image"].size == (320, 240)
    assert next(read_rows(tmp_path / "run", "detail"))["messages"][1]["content"] == "  Long.  "
    assert read_status(tmp_path / "run").options["teacher"] == "import"


def test_keys_are_hashes_of_what_the_ledger_gives_back(drawn, tmp_path):
    file = write_items(tmp_path / "in.json", *(item("000000000002.jpg", ask, "a") for ask in ("Why?", "Describe it.")))
    import_llava(file, drawn, "train2014", tmp_path / "run")
    with Ledger.read(tmp_path / "run") as ledger:
        requests = [stored.request for task in ("detail", "complex") for stored in ledger.answers(task)]
        hashes = [hashlib.sha256(msgspec.json.encode(rebuild_payload(ledger, r))).hexdigest() for r in requests]
    assert hashes == [request.key for request in requests]
    assert len(set(hashes)) == 2


def test_what_does_not_fit_is_counted_by_reason(drawn, tmp_path):
    file = write_items(
        tmp_path / "in.json",
        item("000000000002.jpg", "<image>\nWhy?", "Because."),
        item(None, "Why?", "Because."),
        item("000000099999.jpg", "Why?", "Because."),
        item("../../../etc/passwd", "Why?", "Because."),
        item("000000000002.jpg", "Why?"),
        item("000000000002.jpg", "Why?", "<image>"),
        item("000000000002.jpg", "Why?", " "),
        item("000000000002.jpg"),
        item("000000000002.jpg", "Why?", "Because.") | {"image": ["000000000002.jpg", "000000000003.jpg"]},
    )
    report = import_llava(file, drawn, "train2014", tmp_path / "run")
    assert report.exclusions == {
        "text without an image": 1,
        "image not among the scenes of the split": 2,
        "turns are not questions and answers in turn": 4,
        "several images in one item": 1,
    }
    assert read_status(tmp_path / "run").exclusions == report.exclusions
    assert report.pairs == {"complex": 1}


def test_lines_are_read_too_and_a_task_can_be_said(drawn, tmp_path):
    lines = [
        json.dumps(item("000000000002.jpg", "Describe it.", "No.")),
        "",
        json.dumps(item("000000000003.jpg", "a", "b")),
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    report = import_llava(tmp_path / "in.jsonl", drawn, "train2014", tmp_path / "run", task="complex")
    assert report.pairs == {"complex": 2}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{]", "expected a list of"),
        ('[{"id": 1}]', "missing required field `conversations`"),
        ('[{"conversations": [{"from": 3, "value": "x"}]}]', r"Expected `str`, got `int` - at `\$\[0\]"),
        ("[]", "no item fits"),
        ('[{"conversations": [], "image": "x"}]', "image not among the scenes of the split 1"),
    ],
)
def test_a_broken_file_gets_one_clear_line(drawn, tmp_path, text, message):
    (tmp_path / "in.json").write_text(text)
    with pytest.raises(DatasetError, match=message):
        import_llava(tmp_path / "in.json", drawn, "train2014", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_missing_file_an_existing_run_and_an_unknown_task_are_named(finished_run, drawn, tmp_path):
    with pytest.raises(DatasetError, match="cannot be read"):
        import_llava(tmp_path / "no.json", drawn, "train2014", tmp_path / "run")
    with pytest.raises(DatasetError, match="exists already; give a new RUN folder"):
        import_llava(tmp_path / "no.json", drawn, "train2014", finished_run)
    with pytest.raises(DatasetError, match="'chat': unknown"):
        import_llava(tmp_path / "no.json", drawn, "train2014", tmp_path / "run", task="chat")


def test_the_card_of_imported_rows_claims_nothing_about_how_they_were_made(drawn, tmp_path):
    file = write_items(tmp_path / "in.json", item("000000000002.jpg", "Why?", "A man stands on a path."))
    import_llava(file, drawn, "train2014", tmp_path / "run", teacher="gpt", made_by="Ann & Bob, by *hand*")
    export_hub([(tmp_path / "run", None)], tmp_path / "out")
    card = DatasetCard.load(tmp_path / "out" / "README.md")
    assert "made by: Ann \\& Bob, by \\*hand\\*" in card.text
    assert f"imported from: `in.json`, SHA-256 `{hashlib.sha256(file.read_bytes()).hexdigest()}`" in card.text
    assert "kp-llava wrote none of them" in card.text
    for claim in (
        "never saw the pictures",
        "never saw the images",
        "2409.09306",
        "### Prompts",
        "annotators",
        "system.j2",
        "- teacher:",
    ):
        assert claim not in card.text
    assert "license" not in card.data.to_dict()
    assert "annotations_creators" not in card.data.to_dict()
    assert not {"keypoints", "teacher-gpt"} & set(card.data["tags"])
    # held against the keypoints of the annotations, which the makers need not have seen
    # one statement: it agrees, is left open, or contradicts and rejects its row
    lines = (r"complex \| (1 \| 0 \| 0|0 \| 1 \| 0|0 \| 0 \| 1) \|", r"all, with rejected rows \| 0 \| 1 \| 0 \|")
    assert any(re.search(line, card.text) for line in lines)


def test_the_licence_of_imported_rows_is_what_the_user_says(drawn, tmp_path):
    file = write_items(tmp_path / "in.json", item("000000000002.jpg", "Why?", "Because."))
    import_llava(file, drawn, "train2014", tmp_path / "run", licence="cc-by-nc-4.0")
    export_hub([(tmp_path / "run", None)], tmp_path / "out")
    card = DatasetCard.load(tmp_path / "out" / "README.md")
    assert card.data["license"] == "cc-by-nc-4.0"
    assert "They are published under `cc-by-nc-4.0`." in card.text


@pytest.mark.parametrize("scenes_are", ["000000000001.jpg", "COCO_train2014_000000000001.jpg"])
@pytest.mark.parametrize(
    "file_says", ["000000000001.jpg", "COCO_train2014_000000000001.jpg", "coco/x/000000000001.jpg"]
)
def test_pictures_are_matched_by_cocos_id_under_either_name(tmp_path, scenes_are, file_says):
    contents = make_coco(1)
    contents["person_keypoints"]["images"][0]["file_name"] = scenes_are
    coco = make_coco_folder(tmp_path / "coco", contents, split="train2014")
    file = write_items(tmp_path / "in.json", item(file_says, "<image>\nIs anybody standing?", "A person is standing."))
    report = import_llava(file, coco, "train2014", tmp_path / "run")
    assert (report.pairs, report.exclusions) == ({"complex": 1}, {})
    checked = check_llava(file, coco, "train2014")
    assert (checked.images, checked.exclusions) == (1, {})
    assert checked.tasks["complex"].fidelity.agree == 1


def test_names_with_different_splits_are_different_pictures(tmp_path):
    contents = make_coco(1)
    contents["person_keypoints"]["images"][0]["file_name"] = "COCO_train2014_000000000001.jpg"
    coco = make_coco_folder(tmp_path / "coco", contents, split="train2014")
    other = item("COCO_val2014_000000000001.jpg", "Why?", "Because.")
    with pytest.raises(DatasetError, match="image not among the scenes of the split 2"):
        check_llava(write_items(tmp_path / "in.json", other, item("1.jpg", "Why?", "So.")), coco, "train2014")
