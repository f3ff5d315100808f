"""What is written where: data to standard output, words to standard error, and nothing a terminal could obey in either.

Every text passes `safe_line` here, at the last moment; colours are the only escape sequences, and only on a terminal
that takes them (https://no-color.org). A character that the output's encoding lacks is written as its number.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TextIO

from reader.model import safe_line

if TYPE_CHECKING:
    from reader.text import Reading

_WIDEST_FALLBACK: Final = 80
_NARROWEST: Final = 20


class Style(StrEnum):
    """What a piece of a line is; the value is the SGR parameter of ECMA-48 8.3.117 that shows it."""

    PLAIN = ""
    STRONG = "1"
    FAINT = "2"
    GOOD = "32"
    NOTABLE = "33"
    BAD = "31"


class Console:
    """The two output streams of a command."""

    def __init__(self, out: TextIO | None, err: TextIO | None, environ: Mapping[str, str]) -> None:
        """Look at the streams; a stream that is closed (None) swallows everything.

        Args:
            out: Takes data.
            err: Takes words.
            environ: The environment, for NO_COLOR and TERM.
        """
        self._out = _forgiving(out)
        self._err = _forgiving(err)
        self.on_terminal = out is not None and out.isatty()
        """Whether a person looks at the data."""
        self.words_on_terminal = err is not None and err.isatty()
        """Whether a person looks at the words."""
        wants = not environ.get("NO_COLOR") and environ.get("TERM", "dumb") not in ("", "dumb")
        self.colours = wants and self.on_terminal
        self.utf8 = out is not None and (out.encoding or "").lower().replace("-", "") == "utf8"
        self.width = _width(out) if self.on_terminal else 0
        """Columns of the terminal that shows the data, or 0 where it is none."""
        self.words_width = _width(err) if self.words_on_terminal else _WIDEST_FALLBACK

    @classmethod
    def standard(cls) -> Console:
        """Give the console of this process."""
        return cls(sys.stdout, sys.stderr, os.environ)

    def reading(self, *, raw: bool) -> Reading:
        """Give how titles and abstracts are shown: readable, where that is wanted and the encoding has the signs."""
        from reader.text import as_it_is, readable

        return readable if self.utf8 and not raw else as_it_is

    @property
    def ellipsis(self) -> str:
        """What stands for text that was left out."""
        return "…" if self.utf8 else "..."

    def paint(self, text: str, style: Style = Style.PLAIN) -> str:
        """Make a text from outside safe to write, in a style where colours are wanted."""
        safe = safe_line(text)
        return f"\x1b[{style.value}m{safe}\x1b[0m" if style and safe and self.colours else safe

    def write(self, painted: str = "") -> None:
        """Write a line of data, which consists of painted pieces only."""
        if self._out is not None:
            self._out.write(painted + "\n")

    def data(self, text: str) -> None:
        """Write a line of data as it is; nothing in it can be obeyed."""
        self.write(safe_line(text))

    def ask(self, question: str) -> None:
        """Write a question, and no end of line behind it."""
        if self._out is not None:
            self._out.write(safe_line(question))
            self._out.flush()

    def words(self, sentence: str) -> None:
        """Say something to the person, behind the data that was written before."""
        if self._err is not None:
            if self._out is not None:
                self._out.flush()
            self._err.write(safe_line(sentence) + "\n")

    def redraw(self, line: str) -> None:
        """Write a line over the current one on the terminal that shows the words; an empty one clears it."""
        if self._err is not None and self.words_on_terminal:
            # Blanks and a carriage return, which a dumb terminal understands as well.
            room = max(_NARROWEST, self.words_width) - 1
            self._err.write("\r" + shorten(safe_line(line), room, "...").ljust(room) + ("" if line else "\r"))
            self._err.flush()


def cells(text: str) -> int:
    """Count the columns that a text takes on a terminal (Unicode Standard Annex 11; combining marks take none)."""
    if text.isascii():
        return len(text)
    return sum(_cells(sign) for sign in text)


def shorten(text: str, room: int, ellipsis: str) -> str:
    """Cut a text between words so that it takes at most so many columns; a first word that is longer is cut too."""
    if cells(text) <= room:
        return text
    left = room - cells(ellipsis)
    if left <= 0:
        return ""
    kept, used = 0, 0
    for sign in text:
        used += _cells(sign)
        if used > left:
            break
        kept += 1
    cut = text[:kept]
    if kept < len(text) and not text[kept].isspace():
        cut = cut.rpartition(" ")[0] or cut
    return cut.rstrip() + ellipsis


def _cells(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def _forgiving(stream: TextIO | None) -> TextIO | None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _width(stream: TextIO | None) -> int:
    try:
        columns = os.get_terminal_size(stream.fileno()).columns if stream is not None else 0
    except (OSError, ValueError):
        columns = 0
    return max(_NARROWEST, columns) if columns else _WIDEST_FALLBACK
