"""A local model's choice by likelihood: of the answers offered, the one that it finds the most likely.

What is offered is a letter or yes and no (``likelihood``: the probability of the next token), or whole sentences, for
models that were never trained on lists of options: ``sentences`` takes the mean log probability of a token, ``gain``
what the picture adds to it, compared with a grey picture (the pointwise mutual information of picture and sentence).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...errors import EvaluationError
from ..benchmark import Question
from ..pictures import View
from .read import LETTERS

if TYPE_CHECKING:
    from ..answers.model import ModelAnswer, VisionModel

_LONGEST_WORD = 3  # letters, yes and no are one token; whatever is longer is a sentence


def pick_likeliest(model: VisionModel, questions: Sequence[Question]) -> Iterator[ModelAnswer]:
    """Answer every question by the letter of its most likely choice.

    Raises:
        EvaluationError: a picture is missing, or the tokenizer does not know the choices.
    """
    from ..answers.model import ModelAnswer

    words = [one for one in questions if max(map(len, one.choices)) <= _LONGEST_WORD]
    sentences = [one for one in questions if max(map(len, one.choices)) > _LONGEST_WORD]
    size = model.options.batch_size
    # every choice of a sentence is a row of its own
    for group, batch_size, weigh in ((words, size, _weigh_words), (sentences, max(1, size // 3), weigh_sentences)):
        ordered = sorted(group, key=lambda one: (one.file_name, repr(one.view), one.question_id))
        for start in range(0, len(ordered), batch_size):
            batch = ordered[start : start + batch_size]
            weighed = weigh(model, batch)
            if model.options.score == "gain":
                weighed = [_subtract(*pair) for pair in zip(weighed, weigh(model, _grey(batch)), strict=True)]
            for question, values in zip(batch, weighed, strict=True):
                best = max(range(len(values)), key=values.__getitem__)
                yield ModelAnswer(question.question_id, LETTERS[best])


def _grey(batch: Sequence[Question]) -> list[Question]:
    return [replace(question, view=View(is_grey=True)) for question in batch]


def _subtract(values: Sequence[float], without_picture: Sequence[float]) -> list[float]:
    """What the picture adds, without the noise of rounding: about a grey picture, exactly nothing."""
    return [round(value - other, 5) for value, other in zip(values, without_picture, strict=True)]


def _weigh_words(model: VisionModel, batch: Sequence[Question]) -> list[list[float]]:
    """The log probability of each choice as the next token."""
    tokens = [_first_tokens(model, question.choices) for question in batch]
    _, inputs = model.encode_batch(batch)
    with model.torch.inference_mode():
        logits = model.model(**inputs, **_keep(model, 1)).logits[:, -1].float()
    return [
        [float(model.torch.logsumexp(row[sorted(forms)], dim=0)) for forms in choices]
        for row, choices in zip(logits, tokens, strict=True)
    ]


def _first_tokens(model: VisionModel, choices: Sequence[str]) -> list[set[int]]:
    """The tokens that each choice may be: with and without a space, yes and no in lower case and capitalized."""
    unknown = model.tokenizer.unk_token_id
    found = []
    for text in choices:
        written = {text, text.capitalize()} if text in ("yes", "no") else {text}
        forms = [model.tokenizer.encode(lead + w, add_special_tokens=False) for w in written for lead in ("", " ")]
        found.append({form[0] for form in forms if len(form) == 1 and form[0] != unknown})
    if not all(found) or len(set().union(*found)) < sum(map(len, found)):
        raise EvaluationError(
            f"the model's tokenizer has no token of its own for each of {', '.join(choices)};"
            " use --score sentences, which compares whole sentences"
        )
    return found


def weigh_sentences(model: VisionModel, batch: Sequence[Question]) -> list[list[float]]:
    """The mean log probability of the tokens of each choice after the prompt."""
    inputs, shared = model.encode_batch(batch)
    if "inputs_embeds" in shared:
        rows = [(number, text) for number, question in enumerate(batch) for text in question.choices]
        values = iter(_continue_embedded(model, shared, rows))
        return [[next(values) for _ in question.choices] for question in batch]
    # of other families what belongs to a picture is not known, so that rows cannot be repeated
    if len(batch) > 1:
        return [values for question in batch for values in weigh_sentences(model, [question])]
    return [[_continue(model, inputs, text) for text in batch[0].choices]]


def _continue_embedded(model: VisionModel, shared: dict[str, Any], rows: Sequence[tuple[int, str]]) -> list[float]:
    """The mean log probability of texts, each after one of the prompts; the texts are padded on the right."""
    torch = model.torch
    begin = find_begin(model)
    tails = [encode_answer(model.tokenizer, begin, text) for _, text in rows]
    longest = max(map(len, tails))
    prompts = torch.tensor([number for number, _ in rows], device=model.device)
    ids = torch.tensor([tail + [model.tokenizer.pad_token_id] * (longest - len(tail)) for tail in tails]).to(
        model.device
    )
    is_said = torch.tensor([[1] * len(tail) + [0] * (longest - len(tail)) for tail in tails]).to(model.device)
    with torch.inference_mode():
        embeds = torch.cat([shared["inputs_embeds"][prompts], model.model.get_input_embeddings()(ids)], dim=1)
        mask = torch.cat([shared["attention_mask"][prompts], is_said], dim=1)
        output = model.model(inputs_embeds=embeds, attention_mask=mask, **_keep(model, longest + 1))
        spread = torch.log_softmax(output.logits[:, -longest - 1 : -1].float(), dim=-1)
        said = spread.gather(2, ids.unsqueeze(-1)).squeeze(-1) * is_said
        return (said.sum(dim=1) / is_said.sum(dim=1)).tolist()


def _continue(model: VisionModel, inputs: Any, text: str) -> float:
    """The mean log probability of the tokens of a text that follows a single prompt."""
    torch = model.torch
    tokens = encode_answer(model.tokenizer, find_begin(model), text)
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


def find_begin(model: VisionModel) -> tuple[str, str]:
    """The end of a prompt by the model's chat template, and what the template writes between it and the answer."""
    chat = [{"role": "user", "content": [{"type": "text", "text": "?"}]}]
    answer = "Answer"
    said = [*chat, {"role": "assistant", "content": [{"type": "text", "text": answer}]}]
    prompt = model.processor.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    whole = model.processor.apply_chat_template(said, tokenize=False)
    if not whole.startswith(prompt) or answer not in whole[len(prompt) :]:
        return prompt, ""
    return prompt, whole[len(prompt) :].partition(answer)[0]


def encode_answer(tokenizer: Any, begin: tuple[str, str], text: str) -> list[int]:
    """The tokens of an answer as they follow a prompt, in training and in writing.

    After ``ASSISTANT:`` an answer starts with a space, which many tokenizers join to its first word; the word alone
    would be another token, one that never stands there.

    Args:
        tokenizer: the model's.
        begin: a prompt, and what stands between it and the answer.
        text: the answer.
    """
    prompt, lead = begin
    before = tokenizer.encode(prompt, add_special_tokens=False)
    whole = tokenizer.encode(prompt + lead + text, add_special_tokens=False)
    if whole[: len(before)] == before:
        return list(whole[len(before) :])
    return list(tokenizer.encode(lead + text, add_special_tokens=False))


def _keep(model: VisionModel, count: int) -> dict[str, int]:
    """Only the last logits, where the model can leave out the others: a vocabulary is large."""
    takes = "logits_to_keep" in inspect.signature(model.model.forward).parameters
    return {"logits_to_keep": count} if takes else {}
