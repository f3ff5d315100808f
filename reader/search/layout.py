"""The file that holds the postings of one segment, to the byte.

A segment is one file, `MAIN_<id>.oct`, written once and never changed. All numbers are little-endian.

    offset  size  what
         0     8  the signature: 89 4F 63 74 0D 0A 1A 0A, so that a transfer as text shows (as PNG does it)
         8     2  the version of this layout (u16)
        10     2  the number of sections (u16)
        12     4  CRC-32 of the table of sections (u32)
        16  48*n  the table of sections
      then        the sections, each beginning at a multiple of 8

    a line of the table, 48 bytes
         0    24  the section's name, ASCII, filled up with zero bytes
        24     4  the kind of its numbers as NumPy writes it: `<u1`, `<u2`, `<u4`, `<i8`; filled up with a zero byte
        28     4  CRC-32 of the section (u32)
        32     8  where it begins (u64)
        40     8  how many numbers it holds (u64)

The sections are arrays of numbers, used where they lie in the mapped file: nothing is decoded, and opening costs the
same for a hundred papers and for a hundred thousand. Which sections there are is told in `sections`. CRC-32 is that of
zlib (RFC 1952); the table is checked at each opening, the sections by `verify`.
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reader.errors import SearchError

VERSION: Final = 1
EXTENSION: Final = ".oct"

_SIGNATURE: Final = b"\x89Oct\r\n\x1a\n"
_HEAD: Final = struct.Struct("<8sHHI")
_LINE: Final = struct.Struct("<24s4sIQQ")
_ALIGNED: Final = 8
_KINDS: Final = ("<u1", "<u2", "<u4", "<i8")
_MOST_SECTIONS: Final = 256

Numbers: TypeAlias = NDArray[Any]
"""An array of one of the kinds above."""
Sections: TypeAlias = Mapping[str, Numbers]


def write(file: BinaryIO, sections: Sections) -> None:
    """Write the sections of a segment.

    Args:
        file: Where to, at its beginning.
        sections: Arrays of one dimension, by name.
    """
    table = bytearray()
    start = _aligned(_HEAD.size + _LINE.size * len(sections))
    places = []
    for name, numbers in sections.items():
        kind = numbers.dtype.newbyteorder("<").str.replace("|", "<")
        assert kind in _KINDS, f"{name} is of kind {kind}"
        data = np.ascontiguousarray(numbers, dtype=kind)
        table += _LINE.pack(name.encode("ascii"), kind.encode("ascii"), zlib.crc32(as_bytes(data)), start, len(data))
        places.append((start, data))
        start = _aligned(start + data.nbytes)
    file.write(_HEAD.pack(_SIGNATURE, VERSION, len(sections), zlib.crc32(table)))
    file.write(table)
    written = _HEAD.size + len(table)
    for place, data in places:
        file.write(bytes(place - written))
        file.write(as_bytes(data))
        written = place + data.nbytes


class SegmentFile:
    """A segment's file, mapped into memory.

    Raises:
        SearchError: it is missing, cut off, of another version, or its table is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._table: dict[str, tuple[str, int, int, int]] = {}
        self._arrays: dict[str, Numbers] = {}
        try:
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else None
            self._read_table(size)
        except (OSError, ValueError, struct.error) as error:
            raise SearchError(
                f"The index file {path.name} cannot be read ({error}); the index is built anew."
            ) from error

    def array(self, name: str) -> Numbers:
        """Give a section as an array over the file itself; an empty one where there is no such section."""
        found = self._arrays.get(name)
        if found is None:
            kind, _, start, length = self._table.get(name, ("<u1", 0, 0, 0))
            view = np.frombuffer(self._map, dtype=kind, count=length, offset=start) if length and self._map else None
            found = self._arrays[name] = np.empty(0, dtype=kind) if view is None else view
        return found

    def names(self) -> Iterable[str]:
        """Give the names of the sections."""
        return self._table.keys()

    def damaged(self) -> list[str]:
        """Compare every section with its checksum, and give the names of those that do not fit."""
        return [name for name in self._table if zlib.crc32(as_bytes(self.array(name))) != self._table[name][1]]

    def let_go(self) -> None:
        """Give the memory of the pages that were read back; what is looked at again is mapped again."""
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Let go of the file; arrays that are still in use keep the memory, and nothing else."""
        self._arrays.clear()
        self._map = None

    def _read_table(self, size: int) -> None:
        if self._map is None:
            raise ValueError("it is empty")
        signature, version, count, checksum = _HEAD.unpack_from(self._map)
        if signature != _SIGNATURE or count > _MOST_SECTIONS:
            raise ValueError("it is none of Octavo's")
        if version != VERSION:
            raise ValueError(f"its layout is {version}, not {VERSION}")
        table = self._map[_HEAD.size : _HEAD.size + count * _LINE.size]
        if len(table) != count * _LINE.size or zlib.crc32(table) != checksum:
            raise ValueError("its table is damaged")
        for name, kind, crc, start, length in _LINE.iter_unpack(table):
            kind = kind.rstrip(b"\0").decode("ascii")
            if kind not in _KINDS or start + length * np.dtype(kind).itemsize > size:
                raise ValueError("it is cut off")
            self._table[name.rstrip(b"\0").decode("ascii")] = (kind, crc, start, length)


def _aligned(place: int) -> int:
    return (place + _ALIGNED - 1) // _ALIGNED * _ALIGNED


def as_bytes(data: Numbers) -> memoryview:
    """Give the bytes of an array, where they lie."""
    return data.data.cast("B") if len(data) else memoryview(b"")
