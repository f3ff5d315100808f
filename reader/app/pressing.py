"""Keys of the list and the abstract: sequences, counts, digits that are views, and what is said while one types them.

A digit is the beginning of a count or the key of a view. It is the view once nothing followed for a while, at once
with Enter, and also where what follows takes no count: then both are done in the order in which they were typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from textual import events

from reader.app.commands import COMMANDS, COUNTED, written_keys
from reader.app.keys import Given, KeyMachine

if TYPE_CHECKING:
    from textual.timer import Timer

    from reader.app.main_screen import MainScreen
    from reader.app.pinned import Pinned

_EXAMPLES: Final = ("down", "up", "bottom", "next_unread", "next_edition")
"""Commands that are named as examples of what takes a count."""

_ASKED: Final = {
    "mark_place": "which letter?",
    "go_place": "which letter?  ' goes back  Enter lists all",
    "view": "which digit, from 1 to 9?",
    "pin_view": "on which digit, from 1 to 9?",
}
"""What to say while a command waits for one key more."""


class Pressing:
    """Makes commands of keys."""

    def __init__(
        self,
        screen: MainScreen,
        machine: KeyMachine,
        given: Given,
        pinned: Pinned,
        run: Callable[[str], None],
        press: Callable[[events.Key], None],
    ) -> None:
        """Connect.

        Args:
            screen: Says what goes on, and has a clock.
            machine: Knows the keys.
            given: Where the count and the letter of a command are put while it is done.
            pinned: Knows the views that somebody put on digits.
            run: Does a command.
            press: Takes a key as if it had just been typed.
        """
        self._screen = screen
        self._machine = machine
        self._given = given
        self._pinned = pinned
        self._run = run
        self._press = press
        self._titles = {command.id: command.title for command in COMMANDS}
        self._behind: list[events.Key] = []
        """What was typed behind a count."""
        self._timer: Timer | None = None

    def key(self, event: events.Key) -> None:
        """Take a key."""
        self._stop()
        character = event.character if event.is_printable else None
        key = character if character and character != " " else event.key
        digits = self._machine.digits
        stroke = self._machine.feed(key)
        if stroke.pending:
            if self._machine.pending == (self._machine.digits,):
                self._behind.clear()
                self._tell_count(self._machine.digits)
            else:
                self._behind += [event] if digits else []
                self._tell_sequence()
            return
        self._screen.say("")
        behind, self._behind = [*self._behind, event], []
        if not digits or (stroke.command in COUNTED):
            self._do(stroke.command, stroke.count, stroke.letter)
        elif self._view_of(digits):
            if key != "escape" or stroke.command:
                self._show(digits)
                for one in behind if key != "enter" else ():
                    self._press(one)
        else:
            self._do(stroke.command, 0, stroke.letter)
            if stroke.command:
                self._say_ignored(digits)

    def ask(self, command: str) -> None:
        """Wait for the key that a command asks for that was chosen by its name."""
        self._machine.ask(command)
        self._tell_sequence()

    def drop(self) -> None:
        """Forget what was begun."""
        self._stop()
        self._machine.drop()
        self._behind.clear()

    def _do(self, command: str, count: int = 0, letter: str = "") -> None:
        if not command:
            return
        self._given.count, self._given.letter = count, letter
        try:
            self._run(command)
        finally:
            self._given.count, self._given.letter = 0, ""

    def _tell_count(self, digits: str) -> None:
        """Say what the digits may become; start the clock where a view is one of it."""
        if not digits:
            self._screen.say("")
            return
        wait = self._screen.settings.count_seconds
        view = self._view_of(digits)
        if view and not wait:
            self._ring()
            return
        examples = " ".join(
            f"{digits}{written_keys((key,))}" for name in _EXAMPLES if (key := self._machine.key_of(name))
        )
        shows = f"{view} (Enter: now), or " if view else ""
        self._screen.say(f"{digits}:  {shows}a count: {examples}")
        if view:
            self._timer = self._screen.set_timer(wait, self._ring)

    def _tell_sequence(self) -> None:
        if asked := self._machine.asked:
            self._screen.say(f"{self._titles[asked]}: {_ASKED[asked]}")
            return
        more = self._machine.continuations()
        titles = _without_what_all_say([self._titles[name] for _key, name in more])
        words = "  ".join(f"{written_keys((key,))} {title}" for (key, _name), title in zip(more, titles, strict=True))
        self._screen.say(f"{written_keys((' '.join(self._machine.pending),))}:  {words}")

    def _say_ignored(self, digits: str) -> None:
        status = self._screen.status
        if not status.alarming:
            self._screen.say(f"{status.notice}  {digits} is no count for that.".strip())

    def _view_of(self, digits: str) -> str:
        """Say what a single digit shows, if anything."""
        if len(digits) != 1:
            return ""
        return self._pinned.name(digits) or self._titles.get(self._machine.alone(digits), "")

    def _show(self, digit: str) -> None:
        """Show what a digit shows."""
        if self._pinned.name(digit):
            self._do("view", letter=digit)
        else:
            self._do(self._machine.alone(digit))

    def _ring(self) -> None:
        """Nothing followed the digit: it was meant alone."""
        digit = self._machine.digits
        self.drop()
        self._screen.say("")
        self._show(digit)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


def _without_what_all_say(titles: Sequence[str]) -> list[str]:
    """Leave out the word that most titles begin with, so that a line has room for more: `title` of `Copy the title`."""
    word, number = Counter(title.partition(" ")[0] for title in titles).most_common(1)[0]
    if number <= len(titles) // 2:
        return list(titles)
    begins = re.compile(rf"{re.escape(word)} (?:(?:the|as) )?")
    return [begins.sub("", title, count=1) if title.startswith(f"{word} ") else title for title in titles]
