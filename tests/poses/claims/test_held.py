"""Things by their words: which hand holds one, and who has one; all places worked out by hand."""

from __future__ import annotations

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims, find_claims
from kp_llava.poses.claims.meant.resolve import Crowd
from kp_llava.poses.people import read_people

from .test_resolve import place, scene_of, thing

# of a person of height 114 whose feet are at y = 200, at x = 100: the viewer's left hand, the person's right one, is at
# (103, 151), the left one at (137, 151); the wrists are 34 pixels apart, and 0.22 of the body's size is about 25
RIGHT, LEFT = (103, 151), (137, 151)


def verdict(text, *boxes, category="cell phone"):
    objects = [SceneObject(9 + number, category, tuple(map(float, box))) for number, box in enumerate(boxes)]
    (item,) = check_claims(text, scene_of(place(1, 100), *objects)).items
    return item.verdict


def at(point, size=6):
    return point[0] - size / 2, point[1] - size / 2, size, size


IN_LEFT, IN_RIGHT, IN_BOTH = (f"The man holds a phone {words}." for words in (
    "in his left hand", "in his right hand", "with both hands"))  # fmt: skip


@pytest.mark.parametrize(
    ("boxes", "left", "right", "both"),
    [
        ([at(LEFT)], "agree", "contradict", "contradict"),
        ([at(RIGHT)], "contradict", "agree", "contradict"),
        ([at(LEFT), at(RIGHT)], "agree", "agree", "agree"),
        # at neither hand: above, below, to the left and to the right of both
        ([(118, 60, 4, 4)], "contradict", "contradict", "contradict"),
        ([(118, 230, 4, 4)], "contradict", "contradict", "contradict"),
        ([(20, 151, 4, 4)], "contradict", "contradict", "contradict"),
        ([(400, 151, 4, 4)], "contradict", "contradict", "contradict"),
        # a long thing from one hand towards the other one may be in either
        ([(100, 148, 28, 6)], "unjudged", "unjudged", "unjudged"),
        ([(112, 148, 28, 6)], "unjudged", "unjudged", "unjudged"),
        ([], "unjudged", "unjudged", "unjudged"),
    ],
)
def test_a_hand_holds_what_is_at_its_wrist_and_not_what_is_at_the_other_one(boxes, left, right, both):
    assert [verdict(text, *boxes) for text in (IN_LEFT, IN_RIGHT, IN_BOTH)] == [left, right, both]


def test_a_thing_far_above_or_below_a_hand_is_not_in_it():
    raised = {"left elbow": (68, 20), "left wrist": (66, 2)}  # at (136, 84), far above the right one at (103, 151)
    low = place(1, 100, changes=raised)
    for box, verdicts in ((at((136, 84)), ("agree", "contradict")), (at(RIGHT), ("contradict", "agree"))):
        scene = scene_of(low, SceneObject(9, "cell phone", tuple(map(float, box))))
        for text, wanted in zip((IN_LEFT, IN_RIGHT), verdicts, strict=True):
            assert [item.verdict for item in check_claims(text, scene).items] == [wanted]


def test_another_thing_in_the_other_hand_says_nothing():
    assert verdict(IN_LEFT, at(RIGHT), category="remote") == "unjudged"


def test_a_hand_that_is_not_labeled_holds_nothing_for_sure():
    person = place(1, 100)
    points = list(person.keypoints)
    names = ("left wrist", "right wrist")
    for index, name in ((9, names[0]), (10, names[1])):
        hidden = [*points]
        hidden[index] = type(points[0])(0.0, 0.0, 0)
        other = SceneObject(1, "person", person.bbox_xywh, tuple(hidden))
        for box in (at(LEFT), at(RIGHT)):
            scene = scene_of(other, SceneObject(9, "cell phone", box))
            side = name.split()[0]
            (item,) = check_claims(f"The man holds a phone in his {side} hand.", scene).items
            assert item.verdict == "unjudged", (name, box)


# the words of captions for COCO's categories, and what nobody calls so
WORDS = {
    "tennis racket": ["racket", "racquet", "rackets", "tennis racket"],
    "baseball bat": ["bat", "bats", "baseball bat"],
    "baseball glove": ["glove", "mitt", "baseball glove", "catcher's mitt"],
    "sports ball": ["ball", "tennis ball", "soccer ball", "basketball", "baseball", "volleyball", "football"],
    "umbrella": ["umbrella", "parasol"],
    "handbag": ["handbag", "purse", "bag", "hand bag"],
    "backpack": ["backpack", "rucksack"],
    "suitcase": ["suitcase", "luggage", "trolley"],
    "frisbee": ["frisbee", "disc"],
    "kite": ["kite", "kites"],
    "skis": ["skis"],
    "snowboard": ["snowboard", "snow board"],
    "skateboard": ["skateboard", "skate board", "board"],
    "surfboard": ["surfboard", "surf board", "board"],
    "bicycle": ["bicycle", "bike"],
    "motorcycle": ["motorcycle", "motorbike", "motor cycle", "scooter"],
    "horse": ["horse", "ponies", "pony"],
    "elephant": ["elephant"],
    "wine glass": ["glass", "wine glass", "glasses"],
    "cup": ["cup", "mug"],
    "bottle": ["bottle"],
    "fork": ["fork"],
    "knife": ["knife", "knives"],
    "spoon": ["spoon"],
    "bowl": ["bowl"],
    "banana": ["banana"],
    "apple": ["apple"],
    "sandwich": ["sandwich", "sandwiches"],
    "hot dog": ["hot dog"],
    "pizza": ["pizza", "slice"],
    "donut": ["donut", "doughnut"],
    "cake": ["cake"],
    "cell phone": ["phone", "cell phone", "cellphone", "smartphone", "mobile phone"],
    "laptop": ["laptop", "computer"],
    "remote": ["remote", "remote control", "controller", "game controller"],
    "book": ["book", "magazine"],
    "scissors": ["scissors"],
    "teddy bear": ["teddy bear", "teddy"],
    "toothbrush": ["toothbrush", "tooth brush"],
    "hair drier": ["hair dryer", "hair drier"],
    "keyboard": ["keyboard"],
    "dog": ["dog", "puppy"],
    "cat": ["cat", "kitten"],
    "bench": ["bench"],
    "chair": ["chair", "armchair"],
    "couch": ["couch", "sofa"],
    "bed": ["bed"],
}  # fmt: skip


def meant(text, scene):
    return Crowd(read_people(scene)).resolve(find_claims(text)[-1].who).ids


@pytest.mark.parametrize("category", WORDS)
def test_the_one_with_a_thing_is_the_one_at_whose_hand_it_is(category):
    three = place(1, 40), place(2, 180), place(3, 320)
    scene = scene_of(*three, thing(9, category, 214, 148), thing(10, "tie", 40, 148), thing(11, "tie", 354, 148))
    for word in WORDS[category]:
        article = "the" if word.endswith("s") else "a"
        assert meant(f"The person with {article} {word} is standing.", scene) == (2,), word
    assert meant("The person with a zebra is standing.", scene) != (2,)


@pytest.mark.parametrize(
    ("noun", "categories"),
    [
        ("batter", ["baseball bat"]),
        ("hitter", ["baseball bat"]),
        ("catcher", ["baseball glove"]),
        ("pitcher", ["baseball glove"]),
        ("skier", ["skis"]),
        ("snowboarder", ["snowboard"]),
        ("skateboarder", ["skateboard"]),
        ("skater", ["skateboard"]),
        ("surfer", ["surfboard"]),
        ("cyclist", ["bicycle"]),
        ("bicyclist", ["bicycle"]),
        ("motorcyclist", ["motorcycle"]),
        ("biker", ["motorcycle", "bicycle"]),
        ("rider", ["horse", "motorcycle", "bicycle", "elephant", "skateboard", "snowboard", "surfboard"]),
        ("jockey", ["horse"]),
        ("server", ["tennis racket"]),
        ("player", ["tennis racket", "baseball bat", "baseball glove", "frisbee", "sports ball"]),
        ("athlete", ["tennis racket", "sports ball"]),
        ("competitor", ["frisbee"]),
    ],
)
def test_a_role_is_that_of_the_one_with_its_thing(noun, categories):
    for category in categories:
        scene = scene_of(place(1, 40), place(2, 180), place(3, 320), thing(9, category, 214, 148))
        assert meant(f"The {noun} has the left arm raised.", scene) == (2,), category
        assert meant("The person has the left arm raised.", scene) == (1, 2, 3)


ONLOOKERS = ("spectators", "onlookers", "bystanders", "pedestrians", "visitors", "tourists")


@pytest.mark.parametrize("noun", ONLOOKERS)
def test_onlookers_are_those_without_the_things_of_the_game(noun):
    scene = scene_of(place(1, 40), place(2, 180), place(3, 320), thing(9, "frisbee", 214, 148))
    assert meant(f"The {noun} are standing.", scene) == (1, 3)
    alone = scene_of(place(1, 40))
    assert meant(f"The {noun} are standing.", alone) == ()


CHILDREN = ("child", "kid", "baby", "toddler", "infant", "boy", "girl", "son", "daughter", "youngster")
ADULTS = ("adult", "man", "woman", "lady", "gentleman", "mother", "father", "mom", "dad", "parent", "husband", "wife")


def test_children_are_smaller_than_adults_where_captions_speak_of_both():
    people = place(1, 100), place(2, 300, 0.7)
    for child in CHILDREN[:-1]:  # captions of children speak of one of these
        for adult in (*ADULTS[:4], *ADULTS[5:10], "couple", "grandmother"):
            scene = scene_of(*people, captions=(f"A {adult} and a {child}.",))
            assert meant("The boy has his left arm raised.", scene) == (2,), (adult, child)
            assert meant("The man has his left arm raised.", scene) == (1,), (adult, child)
    scene = scene_of(*people, captions=("A man and a child.",))
    for noun in CHILDREN:
        assert meant(f"The {noun} has the left arm raised.", scene) == (2,), noun
    for noun in (*ADULTS, "grandfather", "grandma"):
        assert meant(f"The {noun} has the left arm raised.", scene) == (1,), noun
    assert meant("The person has the left arm raised.", scene) != (2,)
    for captions in (("Two people.",), ("A man.",), ("A child.",)):
        assert meant("The boy has his left arm raised.", scene_of(*people, captions=captions)) != (2,), captions
    # nearly as tall as the adult: sizes show no child
    near = scene_of(place(1, 100), place(2, 300, 0.85), captions=("A man and a child.",))
    assert meant("The boy has his left arm raised.", near) == (1, 2)


@pytest.mark.parametrize(
    ("adjective", "ids"),
    [
        *((word, (1,)) for word in ("largest", "biggest", "tallest", "taller", "larger", "bigger", "nearest", "main")),
        *((word, (3,)) for word in ("smallest", "shortest", "smaller", "shorter")),
        ("leftmost", (2,)),
        ("rightmost", (3,)),
        ("middle", (1,)),
    ],
)
def test_the_largest_the_smallest_and_the_one_at_an_end(adjective, ids):
    scene = scene_of(place(1, 200, 1.1), place(2, 40), place(3, 400, 0.95))
    assert meant(f"The {adjective} person has the left arm raised.", scene) == ids


def test_those_in_front_are_the_tall_ones_and_those_at_the_back_the_others():
    scene = scene_of(place(1, 40, 1.5), place(2, 180, 1.2), place(3, 320, 0.8), place(4, 460, 0.7))
    assert meant("The people in the foreground are standing.", scene) == (1, 2)
    assert meant("The people in the background are standing.", scene) == (3, 4)
    level = scene_of(place(1, 40), place(2, 180))
    assert meant("The people in the background are standing.", level) == (1, 2)


@pytest.mark.parametrize(
    ("ordinal", "side", "ids"),
    [
        ("first", "left", (4,)), ("second", "left", (3,)), ("third", "left", (2,)), ("fourth", "left", (1,)),
        ("first", "right", (1,)), ("second", "right", (2,)), ("third", "right", (3,)), ("fourth", "right", (4,)),
    ],
)  # fmt: skip
def test_people_are_counted_from_either_side(ordinal, side, ids):
    scene = scene_of(*(place(number, 540 - 120 * number) for number in range(1, 5)))
    assert meant(f"The {ordinal} person from the {side} has the left arm raised.", scene) == ids
    pair = scene_of(place(1, 100), place(2, 110), place(3, 400))  # two at one place have no order
    assert meant("The first person from the left has the left arm raised.", pair) == (1, 2)
    assert meant("The fifth person from the left has the left arm raised.", pair) == (1, 2, 3)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The man has placed his left hand on the parking meter.", "parking meter"),
        ("The man is eating the sandwich with his left hand.", "sandwich"),
        ("The man is picking at his food with his left hand.", "food"),
        ("The man uses his left hand to hold the phone.", "phone"),
        ("The man leans on the table with his left hand.", "table"),
        ("The man is cutting the cake with his left hand.", "cake"),
        ("The man's left hand is pressed against the refrigerator.", "refrigerator"),
    ],
)
def test_hands_that_touch_or_use_a_thing_are_read(text, word):
    found = {(c.part, c.side, c.state) for c in find_claims(text) if c.state.startswith("holding")}
    assert found == {("hand", "left", f"holding {word}")}


@pytest.mark.parametrize(
    "text",
    [
        "The man points at the cake with his left hand.",
        "The man waves at the dog with his left hand.",
        "The man has not placed his left hand on the parking meter.",
        "The man wants to lean on the table with his left hand.",
        "The man puts the plate with the cake aside and waves with his left hand.",
    ],
)
def test_hands_that_touch_nothing_are_not_read_as_touching(text):
    assert not [c for c in find_claims(text) if c.state.startswith("holding") and not c.hedged]


@pytest.mark.parametrize(
    ("category", "text", "box", "wanted"),
    [
        # the left wrist is at x = 137, the right one at 103; 0.13 of the body's size is about 15
        ("parking meter", "The man has placed his left hand on the parking meter.", (80, 140, 25, 60), "contradict"),
        ("parking meter", "The man has placed his right hand on the parking meter.", (80, 140, 25, 60), "unjudged"),
        ("parking meter", "The man has placed his left hand on the parking meter.", (80, 140, 45, 60), "unjudged"),
        ("parking meter", "The man has placed his left hand on the parking meter.", (40, 140, 25, 60), "contradict"),
        # a fork reaches further
        ("cake", "The man is picking at his food with his left hand.", (100, 148, 15, 6), "unjudged"),
        ("cake", "The man is picking at his food with his left hand.", (95, 148, 12, 6), "contradict"),
        ("cup", "The man is picking at his food with his left hand.", (95, 148, 12, 6), "unjudged"),
    ],
)
def test_what_is_at_one_hand_and_not_at_the_other_is_touched_by_the_one(category, text, box, wanted):
    assert verdict(text, box, category=category) == wanted


ABSENT = [
    ("The man holds a banana.", "contradict"),
    ("The man has a banana in his left hand.", "contradict"),
    ("In his hands the man holds a bottle.", "contradict"),
    # which may be what is labeled as a kite, a glove for the cold, a board to cut on, or what nobody labels
    ("The man has an umbrella in his left hand.", "unjudged"),
    ("The man wears a glove on his left hand.", "unjudged"),
    ("The man's left hand holds the cutting board.", "unjudged"),
    ("The man's left hand holds a book.", "unjudged"),
]


@pytest.mark.parametrize(("text", "wanted"), ABSENT)
def test_what_is_not_labeled_where_things_are_is_in_no_hand(text, wanted):
    far = SceneObject(9, "kite", (150.0, 30.0, 6.0, 6.0))
    assert {item.verdict for item in check_claims(text, scene_of(place(1, 100), far)).items} == {wanted}
    # without labels of things nothing is known of them
    assert {item.verdict for item in check_claims(text, scene_of(place(1, 100))).items} == {"unjudged"}


def test_what_captions_name_may_be_held_without_a_label():
    far = SceneObject(9, "kite", (150.0, 30.0, 6.0, 6.0))
    scene = scene_of(place(1, 100), far, captions=("A man eats bananas outdoors.",))
    assert {item.verdict for item in check_claims("The man holds a banana.", scene).items} == {"unjudged"}


def test_a_thing_far_from_the_person_is_in_no_hand_without_wrists():
    person = place(1, 100, changes={"left wrist": None, "right wrist": None, "left elbow": None, "right elbow": None})
    for x, wanted in ((110, "unjudged"), (900, "contradict")):
        fruit = SceneObject(9, "banana", (float(x), 150.0, 30.0, 30.0))
        (item,) = check_claims("The man holds a banana.", scene_of(person, fruit)).items
        assert item.verdict == wanted


def test_the_arm_that_is_seen_is_meant():
    person = place(1, 100, changes={"right wrist": None, "right elbow": None})
    for text in ("The man's arm is raised.", "One of the man's arms is raised high above his head."):
        assert "contradict" in {item.verdict for item in check_claims(text, scene_of(person)).items}
    two = "One arm of the man is raised, the other arm hangs at his side."
    assert "contradict" not in {item.verdict for item in check_claims(two, scene_of(person)).items}


# from the right wrist at (103, 151) up past the left one at (137, 151): a knife whose lower end is in the right hand
BLADE = SceneObject(9, "knife", (104.0, 96.0, 30.0, 60.0))


@pytest.mark.parametrize(
    "words",
    ["with the blade pointing up", "with the blade upright", "with the tip held vertically", "- the knife upright"],
)
def test_a_knife_that_points_up_is_held_by_its_lower_end(words):
    high = place(1, 100, changes={"left elbow": (74, 40), "left wrist": (66, 20)})  # the left wrist at (136, 102)
    scene = scene_of(high, BLADE)
    for side in ("left", "right"):
        upright = f"The man holds a knife in his {side} hand {words}."
        (item,) = check_claims(upright, scene).items
        assert (item.verdict == "contradict") == (side == "left")
    plain = "The man holds a knife in his left hand."
    assert "contradict" not in {item.verdict for item in check_claims(plain, scene).items}


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("He reaches down with his left hand toward the skateboard.", "left hand holding skateboard"),
        ("His right hand reaches for the cup.", "right hand holding cup"),
        ("Her left hand is up against the machine.", "left hand holding machine"),
        ("The man holds a banana.", "one hand holding banana"),
        ("Someone is cutting the meat with a knife.", "one hand holding knife"),
        ("They are drinking from bottles.", "one hand holding bottles"),
    ],
)
def test_what_a_hand_reaches_for_or_is_used_with_is_named(sentence, held):
    assert held in [f"{c.side} {c.part} {c.state}" for c in find_claims(f"The man is tall. {sentence}")]


def test_a_dog_that_is_petted_is_at_the_hand_and_one_on_a_leash_may_be_far():
    dog = SceneObject(9, "dog", (300.0, 150.0, 40.0, 40.0))
    scene = scene_of(place(1, 100), dog)
    for text, wanted in (
        ("The man's left hand is petting the dog.", "contradict"),
        ("The man holds a dog with his left hand.", "unjudged"),
    ):
        assert {item.verdict for item in check_claims(text, scene).items} == {wanted}
    near = scene_of(place(1, 100), SceneObject(9, "dog", (138.0, 145.0, 40.0, 40.0)))
    assert "contradict" not in {i.verdict for i in check_claims("The man's left hand is petting the dog.", near).items}
