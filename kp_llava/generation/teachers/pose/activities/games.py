"""What poses mean in games."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from dataclasses import replace

from .script import Script

BASEBALL = Script(
    reasons={
        "grips bat": ("With both hands on the bat, {he} can put the strength of both arms into the swing.",),
        "holds up bat": ("With the bat up in {his} raised {side} hand, {he} would have to bring it down and around for a swing.",),
        "holds bat": ("With the bat in {his} hand, {he} {belongs} to the side that bats and not to the one in the field.",),
        "holds glove": ("The glove on {his} {side} hand is there to catch the ball without hurting {his} fingers.",),
        "pitch: lean": ("The lean to the {thing} puts the weight of {his} body behind the throw.",),
        "pitch: arm up": ("The raised {side} arm is part of the windup, which gives the ball its speed.",),
        "pitch: lifted leg": ("The lifted {side} leg will swing forward into a long step, and that step gives the throw its force.",),
        "throw: arm up": ("The raised {side} arm is part of the throw, which gets its speed from the shoulder.",),
        "throw: lean": ("The lean to the {thing} puts the weight of {his} body behind the throw.",),
        "swing: lean": ("The lean to the {thing} puts the weight of {his} body into the swing.",),
        "hit: lean": ("The lean to the {thing} puts the weight of {his} body into the swing.",),
        "crouching": ("The low crouch lets {him} reach balls near the ground and spring up for the higher ones.",),
        "bent knees": ("The bent knees let {him} push off in any direction at once.",),
        "bent knee": ("The bent {side} knee lets {him} shift {his} weight quickly.", "With the {side} knee bent, {he} can push off with that leg.",),
        "wide stance": ("The wide stance gives {him} a firm base for what comes next.",),
        "step": ("With one foot so far ahead of the other, {he} can move {his} weight from the rear leg to the front one.",),
        "lean": ("The lean to the {thing} shifts {his} weight toward that side.",),
        "hold: helmet + does bat": ("With the helmet on and the bat in {his} hands, {he} {is} equipped for batting.",),
        "hold: does bat": ("{He} {holds} the bat and {does} not swing it at this moment.",),
        "swing: step": ("The long step carries {his} weight into the swing.",),
        "pitch: bent knee": ("The bent {side} knee belongs to the movement that carries {him} toward home plate.",),
        "swing: does": ("A swing turns the whole body, so {he} {has} to find a firm stand again as soon as it is over.",),
        "pitch: does": ("After the windup, all of {his} weight will move toward home plate together with the ball.",),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "looks": ("{His} attention is not on the camera but on something to the {thing}.",),
    },
    moves={
        "swing:": ("finish the swing and, if the ball is hit, start running",),
        "hit:": ("drop the bat and run to first base",),
        "pitch:": ("let go of the ball and then get ready to field it",),
        "throw:": ("let go of the ball and follow it with {his} eyes",),
        "catch:": ("close the glove around the ball and throw it on",),
        "crouching": ("come up quickly to throw or to catch",),
        "grips bat": ("swing at the ball",),
    },
    aims={
        "pitch:": ("throw the ball with the strength of the whole body",),
        "throw:": ("throw the ball with the strength of the whole body",),
        "swing:": ("hit the ball with the strength of the whole body",),
        "hit:": ("hit the ball with the strength of the whole body",),
        "crouching": ("be ready for a low ball",),
        "bent knees": ("push off at once",),
    },
    advice={
        "hold: does bat": ("watch the pitcher and keep both hands on the bat",),
        "swing:": ("keep {his} eyes on the ball until the bat meets it",),
        "hit:": ("keep {his} eyes on the ball until the bat meets it",),
        "pitch:": ("keep {his} eyes on the glove of the catcher until the ball is gone",),
        "throw:": ("keep {his} eyes on the target until the ball is gone",),
        "crouching": ("keep the weight on the front of the feet, so that {he} can get up quickly",),
        "grips bat": ("watch the ball until the bat meets it",),
    },
    firsts={
        "hold: does bat": ("To hit a ball, {x} would have to draw the bat back and turn the hips and the shoulders into the swing.",),
        "holds bat": ("To hit a ball, {x} would have to draw the bat back and turn the hips and the shoulders into the swing.",),
        "crouching": ("To throw the ball any distance, {x} would have to come up from the crouch first.",),
        "bent knees": ("To run, {x} would have to push off with one leg and straighten up.",),
        "straight legs": ("To start toward a ball quickly, {x} would have to bend {his} knees first.",),
    },
)  # fmt: skip

TENNIS = Script(
    reasons={
        "serve: arm up + holds racket": (
            "The raised {side} arm belongs to the serve: the ball is tossed, and the racket has to meet it high above the head.",
            "The raised {side} arm is part of the serve, in which the ball is tossed with one arm and the racket swung with the other.",
        ),
        "serve: arms up": ("Both arms are up, as they are in the moment between the toss of the ball and the stroke.",),
        "serve: arm up": ("The raised {side} arm is the one that tosses or hits the ball in the serve.",),
        "serve: bent knee": ("The bent {side} knee stores the strength for the moment when {he} {hits} the ball.",),
        "serve: bent knees": ("The bent knees store the strength for the moment when {he} {hits} the ball.",),
        "serve: holds bent racket": ("The racket arm is bent, as it is just before it swings up to the ball.",),
        "serve: lean": ("The lean to the {thing} shows that the weight of the body goes into the serve.",),
        "serve: behind": ("{His} back is turned to us, as {he} {is} serving away from the camera.",),
        "serve: does": ("The stroke will carry {him} up and forward, so {he} {has} to come down on {his} feet in good balance.",),
        "grips racket": ("With both hands on the racket, {he} {has} more control over the stroke.",),
        "airborne": ("{He} {has} left the ground, so {he} cannot change direction until {he} {lands}.",),
        "lifted leg": ("With the {side} foot off the ground, all of {his} weight goes through the other leg during the stroke.",),
        "bent knees": ("The bent knees let {him} start toward the ball at once.",),
        "bent knee": ("The bent {side} knee lets {him} push off toward the ball with that leg.",),
        "step": ("With one foot so far ahead of the other, {he} can put {his} weight into the stroke.",),
        "lean": ("The lean to the {thing} shifts {his} weight toward that side.",),
        "bent over": ("With the upper body this low, {he} can reach low balls and push off quickly.",),
        "arms up": ("With both arms up, {he} can meet a ball that is high.",),
        "arm out": ("The outstretched {side} arm can help {him} to keep {his} balance during the stroke.",),
        "arms out": ("The outstretched arms can help {him} to keep {his} balance during the stroke.",),
        "arm up": ("The raised {side} arm can meet a ball at the height of the shoulder or above it.",),
    },
    moves={
        "serve:": ("hit the ball as it comes down",),
        "hit:": ("finish the stroke and get ready for the next ball",),
        "swing:": ("finish the stroke and get ready for the next ball",),
        "bent knees": ("push off toward the ball",),
    },
    aims={"serve:": ("hit the ball from as high up as possible",), "bent knees": ("reach the ball in time",), "step": ("reach the ball in time",)},
    advice={
        "serve:": ("keep {his} eyes on the ball until the racket meets it", "keep {his} eyes on the ball and hit it at its highest point"),
        "bent knees": ("stay low and keep {his} eyes on the ball",),
        "step": ("find a firm stand again before the next stroke",),
        "lean": ("turn the shoulders early and keep {his} eyes on the ball",),
    },
    firsts={
        "step": ("Before the next stroke, {x} would have to bring {his} feet back under {his} body.",),
        "lean": ("Before the next stroke, {x} would have to come back from the lean.",),
        "straight legs": ("To start toward the ball quickly, {x} would have to bend {his} knees first.",),
        "lifted leg": ("Before the next stroke, {x} would have to set the {side} foot down first.",),
    },
)  # fmt: skip

SOCCER = Script(
    reasons={
        "lifted leg": ("With the {side} leg off the ground, all of {his} weight rests on the other one.",),
        "step": ("With one foot so far ahead of the other, {he} {is} on the move and cannot stop at once.",),
        "bent knees": ("{His} knees are bent, as they are when people run or get ready to.",),
        "bent knee": ("With the {side} knee bent, that leg is ready to push off or to swing.",),
        "wide stance": ("The wide stance is firm, even against a push, but the first step out of it takes a moment longer.",),
        "arms out": ("Both arms are stretched out, so an opponent would need a longer way around {him}.",),
        "arm out": ("The outstretched {side} arm makes the way past that side longer for an opponent.",),
        "arms up": ("With both arms up, {he} {makes} {himself} easy to see on the field.",),
        "arm up": ("The raised {side} arm makes {him} easy to see on the field.",),
        "lean": ("The lean to the {thing} shifts {his} weight toward that side.",),
        "arms bent": ("{His} arms are bent, as they are when people run.",),
        "looks at ball": ("{He} {seems} to be looking at the ball, so {he} can judge where it will go.",),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "straight legs": ("From straight legs, the first step takes longer than from bent knees.",),
    },
    moves={"kick:": ("kick the ball and look where it goes",), "lifted leg": ("bring the {side} foot down, on the ball or on the ground",), "step": ("bring the rear leg forward for the next step",)},
    aims={},
    advice={
        "arms out": ("keep both arms low enough not to hit an opponent",),
        "arm out": ("keep the {side} arm low enough not to hit an opponent",),
        "bent knees": ("stay low and watch the ball",),
        "straight legs": ("bend the knees a little in order to start more quickly",),
    },
    dangers=("a tackle from the side", "a push from an opponent", "a slip of one foot"),
    firsts={
        "lifted leg": ("To run on, {x} would have to set the {side} foot down first.",), "straight legs": ("To start toward the ball quickly, {x} would have to bend {his} knees first.",), "step": ("To change direction, {x} would have to brake with the front leg first.",),
        "arm out": ("To run at full speed, {x} would have to bring the {side} arm back to the body.",), "arms out": ("To run at full speed, {x} would have to bring both arms back to the body.",),
        "lean": ("To run to the other side, {x} would have to bring {his} weight back over both feet.",),
    },
)  # fmt: skip

JUMPING_GAME = Script(
    reasons={
        "airborne": ("In the air {he} can reach a high ball but cannot change direction any more.",),
        "arms up": ("With both arms raised, {he} can reach a ball that is high above {him}.",),
        "arm up": ("The raised {side} arm can reach a ball that is higher than {his} head.",),
        "bent knees": ("From bent knees {he} can jump at once.",),
        "step": ("With one foot so far ahead of the other, {he} {is} on the move and cannot stop at once.",),
        "lean": ("The lean to the {thing} shifts {his} weight toward that side.",),
        "arms out": ("The outstretched arms make it hard to get past {him}.",),
        "holds ball": ("The ball is in {his} {side} hand, so the next move is {his}.",),
    },
    moves={"airborne": ("land with bent knees",), "holds ball": ("throw or pass the ball",)},
    firsts={"straight legs": ("To jump, {x} would have to bend {his} knees first.",), "bent knees": ("To jump, {x} would only have to straighten {his} legs with force.",), "arms up": ("To run for a low ball, {x} would have to bring {his} arms down first.",)},
    aims={"arms up": ("get to the ball before the others",), "arm up": ("get to the ball before the others",)},
)  # fmt: skip

BASKETBALL = replace(
    JUMPING_GAME,
    reasons={
        **JUMPING_GAME.reasons,
        "bent knee": ("With the {side} knee bent, that leg is ready for a push or a jump.",),
        "arm out": ("The outstretched {side} arm makes the way past that side longer.", "With the {side} arm stretched out, nobody gets past on that side without a longer way around."),
        "looks at ball": ("{He} {seems} to be looking at the ball, so {he} can react as soon as it moves.",),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "upright": ("The upright back keeps the eyes high, so that the whole court can be seen.",),
    },
    moves={**JUMPING_GAME.moves, "step": ("bring the rear leg forward for the next step",)},
    aims={**JUMPING_GAME.aims, "bent knees": ("jump or start quickly",), "arm out + bent knee": ("keep the way closed on that side and still be quick",)},
    advice={
        "arm out": ("keep the {side} hand off the body of the opponent",),
        "arms out": ("keep both hands off the body of the opponent",),
        "bent knees": ("stay low until the ball moves",),
        "bent knee": ("bend the knees a little more whenever the ball comes close",),
        "lean": ("bring the weight back over both feet as soon as the move is over",),
    },
    dangers=("a push from an opponent", "a stumble", "a sudden change of direction"),
    firsts={
        **JUMPING_GAME.firsts,
        "arm out": ("To run at full speed, {x} would have to bring the {side} arm back to the body.",),
        "arms out": ("To run at full speed, {x} would have to bring both arms back to the body.",),
        "lean": ("To move to the other side, {x} would have to bring {his} weight back over both feet.",),
        "bent knee": ("To start a run, {x} would have to push off with the bent {side} leg.",),
    },
)  # fmt: skip

FRISBEE = Script(
    reasons={
        "holds up frisbee": (
            "With the frisbee in {his} raised {side} hand, {he} can put the whole arm behind a throw.",
        ),
        "arms hanging + holds frisbee": ("{He} {lets} {his} arms hang, the one with the frisbee as well, so {he} {does} not seem about to throw it.",),
        "pet": ("A {thing} is close, so {he} {has} to look where it is before the frisbee flies.",),
        "airborne": ("In the air, {he} can reach higher, but {he} cannot change direction any more.",),
        "arms up": ("With both arms raised, {he} can catch a frisbee that flies high.",),
        "arms out": ("The outstretched arms can catch a frisbee that flies past on either side.",),
        "arm out": ("The outstretched {side} arm can reach a frisbee that flies past.",),
        "bent knees": ("The bent knees are ready for a run or a jump.",),
        "bent knee": ("The bent {side} knee lets {him} push off with that leg.",),
        "step": ("With one foot so far ahead of the other, {he} can move {his} weight from the rear leg to the front one.",),
        "lean": ("The lean to the {thing} shifts {his} weight toward that side.",),
        "upright + arms hanging": ("{He} {stands} there upright and calm, as people do who wait or watch.",),
        "looks at other man": ("{He} {seems} to be watching what the other man does.",),
        "looks at": ("{He} {seems} to be watching the {thing}.",),
        "arm hanging": ("The {side} arm hangs down and takes no part in the game at this moment.",),
    },
    moves={
        "holds up frisbee": ("throw the frisbee", "bring the arm forward and let the frisbee go"),
    },
    aims={"holds up frisbee": ("give the throw its force",)},
    advice={
        "holds up frisbee": ("look at the place where the frisbee should go before letting go of it", "make sure that nobody is in the way before the frisbee flies"),
        "pet": ("make sure that the {thing} is not in the way before the frisbee flies",),
    },
    firsts={
        "arms hanging + holds frisbee": ("Before {x} could throw, {he} would have to raise the arm with the frisbee and draw it back.", "To throw the frisbee, {x} would have to lift it from {his} side first."),
        "straight legs": ("To run after a frisbee, {x} would have to bend {his} knees first.",),
        "bent knees": ("To run after a frisbee, {x} would only have to push off.",),
        "holds up frisbee": ("To catch another frisbee with that hand, {x} would have to let go of this one first.",),
    },
)  # fmt: skip

GOLF = Script(
    reasons={
        "arms up": ("Both arms are up, so the swing is at its highest point or already over.",),
        "bent over": ("{He} {is} bent over, as golfers are when they stand over the ball.",),
        "bent knees": ("The bent knees keep the body steady during the swing.",),
        "bent knee": ("The bent {side} knee lets the hips turn with the swing.",),
        "wide stance": ("The wide stance gives the swing a firm base.",),
        "lean": ("The lean to the {thing} shifts {his} weight toward that side.",),
        "looks": ("{His} head is turned to the {thing} and not down to the ground.",),
    },
    moves={"bent over": ("swing the club back and hit the ball",), "arms up": ("lower the club again",)},
    aims={"wide stance": ("turn the body without losing the firm stand",), "bent over": ("hit the ball cleanly",)},
    advice={"bent over": ("keep {his} head still until the ball is gone",)},
)  # fmt: skip

KITE = Script(
    reasons={
        "arms up": ("Both arms are up, as people hold them to launch a kite or to pull at its line.",),
        "arm up": ("With the {side} arm up, {he} can pull the line down when the kite needs it.",),
        "arms bent": ("The bent arms can pull at the line or give way when a gust comes.",),
        "lean": ("The lean to the {thing} works against the pull of the kite.",),
        "wide stance": ("The wide stance keeps a gust of wind from pulling {him} over.",),
        "bent knees": ("The bent knees hold against the pull of the kite.",),
        "step": ("With one foot so far ahead of the other, {he} can brace {himself} against a pull.",),
    },
    moves={"arms up": ("lower both arms when the kite pulls",), "arm up": ("lower the {side} arm again",)},
    firsts={"straight legs": ("To hold against a gust, {x} would have to bend {his} knees and lean back.",), "standing": ("If a gust pulled hard, {x} would have to lean back or take a step forward.",)},
    aims={"lean": ("hold against the pull of the kite",), "arm up": ("keep the kite up",), "arms bent": ("keep the line tight",)},
)  # fmt: skip

VIDEO_GAME = Script(
    reasons={
        "holds remote": ("The controller is in {his} {side} hand, so the game follows that arm.",),
        "arms up": ("With both arms up, {he} {plays} with the whole upper body and not only with the fingers.",),
        "arm up": ("With the {side} arm up, {he} {moves} the whole arm and not only the fingers.",),
        "arm out": ("The outstretched {side} arm needs room, so nobody should stand too close.",),
        "arms bent": ("The bent arms keep {his} hands ready for the next move in the game.",),
        "standing": ("{He} {is} on {his} feet, so {he} can play with the whole body.",),
        "lean": ("The lean to the {thing} brings the whole body into the game.",),
        "bent knees": ("The bent knees are ready for a quick move.",),
    },
    moves={"arm up": ("swing the {side} arm down again",), "arms bent": ("answer the next thing that happens on the screen",), "holds remote": ("answer the next thing that happens on the screen with {his} {side} hand",)},
    aims={"arms bent": ("react quickly to what happens on the screen",), "bent knees": ("react quickly to what happens on the screen",)},
    advice={"standing": ("make sure that there is enough room for such movements",)},
)  # fmt: skip
