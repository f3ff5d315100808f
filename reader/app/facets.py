"""What the papers of a list have in common, counted: taking one narrows the list to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from reader.app.asking import Asker
from reader.app.picking import Picking
from reader.app.stage import Stage
from reader.library.answers import Facet
from widgets.picker import Choice

KINDS: Final = ("year", "category", "tag", "author", "source")
"""The kinds of facets, in the order in which they are offered."""


class Facets:
    """The command that narrows a list by a property of its papers."""

    def __init__(self, stage: Stage, picking: Picking, asker: Asker, search: Callable[[str], None]) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose.
            asker: Counts in the background.
            search: Shows a query as a search.
        """
        self._stage = stage
        self._picking = picking
        self._asker = asker
        self._search = search

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"facets": self._choose}

    def _choose(self) -> None:
        """Open the picker at once; what is in it comes when it is counted."""
        library, listing, query = self._stage.library, self._stage.listing, self._stage.view.query
        whole = self._stage.found.whole if self._stage.found is not None else 0
        if not len(listing):
            self._stage.say("There is nothing to narrow here.")
            return

        def picked(choice: Choice, _typed: str) -> None:
            kind, _, name = choice.id.partition(":")
            self._search(library.narrowed(query, kind, name))

        def count() -> tuple[Facet, ...]:
            # What fits in part only is none of what narrowing gives.
            return library.facets(listing.ids()[:whole] if whole else listing)

        def counted(facets: tuple[Facet, ...]) -> None:
            choices = choices_of(facets)
            if choices:
                self._picking.renew(opening, choices)
            else:
                failed("These papers have nothing in common to narrow by.")

        def failed(words: str) -> None:
            if self._picking.is_open(opening):
                self._picking.close(opening)
                self._stage.say(words, alarm=True)

        opening = self._picking.begin(
            "Narrow to", (), picked, help_="Type to find  Enter narrows  Esc closes", waiting="counting…"
        )
        self._asker.ask(count, counted, failed)


def choices_of(facets: Sequence[Facet]) -> list[Choice]:
    """Give every value of the facets as a choice, kind by kind."""
    counts = {facet.kind: facet.counts for facet in facets}
    return [
        Choice(f"{kind}:{count.name}", count.name, kind, f"{count.papers:,}")
        for kind in KINDS
        for count in counts.get(kind, ())
    ]
