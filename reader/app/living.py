"""Files that follow a tag are written while the reader runs: in the background, once marks and papers have settled.

Nothing on the screen ever waits for them. What cannot be written is said once, and again only when it is otherwise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual.screen import Screen
from textual.timer import Timer

from reader.app.asking import Asker
from reader.library import Library

if TYPE_CHECKING:
    from reader.library.live import Kept

FIRST: Final = 5.0
"""Seconds after the start when the files are looked at for the first time: marks may have come from elsewhere."""
SETTLED: Final = 1.0
"""Seconds without a change after which they are written."""
_PATIENCE: Final = 2.0
"""Seconds that the end waits for the last of them, at the most: a file system may hang."""


class Living:
    """Keeps the files that follow a tag in step."""

    def __init__(
        self,
        library: Library,
        wanted: Mapping[str, Sequence[str]],
        screen: Screen[None],
        asker: Asker,
        mention: Callable[[str], None],
    ) -> None:
        """Connect; nothing is written before `begin`.

        Args:
            library: The papers and marks.
            wanted: The names of files by the tag that they follow.
            screen: Has the clock.
            asker: Writes in the background.
            mention: Says something where nothing else is said.
        """
        self._library = library
        self._wanted = wanted
        self._screen = screen
        self._asker = asker
        self._mention = mention
        self._timer: Timer | None = None
        self._told: frozenset[str] = frozenset()

    @property
    def idle(self) -> bool:
        """Whether nothing has yet to be written."""
        return self._timer is None and self._asker.idle

    def begin(self) -> None:
        """Write what is not as it should be, before long."""
        self._after(FIRST)

    def soon(self) -> None:
        """Write once what is changing has settled."""
        self._after(SETTLED)

    def stop(self) -> None:
        """Write what has yet to be written, unless that takes too long."""
        if self.idle:
            return
        self._cancel()
        last = threading.Thread(target=self._last, name="octavo-live-end", daemon=True)
        last.start()
        last.join(_PATIENCE)

    def _after(self, seconds: float) -> None:
        if self._wanted:
            self._cancel()
            self._timer = self._screen.set_timer(seconds, self._write)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _write(self) -> None:
        self._cancel()
        self._asker.ask(self._keep, self._tell, self._mention)

    def _keep(self) -> list[Kept]:
        return self._library.exports.live.keep(self._wanted)

    def _last(self) -> None:
        try:
            self._keep()
        except Exception as error:  # noqa: BLE001 - the edge of a thread: what is not expected is logged
            self._library.log_unexpected(error)

    def _tell(self, kept: Sequence[Kept]) -> None:
        troubles = [one.trouble for one in kept if one.trouble]
        fresh = [words for words in troubles if words not in self._told]
        self._told = frozenset(troubles)
        if fresh:
            self._mention(fresh[0] if len(fresh) == 1 else f"{fresh[0]} ({len(fresh) - 1} more: octavo live)")
