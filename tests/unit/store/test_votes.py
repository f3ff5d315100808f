"""Votes: the order by votes and age, what was told of them day by day, and what merging and taking back make of it."""

from __future__ import annotations

import math
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from reader.model import Details, Entry, Paper, Sort, VotesThen
from reader.query.parse import parse
from reader.store import ImportAct, Store
from reader.store.trending import SCORE
from tests.unit.store.make import entry, number

DAYS = ("2026-11-01", "2026-11-09", "2026-11-23", "2026-11-27", "2026-11-30")


def voted(up: int, comments: int = 0, key: str = "arxiv:2611.00001", **more: str) -> Entry:
    return replace(entry(key, up=up, **more), details=Details(comments=comments))  # type: ignore[arg-type]  # texts only


def told(store: Store, day: str, *entries: Entry, act: ImportAct | None = None) -> None:
    store.put(list(entries), f"{day}T08:00:00Z", act)


def paper(store: Store, key: str = "arxiv:2611.00001") -> Paper:
    found = store.paper(number(store, key))
    assert found is not None
    return found


def trending(store: Store) -> list[str]:
    return [one.key.removeprefix("arxiv:2611.0000") for one in store.papers(store.ids((), Sort.TRENDING))]


def test_a_doubling_of_votes_is_worth_two_days(store: Store) -> None:
    told(
        store,
        DAYS[0],
        voted(20, key="arxiv:2611.00001", date="2026-11-20"),
        voted(41, key="arxiv:2611.00002", date="2026-11-18"),
        voted(39, key="arxiv:2611.00003", date="2026-11-18"),
        voted(1, key="arxiv:2611.00004", date="2026-11-30"),
        voted(0, key="arxiv:2611.00005", date="2026-11-30"),
        voted(9_000, key="arxiv:2611.00006"),
        voted(900, key="arxiv:2611.00007", date="2025"),
    )
    assert trending(store) == ["4", "2", "1", "3", "7", "6", "5"]
    order = parse("sort:trending").sort
    assert order is Sort.TRENDING


def test_the_order_is_total_and_an_index_has_it(store: Store, path: Path) -> None:
    dice = random.Random(7)
    days = ("", "2025", "2025-03", "2025-13", "2025-02-31", "2026-11-29", "2026-11-30")
    told(
        store,
        DAYS[0],
        *(
            voted(dice.choice((0, 1, 3, 3, 200)), key=f"arxiv:2611.{n:05}", date=dice.choice(days))
            for n in range(1, 200)
        ),
    )
    whole = store.ids((), Sort.TRENDING)
    assert sorted(whole) == list(range(1, 200))
    pages = [number for offset in range(0, 199, 17) for number in store.ids((), Sort.TRENDING, offset=offset, limit=17)]
    assert pages == list(whole)
    with sqlite3.connect(path) as raw:
        plan = raw.execute(
            f"EXPLAIN QUERY PLAN SELECT p.id FROM papers AS p WHERE p.up > 0 ORDER BY {SCORE} DESC, p.date DESC, p.id"
        ).fetchall()
    raw.close()
    assert "papers_by_trend" in str(plan)
    assert "TEMP B-TREE" not in str(plan)


@pytest.mark.parametrize("up", [1, 2, 3, 7, 100, 1_000, 999_999, 1 << 24, 1 << 40])
def test_the_score_is_near_the_logarithm_and_grows(up: int) -> None:
    connection = sqlite3.connect(":memory:")
    query = f"SELECT {SCORE} - julianday('2026-11-30') FROM (SELECT ? AS up, '2026-11-30' AS date)"
    score, more = (connection.execute(query, (votes,)).fetchone()[0] for votes in (up, up + 1))
    connection.close()
    assert score == pytest.approx(2 * math.log2(min(up, 1 << 24)), abs=0.18)
    assert more >= score


def test_growth_is_told_over_a_week_or_since_the_first_day(store: Store) -> None:
    told(store, DAYS[2], voted(106, 2))
    assert paper(store).votes_before is None
    told(store, DAYS[3], voted(106, 2, title="Another Title"))
    assert paper(store).votes_before is None, "nothing was told anew"
    told(store, DAYS[3], voted(110, 2))
    assert paper(store).votes_before == VotesThen(DAYS[2], 106, 2)
    told(store, DAYS[4], voted(120, 5))
    assert paper(store).votes_before == VotesThen(DAYS[2], 106, 2)
    assert [words.split(" since")[0] for words in paper(store).voted()] == ["120 votes (+14", "5 comments (+3)"]
    told(store, "2026-12-05", voted(121, 5))
    assert paper(store).votes_before == VotesThen(DAYS[3], 110, 2)


def test_an_older_page_takes_no_votes_away(store: Store) -> None:
    told(store, DAYS[3], voted(120))
    told(store, DAYS[4], voted(80, file="old.json"))
    assert (paper(store).up, paper(store).votes_before) == (120, None)


def test_of_two_records_that_become_one_the_days_are_joined(store: Store) -> None:
    told(store, DAYS[0], voted(10, key="arxiv:2611.00001", title="One"))
    told(store, DAYS[1], voted(30, key="doi:10.1000/x", title="Other"))
    both = replace(voted(40, title="One"), keys=("arxiv:2611.00001", "doi:10.1000/x", "title:one"))
    told(store, DAYS[2], both)
    assert paper(store).votes_before == VotesThen(DAYS[1], 30, 0)


def test_an_import_that_is_taken_back_takes_its_votes_along(store: Store) -> None:
    told(store, DAYS[0], voted(10))
    told(store, DAYS[4], voted(50), act=ImportAct("0002", "page", by_hand=True))
    assert paper(store).votes_before == VotesThen(DAYS[0], 10, 0)
    (done, *_) = store.imports(1, 0)
    store.turn_import(done.number, "0003", undone=True)
    assert (paper(store).up, paper(store).votes_before) == (10, None)
    store.turn_import(done.number, "0004", undone=False)
    assert (paper(store).up, paper(store).votes_before) == (50, VotesThen(DAYS[0], 10, 0))
