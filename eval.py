"""Compare models on a benchmark of questions about human poses and actions.

    python eval.py --benchmark bench.jsonl --baseline original=llava-hf/llava-1.5-7b-hf --candidate tuned=out \
        --judge openai --out report

`kp-llava eval` does the same where the package is installed.
"""

from kp_llava.commands.evaluate import main

if __name__ == "__main__":
    main()
