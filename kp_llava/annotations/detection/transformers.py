"""Detectors of transformers: people and things by an object detector, then keypoints in each person's box.

Any model of `AutoModelForObjectDetection` whose labels have a person, and any of `AutoModelForPoseEstimation` that
takes boxes, as ViTPose does. Both are called as their own documentation says, with their own processors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image

from ...errors import AnnotationError, explain_install
from ...files.model_folder import load_whole, loading_model
from ..coco.keypoints import clean_part
from ..skeleton import COCO_SKELETON
from .found import Found, Person, Thing, clip_box
from .options import DetectOptions


class TransformersDetector:
    """Boxes and keypoints, in batches.

    Attributes:
        parts: names of the keypoints.
        batch_size: pictures at a time.
    """

    def __init__(self, options: DetectOptions, *, batch_size: int = 4, device: str | None = None) -> None:
        """Load both models.

        Raises:
            AnnotationError: a model or a package is missing, or a model is not of its kind.
        """
        try:
            import scipy  # noqa: F401  (ViTPose's processor needs it, and says so late)
            import torch
            import transformers
        except ModuleNotFoundError as error:
            raise AnnotationError(f"{error}: detecting needs more packages; {explain_install('detect')}") from error
        self._torch = torch
        self._options = options
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.batch_size = batch_size
        boxes = transformers.AutoModelForObjectDetection
        self._box_processor, self._box_model = self._load(options.box_model, boxes, "--box-model", "an object detector")
        poses = transformers.AutoModelForPoseEstimation
        self._pose_processor, self._pose_model = self._load(
            options.pose_model, poses, "--pose-model", "a pose estimator"
        )
        self._labels = {int(number): str(name) for number, name in self._box_model.config.id2label.items()}
        self._people = {
            number for number, name in self._labels.items() if name.lower() in ("person", "human", "people")
        }
        if not self._people:
            raise AnnotationError(f"--box-model {options.box_model}: has no label for a person; name another detector")
        self.parts = self._read_parts()

    def _load(self, name: str, kind: Any, flag: str, what: str) -> tuple[Any, Any]:
        import transformers

        with loading_model(
            name,
            f"{flag} {name}: cannot be loaded as {what} of transformers",
            error=AnnotationError,
            read_config=lambda: transformers.PreTrainedConfig.get_config_dict(name)[0],
        ):
            processor = transformers.AutoImageProcessor.from_pretrained(name)
            model = load_whole(kind.from_pretrained, name, error=AnnotationError)
        return processor, model.eval().to(self._device)

    def _read_parts(self) -> tuple[str, ...]:
        """Names of the points, from the model's labels where it has some."""
        labels = self._pose_model.config.id2label
        parts = tuple(clean_part(str(labels[number])) for number in sorted(labels))
        if parts == COCO_SKELETON.parts or not all(part.startswith("label") for part in parts):
            return parts
        if len(parts) == len(COCO_SKELETON.parts):
            return COCO_SKELETON.parts
        raise AnnotationError(
            f"--pose-model {self._options.pose_model}: has {len(parts)} points without names; name another model"
        )

    def detect(self, pictures: Sequence[Image.Image]) -> list[Found]:
        """Look at some pictures, RGB; one result a picture."""
        with self._torch.inference_mode():
            results = [self._read_boxes(picture, found) for picture, found in self._find_boxes(pictures)]
            self._add_keypoints(pictures, results)
        for found in results:
            found.people.sort(key=lambda person: -person.score)
        return results

    def _find_boxes(self, pictures: Sequence[Image.Image]) -> list[tuple[Image.Image, dict[str, Any]]]:
        inputs = self._box_processor(images=list(pictures), return_tensors="pt").to(self._device)
        outputs = self._box_model(**inputs)
        sizes = [(picture.height, picture.width) for picture in pictures]
        found = self._box_processor.post_process_object_detection(
            outputs, threshold=self._options.threshold, target_sizes=sizes
        )
        return list(zip(pictures, found, strict=True))

    def _read_boxes(self, picture: Image.Image, found: dict[str, Any]) -> Found:
        result = Found([], [])
        order = found["scores"].argsort(descending=True).tolist()
        for number in order:
            label, score = int(found["labels"][number]), round(float(found["scores"][number]), 4)
            left, top, right, bottom = found["boxes"][number].tolist()
            box = clip_box(left, top, right, bottom, picture.width, picture.height)
            if box is None:
                continue
            if label in self._people:
                if len(result.people) < self._options.max_people:
                    result.people.append(Person(box, score, []))
            else:
                result.things.append(Thing(self._labels[label], box, score))
        return result

    def _add_keypoints(self, pictures: Sequence[Image.Image], results: Sequence[Found]) -> None:
        posed = [(picture, found.people) for picture, found in zip(pictures, results, strict=True) if found.people]
        if not posed:
            return
        boxes = [[list(person.bbox) for person in people] for _, people in posed]
        inputs = self._pose_processor([picture for picture, _ in posed], boxes=boxes, return_tensors="pt")
        inputs = inputs.to(self._device)
        if getattr(getattr(self._pose_model.config, "backbone_config", None), "num_experts", 1) > 1:
            # ViTPose++ has an expert for each data set that it was trained on; the first is COCO's
            inputs["dataset_index"] = self._torch.zeros(len(inputs["pixel_values"]), dtype=self._torch.int64)
            inputs = inputs.to(self._device)
        outputs = self._pose_model(**inputs)
        poses = self._pose_processor.post_process_pose_estimation(outputs, boxes=boxes)
        for (_, people), found in zip(posed, poses, strict=True):
            for person, pose in zip(people, found, strict=True):
                flat = []
                for (x, y), score in zip(pose["keypoints"].tolist(), pose["scores"].tolist(), strict=True):
                    flat += [round(x, 2), round(y, 2), round(min(max(score, 0.0), 1.0), 4)]
                person.keypoints = flat
