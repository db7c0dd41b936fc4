"""The English of poses: patterns for people, parts of the body and states, all over lower-case text."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re

from .stems import Expression, Opener

States = tuple[tuple[str, Expression], ...]
"""States with the expressions that stand for them."""


def one_of(alternatives: str) -> str:
    """An expression for any of the alternatives; commas part them, and where a line ends does not count."""
    parts = (part.strip() for part in " ".join(alternatives.split()).split(","))
    return f"(?:{'|'.join(filter(None, parts))})"


PEOPLE = one_of(
    r"""
    persons?, people, m[ae]n, wom[ae]n, boys?, girls?, child(?:ren)?, kids?, lad(?:y|ies), gu(?:y|ys), gentlem[ae]n,
    adults?, toddlers?, bab(?:y|ies), infants?, teen(?:ager)?s?, youngsters?, youths?, figures?, individuals?,
    someone, somebody, couple, pair(?! of (?:[a-z]+ )?(?:scissors|skis|gloves|glasses|shoes|boots|jeans|pants|shorts|hands|legs|eyes|binoculars|headphones|poles|socks|sneakers|sunglasses|goggles|tongs|trousers)\b), subjects?, friends?, mothers?, fathers?, moms?, dads?, parents?, brothers?,
    sisters?, sons?, daughters?, husbands?, wi(?:fe|ves), grand(?:mother|father|parent|ma|pa)s?, famil(?:y|ies),
    brides?, grooms?, owners?, students?, teachers?, players?, batters?, catchers?, pitchers?, umpires?, hitters?,
    (?:in|out)?fielders?, basem[ae]n, referees?, coach(?:es)?, skiers?, snowboarders?, skateboarders?, skaters?,
    surfers?, windsurfers?, wakeboarders?, paddlers?, rowers?, sailors?, riders?, cyclists?, bikers?, bicyclists?,
    motorcyclists?, jockeys?, drivers?, passengers?, runners?, joggers?, walkers?, jumpers?, dancers?, athletes?,
    gymnasts?, cheerleaders?, golfers?, goalkeepers?, goalies?, throwers?, servers?, swimmers?, climbers?, hikers?, boxers?,
    wrestlers?, fighters?, kickers?, bowlers?, performers?, competitors?, contestants?, opponents?, teammates?,
    vendors?, sellers?, shoppers?, customers?, workers?, farmers?, gardeners?, cooks?, chefs?, bakers?, waiters?,
    waitress(?:es)?, bartenders?, barbers?, doctors?, nurses?, soldiers?, officers?, police(?:wo)?m[ae]n,
    fire(?:fighter|man|men)s?, officials?, business(?:wo)?m[ae]n, fisherm[ae]n, musicians?, singers?, guitarists?, drummers?,
    conductors?, photographers?, artists?, monks?, nuns?, priests?, clowns?, diners?, commuters?, instructors?,
    trainers?, technicians?, clerks?, cashiers?, cowboys?, actors?, actress(?:es)?, models?, speakers?, spectators?,
    onlookers?, bystanders?, pedestrians?, tourists?, travell?ers?, visitors?, guests?, fellows?(?! [a-z]+(?:ers?|ors?|ists?|mates?|students?)\b), chaps?, blokes?,
    dudes?, hurlers?, sluggers?, moundsm[ae]n, shortstops?, baserunners?, linesm[ae]n, goaltenders?, defenders?,
    attackers?, strikers?, quarterbacks?, tots?, tweens?, preschoolers?, schoolboys?, schoolgirls?, schoolchild(?:ren)?,
    pals?, budd(?:y|ies), companions?, partners?, colleagues?, coworkers?, neighbou?rs?, strangers?, passersby, passerby,
    hostess(?:es)?, boarders?, kiteboarders?, kayakers?, canoeists?, bathers?, sunbathers?, lifeguards?,
    anglers?, archers?, fencers?, bodyboarders?, baristas?, attendants?, stewards?, stewardess(?:es)?, mechanics?,
    carpenters?, butchers?, florists?, janitors?, nann(?:y|ies), babysitters?, caregivers?, graduates?,
    professors?, lecturers?, presenters?, reporters?, journalists?, employees?, volunteers?, protest[eo]rs?,
    marchers?, participants?, attendees?, elders?, seniors?, retirees?, pensioners?, uncles?, aunts?, cousins?,
    nephews?, nieces?, twins?, siblings?, spouses?, lovers?, newlyweds?, redheads?, blondes?, brunettes?,
    horsem[ae]n, horsewom[ae]n, equestrians?, ranchers?, shepherds?, herders?, handlers?, trio, duo, snowshoers?,
    granddad, grandson, granddaughter, gran(?:ny|nies), skipper, referee, sportsm[ae]n, sportswom[ae]n,
    craftsm[ae]n, workm[ae]n, salesm[ae]n, saleswom[ae]n, shopkeepers?, stallholders?, campers?, backpackers?,
    curlers?, sprinters?, divers?, skydivers?, snorkelers?, cricketers?, batsm[ae]n, midfielders?, linebackers?, tacklers?, blockers?,
    dribblers?, spikers?, marksm[ae]n, lifters?, weightlifters?, hurdlers?, vaulters?, judokas?, karatekas?, yogis?, lugers?,
    footballers?, basketballers?, ballplayers?, goalscorers?, scorers?, rivals?, contenders?, challengers?, cellists?, violinists?, pianists?, flutists?, flautists?, saxophonists?,
    bassists?, harpists?, accordionists?, organists?, trumpeters?, bagpipers?, vocalists?, rappers?, comedians?, entertainers?, ballerinas?,
    painters?, sculptors?, potters?, tailors?, welders?, plumbers?, electricians?, bricklayers?, builders?, movers?, handym[ae]n,
    repairm[ae]n, deliverym[ae]n, mailm[ae]n, postm[ae]n, cameram[ae]n, milkm[ae]n, doorm[ae]n, bellhops?, porters?, merchants?, peddlers?,
    pilots?, astronauts?, cadets?, troopers?, paramedics?, medics?, surgeons?, dentists?, hygienists?, veterinarians?, pharmacists?,
    hairdressers?, stylists?, scientists?, chemists?, engineers?, architects?, librarians?, secretar(?:y|ies), managers?, boss(?:es)?, captains?,
    directors?, producers?, politicians?, mayors?, senators?, bishops?, pastors?, preachers?, rabbis?, bridesmaids?, groomsm[ae]n,
    operators?, followers?, rescuers?, rangers?, wardens?, zookeepers?, groundskeepers?, housekeepers?, trainees?, apprentices?, beginners?, novices?,
    learners?, sleepers?, sitters?, knitters?, picnickers?, partygoers?, concertgoers?, churchgoers?, moviegoers?,
    users?, cops?,
    givers?, recipients?, helpers?, assistants?, hosts?, leaders?, readers?, listeners?, smokers?, drinkers?, eaters?, buyers?,
    patrons?, gamers?, observers?, crewm[ae]n, kitesurfers?,
    trekkers?, mountaineers?, hunters?, jugglers?, buskers?, magicians?, acrobats?, beachgoers?,
    (?<=security )guards?, (?<=the )guards?(?! (?:rails?|dogs?|house|tower|post|on|of|over|around)\b),
    (?<=the )one(?= (?:in|with|wearing|holding|who|whose|nearest|closest|farthest|furthest|behind|beside|next|about|near|facing|sitting|standing|riding|lying|kneeling|crouching|opposite)\b),
    (?<=the )one(?= (?:(?:is|sits?|stands?|kneels?|lies) )?(?:on|in|at|to) the (?:(?:far|extreme|very|upper|lower|top|bottom)[ -])?(?:left|right|middle|cent|fore|back|front|rear|top|bottom)),
    (?<=the left )one, (?<=the right )one, (?<=the middle )one, (?<=the other )one, (?<=the taller )one, (?<=the shorter )one, (?<=the smaller )one, (?<=the larger )one, (?<=the younger )one, (?<=the older )one,
    (?<=the bearded )one, (?<=the bald )one, (?<=the seated )one, (?<=the standing )one, (?<=the kneeling )one, (?<=the blond )one, (?<=the nearest )one, (?<=the nearer )one, (?<=the closer )one, (?<=the tall )one, (?<=the short )one,
    """
)
PERSON_WORDS = f"{PEOPLE}|one|guards?"
_COMPOUND = (
    r"(?! (?:person|people|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|lad(?:y|ies)|guys?)\b)"  # "the blonde woman"
)
PERSON = Opener(rf"\b{PEOPLE}\b{_COMPOUND}", PERSON_WORDS)
_PRONOUNS = "he|she|they|his|her|their|them|him|himself|herself|themselves|who|whose"
PRONOUN = Opener(rf"\b(?:{_PRONOUNS})\b", _PRONOUNS)
PICTURE = r"the (?:image|picture|photo(?:graph)?|frame|scene|viewer)"
SIDE_OF_PICTURE = rf"(?:left|right)(?:[- ]hand)?(?: (?:side|edge|border|half|margin|part))? (?:of {PICTURE}|from the viewer|as seen by the viewer)"
"""A direction on the screen, as far as the text says that it is meant so."""

_ANIMALS = one_of(
    r"""
    dogs?, cats?, horses?, pon(?:y|ies), birds?, elephants?, cows?, bulls?, sheep, lambs?, goats?, bears?, giraffes?,
    zebras?, animals?, pupp(?:y|ies), kittens?, monkeys?, lions?, ducks?, gulls?, seagulls?, pigeons?, camels?,
    donkeys?, pets?, wolves,
    """
)
# what has a person's shape, or an animal's, and is none
IMAGES = one_of(
    r"""
    statues?, statuettes?, sculptures?, figurines?, mannequins?, dummy, dolls?, puppets?, robots?, scarecrows?,
    snow ?m[ae]n, teddy(?: bears?)?, toys?, stuffed animals?, cartoons?, paintings?, drawings?, posters?, murals?,
    portraits?, billboards?, (?:picture|photo(?:graph)?)s? (?:hanging |that hangs )?(?:on|above|over) the \w+,
    framed (?:picture|photo)s?, wax figures?, carvings?, reflections?, shadows?, logos?, mascots?, monuments?,
    busts?,
    """
)
_FURNITURE = one_of(
    r"""
    chairs?, armchairs?, tables?, stools?, bench(?:es)?, couch(?:es)?, sofas?, beds?, desks?, lamps?, clocks?,
    tripods?, toilets?, umbrellas?, cranes?, scissors, watch(?:es)?,
    """
)
_THINGS = one_of(
    r"""
    cups?, bowls?, vases?, cars?, bus(?:es)?, trucks?, trains?, boats?, ships?, (?:air)?planes?, bicycles?, bikes?,
    motorcycles?, scooters?, bags?, backpacks?, handbags?, suitcases?, luggage, bottles?, glass(?:es)? of, plates?,
    laptops?, computers?, phones?, remotes?, keyboards?, books?, papers?, houses?, buildings?, towers?, walls?,
    fences?, trees?, plants?, flowers?, signs?, lights?, hydrants?, meters?, bats?, rackets?, racquets?, boards?,
    surfboards?, skateboards?, snowboards?, skis, kites?, balls?, frisbees?, gloves?, ovens?, stoves?,
    refrigerators?, sinks?, cakes?, pizzas?, sandwich(?:es)?, food, fruits?, bananas?, apples?, oranges?, box(?:es)?,
    baskets?, doors?, windows?, screens?, televisions?, tvs?, flags?, tents?, poles?, ropes?, waves?, snow, water,
    ovations?, rooms?, areas?,
    """
)
_IMAGE_WORDS = f"{IMAGES}|snow|stuffed|pictures?|photo(?:graph)?s?|framed|wax"
ANIMAL = Opener(rf"\b(?:{_ANIMALS}|{IMAGES})\b", f"{_ANIMALS}|{_IMAGE_WORDS}")
OTHER_BODY = Opener(rf"\b(?:{_ANIMALS}|{IMAGES}|{_FURNITURE})\b", f"{_ANIMALS}|{_IMAGE_WORDS}|{_FURNITURE}")
THING = Opener(
    rf"\b(?:{_ANIMALS}|{IMAGES}|{_FURNITURE}|{_THINGS})\b",
    f"{_ANIMALS}|{_IMAGE_WORDS}|{_FURNITURE}|{_THINGS}|glass(?:es)?",
)

CLAUSE_END = re.compile(r"[;:,()—]|\b(?:while|whereas|because|although|though|(?<!anything )but|so)\b")
HEDGE = Opener(
    r"\b"
    + one_of(
        r"""
        likely, probably, perhaps, maybe, possibly, may, might, could, seems?, seemingly, appears?, apparently,
        presumably, suggest(?:s|ing)?, (?<=as )(?:if|though), looks? (?:like|to be), almost(?! horizontal| parallel| double| in half| flat| vertical| upright| level| touch),
        unclear, hard to tell
        """
    )
    + r"\b",
    "likely|probably|perhaps|maybe|possibly|may|might|could|seem(?:s|ingly)?|appears?|apparently|presumably|"
    "suggest(?:s|ing)?|if|though|looks?|almost|unclear|hard",
)
NEGATION = Expression(
    r"(?:\b(?:not|never|no longer|hardly|neither|nor|without|rather than|instead of|anything but)\b|n['’]t\b)",
    "not|never|no|hardly|neither|nor|without|rather|instead|anything|t",
)
SLIGHT = Opener(
    r"\b(?:slightly|(?<=a )(?:little|bit)|somewhat|partly|partially|halfway|half(?= (?:turned|facing|rotated|to|toward|away))|angled(?= (?:[a-z]+ )?away)|(?:almost|nearly)(?! horizontal| parallel| double| in half| flat| vertical| upright| level| touch)"
    r"|(?:fairly|relatively|reasonably|rather|mostly|largely|generally|comparatively|moderately|more or less)(?= (?:upright|erect|vertical)\b))\b",
    "slightly|little|bit|somewhat|partly|partially|halfway|half|angled|almost|nearly|fairly|relatively|reasonably|rather|mostly|largely|generally|"
    "comparatively|moderately|more",
)
# what stands between a person and the verb that speaks of them: phrases of place, of things and of clothes
PHRASES = re.compile(
    r"(?:,?\s*\b(?:on|in|with|at|near|by|of|next to|behind|beside|under|between|in front of|against|wearing|holding|"
    r"carrying|riding|from|to|along|over|inside|outside|across|around|atop)\b(?: [\w'’-]+){1,5}?)+"
    r",?\s*(?:is|are|was|were|appears?|seems?|remains?|stays?|also|still|clearly|now|then)?"
    r"(?: (?:not|also|still|likely|to be|being))*\s*"
)
PARTICIPLES = (
    *("standing", "sitting", "seated", "crouching", "squatting", "kneeling", "lying", "laying", "jumping", "leaping"),
    *("crouched", "perched", "sprawled", "stretched", "astride"),
    *("leaning", "bending", "bent", "facing", "seen", "viewed", "shown", "captured", "turned", "oriented", "looking"),
)
BEFORE_KNEES = re.compile(
    rf"(?:\b(?:is|are|was|were|down|low|drops?|dropped|gets?|falls?|fell|sinks?|while|(?<!with a )(?<!with the )(?<!with his )(?<!with her )(?<!holding a )(?<!holds a ){PEOPLE}|he|she|they|(?:he|she)['’]s|they['’]re|of them)"
    r"(?: (?:down|back|both|now|still))?)\s+$"
)
ON_GROUND = Expression(
    r" (?:down |right |directly |flat |quietly )*(?:on|upon) the (?:\w+ ){0,2}?"
    r"(?:ground|floor|grass|lawn|sand|snow|beach|pavement|sidewalk|asphalt|dirt|street|road|tiles|carpet|rug)\b",
    "ground|floor|grass|lawn|sand|snow|beach|pavement|sidewalk|asphalt|dirt|street|road|tiles|carpet|rug",
)
"""Behind a posture: it has no seat under it."""
SLIGHTLY = Expression(r" (?:slightly|a little|a bit|somewhat)\b", "slightly|little|bit|somewhat")
# what is advised, supposed, wished or to come is no statement about the picture
UNREAL = Opener(
    r"\b(?:should|shall|must|would|will|wants?|(?<!as )if|whether|unless|(?<=waits )until|(?<=waiting )until|until(?! it is (?:almost |nearly )?(?:parallel|horizontal|level|flat|vertical)\b| (?:his|her|their|both|the) (?:[a-z]+ )?(?:chest|torso|stomach|belly|back|head|chin|forehead|nose|face|body|hands?|arms?|elbows?|palms?|fingers|fingertips|knees?|thighs?|legs?|feet|foot|heels?|soles?|shoes?|boots?)\b)|about to|going to|(?:ready|poised|set|preparing|prepared|"
    r"prepares|getting ready|aiming|intending|planning|attempting|expected|likely) to (?!be\b)|able to|tr(?:y|ies|ying) to|"
    r"can(?! (?:(?:clearly|also|only|just|really|still|easily|barely|even) )?(?:be (?:seen|observed|spotted)|see|tell|make out|observe)\b)|cannot|(?<=in )order to|helps?|(?<!, )(?<!turned )(?<!tilted )(?<!twisted )(?<!rotated )(?<!bent )(?<!angled )(?<!raised )(?<!lowered )(?<!held )(?<!forward )(?<!around )(?<!down )so that|when|whenever|before(?! (?:him|them|(?:his|her|their) (?:own )?(?:body|chest|face|eyes|stomach|belly|torso|waist|mouth|chin|nose|lips|shoulders?|trunk))\b)|after|"
    r"next(?! (?:to|hitter|batter|player|man|person|skier|rider|in line)\b)|imagine|ought|need(?:s|ed)?|let us|let['’]s|often|usually|sometimes|always|normally|typically|"
    r"(?:somebody|someone|anybody|anyone|those) who|(?<=like )(?:somebody|someone)|whoever|had been|(?:which|where) (?:he|she|they) (?:was|were)|not the one who|do(?:es)? anything but|short of|refrain(?:s|ing)? from|on the verge of|not (?:the case|true) that|have to|has to|likely next|used to|avoid\w*|prevent\w*|makes? it|instead of|rather than|(?<=['’])(?:ll|d))\b",
    "should|shall|must|would|will|wants?|if|whether|unless|until|about|going|getting|ready|poised|set|preparing|prepare[ds]|aiming|"
    "intending|planning|attempting|expected|likely|able|tr(?:y|ies|ying)|can|cannot|order|helps?|so|when|whenever|before|"
    "after|next|imagine|ought|need(?:s|ed)?|let|often|usually|sometimes|always|normally|typically|somebody|someone|anybody|"
    "anyone|those|whoever|had|which|where|do(?:es)?|short|refrain(?:s|ing)?|on|not|have|has|used|avoid[a-z]*|prevent[a-z]*|makes?|instead|rather|ll|d",
)

OWNS = re.compile(r"['’]s? [a-z]")  # "the man's left forearm lies", and not "the man's standing"
LIMB_WORDS = "arms?|hands?|elbows?|legs?|knees?|foot|feet|thighs?"
ONE_LIMB = re.compile(r"\b(?:one|left|right|his|her|their|first) (?:arm|hand|leg|foot|knee|elbow|forearm)\b")
LIMB = Expression(
    r"(?:\b(?P<det>his|her|their|its|the other|the|another|an|a"
    # "one of the young man's", which is as much a word for how many as for whose
    r"|(?:one|both|each|either|neither|none) of (?:(?:the|a|this|that) (?:[a-z]+ ){0,2}?)?[a-z]+(?:['’]s|s['’])"
    r"|one of (?:his|her|their|the)|one|both of (?:his|her|their|the)"
    r"|both(?: (?:his|her|their|the))?|each|either|(?:neither|none) of (?:his|her|their|the)|neither|no|[a-z]+['’]s|[a-z]+s['’])\s+)?"
    r"(?:(?P<adj>raised|lifted|bent|straight|hanging|flexed|upraised|uplifted)\s+)?"
    r"(?:\b(?P<front>front|back|rear|leading|trailing|lower|other|two|own|tossing|throwing|racket|racquet|serving|kicking|hitting|supporting|free|pitching|bowling|dominant|outer|inner|swinging)\s+)?"
    r"(?:(?P<side>left|right)\s+)?"
    r"(?:(?P<adj2>raised|lifted|bent|straight|hanging|flexed|upraised|uplifted)\s+)?"
    r"\b(?P<noun>arms?|hands?|elbows?|legs?|knees?|foot|feet|thighs?)\b(?![-'’]|\s+side\b)",
    LIMB_WORDS,
)
SKIPPED = one_of(
    r"""
    that, which, is, are, was, were, being, been, be, has, have, had, remains?, remaining, stays?, staying, kept,
    keeps, keep, held, hold, placed, positioned, set, put, both, also, slightly, clearly, fully, partly, partially,
    just, gently, firmly, naturally, loosely, relaxed, now, still, casually, sharply, deeply, a little, a bit, very,
    quite, well, to be, noticeably, only, completely, somewhat, simply, comfortably, freely, visibly, neatly, not,
    neither, never, no longer, hardly, isn['’]t, aren['’]t, n['’]t, likely, probably, perhaps, maybe, possibly, may,
    might, could, seems?, seemingly, appears?, apparently, presumably, together both, too, arch(?:es|ed|ing)? and,
    twist(?:s|ed|ing)? and, stretched, resting, rests?, rest,
    """
)
SKIPS = re.compile(rf"(?:\s*,?\s*{SKIPPED}\b)*")
"""Words between a part of the body and its state that say nothing of it."""

_IMAGE_STEMS = (
    *("statu", "sculpture", "figur", "mannequin", "dummy", "doll", "puppet", "robot", "scarecrow", "snow", "teddy"),
    *("toy", "stuffed", "cartoon", "painting", "drawing", "poster", "mural", "portrait", "billboard", "picture"),
    *("photo", "carving", "reflection", "shadow", "logo", "mascot", "monument", "bust", "vase", "screen", "tv"),
    *("television", "monitor", "magazine", "label", "wallpaper", "shirt", "advertisement", "glass", "fresco"),
    *("trophy", "coin", "mirror"),
)
ANY_IMAGE_WORDS = rf"[a-z]*(?:{'|'.join(_IMAGE_STEMS)})[a-z]*"
"""What every expression for images of people has at least one of."""
