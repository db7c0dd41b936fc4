"""What to draw: the options of drawn scenes, checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...errors import AnnotationError
from .pose import FACINGS, POSTURES


@dataclass(frozen=True)
class SampleOptions:
    """How drawn scenes look.

    Attributes:
        people: the fewest and the most people in a scene, 1 to 4.
        size: width and height of the pictures in pixels, 32 to 4096.
        facing: which of ``viewer``, ``away``, ``left`` and ``right`` people may face.
        postures: which of ``standing``, ``sitting``, ``kneeling``, ``striding``, ``lying`` and ``jumping`` there are.
        occlusion: the chance, 0 to 1, that a person is partly behind a thing or partly outside the picture.
        objects: whether things are drawn: held, sat on, next to people.
        clutter: how full backgrounds are, 0 (a plain colour gradient) to 1.
        person_height: the least and the greatest height of one standing person as a share of the picture's height,
            up to 1; two and more people are drawn smaller so that they fit.
        captions: the fewest and the most captions of a scene, 0 to 5.
    """

    people: tuple[int, int] = (1, 3)
    size: tuple[int, int] = (320, 240)
    facing: tuple[str, ...] = FACINGS
    postures: tuple[str, ...] = POSTURES
    occlusion: float = 0.15
    objects: bool = True
    clutter: float = 0.5
    person_height: tuple[float, float] = (0.55, 0.9)
    captions: tuple[int, int] = (1, 5)

    def __post_init__(self) -> None:
        _check_range("people", self.people, 1, 4)
        for name, value in (("width", self.size[0]), ("height", self.size[1])):
            if not 32 <= value <= 4096:
                raise AnnotationError(f"sample: {name} is {value}; expected 32 to 4096 pixels")
        _check_names("facing", self.facing, FACINGS)
        _check_names("postures", self.postures, POSTURES)
        for name, share in (("occlusion", self.occlusion), ("clutter", self.clutter)):
            if not 0 <= share <= 1:
                raise AnnotationError(f"sample: {name} is {share}; expected a number from 0 to 1")
        _check_range("person height", self.person_height, 0.1, 1)
        _check_range("captions", self.captions, 0, 5)


def _check_range(name: str, pair: tuple[float, float], least: float, most: float) -> None:
    if not (len(pair) == 2 and least <= pair[0] <= pair[1] <= most):
        raise AnnotationError(
            f"sample: {name} is {', '.join(map(str, pair))}; expected the least and the most, {least} to {most}"
        )


def _check_names(name: str, values: Iterable[str], known: tuple[str, ...]) -> None:
    values = tuple(values)
    unknown = [v for v in values if v not in known]
    if unknown or not values:
        raise AnnotationError(
            f"sample: {name} has {', '.join(map(repr, unknown)) or 'nothing'}; expected some of {', '.join(known)}"
        )
