"""What poses mean in games."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

BASEBALL = Script(
    reasons={
        "grips bat": (
            "Both of {his} hands are on the bat, so {he} can put the strength of both arms into the swing.",
            "With both hands on the bat, {he} {is} ready to swing or already swinging.",
        ),
        "holds bat": ("The bat is in {his} {side} hand only, so {he} {is} probably not swinging at this moment.",),
        "holds glove": ("With the glove on {his} {side} hand, {he} can catch the ball on that side without hurting {his} fingers.",),
        "holds ball": ("The ball is in {his} {side} hand, so a throw has to come from that side.",),
        "pitch: lean": ("{He} {leans} to the {thing}, so {his} weight is going into the throw.",),
        "pitch: arm up": ("The raised {side} arm is part of the windup, which gives the ball its speed.",),
        "pitch: lifted leg": ("{His} {side} leg is lifted for a long step toward the batter, which gives the throw its force.",),
        "throw: arm up": ("The raised {side} arm suggests that the throw is about to happen or has just happened.",),
        "throw: lean": ("{He} {leans} to the {thing}, so {his} weight goes into the throw.",),
        "swing: lean": ("{He} {leans} to the {thing}, so {his} weight is moving along with the swing.",),
        "hit: lean": ("{He} {leans} to the {thing}, so {his} weight is moving along with the swing.",),
        "lifted leg": ("With the {side} leg lifted, {his} weight is on the other leg and about to move.",),
        "crouching": ("{He} {crouches} low, so {he} can reach a ball near the ground.",),
        "bent knees": ("With {his} knees bent, {he} can push off quickly when the ball comes.",),
        "bent knee": ("The bent {side} knee shows that {he} {is} shifting {his} weight.",),
        "wide stance": ("{His} feet are apart, which gives {him} a firm base.",),
        "step": ("{He} {takes} a long step, so {he} {is} in the middle of a throw, a swing or a run.",),
        "lean": ("The lean to the {thing} shows that {his} weight is moving that way.",),
        "helmet": ("The helmet is there to protect {his} head from a ball that comes too high.",),
        "arms up": ("Both arms are raised, which suggests a swing, a throw or a catch.",),
        "looks": ("{He} {looks} to the {thing}, probably at the ball or at another player.",),
        "upright": ("{His} back is upright, so {he} {seems} to be waiting rather than swinging or running.",),
        "facing": ("{He} {faces} the camera, so {he} may be waiting for the next play.",),
        "crowd": ("With so many people watching, {he} {has} to keep {his} mind on the ball.",),
    },
    moves={
        "swing:": ("finish the swing and, if the ball is hit, start running",),
        "hit:": ("drop the bat and run to first base",),
        "pitch:": ("let go of the ball and then get ready to field it",),
        "throw:": ("let go of the ball and follow it with {his} eyes",),
        "catch:": ("close the glove around the ball and throw it on",),
        "crouching": ("come up quickly to throw or to catch",),
        "holds bat": ("take the bat in both hands and step up for the next pitch",),
        "grips bat": ("swing at the ball",),
        "": ("wait for the ball and move to where it goes",),
    },
    aims={
        "pitch:": ("throw the ball with the strength of the whole body",),
        "throw:": ("throw the ball with the strength of the whole body",),
        "swing:": ("hit the ball with the strength of the whole body",),
        "hit:": ("hit the ball with the strength of the whole body",),
        "crouching": ("be ready for a low ball",),
        "": ("be ready for the ball",),
    },
    advice={"grips bat": ("watch the ball until the bat meets it",), "": ("keep an eye on the ball at all times",)},
)  # fmt: skip

TENNIS = Script(
    reasons={
        "serve: arm up + holds racket": (
            "{He} {has} the {side} arm up, so {he} {has} probably just tossed the ball, which the racket will hit as it comes down.",
            "The raised {side} arm suggests that the ball has just been tossed into the air for the serve.",
        ),
        "serve: arm up": ("{He} {has} the {side} arm up, as players do when they toss or hit the ball in a serve.",),
        "grips racket": ("Both hands are on the racket, which gives {him} more control over the next stroke.",),
        "holds racket": (
            "The racket is in {his} {side} hand, so that is the arm that will meet the ball.",
            "As the racket is in {his} {side} hand, {he} can use the other arm for {his} balance.",
        ),
        "airborne": ("{He} {has} left the ground, so {he} {is} putting all {his} strength into the stroke.",),
        "lifted leg": ("With the {side} foot off the ground, {his} weight is moving into the stroke.",),
        "bent knees": ("With {his} knees bent, {he} can start toward the ball at once.",),
        "bent knee": ("The bent {side} knee shows that {he} {is} moving toward the ball or pushing off.",),
        "step": ("{He} {takes} a long step, so {he} {is} hurrying to the ball.",),
        "lean": ("{He} {leans} to the {thing}, so {his} weight is moving with the stroke.",),
        "bent over": ("{He} {is} bent over, so the ball is probably low, or {he} {is} waiting for a serve.",),
        "arms up": ("Both arms are up, so {he} {seems} to be reaching for a high ball.",),
        "arm out": ("The outstretched {side} arm helps {him} to keep {his} balance during the stroke.",),
        "arms out": ("{He} {stretches} both arms out, which keeps {him} balanced during the stroke.",),
        "arm up": ("The raised {side} arm suggests that {he} {is} in the middle of a stroke.",),
        "wide stance": ("{His} feet are apart, so {he} can move to either side.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where the ball is.",),
        "behind": ("We see {him} from behind, so the other player must be on the far side of the net.",),
        "facing": ("{He} {faces} the camera, so {he} {is} playing toward our side of the net.",),
        "crowd": ("With so many people watching, it takes a calm mind to keep to the timing.",),
        "upright": ("{He} {stands} upright, so {he} {seems} to be between two strokes.",),
    },
    moves={
        "serve:": ("hit the ball as it comes down and then run into the court",),
        "hit:": ("finish the stroke and get ready for the next ball",),
        "swing:": ("finish the stroke and get ready for the next ball",),
        "bent knees": ("push off toward the ball",),
        "": ("move to where the ball will land",),
    },
    aims={"serve:": ("hit the ball from as high up as possible",), "": ("reach the ball in time and hit it with force",)},
    advice={"serve:": ("keep {his} eyes on the ball until the racket meets it",), "": ("keep {his} feet moving, so that no ball comes as a surprise",)},
)  # fmt: skip

SOCCER = Script(
    reasons={
        "lifted leg": (
            "{He} {has} the {side} foot off the ground, so {he} {is} probably about to kick or in the middle of a step.",
            "The lifted {side} leg leaves all of {his} weight on the other one, which is what a kick asks for.",
        ),
        "step": ("{He} {takes} a long step, so {he} {is} running for the ball.",),
        "bent knees": ("With {his} knees bent, {he} can change direction quickly.",),
        "bent knee": ("The bent {side} knee shows that {he} {is} running or about to kick.",),
        "arms out": ("{He} {stretches} both arms out, which keeps {him} balanced while {his} legs do the work.",),
        "arm out": ("The outstretched {side} arm keeps {him} balanced while {his} legs do the work.",),
        "arms up": ("Both arms are up, perhaps to call for the ball or to cheer.",),
        "arm up": ("{He} {has} the {side} arm up, perhaps to call for the ball.",),
        "lean": ("{He} {leans} to the {thing}, so {he} {seems} to be turning or running that way.",),
        "arms bent": ("{His} arms are bent, as they are when people run.",),
        "arm bent": ("{His} {side} arm is bent, as it is when people run.",),
        "upright": ("{His} back is upright, so {he} can look around for the other players.",),
        "looks": ("{He} {looks} to the {thing}, probably at the ball or at another player.",),
        "facing": ("{He} {faces} the camera, so {he} {is} playing toward our side of the field.",),
        "behind": ("We see {him} from behind, so {he} {is} playing toward the far side of the field.",),
    },
    moves={"lifted leg": ("bring the {side} foot down, on the ball or on the ground",), "step": ("reach the ball and play it on",), "": ("run on to where the ball goes",)},
    aims={"lifted leg": ("reach the ball with the foot",), "": ("get to the ball before the others",)},
    advice={"": ("look up before {he} {plays} the ball on",)},
)  # fmt: skip

JUMPING_GAME = Script(
    reasons={
        "airborne": ("{He} {has} left the ground, so {he} can reach a high ball but cannot change direction any more.",),
        "arms up": ("Both arms are raised, so {he} {seems} to be reaching for a high ball.",),
        "arm up": ("The raised {side} arm suggests that {he} {is} reaching for a high ball or has just played it.",),
        "bent knees": ("With {his} knees bent, {he} {is} ready to jump.",),
        "bent knee": ("The bent {side} knee shows that {he} {is} moving.",),
        "step": ("{He} {takes} a long step, so {he} {is} hurrying to the ball.",),
        "lean": ("{He} {leans} to the {thing}, so {he} {is} moving that way.",),
        "arms out": ("{He} {stretches} both arms out, which makes it hard to get past {him}.",),
        "arm out": ("{He} {stretches} the {side} arm out, perhaps for the ball.",),
        "arms bent": ("{His} arms are bent, so {his} hands are ready for the ball.",),
        "holds ball": ("The ball is in {his} {side} hand, so {he} can throw or pass it from there.",),
        "upright": ("{His} back is upright, so {he} can see the whole court.",),
        "looks": ("{He} {looks} to the {thing}, probably at the ball.",),
    },
    moves={"airborne": ("land and turn to where the ball goes",), "bent knees": ("jump for the ball",), "": ("move to where the ball comes down",)},
    aims={"": ("get to the ball before the others",)},
    advice={"airborne": ("land on both feet with soft knees",), "": ("keep {his} hands ready and watch the ball",)},
)  # fmt: skip

FRISBEE = Script(
    reasons={
        "arm up": ("The raised {side} arm suggests that {he} {is} throwing or catching at this moment.",),
        "holds frisbee": (
            "The frisbee is in {his} {side} hand, so {he} can throw it from there with a flick of the wrist.",
            "As {he} {has} the frisbee in {his} {side} hand, it is {his} turn to throw.",
        ),
        "pet": (
            "A {thing} is probably waiting for the throw, so {he} {has} to be ready for it to run off.",
            "With a {thing} around, the frisbee may well be meant for it.",
        ),
        "airborne": ("{He} {has} jumped, so the frisbee must be flying high.",),
        "arms up": ("Both arms are raised, so {he} {seems} to be catching the frisbee.",),
        "arms out": ("{He} {stretches} both arms out toward the frisbee or for {his} balance.",),
        "arm out": ("{He} {stretches} the {side} arm out, as people do at the end of a throw or for a catch.",),
        "bent knees": ("With {his} knees bent, {he} {is} ready to run or to jump.",),
        "step": ("{He} {takes} a long step, so {he} {is} running or putting {his} weight into the throw.",),
        "lean": ("{He} {leans} to the {thing}, so {his} weight is moving that way.",),
        "straight legs": ("{His} legs are straight, so {he} {is} not running at the moment.",),
        "arm hanging": ("{His} {side} arm hangs down, so the throw is not happening yet.",),
        "facing": ("{He} {faces} the camera, so the throw would probably go toward our side.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where the frisbee will go or come from.",),
        "upright": ("{He} {stands} upright, so {he} {has} time to look where {he} {wants} to throw.",),
    },
    moves={
        "arm hanging + holds frisbee": ("swing the arm back and throw the frisbee",),
        "holds frisbee": ("throw the frisbee",),
        "arms up": ("catch the frisbee and throw it back",),
        "": ("follow the frisbee with {his} eyes and run after it",),
    },
    aims={"holds frisbee": ("be free to throw in any direction",), "": ("be ready for the frisbee",)},
    advice={"pet": ("make sure that the {thing} sees the frisbee before {he} {throws} it",), "holds frisbee": ("look at the place where the frisbee should go before letting go of it",)},
)  # fmt: skip

GOLF = Script(
    reasons={
        "arms up": ("Both arms are up, so the swing is at its highest point or already over.",),
        "bent over": ("{He} {is} bent over, as golfers are when they stand over the ball.",),
        "bent knees": ("{His} knees are bent a little, which keeps the body steady during the swing.",),
        "bent knee": ("The bent {side} knee shows that {his} weight has moved during the swing.",),
        "wide stance": ("{His} feet are apart, which gives the swing a firm base.",),
        "lean": ("{He} {leans} to the {thing}, so {his} weight has moved with the swing.",),
        "looks": ("{He} {looks} to the {thing}, probably after the ball.",),
        "upright": ("{His} back is upright, so the swing seems to be over or not yet begun.",),
        "arms bent": ("{His} arms are bent, so {he} {is} not hitting the ball at this moment.",),
    },
    moves={"bent over": ("swing the club back and hit the ball",), "arms up": ("lower the club and follow the ball with {his} eyes",), "": ("watch where the ball goes and walk after it",)},
    aims={"": ("turn the body without losing the firm stand",)},
    advice={"bent over": ("keep {his} head still until the ball is gone",), "": ("take time before the next stroke",)},
)  # fmt: skip

KITE = Script(
    reasons={
        "arms up": ("Both arms are up, so {he} {seems} to be holding the kite high or pulling at its line.",),
        "arm up": ("The raised {side} arm probably holds the line of the kite.",),
        "arms bent": ("{His} arms are bent, so {he} can pull at the line or let it go.",),
        "arm bent": ("{His} {side} arm is bent, so {he} can pull at the line or let it go.",),
        "lean": ("{He} {leans} to the {thing}, which works against the pull of the kite.",),
        "wide stance": ("{His} feet are apart, so a gust of wind cannot easily pull {him} over.",),
        "bent knees": ("With {his} knees bent, {he} can hold against the pull of the kite.",),
        "step": ("{He} {takes} a long step, so {he} may be running to get the kite up.",),
        "behind": ("We see {him} from behind, so the kite must be on the far side.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where the kite is.",),
        "standing": ("{He} {is} standing, so {he} can walk or run when the wind changes.",),
    },
    moves={"step": ("keep running until the wind carries the kite",), "": ("let out some line while the wind is good",)},
    aims={"": ("keep the line tight so that the kite stays up",)},
    advice={"": ("stay clear of trees and of other people's lines",)},
)  # fmt: skip

VIDEO_GAME = Script(
    reasons={
        "holds remote": ("{He} {has} the controller in {his} {side} hand, so the game follows that arm.",),
        "arms up": ("Both arms are up, so the game seems to ask for a big movement.",),
        "arm up": ("The raised {side} arm is probably copying a stroke or a throw in the game.",),
        "arm out": ("{He} {stretches} the {side} arm out, probably toward the screen.",),
        "arms bent": ("{His} arms are bent, so {his} hands are ready for the next move in the game.",),
        "arm bent": ("{His} {side} arm is bent, so that hand is ready for the next move in the game.",),
        "standing": ("{He} {is} on {his} feet, because such a game is played with the whole body.",),
        "sitting": ("{He} {is} sitting, so the game must be one for the hands alone.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where the screen is.",),
        "lean": ("{He} {leans} to the {thing}, as if to steer the game with the whole body.",),
        "bent knees": ("With {his} knees bent, {he} {is} ready for a quick move.",),
    },
    moves={"arm up": ("swing the {side} arm down again",), "": ("answer the next thing that happens on the screen",)},
    aims={"": ("react quickly to what happens on the screen",)},
    advice={"standing": ("make sure that there is enough room for such movements",), "": ("take a break now and then",)},
)  # fmt: skip
