"""Questions about one person: what is done and held, posture, limbs, head."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .....annotations.skeleton import SIDES
from .....poses.people import People
from ..activities.table import Activity
from ..captions.actions import Action, find_acts, say_act
from ..captions.scenery import find_setting, names_setting
from ..clauses.arms import arm_clauses, held_clauses, is_at_food, touch_clause
from ..clauses.body import body_clause, leg_clauses
from ..clauses.clause import Clause, join_clauses, join_phrases, with_phrase
from ..consequences import Consequence, consequence_of, consequences
from ..frame.person import hand_levels, level_phrase
from ..person import action_of, doing_of, posture_of, says_more
from ..reading import Reading, read_person
from ..speaker import Speaker, capital
from ..wording import Chooser
from .contrast import contrast_pairs
from .limbs import BY_LEG, Busy, hand_holds, level_pairs, limb_pairs
from .pair import PosePair

_POSTURE_QUESTIONS = (
    "Is {name} standing, sitting or in some other position?",
    "What posture is {name} in?",
    "How would you describe the overall posture of {name}?",
)
_TRUNK_QUESTIONS = (
    "How is {name} holding {his} upper body?",
    "Is the upper body of {name} upright or leaning?",
)
_FEET_QUESTIONS = ("Are the feet of {name} close together or apart?", "What kind of stance does {name} have?")
_HEAD_QUESTIONS = ("How is the head of {name} turned?", "Which way is the face of {name} turned?")
_BODY_QUESTIONS = ("From which side do we see {name}?", "Which way is the body of {name} turned?")
_ACTION_QUESTIONS = ("What is {name} doing?", "What is {name} busy with?", "What activity is {name} engaged in?")
_HELD_QUESTIONS = ("What is {name} holding?", "Does {name} have anything in {his} hands?")
_FEET = {"apart": "set apart", "together": "close together", "striding": "apart, as in a step"}


def person_pairs(people: People, who: Speaker, activity: Activity | None, choose: Chooser) -> Iterator[PosePair]:
    """Questions about one person: what is done and held, posture, limbs, head."""
    reading = read_person(people, who.person.annotation_id)
    key = str(who.person.annotation_id)
    words = {"name": who.name, "he": who.subj, "his": who.poss}

    def ask(templates: tuple[str, ...], topic: str, **more: str) -> str:
        return choose.pick(f"ask {topic} {key}", templates).format(**words, **more)

    def say(*clauses: Clause) -> str:
        return f"{capital(who.subj)} {join_clauses(list(clauses), who.is_plural)}."

    posture = posture_of(people, who, reading)
    action = action_of(people, who, reading)
    # of somebody without a sex, what follows would be said with "they"
    found = [] if who.is_vague else consequences(people, who, reading, activity, doing_of(people, who, reading), choose)

    def add(answer: str, *parts: str) -> str:
        """The answer with what follows from that part of the pose, for two answers in three."""
        more = consequence_of(found, *parts, *(word for part in parts for word in _ALSO.get(part, ())))
        if more is None or choose.number(f"add {parts} {key}") % 3 == 0:
            return answer
        return join_consequence(answer, more)

    if action is not None:
        start = f"{capital(who.subj)} {'are' if who.is_plural else 'is'}"
        if posture is not None and says_more(posture, action):
            start = f"{capital(who.subj)} {posture.progressive(who.is_plural)} and"
        yield PosePair(
            ask(_ACTION_QUESTIONS, "action"),
            f"{start} {action.gerund}{_setting_of(people, f'{start} {action.gerund}')}.",
            "activity",
            f"action {key}",
        )
    if posture is not None and not (reading.is_in_play and posture.verb in ("be", "lean")):
        body = body_clause(reading, who)
        more = f", {body}" if body else ""
        if action is not None and posture.verb in ("stand", "sit") and not body:
            more = f" while {action.gerund}" if says_more(posture, action) else more
        elif action is None and who.is_subject and not body and (acts := find_acts(people.scene.captions)):
            more = f" and {acts[0].gerund}" if acts[0].base in _SAID_WITH else more
        question = ask(_POSTURE_QUESTIONS, "posture")
        if posture.verb == "be" and reading.posture == "standing":
            posture = replace(posture, verb="stand", gerund="standing")
        if action is not None and posture.verb == "stand" and body and not reading.board and _goes_with(action):
            more = f" and {action.gerund}{more}"
        limbs = "" if "standing, sitting" in question and more else _with_limbs(reading, who, choose)
        answer = f"{capital(who.subj)} {posture.progressive(who.is_plural)}{more}{limbs}."
        answer = add(answer, "position", "crouch", "stance", "jump", "back")
        yield PosePair(question, answer, "whole", f"posture {key}")
    yield from level_pairs(people, who, reading, choose)
    by_hand = next((act for act in _acts_of(people, who) if act.base in _BY_HAND), None)
    doing = action or by_hand
    is_whole = doing is not None and not doing.base.startswith(_ONE_HANDED)  # else the other arm may do it
    busy = Busy(
        say_act(doing) if doing is not None and is_whole else _in_short(posture),
        posture.as_participle() if posture is not None and posture.verb == "lean" else "",
    )
    for pair in limb_pairs(people, who, reading, busy, choose):
        kind, side, _ = pair.topic.split()
        part = f"{side} {kind}" if side != "both" else f"{kind}s"
        yield replace(pair, answer=add(pair.answer, part, *(("knees", "legs") if kind == "leg" else (f"{side} hand",))))
    for question, answer in contrast_pairs(people, who, choose):
        if any(f"{side} arm" in answer and touch_clause(reading, who, side) for side in SIDES):
            continue  # what the hand reaches for says more
        answer = _with_hand(people, who, reading, answer, choose)
        group = "filler" if "higher" in answer else "contrast"
        yield PosePair(question, answer, group, f"contrast {key}")
    held = held_clauses(reading, who)
    if held:
        question = ask(_HELD_QUESTIONS, "held")
        answer = say(*held)
        yield PosePair(
            question,
            f"Yes, {answer[0].lower()}{answer[1:]}" if question.startswith("Does") else answer,
            "thing",
            f"held {key}",
        )
    is_said = who.is_vague and posture is not None
    if not is_said and (reading.trunk in ("upright", "bent over") or (reading.trunk or "").startswith("leaning")):
        state = {"upright": "upright", "bent over": "bent over at the waist"}.get(
            reading.trunk or ""
        ) or f"leaning to the {(reading.trunk or '').split()[-1]} side of the picture"
        yield PosePair(
            ask(_TRUNK_QUESTIONS, "trunk"),
            add(f"{capital(who.poss)} upper body is {state}.", "back", "leans to", "lean to", "bend at"),
            "whole",
            f"posture {key}",
        )
    if reading.stance is not None and reading.board != "skis":
        yield PosePair(
            ask(_FEET_QUESTIONS, "feet"),
            f"{capital(who.poss)} feet are {_FEET[reading.stance]}.",
            "whole",
            f"posture {key}",
        )
    if reading.head is not None:
        yield PosePair(
            ask(_HEAD_QUESTIONS, "head"),
            add(_head_answer(reading, who), "turned head", "the face", "averted face"),
            "whole",
            f"head {key}",
        )
    if reading.body is not None and not who.is_vague:
        yield PosePair(ask(_BODY_QUESTIONS, "body"), _body_answer(reading, who), "whole", f"body {key}")


_ONE_ARM = re.compile(r"\b(left|right) arm (?:that )?is (?P<state>[a-z ]+)\.$")


def _with_hand(people: People, who: Speaker, reading: Reading, answer: str, choose: Chooser) -> str:
    """An answer about one arm with what its hand holds, or how high it is."""
    match = _ONE_ARM.search(answer)
    if match is None:
        return answer
    side, body = match.group(1), people.bodies[who.person.annotation_id]
    thing = next((thing for thing, sides in reading.held.items() if sides == (side,)), None)
    if thing is not None:
        return f"{answer[:-1]}, and {hand_holds(who, thing)}."
    if side in reading.at_target and is_at_food(reading):
        return f"{answer[:-1]}, with the hand close to {reading.target}."
    levels = {} if body is None else hand_levels(people, body, reading)
    if match.group("state") == "bent" and side in levels:
        return f"{answer[:-1]}, with the hand {level_phrase(levels[side], who, choose)}."
    return answer


def _goes_with(action: Action) -> bool:
    """Whether an action follows "is standing and"."""
    return action.base not in ("lean", "pose", "stand", "sit", "lie") and not action.gerund.startswith(BY_LEG)


_BY_HAND = ("eat", "cut", "chop", "read", "drink", "type", "use", "cook", "prepare", "brush")
"""What somebody does with the hands, of an arm that only is bent."""
_ONE_HANDED = ("hold", "eat", "talk", "drink", "us", "brush", "feed", "carr", "cook", "prepar", "read", "pet", "wav", "tak",
               "reach")  # fmt: skip
"""How what one hand may do while the other arm rests begins."""


def _acts_of(people: People, who: Speaker) -> tuple[Action, ...]:
    return find_acts(people.scene.captions) if who.is_subject else ()


_SAID_WITH = ("use", "eat", "hold", "read", "watch", "reach", "drink", "smile", "look")
"""What somebody may do in any posture."""


def _setting_of(people: People, said: str) -> str:
    """``" in a kitchen"``, where captions have it and the answer does not name a place."""
    setting = find_setting(people.scene.captions)
    return f" {setting}" if setting is not None and not names_setting(said) and " on " not in said else ""


_STRIKING = (
    "raised",
    "above",
    "stretched",
    "bent",
    "lifted",
    "out to",
    "on his hip",
    "on her hip",
    "on their hip",
    "crossed",
)
_LIMBS_SAID = 2  # in an answer about the posture


def _with_limbs(reading: Reading, who: Speaker, choose: Chooser) -> str:
    """``", with his right arm raised and his left knee bent"``: the limbs without which a posture is half of what is seen."""
    legs = leg_clauses(reading, who, choose) if reading.posture == "standing" else []
    arms = arm_clauses(reading, who, choose) if reading.posture != "lying" else []
    clauses = [*arms, *legs]
    phrases = [phrase for clause in clauses if (phrase := with_phrase(clause)) is not None]
    striking = [phrase for phrase in phrases if any(word in phrase for word in _STRIKING)][:_LIMBS_SAID]
    is_dry = len(striking) == 1 and " bent" in striking[0] and "both" not in striking[0]
    return f", with {join_phrases(striking)}" if striking and not is_dry else ""


_PRONOUNS = frozenset(("He", "She", "They", "His", "Her", "Their"))
_ALSO = {"turned head": ("head is turned",), "bend at": ("bent over",)}
"""How a consequence may name a part in other words."""
_LINK = re.compile(r", (so|which|as|where) ")


def join_consequence(answer: str, more: Consequence) -> str:
    """An answer with what follows from it; of a sentence that names the part again only what follows."""
    link = _LINK.search(more.text)
    is_both = more.text.startswith("Both") and ("and so is" in answer or "both legs straight" in answer)
    is_again = is_both or more.text.split()[0] in _PRONOUNS  # it begins with the same subject
    if not is_again or link is None or "," in more.text[: link.start()]:
        return f"{answer} {more.text}"
    if "," not in answer:
        return answer[:-1] + more.text[link.start() :]
    return f"{answer} {capital(more.text[link.end() :])}" if link.group(1) == "so" else answer


def _head_answer(reading: Reading, who: Speaker) -> str:
    state = reading.head or ""
    if state == "facing the viewer":
        return f"{capital(who.poss)} face is turned to the camera."
    if state == "turned away from the viewer":
        return f"{capital(who.poss)} head is turned away from the camera."
    if state.startswith("tilted"):
        return f"{capital(who.poss)} head is tilted to the viewer's {state.split()[-1]}."
    end = f", where {reading.target} is" if reading.target is not None else ""
    if who.is_vague and end.startswith(", where the other "):  # "the head" would be read of the other one
        return f"{capital(who.name)} has the head turned toward the {state.split()[-1]} side of the picture{end}."
    return f"{capital(who.poss)} head is turned toward the {state.split()[-1]} side of the picture{end}."


def _body_answer(reading: Reading, who: Speaker) -> str:
    be = "are" if who.is_plural else "is"
    if (reading.body or "").startswith("turned"):
        return f"{capital(who.subj)} {be} seen from the side, {body_clause(reading, who)}."
    if reading.body == "facing the viewer" and reading.head != "facing the viewer":
        return f"We see {who.obj} from the front: {who.poss} body is turned to the camera."
    return {
        "facing the viewer": f"We see {who.obj} from the front: {who.subj} {be} facing the camera.",
        "facing away": f"We see {who.obj} from behind: {who.subj} {be} facing away from the camera.",
        "seen from the side": f"{capital(who.subj)} {be} seen from the side.",
    }[reading.body or ""]


def _in_short(posture: Clause | None) -> str:
    """A posture in a few words: "sitting on a chair"; empty where it is not known."""
    if posture is None or posture.verb == "be":
        return ""
    return posture.as_participle().split(",")[0].split(" with ")[0]
