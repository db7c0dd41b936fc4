"""The questions of PoseChoice: what is asked, which answers there are, and how they are said.

``{p}`` stands for the person, as in ``the person in the red box``; ``{s}`` for a side; ``{state}`` for a state;
``{thing}`` for a thing. Each option has a key, which mirroring may exchange for another; the words that are listed
under the question; and a sentence that says the same, for models that were never shown a list of options.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("arms", "legs", "trunk", "posture", "facing", "place", "contact")
"""The kinds of questions, in the order of the tables."""
PARTS = ("head", "trunk", "arm", "hand", "leg", "foot", "whole body", "several people")
"""What a question is about, for the figure over a body."""

_OWN = "From the person's own point of view, "  # which left and right are meant
_SEEN = "As you look at the picture, "
LEADS = (_OWN, _SEEN)
"""How a question may begin, to say whose left and right is meant."""


@dataclass(frozen=True)
class Option:
    """One answer.

    Attributes:
        words: as listed under the question.
        sentence: the same as a sentence.
    """

    words: str
    sentence: str


@dataclass(frozen=True)
class Template:
    """One way to ask.

    Attributes:
        name: of the template; unique.
        kind: one of `KINDS`.
        part: one of `PARTS`.
        question: the text, with its places to fill.
        options: key -> option, in the order in which they are listed first.
        swaps: whether the mirrored picture has the other of the two answers.
        is_yes_no: whether the options are yes and no, which are not listed.
    """

    name: str
    kind: str
    part: str
    question: str
    options: Mapping[str, Option]
    swaps: bool = False
    is_yes_no: bool = False


def _sides(words: str, sentence: str) -> dict[str, Option]:
    return {s: Option(words.format(s=s), sentence.format(s=s)) for s in ("left", "right")}


def _yes_no(yes: str, no: str) -> dict[str, Option]:
    return {"yes": Option("yes", yes), "no": Option("no", no)}


def _colors(sentence: str) -> dict[str, Option]:
    return {c: Option(f"the person in the {c} box", sentence.format(c=c)) for c in ("red", "blue")}


ARM_WORDS = {
    "raised": Option("raised", "Their {s} arm is raised."),
    "out to the side": Option("stretched out to the side", "Their {s} arm is stretched out to the side."),
    "on the hip": Option("bent, with the hand on the hip", "Their {s} arm is bent, with the hand on the hip."),
    "hanging": Option("hanging down at the side", "Their {s} arm is hanging down at their side."),
}
"""What one arm does."""
_POSTURES = {
    # keypoints do not show the ground, so people in the air count as standing
    "standing": Option("standing, walking or jumping", "They are standing."),
    "sitting": Option("sitting", "They are sitting."),
    "crouching": Option("crouching", "They are crouching."),
    "kneeling": Option("kneeling", "They are kneeling."),
    "lying": Option("lying", "They are lying down."),
}
_POSTURE_WORDS = {
    "standing": "on their feet (standing, walking or jumping)",
    "sitting": "sitting",
    "crouching": "crouching",
    "kneeling": "kneeling",
    "lying": "lying",
}
_FACINGS = {
    "facing the viewer": Option("the front of the body", "They are facing the viewer."),
    "facing away": Option("the back of the body", "They are facing away from the viewer."),
    "seen from the side": Option("one side of the body", "They are seen from the side."),
}


def _make() -> dict[str, Template]:
    own, seen = _OWN, _SEEN
    made = [
        # of one person; the mirrored picture has the other answer
        Template("arm state", "arms", "arm", own + "what is {p} doing with their {s} arm?", ARM_WORDS, swaps=True),
        Template(
            "which arm",
            "arms",
            "arm",
            own + "which arm of {p} is {state}?",
            _sides("the {s} arm", "Their {s} arm is {{state}}."),
            swaps=True,
        ),
        Template(
            "is the arm",
            "arms",
            "arm",
            own + "is the {s} arm of {p} {state}?",
            _yes_no("Their {s} arm is {state}.", "Their {s} arm is not {state}."),
            swaps=True,
            is_yes_no=True,
        ),
        Template(
            "which elbow",
            "arms",
            "arm",
            own + "which arm of {p} is {state}?",
            _sides("the {s} arm", "Their {s} arm is {{state}}."),
            swaps=True,
        ),
        Template(
            "higher hand",
            "arms",
            "hand",
            own + "which hand of {p} is higher up in the picture?",
            _sides("the {s} hand", "Their {s} hand is higher than the other hand."),
            swaps=True,
        ),
        Template(
            "which knee",
            "legs",
            "leg",
            own + "which leg of {p} is {state}?",
            _sides("the {s} leg", "Their {s} leg is {{state}}."),
            swaps=True,
        ),
        Template(
            "is the knee",
            "legs",
            "leg",
            own + "is the {s} leg of {p} {state}?",
            _yes_no("Their {s} leg is {state}.", "Their {s} leg is not {state}."),
            swaps=True,
            is_yes_no=True,
        ),
        Template(
            "higher foot",
            "legs",
            "foot",
            own + "which foot of {p} is higher up in the picture?",
            _sides("the {s} foot", "Their {s} foot is higher than the other foot."),
            swaps=True,
        ),
        Template(
            "higher knee",
            "legs",
            "leg",
            own + "which knee of {p} is higher up in the picture?",
            _sides("the {s} knee", "Their {s} knee is higher than the other knee."),
            swaps=True,
        ),
        Template(
            "head turn",
            "facing",
            "head",
            seen + "which way does the face of {p} point?",
            _sides("to the {s} side of the picture", "Their head is turned to the viewer's {s}."),
            swaps=True,
        ),
        Template(
            "lean",
            "trunk",
            "trunk",
            seen + "which way does the upper body of {p} lean?",
            _sides("to the {s} side of the picture", "Their upper body is leaning to the viewer's {s}."),
            swaps=True,
        ),
        Template(
            "hand at",
            "contact",
            "hand",
            own + "which hand of {p} is at the {thing}?",
            _sides("the {s} hand", "Their {s} hand is at the {{thing}}."),
            swaps=True,
        ),
        # of one person; the mirrored picture has the same answer
        Template(
            "both arms",
            "arms",
            "arm",
            "What is {p} doing with their arms?",
            {
                "raised": Option("both arms are raised", "Both arms are raised."),
                "hanging": Option("both arms are hanging down", "Both arms are hanging at their sides."),
                "out to the side": Option("both arms are stretched out to the sides", "Both arms are out to the side."),
                "on the hip": Option("both hands are on the hips", "Both hands are on their hips."),
                "different": Option("one arm does something else than the other", "The two arms do different things."),
            },
        ),
        Template(
            "both knees",
            "legs",
            "leg",
            "What is {p} doing with their legs?",
            {
                "bent": Option("both legs are bent", "Both legs are bent."),
                "straight": Option("both legs are straight", "Both legs are straight."),
                "different": Option("one leg is bent, the other one is straight", "One leg is bent, one is straight."),
            },
        ),
        Template(
            "stance",
            "legs",
            "foot",
            "How far apart are the feet of {p}?",
            {
                "together": Option("close together", "Their feet are close together."),
                "apart": Option("wide apart", "Their feet are set wide apart."),
            },
        ),
        Template("posture", "posture", "whole body", "Which posture is {p} in?", _POSTURES),
        Template(
            "is in posture",
            "posture",
            "whole body",
            "Is {p} {state}?",
            _yes_no("They are {state}.", "They are not {state}."),
            is_yes_no=True,
        ),
        Template("facing", "facing", "whole body", "Which side of {p} is turned to the viewer?", _FACINGS),
        Template(
            "upright",
            "trunk",
            "trunk",
            "Is the upper body of {p} upright?",
            _yes_no("Their upper body is upright.", "Their upper body is not upright."),
            is_yes_no=True,
        ),
        # of two people in boxes, which are asked about in both colourings
        Template(
            "further left",
            "place",
            "several people",
            seen + "which of the two people in boxes is further to the {s}?",
            _colors("The person in the {c} box is further to the {{s}}."),
            swaps=True,
        ),
        Template(
            "closer",
            "place",
            "several people",
            "Which of the two people in boxes is closer to the camera?",
            _colors("The person in the {c} box is closer to the camera."),
        ),
        Template(
            "who is in posture",
            "posture",
            "whole body",
            "Which of the two people in boxes is {state}?",
            _colors("The person in the {c} box is {{state}}."),
        ),
        Template(
            "who faces",
            "facing",
            "whole body",
            "Which of the two people in boxes {state}?",
            _colors("The person in the {c} box {{state}}."),
        ),
        Template(
            "who raises",
            "arms",
            "arm",
            "Which of the two people in boxes has an arm raised?",
            _colors("The person in the {c} box has an arm raised."),
        ),
        Template(
            "who holds",
            "contact",
            "hand",
            "Which of the two people in boxes has a hand at the {thing}?",
            _colors("The person in the {c} box has a hand at the {{thing}}."),
        ),
    ]
    return {template.name: template for template in made}


TEMPLATES = _make()
"""Every template by its name."""
POSTURE_WORDS = _POSTURE_WORDS
FACING_WORDS = {
    "facing the viewer": "faces the viewer",
    "facing away": "faces away from the viewer",
    "seen from the side": "is seen from the side",
}
