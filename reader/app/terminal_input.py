"""What the bytes of a terminal mean, decided before Textual's own parser sees them.

Textual 8.2.8 reads a terminal's input one character at a time, and hands out as key presses whatever it does not
understand: the rest of a paste after an ESC, the parameters of a sequence that it does not know, a terminal's late
reply. Here the stream is cut into whole pieces first: text that was typed, complete sequences that the parser is known
to understand, and pastes, each as one piece. Everything else that begins with ESC is dropped, as ECMA-48 5.4 asks.

Nothing here reads, writes, or knows the time: the driver does, and tests give what they like.

Sources: ECMA-48 5.4 (CSI) and 5.6 (strings); xterm's control sequences, "Bracketed Paste Mode", "Mouse Tracking"
(https://invisible-island.net/xterm/ctlseqs/ctlseqs.html); the kitty keyboard protocol
(https://sw.kovidgoyal.net/kitty/keyboard-protocol/).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from reader.model.text import clean_line

ESC = "\x1b"
PASTE_START = "\x1b[200~"
PASTE_END = "\x1b[201~"

MAX_PASTE = 100_000
"""Characters of one paste that are kept; what is more is counted, and left out."""
SEQUENCE_PATIENCE = 0.5
"""Seconds of silence after which an escape sequence without an end is dropped."""
PASTE_PATIENCE = 1.0
"""Seconds of silence after which a paste without an end is handed out as far as it came."""
SETTLING = 0.03
"""Seconds of silence after the end of a paste before keys count again: see `InputScanner`."""
SETTLING_AT_MOST = 0.5
"""Seconds after the end of a paste when keys count again, silence or not."""

_MAX_KEPT = 4096
"""Characters of an unfinished sequence that are kept."""
_MAX_PARSED = 32
"""Textual's parser takes a sequence longer than this for keys (`_MAX_SEQUENCE_SEARCH_THRESHOLD`)."""
_MAX_COLUMNS = 2_000
_MAX_ROWS = 1_000

_CSI = re.compile(r"\x1b\[[0-?]*[ -/]*")
_STRING_END = re.compile(r"[\x00-\x07\x0e-\x1f\x9c]")
_MOUSE = re.compile(r"\x1b\[<\d{1,3};-?\d{1,5};-?\d{1,5}[Mm]")
_REPLY = re.compile(r"\x1b\[(?:\?\d{1,5};\d\$y|[1-9]\d{0,3};[1-9]\d{0,3}R|[IO])")
_RESIZE = re.compile(r"\x1b\[48;(\d{1,5}(?::\d+)?);(\d{1,5}(?::\d+)?);(\d{1,5}(?::\d+)?);(\d{1,5}(?::\d+)?)t")
_KEY = re.compile(r"\x1b\[(\d{0,7})(?:;(\d{0,3})(?:;((?:\d{1,7}(?::\d{1,7})*)?))?)?[u~A-FHP-S]")
LINE_BREAKS = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Typed:
    """Characters typed without any ESC, or one complete sequence: for Textual's parser."""

    text: str


@dataclass(frozen=True, slots=True)
class AltKey:
    """A key pressed with Alt held, which a terminal sends as ESC and the key's character."""

    character: str


@dataclass(frozen=True, slots=True)
class EscapeKey:
    """The Escape key itself."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A paste, clean of whatever a terminal could obey."""

    text: str
    dropped: int = 0
    """Characters that were too many and are not in `text`."""


Piece = Typed | AltKey | EscapeKey | Pasted


class _Mode(Enum):
    KEYS = auto()
    PASTE = auto()
    SETTLING = auto()  # the end of a paste came; was it the real one?
    STALE = auto()  # a paste fell silent without an end, and was handed out


class InputScanner:
    """Cuts the stream of characters into pieces.

    A paste is everything from its start to its end marker. A text can hold an end marker itself (some terminals and
    multiplexers let it through): then what follows would be keys, and the terminal's own marker comes later, without a
    start. So after an end marker the scanner waits until the terminal is silent for `SETTLING`, and what lies before
    a second end marker still belongs to the paste. A paste that falls silent is handed out, but only a single key
    leaves it: the rest of a stalled paste comes as more than one character, and is a paste too.

    Args:
        known: Tells whether Textual's parser turns this complete sequence into events at once.
        escape_delay: Seconds after which a lone ESC is the Escape key.
    """

    def __init__(self, known: Callable[[str], bool], escape_delay: float = 0.1) -> None:
        self._known = known
        self._escape_delay = escape_delay
        self._mode = _Mode.KEYS
        self._unfinished = ""
        """KEYS: a sequence that goes on. PASTE: what may be the beginning of an end marker. SETTLING: all that came."""
        self._parts: list[str] = []
        self._kept = 0
        self._dropped = 0
        self._heard = 0.0
        self._closed = 0.0

    def feed(self, text: str, now: float) -> list[Piece]:
        """Take what was read, at this time in seconds, and give the pieces that are complete."""
        self._heard = now
        pieces: list[Piece] = []
        if self._mode is _Mode.STALE:
            self._mode = _Mode.KEYS if self._is_one_key(text) else _Mode.PASTE
        self._scan(text, now, pieces)
        return pieces

    def tick(self, now: float) -> list[Piece]:
        """Give the pieces that became complete because time has passed."""
        pieces: list[Piece] = []
        wait = self.wait(now)
        if wait is None or wait > 0:
            return pieces
        if self._mode is _Mode.SETTLING:
            self._settle(pieces)
            self._scan("", now, pieces)
        elif self._mode is _Mode.PASTE:
            self._add(self._unfinished)
            self._hand_out(pieces)
            self._mode, self._unfinished = _Mode.STALE, ""
        elif self._unfinished == ESC:
            self._unfinished = ""
            pieces.append(EscapeKey())
        else:
            # ESC and one character: that was Alt. More: a sequence that lost its end, which means nothing.
            if len(self._unfinished) == 2:
                pieces.append(AltKey(self._unfinished[1]))
            self._unfinished = ""
        return pieces

    def wait(self, now: float) -> float | None:
        """Tell in how many seconds `tick` has something to do; None: not before more is read."""
        if self._mode is _Mode.SETTLING:
            due = min(self._heard + SETTLING, self._closed + SETTLING_AT_MOST)
        elif self._mode is _Mode.PASTE:
            due = self._heard + PASTE_PATIENCE
        elif self._mode is _Mode.KEYS and self._unfinished:
            due = self._heard + (self._escape_delay if len(self._unfinished) <= 2 else SEQUENCE_PATIENCE)
        else:
            return None
        return max(0.0, due - now)

    def _scan(self, text: str, now: float, pieces: list[Piece]) -> None:
        """Go through the modes until the text is used up."""
        text, self._unfinished = self._unfinished + text, ""
        while True:
            if self._mode is _Mode.KEYS:
                text = self._scan_keys(text, pieces)
                if self._mode is _Mode.KEYS:
                    self._unfinished = _shorten(text)
                    return
            elif self._mode is _Mode.PASTE:
                end = text.find(PASTE_END)
                if end < 0:
                    split = len(text) - _overlap(text, PASTE_END)
                    self._add(text[:split])
                    self._unfinished = text[split:]
                    return
                self._add(text[:end])
                text = text[end + len(PASTE_END) :]
                self._mode, self._closed = _Mode.SETTLING, now
            else:
                start = text.find(PASTE_START)
                self._unfinished = text
                if start < 0:
                    return
                self._settle(pieces)
                text, self._unfinished = self._unfinished, ""

    def _settle(self, pieces: list[Piece]) -> None:
        """Close the paste: at the last end marker that no start marker stands before."""
        text = self._unfinished
        start = text.find(PASTE_START)
        end = text.rfind(PASTE_END, 0, start if start >= 0 else len(text))
        if end >= 0:
            self._add(text[:end])
            self._unfinished = text[end + len(PASTE_END) :]
        self._hand_out(pieces)
        self._mode = _Mode.KEYS

    def _scan_keys(self, text: str, pieces: list[Piece]) -> str:
        """Cut out keys; give back an unfinished sequence, or what follows the start of a paste."""
        position = 0
        while position < len(text):
            escape = text.find(ESC, position)
            if escape != position:
                pieces.append(Typed(text[position:] if escape < 0 else text[position:escape]))
                if escape < 0:
                    return ""
                position = escape
            end = _sequence_end(text, position, self._known)
            if end is None:
                return text[position:]
            sequence = text[position:end]
            position = end
            if sequence == PASTE_START:
                self._mode = _Mode.PASTE
                return text[position:]
            if sequence == ESC:
                pieces.append(EscapeKey())
            elif len(sequence) == 2 and (not sequence[1].isalpha() or not self._known(sequence)):
                # Textual takes ESC and a digit for the sign that Option and the digit type in one terminal of macOS.
                pieces.append(AltKey(sequence[1]))
            elif len(sequence) <= _MAX_PARSED and self._known(sequence):
                pieces.append(Typed(sequence))
            elif composed := _composed_text(sequence):
                pieces.append(Typed(composed))
        return ""

    def _is_one_key(self, text: str) -> bool:
        """Tell whether this, all that was read at once, looks like one key press and not like a part of a paste."""
        if len(text) == 1:
            return True
        return text.startswith(ESC) and text != PASTE_END and _sequence_end(text, 0, self._known) == len(text)

    def _add(self, text: str) -> None:
        kept = text[: MAX_PASTE - self._kept]
        self._parts.append(kept)
        self._kept += len(kept)
        self._dropped += len(text) - len(kept)

    def _hand_out(self, pieces: list[Piece]) -> None:
        text = clean_paste("".join(self._parts))
        if text or self._dropped:
            pieces.append(Pasted(text, self._dropped))
        self._parts, self._kept, self._dropped = [], 0, 0


def clean_paste(text: str) -> str:
    """Clean a text that passes through a terminal, line by line, as at the door; blanks at a line's two ends stay."""
    return "\n".join(_clean_ends(line) for line in LINE_BREAKS.split(text))


def is_safe_sequence(sequence: str) -> bool:
    """Tell whether a complete sequence has a form that Textual's parser knows, with numbers that it survives.

    The parser of 8.2.8 raises on code points beyond Unicode, on alternate keys (`97:65`), and believes a terminal
    that says it is a million columns wide.
    """
    if _MOUSE.fullmatch(sequence) or _REPLY.fullmatch(sequence):
        return True
    if size := _RESIZE.fullmatch(sequence):
        rows, columns, height, width = (int(group.partition(":")[0]) for group in size.groups())
        return 0 < rows <= _MAX_ROWS and 0 < columns <= _MAX_COLUMNS and height > 0 and width > 0
    if key := _KEY.fullmatch(sequence):
        numbers = [key[1] or "1", *(key[3] or "").split(":")]
        return all(_is_character(int(number)) for number in numbers if number)
    return False


def _sequence_end(text: str, start: int, known: Callable[[str], bool]) -> int | None:
    """Find where the sequence ends that begins with the ESC at `start`; None: it goes on beyond the text."""
    if start + 1 >= len(text):
        return None
    kind = text[start + 1]
    if kind == ESC:
        return start + 1
    if kind in "]PX^_":
        return _string_end(text, start + 2)
    if kind == "O":
        if start + 2 >= len(text):
            return None
        return start + 2 if text[start + 2] == ESC else start + 3
    if kind != "[":
        return start + 2
    # The Linux console sends `ESC [ [ A` for F1; the old mouse protocol three bytes after `ESC [ M`.
    for opening, length in (("\x1b[[", 4), ("\x1b[M", 6)):
        if text.startswith(opening, start):
            return start + length if start + length <= len(text) else None
    match = _CSI.match(text, start)
    assert match is not None  # it begins with ESC [
    end = match.end()
    if known(match.group()):  # rxvt ends some keys with a dollar sign, which ECMA-48 does not
        return end
    if end >= len(text):
        return None
    # A character that has no place in a sequence breaks it off, and counts for itself.
    return end + 1 if "@" <= text[end] <= "~" else end


def _string_end(text: str, position: int) -> int | None:
    match = _STRING_END.search(text, position)
    if match is None:
        return None
    if match.group() in "\x07\x9c\x18\x1a":
        return match.end()
    if match.group() != ESC:
        return match.start()  # no string holds such a control (ECMA-48 5.6): it is a key, such as Ctrl-C
    if match.end() >= len(text):
        return None
    return match.end() + 1 if text[match.end()] == "\\" else match.start()


def _shorten(unfinished: str) -> str:
    """Keep an endless sequence from growing; what goes is never looked at, for a sequence so long is dropped."""
    if len(unfinished) <= _MAX_KEPT:
        return unfinished
    return unfinished[:2] + "0" * (_MAX_PARSED * 2) + unfinished[-1]


def _composed_text(sequence: str) -> str:
    """Read the text of an input method from a kitty sequence that is too long for Textual's parser."""
    key = _KEY.fullmatch(sequence)
    if key is None or not key[3] or not sequence.endswith("u"):
        return ""
    numbers = [int(number) for number in key[3].split(":")]
    text = "".join(map(chr, numbers)) if all(map(_is_character, numbers)) else ""
    return text if text.isprintable() else ""


def _is_character(number: int) -> bool:
    return number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF


def _overlap(text: str, marker: str) -> int:
    """Tell how many characters at the end of the text could be the beginning of the marker."""
    return next((n for n in range(min(len(marker) - 1, len(text)), 0, -1) if text.endswith(marker[:n])), 0)


def _clean_ends(line: str) -> str:
    cleaned = clean_line(line)
    if not cleaned:
        return ""
    before = line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4)
    after = " " if line.endswith((" ", "\t")) else ""
    return before + cleaned + after
