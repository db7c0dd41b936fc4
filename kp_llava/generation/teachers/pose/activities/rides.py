"""What poses mean for those who ride, walk, run or carry something."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

CYCLING = Script(
    reasons={
        "grips bicycle": ("Both hands are on the handlebar, so {he} can steer and brake at any moment.",),
        "holds bicycle": ("{His} {side} hand is on the handlebar, so {he} can steer with that one.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, toward the handlebar or into a turn.",),
        "bent over": ("{He} {is} bent over the handlebar, which offers the wind less to push against.",),
        "upright": ("{He} {keeps} {his} back upright, so this looks like an easy ride and not like a race.",),
        "arms bent": ("{His} arms are bent, so they can take up the bumps of the road.",),
        "arm bent": ("{His} {side} arm is bent, so it can take up the bumps of the road.",),
        "helmet": ("The helmet protects {his} head if {he} {falls}.",),
        "standing": ("{He} {is} on {his} feet, so {he} {is} not riding at this moment.",),
        "looks": ("{He} {looks} to the {thing}, probably at the traffic or at the way ahead.",),
        "facing": ("{He} {faces} the camera, so {he} {is} coming toward it or {has} stopped for the picture.",),
        "behind": ("We see {him} from behind, so {he} {is} heading away from the camera.",),
        "crowd": ("With so many people along the way, this is probably a race or an event.",),
    },
    moves={"standing": ("get on the bicycle and ride off",), "": ("pedal on along the way",)},
    aims={"bent over": ("go fast with little effort",), "": ("keep the bicycle steady and see the way ahead",)},
    advice={"": ("keep both hands close to the brakes",)},
)  # fmt: skip

MOTORCYCLING = Script(
    reasons={
        "facing": (
            "{He} {looks} at the camera and not at a road, so the motorcycle is probably standing still.",
            "Since {his} face is toward the camera, {he} {seems} to have stopped for the picture.",
        ),
        "grips motorcycle": ("Both hands are on the motorcycle, so {he} can hold it steady and steer it.",),
        "holds motorcycle": ("{His} {side} hand is on the motorcycle, which helps to hold it steady.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, as riders do in a turn.",),
        "bent over": ("{He} {is} bent over the machine, which offers the wind less to push against.",),
        "upright": ("{He} {sits} upright and not bent into the wind, as people do on a motorcycle that stands still or goes slowly.",),
        "clothes": ("The {thing} would give {him} some protection if {he} fell on the road.",),
        "helmet": ("The helmet shows that {he} {is} ready for the road.",),
        "sitting": ("{He} {is} already sitting on the motorcycle, so {he} could ride off at any time.",),
        "standing": ("{He} {is} on {his} feet, so {he} {is} not riding at this moment.",),
        "arm bent": ("{His} {side} arm is bent, so it does not have to hold {him} up.",),
        "looks": ("{He} {looks} to the {thing}, probably at the traffic or at somebody there.",),
        "behind": ("We see {him} from behind, so {he} {is} heading away from the camera.",),
    },
    moves={
        "facing": ("hold still until the picture is taken, and perhaps start the engine after that",),
        "lean": ("ride out of the turn and straighten up",),
        "standing": ("get on the motorcycle and start it",),
        "": ("ride on, or stop and put a foot on the ground",),
    },
    aims={"facing": ("show {himself} and the motorcycle to the camera",), "lean": ("take the turn safely",), "": ("keep the machine under control",)},
    advice={"clothes": ("put on a helmet before the ride begins, if there is none yet",), "": ("look far ahead and keep both hands on the bars",)},
    stays={"facing + sitting": ("sit like this until the picture is taken and much longer",)},
)  # fmt: skip

RIDING = Script(
    reasons={
        "upright": ("{He} {sits} upright, so {his} weight is right above the animal's back.",),
        "lean": ("{He} {leans} to the {thing}, so {his} weight goes along with the movement of the animal.",),
        "arms bent": ("{His} arms are bent, so {his} hands can follow the head of the animal with the reins.",),
        "arm bent": ("{His} {side} arm is bent, so that hand can follow the head of the animal.",),
        "helmet": ("The helmet protects {his} head if the animal throws {him} off.",),
        "facing": ("{He} {faces} the camera, so {he} {is} riding toward it or posing for a picture.",),
        "behind": ("We see {him} from behind, so {he} {is} riding away from the camera.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where {he} {wants} to go.",),
        "sitting": ("{He} {is} high up on the animal's back and can see far ahead.",),
        "crowd": ("With so many people around, {he} {has} to keep the animal calm.",),
    },
    moves={"facing": ("guide the animal past the photographer",), "": ("ride on at this pace",)},
    aims={"": ("stay in balance with the movement of the animal",)},
    advice={"": ("keep {his} heels low and {his} hands quiet",)},
    dangers=("a sudden jump of the animal",),
)  # fmt: skip

RUNNING = Script(
    reasons={
        "step": ("{He} {takes} a long step, so {he} {is} going at a good pace.",),
        "lifted leg": ("{His} {side} foot is off the ground, so the whole weight is on the other one for a moment.",),
        "bent knee": ("{His} {side} knee is bent, so that leg is swinging through to the next step.",),
        "arms bent": ("{His} arms are bent, which lets them swing quickly along with the legs.",),
        "arm bent": ("{His} {side} arm is bent, which lets it swing quickly along with the legs.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, so {his} weight is already ahead of {his} feet.",),
        "upright": ("{His} back is upright, so {he} {seems} to be running at an easy pace.",),
        "facing": ("{He} {faces} the camera, so {he} {is} running toward it.",),
        "behind": ("We see {him} from behind, so {he} {is} running away from the camera.",),
        "looks": ("{He} {looks} to the {thing}, perhaps at somebody who is catching up.",),
        "crowd": ("With so many people watching, this is probably a race.",),
    },
    moves={"lifted leg": ("set the {side} foot down and push off with it",), "": ("bring the rear leg forward for the next step",)},
    aims={"": ("keep up the pace",)},
    advice={"": ("keep {his} shoulders loose and {his} steps short",)},
)  # fmt: skip

WALKING = Script(
    reasons={
        "step": ("One foot is ahead of the other, so {he} {is} in the middle of a step.",),
        "bent knee": ("{His} {side} knee is bent, so that leg is just swinging forward or pushing off.",),
        "lifted leg": ("{His} {side} foot is off the ground and about to be set down for the next step.",),
        "pet": ("There is a {thing} close to {him}, so {he} {has} to go at its pace.",),
        "holds umbrella": ("{He} {has} the umbrella in {his} {side} hand, so {he} can walk on in the rain or the sun.",),
        "holds handbag": ("{He} {has} the bag in {his} {side} hand, so {he} {is} probably on the way to or from somewhere.",),
        "holds suitcase": ("{He} {has} the suitcase in {his} {side} hand, so {he} {is} probably on a journey.",),
        "holds": ("{He} {has} the {thing} in {his} {side} hand and the other hand free.",),
        "upright": ("{His} back is upright, so {he} {seems} to be going at an easy pace.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, as if in a hurry or against the wind.",),
        "arms hanging": ("{His} arms hang down, so {he} {is} in no hurry.",),
        "facing": ("{He} {faces} the camera, so {he} {is} coming toward us.",),
        "behind": ("We see {him} from behind, so {he} {is} walking away from the camera.",),
        "looks": ("{He} {looks} to the {thing}, so something on that side has caught {his} eye.",),
    },
    moves={"facing": ("walk past the photographer",), "behind": ("walk on, away from the camera",), "": ("take the next step and walk on",)},
    aims={"": ("get on at an easy pace",)},
    advice={"pet": ("leave the {thing} enough room",), "": ("look where {he} {puts} {his} feet",)},
)  # fmt: skip

CARRYING = Script(
    reasons={
        "grips suitcase": ("Both hands are on the suitcase, so it is probably heavy or about to be lifted.",),
        "holds suitcase": ("The suitcase is in {his} {side} hand, so {he} {is} probably on a journey.",),
        "holds handbag": ("The bag is in {his} {side} hand, so {he} {is} probably on the way to or from somewhere.",),
        "lean": ("{He} {leans} to the {thing}, perhaps to balance what {he} {carries}.",),
        "bent over": ("{He} {is} bent over, so {he} {is} probably picking something up or setting it down.",),
        "step": ("One foot is ahead of the other, so {he} {is} walking.",),
        "standing": ("{He} {is} standing, so {he} could walk on at any moment.",),
        "sitting": ("{He} {is} sitting, so {he} {seems} to be waiting.",),
        "upright": ("{His} back is upright, so what {he} {carries} cannot be very heavy.",),
        "looks": ("{He} {looks} to the {thing}, perhaps for the way or for somebody.",),
        "facing": ("{He} {faces} the camera, so {he} {is} coming toward us or {has} stopped.",),
        "behind": ("We see {him} from behind, so {he} {is} walking away from the camera.",),
    },
    moves={"sitting": ("wait a little longer and then get up with the luggage",), "step": ("walk on with the {thing}",), "": ("walk on to where {he} {wants} to go",)},
    aims={"": ("carry the load without straining the back",)},
    advice={"": ("change the hand now and then",)},
)  # fmt: skip
