"""A captioner on this machine: any image-text-to-text model of transformers.

A model with a chat template is asked for five sentences, and once more where it gives fewer. One without, such as BLIP,
writes one sentence at a time; several are drawn. Draws hang on the picture alone, so that a call that goes on gives
what a single call would have given.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from PIL import Image

from ...errors import AnnotationError, explain_install
from ...files.model_folder import load_whole, loading_model
from .captions import MORE, PROMPT, WANTED, pick_sentences
from .pictures import UnreadablePicture, open_upright

_ROUNDS, _DRAWS = 3, 10
_MOST_TOKENS, _MOST_TOKENS_OF_ONE = 300, 40


class LocalCaptioner:
    """A model that writes sentences about pictures.

    Args:
        place: Hub id or folder of a model.
        device: as in torch; the GPU where there is one by default.

    Raises:
        AnnotationError: a package is missing, or the model is not of this kind.
    """

    def __init__(self, place: str, *, device: str | None = None) -> None:
        try:
            import torch
            from transformers import AutoModelForImageTextToText, AutoProcessor, PreTrainedConfig
        except ModuleNotFoundError as error:
            raise AnnotationError(f"{error}: a captioner needs more packages; {explain_install('detect')}") from error
        self._torch = torch
        self._place = place
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        dtype = torch.bfloat16 if self._device.startswith("cuda") else torch.float32
        with loading_model(
            place,
            f"--captioner {place}: cannot be loaded as an image-text-to-text model of transformers",
            error=AnnotationError,
            read_config=lambda: PreTrainedConfig.get_config_dict(place)[0],
        ):
            self._processor = AutoProcessor.from_pretrained(place)
            model = load_whole(AutoModelForImageTextToText.from_pretrained, place, error=AnnotationError, dtype=dtype)
            self._model = model.eval().to(self._device)
        self._has_template = bool(getattr(self._processor, "chat_template", None))

    def write(self, path: Path) -> list[str]:
        """Write up to five different sentences about a picture.

        Raises:
            AnnotationError: the picture cannot be read.
        """
        try:
            picture = open_upright(path)
        except UnreadablePicture as error:
            raise AnnotationError(f"{path}: cannot be read ({error}); put the picture back, then go on") from error
        digest = hashlib.sha256(picture.tobytes()).digest()
        state = self._torch.random.get_rng_state()
        self._torch.manual_seed(int.from_bytes(digest[:4], "big"))
        try:
            with self._torch.inference_mode():
                return self._chat(picture) if self._has_template else self._draw(picture)
        finally:
            self._torch.random.set_rng_state(state)

    def _chat(self, picture: Image.Image) -> list[str]:
        asked: list[dict[str, Any]] = [{"type": "image", "image": picture}, {"type": "text", "text": PROMPT}]
        messages: list[dict[str, Any]] = [{"role": "user", "content": asked}]
        sentences: list[str] = []
        for number in range(_ROUNDS):
            inputs = self._processor.apply_chat_template(
                messages, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
            ).to(self._device, dtype=self._model.dtype)
            # the likeliest words first; a second try draws others
            made = self._model.generate(**inputs, max_new_tokens=_MOST_TOKENS, do_sample=number > 0)
            text = self._processor.batch_decode(made[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)[0]
            sentences = pick_sentences(text, sentences)
            if len(sentences) == WANTED:
                break
            more = MORE.format(count=WANTED - len(sentences))
            messages = [
                messages[0],
                {"role": "assistant", "content": [{"type": "text", "text": "\n".join(sentences) or text[:500]}]},
                {"role": "user", "content": [{"type": "text", "text": more}]},
            ]
        return sentences

    def _draw(self, picture: Image.Image) -> list[str]:
        inputs = self._processor(images=picture, return_tensors="pt").to(self._device, dtype=self._model.dtype)
        sentences: list[str] = []
        for _ in range(_ROUNDS):
            made = self._model.generate(
                **inputs,
                max_new_tokens=_MOST_TOKENS_OF_ONE,
                do_sample=True,
                top_p=0.9,
                num_return_sequences=_DRAWS,
            )
            texts = self._processor.batch_decode(made, skip_special_tokens=True)
            sentences = pick_sentences("\n".join(" ".join(text.split()) for text in texts), sentences)
            if len(sentences) == WANTED:
                break
        return sentences
