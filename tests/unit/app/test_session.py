"""What the screen remembers: found again where it makes sense, and whatever else stands in the file does no harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.app.session import Session
from reader.library import Library
from reader.model import Sort, View
from reader.paths import Places

GOOD = {
    "view": "All papers",
    "view_query": "",
    "sort": "date",
    "paper": "arxiv:2401.00002",
    "row": 1,
    "opened": True,
    "query": "owls",
    "found": "arxiv:2401.00001",
    "theme": "dark",
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    places = Places(tmp_path / "data", tmp_path / "cache", tmp_path / "config")
    papers = tmp_path / "papers.jsonl"
    papers.write_text(
        "".join(
            json.dumps({"id": f"2401.0000{number}", "title": f"Owls {number}", "date": f"2024-01-0{number}"}) + "\n"
            for number in (1, 2, 3)
        )
    )
    opened = Library.open(places)
    opened.import_paths([papers])
    yield opened
    opened.close()


def test_what_was_remembered_is_found_again(library: Library) -> None:
    path = library.places.screen
    session = Session(path)
    session.remember(View("All papers", "", Sort.DATE), "arxiv:2401.00002", 1, opened=True, query="owls", found="x")
    session.save()

    again = Session(path)
    assert again.restore(library) == (View("All papers", "", Sort.DATE), 1)
    assert (again.query, again.found, again.opened) == ("owls", "x", True)


@pytest.mark.parametrize("row", [10**30, 2**63, -1, True, 1e308, "1", None])
def test_a_number_that_is_no_row_is_passed_over(library: Library, row: object) -> None:
    library.places.screen.write_text(json.dumps(GOOD | {"row": row}))

    session = Session(library.places.screen)

    assert session.paper == ("arxiv:2401.00002", 0)
    assert session.restore(library) == (View("All papers", "", Sort.DATE), 1)


def test_texts_are_cleaned_and_have_an_end(library: Library) -> None:
    hostile = "\x1b]0;x\x07a\ud800\u202eb" + "x" * 100_000
    library.places.screen.write_text(json.dumps(dict.fromkeys(GOOD, hostile) | {"sort": "date"}))

    session = Session(library.places.screen)
    restored = session.restore(library)

    texts = [session.query, session.paper[0], session.found, session.theme]
    if restored is not None:
        texts += [restored[0].name, restored[0].query]
    assert all(text.startswith("abx") and text.isprintable() and len(text) <= 2_000 for text in texts)


@pytest.mark.parametrize("data", [b"", b"[", b"\xff\xfe", b"[]", b"NaN", b"[" * 100_000, b'{"view": 1}'])
def test_a_file_that_makes_no_sense_is_as_if_it_were_not_there(library: Library, data: bytes) -> None:
    library.places.screen.write_bytes(data)

    session = Session(library.places.screen)

    assert session.restore(library) is None
    assert (session.query, session.paper, session.opened) == ("", ("", 0), False)


def test_a_page_without_a_year_that_was_the_newest_gives_way_to_what_is_newer(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Daily Papers\n\nAug 25\n\nA Title of One\n\n" + "An abstract that is long enough to be one. " * 5)
    library.import_paths([page])
    view = View("Aug 25", 'edition:"daily-papers:--08-25"', Sort.RANK)

    def left() -> tuple[View, int] | None:
        session = Session(library.places.screen)
        restored = session.restore(library)
        session.remember(view, "", 0, opened=False)
        session.save()
        return restored

    assert left() is None
    assert left() == (view, 0)
    page.write_text(page.read_text().replace("Aug 25", "2199-01-01").replace("One", "Two"))
    library.import_paths([page])
    assert left() is None
    # Who goes back to it now means to.
    assert left() == (view, 0)


def test_two_readers_side_by_side_leave_each_other_the_places_they_remember(tmp_path: Path) -> None:
    one, other = Session(tmp_path / "screen.json"), Session(tmp_path / "screen.json")
    one.keep("places", {"a": {"name": "here"}})
    one.save()
    other.keep("pins", {"5": {"query": "tag:x", "name": ""}})
    other.choose_raw(on=True)
    other.save()
    one.choose_passages(on=True)
    one.save()
    again = Session(tmp_path / "screen.json")
    assert again.kept("places") == {"a": {"name": "here"}}
    assert again.kept("pins") == {"5": {"query": "tag:x", "name": ""}}


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "screen.json"
    path.mkdir(parents=True)  # nothing takes the name of a folder
    session = Session(path)
    session.choose_raw(on=True)
    session.save()
    assert list(path.parent.iterdir()) == [path]
