"""The naive search index: every paper is looked at for every query. It defines what the others must find."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from reader.query import words
from reader.query.ast import And, Field, Filter, Node, Or
from reader.query.match import Need, meets, needs, plan
from reader.search.protocol import MOST_BEHIND, Count, Document, Explanation, Masks, Weight, no_masks

_FEW = 10


class ListedHits:
    """Papers found, in their order from the beginning."""

    def __init__(self, found: Sequence[int], behind: Sequence[int] = ()) -> None:
        self._ids = array("q", [*found, *behind])
        self.whole = len(found)

    def __len__(self) -> int:
        return len(self._ids)

    def best(self, limit: int) -> array[int]:
        """Give the best papers, the best first."""
        return self._ids[:limit]

    def ids(self) -> array[int]:
        """Give all papers, the best first."""
        return self._ids[:]


class MemoryIndex:
    """Keeps the papers themselves; the order is by the occurrences of the query's words, then by date and number."""

    def __init__(self) -> None:
        self._documents: dict[int, Document] = {}

    def search(
        self,
        root: Node | None,
        masks: Masks = no_masks,
        *,
        partly: bool = False,
        cancelled: Callable[[], bool] = lambda: False,  # noqa: ARG002 - the protocol's; nobody waits for this index
    ) -> ListedHits:
        """Find every paper that fits the tree."""
        planned = plan(root)
        found = self._fitting(planned, masks)
        named = _named(needs(root))
        whole = _ordered(found, named)
        if not partly or len(found) >= _FEW or not isinstance(planned, And):
            return ListedHits(whole)
        said = [part for part in planned.parts if isinstance(part, Need) and part.field is Field.ANY]
        if len(said) < 2:
            return ListedHits(whole)
        rest = [part for part in planned.parts if part not in said]
        loose = self._fitting(And((Or(tuple(said)), *rest)), masks)
        behind = [number for number in _ordered(loose, named) if number not in set(whole)]
        return ListedHits(whole, behind[:MOST_BEHIND])

    def similar(self, documents: Sequence[Document], root: Node | None = None, masks: Masks = no_masks) -> ListedHits:
        """Rank the papers that fit by the number of words of the documents that they have."""
        named = {token.term for one in documents for text in _texts(one)[:2] for token in words.tokens(text)}
        own = {document.id for document in documents}
        planned = plan(root)
        papers = list(self._documents.values()) if planned is None else self._fitting(planned, masks)
        return ListedHits(_ordered([one for one in papers if one.id not in own and _occurrences(one, named)], named))

    def explain(self, root: Node | None, paper: int) -> Explanation:
        """Say how often each word that the query names occurs."""
        document = self._documents.get(paper)
        if document is None:
            return Explanation(0.0, (), 0, 0.0)
        found = Counter(token.term for text in _texts(document) for token in words.tokens(text))
        weights = tuple(
            Weight(term, "text", found[term], self._frequency(term), float(found[term]))
            for term in sorted(_named(needs(root)), key=lambda term: -found[term])
            if found[term]
        )
        return Explanation(sum(weight.score for weight in weights), weights, found.total(), 0.0)

    def count_by(self, field: Field | None, papers: Collection[int], limit: int = 50) -> list[Count]:
        """Count the categories, authors or years of some papers."""
        found: Counter[str] = Counter()
        for number in papers:
            if (document := self._documents.get(number)) is not None:
                found.update(set(_property(document, field)))
        return [Count(name, many) for name, many in found.most_common(limit)]

    def nearest(self, word: str, limit: int = 3) -> list[str]:
        """Give words that are spelled almost so."""
        from reader.query.nearness import within_edits

        form = words.fold(word)[0]
        forms = Counter(
            token.form for one in self._documents.values() for text in _texts(one) for token in words.tokens(text)
        )
        if len(form) < 4 or form in forms:
            return []
        return [other for other, _ in forms.most_common() if within_edits(form, other, 1 + (len(form) >= 6))][:limit]

    def complete(self, field: Field, beginning: str, limit: int = 20) -> list[Count]:
        """Give names or categories that begin so."""
        found = Counter(name for one in self._documents.values() for name in set(_property(one, field)))
        asked = [words.beginning(word) for word in beginning.split()]
        return [
            Count(name, many)
            for name, many in found.most_common()
            if name.casefold().startswith(beginning.casefold())
            or (
                field is Field.AUTHOR
                and all(any(token.form.startswith(one) for token in words.tokens(name)) for one in asked)
            )
        ][:limit]

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        """Put documents in and take others out; a number that is both put in and removed is removed."""
        changed = self._documents | {document.id: document for document in documents}
        for number in removed:
            changed.pop(number, None)
        self._documents = changed

    def count(self) -> int:
        """Tell how many papers are in the index."""
        return len(self._documents)

    def verify(self) -> list[str]:
        """Find nothing: there are no files."""
        return []

    def clear(self) -> None:
        """Forget all papers."""
        self._documents = {}

    def close(self) -> None:
        """Do nothing: the papers stay."""

    def _fitting(self, planned: Node | None, masks: Masks) -> list[Document]:
        # A copy: another thread may be writing.
        return [one for one in list(self._documents.values()) if meets(planned, one, _passing(masks, one.id))]

    def _frequency(self, term: str) -> int:
        return sum(
            any(token.term == term for text in _texts(one) for token in words.tokens(text))
            for one in self._documents.values()
        )


def _passing(masks: Masks, number: int) -> Callable[[Filter], bool]:
    def passes(node: Filter) -> bool:
        mask = masks(node)
        return number < len(mask) and bool(mask[number])

    return passes


def _named(wanted: Sequence[Need]) -> set[str]:
    return {
        term
        for need in wanted
        for term in (
            *need.terms,
            *(one for run in need.runs for one in run),
            *(one for near, _ in need.nears for one in near),
        )
    }


def _ordered(found: Sequence[Document], named: set[str]) -> list[int]:
    ranked = sorted(found, key=lambda document: document.id)
    ranked.sort(key=lambda document: document.date, reverse=True)
    ranked.sort(key=lambda document: _occurrences(document, named), reverse=True)
    return [document.id for document in ranked]


def _texts(document: Document) -> tuple[str, ...]:
    return document.title, document.abstract, *document.authors, *document.categories


def _property(document: Document, field: Field | None) -> tuple[str, ...]:
    if field is None:
        return (document.date[:4],) if document.date else ()
    return document.authors if field is Field.AUTHOR else document.categories


def _occurrences(document: Document, named: set[str]) -> int:
    return sum(token.term in named for text in _texts(document) for token in words.tokens(text))
