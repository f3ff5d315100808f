r"""Output for terminals that know less than the reader sends: translated to what they understand.

Textual and the lean output write for a terminal of today. Here each of their sequences is passed on, said in older
words, or left out, by the `Dialect` of the terminal; what is on the screen in the end is the same, but for colours
where there are none.

A VT100 can neither insert nor delete lines, nor erase some cells, and each attribute it has it can only end together
with all others (VT100 User Guide, chapter 3). So lines move by scrolling a region, cells are erased by writing blanks,
and what is on is remembered.
"""

from __future__ import annotations

import re
from typing import Final

from reader.app.ability import Ability, Dialect

_SEQUENCE: Final = re.compile(
    r"\x1b(?:\[(?P<private>[<-?]?)(?P<parameters>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|(?P<string>[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?))"
)
_MODES: Final = frozenset({"7", "25", "1049", "2004"})
"""Private modes that the reader sets on such a terminal: no wrapping, the cursor, another screen, marked pastes. One
that it does not know it passes over, as DEC asked of the very first."""
_ALTERNATE: Final = "1049"
_OFF: Final = {"22": "1", "24": "4", "25": "5", "27": "7"}
_LEAVING: Final = "\x1b[m\x1b[r\x1b[H\x1b[2J"
"""Before the way back to a first screen that there may not be: what is on this one must not stay."""


class PlainOutput:
    """Translates output; remembers what the terminal was told."""

    def __init__(self, ability: Ability) -> None:
        self._ability = ability
        self._vt100 = ability.dialect is Dialect.VT100
        self._full = ability.dialect is Dialect.FULL
        self._on: frozenset[str] = frozenset()
        self._row = 1
        self._region = ""

    def translate(self, text: str) -> str:
        """Translate text in which no sequence is broken off."""
        return _SEQUENCE.sub(self._sequence, text) if "\x1b" in text else text

    def _sequence(self, match: re.Match[str]) -> str:
        whole, final = match[0], match["final"]
        if final == "m" and not match["private"] and not match["between"]:
            return self._attributes(whole, match["parameters"])
        if self._full:
            return whole
        if match["string"] or match["between"]:
            return ""
        if match["private"]:
            return self._mode(match["parameters"], final) if match["private"] == "?" and final in "hl" else ""
        if not self._vt100:
            return whole
        return self._cells(whole, match["parameters"], final)

    def _mode(self, parameters: str, final: str) -> str:
        kept = [mode for mode in parameters.split(";") if mode in _MODES]
        if not kept:
            return ""
        before = _LEAVING if _ALTERNATE in kept and final == "l" else ""
        return f"{before}\x1b[?{';'.join(kept)}{final}"

    def _cells(self, whole: str, parameters: str, final: str) -> str:
        """Say in the words of a VT100 what moves or erases cells."""
        number = int(parameters) if parameters.isdecimal() else 1
        if final == "H":
            row = parameters.partition(";")[0]
            self._row = int(row) if row else 1
        elif final == "r":
            self._region = parameters
        elif final == "X":
            return f"\x1b7{' ' * number}\x1b8"
        elif final in "LM":
            # The cursor stands on the first line that moves.
            _, _, bottom = self._region.partition(";")
            region = f"\x1b[{self._row};{bottom}r" if bottom else f"\x1b[{self._row}r"
            shift = f"\x1b[{bottom or 999}H{chr(27) + 'D'}" if final == "M" else f"\x1b[{self._row}H\x1bM"
            return f"{region}{shift}{shift[-2:] * (number - 1)}\x1b[{self._region}r\x1b[{self._row}H"
        return whole

    def _attributes(self, whole: str, parameters: str) -> str:
        codes = _without_colours(parameters) if not self._ability.colours else parameters.split(";")
        if not self._vt100:
            if len(codes) == len(parameters.split(";")):
                return whole
            return f"\x1b[{';'.join(codes)}m".replace("[0m", "[m") if codes else ""
        wanted = set(self._on)
        for code in codes:
            if code in ("", "0"):
                wanted.clear()
            elif code in _OFF:
                wanted.discard(_OFF[code])
            elif code in _OFF.values():
                wanted.add(code)
        before, self._on = self._on, frozenset(wanted)
        if before == self._on:
            return ""
        added = sorted(self._on - before if before < self._on else self._on)
        return f"\x1b[{';'.join(added if before < self._on else ['0', *added] if added else [])}m"


def _without_colours(parameters: str) -> list[str]:
    """Give the parameters of SGR that set no colour."""
    left = iter(parameters.split(";"))
    kept: list[str] = []
    for code in left:
        if code in ("38", "48", "58"):
            for _ in range({"2": 3, "5": 1}.get(next(left, ""), 0)):
                next(left, None)
        elif not (code.isdecimal() and (30 <= int(code) <= 49 or 90 <= int(code) <= 107)):
            kept.append(code)
    return kept
