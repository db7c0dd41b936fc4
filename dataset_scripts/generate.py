"""Make instruction data from a checkout; the same as `kp-llava generate`.

python dataset_scripts/generate.py my-run --coco path/to/coco --split val2017
"""

from __future__ import annotations

import sys

from kp_llava.commands.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["generate"]
    main()
