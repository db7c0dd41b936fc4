"""Fine-tune a LLaVA model on a kp_llava dataset.

    deepspeed --num_gpus 2 train.py recipes/paper.yaml --data_dir my-run
    DS_ACCELERATOR=cpu deepspeed --num_accelerators 2 train.py recipes/tiny.yaml --data_dir my-run

`kp-llava train` does the same where the package is installed.
"""

from kp_llava.commands.train import main

if __name__ == "__main__":
    main()
