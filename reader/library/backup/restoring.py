"""Putting a backup in place: verified first, and what was there before is kept under a name with the date.

Marks that were made since the backup are not lost: journals are joined, and folded anew. A journal of this machine that
turns out to have gone back in time (the disk was replaced, an older state was put back) is not written on: copies of it
elsewhere may hold lines that are not here, and two files of one name would part ways. This machine begins a new one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from reader.errors import BackupError, ConfigError, OctavoError
from reader.journal import forget_device, journals, known_device
from reader.journal.reading import SUFFIX
from reader.journal.replacing import join_into
from reader.library.backup.archive import LIBRARY, SETTINGS, Archive, Manifest, journal_entry, opened
from reader.library.backup.joining import Joined, join_journal
from reader.library.health.folded import lost_lines
from reader.library.marks import MarkKeeper
from reader.paths import Places, make_private
from reader.store import Store
from reader.store.copying import now, unused
from reader.store.foreign import admit
from reader.store.salvage import in_use, replace

_ROOM: Final = 2
"""How many times the size of what is in the archive must be free."""


class Restored(NamedTuple):
    """What is in place now."""

    papers: int
    made: str
    """When the backup was made."""
    kept: Path
    """The folder with what was there before."""
    new_journal: bool
    """This machine begins a new journal."""
    settings_left_out: str
    """Why the settings of the backup were not put in place, or an empty text."""


def verify(path: Path, places: Places) -> Manifest:
    """Look at every file of a backup, and change nothing.

    Raises:
        BackupError: it is none, or damaged.
        StoreError: the library in it is damaged, or of a newer Octavo.
    """
    # Where nothing is yet, nothing shall be made for a look.
    folder = places.data if places.data.is_dir() else Path(tempfile.gettempdir())
    with opened(path) as archive, _unpacked(archive, folder):
        return archive.manifest


def restore(path: Path, places: Places) -> Restored:
    """Put a backup in place.

    Raises:
        BackupError: it is none, or damaged, or cannot be unpacked; nothing was changed.
        StoreError: the library in it is damaged or of a newer Octavo, or the one here is open in another Octavo;
            nothing was changed.
        JournalError: a journal cannot be completed; the library was not changed.
        OSError: a file cannot be put in place; whatever was there before is kept.
    """
    with opened(path) as archive, _unpacked(archive, _created(places)) as folder:
        if in_use(places.library):
            raise BackupError(f"The library {places.library} is open in another Octavo; close that, then restore.")
        kept = unused(places.data / f"before-restore-{now()}")
        kept.mkdir(mode=0o700)
        _keep(places, kept)
        _write_back(places)
        own = known_device(places.devices)
        new_journal = False
        for name in archive.manifest.journals:
            joined = join_journal(places.journal / name, folder / name)
            if name == f"{own}.jsonl" and joined is not Joined.AHEAD:
                new_journal = bool(forget_device(places.devices))
        replace(places.library, folder / LIBRARY, kept / LIBRARY)
        # It gives the numbers of the papers that were here.
        shutil.rmtree(places.index, ignore_errors=True)
        why = _put_settings(places, folder / SETTINGS, kept)
        with closing(Store.open(places.library)) as store:
            # How far each journal was folded, and where each act stands, is said of the journals of the backup.
            store.forget_marks()
            MarkKeeper(places, store).catch_up()
            return Restored(store.totals().papers, archive.manifest.made, kept, new_journal, why)


def _created(places: Places) -> Path:
    places.create()
    return places.data


@contextmanager
def _unpacked(archive: Archive, beside: Path) -> Iterator[Path]:
    """Take everything out of an archive into a new folder, verified."""
    folder = beside / f".restore-{os.urandom(4).hex()}"
    try:
        try:
            folder.mkdir(mode=0o700)
            its = os.statvfs(folder)
            if its.f_bavail * its.f_frsize < archive.size * _ROOM:
                raise archive.wrong(f"there is no room for it: {archive.size * _ROOM / 1e6:,.0f} MB are needed")
            for name in archive.manifest.journals:
                archive.take_out(journal_entry(name), folder / name)
            for name in (LIBRARY, SETTINGS):
                if name in archive.manifest.files:
                    archive.take_out(name, folder / name)
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise archive.wrong(f"it cannot be unpacked in {beside}: {why}") from error
        admit(folder / LIBRARY)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(places: Places, kept: Path) -> None:
    """Copy what will be completed or written anew; the library itself is moved when the other one comes."""
    (kept / "journal").mkdir(mode=0o700)
    for journal in journals(places.journal):
        _copy(journal, kept / "journal" / journal.name)
    with suppress(FileNotFoundError):
        _copy(places.devices, kept / places.devices.name)


def _write_back(places: Places) -> None:
    """Give the journals the lines that by now only the library has which is about to leave.

    One that is damaged, or of another version, has none that could be had without changing it; it is kept anyway.
    """
    with suppress(OctavoError, OSError), closing(Store.open(places.library, only_read=True)) as store:
        for device, lost in lost_lines(places, store).items():
            join_into(places.journal / f"{device}{SUFFIX}", [b"".join(lost)])


def _put_settings(places: Places, fresh: Path, kept: Path) -> str:
    """Put the settings of the backup in place where they make sense; says why where they do not."""
    from reader.config import load_settings

    if not fresh.exists():
        return ""
    try:
        load_settings(fresh)
    except ConfigError as error:
        return "; ".join(error.problems).replace(str(fresh), SETTINGS)
    make_private(places.config)
    if places.settings.exists():
        if places.settings.read_bytes() == fresh.read_bytes():
            return ""
        _copy(places.settings, kept / SETTINGS)
    draft = places.settings.with_name(f".{SETTINGS}.{os.urandom(4).hex()}")
    try:
        _copy(fresh, draft)
        # A link to where somebody keeps all settings stays one.
        draft.replace(places.settings.resolve() if places.settings.is_symlink() else places.settings)
    except OSError as error:
        draft.unlink(missing_ok=True)
        return f"{places.settings} cannot be written: {(error.strerror or 'it failed').lower()}"
    return ""


def _copy(source: Path, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as file, source.open("rb") as original:
        shutil.copyfileobj(original, file)
        file.flush()
        with suppress(OSError):
            os.fsync(descriptor)
