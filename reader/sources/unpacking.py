"""Undoing compression as a stream: gzip, xz and bzip2, recognised by their first bytes.

Sources: RFC 1952, 2.3.1 (gzip); https://tukaani.org/xz/xz-file-format.txt, 2.1.1.1 and 2.2 (xz, and the zeros that may
pad it); RFC 8878, 3.1.1 (zstd). A file may hold several compressed streams, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

from reader.errors import SourceError

_GZIP: Final = b"\x1f\x8b"
_XZ: Final = b"\xfd7zXZ\x00"
_BZIP2: Final = b"BZh"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_LONGEST: Final = max(map(len, (_GZIP, _XZ, _BZIP2, _ZSTD)))

_SLICE: Final = 1 << 14
"""Bytes that go into a decompressor at a time, and come out: an error costs no more than one such piece."""
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


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the uncompressed content of a stream, which is the stream itself where it is not compressed.

    Raises:
        SourceError: the compression is unknown, or damaged, or cut off; what came before was yielded.
    """
    rest = iter(chunks)
    head = b""
    for chunk in rest:
        head += chunk
        if len(head) >= _LONGEST:
            break
    if head.startswith(_ZSTD):
        raise SourceError("is compressed with zstd, which Octavo does not read; unpack it first (unzstd FILE)")
    for magic, name, begin in ((_GZIP, "gzip", _gzip), (_XZ, "xz", _xz), (_BZIP2, "bzip2", _bzip2)):
        if head.startswith(magic):
            return _decompressed(_prefixed(head, rest), magic, name, begin)
    return _prefixed(head, rest)


def _gzip() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    import zlib

    return _Gzip, zlib.error


def _xz() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    import lzma  # 2 ms, like bz2: only for files that need it

    return lzma.LZMADecompressor, lzma.LZMAError


def _bzip2() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    import bz2

    return bz2.BZ2Decompressor, OSError


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
    slices = (chunk[at : at + _SLICE] for chunk in chunks for at in range(0, len(chunk), _SLICE))
    stream = make()
    done = 0
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
            data = stream.decompress(waiting, max_length=_FINE_SLICE if done < _FINE_UNTIL else _SLICE)
        except (failure, EOFError) as error:
            raise SourceError(
                f"is damaged: its {name} data makes no sense ({error}); what came before was read"
            ) from error
        waiting = b""
        done += len(data)
        if data:
            yield data
