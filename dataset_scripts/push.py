"""Push a run to the Hub from a checkout; the same as `kp-llava push`.

python dataset_scripts/push.py my-run you/poses --private
"""

from __future__ import annotations

import sys

from kp_llava.commands.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["push"]
    main()
