"""What a paper is cited by: `vaswani2017attention`, made of the paper alone.

The same paper gives the same key wherever and whenever it is asked for. Where two papers would have one, the second has
some letters more, which are made of what it is known by: so neither its key nor any other depends on how many there are
or come later. Which of the two was first is for the library to remember (`reader.store.citing`).

Only ASCII letters, figures and hyphens: what BibTeX, Biber, LaTeX, Pandoc and every file system take as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from reader.export.names import parted
from reader.model import Paper
from reader.text import readable

_MOST: Final = 30
"""Letters of the name and of the word."""
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng"}
)
_WORD: Final = re.compile(r"[a-z0-9]+")
_SMALL: Final = frozenset(
    re.findall(
        r"\w+",
        "a an the on in of for and or to from with by at as is are be can do does how what when where which who why we "
        "it its via into over under towards toward not no beyond about using",
    )
)
"""Words by which nobody remembers a paper."""
_ROUNDS: Final = (4, 7, 12)
"""Letters that are added, until nobody has the key."""


def base_key(paper: Paper) -> str:
    """Give the key that a paper has unless another one has it already: the first author, the year, a word."""
    family = "".join(_words(parted(readable(paper.authors[0]).text).family)) if paper.authors else ""
    year = paper.date[:4] if paper.date[:4].isdecimal() else ""
    words = _words(readable(paper.title).text)
    words = [word for word in words if word not in _SMALL and not word.isdecimal()]
    # The letters of a formula are no words, unless there is nothing else.
    telling = next((word for word in words if len(word) > 2), next(iter(words), ""))
    return f"{family[:_MOST] or 'anon'}{year}{telling[:_MOST]}"


def candidates(paper: Paper) -> tuple[str, ...]:
    """Give the keys that a paper may have, the first that is free being its own."""
    base = base_key(paper)
    number = int.from_bytes(hashlib.blake2b(paper.key.encode("utf-8", "replace"), digest_size=16).digest(), "big")
    letters = ""
    for _ in range(_ROUNDS[-1]):
        number, letter = divmod(number, 26)
        letters += chr(97 + letter)
    return (base, *(f"{base}-{letters[:length]}" for length in _ROUNDS))


def _words(text: str) -> list[str]:
    # Letters of mathematics have a case only once they are decomposed.
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    return _WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign) and sign not in "'’"))
