"""What poses mean at a table, at a board game, at work, in exercise, dances and fights, and with animals and children."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

TABLE = Script(
    reasons={
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "lean + sitting": ("The lean to the {thing} puts more of {his} weight on that side of the seat.",),
        "sitting + upright": ("{He} {sits} upright, so {he} can see what is on the table and can reach it.",),
        "bent over": ("Bent over like this, {he} can reach what is farther away on the table.",),
        "sitting": ("The seat carries {his} weight, so both arms are free for what is on the table.",),
        "standing": ("{He} {is} on {his} feet, so {he} can reach more of the table than from a seat.",),
    },
    moves={},
    aims={},
    stays={"sitting": ("stay there until the meal is over", "sit there until everybody has finished")},
    firsts={
        "sitting + upright": ("To reach the far side of the table, {x} would have to lean forward or get up.",),
        "sitting": ("To leave the table, {x} would have to move the seat back and get {his} feet under {him}.", "To get up from the table, {x} would have to move {his} weight from the seat onto {his} feet."),
    },
)  # fmt: skip

EXERCISE = Script(
    reasons={
        "lifted leg": ("With the {side} foot off the ground, everything rests on the {other} leg, so this is an exercise in balance.",),
        "airborne": ("{He} {is} off the ground, so {his} legs have just worked hard and will have to soften the landing.",),
        "arms up": ("Both arms are up, which stretches the whole body from the hips to the hands.",),
        "arm up": ("The raised {side} arm stretches that side of the body.",),
        "arms out": ("The arms stretched out to both sides can keep {him} balanced.",),
        "arm out": ("The outstretched {side} arm can help to keep {him} balanced.",),
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
    dangers=("a hasty movement", "a slip of one foot"),
    strains={"lifted leg": ("for less than a minute",), "bent knees": ("for a minute or two at most",), "arms up": ("for a minute or two at most",)},
)  # fmt: skip

DANCE = Script(
    reasons={
        "hand in hand": ("The two are holding hands, so each has to follow the steps of the other.",),
        "lifted leg": ("With the {side} foot off the ground, everything rests on the {other} leg for a moment.",),
        "airborne": ("{He} {is} off the ground, so the dance can only go on after the landing.",),
        "step": ("One foot is ahead of the other, so {he} {is} in the middle of a step.",),
        "looks at": ("{He} {seems} to be looking at the {thing}, so the two can move together.",),
        "arms up": ("The raised arms make the line of {his} body longer.",),
        "arm up": ("The raised {side} arm makes the line of {his} body longer.",),
        "arms out": ("The arms stretched out to both sides can keep {him} balanced.",),
        "arm out": ("The outstretched {side} arm gives the movement more width.",),
        "bent knees": ("The bent knees let the next step follow smoothly.",),
        "bent knee": ("With the {side} knee bent, the weight can go over to the other leg.",),
        "lean": ("The lean to the {thing} shows that {he} {is} not standing still.",),
        "upright": ("The upright back keeps the movement under control.",),
    },
    moves={
        "lifted leg": ("set the {side} foot down and go on dancing",),
        "airborne": ("land with bent knees and go on dancing",),
        "step": ("bring the rear foot along for the next step",),
        "arms up": ("bring both arms down in the next movement",),
        "arm up": ("bring the {side} arm down in the next movement",),
        "lean": ("come back from the lean with the next step",),
    },
    aims={"arms out": ("stay balanced",), "hand in hand": ("move together with the other one",)},
    advice={
        "lifted leg": ("keep the {other} knee a little loose",),
        "looks at": ("keep an eye on the {thing}, so that the two stay together",),
        "bent knees": ("keep the steps small as long as the knees are bent",),
    },
    dangers=("a step on somebody else's foot", "a slip of one foot"),
    firsts={
        "lifted leg": ("To turn around, {x} would have to set the {side} foot down first.",),
        "step": ("To stop, {x} would have to bring the feet together first.",),
        "hand in hand": ("To dance alone, {x} would have to let go of that hand first.",),
        "arms up": ("To take somebody's hand, {x} would have to bring an arm down first.",),
        "lean": ("To move to the other side, {x} would have to come back from the lean first.",),
    },
)  # fmt: skip

WORK = Script(
    reasons={
        "grips": ("With both hands on the {thing}, {he} can work with strength and care.",),
        "holds": ("The {thing} is in {his} {side} hand, so only the {other} one is free.",),
        "bent over": ("Bent over like this, {he} {is} close to the work, but {his} lower back has to bear it.",),
        "crouching": ("The low crouch brings {his} hands close to the work on the ground.",),
        "kneeling": ("On {his} knees, {he} can keep both hands at work close to the ground.",),
        "arms bent": ("The bent arms keep {his} hands close to the body, where they are strongest.",),
        "arms up": ("Both arms are up, which soon tires the shoulders.",),
        "arm up": ("With the {side} arm up, {he} can reach what is high, but that shoulder gets tired.",),
        "wide stance": ("The wide stance gives {him} a firm hold while {he} {works}.",),
        "looks at": ("{He} {seems} to be looking at the {thing} and not at {his} hands.",),
        "upright + standing": ("The upright back spares {him} the strain of bending.",),
        "sitting": ("{He} {is} sitting, so the strength has to come from the arms alone.",),
    },
    moves={
        "bent over": ("straighten up to rest the back",),
        "crouching": ("get up to rest the thighs",),
        "kneeling": ("get up to rest the knees",),
        "arms up": ("lower both arms to rest the shoulders",),
    },
    aims={"wide stance": ("work without losing the firm stand",), "arms bent": ("keep the work under control",)},
    advice={"bent over": ("bend the knees and not only the back",), "arms up": ("stand on something, so that the arms need not be so high",), "kneeling": ("put something soft under the knees",)},
    strains={"bent over": ("only until the lower back gets tired",), "arms up": ("only until the shoulders get tired",), "crouching": ("only until the thighs get tired",)},
    firsts={"kneeling": ("To stand up, {x} would have to set one foot on the ground first.",), "crouching": ("To stand up, {x} would have to push with both legs.",), "upright + standing": ("To reach anything on the ground, {x} would have to bend {his} knees first.",), "grips": ("To reach for anything else, {x} would have to take one hand off the {thing}.",)},
)  # fmt: skip

ANIMAL = Script(
    reasons={
        "crouching": ("By crouching, {he} {makes} {himself} as small as the animal, which is less frightening.",),
        "kneeling": ("On {his} knees, {he} {is} as low as the animal, which is less frightening.",),
        "bent over": ("Bent over like this, {he} can reach an animal that is lower than {he} {is}.",),
        "arm out": ("With the {side} arm stretched out, {he} can touch the animal without coming very close to it.",),
        "arms out": ("With both arms stretched out, {he} {leaves} some distance between {himself} and the animal.",),
        "holds": ("The {thing} is in {his} {side} hand, so only the {other} one is free to touch the animal.",),
        "arm bent": ("The bent {side} arm keeps that hand close to {him}, so the animal has to be near to be touched.",),
        "lean": ("The lean to the {thing} brings {him} closer to that side.",),
        "looks at": ("{He} {seems} to be looking at the {thing}, so {he} can see how it takes the touch.",),
        "facing": ("{His} face is turned to the camera, so {his} eyes are not on the animal.",),
        "sitting": ("{He} {is} sitting, so {he} {does} not tower over the animal.",),
    },
    moves={"crouching": ("get up slowly, so that the animal is not frightened",), "kneeling": ("get up slowly, so that the animal is not frightened",), "bent over": ("straighten up again",)},
    firsts={"facing": ("To watch the animal, {x} would have to turn {his} eyes from the camera to it.",), "crouching": ("To walk on, {x} would have to push up with both legs first.",), "kneeling": ("To walk on, {x} would have to set one foot on the ground and stand up first.",), "sitting": ("To follow the animal, {x} would have to get up first.",)},
    aims={"crouching": ("meet the animal at its own height",), "kneeling": ("meet the animal at its own height",), "arm out": ("let the animal come closer by itself",)},
    advice={"arm out": ("keep the hand still until the animal has sniffed at it",), "facing": ("keep an eye on the animal",), "bent over": ("move slowly",)},
)  # fmt: skip

BOARD_GAME = Script(
    reasons={
        "arm out": ("The outstretched {side} arm reaches far across the board.",),
        "arm at head": ("With the {side} hand at {his} head, {he} {looks} like somebody who thinks about a move.",),
        "arms at head": ("With both hands at {his} head, {he} {looks} like somebody who thinks hard about a move.",),
        "bent over": ("Bent over like this, {he} {has} the whole board right below {his} eyes.",),
        "sitting + upright": ("Sitting upright, {he} can look over the whole board.",),
        "looks at": ("{He} {seems} to be looking at the {thing} and not at the board.",),
        "sitting": ("The seat carries {his} weight, so a long game does not tire {his} legs.",),
        "arms bent": ("With both arms bent, {he} {keeps} {his} hands off the board while {he} {thinks}.",),
    },
    moves={"arm out": ("finish the move and draw the {side} hand back",)},
    aims={"upright": ("keep the whole board in view",), "bent over": ("keep the whole board in view",)},
    advice={"bent over": ("sit up from time to time to rest the back",), "arm out": ("keep the sleeve off the board",)},
    stays={"sitting": ("sit there until the game is over",)},
    firsts={
        "arm at head": ("To make a move with the {side} hand, {x} would have to take it off {his} head first.",),
        "arms at head": ("To make a move, {x} would have to take a hand off {his} head first.",),
        "sitting": ("To see the game from the other side, {x} would have to get up and walk around the table.",),
    },
)  # fmt: skip

FIGHT = Script(
    reasons={
        "lifted leg": ("With the {side} leg off the ground, the {other} one carries everything, so a push would be hard to withstand now.",),
        "airborne": ("In the air there is nothing to push against, so the landing has to come first.",),
        "bent knees": ("With both knees bent, the body is low and can move in any direction.",),
        "bent knee": ("With the {side} knee bent, that leg is ready to push off or to kick.",),
        "wide stance": ("The wide stance is hard to push over.",),
        "step": ("With one foot so far ahead of the other, the weight can go forward into the next move.",),
        "arms at head": ("Both hands are at the head, where they can guard it.",),
        "arm at head": ("The {side} hand is at the head, where it can guard it.",),
        "arms out": ("As long as both arms are stretched out, they cannot guard the head.",),
        "arm out": ("As long as the {side} arm is stretched out, it cannot guard the head.",),
        "arms bent": ("Both arms are bent, so the hands can guard the body and are quick to come out.",),
        "lean": ("The lean to the {thing} shifts the weight toward that side.",),
        "arms hanging": ("With both arms hanging down, the head has no guard at this moment.",),
        "arm hanging": ("The hanging {side} arm leaves that side without a guard.",),
        "looks at": ("{He} {seems} to be looking at the {thing}, which makes a surprise less likely.",),
        "upright": ("The upright back keeps the weight between the feet.",),
    },
    moves={"lifted leg": ("set the {side} foot down again",), "arm out": ("draw the {side} arm back to guard the head",), "arms out": ("draw both arms back",)},
    aims={"bent knees": ("stay hard to push over",), "wide stance": ("stay hard to push over",), "arms bent": ("guard the body",)},
    advice={
        "arms hanging": ("bring both hands up to guard the head",), "arm hanging": ("bring the {side} hand up to guard the head",),
        "arm out": ("draw the {side} arm back at once and keep the other hand up",), "bent knees": ("stay low and keep both hands up",),
    },
    dangers=("a push from the side", "a sweep at the feet"),
    firsts={
        "lifted leg": ("To move away, {x} would have to set the {side} foot down first.",),
        "arm out": ("To guard the head, {x} would have to draw the {side} arm back first.",),
        "arms hanging": ("To guard the head, {x} would have to bring both hands up first.",),
        "lean": ("To move to the other side, {x} would have to bring the weight back over both feet.",),
    },
)  # fmt: skip
