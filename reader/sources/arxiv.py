"""What arXiv's own formats share: how they name papers, versions, authors and places of publication.

Sources: https://info.arxiv.org/help/prep.html (comments, journal references, authors' names), and
https://info.arxiv.org/help/arxiv_identifier.html (an id begins with year and month).
"""

from __future__ import annotations

import re
from typing import Final

from reader.model.ids import arxiv_key
from reader.sources.authors import names_of
from reader.sources.bibtex_text import plain_text

NAME: Final = "arxiv"
ABS: Final = "https://arxiv.org/abs/"

_BRACKETS: Final = re.compile(r"\([^()]*\)")
_MONTH: Final = re.compile(r"(?:.*/)?(\d\d)(\d\d)")


def authors_of(text: str) -> list[str]:
    """Give the names of a line of authors as arXiv has it: `A. One (1), B. Two and C. Three ((1) Here, (2) There)`."""
    for _ in range(4):  # affiliations are nested so deep at the most
        if (shorter := _BRACKETS.sub(" ", text)) == text:
            break
        text = shorter
    text = plain_text(" ".join(text.split())) if "\\" in text else " ".join(text.split())
    return [name for name in names_of(text) if name.strip(" ,;")]


def address_of(id_text: str) -> str:
    """Give the address of a paper's page, without a version."""
    key = arxiv_key(id_text)
    return ABS + key.partition(":")[2] if key else ""


def month_of(id_text: str) -> str:
    """Give the month in which a paper came to arXiv, `2025-08`, as its id tells."""
    found = _MONTH.match(arxiv_key(id_text).partition(":")[2])
    return f"{'19' if int(found[1]) > 90 else '20'}{found[1]}-{found[2]}" if found else ""
