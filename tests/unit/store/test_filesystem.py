from __future__ import annotations

from pathlib import Path

import pytest

from reader.store.filesystem import kind_of, shares_memory

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /net/home nfs4 rw 0 0
//box/share /mnt/My\\040Share cifs rw 0 0
me@host:/ /net/home/me/host fuse.sshfs rw 0 0
none /twice tmpfs rw 0 0
store /twice lustre rw 0 0
broken
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mounts"
    path.write_text(MOUNTS)
    return path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/library.db", "ext4"),
        ("/net/home/me/library.db", "nfs4"),
        ("/net/homely/library.db", "ext4"),
        ("/mnt/My Share/library.db", "cifs"),
        ("/net/home/me/host/library.db", "fuse.sshfs"),
        ("/twice/library.db", "lustre"),
    ],
)
def test_the_nearest_and_latest_mount_decides(mounts: Path, path: str, kind: str) -> None:
    assert kind_of(Path(path), mounts) == kind
    assert shares_memory(Path(path), mounts) is (kind == "ext4")


def test_where_mounts_are_not_known_the_log_may_be_tried(tmp_path: Path) -> None:
    assert kind_of(tmp_path, tmp_path / "nothing") == ""
    assert shares_memory(tmp_path, tmp_path / "nothing")
