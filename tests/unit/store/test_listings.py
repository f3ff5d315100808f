"""Every list against a naive reading of the same library in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Entry, MarkChange, Paper, Sort
from reader.query import Filter, InEdition, Is, State, Tagged
from reader.query.match import names_edition
from reader.store import Store, Totals
from reader.store.editions import place
from reader.store.identity import title_order
from tests.unit.store.make import NOW, change, entry, library

DAYS = ("2024-12-31", "2025-08-25", "--08-25", "--03-24")
TITLES = ("alpha", "Alpha", "Älpha", "beta", "Gamma")
DATES = ("", "2025", "2025-08", "2025-08-25", "2024-01-01")

filters: st.SearchStrategy[list[Filter]] = st.lists(
    st.one_of(
        st.builds(Tagged, st.sampled_from(["rag", "llm"]), st.booleans()),
        st.builds(Is, st.sampled_from(State), st.booleans()),
        st.builds(InEdition, st.sampled_from(["2025-08-25", "Aug 25", "aug", "daily", "nowhere"]), st.booleans()),
    ),
    max_size=3,
)


@st.composite
def papers(draw: st.DrawFn) -> tuple[list[Entry], list[MarkChange]]:
    """Draw the entries of up to eight papers, some in editions, and marks on them."""
    entries: list[Entry] = []
    marks: list[MarkChange] = []
    for index in range(draw(st.integers(0, 8))):
        key, title = f"arxiv:{index}", draw(st.sampled_from(TITLES))
        date = draw(st.sampled_from(DATES))
        days = draw(st.lists(st.sampled_from(DAYS), max_size=2, unique=True))
        for day in days or [""]:
            rank = draw(st.integers(1, 3))
            entries.append(
                entry(key, title=title, date=date, edition=day, rank=rank, file=day or "plain", line=index + 1)
            )
        fields = draw(st.sets(st.sampled_from(["read", "bookmarked", "tag:rag", "tag:llm"])))
        marks += [change(key, field, True, "1") for field in fields]
    return entries, marks


def oracle(found: Sequence[Paper], wanted: Sequence[Filter], sort: Sort) -> list[int]:
    fitting = [paper for paper in found if all(_fits(paper, clause) for clause in wanted)]
    by_date = sorted(fitting, key=lambda paper: paper.id)
    by_date.sort(key=lambda paper: paper.date, reverse=True)
    orders: dict[Sort, Callable[[Paper], object]] = {
        Sort.TITLE: lambda paper: (title_order(paper.title), paper.id),
        Sort.ADDED: lambda paper: -paper.id,
    }
    if sort in orders:
        return [paper.id for paper in sorted(fitting, key=orders[sort])]  # type: ignore[arg-type]  # each order is comparable with itself
    if sort is not Sort.RANK:
        return [paper.id for paper in by_date]
    asked = [clause for clause in wanted if isinstance(clause, InEdition) and not clause.negated]
    listed = []
    for paper in fitting:
        places = [
            (place(a.edition), -a.rank)
            for a in paper.appearances
            if len(asked) != 1 or names_edition(asked[0].text, a.edition)
        ]
        if places:
            edition, rank = max(places)
            listed.append((edition, -rank, paper.id))
    listed.sort(key=lambda row: row[1:])
    listed.sort(key=lambda row: row[0], reverse=True)
    ranked = [row[-1] for row in listed]
    return ranked + [paper.id for paper in by_date if paper.id not in ranked]


def _fits(paper: Paper, clause: Filter) -> bool:
    match clause:
        case Tagged(name):
            holds = name in paper.marks.tags
        case InEdition(text):
            holds = any(names_edition(text, a.edition) for a in paper.appearances)
        case Is(State.BOOKMARKED):
            holds = paper.marks.bookmarked
        case Is(state):
            holds = paper.marks.read is (state is State.READ)
    return holds is not clause.negated


@settings(max_examples=60)
@given(papers(), st.lists(filters, min_size=1, max_size=4), st.integers(0, 4), st.integers(-1, 4))
def test_every_list_is_what_the_oracle_says(
    told: tuple[list[Entry], list[MarkChange]], asked: list[list[Filter]], offset: int, limit: int
) -> None:
    entries, marks = told
    with library() as store:
        store.put(entries, NOW)
        store.fold("j", 1, marks, [])
        found = store.papers(range(1, len(entries) + 1))
        assert store.totals() == Totals(
            len(found), sum(not p.marks.read for p in found), sum(p.marks.bookmarked for p in found)
        )
        for wanted, sort in product([*asked, []], Sort):
            expected = oracle(found, wanted, sort)
            assert store.ids(wanted, sort).tolist() == expected
            part = store.ids(wanted, sort, offset=offset, limit=limit).tolist()
            assert part == expected[offset : None if limit < 0 else offset + limit]
            assert store.count(wanted) == len(expected)
        assert store.check() == []


def test_long_lists_read_as_one_text_are_as_short_ones(store: Store) -> None:
    store.put([entry(f"arxiv:{i}", date=f"20{i % 30:02}", line=i) for i in range(60)], NOW)
    for sort in Sort:
        assert store.ids([], sort) == store.ids([], sort, limit=100)
        assert store.ids([], sort).typecode == "q"


def test_a_position_is_that_in_the_list(store: Store) -> None:
    store.put([entry(f"arxiv:{i}", date=f"202{i}", line=i) for i in range(1, 4)], NOW)
    assert store.position(1, [], Sort.DATE) == 2
    assert store.position(9, [], Sort.DATE) is None
    assert store.position(1, [Is(State.READ)], Sort.DATE) is None


def test_a_list_by_rank_within_a_month_takes_ranks_of_that_month_only(store: Store) -> None:
    store.put([entry("arxiv:1", edition="2025-08-25", rank=2), entry("arxiv:2", edition="2025-08-25", line=2)], NOW)
    store.put([entry("arxiv:1", edition="2025-09-01", rank=1, file="b")], NOW)
    assert store.ids([], Sort.RANK).tolist() == [1, 2]
    assert store.ids([InEdition("Aug 2025")], Sort.RANK).tolist() == [2, 1]


@pytest.mark.parametrize("text", ["\udcff", "%", "'; DROP TABLE papers; --", ""])
def test_no_text_of_a_filter_breaks_a_list(store: Store, text: str) -> None:
    store.put([entry("arxiv:1")], NOW)
    assert store.ids([Tagged(text)], Sort.DATE).tolist() == []
    assert store.ids([InEdition(text, negated=True)], Sort.DATE).tolist() == [1]


def test_tags_are_counted_by_name_and_leave_with_their_last_paper(store: Store) -> None:
    store.put([entry("arxiv:1"), entry("arxiv:2", line=2)], NOW)
    store.fold("j", 1, [change(f"arxiv:{i}", "tag:rag", True, "1") for i in (1, 2)], [])
    store.fold("j", 2, [change("arxiv:1", "read", True, "2"), change("arxiv:1", "tag:a", True, "2")], [])
    assert [(t.name, t.papers, t.unread) for t in store.tags()] == [("a", 1, 0), ("rag", 2, 1)]
    store.fold("j", 3, [change("arxiv:1", "tag:a", False, "3")], [])
    assert [t.name for t in store.tags()] == ["rag"]
