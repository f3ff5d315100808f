"""What the index keeps of papers: their words with places, their dates."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import words
from reader.search import Document
from reader.search.analysis import Analyser, Batch, Part, day_number, encode, year_of
from tests.unit.search.batches import batch_of

Line = tuple[bytes, bytes, int, int, int, int]


def _lines(batch: Batch) -> list[Line]:
    """Give every word of a batch: stem, form, paper, place, part and author."""
    said = batch.words
    columns = (said.term, said.form, said.document, said.place, said.part, said.author)
    return [
        (said.terms[term], said.forms[form], *rest)
        for term, form, *rest in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _naive(documents: list[Document]) -> list[Line]:
    found: list[Line] = []
    for number, document in enumerate(documents):
        place = 0
        texts = [(document.title, Part.TITLE, 0), (document.abstract, Part.ABSTRACT, 0)]
        texts += [(name, Part.AUTHOR, which) for which, name in enumerate(document.authors)]
        texts += [(category, Part.CATEGORY, 0) for category in document.categories]
        for text, part, author in texts:
            found += [
                (encode(token.term), encode(token.form), number, place + token.position, part, author)
                for token in words.tokens(text)
            ]
            place += sum(words.expand(chunk).places for chunk in words.chunks()(words.prepare(text))) + 1
    return found


SIGNS = st.text(st.one_of(st.sampled_from("ab -./図像é βα²$\\"), st.characters()), max_size=25)
DOCUMENTS = st.builds(
    Document,
    st.integers(1, 99),
    SIGNS,
    SIGNS,
    st.lists(SIGNS, max_size=3).map(tuple),
    st.lists(SIGNS, max_size=2).map(tuple),
)


@given(st.lists(DOCUMENTS, max_size=5))
def test_says_what_the_words_say(documents: list[Document]) -> None:
    batch = batch_of(documents)
    lines = _naive(documents)

    assert _lines(batch) == lines
    assert batch.numbers.tolist() == [document.id for document in documents]
    for number in range(len(documents)):
        own = [line for line in lines if line[2] == number]
        assert batch.lengths[number] == len(own) + sum(line[4] == Part.TITLE for line in own)


@given(st.lists(DOCUMENTS, max_size=4))
def test_no_place_belongs_to_two_texts(documents: list[Document]) -> None:
    batch = batch_of(documents)
    ends = list(zip(batch.title_ends.tolist(), batch.abstract_ends.tolist(), strict=True))

    for _, _, paper, place, part, _ in _lines(batch):
        title, abstract = ends[paper]
        assert (place < title) == (part == Part.TITLE)
        assert (title <= place < abstract) == (part == Part.ABSTRACT)
    for number in range(len(documents)):
        texts: dict[tuple[int, int], set[int]] = {}
        for _, _, paper, place, part, author in _lines(batch):
            if paper == number and part != Part.CATEGORY:
                texts.setdefault((part, author), set()).add(place)
        ordered = [texts[key] for key in sorted(texts)]
        # Two texts are never neighbours: a run of words cannot cross from one to the next.
        assert all(max(one) + 1 < min(other) for one, other in pairwise(ordered))


def test_places_are_numbered_on() -> None:
    batch = batch_of([Document(1, "one the two", "fine-tuning works", ("Ada Li", "Bo"), ("cs.CL",))])

    assert [(form, place) for _, form, _, place, _, _ in _lines(batch)] == [
        (b"one", 0),
        (b"two", 1),
        (b"finetuning", 3),
        (b"fine", 3),
        (b"tuning", 4),
        (b"works", 5),
        (b"ada", 7),
        (b"li", 8),
        (b"bo", 10),
        (b"cscl", 12),
        (b"cs", 12),
        (b"cl", 13),
    ]
    assert (batch.title_ends.tolist(), batch.abstract_ends.tolist()) == ([3], [7])


def test_names_and_categories_are_kept_as_they_are_written() -> None:
    batch = batch_of(
        [Document(1, "", "", ("Ada  Li", "Bo"), ("cs.CL",)), Document(2, "", "", ("Bo", "Bo"), ("CS.cl", "cs.CL"))]
    )

    assert batch.names == [b"Ada  Li", b"Bo"]
    assert list(zip(batch.name.tolist(), batch.name_document.tolist(), strict=True)) == [(0, 0), (1, 0), (1, 1), (1, 1)]
    assert batch.categories == [b"cs.CL", b"CS.cl"]
    assert list(zip(batch.category.tolist(), batch.category_document.tolist(), strict=True)) == [(0, 0), (1, 1), (0, 1)]


def test_half_a_surrogate_pair_loses_no_paper() -> None:
    batch = batch_of([Document(1, "a\ud800b word", "", ("\udfff",), ("\ud801",))])

    assert b"word" in batch.words.forms
    assert batch.names == [b"\xed\xbf\xbf"]
    assert encode("\ud800") == b"\xed\xa0\x80"


def test_an_empty_batch_is_a_batch() -> None:
    batch = Analyser().batch()

    assert [len(column) for column in (batch.numbers, batch.lengths, batch.title_ends, batch.words.term)] == [0] * 4


def test_what_stands_beyond_a_million_places_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.search.analysis.MAX_PLACES", 6)
    batch = batch_of([Document(1, "one two", "three four five six seven", ("Ada",)), Document(2, "x")])

    assert [form for _, form, paper, _, _, _ in _lines(batch) if not paper] == [
        b"one",
        b"two",
        b"three",
        b"four",
        b"five",
    ]
    assert batch.abstract_ends.tolist() == [6, 3]
    assert batch.lengths.tolist() == [7, 2]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1900-01-01", 1),
        ("1900", 1),
        ("1900-01", 1),
        ("1900-02", 32),
        ("1899-12-31", 0),
        ("0001-01-01", 0),
        ("2024-02-29", (date(2024, 2, 29) - date(1899, 12, 31)).days),
        ("9999-12-31", 65_535),
        ("", 0),
        ("2023-02-29", 0),
        ("2024-13", 0),
        ("soon", 0),
        ("-", 0),
        ("2024-01-01-01", (date(2024, 1, 1) - date(1899, 12, 31)).days),
        ("99999999999999999999", 0),
    ],
)
def test_days_are_numbered_from_1900(text: str, day: int) -> None:
    assert day_number(text) == day


@given(st.text(max_size=12))
def test_any_text_has_a_day(text: str) -> None:
    assert 0 <= day_number(text) <= 65_535


@given(st.dates(date(1900, 1, 1), date(2079, 6, 5)))
def test_a_day_knows_its_year(day: date) -> None:
    assert year_of(day_number(day.isoformat())) == day.year
    assert day_number((day + timedelta(1)).isoformat()) == min(day_number(day.isoformat()) + 1, 65_535)
