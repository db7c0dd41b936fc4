"""What the parts of a pose mean in one activity, and what follows from them: the form of such knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Said = tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """What is known about one activity.

    Wordings have pronouns and verbs in braces, as `features.fill` reads them. Keys are those of features, or several
    joined by ``" + "``, all of which a pose must have then; ``"serve: arm up"`` holds only where captions say that
    somebody serves.

    Attributes:
        reasons: key -> sentences that say what this part of the pose means here; what says most comes first.
        moves: key -> what comes next, as the rest of "will ..."; ``""`` where nothing special is known.
        aims: key -> what the body is held so for, as the rest of "in order to ...".
        advice: key -> what would help, as the rest of "should ...".
        dangers: what could bring somebody down, as a noun phrase; empty where balance is no question.
        stays: key -> how long an easy position can be kept, as the rest of "could ..."; empty where nobody would ask.
        strains: key -> how long a tiring one can be kept, as in "for a minute or two at most".
        firsts: key -> what the pose asks for before anything else can be done, as a sentence about ``{x}``, the person.
    """

    reasons: Mapping[str, Said]
    moves: Mapping[str, Said]
    aims: Mapping[str, Said]
    advice: Mapping[str, Said] = field(default_factory=dict)
    dangers: Said = ()
    stays: Mapping[str, Said] = field(default_factory=dict)
    strains: Mapping[str, Said] = field(default_factory=dict)
    firsts: Mapping[str, Said] = field(default_factory=dict)
