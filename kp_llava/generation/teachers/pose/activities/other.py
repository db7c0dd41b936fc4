"""What poses mean at a table, at work, in exercise, and with animals and children."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

TABLE = Script(
    reasons={
        "looks at cake": (
            "{He} {seems} to be looking at the cake and waiting for it to be served.",
            "{He} {seems} to be looking at the cake, which will probably be cut soon.",
        ),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "lean + sitting": ("Leaning to the {thing} in the seat like this, {he} {looks} relaxed.",),
        "sitting + arms bent": ("The bent arms keep {his} hands close to the table.",),
        "sitting + upright": ("{He} {sits} upright, so {he} can see what is on the table and can reach it.",),
        "arms bent": ("The bent arms keep {his} hands close to the table.",),
        "arm bent": ("The bent {side} arm keeps that hand close to the table.",),
        "bent over": ("Bent over the table like this, {he} can reach what is farther away.",),
        "standing": ("{He} {is} on {his} feet, so {he} can reach all of the table.",),
    },
    moves={
        "looks at cake": ("wait until the cake is cut and then have a piece of it", "have a piece of the cake as soon as it is cut"),
        "looks at pizza": ("take a slice of the pizza",),
        "looks at": ("take some of the {thing}",),
        "lean + sitting": ("come back to the middle of the seat when the food is served",),
        "sitting + arms bent": ("take something from the table",),
        "standing": ("take something from the table and sit down",),
    },
    aims={},
    stays={"sitting": ("stay there until the meal is over", "sit there until everybody has finished")},
)  # fmt: skip

EXERCISE = Script(
    reasons={
        "lifted leg": ("With the {side} foot off the ground, everything rests on the {other} leg, so this is an exercise in balance.",),
        "airborne": ("{He} {is} off the ground, so {his} legs have just worked hard and will have to soften the landing.",),
        "arms up": ("Both arms are up, which stretches the whole body from the hips to the hands.",),
        "arm up": ("The raised {side} arm stretches that side of the body.",),
        "arms out": ("The arms stretched out to both sides keep {him} balanced.",),
        "arm out": ("The outstretched {side} arm keeps {him} balanced.",),
        "bent over": ("Bent over like this, {he} {stretches} the back and the back of the legs.",),
        "bent knees": ("The bent knees make the thighs work.",),
        "bent knee": ("The bent {side} knee takes most of the work to one leg.",),
        "wide stance": ("The wide stance gives {him} a firm base.",),
        "step": ("One foot is far ahead of the other, which stretches the hips.",),
        "lean": ("The lean to the {thing} stretches one side of the body.",),
        "lying": ("{He} {is} lying down, so the exercise needs no balance.",),
        "upright": ("The upright back keeps the movement under control.",),
    },
    moves={
        "lifted leg": ("set the {side} foot down and change legs",),
        "airborne": ("land with bent knees",),
        "arms up": ("lower both arms and breathe out",),
        "arm up": ("lower the {side} arm and change sides",),
        "bent over": ("come up slowly",),
        "bent knees": ("straighten the legs again",),
        "bent knee": ("change to the other leg",),
        "step": ("change to the other leg",),
        "lean": ("come back to the middle and lean the other way",),
        "arms out": ("draw both arms in again",),
    },
    aims={"arms out": ("stay balanced",), "arm out": ("stay balanced",), "lifted leg": ("practice standing on one leg",)},
    advice={"lifted leg": ("fix the eyes on one point",), "bent over": ("come up slowly and with bent knees",), "bent knees": ("keep the knees above the feet",), "airborne": ("land softly on both feet",)},
    dangers=("a look to the side", "a slip of one foot"),
    strains={"lifted leg": ("for less than a minute",), "bent knees": ("for a minute or two at most",), "arms up": ("for a minute or two at most",)},
)  # fmt: skip

WORK = Script(
    reasons={
        "grips": ("With both hands on the {thing}, {he} can work with strength and care.",),
        "holds": ("The {thing} is in {his} {side} hand, so the {other} one is free to hold what {he} {works} on.",),
        "bent over": ("Bent over like this, {he} {is} close to the work, but {his} lower back has to bear it.",),
        "crouching": ("The low crouch brings {his} hands close to the work on the ground.",),
        "kneeling": ("On {his} knees, {he} can keep both hands at work close to the ground.",),
        "arms bent": ("The bent arms keep the work close to the body, where {his} hands are strongest.",),
        "arm bent": ("The bent {side} arm keeps that hand at the work.",),
        "arms up": ("{He} {has} to work above {his} head, which soon tires the shoulders.",),
        "arm up": ("{He} {reaches} up with the {side} arm, so a part of the work is high up.",),
        "wide stance": ("The wide stance gives {him} a firm hold while {he} {works}.",),
        "looks at": ("{He} {seems} to be looking at the {thing} and not at {his} hands.",),
        "upright + standing": ("The upright back shows that the work is at a good height.",),
        "sitting": ("{He} {has} sat down to work, so it is probably nothing that needs strength.",),
    },
    moves={
        "bent over": ("straighten up to rest the back",),
        "crouching": ("get up and look at the work from above",),
        "kneeling": ("get up and look at the work from above",),
        "arms up": ("lower both arms to rest the shoulders",),
        "arms bent": ("finish this part of the work and go on to the next",),
        "arm bent": ("finish this part of the work and go on to the next",),
    },
    aims={"wide stance": ("work without losing the firm stand",), "arms bent": ("keep the work under control",)},
    advice={"bent over": ("bend the knees and not only the back",), "arms up": ("stand on something, so that the arms need not be so high",), "kneeling": ("put something soft under the knees",)},
    strains={"bent over": ("only until the lower back gets tired",), "arms up": ("only until the shoulders get tired",), "crouching": ("only until the thighs get tired",)},
)  # fmt: skip

ANIMAL = Script(
    reasons={
        "crouching": ("By crouching, {he} {makes} {himself} as small as the animal, which is less frightening.",),
        "kneeling": ("On {his} knees, {he} {is} as low as the animal, which is less frightening.",),
        "bent over": ("{He} {bends} down to reach the animal.",),
        "arm out": ("The outstretched {side} arm lets the animal come as close as it likes.",),
        "arms out": ("Both arms are stretched out toward the animal.",),
        "holds": ("The {thing} in {his} {side} hand is what the animal is probably interested in.",),
        "arm bent": ("The bent {side} arm keeps that hand close to {him}, so the animal has to come near.",),
        "lean": ("The lean to the {thing} brings {him} closer to that side.",),
        "looks at": ("{He} {seems} to be looking at the {thing}, so {he} can see how it takes the touch.",),
        "facing": ("{His} face is turned to the camera and not to the animal, so {he} {seems} to trust it.",),
        "sitting": ("{He} {is} sitting, so {he} {has} time for the animal.",),
    },
    moves={"crouching": ("get up slowly, so that the animal is not frightened",), "kneeling": ("get up slowly, so that the animal is not frightened",), "arm out": ("touch the animal, or draw the hand back if it turns away",), "bent over": ("touch the animal and straighten up again",), "facing": ("turn back to the animal",)},
    aims={"crouching": ("meet the animal at its own height",), "kneeling": ("meet the animal at its own height",), "arm out": ("let the animal come closer by itself",)},
    advice={"arm out": ("keep the hand still until the animal has sniffed at it",), "facing": ("keep an eye on the animal",), "bent over": ("move slowly",)},
)  # fmt: skip
