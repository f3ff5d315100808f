"""What the tests of the abstract pane show in it, and how they look at it."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Appearance, Edition, Marks, Paper
from reader.query import Field
from tests.ui.hosts import Hosted
from widgets import painting
from widgets.abstract_pane import AbstractPane

PAPER = Paper(
    id=1,
    key="arxiv:1706.03762",
    title="Attention is all you need",
    abstract="The dominant sequence transduction models are based on complex networks.",
    authors=("Ashish Vaswani", "Noam Shazeer"),
    date="2017-06-12",
    categories=("cs.CL", "cs.LG"),
    appearances=(Appearance(Edition("daily-papers", "--08-25"), 7),),
    marks=Marks(bookmarked=True, rating=4, note="Read again.\n\nThen act.", tags=("classic", "to read")),
)
LONG = Paper(id=2, key="own:2", title="Long", abstract="\n".join(f"Line {number}" for number in range(100)))


def pane(host: Hosted) -> AbstractPane:
    assert isinstance(host.widget, AbstractPane)
    return host.widget


def numbers(host: Hosted) -> list[int]:
    """Give the numbers of the lines of `LONG` that are in sight."""
    return [int(line.split()[-1]) for line in host.lines if "Line " in line]


def finding(*words: str) -> object:
    """Tell what a search for some words found."""

    def spans(text: str, field: Field) -> Sequence[painting.Span]:
        starts = sorted((text.find(word), len(word)) for word in words)
        return [(start, start + length) for start, length in starts if start >= 0]

    return spans
