from __future__ import annotations

from kp_llava.evaluation.blind import count_exchanges, make_blind_texts, move_to_next_image

from .factories import question, questions


def test_every_answer_goes_to_another_image_of_the_same_kind_once():
    asked = questions(range(1, 8))
    moved = move_to_next_image(asked)
    by_id = {one.question_id: one for one in asked}
    assert sorted(moved) == sorted(moved.values()) == sorted(by_id)
    for one, other in moved.items():
        assert by_id[one].task == by_id[other].task
        assert by_id[one].image_id != by_id[other].image_id


def test_several_questions_about_an_image_leave_it_together():
    asked = [question(image, question_id=f"{image}-{n}") for image in range(1, 6) for n in range(3)]
    for step in range(1, 9):
        for one, other in move_to_next_image(asked, step).items():
            assert one.split("-")[0] != other.split("-")[0]


def test_the_rows_do_not_depend_on_the_order_of_the_file():
    asked = questions(range(1, 6))
    texts = {"model": {one.question_id: f"answer {one.question_id}" for one in asked}}
    assert make_blind_texts(asked, texts) == make_blind_texts(asked[::-1], texts)


def test_a_benchmark_without_references_has_no_row_of_them():
    asked = [question(image, reference="") for image in (1, 2)]
    assert list(make_blind_texts(asked, {})) == ["blind: one text for all"]


def test_every_exchange_is_another_one_until_all_are_used():
    # of six images with two questions each, either question can go to five other images by whole images
    asked = [question(image, question_id=f"{image}-{n}") for image in range(1, 7) for n in range(2)]
    assert count_exchanges(asked) == 5
    met = {step: tuple(sorted(move_to_next_image(asked, step).items())) for step in range(1, 6)}
    assert len(set(met.values())) == 5
    assert count_exchanges([question(1)]) == 1
