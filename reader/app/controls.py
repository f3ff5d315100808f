"""What the keys do: who gets a key, and the controllers that do the commands.

The picker has a key first, then the query in the bar, then the commands. Each command is a method of one controller;
nothing is decided here but who does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import events

from reader.app.asking import Asker
from reader.app.bringing import Bringing
from reader.app.bringing import Screen as BringingScreen
from reader.app.commands import ASKING, COMMANDS, NEED_A_PAPER, NEED_A_TERMINAL
from reader.app.configuring import Configuring
from reader.app.counting import Counting
from reader.app.explaining import Explaining
from reader.app.exporting import Exporting
from reader.app.facets import Facets
from reader.app.fetching import Fetching
from reader.app.handing import Handing
from reader.app.help import Help
from reader.app.history import History
from reader.app.jobs import IndexJob, SearchAnswer, SearchJob
from reader.app.jumping import JUMPS, Jumping
from reader.app.keys import Given, KeyMachine, build_keymap
from reader.app.likeness import Likeness
from reader.app.living import Living
from reader.app.marking import Marking
from reader.app.moving import Moving
from reader.app.outsiders import Outsiders
from reader.app.picking import Picking
from reader.app.pinned import Pinned
from reader.app.places import Whereabouts
from reader.app.pressing import Pressing
from reader.app.reading import Reading
from reader.app.saved_views import SavedViews
from reader.app.saving import Saving
from reader.app.searching import Searching
from reader.app.selecting import Selecting
from reader.app.stage import HoldsKeys
from reader.app.terminal import Terminal
from reader.app.together import Together
from reader.app.touring import Touring
from reader.app.undoing import Undoing
from reader.app.viewing import Viewing
from widgets.picker import Picker

if TYPE_CHECKING:
    from reader.app.main_screen import MainScreen
    from reader.library import Completion

_EDITING = {True: frozenset({"alt+b", "alt+f", "alt+backspace"}), False: frozenset[str]()}
"""The keys with Alt that mean something, while a text is being typed and while none is."""


class Controls:
    """Takes every key of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        """Put the controllers together; nothing begins before `begin`.

        Raises:
            ConfigError: the settings give keys that cannot be.
        """
        self._screen = screen
        self._held: list[events.Key | events.Paste] = []
        self._opening = False
        self._looked = False
        library = screen.library
        machine = KeyMachine(build_keymap(COMMANDS, screen.settings.keys, library.places.settings.name), ASKING)
        self._given = given = Given()
        self._picker = Picker(screen.glyphs, id="picker")
        self.picking = Picking(self._picker, screen)
        self._terminal, self.touring = Terminal(screen), Touring(screen)
        self.searches = SearchJob(library, self._answered, self._completed)
        self.indexing = IndexJob(library, self._index_progressed, self._index_ended)
        self.searching = Searching(screen, screen.bar, self.searches, History(library.places.queries))
        self.selecting = Selecting(screen, screen.list, screen.status, given)
        self.marking = Marking(screen, self.picking, self.selecting)
        self.reading = Reading(screen, screen, self.marking, screen.settings, screen.list, screen.pane)
        names = ("ask", "saved", "count", "list", "undo", "export", "live", "bring", "fetch")
        self.askers = tuple(Asker(library, screen.call_later, f"octavo-{name}") for name in names)
        asker, finder, counter, lister, turner, writer, keeper, bringer, fetcher = self.askers
        self.living = Living(library, screen.settings.live, screen, keeper, lambda words: screen.say(words, alarm=True))
        self.fetching = Fetching(screen, screen.status, screen.settings, fetcher, screen.call_later)
        self.together = Together(screen, library, screen.follower, lister, screen.call_later)
        self.saved_views = SavedViews(screen, finder, self.searching.drop)
        self.counting = Counting(library, screen, counter, self.saved_views)
        self._whereabouts = Whereabouts(screen, self.searching, self.saved_views)
        session, where = screen.session, self._whereabouts
        self._jumping = Jumping(screen, self.picking, where, session, self.searching, given)
        pins = screen.settings.views
        pinned = Pinned(screen, pins, session, machine, where, self.saved_views, self.searching, given)
        self._pressing = Pressing(screen, machine, given, pinned, self.run, self.key)
        saving = Saving(screen, self.picking, self.saved_views)
        count, ages = self.counting.count, self.fetching.ages
        self._viewing = Viewing(
            screen, self.picking, self.searching, self.saved_views, saving, count, ages, given, pinned
        )
        undoing = Undoing(screen, self.picking, turner, given)
        around = BringingScreen(
            screen.call_later,
            screen.status.work,
            lambda: screen.app.size.width,
            lambda: screen.is_current and not (self.picking.active or screen.bar.editing),
            self._let_go,
            undoing.take_back,
        )
        self.bringing = Bringing(screen, self.picking, bringer, screen.session, around)
        outsiders = Outsiders(screen, self.picking, self.marking.write_note, self.selecting.targets)
        self.reading.edit_outside = outsiders.edit
        copying = outsiders.copying
        self._handlers: Mapping[str, Callable[[], None]] = {
            **self._viewing.handlers,
            **saving.handlers,
            **Likeness(screen, self.searching.look_up).handlers,
            **Facets(screen, self.picking, asker, self.searching.look_up).handlers,
            **Explaining(screen, self.picking, asker).handlers,
            **self.selecting.handlers,
            **self._jumping.handlers,
            **pinned.handlers,
            **self.marking.handlers,
            **undoing.handlers,
            **self.bringing.handlers,
            **self.searching.handlers,
            **self.reading.handlers,
            **self.fetching.handlers,
            **Moving(screen, screen.list, screen.pane, given).handlers,
            **Handing(screen, self.picking, copying, self._terminal.visit, self.selecting).handlers,
            **Exporting(screen, self.picking, writer, copying, self.selecting).handlers,
            **outsiders.handlers,
            **Help(self.picking, lambda: screen.settings.keys, self.run, self._terminal.recolour).handlers,
            **self._terminal.handlers,
            **self.touring.handlers,
            **Configuring(screen, self.picking, self.reading.obey, machine).handlers,
            "back": self._back,
            "leave": self._leave,
            "quit": self._quit,
        }

    @property
    def commands(self) -> frozenset[str]:
        """The ids of the commands that somebody does."""
        return frozenset(self._handlers)

    def begin(self) -> None:
        """Go on where the last session ended, and bring the index up to date."""
        screen = self._screen
        screen.followed, screen.marked, screen.reopen = self._followed, self._marked, self.saved_views.reopen
        screen.relisted = self._relisted
        self.saved_views.arrived, self.saved_views.left = self._opened_saved, self.counting.count
        self.counting.told, self.counting.changed = self._tell_news, self._viewing.counted
        self._opening = screen.session.opened
        if query := screen.session.query:
            self.searching.resume(query, screen.session.found)
        elif screen.session.saved:
            key, row = screen.session.paper
            self.saved_views.open(screen.view.name, key=key, row=row, needed=True)
        self.together.listed_elsewhere = lambda: self.searching.active or self.saved_views.shown is not None
        self.together.papers_changed, self.together.changed = self._papers_changed, self._others_changed
        self._arrive()
        self.counting.begin()
        self.living.begin()
        self.together.begin()
        self.touring.begin()
        if screen.library.index_is_due():
            self.indexing.start()

    def stop(self) -> None:
        """Let the threads end."""
        self.fetching.stop()
        self.together.stop()
        self.living.stop()
        self.searches.stop()
        self.bringing.stop()
        self.indexing.stop()
        for asker in self.askers:
            asker.stop()

    def resized(self) -> None:
        """Fit the picker into the new size."""
        self.touring.fit()
        if self.picking.active:
            self._picker.fit()

    def key(self, event: events.Key) -> None:
        """Do what a key means, now; nothing where the app is closing, for what is typed behind the key that quits."""
        if self._screen.app.return_code is not None or self._kept_for_a_screen(event):
            return
        self.touring.leave()
        self.bringing.touched()
        self._screen.holding.heard(event.key, event.time)
        if event.key == "ctrl+j":
            # Enter, as the terminal hands it on when it was typed before the reader had the terminal.
            event = events.Key("enter", "\r")
        elif event.key == "ctrl+i":
            event = events.Key("tab", "\t")  # which most terminals do not tell from it
        if self._waiting:
            if event.key not in ("escape", "ctrl+c"):
                self._held.append(event)
                return
            self._held.clear()
        character = event.character if event.is_printable else None
        typing = self.picking.active or self._screen.bar.editing
        if event.key.startswith("alt+") and event.character and event.key not in _EDITING[typing]:
            # Escape and a character typed quickly look like Alt and the character, which means nothing here.
            self.key(events.Key("escape", None))
            self.key(events.Key(event.key.removeprefix("alt+"), event.character))
        elif self.picking.active:
            self.picking.key(event.key, character)
        elif self._screen.bar.editing:
            self.searching.key(event.key, character)
        else:
            self._pressing.key(event)

    def paste(self, text: str) -> None:
        """Put a pasted text where a text is being typed; anywhere else it means nothing."""
        if self._kept_for_a_screen(events.Paste(text)):
            return
        if self._waiting:
            self._held.append(events.Paste(text))
        elif self.picking.active:
            if not self.picking.paste(text):
                self._screen.say("The paste was longer than what goes here; its end was left out.", alarm=True)
        elif self._screen.bar.editing:
            self.searching.paste(text)
        else:
            self._pressing.drop()
            self._screen.say(f"Nothing takes a paste here; {self._screen.how_to('search')} begins a search.")

    @property
    def _awaiting(self) -> bool:
        """Whether a list has yet to come that keys typed now are meant for."""
        return self.searching.awaited or self.saved_views.awaited

    def run(self, command: str) -> None:
        """Do a command, unless it needs a paper and there is none."""
        if command in NEED_A_PAPER and self._screen.row is None:
            self._screen.say("There is no paper here.")
        elif command in NEED_A_TERMINAL and self._terminal.is_page:
            self._screen.say("A page of the browser has no shell; this works in a terminal.")
        elif command in ASKING and not self._given.letter:
            self._pressing.ask(command)
        else:
            if command in JUMPS:
                self._jumping.note()
            self._handlers[command]()

    def _back(self) -> None:
        if self._screen.opened:
            self.reading.close()
        elif self.selecting.back():
            pass
        elif self.saved_views.awaited:
            self.saved_views.cancel()
        elif self.searching.active or self.searching.awaited:
            self._jumping.note()
            self.searching.end()
        elif self.fetching.busy:
            self.fetching.cancel()

    def _leave(self) -> None:
        if self._screen.opened or self.searching.active:
            self._back()
        else:
            self._quit()

    def _quit(self) -> None:
        self.saved_views.end()
        self._screen.app.exit()

    def _followed(self) -> None:
        """Another paper is shown: it is read from now on, and where we are is written down before long."""
        self.selecting.follow()
        self.reading.follow()
        self._whereabouts.follow()

    # The threads call these; `call_later` is the way back into the screen's own turn.

    def _answered(self, answer: SearchAnswer) -> None:
        self._screen.call_later(self._take, answer)

    def _completed(self, ticket: int, candidates: list[Completion]) -> None:
        self._screen.call_later(self._take_candidates, ticket, candidates)

    def _index_progressed(self, words: str) -> None:
        if not self.bringing.busy:  # its figures stand there
            self._screen.call_later(self._screen.status.work, words)

    def _index_ended(self, trouble: str) -> None:
        self._screen.call_later(self._indexed, trouble)

    def _indexed(self, trouble: str) -> None:
        if not self.bringing.busy:
            self._screen.status.work("")
        if trouble:
            self._screen.say(trouble, alarm=True)
        self.searching.again()
        self.saved_views.again()
        self.counting.soon()

    def _take(self, answer: SearchAnswer) -> None:
        """Show what was found, then do what was typed while it was waited for."""
        self.searching.answered(answer)
        if (answer.found is None and not answer.same) or not self._looked:
            # Damage is found when it is read; where it is mended, or cannot be now, the question is asked once more.
            # Whether the index is whole is looked at once, with the first search: it takes Whoosh, a third of the
            # memory, which who only reads has no need of.
            self._looked = True
            self.indexing.start()
        if not self.searching.awaited:
            self._release(well=answer.found is not None)

    def _opened_saved(self, well: bool) -> None:
        """Do what was typed while a saved search was waited for."""
        self.counting.tell()
        self._release(well=well)

    def _marked(self) -> None:
        self.saved_views.renew()
        self.counting.soon()
        self.living.soon()

    def _others_changed(self) -> None:
        self._viewing.counted()
        self._marked()

    def _papers_changed(self, waiting: bool) -> None:
        """Papers have come: the searches look again, once the index has heard of them."""
        if waiting and self.bringing.busy:
            return  # what comes in is indexed at once when all of it is there
        if waiting:
            self.indexing.start()
        else:
            self.searching.again()
            self.saved_views.again()

    def _relisted(self) -> None:
        """Papers came or went: what was found is looked for again, and the index brought in step."""
        self.searching.again()
        self.saved_views.again()
        self.indexing.start()

    def _tell_news(self, news: str) -> None:
        self._screen.status.news(news)

    def _release(self, *, well: bool) -> None:
        """Do what was typed while a list was waited for."""
        self._arrive()
        if not well:
            self._held.clear()  # where the search failed there is nothing that they could be meant for
        self._let_go()

    def _take_candidates(self, ticket: int, candidates: list[Completion]) -> None:
        """Offer what was found, then do what was typed while it was waited for."""
        self.searching.completing.answered(ticket, candidates)
        self._let_go()

    def _let_go(self) -> None:
        """Do what was typed while something was waited for; what has to wait again keeps its order."""
        held, self._held = self._held, []
        for event in held:
            if isinstance(event, events.Key):
                self.key(event)
            else:
                self.paste(event.text)

    @property
    def _waiting(self) -> bool:
        """Whether a key waits for what a thread finds; those that are typed now come behind it."""
        return self._awaiting or self.searching.completing.awaited or self.bringing.awaited

    def _kept_for_a_screen(self, event: events.Key | events.Paste) -> bool:
        """Hand back what was held here, and is meant for a screen that a key before it opens."""
        app = self._screen.app
        return isinstance(app, HoldsKeys) and app.keeps(event)

    def _arrive(self) -> None:
        """Open the abstract if the last session was left so, once the list is there that it was left in."""
        if self._opening and not self._awaiting:
            self._opening = False
            self.reading.open()
