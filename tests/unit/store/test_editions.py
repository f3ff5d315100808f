from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from reader.model import Edition, Entry, Origin, Sort
from reader.paths import SEEDS
from reader.query import InEdition
from reader.store import EditionCount, ImportAct, PutCounts, Store
from tests.unit.store.make import LATER, NOW, change, entry, settled
from tests.unit.store.shape import shape


def page(day: str, *titles: str, file: str = "page.txt") -> list[Entry]:
    """Make the entries of one page, ranked as given."""
    return [
        entry(title=title, edition=day, rank=rank, file=file, line=rank * 4) for rank, title in enumerate(titles, 1)
    ]


def days(store: Store) -> list[str]:
    return [count.edition.day for count in store.editions()]


def test_a_paper_knows_its_editions_oldest_first(store: Store) -> None:
    for day in ("--03-24", "2025-08-25", "2024-12-31"):
        store.put(page(day, "One", file=day), NOW)
    paper = store.paper(1)
    assert paper is not None
    assert [a.edition.day for a in paper.appearances] == ["2024-12-31", "--03-24", "2025-08-25"]


def test_an_edition_of_which_nothing_tells_the_year_is_the_last_such_day_before_it_came_in(store: Store) -> None:
    for day in ("--01-05", "--01-04", "2026-01-05", "2026-01-03", "--12-31", "2025-12-31", "2026-02-01"):
        store.put(page(day, f"On {day}", file=day), "2026-01-04T12:00:00")
    assert days(store) == ["--01-05", "--12-31", "2025-12-31", "2026-01-03", "--01-04", "2026-01-05", "2026-02-01"]


def test_the_pages_that_come_with_octavo_stand_before_all_others(store: Store) -> None:
    store.put(page("--08-25", "One", "More", file=f"{SEEDS}/a.txt"), NOW)
    store.put(page("--03-24", "Two", file=f"{SEEDS}/b.txt"), NOW)
    assert days(store) == ["--03-24", "--08-25"]
    store.put(page("2019-01-01", "Three", file="old.txt"), NOW)
    assert days(store) == ["--03-24", "--08-25", "2019-01-01"]
    store.put(page("2019-01-02", "More", file="older.txt"), NOW)
    assert days(store) == ["--03-24", "--08-25", "2019-01-01", "2019-01-02"]
    store.put(page("--08-25", "One", "More", file="own.txt"), NOW)
    assert days(store) == ["--03-24", "2019-01-01", "2019-01-02", "--08-25"]


def test_editions_tell_how_many_papers_wait(store: Store) -> None:
    pages = page("2025-08-25", "One", "Two", "Three")
    store.put(pages, NOW)
    store.fold("j", 1, [change(pages[1].keys[0], "read", True, "1")], [])
    assert store.editions() == [EditionCount(Edition("daily", "2025-08-25"), papers=3, unread=2)]
    store.fold("j", 2, [change(pages[1].keys[0], "read", False, "2")], [])
    assert store.editions()[0].unread == 3


def test_a_page_again_makes_no_edition(store: Store) -> None:
    assert store.put(page("2025-08-25", "One"), NOW) == PutCounts(added=1, editions=1)
    assert store.put(page("2025-08-25", "One", file="copy.txt"), NOW) == PutCounts(unchanged=1)
    assert store.editions()[0].papers == 1


def test_an_appearance_of_a_known_paper_is_an_update_without_work_for_the_index(store: Store) -> None:
    store.put(page("2025-08-25", "One"), NOW)
    settled(store)
    assert store.put(page("2025-08-26", "One", file="next.txt"), NOW) == PutCounts(updated=1, editions=1)
    assert store.changes_pending() == 0


def test_a_page_that_was_ranked_anew_has_the_newer_ranks(store: Store) -> None:
    store.put(page("2025-08-25", "One", "Two"), NOW)
    assert store.put(page("2025-08-25", "Two", "One"), LATER) == PutCounts(updated=2)
    assert [row.rank for row in store.rows([1, 2], "daily:2025-08-25")] == [2, 1]
    assert store.ids([InEdition("2025-08-25")], Sort.RANK).tolist() == [2, 1]


def test_a_paper_twice_on_a_page_has_the_better_rank(store: Store) -> None:
    pages = page("2025-08-25", "One", "Two", "One")
    store.put(pages, NOW)
    assert [row.rank for row in store.rows([1, 2], "daily:2025-08-25")] == [1, 2]
    assert store.put(pages, LATER) == PutCounts(unchanged=3)


def test_a_paper_twice_on_a_page_has_the_better_rank_even_across_batches(store: Store) -> None:
    pages = page("2025-08-25", "One", "Two", "One")
    for when in (NOW, LATER):
        for told in pages:
            store.put([told], when)
        assert [row.rank for row in store.rows([1, 2], "daily:2025-08-25")] == [1, 2]


def test_a_rank_is_told_only_for_the_edition_asked_for(store: Store) -> None:
    store.put(page("2025-08-25", "One"), NOW)
    assert store.rows([1])[0].rank == 0
    assert store.rows([1], "daily:2025-08-26")[0].rank == 0
    assert store.rows([1], "nonsense")[0].rank == 0


def test_the_same_page_with_a_year_gives_its_edition_the_year(store: Store) -> None:
    store.put(page("--08-25", "One", "Two"), NOW)
    assert store.put(page("2025-08-25", "One", "Two"), LATER) == PutCounts(updated=2)
    assert store.editions() == [EditionCount(Edition("daily", "2025-08-25"), 2, 2)]
    assert store.check() == []


def test_the_same_page_once_more_without_a_year_is_still_that_edition(store: Store) -> None:
    store.put(page("--08-25", "One", "Two"), NOW)
    store.put(page("2025-08-25", "One", "Two"), LATER)
    again = page("--08-25", "One", "Two", file="elsewhere.txt")
    assert store.put(again, LATER) == PutCounts(unchanged=2)
    assert days(store) == ["2025-08-25"]


def test_another_page_of_that_day_without_a_year_is_an_edition_of_its_own(store: Store) -> None:
    store.put(page("2025-08-25", "One", "Two"), NOW)
    store.put(page("--08-25", "Two", "Three", file="elsewhere.txt"), NOW)
    assert days(store) == ["--08-25", "2025-08-25"]
    assert [count.papers for count in store.editions()] == [2, 2]


def test_a_page_that_comes_in_several_batches_gets_its_year_once_most_of_it_is_there(store: Store) -> None:
    store.put(page("--08-25", "One", "Two", "Three"), NOW)
    dated = page("2025-08-25", "One", "Two", "Three")
    store.put(dated[:1], LATER)
    assert days(store) == ["--08-25", "2025-08-25"]
    store.put(dated[1:], LATER)
    assert store.editions() == [EditionCount(Edition("daily", "2025-08-25"), 3, 3)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_page_and_the_edition_that_most_of_it_is_in_become_one_whatever_came_first(
    store: Store, order: tuple[int, ...]
) -> None:
    batches = [
        page("--08-25", "One", "Two", "Three", "Four", file="page"),
        page("2025-08-25", "Two", "One", "Three", "Five", file="api"),
        page("2024-08-25", "Four", "Six", file="other"),
    ]
    for index in order:
        store.put(batches[index], NOW)
    assert [(count.edition.day, count.papers) for count in store.editions()] == [("2024-08-25", 2), ("2025-08-25", 5)]
    found = {paper.title: paper for paper in store.papers(range(1, 7))}
    # What is told with a year counts; what only the page tells keeps its place.
    ranks = {"Two": [1], "One": [2], "Three": [3], "Four": [1, 4], "Five": [4], "Six": [2]}
    assert {title: [place.rank for place in paper.appearances] for title, paper in found.items()} == ranks
    assert store.check() == []


def test_the_half_of_a_page_or_another_day_or_source_makes_no_edition_one(store: Store) -> None:
    store.put(page("--08-25", "One", "Two"), NOW)
    store.put(page("2024-08-25", "One", file="c"), NOW)
    store.put(page("2025-08-26", "One", "Two", file="d"), NOW)
    others = page("2025-08-25", "One", "Two", file="e")
    store.put(
        [
            replace(e, appearance=e.appearance._replace(edition=Edition("rival", "2025-08-25")))
            for e in others
            if e.appearance
        ],
        NOW,
    )
    assert days(store) == ["2024-08-25", "--08-25", "2025-08-25", "2025-08-26"]


@pytest.mark.parametrize("evidence_first", [True, False])
def test_the_days_on_which_its_papers_came_out_tell_the_year_of_a_page(store: Store, *, evidence_first: bool) -> None:
    titles = ("One", "Two", "Three", "Four", "Five")
    told = [
        entry("arxiv:2412.00001", title="One", file="arxiv", line=1),
        entry("doi:10.1/b", title="Two", date="2024-12-30", file="arxiv", line=2),
        entry("doi:10.1/c", title="Three", date="2025-01", file="arxiv", line=3),
        entry("doi:10.1/d", title="Four", date="2021-05-05", file="arxiv", line=4),
    ]
    batches = [told, page("--01-02", *titles)]
    for batch in batches if evidence_first else batches[::-1]:
        store.put(batch, NOW)
    assert store.editions() == [EditionCount(Edition("daily", "2025-01-02"), 5, 5)]
    store.put(page("--01-02", *titles, file="copy"), LATER)
    assert days(store) == ["2025-01-02"]
    assert store.check() == []


def test_papers_of_many_years_tell_no_year(store: Store) -> None:
    dates = ("2025-08-01", "2024-08-02", "2025-08-03", "2023-01-01", "2022-01-01")
    store.put([entry(f"doi:10.1/{day}", title=f"Of {day}", date=day) for day in dates], NOW)
    store.put(page("--08-25", *(f"Of {day}" for day in dates), file="page"), NOW)
    assert days(store) == ["--08-25"]


def test_an_edition_that_became_one_with_a_page_is_two_again_without_it(store: Store) -> None:
    store.put(page("--08-25", "One", "Two", "Three"), NOW, ImportAct("1", "page"))
    before = shape(store)
    store.put(page("2025-08-25", "Three", "Two", "Four", file="api"), LATER, ImportAct("2", "api"))
    after = shape(store)
    assert [(count.edition.day, count.papers) for count in store.editions()] == [("2025-08-25", 4)]
    store.turn_import(2, "3", undone=True)
    assert shape(store) | {"highest": 3} == before
    store.turn_import(2, "4", undone=False)
    assert shape(store) == after
    store.turn_import(1, "5", undone=True)
    assert [(count.edition.day, count.papers) for count in store.editions()] == [("2025-08-25", 3)]
    assert store.check() == []


def test_removed_papers_come_back_into_the_edition_that_theirs_has_become(store: Store) -> None:
    pages = page("--08-25", "One", "Two", "Three")
    store.put(pages, NOW)
    store.fold("j", 1, [change(pages[2].keys[0], "removed", True, "1")], [])
    store.put(page("2025-08-25", "One", "Two", file="api"), LATER)
    store.fold("j", 2, [change(pages[2].keys[0], "removed", False, "2")], [])
    assert store.editions() == [EditionCount(Edition("daily", "2025-08-25"), 3, 3)]
    assert store.check() == []


def test_the_key_of_an_edition_names_no_other_while_there_is_one_of_that_key(store: Store) -> None:
    store.put(page("--08-25", "One"), NOW)
    store.put(page("2025-08-25", "Two", file="b"), NOW)
    assert store.count([InEdition("daily:--08-25")]) == 1
    assert store.count([InEdition("aug25")]) == 2
    store.put(page("2025-08-25", "One", file="c"), NOW)
    assert store.count([InEdition("daily:--08-25")]) == 2


def test_a_filter_by_edition_sees_an_edition_that_came_later(store: Store) -> None:
    assert store.count([InEdition("Aug 25")]) == 0
    store.put(page("--08-25", "One"), NOW)
    assert store.count([InEdition("Aug 25")]) == 1
    store.put(page("2025-08-25", "One"), NOW)
    assert store.count([InEdition("2025")]) == 1


def test_an_edition_keeps_where_its_papers_were_read(store: Store) -> None:
    store.put(page("2025-08-25", "One", "Two"), NOW)
    assert store.origins(2)[0].origin == Origin("jsonl", "page.txt", 8)
