"""What the filters let through and how the orders run, as arrays by the number of a paper: a search narrows in no time.

Each array is kept until what it was made of changes: those of papers and their editions by one version of the library,
those of marks by the other. Read-state, bookmarks and ratings are not even read anew then: the library tells which
papers were marked since, and only these change in a copy. NumPy is imported by whoever makes a `PaperMasks`: never on
the way to the first screen, and never in the thread of the screen.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from reader.model import Sort
from reader.query.ast import (
    And,
    Compared,
    Filter,
    Has,
    InEdition,
    Is,
    Measure,
    Node,
    Not,
    Noted,
    Or,
    State,
    Tagged,
    Thing,
    is_filter,
)
from reader.query.tree import fold_tree
from reader.store import Store, Versions
from reader.store.filters import rating_fits

Flags: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.int64]

_Scalar = TypeVar("_Scalar", bound=np.generic)

KEPT_BYTES: Final = 48 << 20
"""Memory of the arrays that are kept; those that were not used for the longest time go first."""

_READ: Final = 1
_BOOKMARKED: Final = 2
_RATING: Final = 2
"""Bits that the rating is shifted by."""


class Order(NamedTuple):
    """One order of all papers."""

    listed: Numbers
    """Every paper, in this order."""
    ranks: NDArray[np.int32]
    """The place of each paper by its number; papers that are gone stand behind all others."""


class States(NamedTuple):
    """Read-state, bookmark and rating of every paper by its number, as the store packs them."""

    version: int
    packed: NDArray[np.uint8]


class PaperMasks:
    """Answers the filters of a query. Safe to use from several threads; nobody may change the arrays that it gives."""

    def __init__(self, store: Store, kept_bytes: int = KEPT_BYTES) -> None:
        self.store = store
        self._room = kept_bytes
        self._guard = threading.Lock()
        self._states_guard = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[object, int, object]] = OrderedDict()
        """By what is asked: the version it holds for, its size in bytes, and the answer."""
        self._held = 0
        self._states = States(-1, np.zeros(1, np.uint8))

    def now(self) -> MasksNow:
        """Give the masks of the library as it is now, for one search: its versions are looked up only once."""
        return MasksNow(self, self.store.versions())

    def kept(
        self, asked: Hashable, version: object, size: Callable[[object], int], make: Callable[[], object]
    ) -> object:
        """Give what was made for a version, or make it."""
        with self._guard:
            known = self._kept.get(asked)
            if known is not None and known[0] == version:
                self._kept.move_to_end(asked)
                return known[2]
        # Without the lock: two threads may make the same at a time, but none waits for what it does not need.
        made = make()
        with self._guard:
            former = self._kept.pop(asked, None)
            self._held -= former[1] if former else 0
            self._kept[asked] = (version, size(made), made)
            self._held += size(made)
            while self._held > self._room and len(self._kept) > 1:
                _, (_, freed, _) = self._kept.popitem(last=False)
                self._held -= freed
        return made

    def states(self, version: int, length: int) -> States:
        """Give the states of all papers for a version of the marks, or a newer one, and tell which it is."""
        with self._states_guard:
            known = self._states
            if known.version < version or len(known.packed) < length:
                told = self.store.marked_since(known.version)
                numbers = np.frombuffer(told.ids, np.int64)
                packed = np.zeros(max(length, len(known.packed), int(numbers.max(initial=0)) + 1), np.uint8)
                packed[: len(known.packed)] = known.packed
                packed[numbers] = np.frombuffer(told.states, np.uint8)
                known = self._states = States(told.version, packed)
            return known


class MasksNow:
    """The masks of the library at one moment: the `Masks` that a search index asks."""

    def __init__(self, masks: PaperMasks, versions: Versions) -> None:
        self._masks = masks
        self._store = masks.store
        self.versions = versions
        self._states: States | None = None

    def __call__(self, asked: Filter) -> Flags:
        """Give what one filter lets through, by the number of the paper.

        Raises:
            ValueError: it is `has:code`, which only the search index can answer.
        """
        match asked:
            case Is(State.UNREAD):
                return self._made(asked, self._marked, lambda: self.everything() & ~self._has(_READ))
            case Is(State.READ):
                return self._made(asked, self._marked, lambda: self.everything() & self._has(_READ))
            case Is(State.BOOKMARKED):
                return self._made(asked, self._marked, lambda: self.everything() & self._has(_BOOKMARKED))
            case Is(State.RATED):
                return self._made(asked, self._marked, lambda: self.everything() & (self._ratings() > 0))
            case Compared(Measure.RATING):
                return self._made(asked, self._marked, lambda: self._rated(asked))
            case Is() | Tagged() | Noted() | Has(Thing.NOTE | Thing.TAG):
                # Papers that are gone took their tags and notes along without a new version of the marks.
                return self._made(asked, self.versions, lambda: self._matching(asked))
            case _:
                return self._made(asked, self.versions.papers, lambda: self._matching(asked))

    def everything(self) -> Flags:
        """Give the papers there are."""
        return self._made("everything", self.versions.papers, lambda: _flags(self._store.ids((), Sort.ADDED)))

    def passing(self, root: Node | None) -> Flags:
        """Give the papers that pass a tree of filters; all of them without one.

        Raises:
            ValueError: a leaf is no filter.
        """
        if root is None:
            return self.everything()
        return fold_tree(root, self._leaf, self._joined)

    def unread(self) -> Flags:
        """Give the papers that were not read."""
        return self(Is(State.UNREAD))

    def order(self, sort: Sort, edition: str = "") -> Order:
        """Give an order of all papers.

        Args:
            sort: Which; `RELEVANCE` is by date.
            edition: Of `RANK`: what names the editions that it is by, or an empty text where all count.
        """
        if sort is Sort.RATING:
            return self._made_order((sort, ""), self._marked, self._by_rating)
        sort = Sort.DATE if sort is Sort.RELEVANCE else sort
        edition = edition if sort is Sort.RANK else ""
        return self._made_order((sort, edition), self.versions.papers, lambda: self._by(sort, edition))

    def _by(self, sort: Sort, edition: str) -> Order:
        listed = np.frombuffer(self._store.ids((), sort), np.int64)
        if edition:
            first = np.frombuffer(self._store.ids((InEdition(edition),), sort), np.int64)
            is_first = np.zeros(len(self.everything()), np.bool_)
            is_first[first[first < len(is_first)]] = True
            rest = listed[listed < len(is_first)]
            listed = np.concatenate([first, rest[~is_first[rest]]])
        return _order(listed)

    def _by_rating(self) -> Order:
        listed = self.order(Sort.DATE).listed
        ratings = taken(self._ratings(), listed)
        # Stable, so that equals stay as they are by date.
        return _order(listed[np.argsort(-ratings.astype(np.int8), kind="stable")])

    def _leaf(self, node: Node) -> Flags:
        if not is_filter(node):
            raise ValueError(f"{node} is no filter")
        return self(node)  # type: ignore[arg-type]  # `is_filter` has looked

    def _joined(self, node: And | Or | Not, parts: list[Flags]) -> Flags:
        length = len(self.everything())
        parts = [fitted(part, length) for part in parts]
        if isinstance(node, Not):
            return self.everything() & ~parts[0]
        operation = np.logical_and if isinstance(node, And) else np.logical_or
        return operation.reduce(parts)  # type: ignore[no-any-return]  # NumPy's stubs do not tell

    def _has(self, bit: int) -> Flags:
        return (self._packed() & bit).astype(np.bool_)

    def _ratings(self) -> NDArray[np.uint8]:
        return np.right_shift(self._packed(), np.uint8(_RATING))

    def _packed(self) -> NDArray[np.uint8]:
        return self._state_of_marks().packed[: len(self.everything())]

    @property
    def _marked(self) -> Versions:
        """The versions that masks of states hold for: marks may be newer than when this was made, but stay the same."""
        return Versions(self.versions.papers, self._state_of_marks().version)

    def _state_of_marks(self) -> States:
        if self._states is None:
            self._states = self._masks.states(self.versions.marks, len(self.everything()))
        return self._states

    def _rated(self, asked: Compared) -> Flags:
        return self.everything() & np.isin(self._ratings(), rating_fits(asked.sign, asked.number))

    def _matching(self, asked: Filter) -> Flags:
        return _flags(self._store.matching(asked), len(self.everything()))

    def _made(self, asked: Hashable, version: object, make: Callable[[], Flags]) -> Flags:
        return self._masks.kept(asked, version, _size_of_flags, make)  # type: ignore[return-value]  # what was kept is what was made

    def _made_order(self, asked: Hashable, version: object, make: Callable[[], Order]) -> Order:
        return self._masks.kept(asked, version, _size_of_order, make)  # type: ignore[return-value]  # what was kept is what was made


def fitted(flags: Flags, length: int) -> Flags:
    """Give flags of another length; what was not there is not let through."""
    if len(flags) == length:
        return flags
    longer = np.zeros(length, np.bool_)
    common = min(length, len(flags))
    longer[:common] = flags[:common]
    return longer


def taken(values: NDArray[_Scalar], numbers: Numbers) -> NDArray[_Scalar]:
    """Give the values of some papers; those past the end have the falsy one."""
    if len(numbers) == 0 or int(numbers.max()) < len(values):
        return values[numbers]
    inside = numbers < len(values)
    return np.where(inside, values[np.where(inside, numbers, 0)], values.dtype.type(0))


def in_order(order: Order, numbers: Numbers) -> Numbers:
    """Put some papers into an order; papers that it does not know come last."""
    if len(numbers) * 16 < len(order.listed):
        ranks = np.full(len(numbers), len(order.listed), np.int32)
        inside = numbers < len(order.ranks)
        ranks[inside] = order.ranks[numbers[inside]]
        return numbers[np.argsort(ranks, kind="stable")]
    # Of many papers it is faster to strike the others out of the order than to sort.
    wanted = np.zeros(max(len(order.ranks), int(numbers.max(initial=0)) + 1), np.bool_)
    wanted[numbers] = True
    known = order.listed[wanted[order.listed]]
    if len(known) == len(numbers):
        return known
    wanted[known] = False
    return np.concatenate([known, numbers[wanted[numbers]]])


def as_array(numbers: Numbers) -> array[int]:
    """Give NumPy's numbers as the library hands them on."""
    given: array[int] = array("q")
    given.frombytes(np.ascontiguousarray(numbers, np.int64).tobytes())
    return given


def as_numbers(ids: Sequence[int]) -> Numbers:
    """Give numbers as NumPy has them; those of an `array` are shared, not copied."""
    return np.frombuffer(ids, np.int64) if isinstance(ids, array) else np.fromiter(ids, np.int64, len(ids))


def _flags(ids: array[int], length: int = 0) -> Flags:
    numbers = np.frombuffer(ids, np.int64)
    flags = np.zeros(max(length, int(numbers.max(initial=0)) + 1), np.bool_)
    flags[numbers] = True
    return flags


def _order(listed: Numbers) -> Order:
    ranks = np.full(int(listed.max(initial=0)) + 1, len(listed), np.int32)
    ranks[listed] = np.arange(len(listed), dtype=np.int32)
    return Order(listed, ranks)


def _size_of_flags(flags: object) -> int:
    assert isinstance(flags, np.ndarray)
    return flags.nbytes


def _size_of_order(order: object) -> int:
    assert isinstance(order, Order)
    return order.listed.nbytes + order.ranks.nbytes
