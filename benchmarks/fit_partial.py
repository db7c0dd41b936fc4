"""Train the network for people of whom little is labeled, and print what it excludes of others.

python benchmarks/fit_partial.py --cache DIR --write     draws and trains, and writes the weights and the limits
python benchmarks/fit_partial.py --cache DIR             the same, and only prints

People in space are cut: their lower half is out of the picture, an edge takes a side, or points are left out. The limit
of a kind of state is set on others, of whom the networks of `fit_estimate.py` say nothing: 0.4% of those who are in
the state are below it, of people of the bench and of those drawn more freely. The rest of them measures. On one core
it takes ten minutes; drawn people are kept in DIR.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from drawn_people import measure_sizes, sample
from fit_estimate import fit_layers
from numpy.typing import NDArray

from kp_llava.annotations.scene import OCCLUDED
from kp_llava.poses.confidence import kind_of
from kp_llava.poses.estimate import partial
from kp_llava.poses.estimate.needs import find_needs
from kp_llava.poses.estimate.networks import PARTS, Array, Fitted, State, pack_network, read_network, read_rows

SEED_FIT, SEED_HELD = 31, 32
_WIDTHS = [160, 96]
_LOST = 0.004  # of true states may be excluded where the limits are set
_FEWEST, _LEAST = 200, 0.03  # true states to set a limit on, and the share of false ones that it has to exclude
_LOWER = [PARTS.index(f"{side} {joint}") for side in ("left", "right") for joint in ("hip", "knee", "ankle")]
_LEGS = [place for place in _LOWER if "hip" not in PARTS[place]]
_SHOULDERS = [PARTS.index(f"{side} shoulder") for side in ("left", "right")]


class Cut(NamedTuple):
    """People of whom little is labeled: as `networks.read_rows` takes them, and which states hold of each."""

    places: Array
    labeled: Array
    hidden: Array
    truth: NDArray[np.bool_]


def cut(raw: Array, rng: np.random.Generator) -> Array:
    """The points of people, of shape (people, 17, 3), without those that an edge or something in front takes away."""
    raw = raw.copy()
    count = len(raw)
    way = rng.choice(4, count, p=(0.35, 0.3, 0.15, 0.2))
    raw[:, _LEGS] *= (rng.random(count) < 0.15)[:, None, None]
    raw[np.ix_(way == 0, _LOWER)] = 0.0
    seen = raw[:, :, 2] > 0
    top = np.where(seen, raw[:, :, 1], np.inf).min(1)
    size = measure_sizes(raw)
    shoulders = np.where(seen[:, _SHOULDERS], raw[:, _SHOULDERS, 1], top[:, None]).mean(1)
    bottom = shoulders + rng.uniform(0.02, 0.35, count) * size
    raw[(way == 1)[:, None] & (raw[:, :, 1] > bottom[:, None])] = 0.0
    left, right = (np.where(seen, raw[:, :, 0], fill) for fill in (np.inf, -np.inf))
    left, right = left.min(1), right.max(1)
    edge = left + rng.uniform(0.2, 0.8, count) * np.where(right > left, right - left, 0.0)
    is_right = rng.random(count) < 0.5
    beyond = np.where(is_right[:, None], raw[:, :, 0] > edge[:, None], raw[:, :, 0] < edge[:, None])
    raw[(way == 2)[:, None] & beyond] = 0.0
    raw[(way == 3)[:, None] & (rng.random(raw.shape[:2]) < 0.25)] = 0.0
    return raw


def load(paths: list[Path], rng: np.random.Generator, times: int) -> tuple[Cut, list[State]]:
    """The people of some files, each cut so many times."""
    stored = [np.load(path) for path in paths]
    raw = np.concatenate([one["places"] for one in stored] * times).astype(np.float64)
    names = [name for name in stored[0]["states"].tolist() if partial.NETWORK.gives(*name.split("|"))]
    columns = [[one["states"].tolist().index(name) for name in names] for one in stored]
    truth = np.concatenate([one["truth"][:, places] for one, places in zip(stored, columns, strict=True)] * times)
    raw = cut(raw, rng)
    sizes, labeled = measure_sizes(raw), raw[:, :, 2] > 0
    head = labeled[:, [PARTS.index(name) for name in ("nose", "left ear", "right ear")]].any(1)
    keep = (sizes > 0) & head & labeled[:, _SHOULDERS].any(1)
    raw, truth, sizes, labeled = raw[keep], truth[keep], sizes[keep], labeled[keep].astype(float)
    places = raw[:, :, :2] / sizes[:, None, None] * labeled[:, :, None]
    states = [(part, state) for part, state in (name.split("|") for name in names)]
    return Cut(places, labeled, (raw[:, :, 2] == OCCLUDED).astype(float), truth), states


def find_asked(labeled: Array, states: list[State]) -> NDArray[np.bool_]:
    """Of each person, which states the other networks say nothing of, and this one may."""
    columns = []
    for part, state in states:
        fits = np.ones(len(labeled), bool)
        for groups in find_needs(part, state):
            fits &= np.any([labeled[:, [PARTS.index(p) for p in group]].all(1) for group in groups], axis=0)
        side, _, kind = part.rpartition(" ")
        wrists = (
            [f"{side} wrist"] if kind in ("arm", "hand") else ["left wrist", "right wrist"] if kind == "hands" else []
        )
        columns.append(~fits & labeled[:, [PARTS.index(name) for name in wrists]].all(1))
    return np.stack(columns, axis=1)


def train(drawn: Cut, states: list[State], steps: int) -> Fitted:
    """A network trained on these people."""
    inputs = torch.from_numpy(read_rows(partial.NETWORK, *drawn[:3])).float()
    truth, asked = torch.from_numpy(drawn.truth).float(), torch.from_numpy(find_asked(drawn.labeled, states)).float()
    asked = 0.2 + 0.8 * asked
    return Fitted(partial.NETWORK, tuple(states), fit_layers("partial", inputs, truth, asked, _WIDTHS, steps))


def read_most(fitted: Fitted, drawn: Cut) -> Array:
    """The greater probability of each state, with hidden points marked and not."""
    shares = [partial.read_chances(fitted, *drawn[:2], hidden) for hidden in (drawn.hidden, 0 * drawn.hidden)]
    most: Array = np.maximum(*shares)
    return most


def fit_limits(fitted: Fitted, sets: list[Cut]) -> dict[str, float]:
    """The limit of each kind: hardly any true state is below it, and a share of the false ones that is worth it."""
    limits: dict[str, float] = {}
    for kind, columns in _kinds(fitted).items():
        lows, outs = [], []
        for drawn, most, asked in (
            (one, read_most(fitted, one), find_asked(one.labeled, list(fitted.states))) for one in sets
        ):
            truth, share = drawn.truth[:, columns][asked[:, columns]], most[:, columns][asked[:, columns]]
            true = np.sort(share[truth])
            if len(true) < _FEWEST:
                break
            lows.append(float(true[int(_LOST * len(true))]))
            outs.append((share[~truth], truth))
        else:
            limit = min(lows)
            if limit > 0 and min((false < limit).mean() for false, _ in outs) >= _LEAST:
                limits[kind] = limit
    return limits


def _kinds(fitted: Fitted) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for place, state in enumerate(fitted.states):
        kinds.setdefault(kind_of(*state), []).append(place)
    return kinds


def show(fitted: Fitted, limits: dict[str, float], drawn: Cut) -> None:
    """Print by kind what is excluded of true and of false states of other people."""
    most, asked = read_most(fitted, drawn), find_asked(drawn.labeled, list(fitted.states))
    for kind, columns in sorted(_kinds(fitted).items()):
        if kind in limits:
            truth, share = drawn.truth[:, columns][asked[:, columns]], most[:, columns][asked[:, columns]]
            out = share < limits[kind]
            print(
                f"{kind}: below {limits[kind]:.4f} true {out[truth].mean():.2%} of {truth.sum():,}, "
                f"false {out[~truth].mean():.0%} of {(~truth).sum():,}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--steps", type=int, default=7_000)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    asked.cache.mkdir(parents=True, exist_ok=True)
    files = []
    for seed, is_varied in ((SEED_FIT, False), (SEED_FIT, True), (SEED_HELD, False), (SEED_HELD, True)):
        count = asked.people if seed == SEED_FIT else asked.people // 2
        files.append(asked.cache / f"partial {seed} {is_varied} {count}.npz")
        if not files[-1].exists():
            sample(files[-1], seed, count, is_varied, False)
    rng = np.random.default_rng(0)
    drawn, states = load(files[:2], rng, 2)
    arrays = pack_network(partial.NAME, train(drawn, states, asked.steps))
    fitted = read_network(partial.NAME, arrays, partial.NETWORK)  # in half precision, as it will be
    loaded = [load([file], rng, 1) for file in files[2:]]
    assert all(one[1] == states for one in loaded)
    held = [one[0] for one in loaded]
    half = [len(one.labeled) // 2 for one in held]
    limits = fit_limits(fitted, [Cut(*(part[:n] for part in one)) for one, n in zip(held, half, strict=True)])
    for one, n in zip(held, half, strict=True):
        show(fitted, limits, Cut(*(part[n:] for part in one)))
    if asked.write:
        path = Path(partial.__file__).with_name(partial.FILE)
        kinds = {"kinds": np.array(list(limits)), "limits": np.array(list(limits.values()))}
        np.savez_compressed(path, allow_pickle=False, **arrays, **kinds)


if __name__ == "__main__":
    main()
