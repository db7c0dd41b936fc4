"""What poses mean for those who ride, walk, run or carry something."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

CYCLING = Script(
    reasons={
        "grips bicycle": ("With both hands on the handlebar, {he} can steer and brake at any moment.",),
        "holds bicycle": ("With the {side} hand on the bicycle, {he} can guide it.",),
        "bent over": ("The low upper body offers the wind less to push against.",),
        "lean": ("The lean to the {thing} moves {his} weight to that side of the bicycle.",),
        "upright": ("The upright back suits an easy ride, since in a race {he} would have to be lower.",),
        "arms bent": ("The bent arms take up the bumps of the road.",),
        "helmet": ("The helmet would protect {his} head in a fall.",),
        "small child": ("{He} {is} still a small child, so steering and keeping the balance at the same time is not easy for {him}.",),
        "standing": ("{He} {is} on {his} feet, so the bicycle is not carrying {him}.",),
    },
    moves={"grips bicycle": ("pedal on along the way",), "lean": ("come back from the lean",), "bent over": ("pedal on in this low position",)},
    aims={"bent over": ("go fast with little effort",), "upright": ("ride in comfort and see the way ahead",)},
    advice={"helmet": ("keep both hands close to the brakes",), "holds bicycle": ("keep both hands close to the brakes",), "small child": ("wear a helmet and stay away from cars",), "lean": ("keep the weight over the middle of the bicycle",), "standing": ("look around before getting on",)},
    firsts={
        "sitting": ("To stop safely, {x} would have to brake and put one foot on the ground.", "To get off, {x} would have to put one foot on the ground and swing the other leg over."),
        "standing": ("To ride, {x} would have to swing one leg over the bicycle and get onto the saddle.",),
        "grips bicycle": ("To give a hand signal, {x} would have to take one hand off the handlebar.",),
        "upright": ("To go faster, {x} would have to bring the upper body lower.",),
    },
)  # fmt: skip

MOTORCYCLING = Script(
    reasons={
        "facing + upright": (
            "The upright back and the look into the camera suggest that {he} {is} posing with the motorcycle.",
        ),
        "grips motorcycle": ("With both hands on the bars, {he} can hold the motorcycle steady and steer it.",),
        "lean": ("The lean to the {thing} moves {his} weight to that side of the motorcycle.",),
        "bent over": ("The low upper body offers the wind less to push against.",),
        "helmet": ("The helmet protects {his} head if {he} {falls}.",),
        "standing": ("{He} {is} on {his} feet, so the motorcycle is not carrying {him}.",),
        "upright": ("The upright back suits a slow ride or a motorcycle that stands still.",),
        "sitting": ("While {he} {sits} on it, {he} can steady the motorcycle with {his} feet as long as it stands still.",),
    },
    moves={
        "facing": ("hold still until the picture is taken",),
        "lean": ("straighten up again",),
    },
    aims={"facing": ("show {himself} and the motorcycle to the camera",)},
    advice={
        "facing + sitting": ("take hold of both grips and look at the road before starting the engine",),
        "grips motorcycle": ("keep the head up and look far ahead",),
    },
    stays={"facing + sitting": ("sit like this until the picture is taken and much longer",)},
    firsts={
        "facing + sitting": ("To ride off, {x} would have to turn {his} eyes to the road and put both hands on the grips.", "Before riding anywhere, {x} would have to take hold of both grips and look at the road.", "To get off, {x} would have to swing one leg over the seat."),
        "sitting": ("To get off, {x} would have to put one foot on the ground and swing the other leg over the seat.",),
        "standing": ("To ride, {x} would have to swing one leg over the seat.",),
    },
)  # fmt: skip

RIDING = Script(
    reasons={
        "upright": ("The upright back keeps {his} weight right above the animal's back, where it is carried most easily.",),
        "lean": ("The lean to the {thing} takes {his} weight out of the middle of the animal's back.",),
        "arms bent": ("The bent arms let {his} hands follow the animal's head with the reins.",),
        "sitting": ("The animal carries all of {his} weight, so every movement of its back reaches {him}.",),
        "helmet": ("The helmet protects {his} head if the animal throws {him} off.",),
        "crowd": ("So many people around could make the animal nervous, so {he} {has} to keep it calm.",),
    },
    moves={},
    aims={"upright": ("stay in balance with the movement of the animal",), "arms bent": ("guide the animal with quiet hands",)},
    advice={
        "crowd": ("keep {his} hands quiet and the animal away from the people",),
        "upright": ("keep {his} hands quiet, so that the animal stays calm",),
        "lean": ("come back to the middle of the saddle",),
    },
    dangers=("a sudden jump of the animal",),
    firsts={
        "sitting": ("To get down, {x} would have to swing one leg over the animal's back and slide to the ground.", "Before getting down, {x} would have to bring the animal to a stop."),
        "upright": ("If the animal stopped suddenly, {x} would have to lean back to stay on.",),
    },
)  # fmt: skip

RUNNING = Script(
    reasons={
        "step": ("With one foot so far ahead of the other, {he} {is} on the move and cannot stop at once.",),
        "lifted leg": ("The lifted {side} foot puts the whole weight on the other one for a moment.",),
        "bent knee": ("With the {side} knee bent, that leg is shorter and can swing forward freely.",),
        "arms bent": ("Bent arms like these swing along more quickly than straight ones.",),
        "lean": ("The lean to the {thing} takes {his} weight to that side, so the next step has to catch it.",),
        "upright": ("The upright back leaves {his} chest free to breathe.",),
    },
    moves={"lifted leg": ("set the {side} foot down and push off with it",), "step": ("bring the rear leg forward for the next step",), "bent knee": ("bring the {side} leg forward for the next step",)},
    aims={"step": ("keep up the pace",), "arms bent": ("keep up the pace",)},
    advice={"step": ("take shorter steps when {he} {gets} tired",), "arms bent": ("keep the shoulders loose",)},
    firsts={"step": ("To stop, {x} would have to brake with the front leg first.",), "lifted leg": ("To change direction, {x} would have to set the {side} foot down first.",)},
)  # fmt: skip

WALKING = Script(
    reasons={
        "hand in hand": ("Holding hands, the two have to keep the same pace.", "The two are holding hands, so neither can walk faster than the other."),
        "step": ("One foot is ahead of the other, so {he} {is} in the middle of a step.",),
        "bent knee": ("With the {side} knee bent, that leg is shorter and can swing forward freely.",),
        "lifted leg": ("With the {side} foot off the ground, the other leg carries all of the weight for a moment.",),
        "pet": ("A {thing} is close, so {he} {has} to mind where {he} {steps}.",),
        "holds phone + arms hanging": ("The phone is in the {side} hand, but with both arms hanging down it is not in use at this moment.",),
        "holds phone": ("With a phone in the {side} hand, only the {other} one is free to catch a fall.",),
        "holds umbrella": ("The umbrella is in {his} {side} hand, so only the other one is free.",),
        "holds handbag": ("The bag in {his} {side} hand pulls that shoulder down a little.",),
        "holds suitcase": ("The suitcase in {his} {side} hand pulls that shoulder down.",),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "looks aside": ("With the head turned to the {thing}, {he} {has} the way ahead only in the corner of the eye.",),
        "arms up": ("With both arms up, the steps have to do without the swing of the arms.",),
        "arm up": ("The raised {side} arm takes no part in the swing of the arms that goes with walking.",),
        "arms hanging": ("With both arms hanging down, {he} {does} not seem to be in a hurry.", "Both arms hang loose and can swing along with the steps, which saves strength."),
        "arm hanging": ("The {side} arm hangs down and can swing along with the steps.",),
        "arms bent": ("With both arms bent, the steps have to do without the swing of the arms.",),
        "arm bent": ("The bent {side} arm does not swing along with the steps as a loose one would.",),
        "upright": ("The upright back gives {him} a free view of the way ahead.",),
        "lean": ("The lean to the {thing} takes {his} weight to that side, so the next step has to catch it.",),
    },
    moves={
        "step": ("take the next step and walk on",), "bent knee": ("take the next step and walk on",), "lifted leg": ("set the {side} foot down and walk on",),
        "hand in hand": ("go on side by side at the same pace",), "comes": ("take the next step and come closer to the camera", "walk on and pass the camera"),
    },
    aims={"upright": ("see the way ahead",)},
    advice={
        "pet": ("leave the {thing} enough room",), "looks at": ("look ahead again before the next step",), "looks aside": ("look ahead again before the next step",),
        "holds phone": ("leave the phone down as long as the walk goes on", "keep the eyes off the phone until the walk is over"),
    },
    dangers=("an uneven spot in the ground", "somebody who suddenly stops in front"),
    firsts={
        "hand in hand": ("To turn off to one side, {x} would have to let go of that hand or take the other one along.",),
        "step": ("To stop, {x} would have to bring the rear foot up to the front one.", "To turn around, {x} would have to bring {his} feet together first."),
        "lifted leg": ("To stop, {x} would have to set the {side} foot down first.",),
        "holds phone": ("To read a message safely, {x} would have to stand still first.",),
        "comes": ("To turn back, {x} would have to come to a stop and turn around first.",),
    },
)  # fmt: skip

LOADING = Script(
    reasons={
        "grips": ("With both hands on the {thing}, {he} can carry it close to the body.",),
        "bent over": ("Bent over like this, {he} can reach what stands low, but {his} lower back has to bear the weight.",),
        "crouching": ("From the crouch, {he} can lift with the legs, which spares the back.",),
        "bent knees": ("The bent knees let the legs do the lifting instead of the back.",),
        "step": ("One foot is ahead of the other, so {he} {is} on the move between two loads.",),
        "arms hanging": ("Both arms hang down, so nothing is being lifted at this moment.",),
        "arms out": ("Both arms reach forward or out, which makes every load heavier than one that is held close.",),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "straight legs": ("{His} legs are straight, so {he} {is} not lifting anything from the ground.",),
    },
    moves={"arms hanging": ("take hold of the next load", "turn to the next load"), "grips": ("carry the {thing} off and come back for more",)},
    aims={"bent knees": ("lift with the legs and not with the back",), "crouching": ("lift with the legs and not with the back",)},
    advice={
        "upright": ("keep the back like this and bend the knees when the next load is lifted", "lift the next load with the legs and not with the back"),
        "bent over": ("bend the knees as well, which takes some load off the back",),
    },
    firsts={
        "straight legs": ("To lift anything from the ground, {x} would have to bend {his} knees first.",),
        "arm hanging": ("To carry anything large, {x} would have to bring both arms in front of the body first.",),
        "arms hanging": ("To carry anything large, {x} would have to bring both arms in front of the body first.",),
    },
)  # fmt: skip

CARRYING = Script(
    reasons={
        "grips suitcase": ("With both hands on the suitcase, {he} can lift it without twisting {his} back.",),
        "holds suitcase": ("The suitcase in {his} {side} hand pulls that shoulder down.",),
        "holds handbag": ("The bag in {his} {side} hand pulls that shoulder down a little.",),
        "lean": ("The lean to the {thing} takes {his} weight to that side, together with what {he} {carries}.",),
        "bent over": ("Bent over like this, {he} can reach what stands on the ground, but {his} lower back has to bear it.",),
        "step": ("One foot is ahead of the other, so {he} {is} on the move.",),
        "sitting": ("{He} {is} sitting, so {his} arms do not have to carry anything for the moment.",),
        "upright": ("The upright back keeps the load close to the body.",),
    },
    moves={"bent over": ("straighten up again",)},
    aims={"upright": ("carry the load without straining the back",), "lean": ("carry the load without falling to one side",)},
    firsts={"holds suitcase": ("To open a door with that hand, {x} would have to put the suitcase down first.",), "holds handbag": ("To take something out of the bag, {x} would need the other hand.",), "step": ("To stop, {x} would have to bring the rear foot up to the front one.",)},
)  # fmt: skip
