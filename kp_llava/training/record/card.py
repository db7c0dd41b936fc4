"""The model card: metadata that the Hub reads, how to use the model, and the figures of its training."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from huggingface_hub import ModelCard, ModelCardData

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_USAGE = """```python
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor

model = AutoModelForImageTextToText.from_pretrained("{place}", dtype="auto", device_map="auto")
processor = AutoProcessor.from_pretrained("{place}")
picture = {{"type": "image", "image": Image.open("people.jpg")}}
question = {{"type": "text", "text": "What is the person on the left doing with their arms?"}}
inputs = processor.apply_chat_template(
    [{{"role": "user", "content": [picture, question]}}],
    add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt",
).to(model.device, model.dtype)
answer = model.generate(**inputs, max_new_tokens=300)[0, inputs["input_ids"].shape[1] :]
print(processor.decode(answer, skip_special_tokens=True))
```"""


def describe_card(facts: dict[str, Any]) -> str:
    """The text of README.md from what `folder.describe_run` found."""
    recipe, data = facts["recipe"], facts["data"]
    base = str(recipe.get("model_name_or_path", "llava-hf/llava-1.5-7b-hf"))
    name = str(recipe.get("hub_model_id") or Path(str(recipe.get("output_dir", "model"))).name)
    datasets = [value for value in _dataset_names(recipe) if _HUB_ID.fullmatch(value) and not Path(value).exists()]
    metadata = ModelCardData(
        language="en",
        library_name="transformers",
        pipeline_tag="image-text-to-text",
        base_model=base if _HUB_ID.fullmatch(base) and not Path(base).exists() else None,
        datasets=datasets or None,
        tags=["llava", "human-pose", "instruction-tuning", "kp_llava"],
    )
    rows = "\n".join(f"| {kind} | {count:,} | {data['weights'][kind]:g} |" for kind, count in data["rows"].items())
    figures = "\n".join(f"| {figure} | {_number(value)} |" for figure, value in facts["figures"].items())
    hardware = facts["hardware"]
    text = f"""---
{metadata.to_yaml()}
---
# {name}

A LLaVA model fine-tuned on instruction data about people's poses and actions with kp_llava {facts["kp_llava"]}.
It started from `{base}`.

## Use it

{_USAGE.format(place=name)}

## Training data

| rows | count | weight |
|---|---:|---:|
{rows}

{data["pictures"]:,} pictures; {data["held_out_rows"]:,} rows were held out. Hash of the tokens: `{data["hash"]}`.

## Training

| figure | value |
|---|---:|
{figures}

{hardware["processes"]} process(es) on {hardware["device"]}; attention {facts["attention"]};
{", ".join(f"{package} {version}" for package, version in facts["versions"].items())}.

The recipe (`recipe.yaml`; `training.json` has all that is known of the run):

```yaml
{yaml.safe_dump(recipe, sort_keys=False, allow_unicode=True).strip()}
```

## Limits

The figures above are losses and speeds. They do not say how true the answers are: `kp-llava eval` measures that.
The data is about visible people; answers about anybody's identity, health or character are not what it was trained for.
"""
    return str(ModelCard(text))


def _dataset_names(recipe: dict[str, Any]) -> list[str]:
    found = [recipe.get("dataset_name"), *(source.get("dataset_name") for source in recipe.get("sources") or [])]
    return [str(name) for name in found if name]


def _number(value: Any) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
