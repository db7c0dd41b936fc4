"""The columns of a row, the same in a run, in an exported folder and on the Hub."""

from __future__ import annotations

import datasets

COLUMN_NOTES = {
    "id": "unique over the config: task, image id, number of the row within the image",
    "image": "the picture; null where the dataset was exported by reference",
    "image_id": "COCO's image id",
    "file_name": "the picture's name in its split's folder",
    "image_url": "where COCO keeps the picture on the web, or null",
    "messages": "the chat: turns of user and assistant, plain text without an image token",
    "context": "the text about the image that the teacher was given: captions, a line each, then a line a person "
    "or thing: box x1, y1, x2, y2 (0 to 1 of width and height), keypoints x, y, v (0 not labeled, 1 hidden, 2 visible)",
    "teacher": "who wrote the answers: a model, or `pose` for the rules of kp-llava",
    "request_id": "the key of the request in the run's ledger",
    "captioner": "the model that wrote the captions in `context`; null where people wrote them, or there are none",
    "checks": "names of the checks that marked the row; mostly empty",
}


MIRRORED_COLUMN = "mirrored_messages"
MIRRORED_NOTE = (
    "the chat about the mirrored picture, which the pose teacher wrote from the mirrored keypoints and boxes; null "
    "where there is none"
)


def row_features(*, mirrored: bool = False) -> datasets.Features:
    """The columns and their types; the image is decoded when it is read.

    Args:
        mirrored: with the chats about mirrored pictures.
    """
    text = datasets.Value("string")
    more = {MIRRORED_COLUMN: datasets.List({"role": text, "content": text})} if mirrored else {}
    return datasets.Features(
        {
            "id": text,
            "image": datasets.Image(),
            "image_id": datasets.Value("int64"),
            "file_name": text,
            "image_url": text,
            "messages": datasets.List({"role": text, "content": text}),
            "context": text,
            "teacher": text,
            "request_id": text,
            "captioner": text,
            "checks": datasets.List(text),
        }
        | more
    )
