"""Going back to where a jump began, and to places that bear a letter."""

from __future__ import annotations

from reader.app.jumping import JumpList
from reader.app.places import Spot, read_spot
from reader.model import Sort
from tests.ui.conftest import Reader, Start, frame


def spot(key: str) -> Spot:
    return Spot("All papers", "", Sort.DATE, "view", key, 0)


def test_the_jump_list_is_a_path_with_its_way_back() -> None:
    jumps = JumpList()
    for key in ("a", "a", "b", "c"):
        jumps.note(spot(key))
    assert jumps.back(spot("c")) == spot("b")
    assert jumps.ahead(spot("b")) == spot("c")
    assert jumps.back(spot("c"), 9) == spot("a")
    assert jumps.back(spot("a")) is None
    assert jumps.ahead(spot("a"), 2) == spot("c")
    assert jumps.back(spot("c")) == spot("b")
    jumps.note(spot("d"))
    assert jumps.ahead(spot("x")) is None
    assert jumps.last(spot("d")) == spot("a")


def test_a_spot_from_a_file_is_believed_only_where_it_makes_sense() -> None:
    here = Spot("Search", "owl", Sort.RELEVANCE, "search", "arxiv:2401.00001", 3, "Owls")
    assert read_spot(here.told()) == here
    wrong: object
    for wrong in (None, [], {}, here.told() | {"row": -1}, here.told() | {"row": True}, here.told() | {"kind": "x"}):
        assert read_spot(wrong) is None
    assert read_spot(here.told() | {"sort": "x"}) is None
    assert read_spot(here.told() | {"query": "x" * 3000}) is None
    hostile = read_spot(here.told() | {"name": "\x1b[2Ja\u202eb"})
    assert hostile is not None
    assert hostile.name.isprintable()


def where(reader: Reader) -> tuple[str, int]:
    return reader.main.view.name, reader.main.cursor


async def test_back_and_forward_through_views_searches_and_papers(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "j", "G", "2", "enter", "j", "slash", *"encoder", "enter")
        await reader.idle()
        await reader.press("j", "j", "j", "~")
        await reader.idle()
        found = reader.main.controls.searching.query.source
        assert found.startswith("similar:")
        await reader.press("ctrl+o")
        await reader.idle()
        assert (reader.main.controls.searching.query.source, reader.main.cursor) == ("encoder", 3)
        places = []
        for _ in range(4):
            await reader.press("backspace")
            places.append(where(reader))
        assert places == [
            ("All papers", 1),
            ("Daily Papers Aug 25", 52),
            ("Daily Papers Aug 25", 2),
            ("Daily Papers Aug 25", 2),
        ]
        assert "no place before" in reader.status
        await reader.press("3", "tab")
        await reader.idle()
        assert (reader.main.controls.searching.query.source, reader.main.cursor) == ("encoder", 3)
        await reader.press("ctrl+i")
        await reader.idle()
        assert reader.main.controls.searching.query.source == found
        await reader.press("tab")
        assert "no place to return to" in reader.status


async def test_tab_takes_an_offered_spelling_first_and_a_search_that_was_left_is_found_again(start: Start) -> None:
    async with start() as reader:
        await reader.press("slash", *"tokenizr", "enter")
        await reader.idle()
        await reader.press("tab")
        await reader.idle()
        assert reader.main.controls.searching.query.source == "tokenizer"
        await reader.press("escape")
        assert not reader.main.controls.searching.active
        await reader.press("ctrl+o")
        await reader.idle()
        assert reader.main.controls.searching.query.source == "tokenizer"


async def test_a_letter_leads_to_its_paper_also_after_a_restart_and_two_quotes_lead_back(start: Start) -> None:
    async with start() as reader:
        await reader.press("j", "j", "j", "m")
        assert "which letter?" in reader.status
        await reader.press("a")
        assert "'a comes back here." in reader.status
        await reader.press("slash", *"encoder", "enter")
        await reader.idle()
        await reader.press("j", "m", "b")
    async with start() as reader:
        await reader.idle()
        await reader.press("escape", "4", "enter", "'", "a")
        assert where(reader) == ("Daily Papers Aug 25", 3)
        await reader.press("'", "b")
        await reader.idle()
        assert (reader.main.controls.searching.query.source, reader.main.cursor) == ("encoder", 1)
        await reader.press("'", "'")
        assert where(reader) == ("Daily Papers Aug 25", 3)
        await reader.press("'", "'")
        await reader.idle()
        assert reader.main.controls.searching.active
        await reader.press("'", "z")
        assert "No place is called z" in reader.status
        await reader.press("'", "enter")
        assert "a  RedPajama" in frame(reader.app)
        assert "b  " in frame(reader.app)
        await reader.press("delete", "enter")
        await reader.idle()
        assert reader.main.controls.searching.query.source == "encoder"
        await reader.press("'", "a")
        assert "No place is called a" in reader.status


async def test_a_place_whose_paper_has_left_the_list_is_told(start: Start) -> None:
    async with start() as reader:
        await reader.press("b", "4", "enter", "m", "x", "2", "enter", "b", "'", "x")
        assert where(reader)[0] == "Bookmarks"
        assert "not in the list any more" in reader.status
