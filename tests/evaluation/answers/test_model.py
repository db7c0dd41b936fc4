from __future__ import annotations

import base64
import io
import json
import re

import pytest
from PIL import Image

from kp_llava.errors import EvaluationError
from kp_llava.evaluation.answers.collect import collect_answers
from kp_llava.evaluation.answers.model import AnswerOptions, VisionModel, hash_model
from kp_llava.evaluation.answers.source import Source
from kp_llava.evaluation.benchmark import read_benchmark, write_benchmark
from kp_llava.generation.ledger.repair import repair
from tests.teacher_server import Reply, TeacherServer, error_reply

from ..factories import questions


class PictureServer(TeacherServer):
    """The loopback server, for messages whose content is a list of parts."""

    @staticmethod
    def _completion(payload: dict, number: int, reply: Reply) -> dict:
        message = {"role": "assistant", "content": reply.text}
        choice = {"index": 0, "message": message, "finish_reason": reply.finish_reason}
        return {"id": "1", "object": "chat.completion", "created": 1, "model": payload["model"], "choices": [choice]}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    from kp_llava.training.models.tiny import save_tiny

    words = [question.question + " " + question.reference for question in questions()]
    return save_tiny(tmp_path_factory.mktemp("model"), words)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    for image_id in (1, 2):
        Image.effect_mandelbrot((60, 80), (-1, -1, image_id, 1), 40).save(folder / f"{image_id:012d}.jpg")
    return folder


@pytest.fixture
def benchmark(tmp_path):
    write_benchmark(tmp_path / "bench.jsonl", questions(), {})
    return read_benchmark(tmp_path / "bench.jsonl")


def answer(model, pictures, asked, **fields: int) -> dict[str, str]:
    options = AnswerOptions(images=pictures, **({"max_new_tokens": 12} | fields))
    return {one.question_id: one.answer for one in VisionModel(str(model), options).answer(asked)}


def test_the_batch_size_does_not_change_the_answers(model, pictures):
    asked = questions()
    assert answer(model, pictures, asked, batch_size=1) == answer(model, pictures, asked, batch_size=4)


def test_a_shared_image_encoding_gives_the_models_own_answers(model, pictures):
    import torch

    asked = questions()
    options = AnswerOptions(images=pictures, max_new_tokens=12)
    loaded = VisionModel(str(model), options)
    encoded = []
    tower = loaded.model.model.vision_tower
    tower.register_forward_hook(lambda module, inputs, output: encoded.append(output.last_hidden_state.shape[0]))
    found = {one.question_id: one.answer for one in loaded.answer(asked)}
    assert encoded == [2]
    for question in asked:
        with Image.open(pictures / question.file_name) as picture:
            parts = [{"type": "image", "image": picture.convert("RGB")}, {"type": "text", "text": question.question}]
            inputs = loaded.processor.apply_chat_template(
                [{"role": "user", "content": parts}],
                add_generation_prompt=True,
                tokenize=True,
                return_dict=True,
                return_tensors="pt",
            )
        with torch.inference_mode():
            ids = loaded.model.generate(**inputs, do_sample=False, max_new_tokens=12)
        own = loaded.tokenizer.decode(ids[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True).strip()
        assert found[question.question_id] == own


def test_answers_are_kept_and_only_missing_ones_are_made(model, pictures, benchmark, tmp_path):
    options = AnswerOptions(images=pictures, max_new_tokens=12)
    source = Source("tiny", "model", str(model))
    first = collect_answers(source, benchmark, tmp_path / "answers", options)
    path = tmp_path / "answers" / "tiny.jsonl"
    lines = path.read_text().splitlines()
    assert len(lines) == 6
    assert {json.loads(line)["finish_reason"] for line in lines} <= {"stop", "length"}
    # killed in the middle of a line
    path.write_text("\n".join(lines[:3]) + "\n" + lines[3][:20])
    again = collect_answers(source, benchmark, tmp_path / "answers", options)
    assert again.texts == first.texts
    assert path.read_text().splitlines()[:3] == lines[:3]
    assert again.made_by["model_hash"] == hash_model(str(model))


def test_answers_of_other_settings_are_asked_for_again_and_those_of_another_model_refused(
    model, pictures, benchmark, tmp_path, capsys
):
    source = Source("tiny", "model", str(model))
    first = collect_answers(source, benchmark, tmp_path, AnswerOptions(images=pictures, max_new_tokens=3))
    options = AnswerOptions(images=pictures, max_new_tokens=4)
    second = collect_answers(source, benchmark, tmp_path, options)
    assert "made with other max_new_tokens; asking again" in capsys.readouterr().err
    assert second.made_by["max_new_tokens"] == 4
    assert first.texts != second.texts
    assert (tmp_path / "tiny.jsonl.before").exists()
    before = (tmp_path / "tiny.jsonl").read_bytes()
    picture = next(iter(pictures.iterdir()))
    kept = picture.read_bytes()
    Image.new("RGB", (64, 64), (200, 10, 10)).save(picture)
    collect_answers(source, benchmark, tmp_path, options)
    assert "made with other pictures; asking again" in capsys.readouterr().err
    picture.write_bytes(kept)
    collect_answers(source, benchmark, tmp_path, options)
    assert (tmp_path / "tiny.jsonl").read_bytes() == before
    config = (model / "config.json").read_text()
    (model / "config.json").write_text(config + " ")
    with pytest.raises(EvaluationError, match="made with another model_hash"):
        collect_answers(source, benchmark, tmp_path, options)
    (model / "config.json").write_text(config)


@pytest.mark.slow  # each process loads torch anew
def test_several_processes_give_the_answers_of_one(model, pictures, benchmark, tmp_path):
    source = Source("tiny", "model", str(model))
    one = collect_answers(source, benchmark, tmp_path / "one", AnswerOptions(images=pictures, max_new_tokens=8))
    options = AnswerOptions(images=pictures, max_new_tokens=8, processes=2)
    two = collect_answers(source, benchmark, tmp_path / "two", options)
    assert two.texts == one.texts


def test_the_models_hash_follows_its_weights(model, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"a")
    before = hash_model(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"b")
    assert hash_model(str(tmp_path)) != before
    assert hash_model("org/model") is None


def test_what_is_no_model_says_so_in_one_line(tmp_path, pictures):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EvaluationError, match="the model cannot be loaded") as caught:
        VisionModel(str(tmp_path), AnswerOptions(images=pictures))
    assert "\n" not in str(caught.value)


def test_a_missing_picture_or_folder_is_named(model, pictures, tmp_path):
    with pytest.raises(EvaluationError, match=r"is not in .*; name the folder that holds the pictures"):
        answer(model, tmp_path, questions())
    with pytest.raises(EvaluationError, match="no such folder"):
        answer(model, tmp_path / "none", questions())
    (tmp_path / "000000000001.jpg").write_bytes(b"no picture")
    with pytest.raises(EvaluationError, match="the picture cannot be opened"):
        answer(model, tmp_path, questions(images=[1]))


def test_a_server_is_shown_the_picture_and_asked_once(pictures, benchmark, tmp_path):
    def say(payload: dict, number: int) -> str:
        image, text = payload["messages"][0]["content"]
        return f"{text['text'][-9:]} {len(image['image_url']['url'])}"

    with PictureServer(say) as server:
        source = Source("served", "server", f"{server.base_url}#llava")
        options = AnswerOptions(images=pictures, max_new_tokens=50)
        first = collect_answers(source, benchmark, tmp_path / "answers", options)
        (tmp_path / "answers" / "served.jsonl").unlink()
        again = collect_answers(source, benchmark, tmp_path / "answers", options)
    assert len(server.payloads) == 6
    assert first.texts == again.texts
    assert server.payloads[0]["model"] == "llava"
    assert server.payloads[0]["messages"][0]["content"][0]["image_url"]["url"].startswith("data:image/jpeg;base64,/9j/")
    ledger = tmp_path / "answers" / "served.server" / "ledger.sqlite"
    assert b"base64" not in ledger.read_bytes()


def test_a_server_needs_its_models_name(pictures, benchmark, tmp_path):
    source = Source("served", "server", "http://127.0.0.1:9/v1")
    with pytest.raises(EvaluationError, match="name the server's model after a #"):
        collect_answers(source, benchmark, tmp_path, AnswerOptions(images=pictures))


def test_a_question_without_an_answer_is_named_and_asked_again(pictures, benchmark, tmp_path):
    is_broken = True

    def say(payload: dict, number: int) -> Reply | str:
        return error_reply(400, "no such picture format") if is_broken and number == 3 else "It stands."

    with PictureServer(say) as server:
        source = Source("served", "server", f"{server.base_url}#llava")
        options = AnswerOptions(images=pictures)
        with pytest.raises(EvaluationError, match=r"got no answer .BadRequestError"):
            collect_answers(source, benchmark, tmp_path, options)
        is_broken = False
        assert set(collect_answers(source, benchmark, tmp_path, options).texts.values()) == {"It stands."}
    assert len(server.payloads) == 7


def test_a_damaged_answer_of_a_server_is_named_and_not_used(pictures, benchmark, tmp_path):
    with PictureServer(lambda payload, number: f"It stands, take {number}.") as server:
        source = Source("served", "server", f"{server.base_url}#llava")
        options = AnswerOptions(images=pictures)
        first = collect_answers(source, benchmark, tmp_path, options).texts
        (tmp_path / "served.jsonl").unlink()
        ledger = tmp_path / "served.server" / "ledger.sqlite"
        ledger.write_bytes(ledger.read_bytes().replace(b"It stands, take 3.", b"It stands, take 4."))
        damaged = next(name for name, text in first.items() if text == "It stands, take 3.")
        way_out = f"the answer to question '{damaged}' is damaged; `kp-llava status {ledger.parent} --repair` keeps"
        with pytest.raises(EvaluationError, match=re.escape(way_out)):
            collect_answers(source, benchmark, tmp_path, options)
        assert len(server.payloads) == 6
        assert [damage.what for damage in repair(ledger.parent)[0]] == ["answer"]
        again = collect_answers(source, benchmark, tmp_path, options).texts
        assert len(server.payloads) == 7
    assert again == first | {damaged: "It stands, take 6."}


def test_a_server_gets_its_own_key_and_never_the_judges(pictures, benchmark, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "of-the-judge")
    with PictureServer(lambda payload, number: "It stands.") as server:
        options = AnswerOptions(images=pictures)
        collect_answers(Source("my model", "server", f"{server.base_url}#llava"), benchmark, tmp_path / "a", options)
        assert "Bearer of-the-judge" not in server.authorizations
        monkeypatch.setenv("MY_MODEL_API_KEY", "own")
        collect_answers(Source("my model", "server", f"{server.base_url}#llava"), benchmark, tmp_path / "b", options)
        assert server.authorizations[-1] == "Bearer own"
        monkeypatch.setenv("OTHER", "named")
        source = Source("my model", "server", f"{server.base_url}#llava?key=OTHER")
        found = collect_answers(source, benchmark, tmp_path / "c", options)
        assert server.authorizations[-1] == "Bearer named"
        assert server.payloads[-1]["model"] == "llava"
    assert found.made_by["place"].endswith("#llava")
    assert Source("OpenAI", "server", "http://x/v1#m").key_variable != "OPENAI_API_KEY"


def test_large_pictures_are_reduced_for_a_server(benchmark, tmp_path):
    folder = tmp_path / "large"
    folder.mkdir()
    for image_id in (1, 2):
        Image.effect_mandelbrot((900, 600), (-1, -1, image_id, 1), 40).save(folder / f"{image_id:012d}.jpg")
    sizes = []

    def look(payload: dict, number: int) -> str:
        url = payload["messages"][0]["content"][0]["image_url"]["url"]
        with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
            sizes.append(picture.size)
        return "It stands."

    with PictureServer(look) as server:
        source = Source("served", "server", f"{server.base_url}#llava")
        collect_answers(source, benchmark, tmp_path / "a", AnswerOptions(images=folder, picture_size=336))
        assert set(sizes) == {(336, 224)}
        collect_answers(source, benchmark, tmp_path / "a", AnswerOptions(images=folder))
        assert set(sizes[6:]) == {(900, 600)}  # another size is asked for again
