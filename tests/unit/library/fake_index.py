"""A search index in a few lines: words are parts of texts, the order is by how often they occur, then by number."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import get_close_matches

from reader.query.ast import And, Field, Node, Not, Or, Phrase, Word, leaves
from reader.search.protocol import Count, Document, Explanation, Masks, no_masks


class FakeHits:
    """Ranks at once, and remembers what it was asked for."""

    def __init__(self, ids: Sequence[int], whole: int) -> None:
        self.whole = whole
        self.asked: list[int] = []
        self._ids = array("q", ids)

    def __len__(self) -> int:
        return len(self._ids)

    def best(self, limit: int) -> array[int]:
        self.asked.append(limit)
        return self._ids[:limit]

    def ids(self) -> array[int]:
        self.asked.append(-1)
        return self._ids


class FakeIndex:
    """Looks at every paper; it is called as `reader.search.protocol.SearchIndex` is."""

    def __init__(self) -> None:
        self.documents: dict[int, Document] = {}
        self.partly: list[bool] = []
        self.hits = FakeHits((), 0)

    def search(
        self,
        root: Node | None,
        masks: Masks = no_masks,
        *,
        partly: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> FakeHits:
        self.partly.append(partly)
        whole = [one for one in self._ranked(root) if root is not None and _fits(root, one, masks)]
        part = []
        if partly and len(whole) < 10:
            clauses = root.parts if isinstance(root, And) else ()
            words = [leaf.text for leaf in clauses if isinstance(leaf, Word)]
            rest = [leaf for leaf in clauses if not isinstance(leaf, Word)]
            part = [
                one
                for one in self._ranked(root)
                if one not in whole
                and any(word in _text(one) for word in words[: len(words) if len(words) > 1 else 0])
                and all(_fits(leaf, one, masks) for leaf in rest)
            ]
        self.hits = FakeHits([one.id for one in (*whole, *part)], len(whole))
        return self.hits

    def similar(self, documents: Sequence[Document], root: Node | None = None, masks: Masks = no_masks) -> FakeHits:
        words = {word for document in documents for word in _text(document).split()}
        left_out = {document.id for document in documents}
        scored = [
            (-len(words & set(_text(one).split())), one.id)
            for one in self.documents.values()
            if one.id not in left_out and (root is None or _fits(root, one, masks))
        ]
        found = [number for score, number in sorted(scored) if score]
        return FakeHits(found, len(found))

    def explain(self, root: Node | None, paper: int) -> Explanation:
        return Explanation(1.0, (), len(_text(self.documents[paper]).split()), 1.0)

    def count_by(self, field: Field | None, papers: Collection[int], limit: int = 50) -> list[Count]:
        counted: Counter[str] = Counter()
        for number in papers:
            one = self.documents[number]
            counted.update(
                [one.date[:4]] if field is None else one.categories if field is Field.CATEGORY else one.authors
            )
        return [Count(name, number) for name, number in counted.most_common(limit) if name]

    def nearest(self, word: str, limit: int = 3) -> list[str]:
        words = sorted({word for one in self.documents.values() for word in _text(one).split()})
        return [] if word in words else get_close_matches(word, words, limit)

    def complete(self, field: Field, beginning: str, limit: int = 20) -> list[Count]:
        everything = self.count_by(field, list(self.documents), 1_000)
        return [count for count in everything if any(map(_begins(beginning), count.name.split()))][:limit]

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        self.documents |= {document.id: document for document in documents}
        for number in removed:
            self.documents.pop(number, None)

    def count(self) -> int:
        return len(self.documents)

    def verify(self) -> list[str]:
        return []

    def clear(self) -> None:
        self.documents = {}

    def close(self) -> None:
        """Do nothing."""

    def _ranked(self, root: Node | None) -> list[Document]:
        words = [leaf.text for leaf, _ in leaves(root) if isinstance(leaf, Word | Phrase)]
        return sorted(self.documents.values(), key=lambda one: (-sum(_text(one).count(word) for word in words), one.id))


def _begins(beginning: str) -> Callable[[str], bool]:
    return lambda word: word.casefold().startswith(beginning)


def _text(one: Document) -> str:
    return f"{one.title} {one.abstract}".casefold()


def _fits(node: Node, one: Document, masks: Masks) -> bool:
    match node:
        case And(parts):
            return all(_fits(part, one, masks) for part in parts)
        case Or(parts):
            return any(_fits(part, one, masks) for part in parts)
        case Not(part):
            return not _fits(part, one, masks)
        case Word(text) | Phrase(text):
            return text.casefold() in _text(one)
        case _:
            mask = masks(node)  # type: ignore[arg-type]  # what is left is a filter
            return one.id < len(mask) and bool(mask[one.id])
