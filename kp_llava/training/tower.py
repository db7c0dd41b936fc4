"""Give a small vision tower sight: teach it which joint of a person lies in which patch of the picture.

LLaVA starts from CLIP's vision tower, which hundreds of millions of pictures have taught to see. A tower of random
weights has no such start, and a language model behind it learns to write long before it learns to look. This stage
stands in for CLIP's pre-training; it is told where joints are and nothing of what limbs do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional
from tqdm import trange
from transformers import AutoProcessor, LlavaForConditionalGeneration

from ..errors import TrainingError

UNKNOWN = -1
_READ_AT_ONCE = 256


@dataclass(frozen=True)
class TowerLesson:
    """How the tower is taught.

    Attributes:
        steps: optimizer steps.
        batch_size: pictures a step.
        learning_rate: at its peak; it climbs over a twentieth of the steps and falls to 0 along a cosine.
        seed: of the order of the pictures and of the reading head's weights.
    """

    steps: int = 600
    batch_size: int = 48
    learning_rate: float = 1e-3
    seed: int = 0


def teach_saved_tower(
    folder: Path | str, pictures: Sequence[Path], points: np.ndarray, lesson: TowerLesson | None = None
) -> float:
    """Teach the vision tower of a saved LLaVA, and save the model again.

    Args:
        folder: the model's.
        pictures: square picture files.
        points: shape (pictures, joints, 2), as for `joints_to_patches`.
        lesson: see `TowerLesson`.

    Returns:
        As `teach_tower`.

    Raises:
        TrainingError: there are no pictures, or not one labeled joint in each.
    """
    processor = AutoProcessor.from_pretrained(folder)
    model = LlavaForConditionalGeneration.from_pretrained(folder)
    tower = model.model.vision_tower
    side = tower.config.image_size // tower.config.patch_size
    batches = []
    for start in range(0, len(pictures), _READ_AT_ONCE):
        opened = [Image.open(path).convert("RGB") for path in pictures[start : start + _READ_AT_ONCE]]
        batches.append(processor.image_processor(images=opened, return_tensors="pt")["pixel_values"])
    pixels = torch.cat(batches) if batches else torch.empty(0)
    share = teach_tower(tower, pixels, joints_to_patches(torch.from_numpy(points), side), lesson)
    model.save_pretrained(folder)
    return share


def joints_to_patches(points: torch.Tensor, side: int) -> torch.Tensor:
    """Which patch each joint lies in.

    Args:
        points: float, shape (pictures, joints, 2): x and y over the square picture's side; NaN where not labeled.
        side: patches along a side of the picture.

    Returns:
        int64, shape (pictures, joints): the patch's number, row by row from the top left; -1 where the joint is not
        labeled or lies outside.
    """
    is_inside = ((points >= 0) & (points < 1)).all(dim=-1)
    cell = (torch.nan_to_num(points) * side).long()
    return torch.where(is_inside, cell[..., 1] * side + cell[..., 0], UNKNOWN)


def teach_tower(tower: Any, pixels: torch.Tensor, patches: torch.Tensor, lesson: TowerLesson | None = None) -> float:
    """Teach a CLIP vision tower in place.

    For every joint a linear head on the patches' last features is asked in which patch the joint lies; the head is
    thrown away afterwards.

    Args:
        tower: a `CLIPVisionModel`.
        pixels: float, shape (pictures, 3, H, W), as the image processor makes them.
        patches: from `joints_to_patches`.
        lesson: see `TowerLesson`.

    Returns:
        The share of labeled joints whose patch was named right over the last tenth of the steps, 0 to 1.

    Raises:
        TrainingError: there are no pictures, or not one labeled joint in each.
    """
    lesson = lesson or TowerLesson()
    if len(pixels) == 0 or len(pixels) != len(patches) or not bool((patches != UNKNOWN).any(dim=1).all()):
        raise TrainingError(
            f"{len(pixels)} pictures to teach the vision tower from; give some, each with a labeled joint"
        )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(lesson.seed)
        head = nn.Linear(tower.config.hidden_size, patches.shape[1])
    parameters = [*tower.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=lesson.learning_rate, weight_decay=0.0, betas=(0.9, 0.95))
    order = torch.Generator().manual_seed(lesson.seed)
    queue = torch.empty(0, dtype=torch.long)
    hits: list[float] = []
    tower.train()
    bar = trange(lesson.steps, desc="vision tower", unit="step")
    for step in bar:
        for group in optimizer.param_groups:
            group["lr"] = lesson.learning_rate * _rate(step, lesson.steps)
        while len(queue) < lesson.batch_size:
            queue = torch.cat([queue, torch.randperm(len(pixels), generator=order)])
        chosen, queue = queue[: lesson.batch_size], queue[lesson.batch_size :]
        places = head(tower(pixels[chosen]).last_hidden_state[:, 1:]).transpose(1, 2)
        target = patches[chosen]
        loss = functional.cross_entropy(places.flatten(0, 1), target.flatten(), ignore_index=UNKNOWN)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        is_known = target != UNKNOWN
        hits.append(float((places.argmax(-1) == target)[is_known].float().mean()))
        if step % 20 == 19:
            bar.set_postfix(loss=f"{float(loss):.2f}", right=f"{sum(hits[-20:]) / 20:.2f}")
    tower.eval()
    recent = hits[-max(1, lesson.steps // 10) :]
    return sum(recent) / len(recent)


def _rate(step: int, steps: int) -> float:
    climb = max(1, steps // 20)
    return min(1.0, (step + 1) / climb) * 0.5 * (1 + math.cos(math.pi * step / steps))
