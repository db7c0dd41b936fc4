"""What poses mean where it is not known what somebody does."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

GENERAL = Script(
    reasons={
        "pet": ("A {thing} is close, so the two seem to belong together.",),
        "grips": ("With both hands on the {thing}, {he} {seems} to have {his} mind on it.",),
        "holds": ("The {thing} in {his} {side} hand suggests that {he} {has} just used it or {is} about to.",),
        "arms up": ("The raised arms look like joy or like a reach for something above.",),
        "arm up": ("The raised {side} arm looks like a wave or like a reach for something above.",),
        "arm at head": ("The {side} hand at {his} head is what people do when they think or put something right.",),
        "arms at head": ("Both hands at the head are what people do when they put something right there.",),
        "arms on hip": ("The hands on {his} hips look self-assured.",),
        "arm on hip": ("The {side} hand on {his} hip looks self-assured.",),
        "arms out": ("The outstretched arms look like a welcome or like a search for balance.",),
        "arm out": ("The outstretched {side} arm seems to reach for something or to point at it.",),
        "lap": ("The {thing} on {his} lap means that {he} cannot get up at once.",),
        "step": ("One foot is ahead of the other, so {he} {is} on the move.",),
        "lifted leg": ("The lifted {side} foot shows that {he} {is} in the middle of a movement.",),
        "bent over": ("{He} {is} bent over, so what {he} {is} doing must be low down.",),
        "crouching": ("The low crouch suggests that what {he} {is} doing is close to the ground.",),
        "kneeling": ("{He} {is} on {his} knees, so what {he} {is} doing must be close to the ground.",),
        "lying": ("{He} {is} lying down, so {he} {seems} to be resting.",),
        "airborne": ("{He} {has} left the ground and will land in a moment.",),
        "looks": (
            "{He} {is} probably watching something on that side.",
            "Something on that side seems to have caught {his} attention.",
        ),
        "lean": ("The lean to the {thing} brings {him} closer to something there.",),
        "facing": (
            "{He} {looks} into the camera, so {he} {is} aware of the photographer.",
            "The look into the camera suggests that {he} {is} posing for the picture.",
        ),
        "behind": ("{He} {has} turned {his} back to the camera, so {his} attention is on something farther back.",),
        "arms hanging": ("{His} arms hang down, so {he} {is} not busy with anything at the moment.",),
        "upright + standing": ("Standing there so upright, {he} {seems} to be waiting or watching.",),
        "upright + facing": ("The upright back fits somebody who holds still for a picture.",),
        "bent knees": ("The bent knees look ready for a movement.",),
        "bent knee": ("The bent {side} knee looks as if most of {his} weight was on the other leg.",),
        "straight legs": ("{His} legs are straight, so {he} {does} not seem about to run or to jump.",),
    },
    moves={
        "step": ("walk on", "go on walking", "put the rear foot ahead and walk on"),
        "airborne": ("land with bent knees", "come down again and bend {his} knees to land softly"),
        "bent over": ("straighten up again", "come up again", "straighten {his} back before it gets tired"),
        "lifted leg": ("set the {side} foot down", "put the {side} foot back on the ground", "step down with the {side} foot"),
        "crouching": ("get up again", "stand up as soon as {he} {is} done down there"),
        "kneeling": ("get up again", "put one foot forward and stand up"),
        "arm up": ("lower the {side} arm again", "bring the {side} arm down", "let the {side} arm sink when it gets tired"),
        "arms up": ("lower both arms again", "bring both arms down", "let both arms sink when they get tired"),
        "arm out": ("draw the {side} arm back", "let the {side} arm sink", "take the {side} hand back"),
        "arms out": ("draw both arms back", "let both arms sink"),
        "arm on hip": ("take the {side} hand off {his} hip", "let the {side} arm hang down"),
        "arms on hip": ("take {his} hands off {his} hips", "let both arms hang down"),
        "arm at head": ("take the {side} hand away from {his} head", "lower the {side} hand"),
        "arms at head": ("take both hands away from {his} head", "lower both hands"),
        "facing": ("turn away once the picture is taken", "relax as soon as the picture is taken", "ask to see the picture"),
        "looks": (
            "go on watching what happens there",
            "keep {his} eyes on what happens there",
            "look back when there is nothing more to see there",
        ),
        "lying": ("stay down for a while", "stay where {he} {is}", "rest a little longer"),
        "bent knees": ("move on", "straighten {his} knees or take a step"),
        "bent knee": ("put the weight back on both legs", "take a step"),
        "behind + standing": ("walk on, away from the camera", "go on looking at what is in front of {him}"),
    },
    aims={},
)  # fmt: skip
