"""A clause without its subject, and several of them in one sentence."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from dataclasses import dataclass

from ..speaker import conjugate
from ..wording import Chooser


@dataclass(frozen=True)
class Clause:
    """A verb and what follows it, without its subject.

    Attributes:
        verb: its base, as in ``"raise"``.
        rest: what follows.
        gerund: the verb's -ing form.
    """

    verb: str
    rest: str
    gerund: str

    def after(self, is_plural: bool) -> str:
        """The clause behind its subject."""
        return f"{conjugate(self.verb, is_plural)} {self.rest}".strip().replace(" ,", ",")

    def progressive(self, is_plural: bool) -> str:
        """``"is standing upright"``."""
        be = "are" if is_plural else "is"
        return f"{be} {self.rest if self.verb == 'be' else self.as_participle()}".strip()

    def as_participle(self) -> str:
        """``"raising his left arm"``."""
        return f"{self.gerund} {self.rest}".strip().replace(" ,", ",")


_LIMB = re.compile(
    r"(?P<limb>(?:both|his|her|their)(?: (?:left|right))? (?:(?:arm|hand|leg|knee|head|face)s?|feet))(?P<rest>.*)"
)
_PARTICIPLES = {
    "raise": "raised", "stretch": "stretched", "bend": "bent", "lift": "lifted", "rest": "resting", "turn": "turned",
    "tilt": "tilted",
}  # fmt: skip


def with_phrase(clause: Clause) -> str | None:
    """A clause about a limb as it follows "with": ``"his left arm raised above his head"``; None for other clauses."""
    match = _LIMB.fullmatch(clause.rest)
    if match is None or clause.verb in ("grip", "carry"):
        return None
    rest = match.group("rest")
    rest = rest.replace(" hang ", " hanging ", 1) if clause.verb == "let" else rest
    if clause.verb == "hold" and rest.startswith((" forward", " across", " away", " out")):
        rest = f" held{rest}"
    participle = _PARTICIPLES.get(clause.verb, "")
    return f"{match.group('limb')}{f' {participle}' if participle else ''}{rest}"


def join_phrases(phrases: list[str]) -> str:
    """Phrases behind "with"; commas within them call for "and" only once."""
    if len(phrases) == 1:
        return phrases[0]
    comma = "," if any("," in phrase for phrase in phrases[:-1]) else ""
    return f"{', '.join(phrases[:-1])}{comma} and {phrases[-1]}"


_MERGED = frozenset(("keep", "have", "bend", "stretch", "rest", "hold", "let"))


def join_clauses(clauses: list[Clause], is_plural: bool) -> str:
    """Clauses behind one subject; a verb that two of them share is said once: "keeps one leg straight and the other bent"."""
    parts: list[str] = []
    for number, clause in enumerate(clauses):
        is_same = number > 0 and clauses[number - 1].verb == clause.verb and clause.verb in _MERGED
        parts.append(clause.rest if is_same else clause.after(is_plural))
    if len(parts) > 2:
        return ", ".join(parts[:-1]) + " and " + parts[-1]
    return (", and " if "," in parts[0] else " and ").join(parts)


def pick_clause(choose: Chooser, key: str, *options: tuple[str, str, str]) -> Clause:
    """One of several wordings of a clause."""
    return Clause(*choose.pick(key, options))
