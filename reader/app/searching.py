"""The search: a query that is typed into the bar, and the list that narrows with every letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from reader.app.completing import Completing
from reader.app.history import History
from reader.app.jobs import SearchAnswer, SearchJob, SearchRequest
from reader.app.stage import Stage
from reader.app.views import SORT_WORDS
from reader.errors import UsageError
from reader.library.listing import NEAR
from reader.library.plain import usual_sort
from reader.model import Sort, View
from reader.query import Query
from reader.query.describe import describe
from reader.query.highlight import Highlighter
from reader.query.parse import parse
from widgets.painting import shorten

if TYPE_CHECKING:
    from reader.library import Listing
    from reader.query import QueryProblem
    from widgets.search_bar import SearchBar

SEARCH = "Search"
"""The name of the view that a search shows."""

_MEANT = 40
"""Cells of a query that was probably meant."""


class Place(NamedTuple):
    """Where somebody is in a view."""

    view: View
    cursor: int
    key: str
    """The key of the paper under the cursor, or an empty text."""


class Searching:
    """Owns the query from the first letter to leaving the results."""

    def __init__(self, stage: Stage, bar: SearchBar, job: SearchJob, history: History) -> None:
        """Connect the bar with the job.

        Args:
            stage: The screen.
            bar: Shows the query.
            job: Searches in the background; its answers come to `answered`.
            history: The queries of before.
        """
        self._history = history
        self._own = False
        """Whether somebody typed into the bar since it was opened."""
        self._stage = stage
        self._bar = bar
        self._job = job
        self.completing = Completing(stage, bar.editor, job)
        """What may be typed next."""
        self._ticket = 0
        self._active = False
        self._sort: Sort | None = None
        self._failed = False
        self._trouble = ""
        self._resumed = ""
        self._typed: Query | None = None
        """The query that was accepted, with its last word as a beginning, until it is known that it finds anything."""
        self._former: list[tuple[str, str]] = []
        """The searches that this one was made from, each with the paper that was left there; the last is the newest."""
        self.awaited = False
        """Whether the query was accepted and its answer has yet to come: keys typed now are meant for what it finds."""
        self.meant = ""
        """The query that was probably meant, while the answer to one with a word that is found nowhere is shown."""
        self.came_from: Place | None = None
        """Where the search returns to, while the list is the answer to a query."""
        self.query = Query("")
        """The query whose answer is shown, or will be next."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"search": self.begin, "meant": self.search_meant, "snippets": self._toggle_passages}

    @property
    def active(self) -> bool:
        """Whether the list is the answer to a query."""
        return self._active

    @property
    def meant_words(self) -> str:
        """Ask whether another query was meant, and say which key searches for it."""
        key = "Tab" if self._bar.editing else self._stage.how_to("meant", "jump_ahead")
        return f'Did you mean "{shorten(self.meant, _MEANT)}"? {key} searches for it.'

    def begin(self) -> None:
        """Give the keys to the bar, with the former query to go on with while its answer is shown."""
        if not self._active:
            self._bar.editor.set("")
        self._job.prepare()
        self._own = False
        self._history.rest()
        self._bar.edit(editing=True, searching=self._active)
        self._stage.hint()

    def resume(self, text: str, key: str) -> None:
        """Search for what was searched in the last session, and go to the paper where it was left."""
        self._resumed = key
        self._bar.editor.set(text)
        self.accept()

    def revisit(self, text: str, key: str) -> None:
        """Search for what was searched before, and go to a paper in it; leaving it returns to the view of now."""
        self._sort = None
        self._former.clear()
        self.resume(text, key)

    def look_up(self, text: str) -> None:
        """Search for a text that nobody typed; what is shown now, list or search, is where leaving it returns to."""
        if self._stage.opened:
            self._stage.open(opened=False)
        self._sort = None
        if self._active:
            paper = self._stage.paper
            self._former.append((self.query.source, paper.key if paper is not None else ""))
        self._bar.editor.set(text)
        self.accept()

    def key(self, name: str, character: str | None) -> bool:
        """Take a key while the bar has them, and tell whether it was one for the bar."""
        if name in ("tab", "shift+tab"):
            self._tab(1 if name == "tab" else -1)
        elif name == "up":
            self._step(self._history.older(self._bar.editor.text, typed=self._own))
        elif name == "down" and self._history.walking:
            self._step(self._history.newer())
        elif name in ("enter", "down"):
            self.accept()
        elif name in ("escape", "ctrl+c") or (name == "backspace" and not self._bar.editor.text):
            self.end()
        elif self._bar.editor.key(name, character):
            self.typed()
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Put a pasted text into the query."""
        self._bar.editor.insert(text)
        if self._bar.editor.cut:
            self._stage.say("The paste was longer than a query; its end was left out.", alarm=True)
        self.typed()

    def typed(self) -> None:
        """Search for what somebody typed; an empty bar shows the view again."""
        self._own = True
        self._history.rest()
        self._look()

    def _look(self, *, typing: bool = True) -> None:
        """Search for what stands in the bar now, as it is being typed or as it was searched for before."""
        text = self._bar.editor.text
        self._bar.refresh()
        if not text.strip():
            self.completing.clear()
            self._forget()
            self._failed = False
            self._former.clear()
            self._blame(())
            if self.came_from is not None:
                came_from, self._active, self.came_from = self.came_from, False, None
                self._return_to(came_from)
                self._bar.edit(editing=True, searching=False)
            return
        self._ask(parse(text, typing=typing), finished=False)
        if typing:
            self.completing.typed()
        else:
            self.completing.clear()

    def accept(self) -> None:
        """Give the keys back to the list, and read the last word as a whole one."""
        text = self._bar.editor.text
        if not text.strip():
            self.end()
            return
        self.completing.clear()
        self._bar.edit(editing=False, searching=True)
        self._stage.hint()
        self._bar.refresh()
        self._history.remember(text)
        query, typed = parse(text), parse(text, typing=True)
        self._ask(query)
        self._typed = typed if typed.root != query.root else None
        self.awaited = _asks(self.query)

    def search_meant(self) -> None:
        """Search for what was probably meant."""
        if self.meant:
            self._bar.editor.set(self.meant)
            self.accept()
        else:
            self._stage.say("There is no better spelling to search for.")

    def end(self) -> None:
        """Leave the search and its results, for the search that it was made from if there is one."""
        if self._former and not self.awaited:
            self.resume(*self._former.pop())
            return
        came_from = self.came_from
        self.drop()
        if came_from is not None:
            self._return_to(came_from)

    def drop(self) -> None:
        """Forget the search: another list is about to be shown."""
        self._forget()
        self.completing.clear()
        self._active, self.came_from = False, None
        self._failed = self.awaited = False
        self._resumed = self.meant = ""
        self._former.clear()
        self._blame(())
        self._bar.phrase("")
        self._bar.editor.set("")
        self._bar.edit(editing=False, searching=False)
        self._stage.hint()

    def again(self) -> None:
        """Search once more: the index or the marks have changed."""
        if self._active or self._failed:
            self._ask(self.query, finished=not self._bar.editing)

    def reorder(self) -> str:
        """Change the order of the results (the usual one, by date, title, trending), and give the words that say so."""
        if self.query.sort is not None:
            return f"The query itself asks for its order: {SORT_WORDS[self.query.sort]}."
        usual = usual_sort(self.query)
        order = [usual, *(sort for sort in (Sort.DATE, Sort.TITLE, Sort.TRENDING) if sort is not usual)]
        now = order.index(self._sort) if self._sort in order else 0
        self._sort = order[(now + 1) % len(order)]
        self._ask(self.query)
        return f"Sorted {SORT_WORDS[self._sort]}."

    def answered(self, answer: SearchAnswer) -> None:
        """Show an answer, unless a newer question was asked since."""
        if answer.ticket != self._ticket:
            return
        found = answer.found
        self.awaited, self._failed = False, found is None
        if not answer.trouble:
            self._stage.unsay(self._trouble)
        self._trouble = answer.trouble
        if found is None:
            self._stage.say(answer.trouble, alarm=True)
            return
        if not found.whole and self._typed is not None:
            # The last word is none, so it is taken for the beginning that it was while it was typed.
            self._ask(self._typed)
            self.awaited = True
            return
        self.meant = found.suggestions[0] if found.suggestions else ""
        kept = self._kept(found.listing, same=answer.same)
        still = kept is not None and self._active
        if not self._active:
            paper = self._stage.paper
            self._active = True
            self.came_from = Place(self._stage.view, self._stage.cursor, paper.key if paper is not None else "")
        self._bar.edit(editing=self._bar.editing, searching=True)
        self._stage.show(
            found.listing,
            View(SEARCH, self.query.source, self.query.sort or self._sort or usual_sort(self.query)),
            cursor=kept or 0,
            highlighter=Highlighter(self.query.root) if self.query.text_clauses else None,
            empty=self._nothing(),
            found=found,
            still=still,
        )
        if answer.trouble:
            self._stage.say(answer.trouble, alarm=True)

    def _tab(self, step: int) -> None:
        """Complete what is typed; where there is nothing to complete, search for what was meant, or go to the list."""
        if self.completing.pending:
            self.completing.wait(lambda: self._tab(step))
        elif self.completing.take(step):
            self._bar.refresh()
            self._ask(parse(self._bar.editor.text, typing=True), finished=False)
        elif step < 0:
            return
        elif self.meant:
            self.search_meant()
        else:
            self.accept()

    def _step(self, query: str | None) -> None:
        """Put a query of before into the bar, or what was typed behind them all."""
        if query is None:
            begins = " that begins so" if self._own and self._bar.editor.text and not self._history.walking else ""
            self._stage.say(f"There is no earlier search{begins}.")
            return
        self._stage.say("")
        self._bar.editor.set(query)
        self._look(typing=not self._history.walking)

    def _kept(self, listing: Listing, *, same: bool) -> int | None:
        """Find the paper to stay at: the one under the cursor, or where the last session was left."""
        resumed, self._resumed = self._resumed, ""
        if resumed:
            with suppress(UsageError):
                return listing.index_of(self._stage.library.resolve(resumed).id)
        row = self._stage.row
        if row is None or not self._active or not same or self._bar.editing:
            return None  # while a query is typed nobody has chosen a paper: the best one is under the cursor
        place = listing.index_of(row.id)
        if place is None:
            # It fits no more: the next one below it that does takes its place.
            below = self._stage.listing.rows(self._stage.cursor, self._stage.cursor + NEAR)
            places = (listing.index_of(other.id) for other in below)
            place = next((found for found in places if found is not None), None)
        return place

    def _toggle_passages(self) -> None:
        on = not self._stage.passages
        self._stage.show_passages(on=on)
        where = "the titles" if self._active else "what a search finds"
        self._stage.say(f"The best passage stands under {where} now." if on else "Titles only.")

    def _nothing(self) -> str:
        """Say that nothing was found, and what to do about it."""
        meant = f"\n{self.meant_words}" if self.meant else ""
        key = "Esc" if self._bar.editing else self._stage.how_to("back")
        return f"Nothing found: {self._said(self.query) or describe(self.query)}.{meant}\n{key} leaves the search."

    def _return_to(self, place: Place) -> None:
        if self._stage.opened:
            self._stage.open(opened=False)
        self._stage.show_view(place.view, cursor=place.cursor)

    def _forget(self) -> None:
        """Wait for no answer any more."""
        self._ticket += 1
        self._job.forget()

    def _blame(self, problems: tuple[QueryProblem, ...]) -> None:
        """Show where a query cannot be read; where the bar has no room to say why, the last line does."""
        before = self._bar.untold
        self._bar.blame(problems)
        if self._bar.untold:
            self._stage.say(self._bar.untold, alarm=True)
        elif before:
            self._stage.unsay(before)

    def _said(self, query: Query) -> str:
        """Say a query that names papers as a person reads it; any other says itself."""
        if not query.similar:
            return ""
        from reader.app.likeness import said

        return said(self._stage.library, query, self._stage.reading)

    def _ask(self, query: Query, *, finished: bool = True) -> None:
        same = _asked(query) == _asked(self.query)
        self._ticket += 1
        self._typed = None
        self.query, self.meant = query, ""
        self._blame(query.problems)
        self._bar.phrase(self._said(query) if finished else "")
        if _asks(query):
            self._job.ask(SearchRequest(self._ticket, query, self._sort, same, finished))


def _asked(query: Query) -> tuple[object, ...]:
    """Give what a query asks for, however it is written."""
    return query.root, query.similar, query.sort, query.backwards, query.limit


def _asks(query: Query) -> bool:
    """Tell whether a query asks for anything at all."""
    return _asked(query) != _asked(Query(""))
