"""What poses mean on skis, boards and skates."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

SKIING = Script(
    reasons={
        "small child": ("{He} {is} still a small child, so {he} {has} to learn to balance and to brake at the same time.",),
        "bent over": ("The low position offers the wind little to push against, which makes {him} faster.",),
        "bent knees": (
            "The bent knees take up the bumps in the snow and keep {his} weight low.",
            "With the knees bent like this, {he} can turn or stop at any moment.",
        ),
        "bent knee": ("The bent {side} knee suggests that {he} {is} pushing off or turning and not standing still.",),
        "pet": (
            "A {thing} runs along, so {he} {has} to keep to a pace at which it can follow and watch that it does not get in front of the skis.",
            "With a {thing} at {his} side, this looks like an outing and not like a race.",
        ),
        "upright": (
            "The upright back suggests an easy pace.",
            "The upright back suggests that {he} {is} not in a hurry.",
        ),
        "lean": ("The lean to the {thing} suggests that {he} {is} turning or pushing off.",),
        "arms bent": ("The bent arms have the poles ready for the next push.", "With both arms bent, {he} can push with the poles at any moment."),
        "arm bent": ("The bent {side} arm has the pole ready for the next push.",),
        "arms out": ("The outstretched arms help {him} to stay balanced on the skis.",),
        "arm out": ("The outstretched {side} arm helps {him} to stay balanced on the skis.",),
        "arm up": ("The raised {side} arm may be a greeting to whoever takes the picture.",),
        "straight legs": ("{His} legs are straight, so {he} {is} probably gliding along or standing and not turning at this moment.",),
        "looks on": ("{He} {has} probably stopped for a moment to look at the others.",),
    },
    moves={
        "pet": ("ski on at an easy pace with the {thing} at {his} side",),
        "bent knees": ("go into the next turn",),
        "bent knee": ("push off and glide on",),
        "arms bent": ("push with the poles and glide on",),
        "arm bent": ("push with the poles and glide on",),
        "lean": ("finish the turn and shift the weight to the other ski",),
    },
    aims={"bent over": ("gain speed",), "bent knees": ("stay in control on uneven snow",)},
    advice={
        "pet": ("leave the {thing} enough room and look out for it before each turn",),
        "small child": ("stay on gentle slopes and keep the tips of the skis together to brake",),
        "upright": ("bend the knees a little when the slope gets steeper",),
        "arms bent": ("keep the weight over the middle of the skis while pushing with the poles",),
        "lean": ("look ahead to where the turn should end",),
    },
    dangers=("a ski that catches in the snow", "a patch of ice", "a bump under one ski"),
)  # fmt: skip

SNOWBOARDING = Script(
    reasons={
        "bent knees": ("The bent knees keep {his} weight low over the board and press its edge into the snow.",),
        "bent knee": ("The bent {side} knee fits a turn, for which {he} {has} to press an edge of the board into the snow.",),
        "arms out": ("The outstretched arms balance the movement of the board like the pole of a tightrope walker.",),
        "arm out": (
            "The outstretched {side} arm balances the movement of the board.",
            "The outstretched {side} arm helps {him} to stay balanced while the board slides.",
        ),
        "arm up": ("The raised {side} arm helps {him} to keep {his} balance while the board slides.",),
        "lean": ("The lean to the {thing} tips the board onto its edge, so {he} {is} probably turning.",),
        "airborne": ("In the air {he} cannot steer any more, so everything depends on a soft landing.",),
        "upright": ("The upright back suggests an easy ride.",),
        "standing": ("Both feet are on one board, so {he} cannot take a step to catch a fall and {has} to balance with the rest of the body.",),
    },
    moves={
        "lean": ("finish this turn and tip the board onto its other edge",),
        "bent knees": ("turn by pressing an edge of the board into the snow",),
        "airborne": ("land with bent knees and ride on",),
        "arm out": ("ride through this turn and into the next one",),
    },
    aims={"bent knees": ("stay low and steer with the edges",), "bent knee": ("steer the board through the turn",), "arm out": ("keep {his} balance while the board slides",), "arms out": ("keep {his} balance while the board slides",)},
    advice={
        "upright": ("bend {his} knees before the slope gets steeper",),
        "bent knee": ("keep looking to where the turn should end",),
        "arm out": ("keep looking ahead and not down at the board",),
        "airborne": ("bend both knees for the landing",),
    },
    dangers=("an edge that catches in the snow", "a bump under the board"),
)  # fmt: skip

SKATEBOARDING = Script(
    reasons={
        "airborne": ("{He} {is} off the ground, so the landing on the board decides whether the trick works.",),
        "trick": ("{He} {is} in the middle of a trick, so {his} feet must not lose touch with the board.",),
        "bent knees + trick": ("The bent knees keep {him} close to the board during the trick.", "With the knees bent like this, {he} {stays} low over the board and can control it during the trick."),
        "bent knees": (
            "The bent knees keep {his} weight low over the board.",
            "The bent knees let {him} take up bumps and keep control of the board.",
        ),
        "bent knee": ("The bent {side} knee suggests that {he} {is} steering or pushing off.",),
        "bent over": ("Bent over the board like this, {he} {keeps} {his} weight low and close to it.",),
        "lifted leg": ("The lifted {side} foot is probably the one that pushes the board along.",),
        "arms up": ("{He} {holds} both arms up, as people do when they fight for their balance.",),
        "arm up": (
            "Holding the {side} arm up helps {him} to keep {his} balance on the board.",
            "The raised {side} arm helps {him} to keep {his} balance while the board rolls.",
        ),
        "arms out": ("Both arms are stretched out to keep the balance on the board.",),
        "arm out": ("The outstretched {side} arm helps {him} to keep {his} balance on the board.",),
        "upright": ("The upright back suggests an easy ride and no trick.",),
        "standing": ("Both feet are on the board, so {he} {is} not pushing off at this moment.",),
        "small child": ("{He} {is} still a small child, so keeping the balance on a board that rolls is hard work for {him}.",),
        "lean": ("The lean to the {thing} steers the board that way.",),
        "helmet": ("With a helmet on, {he} can risk a fall while practicing.",),
    },
    moves={
        "trick": ("come out of the trick with both feet on the board and roll on", "land the trick and roll on"),
        "arm up + standing": ("roll on a little and then put a foot down to push or to stop",),
        "airborne": ("land on the board and roll on",),
        "lifted leg": ("push off and put the foot back on the board",),
        "bent knees": ("ride on, low over the board",),
        "upright": ("roll on a little and then push off again",),
        "lean": ("finish the turn and straighten up",),
    },
    aims={"bent knees": ("keep the weight low and steer the board",), "arm up": ("keep {his} balance on the board",), "arms out": ("keep {his} balance on the board",)},
    advice={
        "trick": ("keep the knees bent until all four wheels are down again", "wear a helmet for tricks like this one"),
        "small child": ("ride slowly and wear a helmet", "stay on smooth ground until the board feels safe"),
        "upright": ("bend {his} knees a little, so that a bump does not throw {him} off",),
        "standing": ("bend {his} knees a little, so that a bump does not throw {him} off",),
    },
    dangers=("a stone in front of the wheels", "a crack in the ground"),
)  # fmt: skip

SURFING = Script(
    reasons={
        "lying": ("Lying on the board, {he} can paddle with both arms until a wave picks {him} up.",),
        "kneeling": ("On {his} knees {he} {is} close to the board and harder to throw off than on {his} feet.",),
        "crouching": ("The low crouch makes it hard for the wave to throw {him} off.",),
        "bent knees": ("The bent knees follow the movement of the water and keep {his} weight low over the board.",),
        "bent knee": ("The bent {side} knee shows that {he} {is} shifting {his} weight along the board to steer it.",),
        "lean": ("The lean to the {thing} turns the board that way.",),
        "bent over": ("The low upper body keeps {his} weight close to the board.",),
        "arms out": ("The outstretched arms balance the movement of the board on the wave.",),
        "arm out": ("The outstretched {side} arm balances the movement of the board on the wave.",),
        "arms up": ("{His} arms are up, as people hold them when they fight for their balance.",),
        "arm up": ("The raised {side} arm helps {him} to keep {his} balance as the board moves.",),
        "looks": ("The side to which {he} {looks} is probably where the wave is taking {him}.",),
        "standing": ("{He} {is} already on {his} feet, so {he} {has} caught the wave.",),
    },
    moves={
        "lying": ("push up with {his} arms and get to {his} feet when the wave comes",),
        "lean": ("turn along the face of the wave",),
        "standing": ("ride along the wave until it breaks",),
        "bent knees": ("ride along the wave until it breaks",),
    },
    aims={"lying": ("gain enough speed to catch the wave",), "bent knees": ("stay on the board while the wave pushes it",)},
    advice={
        "bent knees": ("keep looking along the wave and not down at the board",),
        "standing": ("keep {his} knees bent and look along the wave",),
        "lean": ("come back to the middle of the board before the wave breaks",),
        "lying": ("start paddling before the wave arrives",),
    },
    dangers=("a wave that breaks over the board",),
)  # fmt: skip

SKATING = Script(
    reasons={
        "lifted leg": ("All of {his} weight glides on the other foot while the {side} one is off the ground.",),
        "bent knees": ("The bent knees let {him} push off hard to the side.",),
        "bent knee": ("The bent {side} knee is ready for the next push.",),
        "lean": ("The lean to the {thing} suggests that {he} {is} going around a curve.",),
        "arms out": ("The outstretched arms keep {him} balanced.",),
        "arm out": ("The outstretched {side} arm keeps {him} balanced.",),
        "arm up": ("The raised {side} arm keeps {him} balanced.",),
        "upright": ("The upright back suggests a slow glide.",),
        "looks": ("With the look to that side, {he} {seems} to keep clear of others.",),
    },
    moves={"lifted leg": ("set the {side} foot down and push off with the other one",), "bent knees": ("push off to the side and glide on",), "bent knee": ("push off to the side and glide on",)},
    aims={"arms out": ("glide on without losing {his} balance",), "bent knees": ("get up some speed",)},
    advice={"upright": ("bend {his} knees a little, which makes it easier to catch a slip",)},
    dangers=("a bump under the skates",),
)  # fmt: skip
