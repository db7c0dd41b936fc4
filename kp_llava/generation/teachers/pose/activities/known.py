"""Which activity has which script."""

from __future__ import annotations

from . import boards, daily, games, other, rides
from .general import GENERAL
from .script import Script
from .table import Activity

_SCRIPTS: dict[str, Script] = {
    "skiing": boards.SKIING,
    "snowboarding": boards.SNOWBOARDING,
    "skateboarding": boards.SKATEBOARDING,
    "surfing": boards.SURFING,
    "ice skating": boards.SKATING,
    "roller skating": boards.SKATING,
    "baseball": games.BASEBALL,
    "tennis": games.TENNIS,
    "playing football": games.SOCCER,
    "playing basketball": games.BASKETBALL,
    "playing volleyball": games.JUMPING_GAME,
    "playing frisbee": games.FRISBEE,
    "golfing": games.GOLF,
    "flying a kite": games.KITE,
    "playing a video game": games.VIDEO_GAME,
    "cycling": rides.CYCLING,
    "riding a motorcycle": rides.MOTORCYCLING,
    "riding a horse": rides.RIDING,
    "running": rides.RUNNING,
    "walking": rides.WALKING,
    "loading": rides.LOADING,
    "carrying a load": rides.CARRYING,
    "eating": daily.EATING,
    "drinking": daily.DRINKING,
    "cooking": daily.COOKING,
    "using a phone": daily.PHONING,
    "using a computer": daily.COMPUTING,
    "playing a board game": other.BOARD_GAME,
    "reading": daily.READING,
    "holding an umbrella": daily.SHELTERING,
    "posing": daily.POSING,
    "brushing teeth": daily.TEETH,
    "sitting at a table": other.TABLE,
    "doing yoga": other.EXERCISE,
    "dancing": other.DANCE,
    "boxing": other.FIGHT,
    "working with tools": other.WORK,
    "petting an animal": other.ANIMAL,
}


_SEATS = {"motorcycle": rides.MOTORCYCLING, "bicycle": rides.CYCLING, "horse": rides.RIDING, "elephant": rides.RIDING}


def script_of(activity: Activity | None, seat: str | None) -> Script:
    """What poses mean in an activity, or on such a seat; what they mean anywhere, where neither is known."""
    if seat in _SEATS:
        return _SEATS[seat]
    return GENERAL if activity is None else _SCRIPTS.get(activity.name, GENERAL)
