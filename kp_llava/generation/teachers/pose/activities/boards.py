"""What poses mean on skis, boards and skates."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

SKIING = Script(
    reasons={
        "bent over": ("Bent over like this, {he} {offers} the wind little to push against, so {he} {is} probably going fast.",),
        "bent knees": (
            "{His} knees are bent, so {his} legs can take up the bumps in the snow.",
            "With both knees bent, {he} {keeps} {his} weight low and {is} ready for a turn.",
        ),
        "bent knee": ("With the {side} knee bent, {he} {seems} to be shifting {his} weight from one ski to the other.",),
        "pet": (
            "There is a {thing} so close to {him} that {he} {has} to watch where it runs, because it could get in front of the skis.",
            "{He} cannot go fast here, because the {thing} with {him} has to keep up with {him}.",
        ),
        "upright": (
            "{He} {keeps} {his} back upright, which suggests that {he} {is} going slowly or standing still, because a fast skier would crouch.",
            "As {he} {stands} so upright, {he} {does} not seem to be racing down a slope at this moment.",
        ),
        "lean": (
            "{He} {leans} to the {thing} side of the picture, so {he} {seems} to be starting a turn or pushing off.",
            "The lean to the {thing} suggests a turn, since a skier turns by leaning over the skis.",
        ),
        "arms bent": ("{His} arms are bent, as a skier holds them to have the poles ready.",),
        "arm bent": ("{His} {side} arm is bent, so the pole on that side is ready for the next push.",),
        "arm hanging": ("{His} {side} arm hangs down, so {he} {is} not pushing with that arm at the moment.",),
        "arms out": ("{He} {holds} both arms out, which helps {him} to stay balanced on the skis.",),
        "arm out": ("The outstretched {side} arm helps {him} to stay balanced on the skis.",),
        "arm up": ("{He} {has} the {side} arm up, perhaps to wave or to keep {his} balance.",),
        "wide stance": ("{His} feet are apart, so each ski carries a part of {his} weight.",),
        "facing": ("Since {he} {faces} the camera, {he} may have stopped for the picture.",),
        "behind": ("We see {him} from behind, so {he} {is} heading away from the photographer.",),
        "looks": ("{He} {looks} to the {thing}, perhaps to see who else is on the snow or where the way goes.",),
    },
    moves={
        "facing": ("set off again once the picture is taken",),
        "bent knees": ("go into the next turn",),
        "lean": ("finish the turn and shift the weight to the other ski",),
        "behind": ("ski on, away from the camera",),
        "": ("push off and glide on",),
    },
    aims={"bent over": ("gain speed",), "bent knees": ("stay in control on uneven snow",), "": ("keep the weight in the middle of the skis",)},
    advice={
        "pet": ("keep an eye on the {thing} and leave it some room",),
        "upright": ("bend the knees before going any faster",),
        "bent knees": ("keep the knees as soft as they are now and look well ahead",),
    },
    dangers=("a ski that catches in the snow", "a patch of ice"),
)  # fmt: skip

SNOWBOARDING = Script(
    reasons={
        "bent knees": (
            "With both knees bent, {he} {has} {his} weight low over the board and can take up bumps.",
            "{His} bent knees let {him} press the edge of the board into the snow.",
        ),
        "bent knee": ("The bent {side} knee shows that {he} {is} putting more weight on one end of the board.",),
        "arms out": ("{He} {holds} both arms out like a tightrope walker, to stay balanced while the board slides.",),
        "arm out": (
            "{He} {stretches} the {side} arm out, which helps {him} to stay balanced while the board slides.",
            "The outstretched {side} arm works against the pull of the turn.",
        ),
        "arm up": ("The raised {side} arm helps {him} to keep {his} balance.",),
        "lean": ("The lean to the {thing} side of the picture tips the board onto its edge, so {he} {is} probably turning.",),
        "airborne": ("{He} {is} in the air, so {he} will have to bend {his} knees for the landing.",),
        "upright": ("{He} {stands} upright, so {he} {seems} to be going slowly or to have stopped.",),
        "arms bent": ("{His} arms are bent and close to the body, so they do not pull {him} out of the turn.",),
        "arm bent": ("{His} {side} arm is bent and ready to move if {he} {loses} {his} balance.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where {he} {wants} to go.",),
        "behind": ("We see {him} from behind, so {he} {is} moving away from the camera.",),
    },
    moves={
        "lean": ("finish this turn and tip the board onto its other edge",),
        "bent knee": ("turn by shifting the weight to the other edge of the board",),
        "airborne": ("land with bent knees and ride on",),
        "": ("turn the board and ride on down the slope",),
    },
    aims={"bent knees": ("stay low and steer with the edges",), "": ("keep {his} balance while the board slides",)},
    advice={"upright": ("bend the knees before the slope gets steeper",), "": ("keep looking where {he} {wants} to go and not down at the board",)},
    dangers=("an edge that catches in the snow",),
)  # fmt: skip

SKATEBOARDING = Script(
    reasons={
        "airborne": ("{He} {is} in the air, so {he} {has} to come down with both feet on the board.",),
        "bent knees": (
            "By keeping the knees bent, {he} can take up bumps and stay in control of the board.",
            "With {his} knees bent, {he} {is} low over the board, which suggests that {he} {is} riding fast or preparing a trick.",
        ),
        "bent knee": ("{His} {side} knee is bent, which suggests that {he} {is} shifting {his} weight to steer or to push.",),
        "lifted leg": ("{His} {side} foot is off the board, so {he} {is} probably pushing off with it.",),
        "arms up": ("With both arms up, {he} {seems} to be fighting for {his} balance.",),
        "arm up": (
            "Holding the {side} arm up helps {him} to keep {his} balance on the board.",
            "{He} {raises} the {side} arm, as people do on a board when it begins to wobble.",
        ),
        "arms out": ("{He} {stretches} both arms out to keep {his} balance on the board.",),
        "arm out": ("The outstretched {side} arm helps {him} to keep {his} balance on the board.",),
        "upright": (
            "{His} back is upright, so {he} {seems} to be rolling along easily and not preparing a trick.",
            "As {his} back is upright, {his} weight is right above the board.",
        ),
        "lean": ("The lean to the {thing} presses down one side of the board, and that is how {he} {steers} it.",),
        "bent over": ("{He} {is} bent over, so {he} {is} close to the board and could grab it.",),
        "arms bent": ("{His} arms are bent and close to the body, so {he} {does} not need them for the balance yet.",),
        "arm bent": ("{His} {side} arm stays bent, so {he} can stretch it out at once if {he} {begins} to fall to that side.",),
        "helmet": ("The helmet protects {his} head if {he} {falls}.",),
        "facing": ("{He} {faces} the camera, so {he} {is} riding toward it or letting somebody take a picture.",),
        "looks": ("{He} {looks} to the {thing}, probably to see where the board will take {him}.",),
        "behind": ("We see {him} from behind, so {he} {is} riding away from the camera.",),
        "crowd": ("With so many people around, {he} {has} to watch where {he} {goes}.",),
    },
    moves={
        "airborne": ("land on the board and roll on",),
        "lifted leg": ("push off and put the foot back on the board",),
        "bent knees": ("come up out of the bend and ride on",),
        "upright": ("roll on a little and then push off again",),
        "lean": ("finish the turn and straighten up",),
        "": ("roll on and push off again when the board slows down",),
    },
    aims={"bent knees": ("keep the weight low and steer the board",), "": ("keep {his} balance above the board",)},
    advice={"upright": ("bend the knees a little, so that a bump does not throw {him} off",), "": ("wear a helmet and practice how to fall",)},
    dangers=("a stone in front of the wheels", "a crack in the ground"),
)  # fmt: skip

SURFING = Script(
    reasons={
        "lying": ("Lying on the board, {he} can paddle with both arms until a wave picks {him} up.",),
        "kneeling": ("On {his} knees {he} {is} close to the board and not easily thrown off, though {he} can steer less than on {his} feet.",),
        "crouching": ("{He} {crouches} low over the board, so the wave cannot easily throw {him} off.",),
        "bent knees": (
            "With both knees bent, {he} {is} low over the board and can follow the movement of the water.",
            "{His} bent knees take up the bumps of the wave.",
        ),
        "bent knee": ("The bent {side} knee shows that {he} {is} shifting {his} weight along the board.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, which turns the board that way.",),
        "bent over": ("{He} {is} bent over, which keeps {his} weight low above the board.",),
        "arms out": ("{He} {stretches} both arms out to balance the movement of the wave.",),
        "arm out": ("The outstretched {side} arm balances the movement of the wave.",),
        "arms up": ("{His} arms are up, so {he} {seems} to be fighting for {his} balance.",),
        "arm up": ("The raised {side} arm helps {him} to keep {his} balance as the board moves.",),
        "wide stance": ("{His} feet are apart, so {he} can shift the weight from one end of the board to the other.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where the wave is taking {him}.",),
        "standing": ("{He} {is} already on {his} feet, so {he} {has} caught the wave.",),
    },
    moves={
        "lying": ("push up with the arms and get to {his} feet when the wave comes",),
        "lean": ("turn along the face of the wave",),
        "standing": ("ride along the wave until it breaks",),
        "": ("ride on until the wave runs out",),
    },
    aims={"lying": ("gain enough speed to catch the wave",), "": ("stay on the board while the wave pushes it",)},
    advice={"standing": ("keep looking ahead and stay low",), "": ("watch the other surfers and keep clear of their boards",)},
    dangers=("a wave that breaks over the board",),
)  # fmt: skip

SKATING = Script(
    reasons={
        "lifted leg": ("{He} {has} the {side} foot off the ground, so all of {his} weight glides on the other one.",),
        "bent knees": ("With both knees bent, {he} can push off hard to the side.",),
        "bent knee": ("The bent {side} knee is ready for the next push.",),
        "lean": ("The lean to the {thing} suggests that {he} {is} going around a curve.",),
        "arms out": ("{He} {stretches} both arms out to stay balanced.",),
        "arm out": ("The outstretched {side} arm helps {him} to stay balanced.",),
        "arm up": ("The raised {side} arm helps {him} to stay balanced.",),
        "upright": ("{He} {stands} upright, so {he} {seems} to be gliding slowly.",),
        "arms bent": ("{His} arms are bent, as they are when they swing along with the legs.",),
        "looks": ("{He} {looks} to the {thing}, probably in order to keep clear of others.",),
    },
    moves={"lifted leg": ("set the {side} foot down and push off with the other one",), "": ("push off to the side and glide on",)},
    aims={"": ("glide on without losing {his} balance",)},
    advice={"upright": ("bend the knees a little, which makes it easier to catch a slip",), "": ("look ahead and keep the knees soft",)},
    dangers=("a bump under the skates",),
)  # fmt: skip
