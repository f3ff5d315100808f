"""JSON Lines: what is read, and what each kind of broken line costs."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Appearance, Details, Edition, Entry, Origin, Problem, clean_line
from reader.model.ids import entry_keys, title_key
from reader.model.titles import folded_key
from reader.sources import json_lines
from tests.unit.sources.lines import GOOD, faults, one, read, titles
from tests.unit.sources.pages import DATA


def test_a_file_of_papers_gives_each_with_all_its_fields() -> None:
    data = (DATA / "papers.jsonl").read_bytes()
    lantern, bread, sheep = read(data)
    assert lantern == Entry(
        keys=("arxiv:2508.00001", title_key("Lanterns in the Fog")),
        title="Lanterns in the Fog",
        origin=Origin("jsonl", "papers.jsonl", 1),
        abstract="Ships that sail at night see little.",
        authors=("Ada Example", "Björn Muster"),
        date="2025-08-01",
        url="https://arxiv.org/abs/2508.00001",
        categories=("cs.CV", "cs.RO"),
    )
    assert isinstance(bread, Entry)
    assert (bread.keys[0], bread.date, bread.authors, bread.origin.line) == ("doi:10.1000/bread.1", "2024", (), 2)
    assert isinstance(sheep, Entry)
    assert sheep.keys == (title_key("Counting Sheep with [MASK]"),)


@pytest.mark.parametrize(
    ("told", "up"),
    [({"upvotes": 12}, 12), ({"up": 3}, 3), ({"up": 3, "upvotes": 4}, 4), ({"upvotes": None, "up": 1}, 1), ({}, 0)],
)
def test_votes_have_two_names(told: dict[str, object], up: int) -> None:
    assert one(**told).up == up


def test_a_venue_is_one_clean_line() -> None:
    assert one(venue=" NeurIPS\n2025\x1b[0m ").venue == "NeurIPS 2025"
    assert one(venue=None).venue == one(venue="").venue == ""


@pytest.mark.parametrize(
    "told", [{"up": -1}, {"upvotes": "12"}, {"up": 1.5}, {"up": True}, {"venue": 7}, {"venue": ["ACL"]}]
)
def test_votes_and_venues_that_are_none_are_dropped(told: dict[str, object]) -> None:
    problem, paper = sorted(read(json.dumps({"title": "Good", **told})), key=lambda item: isinstance(item, Entry))
    assert isinstance(problem, Problem)
    assert isinstance(paper, Entry)
    assert problem.field in told
    assert (paper.up, paper.venue) == (0, "")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("not JSON", ""),
        ('{"title": "Cut', ""),
        ('{"title": "A"} {"title": "B"}', ""),
        ('{"title": "A"},', ""),
        ('["title"]', ""),
        ('"title"', ""),
        ("17", ""),
        ("null", ""),
        ("[" * 100_000, ""),
        ("{}", "title"),
        ('{"title": ""}', "title"),
        ('{"title": null}', "title"),
        ('{"title": " \\u0000\\u200b "}', "title"),
        ('{"title": 17}', "title"),
        ('{"title": ["A"]}', "title"),
        ('{"title": "A", "abstract": 1.5}', "abstract"),
        ('{"title": "A", "abstract": {}}', "abstract"),
        ('{"title": "A", "authors": 7}', "authors"),
        ('{"title": "A", "authors": {}}', "authors"),
        ('{"title": "A", "authors": false}', "authors"),
        ('{"title": "A", "authors": ["B", 1]}', "authors"),
        ('{"title": "A", "authors": [null]}', "authors"),
        ('{"title": "A", "authors": [["B"]]}', "authors"),
        ('{"title": "A", "categories": [2]}', "categories"),
        ('{"title": "A", "id": ["2101.00001"]}', "id"),
        ('{"title": "A", "id": true}', "id"),
        ('{"title": "A", "key": {}}', "key"),
    ],
)
def test_a_broken_record_costs_its_line_and_names_the_field(line: str, field: str) -> None:
    items = read(f"{GOOD}\n{line}\n{GOOD}\n")
    assert titles(items) == ["Good", "Good"]
    assert faults(items) == [(2, field)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "yesterday"),
        ("date", "2025-02-30"),
        ("date", "2025-13"),
        ("date", "0000"),
        ("date", "25-08-2025"),
        ("date", 17),
        ("date", ["2025"]),
        ("url", "ftp://example.org/a"),
        ("url", "javascript:alert(1)"),
        ("url", "example.org"),
        ("url", "https://"),
        ("url", "https://example.org/a b"),
        ("url", "https://example.org/\x1b]8;;x"),
        ("url", "https://example.org/\u202egpj"),
        ("url", "https://example.org/" + "a" * 2000),
        ("url", 5),
        ("editions", [{"source": "Daily Papers", "day": "2025-08-25", "rank": 1}]),
        ("editions", [{"source": "daily-papers", "day": "2025-02-29", "rank": 1}]),
        ("editions", [{"source": "daily-papers", "day": "--08-25", "rank": 0}]),
        ("editions", [{"source": "daily-papers", "day": "--08-25", "rank": "1"}]),
        ("editions", [{"source": "daily-papers", "day": "--08-25", "rank": True}]),
        ("editions", [{"source": "daily-papers", "day": "--08-25"}]),
        ("editions", ["daily-papers:--08-25"]),
        ("editions", {"source": "daily-papers"}),
    ],
)
def test_a_field_that_makes_no_sense_is_dropped_and_the_paper_kept(field: str, value: object) -> None:
    problem, entry = read(json.dumps({"title": "Good", field: value}))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.field) == (1, field)
    assert isinstance(entry, Entry)
    assert (entry.date, entry.url, entry.appearance) == ("", "", None)


def test_every_field_at_fault_is_told() -> None:
    assert faults(read('{"title": "Good", "date": "?", "url": "?"}')) == [(1, "url"), (1, "date")]


@pytest.mark.parametrize(
    ("given_date", "date"),
    [
        ("2025-08-25", "2025-08-25"),
        ("2025-08", "2025-08"),
        ("2025", "2025"),
        (2025, "2025"),
        (" 2025-08-25 ", "2025-08-25"),
        ("2025-08-25T17:59:59Z", "2025-08-25"),
        ("2024-02-29", "2024-02-29"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_may_be_as_exact_as_it_is(given_date: object, date: str) -> None:
    assert one(date=given_date).date == date


@pytest.mark.parametrize(
    ("number", "key"), [("2101.00120", "arxiv:2101.00120"), ("17", "id:17"), ("9" * 5000, "id:" + "9" * 150)]
)
def test_an_id_may_be_a_number_and_keeps_every_digit(number: str, key: str) -> None:
    (entry,) = read(f'{{"id": {number}, "title": "Good"}}')
    assert isinstance(entry, Entry)
    assert entry.keys[0].startswith(key)


def test_authors_may_be_one_text() -> None:
    assert one(authors="Ada Example").authors == ("Ada Example",)
    assert one(authors="Ada Example,\n Björn Muster and C. Dee").authors == ("Ada Example", "Björn Muster", "C. Dee")
    assert one(authors="").authors == ()


@pytest.mark.parametrize(
    ("name", "key", "keys"),
    [
        ("7", "arxiv:2508.00001", ("arxiv:2508.00001", "id:7")),
        ("2508.00001v2", "doi:10.1000/b", ("arxiv:2508.00001", "doi:10.1000/b")),
        ("acl:P19-1", "acl:P19-1", ("acl:P19-1",)),
        ("acl:P19-1", title_key("Old"), ("acl:P19-1", title_key("Old"))),
        (title_key("Good"), title_key("Old"), (title_key("Old"),)),
        ("", "acl:P19-1", ("acl:P19-1",)),
        ("acl:P19-1", "", ("acl:P19-1",)),
    ],
)
def test_id_and_key_are_both_keys_the_best_first_and_the_title_last(name: str, key: str, keys: tuple[str, ...]) -> None:
    assert one(id=name, key=key).keys == (*keys, title_key("Good"))


def test_of_keys_that_are_equally_good_the_one_that_the_line_calls_it_by_names_the_paper() -> None:
    # Octavo writes all that a paper is known by, also by the plain words of its title.
    title = "Supply chain food crime & fraud"
    assert folded_key(title) < title_key(title)
    assert one(title=title, key=title_key(title), keys=[folded_key(title)]).keys == (title_key(title),)
    assert one(key="pmid:7", keys=["dblp:a"]).keys == ("pmid:7", "dblp:a", title_key("Good"))
    former = title_key("Old")
    assert one(title=title, key=title_key(title), keys=[former]).keys == (former, title_key(title))


@pytest.mark.parametrize("other", [{"id": "2508.00001"}, {"id": "7", "url": "https://arxiv.org/abs/2508.00001"}])
def test_a_key_that_names_another_arxiv_paper_is_dropped(other: dict[str, str]) -> None:
    problem, entry = read(json.dumps({"title": "Good", "key": "arxiv:2508.00002", **other}))
    assert faults([problem]) == [(1, "key")]
    assert entry == one(**other)


def test_what_is_null_or_empty_is_not_there() -> None:
    entry = one(id=None, abstract=None, authors=None, date=None, url="", categories=None, editions=[])
    assert entry == one()


def test_unknown_fields_and_marks_are_ignored() -> None:
    assert one(read=True, tags=["a"], note=7, rating={}, something=[1, {"a": None}]) == one()


def place(source: str, day: str, rank: int) -> dict[str, object]:
    return {"source": source, "day": day, "rank": rank}


def test_a_paper_of_several_editions_is_an_entry_for_each() -> None:
    editions = [place("daily-papers", "--08-25", 12), place("x", "2025-08-26", 1)]
    record = {"title": "Good", "key": "arxiv:2508.00001", "editions": editions, "read": True, "tags": ["t"]}
    first, second = read(json.dumps(record))
    assert isinstance(first, Entry)
    assert first.keys[0] == "arxiv:2508.00001"
    assert first.appearance == Appearance(Edition("daily-papers", "--08-25"), 12)
    assert second == replace(first, appearance=Appearance(Edition("x", "2025-08-26"), 1))


def test_an_edition_told_twice_counts_once_and_a_broken_one_costs_itself() -> None:
    editions = [place("x", "--08-25", 3), 7, place("x", "--08-25", 9), None, place("y", "--08-25", 1)]
    problem, *found = read(json.dumps({"title": "Good", "editions": editions}))
    assert faults([problem]) == [(1, "editions")]
    places = [item.appearance for item in found if isinstance(item, Entry)]
    assert places == [Appearance(Edition("x", "--08-25"), 3), Appearance(Edition("y", "--08-25"), 1)]


def test_a_paper_is_kept_with_so_many_editions_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_EDITIONS", 2)
    editions = [place("x", f"--08-{day}", 1) for day in (11, 12, 13)]
    items = read(json.dumps({"title": "Good", "editions": editions}))
    assert (faults(items), len(titles(items))) == ([(1, "editions")], 2)


@pytest.mark.parametrize(("field", "most"), [("title", json_lines.MAX_TITLE), ("abstract", json_lines.MAX_ABSTRACT)])
def test_a_text_that_is_too_long_is_told_and_its_beginning_kept(field: str, most: int) -> None:
    whole = {"title": "Good", field: "é" * most}
    (entry,) = read(json.dumps(whole))
    assert isinstance(entry, Entry)
    problem, cut = read(json.dumps(whole | {field: "é" * most + " and more"}))
    assert faults([problem]) == [(1, field)]
    assert cut == entry


@pytest.mark.parametrize("key", ["arxiv:2508.00001", "doi:10.1000/b", "acl:2024.acl-long.1", "id:x", title_key("Old")])
def test_any_key_of_the_library_is_known_again(key: str) -> None:
    assert key in one(key=key).keys


def test_text_is_clean_before_it_goes_on() -> None:
    entry = one(
        title="A \x1b[31mred\x1b[0m\n title",
        abstract="One.\r\nTwo.\x00",
        authors=[" A\tB ", "", "C\u202e"],
        id=" x\x00",
    )
    assert (entry.title, entry.abstract) == ("A red title", "One.\nTwo.")
    assert (entry.authors, entry.keys[0]) == (("A B", "C"), "id:x")


NAMES = st.lists(
    st.text(st.sampled_from(" \t\nab.é\u0301\u0300\x1b[m\u202e\u3000\u200b") | st.characters(), max_size=6)
)


@settings(max_examples=100)
@given(NAMES)
def test_names_come_out_as_the_cleaner_leaves_each_of_them(names: list[str]) -> None:
    assert one(authors=names).authors == tuple(filter(None, map(clean_line, names)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("id", "key", "title", "abstract", "authors", "date", "url", "categories", "editions")


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_record_raises_and_each_is_read_or_told(record: dict[str, object]) -> None:
    items = read(json.dumps(record))
    assert items
    assert all(item.title for item in items if isinstance(item, Entry))


@settings(max_examples=50)
@given(st.text(min_size=1), st.text(), st.text())
def test_keys_are_those_of_the_clean_fields(title: str, name: str, url: str) -> None:
    for item in read(json.dumps({"id": name, "title": title, "url": url})):
        if isinstance(item, Entry):
            assert item.keys == entry_keys(clean_line(name), item.url, item.title)


def test_deep_nesting_leaves_the_recursion_limit_alone() -> None:
    limit = sys.getrecursionlimit()
    assert faults(read('{"title": ' + "[" * 200_000)) == [(1, "")]
    assert sys.getrecursionlimit() == limit


def test_details_come_back_as_they_were_printed_and_clean() -> None:
    details = Details(code="https://github.com/x/y", stars=5, summary="A lamp learns.", keywords=("lamps", "fog"))

    assert one(details=details.told()).details == details
    assert one(
        details={"code": "javascript:x", "stars": "5", "summary": "a\x1b[31m\nb", "keywords": ["x\x07"]}
    ).details == (Details(summary="a b", keywords=("x",)))


@pytest.mark.parametrize("nonsense", [None, [], "x", 7, {"code": 7, "stars": -1, "keywords": "x", "unknown": {}}])
def test_details_that_make_no_sense_are_left_out(nonsense: object) -> None:
    assert one(details=nonsense).details == Details()
