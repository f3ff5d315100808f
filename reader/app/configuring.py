"""The settings as a screen: every option with its value and meaning, changed with Enter and written down at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from reader.app.ability import Ability
from reader.app.keys import KeyMachine
from reader.app.picking import Picking
from reader.app.theme import choose_theme
from reader.app.views import votes_shown
from reader.config import Settings, read_settings
from reader.errors import ConfigError
from widgets.glyphs import ASCII, UNICODE, Glyphs
from widgets.line_widget import LineWidget
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.app.main_screen import MainScreen

_NAME: Final = 14
"""Cells for the name of an option."""
_SECONDS: Final = ("1", "2", "3", "5", "10", "30")
_HELP: Final = "Enter changes it  Del takes the default  Esc closes"


class Configuring:
    """The command that shows the settings."""

    def __init__(
        self, screen: MainScreen, picking: Picking, obey: Callable[[Settings], None], machine: KeyMachine
    ) -> None:
        """Connect.

        Args:
            screen: What shows the papers.
            picking: Lets one choose.
            obey: Gives other controllers the settings that hold from now on.
            machine: Obeys other keys.
        """
        self._screen = screen
        self._picking = picking
        self._obey = obey
        self._machine = machine
        self._path = screen.library.places.settings

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"settings": self._show}

    def _show(self, at: str = "") -> None:
        self._picking.begin(
            "Settings",
            self._choices,
            lambda choice, _typed: self._change(choice.id),
            help_=_HELP,
            at=at,
            below=True,
            dropped=lambda choice: self._drop(choice.id),
            note=str(self._path),
        )

    def _choices(self) -> list[Choice]:
        return [
            Choice(
                option.name,
                f"{option.name:<{_NAME}} {_shown(getattr(self._screen.settings, option.name))}",
                option.metadata.get("brief") or option.metadata["meaning"],
                "default" if _is_default(option, self._screen.settings) else f"default: {_shown(_default(option))}",
            )
            for option in fields(Settings)
        ]

    # Changing

    def _change(self, name: str) -> None:
        option = next(option for option in fields(Settings) if option.name == name)
        value = getattr(self._screen.settings, name)
        if choices := option.metadata.get("choices"):
            self._set(name, choices[(choices.index(value) + 1) % len(choices)])
        elif option.metadata.get("range"):
            self._ask_number(option, value)
        elif isinstance(value, bool):
            self._set(name, not value)
        elif option.metadata.get("text"):
            self._ask_text(option)
        elif name == "keys":
            from reader.app.remapping import Remapping

            Remapping(self._picking, self._screen, self._path, self._machine).begin()
        else:
            self._tell_table(option, value)

    def _ask_number(self, option: Field[Any], value: float) -> None:
        low, high = option.metadata["range"]

        def picked(choice: Choice, typed: str) -> None:
            try:
                number = float((choice.id or typed).strip().replace(",", "."))
            except ValueError:
                number = low - 1
            if low <= number <= high:
                self._set(option.name, number)
            else:
                self._screen.say(f"{option.name} is a number from {low:g} to {high:g}.", alarm=True)
                self._show(option.name)

        self._picking.begin(
            f"{option.name}, from {low:g} to {high:g}",
            [Choice(number, number) for number in _SECONDS],
            picked,
            help_="Type a number  Enter takes it  Esc closes",
            create="Take",
            made_first=True,
            at=f"{value:g}",
            note=option.metadata.get("brief", ""),
        )

    def _ask_text(self, option: Field[Any]) -> None:
        def picked(choice: Choice, typed: str) -> None:
            if choice.id:
                self._drop(option.name)
                self._show(option.name)
            else:
                self._set(option.name, typed.strip())

        self._picking.begin(
            f"{option.name}: {option.metadata['text']}",
            [Choice("none", "None of its own", "as by default")],
            picked,
            help_="Type it  Enter takes it  Esc closes",
            create="Take",
            made_first=True,
        )

    def _tell_table(self, option: Field[Any], value: object) -> None:
        opening = self._picking.tell(option.name, f"These are written by hand, in {self._path}", room=8)
        self._picking.renew(opening, [Choice("", line) for line in (*_lines(value), "", *_wrapped(option))])

    def _drop(self, name: str) -> None:
        if isinstance(getattr(self._screen.settings, name), bool | float | str):
            self._write(name, None)

    def _set(self, name: str, value: bool | float | str) -> None:
        self._write(name, value)
        self._show(name)

    def _write(self, name: str, value: bool | float | str | None) -> None:
        """Write an option down, and do as it says; where it cannot be written nothing changes."""
        from reader.app.settings_file import write_option, written

        screen = self._screen
        try:
            if problems := read_settings(self._path)[1]:
                raise ConfigError(f"{problems[0]} The file was left as it is.")
            write_option(self._path, name, value)
            told = read_settings(self._path)[0]
        except ConfigError as error:
            screen.say(str(error).replace(str(self._path), self._path.name), alarm=True)
            return
        # What else was changed in the file meanwhile holds from the next start on, as what was there at this one.
        screen.settings = replace(screen.settings, **{name: getattr(told, name)})
        later = self._apply(name)
        where = self._path.name
        what = f"{name} is at its default again" if value is None else f"{name} = {written(value)}"
        screen.say(f"{what}, in {where}{'; from the next start on' if later else ''}.")

    def _apply(self, name: str) -> bool:
        """Do as an option says; tell whether only the next start does."""
        screen = self._screen
        settings = screen.settings
        self._obey(settings)
        ability = getattr(screen.app, "ability", Ability())
        if name == "theme":
            # What was chosen in the palette held for the theme that nobody set.
            screen.session.choose_theme("")
            screen.app.theme = choose_theme(settings.theme, screen.environ) if ability.colours else "terminal"
        elif name == "votes":
            screen.list.votes = votes_shown(settings.votes, screen.listing)
            screen.list.refresh()
        elif name == "ascii":
            self._draw_with_signs(ASCII if settings.ascii or not ability.unicode else UNICODE)
        return name == "mouse"

    def _draw_with_signs(self, glyphs: Glyphs) -> None:
        screen, raw = self._screen, self._screen.session.raw
        screen.glyphs = glyphs
        for widget in screen.query(LineWidget):
            widget.draw_with(glyphs)
        # A terminal without Unicode has no use for readable formulas; what was chosen is remembered all the same.
        screen.show_raw(on=raw or glyphs is ASCII)
        screen.session.choose_raw(on=raw)
        screen.look_again()


def _default(option: Field[Any]) -> object:
    return option.default_factory() if callable(option.default_factory) else option.default


def _is_default(option: Field[Any], settings: Settings) -> bool:
    return bool(getattr(settings, option.name) == _default(option))


def _shown(value: object) -> str:
    """Give a value as one line: `true`, `3`, `dark`, `2 entries`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return value or "none"
    number = len(value) if isinstance(value, Mapping | tuple) else 0
    return "none" if not number else "1 entry" if number == 1 else f"{number:,} entries"


def _lines(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{name} = {', '.join(several)}" for name, several in value.items()]
    return [str(getattr(one, "name", one)) for one in value] if isinstance(value, tuple) else []


def _wrapped(option: Field[Any]) -> list[str]:
    import textwrap

    return textwrap.wrap(option.metadata["meaning"], 68)
