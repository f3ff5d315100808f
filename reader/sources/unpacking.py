"""Undoing compression as a stream: gzip, xz, bzip2 and zstd, recognised by their first bytes.

Sources: RFC 1952, 2.3.1 (gzip); https://tukaani.org/xz/xz-file-format.txt, 2.1.1.1 and 2.2 (xz, and the zeros that may
pad it); RFC 8878, 3.1.1 (zstd). A file may hold several compressed streams, one after the other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

from reader.errors import SourceError

if TYPE_CHECKING:
    from queue import Queue

_GZIP: Final = b"\x1f\x8b"
_XZ: Final = b"\xfd7zXZ\x00"
_BZIP2: Final = b"BZh"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_LONGEST: Final = max(map(len, (_GZIP, _XZ, _BZIP2, _ZSTD)))

_SLICE: Final = 1 << 14
"""Bytes that go into a decompressor at a time, and come out: an error costs no more than one such piece."""
_PART: Final = 64
_COARSE_SLICE: Final = 1 << 18
"""Of a long content, an error may cost this part of what came before: a thread that wants the interpreter back after
each piece waits up to 5 ms for it."""
_LOT: Final = 1 << 18
"""Bytes that a thread hands over at a time."""
_LOTS: Final = 4
"""How many such pieces may lie ready; three can still come after the reader has gone."""
_FINE_SLICE: Final = 1 << 8
_FINE_UNTIL: Final = 1 << 16
"""So much comes out in fine slices, so that a small file that is damaged at its end loses next to nothing."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the manners of those of lzma and bz2."""

    def __init__(self) -> None:
        import zlib

        self._inner = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and not self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, /, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def unpacked(chunks: Iterable[bytes], *, by_thread: bool = False) -> Iterator[bytes]:
    """Yield the uncompressed content of a stream, which is the stream itself where it is not compressed.

    Args:
        chunks: The stream.
        by_thread: Whether a thread may read and decompress it ahead; not where reading can wait for somebody.

    Raises:
        SourceError: the compression is unknown, or damaged, or cut off; what came before was yielded.
    """
    rest = iter(chunks)
    head = b""
    for chunk in rest:
        head += chunk
        if len(head) >= _LONGEST:
            break
    for magic, name, begin in (
        (_GZIP, "gzip", _gzip),
        (_XZ, "xz", _xz),
        (_BZIP2, "bzip2", _bzip2),
        (_ZSTD, "zstd", _zstd),
    ):
        if head.startswith(magic):
            content = _decompressed(_prefixed(head, rest), magic, name, begin)
            return ahead(content) if by_thread else content
    return _prefixed(head, rest)


def ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what an iterator yields, joined to larger pieces, while a thread of its own makes the next ones.

    Decompressing needs no interpreter, so it costs the caller next to no time. For iterators that never wait long:
    closing the generator waits for the piece under way.
    """
    from queue import Empty, Queue
    from threading import Event, Thread

    ready: Queue[bytes | BaseException | None] = Queue(_LOTS)
    over = Event()
    thread = Thread(target=_fill, args=(pieces, ready, over.is_set), name="unpacking", daemon=True)
    thread.start()
    try:
        while isinstance(lot := ready.get(), bytes):
            yield lot
        if lot is not None:
            raise lot
    finally:
        over.set()
        with suppress(Empty):
            while True:
                ready.get_nowait()  # there is room now for all that the thread may still put
        thread.join()


def _fill(pieces: Iterator[bytes], ready: Queue[bytes | BaseException | None], is_over: Callable[[], bool]) -> None:
    """Put the pieces into a queue, and at their end None, or the error that ended them."""
    end: BaseException | None = None
    lot: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            lot.append(piece)
            size += len(piece)
            if size >= _LOT:
                ready.put(b"".join(lot))
                lot.clear()
                size = 0
            if is_over():
                return
    except BaseException as error:  # noqa: BLE001 - the edge of the thread: whatever it is, the reader has to raise it
        end = error
    if lot:
        ready.put(b"".join(lot))
    ready.put(end)


def _gzip() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    import zlib

    return _Gzip, zlib.error


def _xz() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    import lzma  # 2 ms, like bz2: only for files that need it

    return lzma.LZMADecompressor, lzma.LZMAError


def _bzip2() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    import bz2

    return bz2.BZ2Decompressor, OSError


def _zstd() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    return zstd.ZstdDecompressor, zstd.ZstdError


def _prefixed(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


def _decompressed(
    chunks: Iterator[bytes],
    magic: bytes,
    name: str,
    begin: Callable[[], tuple[Callable[[], _Decompressor], type[Exception]]],
) -> Iterator[bytes]:
    make, failure = begin()
    stream = make()
    done = 0
    size = _FINE_SLICE
    slices = _slices(chunks, lambda: size)
    waiting = b""
    while True:
        if stream.eof:
            waiting = stream.unused_data
            for piece in slices:
                # Zeros pad a file on tape, and an xz file to a multiple of four; what follows may come in small pieces.
                waiting = (waiting + piece).lstrip(b"\0")
                if len(waiting) >= len(magic):
                    break
            waiting = waiting.lstrip(b"\0")
            if not waiting:
                return
            if not waiting.startswith(magic):
                raise SourceError(f"holds something else after the end of its {name} data, which was not read")
            stream = make()
        elif stream.needs_input:
            waiting = next(slices, b"")
            if not waiting:
                raise SourceError(f"is cut off in the middle of its {name} data; what came before was read")
        try:
            data = stream.decompress(waiting, max_length=size)
        except (failure, EOFError) as error:
            raise SourceError(
                f"is damaged: its {name} data makes no sense ({error}); what came before was read"
            ) from error
        waiting = b""
        done += len(data)
        if done >= _FINE_UNTIL:
            size = min(max(_SLICE, done // _PART), _COARSE_SLICE)
        if data:
            yield data


def _slices(chunks: Iterable[bytes], size: Callable[[], int]) -> Iterator[bytes]:
    """Cut what is read into pieces about as long as those that come out."""
    for chunk in chunks:
        at = 0
        while at < len(chunk):
            end = at + max(size(), _SLICE)
            yield chunk[at:end]
            at = end
