"""Run by an environment's Python: let a torchvision that was built for a GPU be imported next to a torch for CPUs.

The package index carries builds for a GPU only. Their compiled part cannot be loaded without one, and then two
operators are missing that `import torchvision` wants to describe. Transforms, all that processors need, are plain
Python. A file of the environment declares the two operators before torchvision is imported; torchvision stays as it is.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

DECLARE = """\
import importlib.abc
import sys


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "torchvision":
            sys.meta_path.remove(self)
            import torch

            for operator in ("nms", "qnms"):
                torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")
        return None


sys.meta_path.insert(0, Finder())
"""


def main() -> None:
    folder = Path(sysconfig.get_paths()["purelib"])
    (folder / "torchvision_operators.py").write_text(DECLARE, encoding="utf-8")
    (folder / "torchvision_operators.pth").write_text("import torchvision_operators\n", encoding="utf-8")

    check = "import torchvision; print(f'torchvision {torchvision.__version__} can be imported')"
    raise SystemExit(subprocess.run([sys.executable, "-c", check], check=False).returncode)


if __name__ == "__main__":
    main()
