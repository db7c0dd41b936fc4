"""Pick candidates so that no answer can be guessed from the words of a question.

A cell holds the questions with the same text and the same options. In each cell every answer is the right one equally
often, so whatever a model prefers without looking, it is right as often as by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .candidates import Candidate, order

_MOST_OPTIONS = 4
ALONE = "the person"
IN_BOX = "the person in the red box"


@dataclass(frozen=True)
class Pick:
    """A candidate that is asked.

    Attributes:
        candidate: what is asked; its options are those that are offered.
        name: how the person is pointed out; empty for a comparison, whose text speaks of both boxes.
        has_box: whether boxes are drawn.
        number: counts the picks of a cell with the same answer, for the order of their options.
    """

    candidate: Candidate
    name: str
    has_box: bool
    number: int = 0


def mirror_name(name: str) -> str:
    """``"the person on the left"`` -> ``"the person on the right"``: the name on the mirrored picture."""
    swap = {"left": "right", "right": "left"}
    return " ".join(swap.get(word, word) for word in name.split(" "))


def balance(candidates: Iterable[Candidate], seed: int) -> list[Pick]:
    """Pick as many as can be asked with every answer equally often in its cell; the same arguments pick the same.

    People who can be pointed out in words are, as far as the texts that follow can be balanced; the others get a box.
    """
    families: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: order(seed, one.key)):
        families[one.template.name, one.fills, one.options].append(one)
    picks: list[Pick] = []
    for _, members in sorted(families.items(), key=lambda item: str(item[0])):
        boxed: list[Candidate] = []
        cells: dict[str, list[Candidate]] = defaultdict(list)
        for one in members:
            if one.is_comparison or (one.words is None and not one.is_alone):
                boxed.append(one)
            else:
                cells[ALONE if one.is_alone else one.words or ""].append(one)
        for name, cell in sorted(cells.items()):
            taken = _balance_cell(cell, is_name_mirrored=mirror_name(name) != name)
            picks += [Pick(one, name, has_box=False, number=number) for one, number in taken]
            if name != ALONE:
                used = {one.key for one, _ in taken}
                boxed += [one for one in cell if one.key not in used]
        boxed.sort(key=lambda one: order(seed, one.key))
        for one, number in _balance_cell(boxed, is_name_mirrored=False):
            picks.append(Pick(one, "" if one.is_comparison else IN_BOX, has_box=True, number=number))
    return picks


def _balance_cell(cell: Sequence[Candidate], *, is_name_mirrored: bool) -> list[tuple[Candidate, int]]:
    """Members of a cell such that all answers are equally often right, each numbered among those with its answer."""
    if not cell:
        return []
    if cell[0].is_comparison or (cell[0].template.swaps and not is_name_mirrored):
        # the twin, or the other colouring, has the same text and the other answer
        return _number(cell)
    by_answer: dict[str, list[Candidate]] = defaultdict(list)
    for one in cell:
        by_answer[one.answer].append(one)
    if not cell[0].is_open:
        count = min(len(by_answer[key]) for key in cell[0].options)
        return _number([one for key in cell[0].options for one in by_answer[key][:count]])
    taken: list[tuple[Candidate, int]] = []
    while True:
        # the answers that are left, the frequent ones first; ties in the order of the template
        left = sorted((key for key in by_answer if by_answer[key]), key=lambda key: -len(by_answer[key]))
        if len(left) < 2:
            return taken
        offered = [key for key in cell[0].options if key in left[:_MOST_OPTIONS]]
        count = min(len(by_answer[key]) for key in offered)
        layer = [replace(one, options=tuple(offered)) for key in offered for one in by_answer[key][:count]]
        for key in offered:
            del by_answer[key][:count]
        taken += _number(layer)


def _number(members: Iterable[Candidate]) -> list[tuple[Candidate, int]]:
    counts: dict[str, int] = defaultdict(int)
    numbered = []
    for one in members:
        numbered.append((one, counts[one.answer]))
        counts[one.answer] += 1
    return numbered
