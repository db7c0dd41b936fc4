"""A model for a conversation: loaded once, answers streamed as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from PIL import Image

from ..errors import TrainingError, explain_install
from ..files import PictureFault, opened_picture
from ..files.model_folder import describe_fault, in_one_line, load_whole, loading_model


@dataclass(frozen=True)
class Turn:
    """One side's words, with the pictures that came with them.

    Attributes:
        role: ``user`` or ``assistant``.
        text: the words.
        pictures: RGB; only a user's.
    """

    role: str
    text: str
    pictures: tuple[Image.Image, ...] = ()

    def to_message(self) -> dict[str, Any]:
        """The turn in the form that chat templates of transformers take."""
        parts: list[dict[str, Any]] = [{"type": "image", "image": picture} for picture in self.pictures]
        return {"role": self.role, "content": [*parts, {"type": "text", "text": self.text}]}


def open_picture(path: Path) -> Image.Image:
    """Open a picture, RGB.

    Raises:
        TrainingError: there is no such file, or it is no picture.
    """
    try:
        with opened_picture(path) as picture:
            return picture.convert("RGB")
    except PictureFault as error:
        if not path.exists():
            raise TrainingError(f"{path}: no such picture") from None
        raise TrainingError(f"{path}: cannot be read as a picture ({error})") from error


class ChatModel:
    """A vision-language model of transformers with its own processor and chat template.

    Attributes:
        place: the folder or Hub id.
    """

    def __init__(self, place: str, *, device: str | None = None) -> None:
        """Load the model.

        Raises:
            TrainingError: a package is missing, or there is no such model.
        """
        try:
            import torch
            from transformers import AutoModelForImageTextToText, AutoProcessor, PreTrainedConfig
        except ModuleNotFoundError as error:
            raise TrainingError(f"{error}: a model needs more packages; {explain_install('train')}") from error
        self.place = place
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        dtype = torch.bfloat16 if self._device.startswith("cuda") else torch.float32
        with loading_model(
            place,
            f"{place}: cannot be loaded as a model",
            error=TrainingError,
            read_config=lambda: PreTrainedConfig.get_config_dict(place)[0],
        ):
            self._processor = AutoProcessor.from_pretrained(place)
            model = load_whole(AutoModelForImageTextToText.from_pretrained, place, error=TrainingError, dtype=dtype)
            self._model = model.eval().to(self._device)

    def stream(self, turns: Sequence[Turn], *, max_new_tokens: int = 512, temperature: float = 0.0) -> Iterator[str]:
        """The answer to a conversation, piece by piece.

        Args:
            turns: the last one is the user's.
            max_new_tokens: the longest answer.
            temperature: 0 for the likeliest words.

        Raises:
            TrainingError: the model has no chat template.
        """
        from transformers import TextIteratorStreamer

        with in_one_line(f"{self.place}: its chat template or processor cannot be used", error=TrainingError):
            inputs = self._processor.apply_chat_template(
                [turn.to_message() for turn in turns],
                add_generation_prompt=True,
                tokenize=True,
                return_dict=True,
                return_tensors="pt",
            )
        inputs = inputs.to(self._device, dtype=self._model.dtype)
        streamer = TextIteratorStreamer(self._processor.tokenizer, skip_prompt=True, skip_special_tokens=True)
        settings: dict[str, Any] = {"do_sample": temperature > 0, "max_new_tokens": max_new_tokens}
        if temperature > 0:
            settings["temperature"] = temperature
        failures: list[Exception] = []

        def work() -> None:
            try:
                self._model.generate(**inputs, **settings, streamer=streamer)
            except Exception as error:  # noqa: BLE001  it is raised below, in the caller's thread
                failures.append(error)
                streamer.end()

        thread = Thread(target=work, daemon=True)
        thread.start()
        yield from streamer
        thread.join()
        if failures:
            raise TrainingError(f"{self.place}: cannot answer ({describe_fault(failures[0])})") from failures[0]
