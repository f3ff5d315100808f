"""The list of all commands, as help and as palette, and the choice of colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reader.app.commands import COMMANDS, in_force, written_keys
from reader.app.picking import Picking
from reader.app.theme import THEMES
from widgets.picker import Choice

_NARROW = 60
"""Cells of a line in which the help has room for the first key of each command only."""


class Help:
    """The commands about the reader itself."""

    def __init__(
        self,
        picking: Picking,
        keys: Callable[[], Mapping[str, tuple[str, ...]]],
        run: Callable[[str], None],
        recolour: Callable[[str], None],
    ) -> None:
        """Connect.

        Args:
            picking: Lets one choose.
            keys: Gives the keys that the settings give to commands.
            run: Does a command.
            recolour: Changes the theme.
        """
        self._picking = picking
        self._keys = keys
        self._run = run
        self._recolour = recolour

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"help": self._show_help, "palette": self._show_palette, "theme": self._choose_theme}

    def _show_help(self) -> None:
        most, room = (None, 16) if self._picking.width >= _NARROW else (1, 9)
        choices = [
            Choice(
                command.id, f"{written_keys(command.keys[:most]):<{room}} {command.title}", command.help, command.group
            )
            for command in in_force(COMMANDS, self._keys())
        ]
        self._offer("Help", choices, "Type to find  Enter does it  Esc closes")

    def _show_palette(self) -> None:
        choices = [
            Choice(command.id, command.title, command.help, written_keys(command.keys))
            for command in in_force(COMMANDS, self._keys())
        ]
        self._offer("Commands", choices, "Type to find  Enter does it  Esc closes")

    def _offer(self, title: str, choices: list[Choice], help_: str) -> None:
        self._picking.begin(title, choices, lambda choice, _typed: self._run(choice.id), help_=help_, below=True)

    def _choose_theme(self) -> None:
        words = {
            "dark": "for dark terminals with many colours",
            "light": "for light terminals with many colours",
            "terminal": "the terminal's own 16 colours; the least to send",
        }
        choices = [Choice(name, name.title(), words[name]) for name in THEMES]
        self._picking.begin("Colours", choices, lambda choice, _typed: self._recolour(choice.id))
