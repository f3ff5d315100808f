"""What must hold before a file of the index is opened.

Whoosh's table of contents is a pickle: opening one that somebody else wrote runs their code. Segments have no pickle,
but numbers that are believed. So an index is opened only in a folder that nobody else can write to, with nothing but
plain files of our own in it, under a stamp that says which schema, Whoosh and library it was made for, and only at a
generation whose table of contents is sealed, byte for byte, and whose segments have the sizes they had. Whatever does
not fit is thrown away and built anew, never repaired. What a size does not show, the checksums in the segments do
(`layout`): the doctor compares them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from pathlib import Path

from reader.errors import SearchError

STAMP = "stamp.json"
NAME = "MAIN"
"""Whoosh's name of the index: all its files begin so, or with an underscore and this."""
SCRATCH = f"{NAME}.tmp"
"""The folder in which Whoosh prepares a segment; a killed writer leaves it behind."""

_CONTENTS = re.compile(rf"_{NAME}_([0-9]+)\.toc")
_UNFINISHED = re.compile(rf"_{NAME}_[0-9]+\.toc\..+")
"""What Whoosh calls a table of contents until all of it is written."""
_SEAL = re.compile(r"seal-([0-9]+)\.json")
_LARGEST = 1 << 20
"""Bytes of a stamp or seal; more is none of ours."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was made for; any difference makes it useless."""

    format: int
    """The number of schema and analysis."""
    whoosh: str
    unicode: str
    """The version of the Unicode tables that fold the words."""
    identity: str
    """The library whose numbers the index gives."""


def check_folder(folder: Path) -> None:
    """Make sure that nobody but this user can have put anything into the folder.

    Raises:
        SearchError: it is missing, not ours, open to others, or holds something that is no plain file.
    """
    try:
        own = os.lstat(folder)
        if not stat.S_ISDIR(own.st_mode):
            raise SearchError(f"{folder} is not a folder, so it cannot hold the index; it will be built anew.")
        if own.st_uid != os.getuid() or own.st_mode & 0o077:
            raise SearchError(f"The index in {folder} is open to other users, so it is not trusted; it is built anew.")
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    its = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # a commit has just removed it
                plain = stat.S_ISREG(its.st_mode) or (entry.name == SCRATCH and stat.S_ISDIR(its.st_mode))
                if not plain or its.st_uid != own.st_uid:
                    raise SearchError(f"The index in {folder} holds {entry.name!r}, which is not its own file.")
    except OSError as error:
        raise SearchError(f"There is no index in {folder} yet ({error.strerror}); it will be built.") from error


def check_stamp(folder: Path, expected: Stamp) -> tuple[int, int]:
    """Make sure that the index was made for this library by this program.

    Returns:
        What tells this index from a later one in the same folder.

    Raises:
        SearchError: the stamp is missing or does not fit.
    """
    path = folder / STAMP
    try:
        its = path.stat()
        found = json.loads(_read(path))
    except (OSError, ValueError) as error:
        raise SearchError(f"The index in {folder} has no readable stamp; it is built anew.") from error
    if found != asdict(expected):
        raise SearchError(f"The index in {folder} was made for another library or version; it is built anew.")
    return its.st_ino, its.st_mtime_ns


def write_stamp(folder: Path, stamp: Stamp) -> None:
    """Declare the folder an index of this library, durably."""
    _write(folder / STAMP, asdict(stamp))
    sync_folder(folder)


def newest(folder: Path) -> int:
    """Give the number of the newest generation.

    Raises:
        SearchError: there is none.
    """
    # A folder that changes while it is listed can hide both the old table of contents and the new one, but not thrice.
    for _attempt in range(3):
        try:
            numbers = [int(match[1]) for name in os.listdir(folder) if (match := _CONTENTS.fullmatch(name))]
        except OSError as error:
            raise SearchError(f"There is no index in {folder} yet ({error.strerror}); it will be built.") from error
        if numbers:
            return max(numbers)
    raise SearchError(f"The index in {folder} has no table of contents; it is built anew.")


def write_seal(folder: Path, contents: str, generation: int) -> None:
    """Remember how a table of contents and the segments beside it look, before it is put in place.

    Args:
        folder: The index's folder.
        contents: The name of the table of contents while it is still being written.
        generation: Its number.
    """
    segments = {entry.name: entry.stat().st_size for entry in os.scandir(folder) if entry.name.startswith(f"{NAME}_")}
    digest = hashlib.sha256((folder / contents).read_bytes()).hexdigest()
    _write(folder / f"seal-{generation}.json", {"contents": digest, "segments": segments})


def check_seal(folder: Path, generation: int) -> None:
    """Make sure that a generation is as it was committed.

    Raises:
        SearchError: the table of contents or a segment's size is not what was sealed.
    """
    try:
        sealed = json.loads(_read(folder / f"seal-{generation}.json"))
        contents = (folder / f"_{NAME}_{generation}.toc").read_bytes()
        whole = sealed["contents"] == hashlib.sha256(contents).hexdigest()
        for name, size in sealed["segments"].items():
            # Files that are gone were replaced by the commit; Whoosh itself misses those that should be there.
            with contextlib.suppress(FileNotFoundError):
                whole = whole and (folder / name).stat().st_size == size
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SearchError(f"The index in {folder} is damaged ({error}); it is built anew.") from error
    if not whole:
        raise SearchError(f"The index in {folder} is not as it was written; it is built anew.")


def drop_seals(folder: Path, generation: int) -> None:
    """Remove the seals of all generations but this one."""
    for name in os.listdir(folder):
        if (match := _SEAL.fullmatch(name)) and int(match[1]) != generation:
            (folder / name).unlink(missing_ok=True)


def drop_unfinished(folder: Path) -> None:
    """Remove tables of contents that were never put in place; nobody may be writing one."""
    for name in os.listdir(folder):
        if _UNFINISHED.fullmatch(name):
            (folder / name).unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def generation_of(name: str) -> int | None:
    """Tell which generation a file is the table of contents of, if it is one."""
    match = _CONTENTS.fullmatch(name)
    return int(match[1]) if match else None


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with open(descriptor, "rb") as file:
        return file.read(_LARGEST)


def _write(path: Path, value: object) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
