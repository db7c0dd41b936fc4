"""Jinja for the templates of users: what they compute is bounded in steps, in CPU time and in length.

Jinja's sandbox keeps a template from files and from Python; it lets one loop and grow for ever. Here every step of a
loop, every call, filter and included template counts, and a text or list that would grow too long is never made.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

import jinja2
import jinja2.filters
import jinja2.nodes
import jinja2.sandbox

MOST_STEPS = 100_000
"""Steps of loops, calls and filters of one rendering; a prompt about a hundred people takes a few thousand."""
MOST_SECONDS = 10.0
"""CPU time of the thread that renders; on a busy machine a rendering may wait far longer, and is no worse for it."""
LONGEST = 2_000_000
"""Characters of a text, and entries of a list; no model takes a prompt of that length."""
_MOST_MADE = 10 * LONGEST  # of all texts and lists of one rendering together
_LARGEST = 1_000_000  # of a number that is given to a call or a filter, as a width or a count
_BITS = 4096
_WIDTH = re.compile(r"\d{5,}|\*")
_COUNTED = "_counted"
_BOUNDED = "_bounded"


class TooMuch(jinja2.TemplateError):
    """A template computes more than any prompt needs."""


class LimitedEnvironment(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """The sandbox with limits; `start` begins a rendering."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """Join what a template, a macro or a block has written."""
        found, length = [], 0
        for part in parts:
            found.append(part)
            length += len(part)
            if length > LONGEST:
                raise TooMuch(f"makes a text of more than {LONGEST:,} characters")
        return "".join(found)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._steps = self._made = 0
        self._end = 0.0
        self.filters = {name: self._limit(name, one) for name, one in self.filters.items()}
        self.filters |= {_COUNTED: self._count, _BOUNDED: self._take}

    def start(self) -> None:
        """Begin to count anew."""
        self._steps = self._made = 0
        self._end = time.thread_time() + MOST_SECONDS

    def step(self) -> None:
        """Count a step.

        Raises:
            TooMuch: there were too many, or they took too long.
        """
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooMuch(f"takes more than {MOST_STEPS:,} steps")
        if self._steps % 256 == 0 and time.thread_time() > self._end:
            raise TooMuch(f"takes more than {MOST_SECONDS:g} seconds of CPU time")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute what could grow, after a look at what it would come to."""
        if operator == "*":
            _check_product(left, right)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            _check_bits(left.bit_length() * max(right, 1))
        elif operator == "%" and isinstance(left, str):
            _check_format(left, right)
        return self._take(super().call_binop(context, operator, left, right))

    def call(self, context: Any, called: Any, /, *arguments: Any, **named: Any) -> Any:
        """Call what a template calls; a method of a text is looked at before."""
        self.step()
        owner = getattr(called, "__self__", None)
        if isinstance(owner, str | list | tuple | bytes):
            check_arguments(getattr(called, "__name__", ""), owner, (*arguments, *named.values()))
        return self._take(super().call(context, called, *arguments, **named))

    def get_template(self, *arguments: Any, **named: Any) -> jinja2.Template:
        """Find a template, as an include does."""
        self.step()
        return super().get_template(*arguments, **named)

    def _generate(self, source: jinja2.nodes.Template, *arguments: Any, **named: Any) -> str:
        for loop in source.find_all(jinja2.nodes.For):
            loop.iter = _wrap(loop.iter, _COUNTED)
        for joined in list(source.find_all(jinja2.nodes.Concat)):
            joined.nodes = [_wrap(jinja2.nodes.Concat(joined.nodes), _BOUNDED)]
        return super()._generate(source, *arguments, **named)

    def _take(self, value: Any) -> Any:
        if isinstance(value, str | list | tuple | bytes):
            self._made += len(value)
            if self._made > _MOST_MADE:
                raise TooMuch(f"makes texts and lists of more than {_MOST_MADE:,} together")
        return check_length(value)

    def _count(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.step()
            yield item

    def _limit(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        passed = getattr(work, "jinja_pass_arg", None)

        @wraps(work)
        def limited(*arguments: Any, **named: Any) -> Any:
            self.step()
            own = arguments[1:] if passed is not None else arguments
            if own:
                check_arguments(name, own[0], (*own[1:], *named.values()))
            return self._take(work(*arguments, **named))

        return limited


def check_length(value: Any) -> Any:
    """Return a value that is not too long.

    Raises:
        TooMuch: it is.
    """
    if isinstance(value, str | list | tuple | bytes | dict) and len(value) > LONGEST:
        raise TooMuch(f"makes a text or list of more than {LONGEST:,}")
    if isinstance(value, int):
        _check_bits(value.bit_length())
    return value


def check_arguments(name: str, owner: Any, arguments: tuple[Any, ...]) -> None:
    """See that a method or filter cannot make far more out of what it is given.

    Raises:
        TooMuch: it can.
    """
    if any(isinstance(one, int) and abs(one) > _LARGEST for one in arguments):
        raise TooMuch(f"gives {name} a number above {_LARGEST:,}")
    if name in ("format", "format_map") and isinstance(owner, str):
        _check_format(owner, arguments)
    size = len(owner) if isinstance(owner, str | list | tuple | bytes) else 1
    if name in ("replace", "join", "expandtabs", "translate", "indent", "wordwrap", "batch", "slice", "tojson"):
        most = max([1, *(len(one) if isinstance(one, str) else one for one in arguments if isinstance(one, str | int))])
        if (size + 1) * most > 10 * LONGEST:
            raise TooMuch(f"makes a text or list of more than {LONGEST:,} by {name}")


def _check_product(left: Any, right: Any) -> None:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, str | list | tuple | bytes) and isinstance(other, int) and len(one) * other > LONGEST:
            raise TooMuch(f"makes a text or list of more than {LONGEST:,}")
    if isinstance(left, int) and isinstance(right, int):
        _check_bits(left.bit_length() + right.bit_length())


def _check_bits(bits: int) -> None:
    if bits > _BITS:
        raise TooMuch(f"makes a number of more than {_BITS} bits")


def _check_format(text: str, values: Any) -> None:
    # widths in the text itself, and those that "*" or "{}" inside of a field take from the values
    if _WIDTH.search(text) or ("{" in text and re.search(r"\{[^{}]*\{", text)):
        raise TooMuch("formats with a width above 9,999, or with one from a value")


def _wrap(node: Any, name: str) -> jinja2.nodes.Filter:
    found = jinja2.nodes.Filter(node, name, [], [], None, None)
    found.set_lineno(node.lineno or 1)
    found.set_environment(node.environment)
    return found
