from __future__ import annotations

from dataclasses import replace

from reader.model import Edition, Entry, Origin, Sort
from reader.query import InEdition
from reader.store import EditionCount, PutCounts, Store
from tests.unit.store.make import LATER, NOW, change, entry, settled


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
    assert [a.edition.day for a in paper.appearances] == ["2024-12-31", "2025-08-25", "--03-24"]


def test_editions_without_a_year_come_after_all_others(store: Store) -> None:
    for day in ("--08-25", "2026-09-01", "--03-24", "2025-01-01"):
        store.put(page(day, f"On {day}", file=day), NOW)
    assert days(store) == ["2025-01-01", "2026-09-01", "--03-24", "--08-25"]


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
    assert days(store) == ["2025-08-25", "--08-25"]
    assert [count.papers for count in store.editions()] == [2, 2]


def test_a_page_that_comes_in_several_batches_gets_its_year_with_the_last(store: Store) -> None:
    store.put(page("--08-25", "One", "Two", "Three"), NOW)
    dated = page("2025-08-25", "One", "Two", "Three")
    store.put(dated[:2], LATER)
    assert days(store) == ["2025-08-25", "--08-25"]
    store.put(dated[2:], LATER)
    assert store.editions() == [EditionCount(Edition("daily", "2025-08-25"), 3, 3)]


def test_other_ranks_papers_days_or_sources_are_another_edition(store: Store) -> None:
    store.put(page("--08-25", "One", "Two"), NOW)
    store.put(page("2023-08-25", "Two", "One", file="b"), NOW)
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
    assert len(days(store)) == 5
    assert "--08-25" in days(store)


def test_a_filter_by_edition_sees_an_edition_that_came_later(store: Store) -> None:
    assert store.count([InEdition("Aug 25")]) == 0
    store.put(page("--08-25", "One"), NOW)
    assert store.count([InEdition("Aug 25")]) == 1
    store.put(page("2025-08-25", "One"), NOW)
    assert store.count([InEdition("2025")]) == 1


def test_an_edition_keeps_where_its_papers_were_read(store: Store) -> None:
    store.put(page("2025-08-25", "One", "Two"), NOW)
    assert store.origins(2)[0].origin == Origin("jsonl", "page.txt", 8)
