"""Tells whether a file lies where SQLite's write-ahead log can work, and where its locks do.

The log needs memory that all processes share, and a network file system has none between hosts
(https://www.sqlite.org/wal.html, "disadvantages", 2); trying it there can damage the library instead of failing. Locks
are tried, since that harms nothing; only a mount that says it keeps them to itself (nfs(5), `nolock` and `local_lock`)
is believed without.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from reader.locking import posix_locks

_MOUNTS: Final = Path("/proc/mounts")
_KINDS: Final = """
    9p acfs afs auristorfs beegfs ceph cifs coda davfs gfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 orangefs
    panfs prl_fs pvfs2 smb2 smb3 smbfs vboxsf vmhgfs wekafs
"""
_NETWORK: Final = frozenset(_KINDS.split())
_OWN_LOCKS: Final = frozenset({"nolock", "local_lock=all", "local_lock=posix"})
"""Options of mounts whose locks no other machine hears of."""
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def shares_memory(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Tell whether the write-ahead log may be tried for a file; where nothing can be learnt, it may.

    Args:
        path: The library's file, which need not exist.
        mounts: The kernel's list of mounts (proc(5)), injected for tests.
    """
    kind = kind_of(path, mounts)
    # What fuse mounts stand for (sshfs, rclone, a cloud's folder) is seldom local; a rollback journal is right for all.
    return kind not in _NETWORK and not kind.startswith("fuse")


def has_locks(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Tell whether SQLite's locks keep all others from a file that need not exist yet.

    Where they do not once, a file beside it says so to other machines, whose mounts may promise more.

    Raises:
        OSError: no file can be made beside it.
    """
    mount = _mount_of(path, mounts)
    unlocked = path.with_name(f"{path.name}.lock-files")
    if mount.kind in _NETWORK and (unlocked.exists() or _OWN_LOCKS.intersection(mount.options)):
        return False
    if posix_locks(path.parent):
        return True
    if mount.kind in _NETWORK:
        unlocked.touch(0o600)
    return False


def kind_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """Give the file system type of a path, such as `ext4` or `nfs4`, or an empty text where it is not known."""
    return _mount_of(path, mounts).kind


class _Mount(NamedTuple):
    kind: str
    options: tuple[str, ...]


def _mount_of(path: Path, mounts: Path) -> _Mount:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        place = path.resolve()
    except OSError:
        return _Mount("", ())
    depths = {str(folder): len(folder.parts) for folder in (place, *place.parents)}
    best, found = -1, _Mount("", ())
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # A blank in a mount point is written \040 (fstab(5)).
        point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[1])
        depth = depths.get(point, -1)
        # Of two mounts on one point, the later covers the earlier.
        if depth >= max(best, 0):
            best, found = depth, _Mount(fields[2], tuple(fields[3].split(",")) if len(fields) > 3 else ())
    return found
