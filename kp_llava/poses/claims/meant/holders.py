"""Who of a scene is at which thing: at a bat or a board, and next to somebody who is."""

from __future__ import annotations

from collections.abc import Iterable

from ....annotations.scene import SceneObject
from ....annotations.skeleton import SIDES
from ...people import People
from ...relations import overlap_share
from ..things import categories_of
from .boxes import gap_between, middle, to_box, touching

_LOST = 0.2  # of the height: a thing this far from everybody is somebody's who is not annotated
_NEAR = 0.2  # of the body's size: a thing this near a hand, foot or hip belongs to the person
_WITHIN = 0.6  # of a thing, within the box of somebody whose hands, feet and hips are not labeled
_TOO_LONG = 1.5  # times as long as a person: no racket, bat or bag of somebody
_LARGE = (
    "couch", "bed", "bench", "chair", "dining table", "surfboard", "skis", "snowboard", "kite", "umbrella", "horse",
    "elephant", "motorcycle", "bicycle", "dog",
)  # fmt: skip
_BEHIND, _BEHIND_SIZE = 0.8, 0.5  # of a batter's height: how far the catcher is at most, and how small


def _is_too_long(thing: SceneObject, person: SceneObject) -> bool:
    """Whether a thing that people carry is too large in the picture to be somebody's."""
    return thing.category not in _LARGE and max(thing.bbox_xywh[2:]) > _TOO_LONG * max(person.bbox_xywh[2:])


class Holders:
    """The people of a scene by the things that they are at.

    Args:
        people: what is known about them; relations are only worked out where a phrase names a thing or a role.
    """

    def __init__(self, people: People) -> None:
        self._known, self._scene, self._people = people, people.scene, people.all

    def with_things(self, people: list[SceneObject], wanted: Iterable[str], each: bool = False) -> list[SceneObject]:
        """Who holds, rides or stands on a thing, or on ``each`` is near another one; or whom it is nearest."""
        things = {o.annotation_id: o for o in self._scene.objects if o.category in (*wanted,)}
        if not things:
            return []
        holds = {(r.subject, r.other) for r in self._known.relations if r.other in things and r.kind != "next to"}
        found = [p for p in people if any(p.annotation_id == i and not _is_too_long(things[t], p) for i, t in holds)]
        if found:
            free = [o for number, o in things.items() if each and not any(number == held for _, held in holds)]
            return found + touching((p for p in people if p not in found), free)
        gaps = ((min(self._gap(p, thing) for thing in things.values()), p) for p in people)
        near = [(gap, p) for gap, p in gaps if gap < _NEAR]
        return [p for gap, p in near if gap <= min(g for g, _ in near) + 0.03]

    def without_riders(self, people: list[SceneObject], wanted: Iterable[str]) -> list[SceneObject]:
        """Those who stand on none of the things, as one who holds a board does; everybody, if all of them do."""
        things = {o.annotation_id for o in self._scene.objects if o.category in (*wanted,)}
        ride = {r.subject for r in self._known.relations if r.other in things and r.kind == "foot on"}
        return [p for p in people if p.annotation_id not in ride] or people

    def lost_things(self, categories: tuple[str, ...]) -> list[SceneObject]:
        """The things by which a role shows that are near nobody: their holders may be some who have no annotation."""
        things = [o for o in self._scene.objects if o.category in categories]
        return [
            o
            for o in things
            if all(gap_between(p.bbox_xywh, o.bbox_xywh) > _LOST * p.bbox_xywh[3] for p in self._people)
        ]

    def behind_lost_catcher(self, people: list[SceneObject]) -> list[SceneObject]:
        """The one person on a level with a glove that is near nobody: the umpire, if no catcher is annotated."""
        gloves = [o for o in self.lost_things(("baseball glove",)) if o.category == "baseball glove"]
        found = [
            p
            for p in people
            if any(
                p.bbox_xywh[1] < middle(glove) < p.bbox_xywh[1] + p.bbox_xywh[3]
                and gap_between(p.bbox_xywh, glove.bbox_xywh) < _BEHIND * p.bbox_xywh[3]
                for glove in gloves
            )
        ]
        return found if len(found) == 1 else []

    def near_batter(self, people: list[SceneObject]) -> list[SceneObject]:
        """Those who are near the only batter and about as large, as the catcher and the umpire are."""
        batters = self.with_things(people, ("baseball bat",))
        if len(batters) != 1:
            return []
        batter = batters[0]
        height = self.height(batter)
        return [
            p
            for p in people
            if p is not batter
            and gap_between(batter.bbox_xywh, p.bbox_xywh) < _BEHIND * height
            and self.height(p) > _BEHIND_SIZE * height
        ]

    def categories_here(self, word: str) -> tuple[str, ...]:
        """The categories that a word may stand for: the first one alone, its usual one, where the scene has it."""
        categories = categories_of(word)
        if any(thing.category == categories[0] for thing in self._scene.objects):
            return categories[:1]
        return categories

    def height(self, person: SceneObject) -> float:
        """The height of the box, or the size of the body where it is larger, as of somebody who crouches."""
        body = self._known.bodies.get(person.annotation_id)
        return max(person.bbox_xywh[3], body.size if body is not None else 0.0)

    def _gap(self, person: SceneObject, thing: SceneObject) -> float:
        """From hands, feet and hips to a thing, in body sizes; without them, a thing within the box is near."""
        if _is_too_long(thing, person):
            return 9.0
        body = self._known.bodies.get(person.annotation_id)
        names = [f"{side} {joint}" for side in SIDES for joint in ("wrist", "ankle", "hip")]
        points = [] if body is None else [body.points[name] for name in names if name in body.points]
        if body is None or not points:
            return 0.0 if overlap_share(thing, person) > _WITHIN else 9.0
        return min(to_box(point[0], point[1], thing.bbox_xywh) for point in points) / body.size
