"""Which paragraphs of a page are titles, which are abstracts, and which of them belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

LONGEST_TITLE: Final = 250
"""Characters. Of 31,000 papers of arXiv and of these pages, one had a longer title; a page's abstracts are longer."""

_TAIL: Final = 300
"""Characters at the end that are looked at: searching for an end takes time by the square of the length."""
_ENDED: Final = re.compile(r"[.!?…。！？)）][\"'”’»)\]}*$]*$")
_ABBREVIATED: Final = re.compile(r"\b(?:e\.g|i\.e|cf|vs|et al|figs?|eqs?|sec|resp|approx)\.$", re.IGNORECASE)
_LINK: Final = re.compile(
    r"(?:https?://[\w.-]+\.[a-z]{2,}(?::\d+)?|(?:^|[\s/(])(?:[\w-]+\.)+[a-z]{2,}/)\S*$", re.IGNORECASE
)
_SENTENCES: Final = re.compile(r"[.!?]\s+\S")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a page, unwrapped."""

    line: int
    text: str

    @property
    def is_long(self) -> bool:
        """Whether it is too long for a title."""
        return len(self.text) > LONGEST_TITLE

    def without(self, tail: re.Pattern[str]) -> Paragraph:
        """Give it without what a pattern finds at its end."""
        return replace(self, text=tail.sub("", self.text))


@dataclass(frozen=True, slots=True)
class Whole:
    """A title and the abstract that belongs to it."""

    title: Paragraph
    abstract: Paragraph


@dataclass(frozen=True, slots=True)
class Left:
    """What was left out, and why."""

    line: int
    reason: str


class _Shape(Enum):
    TITLE = "title"
    ABSTRACT = "abstract"
    EITHER = "either"
    """One short sentence with a full stop: a brief abstract, or a title that somebody gave a stop."""


def pair(paragraphs: Sequence[Paragraph]) -> Iterator[Whole | Left]:
    """Yield the whole papers of one page in order, and what was left out where it stood.

    A title followed by another title has lost its abstract. An abstract that is the page's last words and stops in
    the middle of a sentence was cut.
    """
    title: Paragraph | None = None
    for place, part in enumerate(paragraphs):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        if not any(sign.isalpha() for sign in part.text):
            yield Left(part.line, f"{_quoted(part)} is neither a title nor an abstract, so it was left out")
        elif title is None and _shape(part) is _Shape.ABSTRACT:
            yield Left(part.line, f"the text {_quoted(part)} has no title before it, so it was left out")
        elif title is None:
            title = part
        elif not _is_abstract(part, following):
            yield Left(title.line, f"the title {_quoted(title)} has no abstract, so it was left out")
            title = part
        elif following is None and not _is_ended(part.text):
            yield Left(title.line, f"the page ends in the middle of {_quoted(title)}, so this paper was left out")
            title = None
        else:
            yield Whole(title, part)
            title = None
    if title:
        yield Left(title.line, f"the page ends before the abstract of {_quoted(title)}, so this paper was left out")


def _is_abstract(part: Paragraph, following: Paragraph | None) -> bool:
    """Tell whether what comes after a title is its abstract; what follows decides where the shape does not."""
    shape = _shape(part)
    if following is None and _SENTENCES.search(part.text):
        return True  # what a cut left of it
    if shape is _Shape.EITHER:
        return following is None or _shape(following) is not _Shape.ABSTRACT
    return shape is _Shape.ABSTRACT


def _shape(part: Paragraph) -> _Shape:
    # Titles end with a question mark or a bracket too, but hardly ever with a full stop or a link.
    stated = (part.text.endswith((".", ".)")) and _is_ended(part.text)) or _ends_with_link(part.text)
    if part.is_long or (stated and _SENTENCES.search(part.text)):
        return _Shape.ABSTRACT
    return _Shape.EITHER if stated else _Shape.TITLE


def _is_ended(text: str) -> bool:
    tail = text[-_TAIL:]
    return bool(_ENDED.search(tail) and not _ABBREVIATED.search(tail)) or _ends_with_link(text)


def _ends_with_link(text: str) -> bool:
    return bool(_LINK.search(text[-_TAIL:]))


def _quoted(part: Paragraph) -> str:
    return f'"{part.text if len(part.text) <= 60 else part.text[:57].rstrip() + "..."}"'
