"""What poses mean in games."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

BASEBALL = Script(
    reasons={
        "grips bat": ("With both hands on the bat, {he} can put the strength of both arms into the swing.",),
        "holds bat": ("The bat is in one hand only, so {he} {is} probably not swinging at this moment.",),
        "holds glove": ("The glove on {his} {side} hand is there to catch the ball without hurting {his} fingers.",),
        "pitch: lean": ("The lean to the {thing} puts the weight of {his} body behind the throw.",),
        "pitch: arm up": ("The raised {side} arm is part of the windup, which gives the ball its speed.",),
        "pitch: lifted leg": ("The lifted {side} leg will swing forward into a long step, and that step gives the throw its force.",),
        "throw: arm up": ("The raised {side} arm suggests that the throw is about to happen or has just happened.",),
        "throw: lean": ("The lean to the {thing} puts the weight of {his} body behind the throw.",),
        "swing: lean": ("The lean to the {thing} puts the weight of {his} body into the swing.",),
        "hit: lean": ("The lean to the {thing} puts the weight of {his} body into the swing.",),
        "crouching": ("The low crouch lets {him} reach balls near the ground and spring up for the higher ones.",),
        "bent knees": ("The bent knees let {him} push off quickly when the ball comes.",),
        "bent knee": ("The bent {side} knee shows that {his} weight is moving.",),
        "wide stance": ("The wide stance gives {him} a firm base for what comes next.",),
        "step": ("The long step shows that {he} {is} in the middle of a throw, a swing or a run.",),
        "lean": ("The lean to the {thing} shows that {his} weight is moving that way.",),
        "hold: helmet + does bat": ("With the helmet on and the bat in {his} hands, {he} {is} ready to bat.",),
        "hold: does bat": ("{He} {holds} the bat and {does} not swing it, so the pitch is still to come.",),
        "swing: step": ("The long step carries {his} weight into the swing.",),
        "pitch: bent knee": ("The bent {side} knee belongs to the leg from which {he} will push toward home plate.",),
        "swing: does": ("A swing turns the whole body, so {he} {has} to find a firm stand again as soon as it is over.",),
        "pitch: does": ("After the windup, all of {his} weight will move toward home plate together with the ball.",),
        "arms up": ("Both arms are raised, which suggests a swing, a throw or a catch.",),
        "looks": ("What {he} {looks} at is probably the ball or another player.",),
    },
    moves={
        "hold: does bat": ("step up to the plate and wait for the pitch", "get into position and wait for the pitch"),
        "swing:": ("finish the swing and, if the ball is hit, start running",),
        "hit:": ("drop the bat and run to first base",),
        "pitch:": ("let go of the ball and then get ready to field it",),
        "throw:": ("let go of the ball and follow it with {his} eyes",),
        "catch:": ("close the glove around the ball and throw it on",),
        "crouching": ("come up quickly to throw or to catch",),
        "holds bat": ("take the bat in both hands and step up for the next pitch",),
        "grips bat": ("swing at the ball",),
        "bent knees": ("start toward the ball",),
    },
    aims={
        "pitch:": ("throw the ball with the strength of the whole body",),
        "throw:": ("throw the ball with the strength of the whole body",),
        "swing:": ("hit the ball with the strength of the whole body",),
        "hit:": ("hit the ball with the strength of the whole body",),
        "crouching": ("be ready for a low ball",),
        "bent knees": ("be ready for the ball",),
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
)  # fmt: skip

TENNIS = Script(
    reasons={
        "serve: arm up + holds racket": (
            "The raised {side} arm has probably just tossed the ball, which the racket will hit as it comes down.",
            "The raised {side} arm suggests that the ball has just been tossed into the air for the serve.",
        ),
        "serve: arms up": ("Both arms are up, so the ball has probably just been tossed and the racket is on its way to it.",),
        "serve: arm up": ("The raised {side} arm is the one that tosses or hits the ball in the serve.",),
        "serve: bent knee": ("The bent {side} knee stores the strength for the moment when {he} {hits} the ball.",),
        "serve: bent knees": ("The bent knees store the strength for the moment when {he} {hits} the ball.",),
        "serve: arm bent + holds racket": ("The racket arm is bent, as it is just before it swings up to the ball.",),
        "serve: lean": ("The lean to the {thing} shows that the weight of the body goes into the serve.",),
        "serve: holds racket + arms up": ("The racket is in {his} {side} hand, which leaves the {other} one to toss the ball.",),
        "serve: does": ("The stroke will carry {him} up and forward, so {he} {has} to come down on {his} feet in good balance.",),
        "grips racket": ("With both hands on the racket, {he} {has} more control over the stroke.",),
        "airborne": ("{He} {has} even left the ground, so {he} {is} putting all {his} strength into the stroke.",),
        "lifted leg": ("The lifted {side} foot shows that {his} weight is moving into the stroke.",),
        "bent knees": ("The bent knees let {him} start toward the ball at once.",),
        "bent knee": ("The bent {side} knee shows that {he} {is} moving toward the ball or pushing off.",),
        "step": ("The long step shows that {he} {is} hurrying to the ball.",),
        "lean": ("The lean to the {thing} shows that {his} weight is moving with the stroke.",),
        "bent over": ("The low upper body suggests a low ball, or that {he} {is} waiting for a serve.",),
        "arms up": ("Both arms are up, so the ball is probably high.",),
        "arm out": ("The outstretched {side} arm keeps {him} balanced during the stroke.",),
        "arms out": ("The outstretched arms keep {him} balanced during the stroke.",),
        "arm up": ("The raised {side} arm suggests that {he} {is} in the middle of a stroke.",),
        "looks": ("The side to which {he} {looks} is probably where the ball is.",),
    },
    moves={
        "serve:": ("hit the ball as it comes down and then run into the court",),
        "hit:": ("finish the stroke and get ready for the next ball",),
        "swing:": ("finish the stroke and get ready for the next ball",),
        "bent knees": ("push off toward the ball",),
        "step": ("reach the ball and play it back",),
        "looks": ("move to where the ball will land",),
        "holds racket": ("play the next ball with the {side} hand",),
    },
    aims={"serve:": ("hit the ball from as high up as possible",), "bent knees": ("reach the ball in time",), "step": ("reach the ball in time",)},
    advice={
        "serve:": ("keep {his} eyes on the ball until the racket meets it", "keep {his} eyes on the ball and hit it at its highest point"),
        "bent knees": ("stay low and keep {his} eyes on the ball",),
        "step": ("find a firm stand again before the next stroke",),
        "lean": ("turn the shoulders early and keep {his} eyes on the ball",),
    },
)  # fmt: skip

SOCCER = Script(
    reasons={
        "lifted leg": ("The lifted {side} leg is probably about to kick, while all of {his} weight rests on the other one.",),
        "step": ("The long step shows that {he} {is} running for the ball.",),
        "bent knees": ("The bent knees let {him} change direction quickly.",),
        "bent knee": ("The bent {side} knee shows that {he} {is} running or about to kick.",),
        "arms out": ("The outstretched arms keep {him} balanced while {his} legs do the work.",),
        "arm out": ("The outstretched {side} arm keeps {him} balanced while {his} legs do the work.",),
        "arms up": ("Both arms are up, perhaps to call for the ball or to cheer.",),
        "arm up": ("The raised {side} arm may be a call for the ball.",),
        "lean": ("The lean to the {thing} shows that {he} {is} turning or running that way.",),
        "arms bent": ("{His} arms are bent, as they are when people run.",),
        "looks": ("What {he} {looks} at is probably the ball or another player.",),
    },
    moves={"kick:": ("kick the ball and look where it goes",), "lifted leg": ("bring the {side} foot down, on the ball or on the ground",), "step": ("reach the ball and play it on",), "bent knee": ("run on to where the ball goes",)},
    aims={"lifted leg": ("reach the ball with the {side} foot",), "step": ("get to the ball before the others",)},
)  # fmt: skip

JUMPING_GAME = Script(
    reasons={
        "airborne": ("In the air {he} can reach a high ball but cannot change direction any more.",),
        "arms up": ("Both arms are raised, so the ball is probably above {him}.",),
        "arm up": ("The raised {side} arm suggests that {he} {is} reaching for a high ball or {has} just played it.",),
        "bent knees": ("The bent knees are ready for a jump.",),
        "step": ("The long step shows that {he} {is} hurrying to the ball.",),
        "lean": ("The lean to the {thing} shows that {he} {is} moving that way.",),
        "arms out": ("The outstretched arms make it hard to get past {him}.",),
        "holds ball": ("The ball is in {his} {side} hand, so the next move is {his}.",),
        "looks": ("What {he} {looks} at is probably the ball.",),
    },
    moves={"airborne": ("land and turn to where the ball goes",), "bent knees": ("jump for the ball",), "arms up": ("catch or play the ball as it comes down",), "arm up": ("lower the arm and follow the ball",), "holds ball": ("throw or pass the ball",)},
    aims={"arms up": ("get to the ball before the others",), "arm up": ("get to the ball before the others",)},
)  # fmt: skip

FRISBEE = Script(
    reasons={
        "holds frisbee + arm up": (
            "The frisbee is in the raised {side} hand, so {he} {is} about to throw it.",
            "With the frisbee in {his} raised {side} hand, {he} {is} about to throw.",
        ),
        "arms hanging + holds frisbee": ("{He} {lets} {his} arms hang, the one with the frisbee as well, so {he} {does} not seem about to throw it.",),
        "pet": ("A {thing} is close, so the frisbee may well be meant for it.",),
        "airborne": ("{He} {has} jumped, so the frisbee must be flying high.",),
        "arms up": ("Both arms are raised, so {he} {seems} to be catching the frisbee.",),
        "arms out": ("The outstretched arms reach for the frisbee or keep {him} balanced.",),
        "arm out": ("The outstretched {side} arm fits the end of a throw or a catch.",),
        "bent knees": ("The bent knees are ready for a run or a jump.",),
        "bent knee": ("The bent {side} knee shows that {his} weight is moving.",),
        "step": ("The long step shows that {he} {is} running or putting {his} weight into the throw.",),
        "lean": ("The lean to the {thing} shows that {his} weight is moving that way.",),
        "upright + arms hanging": ("{He} {stands} there upright and calm, so {he} {seems} to be waiting for {his} turn.",),
        "looks at other man": ("{He} {seems} to be watching what the other man does.",),
        "looks at": ("{He} {seems} to be watching the {thing}.",),
        "arm bent": ("The bent {side} arm balances the movement of the other one.",),
        "arm hanging": ("The hanging {side} arm looks relaxed, so nothing has to be caught at this moment.",),
    },
    moves={
        "holds frisbee + arm up": ("throw the frisbee", "bring the arm forward and let the frisbee go"),
        "arms hanging + holds frisbee": ("wait a moment longer and then throw {his} own frisbee",),
        "arms up": ("catch the frisbee and throw it back",),
        "bent knees": ("run or jump after the frisbee",),
    },
    aims={"holds frisbee + arm up": ("give the throw its force",)},
    advice={
        "holds frisbee": ("look at the place where the frisbee should go before letting go of it", "make sure that nobody is in the way before the frisbee flies"),
        "pet": ("make sure that the {thing} is not in the way before the frisbee flies",),
    },
)  # fmt: skip

GOLF = Script(
    reasons={
        "arms up": ("Both arms are up, so the swing is at its highest point or already over.",),
        "bent over": ("{He} {is} bent over, as golfers are when they stand over the ball.",),
        "bent knees": ("The bent knees keep the body steady during the swing.",),
        "bent knee": ("The bent {side} knee shows that {his} weight has moved with the swing.",),
        "wide stance": ("The wide stance gives the swing a firm base.",),
        "lean": ("The lean to the {thing} shows that {his} weight has moved with the swing.",),
        "looks": ("{He} {is} probably looking after the ball.",),
    },
    moves={"bent over": ("swing the club back and hit the ball",), "arms up": ("lower the club and follow the ball with {his} eyes",), "looks": ("watch where the ball comes down",)},
    aims={"wide stance": ("turn the body without losing the firm stand",), "bent over": ("hit the ball cleanly",)},
    advice={"bent over": ("keep {his} head still until the ball is gone",)},
)  # fmt: skip

KITE = Script(
    reasons={
        "arms up": ("Both arms are up, as people hold them to launch a kite or to pull at its line.",),
        "arm up": ("The raised {side} arm probably holds the line of the kite.",),
        "arms bent": ("The bent arms can pull at the line or give way when a gust comes.",),
        "lean": ("The lean to the {thing} works against the pull of the kite.",),
        "wide stance": ("The wide stance keeps a gust of wind from pulling {him} over.",),
        "bent knees": ("The bent knees hold against the pull of the kite.",),
        "step": ("The long step suggests that {he} {is} running to get the kite up.",),
        "looks": ("The kite is probably on the side to which {he} {looks}.",),
    },
    moves={"step": ("keep running until the wind carries the kite",), "arm up": ("let out some line while the wind is good",), "arms up": ("let the kite go and step back",), "arms bent": ("let out some line while the wind is good",)},
    aims={"lean": ("hold against the pull of the kite",), "arm up": ("keep the kite up",), "arms bent": ("keep the line tight",)},
)  # fmt: skip

VIDEO_GAME = Script(
    reasons={
        "holds remote": ("The controller is in {his} {side} hand, so the game follows that arm.",),
        "arms up": ("Both arms are up, so the game seems to ask for a big movement.",),
        "arm up": ("The raised {side} arm is probably copying a stroke or a throw in the game.",),
        "arm out": ("The outstretched {side} arm is probably pointing at the screen.",),
        "arms bent": ("The bent arms keep {his} hands ready for the next move in the game.",),
        "standing": ("{He} {is} on {his} feet, because such a game is played with the whole body.",),
        "looks": ("The screen is probably on the side to which {he} {looks}.",),
        "lean": ("The lean to the {thing} looks as if {he} wanted to steer the game with the whole body.",),
        "bent knees": ("The bent knees are ready for a quick move.",),
    },
    moves={"arm up": ("swing the {side} arm down again",), "arms bent": ("answer the next thing that happens on the screen",), "holds remote": ("answer the next thing that happens on the screen with {his} {side} hand",)},
    aims={"arms bent": ("react quickly to what happens on the screen",), "bent knees": ("react quickly to what happens on the screen",)},
    advice={"standing": ("make sure that there is enough room for such movements",)},
)  # fmt: skip
