"""The card: metadata that the Hub accepts, and text that nothing in a run can break."""

from __future__ import annotations

import re

import pytest
import yaml
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, constants, metadata_load

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.dataset.export import ExportOptions, export_hub
from kp_llava.dataset.features import row_features
from kp_llava.dataset.splits import name_split
from kp_llava.generation.run import RunOptions, generate
from kp_llava.markdown import code, escape, fence

from ..factories import HOSTILE, make_hostile_run
from ..hub_server import HubServer


@pytest.fixture
def card(finished_run, tmp_path) -> DatasetCard:
    export_hub([(finished_run, None)], tmp_path / "out")
    return DatasetCard.load(tmp_path / "out" / "README.md")


def test_the_metadata_names_configs_splits_and_sizes(card, tmp_path):
    data = card.data.to_dict()
    assert [config["config_name"] for config in data["configs"]] == ["conversation", "detail", "complex"]
    shard = next((tmp_path / "out" / "conversation").iterdir())
    pattern = re.sub(r"-00000-of-00001-", "-*-", f"conversation/{shard.name}")
    assert data["configs"][0]["data_files"] == [{"split": "train", "path": pattern}]
    infos = {info["config_name"]: info for info in data["dataset_info"]}
    assert infos["conversation"]["splits"][0]["num_examples"] == 35
    files = (tmp_path / "out" / "conversation").iterdir()
    assert infos["conversation"]["download_size"] == sum(path.stat().st_size for path in files)
    assert data["size_categories"] == ["n<1K"]
    assert metadata_load(tmp_path / "out" / "README.md") == data


def test_the_card_says_how_the_data_was_made(card, finished_run):
    for part in (
        "## Contents",
        "## At a glance",
        "## Load",
        "## Train",
        "## Columns",
        "## What was left out",
        "## Licences",
        "## Limits",
    ):
        assert part in card.text
    assert "arXiv:2409.09306" in card.text
    assert "| `conversation` | `train` | 35 |" in card.text
    assert "seed: 0" in card.text
    assert "no evidence of their quality" in card.text
    assert "100.0%" not in card.text
    assert "reads no prompt" in card.text
    assert "pip install kp-llava" not in card.text


def test_the_card_tells_nothing_of_the_machine(card, finished_run, drawn):
    for path in (finished_run, drawn):
        assert str(path.parent) not in str(card)


def test_what_was_left_out_is_counted(tmp_path):
    coco = draw_sample(tmp_path / "coco", images=4, with_images=False)
    generate(RunOptions(run_dir=tmp_path / "run", coco=coco, split="train2014"))
    export_hub([(tmp_path / "run", None)], tmp_path / "out")
    assert re.search(
        r"\| annotations or items \| [^|]*picture[^|]* \| 4 \|", DatasetCard.load(tmp_path / "out" / "README.md").text
    )


def test_hostile_text_cannot_break_the_card(tmp_path):
    export_hub([(make_hostile_run(tmp_path / "run"), None)], tmp_path / "out", ExportOptions(title=HOSTILE))
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    metadata = metadata_load(tmp_path / "out" / "README.md")
    assert "license" not in metadata
    assert metadata["pretty_name"] == HOSTILE
    body = DatasetCard.load(tmp_path / "out" / "README.md").text
    prose = re.sub(r"(?ms)^(`{3,})\w*\n.*?^\1$", "", body)  # what stands in a fence is shown as it is
    assert not re.search(r"(?<!\\)<(script|img|/script)", prose)
    assert "](javascript" not in prose
    assert len(text) < 40_000


@pytest.mark.parametrize("text", ["a", "`", "``` \n```", "a ``b`` c", HOSTILE])
def test_a_fence_is_longer_than_any_within(text):
    block = fence(text)
    ticks = block[: len(block) - len(block.lstrip("`"))]
    assert ticks not in text
    assert block.endswith(f"\n{ticks}")
    assert "\n" not in code(text)
    assert "\n" not in escape(text)


@pytest.mark.parametrize(
    ("coco", "hub"),
    [
        ("train2014", "train"),
        ("val2017", "validation"),
        ("test2015", "test"),
        ("my split-1", "my_split_1"),
        ("?", "train"),
    ],
)
def test_splits_are_named_as_the_hub_does(coco, hub):
    assert name_split(coco) == hub


def test_the_hubs_own_client_and_datasets_read_the_metadata(card, monkeypatch):
    infos = DatasetInfosDict.from_dataset_card_data(card.data)
    configs = MetadataConfigs.from_dataset_card_data(card.data)
    assert set(infos) == set(configs) == {"conversation", "detail", "complex"}
    assert all(info.features == row_features() for info in infos.values())
    # what the client asks the Hub before it uploads a card
    with HubServer() as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        card.validate()
        card.data["license"] = "other"
        card.data.pop("license_name", None)
        with pytest.raises(ValueError, match="license_name"):
            card.validate()


def test_metadata_is_plain_yaml(card):
    header = str(card).split("---\n")[1]
    assert yaml.safe_load(header)["language"] == ["en"]
