"""Choosing from a list that narrows as one types: who opened the picker is told what was taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from textual.screen import Screen

from widgets.picker import Choice, Picker

Picked = Callable[[Choice, str], None]
"""Called with the choice and what was typed."""
Choices = Sequence[Choice] | Callable[[], Sequence[Choice]]
"""Choices given as a function are asked for again after a choice that keeps the picker open."""

_STEPS: Final = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1, "pagedown": 10, "pageup": -10}


class Picking:
    """Takes the keys while the picker is open."""

    def __init__(self, picker: Picker, screen: Screen[None]) -> None:
        """Connect.

        Args:
            picker: Shows the choices; it need not be on the screen yet.
            screen: Where it is put when it is opened for the first time. It takes keys from that moment on.
        """
        self._picker = picker
        self._screen = screen
        self._picked: Picked | None = None
        self._again: Callable[[], Sequence[Choice]] | None = None

    @property
    def active(self) -> bool:
        """Whether the picker has the keys."""
        return self._picker.opened

    def begin(
        self, title: str, choices: Choices, picked: Picked, *, help_: str = "", create: str = "", at: str = ""
    ) -> None:
        """Open the picker.

        Args:
            title: What is being chosen.
            choices: What there is.
            picked: Called with what was taken, and not at all where nothing was.
            help_: A few words about the keys.
            create: Offers to make what was typed, such as `New tag`.
            at: The id of the choice to begin at.
        """
        self._picked = picked
        self._again = choices if callable(choices) else None
        offered = choices() if callable(choices) else choices
        if self._picker.parent is None:
            self._screen.mount(self._picker)
        self._picker.open(title, offered, help_=help_, create=create, at=at)

    def key(self, name: str, character: str | None) -> None:
        """Take a key."""
        if name in ("escape", "ctrl+c"):
            self._picker.close()
        elif name in _STEPS:
            self._picker.move(_STEPS[name])
        elif name in ("enter", "tab"):
            self._take(stay=name == "tab")
        elif self._picker.editor.key(name, character):
            self._picker.narrow()

    def paste(self, text: str) -> None:
        """Put a pasted text into the filter."""
        self._picker.editor.insert(text)
        self._picker.narrow()

    def take_at(self, index: int) -> None:
        """Take the choice that was clicked."""
        self._picker.point(index)
        self._take(stay=False)

    def _take(self, *, stay: bool) -> None:
        choice, typed = self._picker.current, self._picker.editor.text
        if choice is None or self._picked is None:
            return
        again = self._again if stay else None
        if again is None:
            self._picker.close()
        self._picked(choice, typed)
        if again is not None:
            self._picker.editor.set("")
            self._picker.offer(again(), at=choice.id)
