"""Why a paper was found: what its place comes from (`--explain`), and the passage that fits best (`--snippets`).

What is written under a paper begins with a tab in a pipe, so that whoever reads the keys there finds none in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reader.cli.console import Console, Style, cells
from reader.cli.tables import aligned
from reader.model import safe_line
from reader.query import Field
from reader.query.highlight import Highlighter, Span
from reader.query.snippet import passage as best_passage
from reader.query.snippet import snippet
from reader.text import Reading, as_it_is

if TYPE_CHECKING:
    from reader.library import Library
    from reader.model import Paper
    from reader.query import Query
    from reader.search.protocol import Explanation

_INDENT: Final = "    "
_MEASURE: Final = 80
"""The widest text that is still easy to read."""
_PASSAGE: Final = 160
"""Characters of a passage: two lines of a terminal."""


class _Passage(NamedTuple):
    text: str
    spans: tuple[Span, ...]
    field: Field


class Reasons:
    """Tells of each paper why it was found."""

    def __init__(
        self, console: Console, library: Library, query: Query, *, explain: bool, snippets: bool, raw: bool = False
    ) -> None:
        """Make ready.

        Args:
            console: Where it is written.
            library: Explains.
            query: What was asked.
            explain: Tell what the paper's place comes from.
            snippets: Show the passage that fits best.
            raw: Show it as it is stored; JSON always has it so.
        """
        self._console = console
        self._library = library
        self._query = query
        self._explain = explain
        self._reading = console.reading(raw=raw)
        self._highlighter = Highlighter(query.root) if snippets else None

    def fields(self, paper: Paper) -> dict[str, Any]:
        """Give the reasons as JSON tells them; the names are an interface that scripts rely on."""
        fields: dict[str, Any] = {}
        if self._highlighter:
            text, spans, field = _passage(paper, self._highlighter, _PASSAGE, as_it_is)
            fields["snippet"] = {"field": field.value, "text": safe_line(text), "marks": [list(span) for span in spans]}
        if self._explain:
            told = self._library.explain(self._query, paper.id)
            fields["explain"] = {
                "score": round(told.score, 4),
                "length": told.length,
                "mean_length": round(told.mean_length, 2),
                "weights": [
                    {
                        "what": safe_line(weight.what),
                        "field": weight.field,
                        "occurrences": weight.occurrences,
                        "papers": weight.papers,
                        "score": round(weight.score, 4),
                    }
                    for weight in told.weights
                ],
            }
        return fields

    def lines(self, paper: Paper) -> Iterator[str]:
        """Give the reasons as lines that stand under the paper, painted."""
        indent = _INDENT if self._console.on_terminal else "\t"
        if self._highlighter:
            passage = _passage(paper, self._highlighter, _PASSAGE, self._reading)
            for start, end in self._broken(passage.text):
                yield indent + _marked(self._console, passage, start, end)
        if self._explain:
            for line in _table(self._library.explain(self._query, paper.id)):
                yield indent + self._console.paint(line, Style.FAINT)

    def _broken(self, text: str) -> Iterator[Span]:
        """Break a text between words into lines that fit the terminal; in a pipe it is one line."""
        room = min(_MEASURE, self._console.width) - len(_INDENT) if self._console.on_terminal else len(text) * 2
        start = 0
        while start < len(text):
            end, used = start, 0
            while end < len(text) and (used := used + cells(text[end])) <= room:
                end += 1
            if end < len(text) and (blank := text.rfind(" ", start + 1, end + 1)) > 0:
                end = blank
            end = max(end, start + 1)
            yield start, end
            start = end + 1 if text[end : end + 1] == " " else end


def _passage(paper: Paper, highlighter: Highlighter, width: int, reading: Reading) -> _Passage:
    """Choose the passage of the abstract; where nothing was found in it, the one of the authors where it was."""
    shown = reading(paper.abstract)
    found = shown.spans(highlighter.spans(paper.abstract, Field.ABSTRACT))
    text, spans = best_passage(shown.text, found, width)
    if not spans:
        names, marks = snippet(", ".join(paper.authors), highlighter, width, Field.AUTHOR)
        if marks:
            return _Passage(names, marks, Field.AUTHOR)
    return _Passage(text, spans, Field.ABSTRACT)


def _marked(console: Console, passage: _Passage, start: int, end: int) -> str:
    """Paint a piece of a passage, and what was found in it bold."""
    painted, place = [], start
    for first, last in passage.spans:
        first, last = max(first, start), min(last, end)
        if first < last:
            painted.append(console.paint(passage.text[place:first]))
            painted.append(console.paint(passage.text[first:last], Style.STRONG))
            place = last
    return "".join([*painted, console.paint(passage.text[place:end])])


def _table(told: Explanation) -> Iterator[str]:
    head = ("what", "where", "times", "papers", "weight")
    rows = [
        (what, where, str(times), f"{papers:,}" if papers else "", f"{score:.2f}")
        for what, where, times, papers, score in told.weights
    ]
    length = f"{told.length:,} words, {told.mean_length:,.0f} on average"
    yield from aligned([head, *rows, ("sum", length, "", "", f"{told.score:.2f}")], right=(2, 3, 4))
