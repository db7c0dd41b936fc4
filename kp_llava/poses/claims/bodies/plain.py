"""The plain words for postures, sides and gazes: whom they are of is looked for in their own clause first."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, Opener, need
from ..things import HOLDABLE, HOLDABLE_WORDS
from ..words import SIDE_OF_PICTURE
from .cue import END, NO_PERSON, TO_SIDE, WAY, Cue

_NO_OWNER = r"(?<!of his body )(?<!of her body )(?<!of their body )(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!['’]s )(?<!\bthe )"  # "his face away" is the head, not the body
_NO_LOOK = "".join(
    f"(?<!{verb} )"
    for verb in (
        "look",
        "looks",
        "looked",
        "looking",
        "turn",
        "turns",
        "turned",
        "turning",
        "glances",
        "glancing",
        "gazes",
        "gazing",
    )
)
"""Before "back toward the camera": who looks back has not turned the back."""
_HOLDS = r"(?:holds?|holding|carr(?:ies|ying)|grips?|gripping|clutch(?:es|ing)|grasps?|grasping|swings|swinging|wield(?:s|ing))"
_EATS = r"(?:cuts?|cutting|slic(?:es|ing)|chops|chopping|carv(?:es|ing)|eats?|eating|drinks?|drinking|sips?|sipping|stirs|stirring|serves|scoops|scooping)"
_FAR = r"(?:(?:over|far|way|well|out|down|off|hard|sideways|a bit|a little|[a-z]+ly) )*"
# what a path or a boat does as well, right behind who does it
_BENDS = (
    r"(?:bending|bent|tilting|tilted|tipping|inclining|"
    r"(?:(?<=he )|(?<=who )|(?<=they )|(?<=and )|(?<=man )|(?<=boy )|(?<=girl )|(?<=rider )|(?<=player )|(?<=urfer )|(?<=boarder )|(?<=skier )|(?<=child ))(?:bends|tilts|tips|inclines))"
)
_LOOKS = "looks|looking|gazes|gazing|stares|staring|glances|glancing"

PLAIN: tuple[Cue, ...] = (
    Cue("posture", "standing", Expression(r"\b(?:(?<!\bthe )(?<!\bin )stands?(?= (?!out\b|by for)|[,.;:!]|$)|standing|stood|on (?:his|her|their) feet)\b(?! (?:out|ovation|tall among)\b)", "stand(?:s|ing)?|stood|feet"), is_plain=True),
    Cue("posture", "sitting", Opener(r"\b(?:sits?|sitting|seated|sat|astride|perched)\b(?! (?:back )?on (?:his|her|their) (?:heels|haunches|knees)\b)", "sit(?:s|ting)?|seated|sat|astride|perched"), is_plain=True),
    Cue("posture", "crouching", Opener(r"\b(?:crouch(?:es|ing|ed)?|squat(?:s|ting|ted)?)\b(?! (?:build|figure|body|frame|stature)\b)", "crouch(?:es|ing|ed)?|squat(?:s|ting|ted)?"), is_plain=True),
    Cue("posture", "kneeling", Expression(r"\b(?:kneel(?:s|ing)?|knelt|on (?:his|her|their|one|both) knees?)\b", "kneel(?:s|ing)?|knelt|knees?"), is_plain=True),
    Cue("posture", "lying", Expression(NO_PERSON + r"\b(?:lies|lying|sprawl(?:s|ed|ing)?|stretch(?:es|ed) out (?:flat |fully )?(?:along|across|on|over) (?:the|an?|his|her|their) (?:\w+ )?(?:floor|ground|couch|sofa|bed|grass|sand|beach|snow|bench|mattress|towel|blanket)|(?:laying|lie)(?= (?:down|on|flat|stretched|in|face|back|next|beside|under|across)))\b(?! (?:about|out)\b)", "lies|lying|laying|lie|sprawl(?:s|ed|ing)?|out"), is_plain=True),
    Cue("posture", "airborne", Expression(r"\b(?:in mid-?air|mid-?air|airborne|(?:is|are) (?:up |high |way |well |high up )*in the air|jumps|jumping|leaps|leaping)\b(?! (?:rope|to conclusions)\b)", "midair|air|airborne|jumps|jumping|leaps|leaping"), is_plain=True),
    Cue("posture", "on foot", Opener(
        r"\bwalking\b(?! (?:sticks?|canes?|paths?|trails?|shoes|boots|poles?|pace|distance|area|frame|tour|stance|position|motion|pose|posture|track|signal|an? (?:fine|thin|tight))\b)"
        r"|\bwalks(?= (?:with|while|and|as|alone|barefoot|side by side|hand in hand|together)\b| (?:his|her|their|the|an?|two|three|some) (?:[a-z]+ ){0,2}(?:dogs?|pupp(?:y|ies)|bicycles?|bikes?|horses?|pon(?:y|ies)|cows?|elephants?)\b)"
        r"|\bwalk(?= (?:side by side|together|barefoot)\b)", "walking|walks?"), is_plain=True),
    Cue("body", "facing the viewer", Opener(rf"{_NO_OWNER}(?<!\bback )(?<!\bbacks )(?<!body that )(?<!side that )(?<!shoulder that )(?<!flank that )(?<!him that )(?<!her that )\b(?:facing|faces?) (?:directly |straight )?(?:the (?:viewer|camera)|us)\b(?!['’])", "facing|faces?"), is_plain=True),
    Cue("body", "turned", Opener(
        rf"{_NO_OWNER}\b(?:facing|faces?|turned(?: to face)?|(?:turns|turning|turned) (?:his|her|their) (?:whole |entire |upper )?(?:body|bodies|torsos?)|oriented|directed|rotated) (?:to |toward |towards )?(?:the )?(?:viewer['’]s )?(?={SIDE_OF_PICTURE})(?P<way>left|right)\b"
        rf"|{_NO_OWNER}\b(?:facing|faces?|turned) (?:to |toward |towards )?the viewer['’]s (?P<way2>left|right)\b", "facing|faces?|turn(?:s|ed|ing)|oriented|directed|rotated"), is_plain=True),
    Cue("body", "facing away", Opener(
        rf"{_NO_OWNER}\b(?:facing|faces?|turned) away\b(?! from (?!the (?:viewer|camera)|us))(?: from the (?:viewer|camera)| from us)?"
        rf"|{_NO_LOOK}\bbacks? (?:is |are )?(?:(?:turned |facing )?(?:to|toward|towards)|(?<=is )facing|(?<=are )facing) (?:the (?:viewer|camera)|us)\b"
        r"|\bturn(?:s|ed|ing) (?:his|her|their) backs? (?:to|on) (?:the (?:viewer|camera)|us)\b"
        r"|\b(?:seen|viewed|shown|pictured|photographed|captured|appears?) (?:straight |directly |squarely |right |only |mostly |[a-z]+ly )*from (?:behind|the back)\b"
        r"|\b(?:we|you) see (?:only )?(?:his|her|their) backs?\b|\b(?:we|you) see (?:him|her|them) from (?:behind|the back)\b", "facing|faces?|turn(?:s|ed|ing)|backs?|seen|viewed|shown|pictured|photographed|captured|appears?|we|you"), gate=need("away|backs?|behind"), is_plain=True),
    Cue("body", "seen from the side", Expression(
        r"\b(?:seen|viewed|shown|pictured|photographed|captured) (?:from the side|in profile)\b|\bin profile\b|\b(?:stands|standing|sits|sitting|positioned|turned) sideways(?=[,.;:!)]|$| (?:to the (?:camera|viewer)|and|as|while|with)\b)", "side|profile|sideways"), is_plain=True),
    Cue("head", "looking at the viewer", Opener(
    r"\b(?:looks|looking|gazes|gazing|stares|staring|smiles|smiling|glances|glancing) (?:(?:straight|directly|right|back|up|out) )*(?:at|into|toward|towards) (?:the (?:camera|viewer|lens)|us)\b(?!['’])",
    f"{_LOOKS}|smiles|smiling",
), is_plain=True),
    Cue("head", "looking", Opener(
    rf"\b(?:looks|looking|gazes|gazing|stares|staring|glances|glancing) (?:(?:off|out|over|away|straight|directly) )*{WAY}",
    _LOOKS,
), is_plain=True),
    Cue("head", "looking", Opener(
        rf"\b(?:looks|looking|gazes|gazing|stares|staring|glances|glancing|peers|peering) (?:(?:off|out|over|away|straight|directly|back|down|up) )*(?:to|toward|towards) (?:the )?(?P<some>left|right){END}"
        rf"|\b(?:looks|looking|gazes|gazing|stares|staring|glances|glancing) (?P<some2>left|right){END}",
        _LOOKS + "|peers|peering"), is_plain=True),
    Cue("body", "turned", Opener(
        rf"{_NO_OWNER}\b(?:facing|faces) (?:(?:to|toward|towards) )?(?:the )?(?P<some>left|right){END}"
        rf"|{_NO_OWNER}\bturned (?:to|toward|towards) (?:the )?(?P<some2>left|right){END}", "facing|faces|turned"), is_plain=True),
    Cue("trunk", "leaning", Opener(rf"(?:lean(?:s|ing|ed)?|{_BENDS}) {_FAR}{WAY}", "lean(?:s|ing|ed)?|(?:bend|tilt|tip|inclin)(?:s|es|ing|ed|ping|ped)|bent"), is_plain=True),
    Cue("trunk", "leaning", Opener(rf"\b(?:lean|tilt|bend|tip|inclin)(?:s|es|ing)? (?:his|her|their) (?:whole |entire )?(?:upper body|body|torso|trunk) (?:over |far |[a-z]+ly )*{WAY}", "(?:lean|tilt|bend|tip|inclin)(?:s|es|ing)?"), is_plain=True),
    Cue("trunk", "bent over", Expression(r"\b(?:bends|bent|bending|hunched|doubled) over\b", "over"), is_plain=True),
    Cue("trunk", "upright", Expression(
    r"\b(?:(?:stands?|standing|sits?|sitting|kneels?|kneeling|is|are|remains?|stays?) (?:\w+ )?(?:upright|erect|up straight)"
    r"|upright (?:posture|position|stance|torso|body)"
    r"|(?:holds?|holding|keeps?|keeping) (?:himself|herself|themselves) (?:\w+ly )?(?:upright|erect|straight)"
    r"|(?:stands?|standing|sits?|sitting|seated|sat)\b[^.;:,]{0,40} with an? (?:straight|upright|erect) back"
    r"|(?:seated|sitting|standing) on (?:the|an?|his|her|their) \w+, (?:upright|erect))\b",
    "upright|erect|straight",
), is_plain=True),
    Cue("stance", "apart", Expression(r"\b(?:wide(?:[- ]legged)? stance|stance is (?:very |quite )?wide)\b", "stance"), is_plain=True),
    Cue("stance", "striding", Expression(r"\b(?:striding|strides|in mid-?stride|mid-stride)\b", "striding|strides|(?:mid)?stride"), is_plain=True),
    Cue("head", "turned away from the viewer", Expression(
    r"\b(?:show(?:s|ing)|reveal(?:s|ing)|see|with|present(?:s|ing)) (?:us )?(?:only |just )?the back of (?:his|her|their) heads?\b",
    "back",
), is_plain=True),
    Cue("arm", "raised", Expression(
    r"\b(?:lift(?:s|ing)|rais(?:es|ing)|hoist(?:s|ing)|hold(?:s|ing)|brandish(?:es|ing)|(?:has|have) (?:lifted|raised|hoisted)) (?:up )?(?:an?|the|his|her|their) "
    rf"(?:(?!(?:{'|'.join(('arms?', 'hands?', 'elbows?', 'legs?', 'umbrellas?', 'parasols?', 'kites?', 'strings?', 'signs?', 'banners?', 'placards?', 'posters?'))})\b)[a-z'’-]+ ){{1,4}}?"
    r"(?:high |up |well |far |way )*(?:(?:over|above) (?:his|her|their) heads?|overhead)\b",
    "heads?|overhead",
), is_plain=True),
    Cue("arm", "raised", Expression(
        r"\b(?:reach(?:es|ing)|stretch(?:es|ing)) (?:high |straight )?(?:up(?:wards?)?|skywards?)\b(?! (?:to (?:his|her|their)|from|out of)\b)(?!(?: [a-z]+){0,8}? (?:with|using) )", "up(?:wards?)?|skywards?"), is_plain=True),
    Cue("trunk", "leaning", Opener(
        rf"(?:lean(?:s|ing|ed)?|{_BENDS}) {_FAR}{TO_SIDE}", "lean(?:s|ing|ed)?|(?:bend|tilt|tip|inclin)(?:s|es|ing|ed|ping|ped)|bent"), gate=need("(?:left|right)(?:wards?)?"), is_plain=True),
    Cue("hand", "holding", Opener(
        rf"\b{_HOLDS} (?:up )?(?:an?|the|his|her) "
        rf"(?:(?!(?:of|and|in|on|with|to|that|which|his|her|their|the|an?|string|strap|leash|picture|handle|edge) )[a-z'’-]+ ){{0,2}}?(?P<thing>{HOLDABLE})\b(?![-'’])(?!,? (?:string|lines?|rope|leash|case|cover|bag|box|stand|rack|court|field|cap|helmet|player|park|holder|tree|juice|peel|pole|trailer|carrier|handle|strap|and (?:an?|the)|or|under|on|over|between|against|behind)\b)(?!(?:,? [a-z'’-]+){{0,6}}? (?:in|with|by|under|between) (?:(?:both|one|each|either|his|her|their|the|an?|two|that|this)(?: of)? (?:(?:his|her|their) )?(?:[a-z]+ )?(?:hands?|arms?|fingers|mouth|teeth|legs?|knees)))", _HOLDS), gate=need(HOLDABLE_WORDS), is_plain=True),
    # "cuts the meat with a knife", "are drinking from bottles"
    Cue("hand", "holding", Opener(
        rf"\b{_EATS} (?:(?!(?:and|but|while|who|that|in|at)\b)[a-z'’-]+ ){{0,4}}?(?:with|from|using|out of) (?:(?:an?|the|his|her|their) )?(?:(?!(?:of|and|his|her)\b)[a-z'’-]+ ){{0,2}}?(?P<thing>kni(?:fe|ves)|forks?|spoons?|bottles?|cups?|mugs?|wine glass(?:es)?)\b(?! (?:on|in|of) (?:the|a)\b)", _EATS), gate=need(HOLDABLE_WORDS), is_plain=True),
    Cue("hand", "holding", Opener(
        r"\buses? (?:an?|the|his|her) (?:[a-z'’-]+ ){0,2}?(?P<thing>kni(?:fe|ves)|forks?|spoons?|scissors|(?:cell ?)?phone|toothbrush)\b", "uses?"), gate=need(HOLDABLE_WORDS), is_plain=True),
)  # fmt: skip
"""Expressions about a whole person; those with a direction say which by a group "way"."""
