"""What the captions' words are cut into: plain text, the words for people, and where a phrase ends."""

from __future__ import annotations

import re

# noun -> what it says of sex and age; captions may use several for one person
NOUNS: dict[str, tuple[str, str]] = {
    "man": ("m", "adult"), "guy": ("m", "adult"), "gentleman": ("m", "adult"), "male": ("m", ""),
    "woman": ("f", "adult"), "women": ("f", "adult"), "lady": ("f", "adult"), "female": ("f", ""),
    "boy": ("m", "child"), "girl": ("f", "child"), "child": ("", "child"), "kid": ("", "child"),
    "toddler": ("", "child"), "baby": ("", "child"), "person": ("", ""), "someone": ("", ""), "individual": ("", ""),
}  # fmt: skip
ROLES = (
    "skier", "snowboarder", "skateboarder", "surfer", "skater", "cyclist", "motorcyclist", "runner", "dancer", "golfer",
    "swimmer", "climber", "batter", "pitcher", "catcher", "umpire", "tennis player", "baseball player", "soccer player",
    "player", "rider", "chef", "waiter", "vendor", "goalie", "jockey", "bride", "groom",
)  # fmt: skip
PLURALS = {"man": "men", "woman": "women", "child": "children", "baby": "babies", "lady": "ladies", "person": "people"}

# words at which an object or a place in a caption ends: joining words, places, "each one", and verbs in -ing
_JOINING = (
    "and|while|as|with|that|who|which|is|are|it|just|each|one|some|others|another|during|before|after|"
    "full|filled|covered"
)
_PLACES = (
    "near|next|in|at|by|beside|behind|outside|inside|on|to|from|of|for|over|under|through|around|across|along|against"
)
_NOT_VERBS = "building|ceiling|string|wing|king|ring|swing|parking|dining"
STOP = rf"(?:{_JOINING}|{_PLACES}|together|up|top|front|(?!{_NOT_VERBS})[a-z]+ing)"


def plain(captions: tuple[str, ...]) -> list[str]:
    """Each caption in lower case, with letters and single spaces only."""
    return [" ".join(re.findall(r"[a-z'-]+", caption.lower())) for caption in captions]
