"""Answers of a vision-language model from its folder or the Hub: greedy, in batches, each image encoded once.

This is the only file of the room that imports torch and transformers, and only inside its functions.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import EvaluationError, explain_install
from ...files import find_picture
from ...files.model_folder import in_one_line, load_whole, loading_model
from ..benchmark import Question
from ..pictures import open_picture

if TYPE_CHECKING:
    import torch

DTYPES = ("float32", "bfloat16", "float16")
_HASHED = (".safetensors", ".bin", ".json", ".jinja", ".model", ".txt")


@dataclass(frozen=True)
class AnswerOptions:
    """How answers are made.

    Attributes:
        images: the folder of the benchmark's pictures.
        max_new_tokens: the longest answer, in tokens.
        batch_size: questions that are answered together.
        concurrency: calls to a server in flight at once.
        device: as torch names it (``"cuda"``, ``"cpu"``), or None for the GPU where there is one.
        score: ``generate`` for what the model says; ``likelihood`` or ``sentences`` for the likeliest of the choices.
        dtype: of a local model's weights, as in ``"bfloat16"``; None for bfloat16 on a GPU and float32 elsewhere.
        device_map: as transformers names it, as in ``"auto"``: one copy of the model spread over all GPUs.
        processes: copies of the model, each on a GPU of its own; None for as many as there are GPUs.
        picture_size: the longer side in pixels to which larger pictures are reduced before they go to a server.
    """

    images: Path | None = None
    max_new_tokens: int = 512
    batch_size: int = 16
    concurrency: int = 16
    device: str | None = None
    score: str = "generate"
    dtype: str | None = None
    device_map: str | None = None
    processes: int | None = None
    picture_size: int = 2048

    def __post_init__(self) -> None:
        if self.dtype not in (None, *DTYPES):
            raise EvaluationError(f"--dtype {self.dtype}: expected {', '.join(DTYPES)}")
        if self.device_map is not None and (self.device is not None or (self.processes or 1) > 1):
            raise EvaluationError("--device-map: spreads one copy; leave out --device and --answer-processes")
        if self.processes is not None and self.processes < 1:
            raise EvaluationError(f"--answer-processes {self.processes}: expected at least 1")
        if self.picture_size < 32:
            raise EvaluationError(f"--picture-size {self.picture_size}: expected at least 32 pixels")
        for name in ("max_new_tokens", "batch_size", "concurrency"):
            if getattr(self, name) < 1:
                raise EvaluationError(f"--{name.replace('_', '-')} {getattr(self, name)}: expected at least 1")

    def picture_folder(self) -> Path:
        """The folder of the pictures.

        Raises:
            EvaluationError: it is not known or does not exist.
        """
        if self.images is None:
            raise EvaluationError(
                "the benchmark does not say where its pictures lie; name their folder with --images DIR"
            )
        if not self.images.is_dir():
            raise EvaluationError(
                f"{self.images}: no such folder; name that of the benchmark's pictures with --images DIR"
            )
        return self.images


@dataclass(frozen=True)
class ModelAnswer:
    """One answer of a model.

    Attributes:
        question_id: the benchmark's.
        answer: the text, without special tokens.
        is_cut_off: whether the model had not finished at `max_new_tokens`.
    """

    question_id: str
    answer: str
    is_cut_off: bool = False


def count_gpus() -> int:
    """How many GPUs torch sees; none where the environment's DS_ACCELERATOR says cpu."""
    import torch

    if os.environ.get("DS_ACCELERATOR") == "cpu" or not torch.accelerator.is_available():
        return 0
    return int(torch.accelerator.device_count())


def hash_model(place: str) -> str | None:
    """SHA-256 over a model folder's weights, configuration and tokenizer; None for a Hub id."""
    folder = Path(place)
    if not folder.is_dir():
        return None
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in _HASHED and path.name not in ("trainer_state.json", "all_results.json"):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256") if hasattr(hashlib, "file_digest") else _digest(file)
            whole.update(f"{path.name} {digest.hexdigest()}\n".encode())
    return whole.hexdigest()


def _digest(file: Any) -> Any:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest


class VisionModel:
    """A loaded model with its processor."""

    def __init__(self, place: str, options: AnswerOptions) -> None:
        try:
            import torch
            import transformers
        except ModuleNotFoundError as error:
            raise EvaluationError(
                f"answers of the model {place} need torch and transformers: {explain_install('train')}"
            ) from error
        self.torch = torch
        self.place = place
        self.options = options
        name = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
        with loading_model(
            place,
            f"{place}: the model cannot be loaded",
            error=EvaluationError,
            read_config=lambda: transformers.PreTrainedConfig.get_config_dict(place)[0],
        ):
            self.device = torch.device(name)
            default = "bfloat16" if self.device.type == "cuda" else "float32"
            dtype = getattr(torch, options.dtype or default)
            self.processor = transformers.AutoProcessor.from_pretrained(place)
            more = {"device_map": options.device_map} if options.device_map else {}
            load = transformers.AutoModelForImageTextToText.from_pretrained
            self.model = load_whole(load, place, error=EvaluationError, dtype=dtype, **more)
            if options.device_map:
                self.device = self.model.device
            else:
                self.model.to(self.device)
            self.model.eval()
        tokenizer = getattr(self.processor, "tokenizer", None)
        if tokenizer is None or not (getattr(self.processor, "chat_template", None) or tokenizer.chat_template):
            raise EvaluationError(f"{place}: its processor has no chat template; save one with the model's processor")
        tokenizer.padding_side = "left"
        if tokenizer.pad_token is None:
            tokenizer.pad_token = tokenizer.eos_token
        self.tokenizer = tokenizer

    @property
    def commit(self) -> str | None:
        """The Hub's commit of the model, where it came from there."""
        return getattr(self.model.config, "_commit_hash", None)

    def answer(self, questions: Sequence[Question]) -> Iterator[ModelAnswer]:
        """Answer every question about its picture, greedily.

        Questions of one image are put into one batch as far as they fit, and share the encoding of their image.
        """
        if self.options.score != "generate":
            from ..choices.model import pick_likeliest

            with in_one_line(
                f"{self.place}: cannot answer", error=EvaluationError, passes=(self.torch.cuda.OutOfMemoryError,)
            ):
                yield from pick_likeliest(self, questions)
            return
        self.options.picture_folder()
        ordered = sorted(
            questions, key=lambda question: (question.file_name, repr(question.view), question.question_id)
        )
        for start in range(0, len(ordered), self.options.batch_size):
            batch = ordered[start : start + self.options.batch_size]
            try:
                with in_one_line(
                    f"{self.place}: cannot answer", error=EvaluationError, passes=(self.torch.cuda.OutOfMemoryError,)
                ):
                    yield from self._answer_batch(batch)
            except self.torch.cuda.OutOfMemoryError as error:
                raise EvaluationError(
                    f"the GPU's memory does not hold {len(batch)} questions; use a smaller --batch-size"
                ) from error

    def encode_batch(self, batch: Sequence[Question]) -> tuple[Any, dict[str, Any]]:
        """The batch as the processor gives it, padded on the left, and what the model takes of it.

        Raises:
            EvaluationError: a picture is missing or cannot be opened.
        """
        folder = self.options.picture_folder()
        pictures = {
            (name, view): open_picture(find_picture(name, [folder], error=EvaluationError), view)
            for name, view in {(q.file_name, q.view) for q in batch}
        }
        chats = [
            [
                {
                    "role": "user",
                    "content": [
                        {"type": "image", "image": pictures[question.file_name, question.view]},
                        {"type": "text", "text": question.question},
                    ],
                }
            ]
            for question in batch
        ]
        inputs = self.processor.apply_chat_template(
            chats,
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            processor_kwargs={"padding": True},
        ).to(self.device)
        with self.torch.inference_mode():
            return inputs, self._share_images(inputs, [(question.file_name, question.view) for question in batch])

    def _answer_batch(self, batch: Sequence[Question]) -> Iterator[ModelAnswer]:
        inputs, shared = self.encode_batch(batch)
        with self.torch.inference_mode():
            output = self.model.generate(
                **shared,
                do_sample=False,
                num_beams=1,
                temperature=None,
                top_p=None,
                top_k=None,
                max_new_tokens=self.options.max_new_tokens,
                pad_token_id=self.tokenizer.pad_token_id,
            )
        skipped = 0 if "inputs_embeds" in shared else inputs["input_ids"].shape[1]
        ends = self._end_ids()
        for question, ids in zip(batch, output[:, skipped:].tolist(), strict=True):
            text = self.tokenizer.decode(ids, skip_special_tokens=True).strip()
            yield ModelAnswer(question.question_id, text, is_cut_off=not ends & set(ids))

    def _share_images(self, inputs: Any, names: Sequence[Hashable]) -> dict[str, Any]:
        """Encode each different image once and put its features where every question has its image tokens."""
        from transformers import LlavaForConditionalGeneration

        if not isinstance(self.model, LlavaForConditionalGeneration) or len(inputs["pixel_values"]) != len(names):
            return dict(inputs)
        first = {name: index for index, name in reversed(list(enumerate(names)))}
        kept = sorted(first.values())
        features = self.model.get_image_features(
            pixel_values=inputs["pixel_values"][kept].to(self.model.dtype),
            vision_feature_layer=self.model.config.vision_feature_layer,
            vision_feature_select_strategy=self.model.config.vision_feature_select_strategy,
            return_dict=True,
        ).pooler_output
        place = {names[index]: position for position, index in enumerate(kept)}
        spread = self.torch.cat([features[place[name]] for name in names])
        embeddings: torch.Tensor = self.model.get_input_embeddings()(inputs["input_ids"])
        mask = (inputs["input_ids"] == self.model.config.image_token_id).unsqueeze(-1)
        if int(mask.sum()) * embeddings.shape[-1] != spread.numel():
            return dict(inputs)  # the model's own check names the mismatch
        return {
            "inputs_embeds": embeddings.masked_scatter(mask, spread.to(embeddings.dtype)),
            "attention_mask": inputs["attention_mask"],
        }

    def _end_ids(self) -> set[int]:
        end = self.model.generation_config.eos_token_id
        ends = set(end) if isinstance(end, list) else {end}
        return {token for token in [*ends, self.tokenizer.eos_token_id] if token is not None}
