"""The application: themes, style sheets, the driver, and the one way of every key.

It holds no state of its own and knows no command; see `main_screen` for both.
"""

from __future__ import annotations

import gc
from pathlib import PurePath
from typing import Any, ClassVar

from textual import events, on
from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen

from reader.app.ability import Ability
from reader.app.driver import PasteShortened
from reader.app.lean_output import LeanApp
from reader.app.main_screen import MainScreen
from reader.app.signals import close_on_signals
from reader.app.theme import DEFAULT_TOKENS, TEXTUAL_THEMES
from reader.paths import STYLES

SHEETS = ("screen", "picker", "tour", "note_screen")
"""The style sheets, in the order they are applied."""


class OctavoApp(LeanApp, inherit_bindings=False):
    """The reader."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [str(STYLES / f"{name}.tcss") for name in SHEETS]
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Octavo"

    def __init__(
        self, main: MainScreen, theme: str, ability: Ability | None = None, *, wants_mouse: bool = True, **options: Any
    ) -> None:
        """Put the app together.

        Args:
            main: The screen, put together with everything it needs.
            theme: The name of one of the themes.
            ability: What the terminal can do; the driver reads it too.
            wants_mouse: Whether the terminal shall report the mouse.
            options: What `textual.app.App` takes.
        """
        super().__init__(**options)
        self.ability = ability or Ability()
        main.pane.leads = self.ability.links
        self.animation_level = "none"
        self.wants_mouse = wants_mouse
        for known in TEXTUAL_THEMES:
            self.register_theme(known)
        # Setting it in the ordinary way would parse every style sheet a second time; what else that does is done here.
        self.set_reactive(App.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self._refresh_truecolor_filter(self.ansi_theme)
        self._main = main
        self._held: list[events.Key | events.Paste] | None = None

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the tokens that every theme has; style sheets see these and no others."""
        return dict(DEFAULT_TOKENS)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the main screen, so that nothing else is ever drawn."""
        return self._main

    def on_mount(self) -> None:
        """Close in order on a signal; let the garbage collector sleep until the screen is drawn."""
        close_on_signals(self)
        self.call_after_refresh(_let_collect)

    @on(Driver.SignalResume)
    def _come_back(self) -> None:
        """Draw everything again after a suspension: the terminal is empty, which Textual does not think of.

        Its `app_resume_signal` is no use for it: in 8.2.8 an app never counts as attached, so it is never published.
        """
        self.refresh(repaint=True, layout=True)

    def on_paste_shortened(self, message: PasteShortened) -> None:
        """Say that more was pasted than is kept."""
        self._main.say(f"The paste was too long: {message.dropped:,} characters were left out.", alarm=True)

    def on_tour_left(self) -> None:
        """Leave the first steps, which were clicked."""
        self._main.controls.touring.leave()

    async def on_event(self, event: events.Event) -> None:
        """Give keys and pastes to the main screen at once, in the order of typing.

        Textual forwards a key to the widget with the focus, through that widget's queue; a key that follows the one
        that moves the focus can overtake it. Here it cannot.
        """
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if self.keeps(event):
                return
            if self.screen is not self._main:
                await super().on_event(event)
                return
            self._main.take(event)
            return
        await super().on_event(event)

    @property
    def failure(self) -> Exception | None:
        """The error that ended the app, if one did; for whoever runs it to say."""
        return self._exception

    def _fatal_error(self) -> None:
        """Close after an error, without the traceback that Textual would draw for seconds, papers and all in it.

        Overrides a private method of Textual 8.2.8; where it had another name, its traceback would come back.
        """
        self._close_messages_no_wait()

    def hold_keys(self) -> None:
        """Keep what is typed from now on for the screen that is about to open."""
        self._held = []

    def keeps(self, event: events.Key | events.Paste) -> bool:
        """Keep what is typed, if a screen is about to open that it is meant for; tells whether it was kept."""
        if self._held is None:
            return False
        self._held.append(event)
        return True

    async def release_keys(self) -> None:
        """Give what was kept to the screen that is open now."""
        held, self._held = self._held or [], None
        for event in held:
            await self.on_event(event)


def _let_collect() -> None:
    """Let the garbage collector work from now on, but never look at what is there already: it stays for good.

    Not collected first: that would keep the first keys waiting for 20 ms, to find next to nothing.
    """
    gc.freeze()
    gc.enable()
