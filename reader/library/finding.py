"""Everything that is found with the help of the index and of masks: answers to queries, facets, and counts of them.

The index ranks, the masks narrow, and a list comes out whose rows are fetched as they come into sight. Used in the
search thread and by the command line; it loads NumPy, so nothing on the way to the first screen imports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from reader.errors import UsageError
from reader.indexing import document
from reader.library.answers import MOST_VALUES, Facet, Found
from reader.library.masks import MasksNow, Numbers, PaperMasks, as_numbers, in_order, taken
from reader.library.plain import LIKE_BOOKMARKED, edition_of, resolve, usual_sort
from reader.library.results import Results, in_any_order
from reader.model import Paper, Sort
from reader.query.ast import (
    And,
    Compared,
    Field,
    FromSource,
    InEdition,
    Is,
    Measure,
    Node,
    Phrase,
    Query,
    State,
    Tagged,
    Word,
    leaves,
)
from reader.query.fields import NAMES, TEXT_FIELDS
from reader.query.lex import Kind, lexemes, plain
from reader.query.tree import with_repositories
from reader.search.protocol import Count

if TYPE_CHECKING:
    from array import array

    from reader.search import SearchIndex
    from reader.search.protocol import Hits

_BOOKMARKS: Final = 200
"""Bookmarked papers that others are compared with: the newest."""
_TAGS: Final = 500
"""Tags that are counted, the most used ones."""
_SUGGESTIONS: Final = 3
_WORD: Final = re.compile(r"\w[\w.'’+#-]*")
_EVERY_PAPER: Final = Compared(Measure.UP, ">=", 0)
"""A filter that every paper of the library passes, and none that is gone."""


class _Ordered(NamedTuple):
    """What a query finds, in order."""

    papers: Hits | Numbers
    whole: int


class Finder:
    """Answers whole queries. Safe to use from several threads."""

    def __init__(self, masks: PaperMasks, index: Callable[[], SearchIndex]) -> None:
        """Hold the parts together.

        Args:
            masks: Narrows and orders.
            index: Gives the open index; called when there are words to look for.
        """
        self.masks = masks
        self._store = masks.store
        self._index = index

    def warm(self) -> None:
        """Make what nearly every search needs, before the first one asks."""
        now = self.masks.now()
        now.unread()
        now.order(Sort.DATE)

    def search(
        self,
        query: Query,
        sort: Sort | None = None,
        *,
        finished: bool = True,
        partly: bool = True,
        seen: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Found:
        """Answer a query; see `Library.search`.

        Args:
            query: The query.
            sort: The order, where the query itself asks for none; the usual one by default.
            finished: Nobody is typing it any more.
            partly: Papers that fit a part of it may follow; never among those of a watch.
            seen: Of a watch: the highest number that a paper had when it was last looked at.
            cancelled: Whether the answer is not wanted any more.
        """
        now = self.masks.now()
        edition = edition_of(self._store, query)
        try:
            partly = partly and seen is None
            found = self._found(query, sort, now, finished=finished, partly=partly, cancelled=cancelled)
        except UsageError as error:  # what `similar:` names
            return Found(Results(self.masks, as_numbers(())), str(error))
        papers, whole, new = found.papers, found.whole, 0
        if seen is not None:
            papers, new = _new_first(_numbers(papers), seen)
        listing = Results(self.masks, papers, edition=edition, limit=query.limit)
        listing.rank_first()
        suggestions = self._suggestions(query) if finished and query.is_text and not whole else ()
        whole, new = min(whole, len(listing)), min(new, len(listing))
        return Found(listing, self._trouble(query), whole, listing.unread(), suggestions, new)

    def fitting(self, query: Query) -> Numbers:
        """Give the papers that fit a whole query, in any order.

        Raises:
            SearchError: the query has words, and the index cannot answer.
            UsageError: nothing is called as `similar:` says.
        """
        found = self._found(query, None, self.masks.now(), finished=False, partly=False, cancelled=lambda: False)
        if query.limit:
            return _numbers(found.papers)[: min(found.whole, query.limit)]
        return in_any_order(found.papers)[: found.whole]

    def unread_of(self, numbers: Numbers) -> int:
        """Count the unread ones of some papers."""
        return int(np.count_nonzero(taken(self.masks.now().unread(), numbers)))

    def facets(self, ids: array[int], limit: int = MOST_VALUES) -> tuple[Facet, ...]:
        """Count what some papers have in common; see `Library.facets`."""
        now = self.masks.now()
        numbers = np.frombuffer(ids, np.int64)

        def passing(names: Sequence[str], leaf: Callable[[str], Tagged | FromSource]) -> tuple[Count, ...]:
            counted = [Count(name, int(np.count_nonzero(taken(now(leaf(name)), numbers)))) for name in names]
            return tuple(sorted((one for one in counted if one.papers), key=lambda one: (-one.papers, one.name)))

        tags = sorted(self._store.tags(), key=lambda tag: (-tag.papers, tag.name))[:_TAGS]
        index = self._index()
        return (
            Facet("year", tuple(index.count_by(None, ids, limit))),
            Facet("category", tuple(index.count_by(Field.CATEGORY, ids, limit))),
            Facet("author", tuple(index.count_by(Field.AUTHOR, ids, limit))),
            Facet("tag", passing([tag.name for tag in tags], Tagged)[:limit]),
            Facet("source", passing(self._store.sources(), FromSource)[:limit]),
        )

    def _found(
        self,
        query: Query,
        sort: Sort | None,
        now: MasksNow,
        *,
        finished: bool,
        partly: bool,
        cancelled: Callable[[], bool],
    ) -> _Ordered:
        sort = query.sort or sort or usual_sort(query)
        if not query.is_text:
            order = now.order(sort, _edition_text(query))
            passing = now.passing(query.root)
            numbers = order.listed[taken(passing, order.listed)]
            return _Ordered(numbers[::-1] if query.backwards else numbers, len(numbers))
        hits = self._hits(query, now, finished=finished, partly=partly, cancelled=cancelled)
        if sort is Sort.RELEVANCE and not query.backwards:
            return _Ordered(hits, hits.whole)
        if sort is Sort.RELEVANCE:
            return _Ordered(as_numbers(hits.ids())[::-1], hits.whole)
        numbers = in_any_order(hits)
        order = now.order(sort, _edition_text(query))
        # Papers that fit only a part stay behind those that fit, whatever the order.
        parts = [in_order(order, part) for part in (numbers[: hits.whole], numbers[hits.whole :])]
        if query.backwards:
            parts = [part[::-1] for part in parts]
        return _Ordered(np.concatenate(parts), hits.whole)

    def _hits(
        self, query: Query, now: MasksNow, *, finished: bool, partly: bool, cancelled: Callable[[], bool]
    ) -> Hits:
        index = self._index()
        root = with_repositories(query.root) if query.root is not None else None
        if self._store.gone_pending():
            # The index still has papers that the library has no more.
            root = And((root, _EVERY_PAPER)) if root is not None else _EVERY_PAPER
        if query.similar:
            documents = [document(paper) for paper in self._likened(query.similar)]
            return index.similar(documents, root, now)
        hits = index.search(root, now, partly=partly and finished, cancelled=cancelled)
        if partly and not finished and not hits.whole:
            hits = index.search(root, now, partly=True, cancelled=cancelled)
        return hits

    def _likened(self, named: str) -> list[Paper]:
        """Give the papers that `similar:` names."""
        if named == LIKE_BOOKMARKED:
            ids = self._store.ids((Is(State.BOOKMARKED),), Sort.DATE, limit=_BOOKMARKS)
            if not ids:
                raise UsageError("No paper is bookmarked yet, so none can be like those that are.")
            return self._store.papers(ids)
        return [resolve(self._store, named)]

    def _trouble(self, query: Query) -> str:
        waiting = self._store.changes_pending() if query.is_text else 0
        return f"{waiting:,} papers are not indexed yet; more may follow." if waiting else ""

    def _suggestions(self, query: Query) -> tuple[str, ...]:
        """Give the query with words that are found nowhere replaced by words that are spelled almost so."""
        better: dict[str, list[str]] = {}
        for word in _words_of(query.root):
            if word not in better and (nearest := self._index().nearest(word, _SUGGESTIONS)):
                better[word] = nearest
        suggested = [
            _respelled(query.source, {word: nearest[min(choice, len(nearest) - 1)] for word, nearest in better.items()})
            for choice in range(_SUGGESTIONS if better else 0)
        ]
        return tuple(text for text in dict.fromkeys(suggested) if text != query.source)


def _respelled(source: str, better: Mapping[str, str]) -> str:
    """Write words of a query otherwise, but not what stands behind the name of a filter."""
    pieces, done, of_text = [], 0, True
    for lexeme in lexemes(plain(source)):
        if lexeme.kind is Kind.LABEL:
            # A name that is none is a word, as what follows it is.
            of_text = NAMES.get(lexeme.text.casefold(), "title") in TEXT_FIELDS
        start = lexeme.value_start if lexeme.kind is Kind.LABEL else lexeme.start
        if of_text:
            # Only as words of their own: a word that is a part of another is not meant.
            respelled = _WORD.sub(lambda word: better.get(word[0], word[0]), source[start : lexeme.end])
            pieces += [source[done:start], respelled]
            done = lexeme.end
        of_text = of_text if lexeme.kind is Kind.LABEL and not lexeme.value else True
    return "".join([*pieces, source[done:]])


def _words_of(root: Node | None) -> Iterator[str]:
    for leaf, sought in leaves(root):
        if sought and isinstance(leaf, Word | Phrase) and not (isinstance(leaf, Word) and leaf.prefix):
            yield from _WORD.findall(leaf.text)


def _edition_text(query: Query) -> str:
    """Give what the only filter by edition says, by whose ranks the papers are ordered then."""
    asked = [clause.text for clause in query.clauses if isinstance(clause, InEdition)]
    return asked[0] if len(asked) == 1 else ""


def _numbers(papers: Hits | Numbers) -> Numbers:
    return papers if isinstance(papers, np.ndarray) else as_numbers(papers.ids())


def _new_first(numbers: Numbers, seen: int) -> tuple[Numbers, int]:
    is_new = numbers > seen
    return np.concatenate([numbers[is_new], numbers[~is_new]]), int(np.count_nonzero(is_new))
