"""A text, read until nothing changes any more: what is shown is shown the same when it is shown again."""

from __future__ import annotations

from typing import Final

from reader.model import clean_block
from reader.text import worth
from reader.text.prose import Prose
from reader.text.shown import Shown, joined, tidy

_ROUNDS: Final = 4
"""How often what is shown is looked at again: `&amp;lt;` takes two."""


def show(text: str) -> Shown:
    """Show a clean text as a person reads it."""
    shown = Shown(text)
    for _ in range(_ROUNDS):
        now = _once(shown)
        if now is shown:
            return shown
        shown = now
    # It changes each time that it is looked at: it was made to.
    return Shown(text) if _once(shown) is not shown else shown


def _once(shown: Shown) -> Shown:
    pieces = tidy(Prose(shown.text).read()) if worth(shown.text) else []
    text = joined(pieces)
    if not text or text == shown.text or clean_block(text) != text:
        return shown
    return Shown(text, pieces, shown if shown.changed else None)
