"""What poses mean where it is not known what somebody does, or where no other script is about it."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

GENERAL = Script(
    reasons={
        "pet": ("With the {thing} so close, {he} {has} to mind where {he} {steps}.",),
        "looks at pizza": (
            "{He} {seems} to be looking at the pizza and not at the camera.",
        ),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "touch": ("The {thing} is close to {his} {side} hand, so {he} can touch it at any moment.",),
        "leans on": ("Leaning on the {thing} takes some of the weight off {his} legs, so {he} could stay like this for some time.",),
        "small child + standing": ("{He} {is} still a small child, so {he} {is} less steady on {his} feet than a grown-up.",),
        "grips": ("With both hands on the {thing}, {he} {has} a firm hold of it, but neither hand is free for anything else.",),
        "airborne": (
            "With both feet off the ground, {he} can no longer change the direction of the jump and can only prepare for the landing.",
            "In the air there is nothing to hold on to, so everything depends on how {he} {lands}.",
        ),
        "lifted leg": (
            "With the {side} foot off the ground, all of {his} weight rests on the {other} leg, so {he} {has} to mind {his} balance.",
            "The {other} leg carries all of the weight while the {side} one is lifted, which makes this stand a narrow one.",
        ),
        "arms up + standing": (
            "With both arms up while {he} {is} standing, {his} shoulders do most of the work.",
        ),
        "arms up": (
            "The raised arms are work for the shoulders.",
            "With both arms up, {he} can reach what is high above {him}.",
        ),
        "arm up + upright": (
            "Only the {side} arm is raised while the back stays upright, so the movement comes from the shoulder and not from the whole body.",
            "Since the back stays upright, the raised {side} arm hardly disturbs {his} balance.",
        ),
        "arm up": (
            "The raised {side} arm is work for that shoulder.",
        ),
        "arm at head": (
            "The {side} hand is at {his} head, so only the {other} one is free.",
        ),
        "arms at head": ("With both hands at {his} head, neither of them is free for anything else.",),
        "arms on hip": ("With both hands on {his} hips, {he} {looks} self-assured, and {his} arms can rest.",),
        "arm on hip": ("With the {side} hand on {his} hip, {he} {looks} self-assured, and that arm can rest.",),
        "arms out": (
            "The arms stretched out to both sides can balance the body like the pole of a tightrope walker.",
            "With both arms out, a sway to one side is easily answered by the arm on the other side.",
        ),
        "arm out": (
            "With the {side} arm stretched out, {he} can reach what is on that side.",
        ),
        "lap": ("With the {thing} on {his} lap, {he} cannot get up without taking hold of it first.",),
        "step": (
            "One foot is ahead of the other, so {his} weight can move from the rear foot to the front one.",
            "The feet are as far apart as in a step, so {his} weight can go from one to the other.",
        ),
        "wide stance": (
            "{His} feet are set apart, which gives {him} a firm stand even if something pushes from the side.",
            "The wide stance spreads {his} weight and makes {him} hard to push over.",
        ),
        "narrow stance": (
            "The feet are close together, so even a light push from the side would make {him} take a step.",
            "With so little room between the feet, {he} {stands} less firmly than {he} could.",
        ),
        "bent over": (
            "Bending over brings {his} head closer to the ground, but it strains the lower back.",
            "Bent over like this, {he} can reach what is low down, while the lower back has to hold the upper body.",
        ),
        "crouching": (
            "The low crouch keeps {his} weight close to the ground, so that {he} can reach what lies there.",
            "Crouching like this is tiring for the thighs, but it lets {him} get up quickly.",
        ),
        "kneeling": (
            "On {his} knees, {he} can work close to the ground and {is} hard to tip over.",
            "Kneeling makes {him} lower, but the knees carry all of the weight.",
        ),
        "lying": (
            "{His} weight is spread over the whole body, so {he} can rest like this.",
        ),
        "drawn up": (
            "The bent knee would make it easy to roll over or to get up.",
            "With a knee bent like this, {he} {is} resting and yet ready to turn over.",
        ),
        "stretched out": (
            "Both legs are straight, so {he} would have to draw them in before {he} could get up.",
            "With both legs straight, {he} {is} stretched out to full length and would have to draw them in before getting up.",
        ),
        "arm past head": (
            "The {side} arm goes out past {his} shoulder, which stretches that side of the body.",
            "With the {side} arm past {his} shoulder like this, that side of the body is long and loose.",
        ),
        "bent knees + standing": (
            "The bent knees lower {his} weight, and from there {he} can move off in any direction.",
            "With both knees bent, {he} {stands} lower and more firmly, but the thighs have to work for it.",
        ),
        "bent knees": (
            "The bent knees can straighten at any moment, so {he} {is} ready for a quick movement.",
        ),
        "bent knee": (
            "The {side} knee is bent, which makes it easy to push off with that leg.",
            "With the {side} knee bent, {he} can push off with that leg at once.",
        ),
        "sitting + upright": (
            "Sitting this upright without leaning back, {he} {has} to hold the back straight by {himself}.",
        ),
        "lean + sitting": ("Leaning to the {thing} in the seat puts more weight on that side than on the other.",),
        "lean": (
            "The lean to the {thing} moves {his} weight to that side, so the legs have to hold against it.",
            "Leaning to the {thing} like this, {he} would need a step to that side if the lean became any deeper.",
        ),
        "sitting": ("The seat carries {his} weight, so the legs can rest.",),
        "upright + standing": (
            "Standing upright like this, {he} {has} {his} weight over {his} feet and {needs} nothing to hold on to.",
        ),
        "behind": (
            "{His} back is turned to the camera, so whatever {he} {is} busy with is in front of {him}, farther away from us.",
        ),
        "facing": (
            "{His} face is turned to the camera, so {he} probably {knows} that a picture is being taken.",
            "With {his} face turned to the camera, {he} {seems} to be aware of the photographer.",
        ),
        "arms hanging": ("Both arms hang down, so the shoulders can rest.",),
        "arm hanging": ("The {side} arm hangs down and can rest.",),
        "straight legs + upright + standing": ("Both legs are straight and the back is upright, so {he} {is} standing still and not taking a step.",),
        "straight legs": (
            "{His} legs are straight, so the thighs have little work to do at the moment.",
            "On straight legs {he} can stand for some time, but {he} would have to bend them before making any quick movement.",
        ),
        "arms bent": ("With both arms bent, {he} {keeps} {his} hands close to {his} body.",),
        "arm bent": ("The bent {side} arm keeps that hand close to {his} body.",),
        "upright": ("The upright back keeps {his} upper body steady.",),
        "standing": ("Standing there, {he} can walk off in any direction.",),
    },
    moves={
        "looks at pizza": ("go on preparing or eating the pizza",),
        "step": ("put the rear foot ahead", "bring the rear foot up to the front one", "shift the weight to the front foot"),
        "airborne": ("land with bent knees", "come down again and bend {his} knees to land softly", "touch the ground with both feet and let the knees give way"),
        "bent over": ("straighten up again", "come up again", "straighten {his} back before it gets tired"),
        "lifted leg": ("set the {side} foot down", "put the {side} foot back on the ground and shift the weight onto it", "step down with the {side} foot"),
        "crouching": ("push up with the legs", "stand up as soon as {he} {is} done down there", "rise from the crouch"),
        "kneeling": ("set one foot on the ground and push up from it", "put one foot forward and stand up", "get up from {his} knees"),
        "arm up": ("lower the {side} arm again", "bring the {side} arm down", "let the {side} arm sink when it gets tired"),
        "arms up": ("lower both arms again", "bring both arms down", "let both arms sink when they get tired"),
        "arm out": ("draw the {side} arm back", "let the {side} arm sink", "bring the {side} hand back to the body"),
        "arms out": ("draw both arms back", "let both arms sink", "bring both hands back to the body"),
        "arm on hip": ("take the {side} hand off {his} hip", "let the {side} arm hang down"),
        "arms on hip": ("take {his} hands off {his} hips", "let both arms hang down"),
        "arm at head": ("take the {side} hand away from {his} head", "lower the {side} hand"),
        "arms at head": ("take both hands away from {his} head", "lower both hands"),
        "drawn up": ("roll to one side", "straighten the knee again", "turn over"),
        "arm past head": ("draw the {side} arm in and roll over", "bring the {side} arm back to {his} side"),
        "lean": ("come back to the middle", "bring the weight back over both feet", "straighten up from the lean"),
        "bent knees": ("straighten {his} knees or push off", "come up out of the bend"),
        "bent knee": ("put the weight back on both legs", "take a step with the {side} leg", "straighten the {side} knee again"),
    },
    aims={},
    advice={
        "narrow stance + standing": ("set the feet a little farther apart for a firmer stand",),
        "straight legs + standing": ("let the knees give a little, which is easier on the back", "shift the weight from one foot to the other now and then"),
        "lifted leg": ("fix the eyes on one point until both feet are down again", "keep the {other} knee a little bent as long as it carries everything"),
        "bent over": ("bend the knees as well, which takes some load off the back", "keep the back straight while coming up again"),
        "arms up": ("lower both arms before the shoulders get tired", "keep the shoulders loose while the arms are up"),
        "arm up": ("lower the {side} arm before the shoulder gets tired", "change to the {other} arm when the shoulder gets tired"),
        "crouching": ("change the position before the thighs get tired",),
        "kneeling": ("put something soft under the knees",),
        "sitting + upright": ("lean back every now and then to rest the back", "stand up from time to time"),
        "lean + standing": ("bring the weight back over the middle of the feet from time to time",),
        "lying": ("get up slowly, first to a seat and only then to the feet",),
        "airborne": ("land on both feet and let the knees give way",),
    },
    dangers=("a push from the side", "a slip of one foot", "slippery ground", "a stumble"),
    stays={
        "sitting": ("stay there for quite a while", "remain seated for a long time", "sit there without getting tired"),
        "lying": ("stay there for quite a while", "rest there as long as {he} {likes}"),
        "upright + standing": ("stand like this for quite a while", "keep this up for many minutes", "wait like this for some time"),
        "standing + straight legs": ("stand like this for quite a while", "keep this up for many minutes"),
    },
    strains={
        "arms up": ("for a minute or two at most", "only until the shoulders get tired"),
        "arm up": ("for a few minutes at most", "only until the shoulder gets tired"),
        "arms out": ("for a minute or two at most", "only until the shoulders get tired"),
        "arm out": ("for a few minutes at most", "only until the shoulder gets tired"),
        "lifted leg": ("for a few moments only", "only until the {other} leg gets tired"),
        "bent over": ("for a few minutes at most", "only until the lower back gets tired"),
        "crouching": ("for a few minutes at most", "only until the thighs get tired"),
        "bent knees + standing": ("for a minute or two at most", "only until the thighs get tired"),
        "kneeling": ("only until the knees begin to hurt", "for a few minutes at most"),
    },
    firsts={
        "lap": ("To get up, {x} would have to take the {thing} off {his} lap first.",),
        "leans on": ("To walk away, {x} would have to take {his} weight off the {thing} and bring it back over {his} feet.",),
        "sitting": (
            "To get up, {x} would have to move {his} weight from the seat onto {his} feet.",
            "Before standing up, {x} would have to bring {his} feet under {him} and lean forward.",
            "To walk anywhere, {x} would have to push up from the seat first.",
        ),
        "lying": (
            "To get up, {x} would have to roll to one side and push up with an arm.",
            "Before {he} could stand, {x} would have to sit up first.",
        ),
        "kneeling": ("To stand up, {x} would have to set one foot on the ground and push up from it.", "To walk away, {x} would have to get one knee off the ground first."),
        "crouching": ("To stand up, {x} would have to push hard with both legs.", "To walk away, {x} would have to come up from the crouch first."),
        "lifted leg": ("To take a step, {x} would have to set the {side} foot down first.", "Before {he} could jump, {x} would have to put the {side} foot back on the ground."),
        "bent over": ("To look straight ahead, {x} would have to straighten {his} back or lift {his} head.", "Before {he} could run, {x} would have to straighten up."),
        "wide stance + standing": ("To take a step, {x} would have to shift {his} weight onto one leg first.", "Before {he} could walk on, {x} would have to bring {his} feet closer together."),
        "narrow stance + standing": ("If somebody pushed from the side, {x} would have to take a quick step.", "To stand more firmly, {x} would have to set the feet farther apart."),
        "standing + straight legs": ("To walk off, {x} would have to shift {his} weight onto one leg first.",),
        "arms up": ("To pick something up, {x} would have to bring both arms down first.", "To reach anything low, {x} would have to lower {his} arms first."),
        "arm up": ("To pick something up with the {side} hand, {x} would have to bring that arm down first.", "To reach anything low with the {side} hand, {x} would have to lower that arm first."),
        "arms on hip": ("To take hold of anything, {x} would have to take {his} hands off {his} hips first.",),
        "arm on hip": ("To use the {side} hand, {x} would have to take it off {his} hip first.",),
        "arms hanging": ("To reach anything above the hips, {x} would have to lift {his} arms first.",),
        "lean + standing": ("To stand straight, {x} would have to bring the upper body back over {his} feet.",),
        "behind": ("To let us see {his} face, {x} would have to turn around.",),
        "grips": ("To wave to somebody, {x} would have to take one hand off the {thing}.",),
    },
)  # fmt: skip
