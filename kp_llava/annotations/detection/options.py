"""What `kp-llava detect` is asked."""

from __future__ import annotations

import msgspec

from ...errors import AnnotationError

DETECTORS = ("transformers", "mediapipe")
BOX_MODEL = "PekingU/rtdetr_v2_r50vd"
POSE_MODEL = "usyd-community/vitpose-base-simple"


class DetectOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How pictures are looked at; a folder is resumed only under the same options.

    Attributes:
        split: the split's name in the COCO folder.
        detector: ``transformers`` or ``mediapipe``.
        box_model: Hub id or folder of an object detector of transformers.
        pose_model: Hub id or folder of a pose estimator of transformers.
        threshold: least score of a box, 0 to 1.
        max_people: most people of a picture, those with the highest scores.
        fps: frames a second that are taken from a video.
    """

    split: str = "train"
    detector: str = "transformers"
    box_model: str = BOX_MODEL
    pose_model: str = POSE_MODEL
    threshold: float = 0.5
    max_people: int = 20
    fps: float = 1.0

    def check(self) -> None:
        """Refuse values out of range.

        Raises:
            AnnotationError: the message names the option.
        """
        if self.detector not in DETECTORS:
            raise AnnotationError(f"--detector {self.detector}: unknown; expected {' or '.join(DETECTORS)}")
        if not 0 <= self.threshold <= 1:
            raise AnnotationError(f"--threshold {self.threshold:g}: expected 0 to 1")
        if self.max_people < 1:
            raise AnnotationError(f"--max-people {self.max_people}: expected 1 or more")
        if not self.fps > 0:
            raise AnnotationError(f"--fps {self.fps:g}: expected frames a second above 0")
