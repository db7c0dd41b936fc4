"""What poses mean for those who ride, walk, run or carry something."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

CYCLING = Script(
    reasons={
        "grips bicycle": ("With both hands on the handlebar, {he} can steer and brake at any moment.",),
        "holds bicycle": ("The {side} hand on the handlebar is enough to steer at a slow pace.",),
        "bent over": ("The low upper body offers the wind less to push against.",),
        "lean": ("The lean to the {thing} moves {his} weight to that side of the bicycle.",),
        "upright": ("The upright back suggests an easy ride and no race.",),
        "arms bent": ("The bent arms take up the bumps of the road.",),
        "helmet": ("With a helmet on, {he} {is} prepared for a fall.",),
        "small child": ("{He} {is} still a small child, so steering and keeping the balance at the same time is not easy for {him}.",),
        "standing": ("{He} {is} on {his} feet, so the ride has not begun yet or is interrupted.",),
        "looks": ("What {he} {looks} at is probably the traffic or the way ahead.",),
    },
    moves={"standing": ("get on the bicycle and ride off",), "grips bicycle": ("pedal on along the way",), "lean": ("pedal on along the way",), "bent over": ("pedal on at this speed",), "upright": ("pedal on at an easy pace",), "sitting": ("pedal on along the way",)},
    aims={"bent over": ("go fast with little effort",), "upright": ("ride in comfort and see the way ahead",)},
    advice={"helmet": ("keep both hands close to the brakes",), "holds bicycle": ("keep both hands close to the brakes",), "small child": ("wear a helmet and stay away from cars",), "lean": ("look to where the turn should end",), "standing": ("look around before getting on",)},
)  # fmt: skip

MOTORCYCLING = Script(
    reasons={
        "facing + upright": (
            "The upright back and the look into the camera suggest that {he} {is} posing with the motorcycle.",
        ),
        "facing": ("{His} face is turned to the camera and not to the road, so the motorcycle must be standing still.",),
        "grips motorcycle": ("With both hands on the bars, {he} can hold the motorcycle steady and steer it.",),
        "lean": ("The lean to the {thing} moves {his} weight to that side of the motorcycle.",),
        "bent over": ("The low upper body brings {his} hands close to the handlebar.",),
        "helmet": ("With the helmet on, {he} {is} ready for the road.",),
        "arm out + sitting": (
            "The outstretched {side} arm reaches toward the handlebar, so one hand at least is where a rider needs it.",
            "The {side} arm is stretched out toward the handlebar, so that hand has the motorcycle under control.",
        ),
        "standing": ("{He} {is} on {his} feet, so the ride has not begun yet or is over.",),
        "upright": ("The upright back suggests that the motorcycle stands still or goes slowly.",),
    },
    moves={
        "facing": ("hold still until the picture is taken",),
        "lean": ("ride out of the turn and straighten up",),
        "standing": ("get on the motorcycle and start it",),
        "grips motorcycle": ("ride on",),
    },
    aims={"facing": ("show {himself} and the motorcycle to the camera",), "lean": ("take the turn safely",)},
    advice={
        "facing + sitting": ("take hold of both grips and look at the road before starting the engine",),
        "lean": ("look to where the turn should end",),
        "grips motorcycle": ("keep the head up and look far ahead",),
    },
    stays={"facing + sitting": ("sit like this until the picture is taken and much longer",)},
)  # fmt: skip

RIDING = Script(
    reasons={
        "upright": ("The upright back keeps {his} weight right above the animal's back, where it is carried most easily.",),
        "lean": ("The lean to the {thing} goes along with the movement of the animal.",),
        "arms bent": ("The bent arms let {his} hands follow the animal's head with the reins.",),
        "helmet": ("The helmet protects {his} head if the animal throws {him} off.",),
        "facing": ("{His} face is turned to the camera, so the animal must be calm enough not to need all {his} attention.",),
        "looks": ("The side to which {he} {looks} is probably where {he} {wants} to go.",),
        "crowd": ("So many people around could make the animal nervous, so {he} {has} to keep it calm.",),
    },
    moves={"facing": ("ride on after the picture",), "looks": ("guide the animal to the {thing}",), "upright": ("ride on at this pace",), "arms bent": ("ride on at this pace",)},
    aims={"upright": ("stay in balance with the movement of the animal",), "arms bent": ("guide the animal with quiet hands",)},
    advice={
        "crowd": ("keep {his} hands quiet and the animal away from the people",),
        "upright": ("keep {his} hands quiet, so that the animal stays calm",),
        "lean": ("come back to the middle of the saddle",),
    },
    dangers=("a sudden jump of the animal",),
)  # fmt: skip

RUNNING = Script(
    reasons={
        "step": ("The long step shows that {he} {is} going at a good pace.",),
        "lifted leg": ("The lifted {side} foot puts the whole weight on the other one for a moment.",),
        "bent knee": ("The bent {side} knee belongs to the leg that is swinging through to the next step.",),
        "arms bent": ("The bent arms swing along quickly with the legs.",),
        "lean": ("The lean to the {thing} brings {his} weight ahead of {his} feet.",),
        "upright": ("The upright back suggests an easy pace.",),
    },
    moves={"lifted leg": ("set the {side} foot down and push off with it",), "step": ("bring the rear leg forward for the next step",), "bent knee": ("bring the {side} leg forward for the next step",)},
    aims={"step": ("keep up the pace",), "arms bent": ("keep up the pace",)},
    advice={"step": ("take shorter steps when {he} {gets} tired",), "arms bent": ("keep the shoulders loose",)},
)  # fmt: skip

WALKING = Script(
    reasons={
        "step": ("One foot is ahead of the other, so {he} {is} in the middle of a step.",),
        "bent knee": ("The bent {side} knee belongs to the leg that is swinging forward or pushing off.",),
        "lifted leg": ("The lifted {side} foot is about to be set down for the next step.",),
        "pet": ("A {thing} goes along, so {he} {has} to keep to its pace.",),
        "holds umbrella": ("The umbrella in {his} {side} hand suggests rain or a strong sun.",),
        "holds handbag": ("The bag in {his} {side} hand suggests that {he} {is} on the way to or from somewhere.",),
        "holds suitcase": ("The suitcase in {his} {side} hand suggests a journey.",),
        "upright": ("The upright back suggests an easy pace.",),
        "lean": ("The lean to the {thing} looks like a hurry or a strong wind.",),
        "arms hanging": ("{His} arms hang down, so {he} {does} not seem to be in a hurry.",),
        "looks at": ("{He} {seems} to be looking at the {thing} and not at the way ahead.",),
    },
    moves={"step": ("take the next step and walk on",), "bent knee": ("take the next step and walk on",), "lifted leg": ("set the {side} foot down and walk on",)},
    aims={"upright": ("get on at an easy pace",)},
    advice={"pet": ("leave the {thing} enough room",), "looks at": ("look ahead again before the next step",)},
)  # fmt: skip

CARRYING = Script(
    reasons={
        "grips suitcase": ("With both hands on the suitcase, {he} {seems} to be lifting it or holding on to it.",),
        "holds suitcase": ("The suitcase in {his} {side} hand suggests a journey.",),
        "holds handbag": ("The bag in {his} {side} hand suggests that {he} {is} on the way to or from somewhere.",),
        "lean": ("The lean to the {thing} may balance the weight of what {he} {carries}.",),
        "bent over": ("{He} {is} bent over, as people are when they pick something up or set it down.",),
        "step": ("One foot is ahead of the other, so {he} {is} walking.",),
        "sitting": ("{He} {is} sitting, so {he} {seems} to be waiting.",),
        "upright": ("The upright back suggests that the load is not heavy.",),
    },
    moves={"sitting": ("wait a little longer and then get up with the luggage",), "step": ("walk on with the luggage",), "holds suitcase": ("walk on with the suitcase",), "bent over": ("straighten up again",)},
    aims={"upright": ("carry the load without straining the back",), "lean": ("carry the load without falling to one side",)},
)  # fmt: skip
