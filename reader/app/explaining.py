"""Why a paper stands where it does among those that a search found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from reader.app.asking import Asker
from reader.app.picking import Picking
from reader.app.stage import Stage
from reader.model import Sort
from reader.query import Field, Query
from reader.query.parse import parse
from widgets.painting import cells, shorten
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.search.protocol import Explanation, Weight

_TITLE: Final = 68
"""Cells of the paper's title above the reasons."""
_TERM: Final = 24
"""Cells of a term, at most."""
_SORTED: Final = {
    Sort.RANK: "by rank",
    Sort.DATE: "by date",
    Sort.TITLE: "by title",
    Sort.ADDED: "by arrival",
    Sort.RATING: "by rating",
    Sort.UP: "by votes",
    Sort.TRENDING: "by votes and age",
}


class Explaining:
    """The command that says why a paper ranks where it does."""

    def __init__(self, stage: Stage, picking: Picking, asker: Asker) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Shows the reasons.
            asker: Asks the index in the background.
        """
        self._stage = stage
        self._picking = picking
        self._asker = asker

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"explain": self._explain}

    def _explain(self) -> None:
        library, view, paper = self._stage.library, self._stage.view, self._stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        query = parse(view.query)
        if query.similar:
            self._stage.say("These papers are ranked by all their words together, so no single one tells why.")
            return
        if all(clause.field is Field.CATEGORY for clause in query.text_clauses):
            searches = f"{self._stage.how_to('search')} searches"
            self._stage.say(f"No words were searched for, so none ranks them; {searches}.")
            return

        def ask() -> tuple[Explanation, list[Choice]]:
            explanation = library.explain(query, paper.id)
            return explanation, choices_of(explanation, query)

        def answered(answer: tuple[Explanation, list[Choice]]) -> None:
            explanation, choices = answer
            self._picking.renew(opening, choices, intro=summary(explanation, view.sort))

        def failed(words: str) -> None:
            if self._picking.is_open(opening):
                self._picking.close(opening)
                self._stage.say(words, alarm=True)

        title = f"Why {shorten(self._stage.reading(paper.title).text, _TITLE)}"
        opening = self._picking.tell(title, "weighing…", room=len(query.text_clauses))
        self._asker.ask(ask, answered, failed)


def summary(explanation: Explanation, sort: Sort) -> str:
    """Say the sum of the weights, and what they were measured by."""
    if not explanation.weights:
        return "None of the words that were searched for weighs anything here."
    words = f"{explanation.score:.2f} in all"
    if sort in _SORTED:
        words += f", but the list is sorted {_SORTED[sort]}"
    return f"{words}; {explanation.length:,} words that count, {explanation.mean_length:,.0f} are usual"


def choices_of(explanation: Explanation, query: Query) -> list[Choice]:
    """Give the reasons a line each, the heaviest first, in columns."""
    typed = _typed(query)
    terms = [shorten(_said(weight.what, typed), _TERM) for weight in explanation.weights]
    term_room = max((cells(term) for term in terms), default=0)
    where_room = max((len(weight.field) for weight in explanation.weights), default=0)
    return [
        Choice(str(place), term + " " * (term_room - cells(term)), _facts(weight, where_room), f"{weight.score:.2f}")
        for place, (term, weight) in enumerate(zip(terms, explanation.weights, strict=True))
    ]


def _facts(weight: Weight, room: int) -> str:
    """Say where a term is, how often, and how many papers have it, as far as that is known."""
    if not weight.papers:
        return weight.field
    times = "once" if weight.occurrences == 1 else f"{weight.occurrences} times"
    papers = "in this paper only" if weight.papers == 1 else f"in {weight.papers:,} papers"
    return f"{weight.field:<{room}}  {times:<8}  {papers}"


def _typed(query: Query) -> dict[str, str]:
    """Give for each stem that counts the word that was typed, which reads better."""
    from reader.query.words import tokens

    found: dict[str, str] = {}
    for clause in query.text_clauses:
        for token in tokens(clause.text):
            found.setdefault(token.term, token.form)
    return found


def _said(what: str, typed: dict[str, str]) -> str:
    return " ".join(typed.get(stem, stem) for stem in what.split(" "))
