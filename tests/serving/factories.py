"""A tiny LLaVA of LLaVA-1.5's shape whose answers depend on the picture."""

from __future__ import annotations

from pathlib import Path

import torch
from PIL import Image, ImageDraw
from transformers import LlavaForConditionalGeneration

from tests.training.factories import make_config, make_processor

TEMPLATE = (
    "{% for message in messages %}{% if message['role'] == 'user' %}USER: "
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}<image>\n{% endif %}{% endfor %}"
    "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %} "
    "{% else %}ASSISTANT: {{ message['content'][0]['text'] }}</s>{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)


def save_vivid_model(folder: Path, *, width: int = 64) -> Path:
    """Random weights, large enough that a picture changes every answer."""
    torch.manual_seed(3)
    processor = make_processor()
    processor.chat_template = TEMPLATE
    model = LlavaForConditionalGeneration(make_config(processor, width=width))
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim >= 2 and "embed" not in name:
                weight.mul_(5)
        model.model.multi_modal_projector.linear_2.weight.mul_(2)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def draw_blob(number: int) -> Image.Image:
    """A picture of the tower's own size, so that nobody resizes it."""
    picture = Image.new("RGB", (32, 32), (40 * number, 90, 200 - 60 * number))
    ImageDraw.Draw(picture).ellipse((4, 4 + 3 * number, 20, 25), fill=(250, 10 * number, 10))
    return picture
