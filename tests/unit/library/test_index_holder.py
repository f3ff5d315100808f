"""One process indexes at a time; the others wait for it, leave it the work, and are not held up for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.errors import IndexBusyError, SearchError, UnwritableError
from reader.indexing import IndexProgress
from reader.library import Library
from reader.library.private_index import PrivateIndex
from reader.locking import ProcessLock
from reader.paths import Places, find_places
from reader.query.parse import parse
from reader.store import Store
from tests.unit.store.make import NOW, entry


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places(tmp_path / "octavo")


def opened(places: Places, papers: int = 3) -> Library:
    library = Library.open(places)
    library._store.put([entry(f"arxiv:{number}", title=f"Zebra {number}") for number in range(papers)], NOW)
    return library


@pytest.fixture
def library(places: Places) -> Iterator[Library]:
    library = opened(places)
    yield library
    library.close()


@pytest.fixture
def theirs(places: Places, library: Library) -> Iterator[ProcessLock]:
    """The turn, as another process holds it."""
    lock = ProcessLock(places.index.with_name("index.turn"))
    assert lock.take("update")
    yield lock
    lock.release()


def told(_progress: IndexProgress) -> None:
    pass


def test_the_second_waits_and_finds_nothing_left_to_do(places: Places, library: Library, theirs: ProcessLock) -> None:
    seen: list[IndexProgress] = []
    waiting = threading.Event()

    def tell(progress: IndexProgress) -> None:
        seen.append(progress)
        waiting.set()

    done: list[int] = []
    second = threading.Thread(target=lambda: done.append(library.update_index(threading.Event(), tell)))
    second.start()
    assert waiting.wait(20)
    assert not done
    theirs.release()
    first = Library.open(places)
    first.update_index(threading.Event(), told)
    first.close()
    second.join(20)
    assert done[0] in (0, 3)
    assert (seen[0].done, seen[0].total) == (0, 3)
    assert library.search(parse("zebra")).whole == 3


@pytest.mark.usefixtures("theirs")
def test_one_that_does_not_get_on_is_given_up_with_words_on_who_it_is(library: Library) -> None:
    with pytest.raises(IndexBusyError, match=r"process \d+ on .*does not get on"):
        library.update_index(threading.Event(), told, 0.05)


@pytest.mark.usefixtures("theirs")
def test_whoever_waits_can_be_stopped(library: Library) -> None:
    stop = threading.Event()
    assert library.update_index(stop, lambda _progress: stop.set()) == 0


def test_a_rebuild_that_waited_for_another_leaves_it_at_that(places: Places, library: Library) -> None:
    library.update_index(threading.Event(), told)
    before = (places.index / "stamp.json").stat().st_ino
    lock = ProcessLock(places.index.with_name("index.turn"))
    for purpose, same in (("rebuild", True), ("update", False)):
        assert lock.take(purpose)
        ended: list[int] = []
        waiting = threading.Event()

        def rebuild(ended: list[int] = ended, waiting: threading.Event = waiting) -> None:
            ended.append(library.rebuild_index(threading.Event(), lambda _progress: waiting.set()))

        second = threading.Thread(target=rebuild)
        second.start()
        assert waiting.wait(20)
        lock.release()
        second.join(20)
        assert ended == [3]
        assert ((places.index / "stamp.json").stat().st_ino == before) is same


def test_an_index_that_is_built_anew_answers_until_the_new_one_is_there(places: Places, library: Library) -> None:
    library.update_index(threading.Event(), told)
    other = Library.open(places)
    answered: list[int] = []
    library.rebuild_index(threading.Event(), lambda _progress: answered.append(other.search(parse("zebra")).whole))
    assert set(answered) <= {0, 3}
    assert other.search(parse("zebra")).whole == 3
    other.close()
    assert sorted(path.name for path in places.cache.iterdir()) == ["index", "index.lock", "index.turn"]


def test_what_can_only_be_read_is_searched_in_an_index_for_this_user_alone(
    places: Places, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    store = Store.open(places.library, only_read=True)
    reading = Library(places, store, "Nothing can be saved here.")
    with pytest.raises(SearchError):
        reading.search(parse("zebra"))
    assert reading.update_index(threading.Event(), told) == 3
    assert reading.search(parse("zebra")).whole == 3
    assert reading.update_index(threading.Event(), told) == 0
    with pytest.raises(UnwritableError):
        reading.rebuild_index(threading.Event(), told)
    with pytest.raises(UnwritableError, match="Nothing can be saved here"):
        reading.bookmark([1], on=True)
    library._store.put([entry("arxiv:9", title="Zebra 9")], NOW)
    assert reading.update_index(threading.Event(), told) == 4
    assert not places.index.exists()
    reading.close()


def test_a_folder_that_others_may_write_to_is_not_used(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, temporary = tmp_path / "runtime", tmp_path / "temporary"
    (runtime / "octavo-0").mkdir(parents=True)
    temporary.mkdir()
    monkeypatch.setattr("os.getuid", lambda: 0)
    (runtime / "octavo-0").chmod(0o777)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    index = PrivateIndex(library._store, {"XDG_RUNTIME_DIR": str(runtime)})
    index.update(threading.Event(), told)
    assert len(list(temporary.iterdir())) == 1
    index.close()
    assert list(temporary.iterdir()) == []
    assert list((runtime / "octavo-0").iterdir()) == []
