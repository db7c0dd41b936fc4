"""What poses mean where it is not known what somebody does."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

GENERAL = Script(
    reasons={
        "pet": ("The {thing} is close to {him}, so the two seem to belong together.",),
        "grips": ("{He} {has} both hands on the {thing}, so {his} mind seems to be on it.",),
        "holds": ("The {thing} in {his} {side} hand suggests that {he} {has} just used it or {is} about to.",),
        "arms up": ("Both arms are raised, which looks like joy or like a reach for something above.",),
        "arm up": ("The raised {side} arm looks like a wave or like a reach for something above.",),
        "arm at head": ("{His} {side} hand is at {his} head, as when people think or put something right.",),
        "arms at head": ("Both hands are at {his} head, as when people put something right there.",),
        "arms on hip": ("With both hands on {his} hips, {he} {looks} self-assured.",),
        "arm on hip": ("With the {side} hand on {his} hip, {he} {looks} self-assured.",),
        "arms out": ("{He} {stretches} both arms out, as if to welcome somebody or to keep {his} balance.",),
        "arm out": ("{He} {stretches} the {side} arm out, so {he} {seems} to be reaching for something or pointing at it.",),
        "lap": ("{He} {has} the {thing} on {his} lap, so {he} cannot get up at once.",),
        "step": ("One foot is ahead of the other, so {he} {is} on the move.",),
        "lifted leg": ("{His} {side} foot is off the ground, so {he} {is} in the middle of a movement.",),
        "bent over": ("{He} {is} bent over, so what {he} {is} doing must be low down.",),
        "crouching": ("{He} {crouches}, so what {he} {is} doing must be close to the ground.",),
        "kneeling": ("{He} {is} on {his} knees, so what {he} {is} doing must be close to the ground.",),
        "lying": ("{He} {is} lying down, so {he} {seems} to be resting.",),
        "airborne": ("{He} {has} left the ground, so {he} {is} about to land.",),
        "looks": (
            "{His} head is turned to the {thing}, so {he} {is} probably watching something there.",
            "{He} {looks} to the {thing} side of the picture, where something seems to have caught {his} attention.",
        ),
        "lean": ("{He} {leans} to the {thing} side of the picture, as if to be closer to something there.",),
        "facing": (
            "{He} {faces} the camera, so {he} {is} probably aware of the photographer.",
            "As {he} {faces} the camera, {he} {seems} to be posing for the picture.",
        ),
        "behind": ("We see {him} from behind, so {his} attention is on something farther back.",),
        "arms hanging": ("{His} arms hang down, so {he} {is} not busy with anything at the moment.",),
        "upright": ("{His} back is upright, so {he} {looks} awake and attentive.",),
        "sitting + looks": ("{He} {stays} seated while {he} {looks} there, so it cannot be anything urgent.",),
        "standing + looks": ("{He} {is} standing and could walk over there at once.",),
        "sitting + lap": ("As {he} {sits}, {his} legs serve {him} as a table.",),
    },
    moves={
        "step": ("walk on",),
        "airborne": ("land with bent knees",),
        "bent over": ("straighten up again",),
        "lifted leg": ("set the {side} foot down",),
        "arm up": ("lower the {side} arm again",),
        "arms up": ("lower both arms again",),
        "arm out": ("draw the {side} arm back",),
        "facing": ("turn away once the picture is taken",),
        "looks": ("go on watching what happens on the {thing}", "turn {his} head back when there is nothing more to see on the {thing}"),
        "lying": ("stay down for a while",),
    },
    aims={},
    stays={
        "sitting": ("stay like this for a long time",),
        "lying": ("stay like this for a long time",),
        "upright + standing": ("stand like this for quite a while",),
    },
)  # fmt: skip
