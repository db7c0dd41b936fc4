"""How the people of a picture are told apart in words, on boxes with round numbers."""

from __future__ import annotations

import pytest

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.poses.names import find_noun, name_people
from kp_llava.poses.relations import Relation
from kp_llava.poses.vocabulary import Fact

LABELED = (Keypoint(1.0, 1.0, 2),) * 17


def person(number, left, width=40, height=100, labeled=True):
    """A box whose feet stand at 300, in a picture 600 pixels wide."""
    return SceneObject(number, "person", (left, 300 - height, width, height), LABELED if labeled else ())


def names(*objects, captions=("Nobody.",), postures=None, relations=()):
    scene = Scene(1, "1.jpg", 600, 400, tuple(captions), objects)
    facts = {p.annotation_id: () for p in scene.people}
    for number, state in (postures or {}).items():
        facts[number] = (Fact(number, "posture", state, 1.0, ()),)
    return {n.person.annotation_id: n.name for n in name_people(scene, facts, tuple(relations))}


def test_one_is_the_person():
    assert names(person(1, 100)) == {1: "the person"}
    assert names(person(1, 100, labeled=False)) == {}


@pytest.mark.parametrize(
    ("lefts", "expected"),
    [
        ((100, 300), ["the person on the left", "the person on the right"]),
        ((100, 300, 500), ["the person on the far left", "the person in the middle", "the person on the far right"]),
        (
            (0, 100, 200, 300),
            [
                "the person on the far left",
                "the second person from the left",
                "the third person from the left",
                "the person on the far right",
            ],
        ),
        ((100, 136), ["the person on the left", "the person on the right"]),  # 36 of 600 pixels are six hundredths
        ((100, 135), []),
    ],
)
def test_places_name_people_who_stand_far_enough_apart(lefts, expected):
    found = names(*(person(number, left) for number, left in enumerate(lefts, start=1)))
    assert [found[number] for number in sorted(found)] == expected


def test_boxes_of_great_width_need_a_greater_gap():
    # middles 59 pixels apart, and boxes 200 wide: three tenths of that are 60
    assert names(person(1, 100, width=200), person(2, 159, width=200)) == {}
    assert len(names(person(1, 100, width=200), person(2, 160, width=200))) == 2


def test_whoever_holds_the_only_thing_of_its_kind_is_named_by_it():
    kite = SceneObject(9, "kite", (100, 50, 20, 20))
    holds = Relation(1, "left hand at", 9, 1.0)
    both = (person(1, 100), person(2, 300))
    assert names(*both, kite, relations=[holds])[1] == "the person with the kite"
    assert names(*both, kite, relations=[Relation(1, "next to", 9, 1.0)])[1] == "the person on the left"
    # two kites, or two hands of two people at one
    other = SceneObject(10, "kite", (300, 50, 20, 20))
    assert names(*both, kite, other, relations=[holds])[1] == "the person on the left"
    assert names(*both, kite, relations=[holds, Relation(2, "right hand at", 9, 1.0)])[1] == "the person on the left"


def test_a_posture_of_one_alone_names_where_places_do_not():
    close = (person(1, 100), person(2, 110))
    assert names(*close, postures={1: "sitting", 2: "standing"}) == {1: "the sitting person", 2: "the standing person"}
    assert names(*close, postures={1: "sitting", 2: "sitting"}) == {}
    assert names(*close, postures={1: "sitting"}) == {}


def test_size_names_where_nothing_else_does():
    # 1.4 times the height of all others, or less than 0.7 of it
    assert names(person(1, 100, height=141), person(2, 110)) == {1: "the largest person"}
    assert names(person(1, 100, height=140), person(2, 110)) == {}
    assert names(person(1, 100, height=69), person(2, 110))[1] == "the smallest person"
    assert 1 not in names(person(1, 100, height=70), person(2, 110))


def test_the_smaller_one_of_a_side_is_named_by_it():
    # three on the left: 60 is less than 0.7 of 100, and no smaller than the one on the right
    crowd = (person(1, 100, height=60), person(2, 105), person(3, 500, height=60))
    assert names(*crowd)[1] == "the smaller person on the left"
    mirrored = (person(1, 460, height=60), person(2, 455), person(3, 60, height=60))
    assert names(*mirrored)[1] == "the smaller person on the right"
    assert 1 not in names(person(1, 280, height=60), person(2, 285), person(3, 290, height=60))


def test_the_largest_box_comes_first():
    scene = Scene(1, "1.jpg", 600, 400, (), (person(1, 100), person(2, 300, height=200)))
    found = name_people(scene, {1: (), 2: ()}, ())
    assert [n.person.annotation_id for n in found] == [2, 1]
    assert [n.subject for n in found] == ["The person on the right", "The person on the left"]


@pytest.mark.parametrize(
    ("captions", "people", "noun"),
    [
        (["A skier turns.", "The skier leans."], 1, "skier"),
        (["A skier turns.", "Snow.", "Trees."], 1, "person"),  # one of three is less than two in five
        (["A skier turns.", "A skier.", "Snow.", "Snow.", "Snow."], 1, "skier"),
        (["A man runs.", "A woman runs."], 1, "person"),
        (["A man runs.", "A boy runs."], 1, "person"),
        (["Two skiers turn."], 2, "skier"),
        (["A skier turns."], 2, "person"),
        (["Two women run.", "The women race."], 2, "woman"),
        (["Three children play."], 3, "child"),
        (["Two skiers turn before a crowd."], 2, "person"),
        ([], 1, "person"),
        (["Nobody."], 1, "person"),
    ],
)
def test_captions_give_the_noun_where_they_agree(captions, people, noun):
    boxes = tuple(person(number, 100 * number) for number in range(1, people + 1))
    assert find_noun(Scene(1, "1.jpg", 600, 400, tuple(captions), boxes)) == noun
