"""What is not as it was the last time, and whether this process did it itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reader.library import Library
from reader.paths import find_places
from tests.unit.store.make import NOW, entry


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library.open(find_places(tmp_path / "home"))) as opened:
        opened._store.put([entry("arxiv:1"), entry("arxiv:2", line=2)], NOW)
        yield opened


def test_own_marks_are_told_as_own_and_those_of_others_never(library: Library) -> None:
    follower = library.follower()
    library.bookmark([1], on=True)
    library.rate([1, 2], 3)
    change = follower.look()
    assert change is not None
    assert (change.marks, change.papers, change.own) == (True, False, True)

    with closing(Library.open(library.places)) as other:
        other.rate([2], 5)
        change = follower.look()
        assert change is not None
        assert (change.marks, change.own) == (True, False)

        library.read([1], on=True)
        other.read([2], on=True)
        change = follower.look()
        assert change is not None
        assert (change.marks, change.own) == (True, False)

    library.read([1], on=False)
    change = follower.look()
    assert change is not None
    assert change.own


def test_a_mark_that_takes_in_what_another_marked_is_not_only_own(library: Library) -> None:
    follower = library.follower()
    with closing(Library.open(library.places)) as other:
        other.bookmark([2], on=True)
    library.bookmark([1], on=True)  # folds the other's first
    change = follower.look()
    assert change is not None
    assert (change.marks, change.own) == (True, False)
