"""Which sections a segment's file has, and the ones that follow from others.

Papers are numbered within their segment, in the order in which they came. A kind of posting has a lexicon (`K.text`,
`K.starts`), and `K.first`: where the postings of each term begin, with one more number for the end of the last.

| section | numbers | one for each |
|---|---|---|
| `paper.number` | the library's number | paper |
| `paper.day` | its date (`analysis.day_number`) | paper |
| `paper.length` | words that count, those of the title twice | paper |
| `paper.title`, `paper.abstract` | the first place behind the title, behind the abstract | paper |
| `term.papers` | the paper, ascending within a term | posting of a stem |
| `term.counts` | occurrences * 4 + those in the title, 3 at most | posting of a stem |
| `term.spots` | where the places of each stem begin, and the end | stem, and one more |
| `term.places` | where it stands, posting after posting, ascending | occurrence |
| `form.papers` | the paper, ascending within a form | posting of a form |
| `form.parts` | the parts of the paper it stands in, a bit each (`analysis.Part`) | posting of a form |
| `form.letters` | which letters it has (`lexicon.letters_of`), for words spelled almost so | form |
| `author.papers`, `author.which` | the paper, and which of its authors has the form in the name | form of a name |
| `name.papers` | the paper | whole name of an author |
| `category.papers` | the paper | category as written |
| `begin.text`, `.starts` | part (`0` any, `1` title) and one to three letters | beginning of a word |
| `begin.first` | where its bits begin in `begin.bits`, in bytes | beginning, and one more |
| `begin.bits` | whether it has a word that begins so; of a byte, the highest bit first | paper, by beginning |

`begin` is there in segments of `BEGINNINGS_FROM` papers and more, for beginnings so frequent that bits are shorter than
numbers; all else is answered from the forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from reader.search import lexicon
from reader.search.layout import Numbers

BEGINNINGS_FROM: Final = 4_096
"""Papers of a segment from which the beginnings of words have bits of their own."""
LETTERS: Final = 3
"""Letters of the longest such beginning."""
ANYWHERE: Final = b"0"
IN_TITLE: Final = b"1"
_TITLE_BIT: Final = 1
_PLAIN: Final = [bytes([code]) for code in range(128) if chr(code).isalnum() and not chr(code).isupper()]
_DENSE: Final = 16
"""One paper in so many must have a beginning for it to be kept as bits."""


def with_papers(
    numbers: Numbers, days: Numbers, lengths: Numbers, titles: Numbers, abstracts: Numbers
) -> dict[str, Numbers]:
    """Begin the sections of a segment with what is known of each paper."""
    return {
        "paper.number": numbers.astype(np.int64),
        "paper.day": days.astype(np.uint16),
        "paper.length": lengths.astype(np.uint32),
        "paper.title": titles.astype(np.uint32),
        "paper.abstract": abstracts.astype(np.uint32),
    }


def narrowed(numbers: Numbers, beyond: int | None = None) -> Numbers:
    """Give numbers in the fewest bytes.

    Args:
        numbers: None is negative.
        beyond: What all are less than, so that equal segments look alike whatever they hold.
    """
    largest = (int(numbers.max()) if len(numbers) else 0) if beyond is None else beyond - 1
    return numbers.astype(np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32)


def completed(sections: dict[str, Numbers], papers: int) -> dict[str, Numbers]:
    """Add what follows from the forms: their letters, and the bits of frequent beginnings."""
    sections["form.letters"] = lexicon.letters(sections["form.text"], sections["form.starts"])
    if papers < BEGINNINGS_FROM:
        return sections
    forms = lexicon.Lexicon(sections["form.text"], sections["form.starts"])
    first, owners, parts = sections["form.first"], sections["form.papers"], sections["form.parts"]
    found: dict[bytes, Numbers] = {}
    for prefix, start, stop in _ranges(forms):
        inside = slice(int(first[start]), int(first[stop]))
        if inside.stop - inside.start < papers // _DENSE:
            continue
        mask = np.zeros(papers, bool)
        mask[owners[inside]] = True
        found[ANYWHERE + prefix] = mask
        mask = np.zeros(papers, bool)
        mask[owners[inside][parts[inside] & _TITLE_BIT > 0]] = True
        found[IN_TITLE + prefix] = mask
    ordered = sorted(found)
    sections["begin.text"], sections["begin.starts"] = lexicon.pack(ordered)
    rows = [np.packbits(found[key]) for key in ordered]
    sections["begin.first"] = np.arange(len(rows) + 1, dtype=np.uint32) * np.uint32((papers + 7) // 8)
    sections["begin.bits"] = np.concatenate(rows) if rows else np.empty(0, np.uint8)
    return sections


def _ranges(forms: lexicon.Lexicon) -> Iterator[tuple[bytes, int, int]]:
    """Yield every beginning of plain letters and digits, and the forms that have it."""
    pending = [(letter, 0, forms.size) for letter in _PLAIN]
    while pending:
        prefix, low, high = pending.pop()
        start, stop = forms.beginning(prefix, low, high)
        if start < stop:
            yield prefix, start, stop
            if len(prefix) < LETTERS:
                pending += [(prefix + letter, start, stop) for letter in _PLAIN]
