"""Which texts of a note stand: one that was written over is gone, two written in ignorance of one another both stay.

Every text of a note says which texts it was written over. What nobody wrote over stands. So the texts that stand are
a function of the set of all texts, in whatever order and by whatever way they came (a multi-value register; Shapiro,
Preguiça, Baquero, Zawirski 2011, https://inria.hal.science/inria-00555588, 3.2.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_WALL = 16
"""Characters of a stamp that tell day, hour and minute."""
_BEFORE_DEVICE = 30
"""Characters of a stamp before the device's name: `2026-11-21T09:30:00.123Z-0000-`."""


class NoteText(NamedTuple):
    """A text that a note on one paper had at some time, somewhere."""

    stamp: str
    over: tuple[str, ...]
    """The stamps of the texts that it was written over."""
    text: str
    """Empty where the note was taken away."""


def standing(texts: Iterable[NoteText]) -> list[NoteText]:
    """Give the texts that no other text was written over, the newest first.

    A text that claims to be written over a later one comes from no sound journal; it takes nothing away.
    """
    known = list(texts)
    gone = {over for text in known for over in text.over if over < text.stamp}
    return sorted((text for text in known if text.stamp not in gone), reverse=True)


def joined(standing_texts: Iterable[NoteText]) -> str:
    """Give the note as it is shown: one text, or each that stands under a line that says whence it is."""
    pieces: list[str] = []
    said: set[str] = set()
    for stamp, _, text in standing_texts:
        if not text or text in said:
            continue
        if said:
            pieces.append(f"[also written on {stamp[_BEFORE_DEVICE:]}, {stamp[:_WALL].replace('T', ' ')} UTC]\n{text}")
        else:
            pieces.append(text)
        said.add(text)
    return "\n\n".join(pieces)
