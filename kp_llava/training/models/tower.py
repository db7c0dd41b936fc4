"""Give a small vision tower sight: teach it which joint of a person lies in which patch, and where its limbs go on.

LLaVA starts from CLIP's vision tower, which hundreds of millions of pictures have taught to see. A tower of random
weights has no such start, and a language model behind it learns to write long before it learns to look. This stage
stands in for CLIP's pre-training; it learns where joints are and nothing about what limbs do.
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

from ...errors import TrainingError

UNKNOWN = -1
MOST_SHIFT = 4
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
    learning_rate: float = 2e-3
    seed: int = 0


def teach_saved_tower(
    folder: Path | str,
    pictures: Sequence[Path],
    points: np.ndarray,
    mirrored: Sequence[int],
    edges: Sequence[tuple[int, int]],
    lesson: TowerLesson | None = None,
) -> float:
    """Teach the vision tower of a saved LLaVA, and save the model again.

    Args:
        folder: the model's.
        pictures: square picture files.
        points: shape (pictures, joints, 2), as for `joints_to_patches`.
        mirrored: as for `teach_tower`.
        edges: as for `teach_tower`.
        lesson: see `TowerLesson`.

    Returns:
        As `teach_tower`.

    Raises:
        TrainingError: there are no pictures, or not one labeled joint in each.
    """
    processor = AutoProcessor.from_pretrained(folder)
    model = LlavaForConditionalGeneration.from_pretrained(folder)
    batches = []
    for start in range(0, len(pictures), _READ_AT_ONCE):
        opened = [Image.open(path).convert("RGB") for path in pictures[start : start + _READ_AT_ONCE]]
        batches.append(processor.image_processor(images=opened, return_tensors="pt")["pixel_values"])
    pixels = torch.cat(batches) if batches else torch.empty(0)
    share = teach_tower(model.model.vision_tower, pixels, torch.from_numpy(points), mirrored, edges, lesson)
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


def teach_tower(
    tower: Any,
    pixels: torch.Tensor,
    points: torch.Tensor,
    mirrored: Sequence[int],
    edges: Sequence[tuple[int, int]],
    lesson: TowerLesson | None = None,
) -> float:
    """Teach a CLIP vision tower in place.

    For every joint a linear head on the patches' last features is asked in which patch the joint lies, and another, at
    that patch, where the joints next to it lie from there; the heads are thrown away afterwards. Pictures are varied:
    mirrored, moved by some pixels, and tinted.

    Args:
        tower: a `CLIPVisionModel`.
        pixels: float, shape (pictures, 3, H, H), as the image processor makes them.
        points: as for `joints_to_patches`.
        mirrored: for each joint the number of the one whose place it takes in a mirror: the left wrist that of the
            right wrist; its own for the nose.
        edges: pairs of joints that are next to each other.
        lesson: see `TowerLesson`.

    Returns:
        The share of labeled joints whose patch was named right over the last tenth of the steps, 0 to 1.

    Raises:
        TrainingError: there are no pictures, or not one labeled joint in each.
    """
    lesson = lesson or TowerLesson()
    if len(pixels) == 0 or len(pixels) != len(points) or not bool((points == points).any(dim=(1, 2)).all()):
        raise TrainingError(
            f"{len(pixels)} pictures to teach the vision tower from; give some, each with a labeled joint"
        )
    side = tower.config.image_size // tower.config.patch_size
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(lesson.seed)
        head = nn.Linear(tower.config.hidden_size, points.shape[1])
        compass = nn.Linear(tower.config.hidden_size, 4 * len(edges))
    starts, ends = torch.tensor([pair for a, b in edges for pair in ((a, b), (b, a))], dtype=torch.long).T
    parameters = [*tower.parameters(), *head.parameters(), *compass.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=lesson.learning_rate, weight_decay=0.0, betas=(0.9, 0.95))
    generator = torch.Generator().manual_seed(lesson.seed)
    queue = torch.empty(0, dtype=torch.long)
    hits: list[float] = []
    tower.train()
    bar = trange(lesson.steps, desc="vision tower", unit="step")
    for step in bar:
        for group in optimizer.param_groups:
            group["lr"] = lesson.learning_rate * _rate(step, lesson.steps)
        while len(queue) < lesson.batch_size:
            queue = torch.cat([queue, torch.randperm(len(pixels), generator=generator)])
        chosen, queue = queue[: lesson.batch_size], queue[lesson.batch_size :]
        seen, moved = vary_pictures(pixels[chosen], points[chosen], mirrored, generator)
        target = joints_to_patches(moved, side)
        features = tower(seen).last_hidden_state[:, 1:]
        places = head(features).transpose(1, 2)
        loss = functional.cross_entropy(places.flatten(0, 1), target.flatten(), ignore_index=UNKNOWN)
        loss = loss + _miss_neighbors(compass, features, target[:, starts], (moved[:, ends] - moved[:, starts]) * side)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        is_known = target != UNKNOWN
        hits.append(float((places.argmax(-1) == target)[is_known].float().mean()))
        if step % 20 == 19:
            bar.set_postfix(loss=f"{float(loss.detach()):.2f}", right=f"{sum(hits[-20:]) / 20:.2f}")
    tower.eval()
    recent = hits[-max(1, lesson.steps // 10) :]
    return sum(recent) / len(recent)


def _miss_neighbors(
    compass: nn.Linear, features: torch.Tensor, patches: torch.Tensor, ways: torch.Tensor
) -> torch.Tensor:
    """How far off the neighboring joints are expected, in patches.

    Args:
        compass: gives two numbers for each directed edge.
        features: shape (pictures, patches of a picture, width).
        patches: int64, shape (pictures, edges): where each edge starts; -1 unknown.
        ways: shape (pictures, edges, 2): from the edge's start to its end, in patches; NaN unknown.
    """
    said = compass(features).unflatten(-1, (-1, 2))
    picture, edge = torch.nonzero((patches != UNKNOWN) & ~ways.isnan().any(dim=-1), as_tuple=True)
    if len(edge) == 0:
        return features.new_zeros(())
    return 2 * functional.smooth_l1_loss(said[picture, patches[picture, edge], edge], ways[picture, edge])


def vary_pictures(
    pixels: torch.Tensor, points: torch.Tensor, mirrored: Sequence[int], generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mirror half of the pictures, move each by up to `MOST_SHIFT` pixels and tint it; the points go along.

    Args:
        pixels: float, shape (pictures, 3, H, H).
        points: shape (pictures, joints, 2), as for `joints_to_patches`.
        mirrored: as for `teach_tower`.
        generator: what the variations are drawn from.

    Returns:
        New pixels and points of the same shapes.
    """
    count, size = len(pixels), pixels.shape[-1]
    is_mirrored = torch.rand(count, generator=generator) < 0.5
    pixels = torch.where(is_mirrored[:, None, None, None], pixels.flip(-1), pixels)
    turned = points[:, list(mirrored)].clone()
    turned[..., 0] = 1 - turned[..., 0]
    points = torch.where(is_mirrored[:, None, None], turned, points)
    # rows and columns that were outside repeat the picture's edge
    shift = torch.randint(-MOST_SHIFT, MOST_SHIFT + 1, (count, 2), generator=generator)
    columns = (torch.arange(size)[None] - shift[:, :1]).clamp(0, size - 1)
    rows = (torch.arange(size)[None] - shift[:, 1:]).clamp(0, size - 1)
    pixels = pixels[torch.arange(count)[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
    gain = 0.75 + 0.5 * torch.rand(count, 3, 1, 1, generator=generator)
    lift = 0.6 * torch.rand(count, 3, 1, 1, generator=generator) - 0.3
    return pixels * gain + lift, points + shift[:, None] / size


def _rate(step: int, steps: int) -> float:
    climb = max(1, steps // 20)
    return min(1.0, (step + 1) / climb) * 0.5 * (1 + math.cos(math.pi * step / steps))
