"""Look at a run from a checkout; the same as `kp-llava view`.

python dataset_scripts/view.py my-run --out gallery.html
"""

from __future__ import annotations

import sys

from kp_llava.commands.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["view"]
    main()
