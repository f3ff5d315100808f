"""What may befall the index's folder: kills, damage, strangers. Each ends in an answer or a SearchError, and heals."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.errors import SearchError
from reader.query import Word
from reader.search import Document, WhooshIndex, layout

PAPERS = [Document(number, f"word title{number}", f"abstract body{number} " * 20, ("A Name",)) for number in range(40)]
EVERY = Word("word")


def _quiet() -> None:
    """Pause for nothing."""


def _index(folder: Path, identity: str = "a library") -> WhooshIndex:
    return WhooshIndex(folder, identity, pause=_quiet)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound index of PAPERS in two segments, not open anywhere."""
    index = _index(tmp_path / "index")
    index.clear()
    index.update(PAPERS[:30])
    index.update(PAPERS[30:])
    index.close()
    return tmp_path / "index"


def _segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("MAIN_*.oct"))


def _contents(folder: Path) -> Path:
    (path,) = folder.glob("*.toc")
    return path


def _heals(folder: Path) -> None:
    index = _index(folder)
    index.clear()
    index.update(PAPERS)
    assert sorted(index.search(EVERY).ids()) == [paper.id for paper in PAPERS]
    assert index.count() == len(PAPERS)
    index.close()


def _truncate_segment(folder: Path) -> None:
    path = _segments(folder)[0]
    os.truncate(path, path.stat().st_size // 2)


def _remove_segment(folder: Path) -> None:
    _segments(folder)[0].unlink()


def _empty_segment(folder: Path) -> None:
    os.truncate(_segments(folder)[0], 0)


def _truncate_contents(folder: Path) -> None:
    os.truncate(_contents(folder), 40)


def _zero_contents(folder: Path) -> None:
    path = _contents(folder)
    path.write_bytes(bytes(path.stat().st_size))


def _remove_contents(folder: Path) -> None:
    _contents(folder).unlink()


def _remove_seal(folder: Path) -> None:
    next(folder.glob("seal-*.json")).unlink()


def _break_seal(folder: Path) -> None:
    next(folder.glob("seal-*.json")).write_text("[]")


def _remove_stamp(folder: Path) -> None:
    (folder / "stamp.json").unlink()


def _break_stamp(folder: Path) -> None:
    (folder / "stamp.json").write_text('{"format": ')


def _older_format(folder: Path) -> None:
    path = folder / "stamp.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0}))


def _open_to_the_group(folder: Path) -> None:
    folder.chmod(0o770)


def _readable_by_all(folder: Path) -> None:
    folder.chmod(0o755)


def _plant_a_link(folder: Path) -> None:
    path = _segments(folder)[0]
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")


def _plant_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "MAIN_pipe.oct")


def _be_a_link(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to(folder.parent / "elsewhere")


def _be_a_file(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    folder.write_text("not an index")


def _be_gone(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")


REFUSED = [
    _truncate_segment,
    _remove_segment,
    _empty_segment,
    _truncate_contents,
    _zero_contents,
    _remove_contents,
    _remove_seal,
    _break_seal,
    _remove_stamp,
    _break_stamp,
    _older_format,
    _open_to_the_group,
    _readable_by_all,
    _plant_a_link,
    _plant_a_pipe,
    _be_a_link,
    _be_a_file,
    _be_gone,
]


@pytest.mark.parametrize("harm", REFUSED, ids=lambda harm: harm.__name__.strip("_"))
def test_what_does_not_fit_is_not_opened_and_heals(harm: Callable[[Path], None], folder: Path) -> None:
    harm(folder)
    index = _index(folder)

    with pytest.raises(SearchError):
        index.search(EVERY)
    with pytest.raises(SearchError):
        index.count()
    with pytest.raises(SearchError):
        index.update([Document(99, "word")])
    _heals(folder)


def test_an_index_of_another_library_is_not_opened(folder: Path) -> None:
    with pytest.raises(SearchError, match="another library"):
        _index(folder, "other").count()

    assert _index(folder).count() == len(PAPERS)


def test_a_folder_of_another_user_is_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)

    with pytest.raises(SearchError, match="other users"):
        _index(folder).count()


def test_clearing_a_link_leaves_what_it_points_to(folder: Path) -> None:
    _be_a_link(folder)
    _index(folder).clear()

    assert len(_segments(folder.parent / "elsewhere")) == 2


class _Marker:
    """A pickle that leaves a file behind when it is loaded."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self._path,))


@pytest.mark.parametrize("call", [WhooshIndex.count, lambda i: i.search(EVERY), lambda i: i.update(PAPERS[:1])])
def test_a_foreign_table_of_contents_is_never_run(call: Callable[[WhooshIndex], object], folder: Path) -> None:
    from whoosh.filedb.structfile import StructFile

    marker = folder.parent / "marker"
    hostile = pickle.dumps(_Marker(marker), 2)
    path = _contents(folder)
    head = path.read_bytes()
    at = head.index(b"\x80\x02")  # where the first pickle begins
    with open(path, "r+b") as raw:
        file = StructFile(raw)
        # Every place that Whoosh would load a pickle from now holds this one.
        raw.seek(at)
        raw.truncate()
        file.write(hostile * 4)
        file.flush()

    with pytest.raises(SearchError):
        call(_index(folder))

    assert not marker.exists()
    pickle.loads(hostile)
    assert marker.exists()  # it would have


def test_another_writer_is_told_at_once(folder: Path) -> None:
    with open(folder.with_name("index.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        index = _index(folder)

        with pytest.raises(SearchError, match="writing"):
            index.update([Document(99, "word")])
        with pytest.raises(SearchError, match="writing"):
            index.clear()
        assert index.count() == len(PAPERS)
    index.update([Document(99, "word")])
    assert index.count() == len(PAPERS) + 1


def test_a_commit_of_another_process_is_seen(folder: Path) -> None:
    ours, theirs = _index(folder), _index(folder)
    assert ours.count() == len(PAPERS)

    theirs.update([Document(99, "word")])
    assert 99 in ours.search(EVERY).ids()

    theirs.clear()
    assert list(ours.search(EVERY).ids()) == []


@pytest.mark.parametrize("name", ["fsync", "open", "rename", "chmod", "write"])
@pytest.mark.parametrize("before", [0, 1, 2, 5, 40])
def test_a_full_disk_changes_nothing(name: str, before: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = _index(folder)
    index.count()
    names = {path.name for path in folder.iterdir()}
    full = _FullDisk(before)
    with monkeypatch.context() as patch:
        if name == "write":
            patch.setattr(layout, "as_bytes", full(layout.as_bytes))
        else:
            patch.setattr(os, name, full(getattr(os, name)))
        try:
            index.update([Document(99, "word")], [0])
        except SearchError:
            changed = False
        else:
            changed = True

    if full.failed and not changed:
        expected = {paper.id for paper in PAPERS}
        assert {path.name for path in folder.iterdir()} == names  # nothing is left behind
    else:
        # There were fewer calls than that, or it failed where the commit was in place already.
        expected = {paper.id for paper in PAPERS[1:]} | {99}
    for one in (index, _index(folder)):
        assert set(one.search(EVERY).ids()) == expected
    index.update([Document(99, "word")], [0])
    assert index.count() == len(PAPERS)
    assert index.verify() == []


class _FullDisk:
    """Lets a function work so many times, and then fail for want of space."""

    def __init__(self, before: int) -> None:
        self._before = before
        self.failed = False

    def __call__(self, function: Callable[..., object]) -> Callable[..., object]:
        def failing(*arguments: object, **options: object) -> object:
            if not self._before:
                self.failed = True
                raise OSError(28, "No space left on device")
            self._before -= 1
            return function(*arguments, **options)

        return failing


@pytest.mark.parametrize("name", ["fsync", "rename"])
def test_a_disk_that_is_full_at_once_is_told(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, name, _FullDisk(0)(getattr(os, name)))

    with pytest.raises(SearchError, match="could not be written"):
        _index(folder).update([Document(99, "word")])


def test_a_failing_paper_condemns_nothing(folder: Path) -> None:
    index = _index(folder)

    with pytest.raises(ZeroDivisionError):
        index.update(Document(99 // number, "word") for number in (1, 0))

    assert _index(folder).count() == len(PAPERS)


def test_a_searcher_keeps_its_generation_while_others_commit(folder: Path) -> None:
    index = _index(folder)
    with index._reading() as snapshot:
        leaves = snapshot.leaves
        _index(folder).update([Document(number, "other") for number in range(40)])
        assert sum(len(leaf.postings(b"word")[0]) for leaf in leaves) == len(PAPERS)
    assert list(index.search(EVERY).ids()) == []


WRITER = """
import sys
from pathlib import Path
from reader.search import Document, WhooshIndex, layout

index = WhooshIndex(Path(sys.argv[1]), "a library", pause=lambda: None)
for batch in range(1, 1000):
    index.update([Document(batch * 10 + place, "word") for place in range(10)], [batch * 10 - 3])
    print(batch, flush=True)
"""


@pytest.mark.parametrize("rounds", [1, 3, 8])
def test_a_killed_writer_leaves_whole_batches(rounds: int, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    _index(folder).clear()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(rounds):
        writer.stdout.readline()
    # In the middle of the next batch, wherever that is by now.
    writer.send_signal(signal.SIGKILL)
    told = [int(line) for line in writer.stdout.read().split()]
    writer.stdout.close()
    writer.wait()
    index = _index(folder)
    found = set(index.search(EVERY).ids())
    last = max(found) // 10

    assert last >= max([rounds, *told])
    expected = {batch * 10 + place for batch in range(1, last + 1) for place in range(10)}
    assert found == expected - {batch * 10 - 3 for batch in range(1, last + 1)}
    index.update([Document(1, "word")])
    assert 1 in index.search(EVERY).ids()
    assert len(_segments(folder)) <= last + 1
