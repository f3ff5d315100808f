"""Reading a segment where it lies.

Whoosh maps a segment into memory and then copies each file inside it into a `BytesIO`, so that opening costs time and
memory in proportion to the index. `read_in_place` puts a file over the mapping itself in its place: at 100,000 papers
an index opens in 1 ms instead of 200. Whoosh is changed only where it is found to copy, and left alone where the change
does not read the same bytes.
"""

from __future__ import annotations

import io
from typing import Any


class MappedFile:
    """A read-only binary file over a memory view, with what Whoosh and `pickle.load` ask of a file."""

    __slots__ = ("_end", "_place", "_view")

    def __init__(self, view: memoryview) -> None:
        self._view: memoryview = view
        self._end = len(view)
        self._place = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read so many bytes, or all that is left."""
        start = self._place
        end = self._end if size is None or size < 0 else min(self._end, start + size)
        self._place = max(start, end)
        return bytes(self._view[start:end])

    def readinto(self, target: Any) -> int:
        """Fill a writable buffer as far as the file goes."""
        data = self.read(len(target))
        target[: len(data)] = data
        return len(data)

    def readline(self, size: int = -1) -> bytes:
        """Read up to and with the next line feed."""
        start = self._place
        limit = self._end if size < 0 else min(self._end, start + size)
        found = start
        while found < limit:
            piece = bytes(self._view[found : min(limit, found + 256)])
            at = piece.find(b"\n")
            if at >= 0:
                found += at + 1
                break
            found += len(piece)
        self._place = found
        return bytes(self._view[start:found])

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, counted from the beginning, from here or from the end."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._end}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        """Tell the place."""
        return self._place

    def flush(self) -> None:
        """Do nothing: there is nothing to write."""

    def close(self) -> None:
        """Let go of the mapping."""
        self._view = memoryview(b"")
        self._end = 0


def read_in_place() -> bool:
    """Make Whoosh read segments where they lie; tell whether it does now.

    Calling it again changes nothing.
    """
    from whoosh.filedb import compound

    original = compound.BufferFile
    if not _copies(original):
        return True

    class MappedBufferFile(original):  # type: ignore[misc, valid-type]  # Whoosh's class, known at run time only
        """Whoosh's file over a buffer, without the copy."""

        def __init__(self, buf: Any, name: str | None = None, onclose: Any = None) -> None:
            super().__init__(b"", name=name, onclose=onclose)
            self._buf = buf
            self.file = MappedFile(buf) if isinstance(buf, memoryview) else io.BytesIO(buf)

        def close(self) -> None:
            """Let go of the buffer too: a mapping stays open, with its descriptor, as long as anyone looks at it."""
            super().close()
            self._buf = None

    if _reads_the_same(original, MappedBufferFile) and not _copies(MappedBufferFile):
        compound.BufferFile = MappedBufferFile
        return True
    return False


def _copies(kind: Any) -> bool:
    source = bytearray(b"before")
    file = kind(memoryview(source))
    source[:] = b"behind"
    return bool(file.read(6) == b"before")


def _reads_the_same(original: Any, changed: Any) -> bool:
    from pickle import dumps

    sample = dumps(("x" * 300, [1, 2.5]), 2) + bytes(range(64)) + b"one\ntwo\n"
    try:
        return _answers(original(memoryview(sample))) == _answers(changed(memoryview(sample)))
    # A Whoosh that is not the one we know may ask anything of a file; then it keeps its own.
    except Exception:  # noqa: BLE001 - see above
        return False


def _answers(file: Any) -> list[Any]:
    answers = [
        file.read_pickle(),
        file.tell(),
        file.read_int(),
        file.read_varint(),
        file.get(3, 9),
        file.get_int(8),
        file.get_array(4, "i", 3).tolist(),
        file.subset(2, 5).read(),
        file.seek(-8, io.SEEK_END),
        file.readline(),
        file.read(),
        file.read(),
    ]
    file.close()
    return answers
