r"""A text as it is shown, and where each part of it stood before: what is found in the raw text is marked there.

The shown text is a sequence of pieces, in the order of the raw text. A piece as long as what it was made from answers
to it character by character, any other as a whole; so `é` is marked where the `e` of `\'e` was found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

Span = tuple[int, int]
"""Where a part of a text begins and ends, in characters."""


class Piece(NamedTuple):
    """A part of a shown text, and the part of the raw text that it was made from."""

    text: str
    start: int
    """Where its raw text begins."""
    end: int
    """Where that ends; it is no sooner than the end of the piece before."""


class Shown:
    """A text to show, and its alignment with the raw text."""

    __slots__ = ("_ends", "_inner", "_places", "_starts", "text")

    def __init__(self, text: str, pieces: Sequence[Piece] | None = None, inner: Shown | None = None) -> None:
        """Take what was made of a text.

        Args:
            text: What is shown.
            pieces: What it consists of; without them it is the raw text itself.
            inner: What the raw text of the pieces was made from in its turn.
        """
        self.text: Final = text
        self._inner = inner
        self._places: list[int] | None = None
        self._starts: list[int] = []
        self._ends: list[int] = []
        if pieces is not None:
            place = 0
            self._places = []
            for piece in pieces:
                self._places.append(place)
                self._starts.append(piece.start)
                self._ends.append(piece.end)
                place += len(piece.text)
            self._places.append(place)

    def __repr__(self) -> str:
        return f"Shown({self.text!r})"

    @property
    def changed(self) -> bool:
        """Whether anything is shown otherwise than it is."""
        return self._places is not None

    def spans(self, raw: Iterable[Span]) -> tuple[Span, ...]:
        """Tell where parts of the raw text are shown.

        Args:
            raw: Parts of the raw text, sorted and disjoint.

        Returns:
            Parts of the shown text, sorted, none of them empty and no two of them touching; of what is not shown none.
        """
        if self._inner is not None:
            raw = self._inner.spans(raw)
        if self._places is None:
            return tuple(raw)
        found: list[Span] = []
        for start, end in raw:
            first, last = self._place_of(start, end)
            if start <= self._starts[0] and end >= self._ends[-1]:
                # All of it, with what stands at the end for nothing that was written, such as a closing bracket.
                first, last = 0, len(self.text)
            if first >= last:
                continue
            if found and found[-1][1] >= first:
                found[-1] = found[-1][0], max(found[-1][1], last)
            else:
                found.append((first, last))
        return tuple(found)

    def origin(self, place: int) -> Span:
        """Tell which part of the raw text a character of the shown one was made from.

        Args:
            place: The character, from 0 to the length of the text, excluded.
        """
        if self._places is not None:
            piece = bisect_right(self._places, place) - 1
            start, end = self._starts[piece], self._ends[piece]
            if self._places[piece + 1] - self._places[piece] == end - start:
                start += place - self._places[piece]
                end = start + 1
        else:
            start, end = place, place + 1
        if self._inner is None or start >= end:
            return start, end
        return self._inner.origin(start)[0], self._inner.origin(end - 1)[1]

    def _place_of(self, start: int, end: int) -> Span:
        assert self._places is not None
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        if first > last:
            return 0, 0
        begin, stop = self._places[first], self._places[last + 1]
        if self._by_character(first):
            begin += max(0, start - self._starts[first])
        if self._by_character(last):
            stop -= max(0, self._ends[last] - end)
        return begin, stop

    def _by_character(self, piece: int) -> bool:
        assert self._places is not None
        return self._places[piece + 1] - self._places[piece] == self._ends[piece] - self._starts[piece]


def joined(pieces: Iterable[Piece]) -> str:
    """Give the text of some pieces."""
    return "".join(piece.text for piece in pieces)


def tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """Leave out blanks at the ends of lines and before other blanks, and pieces of which nothing is left."""
    kept: list[Piece] = []
    last = "\n"
    for text, start, end in pieces:
        if "  " in text or (last in " \n" and text[:1] == " ") or (last == " " and text[:1] == "\n"):
            # Character by character, so that each keeps its place.
            by_character = len(text) == end - start
            for offset, sign in enumerate(text):
                if sign == " " and last in " \n":
                    continue
                if sign == "\n" and last == " ":
                    _unblank(kept)
                at = (start + offset, start + offset + 1) if by_character else (start, end)
                kept.append(Piece(sign, *at))
                last = sign
        elif text:
            kept.append(Piece(text, start, end))
            last = text[-1]
    if last == " ":
        _unblank(kept)
    return kept


def _unblank(kept: list[Piece]) -> None:
    """Take the blank at the end away."""
    while kept and kept[-1].text.endswith(" "):
        text, start, end = kept.pop()
        bare = text.rstrip(" ")
        if bare:
            kept.append(Piece(bare, start, end - (len(text) - len(bare)) if len(text) == end - start else end))


def is_monotone(pieces: Sequence[Piece]) -> bool:
    """Tell whether pieces stand in the order of what they were made from."""
    return all(former.start <= piece.start and former.end <= piece.end for former, piece in pairwise(pieces))
