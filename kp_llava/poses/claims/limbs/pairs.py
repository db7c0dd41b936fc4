"""Which of the two: where a text names one arm or leg for what certainly the other one does.

Who writes "his left arm is raised" means the one that is up. Where both may be, the named one is compared with the
other: the chance that only the named one is in the state, against the chance that only the other one is. Of 47,109 true
statements about one limb of people in space, who may do it with both, 1.1% contradict; of 14,472 about people who do it
with the other limb alone, 64%.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....annotations.skeleton import SIDES
from ...body import Body
from ...confidence import LENGTH
from ...estimate.people import Chance, Estimate
from ...limbs import ARM_JOINTS, other_side
from ...people import People
from ...vocabulary import Fact
from ..claim import AGREE, CONTRADICT, UNJUDGED, Claim
from ..states import DOUBTED, ON_TOP

FARTHER_OUT, STRAIGHTER, MORE_BENT = (
    "farther out than the other",
    "straighter than the other",
    "more bent than the other",
)
IN_FRONT = "in front of the other"
HIGHER_ELBOW, HIGHER_KNEE = "with the higher elbow", "with the higher knee"
FARTHER_LEFT, FARTHER_RIGHT = "farther left in the picture", "farther right in the picture"
"""States that compare one limb with the other; they are judged here alone."""

_ANKLES, _KNEES = ("left ankle", "right ankle"), ("left knee", "right knee")
_FOOT_UP = 0.1  # body sizes: a foot that is higher than the other one by so much is the lifted one
_KNEE_UP = 0.03  # body sizes: the knee of a leg that is lifted to the front is higher than the other one
_THIGH = 0.15  # body sizes: how far the knees of somebody who stands are below the hips, at least
_TURNED = 0.9  # the confidence of a fact
_BENT = 0.97  # the same of an arm that is bent by so much that nobody calls it extended
_RAISED, _LOWEST, _LOWER = 0.95, 0.01, 0.94
_BEHIND, _PROFILE = 0.05, 0.025  # body sizes: a wrist behind the shoulder, and a nose ahead of the ear
_ENDS = {"arm": ("elbow", "wrist"), "hand": ("elbow", "wrist"), "leg": ("knee", "ankle")}
_WELL_LABELED = 5  # points
_APART = 120  # characters between statements about one and the other limb
_SWAPPED = 0.05
_SWAPPED_FROM = ((0.4, 0.1), (0.2, 0.2), (0.1, 0.4))
"""Below this chance, of limbs that are themselves less likely in the state than so, the text has the sides swapped."""
_AS_WELL = 0.82
"""Limbs that are in a state with at least this chance may be meant as well as the other one."""
_RATHER_OTHER, _RATHER_OTHER_DOUBTED = 0.06, 0.03
"""Of less likely ones: below this chance that the named limb is meant, by mean chances, the other one is meant."""
_DOUBTED = 0.5  # the share of it for states that are misread easily
_SWAPPED_DOUBTED = _DOUBTED * _SWAPPED
_ONE_SHOULDER, _FACE_ASIDE = 0.04, 0.9
_EDGE = 0.002  # no estimate is surer than this
# what has no estimate of its own, or a less sharp one, by what the limb does then for certain or most of the time
_AS = {
    ("hand", "above the shoulder"): ("arm", "raised"),
    ("hand", "at head height"): ("arm", "raised"),
    ("hand", ON_TOP): ("hand", "at the head"),
    ("arm", STRAIGHTER): ("arm", "straight"),
    ("leg", STRAIGHTER): ("leg", "straight"),
    ("arm", MORE_BENT): ("arm", "sharply bent"),
    ("leg", MORE_BENT): ("leg", "sharply bent"),
    ("leg", "higher than the other"): ("leg", "lifted"),
}
_STRETCHED = ("arm", "extended")
_REACHES = {("arm", "raised"), ("arm", "forward"), ("arm", "out to the side")}
_OF_BOTH = {_STRETCHED}  # texts say of one arm that it reaches out, whatever the other one does
_BY_POINTS_ALONE = {("arm", FARTHER_OUT)}  # no estimate says which hand is farther out
# of two arms that are out to the side one may be farther out
_NOT_COMPARED = _BY_POINTS_ALONE | _OF_BOTH | {("arm", "out to the side"), ("arm", "held away from the body")}
_LONG = {_STRETCHED}
_DONE_BY_ONE = {("arm", "hanging")}
"""What is denied of the one limb that does something: the hand that is up."""
_TRUNK_AND_HANDS = ("left wrist", "right wrist", "left shoulder", "right shoulder", "left hip", "right hip")
_LONGER, _STRAIGHTER_BY = 0.15, 10.0  # body sizes, and degrees at the elbow
_UP, _HIGHER = (
    {("arm", "raised"), ("hand", "above the head"), ("hand", "high above the head")},
    ("hand", "higher than the other"),
)


def is_singled_out(claim: Claim, claims: list[Claim]) -> bool:
    """Whether a text says something of one limb of a pair, and nowhere the same of the other one or of both."""
    if claim.side == "one":
        # "one arm is raised, the other hangs": these are two
        mine = "leg" if claim.part == "leg" else "arm"
        others_of_two = (c for c in claims if c.side == "one" and ("leg" if c.part == "leg" else "arm") == mine)
        return all(c.span[0] == claim.span[0] or abs(c.span[0] - claim.span[0]) > _APART for c in others_of_two)
    if claim.hedged or claim.is_slight or (claim.negated and (claim.part, claim.state) not in _DONE_BY_ONE):
        return False
    if claim.part == "side":
        return all(c.part != "side" or c.state == claim.state or c.who != claim.who for c in claims)
    if claim.side not in SIDES:
        return False
    others = (other_side(claim.side), "both")
    same = (c for c in claims if c.part == claim.part and c.state == claim.state and c.side in others)
    return not any(c.who == claim.who for c in same)


def name_visible(claim: Claim, body: Body | None) -> Claim:
    """A statement about "his arm" or "one leg", with the side of the only one that is seen: the other has no points."""
    if claim.side != "one" or claim.holder is not None or body is None or claim.part not in _ENDS:
        return claim
    seen = [side for side in SIDES if any(body.has(f"{side} {joint}") for joint in _ENDS[claim.part])]
    return claim._replace(side=seen[0]) if len(seen) == 1 and len(body.points) >= _WELL_LABELED else claim


def compare_pair(claim: Claim, verdict: tuple[str, float], subject: int, people: People) -> tuple[str, float]:
    """The verdict and its confidence on what a text says of one limb, after a look at the other one.

    What is open contradicts where certainly only the other limb does it. So does what is said of a stretched arm where
    the other one is the stretched one. What agrees is open where the one arm that the text calls raised is certainly
    the lower one.

    Args:
        claim: about one limb of a pair, see `is_singled_out`.
        verdict: on the limb by itself.
        subject: the person's annotation id.
        people: of the scene.
    """
    estimate = people.estimate
    if claim.part == "side" and verdict[0] == UNJUDGED:
        chance = _chance_of_shown(claim.state, subject, people)
        return (CONTRADICT, 1.0 - chance) if chance < _SWAPPED else verdict
    if claim.side not in SIDES:
        return verdict
    if claim.negated:
        is_other = verdict[0] == UNJUDGED and _is_rather_other(claim, subject, estimate)
        return (CONTRADICT, _LOWER) if is_other else verdict
    key = (claim.part, claim.state)
    if claim.is_stretched and key in _REACHES and verdict[0] != CONTRADICT:
        # of two raised arms the straight one is the one that "points straight up"
        chance = _chance_of_named(claim, key, subject, estimate, _STRETCHED)
        if chance < _SWAPPED_DOUBTED:
            return CONTRADICT, 1.0 - chance
    if verdict[0] == AGREE:
        is_less = key in _UP and _chance_of_named(claim, _HIGHER, subject, estimate) < _SWAPPED
        return (UNJUDGED, 0.0) if is_less else verdict
    if verdict[0] != UNJUDGED:
        return verdict
    if key not in _BY_POINTS_ALONE and (key not in _OF_BOTH or _is_bent(claim, people.facts[subject])):
        kind, state = _AS.get(key, key)
        chance = _chance_of_named(claim, (kind, state), subject, estimate)
        if _is_swapped(chance, key in DOUBTED, estimate.chance(subject, f"{claim.side} {kind}", state)):
            return CONTRADICT, max(1.0 - chance, _LOWER)
    if key in _LONG and _is_other_longer(str(claim.side), people.bodies[subject]):
        return CONTRADICT, _LOWER
    is_low = key in _UP and _is_lower(claim, subject, estimate)
    if is_low or (key == ("leg", "lifted") and _is_lower_foot(claim, people.bodies[subject])):
        return CONTRADICT, _LOWER
    return (CONTRADICT, _LOWER) if _is_rather_other(claim, subject, estimate) else verdict


def _is_rather_other(claim: Claim, subject: int, estimate: Estimate) -> bool:
    """Whether the other limb is far likelier in a state than the named one, which may be in it or not.

    Of people in space it refutes less than 0.1% of the statements about the one limb that is in a state, 0.7% of those
    about one of two that are, and 2% of those about the wrong one. Of real people it refuted 18 more false sentences
    and 1 true one.
    """
    key = (claim.part, claim.state)
    if key in _NOT_COMPARED:
        return False
    kind, state = _AS.get(key, key)
    one, two = (estimate.chance(subject, f"{s} {kind}", state) for s in (claim.side, other_side(str(claim.side))))
    if one is None or two is None:
        return False
    own, far = ((chance.least + chance.most) / 2 for chance in (one, two))
    if claim.negated:
        own, far = 1.0 - own, 1.0 - far
    limit = _RATHER_OTHER_DOUBTED if key in DOUBTED else _RATHER_OTHER
    return own < _AS_WELL and _chance_of_first(own, far) < limit


def _is_swapped(chance: float, is_doubted: bool, own: Chance | None) -> bool:
    """Whether the other limb is the one in a state, by the chance that only the named one is, and that it is at all.

    A text may speak of one of two that are in the state: the less likely the named one is, the sooner it is the other.
    """
    share = _DOUBTED if is_doubted else 1.0
    return own is not None and any(chance < share * limit and own.most < most for most, limit in _SWAPPED_FROM)


def _is_bent(claim: Claim, facts: Iterable[Fact]) -> bool:
    """Whether a fact has it that the arm that a text calls extended is bent."""
    return any(f.part == f"{claim.side} arm" and f.state == "bent" and f.confidence >= _BENT for f in facts)


def _is_other_longer(side: str, body: Body | None) -> bool:
    """Whether the other arm is clearly straighter, and its hand farther from the trunk.

    Of 656 people in space who stretch out one arm alone this is so of the other one of 0.5%; of 34% of those of whom
    the wrong arm is said to be stretched out.
    """
    if body is None or not body.has(*(name for names in ARM_JOINTS.values() for name in names)):
        return False
    out = _distances_from_trunk(body)
    bends = {one: body.angle(*names) for one, names in ARM_JOINTS.items()} if out else {}
    far = other_side(side)
    return bool(out) and out[far] - out[side] > _LONGER and bends[far] - bends[side] > _STRAIGHTER_BY


def _distances_from_trunk(body: Body) -> dict[str, float]:
    """How far each hand is from the trunk, in body sizes; empty where points are missing."""
    if not body.has(*_TRUNK_AND_HANDS):
        return {}
    return {
        side: min(body.distance_to_line(f"{side} wrist", f"{s} shoulder", f"{s} hip") for s in SIDES) for side in SIDES
    }


def _is_lower(claim: Claim, subject: int, estimate: Estimate) -> bool:
    """Whether the arm that is called raised is certainly lower than the other one, which is raised."""
    far = estimate.chance(subject, f"{other_side(str(claim.side))} arm", "raised")
    return far is not None and far.least > _RAISED and _chance_of_named(claim, _HIGHER, subject, estimate) < _LOWEST


def _is_lower_foot(claim: Claim, body: Body | None) -> bool:
    """Whether the other foot is clearly the higher one in the picture, at whatever angle the legs are seen.

    Of 1,334 people in space with one foot lifted this is so of 0.2% more than are refuted without it, and of 4% more of
    those of whom the other foot is said to be.
    """
    ankles = f"{other_side(str(claim.side))} ankle", f"{claim.side} ankle"
    return body is not None and body.has(*ankles) and body.above(*ankles) > _FOOT_UP


def _chance_of_named(
    claim: Claim, key: tuple[str, str], subject: int, estimate: Estimate, *more: tuple[str, str]
) -> float:
    """The chance that the named limb is in all of some states, if only one of the two is; 1.0 where that is unseen."""
    own = far = 1.0
    for kind, state in (key, *more):
        one = estimate.chance(subject, f"{claim.side} {kind}", state)
        two = estimate.chance(subject, f"{other_side(str(claim.side))} {kind}", state)
        if one is None or two is None:
            return 1.0
        own, far = own * one.most, far * two.least
    return _chance_of_first(own, far)


def _chance_of_shown(state: str, subject: int, people: People) -> float:
    """The chance that the named side of a body is the one toward the viewer; 1.0 where the points do not say.

    Of somebody seen at an angle the nearer side is meant: of 2,900 people in space whose one shoulder is nearer by half
    their distance or more, the true side comes out below the limit in 0.2%, the other one in 86%. Where one shoulder
    alone is labeled and the face is turned to its side, it is the nearer one of 99% of 540.
    """
    side, _, rest = state.partition(" ")
    far_side = other_side(side)
    own, far = (people.estimate.chance(subject, "side", f"{one} {rest}") for one in (side, far_side))
    if own is not None and far is not None:
        return _chance_of_first(own.most, far.least)
    body, face = people.bodies[subject], people.estimate.chance(subject, "head", f"turned to the viewer's {far_side}")
    is_hidden = body is not None and body.has(f"{far_side} shoulder") and not body.has(f"{side} shoulder")
    return _ONE_SHOULDER if is_hidden and face is not None and face.least > _FACE_ASIDE else 1.0


def _chance_of_first(named: float, other: float) -> float:
    """The chance that the first of two holds, if only one of them does, by how likely each is by itself."""
    named, other = _within(named), _within(other)
    only_named, only_other = named * (1.0 - other), other * (1.0 - named)
    return only_named / (only_named + only_other)


def order_facts(body: Body) -> Iterator[Fact]:
    """Which leg is certainly not in front of the other one, and which foot is not the higher one.

    Of somebody seen from the side the front foot is farther toward where the face points. Of somebody who faces the
    viewer it is lower in the picture, unless the higher one is lifted to the front, knee and all.
    """
    if not body.has(*_ANKLES):
        return
    ahead, names = _steps_ahead(body)
    for side, sign in (("left", 1.0), ("right", -1.0)):
        yield from body.excludes(f"{side} leg", IN_FRONT, -sign * ahead / LENGTH * 2, *names)
        low = body.above(f"{other_side(side)} ankle", f"{side} ankle")
        yield from body.excludes(f"{side} leg", "higher than the other", low / LENGTH, *_ANKLES)


def reach_out_facts(body: Body) -> Iterator[Fact]:
    """Which hand is certainly not the farther one from the trunk."""
    out = _distances_from_trunk(body)
    for side in out:
        nearer = (out[other_side(side)] - out[side]) / LENGTH
        yield from body.excludes(f"{side} arm", FARTHER_OUT, nearer * 1.2, *_TRUNK_AND_HANDS)


def across_facts(body: Body) -> Iterator[Fact]:
    """Which hand and which foot is certainly not the one that is farther left, or right, in the picture."""
    for part, joint in (("hand", "wrist"), ("leg", "ankle")):
        names = (f"left {joint}", f"right {joint}")
        if not body.has(*names):
            continue
        across = body.right_of(*names) / LENGTH * 2
        for side, sign in (("left", 1.0), ("right", -1.0)):
            yield from body.excludes(f"{side} {part}", FARTHER_LEFT, sign * across, *names)
            yield from body.excludes(f"{side} {part}", FARTHER_RIGHT, -sign * across, *names)


def joint_facts(body: Body) -> Iterator[Fact]:
    """Which elbow and which knee is certainly not the higher one in the picture."""
    for part, joint, state in (("arm", "elbow", HIGHER_ELBOW), ("leg", "knee", HIGHER_KNEE)):
        for side in SIDES:
            names = (f"{other_side(side)} {joint}", f"{side} {joint}")
            if body.has(*names):
                yield from body.excludes(f"{side} {part}", state, body.above(*names) / LENGTH, *names)


def ahead_facts(body: Body, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Which arm of somebody who is turned to one side, body and face, certainly reaches behind, and so not ahead."""
    way = _face_way(body)
    seen = f"turned to the viewer's {'right' if way > 0 else 'left'}"
    if not way or not any(f.part == "body" and f.state == seen and f.confidence >= _TURNED for f in facts):
        return
    for side in SIDES:
        shoulder, _, wrist = ARM_JOINTS[side]
        if body.has(shoulder, wrist):
            behind = -way * body.right_of(wrist, shoulder) - _BEHIND
            yield from body.excludes(
                f"{side} arm", "forward", behind / LENGTH * 2 + 2.0 if behind > 0 else 0.0, shoulder, wrist
            )


def _face_way(body: Body) -> float:
    """The screen direction in which a face points (+1 is right); 0.0 where it is not seen from the side."""
    ears = [name for name in ("left ear", "right ear") if body.has(name)]
    if not body.has("nose") or len(ears) != 1:
        return 0.0
    across = body.right_of("nose", ears[0])
    return (1.0 if across > 0 else -1.0) if abs(across) > _PROFILE else 0.0


def _steps_ahead(body: Body) -> tuple[float, tuple[str, ...]]:
    """By how much the left foot is in front of the right one, in body sizes; 0.0 where that cannot be seen."""
    shoulders = [name for name in ("left shoulder", "right shoulder") if body.has(name)]
    ears = [name for name in ("left ear", "right ear") if body.has(name)]
    if body.is_profile and body.has("nose") and shoulders and len(ears) == 1:
        way = body.right_of("nose", ears[0])
        return body.right_of(*_ANKLES) * (1.0 if way > 0 else -1.0), (*_ANKLES, "nose", ears[0])
    if body.left_sign["hip"] > 0 and body.upright[0] and body.has(*_KNEES) and _stands(body):
        down = -body.above(*_ANKLES)
        knee = -body.above(*_KNEES)
        is_lifted_ahead = down * knee > 0 and abs(knee) > _KNEE_UP
        return (0.0 if is_lifted_ahead and abs(knee) > abs(down) / 2 else down), (*_ANKLES, *_KNEES)
    return 0.0, _ANKLES


def _stands(body: Body) -> bool:
    """Whether both thighs of a body with labeled hips and knees go down."""
    return all(body.has(f"{side} hip") and body.above(f"{side} hip", f"{side} knee") > _THIGH for side in SIDES)


def _within(chance: float) -> float:
    return min(max(chance, _EDGE), 1.0 - _EDGE)
