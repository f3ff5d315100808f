"""Walking a query's tree from the leaves up, without recursion: however deep somebody nests, nothing overflows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from reader.query.ast import And, Has, Node, Not, Or, Thing

T = TypeVar("T")


def fold_tree(root: Node, leaf: Callable[[Node], T], join: Callable[[And | Or | Not, list[T]], T]) -> T:
    """Give each leaf a value, and each inner node one made of its parts' values; the value of the root is returned."""
    pending: list[tuple[Node, bool]] = [(root, False)]
    values: list[T] = []
    while pending:
        node, opened = pending.pop()
        if not isinstance(node, And | Or | Not):
            values.append(leaf(node))
            continue
        parts = (node.part,) if isinstance(node, Not) else node.parts
        if opened:
            first = len(values) - len(parts)
            values[first:] = [join(node, values[first:])]
        else:
            pending.append((node, True))
            pending += [(part, False) for part in reversed(parts)]
    return values[0]


def with_repositories(root: Node) -> Node:
    """Let `has:code` mean a repository that a source tells of, too: the index knows abstracts, the store the rest."""
    either = Or((Has(Thing.CODE), Has(Thing.REPOSITORY)))

    def joined(node: And | Or | Not, parts: list[Node]) -> Node:
        return Not(parts[0]) if isinstance(node, Not) else type(node)(tuple(parts))

    return fold_tree(root, lambda leaf: either if leaf == Has(Thing.CODE) else leaf, joined)
