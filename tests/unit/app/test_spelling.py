"""Letters that a terminal lacks: replaced by something as wide as they were."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.app.spelling import encode, stand_in


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("naïve “quotes” – and …", 'naive "quotes" - and .'),
        ("Čapek e\u0301 Łódź", "Capek e Lodz"),
        ("机器 learning", "???? learning"),
        ("👩\u200d💻 and ﬁ", "?? and ?"),
        ("\ud83d", "?"),
    ],
)
def test_ascii_keeps_what_can_be_read(text: str, written: str) -> None:
    assert encode(text, "ascii").decode() == written


def test_another_encoding_keeps_what_it_has() -> None:
    assert encode("naïve – 机器é", "iso8859-1") == b"na\xefve - ????\xe9"
    assert encode("naïve – 机器é", "utf-8").decode() == "naïve – 机器é"


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], min_codepoint=128)))
def test_what_stands_for_a_text_is_as_wide(text: str) -> None:
    assert len(stand_in(text)) == cell_len(text)
    assert stand_in(text).isascii()
