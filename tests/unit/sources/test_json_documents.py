"""JSON that is one value: lists, wrappers, days, single papers; whose words a record is in; damage."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Appearance, Details, Edition, Entry, Origin
from reader.model.ids import entry_keys
from reader.sources.json_documents import JsonDocument
from reader.sources.python_literals import MAX_DEPTH, read_literal
from tests.unit.sources.formats import entries, fixture, only, problems, read, titles

A, B, C = ('{"title": "A"}', '{"title": "B"}', '{"title": "C"}')


@pytest.mark.parametrize(
    "document",
    [
        f"[{A}, {B}, {C}]",
        f"[\n  {A},\n  {B},\n  {C}\n]\n",
        f"[[{A}], [{B}, {C}]]",
        f'{{"status": "ok", "count": 3, "data": [{A}, {B}, {C}]}}',
        f'{{"2025-01-01": [{A}], "2025-01-02": [{B}, {C}]}}',
        f'{{\n"papers": [{A}],\n"items": [{B}, {C}]}}',
        f'{{"data": {{"papers": [{A}, {B}, {C}]}}}}',
        f"[{A}]\n[{B}]\n[{C}]",
        f"[{A}, 1, null, true, {B}, 2.5e3, {C}]",
    ],
)
def test_papers_are_found_whatever_is_around_them(document: str) -> None:
    assert titles(document) == ["A", "B", "C"]
    assert not problems(read(document))


def test_a_weekend_is_no_trouble() -> None:
    assert read("[]") == read("[ ]\n") == read('{"date": "2025-01-11", "data": []}') == []


@pytest.mark.parametrize(
    ("document", "told", "lines"),
    [
        (f"[\n{A},\n{{oops}},\n{C}\n]", ["A", "C"], [3]),
        (f'[\n{A},\n{{"title": "B}},\n{C}\n]', ["A", "C"], [3]),
        (f'[{A}, {{"title": "B}}, {C}]', ["A", "C"], [1]),
        (f"[\n{A},\n{{", ["A"], [3]),
        (f"[\n{A},\n", ["A"], [3]),
        (f'[\n{A},\n["x", {{"y": 1}}],\n{C}', ["A", "C"], [3, 3, 4]),
        (f'[\n{A},\n"words",\n{C}\n]', ["A", "C"], [3]),
        (f'{{"data": [\n{A},\n{B}\n], "other": ', ["A", "B"], [4]),
    ],
)
def test_a_broken_record_costs_itself(document: str, told: list[str], lines: list[int]) -> None:
    items = read(document)

    assert [entry.title for entry in entries(items)] == told
    assert [problem.line for problem in problems(items)] == lines


def test_a_day_gives_each_with_all_its_fields() -> None:
    lanterns, bread = entries(read(fixture("daily.json")))

    assert lanterns == Entry(
        keys=entry_keys("2602.00001", "", "Lanterns that Learn"),
        title="Lanterns that Learn",
        origin=Origin("daily-papers", "file", 2),
        abstract="Lanterns see little.",
        authors=("Ada Example", "Björn Muster"),
        date="2026-02-25",
        url="https://huggingface.co/papers/2602.00001",
        appearance=Appearance(Edition("daily-papers", "2026-02-27"), 1),
        up=42,
        details=Details(
            comments=3,
            code="https://github.com/example/lanterns",
            stars=120,
            project="https://example.org/lanterns",
            organisation="The Harbour",
            summary="A lamp learns.",
            keywords=("lamps", "fog"),
        ),
    )
    assert bread.appearance == Appearance(Edition("daily-papers", "2026-02-27"), 2)
    assert (bread.up, bread.details) == (0, Details(comments=1))


def test_a_paper_by_itself_has_its_models_and_no_place_in_a_day() -> None:
    told = only(fixture("paper.json"))

    assert (told.keys[0], told.appearance, told.up) == ("arxiv:2602.00001", None, 50)
    assert told.details.models == ("example/lamp-7b",)
    assert told.details.datasets == ("example/fog", "example/more-fog")


def test_what_python_printed_is_read_and_never_run() -> None:
    lamp, second = entries(read(fixture("daily-literals.json")))

    assert (lamp.title, lamp.authors) == ("The Lamp is Dead; Long Live the Lamp!", ("Ada O'Example",))
    assert lamp.abstract == "It's a claim that \\'dim\\' lamps are dim — na\\\\\"ive."
    assert second.appearance == Appearance(Edition("daily-papers", "2025-01-10"), 2)


def daily(outer: str, inner: str = "2024-08-01T00:00:00.000Z", **more: object) -> str:
    return json.dumps(
        [{"paper": {"id": "2408.00001", "title": "T", "publishedAt": inner, **more}, "publishedAt": outer}]
    )


@pytest.mark.parametrize(
    ("document", "file", "day"),
    [
        (daily("2024-08-02T07:10:11.123Z"), "f", "2024-08-02"),
        (daily("2024-07-31T20:00:00.000Z"), "f", ""),
        (daily("2024-07-31T20:00:00.000Z"), "days/2024-08-05.json", "2024-08-05"),
        (daily("2024-07-31T20:00:00.000Z"), "days/2026-08-05.json", ""),
        (daily("2024-07-31T20:00:00.000Z"), "days/2023-08-05.json", ""),
        (daily("x", submittedOnDailyAt="2024-08-03T00:00:00.000Z"), "2024-08-05.json", "2024-08-03"),
        (f'{{"date": "2024-08-07", "data": {daily("x")}}}', "f", "2024-08-07"),
        (f'{{"2024-08-08": {daily("x")}}}', "f", "2024-08-08"),
    ],
)
def test_the_day_of_a_list_is_told_by_the_best_that_says_it(document: str, file: str, day: str) -> None:
    told = only(document, file)

    assert (told.appearance.edition.day if told.appearance else "") == day
    assert told.date == "2024-08-01"


@pytest.mark.parametrize("missing", [None, "", 7, [], {}, [None], {"x": 1}, True])
def test_any_field_may_be_missing_or_something_else(missing: object) -> None:
    fields = (
        "authors", "summary", "publishedAt", "upvotes", "ai_summary", "ai_keywords", "githubRepo", "githubStars",
        "projectPage", "organization", "submittedOnDailyAt", "linkedModels", "linkedDatasets", "withdrawnAt",
    )  # fmt: skip
    paper = dict.fromkeys(fields, missing) | {"id": "2602.00001", "title": "Good"}

    assert only(json.dumps([{"paper": paper, "numComments": missing}])).title == "Good"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("https://github.com/x/y", "https://github.com/x/y"),
        ("github.com/x/y", "https://github.com/x/y"),
        ("x/y", "https://github.com/x/y"),
        ("javascript:alert(1)", ""),
        ("see the paper", ""),
    ],
)
def test_a_repository_is_an_address(said: str, code: str) -> None:
    assert only(daily("x", githubRepo=said)).details.code == code


@pytest.mark.parametrize("more", [{"upvotes": 3}, {"upvotes": 3, "abstract": "A."}, {"url": "https://example.org/x"}])
def test_octavos_own_words_are_not_taken_for_those_of_others(more: dict[str, object]) -> None:
    own = only(json.dumps({"id": "2602.00001", "title": "T", **more}))
    listed = only(json.dumps([{"id": "2602.00001", "title": "T", **more}]))

    assert own.origin.source == listed.origin.source == "jsonl"
    assert own.up == listed.up == more.get("upvotes", 0)


def test_an_answer_of_a_search_has_no_place_in_a_day() -> None:
    told = only(json.dumps([{"paper": {"id": "2602.00001", "title": "T", "submittedOnDailyAt": "2026-02-03"}}]))

    assert (told.origin.source, told.appearance) == ("daily-papers", None)


def test_the_whole_archive_gives_each_with_all_its_fields() -> None:
    crumbs, loaves = entries(read(fixture("snapshot.json")))

    assert (crumbs.title, crumbs.authors) == ("Crumbs at high energies", ("C. Balázs", "E. L. Berger Jr."))
    assert crumbs.keys[:2] == ("arxiv:0704.0001", "doi:10.1103/physrevd.76.013009")
    assert crumbs.abstract == "We count crumbs at colliders.\nThey are many."
    assert (crumbs.date, crumbs.url) == ("2007-04-02", "https://arxiv.org/abs/0704.0001")
    assert (crumbs.categories, crumbs.venue) == (("hep-ph", "hep-ex"), "Phys.Rev.D76:013009,2007")
    assert crumbs.details == Details(version=2, note="37 pages")
    assert (loaves.keys[0], loaves.authors, loaves.date) == ("arxiv:math/0001001", ("Ada Example",), "2000-01-02")


def test_citation_data_gives_each_with_all_its_fields() -> None:
    rye, loaves = entries(read(fixture("csl.json")))

    assert (rye.title, rye.abstract) == ("Rye and Reason", "Rye thinks.")
    assert rye.authors == ("Jane Doe", "L. van Beethoven", "Guild of Bakers")
    assert (rye.keys[:2], rye.date) == (("doi:10.1000/rye.1", "pmid:123"), "2019-03-04")
    assert (loaves.date, loaves.venue) == ("1988", "Mill")


def test_an_isbn_names_a_whole_book_and_nothing_that_is_in_one() -> None:
    isbn, year = "978-3-16-148410-0 978-3-16-148411-7", {"date-parts": [[2020]]}
    book = {"type": "book", "title": "Grains", "ISBN": isbn, "issued": year}
    others: list[dict[str, object]] = [
        {"type": "chapter", "title": "Rye", "container-title": "Grains"},
        {"type": "chapter", "title": "Oats"},
        {"type": "paper-conference", "title": "Wheat", "container-title": "Grains"},
        {"type": "book", "title": "Grains, the third", "volume": "3"},
        {"title": "Barley"},
    ]
    found = entries(read(json.dumps([book, *({"ISBN": isbn, "issued": year} | other for other in others)]).encode()))
    assert [paper.keys[0].partition(":")[0] for paper in found] == ["isbn", *["title"] * 5]
    assert found[0].keys[0] == "isbn:9783161484100"
    # What Octavo wrote has the key as it was, whatever type it was written as.
    exported = {"custom": {"octavo": found[0].keys[0]}, "type": "article", "title": "Grains", "ISBN": isbn}
    (own,) = entries(read(json.dumps([exported]).encode()))
    assert own.keys == found[0].keys


def test_records_of_others_may_be_lines() -> None:
    day = b"\n".join(json.dumps(paper).encode() for paper in json.loads(fixture("daily.json")))
    csl = b"\n".join(json.dumps(paper).encode() for paper in json.loads(fixture("csl.json")))

    assert titles(day) == ["Lanterns that Learn", "Bread that Learns"]
    assert titles(csl) == ["Rye and Reason", "Loaves"]


def test_little_is_held_of_a_long_list() -> None:
    record = json.dumps({"title": "T", "abstract": "x" * 2000}).encode()

    class Endless(io.RawIOBase):
        left = 4000

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            if not self.left:
                return b""
            self.left -= 1
            return (b"[" if self.left == 3999 else b",") + record + (b"]" if not self.left else b"")

    tracemalloc.start()
    try:
        stream = cast(BinaryIO, Endless())
        count = len([1 for _ in JsonDocument().read(stream, "f")])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 4000
    assert peak < 6 << 20


LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def plain(value: object) -> object:
    """Take out what no text of a paper can hold: the reader drops bells and nulls."""
    if isinstance(value, str):
        return value.translate({7: None, 8: None, 0: None, 11: "\n", 12: "\n"})
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@given(LITERALS)
def test_what_python_prints_is_what_is_read(value: object) -> None:
    assert plain(read_literal(repr(value))) == plain(value)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2", "{'a'}", "{'a': }", "{1: 2}", "[1 2]", "[1,, 2]", "(1]", "__import__('os')", "'a' + 'b'", "a",
     "1 2", "{'a': 1 'b': 2}",
     "{'a', 'b'}", "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "9" * 100, "'open", ":", ","],
)  # fmt: skip
def test_what_is_no_literal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_literal(text)
