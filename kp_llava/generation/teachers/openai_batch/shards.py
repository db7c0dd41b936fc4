"""What goes into the next batch: as much as the file, the account and the money allow."""

from __future__ import annotations

import re
import time
from collections.abc import Set

import msgspec

from ....errors import TeacherError
from ....files import PictureFault
from ...cost.prices import Budget, Price
from ...cost.tokens import find_counter
from ...ledger.batches import BatchBook, Shard
from ...ledger.ledger import Ledger
from ...ledger.pictures import find_place
from ...ledger.records import NO_PICTURE, Attempt, FollowUp, Request
from ...options import RunOptions
from ...payload import rebuild_bytes
from ...prompts.messages import join_user_text
from ...prompts.picture import count_picture_tokens, show_picture
from ..follow_ups import FollowUps

_LIMIT = re.compile(r"limit:?\s*([\d,]+)\s*enqueued", re.IGNORECASE)
_LIMIT_NOTE = "enqueued tokens of {}"
# around a payload, in a line of the file
_LINE_BYTES = 160
# how far a count without the model's tokenizer may be off
_ESTIMATE_MARGIN = 1.25


class ShardMaker:
    """Takes open requests from the ledger, a batch's worth at a time."""

    def __init__(
        self,
        options: RunOptions,
        ledger: Ledger,
        book: BatchBook,
        follow_ups: FollowUps,
        budget: Budget,
        price: Price | None,
    ) -> None:
        self._options = options
        self._ledger = ledger
        self._book = book
        self._follow_ups = follow_ups
        self._budget = budget
        self._price = price
        self._counter = find_counter(options.model)
        self._opening_tokens: dict[str, int] = {}
        self._hopeless: set[str] = set()

    def give_up(self, key: str) -> None:
        """Leave a request out of this call's further batches."""
        self._hopeless.add(key)

    def learn_limit(self, text: str, tried_tokens: int) -> None:
        """Take the account's limit from the server's words, or take it to be less than what was tried."""
        match = _LIMIT.search(text)
        named = int(match[1].replace(",", "")) if match else tried_tokens
        # our count may be lower than the server's
        limit = named if named < tried_tokens else tried_tokens // 2
        if limit < 1:
            raise TeacherError(f"{self._options.model}: {text or 'the account takes no batch of even one request'}")
        self._ledger.note(_LIMIT_NOTE.format(self._options.model), str(limit))

    def make(self, only: Set[str] | None = None) -> Shard | None:
        """The next batch; None where nothing is left or there is no room for more now.

        Args:
            only: take the requests of these keys; None for all that are open.

        Raises:
            TeacherError: the account's limit is less than a single request.
        """
        live = self._book.live()
        limit = self._find_limit()
        room = None if limit is None else limit - sum(batch.prompt_tokens for batch in live)
        asks: list[tuple[str, str | None]] = []
        tokens = size = 0
        usd = 0.0
        for request in self._ledger.pending(self._options.tasks):
            if request.key in self._hopeless or (only is not None and request.key not in only):
                continue
            ask = self._follow_ups.first(request)
            if ask is None:
                continue
            own_payload = ask.extend(rebuild_bytes(self._ledger, request))
            try:
                payload = len(
                    show_picture(own_payload, find_place(self._ledger, request.image_id, self._options.picture_folders))
                )
            except PictureFault as fault:
                self._leave_out(request, str(fault))
                continue
            more_tokens = self._count(request, ask) + count_picture_tokens(own_payload, self._options.model)
            more_usd = self._most_usd(more_tokens, ask)
            is_full = len(asks) == self._options.batch_requests
            is_full = is_full or size + payload + _LINE_BYTES > self._options.batch_bytes
            if asks and is_full:
                break
            if room is not None and tokens + more_tokens > room:
                if not asks and not live:
                    raise TeacherError(
                        f"{self._options.model}: the account takes {limit} tokens in batches at once, and one request"
                        f" has about {more_tokens}; use --teacher openai for the rest"
                    )
                break
            if not self._budget.has_room(usd + more_usd):
                self._budget.is_used_up = not asks and not live
                break
            asks.append((request.key, ask.to_json()))
            tokens += more_tokens
            size += payload + _LINE_BYTES
            usd += more_usd
        if not asks:
            return None
        self._budget.reserve(usd)
        return Shard(asks, tokens, usd)

    def _leave_out(self, request: Request, fault: str) -> None:
        """Keep that a request's picture cannot be shown; others go on."""
        now = time.time()
        self._ledger.add_attempt(Attempt(request.key, now, now, error=NO_PICTURE, error_text=fault))
        self.give_up(request.key)

    def _find_limit(self) -> int | None:
        learned = self._ledger.find_note(_LIMIT_NOTE.format(self._options.model))
        limits = [limit for limit in (self._options.enqueued_tokens, int(learned or 0)) if limit]
        return min(limits, default=None)

    def _most_usd(self, prompt_tokens: int, ask: FollowUp) -> float:
        if self._price is None:
            return 0.0
        longest = ask.max_tokens or self._options.max_tokens or 0
        margin = 1.0 if self._counter.encoding_name else _ESTIMATE_MARGIN
        return self._price.cost(prompt_tokens * margin, longest, is_batch=True)

    def _count(self, request: Request, ask: FollowUp) -> int:
        opening_id = request.opening_id
        if opening_id not in self._opening_tokens:
            opening = msgspec.json.decode(self._ledger.opening(opening_id))
            tokens = self._counter.count_messages(opening["messages"])
            if "response_format" in opening:
                schema = msgspec.json.encode(opening["response_format"]).decode()
                tokens += self._counter.count_messages([{"content": schema}])
            self._opening_tokens[opening_id] = tokens
        text = join_user_text(request.context, request.instruction)
        own = self._opening_tokens[opening_id] + self._counter.count_last(text)
        return own + (self._counter.count_messages(ask.messages) if ask.messages else 0)
