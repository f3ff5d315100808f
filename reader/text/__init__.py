r"""Titles and abstracts as a person reads them in a terminal: TeX, and what pages make of it, becomes Unicode.

`$\mathcal{O}(\sqrt{n})$` is shown as 𝒪(√n), `Rozi\`ere` as Rozière. What is stored and searched stays raw; `Shown`
tells where each part of the raw text is shown, so that what a search found is marked there. What cannot be shown
faithfully stays as it was written. Showing what is shown already changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from reader.model.lazy_pattern import LazyPattern
from reader.text.shown import Shown, Span

__all__ = ["Reading", "Shown", "Span", "as_it_is", "readable", "worth"]

Reading = Callable[[str], Shown]
"""How texts are shown: `readable`, or `as_it_is`."""

LONGEST: Final = 100_000
"""Characters of a text that is made readable; no abstract is as long, so a longer one is shown as it is."""
_LONG: Final = 10_000
"""Characters from which a text is not remembered."""
# Each begins with a set of characters, for which a text is searched ten times as fast as for one of several patterns.
SIGNS: Final = LazyPattern(r"[\\$^_~{`&<'-](?:(?<=[\\$^_~{`&<])|(?<=')'|(?<=-)-+)")
"""The signs by which what may be shown otherwise begins."""
ARTEFACTS: Final = LazyPattern(
    r"[tspalgn](?:(?<=\dt)imes(?![A-Za-z])|(?<=\d t)imes(?= \d)"
    r"|(?<=s)(?<![\w\\]s)im(?= ?\d+(?:[.,]\d+)*(?:\\?%|[KMBTx]?\b))"
    r"|(?<=\dp)m(?= ?\d+\.\d)|(?<=\d p)m(?= ?\d+\.\d)|(?<=[tp]a)rrow|(?<=na)rrow|(?<=[lgn])(?<![\w\\][lgn])eq(?!\w))"
)
"""Words that a page made of commands, by dropping their backslashes."""


def worth(text: str) -> bool:
    """Tell whether anything of a text may be shown otherwise; it says no of most texts, and quickly."""
    return (
        SIGNS.compiled.search(text) is not None
        or ARTEFACTS.compiled.search(text) is not None
        or ("://" in text and "/ " in text)
        or ": //" in text
    )


def as_it_is(text: str) -> Shown:
    """Show a text as it is stored."""
    return Shown(text)


def readable(text: str) -> Shown:
    """Show a clean text as a person reads it; it is remembered, since lists are drawn often.

    Never raises, and takes time linear in the text's length.
    """
    return _remembered(text) if len(text) < _LONG else _made(text)


def _made(text: str) -> Shown:
    if not worth(text) or len(text) > LONGEST:
        return Shown(text)
    from reader.text.showing import show  # 5 ms, and many lists have nothing for it

    return show(text)


_remembered = lru_cache(maxsize=1 << 11)(_made)
