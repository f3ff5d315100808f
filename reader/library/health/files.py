"""Folders and files: whether they are their owner's alone, can be used, and are what they seem to be."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reader.library.health.finding import Finding, counted, fixed, note, ok, problem
from reader.paths import Places

_SHOWN: Final = 3
"""Files of one kind that are named; the others are counted."""
_HOUR: Final = 3600.0
_DRAFTS: Final = (
    re.compile(r"\..+\.[0-9a-f]{8}(-wal|-shm|-journal)?"),
    re.compile(r"\.(salvage|restore|backup)-[0-9a-f]{8}"),
    re.compile(r"(screen|queries)\.json\.[0-9]+\.new"),
)
"""Names under which files are written before they are put in their place."""


def check(places: Places) -> Iterator[Finding]:
    """Look at every folder and file that is Octavo's."""
    for folder in _roots(places):
        yield _folder(folder)
    for path in _all(places):
        if (wrong := _kind(places, path)) is not None:
            yield wrong
    open_ones = [path for path in _all(places) if _is_open(path) and path not in _roots(places)]
    if open_ones:
        # A file sync gives files its own rights; as long as the folder is closed, nobody gets to them.
        exposed = any(_is_open(folder) for folder in _roots(places))
        say = problem if exposed else note
        but = "" if exposed else ", if their folder were not closed"
        yield say(
            "files",
            f"{_named(open_ones)} can be used by other users{but}; octavo doctor --fix closes that.",
            fixable=True,
        )
    shut = [path for path in _all(places) if _is_shut(path) and path not in _roots(places)]
    if shut:
        yield problem("files", f"{_named(shut)} cannot be read and written: chmod u+rwX allows it.", fixable=True)
    left = list(_drafts(places))
    if left:
        yield note(
            "files",
            f"{_named(left)} is left of an Octavo that was ended in the middle; octavo doctor --fix takes it away.",
            fixable=True,
        )


def repair(places: Places) -> Iterator[Finding]:
    """Close what is open to others, open what is shut to its owner, and take away what was left half written."""
    closed = [path for path in _all(places) if (_is_open(path) or _is_shut(path)) and _close(path)]
    # What lies in a folder that was shut could not be seen.
    closed += [path for path in _all(places) if (_is_open(path) or _is_shut(path)) and _close(path)]
    if closed:
        yield fixed("files", f"{_named(closed)} can be read and written by you, and by nobody else.")
    gone = [path for path in list(_drafts(places)) if _remove(path)]
    if gone:
        yield fixed("files", f"{_named(gone)}, left of an Octavo that was ended in the middle, is taken away.")


def _folder(folder: Path) -> Finding:
    if not folder.is_dir():
        return problem("folders", f"{folder} is no folder; move it away.")
    its = folder.stat()
    where = f" (a link to {folder.resolve()})" if folder.is_symlink() else ""
    if its.st_uid != os.getuid():
        return problem("folders", f"{folder}{where} belongs to another user, who can change what is in it.")
    if its.st_mode & 0o077:
        mode = stat.S_IMODE(its.st_mode)
        return problem(
            "folders", f"{folder} is open to other users (mode {mode:o}): octavo doctor --fix closes it.", fixable=True
        )
    if its.st_mode & 0o700 != 0o700:
        return problem("folders", f"{folder} cannot be written: octavo doctor --fix allows it.", fixable=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        return problem("folders", f"{folder} cannot be written: it lies where nothing may be written.")
    return ok("folders", f"{folder}{where} is yours alone.")


def _kind(places: Places, path: Path) -> Finding | None:
    """Say what is wrong with what a path is, apart from its permissions."""
    try:
        its = os.lstat(path)
    except OSError:
        return None
    if path in (places.library, places.devices) and not stat.S_ISLNK(its.st_mode) and not stat.S_ISREG(its.st_mode):
        return problem("files", f"{path} is no regular file; move it away.")
    if path.parent == places.journal and path.suffix == ".jsonl" and not stat.S_ISREG(its.st_mode):
        what = "a link" if stat.S_ISLNK(its.st_mode) else "no regular file"
        return problem("files", f"{path} is {what}, so its marks are passed over; put the journal itself there.")
    if stat.S_ISLNK(its.st_mode):
        if not path.exists():
            return problem("files", f"{path} is a link that leads nowhere; move it away.")
        return note("files", f"{path} is a link to {path.resolve()}, which is not looked after here.")
    if its.st_uid != os.getuid():
        return problem("files", f"{path} belongs to another user; make it yours (chown), or move it away.")
    return None


def _roots(places: Places) -> list[Path]:
    folders = (places.data, places.journal, places.cache)
    return [folder for folder in dict.fromkeys(folders) if os.path.lexists(folder)]


def _all(places: Places) -> Iterator[Path]:
    """Yield the folders and all that is in them; links are given and not followed."""
    for root in _roots(places):
        yield root
    for root in dict.fromkeys((places.data, places.cache)):
        for folder, folders, names in os.walk(root):
            for name in sorted(folders) + sorted(names):
                if (path := Path(folder) / name) != places.journal:
                    yield path


def _is_open(path: Path) -> bool:
    its = _own(path)
    return its is not None and bool(its & 0o077)


def _is_shut(path: Path) -> bool:
    its, needed = _own(path), 0o700 if path.is_dir() else 0o600
    return its is not None and its & needed != needed


def _own(path: Path) -> int | None:
    """Give the mode of a folder or file that is ours to change."""
    try:
        its = os.lstat(path)
    except OSError:
        return None
    if its.st_uid != os.getuid() or not (stat.S_ISDIR(its.st_mode) or stat.S_ISREG(its.st_mode)):
        return None
    return its.st_mode


def _close(path: Path) -> bool:
    try:
        descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Not through a link that was put here since.
        mode = 0o700 if stat.S_ISDIR(os.lstat(path).st_mode) else 0o600
        if stat.S_ISLNK(os.stat(path.name, dir_fd=descriptor, follow_symlinks=False).st_mode):
            return False
        os.chmod(path.name, mode, dir_fd=descriptor)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


def _drafts(places: Places) -> Iterator[Path]:
    for path in _all(places):
        if path.is_relative_to(places.index) or not any(draft.fullmatch(path.name) for draft in _DRAFTS):
            continue
        try:
            # A young one may still be being written.
            if time.time() - os.lstat(path).st_mtime > _HOUR:
                yield path
        except OSError:
            continue


def _remove(path: Path) -> bool:
    try:
        if path.is_dir() and not path.is_symlink():
            import shutil  # 3 ms, and seldom needed

            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError:
        return False
    return True


def _named(paths: list[Path]) -> str:
    """Name the first few of some paths."""
    shown = ", ".join(str(path) for path in paths[:_SHOWN])
    return shown if len(paths) <= _SHOWN else f"{shown} and {counted(len(paths) - _SHOWN, 'other')}"
