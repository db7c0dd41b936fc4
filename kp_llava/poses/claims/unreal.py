"""Sentences about what only has a person's shape, and about what is usual, comes next, is supposed or advised."""

from __future__ import annotations

import re

from . import words as words
from .stems import Expression, Opener, Words

_ARTICLE = r"(?:the|a|an|this|that|another|one|two|some)"
# a person's shape and no person; the words that it may be the image of belong to it
IMAGE = Opener(
    rf"\b{words.IMAGES}\b(?:['’]s|s['’])?"
    rf"(?:(?: (?!while|and|but)\w+){{0,4}}? (?:of|shows?|depicts?|displays?|features?)"
    rf" {_ARTICLE} (?:\w+ ){{0,2}}?{words.PEOPLE})?",
    f"{words.ANY_IMAGE_WORDS}|framed|wax",
)
_BEARERS = (
    r"vases?|posters?|paintings?|murals?|screens?|televisions?|tvs?|monitors?|billboards?|magazines?|labels?|"
    r"wallpaper|t-?shirt print|advertisements?|stained[- ]glass|fresco|trophy|coins?|logo|mirrors?"
)
_ON_IMAGE = Expression(
    rf"\b(?:\w+ ){{0,2}}?{words.PEOPLE} (?:on|in) (?:the|a|an|his|her|their) (?:\w+ ){{0,2}}?(?:{_BEARERS})\b",
    f"{_BEARERS}|print|glass",
)
_SHOWN = Expression(
    rf"\b(?:{_BEARERS}) (?:[a-z]+ )?(?:shows?|displays?|depicts?) {_ARTICLE} (?:\w+ ){{0,2}}?{words.PEOPLE}",
    f"{_BEARERS}|print|glass",
)
CROWD = Expression(
    r"(?:\b(?:most|much|all|part|half) of the|"
    r"(?<!of )(?<!in )(?<!from )(?<!for )(?<!by )(?<!to )(?<!before )(?<!at )(?<!like )(?<!with )\b(?:the|a)) "
    r"(?:[a-z]+ ){0,2}?(?:crowd|audience)\b",
    "crowd|audience",
)
_IN_IMAGE = re.compile(
    r"\b(?:in|on) (?:the|a|an) (?:\w+ )?"
    r"(?:painting|poster|drawing|mural|cartoon|advertisement|billboard|mirror|fresco|screen|television|tv|monitor"
    r"|reflection|(?:glass|pane) of (?:the|a|an) (?:[a-z]+ )?[a-z]+)\b"
)
# sentences about what is usual, what comes next, what is supposed or advised
_OPENING_UNREAL = Expression(
    r"\W*(?:next(?! to)|soon|later|afterwards?|in a (?:moment|second)|in the next|if|unless|imagine|suppos(?:e|ing)|"
    r"had (?:he|she|they|the)|"
    r"bend|raise|lift|keep|hold|try|make sure|remember|straighten|relax|avoid|stand|sit|kneel|crouch|lean|turn)\b",
    "next|soon|later|afterwards?|moment|second|if|unless|imagine|suppos(?:e|ing)|had|bend|raise|lift|keep|hold|try|make|"
    "remember|straighten|relax|avoid|stand|sit|kneel|crouch|lean|turn",
)
_SUPPOSED = Expression(
    r"\W*with(?:out)? [^,;]{0,80}\b(?:would|could|might)\b", "would|could|might"
)  # "with his feet together he would ..."
_ALL_BUT = Expression(
    r"\b(?:everyone|everybody|all|nobody|no one|none|no [a-z]+)(?: [a-z]+){0,3}? "
    r"(?:but|except|besides|apart from|other than|aside from|save) (?:for )?(?:the|a|one|two|his|her)\b"
    r"|\b(?:except|besides|apart from|other than|aside from|save|with the exception of) (?:for )?"
    r"(?:the|a|one|two|his|her)\b[^,;]{0,60}, "
    r"(?:everyone|everybody|all|nobody|no one|none|no [a-z]+|they all|the (?:others|rest))\b"
    r"|\b(?:everyone|everybody|nobody|no one|anyone|anybody|all the) (?:else|others)\b",
    "but|except|exception|besides|apart|other|others|else|aside|save",
)
_GENERAL = re.compile(
    rf"\W*(?:(?:most |many |some |all |good |skilled |experienced )*(?:[a-z]+s|people|men|women|children)(?= )"
    rf"|an? (?:good|skilled|skilful|skillful|experienced|typical|trained) (?:\w+ )?{words.PEOPLE})"
)
_COMPARES = Expression(
    r"\b(?:better|best|more|less|worse|easier|easily|faster|safer|tends?|generally|commonly|typically|usually|"
    r"in general|so as|so that|in order|must|need|whenever)\b",
    "better|best|more|less|worse|easier|easily|faster|safer|tends?|generally|commonly|typically|usually|general|so|order|"
    "must|need|whenever",
)


def find_images(sentence: Words, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of the sentence that speak of statues, dolls, paintings and the like."""
    if not sentence.bits & (IMAGE.bit | _ON_IMAGE.bit | _SHOWN.bit):
        return []
    if _IN_IMAGE.search(text, start, end):
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    forms = (IMAGE, _ON_IMAGE, _SHOWN)
    found = [image for form in forms for image in form.finditer(sentence, text, start, end)]
    for image in sorted(found, key=lambda match: match.start()):
        lead = text[start : image.start()]
        is_depicted = words.PERSON.search(sentence, image.group()) is not None
        if not is_depicted and (words.PERSON.search(sentence, lead) or words.PRONOUN.search(sentence, lead)):
            continue  # "the man next to a statue ..." speaks of the man
        person = words.PERSON.search(sentence, text, image.end(), end)
        spans.append((image.start(), person.start() if person else end))
    return spans


def is_unreal(sentence: Words, text: str, start: int, end: int) -> bool:
    """Whether a whole sentence is no statement about the picture, by how it begins, or about all but somebody."""
    if _OPENING_UNREAL.match(sentence, text, start, end) or _SUPPOSED.match(sentence, text, start, end):
        return True
    if _ALL_BUT.search(sentence, text, start, end):
        return True
    if not sentence.bits & _COMPARES.bit:
        return False
    opening = _GENERAL.match(text, start, end)
    return (
        opening is not None
        and words.PERSON.search(sentence, opening.group()) is not None
        and _COMPARES.search(sentence, text, opening.end(), end) is not None
    )
