"""`kp-llava check`: other people's LLaVA JSON held against the keypoints of its COCO folder."""

from __future__ import annotations

import json
import re

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.run import RunOptions, generate
from tests.factories import make_coco_folder

# of the person who stands with both arms hanging in every picture of `make_coco`: agree, contradict, unjudged
SAID = {
    "conversation": [
        ("What is the person doing with their left arm?", "Their left arm is hanging at their side.", (1, 0, 0)),
        ("And with the right one?", "Their right arm is raised.", (0, 1, 0)),
        ("Does the person sit?", "The person is standing on a straight left leg.", (2, 0, 0)),
        ("How does the person stand?", "Their feet are together.", (0, 0, 1)),
    ],
    "detail": [
        (
            "Describe the person.",
            "The person is sitting with the right knee bent. Their arms are hanging at their sides, and they look at "
            "the ball. According to the keypoints, they wait for somebody to play with.",
            (1, 2, 1),  # where they look is open
        )
    ],
    "complex": [("Why would the person wait?", "The bounding box of the ball tells of it: it is still.", (0, 0, 0))],
}


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    return make_coco_folder(tmp_path_factory.mktemp("check") / "coco", with_pictures=False)


def write_file(path, *, as_lines=False):
    items = []
    for task, pairs in SAID.items():
        turns = []
        for question, answer, _ in pairs:
            turns += [{"from": "human", "value": question}, {"from": "gpt", "value": answer}]
        turns[0]["value"] = "<image>\n" + turns[0]["value"]
        items.append({"id": f"{task}-item", "image": "COCO_val2014_000000000001.jpg", "conversations": turns})
    items.append({"id": "other", "image": "999.jpg", "conversations": items[-1]["conversations"]})
    path.write_text("\n".join(map(json.dumps, items)) if as_lines else json.dumps(items))
    return path


@pytest.fixture
def call(run_command):
    """Run a command in this process: gives the exit code, stdout and stderr."""
    return run_command


def add(*counts):
    return dict(zip(("agree", "contradict", "unjudged"), map(sum, zip(*counts, strict=True)), strict=True))


@pytest.mark.parametrize("as_lines", [False, True])
def test_scripts_read_fidelity_and_checks_by_name(coco, tmp_path, call, as_lines):
    file = write_file(tmp_path / "data.json", as_lines=as_lines)
    code, out, _ = call("check", file, "--coco", coco, "--split", "val2017", "--json")
    assert code == 0
    record = json.loads(out)
    for config, pairs in SAID.items():
        assert record["fidelity"][config].items() >= add(*(counts for *_, counts in pairs)).items(), config
    whole = add(*(counts for pairs in SAID.values() for *_, counts in pairs))
    assert record["fidelity"]["all"].items() >= whole.items()
    assert record["fidelity"]["all"]["agree_share_of_judged"] == round(4 / 7, 4)
    assert record["checks"] == {"contradiction": 2, "leak": 2}
    assert record["checks_by_config"]["conversation"] == {"contradiction": 1}
    assert (record["images"], record["rows"], sum(record["left_out"].values())) == (1, 6, 1)


def test_people_read_the_same(coco, tmp_path, call):
    code, out, _ = call("check", write_file(tmp_path / "data.json"), "--coco", coco, "--split", "val2017")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].endswith("data.json: 6 question-answer pairs; images: 1")
    assert "left out" in lines[1]
    assert (
        "  conversation (4): 75.0% of 4 judged statements about poses agree with the keypoints "
        "(1 contradict, 1 are left open)"
    ) in lines
    assert "  complex (1): no statement about a pose is judged, 0 are left open" in lines
    assert any(line.startswith("  all: 57.1% of 7 judged statements") for line in lines)
    assert ("  leak: 2 (speaks of keypoints, boxes, captions or other means of making, or gives coordinates)") in lines


def test_our_own_export_agrees_with_its_folder_and_a_swapped_one_does_not(tmp_path, call):
    coco = draw_sample(tmp_path / "coco", images=30, seed=8, with_images=False)
    generate(RunOptions(run_dir=tmp_path / "run", coco=coco, split="train2014"))
    file = tmp_path / "ours.json"
    assert call("export", tmp_path / "run", file, "--format", "llava")[0] == 0
    arguments = ("--coco", coco, "--split", "train2014", "--json")
    ours = json.loads(call("check", file, *arguments)[1])
    pairs = sum(len(one["conversations"]) // 2 for one in json.loads(file.read_text()))
    assert pairs >= 200
    assert (ours["rows"], ours["checks"], ours["fidelity"]["all"]["contradict"]) == (pairs, {}, 0)
    assert ours["fidelity"]["all"]["agree"] > 500
    text = file.read_text()
    for one, other in (("left arm", "@arm"), ("right arm", "left arm"), ("@arm", "right arm")):
        text = text.replace(one, other)
    file.write_text(text)
    swapped = json.loads(call("check", file, *arguments)[1])
    print("sides of arms swapped:", swapped["fidelity"]["all"])
    assert swapped["fidelity"]["all"]["contradict"] > 20
    assert swapped["checks"]["contradiction"] > 10


def test_scripts_read_every_statement_with_its_place_and_verdict(coco, tmp_path, call):
    file = write_file(tmp_path / "data.json")
    record = json.loads(call("check", file, "--coco", coco, "--split", "val2017", "--json")[1])
    statements = record["statements"]
    answers = {(f"{task}-item", n): pair[1] for task, pairs in SAID.items() for n, pair in enumerate(pairs)}
    for said in statements:
        assert answers[said["id"], said["turn"]][said["start"] : said["end"]] == said["text"]
        assert (said["image_id"], said["people"]) == (1, [10])
    found = [(s["id"], s["turn"], s["part"], s["side"], s["state"], s["verdict"]) for s in statements]
    assert ("conversation-item", 0, "arm", "left", "hanging", "agree") in found
    assert ("conversation-item", 1, "arm", "right", "raised", "contradict") in found
    assert ("conversation-item", 3, "stance", None, "together", "open") in found
    assert ("detail-item", 0, "posture", None, "sitting", "contradict") in found
    wrong = next(s for s in statements if s["state"] == "raised")
    assert 0.78 <= wrong["confidence"] <= 1 and not wrong["negated"] and not wrong["hedged"]
    assert all(s["confidence"] == 0 for s in statements if s["verdict"] == "open")


def test_people_read_the_worst_rows(coco, tmp_path, call):
    _, out, _ = call("check", write_file(tmp_path / "data.json"), "--coco", coco, "--split", "val2017")
    worst = out[out.index("worst rows:") :]
    assert worst.index("detail-item, pair 1, image 1:") < worst.index("conversation-item, pair 2, image 1:")
    assert re.search(r'"Their right arm is raised" \((0\.\d\d|1\.00)\)', worst)


@pytest.mark.parametrize("as_lines", [False, True])
def test_rejected_pairs_are_left_out_of_the_new_file_and_all_else_is_kept(coco, tmp_path, call, as_lines):
    file, out = write_file(tmp_path / "data.json", as_lines=as_lines), tmp_path / "clean.json"
    code, printed, _ = call("check", file, "--coco", coco, "--split", "val2017", "--reject", out)
    assert code == 0
    assert f"{out}: 4 pairs written; rejected: contradiction 1, leak 2; not checked: 1" in printed
    read = (lambda text: list(map(json.loads, text.splitlines()))) if as_lines else json.loads
    old, new = read(file.read_text()), read(out.read_text())
    assert [item["id"] for item in new] == ["conversation-item", "other"]
    assert new[1] == old[-1]
    assert new[0]["conversations"] == [turn for i, turn in enumerate(old[0]["conversations"]) if i not in (2, 3)]
    again = json.loads(call("check", out, "--coco", coco, "--split", "val2017", "--json")[1])
    assert (again["rows"], again["checks"]) == (3, {})


def test_the_image_token_moves_to_the_first_pair_that_is_left(coco, tmp_path, call):
    turns = [
        ("What about the right arm?", "Their right arm is raised."),
        ("And the left?", "Their left arm is hanging."),
    ]
    said = [{"from": who, "value": text} for pair in turns for who, text in zip(("human", "gpt"), pair, strict=True)]
    said[0]["value"] = "<image>\n" + said[0]["value"]
    item = {"id": 7, "image": "000000000001.jpg", "model": "m", "conversations": said}
    (tmp_path / "data.json").write_text(json.dumps([item]))
    out = tmp_path / "clean.json"
    assert call("check", tmp_path / "data.json", "--coco", coco, "--split", "val2017", "--reject", out)[0] == 0
    (kept,) = json.loads(out.read_text())
    assert kept["model"] == "m"
    assert [turn["value"] for turn in kept["conversations"]] == ["<image>\nAnd the left?", "Their left arm is hanging."]
    options = ("--checks", "none", "--reject", out)
    assert call("check", tmp_path / "data.json", "--coco", coco, "--split", "val2017", *options)[0] == 0
    assert json.loads(out.read_text()) == [item]


def test_text_that_fits_any_picture_is_worth_nothing(tmp_path, call):
    coco = draw_sample(tmp_path / "coco", images=40, seed=3, with_images=False)
    generate(RunOptions(run_dir=tmp_path / "run", coco=coco, split="train2014"))
    file = tmp_path / "ours.json"
    assert call("export", tmp_path / "run", file, "--format", "llava")[0] == 0
    arguments = ("--coco", coco, "--split", "train2014", "--json")
    seen = json.loads(call("check", file, *arguments)[1])["fidelity"]["all"]
    items = json.loads(file.read_text())
    for item in items:  # the same of every picture, and true of most
        item["conversations"] = [*item["conversations"][:1], {"from": "gpt", "value": "The person is not lying down."}]
    file.write_text(json.dumps(items))
    blind = json.loads(call("check", file, *arguments)[1])["fidelity"]["all"]
    print("from the keypoints:", seen, "\nof any picture:", blind)
    assert seen["beyond_expected"] > 0.3
    assert blind["agree_share_of_judged"] > 0.7 and abs(blind["beyond_expected"]) < 0.1


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("[]", (), "no item fits the split val2017"),
        ("{", (), "expected a list of {id, image, conversations"),
        (None, (), "cannot be read"),
        ("[]", ("--checks", "beauty"), "no such check"),
        ("[]", ("--task", "poem"), "unknown; expected one of conversation, detail, complex"),
    ],
)
def test_mistakes_get_one_clear_line(coco, tmp_path, call, text, arguments, message):
    if text is not None:
        (tmp_path / "data.json").write_text(text)
    code, _, err = call("check", tmp_path / "data.json", "--coco", coco, "--split", "val2017", *arguments)
    assert code == 1
    assert message in err
    assert "Traceback" not in err
