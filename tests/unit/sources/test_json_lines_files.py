"""Files of JSON Lines: their lines and bytes, their sizes, and how they are told from other files."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sources import json_lines, source_for
from reader.sources.json_lines import JsonLines, begins_list
from tests.unit.sources.lines import GOOD, faults, read, titles


@pytest.mark.parametrize(
    "data",
    [
        f"{GOOD}\n{GOOD}\n".encode(),
        f"{GOOD}\n{GOOD}".encode(),
        f"{GOOD}\r\n{GOOD}\r\n".encode(),
        f"\n \n{GOOD}\n\t\r\n\n  {GOOD}  \n\n".encode(),
        b"\xef\xbb\xbf" + f"{GOOD}\n{GOOD}\n".encode(),
        b"\xef\xbb\xbf" + f"{GOOD}\n".encode() + b"\xef\xbb\xbf" + f"{GOOD}\n".encode(),
    ],
)
def test_lines_may_end_and_begin_as_they_like(data: bytes) -> None:
    assert titles(read(data)) == ["Good", "Good"]
    assert faults(read(data)) == []
    assert isinstance(source_for(data), JsonLines)


@pytest.mark.parametrize(
    "bad", [b'{"title": "\xff"}', b'{"title": "A\x00B"}', b"\x00\x00\x00", b'\xff\xfe{"title": "A"}']
)
def test_bytes_that_are_no_text_cost_their_line_only(bad: bytes) -> None:
    items = read(GOOD.encode() + b"\n" + bad + b"\n" + GOOD.encode())
    assert titles(items) == ["Good", "Good"]
    assert faults(items) == [(2, "")]


def test_a_blank_line_counts_as_a_line() -> None:
    assert faults(read(f"\n\n{GOOD}\n\nbad\n")) == [(5, "")]


def test_half_a_surrogate_is_cleaned_away() -> None:
    assert titles(read('{"title": "A\\ud800B"}')) == ["AB"]


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE", 100)
    exact = json.dumps({"title": "Good", "x": "y" * 74})
    assert len(exact) == 100
    items = read(f'{exact}\n{{"title": "{"z" * 500}"}}\n{GOOD}\n' + "w" * 101)
    assert titles(items) == ["Good", "Good"]
    assert faults(items) == [(2, ""), (4, "")]


class _Endless(io.RawIOBase):
    """A line of 64 MB, made while it is read."""

    left = 64 * 1024 * 1024

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count = min(len(buffer), self.left)
        buffer[:count] = b"x" * count
        self.left -= count
        return count


def test_a_line_that_is_far_too_long_is_never_held_in_memory() -> None:
    tracemalloc.start()
    try:
        items = list(JsonLines().read(io.BufferedReader(_Endless()), "papers.jsonl"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert faults(items) == [(1, "")]
    assert peak < 16 * 1024 * 1024


def test_records_come_one_by_one() -> None:
    stream = io.BytesIO(f"{GOOD}\n".encode() * 1000)
    next(iter(JsonLines().read(stream, "papers.jsonl")))
    assert stream.tell() < 100


@pytest.mark.parametrize(
    "head",
    [
        b'{"title": "Good"}',
        b'  \n\n{"id": 1, ',
        b'{ "title"',
        b"{}\n",
        b'oops\n{"title": "Good"}\n',
        b'[1]\n{"title": "G',
        b'{"title": "Daily Papers"}\n',
    ],
)
def test_objects_on_lines_are_recognised(head: bytes) -> None:
    assert isinstance(source_for(head), JsonLines)


@pytest.mark.parametrize(
    "head",
    [
        b'[\n{"title": "A"},\n{"title": "B"}\n]\n',
        b'\xef\xbb\xbf [ {"title": "A"},\n{"title": "B"}]',
        b'[{"title": "A"}]',
    ],
)
def test_a_list_of_objects_is_known_as_such(head: bytes) -> None:
    assert begins_list(head)
    assert not JsonLines().recognises(head)


@pytest.mark.parametrize("head", [b"", b"[", b'{"title": "A"}\n[\n', b"[1]\n", b"[oops\n", b"text [{"])
def test_what_begins_no_list_of_objects_is_not_known_as_one(head: bytes) -> None:
    assert begins_list(head) == (head == b"[")


@pytest.mark.parametrize(
    "head",
    [b"", b"\n", b"{\n", b'[\n  {\n    "title": "Good"\n  }\n]', b"text", b"\x7fELF", b"@article{a,\n}\n", b"{x}"],
)
def test_other_contents_are_not_taken_for_json_lines(head: bytes) -> None:
    assert not JsonLines().recognises(head)


@settings(max_examples=100)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise(data: bytes) -> None:
    JsonLines().recognises(data)
    read(data)
