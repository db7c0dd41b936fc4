"""What people do, and what is known about doing it: the table from which the pose teacher reasons.

Every sentence is general knowledge about the activity, not about the people of one picture.
"""

# ruff: noqa: E501 - a sentence a line reads better than one broken into pieces
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .....annotations.scene import Scene


@dataclass(frozen=True)
class Activity:
    """One activity.

    Attributes:
        name: as in ``"skiing"``; fits after "while" and after "in".
        words: a regular expression; captions that match speak of the activity.
        things: COCO categories; one of them at a hand or under a foot shows the activity where no caption does.
        purpose: why a body is held as it is.
        next_move: what commonly follows.
        advice: what a coach or a careful friend would say.
    """

    name: str
    words: str
    things: tuple[str, ...]
    purpose: str
    next_move: str
    advice: str


ACTIVITIES: tuple[Activity, ...] = (
    Activity("skiing", r"\bski(s|ing|er|ers|ed)?\b", ("skis",),
        "On skis, flexible legs work like springs: they soak up bumps and keep the weight low and over the middle of the skis.",
        "The likely next step is to shift the weight to the other ski, push or turn, and then find the balance again.",
        "Looking well ahead and letting the legs give way at each bump keeps a skier steady; stiff legs make a fall more likely."),
    Activity("snowboarding", r"\bsnow ?board(s|ing|ers?)\b", ("snowboard",),
        "A rider on a snowboard steers with the edges, so the body has to stay low and the weight has to move from heel to toe.",
        "The likely next step is to tip the board onto its other edge and turn.",
        "Keeping the hands quiet and the hips above the board makes the turns smoother and the landings softer."),
    Activity("skateboarding", r"\bskate ?board(s|ing|ers?)\b", ("skateboard",),
        "A skateboard moves away from under its rider as soon as the weight leaves it, so the body must stay centered above the deck.",
        "The likely next step is to push off, to turn by leaning, or to land and roll on.",
        "A helmet, and a low body at the moment of landing, save most of the bruises of skateboarding."),
    Activity("surfing", r"\bsurf(s|ing|ers?)\b", ("surfboard",),
        "A wave pushes the board unevenly, and a surfer keeps the balance by staying low and moving the weight along the board.",
        "The likely next step is to turn along the face of the wave, or to step off as it breaks.",
        "Looking where the ride should go, and not down at the board, helps a surfer to stay up longer."),
    Activity("baseball", r"\b(baseball(?! (bat|glove)s?\b)|batter|pitcher|catcher|umpire|home plate|swing\w* (a|his|the) bat)\b", ("baseball bat", "baseball glove"),
        "In baseball, the power of a swing or a throw starts in the legs and the hips and reaches the hands last, so the whole body takes part.",
        "The likely next step depends on the ball: a batter who meets it drops the bat and runs, while the others get ready to field it.",
        "Watching the ball all the way, and following through after the contact, is what coaches of the game ask for most."),
    Activity("tennis", r"\btennis\b(?! (racke|racque)ts?\b)", ("tennis racket",),
        "A tennis player turns the body and moves the weight to meet the ball, because a stroke by the arm alone has little power.",
        "The likely next step is to finish the stroke and hurry back to the middle of the court.",
        "Small steps before each stroke, and an early turn of the shoulders, make the timing easier."),
    Activity("playing football", r"\b(soccer|football|goalkeeper|goalie)\b(?! ball\b)", (),
        "Kicking a ball well needs one firm leg to stand on, while the arms and the upper body balance the swing of the other leg.",
        "The likely next step is to play the ball on, or to run into free space for the next pass.",
        "Planting the standing foot next to the ball, with the eyes on it, gives the kick its direction."),
    Activity("playing basketball", r"\bbasketball\b", (),
        "Height and quickness decide in basketball, so players jump from well-loaded legs and keep their hands ready.",
        "The likely next step is a shot, a pass, or a jump for the rebound.",
        "Landing on both feet, with soft legs, protects the knees after every jump."),
    Activity("playing volleyball", r"\bvolleyball\b", (),
        "Volleyball leaves no time to catch the ball, so players wait low and ready and meet it with firm arms.",
        "The likely next step is to send the ball on, or to jump at the net.",
        "Calling for the ball early keeps two players from running into each other."),
    Activity("playing frisbee", r"\b(play|throw|catch|toss)\w*\b.{0,30}\b(frisbee|disc)\b", ("frisbee",),
        "A flying disc gets its range from spin, which comes from a quick turn of the body and a flick of the wrist.",
        "The likely next step is a throw, or a run to where the disc will come down.",
        "Following the disc with the eyes until it is in the hand prevents most drops."),
    Activity("golfing", r"\bgolf(s|ing|er|ers)?\b", (),
        "A golf swing is a turn around a steady spine, so the feet stay firm while the shoulders wind up and unwind.",
        "The likely next step is to follow the ball with the eyes and walk after it.",
        "A quiet head and an unhurried backswing do more for the shot than strength."),
    Activity("playing hockey", r"\bhockey\b", (),
        "Ice gives no grip sideways, so hockey players bend low to push hard and to stay on their feet.",
        "The likely next step is a pass, a shot, or a sharp turn.",
        "Keeping the stick on the ice and the head up makes a player ready for the next pass."),
    Activity("ice skating", r"\b(ice ?skat\w*|figure skat\w*)\b", (),
        "A skater glides on a thin edge, so small shifts of the arms and the trunk are used to keep the balance.",
        "The likely next step is a push to the side and a glide on the other foot.",
        "Staying low makes it easier to save the balance after a slip."),
    Activity("roller skating", r"\b(roller ?skat\w*|rollerblad\w*|inline skat\w*)\b", (),
        "Wheels under the feet make balance a constant task, and a low body with free arms makes it easier.",
        "The likely next step is another push to the side.",
        "Knee and wrist guards are wise, because most falls go forward."),
    Activity("cycling", r"\brid\w*\b.{0,30}\b(bicycle|bike)s?\b|\b(cycling|cyclists?|biking|bikers?)\b", (),
        "A cyclist leans forward to use the strength of the large leg muscles and to offer the wind less of the body.",
        "The likely next step is to pedal on, or to brake and put a foot on the ground.",
        "A saddle at the right height and a helmet make every ride easier and safer."),
    Activity("riding a motorcycle", r"\brid\w*\b.{0,30}\b(motor ?(cycl|bik)\w*|scooter|moped)|\bmotorcyclists?\b", (),
        "A motorcycle is steered by leaning, so rider and machine tilt together while the hands stay on the bars.",
        "The likely next step is to speed up, or to slow down and put a foot on the ground.",
        "A helmet, gloves and looking far ahead are the rider's best protection."),
    Activity("riding a horse", r"\brid\w*\b.{0,30}\bhorses?\b|\b(horseback|equestrian|jockey)\b", (),
        "A rider follows the horse's motion with a loose back and still hands, because the animal feels every shift of weight.",
        "The likely next step is to guide the horse on with the legs and the reins.",
        "Heels low and eyes ahead keep a rider in balance."),
    Activity("running", r"\b(runs?|running|runners?|jog(s|ging|gers?)?|marathon|sprint\w*)\b", (),
        "In running, each arm swings with the opposite leg, which cancels the twist that the legs give to the trunk.",
        "The likely next step is to land on the front foot and push off again.",
        "Short quick steps and loose shoulders save a runner's strength."),
    Activity("walking", r"\b(walk(s|ing|ed|ers?)?|strid(es?|ing)|stroll\w*|hik(es?|ing|ers?))\b", (),
        "Walking is a controlled fall: the weight moves ahead of the standing foot, and the next step catches it.",
        "The likely next step is to bring the rear foot forward and move on.",
        "Upright posture and shoes that fit make long walks easy on the back."),
    Activity("jumping", r"\b(jump(s|ing|ed)?|leap(s|ing|t)?|hopp(ing|ed))\b", (),
        "A jump is won in the moment before it: the legs bend and store strength, and swinging the arms adds to the lift.",
        "The likely next step is to land, with the legs giving way to take up the shock.",
        "Landing softly on both feet, with the knees in line with the toes, protects the joints."),
    Activity("swimming", r"\b(swim(s|ming|mers?)?|diving|divers?)\b", (),
        "Water carries the body but slows it down, so a swimmer stretches out to make the way through it easy.",
        "The likely next step is another stroke, or a breath.",
        "Breathing out under water keeps the rhythm calm."),
    Activity("flying a kite", r"\bfl(y|ies|ying|own)\b.{0,30}\bkites?\b|\b(para ?sail\w*|kite ?surf\w*)\b", ("kite",),
        "The pull of a kite goes against the arms, and leaning away from it with a firm stand holds it steady.",
        "The likely next step is to let out line, or to walk back to keep it tight.",
        "Staying clear of trees and power lines matters more than any trick."),
    Activity("doing yoga", r"\b(yoga|exercis(es?|ing)|work(s|ing)? out)\b", (),
        "Slow stretching lengthens the muscles and trains the balance, which is why such positions are held and not rushed.",
        "The likely next step is to breathe out, let go, and change to the other side.",
        "A stretch should pull but never hurt, and the breath should stay calm."),
    Activity("dancing", r"\b(danc(es?|ing|ers?)|ballet)\b", (),
        "A dancer places the arms and the legs to draw clear lines, and uses them to keep the balance while turning.",
        "The likely next step is to move on with the beat, with a turn or a change of weight.",
        "Warming up first, and keeping the trunk firm, helps to control each movement."),
    Activity("boxing", r"\b(box(ing|er|ers)|martial art\w*|karate|wrestl\w*)\b", (),
        "With one foot ahead of the other, a push from any side can be answered without falling.",
        "The likely next step is a quick attack or a step back.",
        "The hands should return to guard the face after every move."),
    Activity("climbing", r"\b(climb(s|ing|ers?)?)\b", (),
        "Climbers push with the legs and use the arms mostly to hold on, because legs tire later.",
        "The likely next step is to test a new hold and move one hand or foot to it.",
        "Keeping three points of contact at any time makes a slip less dangerous."),
    Activity("eating", r"\b(eat(s|ing)?|din(es|ing))\b", ("fork", "spoon", "sandwich", "pizza", "hot dog", "donut", "banana", "apple"),
        "Food has a short way to the mouth when people come a little over the table, and then nothing drops on their clothes.",
        "The likely next step is to take another bite, or to put the food down and talk.",
        "Sitting up and eating slowly is good for the stomach and for the company."),
    Activity("drinking", r"\b(drink(s|ing)?|sip(s|ping)?|toast(s|ing)?)\b", ("cup", "wine glass"),
        "A cup is held level by the wrist while the elbow does the lifting, so that nothing spills.",
        "The likely next step is to take a sip, or to put the drink down.",
        "With a hot drink, a small first sip is a safe test."),
    Activity("cooking", r"\b(cook(s|ing)?|chef|bak(es?|ing)|prepar(es?|ing) (food|a meal|dinner|lunch))\b|\b(cut(s|ting)?|chop(s|ping)?|slic(es?|ing)) .{0,20}(vegetables?|fruits?|food|meat|onions?|carrots?|tomato(es)?)\b|\bknife\b.{0,30}\bkitchen\b|\bkitchen\b.{0,30}\bknife\b", ("knife",),
        "Cooking asks for both hands in front of the body, and standing close to the counter spares the back.",
        "The likely next step is to stir, taste, or put something on a plate.",
        "Curled fingertips and a dry floor prevent most accidents in a kitchen."),
    Activity("using a phone", r"\b(talk\w*|look\w*|us(es?|ing)) .{0,20}phones?\b|\btexting\b", ("cell phone",),
        "A phone takes part of the attention away from what goes on nearby, whether people talk on it or read.",
        "The likely next step is to finish the call or the message and put the phone away.",
        "Lifting the phone to the height of the eyes spares the neck."),
    Activity("using a computer", r"\b(us(es?|ing)|work\w*|typ(es?|ing)|look\w*) .{0,20}(laptops?|computers?|keyboards?)\b", ("laptop",),
        "Work at a screen keeps the forearms in front of the body and the head still, so the back does quiet work all the time.",
        "The likely next step is to type or read on, or to lean back and rest.",
        "A screen at the height of the eyes and a break every half hour prevent a stiff neck."),
    Activity("playing a video game", r"\b(video ?games?|wii|game controllers?)\b", ("remote",),
        "Players of such games follow the screen with the whole body and move a hand as if they held the real thing.",
        "The likely next step is another quick move in answer to the screen.",
        "Enough room on all sides, and a strap around the wrist, saves lamps and fingers."),
    Activity("reading", r"\bread(s|ing)?\b", ("book",),
        "Reading needs still hands and a supported body, so people settle into a position that they can keep for long.",
        "The likely next step is to turn a page and read on.",
        "Light from the side, and a text held up rather than a head bent down, spare the eyes and the neck."),
    Activity("brushing teeth", r"\b(brush(es|ing)? (his|her|their)? ?teeth|toothbrush)\b", ("toothbrush",),
        "Small movements of the wrist bring a brush to every tooth.",
        "The likely next step is to rinse.",
        "Gentle circles clean better than hard scrubbing."),
    Activity("holding an umbrella", r"\b(hold(s|ing)?|under|with) .{0,20}umbrellas?\b", ("umbrella",),
        "An umbrella keeps off sun or rain, so people stay close to the middle of its cover.",
        "The likely next step is to stay in the shelter until the weather or the work allows something else.",
        "In wind, tilting an umbrella toward the gusts keeps it from turning inside out."),
    Activity("selling goods", r"\b(vendors?|stall|street market|seller\w*)\b", (),
        "Selling on a street is mostly waiting, so vendors take a position that is easy to keep for hours and still lets them watch the goods.",
        "The likely next step is to turn to a customer, hand over something, or go on resting.",
        "Changing the position and standing up now and then is good for the back."),
    Activity("working with tools", r"\b(repair(s|ing)?|hammer\w*|drill(s|ing)|construction|workers?|mechanic|carpent\w*)\b", (),
        "Work with the hands goes best with a firm stand and the job close to the body, so that the arms need not carry far.",
        "The likely next step is to check the result and go on.",
        "Lifting with the legs, not with the back, is the first rule of heavy work."),
    Activity("carrying a load", r"\b(carr(y|ies|ying)|luggage|pull(s|ing) (a|his|her|their) suitcase)\b", ("suitcase", "handbag"),
        "A load on one side pulls the body over, and people lean the other way to keep the weight above their feet.",
        "The likely next step is to walk on, or to set the load down.",
        "Holding a load close, and sharing it between both sides, spares the spine."),
    Activity("petting an animal", r"\b(pet(s|ting)|feed(s|ing)|cuddl\w*|strok(es?|ing)) .{0,20}\b(dogs?|cats?|animals?|giraffes?|elephants?|cows?|sheep|birds?)\b", (),
        "Animals read bodies well, and slow hands and a low position tell them that there is nothing to fear.",
        "The likely next step is that the animal comes closer, or turns away when it has had enough.",
        "Letting an animal sniff first is polite and safe."),
    Activity("caring for a child", r"\b(mother|father|mom|dad|parent)s?\b.{0,40}\b(child|baby|toddler|infant|son|daughter)|\bhold(s|ing)? a (baby|toddler|infant|child)\b", (),
        "Those who look after a small child stay close to it and low, to see its face and to be able to catch it.",
        "The likely next step is to lift, comfort or guide the child.",
        "Bending the legs, and holding the child close to the body, makes lifting easy on the back."),
    Activity("posing", r"\b(pos(es|ed|ing)|smil(es?|ing) for)\b", (),
        "People who pose turn toward the one who looks at them and hold still in a position that shows them well.",
        "The likely next step is to relax and move on.",
        "Weight on one leg and loose shoulders make a pose look natural."),
    Activity("waving", r"\b(wav(es?|ing|ed) (at|to|hello|goodbye|his|her|their)|greet\w*|cheer(s|ing|ed)?)\b", (),
        "A hand held high can be seen from far away, which is why people greet and cheer that way.",
        "The likely next step is to lower the hand, or to walk toward whoever answers.",
        "A short wave with an open hand is understood almost everywhere."),
    Activity("resting", r"\b(rest(s|ing)?|relax\w*|loung\w*|sleep(s|ing)?|asleep|naps?|napping)\b", (),
        "Rest means giving the weight away to a seat or to the ground, so that the muscles can let go.",
        "The likely next step is to stretch and get up, but there is no hurry in it.",
        "Support for the head and for the lower back makes rest deeper."),
    Activity("sitting", r"\b(sit(s|ting)?|seated)\b", (),
        "Sitting gives the weight to the seat and frees the hands and the attention for something else.",
        "The likely next step is to lean forward and bring the feet under the body in order to stand up.",
        "Feet flat on the ground and a supported lower back make long sitting bearable."),
    Activity("kneeling", r"\b(kneel(s|ing)?|knelt|crouch\w*|squat\w*)\b", (),
        "Going low brings the hands and the eyes near the ground and makes the body hard to tip over.",
        "The likely next step is to put one foot forward and push up to stand.",
        "Something soft under the knee, and a change of sides, helps those who work low for long."),
    Activity("lying down", r"\b(lies|lying|lays|laying)\b", (),
        "Lying spreads the weight along the whole body, so that no muscle has to hold it.",
        "The likely next step is to roll to one side and push up with an arm.",
        "Rising slowly, first to a seat and then to the feet, prevents dizziness."),
)  # fmt: skip

_PATTERNS = tuple(re.compile(activity.words, re.IGNORECASE) for activity in ACTIVITIES)
_BY_THING: dict[str, list[int]] = {}
for _number, _activity in enumerate(ACTIVITIES):
    for _thing in _activity.things:
        _BY_THING.setdefault(_thing, []).append(_number)
# what says little about an action, and gives way to anything that says more
_WEAK = frozenset(("sitting", "posing", "holding an umbrella", "walking", "resting", "kneeling", "lying down"))
# what a whole scene is about: true of each of several people
_SHARED = frozenset((
    "skiing", "snowboarding", "baseball", "tennis", "playing football", "playing basketball", "playing volleyball",
    "playing frisbee", "golfing", "playing hockey", "selling goods", "playing a video game", "flying a kite",
))  # fmt: skip
# what only a body in one of these postures does
_POSTURES = {
    "sitting": ("sitting",),
    "lying down": ("lying",),
    "kneeling": ("kneeling", "crouching"),
    "resting": ("sitting", "lying"),
    "jumping": ("airborne",),
    "walking": ("standing",),
    "running": ("standing",),
    "cycling": ("sitting", ""),
    "riding a horse": ("sitting", ""),
    "riding a motorcycle": ("sitting", ""),
}


def is_posture(activity: Activity) -> bool:
    """Whether the activity is no more than a posture, which needs no mention of its own."""
    return activity.name in ("sitting", "lying down", "kneeling", "resting", "jumping")


@lru_cache(maxsize=256)
def _count_captions(captions: tuple[str, ...]) -> dict[int, int]:
    """How many captions speak of each activity, by its number; those that none speaks of are left out."""
    found = (sum(1 for caption in captions if pattern.search(caption)) for pattern in _PATTERNS)
    return {number: count for number, count in enumerate(found) if count}


def find_activity(
    scene: Scene, touched: set[str], posture: str | None, *, is_subject: bool = False
) -> tuple[Activity | None, bool]:
    """What one person does, and whether a caption says so; None where neither captions nor touched things show it.

    Args:
        scene: gives the captions; with several people in it, only what all share or what fits the things counts.
        touched: categories of the things at a hand, under a foot, above or below this person.
        posture: this person's posture, where it is known.
        is_subject: whether the captions are about this person.
    """
    is_alone = is_subject or len(scene.people) == 1
    counts = _count_captions(scene.captions)
    best: Activity | None = None
    best_score, is_best_told = 0.0, False
    # all others have a score of 0
    possible = {*counts, *(number for thing in touched for number in _BY_THING.get(thing, ()))}
    for number in sorted(possible):
        activity, count = ACTIVITIES[number], counts.get(number, 0)
        if activity.name in _POSTURES and (posture or "") not in _POSTURES[activity.name]:
            continue
        is_touched = bool(touched.intersection(activity.things))
        is_own = is_alone or is_touched or activity.name in _SHARED or posture in _POSTURES.get(activity.name, ())
        score = float(count) if is_own else 0.0
        is_told = score > 0
        score = max(score, 0.9) if is_touched else score
        if score and activity.name in _WEAK:
            score = 0.1 + score / 100
        if score > best_score:
            best, best_score, is_best_told = activity, score, is_told
    return best, is_best_told
