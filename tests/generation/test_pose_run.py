"""The pose teacher's text as a run gives it, read back by the claim finder and every other check."""

import re

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows, row_counts
from kp_llava.generation.run import generate
from kp_llava.generation.teachers.pose.activities.table import ACTIVITIES

# the words that may not leak, written down once more: the checks are not to be the judge of themselves
LEAK = re.compile(r"\d|keypoint|bounding|\bbox\b|caption|coordinate|annotat|\bdata\b|provided", re.IGNORECASE)
NAME = re.compile(
    r"\b(?:the|a|an) (?:\w+ ){0,2}?(?:person|man|woman|boy|girl|child|player|skier|surfer|dancer|runner)s?\b"
    r"(?: on the (?:far )?(?:left|right)| in the middle| from the left| with the [a-z ]+?(?= |\?))?"
)


def make_run(folder, images):
    coco = draw_sample(folder / "coco", images=images, seed=21, split="train2014", with_images=False)
    generate(RunOptions(run_dir=folder / "run", coco=coco, split="train2014"))
    return folder / "run"


def read_back(run, least_rows):
    counts = row_counts(run)
    rows = [row for task in counts for row in read_rows(run, task)]
    agree = sum(count.teacher_fidelity.agree for count in counts.values())
    contradict = sum(count.teacher_fidelity.contradict for count in counts.values())
    unjudged = sum(count.teacher_fidelity.unjudged for count in counts.values())
    print(f"{len(rows)} rows: {agree} statements agree, {contradict} contradict, {unjudged} are left open")
    assert len(rows) >= least_rows
    assert contradict == 0
    assert agree > 1.5 * len(rows)
    # no check finds anything: no leak, no wrong number of people, no question twice, nothing cut off
    assert [(task, count.checks, count.rejected) for task, count in counts.items()] == [
        (task, {}, {}) for task in ("conversation", "detail", "complex")
    ]
    assert all(set(count.failed) <= {"nothing to say", "nobody can be named"} for count in counts.values())
    assert sum(sum(count.failed.values()) for count in counts.values()) <= 0.02 * len(rows)
    assert not [row["id"] for row in rows if LEAK.search(row["messages"][1]["content"])]
    return rows


def distinct_questions(rows):
    """All questions, and how many ways to ask are left when the words for a person and a side are taken out."""
    questions = {row["messages"][0]["content"] for row in rows if not row["id"].startswith("detail")}
    ways = {re.sub(r"\b(?:left|right)\b", "SIDE", NAME.sub("SOMEBODY", question)) for question in questions}
    print(f"{len(questions)} distinct questions, {len(ways)} ways to ask")
    return questions, ways


def test_no_check_finds_anything_in_what_the_pose_teacher_writes(tmp_path):
    rows = read_back(make_run(tmp_path, 60), 400)
    questions, ways = distinct_questions(rows)
    assert len(questions) >= 150
    assert len(ways) >= 40


@pytest.mark.slow
def test_no_check_finds_anything_in_the_rows_of_a_thousand_images(tmp_path):
    rows = read_back(make_run(tmp_path, 1000), 5000)
    questions, ways = distinct_questions(rows)
    assert len(questions) >= 200
    assert len(ways) >= 40


def test_forty_activities_are_told_of():
    assert len({activity.name for activity in ACTIVITIES}) >= 40
