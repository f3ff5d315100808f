"""Which journal is ours: a device is a host and a random id, so no two machines ever append to the same file.

`devices.json` lies beside the folder of journals, not in it, and maps a fingerprint of the host to its device. So a
home shared by several hosts gives each its own journal, and a folder copied to another machine, with or without this
file, gives that machine a new one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from reader.errors import JournalError
from reader.journal.lock import locked
from reader.journal.stamp import is_device

MAX_HOST: Final = 24
"""Characters of the host's name in a device's name."""

MACHINE_IDS: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"), Path("/etc/hostid"))
"""Where a machine's own number stands, on Linux and on BSD; a Mac has none of them."""

_MAX_FILE: Final = 1 << 20


def device_name(
    devices_file: Path,
    *,
    host: Callable[[], str] = lambda: os.uname().nodename,
    machine_ids: Sequence[Path] = MACHINE_IDS,
    random_id: Callable[[], str] = lambda: os.urandom(4).hex(),
) -> str:
    """Give this host's device, such as `thinkpad-3f9a1c22`; a host that is new gets one, and it is remembered.

    Args:
        devices_file: `devices.json`; where it is damaged it is kept beside under another name, and begun anew.
        host: Gives the host's name.
        machine_ids: Files that may hold the machine's number; the first one that does counts.
        random_id: Gives eight hex digits.

    Raises:
        JournalError: the file cannot be read or written.
    """
    name = host()
    fingerprint = _fingerprint(name, machine_ids)
    try:
        known = _load(devices_file)
        if known is not None and (device := known.get(fingerprint)):
            return device
        return _remember(devices_file, fingerprint, f"{_clean(name)}-{random_id()}")
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise JournalError(
            f"{devices_file}, which tells the journal of this machine, cannot be used: {why}. Nothing can be marked."
        ) from error


def devices_are_readable(devices_file: Path) -> bool:
    """Tell whether `devices.json` is as it was written, or is not there at all.

    Raises:
        OSError: it cannot be read.
    """
    return _load(devices_file) is not None


def known_device(
    devices_file: Path,
    *,
    host: Callable[[], str] = lambda: os.uname().nodename,
    machine_ids: Sequence[Path] = MACHINE_IDS,
) -> str:
    """Give this host's device where it has one already, or an empty text; nothing is written.

    Raises:
        OSError: the file cannot be read.
    """
    return (_load(devices_file) or {}).get(_fingerprint(host(), machine_ids), "")


def forget_device(
    devices_file: Path,
    *,
    host: Callable[[], str] = lambda: os.uname().nodename,
    machine_ids: Sequence[Path] = MACHINE_IDS,
) -> str:
    """Let this host have another device from now on; gives the former one, or an empty text where it had none.

    For when its journal went back in time: written on, it would be another file than the copies of it elsewhere.

    Raises:
        OSError: the file cannot be read or written.
        JournalError: another process holds the file all the time.
    """
    fingerprint = _fingerprint(host(), machine_ids)
    if not _load(devices_file):
        return ""  # no file, or one in which nobody finds a device
    folder = os.open(devices_file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with locked(folder, devices_file.parent):
            known = _load(devices_file) or {}
            former = known.pop(fingerprint, "")
            if former:
                _save(devices_file, known)
            return former
    finally:
        os.close(folder)


def _remember(file: Path, fingerprint: str, device: str) -> str:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Two Octavos of a new host may start at once: the second one takes the device of the first.
        with locked(folder, file.parent):
            known = _load(file)
            if known is None:
                _set_aside(file)
                known = {}
            if fingerprint not in known:
                known[fingerprint] = device
                _save(file, known)
        with suppress(OSError):
            os.fsync(folder)
        return known[fingerprint]
    finally:
        os.close(folder)


def _load(file: Path) -> dict[str, str] | None:
    """Read the known devices; None where the file is damaged."""
    import json  # the journal's lines need it soon, but not before a first mark

    try:
        with file.open("rb") as stream:
            data = stream.read(_MAX_FILE + 1)
    except FileNotFoundError:
        return {}
    try:
        known = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if len(data) > _MAX_FILE or not isinstance(known, dict):
        return None
    if not all(isinstance(device, str) and is_device(device) for device in known.values()):
        return None
    return known


def _set_aside(file: Path) -> None:
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    file.rename(aside)


def _save(file: Path, known: dict[str, str]) -> None:
    import json

    data = (json.dumps(known, indent=1, sort_keys=True) + "\n").encode()
    draft = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)
        draft.rename(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _fingerprint(host: str, machine_ids: Sequence[Path]) -> str:
    # A machine's number is confidential, so it is hashed together with what it is used for, as machine-id(5) asks:
    # https://www.freedesktop.org/software/systemd/man/latest/machine-id.html
    import hashlib

    text = "\0".join(("octavo device", host, _machine_id(machine_ids)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _machine_id(files: Sequence[Path]) -> str:
    for file in files:
        with suppress(OSError):
            number = file.read_bytes()[:256].strip()
            # An image that was never booted has an empty file, or this word in it.
            if number and number != b"uninitialized":
                return number.hex()
    return ""


def _clean(host: str) -> str:
    label = host.lower().partition(".")[0]
    return re.sub("[^a-z0-9]+", "-", label)[:MAX_HOST].strip("-") or "host"
