"""From keys to commands: a small machine that knows which sequence of keys means which command.

It is not Textual's bindings, for one reason: those are looked up when a key reaches the widget that had the focus when
it was pressed, a few queue hops later. Here a key is a command at once, in the order of typing.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from reader.app.commands import Command
from reader.errors import ConfigError

MOST_DIGITS: Final = 7
"""Digits of a count: more than any library has papers."""
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter"}
"""Keys that send what another one sends (ECMA-48, 8.3: HT, CR, LF)."""


@dataclass(slots=True)
class Given:
    """What was typed with the command that is being done; who does it looks here."""

    count: int = 0
    """The number typed before it, or 0."""
    letter: str = ""
    """The key typed behind it, or empty."""

    @property
    def times(self) -> int:
        """How often to do it."""
        return self.count or 1


@dataclass(frozen=True, slots=True)
class Stroke:
    """What a key came to."""

    command: str = ""
    """The id of the command to do, or empty."""
    pending: tuple[str, ...] = ()
    """What was typed so far of something that is not complete, a count first; or empty."""
    count: int = 0
    """The count that was typed before the command, or 0."""
    letter: str = ""
    """The key that was typed behind a command that asks for one, or empty."""


class KeyMachine:
    """Takes keys one by one; knows sequences such as `g g`, counts, and commands that ask for one key more.

    Digits are a count, but those that are part of a sequence, and 0 where no count was begun. What a single digit
    means where nothing follows is told by `alone`, and decided by somebody with a clock.
    """

    def __init__(self, keymap: Mapping[tuple[str, ...], str], asking: Container[str] = ()) -> None:
        """Take the keys.

        Args:
            keymap: Sequences and their commands.
            asking: The commands that ask for one key more.
        """
        self._asking = asking
        self.learn(keymap)
        self._asked = ""
        """The command that waits for its key."""
        self._pending: tuple[str, ...] = ()
        self._digits = ""

    def learn(self, keymap: Mapping[tuple[str, ...], str]) -> None:
        """Take other keys, from the next one on."""
        self._keymap = dict(keymap)
        self._prefixes = {keys[:length] for keys in keymap for length in range(1, len(keys))}

    @property
    def pending(self) -> tuple[str, ...]:
        """What was typed of something that is not complete, a count first."""
        return (self._digits, *self._pending) if self._digits else self._pending

    @property
    def digits(self) -> str:
        """The count that was begun, or empty."""
        return self._digits

    @property
    def asked(self) -> str:
        """The command that waits for one key more, or empty."""
        return self._asked

    def drop(self) -> None:
        """Forget what was begun."""
        self._pending, self._digits, self._asked = (), "", ""

    def ask(self, command: str, keys: tuple[str, ...] = ()) -> Stroke:
        """Have a command wait for the key that it asks for.

        Args:
            command: Its id.
            keys: What was typed for it, if anything.
        """
        self._asked, self._pending = command, keys or (f"{command} ",)
        return Stroke(pending=self.pending)

    def feed(self, key: str) -> Stroke:
        """Take a key; one that does not go on a sequence ends it and stands for nothing, and so does Escape a count."""
        if self._takes_digit(key):
            self._digits = (self._digits + key)[:MOST_DIGITS]
            return Stroke(pending=self.pending)
        keys, asked, digits = (*self._pending, key), self._asked, self._digits
        begun = bool(digits) and not self._pending
        if begun and key == "backspace":
            self._digits = digits[:-1]
            return Stroke(pending=self.pending)
        if asked:
            self.drop()
            return Stroke() if key == "escape" else Stroke(asked, count=int(digits or 0), letter=key)
        command = self._keymap.get(keys, "")
        if keys in self._prefixes:
            self._pending = keys
            return Stroke(pending=self.pending)
        if command in self._asking:
            return self.ask(command, keys)
        self.drop()
        return Stroke() if not command or (begun and key == "escape") else Stroke(command, count=int(digits or 0))

    def alone(self, digit: str) -> str:
        """Give the command that a single digit is the key of, or an empty text."""
        return self._keymap.get((digit,), "")

    def key_of(self, command: str) -> str:
        """Give the first key of a command as it is in the keymap, or an empty text."""
        return next((" ".join(keys) for keys, name in self._keymap.items() if name == command), "")

    def _takes_digit(self, key: str) -> bool:
        if self._pending or self._asked or len(key) != 1 or key not in "0123456789":
            return False
        return bool(self._digits) or (key != "0" and (key,) not in self._prefixes)

    def continuations(self) -> list[tuple[str, str]]:
        """Give the keys that go on the sequence that was begun, each with its command."""
        length = len(self._pending)
        return [
            (keys[length], command)
            for keys, command in self._keymap.items()
            if len(keys) > length and keys[:length] == self._pending
        ]


def build_keymap(
    commands: Iterable[Command],
    overrides: Mapping[str, Iterable[str]] | None = None,
    file: str = "config.toml",
    line_of: Callable[[str], int] = lambda _name: 0,
) -> dict[tuple[str, ...], str]:
    """Lay the settings' keys over those of the table.

    Args:
        commands: The table.
        overrides: Command ids and the keys they are to have instead.
        file: The name of the settings file, for messages.
        line_of: Tells its line on which a command is given keys, or 0.

    Raises:
        ConfigError: commands that do not exist, keys that are none, that two commands want, or that can never be
            typed: all of them.
    """
    problems: list[str] = []
    table = {command.id: command.keys for command in commands}

    def where(*names: str) -> str:
        line = next(filter(None, map(line_of, names)), 0)
        return f"{file}, line {line}, [keys]" if line else f"{file}, [keys]"

    for name, keys in (overrides or {}).items():
        if name in table:
            table[name] = tuple(keys)
        else:
            near = difflib.get_close_matches(name, table, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            problems.append(f"{where(name)}: there is no command {name!r}{hint}")
    keymap: dict[tuple[str, ...], str] = {}
    for name, keys in table.items():
        for written in keys:
            sequence = tuple(written.split())
            if wrong := _wrong_with(sequence):
                problems += [f"{where(name)}, {name}: {one}" for one in wrong]
                continue
            other = keymap.setdefault(sequence, name)
            if other != name:
                problems.append(f"{where(name, other)}: {' '.join(sequence)!r} is wanted by both {other} and {name}")
    hidden: dict[str, list[tuple[str, str]]] = {}
    for sequence, name in keymap.items():
        for length in range(1, len(sequence)):
            if (short := keymap.get(sequence[:length])) is not None:
                hidden.setdefault(short, []).append((" ".join(sequence), name))
    for short, ((words, name), *more) in hidden.items():
        others = f" and {len(more)} more" if more else ""
        problems.append(
            f"{where(short, name)}: {words!r} ({name}){others} can never be typed, since {short} comes first"
        )
    if problems:
        raise ConfigError(*problems)
    return keymap


def _wrong_with(sequence: tuple[str, ...]) -> list[str]:
    """Say why a sequence of keys can be none."""
    if not sequence:
        return ["an empty text is no key"]
    wrong = []
    for key in sequence:
        if same := _SAME.get(key):
            wrong.append(f"{key!r} is {same} for every terminal; write {same}")
        elif not is_key(key):
            near = difflib.get_close_matches(_likely(key), _named_keys(), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            wrong.append(f"{key!r} is no key{hint}")
    return wrong


def _likely(key: str) -> str:
    """Give the way of writing a key that is nearest to how people write it elsewhere: `C-d`, `^D`, `<Esc>`."""
    plain = key.strip("<>").lower().replace("-", "+") if len(key) > 1 else key
    for written, meant in (("c+", "ctrl+"), ("^", "ctrl+"), ("control+", "ctrl+"), ("s+", "shift+")):
        if plain.startswith(written):
            plain = meant + plain.removeprefix(written)
    return {"esc": "escape", "return": "enter", "cr": "enter", "pgdn": "pagedown", "pgup": "pageup"}.get(plain, plain)


def is_key(text: str) -> bool:
    """Tell whether a text names a key: one printable character, or a name such as `enter`, `f5` or `ctrl+d`."""
    return (len(text) == 1 and text.isprintable()) or text in _named_keys()


def _named_keys() -> list[str]:
    plain = ["enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"]
    plain += ["up", "down", "left", "right", *(f"f{number}" for number in range(1, 13))]
    letters = [f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    return [*plain, *letters, *(f"{held}+{name}" for held in ("ctrl", "shift") for name in plain)]
