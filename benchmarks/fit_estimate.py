"""Train the networks of kp_llava/poses/estimate on people in space, and print how they do on others.

python benchmarks/fit_estimate.py --cache DIR --write     draws and trains, and writes the weights and the limits
python benchmarks/fit_estimate.py --cache DIR             the same, and only prints
python benchmarks/fit_estimate.py --cache DIR --only arm head --write     fits these networks; the others stay

Half of the people are the bench's. The other half are drawn more freely, so that the bench's shares of activities, its
cameras and its bones do not decide. Others of the bench make the probabilities fit the share that is right, and set the
limits: a state is certain from where 0.99 of what is said of its kind is right (0.98 of people drawn freely). The
rest of them measures. On one core it takes half an hour; drawn people are kept in DIR.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from drawn_people import Drawn, load, measure_sizes, sample, take
from numpy.typing import NDArray

from kp_llava.poses.confidence import NEVER, kind_of
from kp_llava.poses.estimate import networks
from kp_llava.poses.estimate.needs import find_needs
from kp_llava.poses.estimate.networks import (
    NETWORKS,
    PARTS,
    Array,
    Fitted,
    State,
    mirror,
    pack_network,
    read_network,
    read_rows,
    swap_sides,
)
from kp_llava.poses.estimate.people import LIMITS

SEED_FIT, SEED_HELD = 11, 12
_RATE, _DECAY, _BATCH = 4e-3, 1e-3, 4096
_DROPPED = 0.15  # of the points that a network can do without, of 0.4 of the people
_GOAL, _GOAL_OF_RULES, _WILD_GOAL = 0.99, 0.988, 0.98
_STRICT = {
    "body/facing the viewer": 0.995,
    "body/facing away": 0.995,
    "body/turned to the viewer's side": 0.997,
    "side/side side to the viewer": 0.997,
    "head/facing the viewer": 0.998,
    "arm/hanging": 0.995,
    "arm/reaching to the viewer's side": 0.995,
}
"""Higher goals, for kinds of facts that viewers judge more strictly than the truth in space does."""
_LOST, _LOST_STRICT = 0.01, 0.003  # of true states may be excluded
_FEWEST = 300  # a kind with fewer facts has shown nothing
_DEVIATIONS = 1.0  # of Wilson's interval
_UNMARKED = 0.2  # of the people whose hidden points are taken for seen ones
_LARGER = {"arm": 2.5, "head": 4.0, "strong": 4.0}
"""As how much larger the places of points are learned from: those of a face are close together."""
_WIDTHS = {"arm": [128, 64], "leg": [64, 32], "body": [128, 64], "head": [128, 64], "strong": [128, 64]}


def swap(state: State) -> State:
    """The state in a mirror."""
    return swap_sides(state[0]), swap_sides(state[1])


class Rows(NamedTuple):
    """What a network sees, what is true, and which rows are mirrored people."""

    inputs: Array
    truth: NDArray[np.bool_]
    labeled: NDArray[np.bool_]


def make_rows(name: str, drawn: Drawn) -> tuple[Rows, tuple[State, ...]]:
    """The rows of people and of the same people in a mirror, one after the other, and the states of the columns."""
    network = NETWORKS[name]
    states = tuple(state for state in drawn.states if network.gives(*state))
    at = {state: place for place, state in enumerate(drawn.states)}
    plain = drawn.places, drawn.labeled, drawn.hidden
    turned = mirror(*plain)
    inputs = [read_rows(network, *one) for one in (plain, turned)]
    truth = [drawn.truth[:, [at[state] for state in states]], drawn.truth[:, [at[swap(state)] for state in states]]]
    labeled = [_have_points(one[1], states) for one in (plain, turned)]
    return Rows(*(np.concatenate(pair) for pair in (inputs, truth, labeled))), states  # type: ignore[arg-type]


def _have_points(labeled: Array, states: tuple[State, ...]) -> NDArray[np.bool_]:
    """Of each person, whether the points are labeled that each state needs."""
    columns = []
    for part, state in states:
        fits = np.ones(len(labeled), bool)
        for groups in find_needs(part, state):
            fits &= np.any([labeled[:, [PARTS.index(p) for p in group]].all(1) for group in groups], axis=0)
        columns.append(fits)
    return np.stack(columns, axis=1)


def train(name: str, sets: list[Drawn], widths: list[int], steps: int) -> Fitted:
    """A network trained on some people; at times points are dropped that it can do without."""
    made = [make_rows(name, drawn) for drawn in sets]
    states = made[0][1]
    keep = [rows.labeled.any(1) for rows, _ in made]
    inputs = torch.from_numpy(np.concatenate([r.inputs[k] for (r, _), k in zip(made, keep, strict=True)])).float()
    truth = torch.from_numpy(np.concatenate([r.truth[k] for (r, _), k in zip(made, keep, strict=True)])).float()
    known = torch.from_numpy(np.concatenate([r.labeled[k] for (r, _), k in zip(made, keep, strict=True)])).float()
    network = NETWORKS[name]
    count, larger = len(network.points), _LARGER.get(name, 1.0)
    inputs[:, : 2 * count] *= larger
    needed = {point for state in states for group in find_needs(*state)[0][:1] for point in group}
    fixed = [network.points.index(p) for p in needed] if network.is_sided else []

    def hide(rows: torch.Tensor) -> torch.Tensor:
        dropped = (torch.rand(len(rows), count) < _DROPPED) & (torch.rand(len(rows), 1) < 0.4)
        dropped[:, fixed] = False
        seen = rows * (~dropped).float().repeat(1, 4)
        seen[torch.rand(len(rows)) < _UNMARKED, -count:] = 0.0
        return seen

    layers = fit_layers(name, inputs, truth, known, widths, steps, hide)
    layers[0][0][: 2 * count] *= larger
    return Fitted(network, states, layers)


def fit_layers(
    name: str,
    inputs: torch.Tensor,
    truth: torch.Tensor,
    weights: torch.Tensor,
    widths: Iterable[int],
    steps: int,
    hide: Callable[[torch.Tensor], torch.Tensor] = lambda rows: rows,
) -> list[tuple[Array, Array]]:
    """The weights and biases of a network's layers, trained to give the chance of each state.

    Args:
        name: of the network, for the progress.
        inputs: a row for each person.
        truth: 1.0 where a state holds, of shape (people, states).
        weights: how much each state of a person counts, of shape (people, states).
        widths: of the inner layers.
        steps: how many batches.
        hide: what is taken out of the rows of a batch.
    """
    torch.manual_seed(0)
    layers: list[torch.nn.Module] = []
    for one, other in pairwise([inputs.shape[1], *widths, truth.shape[1]]):
        layers += [torch.nn.Linear(one, other), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    for step in range(steps):
        chosen = torch.randint(len(inputs), (_BATCH,))
        losses = torch.nn.functional.binary_cross_entropy_with_logits(
            model(hide(inputs[chosen])), truth[chosen], reduction="none"
        )
        loss = (losses * weights[chosen]).sum() / weights[chosen].sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if (step + 1) % 500 == 0:
            print(f"{name}: step {step + 1}, loss {loss.item():.4f}", flush=True)
    linear = [one for one in model if isinstance(one, torch.nn.Linear)]
    arrays = [(one.weight.detach().numpy().T, one.bias.detach().numpy()) for one in linear]
    return [(weight.astype(float), bias.astype(float)) for weight, bias in arrays]


def read_logits(fitted: Fitted, rows: Rows) -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_]]:
    """Logits, truth and whether points are labeled; limbs of both sides, everything else once."""
    found = fitted.logits(rows.inputs)
    return found, rows.truth[: len(found)], rows.labeled[: len(found)]


def calibrate(name: str, fitted: Fitted, drawn: Drawn) -> Fitted:
    """The network with a factor and an offset of each logit by which its probabilities fit other people.

    A state and its mirrored one have the same.
    """
    rows, states = make_rows(name, drawn)
    logits, truth, labeled = (torch.from_numpy(one) for one in read_logits(fitted, rows))
    kinds = sorted({kind_of(*state) for state in states})
    which = torch.tensor([kinds.index(kind_of(*state)) for state in states])
    factor, offset = torch.ones(len(kinds), dtype=torch.float64), torch.zeros(len(kinds), dtype=torch.float64)
    factor.requires_grad_(True)
    offset.requires_grad_(True)
    optimizer = torch.optim.LBFGS([factor, offset], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        found = logits * factor[which] + offset[which]
        losses = torch.nn.functional.binary_cross_entropy_with_logits(found, truth.double(), reduction="none")
        loss = (losses * labeled).sum() / labeled.sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    weights, biases = fitted.layers[-1]
    scale, shift = factor.detach().numpy()[which], offset.detach().numpy()[which]
    return Fitted(fitted.network, states, [*fitted.layers[:-1], (weights * scale, biases * scale + shift)])


def read_chances(fitted: Fitted, rows: Rows) -> tuple[Array, Array]:
    """Least and greatest probability of each state, as `kp_llava.poses.estimate.people` gives them."""
    count = len(fitted.network.points)
    plain = rows.inputs.copy()
    plain[:, -count:] = 0.0
    found = [1 / (1 + np.exp(-fitted.logits(one))) for one in (rows.inputs, plain)]
    return np.minimum(*found).round(3), np.maximum(*found).round(3)


class Limits(NamedTuple):
    """From where a state holds for certain, and from where it certainly does not, by kind."""

    sure_from: dict[str, float]
    excluded_from: dict[str, float]


def fit_limits(name: str, fitted: Fitted, drawn: Drawn, sure: NDArray[np.bool_], varied: Drawn) -> Limits:
    """The limits of a network's kinds.

    A state holds for certain from the probability at which 0.99 of what is certain by then, by the network or by a
    rule, is right, and 0.99 of what the network alone says. Of people who are drawn freely it has to be 0.98.
    A state certainly does not hold from where 0.99 of what is excluded is right, and where hardly any true state is.

    Args:
        name: the network's.
        fitted: the network.
        drawn: people of the bench.
        sure: what rules are sure of of them, columns as of `drawn.truth`.
        varied: other people, drawn more freely.
    """
    limits = Limits({}, {})
    (rows, states), (wild, _) = make_rows(name, drawn), make_rows(name, varied)
    least, most = read_chances(fitted, rows)
    wild_least, wild_most = read_chances(fitted, wild)
    by_rules = find_by_rules(sure, drawn, states, len(least))
    kinds: dict[str, list[int]] = {}
    for place, state in enumerate(states):
        kinds.setdefault(kind_of(*state), []).append(place)
    for kind, columns in kinds.items():
        known, wild_known = rows.labeled[: len(least), columns], wild.labeled[: len(wild_least), columns]
        truth = rows.truth[: len(least), columns][known]
        wild_truth = wild.truth[: len(wild_least), columns][wild_known]
        value, wild_value = least[:, columns][known], wild_least[:, columns][wild_known]
        alone = max(find_limit(truth, value, _STRICT.get(kind, _GOAL)), find_limit(wild_truth, wild_value, _WILD_GOAL))
        both = np.maximum(value, 2.0 * by_rules[:, columns][known])
        joint = find_limit(truth, both, _GOAL)
        if joint > 1.0:  # where the rules by themselves are just below it
            joint = find_limit(truth, both, _GOAL_OF_RULES)
        limits.sure_from[kind] = max(alone, joint) if alone <= 1.0 else NEVER
        against = []
        out, wild_out = 1 - most[:, columns][known], 1 - wild_most[:, columns][wild_known]
        for is_true, share in ((truth, out), (wild_truth, wild_out)):
            lost = np.sort(share[is_true])[::-1]  # of true states, how far they would be excluded
            allowed = (
                lost[int((_LOST_STRICT if kind in _STRICT else _LOST) * len(lost))] + 0.001
                if len(lost) > _FEWEST
                else NEVER
            )
            against.append(max(find_limit(~is_true, share, _GOAL), float(allowed)))
        limits.excluded_from[kind] = round(min(max(against), NEVER), 3)
    return limits


def find_limit(is_right: NDArray[np.bool_], values: Array, goal: float) -> float:
    """The lowest value from which on a share of right ones is certainly reached; `NEVER` where there is none."""
    order = np.argsort(-values, kind="stable")
    values, right = values[order], np.cumsum(is_right[order])
    count = np.arange(1, len(values) + 1)
    share, z = right / count, _DEVIATIONS
    spread = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    lower = (share + z * z / (2 * count) - spread) / (1 + z * z / count)
    is_end = np.append(values[1:] < values[:-1], True)
    fits = np.nonzero(is_end & (lower >= goal) & (count >= _FEWEST) & (values <= 1.0))[0]
    return float(values[fits[-1]]) if len(fits) else NEVER


def find_by_rules(sure: NDArray[np.bool_], drawn: Drawn, states: tuple[State, ...], count: int) -> NDArray[np.bool_]:
    """Which states the rules state for certain, of shape (count, states), in the order of a network's rows.

    Args:
        sure: what the rules state of each person, a column for each of the drawn states.
        drawn: the people.
        states: of the network; of a limb those of the left side.
        count: the rows. A network of limbs has the left limbs of all people and then the right ones.
    """
    at = {state: place for place, state in enumerate(drawn.states)}
    sides = [sure[:, [at[state] for state in states]], sure[:, [at[swap(state)] for state in states]]]
    both: NDArray[np.bool_] = np.concatenate(sides)[:count]
    return both


def show(name: str, fitted: Fitted, limits: Limits, drawn: Drawn, sure: NDArray[np.bool_]) -> None:
    """Print by kind what is found, is right and is excluded of other people, and how far probabilities are off."""
    rows, states = make_rows(name, drawn)
    least, most = read_chances(fitted, rows)
    by_rules = find_by_rules(sure, drawn, states, len(least))
    for kind in sorted({kind_of(*state) for state in states}):
        c = [place for place, state in enumerate(states) if kind_of(*state) == kind]
        truth, known = rows.truth[: len(least), c], rows.labeled[: len(least), c]
        ruled = by_rules[:, c]
        found = (least[:, c] >= limits.sure_from[kind]) & known
        both = found | ruled
        out = (1 - most[:, c] >= limits.excluded_from[kind]) & known
        mean = ((least + most) / 2)[:, c][known]
        tenth, off = np.minimum((mean * 10).astype(int), 9), 0.0
        for number in range(10):
            inside = tenth == number
            if inside.sum() >= 2000:
                off = max(off, abs(mean[inside].mean() - truth[known][inside].mean()))
        print(
            f"{kind}: limit {limits.sure_from[kind]:.3f}, rules {(ruled & truth).sum() / truth.sum():.2f}, "
            f"network {(found & truth).sum() / truth.sum():.2f}, both {(both & truth).sum() / truth.sum():.2f} "
            f"right {(both & truth).sum() / max(both.sum(), 1):.4f} of {both.sum()}; "
            f"excluded from {limits.excluded_from[kind]:.3f} {(out & ~truth).sum() / (~truth).sum():.2f} right "
            f"{(out & ~truth).sum() / max(out.sum(), 1):.4f}, of true {(out & truth).sum() / truth.sum():.4f}; "
            f"off {off:.3f}"
        )


def fit(cache: Path, people: int, steps: int, names: list[str]) -> tuple[dict[str, NDArray[Any]], Limits]:
    """The named networks as they are stored, and their limits."""
    files = {}
    for name, seed, count, is_varied in (
        ("bench", SEED_FIT, people, False),
        ("varied", SEED_FIT, people, True),
        ("held", SEED_HELD, people // 2, False),
        ("held varied", SEED_HELD, people // 4, True),
    ):
        files[name] = cache / f"{name} {count}.npz"
        if not files[name].exists():
            sample(files[name], seed, count, is_varied, seed == SEED_HELD)
    drawn = {name: load([file]) for name, file in files.items()}
    stored = np.load(files["held"])
    sure = stored["sure"][measure_sizes(stored["places"].astype(float)) > 0]
    held, third = drawn["held"], len(sure) // 4
    packed: dict[str, NDArray[Any]] = {}
    limits = Limits({}, {})
    for name in names:
        fitted = train(name, [drawn["bench"], drawn["varied"]], _WIDTHS[name], steps)
        fitted = calibrate(name, fitted, take(held, 0, third))
        arrays = pack_network(name, fitted)
        fitted = read_network(name, arrays)  # in half precision, as it will be
        found = fit_limits(name, fitted, take(held, third, 3 * third), sure[third : 3 * third], drawn["held varied"])
        show(name, fitted, found, take(held, 3 * third, len(sure)), sure[3 * third :])
        packed |= arrays
        limits.sure_from.update(found.sure_from)
        limits.excluded_from.update(found.excluded_from)
    return packed, limits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--steps", type=int, default=8_000)
    parser.add_argument("--only", nargs="+", choices=list(NETWORKS), default=list(NETWORKS))
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    asked.cache.mkdir(parents=True, exist_ok=True)
    packed, limits = fit(asked.cache, asked.people, asked.steps, asked.only)
    if asked.write:
        folder = Path(networks.__file__).parent
        with np.load(folder / networks.WEIGHTS, allow_pickle=False) as stored:
            kept = {key: stored[key] for key in stored.files if key.split()[0] not in asked.only}
        np.savez_compressed(folder / networks.WEIGHTS, allow_pickle=False, **kept, **packed)
        old = json.loads((folder / LIMITS).read_text(encoding="utf-8")) if kept else {}
        both = {name: old.get(name, {}) | kinds for name, kinds in limits._asdict().items()}
        text = json.dumps({name: dict(sorted(kinds.items())) for name, kinds in both.items()}, indent=1)
        (folder / LIMITS).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
