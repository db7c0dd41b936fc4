"""What can be wrong with a text itself: it leaks its making, stops short, says nothing, or is in another language."""

from __future__ import annotations

import re
from functools import lru_cache

from ...annotations.scene import Scene

# What gives away how a text was made: expressions, each with stems; every match holds one of them.
# Most texts hold none of the stems, and looking for those takes a fraction of the time.
_LEAKS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (tuple(stems.split("|")), re.compile(pattern, re.IGNORECASE))
    for stems, pattern in (
        (
            "point",
            r"key-?points?\b"
            # "a key point of good technique" is innocent
            r"|\b(?:body|pose|visible|labell?ed|given|provided|detected|annotated"
            r"|(?:from|by|based on|to) the) key points\b"
            r"|\bkey points? (?:data|information|indicat\w+|show\w*|suggest\w*|reveal\w*|tell|of (?:the|his|her|their) "
            r"(?:body|person|pose|m[ae]n|wom[ae]n|people|skeleton))\b"
            r"|\bpoints?[\s-]clés?\b",
        ),
        ("box", r"\bbounding[\s\-]?box(?:es)?\b|\bb-?box(?:es)?\b"),
        ("caption|annotat", r"\bcaptions?\b|\bannotat(?:ed|ions?|ors?)\b"),
        (
            "coordinate",
            # "coordinates" as a verb ("coordinates her arms") is innocent
            r"\b(?:the|these|their|its|given|pixel|body|x|y|normalized|image) coordinates?\b"
            r"(?! (?:her|his|their|its|with)\b)"
            r"|\bcoordinates (?:of|show|indicate|suggest|for|are|given|provided|tell|in)\b|\bx-?\s?y coordinates?\b"
            r"|\bcoordinate (?:dei|delle|del|della|indicano|mostrano)\b",
        ),
        (
            "provided|given|supplied",
            r"\b(?:provided|given|supplied) (?:information|data|context|descriptions?|text|details|sentences?)\b"
            r"|\b(?:information|data|descriptions?|text|details|sentences?) (?:provided|given|supplied)\b",
        ),
        (
            "data|description|sentence",
            r"\b(?:based on|according to|from|in) (?:the|this|these|your) "
            r"(?:data(?:set)?|descriptions?|metadata|sentences?)\b"
            r"|\b(?:joint|pose|skeleton|landmark|location|position) data\b|\bskeletal data\b",
        ),
        (
            "based on|according to",
            r"\b(?:based on|according to) (?:the|this) (?:text|information|context)\b(?! of\b)",
        ),
        (
            "landmark|visibility|label",
            r"\bbody landmarks\b|\bvisibility (?:flags?|values?|scores?)\b"
            r"|\b(?:un)?label(?:l)?ed (?:points?|joints?|parts?)\b",
        ),
        # the same words in the languages that teachers slip into
        (
            "punkt|rahmen|rechteck|begrenzungs|unterschrift|beschreibung|gegeben|gestellt|vorliegend|koordinat",
            r"\bschlüsselpunkt\w*|\bgelenkpunkt\w*|\bbegrenzungs(?:rahmen|rechteck|box)\w*|\bbildunterschrift\w*"
            r"|\bbildbeschreibung\w*|\b(?:bereitgestellt|angegeben|gegeben|vorliegend)en "
            r"(?:informationen|daten|angaben)\b"
            r"|\bkoordinat(?:en|er|lar|erna|ene|y)\b|\bnyckelpunkter\w*|\bpunkt(?:y|ów) kluczow\w+",
        ),
        (
            "englobante|délimitation|coordonn|légende|fournies",
            r"\bboîtes? (?:englobante|de délimitation)s?|\bcoordonnées\b"
            r"|\blégendes? (?:de l['’]image|indique|dit)|\b(?:informations|données) fournies\b",
        ),
        (
            "clave|delimitador|coordenada|pie de foto|proporcionad|chave|fornecid",
            r"\bpuntos? clave\b|\b(?:cuadro|caja|recuadro)s? delimitador\w*|\bcoordenadas\b|\bpie de foto\b"
            r"|\b(?:información|datos|descripción) proporcionad[oa]s?\b"
            r"|\bpontos?[\s-]chave\b|\bcaixas? delimitador\w*|\binformações fornecidas\b|\bdados fornecidos\b",
        ),
        (
            "chiave|delimitazione|didascali|fornite|punten|bijschrift|coördina|współrz|anahtar|titik",
            r"\bpunti chiave\b|\briquadr[oi] di delimitazione|\bdidascali[ae]\b|\binformazioni fornite\b"
            r"|\b(?:sleutel|kern)punten\b|\bbijschrift\w*|\bcoördina(?:at|ten)\b|\bwspółrzędn\w+"
            r"|\banahtar noktalar\w*|\btitik kunci\b",
        ),
    )
)
_FOREIGN_LEAK = re.compile(
    r"ключев\w+ точ\w+|ограничива\w+ рамк\w+|координат\w*|предоставленн\w+ (?:информац|данн)\w+"
    r"|关键点|關鍵點|边界框|邊界框|坐标|座標|标注|標註|字幕|提供的(?:信息|数据)|キーポイント|バウンディングボックス|キャプション"
    r"|提供された情報|키포인트|바운딩|좌표|النقاط الرئيسية|إحداثيات",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_COORDINATES = re.compile(
    r"(?<![\d.,$€£])[01]?\.\d{2,}(?![\d%]| ?(?:m|cm|mm|km|kg|s|seconds?|met(?:er|re)s?|miles?|feet"
    r"|inch(?:es)?|lit(?:er|re)s?"
    r"|[ap]\.?m\.?|dollars?|euros?|pounds?)(?!\w))"  # 0.42
    r"|[\[(]\s*\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?\s*[,\])]"  # (120, 88) and [0.1, 0.2, ...
    r"|\b[xy]\s*[=≈]\s*\d",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:(?:can\s?not|can['’]t|could not|couldn['’]t) be (?:determined|told|said|known|answered|inferred|seen)"
    r"|(?:is|are|it['’]s|was) (?:not (?:clear|possible to (?:tell|say|determine|know)|specified|mentioned|stated|known"
    r"|visible|shown|provided)|unclear|unknown|impossible to (?:tell|say|determine|know)|hard to (?:tell|say))"
    r"|no (?:information|indication|way (?:to tell|of knowing))|not enough (?:information|detail)"
    r"|(?:does|do) not (?:say|show|tell|mention|specify|indicate|provide)"
    r"|(?:doesn|don)['’]t (?:say|show|tell|mention|specify)"
    r"|i (?:can\s?not|can['’]t|am unable to|do not|don['’]t) (?:tell|know|see|say|determine|answer))\b",
    re.IGNORECASE,
)
_NO_ANSWER_WORDS = frozenset(["not", "t", "cannot", "no", "unable", "unclear", "unknown", "impossible", "hard"])
_FUNCTION_ENDS = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "with",
        "of",
        "in",
        "on",
        "at",
        "to",
        "from",
        "by",
        "for",
        "as",
        "that",
        "which",
        "who",
        "while",
        "his",
        "her",
        "their",
        "its",
        "is",
        "are",
        "was",
    ]
)
_LIST_ITEM = re.compile(r"\s*(?:[-*•+]|\d{1,2}[.)])\s")
_COMMON_WORDS = {
    "English": "the a an and of to is are in on with his her their they at while for that this",
    "German": "der die das und ist sind ein eine mit auf im den dem von zu nicht sich seine ihre",
    "French": "le la les et est sont un une avec sur dans des du de au aux que qui son sa",
    "Spanish": "el la los las y es está están un una con en de del que su sus por para al",
    "Portuguese": "o os as e é está estão um uma com em de do da no na que seu sua",
    "Italian": "il lo la gli le e è sono un una con in di del della che suo sua sul nel",
    "Dutch": "de het een en is zijn met op in van te dat die haar niet aan voor",
}
_WORD = re.compile(r"[^\W\d_]+")
_ASCII_WORD = re.compile(r"[a-z]+")
_COMMON = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
_COMMON_FOREIGN = frozenset().union(*(words for language, words in _COMMON.items() if language != "English"))

_NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: value for value, word in enumerate(_NUMBER_WORDS.split(), start=1)}
_NUMBERS |= {str(value): value for value in range(1, 13)}
_COUNTED = "people|persons|person|individuals|men|women|boys|girls|children|players|skiers|surfers|riders"
_COUNTED_WORDS = frozenset(_COUNTED.split("|"))
_NUMBER_OF = rf"(?P<number>{'|'.join(_NUMBERS)})\s+(?:\w+\s+)?(?P<noun>{_COUNTED})\b"
_COUNTED_NOUN = re.compile(rf"\b{_NUMBER_OF}", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?P<before>(?:there (?:is|are)|shows?|features?|depicts?|contains?|captures?|only|exactly|a total of)\s+)?"
    rf"(?P<adverb>(?:only|exactly|clearly|a total of)\s+)?{_NUMBER_OF}"
    r"(?P<after>\s+(?:can be seen|are visible|is visible|stand out|in total|in the (?:image|picture|scene|photo)))?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_NOT_ALL = re.compile(
    r"\b(?:at least|more than|over|about|other|another|further|more|background|behind|left|right|of (?:the|them))\b",
    re.IGNORECASE,
)
_MANY = re.compile(r"\b(?:crowd\w*|group|many|several|lots?|audience|spectators?|others?|team|people)\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"how many (?:people|persons|individuals)\b", re.IGNORECASE)
_CLEAR_POINTS = 8
_FULL_SCENE = 13  # where COCO stops to outline people one by one


@lru_cache(maxsize=4)  # several checks ask for the words of the same answer
def _read_words(text: str) -> tuple[list[str], frozenset[str]]:
    """The words of a text in lower case, in order and as a set."""
    words = _ASCII_WORD.findall(text.lower()) if text.isascii() else _WORD.findall(text.lower())
    return words, frozenset(words)


def _lacks(text: str, words: frozenset[str]) -> bool:
    """Whether a text certainly has none of some words, as an expression that ignores case reads them."""
    return text.isascii() and words.isdisjoint(_read_words(text)[1])


def is_leak(text: str) -> bool:
    """Whether a text speaks of how it was made, or gives coordinates."""
    folded = fold(text)
    for stems, pattern in _LEAKS:
        for stem in stems:
            if stem in folded:
                if pattern.search(text):
                    return True
                break
    if not text.isascii() and _FOREIGN_LEAK.search(text):
        return True
    return _DIGIT.search(text) is not None and _COORDINATES.search(text) is not None


def fold(text: str) -> str:
    """The text with one form for all letters that an expression which ignores case takes for the same."""
    return text.lower() if text.isascii() else text.casefold().replace("ı", "i").replace("i\u0307", "i")


def is_no_answer(answer: str) -> bool:
    """Whether an answer begins by saying that nobody can say; one that leaves a rest open at its end does not count."""
    if _lacks(answer, _NO_ANSWER_WORDS):
        return False
    first = _SENTENCE_END.split(answer, maxsplit=1)[0]
    return _NO_ANSWER.search(first) is not None


def is_cut_off(answer: str) -> bool:
    """Whether a text stops in the middle of a sentence."""
    end = answer.rstrip(" *_`\"'”’»)]")[-1:]
    if end in ".!?…。！？":
        return False
    last_line = answer.rsplit("\n", 1)[-1]
    words = re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", last_line)
    if not words:
        return False
    if end in ",;:–—-&(/" or words[-1].lower() in _FUNCTION_ENDS:
        return True
    # one short sentence may go without its full stop; who sets full stops, or goes on for long, forgot none
    has_stops = re.search(r"[.!?…。！？]\s", answer) is not None
    return len(words) > (8 if has_stops else 25) and not _LIST_ITEM.match(last_line)


def has_markup(answer: str) -> bool:
    """Whether a text has a heading or a list of two items or more."""
    lines = answer.splitlines()
    items = sum(_LIST_ITEM.match(line) is not None for line in lines)
    return items > 1 or any(line.startswith("#") for line in lines)


def is_not_english(answer: str) -> bool:
    """Whether an answer is in another language; too short ones are taken for English."""
    if not answer.isascii():
        letters = [letter for letter in answer if letter.isalpha()]
        if sum(ord(letter) > 0x24F for letter in letters) > 0.3 * len(letters):
            return True
    words, _ = _read_words(answer)
    english, foreign = (sum(map(common.__contains__, words)) for common in (_COMMON["English"], _COMMON_FOREIGN))
    if foreign < 4 or foreign <= 2 * english:
        return False
    other = max(sum(map(common.__contains__, words)) for name, common in _COMMON.items() if name != "English")
    return other >= 4 and other > 2 * english


@lru_cache(maxsize=32)  # all rows of a scene ask for it
def _count_people(scene: Scene) -> tuple[int, int, bool]:
    """How many people there are, how many have clear poses, and whether there may be more than are outlined."""
    people = scene.people
    clear = sum(person.labeled_count >= _CLEAR_POINTS for person in people)
    is_open = (
        scene.is_detected or len(people) >= _FULL_SCENE or any(_MANY.search(caption) for caption in scene.captions)
    )
    return len(people), clear, is_open


def is_wrong_count(question: str, answer: str, scene: Scene) -> bool:
    """Whether an answer gives another number of people than the scene has.

    Fewer than all are allowed, except where the text says that these are all and more have clear poses.
    """
    total, clear, is_open = _count_people(scene)
    if _HOW_MANY.match(question):
        said = next((_NUMBERS[w] for w in re.findall(r"\w+", answer.lower()) if w in _NUMBERS), None)
        return said is not None and (said < clear or (said > total and not is_open))
    if _lacks(answer, _COUNTED_WORDS) or not _COUNTED_NOUN.search(answer):
        return False
    for sentence in _SENTENCE_END.split(answer):
        for match in _COUNT.finditer(sentence):
            count = _NUMBERS[match["number"].lower()]
            if count > max(total, 1) and not is_open:
                return True
            is_all = (match["before"] or match["after"]) and match["noun"].lower() in (
                "people",
                "person",
                "individuals",
            )
            if is_all and count < clear and not _NOT_ALL.search(sentence):
                return True
    return False
