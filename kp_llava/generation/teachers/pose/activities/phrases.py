"""Questions, closing sentences, and the sentences between reasons and conclusion."""

from __future__ import annotations

from .script import Said

QUESTIONS: dict[str, Said] = {
    "balance": (
        "How steady is {name} at this moment, and what makes {him} so?",
        "What keeps {name} from losing {his} balance?",
        "How easily could {name} be thrown off balance?",
    ),
    "next": (
        "What is {name} likely to do next, and what gives it away?",
        "Judging by the pose of {name}, what may happen in the next moment?",
        "Which movement could follow from the position of {name}?",
        "What do you expect {name} to do in a moment?",
    ),
    "stay": (
        "How demanding is this position for {name}?",
        "Could {name} stay like this for long?",
        "Does {name} look relaxed or under strain, and why?",
    ),
    "advice": (
        "What advice would help {name} to do this well and safely?",
        "What could make this easier or safer for {name}?",
        "What would you say to {name} if you stood close by?",
    ),
    "aim": (
        "Why might {name} hold {his} body in this way?",
        "What purpose does the pose of {name} seem to serve?",
        "How does the pose of {name} fit what {he} {is} doing?",
    ),
    "first": (
        "What does this position keep {name} from doing at once?",
        "What could {name} not do at once from this position?",
        "If {name} wanted to do something else, what would have to come first?",
        "In what way does the pose of {name} limit what {he} can do next?",
    ),
}
OF_MOVEMENT = "movement"
"""A question that names this is not answered by somebody who goes on as before."""
OF_STEADINESS = "What keeps"
"""A question that begins so takes for granted that somebody stands firmly."""
CLOSINGS: dict[str, Said] = {
    "next": (
        "So I would expect {name} to {x}.",
        "What comes next is probably that {name} will {x}.",
        "In the next moment, {name} will most likely {x}.",
        "It looks as if {name} were about to {x}.",
        "My guess is that {name} will {x}.",
        "Most likely, {name} is going to {x}.",
        "Seen like this, {name} is probably about to {x}.",
        "If I had to guess, I would say that {name} is going to {x}.",
        "All of this suggests that {name} will {x}.",
        "Taken together, this points to one thing: {name} is going to {x}.",
    ),
    "aim": (
        "So {name} holds {his} body like this in order to {x}.",
        "So the pose makes sense: it helps {name} to {x}.",
        "All in all, the pose helps {name} to {x}.",
    ),
    "advice": (
        "So my advice to {name} would be to {x}.",
        "So {name} should above all {x}.",
        "I would advise {name} to {x}.",
        "The best that {name} can do is to {x}.",
    ),
    "balance": (
        "So {name} looks steady: {because} and {second}, and only {x} could bring {him} down.",
        "Overall, {name} is well balanced, as {because} and {second}, but {x} could still make {him} fall.",
        "As {because} and {second}, it would take {x} to make {name} fall.",
        "Since {because} and {second}, {name} is unlikely to fall, unless there is {x}.",
    ),
    "shaky": (
        "So {name} could lose {his} balance quite easily: {because}, and {x} would be enough to make {him} fall.",
        "Overall, {name} is not very steady, as {because}, and {x} could bring {him} down.",
        "As long as {because}, {x} would be enough to make {name} fall.",
    ),
    "stay": (
        "So {name} could {x} without any trouble.",
        "Overall, this is an easy position, and {name} could {x}.",
        "So there is no strain in this, and {name} could {x}.",
        "All in all, such a pose is no strain, and {name} could {x}.",
    ),
    "strain": (
        "So this is tiring, and {name} could keep it up {x}.",
        "Overall, the position asks a good deal of {name}, above all because {because}: {he} could stay like this {x}.",
        "As {because}, {name} could hold this position {x}.",
        "So {name} is under some strain and could stay like this {x}, since {because}.",
    ),
}
FIRST_STARTS: Said = ("", "", "So ")
"""How a conclusion begins that says what has to come first."""
EXTRAS: dict[str, Said] = {
    "aim": ("The pose helps {him} to {x}.",),
    "next": ("{He} will probably {x}.", "The next thing for {him} to do is to {x}."),
    "advice": ("{He} would do well to {x}.", "It would be wise to {x}."),
    "danger": ("What could still bring {him} down is {x}.", "What {he} {has} to reckon with is {x}."),
}
"""What else follows, between the reasons and the conclusion."""
