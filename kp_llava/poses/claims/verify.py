"""Whether a statement about a pose agrees with the keypoints."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from ...annotations.skeleton import SIDES
from ..captions import read_captions
from ..estimate.networks import STRONG
from ..people import People
from ..vocabulary import are_exclusive
from .claim import AGREE, CONTRADICT, UNJUDGED, Claim, ClaimItem, ClaimReport
from .hands import HOLDING, judge_hand, side_that_holds
from .known import CONTRADICT_FROM, Known
from .limbs.pairs import compare_pair, is_singled_out, name_visible
from .meant.chance import UNKNOWN, beyond_usual, estimated_chance, usual_chance
from .meant.fit import fit_part
from .meant.resolve import Crowd
from .meant.roles import is_anybody
from .meant.said import left_by_captions
from .meant.weigh import Said, weigh
from .states import AGAINST, BOTH_MAY_BE, DOUBTED, FRONT_OR_BACK, NEEDS, OF_A_FACE, RULED_OUT, SAME, VAGUE, to_screen
from .words import ON_GROUND

_AGREE_FROM = 0.65
_RULED_OUT = 0.04  # a statement is false of one of several where it is less likely that it holds
_RULED_OUT_KNOWN = 0.02  # the same of somebody who is known, as true states of people in space have it
_ALL_HOLD = 0.03  # a statement about all of several, none of whom it fits: how much less likely than of strangers
_DOWN = re.compile(rf"\b(?:sit\w*|sat|seated|l[ay]ing|lies|lays|kneel\w*|knelt|crouch\w*){ON_GROUND.pattern}")
_HOLDS = 0.067  # a statement about one of several is false where it is less likely that it holds
_OF_MOST = 0.35  # if it is ruled out of people who are meant with this probability
_OF_ANYBODY = 0.8  # the same of somebody in the background of whom nothing else is said
_OF_VAGUE = (0.9, 0.04)  # the same of vague states, and the likelihood that they hold
_OF_TWO = 0.75  # the same for a fact against a statement, and for what its points exclude
_MANY = 5  # people, of whom all the same is said
_OF_PAIR = 0.8  # the same for each of two arms, and of several people
_OF_GROUP = 0.975  # how sure it has to be that a statement about several people is false of one of them
_DOUBTFUL = 0.95  # contradicts, and is not certain enough to reject a row by itself
_POSSIBLE = 0.1  # what the estimate finds as likely as that, no fact or exclusion refutes
_LIKELY = 0.3  # the same of arms in states that are rarely misread
_STANDS = 0.98  # how certain the posture has to be of somebody who does not crouch
_FRONTAL = 0.98  # how certain a face has to point at the viewer that is not turned to something aside
_MEETS = ("looking at the viewer", "looking straight at the viewer")
_MEETS_FROM = 0.9  # a gaze is at the viewer, as the points have it
_EVEN = 0.5  # a head is more likely bowed than not, and a statement true
_NEW = ("a ", "an ", "another ")  # what names somebody whom a text has not spoken of
_GROUPS = {
    **dict.fromkeys(("arm", "hand", "hands"), "arms"),
    **dict.fromkeys(("leg", "legs", "stance"), "legs"),
    **dict.fromkeys(("posture", "trunk", "body", "side"), "body"),
}
"""Parts that one half of a sentence may be right about, and the other one wrong."""
_Verdict = tuple[str, float]
_OPEN: _Verdict = (UNJUDGED, 0.0)


def judge_claims(claims: list[Claim], people: People) -> ClaimReport:
    """Hold statements against the facts of a scene.

    A statement is judged by the one whom its words stand for, or by each of those whom they stand for. Where it stays
    open who of several is meant, it agrees if it fits all of them, and contradicts only if it fits none. One that is
    hedged, or says "slightly", never contradicts.

    Args:
        claims: what a text states.
        people: of the scene.
    """
    scene = _read_scene(people)
    read = [_Read(claim, scene, is_singled_out(claim, claims)) for claim in claims]
    weighed = _weigh(read, scene) if any(one.is_open for one in read) else None
    items = []
    for index, one in enumerate(read):
        verdict, confidence = one.verdict
        if weighed is not None and one.is_open:
            verdict, confidence = weighed[index]
        elif one.meant.is_lost:
            verdict, confidence = _OPEN
        elif verdict != UNJUDGED:
            confidence *= one.meant.certainty
        confidence = 0.0 if verdict == UNJUDGED else round(confidence, 3)
        claim = one.claim
        is_weak = claim.hedged or claim.is_slight or confidence < CONTRADICT_FROM
        if verdict == CONTRADICT and (is_weak or claim.is_of_phrase or one.may_be_others or one.may_look_elsewhere):
            verdict, confidence = _OPEN
        items.append(ClaimItem(claim, verdict, one.meant.ids, confidence))
    agreeing = {item.claim.sentence for item in items if item.verdict == AGREE}
    doubted = [
        one
        for one, item in zip(read, items, strict=True)
        if item.verdict == UNJUDGED and one.claim.sentence in agreeing and one.is_doubted
    ]
    items = [one._replace(verdict=UNJUDGED, confidence=0.0) if _is_half(one, doubted) else one for one in items]
    verdicts = [item.verdict for item in items]
    return ClaimReport(verdicts.count(AGREE), verdicts.count(CONTRADICT), verdicts.count(UNJUDGED), tuple(items))


def _is_half(item: ClaimItem, doubted: list[_Read]) -> bool:
    """Whether a statement agrees, and another one about the same part is doubted: "is bent, and at the chin"."""
    claim, group = item.claim, _GROUPS.get(item.claim.part, item.claim.part)
    return (
        item.verdict == AGREE
        and claim.sentence is not None
        and any(
            one.claim.sentence == claim.sentence
            and (claim.part == "posture" or _GROUPS.get(one.claim.part, one.claim.part) == group)
            for one in doubted
        )
    )


class _Read:
    """A statement with those whom it may be about.

    Args:
        claim: the statement.
        scene: whom the text is about.
        is_single: whether the text says it of one limb of a pair alone.
    """

    def __init__(self, claim: Claim, scene: _Scene, is_single: bool) -> None:
        self.claim, self._scene, self._is_single = claim, scene, is_single
        self.meant = scene.crowd.resolve(claim.who, claim.part == "posture")
        self._judged: dict[int, _Verdict] = {}
        self._chances: dict[int, tuple[float, float]] = {}
        self.verdict = _combine([self._judge(subject) for subject in self.meant.ids], self.meant.mode, self.meant.count)
        self.is_open = self.verdict[0] == UNJUDGED and self.meant.mode in ("either", "among") and bool(self.meant.ids)
        self.is_open |= self.verdict[0] != AGREE and bool(self.meant.pool)
        if self.verdict[0] == UNJUDGED and self.meant.mode == "each":
            self.verdict = self._judge_group() if len(self.meant.ids) > 1 else self._judge_one(self.meant.ids[0])
        if self.verdict[0] == UNJUDGED and self.meant.mode in ("some", "most", "among") and self.meant.ids:
            self.verdict = self._judge_number()
            self.is_open &= self.verdict[0] == UNJUDGED

    @property
    def is_doubted(self) -> bool:
        """Whether nothing speaks for it: it is no likelier than what is said of somebody of whom nothing is known.

        What a hand holds is not counted; most things have no label.
        """
        is_weak = self.claim.hedged or self.claim.is_slight or self.claim.state.startswith(HOLDING)
        return not is_weak and all(self.chance(person)[0] <= UNKNOWN for person in self.meant.ids)

    @property
    def may_be_others(self) -> bool:
        """Whether as many others as a statement counts may do what it says: "two other surfers are lying down"."""
        who, ids = self.claim.who, self.meant.ids
        if who is None or who.number is None or not who.is_plural or self.meant.mode != "each" or not who.marks:
            return False
        others = [person for person in self._scene.crowd.on_its_side(who) if person not in ids]
        return sum(self._judge(person)[0] != CONTRADICT for person in others) >= who.number

    @property
    def may_look_elsewhere(self) -> bool:
        """Whether a gaze at the viewer is denied of a head bowed or turned a bit: the eyes may be elsewhere."""
        if not self.claim.negated or self.claim.state not in _MEETS:
            return False
        chance_of = self._scene.people.probability
        bowed = (chance_of(person, "head", "bowed") for person in self.meant.ids)
        meets = (chance_of(person, "head", "looking at the viewer") for person in self.meant.ids)
        is_turned = any(chance is not None and chance < _MEETS_FROM for chance in meets)
        return is_turned or any(chance is not None and chance > _EVEN for chance in bowed)

    def _judge(self, subject: int) -> _Verdict:
        if subject not in self._judged:
            people, claim = self._scene.people, self.claim
            claim = name_visible(claim, people.bodies[subject]) if self._is_single else claim
            verdict = _judge(claim, self._scene.known(subject), people)
            verdict = compare_pair(claim, verdict, subject, people) if self._is_single else verdict
            self._judged[subject] = verdict
        return self._judged[subject]

    def _judge_one(self, subject: int) -> _Verdict:
        """The verdict on somebody who is known, where no fact is certain."""
        chance = self.chance(subject)[0]
        is_said = _is_said_in_captions(self.claim, self._scene.known(subject), self._scene.people)
        is_out = chance < RULED_OUT.get((self.claim.part, self.claim.state), _RULED_OUT_KNOWN)
        return (CONTRADICT, 1.0 - chance) if is_out and not is_said else self.verdict

    def _judge_group(self) -> _Verdict:
        """The verdict on several of whom none fits: that it is true of all is less likely with each of them."""
        shares = [self.chance(subject)[0] / UNKNOWN for subject in self.meant.ids]
        holds = math.prod(shares) if max(shares) <= 1.0 else 1.0
        return (CONTRADICT, 1.0 - holds) if holds < _ALL_HOLD else _OPEN

    def _judge_number(self) -> _Verdict:
        """The verdict on so many of several: as likely as it is of the last of them, the likeliest first."""
        likely = sorted((self.chance(subject)[0] for subject in self.meant.ids), reverse=True)
        count = len(likely) // 2 + 1 if self.meant.mode == "most" else self.meant.count
        return (CONTRADICT, 1.0 - likely[count - 1]) if likely[count - 1] < _RULED_OUT else self.verdict

    def chance(self, subject: int) -> tuple[float, float]:
        """How sure it is that the statement holds of a person, and the same with what is usual in its place.

        Of somebody of whom nothing is known the first is `UNKNOWN`, whatever the state: what texts state is rare or
        usual, and mostly true. The second is how often people do that.
        """
        if subject not in self._chances:
            self._chances[subject] = self._find_chance(subject)
        return self._chances[subject]

    def weigh(self, subject: int) -> tuple[float, bool]:
        """How sure it is that the statement holds of a person who may be meant, and whether it is ruled out."""
        chance = self.chance(subject)[0]
        is_out = chance < _RULED_OUT or self._judge(subject)[0] == CONTRADICT
        return (chance if is_out else max(chance, UNKNOWN)), is_out

    def _find_chance(self, subject: int) -> tuple[float, float]:
        name, confidence = self._judge(subject)
        if name == AGREE:
            return confidence, confidence
        claim = self.claim
        usual = usual_chance(claim.part, claim.side, claim.state)
        state = self._scene.known(subject).asked(claim)
        if claim.negated and (claim.part, claim.state) in STRONG:
            state = None  # what is accepted as "doubled over" may be denied as well
        found = None if state is None else estimated_chance(claim.part, claim.side, state, subject, self._scene.people)
        if found is None:
            left = left_by_captions(claim, subject, self._scene.people)
            usual = 1.0 - usual if claim.negated else usual
            return min(1.0 - confidence, left * UNKNOWN), min(1.0 - confidence, left * usual)
        if claim.negated:
            found, usual = 1.0 - found, 1.0 - usual
        return min(1.0 - confidence, beyond_usual(found, usual)), min(1.0 - confidence, found)


def _shares(read: list[_Read], scene: _Scene) -> list[dict[int, float]]:
    """For each statement how likely each person is meant."""
    said = []
    for one in read:
        claim = one.claim
        fits = scene.crowd.fits(claim.who, claim.part == "posture")
        shown = fit_part(claim.part, claim.side, scene.people)
        said.append(Said(claim.who, one.meant, one.chance, fits, claim.hedged or claim.is_slight, shown))
    return weigh(said, scene.crowd.weights)


def _weigh(read: list[_Read], scene: _Scene) -> list[_Verdict]:
    """For each statement the verdict on whoever is meant: that it is false, or open."""
    found = []
    for one, shares in zip(read, _shares(read, scene), strict=True):
        weighed = [(share, *one.weigh(person)) for person, share in shares.items()]
        holds = sum(share * chance for share, chance, _ in weighed)
        out = sum(share for share, _, is_out in weighed if is_out)
        least, most = (_OF_ANYBODY if is_anybody(one.claim.who) else _OF_MOST), _HOLDS
        if (one.claim.part, one.claim.state) in VAGUE:
            least, most = _OF_VAGUE
        who = one.claim.who
        is_new = one.claim.part == "posture" and who is not None and who.text.startswith(_NEW)
        is_of_one = is_new and any(chance >= _EVEN for _, chance, _ in weighed)  # "a player lies": whoever does so
        is_false = holds < most and out > least and not one.meant.is_lost and not is_of_one
        found.append((CONTRADICT, 1.0 - holds) if is_false else _OPEN)
    return found


class _Scene:
    """The people of a scene as statements ask for them.

    Args:
        people: of the scene.
    """

    def __init__(self, people: People) -> None:
        self.people, self.crowd = people, Crowd(people)
        self._known: dict[int, Known] = {}

    def known(self, subject: int) -> Known:
        """What the facts say about one person."""
        if subject not in self._known:
            self._known[subject] = Known(self.people, subject)
        return self._known[subject]


_read_scene = lru_cache(maxsize=4)(_Scene)  # the answers about a scene are checked one after the other


def _combine(verdicts: list[_Verdict], mode: str, count: int = 1) -> _Verdict:
    """One verdict from those on each person or limb: on all, on two that err apart, on one unsaid which, on any one."""
    names = {name for name, _ in verdicts}
    for verdict in (AGREE, CONTRADICT):
        if names == {verdict}:
            return verdict, min(confidence for _, confidence in verdicts)
    if mode == "most":
        for verdict in (AGREE, CONTRADICT):
            found = sorted((confidence for name, confidence in verdicts if name == verdict), reverse=True)
            if 2 * len(found) > len(verdicts):
                return verdict, found[len(verdicts) // 2]
        return _OPEN
    if mode == "each" and len(verdicts) > 1:
        # what is said of all is wrong where it is wrong of one; the more people, the more one of them may be misread
        doubts = [confidence for name, confidence in verdicts if name != AGREE and confidence >= _OF_PAIR]
        if len(verdicts) >= _MANY and len(doubts) == 1:
            return _OPEN  # a text about a crowd leaves one of them out of account
        wrong = 1.0 - math.prod(1.0 - confidence for confidence in doubts)
        return (CONTRADICT, wrong) if wrong >= _OF_GROUP else _OPEN
    decisive = {"pair": CONTRADICT, "legs": CONTRADICT, "some": AGREE}.get(mode, "")
    decided = sorted((confidence for name, confidence in verdicts if name == decisive), reverse=True)
    if len(decided) >= count:
        return decisive, decided[count - 1]
    if mode == "pair":
        # what is said of both is wrong where it is wrong of one, unsaid which
        doubts = [confidence for name, confidence in verdicts if name == UNJUDGED and confidence >= _OF_PAIR]
        wrong = 1.0 - math.prod(1.0 - confidence for confidence in doubts)
        return (CONTRADICT, wrong) if len(doubts) > 1 and wrong >= CONTRADICT_FROM else (UNJUDGED, wrong)
    return _OPEN


def _judge(claim: Claim, known: Known, people: People) -> _Verdict:
    if claim.state.startswith(HOLDING) and claim.side is not None:
        return _flip(judge_hand(claim.side, claim.state.removeprefix(HOLDING), known.subject, people), claim.negated)
    if claim.side is None:
        state = to_screen(claim.state, known.found, known.excludes)
        verdict = _judge_part(claim.part, state, known) if state else _OPEN
        if verdict[0] == CONTRADICT and _is_said_in_captions(claim, known, people):
            return _OPEN
        return _flip(verdict, claim.negated)
    which = claim.side
    if claim.holder is not None and which == "one":
        which = side_that_holds(claim.holder, known.subject, people) or which
    sides = SIDES if which in ("both", "one") else (which,)
    verdicts = []
    for side in sides:
        bent = known.excludes(f"{side} arm", "extended") if claim.is_stretched and not claim.negated else 0.0
        if bent >= CONTRADICT_FROM:
            verdicts.append((CONTRADICT, bent))
            continue
        verdicts.append(_flip(_judge_part(f"{side} {claim.part}", claim.state, known), claim.negated))
    if which == "one" and not claim.negated:
        return _combine(verdicts, "some")
    # two legs look straight or bent by the way they point at the viewer, and so both at once
    return _combine(verdicts, "pair" if claim.part in ("arm", "hand") else "legs")


def _is_said_in_captions(claim: Claim, known: Known, people: People) -> bool:
    """Whether a caption gives a lone person a posture, and no other one is sure.

    Half of the weight may rest on a post or a rail; what such legs exclude is no match for the caption. Of somebody who
    is said to sit on the ground the caption has to say so, too.
    """
    captions = people.scene.captions
    if claim.part != "posture":
        return False
    if claim.is_on_ground and not any(_DOWN.search(caption.lower()) for caption in captions):
        return False
    is_sure = any(confidence >= CONTRADICT_FROM for _, confidence in known.states.get("posture", ()))
    return len(people.all) == 1 and not is_sure and claim.state in read_captions(captions).one


def _flip(verdict: _Verdict, is_negated: bool) -> _Verdict:
    name, confidence = verdict
    if not is_negated:
        return verdict
    return _OPEN if name == UNJUDGED else ({AGREE: CONTRADICT, CONTRADICT: AGREE}[name], confidence)


def _judge_part(part: str, state: str, known: Known) -> _Verdict:
    side, _, kind = part.rpartition(" ")
    key, found = (kind, state), known.found
    proof = known.proves(part, state)
    for other in SAME.get(key, ()):
        proof = max(proof, found.get(_place(side, other), 0.0))
    if proof >= _AGREE_FROM:
        return AGREE, proof
    against = excluded = 0.0
    for has, confidence in known.states.get(part, ()):
        if confidence > against and are_exclusive(part, has, state) and (has, state) not in BOTH_MAY_BE:
            against = confidence
    for other in AGAINST.get(key, ()):
        against = max(against, known.against.get(_place(side, other), 0.0))
    for other in (key, *NEEDS.get(key, ())):
        excluded = max(excluded, known.excludes(*_place(side, other)))
    # how an arm is held is often one and the same bend or distance, taken twice
    is_possible = kind == "arm" and known.chance(part, state) >= _POSSIBLE
    if kind in ("arm", "hand") and min(against, excluded) >= _OF_TWO and not is_possible:
        # that the hand is at the knee, and that it is far from the face
        against = 1.0 - (1.0 - against) * (1.0 - excluded)
    against = max(against, excluded)
    if state == "turned aside" and against < _FRONTAL:
        return _OPEN  # a face may be turned by a little and still be frontal
    if state == "seen from the side" and not FRONT_OR_BACK & found.keys():
        return _OPEN  # shoulders may be turned by half, and the face in profile
    if key in OF_A_FACE and known.is_faceless:
        against = max(against, found.get(("body", "facing away"), 0.0), _DOUBTFUL)
    if state in ("crouching", "kneeling"):
        # nobody does either on two straight legs; legs that point at the viewer may only look straight
        straight = min(found.get((f"{one} leg", "straight"), 0.0) for one in SIDES)
        against = max(against, min(straight, _DOUBTFUL))
        if found.get(("posture", "standing"), 0.0) >= _STANDS and 0.0 < known.chance(part, state) < _POSSIBLE:
            against = max(against, _DOUBTFUL)
    possible = _POSSIBLE if key in DOUBTED else _LIKELY if kind == "arm" else 1.1
    if against >= CONTRADICT_FROM and known.chance(part, state) >= possible:
        return UNJUDGED, _OF_TWO
    return (CONTRADICT if against >= CONTRADICT_FROM else UNJUDGED), against


def _place(side: str, other: tuple[str, str]) -> tuple[str, str]:
    """The part and state of another part of the same side."""
    kind, state = other
    return (f"{side} {kind}" if side and kind in ("arm", "hand", "leg") else kind), state
