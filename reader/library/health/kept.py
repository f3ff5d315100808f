"""What is kept beside: backups, copies of former versions, and whatever a repair has replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reader.library.health.finding import Finding, counted, note, ok
from reader.paths import Places
from reader.store.copying import formers

_ASIDE: Final = re.compile(r".+\.(damaged|before)-[0-9]{8}-[0-9]{6}.*|.+\.damaged-[0-9]+|before-restore-.+")


def check(places: Places) -> Iterator[Finding]:
    """Name what is there."""
    copies = formers(places.backups)
    if copies:
        number = counted(len(copies), "file")
        yield ok("backups", f"{number} with the library as former versions left it, the newest {copies[-1]}.")
    if not places.data.is_dir():
        return
    found = sorted(
        path
        for folder in (places.data, places.journal)
        if folder.is_dir()
        for path in folder.iterdir()
        if _ASIDE.fullmatch(path.name) and not path.name.endswith(("-wal", "-shm", "-journal"))
    )
    if found:
        names = ", ".join(path.name for path in found[:5]) + (" and more" if len(found) > 5 else "")
        yield note("backups", f"kept from before in {places.data}: {names}. Delete them when nothing is missed.")
