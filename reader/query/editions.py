"""Which editions a text names: what stands after `edition:` is read here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reader.model import Edition

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SEPARATORS = r"[\s_./,\u2010-\u2015-]+"
_NUMERIC_DAY = r"(?:([0-9]{4})(?:-|$))?(?:([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
_NAMED_PART = r"[0-9]+|[^\W\d_]+"


def names_edition(text: str, edition: Edition) -> bool:
    """Tell whether what stands after `edition:` names an edition.

    By its key, its source, its day (`2025-08-25`, `08-25`, `--08-25`), its month (`2025-08`, `Aug 2025`, `Aug`), its
    year or its label (`Aug 25`, `aug25`, `25 August 2025`), the day also after the source (`daily-papers:aug 25`). Case
    does not count, nor do blanks, hyphens, dots and slashes between the parts. No year names an edition without one.
    """
    source = _fold(edition.source)
    folded = _fold(text)
    if not folded:
        return False
    if folded == source:
        return True
    head, colon, tail = folded.partition(":")
    if colon and head.strip("-") == source:
        folded = tail.strip("-")
        if not folded:
            return True
    day = _day(folded)
    if day is None:
        return False
    its = (edition.day[:4], edition.day[-5:-3], edition.day[-2:])  # without a year, "--08" is none that was asked for
    return all(not wanted or wanted == has for wanted, has in zip(day, its, strict=True))


def named(text: str, editions: Iterable[Edition]) -> list[Edition]:
    """Give the editions that a text names; where it is the key of one of them, it names no other.

    So `daily-papers:--08-25` is the page without a year as long as there is one, and then the one that it became.
    """
    fitting = [edition for edition in editions if names_edition(text, edition)]
    exact = [edition for edition in fitting if edition.key == text.strip().casefold()]
    return exact or fitting


def _fold(text: str) -> str:
    return re.sub(_SEPARATORS, "-", text.casefold()).strip("-")


def _day(folded: str) -> tuple[str, str, str] | None:
    """Read year, month and day, each empty where it is not given; None where this is no day, month or year."""
    numeric = re.fullmatch(_NUMERIC_DAY, folded)
    if numeric:
        year, first, second = (numeric[index] or "" for index in (1, 2, 3))
        # "08-25" is a day, "2025-08" a month, but "08" alone could be either and is neither.
        return (year, first.zfill(2) if first else "", second.zfill(2) if second else "") if year or second else None
    year = month = day = ""
    for part in re.findall(_NAMED_PART, folded):
        if part.isdecimal() and len(part) == 4 and not year:
            year = part
        elif part.isdecimal() and len(part) <= 2 and not day:
            day = part.zfill(2)
        elif len(part) >= 3 and not month and (name := next((m for m in _MONTHS if m.startswith(part)), "")):
            month = f"{_MONTHS.index(name) + 1:02}"
        elif part not in ("st", "nd", "rd", "th"):
            return None
    return (year, month, day) if month else None
