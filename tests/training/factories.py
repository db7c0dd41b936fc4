"""A real LLaVA of a few thousand weights, a real Llama tokenizer of a few hundred tokens, rows of drawn pictures."""

from __future__ import annotations

import hashlib
from pathlib import Path

import datasets
import torch
from PIL import Image, ImageDraw
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    BatchFeature,
    CLIPVisionConfig,
    LlamaConfig,
    LlamaTokenizer,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

ARMS = ("raised", "out to the side", "on the hip", "hanging")
CORPUS = [
    # Vicuna's system message, as FastChat and LLaVA have it
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions.",
    "USER: \nWhat does the left arm do? ASSISTANT: The left arm is raised.",
    "USER: \nHow many people are there? ASSISTANT: There is one person, out to the side, on the hip, hanging.",
    "USER: \nDescribe the poses and actions of the people in detail. ASSISTANT: A person stands with both knees bent.",
    "USER: \nWhy does the person stand so, and what comes next? ASSISTANT: Perhaps a jump comes next.",
]


def make_tokenizer(*, legacy: bool = False) -> LlamaTokenizer:
    """Llama's tokenizer class over a little vocabulary learnt from the corpus, with its bytes."""
    learner = Tokenizer(models.BPE(byte_fallback=True))
    learner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split("\n", "removed"),
            pre_tokenizers.Metaspace("▁", prepend_scheme="always", split=True),
            pre_tokenizers.Punctuation("isolated"),
        ]
    )
    specials = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    learner.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=600, special_tokens=specials, show_progress=False)
    )
    import json

    learnt = json.loads(learner.to_str())["model"]
    # a space mark alone is a piece of Llama's vocabulary
    vocab = dict(learnt["vocab"])
    vocab.setdefault("▁", len(vocab))
    tokenizer = LlamaTokenizer(
        vocab=vocab, merges=[tuple(pair) for pair in learnt["merges"]], legacy=legacy, add_bos_token=True
    )
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"], "pad_token": "<unk>"})
    return tokenizer


def make_processor(*, legacy: bool = False, size: int = 32) -> LlavaProcessor:
    """A processor as llava-hf ships it: CLIP's image processor, which crops, and no useful chat template."""
    images = CLIPImageProcessorPil(size={"shortest_edge": size}, crop_size={"height": size, "width": size})
    return LlavaProcessor(
        image_processor=images,
        tokenizer=make_tokenizer(legacy=legacy),
        patch_size=8,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
    )


def make_config(processor: LlavaProcessor, *, size: int = 32, width: int = 64) -> LlavaConfig:
    return LlavaConfig(
        vision_config=CLIPVisionConfig(
            hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2, num_attention_heads=4,
            image_size=size, patch_size=8, projection_dim=width,
        ),
        text_config=LlamaConfig(
            hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, vocab_size=len(processor.tokenizer), max_position_embeddings=2048,
        ),
        image_token_id=processor.image_token_id,
        vision_feature_layer=-2,
        vision_feature_select_strategy="default",
    )  # fmt: skip


def save_model(folder: Path, *, legacy: bool = False) -> Path:
    """A tiny LLaVA with its processor, saved as a Hub model is."""
    torch.manual_seed(0)
    processor = make_processor(legacy=legacy)
    LlavaForConditionalGeneration(make_config(processor)).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def draw_picture(number: int, *, width: int = 48, height: int = 32) -> Image.Image:
    """A stick person before a colour, different for each number."""
    digest = hashlib.sha256(str(number).encode()).digest()
    picture = Image.new("RGB", (width, height), tuple(digest[:3]))
    pen = ImageDraw.Draw(picture)
    middle, arm = width // 2, ARMS.index(ARMS[number % 4])
    pen.ellipse((middle - 3, 3, middle + 3, 9), fill=(250, 220, 190))
    pen.line((middle, 9, middle, 22), fill=(255, 255, 255), width=2)
    pen.line((middle, 12, middle - 9, (4, 12, 17, 22)[arm]), fill=(255, 255, 255), width=2)
    return picture


def make_inputs(processor: LlavaProcessor) -> BatchFeature:
    """A question about a picture, as the processor's own chat template puts it."""
    question = [{"type": "image", "image": draw_picture(0)}, {"type": "text", "text": "What does the left arm do?"}]
    return processor.apply_chat_template(
        [{"role": "user", "content": question}],
        add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt",
    )  # fmt: skip


def make_tables(images: int = 5, *, conversations: int = 5) -> dict[str, datasets.Dataset]:
    """Rows of all three configs in the columns of a built dataset: by default five, one and one a picture."""
    return {
        "conversation": _table("conversation", images, conversations),
        "detail": _table("detail", images, 1),
        "complex": _table("complex", images, 1),
    }


def _table(task: str, images: int, rows: int) -> datasets.Dataset:
    questions = {
        "conversation": ("What does the left arm do?", "How many people are there?"),
        "detail": ("Describe the poses and actions of the people in detail.",),
        "complex": ("Why does the person stand so, and what comes next?",),
    }[task]
    records = []
    for image in range(images):
        for number in range(rows):
            arm = ARMS[image % 4]
            answer = f"The left arm is {arm}." + " A person stands with both knees bent." * (
                number + len(questions) - 1
            )
            records.append(
                {
                    "id": f"{task}-{image:012d}-{number}",
                    "image": draw_picture(image),
                    "image_id": image,
                    "file_name": f"{image:012d}.png",
                    "messages": [
                        {"role": "user", "content": questions[number % len(questions)]},
                        {"role": "assistant", "content": answer},
                    ],
                }
            )
    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "image": datasets.Image(),
            "image_id": datasets.Value("int64"),
            "file_name": datasets.Value("string"),
            "messages": [{"role": datasets.Value("string"), "content": datasets.Value("string")}],
        }
    )
    return datasets.Dataset.from_list(records, features=features)


def spoil_picture(tables: dict[str, datasets.Dataset], image_id: int) -> dict[str, datasets.Dataset]:
    """The same rows, but the picture of one image is no picture."""

    def spoil(record: dict) -> dict:
        return {"image": {"bytes": b"no picture", "path": None}} if record["image_id"] == image_id else {}

    return {
        name: table.cast_column("image", datasets.Image(decode=False)).map(spoil).cast_column("image", datasets.Image())
        for name, table in tables.items()
    }


def export_tables(folder: Path, tables: dict[str, datasets.Dataset]) -> Path:
    """A folder in the Hub's layout, which `load_dataset(folder, config)` reads."""
    lines = ["---", "configs:"]
    for name, table in tables.items():
        (folder / name).mkdir(parents=True)
        table.to_parquet(folder / name / "train.parquet")
        lines += [f"- config_name: {name}", "  data_files:", "  - split: train", f"    path: {name}/train.parquet"]
    (folder / "README.md").write_text("\n".join([*lines, "---", ""]))
    return folder
