r"""Writing letters for a terminal that does not take all of them, so that no column shifts.

Python's own ways put one `?` where a sign of two cells stood, or `\u2019` where there was one. Here what stands for a
sign is as wide as it was laid out: the letter without its accent, the plain quotation mark, or as many `?` as it had
cells; what had none is left out.
"""

from __future__ import annotations

import codecs
from functools import lru_cache
from typing import Final
from unicodedata import normalize

_NAME: Final = "octavo-cells"
_ALIKE: Final = {
    "'": "\u2018\u2019\u201a\u2032",
    '"': "\u201c\u201d\u201e\u2033\u00ab\u00bb",
    "<": "\u2039\u2190",
    ">": "\u203a\u2192\u258c",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500",
    ".": "\u2026\u22c5",
    "*": "\u2022\u2219\u2217\u25cf",
    "x": "\u00d7",
    "/": "\u2215\u2044",
    "|": "\u2223\u2502",
    "+": "\u2605\u2606",
    "^": "\u2191\u25b2",
    "v": "\u2193",
    "~": "\u223c\u2248",
    " ": "\u00a0",
    "l": "\u0142",
    "L": "\u0141",
    "o": "\u00f8",
    "O": "\u00d8",
    "d": "\u0111",
    "D": "\u0110",
    "i": "\u0131",
}
"""Signs of one cell that no accent can be taken from, by the sign of ASCII that is most like them."""
_TABLE: Final = {ord(sign): plain for plain, signs in _ALIKE.items() for sign in signs}


def encode(text: str, encoding: str) -> bytes:
    """Encode a text; what the encoding lacks is replaced, cell by cell."""
    try:
        codecs.lookup_error(_NAME)
    except LookupError:
        codecs.register_error(_NAME, _replace)
    return text.encode(encoding, _NAME)


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return stand_in(error.object[error.start : error.end]), error.end


@lru_cache(1024)
def stand_in(text: str) -> str:
    """Give plain ASCII as wide as a text of other signs."""
    from rich.cells import split_graphemes

    return "".join(_one(text[start:end], cells) for start, end, cells in split_graphemes(text)[0])


def _one(cluster: str, cells: int) -> str:
    plain = normalize("NFKD", cluster.translate(_TABLE)).encode("ascii", "ignore").decode()
    return plain if plain.isprintable() and len(plain) == cells else "?" * cells
