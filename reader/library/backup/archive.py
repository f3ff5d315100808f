"""The archive: writing it, and reading one that may come from anybody.

Of a foreign archive nothing is believed before it is compared: only the names that a backup can have, no links, no
folders, nothing encrypted, sizes as the manifest says them, and a checksum for each file. Nothing in it is evaluated,
and what is taken out of it goes into files that are new.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from reader.errors import BackupError
from reader.journal import is_device
from reader.model import clean_line

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
LIBRARY: Final = "library.db"
SETTINGS: Final = "config.toml"
_JOURNALS: Final = "journal/"
_SUFFIX: Final = ".jsonl"
_MOST: Final = 10_000
"""Files in an archive; nobody has so many devices."""
_LARGEST_MANIFEST: Final = 4 << 20
_LARGEST: Final = {SETTINGS: 1 << 20, LIBRARY: 1 << 40}
_LARGEST_JOURNAL: Final = 1 << 30
"""Bytes; one is read as a whole. Millions of marks are less."""
_BLOCK: Final = 1 << 20
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What Python's zipfile raises where an archive is damaged or made to mislead."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself."""

    made: str
    """When, in UTC: `2026-11-30T00:45:12Z`."""
    papers: int
    files: Mapping[str, tuple[int, str]]
    """The name of each file, its bytes and its SHA-256."""

    @property
    def journals(self) -> list[str]:
        """The names of the journals' files, without their folder."""
        return sorted(name.removeprefix(_JOURNALS) for name in self.files if name.startswith(_JOURNALS))


class Packer:
    """Writes an archive."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=6)
        self._files: dict[str, tuple[int, str]] = {}

    def add(self, name: str, source: BinaryIO, length: int) -> None:
        """Put the first bytes of a file into the archive, however much longer it grows meanwhile."""
        digest, left = hashlib.sha256(), length
        with self._zip.open(_info(name), "w", force_zip64=True) as entry:
            while left and (block := source.read(min(left, _BLOCK))):
                digest.update(block)
                entry.write(block)
                left -= len(block)
        self._files[name] = (length - left, digest.hexdigest())

    def finish(self, program: str, made: str, papers: int) -> None:
        """Write the manifest, and end the archive."""
        told = {
            "format": FORMAT,
            "program": program,
            "made": made,
            "papers": papers,
            "files": {name: {"bytes": size, "sha256": digest} for name, (size, digest) in self._files.items()},
        }
        with self._zip.open(_info(MANIFEST), "w") as entry:
            entry.write(json.dumps(told, indent=1).encode() + b"\n")
        self._zip.close()

    def close(self) -> None:
        """Let go of the file, also of an archive that was not finished: left alone, it would complain later."""
        with suppress(OSError, ValueError):
            self._zip.close()


def journal_entry(file: str) -> str:
    """Give the name in the archive of a journal's file."""
    return f"{_JOURNALS}{file}"


class Archive:
    """An archive that is open, and of which all but the contents of its files is checked."""

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        self._path = path
        self._zip = opened
        self._entries = self._checked_entries()
        self.manifest = self._read_manifest()
        named = set(self._entries) - {MANIFEST}
        if named != set(self.manifest.files) or LIBRARY not in named:
            raise self.wrong("its manifest and its files do not agree")
        for name, (size, _) in self.manifest.files.items():
            if self._entries[name].file_size != size:
                raise self.wrong(f"{name} has not the size that the manifest says")

    @property
    def size(self) -> int:
        """Bytes of all files together when they are taken out."""
        return sum(size for size, _ in self.manifest.files.values())

    def take_out(self, name: str, target: Path) -> None:
        """Write a file of the archive to a path where nothing is yet, readable by its owner alone.

        Raises:
            BackupError: it is not what the manifest says.
            OSError: it cannot be written.
        """
        size, expected = self.manifest.files[name]
        digest, left = hashlib.sha256(), size
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file, self._reading(name) as entry:
            while left >= 0 and (block := self._block(entry, min(_BLOCK, left + 1))):
                left -= len(block)
                digest.update(block)
                file.write(block)
        if left or digest.hexdigest() != expected:
            raise self.wrong(f"{name} is not as it was written")

    def wrong(self, why: str) -> BackupError:
        """Say that the archive cannot be used."""
        return BackupError(f"{self._path} is no backup that can be restored: {clean_line(why)}. Nothing was changed.")

    def _checked_entries(self) -> dict[str, zipfile.ZipInfo]:
        entries: dict[str, zipfile.ZipInfo] = {}
        infos = self._zip.infolist()
        if len(infos) > _MOST:
            raise self.wrong("it holds too many files")
        for info in infos:
            mode = info.external_attr >> 16
            if not _is_name(info.filename) or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
                raise self.wrong(f"it holds {info.filename[:80]!r}, which no backup has")
            if info.filename in entries:
                raise self.wrong(f"it holds {info.filename} twice")
            if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self.wrong(f"{info.filename} is encrypted or packed in a way that no backup is")
            entries[info.filename] = info
        return entries

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._entries or self._entries[MANIFEST].file_size > _LARGEST_MANIFEST:
            raise self.wrong("it has no manifest")
        with self._reading(MANIFEST) as entry:
            data = self._block(entry, _LARGEST_MANIFEST + 1)
        try:
            return _manifest(json.loads(data))
        except _NewerError:
            raise BackupError(f"{self._path} was made by a newer Octavo; upgrade Octavo to restore it.") from None
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self.wrong("its manifest cannot be read") from error

    @contextmanager
    def _reading(self, name: str) -> Iterator[IO[bytes]]:
        try:
            entry = self._zip.open(self._entries[name])
        except _BROKEN as error:
            raise self.wrong(f"{name} is damaged") from error
        with entry:
            yield entry

    def _block(self, entry: IO[bytes], length: int) -> bytes:
        try:
            return entry.read(length)
        except _BROKEN as error:
            raise self.wrong("it is damaged") from error


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive.

    Raises:
        BackupError: it cannot be read, or is none of ours.
    """
    try:
        # Without blocking, should it be a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise BackupError(f"The backup {path} cannot be read: {why}.") from error
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BackupError(f"The backup {path} is not a regular file.")
        try:
            unpacked = zipfile.ZipFile(file)
        except (*_BROKEN, OSError) as error:
            raise BackupError(f"{path} is no backup, or is cut off: it is not a whole zip archive.") from error
        with unpacked:
            yield Archive(path, unpacked)


class _NewerError(Exception):
    pass


def _manifest(told: Any) -> Manifest:
    """Read a manifest; ValueError, KeyError or TypeError where it is none."""
    version, papers, files = told["format"], told["papers"], told["files"]
    if type(version) is int and version > FORMAT:
        raise _NewerError
    if (
        type(version) is not int
        or type(papers) is not int
        or not isinstance(files, dict)
        or min(version - 1, papers) < 0
    ):
        raise ValueError
    read: dict[str, tuple[int, str]] = {}
    for name, about in files.items():
        size, digest = about["bytes"], about["sha256"]
        if type(size) is not int or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise ValueError
        if not 0 <= size <= _LARGEST.get(name, _LARGEST_JOURNAL):
            raise ValueError
        read[name] = (size, digest)
    return Manifest(clean_line(str(told["made"]))[:40], papers, read)


def _is_name(name: str) -> bool:
    if name in (MANIFEST, LIBRARY, SETTINGS):
        return True
    device = name.removeprefix(_JOURNALS).removesuffix(_SUFFIX)
    return name == f"{_JOURNALS}{device}{_SUFFIX}" and is_device(device)


def _info(name: str) -> zipfile.ZipInfo:
    from datetime import UTC, datetime

    info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    return info
