"""Draw docs/verbs.png: one of the pictures that an export puts into its card, of 200 drawn scenes and the pose teacher.

python docs/draw_dataset_picture.py
"""

import shutil
import tempfile
from pathlib import Path

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.dataset.export import export_hub
from kp_llava.generation.run import RunOptions, generate

OUT = Path(__file__).with_name("verbs.png")


def main() -> None:
    """Export a drawn dataset and take its picture of verbs."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        draw_sample(home / "coco", images=200, seed=0)
        generate(RunOptions(run_dir=home / "run", coco=home / "coco", split="train2014"))
        export_hub([(home / "run", None)], home / "out")
        (drawn,) = (home / "out" / "figures").glob(f"*-{OUT.stem}-*.png")
        shutil.copyfile(drawn, OUT)


if __name__ == "__main__":
    main()
