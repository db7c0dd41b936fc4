"""Summary pictures of a dataset, for its card: drawn from counts, the same bytes for the same counts.

Colours are those of Okabe and Ito, which stay apart for people with colour-blind eyes; each panel also says its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...tasks import TASKS
from .tally import MOST_PEOPLE, MOST_WORDS, ConfigTally, Tally, find_median

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES = ("lengths.png", "people.png", "verbs.png", "body_parts.png")
# these differ for people who see fewer colours, too
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_PLAIN = "#56616b"
_INK = "#24292f"
_SHOWN_WORDS = 14
# the default style of matplotlib, whatever the user's own settings say, with its own font
_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8c959f",
    "axes.labelcolor": _INK,
    "axes.titlesize": 11.0,
    "axes.titlecolor": _INK,
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "grid.color": "#e3e7eb",
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
}


def draw_figures(tally: Tally, folder: Path) -> dict[str, str]:
    """Draw the pictures that a dataset has something to show in.

    Args:
        tally: the counts.
        folder: made where missing; gets some or all of `NAMES`.

    Returns:
        Each picture's name, with a sentence that says what it shows to those who do not see it.
    """
    # only an export draws: whoever reads rows does not wait for it
    import matplotlib.style
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    folder.mkdir(parents=True, exist_ok=True)
    notes: dict[str, str] = {}
    with matplotlib.style.context(["default", _STYLE], after_reset=True):
        for name, note, draw in _plan_figures(tally):
            figure = Figure(layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1), dpi=110)
            draw(figure)
            figure.savefig(folder / name, format="png", metadata={"Software": None})
            notes[name] = note
    return notes


def _plan_figures(tally: Tally) -> Iterator[tuple[str, str, Any]]:
    configs = tally.configs
    yield "lengths.png", _describe_lengths(configs), lambda figure: _draw_lengths(figure, configs)
    if tally.people:
        yield "people.png", _describe_people(tally), lambda figure: _draw_people(figure, tally)
    for name, what, field in (
        ("verbs.png", "verbs of action", "verbs"),
        ("body_parts.png", "parts of the body", "parts"),
    ):
        if any(getattr(config, field) for config in configs.values()):
            note = _describe_words(configs, what, field)
            yield name, note, lambda figure, what=what, field=field: _draw_words(figure, configs, what, field)


def _draw_lengths(figure: Figure, configs: Mapping[str, ConfigTally]) -> None:
    figure.set_size_inches(9.0, 0.7 + 1.35 * len(configs))
    grid = figure.subplots(len(configs), 2, sharex="col", squeeze=False)
    for column, (title, field) in enumerate((("Questions", "question_words"), ("Answers", "answer_words"))):
        counts = {name: getattr(config, field) for name, config in configs.items()}
        right = max(2, max(_find_share(count, 0.995) for count in counts.values()))
        width = max(1, -(-right // 45))
        for row, (name, count) in enumerate(counts.items()):
            axes: Axes = grid[row, column]
            bins: Counter[int] = Counter()
            for words, number in count.items():
                bins[min(words, right) // width * width] += number
            places = sorted(bins)
            total = count.total()
            shares = [100 * bins[place] / total for place in places]
            colour = _colour(name)
            axes.bar(places, shares, width=width, align="edge", color=colour, edgecolor="white", linewidth=0.4)
            median = find_median(count)
            axes.axvline(median + 0.5, color=_INK, linewidth=1, linestyle=(0, (3, 2)))
            axes.annotate(
                f"median {median:,}",
                xy=(median + 0.5, 1),
                xycoords=("data", "axes fraction"),
                xytext=(4, -3),
                textcoords="offset points",
                va="top",
                fontsize=9,
            )
            axes.set_ylim(0, 1.25 * max(shares))
            axes.grid(axis="y")
            axes.yaxis.set_major_locator(_whole_ticks(3))
            axes.yaxis.set_major_formatter("{x:.0f}%")
            axes.set_title(f"{title} of {name}", color=colour, fontweight="bold")
        is_cut = any(max(count) > right for count in counts.values())
        grid[-1, column].set_xlabel("words; longer ones stand with the last bar" if is_cut else "words")
        grid[-1, column].xaxis.set_major_locator(_whole_ticks(8))
        grid[-1, column].set_xlim(0, right + width)


def _whole_ticks(count: int) -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(count, integer=True)


def _find_share(counts: Counter[int], share: float) -> int:
    """The value that this share of those counted does not exceed."""
    seen, total = 0, counts.total()
    for value in sorted(counts):
        seen += counts[value]
        if seen >= share * total:
            return value
    return 0


def _draw_people(figure: Figure, tally: Tally) -> None:
    figure.set_size_inches(9.0, 3.1)
    left, right = figure.subplots(1, 2, width_ratios=(2, 3))
    most = max(max(tally.people), 3)
    names = [f"{most}+" if number == MOST_PEOPLE else str(number) for number in range(most + 1)]
    _draw_bars(left, tally.people, names, "#0072B2")
    left.set_title("People in an image")
    left.set_ylabel("images")
    names = [str(number) for number in range(tally.parts_of_skeleton + 1)]
    _draw_bars(right, tally.visible_points, names, "#009E73")
    right.set_title("Visible keypoints of a person")
    right.set_ylabel("people")
    if tally.people_without_points:
        right.set_xlabel(f"not shown: {tally.people_without_points:,} people without any labeled point")


def _draw_bars(axes: Axes, counts: Counter[int], names: list[str], colour: str) -> None:
    axes.bar(range(len(names)), [counts[number] for number in range(len(names))], width=0.8, color=colour)
    axes.set_xticks(range(len(names)), names)
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(_whole_ticks(5))
    axes.yaxis.set_major_formatter("{x:,.0f}")


def _draw_words(figure: Figure, configs: Mapping[str, ConfigTally], what: str, field: str) -> None:
    longest = min(_SHOWN_WORDS, max(len(getattr(config, field)) for config in configs.values()))
    figure.set_size_inches(9.0, 0.95 + 0.22 * longest)
    title = f"{what.capitalize()}: share of a config's rows whose answers name them"
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    panels = figure.subplots(1, len(configs), squeeze=False)[0]
    for axes, (name, config) in zip(panels, configs.items(), strict=True):
        best = _rank(getattr(config, field))[:_SHOWN_WORDS]
        shares = [100 * number / config.rows for _, number in best]
        colour = _colour(name)
        axes.barh(range(len(best)), shares, height=0.75, color=colour)
        for place, share in enumerate(shares):
            axes.annotate(
                f"{share:.0f}%", (share, place), (3, 0), textcoords="offset points", va="center", fontsize=8.5
            )
        axes.set_yticks(range(len(best)), [word for word, _ in best])
        axes.set_ylim(longest - 0.4, -0.6)
        axes.set_xlim(0, 1.18 * max(shares, default=1))
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.set_title(name, color=colour, fontweight="bold")


def _rank(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _describe_lengths(configs: Mapping[str, ConfigTally]) -> str:
    parts = [
        f"{name} {find_median(config.question_words):,} and {find_median(config.answer_words):,}"
        for name, config in configs.items()
    ]
    longest = (
        ", with those of more counted as that" if any(c.answer_words[MOST_WORDS] for c in configs.values()) else ""
    )
    return f"Words of a question and of an answer, in the median: {'; '.join(parts)}{longest}"


def _describe_people(tally: Tally) -> str:
    return (
        f"People in an image, in the median {find_median(tally.people)}; visible keypoints of a person, in the median "
        f"{find_median(tally.visible_points)} of {tally.parts_of_skeleton}"
    )


def _describe_words(configs: Mapping[str, ConfigTally], what: str, field: str) -> str:
    parts = [
        f"{name} {', '.join(word for word, _ in _rank(getattr(config, field))[:3]) or 'none'}"
        for name, config in configs.items()
    ]
    return f"The {what} that most answers name: {'; '.join(parts)}"


def _colour(name: str) -> str:
    """The colour of a kind of rows, the same in every figure."""
    names = list(TASKS)
    return _COLOURS[names.index(name) % len(_COLOURS)] if name in names else _PLAIN
