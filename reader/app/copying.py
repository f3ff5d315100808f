"""Copying a text and telling the truth about it: that it was sent, what of it, and to whom.

Nobody hears back whether a terminal took what it was sent. Where it is known not to, the text is shown for its own
selecting instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from reader.app.ability import Ability
from reader.app.stage import Stage
from widgets.painting import shorten

if TYPE_CHECKING:
    from reader.app.outside import Outside

_SAID: Final = 60
"""Cells of what was copied that are said."""


class Copying:
    """Hands texts to the clipboard of the terminal that a person sits at."""

    def __init__(
        self,
        stage: Stage,
        write: Callable[[str], None],
        ability: Ability,
        environ: Mapping[str, str],
        outside: Callable[[], Outside],
    ) -> None:
        """Connect.

        Args:
            stage: Says what became of it.
            write: Sends sequences to the terminal.
            ability: What the terminal can do.
            environ: Tells what lies between the program and the terminal.
            outside: Gives what can step aside.
        """
        self._stage = stage
        self._write = write
        self._ability = ability
        self._environ = environ
        self._outside = outside

    def hand(self, what: str, text: str, *, before: str = "", whole: bool = False) -> None:
        """Copy a text, and say so.

        Args:
            what: What it is, such as `title`.
            text: The text.
            before: A sentence to begin with.
            whole: Say the text first and whole, since it is wanted on the screen too.
        """
        from reader.app.clipboard import copy_sequence, give_to_tmux

        if not self._ability.copies:
            self.show(what, text, before=before)
            return
        copy = copy_sequence(text, self._environ)
        if give_to_tmux(copy.text, self._environ):
            whom = "tmux, and through it to the terminal"
        else:
            self._write(copy.sequence)
            whom = "the terminal"
        words = shorten(" ".join(text.split()), _SAID)
        if copy.shortened:
            size = len(text.encode("utf-8", "replace"))
            taken = len(copy.text.encode())
            words = f"Only the first {taken:,} of {size:,} bytes of the {what} were sent to {whom}; it takes no more."
            self._stage.say(f"{before}{words}", alarm=True)
        elif whole:
            self._stage.say(f"{before}{text} (sent to {whom})")
        else:
            self._stage.say(f"{before}Sent the {what} to {whom}: {words}")

    def show(self, what: str, text: str, *, before: str = "") -> None:
        """Show a text where the terminal's own selecting reaches it."""
        from reader.app.clipboard import clean_copy

        outside = self._outside()
        if not outside.possible:
            self._stage.say(f"{before}This terminal copies nothing.", alarm=True)
            return
        outside.show(clean_copy(text))
        self._stage.say(f"{before}Shown for the terminal's own selecting: the {what}.")
