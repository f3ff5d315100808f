"""The file of a segment: what is written is read, and what is damaged is not."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import SearchError
from reader.search import layout
from reader.search.layout import Numbers, SegmentFile

KINDS = ("<u1", "<u2", "<u4", "<i8")
ARRAYS = st.sampled_from(KINDS).flatmap(
    lambda kind: st.lists(st.integers(int(np.iinfo(kind).min), int(np.iinfo(kind).max)), max_size=20).map(
        lambda values: np.array(values, kind)
    )
)
NAMES = st.text("abc.xyz", min_size=1, max_size=24)


def _written(sections: dict[str, Numbers]) -> bytes:
    file = io.BytesIO()
    layout.write(file, sections)
    return file.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a segment goes."""
    return tmp_path / "MAIN_x.oct"


@settings(max_examples=60)
@given(st.dictionaries(NAMES, ARRAYS, max_size=12))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, sections: dict[str, Numbers]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.oct"
    path.write_bytes(_written(sections))
    file = SegmentFile(path)

    assert list(file.names()) == list(sections)
    for name, numbers in sections.items():
        found = file.array(name)
        assert found.dtype == numbers.dtype
        assert found.tolist() == numbers.tolist()
        assert found.ctypes.data % 8 == 0 or not len(found)
    assert file.damaged() == []


def test_arrays_lie_in_the_file_and_cannot_be_changed(path: Path) -> None:
    path.write_bytes(_written({"one": np.arange(5, dtype=np.uint32)}))
    file = SegmentFile(path)
    found = file.array("one")

    assert not found.flags.owndata
    assert not found.flags.writeable
    assert file.array("one") is found
    file.close()
    assert found.tolist() == [0, 1, 2, 3, 4]


def test_a_section_that_is_not_there_is_empty(path: Path) -> None:
    path.write_bytes(_written({"one": np.zeros(0, np.int64)}))
    file = SegmentFile(path)

    assert file.array("one").dtype == np.int64
    assert len(file.array("one")) == len(file.array("two")) == 0


def test_other_byte_orders_and_strides_are_written_alike(path: Path) -> None:
    numbers = np.arange(12, dtype=np.uint32)

    assert _written({"x": numbers.astype(">u4")}) == _written({"x": numbers})
    assert _written({"x": numbers[::2]}) == _written({"x": numbers[::2].copy()})


@pytest.mark.parametrize("kind", ["<f4", "<u8", "bool", "<i4"])
def test_other_kinds_are_not_written(kind: str) -> None:
    with pytest.raises(AssertionError, match="is of kind"):
        _written({"x": np.zeros(3, kind)})


def test_sections_begin_at_multiples_of_eight() -> None:
    data = _written({"a": np.ones(3, np.uint8), "b": np.ones(1, np.uint16), "c": np.array([-1])})
    lines = list(struct.iter_unpack("<24s4sIQQ", data[16 : 16 + 3 * 48]))

    assert [start for *_, start, _ in lines] == [160, 168, 176]
    assert data[163:168] == bytes(5)
    assert len(data) == 184


def _head(version: int = 1, count: int = 0, table: bytes = b"", signature: bytes = b"\x89Oct\r\n\x1a\n") -> bytes:
    return signature + struct.pack("<HHI", version, count, zlib.crc32(table)) + table


def _line(name: bytes = b"x", kind: bytes = b"<u1", start: int = 64, length: int = 1) -> bytes:
    return struct.pack("<24s4sIQQ", name, kind, 0, start, length)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89Oct",
        _head(version=2),
        _head(signature=b"\x89Oct\n\x1a\n\n"),
        _head(count=1),
        _head(count=300, table=_line() * 300),
        _head(count=1, table=_line(start=1 << 63, length=1 << 63)),
        _head(count=1, table=_line(length=2)) + b"x",
        _head(count=1, table=_line(kind=b"<i8")) + b"x",
        _head(count=1, table=_line(kind=b"|O")) + b"x" * 8,
        _head(count=1, table=_line(kind=b"\xff")) + b"x",
        _head(count=1, table=_line(name=b"\xff")) + b"x",
    ],
    ids=range(12),
)
def test_what_is_no_segment_is_not_opened(data: bytes, path: Path) -> None:
    path.write_bytes(data)

    with pytest.raises(SearchError, match="built anew"):
        SegmentFile(path)


def test_the_least_segment_is_opened(path: Path) -> None:
    path.write_bytes(_head(count=1, table=_line()) + b"x")
    file = SegmentFile(path)

    assert file.array("x").tolist() == [ord("x")]
    assert file.damaged() == ["x"]


def test_links_and_missing_files_are_not_opened(path: Path) -> None:
    with pytest.raises(SearchError):
        SegmentFile(path)
    other = path.with_name("other")
    other.write_bytes(_written({}))
    path.symlink_to(other)
    with pytest.raises(SearchError):
        SegmentFile(path)
    assert list(SegmentFile(other).names()) == []


def test_no_descriptor_stays_open(path: Path) -> None:
    path.write_bytes(_written({"one": np.arange(5, dtype=np.uint32)}))
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()
    files = [SegmentFile(path) for _ in range(5)]
    for file in files:
        file.array("one")
        file.close()

    assert (set(os.listdir("/proc/self/fd")) if before else set()) == before


def test_what_was_let_go_is_read_again(path: Path) -> None:
    path.write_bytes(_written({"many": np.arange(50_000, dtype=np.uint32)}))
    file = SegmentFile(path)
    numbers = file.array("many")

    assert int(numbers.sum(dtype=np.int64)) == 50_000 * 49_999 // 2
    file.let_go()
    assert int(numbers.sum(dtype=np.int64)) == 50_000 * 49_999 // 2
    file.close()
    file.let_go()
