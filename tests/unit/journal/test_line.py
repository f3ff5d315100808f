from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.journal import Draft, Line, LineError, decode, encode
from reader.journal.line import lines_of
from tests.unit.journal.strategies import lines

STAMP = "2026-11-21T09:30:00.123Z-0000-laptop-3f9a1c22"
GOOD: dict[str, Any] = {
    "v": 1,
    "at": STAMP,
    "do": "bookmark",
    "paper": "arxiv:2602.23229",
    "title": "[MASK] is a [/] title",
    "set": {"bookmarked": True},
    "was": {"bookmarked": False},
}


def said(**changes: object) -> bytes:
    record = {**GOOD, **changes}
    return json.dumps({key: value for key, value in record.items() if value is not ...}).encode()


@given(lines())
def test_any_line_comes_back_as_it_was_written(line: Line) -> None:
    data = encode(line)
    assert data.endswith(b"\n")
    assert data.count(b"\n") == 1
    assert decode(data) == line


@given(st.text(), st.text())
def test_a_line_can_be_printed_on_a_terminal_whatever_it_holds(title: str, note: str) -> None:
    line = Line(STAMP, "do", title, (note or "k",), (("note", note),), (("note", title),), title)
    text = encode(line).decode().removesuffix("\n")
    assert not {unicodedata.category(sign) for sign in text} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(sign) for sign in text} & {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }
    assert json.loads(text)["set"]["note"] == note


def test_a_tag_character_is_escaped_as_two_surrogates() -> None:
    line = Line(STAMP, "do", "", ("k",), (("note", "a\U000e0041"),), (("note", ""),))
    assert rb"a\udb40\udc41" in encode(line)


def test_the_keys_stand_in_their_fixed_order() -> None:
    values = (("note", "new"),), (("note", "old"),)
    one = Line(STAMP, "do", "note", ("k",), *values, "T")
    many = Line(STAMP, "undo", STAMP, ("k", "l"), (("read", False),), (("read", True),))
    assert list(json.loads(encode(one))) == ["v", "at", "do", "paper", "title", "set", "was", "over"]
    assert list(json.loads(encode(many))) == ["v", "at", "undo", "papers", "set", "was"]


def test_a_line_reads_as_the_format_says() -> None:
    assert decode(said()) == Line(
        stamp=STAMP,
        kind="do",
        subject="bookmark",
        papers=("arxiv:2602.23229",),
        set=(("bookmarked", True),),
        was=(("bookmarked", False),),
        title="[MASK] is a [/] title",
    )


def test_the_act_of_an_undo_is_the_act_undone() -> None:
    other = STAMP.replace("2026", "2025")
    assert decode(said()).act == STAMP
    assert decode(said(do=..., undo=other)).act == other


def test_unknown_keys_are_passed_over() -> None:
    assert decode(said(colour="red", device={"a": [1]})) == decode(said())


def test_former_values_that_are_missing_are_the_defaults() -> None:
    line = decode(
        said(set={"read": True, "rating": 3, "note": "n", "tag:rag": True}, was={"rating": 2, "bookmarked": True})
    )
    assert line.was == (("read", False), ("rating", 2), ("note", ""), ("tag:rag", False))
    assert decode(said(was=...)).was == (("bookmarked", False),)


def test_a_saved_search_is_marked_under_a_key_of_its_own() -> None:
    line = decode(said(paper="search:New on RAG", set={"query": "rag\n\x1b[31m tag:x", "watch": True}, was={}))
    assert line.papers == ("search:New on RAG",)
    assert line.set == (("query", "rag tag:x"), ("watch", True))
    assert line.was == (("query", ""), ("watch", False))
    assert decode(encode(line)) == line


def test_what_papers_there_are_is_marked_like_all_else() -> None:
    line = decode(said(set={"removed": True, "same": "acl:2020.1"}, was={}))
    assert line.set == (("removed", True), ("same", "acl:2020.1"))
    assert line.was == (("removed", False), ("same", ""))
    assert decode(encode(line)) == line


@pytest.mark.parametrize("same", ["search:A", "a\x1bb", " ", 3, None, True, "k" * 1_001])
def test_a_paper_is_the_same_as_a_paper_only(same: object) -> None:
    with pytest.raises(LineError, match=r"set\.same"):
        decode(said(set={"same": same}))


def test_what_comes_from_elsewhere_is_cleaned() -> None:
    line = decode(
        said(
            do="a\x1b[31m\nlabel",
            title="\u202eevil\ttitle" + "x" * 200,
            set={"note": "one\r\n\x9b2Jtwo", "tag:  RAG\u200b, Two": True},
        )
    )
    assert line.subject == "a label"
    assert line.title.startswith("evil title")
    assert len(line.title) == 80
    assert line.set == (("note", "one\ntwo"), ("tag:rag-two", True))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"v": ...}, "v"),
        ({"v": 0}, "v"),
        ({"v": True}, "v"),
        ({"v": "1"}, "v"),
        ({"at": ...}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": 7}, "at"),
        ({"do": ...}, "do"),
        ({"undo": STAMP}, "do"),
        ({"do": 5}, "do"),
        ({"do": ..., "undo": "bookmark"}, "undo"),
        ({"do": ..., "redo": None}, "redo"),
        ({"paper": ...}, "paper"),
        ({"papers": ["k"]}, "paper"),
        ({"paper": ""}, "paper"),
        ({"paper": " "}, "paper"),
        ({"paper": "arxiv:\x1b[2J"}, "paper"),
        ({"paper": "k" * 1001}, "paper"),
        ({"paper": ..., "papers": []}, "papers"),
        ({"paper": ..., "papers": "k"}, "papers"),
        ({"paper": ..., "papers": ["k", 1]}, "papers"),
        ({"title": 1}, "title"),
        ({"set": ...}, "set"),
        ({"set": {}}, "set"),
        ({"set": [["read", True]]}, "set"),
        ({"set": {"read": 1}}, "set.read"),
        ({"set": {"bookmarked": "yes"}}, "set.bookmarked"),
        ({"set": {"tag:rag": 1}}, "set.tag:rag"),
        ({"set": {"tag:": True}}, "set.tag:"),
        ({"set": {"tag:,,": True}}, "set.tag:,,"),
        ({"set": {"rating": 6}}, "set.rating"),
        ({"set": {"rating": -1}}, "set.rating"),
        ({"set": {"rating": True}}, "set.rating"),
        ({"set": {"rating": 3.0}}, "set.rating"),
        ({"set": {"note": 3}}, "set.note"),
        ({"set": {"note": "n" * 20_001}}, "set.note"),
        ({"set": {"colour\x1b[31m": "red"}}, "set.colour"),
        ({"was": {"bookmarked": 0}}, "was.bookmarked"),
        ({"was": None}, "was"),
        ({"set": {"note": "n"}, "over": "yesterday"}, "over"),
        ({"set": {"note": "n"}, "over": 3}, "over"),
        ({"paper": "search:"}, "paper"),
        ({"paper": "search: a"}, "paper"),
        ({"paper": "search:" + "n" * 101}, "paper"),
        ({"paper": "search:A"}, "set.bookmarked"),
        ({"set": {"query": "q"}}, "set.query"),
        ({"set": {"watch": True}}, "set.watch"),
        ({"paper": "search:A", "set": {"query": True}}, "set.query"),
        ({"paper": "search:A", "set": {"query": "q" * 4_001}}, "set.query"),
        ({"paper": "search:A", "set": {"watch": 1}}, "set.watch"),
        ({"paper": ..., "papers": ["search:A", "arxiv:1"], "set": {"query": "q"}}, "set.query"),
    ],
)
def test_a_wrong_value_is_named_by_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(LineError) as caught:
        decode(said(**changes))
    assert caught.value.field == field


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 20,
        b"<<<<<<< HEAD",
        b"[]",
        b"null",
        b'{"v":1',
        b'{"v":NaN}',
        b"\xff{}",
        b"[" * 100_000,
        b'{"v":' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_line_at_all_is_damage_of_the_whole_line(data: bytes) -> None:
    with pytest.raises(LineError) as caught:
        decode(data)
    assert caught.value.field == ""


@pytest.mark.parametrize("version", [2, 10**30])
def test_a_line_of_a_later_version_asks_for_a_newer_octavo(version: int) -> None:
    with pytest.raises(LineError, match="newer Octavo"):
        decode(said(v=version))


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(GOOD)), inner, max_size=5),
        max_leaves=10,
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        line = decode(data)
    except LineError:
        return
    assert decode(encode(line)) == line


def draft(*papers: str, title: str = "", field: str = "read") -> Draft:
    return Draft(papers, ((field, True),), ((field, False),), title)


def test_papers_with_the_same_values_share_a_line_without_a_title() -> None:
    drafts = [draft("a", title="A"), draft("b", field="bookmarked", title="B"), draft("c", title="C")]
    first, second = lines_of(STAMP, "do", "several", drafts)
    assert (first.papers, first.title) == (("a", "c"), "")
    assert (second.papers, second.title) == (("b",), "B")
    assert first.stamp == second.stamp == STAMP


def test_a_bulk_act_is_split_every_two_thousand_papers() -> None:
    keys = tuple(str(number) for number in range(4_001))
    parts = [line.papers for line in lines_of(STAMP, "do", "mark read", [draft(*keys)])]
    assert [len(part) for part in parts] == [2_000, 2_000, 1]
    assert sum(parts, ()) == keys


def test_marking_a_hundred_thousand_papers_read_takes_less_than_three_megabytes() -> None:
    drafts = [draft(f"arxiv:{2000 + number // 9000}.{number:05d}", title="A title " * 9) for number in range(100_000)]
    size = sum(len(encode(line)) for line in lines_of(STAMP, "do", "mark 100,000 read", drafts))
    assert size < 3_000_000


def test_a_title_and_a_label_are_cleaned_and_cut() -> None:
    (line,) = lines_of(STAMP, "do", "tag\x1b[31m\n" + "x" * 500, [draft("k", title="T\x1b[0m " + "y" * 100)])
    assert line.subject == "tag " + "x" * 196
    assert line.title == "T " + "y" * 78
