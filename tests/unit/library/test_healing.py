"""This device's journal is whole again whatever a copy from elsewhere did to it."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest

from reader.errors import StoreError
from reader.journal import Draft, encode
from reader.journal.line import lines_of
from reader.library import Library
from reader.library.following import has_news
from reader.paths import find_places
from reader.store import Store
from tests.unit.store.make import NOW, entry


def settle(path: Path) -> None:
    """Let a file have been left alone for a while."""
    past = time.time() - 60
    os.utime(path, (past, past))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library.open(find_places(tmp_path / "home"))
    opened._store.put([entry("arxiv:1"), entry("arxiv:2", line=2)], NOW)
    opened.bookmark([1], on=True)
    return opened


def journal_of(library: Library) -> Path:
    (path,) = library.places.journal.glob("*.jsonl")
    return path


def test_an_older_copy_put_in_its_place_gets_the_lost_lines_back(library: Library, tmp_path: Path) -> None:
    path = journal_of(library)
    shutil.copy2(path, tmp_path / "older")
    library.tag([1], ["rag"], on=True)
    library.rate([2], 5)
    whole = path.read_bytes()
    os.replace(tmp_path / "older", path)
    settle(path)
    library.catch_up()
    assert path.read_bytes() == whole
    library.rate([2], 3)
    assert path.read_bytes().startswith(whole)
    library.close()


def test_a_journal_that_was_removed_comes_back(library: Library) -> None:
    path = journal_of(library)
    library.rate([2], 5)
    whole = path.read_bytes()
    path.unlink()
    library.bookmark([2], on=True)
    assert path.read_bytes().startswith(whole)
    library.close()


def test_the_journal_of_a_twin_keeps_the_lines_of_both(library: Library, tmp_path: Path) -> None:
    path = journal_of(library)
    twin = tmp_path / "twin"
    shutil.copytree(library.places.data, twin / "data")
    other = Library.open(find_places(twin))
    other.rate([2], 1)
    library.tag([1], ["rag"], on=True)
    mine = path.read_bytes().splitlines()
    theirs = (twin / "data" / "journal" / path.name).read_bytes()
    path.write_bytes(theirs)
    settle(path)
    library.catch_up()
    assert set(path.read_bytes().splitlines()) == {*mine, *theirs.splitlines()}
    marks = [paper.marks for paper in library.papers([1, 2])]
    assert (marks[0].tags, marks[1].rating) == (("rag",), 1)
    other.close()
    library.close()


def test_a_file_that_is_still_being_written_is_left_alone(library: Library) -> None:
    path = journal_of(library)
    library.rate([2], 5)
    whole = path.read_bytes()
    path.write_bytes(whole[:20])
    library.catch_up()
    assert path.read_bytes() == whole[:20]
    path.write_bytes(whole)
    library.catch_up()
    assert path.read_bytes() == whole
    library.close()


def test_a_fresh_copy_that_somebody_looked_at_is_healed_later(library: Library, tmp_path: Path) -> None:
    path = journal_of(library)
    shutil.copy2(path, tmp_path / "older")
    library.tag([1], ["rag"], on=True)
    whole = path.read_bytes()
    library.close()
    shutil.copy(tmp_path / "older", path)
    with closing(Library.open(library.places)):
        assert path.read_bytes() != whole
    settle(path)
    with closing(Library.open(library.places)) as later:
        assert path.read_bytes() == whole
        (paper,) = later.papers([1])
        assert paper.marks.tags == ("rag",)
        assert not has_news(library.places, later._store)


def test_a_fresh_copy_that_gets_marks_meanwhile_is_healed_and_so_is_a_third_file(
    library: Library, tmp_path: Path
) -> None:
    path = journal_of(library)
    shutil.copy2(path, tmp_path / "older")
    library.tag([1], ["rag"], on=True)
    whole = path.read_bytes()
    library.close()
    shutil.copy(tmp_path / "older", path)
    with closing(Library.open(library.places)) as meanwhile:
        meanwhile.rate([2], 5)
    after = path.read_bytes()
    shutil.copy(tmp_path / "older", path)
    settle(path)
    with closing(Library.open(library.places)) as later:
        assert set(path.read_bytes().splitlines()) == {*whole.splitlines(), *after.splitlines()}
        assert not has_news(library.places, later._store)


def test_an_open_library_heals_a_fresh_copy_once_it_is_left_alone(library: Library, tmp_path: Path) -> None:
    path = journal_of(library)
    shutil.copy2(path, tmp_path / "older")
    library.tag([1], ["rag"], on=True)
    whole = path.read_bytes()
    follower = library.follower()
    follower.look()
    shutil.copy(tmp_path / "older", path)
    follower.look()
    assert path.read_bytes() != whole
    settle(path)
    follower.look()
    assert path.read_bytes() == whole
    library.close()


def test_a_clock_that_is_behind_the_file_keeps_nothing_from_being_healed(library: Library, tmp_path: Path) -> None:
    path = journal_of(library)
    shutil.copy2(path, tmp_path / "older")
    library.tag([1], ["rag"], on=True)
    whole = path.read_bytes()
    os.replace(tmp_path / "older", path)
    future = time.time() + 86_400
    os.utime(path, (future, future))
    library.catch_up()
    assert path.read_bytes() == whole
    library.close()


def test_a_mark_that_cannot_be_shown_yet_is_safe_and_so_is_the_next(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> set[int]:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "fold", full)
        for number in (1, 2):
            marked = library.rate([number], 4)
            assert marked is not None
            assert "safe in the journal" in marked.late
            assert "The disk is full." in marked.late
        with pytest.raises(StoreError):
            library.timeline.turn_next("undo")
    assert [paper.marks.rating for paper in library.papers([1, 2])] == [0, 0]
    library.catch_up()
    assert [paper.marks.rating for paper in library.papers([1, 2])] == [4, 4]
    undone = library.timeline.turn_next("undo")
    assert undone is not None
    assert [paper.marks.rating for paper in library.papers([1, 2])] == [4, 0]
    library.close()


def test_an_act_of_which_a_part_is_missing_is_not_half_done(library: Library) -> None:
    drafts = [
        Draft(("arxiv:1",), (("rating", 5),), (("rating", 0),)),
        Draft(("arxiv:2",), (("rating", 5),), (("rating", 1),)),
    ]
    first, second = map(encode, lines_of("2030-01-01T00:00:00.000Z-0000-other-1", "do", "rate 5 of 5", drafts))
    copy = library.places.journal / "other-1.jsonl"
    copy.write_bytes(first)
    library.catch_up()
    assert [paper.marks.rating for paper in library.papers([1, 2])] == [0, 0]
    assert [done.label for done in library.timeline.history()] == ["bookmark"]
    copy.write_bytes(first + second)
    library.catch_up()
    assert [paper.marks.rating for paper in library.papers([1, 2])] == [5, 5]
    assert [(done.label, done.papers) for done in library.timeline.history()] == [("rate 5 of 5", 2), ("bookmark", 1)]
    library.close()
