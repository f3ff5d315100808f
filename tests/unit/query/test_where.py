"""What is being typed at the cursor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query.where import Part, part_at


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("tag:ra|", Part("tag", "ra", 4, 6)),
        ("tag:|", Part("tag", "", 4, 4)),
        ("tag:|ra x", Part("tag", "", 4, 6)),
        ("tag:r|ag x", Part("tag", "r", 4, 7)),
        ("-tag:ra|", Part("tag", "ra", 5, 7)),
        ("graph TAG:ra|", Part("tag", "ra", 10, 12)),
        ("tag：ra|", Part("tag", "ra", 4, 6)),
        ("tag: zz|", None),
        ("tag:rag |", None),
        ('author:"geoffrey hi|', Part("author", "geoffrey hi", 7, 19)),
        ('au:"geo| hi" x', Part("author", "geo", 3, 11)),
        ("au:“geo|” x", Part("author", "geo", 3, 8)),
        ('au:|"geo"', Part("author", "", 3, 3)),
        ('au:"geo"|', None),
        ('au:"geo"~|5', None),
        ("author:hin|", Part("author", "hin", 7, 10)),
        ("category:cs|", Part("cat", "cs", 9, 11)),
        ("is:un|", Part("is", "un", 3, 5)),
        ("has:|", Part("has", "", 4, 4)),
        ("sort:da|", Part("sort", "da", 5, 7)),
        ("sort:-da|", Part("sort", "da", 6, 8)),
        ("sort:|-da", Part("sort", "", 5, 8)),
        ("edition:aug|", Part("edition", "aug", 8, 11)),
        ("source:d|", Part("source", "d", 7, 8)),
        ("similar:b|", Part("similar", "b", 8, 9)),
        ("title:gr|", None),
        ("date:20|", None),
        ("titel:gr|", None),
        ("tag:(rag OR ag|", Part("tag", "ag", 12, 14)),
        ("tag:(rag (ag|", Part("tag", "ag", 10, 12)),
        ("tag:(rag) ti|", Part("field", "ti", 10, 12)),
        ('tag:("to r|', Part("tag", "to r", 5, 10)),
        ("tag:(is:u|", Part("is", "u", 8, 9)),
        ("ti|", Part("field", "ti", 0, 2)),
        ("AU|", Part("field", "AU", 0, 2)),
        ("-ti|", Part("field", "ti", 1, 3)),
        ("(ti|tle", Part("field", "ti", 1, 6)),
        ("ti|tle:x", Part("field", "ti", 0, 6)),
        ("title|:x", Part("field", "title", 0, 6)),
        ("graph|", None),
        ("|ti", None),
        ("", None),
        ('"ti|', None),
        ("-|", None),
        ("(|", None),
        ("tag:\ud800|", Part("tag", "\ud800", 4, 5)),
    ],
)
def test_what_is_typed(text: str, part: Part | None) -> None:
    cursor = max(text.find("|"), 0)
    assert part_at(text.replace("|", ""), cursor) == part


@given(st.text(alphabet=st.sampled_from('tag:is"( )-~x“ OR') | st.characters(), max_size=20), st.integers(-1, 22))
def test_any_cursor_is_in_what_it_is_in(text: str, cursor: int) -> None:
    part = part_at(text, cursor)
    if part is not None:
        assert 0 <= part.start <= cursor <= part.end <= len(text)
        assert part.beginning == text[cursor - len(part.beginning) : cursor]
