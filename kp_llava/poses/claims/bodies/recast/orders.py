"""Clefts, inversions and gerunds: "it is to the left that he looks", "turned to us is her back", "her leaning back"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ...stems import Expression
from ...subject import Reference
from ..cue import OWN
from .recast import Recast, is_free

_PARTS = r"(?:heads?|faces?|gaze|eyes|chins?|profiles?|backs?|chests?|fronts?|torsos?|trunks?|(?:upper |whole )?bod(?:y|ies)|shoulders?|sides?|flanks?|hips?|spines?)"
_PART = rf"{OWN} (?:[a-z-]+ ){{0,3}}?{_PARTS}"
_PLACE = r"(?:(?:straight|right|directly|far|well|back|down|up|off|away|over|out) )*(?:to|toward|towards|at|into|away from|over|from|on|in|onto|forwards?|backwards?|down(?:wards?)?|up(?:wards?)?|aside)\b"
_CLEFT = Expression(
    rf"\bit(?:['’]s| is| was) (?:clearly |only |actually )?(?:(?P<place>{_PLACE}[^,;:.]*?)|(?P<part>{_PART})) (?:that|which) (?P<rest>[^;:.]*)", "it")  # fmt: skip
_WE_SEE = re.compile(
    r"(?:we|you|one|the (?:camera|viewer|photographer|lens)) (?:can |now |only |mostly |mainly )*(?:sees?|gets?|catch(?:es)?|captures?|shows?)\b"
)
_PREDICATE = r"(?:turned|tilted|directed|pointed|aimed|closest|nearest|nearer|closer|facing|bent|bowed|lowered|lifted|raised|thrown|hidden|visible|leaning|inclined|square|squared|presented|averted|cocked|upright|hunched|stooped|slumped)"
_INVERTED = Expression(
    rf"\W*(?P<predicate>{_PREDICATE}\b[^,;:.]{{0,60}}?) (?P<verb>is|are) (?P<part>{_PART})(?=[.,;!]|$| (?:and|while|as|but)\b)", _PREDICATE)  # fmt: skip
_POSED = (
    r"(?:stand|sitt|kneel|crouch|squatt|ly|lay|lean|bend|slump|hunch|stoop|reclin|slouch|bow|jump|leap|crawl|sprawl|loung|"
    r"look|gaz|star|peer|glanc|fac|squint|tilt|arch|doubl|fold|curl|stretch|turn|tipp)ing"
)
_BEHIND_GERUND = (
    r"(?=[,.;]|$| (?:over|on|onto|in|into|at|to|toward|towards|away|back|backwards?|forwards?|down|downwards?|up|upwards?|upright|erect|straight|"
    r"flat|so|far|low|sideways|aside|off|out|across|against|behind|beside|by|near|next|with|while|and|as|like|deeply|steeply|sharply|"
    r"suggests?|shows?|implies|imply|indicates?|means|hints?|makes?|gives?|lends?|reveals?|adds?|fits?|points|is|seems?|helps?|speaks|lets?|keeps?|"
    r"tells?|there|here|directly|heavily|slightly|the camera|the viewer|us|his|her|their)\b)"
)
_GERUND = Expression(
    rf"\b{OWN} (?P<verb>(?:[a-z]+ly )?(?:{_POSED}\b{_BEHIND_GERUND}|being (?=(?:[a-z]+ly )?(?:bent|seated|hunched|slumped|crouched|turned|doubled|upright|on)\b)))", f"{_POSED}|being")  # fmt: skip


def recast_orders(of_whom: Reference, text: str, start: int, end: int) -> Iterator[Recast]:
    """Clefts, inversions and gerunds of a sentence, as of `recast_bodies`."""
    words = of_whom.words
    for match in _CLEFT.finditer(words, text, start, end):
        said, comma, more = match.group("rest").partition(",")
        begin, last = match.start("rest"), match.end()
        if match.group("place"):
            said = f"{said} {match.group('place')}{comma}{more}"
        else:
            begin = match.start("part")
            seen = _WE_SEE.match(said)
            part = match.group("part")
            said = f"{seen.group()} {part}{said[seen.end() :]}" if seen is not None else f"{part} {said}"
        yield Recast(said, begin, last, len(said), len(said))
    order = _INVERTED.match(words, text, start, end)
    if order is not None:
        said = f"{order.group('part')} {order.group('verb')} {order.group('predicate')}"
        yield Recast(said, order.start("predicate"), order.end(), len(said), len(said))
    for match in _GERUND.finditer(words, text, start, end):
        if is_free(of_whom, text, start, match.start()):
            said = f"he is {match.group('verb').removeprefix('being ')}"
            yield Recast(said + text[match.end() : end], match.start(), match.end(), len(said) + 1, len(said))
