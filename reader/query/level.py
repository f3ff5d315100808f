"""The query, or a pair of parentheses in it, while it is being read."""

from __future__ import annotations

from reader.query.ast import And, Node, Not, Or, Word
from reader.query.lex import Lexeme


class Level:
    """The query, or a pair of parentheses in it, as far as it was read."""

    def __init__(self, start: int = 0, name: str = "", *, refused: bool = False) -> None:
        self.start = start
        self.name = name
        """The field that holds for the words in it."""
        self.refused = refused
        """Whether what is in it must not hold."""
        self.either: list[list[Node]] = [[]]
        self.refuse = False
        """Whether the next part must not hold."""
        self.operator: Lexeme | None = None
        """An operator that has nothing behind it yet."""
        self.said = False
        """Whether the part before an operator was read, though it may have left nothing."""

    def add(self, node: Node) -> None:
        """Take a part."""
        parts = self.either[-1]
        for part in node.parts if isinstance(node, And) else (node,):
            # What is said twice weighs twice, but need not be looked for twice.
            if part not in parts or (isinstance(part, Word) and part == Word(part.text)):
                parts.append(part)

    def node(self) -> Node | None:
        """Give what was read as a tree, or None where nothing was."""
        found: list[Node] = []
        for parts in self.either:
            if len(parts) == 1:
                only = parts[0]
                found += only.parts if isinstance(only, Or) else (only,)
            elif parts:
                found.append(And(tuple(parts)))
        found = list(dict.fromkeys(found))
        return Or(tuple(found)) if len(found) > 1 else next(iter(found), None)


def refused(node: Node) -> Node:
    """Give what holds where a part does not."""
    return node.part if isinstance(node, Not) else Not(node)
