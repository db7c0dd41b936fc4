"""What poses mean at meals and in kitchens, with phones, screens and books, and before cameras."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

EATING = Script(
    reasons={
        "lap": (
            "{He} {has} the {thing} on {his} lap, so {he} {has} to keep {his} legs still, or the food will slip off.",
            "The {thing} lies on {his} lap and not on a table, so every bite has a longer way to {his} mouth.",
        ),
        "arm at head": ("{His} {side} hand is close to {his} face, so {he} {is} probably taking a bite.",),
        "arms at head": ("Both hands are close to {his} face, so {he} {is} probably taking a bite.",),
        "grips": ("{He} {holds} the {thing} with both hands, so that nothing falls out of it.",),
        "holds fork": ("The fork is in {his} {side} hand, so that is the hand {he} {eats} with.",),
        "holds spoon": ("The spoon is in {his} {side} hand, so that is the hand {he} {eats} with.",),
        "holds knife": ("The knife is in {his} {side} hand, so {he} {is} probably cutting something.",),
        "holds": ("The {thing} is in {his} {side} hand, so the other hand is free to wipe or to hold something.",),
        "arm bent": ("{His} {side} arm is bent, which brings that hand close to the food.",),
        "arms bent": ("Both arms are bent, so {his} hands are close to the food.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, perhaps to be closer to the food.",),
        "bent over": ("{He} {is} bent over the food, so that nothing falls on {his} clothes.",),
        "sitting": ("{He} {is} sitting, so {he} can take {his} time over the food.",),
        "standing": ("{He} {is} eating on {his} feet, so this looks like a snack and not like a long meal.",),
        "looks": ("{He} {looks} to the {thing}, so there is probably something or somebody there to talk to or to watch.",),
        "facing": ("{He} {faces} the camera, so {he} {knows} that a picture is being taken.",),
        "pet": ("There is a {thing} close to {him}, probably in the hope of a bite.",),
    },
    moves={
        "arm at head": ("take a bite and lower {his} hand again",),
        "arms at head": ("take a bite and lower {his} hands again",),
        "lap": ("go on eating until the plate is empty",),
        "standing": ("finish the food and move on",),
        "": ("take another bite",),
    },
    aims={"lap": ("keep the food on {his} lap from slipping",), "": ("bring the food to {his} mouth without dropping any",)},
    advice={"lap": ("hold the plate with one hand while eating with the other",), "standing": ("sit down, which makes it easier not to drop anything",)},
    stays={"sitting": ("stay there until the meal is over",)},
)  # fmt: skip

DRINKING = Script(
    reasons={
        "arm at head": ("{His} {side} hand is close to {his} face, so {he} {is} probably taking a sip.",),
        "grips": ("{He} {holds} the {thing} with both hands, so that nothing spills.",),
        "holds": ("The {thing} is in {his} {side} hand, so the other hand is free.",),
        "arm bent": ("{His} {side} arm is bent, so that hand can bring a glass to {his} mouth.",),
        "arms bent": ("Both arms are bent, so {his} hands are in front of {him}.",),
        "sitting": ("{He} {is} sitting, so {he} {seems} to have time for the drink.",),
        "standing": ("{He} {is} on {his} feet, as people are at a party or a bar.",),
        "upright": ("{His} back is upright, so nothing will spill.",),
        "looks": ("{He} {looks} to the {thing}, so there is probably somebody there.",),
        "facing": ("{He} {faces} the camera, so {he} {knows} that a picture is being taken.",),
    },
    moves={"arm at head": ("take a sip and lower {his} hand again",), "": ("take a sip",)},
    aims={"": ("drink without spilling anything",)},
    stays={"sitting": ("stay there until the glass is empty",)},
)  # fmt: skip

COOKING = Script(
    reasons={
        "pet": (
            "There is a {thing} close to {him}, probably in the hope that something falls down.",
            "With a {thing} so close, {he} could trip over it when {he} {steps} back.",
        ),
        "grips knife": ("{He} {has} both hands on the knife, so {he} can press hard.",),
        "holds knife": ("The knife is in {his} {side} hand, so the other hand is free to hold the food.",),
        "holds": ("{He} {has} the {thing} in {his} {side} hand and works with the other one.",),
        "arms bent": (
            "Both arms are bent, so {his} hands are at the height at which one works at a counter.",
            "{His} arms are bent in front of {him}, where {he} can see what {his} hands do.",
        ),
        "arm bent": ("{His} {side} arm is bent, so that hand is at the height at which one works at a counter.",),
        "bent over": ("{He} {is} bent over the work, which lets {him} see it from close up but strains the back.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, closer to what {he} {is} working on.",),
        "upright": (
            "{He} {keeps} {his} back upright, which is easier on it than bending over the work.",
            "As {his} back is upright, {he} could work like this for some time.",
        ),
        "standing": (
            "{He} {is} on {his} feet, so {he} can turn from the counter to the stove or to the sink.",
            "Since {he} {is} standing, {he} can put some weight on the knife or the spoon.",
        ),
        "sitting": ("{He} {is} sitting, so this is work that can be done without walking around.",),
        "looks": ("{He} {looks} to the {thing}, perhaps for something that {he} {needs} next.",),
        "facing": ("{He} {faces} the camera, so {he} {has} stopped for a moment.",),
        "behind": ("We see {him} from behind, since {he} {faces} what {he} {is} working on.",),
    },
    moves={
        "cut:": ("finish cutting and put the pieces into a bowl or a pan",),
        "chop:": ("finish chopping and put the pieces into a bowl or a pan",),
        "holds knife": ("cut something with the knife",),
        "": ("go on to the next step of the meal",),
    },
    aims={"": ("work with both hands and see what they do",)},
    advice={
        "pet": ("look down before {he} {steps} back, so that {he} {does} not trip over the {thing}",),
        "cut:": ("keep the fingertips away from the blade",),
        "chop:": ("keep the fingertips away from the blade",),
        "holds knife": ("keep the fingertips of the other hand away from the blade",),
        "": ("keep the floor dry and the handles of the pans turned inward",),
    },
    stays={"upright": ("work like this for quite a while",)},
)  # fmt: skip

PHONING = Script(
    reasons={
        "holds phone": (
            "The phone is in {his} {side} hand, so only the other hand is free.",
            "As {his} {side} hand holds the phone, that arm is busy until the call or the message is done.",
        ),
        "looks": (
            "{He} {looks} to the {thing} side of the picture, so {his} eyes are free while {he} {talks}.",
            "{His} head is turned to the {thing}, away from where we are, as if {he} wanted to be left alone.",
        ),
        "arm at head": ("{His} {side} hand is at {his} head, so the phone is probably at that ear.",),
        "sitting": ("{He} {is} sitting, so this does not look like a quick call.",),
        "straight legs": ("{His} legs are straight, so {he} {is} not walking while {he} {is} busy with the phone.",),
        "standing": ("{He} {is} standing still with it, so {he} {is} not in a hurry.",),
        "step": ("{He} {is} walking, so {he} {has} to watch the way as well as the phone.",),
        "arms bent": ("Both arms are bent, so {his} hands are close to {his} upper body.",),
        "upright": ("{His} back is upright, so {he} {does} not have to bend {his} neck much.",),
        "facing": ("{He} {faces} the camera, so {he} could notice the photographer at any moment.",),
        "lean": ("{He} {leans} to the {thing} side of the picture and {looks} relaxed.",),
    },
    moves={"talk:": ("finish the call and put the phone away",), "": ("finish what {he} {is} doing and put the phone away",)},
    aims={"talk:": ("hear the other person well",), "": ("keep the phone close and still",)},
    advice={"step": ("stop walking while {he} {is} busy with the phone",), "": ("look up now and then to see what happens around {him}",)},
    stays={"sitting": ("sit there until the call or the message is done",)},
)  # fmt: skip

COMPUTING = Script(
    reasons={
        "arms bent": ("Both arms are bent, so {his} hands are close to the keys.",),
        "arm bent": ("{His} {side} arm is bent, so that hand is close to the keys.",),
        "holds laptop": ("{His} {side} hand is at the laptop, so {he} {is} probably typing or about to.",),
        "grips laptop": ("Both hands are at the laptop, so {he} {is} probably typing.",),
        "bent over": ("{He} {is} bent over the screen, which will make {his} neck stiff after a while.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, perhaps closer to the screen.",),
        "upright": ("{He} {sits} or {stands} upright, which is easy on the back during such work.",),
        "lying": ("{He} {is} lying down, so this looks like leisure rather than work.",),
        "looks": ("{He} {looks} to the {thing}, which is probably where the screen is.",),
        "sitting": ("{He} {is} sitting, so {he} can keep {his} eyes and hands on the work for long.",),
        "facing": ("{He} {faces} the camera, so {he} {has} looked up for a moment.",),
        "pet": ("There is a {thing} close to {him} that may want some attention.",),
    },
    moves={"facing": ("turn back to the screen",), "": ("type or read on",)},
    aims={"": ("see the screen and reach the keys",)},
    advice={"upright": ("stand up and walk around once an hour",), "": ("sit up straight and bring the screen to the height of {his} eyes",)},
    stays={"upright": ("work like this for quite a while",)},
)  # fmt: skip

READING = Script(
    reasons={
        "holds book": ("The book is in {his} {side} hand, so the other hand is free to turn the pages.",),
        "grips book": ("{He} {has} both hands on the book, so {he} can keep it still.",),
        "arms bent": ("Both arms are bent, so {he} can hold something to read in front of {him}.",),
        "arm bent": ("{His} {side} arm is bent, so that hand can hold something to read.",),
        "sitting": ("{He} {is} sitting, so {he} can stay with it for long.",),
        "lying": ("{He} {is} lying down, so this looks like leisure.",),
        "standing": ("{He} {is} reading on {his} feet, so it may be something short.",),
        "upright": ("{His} back is upright, so {he} {holds} what {he} {reads} up rather than bending down to it.",),
        "looks": ("{His} head is turned to the {thing} side of the picture.",),
    },
    moves={"": ("turn the page and read on",)},
    aims={"": ("keep the page still and in view",)},
    stays={"sitting": ("sit there and read for a long time",), "lying": ("lie there and read for a long time",)},
)  # fmt: skip

SHELTERING = Script(
    reasons={
        "holds umbrella": ("The umbrella is in {his} {side} hand, so only the other hand is free.",),
        "grips umbrella": ("{He} {has} both hands on the umbrella, so there may be some wind.",),
        "cover": ("{He} {is} right under the umbrella, so the rain or the sun does not reach {his} head.",),
        "step": ("One foot is ahead of the other, so {he} {is} walking.",),
        "standing": ("{He} {is} standing, so {he} may be waiting for somebody or for better weather.",),
        "sitting": ("{He} {is} sitting in its shade or shelter, so {he} {seems} to have time.",),
        "arm bent": ("{His} {side} arm is bent, as it is when it holds an umbrella up.",),
        "upright": ("{His} back is upright, so there is not much wind to lean against.",),
        "looks": ("{He} {looks} to the {thing}, perhaps for somebody who is to come.",),
        "facing": ("{He} {faces} the camera, so {he} {has} noticed the photographer.",),
        "behind": ("We see {him} from behind, so {he} {is} heading away from the camera.",),
    },
    moves={"step": ("walk on under the umbrella",), "": ("stay under the umbrella until the rain or the sun is gone",)},
    aims={"": ("stay under the umbrella",)},
    advice={"": ("tilt the umbrella toward the wind if a gust comes",)},
)  # fmt: skip

POSING = Script(
    reasons={
        "facing": (
            "{He} {faces} the camera, so {he} {knows} that a picture is being taken.",
            "Since {he} {has} turned toward the camera, the picture is no surprise to {him}.",
        ),
        "arms up": ("Both arms are up, which makes the picture lively.",),
        "arm up": ("{He} {has} the {side} arm up, perhaps to wave at the camera.",),
        "arms on hip": ("{His} hands are on {his} hips, which looks confident.",),
        "arm on hip": ("{His} {side} hand is on {his} hip, as people often stand for a picture.",),
        "holds": ("{He} {holds} the {thing} in {his} {side} hand, probably to show it.",),
        "grips": ("{He} {holds} the {thing} with both hands, probably to show it.",),
        "arms hanging": ("{His} arms hang down, so {he} {stands} there without any effort.",),
        "upright": ("{His} back is upright, so {he} {seems} to be holding still for the picture.",),
        "lean": ("{He} {leans} to the {thing} side of the picture, perhaps to be closer to somebody there.",),
        "sitting": ("{He} {is} sitting, so it is easy to hold still.",),
        "standing": ("{He} {is} standing, so all of the body can be in the picture.",),
        "looks": ("{He} {looks} to the {thing} and not at the camera, so {he} may not be ready yet.",),
        "pet": ("There is a {thing} close to {him}, so it is meant to be in the picture, too.",),
    },
    moves={"": ("hold still until the picture is taken and then relax",)},
    aims={"": ("look good in the picture",)},
    stays={"": ("stay like this until the picture is taken",)},
)  # fmt: skip
