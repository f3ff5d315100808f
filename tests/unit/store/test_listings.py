"""Every list against a naive reading of the same library in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Edition, Entry, MarkChange, Paper, Sort
from reader.query.ast import (
    Compared,
    Dated,
    Day,
    Filter,
    FromSource,
    Has,
    InEdition,
    InVenue,
    Is,
    Measure,
    Name,
    Named,
    Node,
    Not,
    Noted,
    Or,
    State,
    Tagged,
    Thing,
    Word,
)
from reader.query.editions import names_edition
from reader.store import Store, Totals
from reader.store.editions import place_without_year
from reader.store.identity import title_order
from tests.thorough import thorough
from tests.unit.store.make import LATER, NOW, change, entry, library

DAYS = ("2024-12-31", "2025-08-25", "--08-25", "--03-24")
TITLES = ("alpha", "Alpha", "Älpha", "beta", "Gamma")
DATES = ("", "2025", "2025-08", "2025-08-25", "2024-01-01")

ADDED = {NOW: "2026-01-01", LATER: "2026-02-02"}

leaves: st.SearchStrategy[Filter] = st.one_of(
    st.builds(Tagged, st.sampled_from(["rag", "llm"])),
    st.builds(Is, st.sampled_from(State)),
    st.builds(Has, st.sampled_from([thing for thing in Thing if thing is not Thing.CODE])),
    st.builds(InEdition, st.sampled_from(["2025-08-25", "Aug 25", "aug", "daily", "nowhere"])),
    st.builds(FromSource, st.sampled_from(["jsonl", "daily", "nowhere"])),
    st.builds(InVenue, st.sampled_from(["acl", "STRASSE", "icml"])),
    st.builds(Named, st.just(Name.ID), st.sampled_from(["arxiv:1", "10.1/", "p19", "P19-1", "ACL:p", "arx"])),
    st.builds(Named, st.just(Name.DOI), st.sampled_from(["10.1/", "doi:10.1/2", "P19", "1"])),
    st.builds(Noted, st.sampled_from(["strong baselines", "base", "fine-tuning", "the", "ne"]), st.booleans()),
    st.builds(
        Compared, st.sampled_from(Measure), st.sampled_from(["<", "<=", "=", ">=", ">"]), st.sampled_from([0, 1, 3, 9])
    ),
    st.builds(
        Dated, st.just(Day.DATE), st.sampled_from(["", "2025-08-25", "2025-09-01"]), st.sampled_from(["", "2025-08-24"])
    ),
    st.builds(Dated, st.just(Day.ADDED), st.sampled_from(["", "2026-01-15"]), st.sampled_from(["", "2026-01-31"])),
)
filters: st.SearchStrategy[list[Node]] = st.lists(leaves | leaves.map(Not), max_size=3)

NOTES = ("", "A strong baseline.", "Strong baselines, fine tuning", "Nothing new")


@st.composite
def papers(draw: st.DrawFn) -> tuple[list[Entry], list[MarkChange]]:
    """Draw the entries of up to eight papers, some in editions, and marks on them."""
    entries: list[Entry] = []
    marks: list[MarkChange] = []
    for index in range(draw(st.integers(0, 8))):
        key, title = f"arxiv:{index}", draw(st.sampled_from(TITLES))
        others = draw(st.sampled_from([(), (f"doi:10.1/{index}",), (f"acl:P19-{index}",)]))
        date = draw(st.sampled_from(DATES))
        up, venue = draw(st.sampled_from([0, 0, 3, 9])), draw(st.sampled_from(["", "ACL 2025", "Straße"]))
        days = draw(st.lists(st.sampled_from(DAYS), max_size=2, unique=True))
        for day in days or [""]:
            rank = draw(st.integers(1, 3))
            entries.append(
                entry(
                    key,
                    *others,
                    title=title,
                    date=date,
                    edition=day,
                    rank=rank,
                    file=day or "plain",
                    line=index + 1,
                    up=up,
                    venue=venue,
                )
            )
        fields = draw(st.sets(st.sampled_from(["read", "bookmarked", "tag:rag", "tag:llm"])))
        marks += [change(key, field, True, "1") for field in fields]
        marks.append(change(key, "rating", draw(st.sampled_from([0, 0, 1, 3])), "1"))
        marks.append(change(key, "note", draw(st.sampled_from(NOTES)), "1"))
    return entries, marks


def oracle(found: Sequence[Paper], wanted: Sequence[Node], sort: Sort, added: str) -> list[int]:
    fitting = [paper for paper in found if all(_passes(paper, clause, added) for clause in wanted)]
    by_date = sorted(fitting, key=lambda paper: paper.id)
    by_date.sort(key=lambda paper: paper.date, reverse=True)
    orders: dict[Sort, Callable[[Paper], object]] = {
        Sort.TITLE: lambda paper: (title_order(paper.title), paper.id),
        Sort.ADDED: lambda paper: -paper.id,
        Sort.RATING: lambda paper: -paper.marks.rating,
        Sort.UP: lambda paper: -paper.up,
        Sort.TRENDING: lambda paper: -_trend(paper),
    }
    if sort in orders:
        return [paper.id for paper in sorted(by_date, key=orders[sort])]  # type: ignore[arg-type]  # each order is comparable with itself
    if sort is not Sort.RANK:
        return [paper.id for paper in by_date]
    asked = [clause for clause in wanted if isinstance(clause, InEdition)]
    listed = []
    for paper in fitting:
        places = [
            (_place(a.edition, added), -a.rank)
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


def _place(edition: Edition, added: str) -> str:
    """Give what an edition is ordered by; nothing in these libraries came in on another day."""
    if edition.day.startswith("--"):
        return place_without_year(edition.day[2:], edition.source, added)
    return f"{edition.day} {edition.source}"


def _trend(paper: Paper) -> float:
    """Give the day of a paper and two for each doubling of its votes, which is drawn straight between powers of two."""
    if not paper.up:
        return -1.0
    try:
        day = date.fromisoformat((paper.date + "-01-01")[:10]).toordinal() if paper.date else 0
    except ValueError:
        day = 0
    power = paper.up.bit_length() - 1
    return day + 2 * (power + (paper.up - (1 << power)) / (1 << power))


def _passes(paper: Paper, clause: Node, added: str) -> bool:
    if isinstance(clause, Not):
        return not _passes(paper, clause.part, added)
    match clause:
        case Tagged(name):
            return name in paper.marks.tags
        case InEdition(text):
            return any(names_edition(text, a.edition) for a in paper.appearances)
        case Is(State.BOOKMARKED):
            return paper.marks.bookmarked
        case Is(State.CHANGED):
            return bool(paper.changed)
        case Is(State.RATED):
            return paper.marks.rating > 0
        case Is(State.NOTED) | Has(Thing.NOTE):
            return bool(paper.marks.note)
        case Is(state):
            return paper.marks.read is (state is State.READ)
        case Has(Thing.TAG):
            return bool(paper.marks.tags)
        case Has(Thing.REPOSITORY):
            return bool(paper.details.code)
        case Has(Thing.DOI):
            return any(key.startswith("doi:") for key in _keys(paper))
        case FromSource(name):
            return name == "jsonl" or any(a.edition.source == name for a in paper.appearances)
        case InVenue(text):
            return text.casefold() in paper.venue.casefold()
        case Named(Name.DOI, text):
            return any(key.startswith(f"doi:{text.removeprefix('doi:')}") for key in _keys(paper))
        case Named(Name.ID, text):
            keys = [key.lower() for key in _keys(paper)]
            return any(key.startswith(text.lower()) or key.partition(":")[2].startswith(text.lower()) for key in keys)
        case Noted(text, prefix):
            return _notes(paper.marks.note, text, prefix)
        case Compared(measure, sign, number):
            its = paper.marks.rating if measure is Measure.RATING else paper.up
            rated = [value for value in range(1, 6) if _compares(value, sign, number)]
            if measure is Measure.RATING and its == 0 and rated:
                return False
            return _compares(its, sign, number)
        case Dated(day, first, last):
            its_day = paper.date if day is Day.DATE else added
            ends = its_day + "-12-31"[len(its_day) - 4 :] if its_day else ""
            return bool(its_day) and (not first or first <= ends) and (not last or its_day <= last)
    raise AssertionError(clause)


def _keys(paper: Paper) -> list[str]:
    """Give the keys as `papers` draws them: the number is that of the arXiv id."""
    number = paper.key.removeprefix("arxiv:")
    return [paper.key, *KEYS.get(number, ())]


def _compares(value: int, sign: str, number: int) -> bool:
    return bool(eval(f"{value} {'==' if sign == '=' else sign} {number}"))


def _notes(note: str, text: str, prefix: bool) -> bool:
    fitting = {
        ("strong baselines", False): NOTES[1:3],
        ("strong baselines", True): NOTES[2:3],
        ("base", False): (),
        ("base", True): NOTES[1:3],
        ("fine-tuning", False): NOTES[2:3],
        ("fine-tuning", True): (),
        ("the", False): NOTES[1:],
        ("the", True): (),
        ("ne", False): (),
        ("ne", True): NOTES[3:],
    }
    return note in fitting[text, prefix]


KEYS: dict[str, tuple[str, ...]] = {}


@thorough(30, 60)
@given(
    papers(),
    st.lists(filters, min_size=1, max_size=4),
    st.integers(0, 4),
    st.integers(-1, 4),
    st.sampled_from([NOW, LATER]),
)
def test_every_list_is_what_the_oracle_says(
    told: tuple[list[Entry], list[MarkChange]], asked: list[list[Node]], offset: int, limit: int, at: str
) -> None:
    entries, marks = told
    KEYS.clear()
    KEYS.update({one.keys[0].removeprefix("arxiv:"): one.keys[1:-1] for one in entries})
    with library() as store:
        store.put(entries, at)
        store.fold("j", 1, marks, [])
        found = store.papers(range(1, len(entries) + 1))
        assert store.totals() == Totals(
            len(found), sum(not p.marks.read for p in found), sum(p.marks.bookmarked for p in found)
        )
        for wanted, sort in product([*asked, []], Sort):
            expected = oracle(found, wanted, sort, ADDED[at])
            assert store.ids(wanted, sort).tolist() == expected
            part = store.ids(wanted, sort, offset=offset, limit=limit).tolist()
            assert part == expected[offset : None if limit < 0 else offset + limit]
            assert store.count(wanted) == len(expected)
        for leaf in (node for wanted in asked for node in wanted if isinstance(node, Filter)):
            assert store.matching(leaf).tolist() == sorted(oracle(found, [leaf], Sort.DATE, ADDED[at]))
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
    assert store.ids([Not(InEdition(text))], Sort.DATE).tolist() == [1]
    for leaf in (FromSource(text), InVenue(text), Noted(text), Named(Name.ID, text), Dated(Day.DATE, text, text)):
        assert store.count([leaf]) + store.count([Not(leaf)]) == 1


@pytest.mark.parametrize("node", [Has(Thing.CODE), Word("x"), Not(Word("x")), Or((Is(State.READ), Tagged("a")))])
def test_what_is_no_filter_of_the_library_is_refused(store: Store, node: Node) -> None:
    with pytest.raises(ValueError, match=r"Has|Word|Or"):
        store.ids([node], Sort.DATE)


def test_tags_are_counted_by_name_and_leave_with_their_last_paper(store: Store) -> None:
    store.put([entry("arxiv:1"), entry("arxiv:2", line=2)], NOW)
    store.fold("j", 1, [change(f"arxiv:{i}", "tag:rag", True, "1") for i in (1, 2)], [])
    store.fold("j", 2, [change("arxiv:1", "read", True, "2"), change("arxiv:1", "tag:a", True, "2")], [])
    assert [(t.name, t.papers, t.unread) for t in store.tags()] == [("a", 1, 0), ("rag", 2, 1)]
    store.fold("j", 3, [change("arxiv:1", "tag:a", False, "3")], [])
    assert [t.name for t in store.tags()] == ["rag"]
