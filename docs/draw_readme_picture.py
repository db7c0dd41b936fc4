"""Draw docs/scene.png: one drawn scene with its skeletons and the pose teacher's three answers.

python docs/draw_readme_picture.py
"""

import tempfile
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.scene import Scene
from kp_llava.annotations.synthetic.sample import SampleOptions, draw_sample
from kp_llava.generation.teachers.pose.teacher import write_answer

OUT = Path(__file__).with_name("scene.png")
SEED, PEOPLE, SIZE, SCALE = 45, (2, 2), (320, 240), 2
LEFT, RIGHT, MIDDLE = (255, 140, 0), (0, 200, 255), (255, 255, 255)
TEXT_WIDTH, MARGIN, LINE, WRAP = 760, 24, 21, 92


def draw_skeletons(picture: Image.Image, scene: Scene) -> Image.Image:
    """The picture, enlarged, with every person's box and skeleton: left orange, right blue, occluded points hollow."""
    picture = picture.resize((scene.width * SCALE, scene.height * SCALE), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    for person in scene.people:
        x, y, w, h = (value * SCALE for value in person.bbox_xywh)
        pen.rectangle((x, y, x + w, y + h), outline=(255, 255, 255), width=2)
        points = person.keypoints
        for a, b in scene.skeleton.edges:
            if points and points[a].is_labeled and points[b].is_labeled:
                names = {scene.skeleton.parts[a].split()[0], scene.skeleton.parts[b].split()[0]}
                colour = LEFT if names == {"left"} else RIGHT if names == {"right"} else MIDDLE
                ends = (points[a].x * SCALE, points[a].y * SCALE, points[b].x * SCALE, points[b].y * SCALE)
                pen.line(ends, fill=colour, width=4)
        for point, part in zip(points, scene.skeleton.parts, strict=False):
            if point.is_labeled:
                colour = {"left": LEFT, "right": RIGHT}.get(part.split()[0], MIDDLE)
                circle = [point.x * SCALE - 5, point.y * SCALE - 5, point.x * SCALE + 5, point.y * SCALE + 5]
                pen.ellipse(circle, fill=colour if point.visibility == 2 else None, outline=colour, width=2)
    return picture


def main() -> None:
    """Draw the picture next to the three answers."""
    with tempfile.TemporaryDirectory() as folder:
        draw_sample(Path(folder) / "s", images=1, seed=SEED, options=SampleOptions(people=PEOPLE, size=SIZE))
        scene = read_scenes(Path(folder) / "s", "train2014").scenes[0]
        assert scene.image_path is not None
        left = draw_skeletons(Image.open(scene.image_path).convert("RGB"), scene)
    answers = {
        "conversation (2 of 5 pairs)": "\n".join(write_answer(scene, "conversation", seed=0).splitlines()[:4]),
        "detail": write_answer(scene, "detail", seed=0, instruction="Describe what the people are doing."),
        "complex": write_answer(scene, "complex", seed=0),
    }
    head, body = ImageFont.load_default(size=18), ImageFont.load_default(size=16)
    lines = []
    for task, answer in answers.items():
        lines.append((task, head, (20, 90, 160)))
        for part in answer.splitlines():
            lines += [(line, body, (30, 30, 30)) for line in textwrap.wrap(part, WRAP)]
        lines.append(("", body, (0, 0, 0)))
    height = max(left.height, LINE * len(lines) + MARGIN)
    sheet = Image.new("RGB", (left.width + TEXT_WIDTH, height), "white")
    sheet.paste(left, (0, (height - left.height) // 2))
    pen = ImageDraw.Draw(sheet)
    for row, (line, font, colour) in enumerate(lines):
        pen.text((left.width + MARGIN, MARGIN // 2 + row * LINE), line, font=font, fill=colour)
    sheet.quantize(128).save(OUT, optimize=True)


if __name__ == "__main__":
    main()
