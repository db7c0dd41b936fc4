"""Which side of people is seen, and where they look."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, Opener, need
from ..words import PEOPLE
from .cue import HOW, OWN, VIEWER, VIEWER_GATES, VIEWER_WORDS, Cue
from .flanks import FLANKS

_SHOW = r"(?:show(?:s|ing|n)?|present(?:s|ing|ed)?|display(?:s|ing|ed)?|offer(?:s|ing|ed)?|reveal(?:s|ing|ed)?|giv(?:es|ing|en)|expos(?:es|ing)|leav(?:es|ing)|turn(?:s|ing|ed)?)"
_WE = (
    r"(?:we|you|one|viewers?|the viewer|the camera|the photographer|the picture|the photo|the image|the shot|the frame)"
)
_SEE = r"(?:see|sees|seeing|get|gets|getting|catch|catches|glimpse|glimpses|make out|makes out|view|views|shows?|have|has|captures?)"
_ONLY = (
    r"(?:only|just|nothing but|little but|little more than|mainly|mostly|merely|simply|nothing more than|no more than)"
)
_REAR = (
    rf"(?:{OWN} (?:[a-z-]+ ){{0,2}}?(?:back|rear|backside|backpack|rucksack|shoulder blade)s?"
    rf"|the (?:back|rear|backside)s?(?: side| view)?(?: of {OWN} (?:[a-z-]+ ){{0,3}}?[a-z]+| of (?:him|her|them)(?=[,.;]| to\b| and\b|$)))"
    rf"\b(?! of\b)(?<!head)(?<!heads)(?<!neck)(?<!hair)(?<!hood)(?<!hat)(?<!cap)(?<!helmet)(?<!nape)(?<!skull)(?<!scalp)"
)
_CROWN = r"(?:heads?|necks?|nape|hair|hood|hats?|caps?|helmets?|buns?|ponytail|scarf)"
_PARTS_BEHIND = (
    r"(?:shirt|jacket|jersey|coat|sweater|dress|hoodie|vest|trousers|pants|shorts|uniform|t-shirt|bod(?:y|ies))"
)
_STARE = (
    r"(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing)|glar(?:es?|ing)|beam(?:s|ed|ing)?|grin(?:s|ned|ning)?|smil(?:es?|ed|ing)|(?<=to )(?:smile|gaze|stare|glance|glare)|"
    r"smirk(?:s|ing)?|laugh(?:s|ing)?|wink(?:s|ing)|squint(?:s|ing)?|frown(?:s|ing)?|scowl(?:s|ing)?|grimac(?:es|ing)|gawk(?:s|ing)?|gap(?:es|ing))"
)
_BETWEEN = (
    r"(?:(?:[a-z]+ly|straight|ahead|right|back|up|out|over|down|intently|with [a-z ]{3,24}?|and [a-z]+|"
    r"over (?:his|her|their) (?:left |right |own )?shoulders?|out of the (?:picture|frame|photo|photograph|image)) )"
)
_FACE_IT = r"(?:fac(?:es|ed|ing)|turn(?:s|ed|ing)?|swung|swing(?:s|ing)|spun|spin(?:s|ning)|swivel(?:s|ed|led|ing|ling)|whirl(?:s|ed|ing)|wheel(?:s|ed|ing)|pivot(?:s|ed|ing)|twist(?:s|ed|ing)|rotat(?:es|ed|ing)|angl(?:es|ed|ing)|orient(?:s|ed|ing)|point(?:s|ed|ing))"
_GO = r"(?:walk(?:s|ed|ing)?|head(?:s|ed|ing)?|mov(?:es?|ed|ing)|rid(?:es?|ing)|ski(?:s|ed|ing)|skat(?:es?|ed|ing)|run(?:s|ning)?|strid(?:es?|ing)|stroll(?:s|ing)?|march(?:es|ing)|pedal(?:s|ing)|surf(?:s|ing)?|jog(?:s|ging)|wander(?:s|ing)|trudg(?:es|ing)|glid(?:es?|ing)|cycl(?:es?|ing)|com(?:es?|ing)|slid(?:es?|ing)|advanc(?:es?|ing)|rac(?:es?|ing)|charg(?:es?|ing)|approach(?:es|ing)|rush(?:es|ing)|travel(?:s|ing|ling)?|sprint(?:s|ing)?|descend(?:s|ing)?)"
_NO_OWNER = r"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!['’]s )(?<!\bthe )"
_SKY = r"(?:sky|skies|ceiling|heavens?|sun|stars?|clouds?|treetops|rafters|roof|moon|chandelier|ceiling (?:lamps?|lights?|fan)|overhead lights?)"
_LOW = r"(?:ground|floor|pavement|sidewalk|snow|sand|grass|shoes?|feet|toes|lap|boots|sneakers|skis|own feet)"

VIEWS: tuple[Cue, ...] = (
    *FLANKS,
    # who faces what is behind has turned around; where that is to one side of the picture is open
    Cue("body", "!facing the viewer", Opener(
        rf"{_NO_OWNER}(?:fac(?:es?|ed|ing)|turned (?:to|toward|towards|to face)) (?:[a-z]+ly |out |over )?(?:the|an?|some) (?:[a-z'’-]+ ){{1,3}}?(?:behind (?:him|her|them)\b|in the (?:back|background)\b)", "fac(?:es?|ed|ing)|turned"), gate=need("behind|back|background")),
    Cue("head", "turned aside", Opener(
        r"(?:look|gaz|star|peer|glanc)(?:s|es?|ed|ing)? (?:[a-z]+ly |straight |over |out |down |up |off )*(?:at|to|toward|towards|into) (?:the|an?|some) (?:[a-z'’-]+ ){1,3}?behind (?:him|her|them)\b", "(?:look|gaz|star|peer|glanc)(?:s|es?|ed|ing)?"), gate=need("behind")),
    Cue("body", "facing away", Expression(
        rf"\b{OWN} backs? (?:is |are |was |were |stays? |remains? |kept )?(?:(?:square|squared|flat|mostly|fully|partly|half|squarely|directly|completely|firmly|largely|still|entirely|turned|facing|toward|towards|presented|angled|set) )*(?:to|toward|towards|on|at) (?:the [a-z]+ and )?{VIEWER}"
        rf"|\b{_SHOW} (?:{VIEWER} )?{_ONLY} {_REAR}"
        rf"|\b{_SHOW} {VIEWER} {_REAR}|\b{_SHOW} {_REAR} to {VIEWER}"
        rf"|\b{_WE}(?: can)?(?: really)?(?: {_ONLY})? {_SEE}(?: {_ONLY})? (?:a (?:rear|back) view of (?:him|her|them)|{_REAR})(?! of the)"
        rf"|\b{_ONLY} (?:{_REAR}) (?:is|are|can be|remains?|to be) (?:visible|seen|shown|in view|on view|on display)\b"
        rf"|\b(?:{OWN} back|the back of {OWN} (?:[a-z-]+ )?{_PARTS_BEHIND}) is (?:all|the only (?:thing|part)) (?:that )?(?:we|you|one|is|can)\b"
        rf"|\bthe back of {OWN} (?:[a-z-]+ )?{_PARTS_BEHIND} (?:is|are|can be) (?:visible|seen|shown|facing|turned)\b"
        rf"|\bthe backs? of (?:his|her|their|the (?:two |three )?(?:men|women|people|players)['’]) (?:bod(?:y|ies)|torsos?|jackets?|shirts?|jerseys?) (?:is|are) (?:[a-z]+ )?(?:to|toward|towards) {VIEWER}"
        r"|\bfrom (?:behind|the (?:back|rear)),? (?:we|you|one) (?:can )?sees?\b"
        rf"|\bthe (?:camera|viewer|photographer|picture|photo(?:graph)?|image|shot) (?:sees|catches|captures|films|shows|looks at) (?:only )?(?:{OWN} back|(?:him|her|them|the [a-z]+) (?:only )?from (?:behind|the (?:back|rear)))\b|\b(?:taken|shot|photographed) from behind (?:him|her|them)\b|\b(?:we|you) (?:are looking|look) at {OWN} backs?\b"
        rf"|\b(?:we|you|one)(?: can)? (?:only )?(?:sees?|look(?:s|ing)? at) (?:him|her|them|(?:the|an?|two|three) (?:[a-z-]+ ){{0,6}}?[a-z-]+) (?:[a-z]+ )?from (?:behind|the (?:back|rear))\b",
        "backs?|rears?|backsides?|backpacks?|rucksacks?|blades?|behind"), True),
    Cue("body", "facing away", Expression(
        rf"\b{OWN} back is (?:all|what|the (?:only )?(?:side|part|thing)) (?:that )?(?:he|she|they|we|you) (?:shows?|turns?|presents?|offers?|sees?|gets?)\b"
        rf"|\bit is {OWN} back that (?:is turned to|faces|he shows|she shows|we see|you see)\b(?: to)?(?: {VIEWER})?", "back"), True),
    Cue("body", "facing the viewer", Expression(
        rf"\b(?:has|have|with|keeps?|holds?|turns?|turning|pointing|presents?) {OWN} (?:[a-z]+ )?(?:chest|front|torso|trunk|upper body|body|shoulders)(?: and (?:{OWN} )?(?:face|head|hips|shoulders))? (?:(?:[a-z]+ly|turned|facing|pointed|square|squared|open|straight|all|full|on) )*(?:to|toward|towards|at) {VIEWER}"
        rf"|\bthe (?:whole |entire |upper )?(?:body|torso|chest) (?:is |was |are )?(?:turned|facing|faces|square|squared|open|pointed|points) (?:[a-z]+ly )?(?:to |toward |towards |at )?{VIEWER}",
        "chest|front|torso|trunk|body|shoulders"), True, VIEWER_GATES[0]),
    Cue("body", "!facing the viewer", Expression(
        rf"\b{_SHOW} (?:{VIEWER} )?(?:the |a )?(?:numbers?|names?|letter(?:s|ing)|words?|logo|print|writing) on (?:{OWN} (?:back|rear|shoulder blades)|the back of {OWN} [a-z-]+)\b"
        rf"|\bthe (?:numbers?|names?|lettering|words?|logo|print|writing) on (?:{OWN} back|the back of {OWN} [a-z-]+) (?:is|are|can be|faces?) (?:[a-z]+ )?(?:visible|seen|read|shown|legible|turned|us|the camera)\b",
        "backs?|rears?|blades?"), True, need("numbers?|names?|letter(?:s|ing)|words?|logo|print|writing")),
    Cue("body", "!facing away", Expression(
        rf"\b{_WE}(?: can)? {_SEE} {OWN} (?:(?:whole |entire |full )?(?:chest|front|stomach|belly)|face and (?:[a-z]+ )?chest)\b(?! (?:of|door|yard|hair|pocket|teeth|wheel))",
        "chest|front|stomach|belly"), True),
    Cue("body", "facing away", Expression(
        r"\b(?:seen|viewed|shown|pictured|photographed|captured|caught|shot|depicted|visible|visible only|presented|portrayed) (?:only |mostly |mainly |squarely |directly )?from (?:behind|the (?:back|rear))\b(?! (?:of|a|an|the|his|her|their|some)\b)"
        r"|\b(?:has|have|is|are) (?:also |now |both |all )?turned (?:completely |fully |right )*(?:away\b(?! from)|from the (?:camera|viewer)|from us)"
        r"|\b(?:a |in )(?:rear|back) view\b|\bback-on\b",
        "behind|back|rear|away|turned")),
    Cue("body", "facing away", Opener(
        rf"{_NO_OWNER}\b(?:{_FACE_IT}|{_GO}|stand(?:s|ing)|sit(?:s|ting)) {HOW}{{0,3}}(?:[a-z]+ )?away from {VIEWER}",
        f"{_FACE_IT}|{_GO}|stand(?:s|ing)|sit(?:s|ting)"), gate=VIEWER_GATES[0]),
    Cue("body", "facing the viewer", Opener(
        rf"(?<!shoulder )(?<!shoulder is )(?<!hip )(?<!flank )(?<!body that )(?<!side that )(?<!shoulder that )(?<!flank that )(?<!him that )(?<!her that )(?<!\bback )(?<!\bbacks )(?<!\bback is )\b(?:{_FACE_IT} {HOW}{{0,3}}(?:to(?: (?:face|greet|look at|meet|address|confront))?|toward|towards|at) {VIEWER}"
        rf"|fac(?:es|ed|ing) {HOW}{{0,3}}{VIEWER}"
        rf"|{_NO_OWNER}{_GO} {HOW}{{0,3}}(?:[a-z]+ ){{0,4}}?(?:toward|towards|straight at|right at|directly at) {VIEWER}"
        rf"|approach(?:es|ing) {VIEWER})",
        f"{_FACE_IT}|{_GO}"), gate=VIEWER_GATES[0]),
    Cue("body", "facing the viewer", Expression(
        r"\b(?:seen|viewed|shown|pictured|photographed|captured|caught|shot|depicted|presented|portrayed) (?:[a-z]+ )?(?:from the front|head-on|face-on|front-on|full[- ]face|frontally)\b"
        r"|\b(?:facing|faces|poses|posing|stands|standing|sits|sitting) (?:the (?:camera|viewer|lens) )?(?:head-on|face-on|front-on|full[- ]face|frontally)\b",
        "front|frontally|head|face")),
    Cue("body", "facing the viewer", Expression(
        rf"\b{_WE}(?: can)? (?:{_SEE}|look(?:s|ing)? at) (?:(?:him|her|them|(?:the|an?|two|three) (?:[a-z-]+ ){{0,6}}?[a-z-]+) (?:(?!face\b)[a-z]+ )?(?:head-on|face-on|front-on|full[- ]face|frontally|from the front|from in front)|(?:a|an) (?:[a-z]+ )?(?:frontal|front|full-face|head-on) view of (?:him|her|them))\b"
        rf"|\b{_SHOW} (?:{VIEWER} {OWN} (?:whole |full |entire )?(?:front|chest)|{OWN} (?:whole |full |entire )?(?:front|chest) to {VIEWER})"
        rf"|(?<!side of )\b{OWN} (?:(?:faces?|heads?) and (?:{OWN} )?)?(?:front|chest|torso|trunk|body|stomach|belly|whole body|upper body|shoulders) (?:[a-z]+ )?(?:(?:faces?|facing) (?:[a-z]+ly )?|(?:turned|turns|points|pointing|directed|square|squared|are square|are squared|angled|oriented|is|are|open) (?!(?:sideways|perpendicular|back|close|closer|closest|near|nearer|nearest|next|angled|side-on) )(?:[a-z]+ )?(?:to|toward|towards|at) )\b{VIEWER}"
        rf"|\bthe (?:buttons |zipper |zip |logo |lettering |print |number |name |writing |tie )?(?:down |on |along |across )?(?:the )?front of {OWN} (?:[a-z-]+ ){{0,2}}?[a-z]+ (?:is|are|can be) (?:[a-z]+ )?(?:visible|seen|shown|facing|in view)\b",
        "front|frontal|frontally|head|face|chest|torso|trunk|body|stomach|belly|shoulders"), True, need(f"{VIEWER_WORDS}|front|{_SEE}|looks?|looking|makes?|frontal|frontally")),
    Cue("body", "seen from the side", Expression(
        rf"\b(?:seen|viewed|shown|pictured|photographed|captured|caught|shot|depicted|presented|portrayed|visible) (?:[a-z]+ )?(?:from the side|side-?on|in (?:[a-z-]+ )?profile|sideways)\b"
        rf"|(?<!face )(?<!head )\bin (?:full |strict |sharp |perfect |clean |clear |pure |left |right |complete )*profile\b"
        rf"|\b(?:stand(?:s|ing)?|sit(?:s|ting)?|pos(?:es|ing|ed)|turned|rid(?:es?|ing)) (?:[a-z]+ )?(?:sideways|side-?on|broadside) (?:to|on to) {VIEWER}"
        rf"|\bwith (?:his|her|their) side (?:turned |facing )?(?:to|toward|towards) {VIEWER}|(?<!his )(?<!her )(?<!their )\bfacing sideways\b",
        "side|sideon|profile|sideways|broadside"), gate=need("seen|viewed|shown|pictured|photographed|captured|caught|shot|depicted|presented|portrayed|visible|profile|sideways|broadside|sideon|side")),
    Cue("body", "seen from the side", Expression(
        rf"\b(?:camera|photo|picture|image|shot|viewer) (?:catches|captures|shows|sees|has caught|caught) (?:him|her|them|(?:the|an?) (?:[a-z-]+ ){{0,3}}?{PEOPLE}) (?:side-?on|in profile|from the side)\b"
        r"|\b(?:we|you|one)(?: can)? (?:sees?|gets?) (?:a side view of (?:him|her|them)|(?:him|her|them) (?:[a-z]+ )?(?:from the side|side-?on|in (?:[a-z]+ )?profile))\b",
        "side|sideon|profile"), True, need("catches|captures|shows|sees?|caught|gets?")),
    Cue("head", "looking at the viewer", Opener(
        rf"\b(?:{_STARE} {_BETWEEN}{{0,4}}(?:at|into|toward|towards|to|for) {VIEWER}"
        rf"|(?:mak(?:es|ing)|made|in|hold(?:s|ing)|keep(?:s|ing)|establish(?:es|ing)) (?:[a-z]+ )?eye contact with {VIEWER}"
        r"|(?:meet(?:s|ing)?|met|hold(?:s|ing)|return(?:s|ing)) (?:our|the (?:viewer|camera|photographer|observer|onlooker)['’]s?) (?:eyes?|gaze|stare|look)\b"
        rf"|(?:look(?:s|ing)?|star(?:es?|ing)|gaz(?:es?|ing)) {VIEWER} (?:straight |right |directly |squarely )?in the (?:eye|face)\b)",
        f"{_STARE}|smile|gaze|stare|glance|glare|mak(?:es|ing)|made|in|hold(?:s|ing)|keep(?:s|ing)|establish(?:es|ing)|meet(?:s|ing)?|met|return(?:s|ing)"), gate=VIEWER_GATES[1]),
    Cue("head", "looking at the viewer", Expression(
        rf"\b{OWN} (?:[a-z-]+ )?(?:eyes|gaze|glance|stare|look|smile|grin|attention) (?:(?:is|are|was|were|goes|go|fixed|locked|trained|directed|turned|aimed|set|resting|rests?|focused|meets?|pointed|points?|straight|right|directly|firmly|fully|squarely|steadily|on|at|to|into|toward|towards|upon|back|wide open|out|falls?) )+{VIEWER}",
        "eyes|gaze|glance|stare|look|smile|grin|attention"), True),
    Cue("head", "looking at the viewer", Expression(
        rf"\bturn(?:s|ed|ing)? {OWN} (?:[a-z]+ )?(?:faces?|heads?|gaze|eyes) (?:[a-z]+ )?(?:to|toward|towards|up to|back to|around to) {VIEWER}"
        rf"|\b{OWN} (?:faces?|heads?) (?:is |are )?(?!in profile)(?:[a-z]+ )?(?:turned |directed |pointed |pointing |facing |lifted |raised |angled )?(?:[a-z]+ )?(?:to|toward|towards|at) {VIEWER}"
        rf"|\b{OWN} (?:gaze|eyes|look) meets? (?:ours|the (?:camera|viewer|lens|photographer))\b"
        rf"|\ball eyes (?:are )?(?:[a-z]+ )?(?:on|upon|at) {VIEWER}",
        "faces?|heads?|gaze|eyes|look"), True, VIEWER_GATES[2]),
    Cue("head", "turned away from the viewer", Expression(
        rf"\b{_SHOW} (?:{VIEWER} )?(?:{_ONLY} )?(?:(?:the (?:back|rear|nape)|(?:the )?backs) of {OWN} (?:[a-z-]+ ){{0,2}}?{_CROWN}|{OWN} (?:hair|nape))\b(?! (?:and|with|down|out)\b)"
        rf"|\b{_WE}(?: can)?(?: really)?(?: {_ONLY})? {_SEE}(?: {_ONLY})? (?:the )?backs? of {OWN} (?:[a-z-]+ ){{0,2}}?{_CROWN}\b"
        rf"|\b{_ONLY} (?:(?:the )?backs? of {OWN} (?:[a-z-]+ ){{0,2}}?{_CROWN}|{OWN} (?:hair|nape)) (?:is|are|can be|remains?|to be) (?:visible|seen|shown|in view|on view|on display)\b"
        rf"|\b{OWN} (?:faces?|heads?|gaze|eyes) (?:is |are |stays? |remains? )?(?:[a-z]+ )?(?:(?:turned|turns?|facing|pointed|pointing|points?|directed|averted|oriented|rotated|twisted) (?:[a-z]+ )?|(?<=is )|(?<=are )|(?<=ays )|(?<=ains )|(?<=ly ))away from {VIEWER}"
        rf"|\b(?:turn(?:s|ed|ing)?|avert(?:s|ed|ing)?) {OWN} (?:faces?|heads?) (?:[a-z]+ )?away from {VIEWER}"
        rf"|\bthe back of {OWN} (?:[a-z-]+ )?(?:head|neck|hat|cap|hair|helmet|hood) (?:is|are|faces|can be|toward|towards)\b|\b{OWN} (?:faces?|heads?) (?:is |are )?(?:turned |directed )?(?:to|toward|towards) the (?:window|wall|stove|door|back wall)s? behind (?:him|her|them)\b",
        "backs?|rear|nape|hair|away|behind"), True),
    Cue("head", "hidden", Expression(
        rf"\b(?:nothing|none|little|no part) of {OWN} face (?:is|can be|shows?|remains?)(?: visible| seen)?\b"
        rf"|\b{OWN} (?:faces?|features|eyes) (?:is|are|remains?|stays?|being) (?:[a-z]+ly )?(?:hidden from (?:view|us|sight|the (?:camera|viewer))|out of (?:sight|view)|not (?:visible|seen|shown)|invisible|unseen|turned away|nowhere to be seen)\b"
        rf"|\b{OWN} (?:face|features) (?:cannot|can['’]t|can not) be seen\b|\b(?:we|you|one) (?:cannot|can['’]t|can not|do not|don['’]t|never) see {OWN} (?:face|features|eyes)\b",
        "face|faces|features|eyes"), True),
    Cue("head", "looking down", Expression(
        rf"\b(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing)|squint(?:s|ing)?|frown(?:s|ing)?|smil(?:es?|ing)) {_BETWEEN}{{0,2}}(?:down(?:wards?)?\b(?! the| his| her| a )|(?:down )?(?:at|to|toward|towards) (?:the|his|her|their|his own|her own|their own) {_LOW}\b|(?:straight )?down at\b)",
        f"down(?:wards?)?|{_LOW}")),
    Cue("head", "looking up", Expression(
        rf"\b(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing)|squint(?:s|ing)?|frown(?:s|ing)?|smil(?:es?|ing)|laugh(?:s|ing)) {_BETWEEN}{{0,2}}(?:up(?:wards?)?\b(?! (?:close|the|from under|from the|from his|from her|and down)\b)|skywards?|heavenwards?|(?:up )?(?:at|to|toward|towards|into) the (?:[a-z]+ )?{_SKY}\b)",
        "up(?:wards?)?|skywards?|heavenwards?|sky|skies|ceiling|heavens?|sun|stars?|clouds?|treetops|rafters|roof|moon|chandelier|lights?")),
    Cue("head", "in profile", Expression(
        rf"\b{OWN} (?:faces?|heads?) (?:is |are )?(?:[a-z]+ )?(?:in (?:[a-z-]+ )?profile|side-?on)\b|\b(?:show(?:s|ing)|present(?:s|ing)|display(?:s|ing)|offer(?:s|ing)) (?:us |the camera |the viewer )?{OWN} (?:left |right )?profile\b", "profile|side|sideon"), True),
)  # fmt: skip
"""Expressions for the side of people that is seen, and for where they look."""

OWN_WAYS = Expression(
    r"\b(?:(?:look(?:s|ed|ing)?|gaz(?:es?|ed|ing)|star(?:es?|ed|ing)|peer(?:s|ed|ing)?|glanc(?:es?|ed|ing)) (?:[a-z]+ly |off |over |out |away |back |straight |down )*"
    r"|(?:turn(?:s|ed|ing)?|twist(?:s|ed|ing)?|swivel(?:s|ed|led|ing)?|rotat(?:es|ed|ing)|whip(?:s|ped|ping)|crane?(?:s|d)?|craning) (?:his|her|their) (?:heads?|faces?|gaze|necks?|chins?) (?:[a-z]+ly |away |around |round |back |over |all the way |far |slightly )*"
    r"|(?:his|her|their|(?:the )?[a-z]+(?:['’]s|s['’])) (?:heads?|faces?|gaze|eyes|chins?) (?:is |are |was |were )?(?:turned|directed|pointed|pointing|fixed|rotated|twisted|facing|averted|cast) (?:[a-z]+ly |away |around |round |back |over |all the way |far |off )*)"
    r"(?:to|toward|towards|over|across|past) (?:his|her|their) (?:own )?(?P<way>left|right)(?: side| shoulder)?\b(?! (?:hand|arm|leg|foot|knee|elbow|hip|wrist|thigh|ankle|ear|eye))",
    "(?:look|gaz|star|peer|glanc)[a-z]*|heads?|faces?|gaze|necks?|chins?|eyes",
)
"""A look or a turn of the head to the person's own left or right."""
