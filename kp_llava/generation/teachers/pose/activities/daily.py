"""What poses mean at meals and in kitchens and bathrooms, with phones, screens and books, and before cameras."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

from .script import Script

EATING = Script(
    reasons={
        "feed: holds cake + holds spoon": ("With the cake in one hand and the spoon in the other, {he} {has} no hand free.",),
        "feed: holds spoon": ("The spoon in {his} {side} hand is meant for somebody else's mouth, so that hand has to move slowly.",),
        "feed: holds fork": ("The fork in {his} {side} hand is meant for somebody else's mouth, so that hand has to move slowly.",),
        "feed: looks at": ("{His} head is turned to the {thing}, as {he} {has} to see where a bite should go.",),
        "lap": ("With the {thing} on {his} lap, one sudden movement of {his} legs would be enough to spill it.",),
        "arm at head": ("The {side} hand is close to {his} face, so the food does not have far to go.",),
        "arms at head": ("Both hands are close to {his} face, so the food does not have far to go.",),
        "grips": ("With both hands on the {thing}, {he} {has} a firm hold of it, but neither hand is free for a napkin.",),
        "holds knife": ("The knife is in {his} {side} hand, so it is the other one that has to hold what is cut.",),
        "arm bent + lap": ("The bent {side} arm brings that hand right over the food on {his} lap.",),
        "sitting + lap": ("{He} {uses} {his} lap as a table while {he} {sits} there.",),
        "arms bent + lap": ("With both arms bent, {he} {has} {his} hands right above {his} lap, where the food is.",),
        "looks at": ("{He} {seems} to be looking at the {thing}.",),
        "upright + standing": ("{He} {stands} upright and {does} not bend over the food.",),
        "sitting + upright": ("Sitting upright like this, {he} {has} to bring the food up to {his} mouth.",),
        "bent over": ("Bent over the food like this, {he} {keeps} the way to {his} mouth short.",),
        "standing": ("{He} {is} eating on {his} feet, so nothing takes the weight off {his} legs.",),
        "pet": ("A {thing} is close, so {he} {has} to mind what {he} {drops}.",),
    },
    moves={
        "feed: holds": ("wait for the bite to be taken and then draw the {side} hand back",),
        "arm at head": ("take a bite and lower {his} hand again",),
        "arms at head": ("take a bite and lower {his} hands again",),
        "lap": ("go on eating from the {thing}", "take another bite"),
        "grips": ("take another bite",),
        "holds": ("take another bite",),
        "does": ("take another bite",),
    },
    aims={},
    advice={"feed: holds spoon": ("hold the spoon still and let the other one come to it", "keep the spoon level until the bite is taken"), "feed: holds fork": ("hold the fork still and let the other one come to it",), "lap": ("keep {his} legs still until the {thing} is off {his} lap", "hold on to the {thing} with one hand while eating with the other"), "standing": ("sit down, which makes it easier not to drop anything",)},
    stays={},
    firsts={"feed: holds spoon": ("Before eating, {x} would have to draw the spoon back to {his} own mouth.",), "feed: holds cake + holds spoon": ("To pick up a napkin or a glass, {x} would have to put down the cake or the spoon first.",), "lap": ("To get up, {x} would have to take the {thing} off {his} lap first.",), "sitting": ("To get up, {x} would have to put the food down and move {his} weight onto {his} feet.",), "grips": ("To pick up a glass or a napkin, {x} would have to take one hand off the {thing}.",)},
)  # fmt: skip

DRINKING = Script(
    reasons={
        "arm at head": ("The {side} hand is close to {his} face, as it has to be for a sip.",),
        "grips": ("With both hands on the {thing}, {he} {has} a firm hold of it.",),
        "holds": ("The {thing} is in {his} {side} hand, so that hand has to stay level.",),
        "sitting": ("{He} {is} sitting, so a bump is less likely to spill anything.",),
        "standing": ("{He} {is} on {his} feet, so a bump from the side could spill something.",),
    },
    moves={"arm at head": ("take a sip and lower {his} hand again",), "holds": ("take a sip",), "grips": ("take a sip",)},
    aims={"grips": ("drink without spilling anything",)},
    firsts={"holds": ("To use that hand for anything else, {x} would have to put the {thing} down first.",), "grips": ("To shake a hand, {x} would have to take one hand off the {thing}.",)},
)  # fmt: skip

COOKING = Script(
    reasons={
        "pet": (
            "A {thing} is so close that {he} {has} to mind it when {he} {steps} back.",
            "With a {thing} so close, {he} could trip over it when {he} {steps} back.",
        ),
        "grips knife": ("With both hands on the knife, {he} can press hard.",),
        "holds knife": ("The knife is in {his} {side} hand, so it is the other hand that needs care.",),
        "bent over": ("Bent over the work, {he} {sees} it from close up, but {his} back will get tired.",),
        "hold: does knife": ("With a knife in one hand, {he} {has} to keep the fingers of the other one away from the blade.",),
        "upright + standing": ("The upright back shows that the work is at a good height for {him}, so {he} {does} not have to bend {his} back.",),
    },
    moves={
        "cut:": ("cut the next piece", "put the knife down when everything is cut"),
        "chop:": ("chop the next piece", "put the knife down when everything is chopped"),
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
    firsts={"pet": ("Before stepping back, {x} would have to look where the {thing} is.", "To walk away from there, {x} would have to step around the {thing}."), "hold: does knife": ("To carry anything with both hands, {x} would have to put the knife down first.",)},
)  # fmt: skip

PHONING = Script(
    reasons={
        "talk: holds phone + arms bent": ("The phone keeps {his} {side} hand busy, so only the {other} one is free for anything else.",),
        "leans on": ("Leaning on the {thing} takes some of the weight off {his} legs, so {he} can take {his} time.", "{He} {leans} on the {thing}, which makes standing there through a long call easier."),
        "talk: looks": ("{He} {looks} to the side while talking, and not into the camera.",),
        "talk: arm at head": ("The {side} hand is at {his} head, where it has to stay during the call.",),
        "sitting": ("The seat carries {his} weight, so a long call would not tire {his} legs.",),
        "standing": ("{He} {is} on {his} feet and {does} not walk, so {he} can give {his} mind to the phone.",),
        "step": ("One foot is ahead of the other, so {he} {has} to watch the way as well as the phone.",),
        "upright": ("The upright back shows that {he} {does} not bend over the screen.",),
    },
    moves={},
    aims={},
    advice={"step": ("stop walking while {he} {is} busy with the phone",), "talk:": ("change hands from time to time, so that the arm does not get tired",)},
    stays={"leans on": ("stay there for the length of a call",), "sitting": ("sit there for the length of a call",)},
    firsts={
        "leans on": ("To walk away, {x} would have to take {his} weight off the {thing} and bring it back over {his} feet.", "Before {he} could walk off, {x} would have to push away from the {thing} and stand on {his} own feet."),
        "sitting": ("To get up, {x} would have to move {his} weight from the seat onto {his} feet.",),
    },
)  # fmt: skip

COMPUTING = Script(
    reasons={
        "arms bent": ("The bent arms keep {his} hands low and near the body, where typing is easiest.",),
        "grips laptop": ("With both hands at the laptop, {he} can type.",),
        "holds laptop": ("The {side} hand is at the laptop, so {he} can type or scroll with it.",),
        "bent over": ("Bent over the screen like this, {he} will get a stiff neck after a while.",),
        "upright": ("The upright back is easy to keep during long work.",),
        "lying": ("{He} {is} lying down, so the arms have to hold up whatever {he} {looks} at.",),
        "pet": ("A {thing} is close, so {he} {has} to mind the cables and the keys.",),
    },
    moves={},
    aims={"arms bent": ("see the screen and reach the keys",)},
    advice={"upright": ("stand up and walk around once an hour",), "bent over": ("sit up straight and bring the screen to the height of {his} eyes",)},
    stays={"upright": ("work like this for quite a while",)},
    firsts={"sitting": ("To get up, {x} would have to move {his} weight from the seat onto {his} feet.",), "bent over": ("To rest the neck, {x} would have to straighten up and lean back.",)},
)  # fmt: skip

READING = Script(
    reasons={
        "holds book": ("The other hand is free to turn the pages.",),
        "grips book": ("With both hands on the book, {he} can keep it still.",),
        "arms bent": ("Both arms are bent, so what {he} {reads} can be held near the eyes.",),
        "sitting": ("The seat carries {his} weight, so {he} can keep still while {he} {reads}.",),
        "lying": ("{He} {is} lying down, so the arms have to hold up what {he} {reads}.",),
        "standing": ("{He} {is} reading on {his} feet, so nothing supports the arms.",),
        "upright": ("The upright back shows that {he} {does} not bend down to the page.",),
    },
    moves={"holds book": ("turn the page and read on",), "grips book": ("turn the page and read on",), },
    aims={"arms bent": ("keep the page still and in view",)},
    stays={"sitting": ("sit there and read for a long time",), "lying": ("lie there and read for a long time",)},
    firsts={"sitting": ("To get up, {x} would have to move {his} weight from the seat onto {his} feet.",), "grips book": ("To turn a page, {x} would have to take one hand off the book.",), "standing": ("Before walking on, {x} would have to look up from the page.",)},
)  # fmt: skip

SHELTERING = Script(
    reasons={
        "cover": ("The umbrella is right above {him}, so the rain or the sun does not reach {his} head.",),
        "holds umbrella": ("The umbrella is in {his} {side} hand, so only the other one is free.",),
        "grips umbrella": ("With both hands on the umbrella, {he} can hold it steady in the wind.",),
        "step": ("One foot is ahead of the other, so {he} {is} on the move.",),
        "standing": ("{He} {is} on {his} feet, so the umbrella has to cover {him} from head to foot.",),
        "sitting": ("Sitting down, {he} {makes} {himself} small enough for the umbrella to cover {him}.",),
        "upright": ("The upright back shows that {he} {does} not have to lean against a wind.",),
    },
    moves={"step": ("walk on under the umbrella",), },
    aims={"cover": ("stay dry or in the shade",), "holds umbrella": ("stay dry or in the shade",)},
    advice={"holds umbrella": ("tilt the umbrella toward the wind if a gust comes",)},
    firsts={"holds umbrella": ("To use both hands, {x} would have to fold the umbrella up or hand it to somebody.",), "cover": ("To keep dry while walking, {x} would have to take the umbrella along.",)},
)  # fmt: skip

POSING = Script(
    reasons={
        "facing": (
            "{His} face is turned to the camera, so {he} {knows} that a picture is being taken.",
            "With {his} face turned to the camera, {he} {seems} to be posing for the picture.",
        ),
        "arms up": ("The raised arms make the picture lively.",),
        "arm up": ("The raised {side} arm makes the picture lively.",),
        "arms on hip": ("The hands on {his} hips look confident.",),
        "arm on hip": ("The {side} hand on {his} hip is a common pose for a picture.",),
        "holds": ("{He} {holds} the {thing} in {his} {side} hand, where the camera can see it.",),
        "grips": ("{He} {holds} the {thing} with both hands, where the camera can see it.",),
        "upright": ("The upright back suggests that {he} {is} holding still for the picture.",),
        "pet": ("A {thing} is close, so it is in the picture, too.",),
    },
    moves={"facing": ("hold still until the picture is taken and then relax",)},
    aims={"facing": ("look good in the picture",)},
    stays={"facing": ("stay like this until the picture is taken",)},
    firsts={"facing + standing": ("To walk on, {x} would have to turn {his} eyes from the camera to the way.",), "arms on hip": ("To take hold of anything, {x} would have to take {his} hands off {his} hips first.",), "facing + sitting": ("To get up, {x} would have to move {his} weight from the seat onto {his} feet.",)},
)  # fmt: skip

TEETH = Script(
    reasons={
        "arm at head": ("The {side} hand is at {his} face, close to the brush.",),
        "arms at head": ("Both hands are at {his} face, close to the brush.",),
        "holds toothbrush": ("The brush is in {his} {side} hand, so the {other} one is free for the tap or a cup.",),
        "arm bent": ("The bent {side} arm brings that hand up to the height of the mouth.",),
        "arms bent": ("Both arms are bent, so {his} hands are close to {his} face.",),
        "small child": ("{He} {is} still a small child, so brushing every tooth takes {him} some effort.",),
        "bent over": ("Bent over like this, {he} can rinse without a drop on {his} clothes.",),
        "upright + standing": ("{He} {stands} upright, so {he} {is} not rinsing at this moment.",),
    },
    moves={"bent over": ("straighten up again",), "does": ("rinse when the brushing is done",)},
    firsts={"holds toothbrush": ("To rinse, {x} would have to bend over the sink first.",), "upright + standing": ("To rinse, {x} would have to bend over the sink first.",)},
    aims={},
    advice={"small child": ("take {his} time and brush every tooth",), "": ("move the brush in small circles",)},
)  # fmt: skip
