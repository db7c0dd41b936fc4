"""A local model's choice by likelihood: of the answers offered, the one that it finds the most likely.

What is offered is a letter or yes and no (``likelihood``: the probability of the next token), or whole sentences
(``sentences``: the mean log probability of a token), for models that were never trained on lists of options.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import EvaluationError
from ...files import find_picture
from ..benchmark import Question
from ..pictures import open_picture
from .read import LETTERS

if TYPE_CHECKING:
    from ..answers.model import ModelAnswer, VisionModel


def pick_likeliest(model: VisionModel, questions: Sequence[Question]) -> Iterator[ModelAnswer]:
    """Answer every question by the letter of its most likely choice.

    Raises:
        EvaluationError: a picture is missing, or the tokenizer does not know the choices.
    """
    from ..answers.model import ModelAnswer

    folder = model.options.picture_folder()
    for question in sorted(questions, key=lambda one: (one.file_name, repr(one.view), one.question_id)):
        path = find_picture(question.file_name, [folder], error=EvaluationError)
        inputs = _encode(model, question.question, open_picture(path, question.view))
        values = _first_tokens(model, inputs, question.choices)
        if values is None:
            values = [_mean_log_probability(model, inputs, text) for text in question.choices]
        best = max(range(len(values)), key=lambda number: values[number])
        yield ModelAnswer(question.question_id, LETTERS[best])


def _encode(model: VisionModel, text: str, picture: Any) -> Any:
    content = [{"type": "image", "image": picture}, {"type": "text", "text": text}]
    return model.processor.apply_chat_template(
        [[{"role": "user", "content": content}]],
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    ).to(model.device)


def _forms(model: VisionModel, text: str) -> list[list[int]]:
    """The tokens of a text as it may follow the prompt: with and without a space, in lower case and capitalized."""
    written = {text, text.capitalize()} if text in ("yes", "no") else {text}
    forms = {
        tuple(model.tokenizer.encode(lead + word, add_special_tokens=False)) for word in written for lead in ("", " ")
    }
    unknown = model.tokenizer.unk_token_id
    return [list(form) for form in sorted(forms) if form and (unknown is None or unknown not in form)]


def _first_tokens(model: VisionModel, inputs: Any, choices: Sequence[str]) -> list[float] | None:
    """The log probability of each choice as the next token; None where choices are longer than that."""
    if any(len(text) > 3 for text in choices):
        return None
    forms = [{form[0] for form in _forms(model, text) if len(form) == 1} for text in choices]
    if not all(forms) or len(set().union(*forms)) < sum(map(len, forms)):
        raise EvaluationError(
            f"the model's tokenizer has no token of its own for each of {', '.join(choices)};"
            " use --score sentences, which compares whole sentences"
        )
    with model.torch.inference_mode():
        logits = model.model(**inputs).logits[0, -1].float()
    return [float(model.torch.logsumexp(logits[sorted(tokens)], dim=0)) for tokens in forms]


def _mean_log_probability(model: VisionModel, inputs: Any, text: str) -> float:
    """The mean log probability of the tokens of a text that follows the prompt."""
    tokens = model.tokenizer.encode(text, add_special_tokens=False)
    if not tokens:
        return -math.inf
    torch = model.torch
    tail = torch.tensor([tokens], device=inputs["input_ids"].device)
    whole = dict(inputs)
    whole["input_ids"] = torch.cat([inputs["input_ids"], tail], dim=1)
    whole["attention_mask"] = torch.cat([inputs["attention_mask"], torch.ones_like(tail)], dim=1)
    for name in ("token_type_ids", "mm_token_type_ids"):
        if name in whole:
            whole[name] = torch.cat([inputs[name], torch.zeros_like(tail)], dim=1)
    with torch.inference_mode():
        logits = model.model(**whole).logits[0, -len(tokens) - 1 : -1].float()
    spread = torch.log_softmax(logits, dim=-1)
    return float(spread.gather(1, tail[0].unsqueeze(1)).mean())
