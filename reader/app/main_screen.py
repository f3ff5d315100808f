"""The main screen: the list, the abstract, the bar and the status line, and who gets a key.

It owns the state of the view (which list, which paper, which pane) and keeps the panes in step, so that a key press is
one frame: the list moves its cursor, the abstract and the status line follow in the same turn. What the commands do is
the controllers' business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from reader.app.browser import open_address
from reader.app.commands import COMMANDS, NEED_A_PAPER, written_keys
from reader.app.handing import Handing
from reader.app.help import Help
from reader.app.jobs import IndexJob, SearchAnswer, SearchJob
from reader.app.keys import KeyMachine
from reader.app.marking import Marking
from reader.app.moving import Moving
from reader.app.picking import Choices, Picked, Picking
from reader.app.reading import Reading
from reader.app.searching import Searching
from reader.app.session import Session
from reader.app.viewing import Viewing
from reader.config import Settings
from reader.indexing import IndexProgress
from reader.library import Library, Listing
from reader.model import Paper, Row, View
from reader.query import Field
from reader.query.describe import describe
from reader.query.highlight import Highlighter
from reader.query.parse import parse
from widgets.abstract_pane import AbstractPane
from widgets.glyphs import Glyphs
from widgets.paper_list import PaperList
from widgets.picker import Picker
from widgets.search_bar import SearchBar
from widgets.status_line import StatusLine

_WIDE_FROM = 100
"""Cells from which the panes stand side by side."""
_SAVE_AFTER = 2.0
"""Seconds after which a change of the view is written down; what is marked never waits."""
_SINGLE_BELOW = (50, 15)
"""Cells and lines below which only one pane is shown at a time."""


class MainScreen(Screen[None]):
    """Shows papers, and routes every key."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = []

    class Answered(Message):
        """The search thread has an answer."""

        def __init__(self, answer: SearchAnswer) -> None:
            super().__init__()
            self.answer = answer

    class IndexProgressed(Message):
        """The index thread got on; only the newest of several matters."""

        def __init__(self, words: str, *, ended: bool = False, trouble: str = "") -> None:
            super().__init__()
            self.words = words
            self.ended = ended
            self.trouble = trouble

        def can_replace(self, message: Message) -> bool:
            """Let a newer progress take this one's place, but never that of the end."""
            return isinstance(message, MainScreen.IndexProgressed) and not message.ended

    def __init__(
        self,
        library: Library,
        settings: Settings,
        session: Session,
        keys: KeyMachine,
        glyphs: Glyphs,
        environ: Mapping[str, str],
        greeting: str = "",
    ) -> None:
        """Put the screen together.

        Args:
            library: The papers and marks.
            settings: What the person set.
            session: What is remembered of the last session.
            keys: Turns keys into commands.
            glyphs: The signs to draw.
            environ: The environment: which clipboard and browser there are.
            greeting: What to say first.
        """
        super().__init__()
        self.library = library
        self._session = session
        self._keys = keys
        self._greeting = greeting
        self._list = PaperList(glyphs, id="list")
        self._pane = AbstractPane(glyphs, id="abstract")
        self._bar = SearchBar(glyphs, id="bar")
        self._status = StatusLine(glyphs, id="status")
        self._picker = Picker(glyphs, id="picker")
        self._rule = Static(id="rule", markup=False)
        self._glyphs = glyphs
        self._environ = environ
        self._view = View("")
        self._listing = library.listing(parse(""), self._view.sort)
        self._paper: Paper | None = None
        self._highlighter: Highlighter | None = None
        self._saving = False
        self._before_search: tuple[View, int] | None = None
        self._searches = SearchJob(library, self._search_answered)
        self._indexing = IndexJob(library, self._index_progressed, self._index_ended)
        self._viewing = Viewing(self)
        self._marking = Marking(self)
        self._reading = Reading(self, self, self._pane, self._marking, settings)
        self._picking = Picking(self._picker)
        self._searching = Searching(self, self._bar, self._searches, self._leave_search)
        self._moving = Moving(self, self._list, self._pane)
        self._handing = Handing(self, self._copy, lambda address: open_address(address, self._environ))
        self._help = Help(self, self.run, self._recolour)
        self._handlers: Mapping[str, Callable[[], None]] = {
            **self._viewing.handlers,
            **self._marking.handlers,
            **self._searching.handlers,
            **self._moving.handlers,
            **self._handing.handlers,
            **self._help.handlers,
            **self._reading.handlers,
            "open": self._open,
            "back": self._back,
            "leave": self._leave,
            "order": self._reorder,
            "quit": self._quit,
            "redraw": self._redraw,
            "suspend": self._suspend,
        }

    def compose(self) -> ComposeResult:
        """Lay out the widgets; where they stand is for the style sheets."""
        yield self._bar
        with Container(id="panes"):
            yield self._list
            yield self._rule
            yield self._pane
        yield self._status
        yield self._picker

    # What the controllers ask (see `stage`)

    @property
    def listing(self) -> Listing:
        """The list that is shown."""
        return self._listing

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self._view

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._list.row

    @property
    def paper(self) -> Paper | None:
        """The paper under the cursor."""
        return self._paper

    @property
    def cursor(self) -> int:
        """The number of the row under the cursor."""
        return self._list.cursor

    @property
    def opened(self) -> bool:
        """Whether the keys go to the abstract."""
        return self._reading.opened

    def go_to(self, index: int) -> None:
        """Put the cursor on a row, and the abstract on its paper."""
        if self._list.move_to(index):
            self._follow()

    def show(self, listing: Listing, view: View, *, cursor: int = 0) -> None:
        """Show another list."""
        clauses = self._searching.query.text_clauses if self._searching.active else ()
        self._highlighter = Highlighter(clauses) if clauses else None
        self._view, self._listing = view, listing
        highlighter = self._highlighter
        spans = (lambda title: highlighter.spans(title, Field.TITLE)) if highlighter else None
        self._list.show(listing, cursor, spans, empty=self._empty_words())
        self._follow()
        self._count()

    def marks_changed(self) -> None:
        """Draw again what shows marks."""
        self._list.reread()
        self._follow()
        self._count()

    def say(self, words: str, *, alarm: bool = False) -> None:
        """Say something until the next key."""
        self._status.say(words, alarm=alarm)

    def choose(
        self,
        title: str,
        choices: Choices,
        picked: Picked,
        *,
        help_: str = "",
        create: str = "",
        at: str = "",
    ) -> None:
        """Open the picker."""
        self._picking.begin(title, choices, picked, help_=help_, create=create, at=at)

    # Keys

    def take_key(self, event: events.Key) -> None:
        """Do what a key means, now: the picker has it first, then the query, then the commands."""
        character = event.character if event.is_printable else None
        if event.key.startswith("alt+") and len(event.key) == 5 and not self._bar.editing:
            # Escape and a letter typed quickly look like Alt and the letter, which means nothing here.
            self.take_key(events.Key("escape", None))
            self.take_key(events.Key(event.key[4], event.key[4]))
            return
        if self._picking.active:
            self._picking.key(event.key, character)
        elif self._bar.editing:
            self._searching.key(event.key, character)
        else:
            self._command_key(character if character and character != " " else event.key)

    def take_paste(self, text: str) -> None:
        """Put a pasted text where a text is being typed; anywhere else it means nothing."""
        if self._picking.active:
            self._picking.paste(text)
        elif self._bar.editing:
            self._searching.paste(text)
        else:
            self.say("Nothing takes a paste here; / begins a search.")

    def run(self, command: str) -> None:
        """Do a command, unless it needs a paper and there is none."""
        if command in NEED_A_PAPER and self.row is None:
            self.say("There is no paper here.")
            return
        self._handlers[command]()

    def _command_key(self, key: str) -> None:
        stroke = self._keys.feed(key)
        if stroke.pending:
            titles = {command.id: command.title for command in COMMANDS}
            words = "  ".join(f"{written_keys((more,))} {titles[name]}" for more, name in self._keys.continuations())
            self.say(f"{written_keys((' '.join(stroke.pending),))}:  {words}")
            return
        self.say("")
        if stroke.command:
            self.run(stroke.command)

    # Events

    def on_mount(self) -> None:
        """Show what was shown the last time, or the newest edition."""
        self._arrange()
        view, cursor, opened = self._session.restore(self.library, self._viewing.first_view())
        self._viewing.show(view, cursor=cursor)
        if opened and self._paper is not None:
            self._open()
        if query := self._session.query:
            self._searching.begin(query)
            self._searching.accept()
        self.say(self._greeting)
        self.call_after_refresh(self._indexing.start)

    def on_unmount(self) -> None:
        """Let the threads end, and write down where we were."""
        self._session.save()
        self._searches.stop()
        self._indexing.stop()

    def on_resize(self) -> None:
        """Arrange the panes for the new size."""
        self._arrange()

    def on_main_screen_answered(self, message: Answered) -> None:
        """Show what the search found."""
        if not self._searching.active:
            self._before_search = self._before_search or (self._view, self._list.cursor)
        self._searching.answered(message.answer)

    def on_main_screen_index_progressed(self, message: IndexProgressed) -> None:
        """Say how far the index is; when it is up to date, search again what is shown."""
        self._status.work(message.words)
        if message.ended:
            if message.trouble:
                self.say(message.trouble, alarm=True)
            self._searching.again()

    def on_paper_list_pointed(self, message: PaperList.Pointed) -> None:
        """Go where the mouse pointed."""
        if self._reading.opened:
            self._close()
        if message.again:
            self._open()
        else:
            self.go_to(message.index)

    def on_abstract_pane_clicked(self) -> None:
        """Open the paper whose abstract was clicked."""
        if self._paper is not None:
            self._open()

    def on_picker_picked(self, message: Picker.Picked) -> None:
        """Take the choice that was clicked."""
        self._picking.take_at(message.index)

    # State

    def _follow(self) -> None:
        """Bring the abstract, the status line and the memory in step with the cursor."""
        row = self._list.row
        if row is None:
            self._paper = None
        else:
            self._paper = self.library.paper(row.id)
        self._pane.show(self._paper, self._highlighter.spans if self._highlighter else None)
        number = len(self._listing)
        self._status.place(f"{self._list.cursor + 1} of {number}" if number else "")
        self._remember()
        self._reading.follow()

    def _remember(self) -> None:
        key = self._paper.key if self._paper is not None else ""
        view, cursor = self._view, self._list.cursor
        if self._searching.active and self._before_search is not None:
            view, cursor = self._before_search
        query = self._searching.query.source if self._searching.active else ""
        self._session.remember(view, key, cursor, opened=self._reading.opened, query=query)
        if not self._saving:
            self._saving = True
            self.set_timer(_SAVE_AFTER, self._save)

    def _save(self) -> None:
        self._saving = False
        self._session.save()

    def _count(self) -> None:
        number = len(self._listing)
        unread = self._listing.unread()
        papers = "1 paper" if number == 1 else f"{number:,} papers"
        self._bar.entitle(self._view.name, f"{papers} {self._glyphs.dot} {unread:,} unread" if unread else papers)
        if self._reading.opened:
            self._status.hint("h back  n next unread  ? help")
        else:
            self._status.hint("/ search  v views  ? help")

    def _empty_words(self) -> str:
        if self._searching.active:
            return f"No paper fits {describe(self._searching.query)}.\nEsc leaves the search."
        if not self.library.totals().papers:
            return "The library is empty.\noctavo import FILE brings papers in."
        return {
            "is:unread": "Nothing is unread here.\n2 shows all papers.",
            "is:bookmarked": "Nothing is bookmarked yet.\nb bookmarks a paper.",
        }.get(self._view.query, "There is no paper here.\nv chooses another view.")

    def _open(self) -> None:
        self._reading.open()
        self._remember()
        self._count()

    def _close(self) -> None:
        self._reading.close()
        self._remember()
        self._count()

    def _back(self) -> None:
        if self._reading.opened:
            self._close()
        elif self._searching.active:
            self._searching.end()

    def _leave(self) -> None:
        if self._reading.opened or self._searching.active:
            self._back()
        else:
            self._quit()

    def _leave_search(self) -> None:
        view, cursor = self._before_search or (self._viewing.first_view(), 0)
        self._before_search = None
        if self._reading.opened:
            self._close()
        self._viewing.show(view, cursor=cursor)

    def _reorder(self) -> None:
        if self._searching.active:
            self.say(f"Results by {self._searching.reorder()}.")
        else:
            self._viewing.handlers["order"]()

    def _quit(self) -> None:
        self.app.exit()

    def _recolour(self, theme: str) -> None:
        self.app.theme = theme
        self._session.choose_theme(theme)

    def _copy(self, text: str) -> None:
        from reader.app.clipboard import copy_sequence

        driver = self.app._driver  # noqa: SLF001 - the way out that Textual's own clipboard takes
        if driver is not None:
            driver.write(copy_sequence(text, self._environ).sequence)

    def _suspend(self) -> None:
        self._session.save()
        self.app.action_suspend_process()

    def _redraw(self) -> None:
        self.app.refresh(repaint=True, layout=True)

    def _arrange(self) -> None:
        width, height = self.app.size
        single = width < _SINGLE_BELOW[0] or height < _SINGLE_BELOW[1]
        self.set_class(single, "-single")
        self.set_class(width >= _WIDE_FROM and not single, "-wide")
        self._rule.update("" if self.has_class("-wide") else self._glyphs.rule * width)
        if self._picker.opened:
            self._picker.fit()

    # Threads

    def _search_answered(self, answer: SearchAnswer) -> None:
        self.post_message(self.Answered(answer))

    def _index_progressed(self, progress: IndexProgress) -> None:
        if progress.total > progress.done:
            share = 100 * progress.done // progress.total
            left = f", {progress.left:.0f} s left" if progress.left > 1 else ""
            self.post_message(self.IndexProgressed(f"indexing {share}%{left}"))

    def _index_ended(self, trouble: str) -> None:
        self.post_message(self.IndexProgressed("", ended=True, trouble=trouble))
