"""One paragraph about the people of a scene: what they do, how they hold themselves, how they stand to each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ....poses.people import People
from .activities.table import Activity
from .captions.scenery import find_gathering, find_setting, is_crowd, names_setting
from .consequences import aim_sentence, consequences
from .frame.around import (
    ball_sentence,
    close_sentence,
    food_sentence,
    ground_sentence,
    higher_sentence,
    lap_sentence,
    mood_sentence,
    poles_sentence,
    small_sentence,
    style_sentence,
    time_sentence,
    together_sentence,
    upper_sentence,
    wider_sentence,
)
from .frame.group import are_hand_in_hand, name_group, read_group
from .frame.held import held_sentences, seat_sentence
from .frame.limbs import foot_sentence
from .frame.others import faces_sentence, facing_sentence, farther_sentence, gap_sentence, others_sentence
from .frame.person import (
    acts_sentence,
    clothes_sentence,
    cover_sentence,
    cut_sentence,
    extent_of_all_sentence,
    face_sentence,
    hair_sentence,
    hand_sentences,
    place_sentence,
    side_sentence,
    worn_by_all_sentence,
    worn_sentence,
)
from .frame.singles import act_sentence, single_clothes_sentence
from .frame.things import (
    background_sentence,
    beside_sentence,
    feet_sentence,
    seen_sentence,
    table_sentence,
    thing_sentence,
)
from .gaze import merge_gaze
from .person import action_of, doing_of, doing_sentences, person_sentences, with_age
from .reading import Reading, read_person
from .speaker import Speaker, as_one, capital, without_their
from .wording import Chooser

_WORDS_LEAST, _WORDS_MOST = 24, 220
_OWN_LEAST = 2  # sentences about somebody, where the text gets too long
_MANY = 12  # people: annotators stop at about that many
_FEW = 3  # people who are described at length
_REMARKS = {1: 4, 2: 2}  # of what a pose means for each person, by the number of people; of more, one
_BODILY = (
    "lean", "bent knee", "bent knees", "wide stance", "narrow stance", "step", "straight legs", "bent over",
    "lifted leg", "arm out", "arms out", "arm up", "arms up", "arm bent", "arms bent", "arm level",
    "arm hanging", "arms hanging",
)  # fmt: skip
"""Parts of a pose; what one of them alone means for the body is no remark on one of several people."""
_AROUND = ("crowd", "clothes", "helmet")
"""What a description has sentences of its own for."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def write_paragraph(
    people: People, speakers: list[Speaker], activities: Mapping[int, Activity | None], choose: Chooser
) -> str:
    """Everybody who can be named, from the whole body to the limbs; empty where nothing is known of anybody."""
    known = [
        (who, reading) for who in speakers if (reading := read_person(people, who.person.annotation_id)).count >= 1
    ]
    if not known or max(reading.count + (action_of(people, who, reading) is not None) for who, reading in known) < 2:
        return ""
    sentences = _opening(people, speakers)
    if any("table" in sentence for sentence in sentences):
        sentences += [served for served in (table_sentence(people, sentences),) if served is not None]
    if sentences:
        act = act_sentence(people, speakers, " ".join(sentences))
        sentences += [act] if act is not None else []
    intro = [] if sentences else doing_sentences(people, *known[0], activities.get(known[0][0].person.annotation_id))
    sentences += intro
    if (
        sentences
        and len(people.all) > _MANY
        and not any(who.is_subject for who, _ in known)
        and not people.scene.is_detected
    ):
        sentences.append("More than ten people can be seen.")
    keys: set[str] = set()
    for place, (who, reading) in enumerate(known):
        doing = activities.get(who.person.annotation_id)
        found = consequences(people, who, reading, doing, doing_of(people, who, reading), choose)
        fit = [c for c in found if c.parts[0].key not in keys and {part.key for part in c.parts} - {*_AROUND}]
        fit = [c for c in fit if who.is_subject or any(part.key not in _BODILY for part in c.parts)]
        said = fit[: _REMARKS.get(len(known), 1)]
        keys |= {c.parts[0].key for c in said}
        own = person_sentences(people, who, reading, choose, is_place_said=bool(sentences))
        if place == 0 and not sentences and not who.is_subject:
            own[0] = _with_setting(people, who, own[0])
        if place == 0 and intro and who.sex:
            own[0] = own[0].replace(capital(who.name), capital(who.subj), 1)
        elif place == 0 and not sentences:
            own[0] = with_age(own[0], people, who)
        if who.is_vague:  # "this person ... they ..." reads badly, so the rest of the text is about the group
            near = close_sentence(people, who)
            thing = near.rsplit("close to ", 1)[1] if near is not None else ""
            limbs = [*own[1:2], *_vague_limbs(people, who, reading, choose)] if len(known) <= _FEW else []
            own = [f"{one[:-1]}, close to {thing}" if thing and thing[:-1] not in one else one for one in own[:1]]
            own += [without_their(one) for one in as_one(limbs, who.noun)][:_VAGUE_MORE]
            sentences += own if _count(sentences + own) <= _WORDS_MOST else []
            continue
        acts = acts_sentence(people, who, reading, " ".join([*sentences, *own])) if len(known) <= _FEW else None
        own[1:1] = [acts] if acts is not None else []
        side = side_sentence(who, reading) if len(known) <= _FEW else None
        own[1:1] = [side] if side is not None else []
        text = " ".join([*sentences, *own])
        poles = poles_sentence(people, who, reading, text)
        own += [poles] if poles is not None else []
        if len(known) <= _FEW:
            own += body_sentences(people, who, reading, choose, text)
            seen = seen_sentence(people, who, own) if who.is_subject else None
            own += [seen] if seen is not None else []
        said_so = " ".join([*sentences, *own])
        own += [_with_article(remark.text, said_so) for remark in said if remark.text not in sentences]
        ball = ball_sentence(people, who, action_of(people, who, reading), said_so)
        own += [ball] if ball is not None else []
        aim = aim_sentence(people, who, reading, doing, " ".join([*sentences, *own]), choose)
        own += [aim] if aim is not None else []
        at = place_sentence(people, who, " ".join([*sentences, *own])) if place == 0 and len(known) <= _FEW else None
        own += [at] if at is not None else []
        own = merge_gaze(own)
        if len(people.all) > 1 and who.is_plural:
            own = as_one(own, who.noun)
        while _count(sentences + own) > _WORDS_MOST and len(own) > _OWN_LEAST:
            own.pop()
        if _count(sentences + own) > _WORDS_MOST:
            break
        sentences += own
    is_about_one = any(who.is_subject for who, _ in known)
    first = known[0][0]
    further: tuple[Callable[[], str | None], ...] = (
        lambda: (
            None if any(said.startswith("On the table") for said in sentences) else table_sentence(people, sentences)
        ),
        lambda: _between(people, speakers),
        lambda: "The two are holding hands." if are_hand_in_hand(people) else None,
        lambda: None if are_hand_in_hand(people) else gap_sentence(people, speakers),
        lambda: together_sentence(people, speakers),
        lambda: facing_sentence(people, speakers) or faces_sentence(people, speakers, " ".join(sentences)),
        lambda: worn_by_all_sentence(people, speakers),
        lambda: single_clothes_sentence(people, speakers, " ".join(sentences)),
        lambda: extent_of_all_sentence(people, speakers),
        lambda: None if is_about_one else seen_sentence(people, first, sentences),
        lambda: thing_sentence(people, sentences),
        lambda: food_sentence(people, sentences),
        lambda: small_sentence(people, sentences),
        lambda: background_sentence(people, sentences),
        lambda: others_sentence(people, first),
        lambda: farther_sentence(people, speakers),
        lambda: ground_sentence(people, first, " ".join(sentences)),
        lambda: wider_sentence(people, " ".join(sentences)),
        lambda: time_sentence(people),
        lambda: style_sentence(people),
    )
    for find in further:  # each knows what the text says by then
        more = find()
        if more is not None and _count([*sentences, more]) <= _WORDS_MOST:
            sentences.append(more)
    mood = mood_sentence(people, *known[0], action_of(people, *known[0]), " ".join(sentences))
    sentences += [mood] if mood is not None and _count([*sentences, mood]) <= _WORDS_MOST else []
    return " ".join(sentences) if _count(sentences) >= _WORDS_LEAST else ""


def body_sentences(people: People, who: Speaker, reading: Reading, choose: Chooser, said: str) -> list[str]:
    """What the hands do, the face, looks and clothes, where the picture ends, and what is close.

    Args:
        people: of the scene.
        who: the person.
        reading: of the person.
        choose: picks wordings.
        said: what the text says already.
    """
    found = (
        *hand_sentences(people, who, reading, choose),
        foot_sentence(people, who, reading),
        *held_sentences(people, who, reading),
        face_sentence(people, who, reading),
        hair_sentence(people, who),
        clothes_sentence(people, who),
        worn_sentence(people, who),
        cut_sentence(people, who),
        upper_sentence(people, who),
        seat_sentence(people, who, reading),
        beside_sentence(people, who, reading),
        feet_sentence(people, who),
        close_sentence(people, who),
        cover_sentence(people, who, reading, said),
    )
    sentences = [sentence for sentence in found if sentence is not None]
    lap = lap_sentence(people, who, " ".join([said, *sentences]))
    if lap is not None:
        sentences.insert(next(n for n, one in enumerate(sentences) if " lap" in one) + 1, lap)
    higher = higher_sentence(people, who, reading, " ".join([said, *sentences]))
    return [*([higher] if higher is not None else []), *sentences]


def _with_setting(people: People, who: Speaker, sentence: str) -> str:
    """The first sentence of a text about one of several people, with where the scene is."""
    setting = find_setting(people.scene.captions)
    if setting is None or names_setting(sentence) or not sentence.startswith(capital(who.name)):
        return sentence
    return f"{capital(setting)}, {who.name}{sentence.removeprefix(capital(who.name))}"


_VAGUE_MORE = 2  # sentences about somebody who has neither a sex nor a role, next to the one that names the pose


def _vague_limbs(people: People, who: Speaker, reading: Reading, choose: Chooser) -> list[str]:
    """How high the hands are and whether a foot is off the ground, of somebody who has neither a sex nor a role."""
    foot = foot_sentence(people, who, reading)
    return [*([foot] if foot is not None else []), *hand_sentences(people, who, reading, choose)]


def _with_article(remark: str, said: str) -> str:
    """A remark on an animal that the text has named already: "the dog" for "a dog"."""
    for pet in ("dog", "cat"):
        if re.search(rf"\b{pet}\b", said):
            remark = remark.replace(f"A {pet} ", f"The {pet} ").replace(f" a {pet} ", f" the {pet} ")
    return remark


def _count(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _opening(people: People, speakers: list[Speaker]) -> list[str]:
    """How many people there are, where that is sure and more than one."""
    count = len(people.all)
    group = read_group(people)
    if group is not None and (group.captions > 1 or not any(who.is_subject for who in speakers)):
        doing, setting = group.act.gerund, find_setting(people.scene.captions)
        place = f" {setting}" if setting is not None and not _has_place(doing) else ""
        return [f"{capital(name_group(people, group))} are {doing}{place}."]
    if count == 1 or people.scene.is_detected or (is_crowd(people.scene) and count > 4) or count > 6:
        return []
    if len(speakers) < count:
        return []
    noun = speakers[0].noun
    plural = {"man": "men", "woman": "women", "child": "children", "person": "people"}.get(noun, noun + "s")
    if len({s.noun for s in speakers}) > 1:
        plural = "people"
    around = find_gathering(people.scene.captions)
    if around is not None:
        return [f"There are {_NUMBERS[count]} {plural} around {around}."]
    setting = find_setting(people.scene.captions)
    return [f"There are {_NUMBERS[count]} {plural} {setting or 'in the picture'}."]


_PLACED = re.compile(r" (?:in|on|at|near|through|across|along|around|down|by|with) ")


def _has_place(doing: str) -> bool:
    return names_setting(doing) or _PLACED.search(doing) is not None


def _between(people: People, speakers: list[Speaker]) -> str | None:
    """Who is closer to the camera, where sizes and places say so."""
    by_id = {s.person.annotation_id: s for s in speakers}
    for relation in people.relations:
        one, other = by_id.get(relation.subject), by_id.get(relation.other)
        if one is not None and other is not None and relation.kind == "in front of":
            return f"{capital(other.name)} is farther back than {one.name}."
    return None
