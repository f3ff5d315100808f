"""The keys that help next, as the settings have them: the right end of the last line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reader.app.controls import Controls
    from reader.app.main_screen import MainScreen

_Hint = tuple[str, str, str]
"""A command, its first key in the command table, and a word for what it does."""

_TYPING: Final = "Enter to the list  Up earlier searches  Esc leaves"
_HELP: Final = ("help", "?", "help")
_LIST: Final[tuple[_Hint, ...]] = (("search", "/", "search"), ("views", "v", "views"), _HELP)
_OPENED: Final[tuple[_Hint, ...]] = (("back", "h", "back"), ("next_unread", "n", "next unread"), _HELP)
_SELECTED: Final[tuple[_Hint, ...]] = (
    ("bookmark", "b", "bookmark"),
    ("tag", "t", "tag"),
    ("export", "x", "export"),
    ("back", "Esc", "none"),
)


def hint_words(screen: MainScreen, controls: Controls | None) -> str:
    """Say which keys help next.

    Args:
        screen: Its state tells what is next.
        controls: What the keys do; nothing before the first frame.
    """
    if screen.bar.editing:
        return _TYPING
    if controls is not None and not screen.opened:
        if controls.selecting.number:
            return _written(_SELECTED, screen.settings.keys)
        if controls.searching.meant and len(screen.listing):
            return controls.searching.meant_words
    return _written(_OPENED if screen.opened else _LIST, screen.settings.keys)


def _written(hints: tuple[_Hint, ...], keys: Mapping[str, tuple[str, ...]]) -> str:
    words = []
    for command, key, word in hints:
        shown = key
        if command in keys:
            from reader.app.commands import how_to  # not on the way to the first frame, but for other keys

            shown = how_to(keys, command) if keys[command] else ""
        if shown:
            words.append(f"{shown} {word}")
    return "  ".join(words)
