"""Compressed streams: whole, padded, joined, cut and damaged."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.sources.unpacking import ahead, unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    # As the command `zstd` packs: with a checksum at the end, which the library leaves out unless it is asked.
    "zstd": lambda data: zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1}),
}
TEXT = b"".join(b"%d: a line that is somewhat compressible\n" % number for number in range(2000))
NOISE = random.Random(1).randbytes(300_000)

every_packer = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def salvage(data: bytes, size: int = 1 << 17, *, by_thread: bool = False) -> tuple[bytes, str]:
    """What came out, and why no more did."""
    out = []
    try:
        for chunk in unpacked(chunks(data, size), by_thread=by_thread):
            assert chunk
            out.append(chunk)
    except SourceError as error:
        return b"".join(out), str(error)
    return b"".join(out), ""


@every_packer
@pytest.mark.parametrize("content", [b"", b"a", TEXT, NOISE], ids=["empty", "a byte", "text", "noise"])
@pytest.mark.parametrize("size", [1 << 10, 1 << 17])
def test_a_packed_content_comes_out_whole(pack: Callable[[bytes], bytes], content: bytes, size: int) -> None:
    assert salvage(pack(content), size) == (content, "")


@every_packer
def test_chunks_of_one_byte_do(pack: Callable[[bytes], bytes]) -> None:
    assert salvage(pack(TEXT), 1) == (TEXT, "")


@every_packer
@pytest.mark.parametrize("size", [1, 7, 1 << 17])
def test_streams_one_after_the_other_are_one_content(pack: Callable[[bytes], bytes], size: int) -> None:
    assert salvage(pack(b"one\n") + pack(b"") + pack(b"two\n") + pack(TEXT), size) == (b"one\ntwo\n" + TEXT, "")


@every_packer
def test_zeros_may_pad_a_stream(pack: Callable[[bytes], bytes]) -> None:
    assert salvage(pack(b"one") + bytes(8) + pack(b"two") + bytes(40_000)) == (b"onetwo", "")


@every_packer
def test_what_follows_a_stream_and_is_none_is_told(pack: Callable[[bytes], bytes]) -> None:
    content, reason = salvage(pack(b"one") + b"something else")
    assert content == b"one"
    assert "something else after the end" in reason


@every_packer
def test_a_stream_that_is_cut_gives_what_came_before(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(NOISE[:200_000])
    content, reason = salvage(packed[: len(packed) - 1])
    assert NOISE.startswith(content)
    assert len(content) > 190_000 or pack is bz2.compress
    assert "cut off" in reason


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_small_stream_with_a_wrong_checksum_loses_less_than_its_last_line(pack: Callable[[bytes], bytes]) -> None:
    packed = bytearray(pack(TEXT[:20_000]))
    packed[-5 if pack is gzip.compress else len(packed) - 30] ^= 0xFF
    content, reason = salvage(bytes(packed))
    assert TEXT.startswith(content)
    assert len(content) >= 20_000 - 256
    assert "damaged" in reason


@settings(max_examples=50)
@given(st.sampled_from(sorted(PACKERS)), st.integers(0, 5000), st.binary(min_size=1, max_size=3))
def test_damage_is_never_silent(packer: str, at: int, wrong: bytes) -> None:
    packed = PACKERS[packer](TEXT[:4000])
    at %= len(packed)
    damaged = packed[:at] + wrong + packed[at + len(wrong) :]
    content, reason = salvage(damaged)
    # A checksum comes last: what a damaged stream gave until then may be wrong.
    assert reason or content in (TEXT[:4000], damaged)


@settings(max_examples=50)
@given(st.sampled_from(sorted(PACKERS)), st.integers(1, 200))
def test_a_cut_at_any_byte_is_told(packer: str, missing: int) -> None:
    packed = PACKERS[packer](b"a small content, twice: a small content")
    kept = packed[: max(0, len(packed) - missing)]
    content, reason = salvage(kept)
    assert reason or content == kept


@pytest.mark.parametrize("content", [b"", b"{", b"plain", TEXT, b"BZ"])
@pytest.mark.parametrize("size", [1, 1000])
def test_a_content_that_is_not_packed_stays_as_it_is(content: bytes, size: int) -> None:
    assert salvage(content, size) == (content, "")


@every_packer
def test_little_is_held_of_a_content_that_unpacks_to_very_much(pack: Callable[[bytes], bytes]) -> None:
    sizes = [len(chunk) for chunk in unpacked(chunks(pack(bytes(8_000_000)), 1 << 17))]
    assert sum(sizes) == 8_000_000
    assert max(sizes) <= 1 << 18


@every_packer
@pytest.mark.parametrize("content", [TEXT, bytes(8_000_000)], ids=["text", "much"])
def test_a_thread_unpacks_the_same(pack: Callable[[bytes], bytes], content: bytes) -> None:
    pieces = list(unpacked(chunks(pack(content), 1 << 17), by_thread=True))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 1 << 19


@every_packer
def test_what_came_before_damage_comes_from_a_thread_too(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(NOISE)[:-20]
    content, reason = salvage(packed, by_thread=True)
    assert (content, reason) == salvage(packed)
    assert "cut off" in reason


def unpacking_threads() -> int:
    return sum(thread.name == "unpacking" for thread in threading.enumerate())


@pytest.mark.parametrize("taken", [0, 1, 3])
def test_no_thread_is_left_when_nobody_reads_on(taken: int) -> None:
    content = unpacked(chunks(lzma.compress(bytes(8_000_000)), 100), by_thread=True)
    assert isinstance(content, Generator)
    for _ in range(taken):
        next(content)
    assert unpacking_threads() == (taken > 0)
    content.close()
    assert unpacking_threads() == 0


def test_whatever_breaks_in_the_thread_reaches_the_reader() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one"
        raise MemoryError("no room")

    content = ahead(broken())
    assert next(content) == b"one"
    with pytest.raises(MemoryError, match="no room"):
        next(content)
    assert unpacking_threads() == 0


def test_no_compression_is_loaded_before_a_file_needs_it() -> None:
    code = (
        "import sys; before = set(sys.modules); import reader.importing, reader.sources.opening;"
        "print(*sorted({'gzip', 'zlib', 'lzma', 'bz2', '_lzma', '_bz2', 'sqlite3', 'whoosh', 'textual', 'http.client'}"
        " & (set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
