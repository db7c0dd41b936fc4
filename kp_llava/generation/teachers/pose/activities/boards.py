"""What poses mean on skis, boards and skates."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

SKIING = Script(
    reasons={
        "small child": ("Two long skis are not easy to steer for a child as small as {he} {is}.",),
        "bent over": ("The low position offers the wind little to push against, which makes {him} faster.",),
        "bent knees": (
            "The bent knees can take up the bumps in the snow and keep {his} weight low.",
            "With the knees bent like this, {he} can turn or brake more easily than on straight legs.",
        ),
        "bent knee": ("The bent {side} knee lets that leg give way when the ski meets a bump.",),
        "pet": (
            "With a {thing} so close to the skis, {he} {has} to watch that it does not get in front of them.",
            "With a {thing} at {his} side, this looks like an outing and not like a race.",
        ),
        "upright": (
            "Upright like this, {he} can look far ahead, but {he} {gives} the wind more to push against.",
            "{He} {does} not make {himself} small against the wind, as fast skiers do.",
        ),
        "lean": ("The lean to the {thing} puts more of {his} weight on the ski on that side.",),
        "arms bent + poles": ("With both arms bent, {he} can push with the poles at any moment.", "With the poles in {his} hands and both arms bent, {he} can push {himself} along."),
        "arms out": ("The outstretched arms can help {him} to stay balanced on the skis.",),
        "arm out": ("The outstretched {side} arm can help {him} to stay balanced on the skis.",),
        "straight legs": ("On straight legs, {he} can glide or stand, but for a turn the knees have to give way.",),
        "looks on": ("{His} eyes are on the others around {him}.",),
    },
    moves={
        "pet": ("ski on at an easy pace with the {thing} at {his} side",),
        "bent knees": ("let the knees give way at the next bump",),
        "arms bent + poles": ("push with the poles and glide on",),
        "lean": ("come back from the lean",),
    },
    aims={"bent over": ("gain speed",), "bent knees": ("stay in control on uneven snow",)},
    advice={
        "pet": ("leave the {thing} enough room and look out for it before each turn",),
        "small child": ("stay on gentle slopes and keep the tips of the skis together to brake",),
        "upright": ("bend the knees a little when the slope gets steeper",),
        "arms bent + poles": ("keep the weight over the middle of the skis while pushing with the poles",),
        "lean": ("keep the weight over the middle of the skis",),
    },
    dangers=("a ski that catches in the snow", "ski tips that cross"),
    firsts={
        "bent knees": ("To stop, {x} would have to turn the skis across the way or push their tails apart.",),
        "looks on": ("To watch the way ahead, {x} would have to turn {his} eyes from the others.",),
        "arms bent + poles": ("To move on along level ground, {x} would have to set both poles into the snow and push.",),
        "straight legs": ("Before going into a turn, {x} would have to bend {his} knees first.",),
    },
)  # fmt: skip

SNOWBOARDING = Script(
    reasons={
        "bent knees": ("The bent knees keep {his} weight low over the board and press its edge into the snow.",),
        "bent knee": ("With the {side} knee bent, {he} can put weight on one edge of the board and steer with it.",),
        "arms out": ("The outstretched arms can balance the movement of the board like the pole of a tightrope walker.",),
        "arm out": (
            "The outstretched {side} arm can balance the movement of the board.",
            "The outstretched {side} arm can help {him} to stay balanced while the board slides.",
        ),
        "arm up": ("The raised {side} arm can help {him} to keep {his} balance while the board slides.",),
        "lean": ("The lean to the {thing} tips the board onto its edge, which is how a snowboard is steered.",),
        "airborne": ("In the air {he} cannot steer any more, so everything depends on a soft landing.",),
        "upright": ("{He} {does} not bend low, as {he} would if {he} rode for speed.",),
        "standing": ("Both feet are on one board, so {he} cannot take a step to catch a fall and {has} to balance with the rest of the body.",),
    },
    moves={
        "lean": ("come out of the lean or tip the board onto its other edge",),
        "bent knees": ("turn by pressing an edge of the board into the snow",),
        "airborne": ("land with bent knees and ride on",),
    },
    aims={"bent knees": ("stay low and steer with the edges",), "bent knee": ("steer the board",), "arm out": ("keep {his} balance while the board slides",), "arms out": ("keep {his} balance while the board slides",)},
    advice={
        "upright": ("bend {his} knees before the slope gets steeper",),
        "bent knee": ("keep looking to where {he} {wants} to go",),
        "arm out": ("keep looking ahead and not down at the board",),
        "airborne": ("bend both knees for the landing",),
    },
    dangers=("an edge that catches in the snow",),
    firsts={
        "lean": ("To turn the other way, {x} would have to shift {his} weight from this edge of the board to the other one.",),
        "bent knee": ("To stop, {x} would have to turn the board across the slope and press its edge into the snow.",),
        "bent knees": ("To stop, {x} would have to turn the board across the slope and press its edge into the snow.",),
        "standing": ("To walk, {x} would have to take at least one foot off the board first.",),
    },
)  # fmt: skip

SKATEBOARDING = Script(
    reasons={
        "airborne": ("{He} {is} off the ground, so the landing on the board decides whether the trick works.",),
        "trick": ("{He} {is} in the middle of a trick, in which the board moves under {him} and {his} body has to follow it.",),
        "bent knees + trick": ("The bent knees keep {him} close to the board during the trick.", "With the knees bent like this, {he} {stays} low over the board and can control it during the trick."),
        "bent knees": (
            "The bent knees keep {his} weight low over the board.",
            "The bent knees let {him} take up bumps and keep control of the board.",
        ),
        "bent knee": ("The bent {side} knee lets that leg give way when the board meets a bump.",),
        "bent over": ("Bent over the board like this, {he} {keeps} {his} weight low and close to it.",),
        "lifted leg": ("While the {side} foot is lifted, the other one carries all of {his} weight.",),
        "arms up": ("With both arms up, {he} can answer every sway of the board.",),
        "arm up + bent knees": ("With the {side} arm up and the knees bent, {he} can balance a sway of the board to either side.",),
        "arm up + bent knee": ("The raised {side} arm can help {him} to answer a sway of the board.",),
        "arms out": ("With both arms stretched out, {he} can answer a sway of the board to either side.",),
        "arm out": ("The outstretched {side} arm can help {him} to keep {his} balance on the board.",),
        "upright": ("{He} {does} not bend low, which is comfortable as long as the ground is smooth.",),
        "standing": ("Both feet are on the board, so {he} {is} not pushing off at this moment.",),
        "small child": ("For a child as small as {he} {is}, a board that can roll away is not an easy place to stand.",),
        "lean": ("The lean to the {thing} steers the board that way.",),
        "helmet": ("The helmet would protect {his} head in a fall.",),
    },
    moves={
        "trick": ("come out of the trick with both feet on the board and roll on", "land the trick and roll on"),
        "standing": ("put a foot down to push or to stop",),
        "airborne": ("land on the board and roll on",),
        "lifted leg": ("push off and put the foot back on the board",),
        "bent knees": ("ride on, low over the board",),
        "lean": ("follow the board into the curve and straighten up again",),
    },
    aims={"bent knees": ("keep the weight low and steer the board",), "arms out": ("keep {his} balance on the board",)},
    advice={
        "trick": ("keep the knees bent until all four wheels are down again",),
        "small child": ("ride slowly and with soft knees",),
        "upright": ("bend {his} knees a little, so that a bump does not throw {him} off",),
        "standing": ("bend {his} knees a little, so that a bump does not throw {him} off",),
    },
    dangers=("a board that slips away under {his} feet", "weight that comes too far behind the board"),
    firsts={
        "trick": ("To end the trick well, {x} would have to bring {his} weight back over the middle of the board.",),
        "standing": ("To push off, {x} would have to take one foot off the board first.", "To stop, {x} would have to set one foot on the ground."),
        "straight legs": ("Before riding over a bump, {x} would have to bend {his} knees.",),
        "lean": ("To ride straight on, {x} would have to come back from the lean.",),
    },
)  # fmt: skip

SURFING = Script(
    reasons={
        "lying": ("Lying on the board, {he} can paddle with both arms until a wave picks {him} up.",),
        "kneeling": ("On {his} knees {he} {is} close to the board and harder to throw off than on {his} feet.",),
        "crouching": ("The low crouch makes it hard for the wave to throw {him} off.",),
        "bent knees": ("The bent knees follow the movement of the water and keep {his} weight low over the board.",),
        "bent knee": ("With the {side} knee bent, {he} can shift {his} weight along the board to steer it.",),
        "lean": ("The lean to the {thing} turns the board that way.",),
        "bent over": ("The low upper body keeps {his} weight close to the board.",),
        "arms out": ("The outstretched arms can balance the movement of the board on the wave.",),
        "arm out": ("The outstretched {side} arm can balance the movement of the board on the wave.",),
        "arms up": ("With both arms up, {he} can answer every sway of the board.",),
        "arm up": ("The raised {side} arm can help {him} to keep {his} balance as the board moves.",),
        "standing": ("{He} {is} on {his} feet, so {he} {has} to answer every movement of the water with knees, hips and arms.",),
    },
    moves={
        "lying": ("push up with {his} arms and get to {his} feet when the wave comes",),
        "lean": ("turn to the {thing} with the board",),
        "bent knees": ("ride on with the wave until it runs out",),
    },
    aims={"lying": ("gain enough speed to catch the wave",), "bent knees": ("stay on the board while the wave pushes it",)},
    advice={
        "bent knees": ("keep looking along the wave and not down at the board",),
        "standing": ("keep {his} knees bent and look along the wave",),
        "lean": ("come back to the middle of the board before the wave breaks",),
        "lying": ("start paddling before the wave arrives",),
    },
    dangers=("a board that dips its nose into the water", "a wave that breaks over the board"),
    firsts={
        "lying": ("To stand on the board, {x} would have to push up with both arms and bring {his} feet under {him}.",),
        "bent knees": ("To turn, {x} would have to put more weight on one edge of the board.",),
        "standing": ("To paddle, {x} would have to lie down on the board again.",),
    },
)  # fmt: skip

SKATING = Script(
    reasons={
        "lifted leg": ("All of {his} weight glides on the other foot while the {side} one is off the ground.",),
        "bent knees": ("The bent knees let {him} push off hard to the side.",),
        "bent knee": ("From the bent {side} knee, {he} can push off.",),
        "lean": ("The lean to the {thing} fits a curve to that side, which holds {him} up as long as {he} {is} moving.",),
        "arms out": ("The outstretched arms can keep {him} balanced.",),
        "arm out": ("The outstretched {side} arm can help to keep {him} balanced.",),
        "arm up": ("The raised {side} arm can help to keep {him} balanced.",),
        "upright": ("{He} {does} not bend low, as {he} would in a race.",),
    },
    moves={"lifted leg": ("set the {side} foot down and push off with the other one",), "bent knees": ("push off to the side and glide on",), "bent knee": ("push off to the side and glide on",)},
    aims={"arms out": ("glide on without losing {his} balance",), "bent knees": ("get up some speed",)},
    advice={"upright": ("bend {his} knees a little, which makes it easier to catch a slip",)},
    dangers=("a foot that slips away to the side",),
    firsts={"lifted leg": ("To stop, {x} would have to set the {side} foot down first.",), "bent knees": ("To stop, {x} would have to turn the skates across the way.",)},
)  # fmt: skip
