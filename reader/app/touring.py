"""The first steps: shown at the very first start, gone for ever with the first key, which does what it always does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from reader.app.commands import COMMANDS, in_force, written_keys

if TYPE_CHECKING:
    from reader.app.main_screen import MainScreen
    from widgets.tour import Tour

_STEPS: Final = (
    (("down", "up"), "go through the papers"),
    (("open",), "read the abstract"),
    (("search",), "search as you type"),
    (("bookmark",), "bookmark; again takes it off"),
    (("help",), "every key"),
    (("views",), "editions, tags, saved searches"),
    (("undo",), "take back anything, any time"),
    (("import",), "bring papers in from files"),
    (("sync",), "fetch new ones"),
    (("leave",), "back, and out; all is saved"),
)
"""Commands, and what they are good for, those that matter most first; of several the first key of each is shown."""


class Touring:
    """The command that shows the first steps."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._tour: Tour | None = None

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"tour": self.show}

    def begin(self) -> None:
        """Show the steps where the reader was never used here; not where that cannot be remembered."""
        if self._screen.session.is_first and not self._screen.library.unwritable:
            self.show()

    def show(self) -> None:
        """Show the steps until the next key."""
        if self._tour is None:
            from widgets.tour import Tour

            self._tour = Tour(self._screen.glyphs, id="tour")
            self._screen.mount(self._tour)
        self._tour.open("First steps (any key goes on)", list(self._hints()))

    def leave(self) -> None:
        """Hide the steps, and remember that they were seen."""
        if self._tour is not None and self._tour.display:
            self._tour.close()
            self._screen.session.end_tour()
            self._screen.session.save()

    def fit(self) -> None:
        """Fit into another size of the screen."""
        if self._tour is not None and self._tour.display:
            self._tour.fit()

    def _hints(self) -> Iterator[tuple[str, str]]:
        keys = {command.id: command.keys for command in in_force(COMMANDS, self._screen.settings.keys)}
        for commands, text in _STEPS:
            written = [written_keys(keys[command][:1]) for command in commands if keys[command]]
            if written:
                yield " ".join(written), text
