"""Whether files that follow a tag may be behind: a note of what library and settings they were last written for.

So a command that only lists brings them in step too, where marks came from another machine or whoever changed something
was killed before it wrote them; and it costs two stat calls, a row and a small file where nothing has changed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from reader.errors import StoreError

if TYPE_CHECKING:
    from reader.library.facade import Library
    from reader.paths import Places


def due(library: Library) -> str:
    """Tell what to note once the files are in step; nothing where they are, or where nothing can be known of it."""
    places = library.places
    if library.unwritable:
        return ""
    try:
        settings, papers = places.settings.stat(), places.library.stat()
        versions = library.versions()
    except (OSError, StoreError):
        return ""  # without settings no file follows anything
    # The number of the library's file tells a library that was put in the place of another.
    figures = (*versions, papers.st_ino, settings.st_ino, settings.st_mtime_ns, settings.st_size)
    told = " ".join(map(str, figures))
    return "" if _noted(places) == told else told


def note(places: Places, told: str) -> None:
    """Note what the files were written for; where that cannot be, they are looked at again by the next command."""
    with suppress(OSError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(places.live_note, flags, 0o600), "w", encoding="ascii") as file:
            file.write(told)


def _noted(places: Places) -> str:
    try:
        with places.live_note.open("rb") as file:
            return file.read(1_000).decode("ascii", "replace")
    except OSError:
        return ""
