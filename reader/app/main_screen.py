"""The main screen: the list, the abstract, the bar and the status line, kept in step.

It owns the state of the view (which list, which paper, which pane), so that a key press is one frame: the list moves
its cursor, the abstract and the status line follow in the same turn. What keys do is the business of `controls`, which
is put together right after the first frame: the papers are on the screen before the commands are loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen

from reader.app.hints import hint_words
from reader.app.holding import Holding
from reader.app.views import NOTHING, count_words, empty_words, first_view, votes_shown
from reader.library import Found, Library, Listing
from reader.model import Paper, Row, View
from reader.query.ast import Field
from reader.query.parse import parse
from reader.text import Reading, as_it_is, readable
from widgets.abstract_pane import AbstractPane
from widgets.glyphs import ASCII, Glyphs
from widgets.paper_list import PaperList
from widgets.rule import Rule
from widgets.search_bar import SearchBar
from widgets.status_line import StatusLine

if TYPE_CHECKING:
    from reader.app.controls import Controls
    from reader.app.passages import Passages
    from reader.app.session import Session
    from reader.config import Settings
    from reader.query.highlight import Highlighter
    from widgets.picker import Picker

_WIDE_FROM = 100
"""Cells from which the panes stand side by side."""
_SINGLE_BELOW = (50, 15)
"""Cells and lines below which only one pane is shown at a time."""


class MainScreen(Screen[None]):
    """Shows papers."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        library: Library,
        settings: Settings,
        session: Session,
        glyphs: Glyphs,
        environ: Mapping[str, str],
        greeting: str = "",
    ) -> None:
        """Put the screen together.

        Args:
            library: The papers and marks.
            settings: What the person set.
            session: What is remembered of the last session.
            glyphs: The signs to draw.
            environ: The environment: which clipboard and browser there are.
            greeting: What to say first.
        """
        super().__init__()
        self.library = library
        self.settings = settings
        self.session = session
        self.glyphs = glyphs
        self.environ = environ
        self.opened = False
        """Whether the keys go to the abstract."""
        self.followed: Callable[[], None] = lambda: None
        """Called whenever another paper or list is shown, after the panes were brought in step."""
        self.marked: Callable[[], None] = lambda: None
        """Called after marks have changed."""
        self.relisted: Callable[[], None] = lambda: None
        """Called after papers came or went."""
        self.reopen: Callable[[View, int], bool] = lambda _view, _cursor: False
        """Shows a view that the store cannot list by itself, and tells whether it was one: saved searches."""
        self.list = PaperList(glyphs, id="list")
        self.pane = AbstractPane(glyphs, id="abstract")
        self.bar = SearchBar(glyphs, id="bar")
        self.status = StatusLine(glyphs, id="status")
        self._greeting = greeting
        self.follower = library.follower()
        """Tells what others do from now on; what is read below is read after this."""
        # A terminal without Unicode has no use for it.
        self._raw = session.raw or glyphs is ASCII
        self.list.read(self.reading, None)
        self.pane.read(self.reading)
        self._view = View("")
        self._listing = library.listing(parse(""), self._view.sort)
        self._paper: Paper | None = None
        self._highlighter: Highlighter | None = None
        self._found: Found | None = None
        self._controls: Controls | None = None
        self._early: list[events.Key | events.Paste] = []
        self.holding = Holding(self.set_timer)

    def compose(self) -> ComposeResult:
        """Lay out the widgets; where they stand is for the style sheets."""
        yield self.bar
        with Container(id="panes"):
            yield self.list
            yield Rule(self.glyphs, id="rule")
            yield self.pane
        yield self.status

    # What the controllers ask (see `stage`)

    @property
    def listing(self) -> Listing:
        """The list that is shown."""
        return self._listing

    @property
    def found(self) -> Found | None:
        """The answer that the list belongs to."""
        return self._found

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self._view

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.list.row

    @property
    def paper(self) -> Paper | None:
        """The paper under the cursor."""
        return self._paper

    @property
    def cursor(self) -> int:
        """The number of the row under the cursor."""
        return self.list.cursor

    @property
    def controls(self) -> Controls:
        """What the keys do; put together when it is first asked for."""
        if self._controls is None:
            from reader.app.controls import Controls  # 20 ms that the first frame does not wait for

            self._controls = Controls(self)
        return self._controls

    def go_to(self, index: int) -> None:
        """Put the cursor on a row, and the abstract on its paper."""
        if self.list.move_to(index):
            self._follow()

    def show(
        self,
        listing: Listing,
        view: View,
        *,
        cursor: int = 0,
        highlighter: Highlighter | None = None,
        empty: str = "",
        found: Found | None = None,
        still: bool = False,
    ) -> None:
        """Show another list."""
        self._view, self._listing, self._highlighter, self._found = view, listing, highlighter, found
        self.list.votes = votes_shown(self.settings.votes, listing)
        spans = (lambda title: highlighter.spans(title, Field.TITLE)) if highlighter else None
        self.list.show(
            listing,
            cursor,
            spans,
            empty=empty or self._empty_words(listing),
            passages=self._passages(),
            new=found.new if found is not None else 0,
            still=still,
        )
        self._follow()
        self._count(found.unread if found is not None else None)

    def show_view(self, view: View, *, cursor: int = 0) -> None:
        """Show the papers of a view."""
        if self.reopen(view, cursor):
            return
        self.show(self.library.listing(parse(view.query), view.sort), view, cursor=cursor)

    @property
    def passages(self) -> bool:
        """Whether passages are wanted."""
        return self.session.passages

    def show_passages(self, *, on: bool) -> None:
        """Show the best passage under each title of what a search found, or none any more."""
        self.session.choose_passages(on=on)
        self.list.tell(self._passages())

    @property
    def reading(self) -> Reading:
        """How texts are shown."""
        return as_it_is if self._raw else readable

    def show_raw(self, *, on: bool) -> None:
        """Show texts as they are stored, or as they are to be read again; what is scrolled stays where it is."""
        self._raw = on
        self.session.choose_raw(on=on)
        self.list.read(self.reading, self._passages())
        self.pane.read(self.reading)

    def open(self, *, opened: bool) -> None:
        """Give the keys to the abstract, or back to the list."""
        self.opened = opened
        self.set_class(opened, "-opened")
        self.pane.open(opened=opened)
        self.hint()
        self.followed()

    def marks_changed(self) -> None:
        """Draw again what shows marks."""
        self.list.reread()
        self._follow()
        self._count()
        self.marked()

    def renew(self, listing: Listing) -> None:
        """Show the list as others have made it, with the cursor on the paper where it is, on the line where it is."""
        row = self.list.row
        cursor = listing.index_of(row.id) if row is not None else 0
        self._listing = listing
        cursor = self.list.cursor if cursor is None else cursor
        self.list.show(listing, cursor, empty=self._empty_words(listing), still=True)
        self.look_again()

    def look_again(self) -> None:
        """Draw again what shows marks and papers, since others have changed them: nothing was opened or passed."""
        self.list.reread()
        before = self._paper.id if self._paper else 0
        self._bring_in_step()
        if before != (self._paper.id if self._paper else 0):
            self.followed()
        self._count()

    def papers_changed(self) -> None:
        """List anew what is shown."""
        from reader.app.relisting import listed_anew  # only where papers come or go while somebody reads

        listing, place, found = listed_anew(self._listing, self.cursor, self._found)
        self.show(listing, self._view, cursor=place, highlighter=self._highlighter, found=found)
        self.marked()
        self.relisted()

    def say(self, words: str, *, alarm: bool = False) -> None:
        """Say something until the next key."""
        self.status.say(self._without_folders(words), alarm=alarm)

    def mention(self, words: str) -> None:
        """Say something where the status line has nothing else to say."""
        if not self.status.notice:
            self.say(words)

    def unsay(self, words: str) -> None:
        """Take back what was said, if the line still says it."""
        if words and self.status.notice == self._without_folders(words):
            self.status.say("")

    def hint(self) -> None:
        """Say which keys help next."""
        self.status.hint(hint_words(self, self._controls))

    def how_to(self, *commands: str, letter: str = "") -> str:
        """Say how to ask for a command (see `stage`)."""
        from reader.app.commands import how_to  # not on the way to the first frame

        return how_to(self.settings.keys, *commands, letter=letter)

    def offer(self, label: str, choices: Sequence[tuple[str, str]], chosen: int) -> None:
        """Show what may be typed next."""
        self.status.offer(label, choices, chosen)

    # Keys

    def take(self, event: events.Key | events.Paste) -> None:
        """Do what a key means, now; what is typed before the first frame waits for it."""
        if self._controls is None:
            self._early.append(event)
        elif isinstance(event, events.Key):
            self._controls.key(event)
        else:
            self._controls.paste(event.text)

    # Events

    def on_mount(self) -> None:
        """Show what was shown the last time, or the newest edition; then load the rest."""
        self._arrange()
        view, cursor = self.session.restore(self.library) or (first_view(self.library), 0)
        if self.session.saved:
            # Its papers are found by the search thread, which the first frame does not wait for.
            self.show(self.library.listing(parse(NOTHING), view.sort), view, empty="Searching…")
        else:
            self.show_view(view, cursor=cursor)
        self.say(self._greeting)
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Let the threads end, and write down where we were."""
        self.session.save()
        if self._controls is not None:
            self._controls.stop()

    def on_resize(self) -> None:
        """Arrange the panes for the new size."""
        self._arrange()

    def on_paper_list_pointed(self, message: PaperList.Pointed) -> None:
        """Go where the mouse pointed; to where the cursor is already, open."""
        if message.again:
            self.controls.run("open")
        else:
            if self.opened:
                self.controls.run("back")
            self.go_to(message.index)

    def on_abstract_pane_clicked(self) -> None:
        """Open the paper whose abstract was clicked."""
        self.controls.run("open")

    def on_picker_picked(self, message: Picker.Picked) -> None:
        """Take the choice that was clicked."""
        self.controls.picking.take_at(message.index)

    # State

    def _begin(self) -> None:
        controls = self.controls
        controls.begin()
        early, self._early = self._early, []
        for event in early:
            self.take(event)

    def _follow(self) -> None:
        """Bring the abstract and the status line in step with the cursor, and tell that another paper is shown."""
        self._bring_in_step()
        self.followed()

    def _bring_in_step(self) -> None:
        row = self.list.row
        self._paper = self.library.paper(row.id) if row is not None else None
        spans = self._highlighter.spans if self._highlighter else None
        self.holding.follow(lambda: self.pane.show(self._paper, spans), at_once=self.pane.shows(self._paper))
        words = [f"{self.list.cursor + 1:,} of {number:,}"] if (number := len(self._listing)) else []
        words += ["read-only"] if self.library.unwritable else []
        self.status.place(f" {self.glyphs.dot} ".join(words))

    def _passages(self) -> Passages | None:
        if self._highlighter is None or not self.session.passages:
            return None
        from reader.app.passages import Passages  # not on the way to the first screen

        return Passages(self.library, self._highlighter, self.reading)

    def _count(self, unread: int | None = None) -> None:
        """Say how many papers the list has; how many are unread is counted, unless somebody has done that already."""
        unread = self._listing.unread() if unread is None else unread
        whole, new = (self._found.whole, self._found.new) if self._found is not None else (None, 0)
        words = count_words(len(self._listing), unread, whole, self.glyphs.dot, new)
        self.bar.entitle(self._view.name, words, self._view.query if self._found is not None else "")
        self.hint()

    def _without_folders(self, words: str) -> str:
        """Name the files of the library without their long folders, so that a line has room for what became of them."""
        for folder in (self.library.places.journal, self.library.places.data):
            words = words.replace(f"{folder}{os.sep}", "")
        return words

    def _empty_words(self, listing: Listing) -> str:
        return "" if len(listing) else empty_words(self._view.query, self.library.totals().papers, self.how_to)

    def _arrange(self) -> None:
        width, height = self.app.size
        single = width < _SINGLE_BELOW[0] or height < _SINGLE_BELOW[1]
        self.set_class(single, "-single")
        self.set_class(width >= _WIDE_FROM and not single, "-wide")
        if self._controls is not None:
            self._controls.resized()
