"""Other keys for a command, chosen on the screen of settings and written into the settings file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reader.app.commands import COMMANDS, in_force, written_keys
from reader.app.keys import KeyMachine, build_keymap
from reader.app.picking import Picking
from reader.config import read_settings
from reader.errors import ConfigError
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.app.main_screen import MainScreen


class Remapping:
    """Lets one choose a command and type its keys."""

    def __init__(self, picking: Picking, screen: MainScreen, path: Path, machine: KeyMachine) -> None:
        """Connect.

        Args:
            picking: Lets one choose.
            screen: What is said is said there.
            path: The settings file.
            machine: Obeys the new keys at once.
        """
        self._picking = picking
        self._screen = screen
        self._path = path
        self._machine = machine

    def begin(self, at: str = "") -> None:
        """Show every command with its keys."""
        self._picking.begin(
            "Keys",
            self._choices,
            lambda choice, _typed: self._ask(choice.id),
            help_="Enter gives it other keys  Del its usual ones  Esc closes",
            at=at,
            below=True,
            dropped=lambda choice: self._write(choice.id, None),
        )

    def _choices(self) -> list[Choice]:
        keys = self._screen.settings.keys
        return [
            Choice(one.id, f"{one.id:<18} {one.title}", one.help, written_keys(one.keys))
            for one in in_force(COMMANDS, keys)
        ]

    def _ask(self, command: str) -> None:
        self._picking.begin(
            f"Keys for {command}, between commas",
            [Choice("none", "No key at all", "the palette has it")],
            lambda choice, typed: self._write(command, [] if choice.id else _keys_of(typed)),
            help_="Such as: b, ctrl+d, g t, enter, space, f5, comma  Esc closes",
            create="Take",
            made_first=True,
        )

    def _write(self, command: str, keys: list[str] | None) -> None:
        """Write the keys of a command down, unless they cannot be: then it is said why, and nothing changes."""
        from reader.app.settings_file import write_option, written

        screen = self._screen
        value = keys[0] if keys is not None and len(keys) == 1 else keys
        try:
            told, problems = read_settings(self._path)
            if problems:
                raise ConfigError(f"{problems[0]} The file was left as it is.")
            changed = {name: several for name, several in told.keys.items() if name != command}
            if keys is not None:
                changed[command] = tuple(keys)
            keymap = build_keymap(COMMANDS, changed, self._path.name)
            write_option(self._path, command, value, "keys")
        except ConfigError as error:
            # Where it stands is clear here; what is wrong must fit on the line.
            words = error.problems[0].removeprefix(f"{self._path.name}, [keys]").lstrip(":, ")
            screen.say(words.replace(str(self._path), self._path.name), alarm=True)
            if keys is not None:
                self.begin(command)
            return
        screen.settings = replace(screen.settings, keys=changed)
        self._machine.learn(keymap)
        screen.hint()
        what = "has its usual keys" if value is None else f"= {written(value)}"
        screen.say(f"{command} {what} from now on, in {self._path.name}.")
        if keys is not None:
            self.begin(command)


def _keys_of(typed: str) -> list[str]:
    """Read keys between commas; the comma itself is written out."""
    return ["," if key == "comma" else key for key in (part.strip() for part in typed.split(",")) if key]
