"""Locks between processes, on whatever file system they lie: the kernel's where it has any, else a file of our own.

A file system without locks says so when one is tried (ENOLCK, ENOTSUP), whatever its name; there, a lock is a file that
only one process can have made (open(2), O_EXCL; link(2) for old NFS). The kernel gives its locks back when a process
ends; a file stays. So it says who made it: host, boot, process and when that began. One whose process is gone is taken
over, one of another host never, since nobody here can know: then a person is told the file to remove.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What a file system answers that has no locks."""
PAUSE: Final = 0.01
"""Seconds between two tries."""

_HELD: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES})
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})
_MACHINE: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"), Path("/etc/hostid"))
_EMPTY_FOR: Final = 60.0
"""Seconds after which a lock file that says nothing was left by somebody who never came to write into it."""
_LARGEST: Final = 4096


class Holder(NamedTuple):
    """Who holds a lock."""

    host: str
    """Stands for the machine; tells nothing of it."""
    name: str
    """The machine's name, for a person."""
    boot: str
    """Stands for the time since the machine was started; empty where that is not known."""
    space: str
    """Whose process numbers these are (pid_namespaces(7)); empty where that is not known."""
    process: int
    began: str
    """When the process began, so that another one with its number is not taken for it; empty where not known."""
    purpose: str
    token: str
    """Given once."""

    def written(self) -> bytes:
        """Give what stands in a lock file."""
        import json  # nobody needs it on the way to the first screen

        return json.dumps(self._asdict()).encode()

    def __str__(self) -> str:
        """Say who it is, in the middle of a sentence."""
        return f"process {self.process} on {self.name}"


def try_flock(descriptor: int) -> bool | None:
    """Try to lock an open file or folder; None where the file system has no locks.

    Raises:
        OSError: locking failed in another way.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in NO_LOCKS:
            return None
        if error.errno not in _HELD:
            raise
        return False
    return True


class LockFile:
    """A lock that is a file, for file systems that have no other. Whoever may hold it has an object of their own."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is made before `take`."""
        self.path = path
        self._token = ""

    def take(self, purpose: str = "") -> bool:
        """Try to make the file; one that was left behind by a process that is gone is taken away first.

        Raises:
            OSError: nothing can be made there.
        """
        me = _me(purpose)
        if not self._make(me):
            holder = self.holder()
            if not self._is_left(holder) or not self._take_away(holder) or not self._make(me):
                return False
        self._token = me.token
        return True

    def wait(self, patience: float, purpose: str = "") -> bool:
        """Try for so many seconds; tell whether it is held now.

        Raises:
            OSError: nothing can be made there.
        """
        deadline = time.monotonic() + patience
        while not self.take(purpose):
            if time.monotonic() >= deadline:
                return False
            time.sleep(PAUSE)
        return True

    def release(self) -> None:
        """Let go; nothing happens where it is not held."""
        token, self._token = self._token, ""
        if token:
            with suppress(OSError):
                holder = self.holder()
                if holder is not None and holder.token == token:
                    self.path.unlink()

    def holder(self) -> Holder | None:
        """Tell who holds it; nothing where nobody does, or where the file says nothing."""
        import json

        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW)
            with open(descriptor, "rb") as file:
                said = json.loads(file.read(_LARGEST))
            host, name, boot, space, began, purpose, token = (
                str(said[field]) for field in Holder._fields if field != "process"
            )
            return Holder(host, name, boot, space, int(said["process"]), began, purpose, token)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _make(self, me: Holder) -> bool:
        data = me.written()
        draft = self.path.with_name(f"{self.path.name}.{me.token}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
            try:
                os.link(draft, self.path)
            except FileExistsError:
                pass
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                return self._make_without_link(data)
            # NFS may answer to a repeated request; the number of links tells the truth (open(2), O_EXCL).
            return os.stat(draft).st_nlink == 2
        finally:
            with suppress(OSError):
                draft.unlink()

    def _make_without_link(self, data: bytes) -> bool:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            return False
        with open(descriptor, "wb") as file:
            file.write(data)
        return True

    def _is_left(self, holder: Holder | None) -> bool:
        if holder is not None:
            return is_gone(holder)
        try:
            made = self.path.stat().st_mtime
            return _now_there(self.path) - made > _EMPTY_FOR
        except OSError:
            return False

    def _take_away(self, left: Holder | None) -> bool:
        """Remove what was left behind, once: whoever makes the file that is named after it may, and nobody else."""
        claim = self.path.with_name(f"{self.path.name}.left-{left.token if left else 'empty'}")
        try:
            os.close(os.open(claim, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        except FileExistsError:
            return False
        try:
            # Another may have been quicker, and somebody may hold a new one by now.
            now = self.holder()
            if now == left and (left is not None or self._is_left(None)):
                self.path.unlink(missing_ok=True)
                return True
            return False
        finally:
            with suppress(OSError):
                claim.unlink()


class ProcessLock:
    """A lock on a path of its own, by the kernel where it can; held from `take` to `release` by one object of all."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is made before `take`."""
        self._path = path
        self._file = LockFile(path.with_name(f"{path.name}.held"))
        self._descriptor = -1

    def take(self, purpose: str = "") -> bool:
        """Try to lock.

        Raises:
            OSError: locking failed in another way.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            locked = try_flock(descriptor)
            if locked:
                with suppress(OSError):  # who holds it is told for convenience
                    os.ftruncate(descriptor, 0)
                    os.pwrite(descriptor, _me(purpose).written(), 0)
                self._descriptor, descriptor = descriptor, -1
                return True
        finally:
            if descriptor >= 0:
                os.close(descriptor)
        return self._file.take(purpose) if locked is None else False

    def holder(self) -> Holder | None:
        """Tell who holds it, as far as that is known."""
        return LockFile(self._path).holder() or self._file.holder()

    def release(self) -> None:
        """Let go; nothing happens where it is not held."""
        self._file.release()
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def wait_for(descriptor: int, path: Path, patience: float) -> Callable[[], None] | None:
    """Lock an open file or folder; by a file beside it where the file system has no locks.

    Args:
        descriptor: Open; closing it gives the kernel's lock back.
        path: Its path.
        patience: Seconds that another process is waited for.

    Returns:
        What gives the lock back; None where another process held it all the time.

    Raises:
        OSError: locking failed in another way.
    """
    locked = wait_for_kernel(descriptor, patience)
    if locked is False:
        return None
    if locked:
        return lambda: None
    file = lock_file_of(path)
    return file.release if file.wait(patience) else None


def wait_for_kernel(descriptor: int, patience: float) -> bool | None:
    """Lock an open file or folder by the kernel alone, within so many seconds; None where it has no locks there.

    Raises:
        OSError: locking failed in another way.
    """
    deadline = time.monotonic() + patience
    while (locked := try_flock(descriptor)) is False and time.monotonic() < deadline:
        time.sleep(PAUSE)
    return locked


def lock_file_of(path: Path) -> LockFile:
    """Give the file that locks a file or folder where nothing else can; file syncs leave hidden files alone."""
    return LockFile(path.with_name(f".{path.name}.lock"))


def posix_locks(folder: Path) -> bool:
    """Try whether a folder's file system has the locks that SQLite uses (fcntl(2)); by a file that is made and removed.

    Never on a file that somebody else has open in this process: closing it would give their locks back.

    Raises:
        OSError: no file can be made there.
    """
    path = folder / f".octavo-tries-locks.{os.getpid()}.{os.urandom(4).hex()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        path.unlink()
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return False
    finally:
        os.close(descriptor)
    return True


def is_gone(holder: Holder) -> bool:
    """Tell whether a process of this machine has ended; of another machine nobody knows, so it has not."""
    host, _, boot, space, _, _, _, _ = _me()
    if holder.host != host:
        return False
    if holder.boot != boot:
        return bool(holder.boot and boot)
    if holder.space != space:
        return False
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return bool(holder.began) and _began(holder.process) not in ("", holder.began)


def _me(purpose: str = "") -> Holder:
    host, name, boot, space = _here()
    process = os.getpid()
    return Holder(host, name, boot, space, process, _began(process), purpose, os.urandom(8).hex())


@cache
def _here() -> tuple[str, str, str, str]:
    from hashlib import sha256

    name = os.uname().nodename
    machine = next((number for file in _MACHINE if (number := _text(file))), "")
    # A machine's number is confidential (machine-id(5)), so it is hashed with what it is used for.
    host = sha256("\0".join(("octavo lock", name, machine)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return host, name, _text(Path("/proc/sys/kernel/random/boot_id")), space


def _began(process: int) -> str:
    # Field 22 of proc_pid_stat(5); the name of the program, in brackets, may hold blanks.
    fields = _text(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else ""


def _text(file: Path) -> str:
    try:
        return file.read_bytes()[:_LARGEST].decode("ascii", "replace").strip()
    except OSError:
        return ""


def _now_there(path: Path) -> float:
    """Tell the time by the clock of a file system, which may be another machine's."""
    probe = path.with_name(f"{path.name}.{os.urandom(4).hex()}")
    try:
        probe.touch(0o600, exist_ok=False)
        return probe.stat().st_mtime
    finally:
        with suppress(OSError):
            probe.unlink()
