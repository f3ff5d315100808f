"""Takes the texts of many papers apart at once, as arrays of numbers.

`reader.query.words` says what a word is, `reader.query.match` what it fits. A text falls into chunks, and a chunk into
words; a chunk that was met before is one look into a dictionary, and nothing else is done word by word. What remains
(which word stands where) is worked out for the whole batch by NumPy. Raise `schema.FORMAT` with every change here or
in `reader.query.words` that gives other terms.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np

from reader.query import words
from reader.search.layout import Numbers
from reader.search.protocol import Document

MAX_PLACES: Final = (1 << 20) - 1
"""Places of one paper that words can stand at; what stands behind them is not indexed."""


class Part(IntEnum):
    """The text of a paper that a word stands in; also the bit of it in `form.parts`."""

    TITLE = 0
    ABSTRACT = 1
    AUTHOR = 2
    CATEGORY = 3

    @property
    def bit(self) -> int:
        """The part as one bit."""
        return 1 << self.value


class Occurrences(NamedTuple):
    """Every word of a batch, in arrays of the same length, and what they refer to."""

    terms: list[bytes]
    forms: list[bytes]
    term: Numbers
    """The number of the word's stem in `terms`."""
    form: Numbers
    """The number of its form in `forms`."""
    document: Numbers
    """The number of the paper in the batch, 0 for the first."""
    place: Numbers
    """Where it stands in the paper: title, abstract, authors and categories are numbered on, with a gap of one place
    after each text, so that no run of words can cross from one to the next."""
    part: Numbers
    author: Numbers
    """Which of the paper's authors it belongs to; 0 in the other parts."""


class Batch(NamedTuple):
    """A batch of papers, taken apart."""

    words: Occurrences
    numbers: Numbers
    """The library's number of each paper."""
    days: Numbers
    """Its date as `day_number` gives it."""
    lengths: Numbers
    """The words of it that count, those of the title twice."""
    title_ends: Numbers
    """The first place behind the title, by paper."""
    abstract_ends: Numbers
    """The first place behind the abstract."""
    names: list[bytes]
    """Authors' names as they are written."""
    name: Numbers
    """With `name_document`: which names each paper has."""
    name_document: Numbers
    categories: list[bytes]
    category: Numbers
    category_document: Numbers


class _Numbering(dict[str, int]):
    """Gives every text that it is asked for a number of its own."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class Analyser:
    """Collects papers, and gives them as one batch."""

    def __init__(self) -> None:
        self._chunks = _Numbering()
        self._names = _Numbering()
        self._categories = _Numbering()
        self._found = array("I")
        """The chunks of all texts, one after the other."""
        self._sizes = array("I")
        """The chunks of each text."""
        self._parts = array("B")
        self._authors = array("I")
        self._texts = array("I")
        """The texts of each paper."""
        self._numbers = array("q")
        self._days = array("H")
        self._named: tuple[array[int], array[int]] = array("I"), array("I")
        self._placed: tuple[array[int], array[int]] = array("I"), array("I")
        self._split = words.chunks()

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, document: Document) -> None:
        """Take a paper."""
        number = len(self._numbers)
        self._numbers.append(document.id)
        self._days.append(day_number(document.date))
        self._text(document.title, Part.TITLE)
        self._text(document.abstract, Part.ABSTRACT)
        for place, author in enumerate(document.authors):
            self._text(author, Part.AUTHOR, place)
            self._named[0].append(self._names[author])
            self._named[1].append(number)
        for category in document.categories:
            self._text(category, Part.CATEGORY)
            self._placed[0].append(self._categories[category])
            self._placed[1].append(number)
        self._texts.append(2 + len(document.authors) + len(document.categories))

    def batch(self) -> Batch:
        """Give what was taken; the analyser is of no use after that."""
        size = _as(self._sizes)
        part, author = _as(self._parts), _as(self._authors)
        owner = np.repeat(np.arange(len(self), dtype=np.uint32), _as(self._texts))
        expanded = _Expanded(list(self._chunks))
        chunk = _as(self._found)
        # Where each text begins, first in the whole batch, then in its paper.
        before = np.zeros(len(chunk) + 1, np.int64)
        np.cumsum(expanded.places[chunk], out=before[1:])
        text_ends = np.cumsum(size, dtype=np.int64)
        text_starts = text_ends - size
        text_places = before[text_ends] - before[text_starts] + 1
        bases = np.cumsum(text_places) - text_places
        first_text = np.cumsum(_as(self._texts), dtype=np.int64) - _as(self._texts)
        bases -= bases[first_text][owner] if len(first_text) else 0
        # One line for every word of every chunk.
        text = np.repeat(np.arange(len(size), dtype=np.uint32), size)
        place = before[:-1] - before[text_starts][text] + bases[text]
        many = expanded.counts[chunk]
        word = np.repeat(expanded.firsts[chunk], many) + _counted(many)
        place = np.repeat(place, many) + expanded.offsets[word]
        text = np.repeat(text, many)
        if len(place) and int(place.max()) >= MAX_PLACES:
            kept = place < MAX_PLACES
            word, place, text = word[kept], place[kept], text[kept]
        document, its_part = owner[text], part[text]
        lengths = np.bincount(document, minlength=len(self)) + np.bincount(
            document[its_part == Part.TITLE], minlength=len(self)
        )
        ends = np.minimum(bases + text_places, MAX_PLACES)
        occurrences = Occurrences(
            expanded.terms,
            expanded.forms,
            expanded.term[word],
            expanded.form[word],
            document,
            place,
            its_part,
            author[text],
        )
        return Batch(
            occurrences,
            _as(self._numbers),
            _as(self._days),
            lengths,
            ends[first_text],
            ends[first_text + 1],
            [encode(name) for name in self._names],
            _as(self._named[0]),
            _as(self._named[1]),
            [encode(category) for category in self._categories],
            _as(self._placed[0]),
            _as(self._placed[1]),
        )

    def _text(self, text: str, part: Part, author: int = 0) -> None:
        chunks = self._split(words.prepare(text))
        self._found.extend(map(self._chunks.__getitem__, chunks))
        self._sizes.append(len(chunks))
        self._parts.append(part)
        self._authors.append(author)


class _Expanded:
    """What the distinct chunks of a batch fall into, as arrays."""

    def __init__(self, chunks: Iterable[str]) -> None:
        terms, forms = _Numbering(), _Numbering()
        counts, places = array("I"), array("I")
        term, form, offsets = array("I"), array("I"), array("I")
        for chunk in chunks:
            found = words.expand_once(chunk)
            counts.append(len(found.tokens))
            places.append(found.places)
            for token in found.tokens:
                term.append(terms[token.term])
                form.append(forms[token.form])
                offsets.append(token.position)
        self.terms = [encode(text) for text in terms]
        self.forms = [encode(text) for text in forms]
        self.counts, self.places = _as(counts), _as(places)
        self.firsts = np.cumsum(self.counts, dtype=np.int64) - self.counts
        self.term, self.form, self.offsets = _as(term), _as(form), _as(offsets)


def day_number(text: str) -> int:
    """Give a date as days since the end of 1899, at most 65,535; 0 where there is none.

    A date without day or month counts as the first of what it names.
    """
    try:
        year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
        return max(0, min(65_535, date(year, month, day).toordinal() - _ORIGIN))
    except (ValueError, OverflowError):
        return 0


def year_of(day: int) -> int:
    """Give the year of a day's number."""
    return date.fromordinal(day + _ORIGIN).year


_ORIGIN: Final = date(1899, 12, 31).toordinal()


def encode(term: str) -> bytes:
    """Give a term as the index holds it; half a surrogate pair is no reason to lose a paper."""
    return term.encode("utf-8", "surrogatepass")


def _as(numbers: array[int]) -> Numbers:
    return np.frombuffer(numbers, dtype=numbers.typecode) if len(numbers) else np.empty(0, numbers.typecode)


def _counted(many: Numbers) -> Numbers:
    """Count on within each group: sizes 2, 3 give 0 1 0 1 2."""
    total = int(many.sum())
    return np.arange(total, dtype=np.int64) - np.repeat(np.cumsum(many, dtype=np.int64) - many, many)
