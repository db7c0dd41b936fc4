"""What one person does, in sentences: the whole body, what the captions say of it, and each limb."""

from __future__ import annotations

import re
from dataclasses import replace

from ....annotations.skeleton import SIDES
from ....poses.people import People
from .activities.table import Activity
from .captions.actions import POSTURE_VERBS, Action, find_action, find_acts
from .captions.ground import find_discipline
from .captions.looks import find_age
from .captions.scenery import find_gathering, find_setting, find_stand, names_setting
from .clauses.arms import arm_clauses
from .clauses.body import body_clause, head_clause, leg_clauses, posture_clause, trunk_clause
from .clauses.clause import Clause, join_clauses, join_phrases, with_phrase
from .clauses.words import article
from .consequences import group_of
from .frame.group import read_group
from .frame.held import with_phone
from .frame.person import acts_sentence
from .reading import Reading
from .speaker import Speaker, capital, without_their
from .wording import Chooser


def aged(people: People, who: Speaker) -> str:
    """``"young man"``, where captions have an age of the one they are about."""
    age = find_age(people.scene.captions) if who.is_subject and who.noun != "person" else None
    return f"{age} {who.noun}" if age is not None else who.noun


def with_age(sentence: str, people: People, who: Speaker) -> str:
    """``"The man sits ..."`` -> ``"A young man sits ..."``, as a text begins about the one whom captions are about."""
    noun = aged(people, who)
    if not who.is_subject:
        return sentence
    return capital(re.sub(rf"\bthe {who.noun}\b", article(noun), sentence[0].lower() + sentence[1:], count=1))


def doing_sentences(people: People, who: Speaker, reading: Reading, activity: Activity | None) -> list[str]:
    """What the one whom the captions are about is out for and where, where no verb of the captions says it."""
    captions = people.scene.captions
    if not who.is_subject or activity is None or group_of(activity) != "slide" or reading.board is None:
        return []
    if action_of(people, who, reading) is not None:
        return []
    setting = find_setting(captions) or find_setting(captions, 1)
    kind = find_discipline(captions) if activity.name == "skiing" else None
    doing = f"{f'{kind} ' if kind else ''}{activity.name}{f' {setting}' if setting else ''}"
    return [f"{capital(article(aged(people, who)))} is out {doing}."]


def person_sentences(
    people: People, who: Speaker, reading: Reading, choose: Chooser, *, is_place_said: bool = False
) -> list[str]:
    """What one person does: the first sentence by name, the others by pronoun."""
    action = action_of(people, who, reading)
    sentences: list[str] = []
    posture, body = posture_of(people, who, reading, is_place_said), body_clause(reading, who)
    head = head_clause(reading, who, choose)
    if body == "facing the camera" and reading.head == "facing the viewer":
        head = None
    if body is not None and body.startswith("facing the ") and reading.target is None:
        head = None  # the body and the face are turned the same way
    first = _without_echo(_first_sentence(who, reading, posture, body, action))
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
        and not (reading.held or reading.touched)
        and _are_both_seen(people, who)
    ):
        arms = []  # of two arms that are seen, one alone and only as bent is half of what a viewer sees
    if head is not None and reading.target and any(reading.target in clause.rest for clause in arms):
        head = replace(head, rest=head.rest.partition(", where ")[0])  # the hands say where it is
    groups = [arms, legs, [head] if head else []]
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
    return [with_phone(people, who, reading, sentence) for sentence in _without_repeats(sentences)]


_FOLDED = 4  # limbs in one sentence


def _fold(first: str, clauses: list[Clause], who: Speaker) -> list[str]:
    """One sentence for somebody whose pronoun is "they", which after several people reads as all of them."""
    phrases = [phrase for clause in clauses if (phrase := with_phrase(clause)) is not None]
    others = [clause.as_participle() for clause in clauses if with_phrase(clause) is None]
    start = without_their(", ".join([first.rstrip("."), *others]))
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
    intro = doing_sentences(people, who, reading, activity)
    own = person_sentences(people, who, reading, choose, is_place_said=bool(intro))
    if intro and own and who.sex:
        own[0] = own[0].replace(capital(who.name), capital(who.subj), 1)
        own.insert(0, intro[0].replace(capital(article(aged(people, who))), capital(who.name), 1))
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
    if (
        action is not None
        and posture is None
        and (trunk := trunk_clause(reading, who)) is not None
        and trunk.verb != "keep"
    ):
        tail = f", {trunk.rest if trunk.verb == 'be' else trunk.as_participle()}{tail}"
    if action is not None and action.base == "ride" and reading.seat is not None and posture is not None:
        upright = ", sitting upright" if reading.trunk == "upright" else ""
        return f"{capital(who.name)} is {action.gerund}{upright}{tail}."  # where one rides is where one sits
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
        seen = f"seen from the side, {body}" if body.startswith(who.poss) else body
        return f"{capital(who.name)} is {seen}{ending}."
    return ""


def _without_echo(sentence: str) -> str:
    """ "the left side of the picture" is "that side" where the sentence has named it before."""
    for way in SIDES:
        side = f"the {way} side of the picture"
        start, found, rest = sentence.partition(side)
        sentence = start + found + rest.replace(side, "that side")
    return sentence


_SIDE = re.compile(r"\bthe (?:left|right) side of the picture(?=[,.]| and)")


def _without_repeats(sentences: list[str]) -> list[str]:
    """ "That side" for a side of the picture that an earlier sentence has named, where no other one is named."""
    if len({match.group() for one in sentences for match in _SIDE.finditer(one)}) != 1:
        return sentences
    named = next(n for n, one in enumerate(sentences) if _SIDE.search(one))
    return [_SIDE.sub("that side", one) if n > named else one for n, one in enumerate(sentences)]


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


def doing_of(people: People, who: Speaker, reading: Reading) -> Action | None:
    """What somebody does, alone or as everybody in the picture does."""
    group = read_group(people)
    is_shared = group is not None and group.is_all and group.act.base not in POSTURE_VERBS
    return action_of(people, who, reading) or (group.act if group is not None and is_shared else None)


_RIDERS = {"skier": "skis", "snowboarder": "snowboard", "surfer": "surfboard", "skateboarder": "skateboard"}


def posture_of(people: People, who: Speaker, reading: Reading, is_place_said: bool = False) -> Clause | None:
    """How somebody stands, sits, lies or leans on something, and where; None where it is not known."""
    if reading.board is None and reading.posture == "standing" and who.noun in _RIDERS:
        reading = replace(reading, board=_RIDERS[who.noun])  # annotators leave out many a ski
    if reading.posture == "standing" and not who.is_subject and _RIDERS.get(who.noun) == reading.board is not None:
        return (
            trunk_clause(reading, who) if (reading.trunk or "").startswith("lean") else None
        )  # the noun says the rest
    if who.is_subject and reading.posture in ("standing", None) and reading.board is None:
        leans = next((act for act in find_acts(people.scene.captions) if act.base == "lean"), None)
        if leans is not None:
            return Clause("lean", leans.gerund.removeprefix("leaning "), "leaning")
    return posture_clause(reading, who, _place_of(people, who, reading, is_place_said))


def _place_of(people: People, who: Speaker, reading: Reading, is_place_said: bool) -> str:
    """Where somebody sits, stands or lies, as captions have it; empty where they do not say."""
    gathering = find_gathering(people.scene.captions) if reading.posture == "sitting" and len(people.all) > 1 else None
    if gathering is not None and reading.seat is None and not is_place_said:
        return f"at {gathering}"
    action = find_action(people.scene.captions, is_posture=True) if who.is_subject else None
    if action is None and who.is_subject and reading.posture == "standing":
        stand = find_stand(people.scene.captions)
        return f"at the {stand}" if stand is not None and _is_by(people, who, stand) else ""
    if action is None or reading.posture != POSTURE_VERBS[action.base]:
        return ""
    return action.gerund.partition(" ")[2]


_BY = 0.1  # of the picture's width: somebody stands at what is so close


def _is_by(people: People, who: Speaker, kind: str) -> bool:
    """Whether the only thing of a kind is right next to somebody, or before or behind them."""
    category = {"stove": "oven"}.get(kind, kind)
    things = [thing.bbox_xywh for thing in people.scene.objects if thing.category == category]
    left, _, width, _ = who.person.bbox_xywh
    slack = _BY * people.scene.width
    return len(things) == 1 and left - slack < things[0][0] + things[0][2] and things[0][0] < left + width + slack
