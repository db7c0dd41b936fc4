"""Whom a phrase names, how many of them, by what it tells them apart, and which words name nobody in the picture."""

from __future__ import annotations

import pytest

from kp_llava.poses.claims.find import find_claims


def whom(text):
    """Whom the only statement of a text is about."""
    (claim,) = find_claims(text)
    return claim.who


@pytest.mark.parametrize(
    ("text", "noun", "amount", "number"),
    [
        ("The man is standing.", "man", "one", None),
        ("A young man is standing.", "man", "one", None),
        ("One man is standing.", "man", "some", None),
        ("One of the men is standing.", "men", "some", None),
        ("Either man is standing.", "man", "some", None),
        ("Another man is standing.", "man", "some", None),
        ("Some people are standing.", "people", "some", 2),
        ("Several players are standing.", "players", "some", 2),
        ("Many players are standing.", "players", "some", 2),
        ("Most of the players are standing.", "players", "most", None),
        ("The majority of the players are standing.", "players", "most", None),
        ("Nearly everyone is standing.", "everyone", "most", None),
        ("Several of the players are standing.", "players", "some", 2),
        ("Players are standing.", "players", "some", 2),
        ("The players are standing.", "players", "all", None),
        ("His friends are standing.", "friends", "all", None),
        ("Her sons are standing.", "sons", "all", None),
        ("Their children are standing.", "children", "all", None),
        ("These ladies are standing.", "ladies", "all", None),
        ("The couple is standing.", "couple", "all", 2),
        ("The families are standing.", "families", "all", None),
        ("The coaches are standing.", "coaches", "all", None),
        ("The waitress is standing.", "waitress", "one", None),
        ("Two men are standing.", "men", "all", 2),
        ("Three of the men are standing.", "men", "all", 3),
        ("Four women are standing.", "women", "all", 4),
        ("All five people are standing.", "people", "all", 5),
        ("The six boys are standing.", "boys", "all", 6),
        ("The seven boys are standing.", "boys", "all", 7),
        ("Eight boys are standing.", "boys", "all", 8),
        ("Nine boys are standing.", "boys", "all", 9),
        ("Ten boys are standing.", "boys", "all", 10),
        ("Both men are standing.", "men", "all", 2),
        ("Both of the men are standing.", "men", "all", 2),
        ("Every player is standing.", "player", "all", None),
        ("Each of the men is standing.", "men", "all", None),
        ("All of the men are standing.", "men", "all", None),
        ("No man is standing.", "man", "none", None),
        ("None of the men is standing.", "men", "none", None),
        ("Neither man is standing.", "man", "none", None),
        ("Neither of the men is standing.", "men", "none", None),
        ("Everyone is standing.", "everyone", "all", None),
        ("Everybody is standing.", "everybody", "all", None),
        ("All of them are standing.", "all of them", "all", None),
        ("Each of them is standing.", "each of them", "all", None),
        ("Both of them are standing.", "both of them", "all", 2),
        ("Nobody is standing.", "nobody", "none", None),
        ("No one is standing.", "no one", "none", None),
        ("None of them is standing.", "none of them", "none", None),
        ("Neither of them is standing.", "neither of them", "none", 2),
        ("Not one of them is standing.", "one of them", "none", None),
        ("Not one of the men is standing.", "men", "none", None),
        ("Not a single player is standing.", "player", "none", None),
        ("Most of them are standing.", "most of them", "most", None),
        ("Someone is standing.", "someone", "some", None),
        ("Somebody is standing.", "somebody", "some", None),
        ("One of them is standing.", "one of them", "some", None),
        ("The two of them are standing.", "two of them", "all", 2),
        ("All four of them are standing.", "four of them", "all", 4),
        ("The taller of the two men is standing.", "men", "one", None),
        ("The first of the three riders is standing.", "riders", "one", None),
        ("The tallest of the riders is standing.", "riders", "one", None),
        ("The rest of the riders are standing.", "riders", "most", None),
        ("The remaining riders are standing.", "riders", "most", None),
    ],
)
def test_a_phrase_has_a_noun_an_amount_and_a_number(text, noun, amount, number):
    found = whom(text)
    assert (found.noun, found.amount, found.number) == (noun, amount, number)
    is_denied = amount == "none"
    assert [claim.negated for claim in find_claims(text)] == [is_denied]


MARKS = [
    ("on the far right", "far", "right"),
    ("on the extreme left of the picture", "far", "left"),
    ("at the very left", "far", "left"),
    ("farthest to the right", "far", "right"),
    ("on the left", "side", "left"),
    ("at the right side of the image", "side", "right"),
    ("located to the left", "side", "left"),
    ("in the bottom right corner of the photo", "corner", "bottom right"),
    ("in the middle", "middle", "middle"),
    ("in the center of the frame", "middle", "center"),
    ("near the centre", "middle", "centre"),
    ("in the foreground", "front", "foreground"),
    ("in the immediate foreground of the scene", "front", "foreground"),
    ("closest to the camera", "front", "closest to the camera"),
    ("nearest to us", "front", "nearest to us"),
    ("in the background", "back", "background"),
    ("at the back of the room", "back", "back"),
    ("in the far distance", "back", "distance"),
    ("farther back", "back", "farther back"),
    ("behind him", "behind", "behind him"),
    ("just behind him", "behind", "behind him"),
    ("in the crowd", "bystander", "in the crowd"),
    ("in the stands", "bystander", "in the stands"),
    ("with a bat", "thing", "bat"),
    ("holding the tennis racket", "thing", "tennis racket"),
    ("riding a brown horse", "thing", "horse"),
    ("under the umbrella", "thing", "umbrella"),
    ("in black", "look", "in black"),
    ("wearing a helmet", "look", "wearing a helmet"),
    ("with a beard", "look", "with a beard"),
    ("at the table", "place", "at the table"),
    ("next to a bus", "place", "next to a bus"),
    ("between the cars", "place", "between the cars"),
    ("at the back right", "corner", "back right"),
    ("next to her", "place", "next to her"),
    ("near him", "place", "near him"),
    ("next to her bus", "place", "next to her bus"),
    ("with the tattooed arm", "look", "with the tattooed arm"),
]


def test_a_place_and_a_corner_are_two_marks():
    (claim,) = find_claims("The man in the water at the lower left is lying.")
    assert claim.who.marks == (("place", "in the water"), ("corner", "lower left"))


@pytest.mark.parametrize(("tail", "kind", "value"), MARKS, ids=[tail for tail, _, _ in MARKS])
def test_what_follows_a_noun_tells_people_apart(tail, kind, value):
    for text in (f"The man {tail} is sitting.", f"The man {tail} has his left arm raised."):
        assert whom(text).marks == ((kind, value),), text


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("The left man is sitting.", (("side", "left"),)),
        ("The man on the right is sitting.", (("side", "right"),)),
        ("The central player is sitting.", (("middle", "central"),)),
        ("The middle player is sitting.", (("middle", "middle"),)),
        ("On the far left, a man is sitting.", (("far", "left"),)),
        ("On the left, a man is sitting.", (("side", "left"),)),
        ("In the foreground there is a man sitting.", (("front", "foreground"),)),
        ("In the background, a man is sitting.", (("back", "background"),)),
        ("In the center of the picture, we can see a man sitting.", (("middle", "center"),)),
        ("The second man from the left is sitting.", (("rank", "left"),)),
        ("The man to the far left in blue is sitting.", (("far", "left"), ("look", "in blue"))),
        ("The man closest to the left edge is sitting.", (("far", "left"),)),
        ("The man nearest the right border of the picture is sitting.", (("far", "right"),)),
        ("The man nearest the camera is sitting.", (("front", "nearest the camera"),)),
        ("Nearest to us, a man is sitting.", (("front", "nearest to us"),)),
        ("Farthest to the right, a man is sitting.", (("far", "right"),)),
        ("The right-hand man is sitting.", (("side", "right"),)),
        ("The front rider is sitting.", (("front", "front"),)),
        ("The man is sitting.", ()),
        ("The man with the left arm raised is sitting.", ()),
    ],
)
def test_a_place_is_said_before_the_noun_or_after_it(text, marks):
    (claim,) = (claim for claim in find_claims(text) if claim.part == "posture")
    assert [mark for mark in claim.who.marks if mark[0] in dict(marks)] == list(marks)


MASCULINE = (
    *("man", "boy", "guy", "gentleman", "father", "dad", "brother", "son", "husband", "groom", "grandfather"),
    *("grandpa", "businessman", "fisherman", "policeman", "fireman", "actor", "waiter"),
)
FEMININE = (
    *("woman", "girl", "lady", "mother", "mom", "sister", "daughter", "wife", "bride", "grandmother", "grandma"),
    *("businesswoman", "policewoman", "actress", "waitress"),
)


def test_a_pronoun_goes_with_the_noun_of_its_gender():
    for noun in MASCULINE:
        assert whom(f"The {noun} is near the girl, and his left arm is raised.").noun == noun
        assert whom(f"The girl is near the {noun}. His left arm is raised.").noun == noun
        assert whom(f"The girl and the {noun} wait. He raises the left arm.").noun == noun
    for noun in FEMININE:
        assert whom(f"The {noun} is near the boy, and her left arm is raised.").noun == noun
        assert whom(f"The boy is near the {noun}. Her left arm is raised.").noun == noun
        assert whom(f"The boy and the {noun} wait. She raises the left arm.").noun == noun


SINGULAR = """
person child kid adult toddler baby infant teen teenager youngster youth figure individual subject friend parent
grandparent owner student teacher player batter catcher pitcher umpire hitter fielder outfielder infielder baseman
referee coach skier snowboarder skateboarder skater surfer windsurfer wakeboarder paddler rower sailor rider cyclist
biker bicyclist motorcyclist jockey driver passenger runner jogger walker jumper dancer athlete gymnast cheerleader
golfer goalkeeper goalie server swimmer climber hiker boxer wrestler fighter kicker bowler performer competitor
contestant opponent teammate vendor seller shopper customer worker farmer gardener cook chef baker bartender barber
doctor nurse soldier officer firefighter musician singer guitarist drummer conductor photographer artist monk nun
priest clown diner commuter instructor trainer technician clerk cashier cowboy model speaker spectator onlooker
bystander pedestrian tourist traveler traveller visitor
"""
IRREGULAR = """
people men women children ladies gentlemen babies families wives basemen coaches fishermen firemen waitresses
actresses policemen businesswomen couple pair someone somebody
"""


def test_every_noun_for_people_is_one():
    for noun in (*SINGULAR.split(), *MASCULINE, *FEMININE):
        assert whom(f"The {noun} is sitting.").noun == noun
    plural = (noun + "s" for noun in SINGULAR.split() if noun not in ("child", "baby", "baseman", "coach"))
    for noun in (*plural, *IRREGULAR.split()):
        found = whom(f"All the {noun} are sitting." if noun[-3:] not in ("one", "ody") else f"{noun} is sitting.")
        assert (found.noun, found.amount) == (noun, "some" if noun.startswith("some") else "all")


THINGS_THAT_SIT = """
dog dogs cat horse ponies bird elephant cows bull sheep lamb goat bear giraffe zebra animal puppy kitten monkey lion
duck seagull pigeon camel donkey pet wolves statue statuette sculpture figurine mannequin dummy doll puppet robot
scarecrow snowman teddy toy cartoon painting drawing poster mural portrait billboard carving reflection shadow logo
mascot monument bust chair armchair table stool bench couch sofa bed desk lamp clock tripod toilet umbrella crane
watch cup bowl vase car bus truck train boat ship plane airplane bicycle bike motorcycle scooter bag backpack
handbag suitcase luggage bottle plate laptop computer phone remote keyboard book paper house building tower wall
fence tree plant flower sign light hydrant meter bat racket racquet board surfboard skateboard snowboard kite ball
frisbee glove oven stove refrigerator sink cake pizza sandwich fruit banana apple orange box basket door window
screen television tv flag tent pole rope wave
"""


def test_animals_images_and_things_have_no_pose():
    for thing in THINGS_THAT_SIT.split():
        for text in (
            f"The {thing} is sitting.",
            f"A sitting {thing} is near the man.",
            f"The {thing}'s left leg is bent.",
        ):
            assert find_claims(text) == [], text


IMAGES = """
statue statuette sculpture figurine mannequin doll puppet robot cartoon painting drawing poster mural portrait
billboard carving reflection shadow logo monument bust
"""


def test_an_image_of_a_person_is_nobody():
    for image in IMAGES.split():
        for text in (f"The {image} of a man has its left arm raised.", f"There is a {image} of a man who is sitting."):
            assert find_claims(text) == [], text
    for place in ("vase", "poster", "painting", "mural", "screen", "tv", "billboard", "magazine", "fresco", "mirror"):
        assert find_claims(f"The man on the {place} has his left arm raised.") == [], place


@pytest.mark.parametrize(
    "text",
    """
    Bend the left knee.|Raise both arms.|Lift your left arm.|Keep his left arm raised.|Hold the left arm raised.
    Try a raised left arm.|Make sure both knees are bent.|Remember that the man's left arm is raised.
    Straighten both knees.|Relax with both arms hanging.|Avoid a bent left arm, as the man is.
    Stand with both knees bent.|Sit with both arms raised.|Kneel with both arms raised.|Crouch with both knees bent.
    Lean with both arms raised.|Turn with both arms raised.|Next, the man's left arm is raised.
    Soon his left arm is raised.|Later, his left arm is raised.|Afterwards his left arm is raised.
    In a moment his left arm is raised.|In the next second his left arm is raised.|If his left arm is raised, he waves.
    Unless his left arm is raised, he waits.|Imagine his left arm is raised.|Suppose his left arm is raised.
    Had he his left arm raised, he would wave.|With his left arm raised he would wave.
    People usually stand with both knees bent.|People stand more easily with both knees bent.
    Good players keep both knees bent so as to react.|A good player keeps both knees bent in order to react.
    Most skilled skiers tend to keep both knees bent.|Skiers generally keep both knees bent.
    An experienced skier typically keeps both knees bent.|A trained man must keep both knees bent.
    He should raise his left arm.|He must raise his left arm.|He would raise his left arm.|He will raise his left arm.
    He shall raise his left arm.|He wants to raise his left arm.|He is about to raise his left arm.
    He is going to raise his left arm.|He is ready to raise his left arm.|He is poised to lift his left leg.
    He is set to raise his left arm.|He is preparing to raise his left arm.|He prepares to raise his left arm.
    He is getting ready to raise his left arm.|He is aiming to raise his left arm.|He is intending to lift his left leg.
    He is planning to raise his left arm.|He is attempting to raise his left arm.|He is expected to lift his left arm.
    He is likely to raise his left arm.|He tries to raise his left arm.|He is trying to raise his left arm.
    He can raise his left arm.|He cannot raise his left arm.|He is able to raise his left arm.
    It helps with his left arm raised.|He waves when his left arm is raised.|He waves whenever his left arm is raised.
    He waits before his left arm is raised.|He waits after his left arm is raised.
    He waits until his left arm is raised.
    He ought to raise his left arm.|He needs his left arm raised.|He needed his left arm raised.
    Let us see his left arm raised.|He often has his left arm raised.|He sometimes has his left arm raised.
    He always has his left arm raised.|He normally has his left arm raised.|He typically has his left arm raised.
    Whoever has his left arm raised wins.|Those who have the left arm raised win.
    Anyone who has his left arm raised wins.
    He has to raise his left arm.|They have to raise their left arm.|He used to raise his left arm.
    He avoids raising his left arm.|It prevents raising his left arm.|It makes it easy to raise his left arm.
    He waves instead of raising his left arm.|He waves rather than raising his left arm.|He'll raise his left arm.
    He'd raise his left arm.|It is open whether his left arm is raised.|Is his left arm raised?
    """.replace("\n", "|").strip(" |").split("|"),
)  # fmt: skip
def test_advice_wishes_and_what_is_usual_or_to_come_state_nothing(text):
    assert find_claims(text.strip()) == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("A woman sits at a table. Next to her, the man in black has both arms locked.", "the man in black"),
        ("She smiles while the man raises both arms.", "the man"),
        ("Beside him, the woman stretches both arms.", "the woman"),
        ("The woman sits at a table. The man looks at her, and her left arm is raised.", "the woman"),
    ],
)
def test_somebody_named_after_a_pronoun_is_who_is_spoken_of(text, who):
    claim = [claim for claim in find_claims(text) if claim.part == "arm"][-1]
    assert claim.who.text == who


@pytest.mark.parametrize(
    ("text", "lies"),
    [
        ("Her left hand is at the handlebars, and the right one lies in her lap.", False),
        ("His left hand is at his hip, while the other one lies flat on the table.", False),
        ("One arm is raised, and the other lies across her chest.", False),
        ("One man raises his arm, and the other lies on the floor.", True),
        ("Of the two boys, the left one lies on the floor.", True),
    ],
)
def test_a_hand_that_lies_in_the_lap_is_nobody_who_lies(text, lies):
    assert any((claim.part, claim.state) == ("posture", "lying") for claim in find_claims(text)) == lies


@pytest.mark.parametrize(
    ("text", "state", "noun"),
    [
        ("The boy is standing next to the girl, who is lying down.", "lying", "girl"),
        ("A man is standing behind a woman who sits.", "sitting", "woman"),
        ("The man stands next to a woman whose left arm is raised.", "raised", "woman"),
        ("The man next to the woman who is sitting has his left arm raised.", "raised", "man"),
        ("The man on the left, who stands next to the woman, has his left arm raised.", "standing", "man"),
        ("The man on the left, who stands next to a dog, has both arms raised.", "raised", "man"),
    ],
)
def test_a_relative_clause_is_about_the_noun_before_it(text, state, noun):
    assert [claim.who.noun for claim in find_claims(text) if claim.state == state] == [noun]


def test_an_animal_after_a_relative_clause_has_no_arms():
    assert find_claims("The man, who holds a cat, watches a dog with both legs bent.") == []
