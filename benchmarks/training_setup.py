"""What the training benchmarks train: drawn pictures with the pose teacher's rows, and LLaVAs with 576 image tokens.

The rows are the ones that `kp-llava sample`, `generate --teacher pose` and `export` give: five of conversation, one of
detail and one of complex for each picture. The models are real `LlavaForConditionalGeneration`s with random weights,
CLIP's 336 px in patches of 14 px, and LLaVA-1.5's chat template.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import datasets

ROWS_PER_IMAGE = {"conversation": 5, "detail": 1, "complex": 1}
MIXES = {"conversation": ("conversation",), "mixed": ("conversation", "detail", "complex")}

# vocabulary, width, layers, heads, inner width of the language model
SHAPES = {
    "vocabulary": (49_152, 640, 4, 10, 1_728),
    "language": (2_048, 512, 8, 8, 1_376),
    "small": (2_048, 256, 4, 4, 688),
}
IMAGE_SIZE, PATCH_SIZE = 336, 14
TOWER = {"hidden_size": 384, "num_hidden_layers": 4, "num_attention_heads": 6, "intermediate_size": 1_536}


def make_rows(folder: Path, images: int) -> Path:
    """Draw pictures, let the pose teacher answer, and export: a folder that `load_dataset(folder, config)` reads."""
    call("sample", folder / "coco", "--images", images + 4, "--seed", 3)
    return export_rows(folder, folder / "coco", "train2014", max_images=images + 4)


def export_rows(folder: Path, coco: Path, split: str, max_images: int) -> Path:
    """Let the pose teacher answer about a COCO folder's pictures, and export its rows with the pictures."""
    run, out = folder / "run", folder / "rows"
    call("generate", run, "--coco", coco, "--split", split, "--teacher", "pose", "--max-images", max_images)
    call("export", run, out, "--format", "hub", "--embed-images")
    return out


def call(*words: object) -> None:
    """A command of kp-llava, in this process."""
    from typer.testing import CliRunner

    from kp_llava.commands.main import app

    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exit_code != 0:
        raise SystemExit(f"kp-llava {words[0]}: {done.output}")


def read_table(folder: Path, config: str) -> datasets.Dataset:
    """The one split of an exported folder's config, with a cache next to the folder."""
    (table,) = datasets.load_dataset(str(folder), config, cache_dir=str(folder.with_name("cache"))).values()
    return table


def load_rows(folder: Path, mix: str, images: int) -> dict[str, datasets.Dataset]:
    """The rows of the first `images` pictures that have all of theirs, by config, pictures in one order."""
    tables = {name: read_table(folder, name) for name in ROWS_PER_IMAGE}
    full = None
    for name, table in tables.items():
        ids = table["image_id"][:]
        have = {image for image in ids if ids.count(image) == ROWS_PER_IMAGE[name]}
        full = have if full is None else full & have
    kept = sorted(full or ())[:images]
    if len(kept) < images:
        raise SystemExit(f"only {len(kept)} pictures have all their rows; expected {images}")
    return {
        name: tables[name].select(
            [at for image in kept for at, one in enumerate(tables[name]["image_id"]) if one == image]
        )
        for name in MIXES[mix]
    }


def save_model(folder: Path, shape: str, rows: Path) -> Path:
    """Build a model of a shape of `SHAPES` and its processor, and save them as a model folder."""
    import torch
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration, LlavaProcessor
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.families.processor import pad_to_square
    from kp_llava.training.models.tiny import build_tokenizer

    vocabulary, width, layers, heads, inner = SHAPES[shape]
    tables = [read_table(rows, name) for name in ROWS_PER_IMAGE]
    tokenizer = build_tokenizer(turn["content"] for table in tables for turns in table["messages"] for turn in turns)
    if len(tokenizer) > vocabulary:
        raise SystemExit(f"the rows' words make {len(tokenizer)} tokens; the vocabulary has {vocabulary}")
    processor = LlavaProcessor(
        image_processor=CLIPImageProcessorPil(size={"shortest_edge": IMAGE_SIZE}, crop_size=IMAGE_SIZE),
        tokenizer=tokenizer,
        patch_size=PATCH_SIZE,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
    )
    VicunaFormat(processor)
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(**TOWER, image_size=IMAGE_SIZE, patch_size=PATCH_SIZE),
        text_config=LlamaConfig(
            vocab_size=vocabulary,
            hidden_size=width,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            num_key_value_heads=heads,
            intermediate_size=inner,
            max_position_embeddings=4096,
            tie_word_embeddings=False,
            pad_token_id=tokenizer.pad_token_id,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        ),
        image_token_index=processor.image_token_id,
        vision_feature_layer=-2,
        vision_feature_select_strategy="default",
    )
    torch.manual_seed(0)
    LlavaForConditionalGeneration(config).save_pretrained(folder)
    pad_to_square(processor).save_pretrained(folder)
    return folder


def describe_rows(model: Path, tables: dict[str, datasets.Dataset]) -> dict[str, Any]:
    """Mean tokens of the rows, the picture's included, and of their answers."""
    from transformers import AutoProcessor

    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.data.images import count_image_tokens
    from kp_llava.training.data.rows import encode_rows

    processor = AutoProcessor.from_pretrained(model)
    image_tokens = count_image_tokens(processor)
    rows = encode_rows(tables, VicunaFormat(processor), image_tokens=image_tokens, max_length=4096)
    return {
        "rows": len(rows),
        "image_tokens": image_tokens,
        "tokens_per_row": round(sum(row.length for row in rows.encoded) / len(rows), 1),
        "supervised_per_row": round(sum(int((row.labels != -100).sum()) for row in rows.encoded) / len(rows), 1),
    }
