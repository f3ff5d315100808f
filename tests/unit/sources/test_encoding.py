"""Encodings: what a file says of itself, and what its bytes say."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sources import encoding
from reader.sources.encoding import MAX_LINE, head_text, lines_of, text_of

ACCENTS = "déjà vu, naïve, Größe, Ærøskøbing"
CHINESE = "凯撒的测试期刊，第一卷"


def text(data: bytes) -> str:
    return "".join(text_of(io.BytesIO(data)))


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_accented_text_is_read(name: str) -> None:
    said = f"title = {ACCENTS}\n"

    assert text(said.encode(name)) == said


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "gbk", "gb18030"])
def test_chinese_is_read(name: str) -> None:
    said = f"title = {CHINESE},\n  note = {{数}}\n"

    assert text(said.encode(name)) == said


def test_traditional_chinese_is_read() -> None:
    # Half of these signs are in GBK and not in GB 2312: the second byte may be a letter.
    said = "title = {水中總有機碳檢測方法－過氧焦硫酸鹽紫外光氧化},\n"

    assert text(said.encode("gbk")) == said


@pytest.mark.parametrize(
    "said", ["Müller, José and Løvås\n", "Il a neigé à Port-au-Prince\n", "“Naïve” — l’été; ÄÖÜ\n", "Größe\n"]
)
def test_european_text_is_not_chinese(said: str) -> None:
    assert text(said.encode("cp1252")) == said


def test_two_accents_side_by_side_are_not_chinese() -> None:
    assert text("créée\nréélue\n".encode("cp1252")) == "créée\nréélue\n"


def test_quotes_of_windows_are_read() -> None:
    assert text(b"\x93quoted\x94 \x96 it\x92s\n") == "“quoted” – it’s\n"


def test_a_file_put_together_from_several_is_followed_line_by_line() -> None:
    assert text("Größe\n".encode() + "Größe\n".encode("cp1252") + "Größe\n".encode()) == "Größe\n" * 3


def test_a_prolog_is_believed_before_the_bytes() -> None:
    declared = '<?xml version="1.0" encoding="GB2312"?><a>数</a>'

    assert text(declared.encode("gbk")) == declared
    assert head_text(declared.encode("gbk")) == declared


def test_a_prolog_that_says_utf_16_and_can_be_read_is_none() -> None:
    declared = '<?xml version="1.0" encoding="UTF-16"?><a>é</a>'

    assert text(declared.encode()) == declared


def test_a_sign_that_was_cut_is_one_sign() -> None:
    assert text("Größe und Güte und mehr".encode().replace("ü".encode(), b"\xc3")) == "Größe und G\ufffdte und mehr"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_have_their_numbers_whatever_they_end_with(end: str) -> None:
    data = end.join(["one", "", "drei ü", "vier"]).encode()

    assert list(lines_of(io.BytesIO(data))) == [(1, "one"), (2, ""), (3, "drei ü"), (4, "vier")]


def test_a_line_without_end_comes_in_pieces() -> None:
    pieces = list(lines_of(io.BytesIO(b"x" * (3 * MAX_LINE) + b"\nnext\n")))

    assert {number for number, _ in pieces} == {1, 2}
    assert sum(len(line) for number, line in pieces if number == 1) == 3 * MAX_LINE
    assert pieces[-1] == (2, "next")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=50), st.integers(1, 9))
def test_pieces_of_any_size_make_the_same_text(said: str, size: int) -> None:
    class Slow(io.BytesIO):
        def read(self, count: int | None = -1, /) -> bytes:
            return super().read(min(size, count) if count and count > 0 else size)

    chunk = encoding._CHUNK
    encoding._CHUNK = 4  # type: ignore[misc]  # so that a short text is many chunks
    try:
        whole = "".join(text_of(Slow((said + "\r\n" + said).encode())))
    finally:
        encoding._CHUNK = chunk  # type: ignore[misc]
    assert whole == said.removeprefix("\ufeff") + "\n" + said


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    assert isinstance(text(data), str)
    assert isinstance(head_text(data), str)
