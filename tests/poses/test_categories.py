"""Names of things in tables are names that COCO has: a misspelt one would never be met."""

from __future__ import annotations

import pytest

from kp_llava.poses import posture, relations

COCO_NAMES = """person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant,
stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe,
backpack, umbrella, handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball
bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, fork, knife,
spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair,
couch, potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone,
microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear, hair drier,
toothbrush"""
COCO = {name.strip() for name in COCO_NAMES.replace("\n", " ").split(",")}
# of other sets
OTHERS = {"ball", "bat", "racket", "box", "flag", "balloon"}


def test_these_are_coco_s_80_names():
    assert len(COCO) == 80


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (posture.RIDDEN, 5),
        (posture.FOOTED, 4),
        (posture.SEATS, 10),
        (relations.HELD, 47),
        (relations._TWO_HANDED, 20),
        (relations._ON_TABLES, 20),
        (relations._GROUNDED, 21),
        (relations._WORDS, 5),
    ],
    ids=["ridden", "on the feet", "seats", "held", "in two hands", "on tables", "on the ground", "words"],
)
def test_every_thing_of_a_table_is_one_of_them(names, count):
    assert set(names) - COCO - OTHERS == set()
    assert len(names) == count


def test_what_people_ride_and_sit_on():
    assert set(posture.RIDDEN) == {"bicycle", "motorcycle", "horse", "elephant", "cow"}
    assert set(posture.SEATS) - set(posture.RIDDEN) == {"chair", "couch", "bench", "bed", "toilet"}
    assert set(posture.FOOTED) == {"skis", "snowboard", "skateboard", "surfboard"}
