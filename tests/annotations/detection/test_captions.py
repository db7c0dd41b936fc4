"""Captions of a model: what is read from its answers, and folders that are captioned on this machine."""

from __future__ import annotations

import json

import pytest
import torch
from PIL import Image
from transformers import BertTokenizerFast, BlipConfig, BlipForConditionalGeneration, BlipProcessor
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.detection.captioner import LocalCaptioner
from kp_llava.annotations.detection.captions import caption_folder, pick_sentences
from kp_llava.annotations.detection.options import DetectOptions
from kp_llava.annotations.detection.run import detect
from kp_llava.errors import AnnotationError
from kp_llava.training.models.tiny import save_tiny

from .factories import save_pictures
from .test_run import Finder

ANSWER = """Sure! Here are five captions:
1. A man in a red coat waves from a bench.
2) "A man waves from a bench."
- A person in a red coat greets somebody.
Caption 4: Somebody waves in a park.
a man waves from a bench
**A bench stands under trees, with a man on it.**
One more that comes too late for anything.
Short one."""


@pytest.fixture
def folder(tmp_path):
    detect(str(save_pictures(tmp_path / "in", 3)), tmp_path / "out", DetectOptions(), detector=Finder())
    return tmp_path / "out"


def test_sentences_are_read_once_each_without_numbers_and_remarks():
    assert pick_sentences(ANSWER) == [
        "A man in a red coat waves from a bench.",
        "A man waves from a bench.",
        "A person in a red coat greets somebody.",
        "Somebody waves in a park.",
        "A bench stands under trees, with a man on it.",
    ]
    assert pick_sentences("A dog runs here.\nA man runs there.", ["A dog runs here."]) == [
        "A dog runs here.",
        "A man runs there.",
    ]
    assert pick_sentences("x" * 400 + " y z\nWell:\n\n12") == []


def test_a_folder_gets_captions_that_name_their_writer_and_goes_on_after_a_stop(folder):
    seen = []

    def write(path):
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(path.name)
        return [f"Somebody stands in picture {path.stem}, sentence {number}." for number in range(5)]

    with pytest.raises(KeyboardInterrupt):
        caption_folder(folder, "train", "a-model", write)
    with (folder / "captions.jsonl").open("ab") as log:
        log.write(b'{"name": "ha')
    seen.clear()
    summary = caption_folder(folder, "train", "a-model", write)
    assert (len(seen), summary.pictures, summary.sentences, summary.few, summary.without) == (1, 3, 15, 0, 0)
    content = json.loads((folder / "annotations" / "captions_train.json").read_text())
    assert content["info"]["captioner"] == "a-model"
    assert {record["captioner"] for record in content["annotations"]} == {"a-model"}
    scenes = read_scenes(folder, "train").scenes
    assert {(scene.captioner, len(scene.captions)) for scene in scenes} == {("a-model", 5)}
    with pytest.raises(AnnotationError, match=r"captions_train.json: has captions of a-model; move the file away"):
        caption_folder(folder, "train", "another", write)
    del content["annotations"][0]["captioner"]
    (folder / "annotations" / "captions_train.json").write_text(json.dumps(content))
    with pytest.raises(AnnotationError, match="has captions of people; move the file away"):
        caption_folder(folder, "train", "a-model", write)


def test_no_sentence_at_all_is_an_error(folder):
    with pytest.raises(AnnotationError, match="a-model wrote no sentence for any of 3 pictures"):
        caption_folder(folder, "train", "a-model", lambda path: [])


def test_a_model_with_a_chat_template_is_asked_for_five(tmp_path):
    place = save_tiny(tmp_path / "model", ["a person stands in a hall", "somebody waves"])
    Image.new("RGB", (80, 60), (200, 30, 30)).save(tmp_path / "1.png")
    captioner = LocalCaptioner(str(place), device="cpu")
    asked = []
    generate = captioner._model.generate

    def answer(text):
        return captioner._processor.tokenizer(text, return_tensors="pt")["input_ids"]

    def speak(**inputs):
        asked.append(captioner._processor.batch_decode(inputs["input_ids"], skip_special_tokens=True)[0])
        text = "a person stands in a hall\nsomebody waves in a hall\n" if len(asked) == 1 else ANSWER
        return torch.cat([inputs["input_ids"], answer(text)], dim=1)

    captioner._model.generate = speak
    sentences = captioner.write(tmp_path / "1.png")
    assert sentences[:2] == ["a person stands in a hall", "somebody waves in a hall"]
    assert len(sentences) == 5
    assert len(asked) == 2
    assert "Write 3 more sentences of this kind" in asked[1]
    # the model itself takes these inputs, and draws the same for the same picture
    captioner._model.generate = lambda **inputs: generate(**{**inputs, "max_new_tokens": 12, "do_sample": True})
    assert captioner.write(tmp_path / "1.png") == captioner.write(tmp_path / "1.png")


def test_a_model_without_a_chat_template_draws_sentences(tmp_path):
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *["a", "man", "dog", "sits", "stands", "here", "there", "now", "big", "red"],
    ]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    tokenizer = BertTokenizerFast(vocab=str(tmp_path / "vocab.txt"))
    torch.manual_seed(0)
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BlipConfig(
        text_config={
            **small,
            "vocab_size": len(words),
            "encoder_hidden_size": 16,
            "bos_token_id": 2,
            "sep_token_id": 3,
            "pad_token_id": 0,
        },
        vision_config={**small, "image_size": 32, "patch_size": 16},
    )
    BlipForConditionalGeneration(config).save_pretrained(tmp_path / "model")
    BlipProcessor(BlipImageProcessorPil(size={"height": 32, "width": 32}), tokenizer).save_pretrained(
        tmp_path / "model"
    )
    Image.new("RGB", (80, 60), (200, 30, 30)).save(tmp_path / "1.png")
    captioner = LocalCaptioner(str(tmp_path / "model"), device="cpu")
    sentences = captioner.write(tmp_path / "1.png")
    assert len(sentences) == len(set(sentences)) == 5
    assert sentences == captioner.write(tmp_path / "1.png")


def test_what_is_no_captioner_is_named(tmp_path):
    with pytest.raises(AnnotationError, match="nowhere: cannot be loaded as an image-text-to-text model"):
        LocalCaptioner(str(tmp_path / "nowhere"))
