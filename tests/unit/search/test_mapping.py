"""A segment read where it lies gives the same bytes, and Whoosh is changed only where it copies."""

from __future__ import annotations

import io
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.search.mapping import MappedFile, read_in_place

STEPS = st.one_of(
    st.tuples(st.just("read"), st.integers(-1, 40)),
    st.tuples(st.just("seek"), st.integers(0, 60)),
    st.tuples(st.just("readline"), st.integers(-1, 40)),
    st.tuples(st.just("readinto"), st.integers(0, 40)),
    st.tuples(st.just("tell"), st.none()),
)


@settings(max_examples=100)
@given(st.binary(max_size=50) | st.lists(st.sampled_from([b"a", b"\n"]), max_size=600).map(b"".join), st.lists(STEPS))
def test_reads_like_any_file(content: bytes, steps: list[tuple[str, int | None]]) -> None:
    ours, theirs = MappedFile(memoryview(content)), io.BytesIO(content)

    for name, argument in steps:
        if name == "readinto":
            buffers = bytearray(argument or 0), bytearray(argument or 0)
            assert ours.readinto(buffers[0]) == theirs.readinto(buffers[1])
            assert buffers[0] == buffers[1]
        else:
            arguments = () if argument is None else (argument,)
            assert getattr(ours, name)(*arguments) == getattr(theirs, name)(*arguments)


def test_seeks_from_everywhere() -> None:
    file = MappedFile(memoryview(b"0123456789"))

    assert [file.seek(4), file.seek(2, io.SEEK_CUR), file.seek(-3, io.SEEK_END)] == [4, 6, 7]
    assert file.read() == b"789"


def test_feeds_pickle() -> None:
    values = [("text", 1.5), list(range(1000)), b"bytes" * 200]
    file = MappedFile(memoryview(b"".join(pickle.dumps(value, 2) for value in values)))

    assert [pickle.load(file) for _ in values] == values


def test_whoosh_no_longer_copies() -> None:
    from whoosh.filedb import compound

    assert read_in_place()
    source = bytearray(b"before")
    file = compound.BufferFile(memoryview(source))
    source[:] = b"behind"

    assert file.read() == b"behind"


def test_a_whoosh_that_does_not_copy_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from whoosh.filedb import compound

    assert read_in_place()
    cured = compound.BufferFile
    assert read_in_place()

    assert compound.BufferFile is cured


def test_a_whoosh_that_reads_otherwise_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from whoosh.filedb import compound, structfile

    class Other(structfile.BufferFile):  # type: ignore[misc]  # Whoosh's classes are not typed for us
        def get(self, position: int, length: int) -> bytes:
            return bytes(self.file.getvalue()[position : position + length])

    monkeypatch.setattr(compound, "BufferFile", Other)

    assert not read_in_place()
    assert compound.BufferFile is Other
