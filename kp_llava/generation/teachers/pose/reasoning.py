"""One question that needs the pose to be understood first, and an answer that reasons from it to a conclusion."""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

from ....poses.people import People
from .activities import Activity, is_posture
from .consequences import Consequence, consequences, group_of
from .frame import hand_sentences
from .paragraph import person_sentences
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
_BODILY = ("balance", "force", "effort")
"""The kinds of what bears on the balance."""
_CLOSINGS = {
    "balance": (
        "That leaves {name} {level}, thanks to or in spite of {first}, and {second} would be the next thing to look at.",
        "If {change}, {name} would have to react at once; until then {first} and {second} keep the body {level}.",
        "All in all, {name} should be {level} as long as {condition}: {first} and {second} see to that.",
        "So the balance of {name} depends above all on {first}, with {second} as the second thing to watch.",
        "Taken together, {first} and {second} make {him} {level}, and that would only change if {change}.",
    ),
    "next": (
        "Everything considered, {name} will probably {move}, and {second} may well stay as before.",
        "From {first} and {second} it follows, as far as one moment can show it, that {name} is about to {move}.",
        "So I would expect {name} to {move}; {first} and {second} both leave room for that.",
        "My guess is therefore that {name} will {move}, and {first} will be the first thing to change.",
        "Putting {first} and {second} together, the most likely thing is that {he} will {move}.",
    ),
    "effort": (
        "Comparing {first} with {second}, I would say that {name} finds this {strain} and can go on {time}.",
        "In the end the position is {strain} for {name} because of {first}, more than because of {second}.",
        "On the whole, then, {name} can hold this {time}, mostly because of {first}, with {second} as a minor matter.",
        "So the position is {strain} for {name}: what decides that is {first} rather than {second}.",
        "All in all I would call it {strain}, mostly because of {first}, and expect {name} to change position {time_end}.",
        "So I expect {name} to stay like this {time}; apart from {second}, it all hangs on {first}.",
    ),
    "advice": (
        "What {name} does with {first} is fine; to make it still easier, {he} could {advice}.",
        "If I had to name one thing for {name}, it would be to {advice}, since {first} and {second} are sound already.",
        "So the best advice for {name} is to {advice} and to leave {second} as it is.",
        "In short, {name} would gain most if {he} would {advice}; {first} can stay as it is.",
        "Given {first} and {second}, one small change is enough: {advice}.",
    ),
    "purpose": (
        "So {first} and {second} are no accident: together they let {name} {aim}.",
        "Put together, {first} and {second} fit somebody who wants to {aim}.",
        "That is why I read {first}, together with {second}, as a way to {aim}.",
    ),
}


def write_reasoning(
    people: People, speakers: list[Speaker], activities: dict[int, Activity | None], choose: Chooser
) -> tuple[str, str] | None:
    """A question about one person, and its answer: the pose, what follows from it, and a conclusion.

    Returns:
        None where too little is known of everybody to draw a conclusion.
    """
    candidates = []
    for who in speakers:
        reading = read_person(people, who.person.annotation_id)
        activity = activities.get(who.person.annotation_id)
        found = consequences(reading, who, activity, choose)
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
        found,
        key=lambda c: (
            rank_of(c.feature),
            _is_tiring(c) is False if kind == "effort" else 0,
            _ORDER[kind].index(c.kind),
        ),
    )
    chosen = ranked[: 3 if choose.number("how many") % 3 else 2]
    observed = person_sentences(people, who, reading, choose)
    observed = [*observed[:4], *hand_sentences(people, who, reading, choose)[:1]]
    middle = [c.text for c in chosen]
    if activity is not None and not is_posture(activity) and kind != "next":
        middle.append(activity.advice if kind == "advice" else activity.purpose)
    return question, " ".join([*observed, *middle, _close(kind, who, reading, activity, chosen, choose)])


def _kinds(reading: Reading, activity: Activity | None, found: list[Consequence]) -> list[str]:
    have = {c.kind for c in found}
    kinds = ["effort"] if "effort" in have else []
    if "balance" in have and sum(c.kind in _BODILY and rank_of(c.feature) == 0 for c in found) > 1:
        kinds.insert(0, "balance")
    if _next_of(activity) or _find_move(reading):
        kinds.append("next")
    if reading.posture in ("standing", "sitting") and _find_advice(reading) is not None:
        kinds.append("advice")
    if activity is not None and _AIMS.get(activity.name):
        kinds.append("purpose")
    return kinds


def _close(
    kind: str, who: Speaker, reading: Reading, activity: Activity | None, chosen: list[Consequence], choose: Chooser
) -> str:
    first, second = chosen[0], chosen[1]
    is_steady = not any(
        c.feature.startswith(("the lifted", "the narrow", "the lean", "the jump", "the raised")) for c in chosen
    )
    is_easy = not any(_is_tiring(c) for c in chosen)
    values = {
        "name": who.name, "he": who.subj, "his": who.poss, "him": who.obj,
        "first": first.feature, "second": second.feature,
        "level": "steady" if is_steady else "only moderately steady",
        "condition": choose.pick("condition", ("nothing pushes from the side", "the ground stays firm", "nothing unexpected happens")),
        "change": choose.pick("change", ("something pushed from the side", "the ground gave way", "the weight shifted suddenly")),
        "move": _next_of(activity) or _find_move(reading) or "shift the weight",
        "time": choose.pick("time", ("for quite a while", "for several minutes") if is_easy else ("for a short while only", "not much longer than a minute")),
        "time_end": "only after a while" if is_easy else "before long",
        "strain": choose.pick("strain", (("restful", "undemanding") if not group_of(activity) else ("manageable", "fairly easy")) if is_easy else ("demanding", "tiring")),
        "advice": _find_advice(reading) or "stay relaxed",
        "aim": choose.pick("aim", _AIMS.get(activity.name if activity else "", ("stay in control of the body",))),
    }  # fmt: skip
    closings = _CLOSINGS[kind]
    if kind == "next" and values["move"].startswith("stay"):
        closings = closings[2::2]  # nobody is about to stay
    text = choose.pick("closing", closings).format(**values)
    for feature in (first, second):
        if feature.is_several:
            text = text.replace(f"leave {feature.feature} as it is", f"leave {feature.feature} as they are")
            text = text.replace(f"{feature.feature} can stay as it is", f"{feature.feature} can stay as they are")
    return capital(text)


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
    return "shift the weight from one foot to the other" if is_free else None


def _find_advice(reading: Reading) -> str | None:
    """One small change that makes a position easier or safer."""
    if reading.posture == "standing":
        if reading.stance == "together":
            return "set the feet a little further apart"
        if list(reading.legs.values()) == ["straight", "straight"]:
            return "let the knees give a little"
        if reading.trunk is not None and reading.trunk.startswith("leaning"):
            return "bring the weight back over the middle of the feet from time to time"
        if "lifted" in reading.legs.values():
            return "fix the eyes on one point while one foot is off the ground"
        if "bent" in reading.legs.values():
            return "straighten the knees now and then to rest the thighs"
    if reading.posture == "sitting" and reading.seat not in ("motorcycle", "bicycle", "horse", "elephant"):
        return (
            "lean back or stand up every now and then"
            if reading.trunk == "upright"
            else "sit up straight from time to time"
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
