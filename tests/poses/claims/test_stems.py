"""Looking for stems before expressions changes nothing that is found."""

from pathlib import Path
from random import Random

import pytest

from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.poses.claims import find, hands, mention, phrase, stems, subject, unreal, words
from kp_llava.poses.claims.bodies import gazes, heads, postures, trunks, views
from kp_llava.poses.claims.find import find_claims
from kp_llava.poses.claims.limbs import cues, parts, touches
from kp_llava.poses.claims.limbs.stretches import contacts, leg_words, places, supports

try:
    from re import _parser as parser
except ImportError:  # Python 3.10
    import sre_parse as parser

from ...generation.good_answers import GOOD_ANSWERS


def texts(scenes):
    found = [answer for _, _, _, answer in GOOD_ANSWERS]
    for path in sorted((Path(__file__).parent / "sentences").glob("*.py")):
        found += path.read_text(encoding="utf-8").splitlines()
    for number in range(scenes):
        scene = plan_scene(3, number, SampleOptions(), split="train2014", first_id=1).scene
        for task in ("conversation", "detail", "complex"):
            try:
                found.append(write_answer(scene, task, seed=number))
            except NothingToSay:
                continue
    return found


def compare(monkeypatch, scenes):
    every = texts(scenes)
    fast = [find_claims(text) for text in every]
    find._find_claims.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(stems, "_read_token", lambda token: -1)
        patch.setattr(stems.Opener, "search", stems.Expression.search)
        patch.setattr(stems.Opener, "finditer", lambda self, _, *place: list(self.compiled.finditer(*place)))
        assert fast == [find_claims(text) for text in every]
    find._find_claims.cache_clear()
    assert sum(map(len, fast)) > 100


def test_stems_hide_no_statement(monkeypatch):
    compare(monkeypatch, 15)


@pytest.mark.slow
def test_stems_hide_no_statement_of_thousands_of_rows(monkeypatch):
    compare(monkeypatch, 1000)


def all_expressions():
    found = {}
    rooms = (gazes, heads, postures, trunks, views), (cues, leg_words, parts, touches, contacts, places, supports)
    for module in (*rooms[0], *rooms[1], hands, mention, phrase, subject, unreal, words):
        for name, value in vars(module).items():
            for number, item in enumerate(flatten(value)):
                found[f"{module.__name__.rpartition('.')[2]}.{name}[{number}]"] = item
    return found


def flatten(value):
    if isinstance(value, stems.Expression):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from flatten(item)


def write_match(parsed, random):
    """A text that an expression is likely to match, by the tree that Python's own parser makes of it."""
    text = ""
    for kind, value in parsed:
        kind = str(kind)
        if kind == "LITERAL":
            text += chr(value)
        elif kind == "NOT_LITERAL" or kind == "ANY":
            text += "q"
        elif kind == "IN":
            kinds = [str(item[0]) for item in value]
            chosen = random.choice(value)
            if "NEGATE" in kinds:
                text += "q"
            elif str(chosen[0]) == "LITERAL":
                text += chr(chosen[1])
            elif str(chosen[0]) == "RANGE":
                text += chr(random.randint(*chosen[1]))
            else:
                text += {"CATEGORY_SPACE": " ", "CATEGORY_WORD": "w"}.get(str(chosen[1]), ",")
        elif kind == "BRANCH":
            text += write_match(random.choice(value[1]), random)
        elif kind == "SUBPATTERN":
            text += write_match(value[-1], random)
        elif kind in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = value
            for _ in range(random.randint(least, min(most, least + 1))):
                text += write_match(inner, random)
        elif kind == "ASSERT":
            text += write_match(value[1], random)
    return text


def test_every_match_of_an_expression_has_a_word_that_it_needs():
    random = Random(5)
    expressions = all_expressions()
    assert len(expressions) > 60
    for name, expression in expressions.items():
        parsed, matched = parser.parse(expression.pattern), 0
        for _ in range(150):
            text = write_match(parsed, random)
            match = expression.compiled.search(text)
            if match is None:
                continue
            matched += 1
            part = match.group()
            # the part that lies around the match may be asked for too: "(?<=the )one(?= on the left)"
            own = stems.Words(part, 0, len(part))
            assert own.bits & expression.bit, f"{name}: {part!r} has none of the words it needs"
            if isinstance(expression, stems.Opener):
                whole = stems.Words(text, 0, len(text))
                assert expression.search(whole, text).span() == match.span(), f"{name}: {text!r}"
        assert matched, f"{name}: no match was written"
