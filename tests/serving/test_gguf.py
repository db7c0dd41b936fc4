"""llama.cpp's files: what is written, what is refused, and (slow) what llama.cpp answers from them."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
from itertools import pairwise

import gguf
import numpy as np
import pytest
import torch
from transformers import AutoConfig, AutoProcessor, LlavaForConditionalGeneration
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import TrainingError
from kp_llava.serving.gguf import write_gguf
from kp_llava.serving.vocabulary import read_vocabulary

from .factories import draw_blob, save_vivid_model

QUESTION = "What does the left arm do?"
TEXT = "USER: a left arm; raised!\nWhat?  two spaces é 漢"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return save_vivid_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def files(model, tmp_path_factory):
    out = tmp_path_factory.mktemp("gguf")
    done = CliRunner().invoke(app, ["to-gguf", str(model), str(out), "--dtype", "f32"])
    assert done.exit_code == 0, done.output
    assert "llama-server -m" in done.output
    return out / "model-f32.gguf", out / "mmproj-f32.gguf"


def read_tensors(path):
    return {tensor.name: np.array(tensor.data) for tensor in gguf.GGUFReader(path).tensors}


def read_fields(path):
    return {name: field.contents() for name, field in gguf.GGUFReader(path).fields.items()}


def test_the_tower_and_the_projector_are_written_under_llama_cpps_names(model, files):
    state = LlavaForConditionalGeneration.from_pretrained(model).state_dict()
    tensors, fields = read_tensors(files[1]), read_fields(files[1])
    tower = "model.vision_tower."
    pairs = {
        "v.class_embd": f"{tower}embeddings.class_embedding",
        "v.position_embd.weight": f"{tower}embeddings.position_embedding.weight",
        "v.patch_embd.weight": f"{tower}embeddings.patch_embedding.weight",
        "v.blk.1.ffn_down.bias": f"{tower}encoder.layers.1.mlp.fc2.bias",
        "mm.0.weight": "model.multi_modal_projector.linear_1.weight",
        "mm.2.bias": "model.multi_modal_projector.linear_2.bias",
    }
    for ours, theirs in pairs.items():
        np.testing.assert_array_equal(tensors[ours].reshape(state[theirs].shape), state[theirs].numpy())
    assert fields["general.architecture"] == "clip"
    assert fields["clip.projector_type"] == "mlp"
    assert (fields["clip.vision.image_size"], fields["clip.vision.patch_size"]) == (32, 8)
    # the last block is written and not run
    assert fields["clip.vision.block_count"] == 2
    assert fields["clip.use_gelu"] is False
    assert fields["clip.vision.image_mean"] == pytest.approx([0.48145466, 0.4578275, 0.40821073])


def test_queries_and_keys_turn_neighbours_in_place_of_halves(model, files):
    config = AutoConfig.from_pretrained(model).text_config
    state = LlavaForConditionalGeneration.from_pretrained(model).state_dict()
    tensors, fields = read_tensors(files[0]), read_fields(files[0])
    size = config.hidden_size // config.num_attention_heads
    for kind in ("q", "k"):
        theirs = state[f"model.language_model.layers.0.self_attn.{kind}_proj.weight"].numpy()
        ours = tensors[f"blk.0.attn_{kind}.weight"]
        # row 0 of a head stays, its row 1 is the first of the second half
        np.testing.assert_array_equal(ours[0], theirs[0])
        np.testing.assert_array_equal(ours[1], theirs[size // 2])
        np.testing.assert_array_equal(ours[size + 2], theirs[size + 1])
    np.testing.assert_array_equal(tensors["output.weight"], state["lm_head.weight"].numpy())
    assert (fields["llama.attention.head_count"], fields["llama.attention.head_count_kv"]) == (4, 2)


def test_half_precision_leaves_norms_and_positions_whole(model, tmp_path):
    text, vision = write_gguf(model, tmp_path)
    types = {
        tensor.name: tensor.tensor_type.name for path in (text, vision) for tensor in gguf.GGUFReader(path).tensors
    }
    assert types["blk.0.ffn_up.weight"] == types["mm.0.weight"] == "F16"
    assert types["output_norm.weight"] == types["v.position_embd.weight"] == types["v.blk.0.ln1.bias"] == "F32"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mmproj-f16.gguf", "model-f16.gguf"]


def test_pieces_are_joined_in_the_order_of_the_merges(model):
    """Joining the best-scored neighbours, as llama.cpp does, gives the ids of transformers' tokenizer."""
    tokenizer = AutoProcessor.from_pretrained(model).tokenizer
    vocabulary = read_vocabulary(tokenizer, len(tokenizer))
    ids = {token.decode(): number for number, token in enumerate(vocabulary.tokens)}
    for text in ("The left arm is raised.", "hands", "both knees bent"):
        pieces = list("▁" + text.replace(" ", "▁"))
        while True:
            pairs = [(vocabulary.scores[ids[a + b]], -n) for n, (a, b) in enumerate(pairwise(pieces)) if a + b in ids]
            if not pairs:
                break
            place = -max(pairs)[1]
            pieces[place : place + 2] = [pieces[place] + pieces[place + 1]]
        assert [ids[piece] for piece in pieces] == tokenizer(text, add_special_tokens=False)["input_ids"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_type": "llava_next"}, r"its model is llava_next; llama.cpp runs LLaVA-1.5's shape only"),
        (
            {"vision_config": {"model_type": "dinov2"}},
            r"its vision tower is dinov2; .* tower is clip_vision_model",
        ),
        ({"text_config": {"model_type": "qwen2"}}, r"its language model is qwen2"),
        ({"vision_feature_layer": -1}, r"takes the tower's last layer"),
        ({"vision_feature_select_strategy": "full"}, r"by 'full'; llama.cpp takes one layer, without the class token"),
    ],
)
def test_shapes_that_llama_cpp_cannot_run_are_refused_by_name(model, tmp_path, change, message):
    import shutil

    folder = tmp_path / "model"
    shutil.copytree(model, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | change))
    with pytest.raises(TrainingError, match=message):
        write_gguf(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_weights_a_wrong_type_and_no_model_are_named(model, tmp_path):
    with pytest.raises(TrainingError, match=r"--dtype q4: expected f32, f16, bf16"):
        write_gguf(model, tmp_path, dtype="q4")
    with pytest.raises(TrainingError, match=r"none: cannot be read as a model"):
        write_gguf(tmp_path / "none", tmp_path)
    import shutil

    shutil.copytree(model, tmp_path / "model")
    (tmp_path / "model" / "model.safetensors").write_bytes(b"half")
    with pytest.raises(TrainingError, match=r"model.safetensors: is cut short or damaged"):
        write_gguf(tmp_path / "model", tmp_path / "out")


# run by an interpreter that has a prebuilt llama.cpp; KP_LLAVA_LLAMA names it, this one is used otherwise
SERVE = """
import json, sys, urllib.request
import xllamacpp
asked = json.load(open(sys.argv[1]))
params = xllamacpp.CommonParams()
params.model.path, params.mmproj.path = asked["model"], asked["mmproj"]
params.n_ctx, params.n_gpu_layers, params.warmup, params.port = 512, 0, False, 0
server = xllamacpp.Server(params)
def post(path, body):
    data = json.dumps(body).encode()
    request = urllib.request.Request(server.listening_address + path, data, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=120))
marker = json.load(urllib.request.urlopen(server.listening_address + "/props"))["media_marker"]
found = {"ids": post("/tokenize", {"content": " " + asked["text"], "add_special": True})["tokens"], "answers": []}
for picture in asked["pictures"]:
    prompt = {"prompt_string": f" USER: {marker}\\n{asked['question']} ASSISTANT:", "multimodal_data": [picture]}
    body = {"prompt": prompt, "n_predict": 6, "temperature": 0, "n_probs": 3, "return_tokens": True}
    reply = post("/completion", body)
    # left out where an answer ends within a character
    steps = reply.get("completion_probabilities")
    top = steps[0]["top_logprobs"] if steps else []
    found["answers"].append({"ids": reply["tokens"], "top": [[one["id"], one["logprob"]] for one in top]})
json.dump(found, open(sys.argv[2], "w"))
"""


@pytest.mark.slow
def test_llama_cpp_answers_as_transformers_does(model, files, tmp_path):
    python = os.environ.get("KP_LLAVA_LLAMA", sys.executable)
    if subprocess.run([python, "-c", "import xllamacpp"], capture_output=True, check=False).returncode:
        pytest.skip("needs xllamacpp; KP_LLAVA_LLAMA names an interpreter that has it")
    pictures = []
    for number in range(3):
        buffer = io.BytesIO()
        draw_blob(number).save(buffer, "PNG")
        pictures.append(base64.b64encode(buffer.getvalue()).decode())
    asked = {"model": str(files[0]), "mmproj": str(files[1]), "text": TEXT, "question": QUESTION, "pictures": pictures}
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    (tmp_path / "serve.py").write_text(SERVE)
    command = [python, str(tmp_path / "serve.py"), str(tmp_path / "asked.json"), str(tmp_path / "found.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads((tmp_path / "found.json").read_text())
    processor = AutoProcessor.from_pretrained(model)
    assert found["ids"] == processor.tokenizer(TEXT)["input_ids"]
    # llama.cpp has the class token behind the patches, or in front as transformers does; nothing else may differ
    errors = {}
    for order in ("in front", "behind"):
        llava = LlavaForConditionalGeneration.from_pretrained(model).eval()
        if order == "behind":
            put_class_token_behind(llava)
        errors[order] = [compare(llava, processor, draw_blob(n), found["answers"][n]) for n in range(3)]
    best = min(errors.values(), key=max)
    assert max(best) < 5e-3, errors
    assert sum(bool(answer["top"]) for answer in found["answers"]) >= 2


def put_class_token_behind(llava):
    embeddings = llava.model.vision_tower.embeddings

    def embed(pixel_values, **_):
        patches = embeddings.patch_embedding(pixel_values).flatten(2).transpose(1, 2)
        token = embeddings.class_embedding.expand(patches.shape[0], 1, -1)
        return torch.cat([patches, token], dim=1) + embeddings.position_embedding.weight[None]

    embeddings.forward = embed


def compare(llava, processor, picture, answer):
    """The largest difference of llama.cpp's three best log-probabilities; 9 where the greedy words differ."""
    inputs = processor(images=[picture], text=[f"USER: <image>\n{QUESTION} ASSISTANT:"], return_tensors="pt")
    with torch.no_grad():
        logs = llava(**inputs).logits[0, -1].log_softmax(-1)
        ids = llava.generate(**inputs, max_new_tokens=6, do_sample=False)[0, inputs["input_ids"].shape[1] :].tolist()
    if ids != answer["ids"]:
        return 9.0
    return max((abs(logs[one].item() - log) for one, log in answer["top"]), default=0.0)
