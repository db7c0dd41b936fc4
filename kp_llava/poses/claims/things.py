"""The words for things by which texts single people out, and COCO's categories for each."""

from __future__ import annotations

import re
from functools import lru_cache

CATEGORIES: dict[str, tuple[str, ...]] = {
    r"(?:tennis )?rac(?:ke|que)ts?": ("tennis racket",),
    r"(?:baseball )?bats?": ("baseball bat",),
    r"(?:baseball |catcher's )?(?:gloves?|mitts?)": ("baseball glove",),
    r"(?:tennis |soccer |base|basket|volley)?balls?|football": ("sports ball",),
    r"umbrellas?|parasols?": ("umbrella",),
    r"hand ?bags?|purses?|totes?|satchels?|bags?": ("handbag", "backpack", "suitcase"),
    r"backpacks?|rucksacks?|knapsacks?": ("backpack",),
    r"suitcases?|briefcases?|luggage|trolley": ("suitcase",),
    r"(?:frisbee|disc)s?": ("frisbee",),
    r"kites?": ("kite",),
    r"skis": ("skis",),
    r"snow ?boards?": ("snowboard",),
    r"skate ?boards?": ("skateboard",),
    r"surf ?boards?": ("surfboard",),
    r"boards?": ("skateboard", "surfboard", "snowboard"),
    r"handlebars?": ("bicycle", "motorcycle"),
    r"bicycles?|bikes?": ("bicycle", "motorcycle"),
    r"motor ?(?:cycle|bike)s?|scooters?|mopeds?": ("motorcycle",),
    r"horses?|pon(?:y|ies)": ("horse",),
    r"elephants?": ("elephant",),
    r"(?:wine )?glass(?:es)?|goblets?|flutes?": ("wine glass", "cup"),
    r"drinks?|beverages?|beers?|sodas?": ("cup", "bottle", "wine glass"),
    r"(?:cup|mug|tumbler)s?": ("cup",),
    r"bottles?|flasks?": ("bottle",),
    r"forks?": ("fork",),
    r"kni(?:fe|ves)|cleavers?|blades?": ("knife",),
    r"spoons?": ("spoon",),
    r"bowls?": ("bowl",),
    r"bananas?": ("banana",),
    r"apples?": ("apple",),
    r"sandwich(?:es)?": ("sandwich",),
    r"hot ?dogs?|sausages?|frankfurters?|wieners?": ("hot dog",),
    r"pizzas?|slice": ("pizza",),
    r"do(?:ugh)?nuts?": ("donut",),
    r"(?:cup)?cakes?|muffins?": ("cake", "donut"),
    r"(?:cell ?|mobile |smart)?phones?|cell ?phones?|handsets?|telephones?|receivers?": ("cell phone",),
    r"laptops?|computers?": ("laptop",),
    r"(?:remotes?(?: controls?)?|wiimotes?|(?:game |wii |video game )?controllers?)": ("remote",),
    r"books?|magazines?": ("book",),
    r"scissors": ("scissors",),
    r"teddy(?: bear)?s?|stuffed animal": ("teddy bear",),
    r"tooth ?brush(?:es)?": ("toothbrush",),
    r"hair ?dr[iy]ers?": ("hair drier",),
    r"keyboards?": ("keyboard",),
    r"dogs?|pupp(?:y|ies)|pups?|terriers?|poodles?|retrievers?": ("dog",),
    r"cats?|kitt(?:ens?|y)": ("cat",),
    r"bench(?:es)?": ("bench",),
    r"chairs?|armchairs?": ("chair",),
    r"couch(?:es)?|sofas?": ("couch",),
    r"beds?": ("bed",),
}
"""COCO's categories by a pattern of the words that a text has for them."""

TOUCHABLE: dict[str, tuple[str, ...]] = {
    r"parking (?:meter|machine|kiosk)s?|meters?|(?:ticket |pay |payment )?machines?": ("parking meter",),
    r"(?:food|meal|lunch|dinner|breakfast|snack|dish)(?:es|s)?": (
        "banana",
        "apple",
        "sandwich",
        "orange",
        "broccoli",
        "carrot",
        "hot dog",
        "pizza",
        "donut",
        "cake",
        "bowl",
    ),
    r"(?:dining |kitchen |picnic |coffee )?tables?|table ?tops?": ("dining table",),
    r"oranges?(?! (?!in|on|with|and|from|to|at|up|close|while|near)[a-z])": ("orange",),
    r"decks?": ("skateboard", "surfboard", "snowboard"),
    r"carrots?": ("carrot",),
    r"broccoli": ("broccoli",),
    r"burgers?|hamburgers?|cheeseburgers?": ("sandwich",),
    r"vases?": ("vase",),
    r"(?:neck)?ties?": ("tie",),
    r"fridges?|refrigerators?": ("refrigerator",),
    r"ovens?|stoves?": ("oven",),
    r"microwaves?": ("microwave",),
    r"toasters?": ("toaster",),
    r"sinks?|washbasins?": ("sink",),
    r"toilets?": ("toilet",),
    r"(?:computer )?mouse": ("mouse",),
    r"(?:fire )?hydrants?": ("fire hydrant",),
    r"stop signs?": ("stop sign",),
    r"(?:potted )?plants?": ("potted plant",),
    r"(?:alarm )?clocks?": ("clock",),
    r"cows?|cattle|calf|bulls?": ("cow",),
    r"sheep|lambs?": ("sheep",),
    r"giraffes?": ("giraffe",),
    r"zebras?": ("zebra",),
    r"bears?": ("bear", "teddy bear"),
    r"cars?|taxis?": ("car",),
    r"trucks?|vans?|pickups?": ("truck", "car"),
    r"bus(?:es)?": ("bus",),
    r"televisions?|tvs?": ("tv",),
}
"""The same for things that hands touch or eat, and that single nobody out."""

HOLDABLE = rf"(?:{'|'.join(CATEGORIES)})"
HOLDABLE_WORDS = (
    rf"{HOLDABLE}|(?:hand)?bags?|balls?|cycles?|bikes?|phones?|teddys?|animal|brush(?:es)?|dr[iy]ers?|boards?|dogs?|"
    "glass(?:es)?|hotdogs?|telephones?"
)
"""What every match of `HOLDABLE` has at least one of."""

AT_HAND = rf"(?:{'|'.join((*CATEGORIES, *TOUCHABLE))})"
AT_HAND_WORDS = (
    f"{HOLDABLE_WORDS}|{'|'.join(TOUCHABLE)}|meters?|machines?|kiosks?|tables?|tops?|hydrants?|signs?|plants?|clocks?"
)
"""What every match of `AT_HAND` has at least one of."""

_PATTERNS = tuple((re.compile(pattern), categories) for pattern, categories in (CATEGORIES | TOUCHABLE).items())


@lru_cache(maxsize=1024)
def categories_of(word: str) -> tuple[str, ...]:
    """The categories that a word of a text may stand for: ``"racquet"`` -> ``("tennis racket",)``; empty for others."""
    return next((categories for pattern, categories in _PATTERNS if pattern.fullmatch(word)), ())
