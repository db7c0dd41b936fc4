import numpy as np
import pytest
import torch
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor

from kp_llava.errors import TrainingError
from kp_llava.training.chat import VicunaFormat, inference_ids
from kp_llava.training.data.images import count_image_tokens
from kp_llava.training.models.tiny import IMAGE_SIZE, build_model, build_tokenizer, save_tiny
from kp_llava.training.models.tower import TowerLesson, joints_to_patches, teach_saved_tower, teach_tower, vary_pictures

TEXTS = ["What is the person doing with their left arm?", "Their left arm is raised above their head.", "It's bent."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_tiny(tmp_path_factory.mktemp("tiny"), TEXTS, seed=3)


def test_every_word_of_the_texts_is_one_token():
    tokenizer = build_tokenizer(TEXTS)
    ids = tokenizer("Their left arm is raised above their head.", add_special_tokens=False)["input_ids"]
    assert len(ids) == 9


def test_any_text_comes_back_as_it_was():
    tokenizer = build_tokenizer(TEXTS)
    for text in [*TEXTS, "zebras, naïve ⏎ 漢字  with  gaps"]:
        assert tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"]) == text


def test_the_order_of_the_texts_does_not_matter():
    assert build_tokenizer(TEXTS).get_vocab() == build_tokenizer(TEXTS[::-1]).get_vocab()


def test_the_saved_folder_is_a_plain_llava_with_a_chat_template(folder):
    model = AutoModelForImageTextToText.from_pretrained(folder)
    processor = AutoProcessor.from_pretrained(folder)
    assert type(model).__name__ == "LlavaForConditionalGeneration"
    assert count_image_tokens(processor) == 64 == model.config.image_seq_length
    inputs = processor.apply_chat_template(
        [
            {
                "role": "user",
                "content": [{"type": "image", "image": Image.new("RGB", (90, 50))}, {"type": "text", "text": TEXTS[0]}],
            }
        ],
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    )
    assert inputs["pixel_values"].shape == (1, 3, 64, 64)
    output = model.generate(**inputs, max_new_tokens=3, do_sample=False)
    assert output.shape[1] > inputs["input_ids"].shape[1]


def test_the_chat_template_gives_the_ids_of_training(folder):
    processor = AutoProcessor.from_pretrained(folder)
    messages = [{"role": "user", "content": TEXTS[0]}, {"role": "assistant", "content": TEXTS[1]}]
    trained = VicunaFormat(processor).encode(messages, images=1)
    prompt = inference_ids(processor, messages[:1], images=1)
    assert list(trained.ids[: len(prompt)]) == prompt


def test_weights_hang_on_the_seed_alone():
    tokenizer = build_tokenizer(TEXTS)

    def first(seed):
        return next(build_model(tokenizer, seed=seed).parameters())

    before = torch.random.get_rng_state()
    assert torch.equal(first(1), first(1))
    assert not torch.equal(first(1), first(2))
    assert torch.equal(before, torch.random.get_rng_state())


def test_joints_are_put_in_patches_row_by_row():
    nan = float("nan")
    points = torch.tensor([[[0.0, 0.0], [0.99, 0.0], [0.26, 0.51], [nan, nan], [1.0, 0.5], [-0.1, 0.5]]])
    assert joints_to_patches(points, 4).tolist() == [[0, 3, 9, -1, -1, -1]]


def draw_dots(count, seed):
    """Pictures with a red and a blue dot, and where they are."""
    rng = np.random.default_rng(seed)
    pixels = torch.zeros(count, 3, IMAGE_SIZE, IMAGE_SIZE)
    points = torch.from_numpy(rng.uniform(0.05, 0.95, (count, 2, 2)).astype(np.float32))
    for i in range(count):
        for joint in range(2):
            x, y = (points[i, joint] * IMAGE_SIZE).int().tolist()
            pixels[i, 2 * joint, max(0, y - 2) : y + 3, max(0, x - 2) : x + 3] = 3.0
    return pixels, points


def test_a_taught_tower_says_which_joint_lies_in_which_patch():
    pixels, points = draw_dots(256, seed=0)
    tower = build_model(build_tokenizer(TEXTS)).model.vision_tower
    short = teach_tower(tower, pixels, points, [0, 1], [(0, 1)], TowerLesson(steps=1, batch_size=16))
    longer = teach_tower(tower, pixels, points, [0, 1], [(0, 1)], TowerLesson(steps=25, batch_size=16))
    assert short < 0.3
    assert longer > 0.8


def test_teaching_changes_the_vision_tower_of_a_saved_model_only(folder, tmp_path):
    pixels, points = draw_dots(8, seed=1)
    pictures = []
    for i, picture in enumerate(pixels):
        path = tmp_path / f"{i}.png"
        Image.fromarray((picture.permute(1, 2, 0).numpy() * 80).astype(np.uint8)).save(path)
        pictures.append(path)
    before = AutoModelForImageTextToText.from_pretrained(folder).state_dict()
    teach_saved_tower(folder, pictures, points.numpy(), [0, 1], [(0, 1)], TowerLesson(steps=2, batch_size=4))
    after = AutoModelForImageTextToText.from_pretrained(folder).state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all("vision_tower" in name for name in changed)


def test_pictures_without_a_labeled_joint_cannot_teach():
    tower = build_model(build_tokenizer(TEXTS)).model.vision_tower
    unlabeled = torch.full((2, 3, 2), float("nan"))
    with pytest.raises(TrainingError, match="each with a labeled joint"):
        teach_tower(tower, torch.zeros(2, 3, 64, 64), unlabeled, [0, 1, 2], [(0, 1)])


def test_points_go_along_when_a_picture_is_mirrored_and_moved():
    pixels = torch.full((64, 3, 64, 64), -9.0)
    pixels[:, 0, 30:33, 20:23] = 99.0  # joint 0
    pixels[:, 1, 40:43, 50:53] = 99.0  # joint 1
    points = torch.tensor([[21.5, 31.5], [51.5, 41.5]]).expand(64, 2, 2) / 64
    seen, moved = vary_pictures(pixels, points, [1, 0], torch.Generator().manual_seed(0))
    at = (moved * 64).long()
    was_mirrored = at[:, 0, 1] > 36
    assert 10 < int(was_mirrored.sum()) < 54
    for i in range(64):
        first, second = (1, 0) if was_mirrored[i] else (0, 1)
        assert seen[i, first, at[i, 0, 1], at[i, 0, 0]] > 50
        assert seen[i, second, at[i, 1, 1], at[i, 1, 0]] > 50
