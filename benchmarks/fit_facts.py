"""Fit the confidences of facts on people in space, and print how they do on other people.

python benchmarks/fit_facts.py --people 200000 --write     fits, and writes kp_llava/poses/estimate/confidence.json
python benchmarks/fit_facts.py --people 60000 --write --only "not hand/at .* height"    fits only the rules named so
python benchmarks/fit_facts.py --people 100000             prints the table of docs/facts.md

Fitting and measuring draw different people. A rule's margin is turned into the share of its facts that is right, by
bins of the margin and never falling with it; hidden points never make it rise. A kind of fact (part and state, left and
right together) is sure from the confidence above which at least 0.99 of those fitted on are right, with a margin for
chance: the lower end of Wilson's interval has to reach 0.99. A kind with fewer than 300 facts has its group's limit.
What is printed is what is stated by rules and by the estimate together; `fit_estimate.py` fits the latter afterwards.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kp_llava.annotations.synthetic.bodies3d.people import DrawnPerson, draw_person
from kp_llava.poses import body as body_module
from kp_llava.poses.claims.limbs.outline import outline_facts
from kp_llava.poses.claims.limbs.reach import reach_facts
from kp_llava.poses.confidence import GROUPS, KNOTS, NEVER, is_sure, kind_of
from kp_llava.poses.people import People
from kp_llava.poses.vocabulary import Fact, part_kind

_FIT_SEED, _MEASURE_SEED = 1, 2
_GOAL = 0.99
_FEWEST = 300  # a kind with fewer facts has shown nothing
_DEVIATIONS = 1.0  # of Wilson's interval
_PRIOR = 1.0  # of wrong facts, added to each bin with a share of right ones


class _Traced(float):
    """A confidence that remembers what it came from."""

    rule: str
    margin: float
    is_hidden: bool


def _trace(rule: str, margin: float, is_hidden: bool) -> float:
    value = _Traced(min(margin, 4.0))
    value.rule, value.margin, value.is_hidden = rule, margin, is_hidden
    return value


def read(person: DrawnPerson) -> Iterator[tuple[Fact, bool, bool]]:
    """The facts about a person: each, whether it says what is not, and whether it is right."""
    people = People(person.scene)
    for fact in people.facts[1]:
        yield fact, False, (fact.part, fact.state) in person.states
    body = people.bodies[1]
    by_reach = reach_facts(body) if body is not None else ()
    by_outline = outline_facts(people.all[0], body, person.scene)
    for fact in (*people.excluded[1], *by_reach, *by_outline):
        yield fact, True, (fact.part, fact.state) not in person.states


def fit(count: int) -> dict[str, dict[str, Any]]:
    """The tables and thresholds from so many people."""
    real = body_module.confidence_of
    body_module.confidence_of = _trace
    least, body_module.LEAST_EXCLUDED = body_module.LEAST_EXCLUDED, 0.0
    seen: dict[tuple[str, bool], list[tuple[float, bool]]] = defaultdict(list)
    facts: dict[str, dict[str, list[tuple[str, bool, float, bool]]]] = defaultdict(lambda: defaultdict(list))
    try:
        for number in range(count):
            for fact, is_not, is_right in read(draw_person(_FIT_SEED, number)):
                traced = fact.confidence
                if not isinstance(traced, _Traced):
                    continue  # of the estimate, which `fit_estimate.py` fits
                seen[traced.rule, traced.is_hidden].append((traced.margin, is_right))
                if not is_not:
                    kinds = facts[GROUPS[part_kind(fact.part)]]
                    kinds[kind_of(fact.part, fact.state)].append(
                        (traced.rule, traced.is_hidden, traced.margin, is_right)
                    )
    finally:
        body_module.confidence_of = real
        body_module.LEAST_EXCLUDED = least
    rules = {}
    for rule in sorted({rule for rule, _ in seen}):
        both = seen[rule, False] + seen[rule, True]
        clear = fit_table(seen[rule, False], both)
        hidden = fit_table(seen[rule, True], both)
        rules[rule] = [clear, [min(pair) for pair in zip(clear, hidden, strict=True)]]
    sure_from = {}
    for group, kinds in sorted(facts.items()):
        scored = {
            kind: [(interpolate(rules[rule][is_hidden], margin), right) for rule, is_hidden, margin, right in stated]
            for kind, stated in sorted(kinds.items())
        }
        sure_from[group] = find_threshold([one for pairs in scored.values() for one in pairs], _GOAL)
        for kind, pairs in scored.items():
            if len(pairs) >= _FEWEST:
                sure_from[kind] = find_threshold(pairs, _GOAL)
    return {"rules": rules, "sure_from": sure_from}


def fit_table(pairs: Sequence[tuple[float, bool]], fallback: Sequence[tuple[float, bool]]) -> list[float]:
    """The share of right facts at each knot of the margin: weighted to the nearest knots, never falling."""
    if len(pairs) < 30:
        pairs = fallback
    right, weight = [0.0] * len(KNOTS), [0.0] * len(KNOTS)
    for margin, is_right in pairs:
        for place, share in spread(margin):
            weight[place] += share
            right[place] += share * is_right
    total = sum(right) / max(sum(weight), 1.0)
    # neighbors that fall are pooled
    blocks: list[list[float]] = []
    for place in range(len(KNOTS)):
        blocks.append([right[place] + _PRIOR * total, weight[place] + _PRIOR, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    values = [block[0] / block[1] for block in blocks for _ in range(int(block[2]))]
    return [round(value, 4) for value in values]


def spread(margin: float) -> list[tuple[int, float]]:
    """The knots around a margin, each with its share."""
    if margin >= KNOTS[-1]:
        return [(len(KNOTS) - 1, 1.0)]
    low = max(0, bisect_right(KNOTS, margin) - 1)
    share = (margin - KNOTS[low]) / (KNOTS[low + 1] - KNOTS[low])
    return [(low, 1 - share), (low + 1, share)]


def interpolate(values: Sequence[float], margin: float) -> float:
    """A table's value at a margin, rounded as a confidence is."""
    return round(sum(share * values[place] for place, share in spread(margin)), 3)


def find_threshold(scored: list[tuple[float, bool]], goal: float) -> float:
    """The lowest confidence from which on a share of right facts is certainly reached; `NEVER` where there is none."""
    scored = sorted(scored, reverse=True)
    best, right = NEVER, 0
    for count, (confidence, is_right) in enumerate(scored, start=1):
        right += is_right
        is_end = count == len(scored) or scored[count][0] < confidence
        if is_end and lower_bound(right, count) >= goal:
            best = confidence
    return best


def lower_bound(right: int, count: int) -> float:
    """The lower end of Wilson's interval for a share."""
    share, z = right / count, _DEVIATIONS
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (share + z * z / (2 * count) - spread) / (1 + z * z / count)


def measure(count: int) -> None:
    """Print by kind how many true states are found, how many sure facts are right, and the calibration."""
    sure: dict[str, list[bool]] = defaultdict(list)
    true: dict[str, list[bool]] = defaultdict(list)
    stated: set[str] = set()  # some states are only ever excluded
    tenths: dict[tuple[bool, int], list[tuple[float, bool]]] = defaultdict(list)
    for number in range(count):
        person = draw_person(_MEASURE_SEED, number)
        said = set()
        for fact, is_not, is_right in read(person):
            if not is_not:
                stated.add(kind_of(fact.part, fact.state))
            tenths[is_not, min(9, int(fact.confidence * 10))].append((fact.confidence, is_right))
            if not is_not and is_sure(fact) and (fact.part, fact.state) not in said:
                said.add((fact.part, fact.state))
                sure[kind_of(fact.part, fact.state)].append(is_right)
        for part, state in person.states:
            true[kind_of(part, state)].append((part, state) in said)
    print("| kind | stated | right | found of the true ones |\n|---|---|---|---|")
    for kind in sorted(set(sure) | (set(true) & stated)):
        right, found = sure.get(kind, []), true.get(kind, [])
        share = f"{sum(right) / len(right):.3f}" if right else "-"
        print(f"| {kind} | {len(right):,} | {share} | {sum(found) / max(len(found), 1):.2f} of {len(found):,} |")
    every = [one for kind in sure.values() for one in kind]
    print(f"\n{len(every) / count:.2f} sure facts a person, {sum(every) / len(every):.4f} right")
    for is_not in (False, True):
        for tenth in range(10):
            found_in = tenths.get((is_not, tenth), [])
            if len(found_in) >= 100:
                mean = sum(confidence for confidence, _ in found_in) / len(found_in)
                right_share = sum(right for _, right in found_in) / len(found_in)
                what = "excluded" if is_not else "facts"
                print(
                    f"{what}, confidence {tenth / 10:.1f}: {len(found_in):,}, said {mean:.3f}, right {right_share:.3f}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", help="a regular expression: the rules to fit; all others and the limits stay")
    asked = parser.parse_args()
    if asked.write:
        path = Path(body_module.__file__).with_name("estimate") / "confidence.json"
        fitted = fit(asked.people)
        if asked.only:
            stored = json.loads(path.read_text(encoding="utf-8"))
            new = {rule: table for rule, table in fitted["rules"].items() if re.fullmatch(asked.only, rule)}
            fitted = stored | {"rules": stored["rules"] | new}
        path.write_text(json.dumps(fitted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{path}: {len(fitted['rules'])} rules")
    else:
        measure(asked.people)


if __name__ == "__main__":
    main()
