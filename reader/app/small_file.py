"""Small files that remember what is convenient: written whole and put in place at once, and never in anybody's way.

Whatever is wrong with one (it is damaged, the disk is full or read-only), it costs what it remembers and nothing else.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path


def read_small(path: Path) -> object:
    """Give what a file remembers; nothing where there is none, or none that can be read."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def write_small(path: Path, value: object) -> bool:
    """Put a value into a file, and tell whether that went well."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        return False
    return True
