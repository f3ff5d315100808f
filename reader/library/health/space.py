"""Whether there is room on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reader.library.health.finding import Finding, ok, problem
from reader.paths import Places

_TIGHT: Final = 64 << 20
"""Bytes of free space below which an import or an index may not fit."""


def check(places: Places) -> Iterator[Finding]:
    """Look at each disk that something lies on."""
    seen: set[int] = set()
    for folder in (places.data, places.cache):
        there = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        its = os.statvfs(there)
        said = f"{its.f_bavail * its.f_frsize / (1 << 20):,.0f} MB are free for {folder}"
        if its.f_bavail * its.f_frsize < _TIGHT:
            yield problem("space", f"{said}, which is too little for an import or an index; make room.")
        elif its.f_files and its.f_favail == 0:
            yield problem("space", f"{said}, but no file more can be made there (its inodes are used up); make room.")
        else:
            yield ok("space", f"{said}.")
