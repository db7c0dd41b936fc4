"""The text that stands for a picture: how a scene's numbers are written, and how such a text is read back.

A context is the captions, a line each, then a line an object::

    A woman waves from a bench.
    person: [0.2, 0.1, 0.55, 0.98], keypoints: [0.38, 0.2, 2, 0, 0, 0, ...]
    bench: [0.1, 0.6, 0.9, 1]

Boxes are x1, y1, x2, y2; a keypoint is x, y, visibility. All are over the picture's width and height, within 0..1.
On demand, what the keypoints say follows a person's line as sentences in square brackets, which captions cannot have::

    facts: [The person is standing. The left arm is raised.]
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...annotations.scene import Keypoint, Scene, SceneObject
from ...annotations.skeleton import COCO_SKELETON, Skeleton
from ...errors import PromptError

_NUMBER = r"\d+(?:\.\d+)?"
_NUMBERS = rf"{_NUMBER}(?:,\s*{_NUMBER})*"
_OBJECT_LINE = re.compile(
    rf"(?P<category>[^:\[\]]+): \[(?P<box>{_NUMBERS})\](?:, keypoints: \[(?P<keypoints>{_NUMBERS})\])?\s*"
)
_FACTS_LINE = re.compile(r"facts: \[[^\[\]]*\]\s*")
# two rounded edges of one box can meet; a box that is read back keeps an area all the same
_SMALLEST_SIDE = 0.0005


def format_share(value: float, whole: float) -> str:
    """Write a pixel coordinate as a share of the picture, within 0..1, 3 decimals, in its shortest form.

    Args:
        value: pixels.
        whole: the picture's width or height in pixels.

    Returns:
        Text like ``"0.42"``, ``"0"`` or ``"1"``.
    """
    share = min(1.0, max(0.0, value / whole))
    return f"{round(share, 3) + 0.0:g}"


def clean_caption(caption: str) -> str:
    """Make a caption one line that can't be taken for an object's line.

    Captions come from files that others wrote: control characters and line breaks become spaces, square brackets round.
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in caption)
    return " ".join(printable.replace("[", "(").replace("]", ")").split())


def clean_category(category: str) -> str:
    """Make a category name one that an object's line can carry: one line, no colon, no brackets."""
    printable = "".join(letter if letter.isprintable() and letter not in ":[]" else " " for letter in category)
    return " ".join(printable.split()) or "object"


def facts_line(sentences: Sequence[str]) -> str:
    """What the keypoints say of a person, as the line under the person's."""
    return f"facts: [{' '.join(sentences)}]"


def object_fields(item: SceneObject, scene: Scene, facts: Sequence[str] = ()) -> dict[str, object]:
    """The values that ``context.j2`` sees of one object.

    Args:
        item: the object.
        scene: gives the picture's size.
        facts: sentences on a person, where they are asked for.

    Returns:
        ``category``, ``box`` (four texts), ``keypoints`` (three texts a part; empty when the person has none) and
        ``facts`` (the line of facts; empty where there is none).
    """
    left, top, width, height = item.bbox_xywh
    box = (
        format_share(left, scene.width),
        format_share(top, scene.height),
        format_share(left + width, scene.width),
        format_share(top + height, scene.height),
    )
    keypoints: list[str] = []
    for point in item.keypoints if item.labeled_count else ():
        if point.is_labeled:
            x, y = format_share(point.x, scene.width), format_share(point.y, scene.height)
            keypoints += [x, y, str(point.visibility)]
        else:
            keypoints += ["0", "0", "0"]
    return {
        "category": clean_category(item.category),
        "box": box,
        "keypoints": keypoints,
        "facts": facts_line(facts) if facts else "",
    }


def context_to_scene(text: str, *, width: int = 1, height: int = 1, skeleton: Skeleton = COCO_SKELETON) -> Scene:
    """Read a context back into a scene.

    Args:
        text: a context as ``context.j2`` writes it.
        width: the picture's width in pixels; with the true size, distances get their true proportions.
        height: the picture's height in pixels.
        skeleton: names the keypoints.

    Returns:
        A scene with ``image_id`` 0 whose captions, boxes and keypoints are the text's, to the text's three decimals.
        A keypoint that is not labeled reads as 0.0, 0.0, 0. Lines of facts follow from the keypoints and are skipped.

    Raises:
        PromptError: a line has a box that is not four numbers, or the wrong number of keypoints.
    """
    captions: list[str] = []
    objects: list[SceneObject] = []
    for line_number, line in enumerate(text.splitlines(), start=1):
        match = _OBJECT_LINE.fullmatch(line)
        if match is None:
            if line.strip() and not _FACTS_LINE.fullmatch(line):
                captions.append(line.strip())
            continue
        box = [float(number) for number in match["box"].split(",")]
        if len(box) != 4:
            raise PromptError(f"context line {line_number}: the box has {len(box)} numbers; expected x1, y1, x2, y2")
        numbers = [float(number) for number in (match["keypoints"] or "").split(",") if number]
        if numbers and len(numbers) != 3 * len(skeleton.parts):
            expected = f"3 x {len(skeleton.parts)} parts"
            raise PromptError(f"context line {line_number}: keypoints has {len(numbers)} numbers; expected {expected}")
        points = tuple(
            Keypoint(x * width, y * height, int(visibility)) if visibility else Keypoint(0.0, 0.0, 0)
            for x, y, visibility in zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=True)
        )
        x1, y1, x2, y2 = box
        bbox = (
            x1 * width,
            y1 * height,
            max(x2 - x1, _SMALLEST_SIDE) * width,
            max(y2 - y1, _SMALLEST_SIDE) * height,
        )
        objects.append(SceneObject(len(objects) + 1, match["category"], bbox, points))
    return Scene(
        image_id=0,
        file_name="",
        width=width,
        height=height,
        captions=tuple(captions),
        objects=tuple(objects),
        skeleton=skeleton,
    )
