"""Trainer for packed micro-batches: steps counted in rows, losses by config, and speeds. The rest is Trainer's."""

from __future__ import annotations

import math
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from torch.utils.data import DataLoader
from transformers import Trainer
from transformers.trainer_utils import EvalLoopOutput, rotate_checkpoints

from ..errors import TrainingError
from ..files.model_folder import load_whole, loading_model
from .checkpoints.find import finish_checkpoint, start_checkpoint
from .lora import save_merged
from .model import parameter_groups
from .packing.collate import EpochOrder, MicroBatches, take_only

_RESUME = "resume_from_checkpoint:"


class KpLlavaTrainer(Trainer):
    """Trains a model of `model.load_model` on `collate.MicroBatches`.

    The loss of a step is the mean over the supervised tokens of all its rows, on all ranks and accumulation steps.
    Logs gain, for each config, `loss_<config>`, and `samples_per_second`, `tokens_per_second`,
    `supervised_tokens_per_second`, `peak_memory_gib` of this rank (of its GPU, or of the process without one), and
    `skipped_samples` where pictures were bad.
    """

    train_dataset: MicroBatches

    def __init__(
        self,
        *args: Any,
        config_names: list[str],
        settings: dict[str, Any] | None = None,
        write_card: Callable[[], None] | None = None,
        **kwargs: Any,
    ) -> None:
        """Take Trainer's arguments and a few more.

        Args:
            args: Trainer's.
            config_names: what config numbers stand for.
            settings: of the run, which checkpoints note.
            write_card: writes the model card, in place of Trainer's own.
            kwargs: Trainer's.
        """
        super().__init__(*args, **kwargs)
        self.settings = settings
        self._write_card = write_card
        self.config_names = config_names
        if self.args.device.type == "cuda":
            # a copy that the host waits for ends after all work given to the device before
            self.accelerator.dataloader_config.non_blocking = self.args.dataloader_pin_memory
        # a mean over all of a step's tokens, counted by ourselves
        self.model_accepts_loss_kwargs = True
        self._train_sums = self._no_sums()
        self._eval_sums = self._no_sums()
        self._logged_at: float | None = None

    def _no_sums(self) -> torch.Tensor:
        """Float64: loss and supervised tokens for each config; then all tokens, rows, rows left out, padding.

        On CUDA they stay on the device, so that a step does not wait for them; others may lack float64.
        """
        device = self.args.device if self.args.device.type == "cuda" else "cpu"
        return torch.zeros(2 * len(self.config_names) + 4, dtype=torch.float64, device=device)

    def get_train_dataloader(self) -> DataLoader:
        """The epoch's micro-batches in their planned order, dealt to the ranks in turn."""
        return self._load(self.train_dataset)

    def get_eval_dataloader(self, eval_dataset: Any = None) -> DataLoader:
        """The same for evaluation, always in the order of the first epoch."""
        chosen = self.eval_dataset if eval_dataset is None else eval_dataset
        return self._load(self.eval_dataset[chosen] if isinstance(chosen, str) else chosen)

    def _load(self, micro_batches: MicroBatches) -> DataLoader:
        workers = self.args.dataloader_num_workers
        return self.accelerator.prepare(
            DataLoader(
                micro_batches,
                batch_size=1,
                sampler=EpochOrder(micro_batches),
                collate_fn=take_only,
                num_workers=workers,
                pin_memory=self.args.dataloader_pin_memory,
                persistent_workers=self.args.dataloader_persistent_workers and workers > 0,
                prefetch_factor=self.args.dataloader_prefetch_factor if workers else None,
            )
        )

    def num_examples(self, dataloader: DataLoader) -> int:
        """How many rows an epoch has."""
        dataset: Any = dataloader.dataset
        return int(dataset.sample_count)

    def get_batch_samples(self, epoch_iterator: Any, num_batches: int, device: torch.device) -> tuple[list, Any]:
        """A step's micro-batches of this rank, and the supervised tokens of the step on all ranks."""
        batches, _ = super().get_batch_samples(epoch_iterator, num_batches, device)
        # written by the device itself: it would be waited for until it has a number of the host's
        count = torch.full((), sum(len(batch["supervised"]) for batch in batches), device=device)
        if self.args.world_size > 1:
            count = self.accelerator.gather(count).sum()
        return batches, count.clamp(min=1)

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """The micro-batch's part of the step's loss; what the logs need is summed up on the way."""
        if self._logged_at is None and model.training:
            self._logged_at = time.perf_counter()
        inputs = dict(inputs)
        config_ids, counts = inputs.pop("config_ids"), inputs.pop("counts")
        config_ids = config_ids.flatten()[inputs["supervised"]]
        loss, outputs = super().compute_loss(model, inputs, return_outputs=True, num_items_in_batch=num_items_in_batch)
        tokens = (inputs["block_ids"] >= 0).sum() if "block_ids" in inputs else inputs["attention_mask"].sum()
        self._add(
            self._train_sums if model.training else self._eval_sums,
            config_ids,
            outputs.token_losses,
            tokens,
            counts,
        )
        return (loss, outputs) if return_outputs else loss

    def _add(
        self,
        sums: torch.Tensor,
        config_ids: torch.Tensor,
        losses: torch.Tensor,
        tokens: torch.Tensor,
        counts: torch.Tensor,
    ) -> None:
        width = len(self.config_names)
        config_ids, losses = config_ids.to(sums.device), losses.to(sums.device).double()
        per_config = torch.zeros(2 * width, dtype=torch.float64, device=sums.device)
        per_config[:width].index_add_(0, config_ids, losses)
        per_config[width:].index_add_(0, config_ids, torch.ones_like(losses))
        sums += torch.cat([per_config, tokens.to(sums.device).double()[None], counts.to(sums.device).double()])

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Log as Trainer does; a training step's log gains the losses by config and the speeds."""
        if "loss" in logs:
            sums = self._over_ranks(self._train_sums)
            self._refuse_diverged(sums)
            self._train_sums = self._no_sums()
            now = time.perf_counter()
            seconds, self._logged_at = max(now - (self._logged_at or now), 1e-9), now
            logs.update(self._losses_by_config(sums, "loss_"))
            tokens, samples, skipped, padding = sums[-4:].tolist()
            supervised = float(sums[len(self.config_names) : -4].sum())
            logs["samples_per_second"] = round(samples / seconds, 3)
            logs["tokens_per_second"] = round(tokens / seconds, 1)
            logs["supervised_tokens_per_second"] = round(supervised / seconds, 1)
            logs["padding_share"] = round(padding / max(tokens + padding, 1), 4)
            logs["peak_memory_gib"] = round(_peak_memory_bytes() / 2**30, 2)
            # all that the run left out so far, those before a resume too
            skipped += max((entry.get("skipped_samples", 0) for entry in self.state.log_history), default=0)
            if skipped:
                logs["skipped_samples"] = int(skipped)
        super().log(logs, start_time)

    def evaluation_loop(self, *args: Any, metric_key_prefix: str = "eval", **kwargs: Any) -> EvalLoopOutput:
        """Evaluate as Trainer does; the loss is the mean over all supervised tokens, and is given by config too."""
        self._eval_sums = self._no_sums()
        kwargs["prediction_loss_only"] = True
        output = super().evaluation_loop(*args, metric_key_prefix=metric_key_prefix, **kwargs)
        sums = self._over_ranks(self._eval_sums)
        width = len(self.config_names)
        output.metrics[f"{metric_key_prefix}_loss"] = float(
            sums[:width].sum() / sums[width : 2 * width].sum().clamp(min=1)
        )
        output.metrics.update(self._losses_by_config(sums, f"{metric_key_prefix}_loss_"))
        # the clock of the training speeds stands still meanwhile
        self._logged_at = time.perf_counter()
        return output

    def _over_ranks(self, sums: torch.Tensor) -> torch.Tensor:
        if self.args.world_size == 1:
            return sums.cpu()
        return self.accelerator.reduce(sums.to(self.args.device), reduction="sum").cpu()

    def _refuse_diverged(self, sums: torch.Tensor) -> None:
        """Stop when a loss is no number: every weight will be none either, and Trainer would train and save on.

        All ranks see the same sums, so that all of them stop.

        Raises:
            TrainingError: with the step and what can be tried.
        """
        losses = dict(zip(self.config_names, sums.tolist(), strict=False))
        broken = [name for name, loss in losses.items() if not math.isfinite(loss)]
        if broken:
            raise TrainingError(
                f"the loss of {', '.join(broken)} is {losses[broken[0]]} at step {self.state.global_step}: training "
                f"has diverged, and nothing more is saved to {self.args.output_dir}; lower learning_rate or "
                "max_grad_norm, or train in float32 (bf16: false, fp16: false), and start again or from an earlier "
                "checkpoint"
            )

    def _losses_by_config(self, sums: torch.Tensor, prefix: str) -> dict[str, float]:
        width = len(self.config_names)
        return {
            f"{prefix}{name}": round(float(sums[number] / sums[width + number]), 4)
            for number, name in enumerate(self.config_names)
            if sums[width + number] > 0
        }

    def create_optimizer(self, *args: Any, **kwargs: Any) -> torch.optim.Optimizer:
        """Trainer's optimizer; with `projector_learning_rate` the projector's parameters are groups of their own."""
        optimizer = super().create_optimizer(*args, **kwargs)
        rate = self.args.projector_learning_rate
        if rate is None or getattr(self, "_has_projector_groups", False):
            return optimizer
        mine = {id(p) for p in parameter_groups(self.model)["projector"]}
        for group in list(optimizer.param_groups):
            projector = [p for p in group["params"] if id(p) in mine]
            if projector:
                group["params"] = [p for p in group["params"] if id(p) not in mine]
                optimizer.add_param_group({**group, "params": projector, "lr": rate, "initial_lr": rate})
        optimizer.param_groups[:] = [group for group in optimizer.param_groups if group["params"]]
        self._has_projector_groups = True
        return optimizer

    def save_model(self, output_dir: str | None = None, _internal_call: bool = False) -> None:
        """Save as Trainer does; but with LoRA, only checkpoints hold adapters, and all else gets the whole model."""
        is_checkpoint = _internal_call and output_dir is not None
        if not _internal_call:
            self._refuse_diverged(self._over_ranks(self._train_sums))
        if is_checkpoint or not isinstance(self.model, PeftModel):
            super().save_model(output_dir, _internal_call)
            return
        folder = Path(output_dir or self.args.output_dir)
        save_merged(self.model, folder, self.args)
        if self.args.should_save and self.processing_class is not None:
            self.processing_class.save_pretrained(folder)
        if self.args.push_to_hub and not _internal_call:
            self.push_to_hub(commit_message="Model save", revision=self.args.hub_revision)

    def create_model_card(self, *args: Any, **kwargs: Any) -> None:
        """Write our own card, which Trainer would write over when it pushes."""
        if self._write_card is None:
            super().create_model_card(*args, **kwargs)
        elif self.is_world_process_zero():
            self._write_card()

    def _save_checkpoint(self, *args: Any, **kwargs: Any) -> None:
        """Save as Trainer does, mark the checkpoint as whole when all ranks are done, and only then delete older ones.

        Trainer would delete them while other ranks still write, and takes any folder for a whole checkpoint.
        """
        self._refuse_diverged(self._over_ranks(self._train_sums))
        folder = Path(self.args.output_dir) / f"checkpoint-{self.state.global_step}"
        if self.args.should_save:
            start_checkpoint(folder)
        self.accelerator.wait_for_everyone()
        limit, self.args.save_total_limit = self.args.save_total_limit, None
        try:
            super()._save_checkpoint(*args, **kwargs)
        finally:
            self.args.save_total_limit = limit
        self.accelerator.wait_for_everyone()
        if self.args.should_save:
            if not self.args.save_only_model:  # nothing could go on from that
                finish_checkpoint(folder, self.args, self.settings)
            best = self.state.best_model_checkpoint
            rotate_checkpoints(self.args.output_dir, save_total_limit=limit, best_model_checkpoint=best, use_mtime=True)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        """Load a checkpoint's weights into the model.

        Trainer reads the file's names as they are and goes on when none fits; but `save_pretrained` writes a LLaVA's
        weights under the names of the Hub's models, so that a resumed run would begin with untrained weights. Reading
        them as `from_pretrained` does names them right, and a weight that is missing is an error.
        """
        if self.is_deepspeed_enabled or self.is_fsdp_enabled or isinstance(self.model, PeftModel):
            super()._load_from_checkpoint(resume_from_checkpoint, model)
            return
        has_weights = any(Path(resume_from_checkpoint).glob("*.safetensors"))
        if self.args.save_on_each_node and self.args.process_index > 0 and not has_weights:
            return  # another node has them; data parallel training starts by sending rank 0's to all
        with loading_model(
            resume_from_checkpoint, f"{_RESUME} {resume_from_checkpoint} cannot be loaded", error=TrainingError
        ):
            load = type(self.model).from_pretrained
            saved = load_whole(load, resume_from_checkpoint, error=TrainingError, dtype=self.model.dtype)
            self.model.load_state_dict(saved.state_dict())

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        """Load them as Trainer does; a file that nothing can read is named in one line."""
        with self._reading(checkpoint, "optimizer.pt or scheduler.pt"):
            super()._load_optimizer_and_scheduler(checkpoint)

    def _load_rng_state(self, checkpoint: str | None) -> None:
        """Load the states of the random generators as Trainer does, and name a file that nothing can read."""
        with self._reading(checkpoint, "rng_state*.pth"):
            super()._load_rng_state(checkpoint)

    @staticmethod
    @contextmanager
    def _reading(checkpoint: str | None, name: str) -> Iterator[None]:
        try:
            yield
        except (TrainingError, MemoryError, torch.OutOfMemoryError):
            raise
        except Exception as fault:  # of zip files, pickles and tensors; torch's text advises to read them unsafely
            raise TrainingError(
                f"{_RESUME} {checkpoint} is damaged: {name} cannot be read ({type(fault).__name__}); name an older "
                "checkpoint, or start anew in another output_dir"
            ) from fault

    def _load_best_model(self) -> None:
        """Load the best checkpoint's weights, with their names read as in `_load_from_checkpoint`."""
        if self.is_deepspeed_enabled or self.is_fsdp_enabled or isinstance(self.model, PeftModel):
            super()._load_best_model()
            return
        self._load_from_checkpoint(str(self.state.best_model_checkpoint))


def _peak_memory_bytes() -> int:
    """The most memory that this process has used: of its GPU, or of the machine where there is none."""
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated()
    # kibibytes on Linux, bytes on macOS
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
