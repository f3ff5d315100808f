"""One segment of the index, opened for searching: which papers hold a term, and where.

A set of papers is a mask: an array with a bool for each paper of the segment. Segments are small enough that a mask
lies in the processor's cache, so that taking masks together costs next to nothing, whatever the query.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from reader.query import Field
from reader.query.match import fold_category
from reader.search.analysis import Part, encode
from reader.search.layout import Numbers, SegmentFile
from reader.search.lexicon import Lexicon
from reader.search.sections import ANYWHERE, IN_TITLE

Mask: TypeAlias = NDArray[np.bool_]
Keys: TypeAlias = NDArray[np.int64]
"""A paper and a place in it as one number, `paper << SHIFT | place`, ascending."""

SHIFT = 20

PARTS = {
    Field.ANY: 15,
    Field.TITLE: Part.TITLE.bit,
    Field.ABSTRACT: Part.ABSTRACT.bit,
    Field.AUTHOR: Part.AUTHOR.bit,
    Field.CATEGORY: Part.CATEGORY.bit,
}
"""The bits of the parts that a field of the query looks at."""


class Leaf:
    """Answers for one segment. Deleted papers are among them: `alive` tells which are not.

    Any number of threads may use it at once.
    """

    def __init__(self, file: SegmentFile, alive: Mask) -> None:
        self.file = file
        self.alive = alive
        self._deletions = not alive.all()
        self.numbers = file.array("paper.number")
        self.days = file.array("paper.day")
        self.lengths = file.array("paper.length")
        self.size = len(self.numbers)
        self.titles = file.array("paper.title")
        self.abstracts = file.array("paper.abstract")
        self.terms = self._lexicon("term")
        self.forms = self._lexicon("form")
        self.letters = file.array("form.letters")
        self.authors = self._lexicon("author")
        self.names = self._lexicon("name")
        self.categories = self._lexicon("category")
        self._begins = self._lexicon("begin")
        self._folded: list[str] | None = None

    def living(self, mask: Mask) -> Mask:
        """Take the deleted papers out of a set, which may be changed."""
        if self._deletions:
            mask &= self.alive
        return mask

    def mask(self) -> Mask:
        """Give an empty set."""
        return np.zeros(self.size, bool)

    def postings(self, term: bytes) -> tuple[Numbers, Numbers]:
        """Give the papers that have a stem, and for each `occurrences << 2 | those in the title, 3 at most`."""
        inside = self._inside("term", self.terms.find(term))
        return self.file.array("term.papers")[inside], self.file.array("term.counts")[inside]

    def frequency(self, term: bytes) -> int:
        """Tell how many papers have a stem."""
        inside = self._inside("term", self.terms.find(term))
        return int(inside.stop - inside.start)

    def places(self, term: bytes, within: Mask | None = None) -> Keys:
        """Give every place at which a stem stands, in some papers or in all."""
        number = self.terms.find(term)
        inside = self._inside("term", number)
        if inside.start == inside.stop:
            return np.empty(0, np.int64)
        papers = self.file.array("term.papers")[inside]
        many = (self.file.array("term.counts")[inside] >> 2).astype(np.int64)
        places = self.file.array("term.places")[int(self.file.array("term.spots")[number]) :]
        if within is None:
            keys = np.repeat(papers.astype(np.int64) << SHIFT, many)
            keys |= places[: len(keys)]
            return keys
        chosen = np.flatnonzero(within[papers])
        starts = np.cumsum(many)[chosen]
        papers, many = papers[chosen], many[chosen]
        # Where each posting's places begin, less what `arange` has counted up to there.
        starts -= np.cumsum(many)
        keys = np.repeat(papers.astype(np.int64) << SHIFT, many)
        keys |= places[np.repeat(starts, many) + np.arange(len(keys))]
        return keys

    def in_field(self, keys: Keys, field: Field) -> Keys:
        """Keep the places that lie in a part of the paper."""
        if field is Field.ANY or not len(keys):
            return keys
        papers, places = keys >> SHIFT, keys & ((1 << SHIFT) - 1)
        if field is Field.TITLE:
            inside = places < self.titles[papers]
        elif field is Field.ABSTRACT:
            inside = (places >= self.titles[papers]) & (places < self.abstracts[papers])
        else:
            inside = places >= self.abstracts[papers]
        kept: Keys = keys[inside]
        return kept

    def with_term(self, term: bytes, field: Field) -> Mask:
        """Give the papers that have a stem in a field (forms of authors' names: `with_author`)."""
        mask = self.mask()
        papers, counts = self.postings(term)
        if field is Field.ABSTRACT:
            return self._in_abstract(term, papers, counts)
        mask[papers[counts & 3 > 0] if field is Field.TITLE else papers] = True
        return mask

    def _in_abstract(self, term: bytes, papers: Numbers, counts: Numbers) -> Mask:
        """Give the papers that have a stem in the abstract, with a look at all its places only where it must be."""
        mask = self.mask()
        if not len(papers):
            return mask
        many = counts >> 2
        spot = int(self.file.array("term.spots")[self.terms.find(term)])
        last = self.file.array("term.places")[np.cumsum(many, dtype=np.int64) + (spot - 1)]
        # Places ascend within a paper, so the last one tells, unless it is in a name or a category, behind all texts.
        inside = last < self.abstracts[papers]
        mask[papers[inside & (last >= self.titles[papers])]] = True
        behind = self.mask()
        behind[papers[~inside]] = True
        mask[self.in_field(self.places(term, behind), Field.ABSTRACT) >> SHIFT] = True
        return mask

    def with_author(self, form: bytes) -> Mask:
        """Give the papers with a form in an author's name."""
        mask = self.mask()
        mask[self.file.array("author.papers")[self._inside("author", self.authors.find(form))]] = True
        return mask

    def author_keys(self, start: int, stop: int) -> Keys:
        """Give, for a range of forms of authors' names, the papers and which author of each; in no order."""
        first = self.file.array("author.first")
        inside = slice(int(first[start]), int(first[stop])) if start < stop else slice(0, 0)
        keys = self.file.array("author.papers")[inside].astype(np.int64) << SHIFT
        keys |= self.file.array("author.which")[inside]
        return keys

    def beginning(self, prefix: str, field: Field) -> Mask:
        """Give the papers with a word in a field that begins so."""
        term = encode(prefix)
        key = {Field.ANY: ANYWHERE, Field.TITLE: IN_TITLE}.get(field)
        number = self._begins.find(key + term) if key is not None and self._begins.size else -1
        if number >= 0:
            start, stop = self.file.array("begin.first")[number : number + 2]
            return np.unpackbits(self.file.array("begin.bits")[start:stop], count=self.size).view(bool)
        papers, parts = self.form_range(*self.forms.beginning(term))
        mask = self.mask()
        mask[papers if field is Field.ANY else papers[parts & PARTS[field] > 0]] = True
        return mask

    def form_range(self, start: int, stop: int) -> tuple[Numbers, Numbers]:
        """Give, for a range of forms, the papers that have them and the parts in which; a paper once for each form."""
        first = self.file.array("form.first")
        inside = slice(int(first[start]), int(first[stop])) if start < stop else slice(0, 0)
        return self.file.array("form.papers")[inside], self.file.array("form.parts")[inside]

    def with_category(self, name: str, *, prefix: bool = False) -> Mask:
        """Give the papers in a category (folded), or in one below it; or in one that begins so."""
        if self._folded is None:
            self._folded = [fold_category(term.decode("utf-8", "surrogatepass")) for term in self.categories.terms()]
        mask, below = self.mask(), name if prefix else f"{name}."
        for number, category in enumerate(self._folded):
            if category == name or category.startswith(below):
                mask[self.file.array("category.papers")[self._inside("category", number)]] = True
        return mask

    def counts(self, kind: str, mask: Mask) -> Numbers:
        """Count for each `name` or `category`, by its number, how many papers of a set have it."""
        first = self.file.array(f"{kind}.first").astype(np.int64)
        if len(first) < 2:
            return np.empty(0, np.int64)
        inside = mask[self.file.array(f"{kind}.papers")]
        sums = np.concatenate(([0], np.cumsum(inside)))
        return sums[first[1:]] - sums[first[:-1]]

    def _inside(self, kind: str, number: int) -> slice:
        if number < 0:
            return slice(0, 0)
        start, stop = self.file.array(f"{kind}.first")[number : number + 2].tolist()
        return slice(start, stop)

    def lexicon(self, kind: str) -> Lexicon:
        """Give the lexicon of `name` or `category`."""
        return self.names if kind == "name" else self.categories

    def _lexicon(self, kind: str) -> Lexicon:
        return Lexicon(self.file.array(f"{kind}.text"), self.file.array(f"{kind}.starts"))
