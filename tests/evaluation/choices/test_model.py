"""A local model and a server on PoseChoice: what they are shown, and what is taken as their answer."""

from __future__ import annotations

import base64
import io
import json
from collections import defaultdict
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageOps
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import EvaluationError
from kp_llava.evaluation.answers.model import AnswerOptions, VisionModel
from kp_llava.evaluation.choices.benchmark import read_choices
from kp_llava.evaluation.pictures import View
from tests.teacher_server import Reply, TeacherServer


def run(*parts):
    return CliRunner().invoke(app, [str(part) for part in parts], catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("choice")
    draw_sample(path / "coco", images=3, seed=9, split="val2014")
    run("questions", path / "choice.jsonl", "--form", "choice", "--coco", path / "coco", "--split", "val2014")
    return path


@pytest.fixture(scope="module")
def model(folder):
    from kp_llava.training.models.tiny import save_tiny

    texts = [
        f"{one.prompt} {' '.join(one.sentences)} yes no Yes No"
        for one in read_choices(folder / "choice.jsonl").questions
    ]
    return save_tiny(folder / "tiny", texts)


def load(model, folder, score):
    return VisionModel(str(model), AnswerOptions(images=folder / "coco" / "val2014", score=score, batch_size=6))


def test_the_likeliest_letter_is_the_answer(model, folder):
    questions = [one for one in read_choices(folder / "choice.jsonl").questions if not one.is_yes_no][:7]
    loaded = load(model, folder, "likelihood")
    head = loaded.model.lm_head
    for letter in "BA":
        tokens = [loaded.tokenizer.encode(lead + letter, add_special_tokens=False)[-1] for lead in ("", " ")]

        def prefer(module, inputs, output, tokens=tokens):
            output[..., tokens] += 50.0
            return output

        hook = head.register_forward_hook(prefer)
        found = {one.answer for one in loaded.answer([one.to_question() for one in questions])}
        hook.remove()
        assert found == {letter}


def test_other_questions_in_the_batch_change_no_letter(model, folder):
    asked = [one.to_question() for one in read_choices(folder / "choice.jsonl").questions[:9]]
    loaded = load(model, folder, "likelihood")
    together = {one.question_id: one.answer for one in loaded.answer(asked)}
    alone = {one.question_id: one.answer for question in asked for one in loaded.answer([question])}
    assert together == alone and set(together.values()) <= set("ABCD")


def test_the_likeliest_sentence_is_the_answer_and_padding_changes_nothing(model, folder):
    import torch

    questions = read_choices(folder / "choice.jsonl").questions[:7]
    loaded = load(model, folder, "sentences")
    asked = [one.to_question(by_sentence=True) for one in questions]
    found = {one.question_id: one.answer for one in loaded.answer(asked)}
    for one in asked:
        inputs, _ = loaded.encode_batch([one])
        means = []
        for sentence in one.choices:
            # after "ASSISTANT:" a sentence begins with a space, in training and in writing
            tail = torch.tensor([loaded.tokenizer.encode(f" {sentence}", add_special_tokens=False)])
            ids = torch.cat([inputs["input_ids"], tail], dim=1)
            with torch.inference_mode():
                logits = loaded.model(
                    input_ids=ids, attention_mask=torch.ones_like(ids), pixel_values=inputs["pixel_values"]
                ).logits[0]
            losses = torch.nn.functional.cross_entropy(logits[-tail.shape[1] - 1 : -1], tail[0])
            means.append(-float(losses))
        assert found[one.question_id] == "ABCD"[means.index(max(means))]


def test_the_gain_takes_away_what_a_model_likes_without_looking(model, folder):
    from kp_llava.evaluation.choices.model import weigh_sentences

    questions = [one.to_question(by_sentence=True) for one in read_choices(folder / "choice.jsonl").questions[:7]]
    loaded = load(model, folder, "gain")
    grey = [replace(one, view=View(is_grey=True)) for one in questions]
    assert {one.answer for one in loaded.answer(grey)} == {"A"}  # nothing is added, so nothing is chosen by
    gained = {one.question_id: one.answer for one in loaded.answer(questions)}
    for one, seen, unseen in zip(
        questions, weigh_sentences(loaded, questions), weigh_sentences(loaded, grey), strict=True
    ):
        gain = [value - other for value, other in zip(seen, unseen, strict=True)]
        assert gained[one.question_id] == "ABCD"[gain.index(max(gain))]


def test_what_a_model_writes_itself_has_the_tokens_by_which_sentences_are_weighed(model, folder):
    """The tokens of a chat with its answer begin with those of the prompt; the rest is what training supervises."""
    from kp_llava.evaluation.choices.model import encode_answer, find_begin

    loaded = load(model, folder, "sentences")
    question = {"role": "user", "content": [{"type": "text", "text": "What is the person doing?"}]}
    answer = {"role": "assistant", "content": [{"type": "text", "text": "Their left arm is raised."}]}
    write = loaded.processor.apply_chat_template
    prompt = loaded.tokenizer.encode(write([question], tokenize=False, add_generation_prompt=True))
    whole = loaded.tokenizer.encode(write([question, answer], tokenize=False).removesuffix("</s>"))
    assert whole[: len(prompt)] == prompt
    assert encode_answer(loaded.tokenizer, find_begin(loaded), "Their left arm is raised.") == whole[len(prompt) :]


def test_a_tokenizer_without_letters_is_refused_with_the_way_out(model, folder, monkeypatch):
    loaded = load(model, folder, "likelihood")
    monkeypatch.setattr(loaded.tokenizer, "encode", lambda text, add_special_tokens: [3])
    question = next(one for one in read_choices(folder / "choice.jsonl").questions if not one.is_yes_no)
    with pytest.raises(Exception, match=r"no token of its own for each of A, B.*use --score sentences"):
        list(loaded.answer([question.to_question()]))


def test_a_model_is_asked_with_and_without_sight_and_asked_once(model, folder, tmp_path):
    command = ("eval", "--benchmark", folder / "choice.jsonl", "--candidate", f"tiny={model}", "--out", tmp_path)
    done = run(*command, "--score", "sentences", "--device", "cpu")
    assert done.exit_code == 0, done.output
    row = json.loads((tmp_path / "report.json").read_text())["choice"]["tiny"]
    assert list(row["blind"]) == ["grey picture", "exchanged pictures"] and row["unreadable"] == 0
    # without a picture every text has one answer: chance exactly, and never both twins of a side
    assert row["blind"]["grey picture"]["kappa"] == pytest.approx(0, abs=1e-9)
    before = (tmp_path / "report.json").read_text()
    again = run(*command, "--score", "sentences", "--device", "cpu")
    assert "answers of tiny" not in again.output and (tmp_path / "report.json").read_text() == before
    (tmp_path / "report.json").unlink()
    replayed = run("eval", "--out", tmp_path, "--replay")
    assert replayed.exit_code == 0 and "kappa by kind" in replayed.output
    assert (tmp_path / "report.json").read_text() == before
    next((tmp_path / "answers-sentences").glob("tiny.jsonl")).unlink()
    with pytest.raises(EvaluationError, match=r"tiny\.jsonl"):
        run("eval", "--out", tmp_path, "--replay")


@pytest.mark.parametrize("where", ["cpu", "auto"])
def test_a_device_map_of_the_command_line_places_the_model(model, folder, tmp_path, where):
    pytest.importorskip("accelerate")
    command = ("eval", "--benchmark", folder / "choice.jsonl", "--candidate", f"tiny={model}", "--out", tmp_path)
    placed = run(*command, "--score", "sentences", "--device-map", where)
    assert placed.exit_code == 0, placed.output
    row = json.loads((tmp_path / "report.json").read_text())["choice"]["tiny"]
    run(*command[:-1], tmp_path / "plain", "--score", "sentences", "--device", "cpu")
    assert row == json.loads((tmp_path / "plain" / "report.json").read_text())["choice"]["tiny"]


class PictureServer(TeacherServer):
    """The loopback server, for messages whose content is a list of parts."""

    @staticmethod
    def _completion(payload: dict, number: int, reply: Reply) -> dict:
        message = {"role": "assistant", "content": reply.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return {"id": "1", "object": "chat.completion", "created": 1, "model": payload["model"], "choices": [choice]}


def look(payload):
    """The text and the picture of a request."""
    parts = {part["type"]: part for part in payload["messages"][0]["content"]}
    data = parts["image_url"]["image_url"]["url"].partition(",")[2]
    return parts["text"]["text"], Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def test_a_server_is_shown_mirrored_marked_grey_and_exchanged_pictures(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    questions = read_choices(folder / "choice.jsonl").questions
    with PictureServer(lambda payload, number: "A") as server:
        done = run(
            *("eval", "--benchmark", folder / "choice.jsonl", "--out", tmp_path / "out"),
            *("--candidate", f"seen={server.base_url}#m"),
        )
        assert done.exit_code == 0, done.output
    shown = defaultdict(list)
    for text, picture in map(look, server.payloads):
        shown[text].append(picture)
    texts = {one.prompt for one in questions}
    assert set(shown) == texts
    for text in texts:  # one grey picture a text
        assert sum(len(set(picture.convert("L").histogram()) - {0}) == 1 for picture in shown[text]) >= 1
    for one in questions:
        with Image.open(folder / "coco" / "val2014" / one.file_name) as file:
            expected = file.convert("RGB")
        if one.is_mirrored:
            expected = ImageOps.mirror(expected)

        def differs(picture, expected=expected):
            box = ImageChops.difference(picture, expected).getbbox() if picture.size == expected.size else (0, 0, 1, 1)
            return box is not None

        if not one.marks:
            assert not all(differs(picture) for picture in shown[one.prompt]), one
        else:  # a red or blue line, and the picture inside of it
            x1, y1, x2, y2 = (round(value) for value in one.marks[0][1:])
            if one.is_mirrored:
                x1, x2 = expected.width - x2, expected.width - x1
            inner = (x1 + 2, y1 + 2, x2 - 2, y2 - 2)
            if len(one.marks) == 1:
                assert any(
                    ImageChops.difference(picture.crop(inner), expected.crop(inner)).getbbox() is None
                    and picture.getpixel((max(0, x1 - 1), (y1 + y2) // 2)) == (230, 20, 20)
                    for picture in shown[one.prompt]
                ), one
