"""Making a backup, while the reader runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from reader import __version__
from reader.errors import BackupError
from reader.journal import journals
from reader.library.backup.archive import LIBRARY, SETTINGS, Packer, journal_entry
from reader.library.opening import open_store
from reader.paths import Places
from reader.store.copying import now
from reader.store.foreign import sound

_TAIL: Final = 64 << 10


class Made(NamedTuple):
    """A backup that is on the disk."""

    path: Path
    papers: int
    journals: int
    settings: bool
    """Whether there were settings to put into it."""
    bytes: int


def make_backup(places: Places, target: Path, *, replace: bool = False) -> Made:
    """Write one file with papers, marks and settings; it is there as a whole, or not at all.

    The library is copied before the journals are: so a mark that is shown in the copy is in a journal of it too.

    Args:
        places: Whose.
        target: The file, or a folder in which it gets a name with the date.
        replace: A file that is there already is replaced.

    Raises:
        BackupError: there is nothing to back up, the file is there already, or it cannot be written.
        StoreError: the library cannot be read, or is damaged; no backup is better than one that is believed in.
        JournalError: a journal cannot be read.
    """
    if not places.library.exists():
        raise BackupError(f"There is no library in {places.data} yet, so there is nothing to back up.")
    if target.is_dir():
        target /= f"octavo-{now()}.zip"
    if not replace and os.path.lexists(target):
        raise BackupError(f"{target} is there already; choose another name, or --force to replace it.")
    try:
        with (
            _draft(target, replace=replace) as (draft, scratch),
            open(draft, "r+b") as file,
            closing(Packer(file)) as packer,
        ):
            papers = _add_library(packer, places, scratch)
            paths = journals(places.journal)
            for path in paths:
                with path.open("rb") as journal:
                    length = _whole_lines(journal)
                    packer.add(journal_entry(path.name), journal, length)
            settings = places.settings.is_file()
            if settings:
                with places.settings.open("rb") as source:
                    packer.add(SETTINGS, source, os.fstat(source.fileno()).st_size)
            packer.finish(f"octavo {__version__}", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), papers)
            file.flush()
            with suppress(OSError):
                os.fsync(file.fileno())
            size = os.fstat(file.fileno()).st_size
    except FileExistsError as error:
        raise BackupError(f"{target} is there already; choose another name, or --force to replace it.") from error
    except OSError as error:
        why = (error.strerror or str(error) or type(error).__name__).lower()
        raise BackupError(f"The backup {target} cannot be written: {why}. Nothing is left of it.") from error
    return Made(target, papers, len(paths), settings, size)


def _add_library(packer: Packer, places: Places, scratch: Path) -> int:
    copy = scratch / LIBRARY
    store, _ = open_store(places, make=False)  # also one that can only be read
    with closing(store):
        store.copy(copy)
    papers, damage = sound(copy)
    if damage:
        raise BackupError(
            f"The library is damaged ({damage}), and so would be its backup. octavo doctor --fix repairs it; then make "
            "the backup."
        )
    with copy.open("rb") as source:
        packer.add(LIBRARY, source, os.fstat(source.fileno()).st_size)
    return papers


@contextmanager
def _draft(target: Path, *, replace: bool) -> Iterator[tuple[Path, Path]]:
    """Give a file beside the target that takes its place in the end, and a folder for what is needed meanwhile."""
    mark = os.urandom(4).hex()
    draft = target.with_name(f".{target.name}.{mark}")
    scratch = target.with_name(f".backup-{mark}")
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        scratch.mkdir(mode=0o700)
        yield draft, scratch
        _place(draft, target, replace=replace)
    finally:
        with suppress(OSError):
            draft.unlink()
        shutil.rmtree(scratch, ignore_errors=True)


def _place(draft: Path, target: Path, *, replace: bool) -> None:
    if replace:
        draft.replace(target)
    else:
        try:
            os.link(draft, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            # No hard links here, so that nothing but looking tells whether something came meanwhile.
            if os.path.lexists(target):
                raise FileExistsError from None
            draft.replace(target)
    with suppress(OSError):
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _whole_lines(file: BinaryIO) -> int:
    """Give how many bytes of a journal are whole lines, and stand at its beginning again."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        begin = max(0, end - _TAIL)
        file.seek(begin)
        found = file.read(end - begin).rfind(b"\n")
        if found >= 0:
            end = begin + found + 1
            break
        end = begin
    file.seek(0)
    return end
