"""Captions as sentences that a text may use."""

from __future__ import annotations

import re

from ....annotations.scene import Scene

# a sentence that speaks of the picture as a picture, or of our own means, or holds figures, is not used
_UNFIT = re.compile(
    r"\d|\b(photo\w*|picture\w*|image\w*|shot|caption\w*|keypoint\w*|coordinate\w*|annotat\w*|box(?:es)?|data|"
    r"provided|information|painting|drawing|unknown|unable|sorry)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"^[A-Za-z][A-Za-z ,;'’\-]+\.?$")

# what a caption says of hands, poses and holding: the more of these, the more it tells
_TELLING = re.compile(
    r"\b(hands?|arms?|elbows?|legs?|knees?|foot|feet|shoulders?|fists?|fingers?|hold(?:s|ing)?|held|carr(?:y|ies|ying)|"
    r"lean(?:s|ing)?|bend(?:s|ing)?|bent|crouch\w*|squat\w*|kneel\w*|reach(?:es|ing)?|rais(?:es|ed|ing)|lift(?:s|ed|ing)?|"
    r"stretch\w*|swings?|swinging|point(?:s|ing)?|wav(?:es|ing)|hug(?:s|ging)?|grip\w*|touch\w*|cross(?:ed|es)|grasp\w*|"
    r"upright|sits?|sitting|seated|stands?|standing|lies|lying)\b",
    re.IGNORECASE,
)


def rank_by_pose(captions: list[str]) -> list[str]:
    """The captions that tell most about hands, poses and holding first; equals stay in their order."""
    return sorted(captions, key=lambda caption: -len({word.lower() for word in _TELLING.findall(caption)}))


def usable_captions(scene: Scene) -> list[str]:
    """The captions that read as a true sentence about the scene: tidied, each once, in their order."""
    found: list[str] = []
    for caption in scene.captions:
        text = " ".join(caption.split()).strip(" .\"'") + "."
        if not 4 <= len(text.split()) <= 30 or _UNFIT.search(text) or not _SENTENCE.match(text):
            continue
        text = text[0].upper() + text[1:]
        if text not in found:
            found.append(text)
    return found
