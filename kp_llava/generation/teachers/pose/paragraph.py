"""One paragraph about the people of a scene: what they do, how they hold themselves, how they stand to each other."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ....annotations.skeleton import SIDES
from ....poses.people import People
from .activities.table import Activity
from .captions.actions import POSTURE_VERBS, Action, find_action, find_group
from .captions.looks import find_age
from .captions.nouns import find_plural
from .captions.scenery import find_gathering, find_setting, is_crowd, names_setting
from .clauses import (
    Clause,
    arm_clauses,
    article,
    body_clause,
    head_clause,
    join_clauses,
    join_phrases,
    leg_clauses,
    posture_clause,
    trunk_clause,
    with_phrase,
)
from .consequences import consequences, group_of
from .frame.person import (
    acts_sentence,
    clothes_sentence,
    cut_sentence,
    face_sentence,
    hair_sentence,
    hand_sentences,
    place_sentence,
    worn_sentence,
)
from .frame.things import (
    background_sentence,
    beside_sentence,
    feet_sentence,
    gap_sentence,
    others_sentence,
    seen_sentence,
    table_sentence,
    thing_sentence,
)
from .reading import Reading, read_person
from .speaker import Speaker, capital, conjugate
from .wording import Chooser

_WORDS_LEAST, _WORDS_MOST = 24, 220
_FEW = 3  # people who are described at length
_REMARKS = {1: 3, 2: 2}  # of what a pose means for each person, by the number of people; of more, one
_AROUND = ("pet", "crowd", "lap", "clothes", "helmet", "does")
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
    intro = [] if sentences else _doing(people, *known[0], activities.get(known[0][0].person.annotation_id))
    sentences += intro
    keys: set[str] = set()
    for place, (who, reading) in enumerate(known):
        doing = activities.get(who.person.annotation_id)
        found = consequences(people, who, reading, doing, action_of(people, who, reading), choose)
        fit = [c for c in found if c.parts[0].key not in {*_AROUND, *keys}]
        said = fit[: _REMARKS.get(len(known), 1)]
        keys |= {c.parts[0].key for c in said}
        own = person_sentences(people, who, reading, choose, is_place_said=bool(sentences))
        if place == 0 and intro and who.sex:
            own[0] = own[0].replace(capital(who.name), capital(who.subj), 1)
        elif place == 0 and not sentences:
            own[0] = _with_age(own[0], people, who)
        acts = acts_sentence(people, who, reading, " ".join([*sentences, *own])) if len(known) <= _FEW else None
        own[1:1] = [acts] if acts is not None else []
        own += [remark.text for remark in said if remark.text not in sentences]
        if len(known) <= _FEW:
            own += body_sentences(people, who, reading, choose, said=[*sentences, *own] if place == 0 else None)
            seen = seen_sentence(people, who, own)
            own += [seen] if seen is not None else []
        if len(known) > 1 and who.is_plural:
            own = _as_one(own, who.noun)
        if _count(sentences + own) > _WORDS_MOST:
            own = own[:2]
        if _count(sentences + own) > _WORDS_MOST:
            break
        sentences += own
    for more in (
        None if any(said.startswith("On the table") for said in sentences) else table_sentence(people, sentences),
        _between(people, speakers),
        gap_sentence(people, speakers),
        thing_sentence(people, sentences),
        background_sentence(people, sentences),
        others_sentence(people, known[0][0]),
    ):
        if more is not None and _count([*sentences, more]) <= _WORDS_MOST:
            sentences.append(more)
    return " ".join(sentences) if _count(sentences) >= _WORDS_LEAST else ""


_CLAUSE_VERBS = (
    "keep|have|turn|bend|hold|let|raise|stretch|rest|tilt|lift|face|grip|carry|lean|look|stand|sit|are|do|walk|"
    "put|take|seem"
)  # fmt: skip


def _as_one(sentences: list[str], noun: str) -> list[str]:
    """The first "They keep ..." as "This child keeps ...", since "they" after several people reads as all of them."""
    number = next((n for n, sentence in enumerate(sentences) if sentence.startswith("They ")), None)
    if number is None:
        return sentences

    def conjugated(match: re.Match[str]) -> str:
        verb = match.group(2)
        return match.group(1) + ("is" if verb == "are" else conjugate(verb, False))

    head, link, tail = sentences[number].partition(", so ")
    head = f"This {noun} " + re.sub(rf"(^|, | and )({_CLAUSE_VERBS})(?= )", conjugated, head.removeprefix("They "))
    return [*sentences[:number], head + link + tail, *sentences[number + 1 :]]


def _aged(people: People, who: Speaker) -> str:
    """``"young man"``, where captions have an age of the one they are about."""
    age = find_age(people.scene.captions) if who.is_subject and who.noun != "person" else None
    return f"{age} {who.noun}" if age is not None else who.noun


def _with_age(sentence: str, people: People, who: Speaker) -> str:
    """``"The man sits ..."`` -> ``"A young man sits ..."``."""
    aged = _aged(people, who)
    if aged == who.noun:
        return sentence
    return capital(re.sub(rf"\bthe {who.noun}\b", article(aged), sentence[0].lower() + sentence[1:], count=1))


def body_sentences(
    people: People, who: Speaker, reading: Reading, choose: Chooser, *, said: list[str] | None
) -> list[str]:
    """What the hands do, the face, where the picture ends, clothes, what is close, and where the person is.

    Args:
        people: of the scene.
        who: the person.
        reading: of the person.
        choose: picks wordings.
        said: what the text says already; None of others than the first person.
    """
    found = (
        *hand_sentences(people, who, reading, choose),
        face_sentence(people, who, reading),
        hair_sentence(people, who),
        clothes_sentence(people, who),
        worn_sentence(people, who),
        cut_sentence(people, who),
        beside_sentence(people, who, reading),
        feet_sentence(people, who),
    )
    sentences = [sentence for sentence in found if sentence is not None]
    place = place_sentence(people, who, " ".join([*said, *sentences])) if said is not None else None
    return [*sentences, place] if place is not None else sentences


def _count(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _opening(people: People, speakers: list[Speaker]) -> list[str]:
    """How many people there are, where that is sure and more than one."""
    count = len(people.all)
    doing = find_group(people.scene.captions) if count > 1 else None
    if doing is not None:
        noun = find_plural(people.scene.captions).word
        plural = {"man": "men", "woman": "women", "child": "children", "person": "people"}.get(noun, noun + "s")
        is_counted = count <= 6 and not people.scene.is_detected and not is_crowd(people.scene)
        return [f"{capital(_NUMBERS[count]) if is_counted else 'Several'} {plural} are {doing}."]
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


def _doing(people: People, who: Speaker, reading: Reading, activity: Activity | None) -> list[str]:
    """What the one whom the captions are about is out for and where, where no verb of the captions says it."""
    captions = people.scene.captions
    if not who.is_subject or activity is None or group_of(activity) != "slide" or reading.board is None:
        return []
    if action_of(people, who, reading) is not None:
        return []
    setting = find_setting(captions) or find_setting(captions, 1)
    return [f"{capital(article(_aged(people, who)))} is out {activity.name}{f' {setting}' if setting else ''}."]


def person_sentences(
    people: People, who: Speaker, reading: Reading, choose: Chooser, *, is_place_said: bool = False
) -> list[str]:
    """What one person does: the first sentence by name, the others by pronoun."""
    action = action_of(people, who, reading)
    sentences: list[str] = []
    place = place_of(people, who)
    posture, body = posture_clause(reading, who, place), body_clause(reading)
    head = head_clause(reading, who, choose)
    if body == "facing the camera" and reading.head == "facing the viewer":
        head = None
    first = _first_sentence(who, reading, posture, body, action)
    captions = people.scene.captions if who.is_subject else ()
    setting = find_setting(captions) or (None if names_setting(first) else find_setting(captions, 1))
    if is_place_said:
        setting = None
    if first and setting is not None and setting.split()[-1] not in first:
        first = first.replace(f"{capital(who.name)} ", f"{capital(setting)}, {who.name} ", 1)
    if first:
        sentences.append(first)
    arms, legs = arm_clauses(reading, who, choose), leg_clauses(reading, who, choose)
    if reading.posture == "standing" and list(reading.legs.values()) == ["straight"]:
        legs = []  # standing says it
    if (
        first
        and list(reading.arms.values()) in (["bent"], ["straight"])
        and not reading.held
        and _are_both_seen(people, who)
    ):
        arms = []  # of two arms that are seen, one alone and only as bent is half of what a viewer sees
    groups = [arms[:2], arms[2:], legs, [head] if head else []]
    if len(arms) == 1 and len(legs) == 1:
        groups = [[arms[0], legs[0]], [head] if head else []]
    elif len(legs) == 1 and head is not None and len(arms) <= 2:
        groups = [arms, [legs[0], head]]
    if not first and (trunk := trunk_clause(reading, who)) is not None:
        groups.insert(0, [trunk])
    is_folded = who.is_plural and len(people.all) > 1
    if first and is_folded:
        return _fold(first, [clause for group in groups for clause in group], who)
    for group in _pair_up([group for group in groups if group]):
        if group:
            sentence = _sentence(who, group, is_first=not sentences)
            sentences.append(re.sub(r"\btheir\b", "the", sentence) if is_folded and not sentences else sentence)
    return sentences


_FOLDED = 4  # limbs in one sentence


def _fold(first: str, clauses: list[Clause], who: Speaker) -> list[str]:
    """One sentence for somebody whose pronoun is "they", which after several people reads as all of them."""
    phrases = [phrase for clause in clauses if (phrase := with_phrase(clause)) is not None]
    others = [clause.as_participle() for clause in clauses if with_phrase(clause) is None]
    start = ", ".join([first.rstrip("."), *others])
    comma = "," if "," in start or len(start.split()) > len(who.name.split()) + 3 else ""
    phrases = [re.sub(r"\btheir\b", "the", phrase) for phrase in phrases]
    sentences = [f"{start}{comma} with {join_phrases(phrases[:_FOLDED])}." if phrases else f"{start}."]
    if phrases[_FOLDED:]:
        more = [clause for clause in clauses if with_phrase(clause) is not None][_FOLDED:]
        sentences.append(_sentence(who, more, is_first=False))
    return sentences


def observed_sentences(
    people: People, who: Speaker, reading: Reading, activity: Activity | None, choose: Chooser
) -> list[str]:
    """What an answer begins with: what somebody does, and the pose."""
    intro = _doing(people, who, reading, activity)
    own = person_sentences(people, who, reading, choose, is_place_said=bool(intro))
    if intro and own and who.sex:
        own[0] = own[0].replace(capital(who.name), capital(who.subj), 1)
        own.insert(0, intro[0].replace(capital(article(_aged(people, who))), capital(who.name), 1))
    acts = acts_sentence(people, who, reading, " ".join(own)) if own else None
    return [*own[:1], *([acts] if acts is not None else []), *own[1 : _OBSERVED + bool(intro)]]


_OBSERVED = 3  # sentences that only name the pose


def _are_both_seen(people: People, who: Speaker) -> bool:
    body = people.bodies[who.person.annotation_id]
    return body is not None and all(body.has(f"{side} wrist") for side in SIDES)


def _pair_up(groups: list[list[Clause]]) -> list[list[Clause]]:
    """Two clauses a sentence, where two that follow each other have one each."""
    found: list[list[Clause]] = []
    for group in groups:
        if found and len(group) == len(found[-1]) == 1:
            found[-1] = found[-1] + group
        else:
            found.append(group)
    return found


def _first_sentence(
    who: Speaker, reading: Reading, posture: Clause | None, body: str | None, action: Action | None
) -> str:
    tail = f", {body}" if body else ""
    if action is not None and not _says_posture(action, reading):
        if posture is not None and posture.verb in _HELD and not says_more(posture, action) and not posture.rest:
            return f"{capital(who.name)} is {action.gerund}{tail}."
        if posture is not None and posture.verb in _HELD and says_more(posture, action):
            return f"{capital(who.name)} {posture.progressive(False)} and {action.gerund}{tail}."
        ending = f", {posture.as_participle()}" if posture is not None and posture.verb != "be" else ""
        if posture is not None and posture.verb == "be":
            ending = f" and is {posture.rest}"
        return f"{capital(who.name)} is {action.gerund}{ending}{tail}."
    if posture is not None:
        is_told = len(who.name) % 2 == 0 or posture.verb == "be"
        return f"{capital(who.name)} {posture.progressive(False) if is_told else posture.after(False)}{tail}."
    if body:
        trunk = trunk_clause(reading, who)
        ending = f", {trunk.as_participle()}" if trunk is not None and trunk.gerund != "being" else ""
        return f"{capital(who.name)} is {body}{ending}."
    return ""


_STILL = frozenset(
    ("cut", "chop", "hold", "eat", "talk", "cook", "prepare", "read", "drink", "look", "wait", "wash", "feed")
)
"""Actions that somebody may also do sitting, so that "standing and ..." says something."""
_HELD = ("stand", "sit", "kneel", "crouch")


def says_more(posture: Clause, action: Action) -> bool:
    """Whether "standing and cutting vegetables" says more than the action alone, and can be said so."""
    if posture.verb == "be" or "," in posture.rest:
        return False
    return posture.verb != "stand" or bool(posture.rest) or action.base in _STILL


def _says_posture(action: Action, reading: Reading) -> bool:
    """Whether facts say the same: the trunk's lean, the posture, or what the hands hold."""
    return action.base in ("lean", "pose") or (action.base == "hold" and bool(reading.held))


def _sentence(who: Speaker, clauses: list[Clause], *, is_first: bool) -> str:
    subject, is_plural = (capital(who.name), False) if is_first else (capital(who.subj), who.is_plural)
    return f"{subject} {join_clauses(clauses, is_plural)}."


_BOARDS = {"ski": "skis", "snowboard": "snowboard", "skateboard": "skateboard", "surf": "surfboard"}


def action_of(people: People, who: Speaker, reading: Reading) -> Action | None:
    """What the one whom the captions are about does; None where the legs or what is under them say something else."""
    action = find_action(people.scene.captions) if who.is_subject else None
    if action is not None and action.base in ("walk", "run") and not reading.is_stepping:
        return None
    if action is not None and action.base == "look" and "camera" in action.gerund and reading.head is not None:
        return None  # the head says it, or says otherwise
    if action is None or reading.board in (None, _BOARDS.get(action.base, reading.board)):
        return action
    return None


def place_of(people: People, who: Speaker) -> str:
    """Where the one whom the captions are about sits, stands or lies, as they have it; empty where they do not say."""
    action = find_action(people.scene.captions, is_posture=True) if who.is_subject else None
    reading = read_person(people, who.person.annotation_id)
    if action is None or reading.posture != POSTURE_VERBS[action.base]:
        return ""
    return action.gerund.partition(" ")[2]


def _between(people: People, speakers: list[Speaker]) -> str | None:
    """Who is closer to the camera, where sizes and places say so."""
    by_id = {s.person.annotation_id: s for s in speakers}
    for relation in people.relations:
        one, other = by_id.get(relation.subject), by_id.get(relation.other)
        if one is not None and other is not None and relation.kind == "in front of":
            return f"{capital(one.name)} is closer to the camera than {other.name}."
    return None
