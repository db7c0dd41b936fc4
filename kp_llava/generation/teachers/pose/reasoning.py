"""One question that needs the pose to be understood first, and an answer that reasons from it."""

from __future__ import annotations

from ....annotations.scene import Scene
from ....poses.claims.find import find_claims
from ....poses.names import NamedPerson
from .activities import Activity, find_activity, is_posture
from .paragraph import person_sentences
from .wording import Chooser, best_posture, feet_words, states_of, trunk_words

_QUESTIONS = {
    "purpose": (
        "Why might {name} hold their body in this way?",
        "What could be the reason for the body position of {name}?",
        "What purpose does the posture of {name} seem to serve?",
        "How does the pose of {name} fit what they are doing?",
    ),
    "next_move": (
        "What is {name} likely to do next?",
        "Judging by the pose of {name}, what may happen in the next moment?",
        "Which movement could follow from the position of {name}?",
    ),
    "advice": (
        "What advice could help {name} to do this well and safely?",
        "What would a coach or a careful friend tell {name} about their posture?",
        "How could {name} make this easier on their body?",
    ),
    "balance": (
        "How does {name} keep their balance?",
        "How steady is {name} likely to be in this position, and why?",
        "What does the position of {name} mean for their balance?",
    ),
}


def write_reasoning(scene: Scene, people: list[NamedPerson], captions: list[str], choose: Chooser) -> tuple[str, str]:
    """A question about one person, and its answer: the pose first, then what follows from it."""
    # the largest person of whom enough is known, else the one of whom most is known
    most = max(people, key=lambda n: (len(n.facts), -n.person.annotation_id), default=None)
    named = next((n for n in people if len(n.facts) >= 5), most)
    if named is None:
        return _write_without_pose(find_activity(scene, set(), None)[0], captions, choose)
    things = {o.annotation_id: o.category for o in scene.objects if o.category != "person"}
    touched = {things[r.other] for r in named.relations if r.kind != "next to" and r.other in things}
    activity, is_told = find_activity(scene, touched, best_posture(named.facts))
    observed = _observe(scene, named, choose)
    if len(scene.people) == 1 and captions and find_claims(captions[0]):
        observed.insert(0, captions[0])  # of one person alone, what a caption says of the pose is said of that one
    kinds = ["purpose", "next_move", "advice"] if activity is not None else []
    balance = _reason_about_balance(named)
    if balance is not None:
        kinds.append("balance")
    if not kinds:
        kinds = ["next_move"]
    kind = choose.pick("kind", kinds)
    question = choose.pick("question", _QUESTIONS[kind]).format(name=named.name)
    if kind == "balance" and balance is not None:
        reason = balance
    elif activity is not None:
        reason = {"purpose": activity.purpose, "next_move": activity.next_move, "advice": activity.advice}[kind]
        if not is_posture(activity):
            reason = f"{choose.pick('link', _LINKS if is_told else _GUESSES).format(doing=activity.name)} {reason}"
    else:
        reason = "From such a position, people mostly shift their weight first and then turn or step where they look."
    return question, " ".join([*observed, reason])


_LINKS = (
    "The scene is about {doing}.",
    "All of this belongs to {doing}.",
    "What goes on here is {doing}.",
)
_GUESSES = (
    "This may have to do with {doing}.",
    "It could well be about {doing}.",
)


def _observe(scene: Scene, named: NamedPerson, choose: Chooser) -> list[str]:
    """Two or three sentences on the pose that the reasoning starts from."""
    sentences = person_sentences(scene, named, choose)
    return sentences[: choose.pick("observed", (2, 3, 3))]


def _reason_about_balance(named: NamedPerson) -> str | None:
    facts = named.facts
    posture, trunk, feet = best_posture(facts), trunk_words(facts), feet_words(facts)
    if posture == "airborne":
        return "Nothing carries the body at this moment, so the arms and legs can only steady it until it lands."
    if posture == "sitting":
        return "The seat carries most of the weight, so the balance asks for little effort, and the hands stay free."
    if posture == "lying":
        return "The whole length of the body rests on the ground, so there is nothing to balance and no way to fall."
    if posture in ("kneeling", "crouching"):
        return "With the weight this close to the ground, the body is hard to tip over, though getting up takes a push."
    for side, other in (("left", "right"), ("right", "left")):
        if "lifted" in states_of(facts, f"{side} leg"):
            return (
                f"Most of the weight is likely on the {other} foot, so small movements of the arms and the trunk have "
                "to keep the balance."
            )
    if feet == "set wide apart":
        return "A wide base makes the stand firm from side to side, and the weight can move from one foot to the other."
    if feet == "close together":
        return (
            "A narrow base makes the stand easy to keep while nothing pushes, but a nudge from the side would ask for "
            "a quick step."
        )
    if trunk is not None and trunk.startswith("leaning"):
        return "The lean moves the weight to that side, so a foot on the same side, or a step, has to take it up."
    return None


def _write_without_pose(activity: Activity | None, captions: list[str], choose: Chooser) -> tuple[str, str]:
    question = choose.pick(
        "question", ("What may happen next in this scene?", "What could the people in this scene do next?")
    )
    if activity is not None:
        return question, " ".join([*captions[:1], activity.next_move])
    general = "What people do next mostly shows in how they shift their weight and where they look."
    return question, " ".join([*captions[:1], general])
