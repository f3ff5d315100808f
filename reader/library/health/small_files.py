"""The small files: which device this is, and what the reader remembers of its last session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from reader.journal import devices_are_readable
from reader.library.health.finding import Finding, fixed, problem
from reader.paths import Places
from reader.store.copying import now
from reader.store.salvage import aside

_DEVICES = "the next mark gives this machine a new journal, and all older marks stay"
_SCREEN = "the reader begins as if it had not been used before"
_SYNCED = "what is followed is asked for once more"
_QUERIES = "the searches of before are not known any more"


def check(places: Places) -> Iterator[Finding]:
    """Read each of them."""
    for path, what in _damaged(places):
        yield problem("memory", f"{path} is damaged; octavo doctor --fix sets it aside: {what}.", fixable=True)


def repair(places: Places) -> Iterator[Finding]:
    """Set the damaged ones aside; they begin anew by themselves."""
    for path, what in list(_damaged(places)):
        kept = aside(path, "damaged", now())
        try:
            path.rename(kept)
        except OSError as error:
            yield problem("memory", f"{path} cannot be set aside: {(error.strerror or 'it failed').lower()}.")
        else:
            yield fixed("memory", f"the damaged {path.name} is now {kept}; {what}.")


def _damaged(places: Places) -> Iterator[tuple[Path, str]]:
    try:
        if places.devices.is_file() and not devices_are_readable(places.devices):
            yield places.devices, _DEVICES
    except OSError:
        pass  # that it cannot be read is said where permissions are looked at
    remembered = (
        (places.screen, dict, _SCREEN),
        (places.queries, list, _QUERIES),
        (places.synced, dict, _SYNCED),
    )
    for path, kind, what in remembered:
        try:
            if path.is_file() and not isinstance(json.loads(path.read_bytes()), kind):
                yield path, what
        except OSError:
            continue
        except (ValueError, RecursionError):
            yield path, what
