"""Export a run from a checkout; the same as `kp-llava export`.

python dataset_scripts/export.py my-run my-dataset --format hub
"""

from __future__ import annotations

import sys

from kp_llava.commands.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["export"]
    main()
