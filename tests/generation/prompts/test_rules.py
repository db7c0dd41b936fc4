"""What a teacher must be told, and in which case. The sentences stand here in full: the rows of a run hang on them."""

from __future__ import annotations

import pytest

from kp_llava.generation.prompts.messages import load_prompts
from kp_llava.tasks import TASKS

ALWAYS = [
    "You are a visual assistant with one speciality: analysing the poses and actions of the people in a single image.",
    "as `category: [x1, y1, x2, y2]`. The four numbers are its bounding box: x1 and y1 are the left and top edge, x2"
    " and"
    " y2 the right and bottom edge. They run from 0 to 1 over the width and height of the image, 0, 0 being the top"
    " left"
    " corner.",
    "keypoints: [x, y, v, x, y, v, ...]`, three numbers for each of 17 parts of the body: x and y from 0 to 1 as above,"
    " and the visibility v: 0 means that the part is not labeled (its x and y mean nothing), 1 that it is there but"
    " hidden from view, 2 that it is visible.",
    "\n  1. nose\n  2. left eye\n  3. right eye\n  4. left ear\n  5. right ear\n  6. left shoulder\n",
    "\n  16. left ankle\n  17. right ankle\n  Left and right are the person's own",
    "a wrist above the shoulder is a raised arm; hip, knee and ankle tell a straight leg from a bent one",
    "\n- Write as someone who is looking at the image itself.\n",
    "\n- Never state coordinates or any other number taken from the data.",
    "\n- Never mention sentences, captions, descriptions, boxes, keypoints or annotations",
    "\n- Say only what the data supports. Stay silent on a part of the body that is not labeled",
    "\n- Cover what matters here: ",
    "what they are doing, the pose of the head, arms, trunk and legs",
]

BY_TASK = {
    "conversation": [
        "Your task: write a conversation between you and a person who asks about this image.",
        "\n- Write exactly five pairs of a question and its answer, all about the poses, actions and movements",
        "\n- Ask only what can be answered with certainty",
        "\n- Vary the questions; start with the plain ones",
        "\n- Answer in the tone of an assistant who sees the image",
        "\nFormat: each question on a line that starts with `Question:`, followed by its answer on a line that starts"
        " with `Answer:`. Write nothing before, between or after the five pairs.",
    ],
    "detail": [
        "Your task: the message about the image ends with one instruction. Fulfil it with a single long description",
        "\n- Begin with the whole: how many people there are, and what is going on.",
        "\n- Place people and things relative to each other",
        "\n- Describe; do not speculate about what nobody could see",
        "\nFormat: plain paragraphs without headings, lists or labels.",
    ],
    "complex": [
        "Your task: write one hard question about this image and a thoroughly reasoned answer to it.",
        "\n- The question must need two steps: first understanding the pose or action of a person, then background",
        "\n- The question itself must not give the content of the image away",
        "\n- The answer first brings up what is visible of the pose, then reasons from it step by step",
        "\n- Aim at about three hundred words in three to five paragraphs.",
        "\nFormat: one line that starts with `Question:`, then the answer, which begins on a line that starts with"
        " `Answer:`. Write nothing else.",
    ],
}

# the sentence, and what must hold of (facts, captions, picture) for it to be said
BY_CASE = {
    "\nYou receive the image as text:\n": lambda facts, captions, picture: not picture,
    "\nYou see the image itself, and receive what is known about it as text:\n": lambda facts, captions, picture: (
        picture
    ),
    "\n- Sentences that describe the image, one a line. Several people may have written about the same thing.\n-"
    " Then one"
    " line for each person or thing, as": lambda facts, captions, picture: captions == "people",
    "\n- Sentences that describe the image, one a line. A program wrote them that had looked at the image, and some may"
    " be wrong: where they do not fit the boxes and keypoints, go by these.\n- Then one line for each person or thing,"
    " as": lambda facts, captions, picture: captions == "model",
    "\n- Nobody has described it in words. There is one line for each person or thing, as": (
        lambda facts, captions, picture: not captions
    ),
    "\n- Under a person's line, `facts: [...]` says in sentences what the keypoints of that person show and where the"
    " person is relative to others, who are called person 1, person 2 and so on in the order of their lines. It leaves"
    " out what is not certain. Use it as if you had worked it out yourself, and never call people by these numbers.": (
        lambda facts, captions, picture: facts
    ),
    "not labeled, unless the sentences tell of it or the image shows it.\n": (
        lambda facts, captions, picture: captions and picture
    ),
    "not labeled, unless the sentences tell of it.\n": lambda facts, captions, picture: captions and not picture,
    "not labeled, unless the image shows it.\n": lambda facts, captions, picture: picture and not captions,
    "not labeled.\n": lambda facts, captions, picture: not picture and not captions,
    "\n- Nothing is known of age, sex, clothes, colours, faces or the place": (
        lambda facts, captions, picture: not picture and not captions
    ),
    "\n- Use the image for what the text leaves out": lambda facts, captions, picture: picture,
}


@pytest.mark.parametrize("task", TASKS)
def test_every_rule_is_said_in_its_case_and_in_no_other(task):
    for facts in (False, True):
        for captions in ("people", "model", ""):
            for picture in (False, True):
                system = load_prompts().render_system(task, with_facts=facts, captions=captions, with_picture=picture)
                assert [rule for rule in ALWAYS + BY_TASK[task] if rule not in system] == []
                for sentence, holds in BY_CASE.items():
                    assert (sentence in system) == bool(holds(facts, captions, picture)), sentence
                assert "{" not in system.replace("{{", "") and "%" not in system


UNKNOWN_COUNT = "\n- A program found the people, and may have missed some. Do not say how many people there are"


@pytest.mark.parametrize(
    ("captions", "picture", "rest"),
    [
        ("people", True, ", unless the sentences or the image say so.\n"),
        ("people", False, ", unless the sentences say so.\n"),
        ("", True, ", unless the image shows it.\n"),
        ("", False, ".\n"),
    ],
)
def test_where_a_program_found_the_people_their_number_is_left_open(captions, picture, rest):
    options = {"captions": captions, "with_picture": picture}
    system = load_prompts().render_system("detail", is_detected=True, **options)
    assert UNKNOWN_COUNT in system and "or that nobody else is there" + rest in system
    assert "Cover what matters here: what they are doing" in system
    system = load_prompts().render_system("detail", **options)
    assert UNKNOWN_COUNT not in system and "Cover what matters here: how many people there are, what they" in system


def test_the_instructions_of_a_description_are_these():
    # what a run asks depends on their number and order: image -> one of them, by a hash
    assert [text[:24] for text in load_prompts().instructions] == [
        "Describe the poses and a",
        "Give a detailed account ",
        "How are the people in th",
        "Write a full description",
        "Explain in detail the po",
        "Walk me through the pose",
        "Please provide a compreh",
        "Look closely at the peop",
        "What can you tell me abo",
        "Offer an in-depth descri",
        "Describe thoroughly how ",
        "I would like a rich and ",
        "Portray the people in th",
        "Can you characterise the",
        "Put into words, as compl",
        "Study the people in this",
    ]
