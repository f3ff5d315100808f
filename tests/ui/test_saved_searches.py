"""Saved searches on the screen: named, opened, watched, forgotten, taken back, and found again at the next start."""

from __future__ import annotations

import threading

import pytest

from reader.app import counting
from reader.app.saving import counts_of
from reader.errors import SearchError
from reader.library import Library
from reader.library.answers import SavedSearch
from tests.ui.conftest import Reader, Start, frame

PAPER = (
    '{"id": "2699.%05d", "title": "A diffusion model of the %s kind", "abstract": "It diffuses.", "date": "2025-09-01"}'
)


@pytest.fixture(autouse=True)
def _counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FIRST", 0.01)
    monkeypatch.setattr(counting, "SETTLED", 0.01)


async def _search(reader: Reader, text: str) -> None:
    await reader.idle()
    if reader.main.controls.searching.active:
        await reader.press("escape")
    await reader.press("slash", *text, "enter")
    await reader.idle()


async def _save(reader: Reader, text: str, name: str) -> None:
    await _search(reader, text)
    await reader.press("w", *name, "enter")
    await reader.until(lambda: any(search.name == name for search in reader.library.saved()), "the search to be saved")


async def _open(reader: Reader, name: str) -> None:
    await reader.press("v", *name, "enter")
    await reader.until(lambda: reader.main.view.name == name, f"the saved search {name}")


def _bring(library: Library, *kinds: str) -> None:
    """Bring in papers that a search for diffusion finds, and index them."""
    first = library.totals().papers
    path = library.places.data / "new.jsonl"
    path.write_text("\n".join(PAPER % (number, kind) for number, kind in enumerate(kinds, first)), encoding="utf-8")
    assert library.import_paths([path]).added == len(kinds)
    library.update_index(threading.Event(), lambda _progress: None)


def test_the_counts_of_a_saved_search_in_words() -> None:
    assert counts_of(SavedSearch("a", "b")) == "counting…"
    assert counts_of(SavedSearch("a", "b", False, 1340, 12, 0)) == "12 unread of 1,340"
    assert counts_of(SavedSearch("a", "b", True, 340, 12, 3)) == "3 new, 12 unread of 340"
    assert counts_of(SavedSearch("a", "b", True, 340, 12, 0)) == "watching, 12 unread of 340"


async def test_a_search_is_saved_offered_with_its_counts_and_opened_under_its_name(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "how it spreads")
        assert "Saved as how it spreads" in reader.status
        await reader.press("2", "enter", "v")
        await reader.shows("5 unread of 5")
        lines = [line for line in reader.lines if "unread of" in line]
        assert [name in line for name, line in zip(("All", "Unread", "Bookmarks", "how it"), lines, strict=False)] == [
            True
        ] * 4
        await reader.press(*"spreads", "enter")
        await reader.shows("how it spreads  diffusion")
        assert len(reader.main.listing) == 5
        assert reader.main.view.query == "diffusion"
        await reader.press("escape")
        assert reader.main.view.name == "how it spreads"


async def test_what_fits_a_saved_search_in_part_only_is_not_in_it(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion model generation", "three")
        whole = reader.main.found.whole
        assert whole < len(reader.main.listing)
        await _open(reader, "three")
        assert len(reader.main.listing) == whole


async def test_a_search_is_left_for_the_saved_one_it_began_in_with_the_paper_that_was_there(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await _open(reader, "spread")
        await reader.press("j", "j")
        key = reader.main.row.key
        await _search(reader, "encoder")
        assert reader.main.view.name == "Search"
        await reader.press("escape")
        assert reader.main.view.name == "spread"
        assert reader.main.row.key == key


async def test_keys_typed_right_after_opening_are_for_what_is_in_it(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("2", "enter", "v", *"spread", "enter", "j", "b")
        await reader.until(lambda: reader.library.totals().bookmarked == 1, "the bookmark")
        assert (reader.main.view.name, reader.main.cursor) == ("spread", 1)
        assert reader.main.row.bookmarked


async def test_a_view_has_no_query_to_save_where_it_shows_every_paper(start: Start) -> None:
    async with start() as reader:
        await reader.press("2", "enter", "w")
        assert "nothing to save" in reader.status
        assert not reader.main.controls.picking.active


async def test_what_was_typed_is_saved_and_not_the_name_that_begins_so(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spreading")
        await _save(reader, "encoder", "spread")
        assert {search.name: search.query for search in reader.library.saved()} == {
            "spreading": "diffusion",
            "spread": "encoder",
        }


async def test_a_name_that_is_taken_is_replaced_stays_watched_and_can_be_taken_back(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("W")
        await _search(reader, "encoder")
        await reader.press("w", *"spread", "enter")
        assert "Replaced spread" in reader.status
        (search,) = reader.library.saved()
        assert search.watch
        assert search.query == "encoder"
        await reader.press("u")
        assert reader.library.saved()[0].query == "diffusion"
        assert "Taken back: save the search spread." in reader.status


async def test_watching_is_switched_and_taken_back_in_words_of_its_own(start: Start) -> None:
    async with start() as reader:
        await _search(reader, "diffusion")
        await reader.press("W")
        assert "no saved search" in reader.status
        await reader.press("w", *"spread", "enter")
        await _open(reader, "spread")
        await reader.press("W")
        assert "Watching spread" in reader.status
        await reader.press("W")
        assert "ordinary search again" in reader.status
        await reader.press("u")
        assert "Taken back: stop watching spread." in reader.status
        await reader.press("W")
        assert "ordinary search again" in reader.status


async def test_a_saved_search_is_forgotten_from_the_palette_and_comes_back(start: Start) -> None:
    async with start() as reader:
        reader.main.controls.run("forget_search")
        assert reader.main.status.notice == "No search is saved; w saves the one on the screen."
        await _save(reader, "diffusion", "spread")
        reader.main.controls.run("forget_search")
        await reader.press("enter")
        assert not reader.library.saved()
        assert "Forgot spread" in reader.status
        await reader.press("u")
        assert [search.name for search in reader.library.saved()] == ["spread"]
        assert "Taken back: forget the search spread." in reader.status


async def test_del_forgets_a_saved_search_in_the_views_and_nothing_else(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("v", "delete")
        assert [search.name for search in reader.library.saved()] == ["spread"]
        await reader.press("down", "down", "down", "delete")
        assert not reader.library.saved()
        assert reader.main.controls.picking.active
        current = reader.main.controls._picker.current
        assert current is not None
        assert current.label == "Daily Papers Aug 25"


async def test_counts_follow_the_marks_once_they_have_settled(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("r")
        await reader.until(lambda: reader.library.saved()[0].unread == 4, "the count to follow")


async def test_figures_that_come_while_the_views_are_offered_are_shown_there(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
    gate = threading.Event()
    count = Library.count_saved
    monkeypatch.setattr(Library, "count_saved", lambda library: gate.wait(10) and count(library))
    async with start() as reader:
        await reader.press("v", "down")
        assert "counting…" in frame(reader.app)
        gate.set()
        await reader.shows("5 unread of 5")
        assert reader.main.controls._picker.current.label == "Unread"


async def test_a_watch_says_softly_what_is_new_lists_it_first_and_marks_it_while_one_looks(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("W")
        _bring(reader.library, "first", "second")
        reader.main.controls._indexed("")
        await reader.press("2", "enter")
        await reader.shows("2 new in spread")
        await reader.press("v")
        await reader.shows("2 new, 7 unread of 7")
        await reader.press(*"spread", "enter")
        await reader.shows("2 new of 7 papers")
        await reader.until(lambda: "new in spread" not in reader.status, "the news to be no news where one looks")
        assert [line[1] for line in reader.lines[1:5]] == ["◆", "◆", "●", "●"]
        await _search(reader, "encoder")
        await reader.press("escape")
        assert "2 new of 7 papers" in reader.lines[0]
        await reader.press("r")
        await reader.press("O")
        await reader.idle()
        assert "2 new of 7 papers" in reader.lines[0]
        assert sorted(line[1] for line in reader.lines[1:3]) == [" ", "◆"]
        await reader.press("2", "enter")
        await _open(reader, "spread")
        assert "7 papers · 6 unread" in reader.lines[0]
        assert "◆" not in frame(reader.app)


async def test_quitting_is_leaving_but_a_connection_that_drops_is_not(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("W")
        _bring(reader.library, "first")
        await _open(reader, "spread")
        await reader.shows("1 new of 6 papers")
    async with start() as reader:
        await reader.shows("1 new of 6 papers")
        await reader.press("q")
    async with start() as reader:
        await reader.shows("6 papers · 6 unread")


async def test_papers_that_are_not_indexed_yet_stay_new(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("W")
        _bring(reader.library, "first")
        await _open(reader, "spread")
        await reader.shows("1 new of 6 papers")
        path = reader.library.places.data / "more.jsonl"
        path.write_text(PAPER % (99, "last"), encoding="utf-8")
        reader.library.import_paths([path])
        await reader.press("2", "enter")
        reader.library.update_index(threading.Event(), lambda _progress: None)
        await _open(reader, "spread")
        await reader.shows("2 new of 7 papers")


async def test_a_saved_search_is_shown_again_at_the_next_start_with_its_paper(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await _open(reader, "spread")
        await reader.press("j", "j")
        key = reader.main.row.key
    async with start() as reader:
        await reader.until(lambda: len(reader.main.listing) == 5, "the papers of the saved search")
        assert (reader.main.view.name, reader.main.row.key) == ("spread", key)
        await _search(reader, "encoder")
    async with start() as reader:
        await reader.shows("/ encoder")
        await reader.idle()
        await reader.press("escape")
        await reader.until(lambda: len(reader.main.listing) == 5, "the saved search behind the search")
        assert reader.main.view.name == "spread"


async def test_a_saved_search_that_is_gone_at_the_next_start_gives_way_to_the_newest_edition(start: Start) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await _open(reader, "spread")
        reader.library.forget_search("spread")
    async with start() as reader:
        await reader.shows("Daily Papers Aug 25")
        assert "spread any more" in reader.status


async def test_without_an_index_the_newest_edition_stands_in_until_there_is_one(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await _open(reader, "spread")

    def fail(*_given: object, **_more: object) -> None:
        raise SearchError("There is no index yet.")

    with monkeypatch.context() as patch:
        patch.setattr(Library, "search", fail)
        async with start() as reader:
            await reader.shows("There is no index yet.")
            assert "Daily Papers Aug 25" in reader.lines[0]
            patch.undo()
            reader.main.controls._indexed("")
            await reader.until(lambda: reader.main.view.name == "spread", "the saved search")
            assert len(reader.main.listing) == 5


async def test_escape_does_not_wait_for_a_saved_search(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as reader:
        await _save(reader, "diffusion", "spread")
        await reader.press("2", "enter")
        gate = threading.Event()
        search = Library.search
        with monkeypatch.context() as patch:
            patch.setattr(Library, "search", lambda *given, **more: gate.wait(10) and search(*given, **more))
            await reader.press("v", *"spread", "enter", "b", "escape", "j")
            assert (reader.main.view.name, reader.main.cursor) == ("All papers", 1)
            gate.set()
            await reader.idle()
        assert reader.main.view.name == "All papers"
        assert reader.library.totals().bookmarked == 0
