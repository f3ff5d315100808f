"""Reading rows straight from the pages of a damaged library, where SQLite cannot find the way to them.

A table's rows lie in leaf pages, and the pages above them only lead there: where one of those is damaged, or the first
page with the schema, every row is still in its leaf. The format: https://www.sqlite.org/fileformat2.html, sections 1.3
(header), 1.5 (free list), 1.6 (pages of b-trees, cells, overflow) and 2.1 (records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

_LEAF: Final = 0x0D
_USUAL: Final = 4096
_LARGEST: Final = 64 << 20
"""Bytes of a row that are believed."""
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}

Value = int | float | bytes | str | None


def leaf_rows(path: Path) -> Iterator[tuple[int, list[Value]]]:
    """Yield the number and the values of every row in any leaf that can be read; its table is not known."""
    with path.open("rb") as file:
        yield from _Pages(file.read(100), file, path.stat().st_size).rows()


class _Pages:
    def __init__(self, header: bytes, file: BinaryIO, length: int) -> None:
        self._file = file
        size = int.from_bytes(header[16:18], "big")
        size = 65_536 if size == 1 else size
        sound = header.startswith(b"SQLite format 3\0") and 512 <= size <= 65_536 and not size & (size - 1)
        self._size = size if sound else _USUAL
        self._usable = self._size - (header[20] if sound else 0)
        self._many = length // self._size
        self._free = self._freed(int.from_bytes(header[32:36], "big")) if sound else set[int]()

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        for number in range(2, self._many + 1):
            if number in self._free:
                continue
            page = self._page(number)
            if page[:1] != bytes([_LEAF]):
                continue
            count = min(int.from_bytes(page[3:5], "big"), (self._usable - 8) // 2)
            for place in struct.unpack_from(f">{count}H", page, 8):
                try:
                    yield self._cell(page, place)
                except (IndexError, ValueError, struct.error):
                    continue  # this cell is damaged

    def _page(self, number: int) -> bytes:
        if not 0 < number <= self._many:
            raise ValueError("no such page")
        self._file.seek((number - 1) * self._size)
        return self._file.read(self._size)

    def _freed(self, trunk: int) -> set[int]:
        """Give the pages that are not in use: what they hold was replaced or deleted."""
        free: set[int] = set()
        while 0 < trunk <= self._many and trunk not in free:
            free.add(trunk)
            page = self._page(trunk)
            trunk, count = struct.unpack_from(">II", page)
            free.update(struct.unpack_from(f">{min(count, self._usable // 4 - 2)}I", page, 8))
        return free

    def _cell(self, page: bytes, place: int) -> tuple[int, list[Value]]:
        length, place = _varint(page, place)
        number, place = _varint(page, place)
        if not 0 < length <= _LARGEST:
            raise ValueError("no row is so long")
        most = self._usable - 35
        if length <= most:
            return number, _record(page[place : place + length], length)
        least = (self._usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (self._usable - 4)
        local = local if local <= most else least
        data = bytearray(page[place : place + local])
        following = int.from_bytes(page[place + local : place + local + 4], "big")
        while len(data) < length:
            more = self._page(following)
            following = int.from_bytes(more[:4], "big")
            data += more[4 : min(self._usable, 4 + length - len(data))]
        return number, _record(bytes(data), length)


def _record(data: bytes, length: int) -> list[Value]:
    if len(data) != length:
        raise ValueError("the row is cut off")
    end, place = _varint(data, 0)
    kinds = []
    while place < end:
        kind, place = _varint(data, place)
        kinds.append(kind)
    if place != end or end > length:
        raise ValueError("the row's header is damaged")
    values: list[Value] = []
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else _INTEGERS.get(kind, 8 if kind == 7 else 0)
        piece = data[place : place + size]
        if len(piece) != size or kind in (10, 11):
            raise ValueError("the row is damaged")
        place += size
        if kind >= 12:
            values.append(piece.decode("utf-8", "replace") if kind % 2 else piece)
        elif kind == 7:
            values.append(float(struct.unpack(">d", piece)[0]))
        else:
            values.append(None if kind == 0 else kind - 8 if kind >= 8 else int.from_bytes(piece, "big", signed=True))
    if place != length:
        raise ValueError("the row has more than its header says")
    return values


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """Read a number of one to nine bytes, and give the place behind it."""
    value = 0
    for _ in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    return value << 8 | data[place], place + 1
