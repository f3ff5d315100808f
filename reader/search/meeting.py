"""Which papers of a segment fit a tree: every leaf becomes a mask, and the tree takes masks together.

What a need means is said in `reader.query.match`, whose naive `meets` gives the same answers; the contract tests hold
the two together.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reader.errors import SearchCancelled
from reader.query import Field
from reader.query.ast import And, Filter, Node, Not, Or
from reader.query.match import Need
from reader.query.nearness import within_edits
from reader.query.tree import fold_tree
from reader.search.analysis import encode
from reader.search.leaf import PARTS, SHIFT, Keys, Leaf, Mask
from reader.search.lexicon import OUTSIDE_ASCII, letters_of
from reader.search.protocol import Masks


class Meeting:
    """Answers one query, segment by segment; what was worked out for a need of a segment is kept.

    Args:
        masks: What the filters let through.
        cancelled: Asked before each leaf of the tree; once it is true, SearchCancelled is raised.
    """

    def __init__(self, masks: Masks, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._masks = masks
        self._cancelled = cancelled
        self._known: dict[tuple[int, Need], Mask] = {}

    def papers(self, leaf: Leaf, node: Node) -> Mask:
        """Give the papers that fit a tree; the mask is the caller's own. Deleted ones are among them."""
        found = fold_tree(node, lambda one: self._of_leaf(leaf, one), _together)
        return found.copy() if isinstance(node, Need) else found

    def meeting(self, leaf: Leaf, need: Need) -> Mask:
        """Give the papers that meet a need; not to be changed."""
        key = id(leaf), need
        found = self._known.get(key)
        if found is None:
            if self._cancelled():
                raise SearchCancelled
            found = self._known[key] = self._meet(leaf, need)
        return found

    def _of_leaf(self, leaf: Leaf, node: Node) -> Mask:
        """Give the papers that fit a leaf of the tree; not to be changed."""
        if isinstance(node, Need):
            return self.meeting(leaf, node)
        if self._cancelled():
            raise SearchCancelled
        assert isinstance(node, Filter)
        return self._passing(leaf, node)

    def _passing(self, leaf: Leaf, node: Filter) -> Mask:
        mask = np.asarray(self._masks(node), bool)
        numbers = leaf.numbers
        known = numbers < len(mask)
        if known.all():
            return mask[numbers]
        found = leaf.mask()
        found[known] = mask[numbers[known]]
        return found

    def _meet(self, leaf: Leaf, need: Need) -> Mask:
        found: Mask | None = None

        def also(mask: Mask) -> None:
            nonlocal found
            found = mask if found is None else found | mask

        if need.field is Field.CATEGORY:
            for name in need.terms:
                also(leaf.with_category(name))
            for prefix in need.prefixes:
                also(leaf.with_category(prefix, prefix=True))
            return leaf.mask() if found is None else found
        for term in need.terms:
            also(leaf.with_author(encode(term)) if need.by_form else leaf.with_term(encode(term), need.field))
        for prefix in need.prefixes:
            also(leaf.beginning(prefix, need.field))
        for run in need.runs:
            also(_with_run(leaf, run, need.field))
        for terms, slop in need.nears:
            also(_with_near(leaf, terms, slop, need.field))
        for form, most in need.fuzzies:
            also(self._with_alike(leaf, form, most, need.field))
        for words in need.names:
            also(_with_name(leaf, words))
        return leaf.mask() if found is None else found

    def _with_alike(self, leaf: Leaf, form: str, most: int, field: Field) -> Mask:
        """Give the papers with a form in a field that is within so many edits, and begins with the same letter."""
        mask = leaf.mask()
        for number in self.alike(leaf, form, most):
            papers, parts = leaf.form_range(number, number + 1)
            mask[papers if field is Field.ANY else papers[parts & PARTS[field] > 0]] = True
        return mask

    def alike(self, leaf: Leaf, form: str, most: int) -> list[int]:
        """Give the numbers of the forms of a segment that are within so many edits, and begin with the same letter."""
        start, stop = leaf.forms.beginning(encode(form[:1]))
        if start == stop:
            return []
        wanted = encode(form)
        lengths = leaf.forms.lengths()[start:stop].astype(np.int64)
        letters = leaf.letters[start:stop]
        # Where letters are not all of one byte, bytes do not tell how many they are.
        near = np.abs(lengths - len(wanted)) <= most if form.isascii() else lengths > 0
        near |= letters & np.uint32(OUTSIDE_ASCII) > 0
        # An edit changes one letter for another: two bits.
        different = np.bitwise_count(letters ^ np.uint32(letters_of(wanted)))
        candidates = np.flatnonzero(near & (different <= 2 * most)) + start
        return [
            number
            for number in candidates.tolist()
            if within_edits(form, leaf.forms.term(number).decode("utf-8", "surrogatepass"), most)
        ]


def _together(node: And | Or | Not, parts: list[Mask]) -> Mask:
    if isinstance(node, Not):
        return np.logical_not(parts[0])
    join = np.logical_and if isinstance(node, And) else np.logical_or
    # The masks of leaves are kept, so what they give together is a new one.
    found: Mask = join(parts[0], parts[-1])
    for part in parts[1:-1]:
        join(found, part, out=found)
    return found


def _with_run(leaf: Leaf, run: tuple[str, ...], field: Field) -> Mask:
    """Give the papers in which stems stand one after the other."""
    mask = leaf.mask()
    mask[run_starts(leaf, [encode(term) for term in run], field) >> SHIFT] = True
    return mask


def run_starts(leaf: Leaf, run: list[bytes], field: Field, among: Mask | None = None) -> Keys:
    """Give the places at which stems stand one after the other, in some papers or in all."""
    within = _having_all(leaf, run) if among is None else among
    found: Keys | None = None
    # The rarest first: what it leaves is little to look for among the others.
    for offset in sorted(range(len(run)), key=lambda place: leaf.frequency(run[place])):
        keys = leaf.places(run[offset], within)
        found = keys - offset if found is None else found[_among(found + offset, keys)]
        if not len(found):
            break
    return leaf.in_field(found, field) if found is not None else np.empty(0, np.int64)


def _with_near(leaf: Leaf, terms: tuple[str, ...], slop: int, field: Field) -> Mask:
    """Give the papers in which stems stand within a stretch of the title, or of the abstract."""
    names = [encode(term) for term in dict.fromkeys(terms)]
    within = _having_all(leaf, names)
    reach = len(terms) - 1 + slop
    mask = leaf.mask()
    for part in (Field.TITLE, Field.ABSTRACT):
        if field not in (Field.ANY, part):
            continue
        places = [leaf.in_field(leaf.places(term, within), part) for term in names]
        # Wherever a stretch begins, one of the stems stands.
        begins = np.unique(np.concatenate(places)) if places else np.empty(0, np.int64)
        for keys in places:
            if not len(keys):
                begins = begins[:0]
                break
            at = np.searchsorted(keys, begins)
            known = np.minimum(at, len(keys) - 1)
            close = (keys[known] - begins <= reach) & (keys[known] >> SHIFT == begins >> SHIFT)
            begins = begins[(at < len(keys)) & close]
        mask[begins >> SHIFT] = True
    return mask


def _having_all(leaf: Leaf, terms: list[bytes]) -> Mask:
    within = np.ones(leaf.size, bool)
    for term in terms:
        within &= leaf.with_term(term, Field.ANY)
    return within


def _with_name(leaf: Leaf, words: tuple[str, ...]) -> Mask:
    """Give the papers with an author in whose name all words occur, in any order.

    Initials stand for whole names and whole names for initials, but one word must be in the name as it is asked.
    """
    found: Keys | None = None
    whole: list[Keys] = []
    for word in words:
        if len(word) == 1:
            keys = leaf.author_keys(*leaf.authors.beginning(encode(word)))
        else:
            whole.append(_author(leaf, word))
            keys = np.concatenate((whole[-1], _author(leaf, word[:1])))
        keys.sort()
        found = keys if found is None else found[_among(found, keys)]
    assert found is not None
    if whole:
        found = found[_among(found, np.sort(np.concatenate(whole)))]
    mask = leaf.mask()
    mask[found >> SHIFT] = True
    return mask


def _author(leaf: Leaf, form: str) -> Keys:
    number = leaf.authors.find(encode(form))
    return leaf.author_keys(number, number + 1) if number >= 0 else np.empty(0, np.int64)


def _among(wanted: Keys, keys: Keys) -> Mask:
    """Tell for each of some numbers whether it is among others, which are ascending."""
    if not len(keys):
        return np.zeros(len(wanted), bool)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    among: Mask = keys[at] == wanted
    return among
