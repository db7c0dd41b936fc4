"""Tiny detectors of random weights, saved as the Hub's models are."""

from __future__ import annotations

from pathlib import Path

import torch
from PIL import Image
from transformers import (
    RTDetrResNetConfig,
    RTDetrV2Config,
    RTDetrV2ForObjectDetection,
    VitPoseBackboneConfig,
    VitPoseConfig,
    VitPoseForPoseEstimation,
)
from transformers.models.rt_detr.image_processing_pil_rt_detr import RTDetrImageProcessorPil
from transformers.models.vitpose.image_processing_pil_vitpose import VitPoseImageProcessorPil

LABELS = {0: "person", 1: "dog", 2: "bench"}


def save_box_model(folder: Path, labels: dict[int, str] | None = None) -> Path:
    """An RT-DETR v2 of a few thousand weights."""
    torch.manual_seed(0)
    labels = labels or LABELS
    backbone = RTDetrResNetConfig(
        embedding_size=8,
        hidden_sizes=[8, 8, 16, 16],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        out_features=["stage2", "stage3", "stage4"],
    )
    config = RTDetrV2Config(
        backbone_config=backbone,
        encoder_hidden_dim=16,
        encoder_in_channels=[8, 16, 16],
        encoder_ffn_dim=16,
        encoder_attention_heads=2,
        d_model=16,
        num_queries=12,
        decoder_in_channels=[16, 16, 16],
        decoder_ffn_dim=16,
        decoder_layers=2,
        decoder_attention_heads=2,
        num_denoising=0,
        id2label=labels,
        label2id={name: number for number, name in labels.items()},
    )
    RTDetrV2ForObjectDetection(config).save_pretrained(folder)
    RTDetrImageProcessorPil(size={"height": 64, "width": 64}).save_pretrained(folder)
    return folder


def save_pose_model(folder: Path, points: int = 17) -> Path:
    """A ViTPose of a few thousand weights."""
    torch.manual_seed(1)
    backbone = VitPoseBackboneConfig(
        image_size=[64, 48],
        patch_size=[16, 16],
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        out_features=["stage1"],
    )
    config = VitPoseConfig(backbone_config=backbone, num_labels=points, scale_factor=4, use_simple_decoder=True)
    VitPoseForPoseEstimation(config).save_pretrained(folder)
    VitPoseImageProcessorPil(size={"height": 64, "width": 48}).save_pretrained(folder)
    return folder


def save_pictures(folder: Path, count: int = 3) -> Path:
    """Pictures of different sizes and colours."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        Image.new("RGB", (90 + 10 * number, 120), (40 * number, 90, 160)).save(folder / f"{number}.jpg")
    return folder
