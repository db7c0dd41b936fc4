"""What poses mean at meals and in kitchens and bathrooms, with phones, screens and books, and before cameras."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

EATING = Script(
    reasons={
        "lap": ("With the {thing} on {his} lap, one sudden movement of {his} legs would be enough to spill it.",),
        "arm at head": ("The {side} hand close to {his} face suggests that {he} {is} taking a bite at this moment.",),
        "arms at head": ("Both hands are close to {his} face, so {he} {is} probably taking a bite.",),
        "grips": ("With both hands on the {thing}, nothing will fall out of it.",),
        "holds knife": ("The knife in {his} {side} hand suggests that {he} {is} cutting something.",),
        "arm bent + lap": ("The bent {side} arm brings that hand right over the food.", "With the {side} arm bent, that hand is close to the food and ready for the next bite."),
        "sitting + lap": ("There is no table, so {he} {uses} {his} lap as one while {he} {sits} there.",),
        "sitting + arms bent": ("The bent arms keep {his} hands close to the food.",),
        "small child": ("{He} {is} still a small child, so a piece of food may easily drop from {his} fingers.",),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "arms bent": ("The bent arms keep {his} hands close to the food.",),
        "arm bent": ("The bent {side} arm keeps that hand close to the food.",),
        "upright + standing": ("{He} {stands} upright and {does} not bend over the food.",),
        "sitting + upright": ("Sitting upright like this, {he} {seems} to take {his} time over the food.",),
        "bent over": ("Bent over the food like this, {he} {does} not have to be afraid for {his} clothes.",),
        "standing": ("{He} {is} eating on {his} feet, so this looks like a snack and not like a long meal.",),
        "pet": ("A {thing} is close, probably in the hope of a bite.",),
    },
    moves={
        "arm at head": ("take a bite and lower {his} hand again",),
        "arms at head": ("take a bite and lower {his} hands again",),
        "lap": ("go on eating until the plate is empty", "take another bite"),
        "looks at": ("have some of the {thing}",),
        "standing": ("finish the food and move on",),
        "grips": ("take another bite",),
        "holds": ("take another bite",),
        "sitting": ("take another bite",),
    },
    aims={},
    advice={"lap": ("keep {his} legs still until the plate is empty", "hold on to the plate with one hand while eating with the other"), "standing": ("sit down, which makes it easier not to drop anything",)},
    stays={"sitting": ("stay there until the meal is over",)},
)  # fmt: skip

DRINKING = Script(
    reasons={
        "arm at head": ("The {side} hand close to {his} face suggests that {he} {is} taking a sip at this moment.",),
        "grips": ("With both hands on the {thing}, nothing will spill.",),
        "holds": ("The {thing} in {his} {side} hand suggests that {he} {has} just taken a sip or {is} about to.",),
        "sitting": ("{He} {is} sitting, so {he} {seems} to have time for the drink.",),
        "standing": ("{He} {is} on {his} feet, as people are at a party or at a bar.",),
    },
    moves={"arm at head": ("take a sip and lower {his} hand again",), "holds": ("take a sip",), "grips": ("take a sip",)},
    aims={"grips": ("drink without spilling anything",)},
    stays={"sitting": ("stay there until the glass is empty",)},
)  # fmt: skip

COOKING = Script(
    reasons={
        "pet": (
            "A {thing} is close, probably in the hope that something falls down, so {he} {has} to mind it when {he} {steps} back.",
            "With a {thing} so close, {he} could trip over it when {he} {steps} back.",
        ),
        "grips knife": ("With both hands on the knife, {he} can press hard.",),
        "holds knife": ("The knife is in {his} {side} hand, so it is the other hand that needs care.",),
        "bent over": ("Bent over the work, {he} {sees} it from close up, but {his} back will get tired.",),
        "cut: arm bent": ("The bent {side} arm keeps that hand close to what {he} {is} cutting.",),
        "cut: arms bent": ("The bent arms keep {his} hands close together over what {he} {is} cutting.",),
        "cut: standing": ("Standing right at the work, {he} can look straight down at what {he} {is} cutting.",),
        "hold: does knife": ("With a knife in {his} hand, {he} {has} to mind where the blade points.",),
        "arms bent": ("Both arms are bent, so {his} hands are in front of the body, where the work is.",),
        "arm bent": ("The bent {side} arm keeps that hand in front of the body, where the work is.",),
        "upright + standing": ("The upright back shows that the work is at a good height for {him}, so {he} could go on like this for some time.",),
    },
    moves={
        "cut:": ("finish cutting and put the pieces into a bowl or a pan",),
        "chop:": ("finish chopping and put the pieces into a bowl or a pan",),
        "holds knife": ("cut something with the knife",),
        "hold: does knife": ("go on cutting the food",),
        "": ("go on preparing the food",),
    },
    aims={},
    advice={
        "hold: does knife": ("keep {his} eyes on the blade and {his} fingers away from it",),
        "pet": ("look down before {he} {steps} back, so that {he} {does} not trip over the {thing}",),
        "cut:": ("keep the fingertips away from the blade",),
        "chop:": ("keep the fingertips away from the blade",),
        "holds knife": ("keep the fingertips of the other hand away from the blade",),
    },
    stays={"upright + standing": ("work like this for quite a while",)},
)  # fmt: skip

PHONING = Script(
    reasons={
        "talk: holds phone + arms bent": (
            "The {side} hand holds the phone, so only the other one is free while the call lasts.",
        ),
        "talk: holds phone": ("The {side} hand holds the phone, so only the other one is free while the call lasts.",),
        "leans on": ("Leaning on the {thing} takes some of the weight off {his} legs, so {he} can take {his} time.", "{He} {leans} on the {thing}, which makes standing there through a long call easier."),
        "talk: arm bent": ("The bent {side} arm brings that hand up to the phone.",),
        "arm at head": ("The {side} hand at {his} head suggests that the phone is at that ear.",),
        "sitting": ("{He} {has} even sat down for it, so this is probably not a quick matter.",),
        "standing": ("{He} {has} stopped walking for it, so the phone probably has {his} full attention.",),
        "step": ("{He} {is} walking at the same time, so {he} {has} to watch the way as well as the phone.",),
        "upright": ("The upright back shows that {he} {does} not bend over the screen.",),
    },
    moves={"talk:": ("finish the call and put the phone away",), "holds phone": ("finish the call or the message and put the phone away",), "sitting": ("stay there until the call or the message is done",)},
    aims={},
    advice={"step": ("stop walking while {he} {is} busy with the phone",), "talk:": ("change hands from time to time, so that the arm does not get tired",)},
    stays={"leans on": ("stay there until the call is over",), "sitting": ("sit there until the call or the message is done",)},
)  # fmt: skip

COMPUTING = Script(
    reasons={
        "arms bent": ("The bent arms keep {his} hands close to the keys.",),
        "grips laptop": ("With both hands at the laptop, {he} {seems} to be typing.",),
        "holds laptop": ("The {side} hand at the laptop suggests that {he} {is} typing or about to.",),
        "bent over": ("Bent over the screen like this, {he} will get a stiff neck after a while.",),
        "upright": ("The upright back is easy to keep during long work.",),
        "lying": ("{He} {is} lying down, so this looks like leisure rather than work.",),
        "pet": ("A {thing} is close and may want some attention.",),
    },
    moves={"arms bent": ("type or read on",), "holds laptop": ("type or read on",), "grips laptop": ("type on",)},
    aims={"arms bent": ("see the screen and reach the keys",)},
    advice={"upright": ("stand up and walk around once an hour",), "bent over": ("sit up straight and bring the screen to the height of {his} eyes",)},
    stays={"upright": ("work like this for quite a while",)},
)  # fmt: skip

READING = Script(
    reasons={
        "holds book": ("The other hand is free to turn the pages.",),
        "grips book": ("With both hands on the book, {he} can keep it still.",),
        "arms bent": ("The bent arms hold what {he} {reads} close enough to {his} eyes.",),
        "sitting": ("{He} {has} sat down for it, so it is probably more than a short look.",),
        "lying": ("{He} {is} lying down, so this looks like leisure.",),
        "standing": ("{He} {is} reading on {his} feet, so it is probably something short.",),
        "upright": ("The upright back shows that {he} {holds} it up and {does} not bend down to it.",),
    },
    moves={"holds book": ("turn the page and read on",), "grips book": ("turn the page and read on",), "arms bent": ("read on",), "sitting": ("read on",)},
    aims={"arms bent": ("keep the page still and in view",)},
    stays={"sitting": ("sit there and read for a long time",), "lying": ("lie there and read for a long time",)},
)  # fmt: skip

SHELTERING = Script(
    reasons={
        "cover": ("The umbrella is right above {him}, so the rain or the sun does not reach {his} head.",),
        "holds umbrella": ("The umbrella in {his} {side} hand suggests rain or a strong sun.",),
        "grips umbrella": ("Both hands are on the umbrella, so there may be some wind.",),
        "step": ("One foot is ahead of the other, so {he} {is} walking.",),
        "standing": ("{He} {is} standing, so {he} may be waiting for somebody or for better weather.",),
        "sitting": ("{He} {is} sitting in its shade or shelter, so {he} {seems} to have time.",),
        "upright": ("The upright back suggests that there is not much wind to lean against.",),
    },
    moves={"step": ("walk on under the umbrella",), "cover": ("stay under the umbrella until the rain or the sun is gone",), "holds umbrella": ("keep the umbrella up until the rain or the sun is gone",)},
    aims={"cover": ("stay dry or in the shade",), "holds umbrella": ("stay dry or in the shade",)},
    advice={"holds umbrella": ("tilt the umbrella toward the wind if a gust comes",)},
)  # fmt: skip

POSING = Script(
    reasons={
        "facing": (
            "{His} face is turned to the camera, so {he} {knows} that a picture is being taken.",
            "With {his} face turned to the camera, {he} {seems} to be posing for the picture.",
        ),
        "arms up": ("The raised arms make the picture lively.",),
        "arm up": ("The raised {side} arm looks like a wave at the camera.",),
        "arms on hip": ("The hands on {his} hips look confident.",),
        "arm on hip": ("The {side} hand on {his} hip is a common pose for a picture.",),
        "holds": ("{He} {holds} the {thing} in {his} {side} hand, probably to show it.",),
        "grips": ("{He} {holds} the {thing} with both hands, probably to show it.",),
        "upright": ("The upright back suggests that {he} {is} holding still for the picture.",),
        "pet": ("A {thing} is close, and it is probably meant to be in the picture, too.",),
    },
    moves={"facing": ("hold still until the picture is taken and then relax",), "upright": ("hold still until the picture is taken and then relax",)},
    aims={"facing": ("look good in the picture",)},
    stays={"facing": ("stay like this until the picture is taken",)},
)  # fmt: skip

TEETH = Script(
    reasons={
        "arm at head": ("The {side} hand is at {his} face, where it moves the brush.",),
        "arms at head": ("Both hands are at {his} face, where one of them moves the brush.",),
        "holds toothbrush": ("The brush is in {his} {side} hand, so the {other} one is free for the tap or a cup.",),
        "arm bent": ("The bent {side} arm brings that hand up to the height of the mouth.",),
        "arms bent": ("Both arms are bent, so {his} hands are close to {his} face.",),
        "small child": ("{He} {is} still a small child, so somebody will probably look whether every tooth has been brushed.",),
        "bent over": ("Bent over like this, {he} can rinse without a drop on {his} clothes.",),
        "upright + standing": ("{He} {stands} upright, so {he} {is} still brushing and not rinsing yet.",),
    },
    moves={"bent over": ("rinse and come up again",), "": ("go on brushing and then rinse", "brush a little longer and then rinse")},
    aims={},
    advice={"small child": ("take {his} time and brush every tooth",), "": ("move the brush in small circles",)},
)  # fmt: skip
