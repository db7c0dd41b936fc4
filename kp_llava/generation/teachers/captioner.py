"""A captioner on a server: sentences about pictures from any OpenAI-compatible server that takes pictures.

Calls go the way of a teacher's: through a ledger (``OUT/captioner``), with its resume, its count of the cost and its
bound on it. A picture that gets fewer than five different sentences is asked about once more, in the same conversation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ...annotations.detection.captions import (
    MORE,
    PROMPT,
    WANTED,
    CaptionSummary,
    Pictured,
    check_captions,
    list_pictured,
    pick_sentences,
    write_captions,
)
from ...annotations.scene import Scene
from ...errors import RunError, TeacherError
from ...files import PictureFault
from ..cost.money import Money
from ..cost.prices import Budget
from ..cost.spending import Spending, read_spending
from ..ledger.faults import way_out
from ..ledger.ledger import Ledger
from ..ledger.pictures import find_place, keep_picture
from ..ledger.records import Request
from ..parsing import read_reply
from ..payload import close_payload, message_part, rebuild_bytes
from ..prompts.picture import name_picture, picture_part
from ..server import ServerOptions
from . import openai as openai_teacher
from .ask import ProgressBar

FOLDER = "captioner"
_ROUNDS = 2


@dataclass(frozen=True)
class Captioned:
    """What came of captions by a server, and what they cost.

    Attributes:
        summary: of the sentences.
        asked: calls that this call of the command had answered or tried.
        spending: of all calls so far.
        faults: pictures without an answer, by the named error.
    """

    summary: CaptionSummary
    asked: int
    spending: Spending
    faults: dict[str, int]


def caption_by_server(folder: Path, split: str, server: ServerOptions, *, progress: bool = False) -> Captioned:
    """Have a model on a server write the captions of a folder; a stopped call goes on where it was.

    Args:
        folder: a COCO folder that `detect` made.
        split: its split.
        server: the server, the model, and the bounds.
        progress: show a bar on stderr.

    Raises:
        AnnotationError: the folder has other captions, or no sentence came.
        RunError: ``max_cost`` is reached or has no price to go by; another process writes to the ledger.
        TeacherError: the server cannot be used; what was answered is kept.
    """
    check_captions(folder, split, server.model)
    price = server.price
    pictured = list_pictured(folder, split)
    asked = 0
    with Ledger.write(folder / FOLDER) as ledger:
        spent = read_spending(ledger, server.prices, server.max_tokens)
        if server.max_cost is not None and spent.usd is None:
            raise RunError(f"--max-cost {server.max_cost:g}: earlier calls have no known price; give --prices")
        budget = Budget(server.max_cost, (spent.usd or 0.0) + spent.uncertain_usd)
        sentences: dict[int, list[str]] = {picture.image_id: [] for picture in pictured}
        faults: dict[str, int] = {}
        for number in range(_ROUNDS):
            requests = _plan(ledger, pictured, sentences, server, number)
            pending = [request for request in requests if not ledger.has_answer(request.key)]
            asked += len(pending)
            if pending:
                _ask(ledger, pending, server, Money(budget, price), [folder / split, folder], progress=progress)
            if budget.is_used_up:
                raise RunError(
                    f"--max-cost {server.max_cost:g}: the next call could pass it (spent so far: ${budget.spent:.4f}); "
                    "what was answered is kept, a higher bound goes on from there"
                )
            for request in requests:
                text = _read_text(ledger, request, faults if not number else {})
                sentences[request.image_id] = pick_sentences(text, sentences[request.image_id])
        spending = read_spending(ledger, server.prices, server.max_tokens)
    if not any(sentences.values()) and faults:
        reason, count = max(faults.items(), key=lambda item: item[1])
        described = openai_teacher.describe_server(server)
        raise TeacherError(f"{described}: wrote no captions; {reason}, for {count} of {len(pictured)} pictures")
    return Captioned(write_captions(folder, split, server.model, sentences), asked, spending, faults)


def _plan(
    ledger: Ledger,
    pictured: Sequence[Pictured],
    sentences: dict[int, list[str]],
    server: ServerOptions,
    number: int,
) -> list[Request]:
    """The requests of a round: about all pictures first, then about those that have too few sentences."""
    parameters = dict(sorted(server.request_parameters().items()))
    requests = []
    with ledger.transaction():
        for picture in pictured:
            known = sentences[picture.image_id]
            if len(known) == WANTED or (number and not known):
                continue
            try:
                name = name_picture(picture.path, picture.width, picture.height)
            except PictureFault as fault:
                raise RunError(f"{fault}; put the picture back, then go on") from None
            ledger.add_scene(_to_scene(picture))
            earlier: list[dict[str, Any]] = []
            text = PROMPT
            if number:
                first = [picture_part(name), {"type": "text", "text": PROMPT}]
                earlier = [{"role": "user", "content": first}, {"role": "assistant", "content": "\n".join(known)}]
                text = MORE.format(count=WANTED - len(known))
            opening = msgspec.json.encode({**parameters, "messages": earlier}).decode()
            opening_id = hashlib.sha256(opening.encode()).hexdigest()
            ledger.add_opening(opening_id, opening)
            shown = None if number else name
            key = hashlib.sha256(close_payload(opening, message_part(text, None, shown))).hexdigest()
            task = f"captions {number}"
            request = Request(key, picture.image_id, task, server.model, opening_id, text, picture=shown)
            ledger.add_request(request)
            keep_picture(ledger, request)
            requests.append(request)
    return requests


def _ask(
    ledger: Ledger,
    pending: Sequence[Request],
    server: ServerOptions,
    money: Money,
    folders: Sequence[Path],
    *,
    progress: bool,
) -> None:
    with ProgressBar(f"captions by {server.model}", len(pending), budget=money.budget, is_shown=progress) as bar:
        tally = openai_teacher.ask(
            server,
            ledger,
            pending,
            lambda request: rebuild_bytes(ledger, request),
            bar.step,
            money=money,
            find_place=lambda request: find_place(ledger, request.image_id, folders),
        )
    failure = tally.last_failure
    if failure is not None and not tally.answers and len(pending) > 1:
        described = openai_teacher.describe_server(server)
        raise TeacherError(f"{described}: nothing was answered; {failure.error}: {failure.error_text}")


def _read_text(ledger: Ledger, request: Request, faults: dict[str, int]) -> str:
    """What a request was answered; counts why there is nothing.

    Raises:
        RunError: the answer is damaged.
    """
    attempts = ledger.attempts(request.key)
    answers = [attempt.answer for attempt in attempts if attempt.answer is not None]
    if not answers:
        if not attempts and ledger.has_answer(request.key):
            raise RunError(
                f"{ledger.folder}: the captions of image {request.image_id} are damaged; {way_out(ledger.folder)}"
            )
        reason = (attempts[-1].error if attempts else None) or "not asked"
        faults[reason] = faults.get(reason, 0) + 1
        return ""
    reply = read_reply(answers[-1])
    if reply.refusal or not reply.text:
        reason = "refused" if reply.refusal else "empty"
        faults[reason] = faults.get(reason, 0) + 1
        return ""
    return reply.text


def _to_scene(picture: Pictured) -> Scene:
    return Scene(picture.image_id, picture.name, picture.width, picture.height, (), (), picture.path)
