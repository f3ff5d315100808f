"""A line of text that is being edited: no terminal, no widget, only what each key does to it.

Octavo edits lines itself because keys must act in the order they were typed. A toolkit's input field takes its keys
from a queue of its own, so what is typed right after the key that opens it can land elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

from reader.model import clean_line

MAX_LINE = 2_000
"""Characters a line takes; what is pasted beyond is left out, and said so."""


class LineEditor:
    """A text of one line and a cursor in it, with the keys of a shell's command line."""

    def __init__(self, text: str = "", limit: int = MAX_LINE) -> None:
        self.text = text[:limit]
        self.cursor = len(self.text)
        """Where the next character goes, 0 before the first."""
        self.limit = limit
        self.cut = False
        """Whether the last insertion did not fit as a whole."""
        self._keys: dict[str, Callable[[], None]] = {
            "backspace": lambda: self._delete(self.cursor - 1, self.cursor),
            "ctrl+h": lambda: self._delete(self.cursor - 1, self.cursor),
            "delete": lambda: self._delete(self.cursor, self.cursor + 1),
            "ctrl+d": lambda: self._delete(self.cursor, self.cursor + 1),
            "ctrl+w": lambda: self._delete(self._word_start(), self.cursor),
            "alt+backspace": lambda: self._delete(self._word_start(), self.cursor),
            "ctrl+u": lambda: self._delete(0, self.cursor),
            "ctrl+k": lambda: self._delete(self.cursor, len(self.text)),
            "left": lambda: self._go(self.cursor - 1),
            "ctrl+b": lambda: self._go(self.cursor - 1),
            "right": lambda: self._go(self.cursor + 1),
            "ctrl+f": lambda: self._go(self.cursor + 1),
            "home": lambda: self._go(0),
            "ctrl+a": lambda: self._go(0),
            "end": lambda: self._go(len(self.text)),
            "ctrl+e": lambda: self._go(len(self.text)),
            "ctrl+left": lambda: self._go(self._word_start()),
            "alt+b": lambda: self._go(self._word_start()),
            "ctrl+right": lambda: self._go(self._word_end()),
            "alt+f": lambda: self._go(self._word_end()),
        }

    def set(self, text: str) -> None:
        """Replace the whole text and put the cursor behind it."""
        self.text = text[: self.limit]
        self.cursor = len(self.text)
        self.cut = len(text) > self.limit

    def key(self, name: str, character: str | None) -> bool:
        """Do what a key does, and tell whether it was one for the editor.

        Args:
            name: The key's name as Textual has it, such as `ctrl+w`.
            character: The character that the key types, if it types one.
        """
        if act := self._keys.get(name):
            act()
            return True
        if character is not None and character.isprintable():
            self.cut = False
            # A character alone needs cleaning too: a variation selector counts as printable, and is sent on its own.
            self._put(character if character == " " else clean_line(character))
            return True
        return False

    def insert(self, text: str) -> None:
        """Put pasted text in at the cursor: what one line can hold of it, without control characters.

        A blank or line break at its ends stays, as a blank, only where it keeps two words apart.
        """
        outer = text[: 4 * self.limit]
        self.cut = len(outer) < len(text)
        line = clean_line(outer)
        before, after = self.text[: self.cursor][-1:], self.text[self.cursor :][:1]
        if outer[:1].isspace() and before.strip():
            line = " " + line
        if line.strip() and outer[-1:].isspace() and after.strip():
            line += " "
        self._put(line)

    def _put(self, text: str) -> None:
        room = self.limit - len(self.text)
        self.cut = self.cut or len(text) > room
        text = text[:room]
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def _delete(self, start: int, end: int) -> None:
        start, end = max(0, start), min(end, len(self.text))
        if start < end:
            self.text = self.text[:start] + self.text[end:]
            self.cursor = start

    def _go(self, position: int) -> None:
        self.cursor = max(0, min(position, len(self.text)))

    def _word_start(self) -> int:
        before = self.text[: self.cursor].rstrip()
        return before.rfind(" ") + 1

    def _word_end(self) -> int:
        rest = self.text[self.cursor :]
        blanks = len(rest) - len(rest.lstrip())
        end = rest.find(" ", blanks)
        return len(self.text) if end < 0 else self.cursor + end
