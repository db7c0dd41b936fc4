"""The teacher that needs no network: true sentences from the keypoints' geometry, the boxes and the captions."""

from __future__ import annotations

from dataclasses import replace

from ....annotations.scene import Scene
from ....poses.clarity import are_reflected
from ....poses.people import People, read_people
from .activities.table import ACTIVITIES, SHARED, Activity, activity_of, find_activity
from .captions.groups import speaks_of_bystander
from .consequences import group_of
from .frame.group import read_group
from .paragraph import write_paragraph
from .questions.group import group_pairs
from .questions.pair import PosePair, in_singular
from .questions.person import person_pairs
from .questions.scene import scene_pairs
from .reading import read_person
from .reasoning import write_reasoning
from .speaker import Speaker, name_speakers
from .wording import Chooser

TEACHER_NAME = "pose"
PAIR_COUNT = 5


class NothingToSay(ValueError):  # noqa: N818 - it is no fault of the program or the user, and it is always counted
    """The annotations say too little about anybody for this task."""


class NobodyNamed(NothingToSay):
    """Several people have labeled points, and every name, such as "the man on the left", fits more than one person."""


def write_answer(scene: Scene, task: str, *, seed: int, instruction: str | None = None) -> str:
    """Write one answer in the teacher's text format.

    Args:
        scene: what the annotations say; nothing is written that they do not carry.
        task: ``"conversation"`` (five question-answer pairs), ``"detail"`` (one paragraph) or ``"complex"`` (one pair).
        seed: with the image id, decides wording and order.
        instruction: the instruction that a detail answers; every instruction of this task asks for the same.

    Returns:
        ``Question:`` and ``Answer:`` lines, or plain text for ``"detail"``.

    Raises:
        NothingToSay: the annotations say too little.
        NobodyNamed: no name fits one person only.
        ValueError: for any other task.
    """
    if task not in ("conversation", "detail", "complex"):
        raise ValueError(f"unknown task {task!r}: use conversation, detail or complex")
    choose = Chooser(seed, scene.image_id, task)
    if are_reflected(scene.captions):
        raise NothingToSay("the captions speak of people who are only reflected")
    people = read_people(scene)
    speakers = name_speakers(people)
    if not speakers and not any(person.labeled_count for person in scene.people):
        raise NothingToSay("nobody has labeled points")
    if not speakers:
        raise NobodyNamed("no name fits only one of the people who have labeled points")
    activities = {who.person.annotation_id: _find_activity(people, who) for who in speakers}
    if task == "detail":
        text = write_paragraph(people, speakers, activities, choose)
        if not text:
            raise NothingToSay("too little is known for a description")
        return text
    if task == "complex":
        pair = write_reasoning(people, speakers, activities, choose)
        if pair is None:
            raise NothingToSay("too little is known for a conclusion")
        return f"Question: {pair[0]}\nAnswer: {pair[1]}"
    pairs = [
        in_singular(pair, who) if len(people.all) > 1 else pair
        for who in speakers
        for pair in person_pairs(people, who, activities[who.person.annotation_id], choose)
    ]
    pairs += scene_pairs(people, speakers, choose)
    vague = [str(who.person.annotation_id) for who in speakers if who.is_vague]
    shared = list(group_pairs(people, speakers, choose))
    pairs += shared if vague else [pair for pair in shared if pair.topic == "group doing"]
    chosen: list[PosePair] = []
    # one question about one of them, else one about each, else two, else whatever there is
    for asked, most in ((vague[:1], 1), (vague, 1), (vague, 2), (vague, len(pairs))):
        kept = _keep_few(pairs, asked, vague, most)
        largest = None if len(vague) == len(speakers) else str(speakers[0].person.annotation_id)
        chosen = _choose_pairs(kept, largest, choose)
        if len(chosen) == PAIR_COUNT:
            break
    if len(chosen) < PAIR_COUNT:
        raise NothingToSay("too little is known for five questions")
    return "\n".join(f"Question: {pair.question}\nAnswer: {pair.answer}" for pair in chosen)


def _find_activity(people: People, who: Speaker) -> Activity | None:
    """What this person does, where captions say so and the pose allows it."""
    reading = read_person(people, who.person.annotation_id)
    group = read_group(people)
    is_shared = group is not None and group.is_all and not who.is_subject
    shared = activity_of(group.act.gerund, reading.posture) if group is not None and is_shared else None
    if shared is not None and group_of(shared) != "slide" and shared.name != "posing":
        return shared
    touched = {*reading.held, *(t for t in (reading.seat, reading.board, reading.cover) if t)}
    activity, is_told = find_activity(people.scene, touched, reading.posture, is_subject=who.is_subject)
    if activity is not None and reading.board not in (None, *activity.things) and group_of(activity) == "slide":
        # captions call a snowboarder a skier
        activity = next((one for one in ACTIVITIES if reading.board in one.things), None)
    if activity is not None and activity.name in ("walking", "running") and not reading.is_stepping:
        return None
    if (
        activity is not None
        and activity.name == "posing"
        and not who.is_subject
        and reading.head != "facing the viewer"
    ):
        return None  # of several who pose, those who look into the camera
    is_game = activity is not None and group_of(activity) == "play" and not touched and not who.is_subject
    is_down = reading.posture in ("sitting", "lying")
    if is_game and (is_down or (not reading.is_moving and speaks_of_bystander(people.scene.captions))):
        return None
    is_own = who.is_subject or touched or (activity is not None and activity.name in SHARED)
    return activity if is_told and is_own else None


def _says_little(pair: PosePair) -> bool:
    """Whether a pair says neither what somebody does nor the posture."""
    is_at = " reaches for " in pair.answer or " both hands on " in pair.answer
    return not is_at and not pair.topic.startswith(("action", "posture"))


def _keep_few(pairs: list[PosePair], asked: list[str], vague: list[str], most: int) -> list[PosePair]:
    """All pairs about others, and a few about each of those who have neither a sex nor a role in captions.

    Args:
        pairs: of the scene.
        asked: the annotations of those of them who are asked about.
        vague: the annotations of all of them.
        most: how many questions about each of them; what they do and their posture first.
    """
    about = {one: [pair for pair in pairs if pair.topic.split()[-1] == one] for one in asked}
    kept = {id(pair) for found in about.values() for pair in sorted(found, key=_says_little)[:most]}
    return [pair for pair in pairs if pair.topic.split()[-1] not in vague or id(pair) in kept]


def _choose_pairs(pairs: list[PosePair], largest: str | None, choose: Chooser) -> list[PosePair]:
    """Five pairs on different matters: two or three on limbs where there are any, then the rest, fillers last.

    The first is on a limb of the largest person, where one is known. Where nobody has a sex or a role (``largest`` is
    None), questions about the whole group come first.
    """
    pool = choose.shuffled("pairs", pairs)
    first = next((p for p in pool if p.group == "limb" and p.topic.split()[-1] == largest), None)
    limb_count = choose.pick("limbs", (2, 2, 3))
    wanted: list[tuple[tuple[str, ...], int]] = [
        (("limb",), limb_count - (first is not None)),
        (("activity",), 1),
        (("contrast",), 1),
        (("whole", "thing", "scene", "limb pair"), PAIR_COUNT),
        (("limb",), PAIR_COUNT),
        (("filler",), PAIR_COUNT),
        (("last",), PAIR_COUNT),
    ]
    if largest is None:
        wanted = [(("activity",), 1), (("scene",), PAIR_COUNT - 2), (("activity", "whole"), 1), *wanted[1:]]
    chosen = [first] if first is not None else []
    for groups, most in wanted:
        taken = 0
        for pair in pool:
            if taken == most or len(chosen) == PAIR_COUNT:
                break
            is_new = all(
                pair.question != other.question and pair.answer != other.answer and not _repeats(pair, other)
                for other in chosen
            )
            if pair.group in groups and is_new:
                chosen.append(pair)
                taken += 1
    return _say_once(choose.shuffled("order", chosen))


def _say_once(pairs: list[PosePair]) -> list[PosePair]:
    """Without what a second sentence says again that an earlier answer has said."""
    seen: set[str] = set()
    found = []
    for pair in pairs:
        first, _, more = pair.answer.partition(". ")
        found.append(replace(pair, answer=first + ".") if more in seen else pair)
        if more:
            seen.add(more)
    return found


def _repeats(one: PosePair, other: PosePair) -> bool:
    """Whether two pairs are about the same matter, or one about both limbs and the other about one of them."""
    if one.topic == other.topic:
        return True
    kinds = one.topic.split(), other.topic.split()
    is_same_limb = kinds[0][0] == kinds[1][0] and kinds[0][-1] == kinds[1][-1]
    return is_same_limb and "limb pair" in (one.group, other.group)
