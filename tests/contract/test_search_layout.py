"""The files of the index are what `layout` and `sections` say: read here by hand, without the reader.

And nothing in them is a pickle but Whoosh's own table of contents.
"""

from __future__ import annotations

import itertools
import json
import struct
import sys
import zlib
from array import array
from pathlib import Path
from typing import NamedTuple

import pytest

from reader.search import Document, WhooshIndex, sections

NAMES = {"<u1": "B", "<u2": "H", "<u4": "I", "<i8": "q"}
PAPERS = (
    Document(7, "Graph models", "A model of graphs: graph-like.", ("Ada B. Li", "Li"), ("cs.CL", "math"), "1900-01-02"),
    Document(3, "Zürich", "", (), ("cs.CL",), ""),
)


class Section(NamedTuple):
    kind: str
    start: int
    numbers: list[int]


def _parsed(data: bytes) -> dict[str, Section]:
    """Read a segment as the documentation of its layout says."""
    assert data[:8] == bytes.fromhex("89 4F 63 74 0D 0A 1A 0A")
    version, count = struct.unpack("<HH", data[8:12])
    assert version == 1
    table = data[16 : 16 + 48 * count]
    assert zlib.crc32(table) == int.from_bytes(data[12:16], "little")
    found = {}
    for place in range(0, len(table), 48):
        line = table[place : place + 48]
        name, kind = line[:24].rstrip(b"\0").decode("ascii"), line[24:28].rstrip(b"\0").decode("ascii")
        crc, start, length = struct.unpack("<IQQ", line[28:])
        assert start % 8 == 0
        numbers = array(NAMES[kind])
        content = data[start : start + length * numbers.itemsize]
        assert zlib.crc32(content) == crc
        numbers.frombytes(content)
        if sys.byteorder == "big":
            numbers.byteswap()
        found[name] = Section(kind, start, numbers.tolist())
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of the two papers in one segment, with bits of beginnings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "BEGINNINGS_FROM", 2)
        index = WhooshIndex(tmp_path / "index", "a library", pause=lambda: None)
        index.clear()
        index.update(PAPERS)
        index.close()
    return tmp_path / "index"


@pytest.fixture
def segment(folder: Path) -> dict[str, Section]:
    """The one segment, parsed."""
    (path,) = folder.glob("MAIN_*.oct")
    return _parsed(path.read_bytes())


def _terms(segment: dict[str, Section], kind: str) -> list[bytes]:
    text, starts = bytes(segment[f"{kind}.text"].numbers), segment[f"{kind}.starts"].numbers
    return [text[start:stop] for start, stop in itertools.pairwise(starts)]


def _by_term(segment: dict[str, Section], kind: str, column: str) -> dict[bytes, list[int]]:
    first, numbers = segment[f"{kind}.first"].numbers, segment[f"{kind}.{column}"].numbers
    terms = _terms(segment, kind)
    assert len(first) == len(terms) + 1
    assert first[-1] == len(numbers)
    return {term: numbers[first[at] : first[at + 1]] for at, term in enumerate(terms)}


def test_every_section_that_is_documented_is_there_and_no_other(segment: dict[str, Section]) -> None:
    kinds = {
        "term": ("counts", "spots", "places"),
        "form": ("parts", "letters"),
        "author": ("which",),
        "name": (),
        "category": (),
    }
    expected = {f"paper.{name}" for name in ("number", "day", "length", "title", "abstract")}
    for kind, others in kinds.items():
        expected |= {f"{kind}.{name}" for name in ("text", "starts", "first", "papers", *others)}
    expected |= {f"begin.{name}" for name in ("text", "starts", "first", "bits")}

    assert segment.keys() == expected
    generic = {"text", "starts", "first"}
    told = sections.__doc__ or ""
    assert [name for name in expected if name.split(".")[1] not in generic and f"`{name}`" not in told] == []


def test_papers_stand_in_the_order_in_which_they_came(segment: dict[str, Section]) -> None:
    assert segment["paper.number"] == ("<i8", segment["paper.number"].start, [7, 3])
    assert segment["paper.day"].numbers == [2, 0]
    # Graph models: 2, twice. model, graphs, graph-like (its parts, and joined): 5. Names: 4. cs.CL likewise, math: 4.
    assert segment["paper.length"].numbers == [2 * 2 + 5 + 4 + 4, 2 + 3]
    assert segment["paper.title"].numbers == [3, 2]
    # model, graph, graph, like; and one place left free.
    assert segment["paper.abstract"].numbers == [3 + 5, 3]


def test_stems_know_papers_counts_and_places(segment: dict[str, Section]) -> None:
    papers, counts = _by_term(segment, "term", "papers"), _by_term(segment, "term", "counts")

    assert _terms(segment, "term") == sorted(_terms(segment, "term"))
    assert papers[b"graph"] == [0]
    assert counts[b"graph"] == [3 << 2 | 1]
    assert counts[b"model"] == [2 << 2 | 1]
    assert papers[b"cscl"] == [0, 1]
    assert papers[b"zurich"] == [1]
    assert "Zürich".encode() not in papers
    at = _terms(segment, "term").index(b"graph")
    start, stop = segment["term.spots"].numbers[at : at + 2]
    assert segment["term.places"].numbers[start:stop] == [0, 4, 5]


def test_forms_know_their_parts(segment: dict[str, Section]) -> None:
    parts = _by_term(segment, "form", "parts")

    assert parts[b"graph"] == [1 | 2]
    assert parts[b"models"] == [1]
    assert parts[b"model"] == [2]
    assert parts[b"li"] == [4]
    assert parts[b"math"] == [8]


def test_names_know_whose_they_are(segment: dict[str, Section]) -> None:
    which = _by_term(segment, "author", "which")

    assert which == {b"ada": [0], b"b": [0], b"li": [0, 1]}
    assert _by_term(segment, "name", "papers") == {b"Ada B. Li": [0], b"Li": [0]}
    assert _by_term(segment, "category", "papers") == {b"cs.CL": [0, 1], b"math": [0]}


def test_beginnings_are_bits(segment: dict[str, Section]) -> None:
    bits = _by_term(segment, "begin", "bits")

    assert bits[b"0g"] == [0b10000000]
    assert bits[b"0cs"] == [0b11000000]
    assert bits[b"1cs"] == [0]
    assert bits[b"0zu"] == bits[b"1zu"] == [0b01000000]


def test_only_whooshs_table_of_contents_is_a_pickle(folder: Path) -> None:
    import pickletools

    kinds = {path.name: path.read_bytes() for path in folder.iterdir() if path.stat().st_size}

    assert sorted(name.split(".")[-1] for name in kinds) == ["json", "json", "oct", "toc"]
    for name, data in kinds.items():
        if name.endswith(".json"):
            json.loads(data)
        if not name.endswith(".toc"):
            with pytest.raises(ValueError, match=r"opcode|not enough|expected|pickle"):
                list(pickletools.genops(data))
            assert b"numpy" not in data
            assert b"reader." not in data
    (contents,) = (data for name, data in kinds.items() if name.endswith(".toc"))
    assert b"PostingSegment" in contents
