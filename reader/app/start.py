"""From the command line to the first screen: what is needed for it, and nothing else.

The garbage collector is off until the screen is drawn and what is there then is never looked at again: together a tenth
of the time to the first screen (Textual alone makes 100,000 objects).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reader.paths import Places

if TYPE_CHECKING:
    from reader.app.app import OctavoApp
    from reader.library import Library


def run_reader(places: Places, environ: Mapping[str, str] = os.environ) -> int:
    """Open the library and run the reader until it is left; returns the exit status.

    Raises:
        ConfigError: the settings are wrong.
        StoreError: the library cannot be opened, or turned out to be damaged while it was read.
        OSError: the folders cannot be created.
        Exception: an error of Octavo itself; the terminal is as it was.
    """
    gc.disable()
    from reader.library import Library

    library = Library.open(places)
    try:
        app = build_app(library, environ)
        app.run(mouse=app.wants_mouse)
        if app.failure is not None:
            raise app.failure
        return app.return_code or 0
    finally:
        library.close()


def build_app(library: Library, environ: Mapping[str, str] = os.environ, **options: Any) -> OctavoApp:
    """Put the app together over an open library; the bundled papers come in where there are none yet.

    Args:
        library: The papers; the caller closes it.
        environ: The environment, injected for tests.
        options: What `textual.app.App` takes.
    """
    from reader.app.ability import find_ability
    from reader.app.app import OctavoApp
    from reader.app.checked import checked_settings
    from reader.app.driver import driver_class
    from reader.app.main_screen import MainScreen
    from reader.app.session import Session
    from reader.app.theme import THEMES, choose_theme
    from widgets.glyphs import ASCII, UNICODE

    settings = checked_settings(library.places.settings)
    session = Session(library.places.screen)
    greeting = _greet(library)
    chosen = session.theme if settings.theme == "auto" and session.theme in THEMES else ""
    ability = find_ability(environ, sys.stdout.encoding or "utf-8")
    theme = chosen or choose_theme(settings.theme, environ) if ability.colours else "terminal"
    glyphs = UNICODE if ability.unicode and not settings.ascii else ASCII
    main = MainScreen(library, settings, session, glyphs, environ, greeting)
    options.setdefault("driver_class", driver_class(environ))
    return OctavoApp(main, theme, ability, wants_mouse=settings.mouse, **options)


def _greet(library: Library) -> str:
    if library.unwritable:
        return library.unwritable
    report = library.import_seeds()
    if report is None:
        return ""
    return f"Welcome. {report.added} papers of two Daily Papers pages are here to begin with."
