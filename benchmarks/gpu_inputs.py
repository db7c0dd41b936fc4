"""The rows, the processor and the model with random weights that gpu.py trains."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any


def rows_file(folder: Path, rows_per_picture: int) -> Path:
    """Where the rows lie of which each picture has so many."""
    return folder / f"rows-{rows_per_picture}.parquet"


def save_rows(folder: Path, pictures: int, rows_per_picture: int) -> list[dict[str, Any]]:
    """Write rows about drawn noise, and return them."""
    import datasets
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(0)
    words = ["".join(chance.choice(list("aeioustrnlm"), size=chance.integers(3, 8))) for _ in range(600)]
    records = []
    for picture in range(pictures):
        pixels = chance.integers(0, 256, (12, 16, 3), dtype=np.uint8)
        file = io.BytesIO()
        Image.fromarray(pixels).resize((640, 480)).save(file, "JPEG")
        image = {"bytes": file.getvalue(), "path": None}
        for row in range(rows_per_picture):
            asked, answered = (" ".join(chance.choice(words, size=size)) for size in (12, 60))
            turns = [{"role": "user", "content": f"{asked}?"}, {"role": "assistant", "content": f"{answered}."}]
            records.append(
                {"id": f"{picture}-{row}", "image": image, "image_id": picture, "file_name": None, "messages": turns}
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
    datasets.Dataset.from_list(records, features=features).to_parquet(rows_file(folder, rows_per_picture))
    return records


def save_inputs(folder: Path, shape: dict[str, int], records: list[dict[str, Any]]) -> None:
    """Write the processor, with the words of the rows, and the model's config; weights are made on the device."""
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaProcessor
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.families.processor import pad_to_square
    from kp_llava.training.models.tiny import build_tokenizer

    tokenizer = build_tokenizer(turn["content"] for record in records for turn in record["messages"])
    processor = LlavaProcessor(
        image_processor=CLIPImageProcessorPil(size={"shortest_edge": shape["side"]}, crop_size=shape["side"]),
        tokenizer=tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
    )
    VicunaFormat(processor)
    pad_to_square(processor).save_pretrained(folder / "model")
    is_tiny = shape["width"] < 1024
    tower = {"hidden_size": 64, "intermediate_size": 128, "num_attention_heads": 4} if is_tiny else {
        "hidden_size": 1024, "intermediate_size": 4096, "num_attention_heads": 16
    }  # fmt: skip
    LlavaConfig(
        vision_config=CLIPVisionConfig(
            **tower, num_hidden_layers=shape["tower"], image_size=shape["side"], patch_size=14, projection_dim=64
        ),
        text_config=LlamaConfig(
            vocab_size=shape["vocabulary"],
            hidden_size=shape["width"],
            intermediate_size=shape["inner"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            num_key_value_heads=shape["heads"],
            max_position_embeddings=4096,
            tie_word_embeddings=False,
        ),
        image_token_index=processor.image_token_id,
        vision_feature_layer=-2,
        vision_feature_select_strategy="default",
    ).save_pretrained(folder / "model")


def make_model(folder: Path, attention: str, device: str) -> Any:
    """The model with random weights, made where it will train: 14 GB need not go through the disk."""
    import torch
    from transformers import AutoConfig, LlavaForConditionalGeneration

    config = AutoConfig.from_pretrained(folder / "model")
    vision = "sdpa" if attention == "flex_attention" else attention
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    with torch.device(device):
        model = LlavaForConditionalGeneration._from_config(
            config, attn_implementation={"": attention, "text_config": attention, "vision_config": vision}
        )
    torch.set_default_dtype(torch.float32)
    return model
