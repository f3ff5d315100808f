"""From words to sections: as somebody would do it who has all day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import words
from reader.search import Document, sections
from reader.search.analysis import Part
from reader.search.inversion import invert, pack_counts
from reader.search.lexicon import Lexicon
from reader.search.sections import narrowed
from tests.thorough import thorough
from tests.unit.search.batches import batch_of, by_term, leaf_of, sections_of

SAID = "graph graphs models fine-tuning fine Müller 图像 the C++ gpt-4 4 i j"
WORDS = st.sampled_from(SAID.split())
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
DOCUMENTS = st.builds(
    Document,
    st.integers(-5, 1 << 40),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(st.sampled_from(("cs.CL", "cs", "", "math")), max_size=3).map(tuple),
    st.sampled_from(("", "2020", "2021-02-03")),
)
LIBRARIES = st.lists(DOCUMENTS, max_size=6)


def _texts(document: Document) -> list[tuple[str, Part, int]]:
    return [
        (document.title, Part.TITLE, 0),
        (document.abstract, Part.ABSTRACT, 0),
        *((name, Part.AUTHOR, which) for which, name in enumerate(document.authors)),
        *((category, Part.CATEGORY, 0) for category in document.categories),
    ]


@thorough(30, 60)
@given(LIBRARIES)
def test_inverts_as_one_would_by_hand(documents: list[Document]) -> None:
    stems: dict[bytes, dict[int, list[tuple[int, bool]]]] = {}
    forms: dict[bytes, dict[int, int]] = {}
    authors: dict[bytes, set[tuple[int, int]]] = {}
    batch = batch_of(documents)
    said = batch.words
    for term, form, paper, place, part, author in zip(
        said.term, said.form, said.document, said.place, said.part, said.author, strict=True
    ):
        stem, its_form = said.terms[term], said.forms[form]
        entry = (int(place), bool(part == Part.TITLE))
        if entry not in (places := stems.setdefault(stem, {}).setdefault(int(paper), [])):
            places.append(entry)
        having = forms.setdefault(its_form, {})
        having[int(paper)] = having.get(int(paper), 0) | 1 << int(part)
        if part == Part.AUTHOR:
            authors.setdefault(its_form, set()).add((int(paper), int(author)))
    made = sections_of(documents)
    array = made.__getitem__

    assert by_term(array, "term", "papers") == {stem: sorted(having) for stem, having in sorted(stems.items())}
    assert by_term(array, "term", "counts") == {
        stem: [len(places) << 2 | min(3, sum(title for _, title in places)) for _, places in sorted(having.items())]
        for stem, having in sorted(stems.items())
    }
    spots, places_of = made["term.spots"].tolist(), made["term.places"].tolist()
    for at, stem in enumerate(sorted(stems)):
        assert places_of[spots[at] : spots[at + 1]] == [
            place for _, places in sorted(stems[stem].items()) for place, _ in sorted(places)
        ]
    assert by_term(array, "form", "papers") == {form: sorted(having) for form, having in sorted(forms.items())}
    assert by_term(array, "form", "parts") == {
        form: [having[paper] for paper in sorted(having)] for form, having in sorted(forms.items())
    }
    pairs = {form: sorted(whose) for form, whose in sorted(authors.items())}
    assert by_term(array, "author", "papers") == {form: [paper for paper, _ in whose] for form, whose in pairs.items()}
    assert by_term(array, "author", "which") == {form: [which for _, which in whose] for form, whose in pairs.items()}


@thorough(20, 40)
@given(LIBRARIES)
def test_properties_are_kept_once_a_paper(documents: list[Document]) -> None:
    made = sections_of(documents)
    for kind in ("name", "category"):
        expected: dict[bytes, list[int]] = {}
        for number, document in enumerate(documents):
            for text in dict.fromkeys(document.authors if kind == "name" else document.categories):
                expected.setdefault(text.encode(), []).append(number)
        assert by_term(made.__getitem__, kind, "papers") == dict(sorted(expected.items()))


@given(LIBRARIES)
def test_the_title_ends_where_its_words_do(documents: list[Document]) -> None:
    leaf = leaf_of(documents)
    for number, document in enumerate(documents):
        title = {token.term.encode() for token in words.tokens(document.title)}
        for term in title:
            papers, counts = leaf.postings(term)
            packed = int(counts[papers.tolist().index(number)])
            assert packed & 3 == min(3, sum(token.term.encode() == term for token in words.tokens(document.title)))


def test_more_than_three_in_the_title_are_three() -> None:
    packed = pack_counts(np.array([1, 9, 5]), np.array([0, 9, 2]))

    assert packed.tolist() == [4, 9 << 2 | 3, 5 << 2 | 2]
    assert packed.dtype == np.uint8
    assert pack_counts(np.array([64]), np.array([0])).dtype == np.uint16


@pytest.mark.parametrize(
    ("numbers", "beyond", "kind"),
    [
        ([], None, np.uint8),
        ([0, 255], None, np.uint8),
        ([256], None, np.uint16),
        ([65_535], None, np.uint16),
        ([65_536], None, np.uint32),
        ([0], 256, np.uint8),
        ([0], 257, np.uint16),
        ([0], 65_536, np.uint16),
        ([0], 65_537, np.uint32),
        ([], 0, np.uint8),
    ],
)
def test_numbers_take_the_fewest_bytes(numbers: list[int], beyond: int | None, kind: type) -> None:
    found = narrowed(np.array(numbers, np.int64), beyond)

    assert found.dtype == kind
    assert found.tolist() == numbers


@pytest.fixture
def frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep bits of beginnings in the smallest segments, and of those only that half of the papers have."""
    monkeypatch.setattr(sections, "BEGINNINGS_FROM", 4)
    monkeypatch.setattr(sections, "_DENSE", 2)


@pytest.mark.usefixtures("frequent")
def test_frequent_beginnings_have_bits() -> None:
    texts = ["graph", "great", "model", "other", "図", "g", "green gray"]
    made = sections_of(Document(number, text, "grow" if number == 3 else "") for number, text in enumerate(texts))
    terms = Lexicon(made["begin.text"], made["begin.starts"]).terms()

    assert terms == [b"0g", b"0gr", b"1g", b"1gr"]
    rows = made["begin.bits"].reshape(4, 1)
    bits = dict(zip(terms, (np.unpackbits(row, count=7).tolist() for row in rows), strict=True))
    assert bits[b"0g"] == [1, 1, 0, 1, 0, 1, 1]
    assert bits[b"1g"] == [1, 1, 0, 0, 0, 1, 1]
    assert bits[b"0gr"] == [1, 1, 0, 1, 0, 0, 1]
    assert bits[b"1gr"] == [1, 1, 0, 0, 0, 0, 1]
    assert made["begin.first"].tolist() == [0, 1, 2, 3, 4]


def test_small_segments_have_none() -> None:
    assert not [name for name in sections_of([Document(1, "graph")] * 10) if name.startswith("begin")]


@pytest.mark.usefixtures("frequent")
@thorough(20, 40)
@given(st.lists(DOCUMENTS, min_size=4, max_size=12), st.sampled_from(("f", "fi", "g", "gr", "m", "mu", "图", "4", "c")))
def test_bits_and_forms_say_the_same(documents: list[Document], prefix: str) -> None:
    from reader.query import Field

    leaf = leaf_of(documents)
    for field in Field:
        own = {Field.ANY: 15, Field.TITLE: 1, Field.ABSTRACT: 2, Field.AUTHOR: 4, Field.CATEGORY: 8}[field]
        expected = [
            any(
                token.form.startswith(prefix)
                for text, part, _ in _texts(document)
                if part.bit & own
                for token in words.tokens(text)
            )
            for document in documents
        ]
        assert leaf.beginning(prefix, field).tolist() == expected


def test_pauses_on_the_way() -> None:
    pauses: list[None] = []
    invert(batch_of([Document(1, "one two")]), lambda: pauses.append(None))

    assert len(pauses) >= 5
