"""Mirroring as augmentation: a share of the pictures is shown mirrored, and their rows are about the mirrored pictures.

Rows that carry the chat about the mirrored picture, as runs of the pose teacher do (`mirrored_messages`), take it. In
all others left and right are exchanged. They are the only words of a description that mirroring changes, and both have
other meanings: "she left the room", "right behind him", "all right". So a row is mirrored only where every "left" and
"right" in it is surely a side, or surely none; where it reads no writing, which nobody can read in a mirror; and where
it names no coordinates. Any other row keeps its picture as it is. All of them are counted.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .sources import Part

logger = logging.getLogger(__name__)

OTHER_MEANING, WRITING, SEVERAL = "left or right may be no side", "writing, clocks or coordinates", "several pictures"
MIRRORED = "mirrored"
COLUMN = "mirrored_messages"
_SCOPE = 1_000_000  # added to the source's number: a mirrored picture is another picture

_SIDE_NOUN = (
    r"(?:arms?|hands?|legs?|foot|feet|knees?|elbows?|wrists?|shoulders?|hips?|sides?|ankles?|eyes?|ears?|cheeks?|"
    r"thighs?|palms?|fists?|fingers?|thumbs?|forearms?|calf|calves|heels?|toes?|shins?|limbs?|gloves?|shoes?|boots?|"
    r"skis?|corners?|edges?|halves|half|third|foreground|background)"
)
# what may stand between the side and its noun
_BETWEEN = r"(?:(?:upper|lower|front|rear|hind|back|bent|raised|lifted|outstretched|extended|straight|far) )?"
_WORD = r"(?:left|right)"
_END = r"\s*(?:$|[.,;:!?)\]\"'’])"
# what may follow "to the left", so that it is no "right moment"
_AFTER = (
    rf"(?={_END}|\s+(?:of|and|or|but|is|are|was|were|has|have|as|with|while|who|whose|that|which|where|in|on|at|by|from|"
    r"for|so|than|then|to|towards?|seems?|appears?|looks?|holds?|wears?|stands?|sits?|his|her|their|its|there|\w+ing)\b)"
)
_VERB = (
    r"(?:turn(?:s|ed|ing)?|lean(?:s|ed|ing)?|fac(?:e|es|ed|ing)|look(?:s|ed|ing)?|tilt(?:s|ed|ing)?|point(?:s|ed|ing)?|"
    r"bend(?:s|ing)?|bent|mov(?:e|es|ing)|reach(?:es|ing)?)"
)
_PERSON = (
    "person|people|man|men|woman|women|boys?|girls?|child|children|kids?|adults?|players?|ones?|guys?|lady|skiers?"
)
_OWNER = r"(?:the |his |her |their |its |my |your |\w+['’]s |\w+s['’] )"
_SIDES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # left arm, right front leg
        rf"\b(?P<side>{_WORD}) {_BETWEEN}{_SIDE_NOUN}\b",
        # to the left, on her right, toward the viewer's left, from left
        rf"\b(?:to|on|at|from|towards?|in|facing) {_OWNER}?"
        rf"(?:(?:far|very|own|upper|lower|top|bottom|extreme) )?(?P<side>{_WORD}){_AFTER}",
        # the person on the far left, whatever follows
        rf"\b(?:{_PERSON}) on the (?:far )?(?P<side>{_WORD})\b",
        # the viewer's right
        rf"\b\w+['’]s (?:own )?(?P<side>{_WORD}){_AFTER}",
        # leaning left, turned slightly right
        rf"\b{_VERB} (?:(?:slightly|a little|a bit|further|far|sharply) )?(?P<side>{_WORD})"
        rf"(?={_END}|\s+(?:and|or|while|with|as|but)\b)",
        # slightly left of the net
        rf"\b(?:slightly|further|immediately|far|mostly) (?P<side>{_WORD}) of\b",
        # left and right, from left to right
        rf"\b(?P<side>{_WORD})(?= (?:and|or|to) (?:left|right)\b)",
        rf"\b(?:left|right) (?:and|or|to) (?P<side>{_WORD})\b",
        rf"\b(?P<side>{_WORD})(?:-hand(?:ed|er)?s?|most|wards?)\b",
        rf"\b(?:top|bottom|upper|lower|front|back)[- ](?P<side>{_WORD})\b",
    )
)
_NO_SIDES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<word>right) (?:now|away|next to|behind|in front|above|below|beneath|beside|before|after|here|there|"
        r"through|into|on top|onto|up|down|angles?|triangle|amount|time|moment|tools?|equipment|way|thing|place|track)"
        r"\b",
        r"\b(?:all|that['’]s|that is|just|quite|about|is it|are) (?P<word>right)(?=[.,;:!?]|$)",
        r"\ball (?P<word>right)\b",
        r"(?:^|[.!?]\s)\s*(?P<word>right),",
        r"\b(?:has|have|had|having) (?P<word>left) (?:the|a|an|his|her|their|its|home|behind|for)\b",
        r"\b(?:he|she|they|it|who|we|you|i|just|people|everyone|somebody|someone) (?P<word>left) "
        r"(?:the|a|an|his|her|their|its|home|behind|early)\b",
        r"\b(?:be|been|being|is|are|was|were) (?P<word>left) (?:behind|over|alone|open|out|unattended|with|for)\b",
        r"\b(?P<word>left)(?:[- ]over|over)s?\b",
        r"\b(?:nothing|anything|something|much|time|room|space|food|some) (?P<word>left)\b",
    )
)
_ANY = re.compile(r"(?<![a-z])(?:left|right)(?!eous|ful|s\b|ist)", re.IGNORECASE)
_NEVER = re.compile(r"\b(?:right(?:eous|ful|ists?|s)|leftists?|(?:anti-?|counter-?)?clockwise)\b", re.IGNORECASE)
_UNREADABLE = re.compile(
    r"\b(?:text|written|writing|writes|letters?|lettering|words?|numbers?|digits?|reads|reading [\"'“]|says|signs?|"
    r"logos?|labels?|captions?|titles?|slogans?|license plate|clocks?|o['’]clock|coordinates?|pixels?)\b"
    r"|\d\.\d|\[\s*\d",
    re.IGNORECASE,
)


@dataclass
class MirrorCount:
    """What became of the rows of the pictures that were chosen.

    Attributes:
        written: rows that the pose teacher has written anew for the mirrored picture.
        exchanged: rows in which left and right were exchanged.
        kept: rows that stay with the picture as it is, by reason.
    """

    written: int = 0
    exchanged: int = 0
    kept: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        left = "".join(f"; {count:,} rows left as they are ({reason})" for reason, count in sorted(self.kept.items()))
        return (
            f"{self.written + self.exchanged:,} rows with their pictures mirrored ({self.written:,} written anew by "
            f"the pose teacher, {self.exchanged:,} with left and right exchanged){left}"
        )

    def describe(self) -> dict[str, Any]:
        """As the record of a run keeps it."""
        return {
            "written_anew": self.written,
            "left_and_right_exchanged": self.exchanged,
            "left_as_they_are": dict(sorted(self.kept.items())),
        }


def swap_sides(text: str) -> str | None:
    """The text about the mirrored picture: right for left and left for right where they are sides.

    Args:
        text: a turn of a chat.

    Returns:
        The text; None where a word may be a side or may not. Swapped twice a text is what it was.
    """
    swapped = _swap(text)
    return swapped if swapped is not None and _swap(swapped) == text else None


def _swap(text: str) -> str | None:
    sides = {match.span("side") for pattern in _SIDES for match in pattern.finditer(text)}
    others = {match.span("word") for pattern in _NO_SIDES for match in pattern.finditer(text)}
    if sides & others:
        return None
    if _NEVER.search(text):
        return None
    words = [match.span() for match in _ANY.finditer(text)]
    if any(span not in sides and span not in others for span in words):
        return None
    parts, at = [], 0
    for start, end in sorted(sides):
        parts += [text[at:start], _other(text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _other(word: str) -> str:
    other = "right" if word.lower() == "left" else "left"
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def mirror_messages(messages: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]] | None, str]:
    """A row's chat about the mirrored picture.

    Returns:
        (the turns, "") or, where the row cannot be mirrored, (None, the reason).
    """
    texts = [str(message.get("content") or "") for message in messages]
    if not _is_readable(messages):
        return None, WRITING
    swapped = [swap_sides(text) for text in texts]
    if any(text is None for text in swapped):
        return None, OTHER_MEANING
    return [{**message, "content": text} for message, text in zip(messages, swapped, strict=True)], ""


def _is_readable(messages: Sequence[dict[str, Any]]) -> bool:
    return not any(_UNREADABLE.search(str(message.get("content") or "")) for message in messages)


def mirror_parts(parts: Sequence[Part], share: float, seed: int) -> tuple[list[Part], MirrorCount]:
    """Parts in which a share of the pictures is mirrored, with the text of their rows.

    All rows of a picture go together, so that packing still shares it; rows that cannot be mirrored stay with the
    picture as it is. Which pictures it is follows from the seed and their names, and is the same in every epoch.

    Args:
        parts: as `sources.load_parts` gives them.
        share: of the pictures, above 0 and at most 1.
        seed: of the choice.

    Returns:
        The parts, those with mirrored pictures by themselves, and the count.
    """
    found: list[Part] = []
    count = MirrorCount()
    for part in parts:
        chosen, messages = _choose(part, share, seed, count)
        plain = part.table
        if COLUMN in plain.column_names:
            plain = plain.remove_columns(COLUMN)
        if not chosen:
            found.append(replace(part, table=plain))
            continue
        taken = set(chosen)
        rest = [place for place in range(len(plain)) if place not in taken]
        if rest:
            found.append(replace(part, table=plain.select(rest)))
        table = plain.select(chosen)
        table = table.remove_columns("messages").add_column("messages", messages, feature=plain.features["messages"])
        name = f"{part.name}_{MIRRORED}"
        found.append(replace(part, name=name, table=table, source=part.source + _SCOPE, is_mirrored=True))
    logger.warning("mirror: %s", count)
    return found, count


def _choose(part: Part, share: float, seed: int, count: MirrorCount) -> tuple[list[int], list[list[dict[str, Any]]]]:
    """The rows of a part that are mirrored, and their chats."""
    places, chats = [], []
    names = ("id", "image_id", "file_name", "file_names", "messages", COLUMN)
    features = part.table.features
    columns = [name for name in names if name in features]
    if COLUMN in columns and features[COLUMN] != features["messages"]:
        columns.remove(COLUMN)  # somebody else's column of that name
    has_images = {"image", "images", "file_name", "file_names"} & set(part.table.column_names)
    if not has_images:
        return [], []
    for place, row in enumerate(part.table.select_columns(columns)):
        several = row.get("file_names") or []
        name = str(row.get("file_name") or (several[0] if several else None) or row.get("image_id") or row.get("id"))
        digest = hashlib.sha256(f"{seed}:{part.source}:{name}:mirror".encode()).digest()
        if int.from_bytes(digest[:8], "big") >= share * 2**64:
            continue
        if len(several) > 1:
            count.kept[SEVERAL] += 1
            continue
        written = row.get(COLUMN)
        # the pose teacher's questions ask for no writing, and the instructions of descriptions speak of words and text
        is_fit = written and _is_readable([turn for turn in written if turn.get("role") == "assistant"])
        chat, reason = (written, "") if is_fit else mirror_messages(row["messages"])
        if chat is None:
            count.kept[reason] += 1
            continue
        count.written += chat is written
        count.exchanged += chat is not written
        places.append(place)
        chats.append(chat)
    return places, chats
