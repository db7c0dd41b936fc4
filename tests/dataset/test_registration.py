"""The lowest and the highest supported `datasets`, each in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORMS = """
import sys
import datasets, kp_llava
from datasets import load_dataset, load_dataset_builder
from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.run import RunOptions, generate

coco = draw_sample("coco", images=4)
generate(RunOptions(run_dir=__import__("pathlib").Path("run"), coco=coco, split="train2014"))
print(datasets.__version__)
print(load_dataset("kp_llava", "complex", max_images=3)["train"].num_rows)
print(load_dataset("kp_llava", "conversation", data_dir="run", num_proc=2)["train"].num_rows)
print(load_dataset("kp_llava", "conversation", data_dir="run", turns="multi", split="train")[0]["image"].size)
print(sum(1 for _ in load_dataset("kp_llava", "detail", data_dir="run", streaming=True)["train"]))
print(load_dataset("kp_llava", "complex", coco_dir="coco", teacher="pose", run_dir="made")["train"].num_rows)
print(datasets.get_dataset_config_names("kp_llava"))
print(load_dataset_builder("kp_llava", "detail", data_dir="run").info.features["messages"])
print("torch" in sys.modules)
"""
EXPECTED = [
    "3",
    "20",
    "(320, 240)",
    "4",
    "4",
    "['conversation', 'detail', 'complex']",
    "List({'role': Value('string'), 'content': Value('string')})",
    "False",
]


@pytest.mark.slow
@pytest.mark.parametrize("wanted", ["datasets==5.0.0", "datasets>=5.2,<6"])
def test_every_form_works_on_the_lowest_and_the_highest_datasets(wanted, tmp_path):
    source = tmp_path / "source"
    ignore = shutil.ignore_patterns(".git", ".venv", "build", "*.egg-info", "demo-out", ".*_cache", "__pycache__")
    shutil.copytree(ROOT, source, ignore=ignore)
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(source), wanted], check=True)
    place = tmp_path / "place"
    place.mkdir()
    (place / "forms.py").write_text("if __name__ == '__main__':\n" + FORMS.replace("\n", "\n    "))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([python, "forms.py"], cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    version, *printed = done.stdout.splitlines()
    assert version.startswith(wanted.split("==")[1]) if "==" in wanted else version.startswith("5.")
    assert printed == EXPECTED
