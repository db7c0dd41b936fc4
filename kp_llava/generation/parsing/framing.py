"""What surrounds an answer and is no part of it: thinking, a chat template's tokens, preambles, closing offers.

Each function takes a text and returns it without one kind of framing. Text without framing comes back unchanged.
"""

from __future__ import annotations

import re

from .turns import ONLY_THINKING, UnusableAnswer

# -- thinking and a chat template's own tokens ------------------------------------------------------------------------

_THINKING = (
    r"<\s*(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|seed:think)\s*>",
    r"<\s*/\s*(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|seed:think)\s*>",
)
# (start, end) of the thinking of: DeepSeek, Qwen and most others; Mistral; Kimi; Cohere; MedGemma; Gemma 4
_THOUGHTS = tuple(
    (re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in (
        _THINKING,
        (r"\[THINK\]", r"\[/THINK\]"),
        (r"◁think▷", r"◁/think▷"),
        (r"<\|START_THINKING\|>", r"<\|END_THINKING\|>"),
        (r"<unused94>(?:thought)?", r"<unused95>"),
        (r"<\|channel>thought", r"<channel\|>"),
    )
)
# gpt-oss: <|channel|>analysis<|message|>...<|end|><|start|>assistant<|channel|>final<|message|>...<|return|>
_CHANNEL = re.compile(r"<\|channel\|>\s*(?P<name>\w+)[^<]*<\|message\|>", re.IGNORECASE)
# the same where the server has dropped the special tokens and left their words
_BARE_FINAL = re.compile(r"assistant\s*final(?=[\s\W]|[A-Z])")
_BARE_CHANNEL = re.compile(r"(?:assistant)?(?:analysis|commentary)(?=[\s\W]|[A-Z])")
# a turn ends here; what follows is a turn that the model made up, for the user or for itself
_END = re.compile(
    r"<\|(?:im_end|eot_id|end|return|endoftext|end_of_text|eom_id|END_RESPONSE|END_OF_TURN_TOKEN|user|observation)\|>"
    r"|<(?:end_of_turn|turn\|)>|</s>|<\|im_start\|>\s*user|<\|start_header_id\|>\s*user|\[/?INST\]"
    r"|<｜end▁of▁sentence｜>"
)
_NEXT_TURN = re.compile(r"\s*(?:User|Human|USER|HUMAN)\s*:.*")
_START = re.compile(
    r"\s*(?:<s>|<\|begin_of_text\|>|<\|START_RESPONSE\|>|(?:<\|(?:im_start|start|start_header_id)\|>|<start_of_turn>)\s*"
    r"(?:assistant|model)\s*(?:<\|end_header_id\|>)?|assistant\s*\n|(?:Assistant|ASSISTANT|AI)\s*:\s)+\s*",
)
_TAG = r"(?:answer|response|output|final|final_answer|description|result)"
_TAGGED = re.compile(rf"\s*<({_TAG})>\s*(?P<text>.*?)\s*(?:</\1>\s*|\Z)", re.IGNORECASE | re.DOTALL)
# what every text with framing of the kinds above has
_TOKEN_MARK = re.compile(
    r"<|\[/?(?:THINK|INST)\]|◁|^\s*assistant|^(?:User|Human|USER|HUMAN)\s*:|assistant\s*final", re.M
)


def strip_thinking(text: str) -> str:
    """Leave out thinking, channels other than the final one, and a chat template's tokens.

    Raises:
        UnusableAnswer: `ONLY_THINKING`: nothing else is there, or the thinking was not brought to an end.
    """
    if _TOKEN_MARK.search(text) is None and not re.match(r"\s*Assistant\s*:|\s*AI\s*:|\s*ASSISTANT\s*:", text):
        return text
    found = _take_final_channel(text)
    for start, end in _THOUGHTS:
        found = _strip_between(found, start, end)
    found = _START.sub("", found, count=1) if _START.match(found) else found
    cut = _END.search(found)
    while cut is not None and not found[: cut.start()].strip():
        found = found[cut.end() :]
        cut = _END.search(found)
    if cut is not None:
        found = found[: cut.start()]
    if tagged := _TAGGED.fullmatch(found):
        found = tagged["text"]
    if not found.strip() and text.strip():
        raise UnusableAnswer(ONLY_THINKING)
    return found


def _take_final_channel(text: str) -> str:
    channels = list(_CHANNEL.finditer(text))
    if channels:
        final = next((one for one in reversed(channels) if one["name"].lower() == "final"), None)
        return text[final.end() :] if final is not None else text[: channels[0].start()]
    if _BARE_CHANNEL.match(text.lstrip()):
        final = next(reversed(list(_BARE_FINAL.finditer(text))), None)
        if final is not None:
            return text[final.end() :]
    return text


def _strip_between(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    """Leave out each thought; one without a start begins the text, one without an end goes to the text's end."""
    last = next(reversed(list(end.finditer(text))), None)
    first = start.search(text)
    if last is not None and (first is None or first.start() > last.start()):
        text = text[last.end() :]  # the template had opened it in the prompt
        first = start.search(text)
    while first is not None:
        close = end.search(text, first.end())
        text = text[: first.start()] + ("" if close is None else text[close.end() :])
        first = start.search(text)
    last = next(reversed(list(end.finditer(text))), None)
    return text if last is None else text[last.end() :]  # the thought had named its own end


def drop_next_turn(lines: list[str]) -> list[str]:
    """The lines before a turn that the model made up for the user."""
    cut = next((place for place, line in enumerate(lines) if place and _NEXT_TURN.fullmatch(line)), len(lines))
    return lines[:cut]


# -- preambles --------------------------------------------------------------------------------------------------------

# what is announced, offered or named in a title
_THING = (
    r"(?:description|paragraph|answer|response|conversation|dialogue|exchange|pairs?|questions?|q\s?&\s?as?|summary"
    r"|analysis|breakdown|overview|account|explanation|reply|json|object|output|text|result)s?"
)
_YES = (
    r"(?:sure(?:\s+thing)?|certainly|of\s+course|absolutely|definitely|okay|ok|alright|all\s+right|got\s+it|understood"
    r"|no\s+problem|great(?:\s+question)?|with\s+pleasure|gladly|yes|hello|hi)"
)
# "Sure!" and "Certainly, ", with an emoji or emphasis
_INTERJECTION = re.compile(
    rf"[\s*_]*{_YES}(?:\s+there)?\s*(?:[!.:—–]+|,)[*_]*\s*(?:[^\w\s*#\"'“(\[{{-]\s*)*", re.IGNORECASE
)
# "Here is a detailed description of the picture:" and "I'll describe the image."
_ANNOUNCEMENT = re.compile(
    r"[\s*_]*(?:(?:based\s+on|given|from|according\s+to|using|looking\s+at|as\s+(?:requested|you\s+asked))[^.:\n]{0,80},\s*)?"
    r"(?:here(?:['’]s|\s+is|\s+are|\s+you\s+go|\s+goes|\s+it\s+is)|below\s+(?:is|are)|the\s+following\s+(?:is|are)|this\s+is"
    r"|(?:i['’](?:ll|d|m)|i\s+(?:will|would|can|am|have|shall)|let\s+me|let['’]s|allow\s+me)\b)"
    rf"(?P<rest>[^.:!?\n]{{0,160}}?)(?:(?<=\b)(?P<thing>{_THING})\b[^.:!\n]{{0,120}}|\b(?:describe|help|assist)\b[^.:!\n]{{0,120}})?"
    r"(?P<end>[:!.][*_]*(?=\s|$)|(?=\n|$))\s*",
    re.IGNORECASE,
)
# "**Detailed description:**", "# Image description" and "Description:", alone on a line or before the text
_TITLE_WORD = (
    r"(?:a|the|your|my|final|overall|long|single|detailed|full|complete|comprehensive|image|scene|picture|photo|visual"
    r"|poses?|actions?|and|of|question-answer|q&a)"
)
_TITLE = re.compile(
    rf"\s*(?:#{{1,6}}\s*|\*\*|__)?\s*(?:{_TITLE_WORD}\s+){{0,6}}{_THING}"
    r"(?:\s+of\s+(?:the|this)\s+(?:image|scene|picture|photo))?"
    r"[ \t]*(?:\*\*|__)?[ \t]*(?P<colon>:)?[ \t]*(?:\*\*|__)?[ \t]*(?P<line>\n|$)?",
    re.IGNORECASE,
)


def strip_preamble(text: str) -> str:
    """Leave out what a teacher says before its answer: "Sure! Here is a detailed description of the picture:"."""
    found = text.lstrip()
    for _ in range(4):
        rest = _strip_one_preamble(found)
        if rest is None:
            break
        found = rest.lstrip()
    return found


def _strip_one_preamble(text: str) -> str | None:
    announced = _ANNOUNCEMENT.match(text)
    if announced is not None and _is_announcement(announced, text):
        return text[announced.end() :]
    title = _TITLE.match(text)
    if title is not None and (title["colon"] or (title["line"] is not None and text[0] in "#*_")):
        return text[title.end() :]
    yes = _INTERJECTION.match(text)
    if yes is not None and not re.match(r"(?i)[\s*_]*(?:yes|great)", text):
        return text[yes.end() :]
    return None


def _is_announcement(match: re.Match[str], text: str) -> bool:
    """Whether a sentence speaks of the answer; "Here is a man on skis." and "This is a picture of" are the answer."""
    words = match[0].lower()
    ends_line = match.end() == len(text) or "\n" in match[0]
    if re.match(r"[\s*_]*(?:i\b|i['’]|let|allow)", words):
        # the teacher speaks of itself: it announces or offers
        return bool(match["thing"]) or re.search(r"\b(?:describe|help|assist|happy|glad)\b", words) is not None
    if re.match(r"[\s*_]*here\s+(?:you\s+go|it\s+is|goes)", words):
        return True
    if match["thing"] is None:
        return match["end"].startswith(":") and ends_line
    if re.search(r"\bthis\s+is\b", words):
        return match["end"].startswith(":") or ends_line
    return match["end"].startswith((":", ".", "!")) or ends_line


# -- endings ----------------------------------------------------------------------------------------------------------

_OFFER = re.compile(
    r"[\s*_(>-]*(?:"
    r"(?:please\s+)?(?:let\s+me\s+know|feel\s+free\s+to|don['’]t\s+hesitate|just\s+(?:ask|let\s+me))\b"
    r"|(?:i\s+)?hope\s+(?:this|that|it|these)\b|(?:i['’]?m|i\s+am)\s+(?:happy|glad|here)\s+to\b|happy\s+to\s+(?:help|adjust|revise)\b"
    r"|if\s+(?:you|there)\b[^.!?\n]{0,100}\b(?:let\s+me|feel\s+free|just\s+ask|i\s+can|i['’](?:ll|d|m)|i\s+(?:would|could|will|am)"
    r"|please\s+(?:ask|share|provide|let))\b"
    r"|(?:would|do)\s+you\s+(?:like|want|need)\b|is\s+there\s+anything\b|can\s+i\s+help\b|shall\s+i\b|should\s+i\b"
    r"|thank\s+you\s+for\b|you['’]re\s+welcome\b"
    r"|(?:please\s+)?(?:note|disclaimer|n\.?b\.?)\s*[*_]*\s*(?::|that\b)[^\n]*\b(?:description|answer|response|caption\w*"
    r"|keypoint\w*|annotation\w*|based|provided|data|assum\w+|interpretation\w*|guidelines|instructions|format)\b"
    r"|word\s+count\b|\d+\s+words\b"
    r"|(?:this|the\s+above)\s+(?:detailed\s+)?(?:description|answer|response|conversation|paragraph)\s+"
    r"(?:is|was|has|covers|captures|provides|follows|includes|should)\b"
    r")",
    re.IGNORECASE,
)
# the end of a sentence, with what may close it
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)*_]*\s+(?=\S)")


def strip_offers(text: str) -> str:
    """Leave out what a teacher says after its answer: "Let me know if you need anything else!"."""
    found = text.rstrip()
    while found:
        start = found.rfind("\n\n") + 1
        start = max(start, found.rfind("\n") + 1)
        if start and _OFFER.match(found, start):
            found = _strip_rule(found[:start])
            continue
        ends = [match.end() for match in _SENTENCE_END.finditer(found, start)]
        if ends and _is_sentence_offer(found[ends[-1] :]):
            found = found[: ends[-1]].rstrip()
            continue
        if not start and _OFFER.match(found):
            return ""
        break
    return found


def _is_sentence_offer(sentence: str) -> bool:
    """Within a paragraph only what speaks to the reader is an offer."""
    return _OFFER.match(sentence) is not None and not re.match(r"(?i)[\s*_(>-]*(?:this|the\s+above)\b", sentence)


def _strip_rule(text: str) -> str:
    """Leave out the line that a teacher draws under its answer."""
    return re.sub(r"\s*[=\-*_#~—]{3,}\s*$", "", text.rstrip())


# -- markup -----------------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"\s*(?:#{1,6}\s+\S.*|(?:\*\*|__)[^*_\n]{1,80}(?:\*\*:?|__:?)\s*)")
_ITEM = re.compile(
    r"\s*(?:[-*•+]|\d{1,2}[.)])\s+(?:(?:\*\*|__)(?P<label>[^*_\n]{1,60}?)(?:\*\*|__)\s*:?\s*)?(?P<text>\S.*)"
)
_SENTENCE = re.compile(r"[\"“(*_]*[A-Z][^\n]{15,}[.!?][\"”)*_]*")


def is_heading(line: str) -> bool:
    """Whether a line is a Markdown heading, or a short line in bold that ends no sentence."""
    return _HEADING.fullmatch(line) is not None and not line.rstrip(" *_").endswith((".", "!", "?", "…"))


def flatten_markup(lines: list[str]) -> list[str]:
    """Leave out headings; items of a list become paragraphs where each of them is whole sentences.

    A list of keywords stays as it is, for a check to find.
    """
    kept = [line for line in lines if not is_heading(line)]
    items = [_ITEM.fullmatch(line) for line in kept]
    if not any(items) or not all(_SENTENCE.fullmatch(item["text"]) for item in items if item is not None):
        return kept
    return [line if item is None else item["text"] for line, item in zip(kept, items, strict=True)]
