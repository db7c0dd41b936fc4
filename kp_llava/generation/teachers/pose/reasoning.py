"""One question that needs the pose to be understood first, and an answer that reasons from it to a conclusion."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from ....poses.people import People
from .activities.answers import Case, answer_question, find_reasons
from .activities.table import Activity, is_posture
from .consequences import Consequence, consequences, group_of
from .paragraph import action_of, person_sentences
from .reading import Reading, read_person
from .rules import rank_of
from .speaker import Speaker, capital
from .wording import Chooser

_QUESTIONS = {
    "balance": (
        "How steady is {name} at this moment, and what makes {him} so?",
        "What keeps {name} from losing {his} balance?",
        "How easily could {name} be thrown off balance?",
        "If somebody bumped into {name} now, what would happen?",
    ),
    "next": (
        "What is {name} likely to do next, and what gives it away?",
        "Judging by the pose of {name}, what may happen in the next moment?",
        "Which movement could follow from the position of {name}?",
    ),
    "effort": (
        "How demanding is this position for {name}?",
        "Could {name} stay like this for long?",
        "Does {name} look relaxed or under strain, and why?",
    ),
    "advice": (
        "What advice would help {name} to do this well and safely?",
        "What would a careful friend tell {name} about {his} posture?",
        "What could {name} change to make this easier or safer?",
    ),
    "purpose": (
        "Why might {name} hold {his} body in this way?",
        "What purpose does the pose of {name} seem to serve?",
        "How does the pose of {name} fit what {he} {is} doing?",
    ),
}
_ORDER = {
    "balance": ("balance", "force", "effort", "use", "attention"),
    "next": ("force", "balance", "attention", "use", "effort"),
    "effort": ("effort", "balance", "use", "force", "attention"),
    "advice": ("balance", "effort", "use", "force", "attention"),
    "purpose": ("use", "force", "balance", "attention", "effort"),
}


def _is_of_use(consequence: Consequence) -> bool:
    """Whether that part of a pose serves what somebody does."""
    return consequence.kind != "attention" and rank_of(consequence.feature) == 0


_BODILY = ("balance", "force", "effort")
"""The kinds of what bears on the balance."""
_CLOSINGS = {
    "balance": (
        "Thanks to {first} and {second}, {name} looks {level}.",
        "So {name} is {level} for now, above all because of {first} and {second}.",
        "With {first} and {second}, {name} should not lose {his} balance unless {change}.",
        "Overall, {name} looks {level}: {first} and {second} both help {him} to stay upright.",
    ),
    "shaky": (
        "So {name} is {level}: because of {first}, {he} would have to react quickly if {change}, even with {second}.",
        "Overall, {name} looks {level}, mainly because of {first}, while {second} counts for less.",
        "Because of {first}, {name} could lose {his} balance if {change}, and {second} would hardly prevent it.",
    ),
    "next": (
        "So {name} will probably {move} next, to judge by {first} and {second}.",
        "Judging by {first} and {second}, {name} is likely to {move}.",
        "I would therefore expect {name} to {move}; both {first} and {second} fit that.",
        "Taken together with {second}, {first} makes me think that {name} will {move}.",
    ),
    "effort": (
        "So the position looks {strain} for {name}, mainly because of {first}, and {he} could stay like this {time}.",
        "Overall, {name} could stay like this {time}, above all because of {first} and {second}.",
        "With {first} and {second}, the position should be {strain} for {name}.",
        "All in all, {first} and {second} make this a {strain} position for {name}.",
    ),
    "advice": (
        "There is nothing wrong with {first} or {second}, but {name} could {advice}.",
        "While {first} and {second} look fine, I would advise {name} to {advice}.",
        "{first} and {second} can stay the same, but {name} might {advice}.",
    ),
    "purpose": (
        "So {first} and {second} help {name} to {aim}.",
        "Overall, {name} uses {first} and {second} to {aim}.",
        "That is why {first} and {second} make sense for {name}: they help {him} to {aim}.",
    ),
}
_SHAKY = ("the lifted", "the narrow", "the lean", "the jump", "the raised")
"""Parts of a pose that make the balance harder."""
_OWN = ("the face", "the upright", "the straight", "the raised", "the bent", "the outstretched", "the lifted", "the wide",
        "the narrow", "the long step", "the seat", "the lean", "the turned", "the averted", "the loosely", "the low", "the arms",
        "the hands", "the left", "the right", "the lying", "the kneeling", "the jump", "the deep bend", "the standing")  # fmt: skip


def _own(feature: str, who: Speaker) -> str:
    """``"the bent knees"`` -> ``"his bent knees"``."""
    return feature.replace("the ", f"{who.poss} ", 1) if feature.startswith(_OWN) else feature


def write_reasoning(
    people: People, speakers: list[Speaker], activities: dict[int, Activity | None], choose: Chooser
) -> tuple[str, str] | None:
    """A question about one person, and its answer: the pose, what follows from it, and a conclusion.

    Returns:
        None where too little is known of everybody to draw a conclusion.
    """
    if people.scene.captions:
        return _reason_by_script(people, speakers, activities, choose)
    candidates = []
    for who in speakers:
        reading = read_person(people, who.person.annotation_id)
        activity = activities.get(who.person.annotation_id)
        found = consequences(people, who, reading, activity, None, choose)
        kinds = _kinds(reading, activity, found)
        if len(found) >= 2 and kinds:
            candidates.append((who, reading, activity, found, kinds))
    if not candidates:
        return None
    best = next((c for c in candidates if c[0].is_subject or len(c[3]) >= 3), candidates[0])
    who, reading, activity, found, kinds = best
    kind = choose.pick("kind", kinds)
    words = {"name": who.name, "he": who.subj, "his": who.poss, "him": who.obj, "is": "are" if who.is_plural else "is"}
    question = choose.pick("question", _QUESTIONS[kind]).format(**words)
    ranked = sorted(
        [c for c in found if kind != "purpose" or _is_of_use(c)],
        key=lambda c: (
            rank_of(c.feature),
            _is_tiring(c) is False if kind == "effort" else 0,
            _ORDER[kind].index(c.kind),
        ),
    )
    chosen = ranked[: 3 if choose.number("how many") % 3 else 2]
    chosen = [c for number, c in enumerate(chosen) if number < 2 or rank_of(c.feature) == 0]
    if kind == "balance":  # what makes the balance harder is named first
        chosen = sorted(chosen, key=lambda c: not c.feature.startswith(_SHAKY))
    observed = person_sentences(people, who, reading, choose)[:4]
    middle = [c.text for c in chosen]
    if activity is not None and not is_posture(activity) and kind != "next":
        middle.append(activity.advice if kind == "advice" else activity.purpose)
    return question, " ".join([*observed, *middle, _close(kind, who, reading, activity, chosen, choose)])


def _reason_by_script(
    people: People, speakers: list[Speaker], activities: dict[int, Activity | None], choose: Chooser
) -> tuple[str, str] | None:
    """The same where captions say what is going on: about the one of whom most follows."""
    best: tuple[Case, Reading, int] | None = None
    for who in speakers:
        reading = read_person(people, who.person.annotation_id)
        action = action_of(people, who, reading)
        case = Case.of(people, who, reading, activities.get(who.person.annotation_id), action)
        count = len(find_reasons(case, choose))
        if best is None or count > best[2]:
            best = case, reading, count
    if best is None:
        return None
    case, reading, _ = best
    found = answer_question(case, choose)
    if found is None:
        return None
    question, reasons, closing = found
    observed = person_sentences(people, case.who, reading, choose)[:_OBSERVED]
    if not observed:
        return None
    return question, " ".join([*observed, *(reason.text for reason in reasons), closing])


_OBSERVED = 3  # sentences that only name the pose


def _kinds(reading: Reading, activity: Activity | None, found: list[Consequence]) -> list[str]:
    have = {c.kind for c in found}
    kinds = ["effort"] if "effort" in have else []
    is_seated = reading.posture in ("sitting", "lying")
    if "balance" in have and not is_seated and sum(c.kind in _BODILY and rank_of(c.feature) == 0 for c in found) > 1:
        kinds.insert(0, "balance")
    move = _next_of(activity) or _find_move(reading)
    if reading.posture in ("standing", "sitting") and _find_advice(reading) is not None:
        kinds.append("advice")
    if activity is not None and _AIMS.get(activity.name) and sum(_is_of_use(c) for c in found) > 1:
        kinds.append("purpose")
    if move is not None and (move != _ANY_MOVE or not kinds):
        kinds.append("next")
    return kinds


def _close(
    kind: str, who: Speaker, reading: Reading, activity: Activity | None, chosen: list[Consequence], choose: Chooser
) -> str:
    first, second = chosen[0], chosen[1]
    is_steady = not any(c.feature.startswith(_SHAKY) for c in chosen)
    is_easy = not any(_is_tiring(c) for c in chosen)
    values = {
        "name": who.name, "he": who.subj, "his": who.poss, "him": who.obj,
        "first": _own(first.feature, who), "second": _own(second.feature, who),
        "level": "steady" if is_steady else "only moderately steady",
        "change": choose.pick("change", ("something pushed from the side", "the ground gave way", "the weight shifted suddenly")),
        "move": _next_of(activity) or _find_move(reading) or "shift the weight",
        "time": choose.pick("time", ("for quite a while", "for several minutes") if is_easy else ("for a short while only", "not much longer than a minute")),
        "strain": choose.pick("strain", (("comfortable", "relaxed") if not group_of(activity) else ("manageable", "fairly easy")) if is_easy else ("demanding", "tiring")),
        "advice": _find_advice(reading) or "stay relaxed",
        "aim": choose.pick("aim", _AIMS.get(activity.name if activity else "", ("stay in control of the body",))),
    }  # fmt: skip
    closings = _CLOSINGS["shaky" if kind == "balance" and not is_steady else kind]
    if kind == "next" and values["move"].startswith("stay"):
        closings = closings[1:3]  # nobody is about to stay
    if first.is_several:
        closings = tuple(text for text in closings if "{first} makes" not in text)
    return capital(choose.pick("closing", closings).format(**values))


_ANY_MOVE = "shift the weight from one foot to the other"
_TIRING = (
    "the raised",
    "the lifted",
    "the deep bend",
    "the low crouch",
    "the outstretched",
    "the arms stretched",
    "the jump",
)


def _is_tiring(consequence: Consequence) -> bool:
    return consequence.feature.startswith(_TIRING) or " close to the head" in consequence.feature


def _next_of(activity: Activity | None) -> str | None:
    """What commonly follows in an activity, as the rest of "will ..."."""
    prefix = "The likely next step is to "
    if activity is None or is_posture(activity) or not activity.next_move.startswith(prefix):
        return None
    return activity.next_move.removeprefix(prefix).rstrip(".").replace(", to ", ", ").replace(" or to ", " or ")


def _find_move(reading: Reading) -> str | None:
    """What a body in this position does next, as far as mechanics say so."""
    for side in ("left", "right"):
        if reading.legs.get(side) == "lifted" and reading.posture in ("standing", None):
            return f"put the {side} foot down again and shift the weight onto it"
    if reading.posture == "airborne":
        return "land and let the knees give way"
    if reading.stance == "striding":
        return "bring the rear foot forward for the next step"
    if reading.posture == "kneeling":
        return "set one foot on the ground and push up from it"
    if reading.posture == "crouching":
        return "push up with the legs"
    if reading.posture == "lying":
        return "stay down for a while, and later roll to one side to get up"
    for side in ("left", "right"):
        if reading.arms.get(side) in ("above the head", "raised"):
            return f"bring the {side} arm down"
        if reading.arms.get(side) == "out to the side":
            return f"draw the {side} arm in again once the balance is found"
    if reading.posture == "sitting":
        return "stay seated for a while"
    if reading.posture is None and (reading.trunk == "bent over" or (reading.trunk or "").startswith("leaning")):
        return "straighten the upper body again"
    is_free = reading.posture == "standing" and reading.board is None
    return _ANY_MOVE if is_free else None


def _find_advice(reading: Reading) -> str | None:
    """One small change that makes a position easier or safer."""
    if reading.posture == "standing":
        if reading.stance == "together":
            return "set the feet a little further apart for a firmer stand"
        if list(reading.legs.values()) == ["straight", "straight"]:
            return "let the knees give a little, which is easier on the back"
        if reading.trunk is not None and reading.trunk.startswith("leaning"):
            return "bring the weight back over the middle of the feet from time to time"
        if "lifted" in reading.legs.values():
            return "fix the eyes on one point while one foot is off the ground"
        if "bent" in reading.legs.values():
            return "straighten the knees now and then to rest the thighs"
    if reading.posture == "sitting" and reading.seat not in ("motorcycle", "bicycle", "horse", "elephant"):
        return (
            "lean back or stand up every now and then to rest the back"
            if reading.trunk == "upright"
            else "sit up straight from time to time, which is good for the back"
        )
    return None


_AIMS: dict[str, tuple[str, ...]] = {
    "skiing": ("glide without losing control", "stay balanced over the skis"),
    "snowboarding": ("steer the board with the edges", "stay low over the board"),
    "skateboarding": ("stay centered above the deck", "keep the board under control"),
    "surfing": ("stay on the board while the wave pushes", "follow the wave without falling"),
    "baseball": ("put the strength of the whole body behind the ball", "be ready for the ball"),
    "tennis": ("meet the ball with force", "reach the ball in time"),
    "playing football": ("reach the ball first", "strike the ball with force"),
    "playing basketball": ("reach the ball above others", "get a clean shot"),
    "playing frisbee": ("give the disc a clean flight", "be ready for the disc"),
    "cycling": ("pedal with strength and steer safely",),
    "riding a motorcycle": ("keep the machine under control",),
    "riding a horse": ("follow the movement of the horse",),
    "running": ("get ahead quickly", "keep the rhythm of the run"),
    "walking": ("move ahead without effort", "get on at an easy pace"),
    "jumping": ("gain height and land safely",),
    "eating": ("bring the food to the mouth without spilling it", "eat in comfort"),
    "drinking": ("drink without spilling",),
    "cooking": ("work close to the counter with both hands", "keep a safe grip on what is being cut"),
    "using a phone": ("keep the phone close", "listen or read without being disturbed"),
    "using a computer": ("see the screen and reach the keys",),
    "reading": ("keep the page still and in view",),
    "holding an umbrella": ("stay under the cover of the umbrella",),
    "flying a kite": ("hold against the pull of the kite",),
    "carrying a load": ("carry the load without straining the back",),
    "posing": ("show a good side to the camera",),
}
