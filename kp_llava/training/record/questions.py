"""Questions of a benchmark that the model answers at each evaluation: what it says, and how often it is right.

A line of the file has `question` and `file_name`, and may have `options` with the right `answer`, as the files of
`kp-llava questions --form choice` do: then the share of right answers is logged as `eval_choice_accuracy`, next to
`eval_choice_chance`, what guessing would reach. It is a small sample; `kp-llava eval` gives the figure to report.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import ImageOps
from transformers import TrainerCallback

from ...errors import TrainingError
from ...files import find_folders
from ...files.json_file import JsonFault, read_object
from ...files.picture import is_within
from ..arguments import DataArguments
from ..chat import to_parts
from ..data.images import open_picture
from ..model import plain_model

logger = logging.getLogger(__name__)

_LETTERS = "ABCDEFGH"
_MOST_TOKENS = 48
_AT_ONCE = 8


@dataclass(frozen=True)
class AskedQuestion:
    """One question.

    Attributes:
        name: its id.
        text: what the model is asked, options included.
        picture: the file's name in the folder.
        folder: of the pictures.
        options: to choose from; empty for an open question.
        answer: the right option.
        is_mirrored: whether it is asked about the mirrored picture.
    """

    name: str
    text: str
    picture: str
    folder: str
    options: tuple[str, ...] = ()
    answer: str = ""
    is_mirrored: bool = False


def read_questions(data: DataArguments) -> list[AskedQuestion]:
    """The recipe's questions, spread evenly over the file; none where it names no file.

    Questions with boxes to draw into the picture are left out: this look at a model draws nothing.

    Raises:
        TrainingError: the file or its pictures' folder cannot be read, by the number of the line.
    """
    if data.eval_questions is None:
        return []
    path, folder = Path(data.eval_questions), data.eval_image_folder or data.image_folder
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"eval_questions: {path} cannot be read: {error}") from error
    if folder is None:
        folder = _noted_folder(path)
    questions = [_read_line(line, number, path, folder) for number, line in enumerate(lines, start=1) if line.strip()]
    usable = [question for question in questions if question is not None]
    if not usable:
        raise TrainingError(f"eval_questions: {path} holds no question that can be asked without drawing boxes")
    step = max(1, len(usable) // data.eval_question_count)
    chosen = usable[::step][: data.eval_question_count]
    open_picture(None, chosen[0].picture, chosen[0].folder, chosen[0].name)
    return chosen


def _noted_folder(path: Path) -> str:
    """The picture folder that FILE.meta.json notes."""
    try:
        meta = read_object(path.with_name(f"{path.name}.meta.json"))
    except (FileNotFoundError, JsonFault):
        meta = {}
    folder = meta.get("images")
    if not isinstance(folder, str) or not folder or "\0" in folder:
        raise TrainingError(
            f"eval_questions: {path}: where its pictures lie is not known; give --eval_image_folder DIR"
        )
    if not is_within(path.parent / folder, [path.parent, *find_folders([meta])]):
        raise TrainingError(
            f"eval_questions: {path}: its description names {folder} for the pictures, which you have not named; give "
            "--eval_image_folder DIR where its pictures may be read"
        )
    return str(path.parent / folder)


def _read_line(line: str, number: int, path: Path, folder: str) -> AskedQuestion | None:
    try:
        record = json.loads(line)
        question, picture = record["question"], record["file_name"]
        options = tuple(str(option) for option in record.get("options") or ())
        answer = str(record.get("answer", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrainingError(
            f"{path}:{number}: is not a question ({error!r}); expected question and file_name"
        ) from error
    if options and answer not in options:
        raise TrainingError(f"{path}:{number}: answer: {answer!r} is not one of its options {list(options)}")
    if record.get("marks"):
        return None
    name = str(record.get("question_id", number))
    return AskedQuestion(
        name, ask(question, options), picture, folder, options, answer, bool(record.get("is_mirrored"))
    )


def ask(question: str, options: Sequence[str]) -> str:
    """The question as LLaVA was trained to answer one with options."""
    if not options:
        return question
    if set(options) == {"yes", "no"}:
        return f"{question}\nAnswer with yes or no."
    listed = "\n".join(f"{letter}. {option}" for letter, option in zip(_LETTERS, options, strict=False))
    return f"{question}\n{listed}\nAnswer with the option's letter from the given choices directly."


def read_choice(text: str, options: Sequence[str]) -> str | None:
    """The option that an answer names, by its letter or its words; None where it names none, or several."""
    said = text.strip()
    if set(options) != {"yes", "no"}:
        letter = re.match(r"\(?([A-H])\)?(?:[.:,\s]|$)", said)
        if letter and _LETTERS.index(letter[1]) < len(options):
            return options[_LETTERS.index(letter[1])]
    named = [option for option in options if re.search(rf"\b{re.escape(option)}\b", said, re.IGNORECASE)]
    return named[0] if len(named) == 1 else None


class QuestionCallback(TrainerCallback):
    """Asks the questions after each evaluation, on rank 0, and logs how many answers are right."""

    def __init__(self, trainer: Any, processor: Any, questions: Sequence[AskedQuestion]) -> None:
        self._trainer = trainer
        self._processor = processor
        self._questions = questions

    def on_evaluate(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Ask, log, and write the answers to `answers-STEP.jsonl` in the output folder."""
        if not state.is_world_process_zero:
            return
        answers = self.answer()
        path = Path(args.output_dir) / f"answers-{state.global_step}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            json.dumps({"question_id": question.name, "question": question.text, "answer": answer}, ensure_ascii=False)
            for question, answer in zip(self._questions, answers, strict=True)
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        scored = score(self._questions, answers)
        if scored:
            self._trainer.log(scored)

    @torch.no_grad()
    def answer(self) -> list[str]:
        """Greedy answers, some at a time."""
        model = plain_model(self._trainer.accelerator.unwrap_model(self._trainer.model))
        was_training, tokenizer = model.training, self._processor.tokenizer
        side, tokenizer.padding_side = tokenizer.padding_side, "left"
        # generation reads answers token by token, with a mask of its own
        attention = model.config.text_config._attn_implementation
        model.eval()
        found: list[str] = []
        try:
            if attention == "flex_attention":
                model.set_attn_implementation("sdpa")
            for start in range(0, len(self._questions), _AT_ONCE):
                found += self._answer_some(model, self._questions[start : start + _AT_ONCE])
        finally:
            tokenizer.padding_side = side
            if attention == "flex_attention":
                model.set_attn_implementation({"text_config": attention, "vision_config": "sdpa", "": attention})
            model.train(was_training)
        return found

    def _answer_some(self, model: Any, questions: Sequence[AskedQuestion]) -> list[str]:
        texts, pictures = [], []
        for question in questions:
            picture = open_picture(None, question.picture, question.folder, question.name)
            picture = ImageOps.mirror(picture) if question.is_mirrored else picture
            chat = to_parts([{"role": "user", "content": question.text}], images=[picture])
            texts.append(self._processor.apply_chat_template(chat, add_generation_prompt=True, tokenize=False))
            pictures.append(picture)
        bos = self._processor.tokenizer.bos_token
        has_bos = bool(bos) and texts[0].startswith(bos)
        inputs = self._processor(
            images=pictures, text=texts, padding=True, return_tensors="pt", add_special_tokens=not has_bos
        ).to(model.device)
        inputs["pixel_values"] = inputs["pixel_values"].to(model.dtype)
        with torch.autocast(model.device.type, torch.bfloat16, enabled=bool(self._trainer.args.bf16)):
            ids = model.generate(**inputs, max_new_tokens=_MOST_TOKENS, do_sample=False)
        return list(self._processor.batch_decode(ids[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True))


def score(questions: Sequence[AskedQuestion], answers: Sequence[str]) -> dict[str, float]:
    """Accuracy over the questions with options, what guessing would reach, and the share that names no option."""
    chosen = [
        (read_choice(answer, question.options), question)
        for question, answer in zip(questions, answers, strict=True)
        if question.options
    ]
    if not chosen:
        return {}
    count = len(chosen)
    return {
        "eval_choice_accuracy": round(sum(found == question.answer for found, question in chosen) / count, 4),
        "eval_choice_chance": round(sum(1 / len(question.options) for _, question in chosen) / count, 4),
        "eval_choice_unreadable": round(sum(found is None for found, _ in chosen) / count, 4),
    }
