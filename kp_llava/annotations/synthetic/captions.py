"""Captions that are true of a drawn scene: how many people, what they do, what they hold, where."""

from __future__ import annotations

import random
from collections import Counter

from .figure import Look
from .objects import Thing
from .pose import Pose

_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}
_PLACES = {
    "park": ("in a park", "on the grass", "outdoors on a green field"),
    "room": ("in a room", "indoors", "inside a house"),
    "beach": ("on a beach", "on the sand by the sea", "at the seaside"),
    "street": ("in a street", "in front of some buildings", "in a town"),
    "court": ("on a sports court", "on a marked court", "in a gym"),
    "snow": ("in the snow", "on a snowy field", "outdoors in winter"),
    "plain": ("in front of a plain wall",),
}
_DOING = {
    "standing": ("standing",),
    "striding": ("walking", "striding", "taking a big step"),
    "kneeling": ("kneeling", "kneeling on the ground"),
    "lying": ("lying on the ground", "lying down"),
    "jumping": ("jumping", "jumping up", "leaping into the air"),
}

Person = tuple[Pose, Look, tuple[Thing, ...]]


def write_captions(
    rng: random.Random, people: list[Person], nearby: list[str], background: str, bounds: tuple[int, int] = (1, 5)
) -> tuple[str, ...]:
    """Up to five different captions.

    Args:
        rng: picks their number and wording.
        people: poses, clothes and things.
        nearby: categories of the things that stand next to the people.
        background: a key of the places.
        bounds: the least and the greatest number, 0 to 5; equal wordings count once.
    """
    makers = (_tell_one, _tell_one, _tell_short) if len(people) == 1 else (_tell_count, _tell_each, _tell_one_of)
    captions: dict[str, None] = {}
    for _ in range(max(bounds[0], min(bounds[1], rng.choice((1, 2, 3, 4, 5, 5, 5))))):
        text = " ".join(rng.choice(makers)(rng, people, nearby, background).split())
        captions[text[0].upper() + text[1:] + "."] = None
    return tuple(captions)


def _name(thing: str) -> str:
    return f"an {thing}" if thing[0] in "aeiou" else f"a {thing}"


def _doing(rng: random.Random, person: Person) -> str:
    pose, _, things = person
    if pose.posture == "sitting":
        seat = next((t.category for t in things if t.role == "under"), None)
        return f"sitting on {_name(seat)}" if seat else "sitting"
    board = next((t.category for t in things if t.role == "under"), None)
    if board:
        return f"jumping above {_name(board)}" if pose.posture == "jumping" else f"standing on {_name(board)}"
    text = rng.choice(_DOING[pose.posture])
    if pose.posture == "standing" and "lifted" in pose.legs:
        text = rng.choice(("standing on one leg", "balancing on one leg", "standing with one leg lifted"))
    if pose.is_side and pose.posture == "striding":
        text += f" to the {pose.facing}"
    return text


def _arms(rng: random.Random, pose: Pose) -> str:
    if pose.posture == "lying":
        return ""
    counts = Counter(pose.arms)
    both = {
        "raised": ("with both arms raised", "with both arms up in the air", "holding both arms up"),
        "out to the side": ("with both arms stretched out to the sides", "with arms spread wide"),
        "on the hip": ("with both hands on the hips", "with hands on hips"),
        "hanging": ("with both arms hanging down", ""),
    }
    one = {
        "raised": ("with one arm raised", "with one arm up", "with one hand in the air"),
        "out to the side": ("with one arm stretched out to the side", "holding one arm out to the side"),
        "on the hip": ("with one hand on the hip",),
        "hanging": ("",),
    }
    state, number = counts.most_common(1)[0]
    if number == 2:
        return rng.choice(both[state])
    if rng.random() < 0.4:
        return " and ".join(filter(None, (rng.choice(one[s][:1]) for s in pose.arms))).replace(" and with ", " and ")
    side = rng.choice([i for i in (0, 1) if pose.arms[i] != "hanging"])
    text = rng.choice(one[pose.arms[side]])
    return text.replace("one", f"the {('left', 'right')[side]}") if rng.random() < 0.25 else text


def _held(person: Person) -> str:
    held = next((t.category for t in person[2] if t.role == "held"), None)
    return f"holding {_name(held)}" if held else ""


def _beside(rng: random.Random, nearby: list[str]) -> str:
    return rng.choice((f"beside {_name(nearby[0])}", f"next to {_name(nearby[0])}", "")) if nearby else ""


def _dressed(rng: random.Random, person: Person) -> str:
    look = person[1]
    garment = rng.choice(("shirt", "top")) if not look.has_sleeves else rng.choice(("long-sleeved shirt", "sweater"))
    return f"a person in {_name(look.top)} {garment}"


def _place(rng: random.Random, background: str) -> str:
    return rng.choice(_PLACES[background])


def _tell_one(rng: random.Random, people: list[Person], nearby: list[str], background: str) -> str:
    person = people[0]
    who = rng.choice((_dressed(rng, person), "a person", "someone"))
    middle = rng.choice((_arms(rng, person[0]), _held(person) or _arms(rng, person[0])))
    where = rng.choice((_place(rng, background), ""))
    back = "seen from behind" if person[0].facing == "away" and rng.random() < 0.4 else ""
    return f"{who} {back} {rng.choice(('is ', ''))}{_doing(rng, person)} {middle} {_beside(rng, nearby)} {where}"


def _tell_short(rng: random.Random, people: list[Person], nearby: list[str], background: str) -> str:
    person = people[0]
    return f"a person {_doing(rng, person)} {_place(rng, background)} {_held(person)}"


def _tell_count(rng: random.Random, people: list[Person], nearby: list[str], background: str) -> str:
    person = rng.choice(people)
    detail = rng.choice((_doing(rng, person), _held(person) or _doing(rng, person)))
    return f"{_NUMBERS[len(people)]} people {_place(rng, background)}, one of them {detail}"


def _tell_each(rng: random.Random, people: list[Person], nearby: list[str], background: str) -> str:
    doing = [_doing(rng, person) for person in people]
    if len(set(doing)) == 1:
        both = "both" if len(people) == 2 else "all"
        return f"{_NUMBERS[len(people)]} people {_place(rng, background)}, {both} {doing[0]} {_beside(rng, nearby)}"
    parts = [f"{'one' if i == 0 else 'another'} {text}" for i, text in enumerate(doing)]
    return f"{_NUMBERS[len(people)]} people, {', '.join(parts[:-1])} and {parts[-1]} {_beside(rng, nearby)}"


def _tell_one_of(rng: random.Random, people: list[Person], nearby: list[str], background: str) -> str:
    person = rng.choice(people)
    others = "another person" if len(people) == 2 else f"{_NUMBERS[len(people) - 1]} other people"
    who = f"{_dressed(rng, person)} {_doing(rng, person)} {_arms(rng, person[0])}"
    return f"{who} {_place(rng, background)}, with {others}"
