"""Papers with more authors than have room above the abstract."""

from __future__ import annotations

from reader.model import Paper
from reader.query.ast import Field
from tests.ui.hosts import hosted
from widgets.abstract_pane import AbstractPane


async def test_of_many_authors_the_first_stand_above_the_abstract_and_all_below_it() -> None:
    names = tuple(f"Given Family{number}" for number in range(12))
    paper = Paper(1, "arxiv:1706.03762", "A title", "An abstract.", date="2017-06-12", authors=names)
    everybody = "All 12 authors: " + ", ".join(names)

    def spans(text: str, field: Field) -> list[tuple[int, int]]:
        at = text.find("Family11")
        return [(at, at + 8)] if field is Field.AUTHOR and at >= 0 else []

    pane = AbstractPane()
    async with hosted(pane, size=(60, 14)) as host:
        pane.show(paper, spans)
        await host.settle()
        assert host.lines[1:4] == [
            " Given Family0, Given Family1, Given Family2, Given",
            " Family3, Given Family4, Given Family5 and 6 more",
            " 2017-06-12 · arxiv:1706.03762",
        ]
        below = " ".join(line.strip() for line in host.lines[6:])
        assert below.strip() == everybody
