"""`text`: how much of the TeX in real titles and abstracts is shown as Unicode, what is left and why, and how fast.

A text counts as left when a formula or a command of TeX still stands in it as it was written. Each of the most
frequent obstacles is a figure of its own. The time is that of the thread, nothing remembered from one text to the next.
"""

from __future__ import annotations

import re
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from reader.query.words import tokens
from reader.text import _made as made
from reader.text import prose
from tests.bench.corpus import corpus_name, read_papers
from tests.bench.figures import Figure, rounded, spread

_LEFT = re.compile(r"\\(?:[A-Za-z]+|.)|\$(?!\d)[^$\s]")
_COMMANDS = re.compile(r"\\(?:[A-Za-z]+|.)")
_LOOKED_UP = 1000
"""Texts of which the words are compared."""
_MARKS = re.compile(r"[\\${}^]")


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")
    parser.add_argument("--most", type=int, default=25, help="how many of the obstacles to name")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Show all titles and abstracts once, and look at what is shown."""
    papers = list(read_papers(arguments.papers, arguments.file))
    head = {"engine": "octavo", "papers": len(papers), "corpus": corpus_name(arguments.file)}
    obstacles: Counter[str] = Counter()
    for field in ("title", "abstract"):
        seen = _Seen()
        for paper in papers:
            seen.show(str(paper.get(field, "")))
        yield {"bench": f"text.{field}.time", **head, **spread(seen.times, "us")}
        yield {"bench": f"text.{field}.left", **head, **seen.figures()}
        obstacles += seen.obstacles
    for obstacle, count in obstacles.most_common(arguments.most):
        yield {"bench": "text.obstacle", **head, "what": obstacle, "texts": count}


class _Seen:
    """What became of the texts of one field."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.obstacles: Counter[str] = Counter()
        self._tex = self._changed = self._left = self._said = self._found = 0

    def show(self, text: str) -> None:
        """Show a text, and count."""
        begin = time.thread_time_ns()
        shown = made(text)
        self.times.append((time.thread_time_ns() - begin) / 1000)
        self._tex += _MARKS.search(text) is not None
        self._changed += shown.changed
        if _LEFT.search(shown.text):
            self._left += 1
            self.obstacles.update(_obstacles(text, shown.text))
        if shown.changed and self._changed <= _LOOKED_UP:
            # The words of what is shown are those that the index has, but for the joints of formulas.
            words = {token.form for token in tokens(text)}
            own = [token.form for token in tokens(shown.text) if not token.joined]
            self._said += len(own)
            self._found += sum(form in words for form in own)

    def figures(self) -> Figure:
        """Give what was counted."""
        return {
            "with_tex": self._tex,
            "shown_otherwise": self._changed,
            "left": self._left,
            "left_of_tex": rounded(self._left / self._tex) if self._tex else 0,
            "words_found": rounded(self._found / self._said) if self._said else 1,
        }


def _obstacles(text: str, shown: str) -> set[str]:
    """Tell what stood in the way of the formulas that stay, or else which commands of a text nobody knows."""
    reader = prose.Prose(text)
    reader.read()
    return set(reader.failures) or {f"text {command}" for command in _COMMANDS.findall(shown)}
