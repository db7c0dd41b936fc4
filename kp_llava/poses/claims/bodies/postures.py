"""How people stand, sit, lie, kneel, crouch and fall, in the words that the short list of `words.POSTURES` lacks."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, need
from .cue import GROUND, HOW, NO_PERSON, OWN, SEAT, SELF, Cue

_DET = r"(?:the|a|an|his|her|their|its|this|that|some|one)"
_RISE = (
    r"(?:gets?|getting|got(?:ten)?|rises?|rising|rose|risen|comes?|came|coming|climb(?:s|ed|ing)?|clamber(?:s|ed|ing)?|"
    r"jump(?:s|ed|ing)?|leap(?:s|ed|t|ing)?|spr[aiu]ng(?:s|ing)?|struggl(?:es|ed|ing)|scrambl(?:es|ed|ing)|hop(?:s|ped|ping)|"
    r"stagger(?:s|ed|ing)?|pull(?:s|ed|ing)? (?:himself|herself|themselves)|push(?:es|ed|ing)? (?:himself|herself|themselves)|hoist(?:s|ed|ing)? (?:himself|herself|themselves)|"
    r"brought|help(?:s|ed)?|popp?(?:s|ed|ing)|stumbl(?:es|ed|ing)|back|up|shot|shoots|lumber(?:s|ed|ing)?)"
)
_SINK = (
    r"(?:sinks?|sinking|sank|sunk|settl(?:es?|ed|ing)|drop(?:s|ped|ping)?|flop(?:s|ped|ping)?|plop(?:s|ped|ping)?|plump(?:s|ed|ing)|plonk(?:s|ed|ing)?|"
    r"plunk(?:s|ed|ing)?|slump(?:s|ed|ing)?|slouch(?:es|ed|ing)?|loung(?:es|ed|ing)|nestl(?:es|ed|ing)|loll(?:s|ed|ing)?|"
    r"collaps(?:es|ed|ing)|eas(?:es|ed|ing) (?:himself|herself|themselves)|lower(?:s|ed|ing) (?:himself|herself|themselves)|planted|parked|ensconced|enthroned|installed|"
    r"relax(?:es|ed|ing)|perch(?:es|ed|ing)|leans? back|leaning back|dozing|dozes|rests?|resting)"
)
_DOWN = (
    r"(?:drop(?:s|ped|ping)?|sinks?|sinking|sank|sunk|falls?|falling|fell|fallen|goes|going|gone|went|gets?|getting|got(?:ten)?|"
    r"lower(?:s|ed|ing)?(?: himself| herself| themselves)?|slump(?:s|ed|ing)?|collaps(?:es|ed|ing)|crash(?:es|ed|ing)|is|are|down|"
    r"balanc(?:es|ed|ing)|brought|up(?= on)|rest(?:s|ing)|remains?|stays?|wait(?:s|ing)?|poised|pray(?:s|ing)?|works?|working)"
)
_FLAT = (
    r"(?:lies|lying|laid|lay|lain|lie|laying|flat|sprawl(?:s|ed|ing)?|fallen|fell|falls|land(?:s|ed)|collapsed|stretched out|"
    r"asleep|rolled over|roll(?:s|ed)|sle(?:eps|eping|pt)|floats?|floating|reclin(?:es|ed|ing)|sunbath(?:es|ed|ing)|naps?|napping|dozes|dozing|"
    r"flopped|flops|down|spread(?:-?eagled)?|toppled)"
)
_FELL = (
    r"(?:fallen|toppled|tumbled|collapsed|crashed|wiped out|keeled over|slipped and fallen|fainted|passed out|tripped and fallen|"
    r"been (?:knocked|thrown|bowled|pushed|flung) (?:down|off|over|to)|taken a (?:[a-z]+ )?(?:spill|tumble|fall)|landed on (?:his|her|their) (?:back|bottom|backside|face|stomach|side))"
)

POSTURES: tuple[Cue, ...] = (
    Cue("posture", "standing", Expression(
        rf"\b{_RISE} {HOW}{{0,2}}(?:to|on|onto) {OWN} (?:own )?(?:two )?(?:feet|legs)\b"
        rf"|\b(?:is|are|was|were|be|been|both|all|up|back|stays?|remains?|kept|keeps?|still|steady|firmly|now|wait(?:s|ing)?|hours|works?|working) (?:[a-z]+ ){{0,3}}?on {OWN} (?:own )?(?:two )?feet\b", "feet|legs")),
    Cue("posture", "standing", Expression(
        r"\b(?:has|have|had) (?:all |both |each |just |now )?(?:stood up|got(?:ten)? up|risen|arisen)\b(?! (?:over|above|against|early))"
        rf"|\b(?:rises?|rising|rose|gets? up|got up|getting up|stands? up|standing up) (?:up )?(?:from|out of) {_DET} (?:[a-z-]+ ){{0,2}}?{SEAT}\b"
        r"|\b(?:rises?|rising|rose|stretch(?:es|ed|ing)|straighten(?:s|ed|ing)|drawn up|draws (?:himself|herself)(?: up)?|is|are) (?:up )?(?:to|at) (?:his|her|their) full height\b"
        r"|\b(?:stands?|standing|stood) (?:up(?:right)?|tall(?:est)?|erect|straight|at attention|on tip-?toes?|still|there|idle|motionless|guard|ready)\b"
        r"|\b(?:at attention|on tip-?toes?|on the (?:tips of (?:his|her|their) toes|balls of (?:his|her|their) feet)|on two legs)\b",
        "stood|up|risen|arisen|rises?|rising|rose|height|attention|tip|tiptoes?|tips|balls|stands?|standing|legs")),
    Cue("stance", "striding", Expression(
        r"\bstriding (?:[a-z]+ly |right |straight )?(?:along|across|down|up|toward|towards|through|past|away|off|by|over|forward|ahead|into|out)\b", "striding")),
    Cue("posture", "on foot", Expression(
        r"\b(?:walk(?:s|ing)?|stroll(?:s|ing)?|march(?:es|ing)?|jog(?:s|ging)?|sprint(?:s|ing)?|strid(?:es?|ing)|trudg(?:es?|ing)|saunter(?:s|ing)?|ambl(?:es|ing)|"
        r"limp(?:s|ing)?|tiptoe(?:s|ing)|hik(?:es?|ing)|pac(?:es|ing) (?:up|back|about|around)|wander(?:s|ing)?|trot(?:s|ting)|stomp(?:s|ing)|tramp(?:s|ing)|dash(?:es|ing)|"
        r"plod(?:s|ding)?|shuffl(?:es|ing)|strut(?:s|ting)?|swagger(?:s|ing))"
        r" (?:[a-z]+ly |briskly |right |straight |on |along |side by side |hand in hand )*(?:along|across|down|up|toward|towards|through|past|away|off|by|over|around|about|forward|ahead|beside|alongside|into|out|to|in|on|from)\b(?! of life)",
        "walk(?:s|ing)?|stroll(?:s|ing)?|march(?:es|ing)?|jog(?:s|ging)?|sprint(?:s|ing)?|strid(?:es?|ing)|trudg(?:es?|ing)|saunter(?:s|ing)?|ambl(?:es|ing)|limp(?:s|ing)?|tiptoe(?:s|ing)|hik(?:es?|ing)|pac(?:es|ing)|wander(?:s|ing)?|trot(?:s|ting)|stomp(?:s|ing)|tramp(?:s|ing)|dash(?:es|ing)|plod(?:s|ding)?|shuffl(?:es|ing)|strut(?:s|ting)?|swagger(?:s|ing)")),
    Cue("posture", "on foot", Expression(
        r"\b(?:takes?|taking|took|in the middle of|midway through|caught in|caught during|captured in|captured during) (?:a|an|his|her|their|one) (?:(?:long|big|small|short|large|quick|careful|single|walking|confident|first|next|full) ){0,2}(?:steps?|stride)\b(?! (?:back from|toward (?:success|recovery)|ladder|stool))"
        r"|\bmid-?step\b|\bstep(?:s|ping)(?: [a-z]+ly| right)? (?:forwards?(?! with)|onto|across|off|out (?:of|onto|into)|up (?:to|onto)|down (?:from|onto|the)|into the (?:street|road|water|room|box|court))\b",
        "steps?|stride|midstep|stepping")),
    Cue("posture", "on foot", Expression(
        r"\b(?:crosses|crossing|travel(?:s|ing)|goes|going|moves|moving|is|are|out|arrives|passes|passing)(?: (?:the|a|an|his|her|their|[a-z]+)){0,3}? on foot\b", "foot")),
    Cue("posture", "on foot", Expression(
        rf"\b(?:{OWN}|the|both|both of {OWN}) (?:legs|feet) (?:are |remain )?(?:[a-z]+ )?in (?:an? )?(?:natural |clear |relaxed )?walking (?:position|motion|pose|stance|stride)\b"
        rf"|\bin (?:a|an|the middle of a) (?:[a-z]+ )?walking (?:position|motion|pose|posture|stance|stride)\b", "walking"), gate=need("motion|position|pose|posture|stance|stride")),
    Cue("stance", "striding", Expression(
        rf"\b(?:takes?|taking|took|has|have|with) (?:a|an|his|her) (?:very |rather |quite )?(?:long|wide|big|large|full|broad) strides?\b|\bin (?:full|a long|a wide|a big) stride\b|\b{OWN} (?:legs|feet) (?:are |is )?(?:[a-z]+ )?(?:in|into) an? (?:[a-z]+ )?(?:striding (?:position|pose|stance|motion)|stride)\b",
        "strides?|striding")),
    Cue("stance", "apart", Expression(
        rf"\b(?:some|an?(?: (?:clear|wide|large|big|good|fair|considerable|visible|noticeable|great))?|plenty of|much|enough|lots of|(?:several|some|many) (?:inches|feet) of) (?:distance|space|gap|room)(?: left)? between {OWN} (?:two )?(?:feet|legs)\b", "feet|legs"), True, need("distance|space|gap|room")),
    Cue("stance", "apart", Expression(r"\bwide[- ]legged\b(?! (?:pants|trousers|jeans|stance))|\bshoulder[- ]width stance\b", "legged|width")),
    Cue("stance", "together", Expression(
        rf"\b(?:little|no|hardly any|barely any|almost no|not much|very little) (?:distance|space|gap|room)(?: left)? between {OWN} (?:two )?(?:feet|legs)\b", "feet|legs"), True, need("distance|space|gap|room")),
    Cue("posture", "sitting", Expression(
        rf"\b{_SINK} {HOW}{{0,3}}(?:in|into|on|onto|upon|against|atop) (?:the (?:back|edge|arm|middle|corner) of )?{_DET} (?:[a-z-]+ ){{0,2}}?{SEAT}\b"
        rf"|\b(?:(?:has|have) taken|takes?|taking|took|remains? in|stays? in|resum(?:es|ed)|back in|returned to|found) (?:a |his |her |their |the )(?:[a-z-]+ )?seats?\b"
        rf"|\b(?:is|are|was|were|remains?|waits?|waiting|rests?|resting) (?:also |both |all |alone |together |by (?:himself|herself) )*on (?:a|an|the|his|her|their|separate|two) (?:[a-z-]+ ){{0,2}}?(?:bench(?:es)?|chairs?|armchairs?|stools?|saddle)\b(?! (?:back|arm|armrest|leg|seat))(?![^.;]{{0,70}}\b(?:l[iy]\w+|asleep|stretched|sle\w+|nap\w*|st[ao]\w+|kne\w+|jump\w*|feet|back|side|stomach)\b)"
        rf"|\b(?:is|are) (?:(?:still|both|all|back|now) )*in {OWN} (?:[a-z-]+ )?(?:seats?|chairs?|armchairs?)\b(?! (?:of|at the table is)\b)"
        rf"|\bin the (?:driver['’]s seat|passenger seat|back ?seat|saddle)\b|\bbehind the wheel\b|\bin (?:a|his|her|the) wheelchair\b"
        rf"|\bcross-legged (?:on|upon|in) {_DET} (?:[a-z-]+ )?(?:{GROUND}|{SEAT})\b"
        rf"|\bon {OWN} (?:bottom|backside|behind|rear|rump|butt|bum|buttocks|tailbone)\b(?! of)"
        rf"|\b(?:plop(?:s|ped|ping)?|plump(?:s|ed)|plonk(?:s|ed|ing)?|plunk(?:s|ed|ing)?|parked|planted) (?:{SELF} )?down\b"
        r"|\b(?:sits?|sitting|sat)(?! (?:back )?on (?:his|her|their) (?:heels|haunches|knees)\b) (?:back|down|up|astride|side ?saddle|cross-legged|facing|at|on|in|there|opposite|across|around|beside|next)\b",
        "chairs?|armchairs?|seats?|sofas?|couch(?:es)?|bench(?:es)?|stools?|cushions?|recliners?|saddles?|wheelchairs?|barstools?|rockers?|hammocks?|bleachers|pews?|thrones?|beanbags?|deckchairs?|loungers?|ottomans?|footstools?|wheel|legged|bottom|backside|behind|rear|rump|butt|bum|buttocks|tailbone|backseat|sits?|sitting|sat|down")),
    Cue("posture", "lying", Expression(
        rf"\b{_FLAT} {HOW}{{0,3}}(?:on|onto|upon) {OWN} (?:back|stomach|belly|tummy|side|front|face|left side|right side)\b"
        rf"|\b(?:is|are|was|were|down|flat|(?<=he['’])s|(?<=they['’])re) on {OWN} (?:stomachs?|belly|bellies|tummys?|backs?)\b(?! of)"
        rf"|\b(?:rid|surf|paddl|slid|glid|sled|skim|coast|drift|float)(?:es?|s|ds?|ding|ing)? (?:(?!(?:with|and|while|who|but|carrying|holding)\b)[a-z-]+ ){{0,7}}?(?:flat )?on {OWN} (?:stomach|belly|tummy)\b"
        rf"|\b(?:slid|sled|drift|float)(?:es?|s|ds?|ding|ing)? (?:down|along|across|over|through|past|out|off) (?:(?!(?:with|and|while|who|but|carrying|holding)\b)[a-z-]+ ){{0,5}}?on {OWN} back\b(?! of)"
        rf"|\bstretched out (?:flat |fully |comfortably |lazily |full-length )?(?:along|across|on|over) {_DET} (?:[a-z-]+ )?(?:floor|ground|couch|sofa|bed|grass|sand|beach|snow|bench|mattress|towel|blanket|mat|rug|lawn)\b"
        rf"|\b(?:is|are|was|were|remains?|stretched out|lies|lying|rides?|while) (?:(?!(?:his|her|their|the)\b)[a-z]+ ){{0,2}}?(?:prone|supine|prostrate|recumbent|spread-?eagled|face[- ]?down|face[- ]?up)\b"
        rf"|\b(?:prone|supine|prostrate|spread-?eagled|face[- ]?down|face[- ]?up|flat out|full[- ]length|at full length) (?:on|upon|across|along|in) {_DET} (?:[a-z-]+ ){{0,2}}?(?:{GROUND}|{SEAT}|bed|board|surfboard|towel|blanket|mattress|table|water)\b"
        rf"|\b(?:laid|lays|laying) {SELF} (?:down|flat|out)\b|\brest(?:s|ing) on {OWN} (?:left |right )?(?:side|back|stomach|belly)\b"
        rf"|\bstretched out (?:flat|full[- ]length|at full length|prone|supine|horizontally)\b"
        rf"|{NO_PERSON}\b(?:lies|lying|laying|lain|lay) (?:down|flat|back|stretched|motionless|asleep|sprawled|curled|on|in|across|along|face|next|beside|there|prone|still)\b(?! (?:a|an|claim)\b)"
        rf"|\b(?:sleeps?|sleeping|asleep|tucked|curled up|stretched out) (?:[a-z]+ )?in (?:the |his |her |their |a )?bed\b",
        "backs?|stomachs?|bell(?:y|ys|ies)|tummys?|side|front|himself|herself|themselves|face|facedown|faceup|prone|supine|prostrate|recumbent|spreadeagled|eagled|flat|length|stretched|lies|lying|laying|lain|lay|bed"),
        gate=need(
            "(?:l[ai][ey]|sprawl|fall|land|collaps|stretch|roll|sle|rid|surf|paddl|slid|glid|skim|coast|drift|float|reclin|sunbath|nap|doz|flop|spread|toppl|stomach|bell|tumm|back|facedown|faceup)[a-z]*|"
            "lying|laid|lays|lain|rest(?:s|ing)|flat|fell|asleep|down|prone|supine|prostrate|recumbent|eagled|face|length|tucked|curled"
        )),
    Cue("posture", "kneeling", Expression(
        rf"\b{_DOWN} {HOW}{{0,3}}(?:to|on|onto|upon) (?:one|a|both|bended|bent|{OWN}(?: left| right)?)(?: of {OWN})?(?: bended| bent)? knees?\b"
        rf"|\b(?:slid(?:es?|ing)|scrub(?:s|bing)|shuffl(?:es?|ing)|pray(?:s|ing)|danc(?:es?|ing)|play(?:s|ing)|weed(?:s|ing)|wash(?:es|ing)|begs?|begging) (?:(?!(?:with|and|while|who|but|holding|keyboard|laptop|guitar|drums?|game|something)\b)[a-z-]+ ){{0,4}}?on (?:both )?{OWN} knees\b"
        rf"|\b(?:in|into|from) (?:a|an|his|her|their|the) (?:[a-z-]+ ){{0,2}}?kneeling (?:position|pose|posture|stance)\b|\bon bended knees?\b|\bgenuflect(?:s|ing|ed)?\b"
        rf"|\b(?:one|both|{OWN}(?: left| right)?)(?: of (?:his|her|their))? knees? (?:is |are |was |were )?(?:resting|planted|pressed|pressing|touching|digging|down|rests?|touch(?:es)?|press(?:es)?)?\s?(?:in|into|on|to|upon|against)? ?{_DET} {GROUND}\b",
        "knees?|kneeling|genuflect(?:s|ing|ed)?")),
    Cue("posture", "crouching", Expression(
        rf"\bon(?:to)? {OWN} haunches\b|\bhunker(?:s|ed|ing)?(?: low| down)\b"
        r"|\b(?:in|into|from|holds?|holding|adopts?|adopting) (?:a|an|his|her|their|the) (?:[a-z-]+ ){0,2}?(?:crouch|squat)\b(?!-)"
        r"|\b(?:crouch(?:es|ing|ed)|squat(?:s|ting|ted)) (?:right |low |all the way |deeply |way )*(?:down|low|behind|under|beside|next to|on|over|near|in|deeply)\b",
        "haunches|hunker(?:s|ed|ing)?|crouch(?:es|ing|ed)?|squat(?:s|ting|ted)?")),
    Cue("posture", "crouching", Expression(
        rf"\b(?:{OWN}|both|both of {OWN}|the) (?:legs|knees) (?:is |are |stay |remain )?(?:[a-z]+ly )?(?:bent|folded|flexed)(?: [a-z]+ly)? (?:in|into) an? (?:deep|low|full) (?:[a-z]+ )?(?:squat|crouch)\b(?!-)", "squat|crouch"), True),
    Cue("posture", "crouching", Expression(
        rf"\b(?:bends?|bending|bent|flex(?:es|ing)) {OWN} knees (?:[a-z]+ly )?into an? (?:[a-z]+ )?(?:squat|crouch)\b(?!-)", "squat|crouch")),
    Cue("posture", "on all fours", Expression(
        rf"\bon all fours\b|\bon {OWN} hands and knees\b|\bon hands and knees\b|\bcrawl(?:s|ing)?\b(?! with)", "fours|knees|crawl(?:s|ing)?")),
    Cue("posture", "fallen", Expression(
        rf"\b(?:sinks?|sinking|sank|sunk|slump(?:s|ed|ing)?|slid(?:es|ing)?|drop(?:s|ped|ping)?|collaps(?:es|ed|ing)|falls?|fell) (?:down |back |slowly )?(?:to|on|onto) (?:the|his|her) (?:{GROUND}|bottom|backside)\b(?! on)"
        rf"|\b(?:is|are) (?:flat|down|down flat|flat out) on (?:the|an?) (?:[a-z]+ )?{GROUND}\b"
        rf"|\b(?:is|are|was|were|has|have|lies|lying|,) (?:[a-z]+ )?curled (?:himself |herself )?up (?:[a-z]+ ){{0,3}}?(?:on|in|into)\b|"
        rf"\b(?:has|have|had|having|just|who) (?:just |now |already |clearly |all )?{_FELL}\b"
        rf"|\b(?:is|are|lies|lying|lands?|landed|ends? up|ended up|sprawled|flat|collapses|down) (?:[a-z]+ ){{0,2}}?(?:in a heap|on the deck|knocked out|floored|flat on {OWN} (?:face|back))\b",
        "down|sinks?|sinking|sank|sunk|slump(?:s|ed|ing)?|slid(?:es|ing)?|drop(?:s|ped|ping)?|collaps(?:es|ing)|falls?|fell|curled|fallen|toppled|tumbled|collapsed|crashed|wiped|keeled|fainted|passed|been|taken|landed|heap|deck|knocked|floored|flat")),
    Cue("posture", "airborne", Expression(
        rf"\bboth (?:of {OWN} )?feet (?:have left|are (?:well |clearly |high |completely )?(?:off|clear of)) the {GROUND}\b", "feet"), True, need("left|off|clear")),
    Cue("posture", "airborne", Expression(
        rf"\b(?:jump(?:s|ed|ing)?|leap(?:s|t|ing)?|spr[ai]ng(?:s|ing)|launch(?:es|ed|ing)? {SELF}|fl(?:y|ies|ying|own)|soar(?:s|ing)?|bound(?:s|ing)|hop(?:s|ping)?|hurl(?:s|ed|ing) {SELF}|suspended|hang(?:s|ing)|float(?:s|ing)|sail(?:s|ing)|hover(?:s|ing)) (?:[a-z]+ ){{0,3}}?(?:in|into|through|over|above|off|for|with) (?:the air|mid-?air|the ground|the floor|joy|delight|excitement)\b"
        rf"|\b(?:mid-?jump|mid-?leap|mid-?flight|mid-?air)\b|\bcatch(?:es|ing) (?:some |big |serious |a lot of )?air\b"
        rf"|\b(?:both|{OWN}|both {OWN}|all four) feet (?:have |has |are |is )?(?:(?!dangl|hang|swing|rest|prop|held)[a-z]+ )?(?:left|off|clear of|above) (?:the|his|her) (?:{GROUND}|board|skateboard|wave|water)\b",
        "air|midair|midjump|midleap|midflight|jump|leap|flight|ground|floor|joy|delight|excitement|feet")),
    Cue("posture", "airborne", Expression(
        r"\b(?:do(?:es|ing)|perform(?:s|ing)|execut(?:es|ing)|mak(?:es|ing)|pull(?:s|ing)(?: off)?|in the middle of|caught in|captured in) (?:a|an|his|her) (?:(?!ski\b|broad\b|long\b)[a-z]+ ){0,2}(?:jump|leap)\b(?! (?:shot|rope|ramp|start|suit))"
        r"|\b(?:gets|getting|gains|gaining|gotten) (?:some |big |serious |good |a lot of |great |plenty of )?air(?=[,.;]| (?:off|over|above|on|from|while|as|with|during)\b)"
        rf"|\b(?:has|have|having) (?:just |clearly |now |both |already |completely |fully )*(?:left|taken off from|lifted off|launched (?:{SELF} )?(?:off|from|out of)|jumped off|leapt off|leaped off|come off|flown off) the (?:[a-z]+ )?(?:ground|floor|ramp|lip|half-?pipe|quarter-?pipe|jump|snow|halfpipe)\b(?! floor)"
        r"|\b(?:is|are) (?:[a-z]+ ){0,2}(?:above|over|off) (?:the|a) (?:[a-z]+ )?(?:ramp|ground|snow|half-?pipe|jump|court|rail), (?:high |up |well )*in the air\b",
        "jump|leap|air|ground|floor|ramp|lip|pipe|halfpipe|quarterpipe|snow")),
)  # fmt: skip
"""Expressions for postures; "on foot" is that of people who walk, "fallen" that of people who are down after a fall."""
