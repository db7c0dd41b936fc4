"""The real pictures with sentences judged by eye, where the machine has them; the tests pass without."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kp_llava.annotations.coco.scenes import read_scenes

REAL_FOLDER = Path(
    os.environ.get("KP_LLAVA_REAL_POSES") or Path(__file__).parents[2].parent / "shared" / "data" / "coco_real"
)


@dataclass(frozen=True)
class JudgedSentence:
    """A sentence of a paragraph about a picture, and whether a viewer finds it true (None: it states nothing)."""

    text: str
    start: int
    end: int
    truth: bool | None
    detail: str


@dataclass(frozen=True)
class JudgedText:
    """A paragraph about one picture, with its sentences."""

    name: str
    image_id: int
    text: str
    sentences: tuple[JudgedSentence, ...]


@lru_cache(maxsize=1)
def real_scenes():
    """The scenes by image id."""
    scenes = read_scenes(REAL_FOLDER, "train2017", min_keypoints=0).scenes
    return {scene.image_id: scene for scene in scenes}


def read_judged_texts():
    """The paragraphs, each with the places of its sentences."""
    texts = []
    for entry in json.loads((REAL_FOLDER / "sentences.json").read_text()):
        text, sentences = "", []
        for sentence in entry["sentences"]:
            start = len(text) + (1 if text else 0)
            text = f"{text} {sentence['text']}" if text else sentence["text"]
            sentences.append(JudgedSentence(sentence["text"], start, len(text), sentence["truth"], sentence["detail"]))
        texts.append(JudgedText(entry["id"], entry["image_id"], text, tuple(sentences)))
    return texts
