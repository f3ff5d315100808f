"""The log file: where an error that nobody expected leaves its traceback, since the screen has no room for it."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

_LARGEST = 1 << 20
"""Bytes after which the log begins anew; the former one is kept beside."""


def write_traceback(path: Path, error: BaseException) -> None:
    """Append a traceback to the log, readable by its owner alone; where that is not possible, nothing happens."""
    with suppress(OSError):
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_name(path.name + ".old"))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n")
            file.writelines(traceback.format_exception(error))
            file.write("\n")
