"""A list that is brought up to date keeps what was in it where it was, and takes in what has come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.library import Library, Listing
from reader.model import Sort
from reader.paths import find_places
from reader.query.parse import parse
from tests.unit.store.make import NOW, entry


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(find_places(tmp_path / "octavo"))
    library._store.put([entry(f"arxiv:{n}", date=f"2024-01-{20 - n:02}") for n in range(1, 7)], NOW)
    yield library
    library.close()


def unread(library: Library) -> Listing:
    listing = library.listing(parse("is:unread"), Sort.DATE)
    listing.rows(0, 10)
    return listing


def test_what_fits_no_more_stays_before_what_it_stood_before(library: Library) -> None:
    listing = unread(library)
    library.read([1, 3, 4, 6], on=True)
    renewed = listing.renewed()
    assert list(renewed.ids()) == [1, 2, 3, 4, 5, 6]
    assert listing.is_same(renewed)
    library._store.put([entry("arxiv:7", date="2024-02-01"), entry("arxiv:8", date="2024-01-16")], NOW)
    renewed = listing.renewed()
    assert list(renewed.ids()) == [7, 1, 2, 8, 3, 4, 5, 6]
    assert len(renewed) == 8
    assert not listing.is_same(renewed)
    # Once more: what was kept is kept on.
    assert list(renewed.renewed().ids()) == list(renewed.ids())


def test_a_paper_that_is_gone_from_the_library_is_gone_from_the_list(library: Library) -> None:
    listing = unread(library)
    # Two records turn out to be one paper.
    library._store.put([entry("arxiv:2", "doi:10.1/x"), entry("doi:10.1/x")], NOW)
    library._store.put([entry("doi:10.1/y", title="Same")], NOW)
    seven = unread(library)
    library._store.put([entry("arxiv:3", "doi:10.1/y", title="On arxiv:3")], NOW)
    assert len(seven.renewed()) == len(listing)


def test_a_list_of_which_little_was_asked_is_compared_by_that(library: Library) -> None:
    listing = library.listing(parse(""), Sort.DATE)
    assert listing.is_same(listing.renewed())
    library.read([1], on=True)
    assert listing.is_same(listing.renewed())
    library._store.put([entry("arxiv:7", date="2024-02-01")], NOW)
    assert not listing.is_same(listing.renewed())


def test_only_lists_that_marks_can_change_heed_them(library: Library) -> None:
    heeding = [
        "is:unread",
        "tag:rag",
        "NOT is:read",
        "rating:>2",
        "note:x",
        "date:2024 is:read",
    ]
    assert [words for words in heeding if not library.listing(parse(words), Sort.DATE).heeds_marks] == []
    assert library.listing(parse(""), Sort.RATING).heeds_marks
    for words in ("", "date:2024", "source:arxiv date:2024"):
        assert not library.listing(parse(words), Sort.DATE).heeds_marks
