"""Choosing from a list that narrows as one types: who opened the picker is told what was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from textual.screen import Screen

from widgets.picker import Choice, Picker

Picked = Callable[[Choice, str], None]
"""Called with the choice and what was typed."""
Choices = Sequence[Choice] | Callable[[], Sequence[Choice]]
"""Choices given as a function are asked for again after a choice that keeps the picker open."""

_STEPS: Final = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1, "pagedown": 10, "pageup": -10}
_READ_STEPS: Final = {"j": 1, "k": -1}
_CLOSING: Final = frozenset({"enter", "q", "X", "h", "left"})


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
        self._dropped: Callable[[Choice], None] | None = None
        self._keys: Mapping[str, Callable[[], None]] = {}
        self._narrowed: Callable[[str], None] | None = None
        self._tabbed: Callable[[str], None] | None = None
        self._opening = 0

    @property
    def active(self) -> bool:
        """Whether the picker has the keys."""
        return self._picker.opened

    @property
    def width(self) -> int:
        """The cells of a line of the screen."""
        return self._screen.app.size.width

    def begin(
        self,
        title: str,
        choices: Choices,
        picked: Picked,
        *,
        help_: str = "",
        create: str = "",
        at: str = "",
        made_first: bool = False,
        waiting: str = "",
        room: int = 0,
        below: bool = False,
        dropped: Callable[[Choice], None] | None = None,
        keys: Mapping[str, Callable[[], None]] | None = None,
        narrowed: Callable[[str], None] | None = None,
        note: str = "",
        tabbed: Callable[[str], None] | None = None,
        typed: str = "",
    ) -> int:
        """Open the picker.

        Args:
            title: What is being chosen.
            choices: What there is.
            picked: Called with what was taken, and not at all where nothing was.
            help_: A few words about the keys.
            create: Offers to make what was typed, such as `New tag`.
            at: The id of the choice to begin at.
            made_first: Offers that before the choices that fit.
            waiting: What to say while there are no choices yet.
            room: Choices to have room for.
            below: Explains only the choice under the cursor, on a line of its own.
            dropped: Called with the choice at which Del was pressed; the picker stays open.
            keys: What other keys do while nothing is typed.
            narrowed: Called with what is typed after that has changed, before the choices are narrowed.
            note: A few words beside the title.
            tabbed: Called with what is typed when Tab is pressed, which takes nothing then.
            typed: What the filter begins with.

        Returns:
            A number that stands for this opening; `renew` wants it.
        """
        self._picked, self._dropped, self._keys, self._narrowed = picked, dropped, keys or {}, narrowed
        self._tabbed = tabbed
        self._again = choices if callable(choices) else None
        offered = choices() if callable(choices) else choices
        opening = self._put()
        self._picker.open(
            title,
            offered,
            help_=help_,
            create=create,
            at=at,
            made_first=made_first,
            waiting=waiting,
            room=room,
            below=below,
            note=note,
        )
        if typed:
            self._picker.editor.set(typed)
            self._picker.narrow()
        return opening

    def tell(
        self,
        title: str,
        intro: str,
        *,
        room: int = 0,
        help_: str = "Esc closes",
        keys: Mapping[str, Callable[[], None]] | None = None,
    ) -> int:
        """Open the picker for something that is only read; what it says comes with `renew`.

        Args:
            title: What it is about.
            intro: A line above it.
            room: Lines to have room for.
            help_: A few words about the keys.
            keys: What other keys do.
        """
        self._picked = self._again = self._dropped = self._narrowed = self._tabbed = None
        self._keys = keys or {}
        opening = self._put()
        self._picker.open(title, (), help_=help_, intro=intro, room=room)
        return opening

    def is_open(self, opening: int) -> bool:
        """Tell whether an opening is what is shown still."""
        return self.active and opening == self._opening

    def renew(self, opening: int, choices: Sequence[Choice] = (), *, intro: str = "") -> None:
        """Show other choices, with the filter and the cursor as they are; nothing where the picker was closed since.

        Args:
            opening: What `begin` or `tell` gave.
            choices: The choices; where they were given as a function, that is asked again.
            intro: The line above what is only read.
        """
        if not self.is_open(opening):
            return
        if intro:
            self._picker.introduce(intro)
        current = self._picker.current
        self._picker.offer(self._again() if self._again else choices, at=current.id if current else "")
        self._picker.fit()

    def close(self, opening: int) -> None:
        """Close what was opened, if it is what is shown still."""
        if self.is_open(opening):
            self._picker.close()

    def key(self, name: str, character: str | None) -> None:
        """Take a key."""
        if name in ("escape", "ctrl+c"):
            self._picker.close()
        elif name in _STEPS:
            self._picker.move(_STEPS[name])
        elif name in self._keys and not self._picker.editor.text:
            self._keys[name]()
        elif self._picker.only_read:
            self._read_key(character or name)
        elif name == "delete" and self._dropped is not None and not self._picker.editor.text:
            self._drop(self._dropped)
        elif name == "tab" and self._tabbed is not None:
            self._tabbed(self._picker.editor.text)
        elif name in ("enter", "tab"):
            self._take(stay=name == "tab")
        elif self._picker.editor.key(name, character):
            self._narrow()

    def paste(self, text: str) -> bool:
        """Put a pasted text into the filter; tells whether all of it fits."""
        if self._picker.only_read:
            return True
        self._picker.editor.insert(text)
        self._narrow()
        return not self._picker.editor.cut

    def take_at(self, index: int) -> None:
        """Take the choice that was clicked."""
        if self._picker.only_read:
            return
        self._picker.point(index)
        self._take(stay=False)

    def _put(self) -> int:
        """Put the picker on the screen."""
        if self._picker.parent is None:
            self._screen.mount(self._picker)
        self._opening += 1
        return self._opening

    def _narrow(self) -> None:
        if self._narrowed is not None:
            self._narrowed(self._picker.editor.text)
        self._picker.narrow()

    def _read_key(self, key: str) -> None:
        """Take a key where nothing can be taken: those of lists scroll, those that leave close."""
        if key in _READ_STEPS:
            self._picker.move(_READ_STEPS[key])
        elif key in _CLOSING:
            self._picker.close()

    def _drop(self, dropped: Callable[[Choice], None]) -> None:
        choice = self._picker.current
        if choice is not None:
            dropped(choice)
            self.renew(self._opening)

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
