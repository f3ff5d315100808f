"""What cannot be written is read, with the reason; what is no library, or another trouble, is told as before."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from reader.errors import StoreError, UnwritableError
from reader.library import Library, opening
from reader.library.opening import open_store
from reader.paths import Places, find_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = find_places(tmp_path / "octavo")
    library = Library.open(places)
    library.import_seeds()
    library.bookmark([1], on=True)
    library.close()
    return places


def failing(number: int, file: Path) -> object:
    def fail(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number), str(file))

    return fail


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_cannot_be_made_leaves_what_is_there_readable(
    places: Places, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Places, "create", failing(number, places.journal))
    library = Library.open(places)
    assert library.unwritable.startswith(f"Nothing can be saved here ({os.strerror(number).lower()}): {places.data}")
    assert library.totals().bookmarked == 1
    assert not library.catch_up()
    assert library.import_seeds() is None
    assert [(done.label, done.is_here) for done in library.timeline.history()] == [("bookmark", True)]
    words = "Nothing can be saved here"
    with pytest.raises(UnwritableError, match=words):
        library.read([1], on=True)
    with pytest.raises(UnwritableError, match=words):
        library.timeline.turn_next("undo")
    with pytest.raises(UnwritableError, match=words):
        library.save_search("a", "b")
    library.close()


def test_a_cache_that_cannot_be_made_is_another_trouble(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Places, "create", failing(errno.EACCES, places.cache))
    with pytest.raises(PermissionError):
        open_store(places)


def test_without_a_library_there_is_nothing_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = find_places(tmp_path / "nothing")
    monkeypatch.setattr(Places, "create", failing(errno.EROFS, places.data))
    with pytest.raises(OSError, match="Read-only"):
        open_store(places)


def test_what_is_no_library_is_told_as_what_it_is(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    places.library.write_bytes(b"no library " * 1000)
    with pytest.raises(StoreError, match="damaged or no library"):
        open_store(places)
    monkeypatch.setattr(opening, "_is_open", lambda _folder: False)
    with pytest.raises(StoreError, match="cannot be written"):
        open_store(places)


def test_marks_of_others_wait_for_room_on_a_full_disk(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> bool:
        raise UnwritableError("no room")

    monkeypatch.setattr(Library, "catch_up", full)
    library = Library.open(places)
    assert not library.unwritable
    library.close()
