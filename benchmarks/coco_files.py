"""Writes three annotation files of the size of COCO train2014's, with segmentations: 82,783 images, about 545 MB.

python benchmarks/coco_files.py DIR

Images, captions, instances and people are as many as in train2014, 45,174 of the images show people, and the numbers
in the records have COCO's lengths. All of it is drawn from one seed: the same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
import numpy as np

SPLIT = "train2014"
IMAGES, IMAGES_WITH_PEOPLE = 82_783, 45_174
CAPTIONS, INSTANCES, PEOPLE = 414_113, 604_907, 185_316
PARTS = (
    *("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow"),
    *("right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee"),
    *("left_ankle", "right_ankle"),
)
WORDS = (
    *("a", "man", "in", "front", "of", "the", "white", "horse", "rides", "along", "two", "people", "with", "their"),
    *("dog", "near", "some", "water", "on", "an", "old", "street"),
)
_PAGE = 5_000


def write_files(folder: Path, images: int = IMAGES, seed: int = 0) -> None:
    """Write the three files; fewer images have fewer of everything, in the same shares."""
    rng = np.random.default_rng(seed)
    (folder / "annotations").mkdir(parents=True, exist_ok=True)
    share = images / IMAGES
    ids = np.sort(rng.choice(np.arange(1, 7 * images), images, replace=False))
    sizes = rng.integers(300, 641, (images, 2))
    listed = [_image(int(image_id), *map(int, size)) for image_id, size in zip(ids, sizes, strict=True)]
    with_people = rng.choice(images, round(IMAGES_WITH_PEOPLE * share), replace=False)
    people = _spread(rng, with_people, round(PEOPLE * share))
    things = rng.integers(0, images, round(INSTANCES * share) - len(people))
    owners = np.concatenate([people, things])
    with _File(folder, "captions", listed) as captions:
        for number, owner in enumerate(_spread(rng, np.arange(images), round(CAPTIONS * share))):
            text = " ".join(WORDS[n] for n in rng.integers(0, len(WORDS), 11)).capitalize() + "."
            captions.add({"image_id": int(ids[owner]), "id": number + 1, "caption": text})
    with _File(folder, "instances", listed) as instances, _File(folder, "person_keypoints", listed) as keypoints:
        for start in range(0, len(owners), _PAGE):
            page = owners[start : start + _PAGE]
            records = _instances(
                rng, ids[page], sizes[page], start, is_person=np.arange(start, start + len(page)) < len(people)
            )
            for record in records:
                instances.add(record)
            persons = [record for record in records if record["category_id"] == 1]
            for record, points in zip(persons, _keypoints(rng, persons), strict=True):
                labeled = sum(mark > 0 for mark in points[2::3])
                keypoints.add({**record, "num_keypoints": labeled, "keypoints": points})


class _File:
    """One annotation file, written record by record."""

    def __init__(self, folder: Path, kind: str, images: list[dict]) -> None:
        self._file = (folder / "annotations" / f"{kind}_{SPLIT}.json").open("wb")
        self._encode = msgspec.json.Encoder().encode
        self._images, self._kind, self._is_first = images, kind, True

    def __enter__(self) -> _File:
        self._file.write(b'{"info": {"description": "random numbers in the shape of COCO"}, "images": ')
        self._file.write(self._encode(self._images) + b', "licenses": [], "annotations": [')
        return self

    def add(self, record: dict) -> None:
        self._file.write(b"" if self._is_first else b",")
        self._file.write(self._encode(record))
        self._is_first = False

    def __exit__(self, *error: object) -> None:
        self._file.write(b"]")
        if self._kind != "captions":
            names = {1: "person"} | ({n: f"thing {n}" for n in range(2, 81)} if self._kind == "instances" else {})
            categories = [{"supercategory": "any", "id": n, "name": name} for n, name in names.items()]
            if self._kind == "person_keypoints":
                categories[0] |= {"keypoints": PARTS, "skeleton": [[16, 14], [14, 12], [17, 15], [15, 13], [12, 13]]}
            self._file.write(b', "categories": ' + self._encode(categories))
        self._file.write(b"}")
        self._file.close()


def _image(image_id: int, width: int, height: int) -> dict:
    name = f"COCO_{SPLIT}_{image_id:012d}.jpg"
    return {
        "license": 1 + image_id % 8,
        "file_name": name,
        "coco_url": f"http://images.cocodataset.org/{SPLIT}/{name}",
        "height": height,
        "width": width,
        "date_captured": "2013-11-14 17:02:52",
        "flickr_url": f"http://farm9.staticflickr.com/{image_id % 9999:04d}/{image_id * 7919 % 10**10:010d}_z.jpg",
        "id": image_id,
    }


def _spread(rng: np.random.Generator, owners: np.ndarray, count: int) -> np.ndarray:
    """At least one for each owner, the rest by chance."""
    return np.concatenate([owners, rng.choice(owners, count - len(owners))])


def _instances(rng: np.random.Generator, ids: np.ndarray, sizes: np.ndarray, start: int, is_person: np.ndarray) -> list:
    count = len(ids)
    corners = rng.random((count, 2)) * sizes * 0.6
    spans = 8 + rng.random((count, 2)) * (sizes - corners - 8)
    boxes = np.round(np.concatenate([corners, spans], axis=1), 2).tolist()
    lengths = 2 * rng.geometric(1 / 24, count) + 8
    flat = rng.random((int(lengths.sum()) // 2, 2))
    flat = np.round(np.repeat(corners, lengths // 2, axis=0) + flat * np.repeat(spans, lengths // 2, axis=0), 2)
    outline = flat.reshape(-1).tolist()
    ends = np.cumsum(lengths).tolist()
    categories = np.where(is_person, 1, rng.integers(2, 81, count)).tolist()
    crowds = (rng.random(count) < 0.01).tolist()
    areas = np.round(spans.prod(axis=1) * rng.uniform(0.3, 0.9, count), 4).tolist()
    records = []
    for n in range(count):
        polygon = outline[ends[n] - lengths[n] : ends[n]]
        segmentation: object = [polygon]
        if crowds[n]:
            segmentation = {"counts": [int(number) for number in polygon], "size": sizes[n][::-1].tolist()}
        records.append(
            {
                "segmentation": segmentation,
                "area": areas[n],
                "iscrowd": int(crowds[n]),
                "image_id": int(ids[n]),
                "bbox": boxes[n],
                "category_id": categories[n],
                "id": start + n + 1,
            }
        )
    return records


def _keypoints(rng: np.random.Generator, persons: list[dict]) -> list[list[int]]:
    boxes = np.array([person["bbox"] for person in persons]).reshape(-1, 1, 4)
    points = boxes[..., :2] + rng.random((len(persons), 17, 2)) * boxes[..., 2:]
    marks = rng.choice([0, 1, 2], (len(persons), 17, 1), p=[0.35, 0.1, 0.55])
    marks[rng.random(len(persons)) < 0.3] = 0  # small people have no labeled point
    flat = np.concatenate([np.floor(points) * (marks > 0), marks], axis=2)
    return flat.astype(int).reshape(len(persons), 51).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=IMAGES)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    write_files(asked.folder, asked.images, asked.seed)
    for path in sorted((asked.folder / "annotations").iterdir()):
        print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
