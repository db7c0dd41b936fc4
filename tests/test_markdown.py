"""Untrusted text in Markdown: the reader sees the text, and no markup comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kp_llava.markdown import code, escape, fence

SIGNS = "\\`*_{}[]()<>#+-=.!|~&$:@/ w1\n"


def read_text(markdown: str) -> tuple[set[str], str]:
    """The kinds of tokens that GitHub's Markdown makes of a text, and the text that it shows."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    leaves = [leaf for token in tokens for leaf in (token.children or [])]
    return {token.type for token in [*tokens, *leaves]}, "".join(leaf.content for leaf in leaves)


@given(st.text(st.sampled_from(SIGNS), max_size=20))
def test_escaped_text_is_shown_as_it_is(text):
    kinds, shown = read_text(f"{escape(text)}\n")
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert shown == " ".join(text.split())


@pytest.mark.parametrize("text", ["gpt-4o", "COCO train2014, seed 3.", "a (b) c: d!", "you/name-1.0"])
def test_plain_text_stays_easy_to_read(text):
    assert escape(text) == text


@pytest.mark.parametrize("text", ["https://evil.example", "www.evil.example", "[x](javascript:y)", "a@b.example"])
def test_no_address_becomes_a_link(text):
    assert "link_open" not in read_text(f"see {escape(text)} there")[0]
    assert escape(text) != text


@given(st.text(st.sampled_from("` a|"), min_size=1, max_size=12))
def test_code_and_fences_cannot_be_closed_from_within(text):
    assert "\n" not in code(text)
    assert fence(text).split("\n")[0].removesuffix("text") not in text
