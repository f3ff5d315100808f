"""What the index knows of words and names by themselves."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query import Field, words
from reader.query.match import fold_category
from reader.query.nearness import within_edits
from reader.search import Document
from reader.search.protocol import Count
from reader.search.vocabulary import complete, count_by, nearest
from tests.unit.search.batches import leaf_of

PAPERS = (
    Document(1, "Transformer models", "transformers", ("Ada Hughes", "Zoë Müller"), ("cs.CL", "math"), "2024-05-01"),
    Document(2, "Transformer model", "tensor", ("A. Hughes", "Ada Hughes"), ("cs.CL",), "2024"),
    Document(3, "Transforms", "", ("Hugo Ball",), ("CS.lg",), "2023-01"),
    Document(4, "Transformer", "transfomer", ("Ada Hughes",), ("stat.ML", "cs.CL"), ""),
)
LEAVES = [leaf_of(PAPERS[:2]), leaf_of(PAPERS[2:])]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("transformre", ["transformer", "transfomer", "transformers", "transforms"]),
        ("modles", ["models", "model"]),
        ("tensors", []),  # its stem is there
        ("transformer", []),
        ("TRANSFORMER", []),
        ("zzzz", []),
        ("ten", []),
        ("", []),
        ("mullr", ["muller"]),
        ("Müllr", ["muller"]),
    ],
)
def test_the_nearest_words_are_given(word: str, expected: list[str]) -> None:
    found = nearest(LEAVES, word, 5)

    assert found == expected
    assert nearest(LEAVES, word, 1) == expected[:1]


def test_the_nearest_come_before_the_frequent_ones() -> None:
    leaf = leaf_of([Document(1, "transformar"), *(Document(number, "transfomar") for number in range(2, 6))])

    assert nearest([leaf], "transformer", 5) == ["transformar", "transfomar"]


def test_words_of_deleted_papers_are_not_given() -> None:
    papers = [Document(1, "transformer"), Document(2, "transformar"), Document(3, "transformar")]

    assert nearest([leaf_of(papers, dead=[1, 2])], "transformir", 5) == ["transformer"]
    assert nearest([leaf_of(papers, dead=[0])], "transformer", 5) == ["transformar"]
    assert nearest([leaf_of(papers, dead=[2]), leaf_of(papers, dead=[0, 1])], "transformar", 5) == []


def test_names_are_completed_by_any_word() -> None:
    assert complete(LEAVES, Field.AUTHOR, "hu", 10) == [
        Count("Ada Hughes", 3),
        Count("A. Hughes", 1),
        Count("Hugo Ball", 1),
    ]
    assert complete(LEAVES, Field.AUTHOR, "hughes ad", 10) == [Count("Ada Hughes", 3)]
    assert complete(LEAVES, Field.AUTHOR, "MÜL", 10) == [Count("Zoë Müller", 1)]
    assert complete(LEAVES, Field.AUTHOR, "hu", 1) == [Count("Ada Hughes", 3)]
    assert complete(LEAVES, Field.AUTHOR, "zz", 10) == []
    assert complete(LEAVES, Field.AUTHOR, "", 2)[0] == Count("Ada Hughes", 3)


def test_categories_are_completed_from_their_beginning() -> None:
    assert complete(LEAVES, Field.CATEGORY, "cs", 10) == [Count("cs.CL", 3), Count("CS.lg", 1)]
    assert complete(LEAVES, Field.CATEGORY, "CS.C", 10) == [Count("cs.CL", 3)]
    assert complete(LEAVES, Field.CATEGORY, "l", 10) == []
    assert complete(LEAVES, Field.TITLE, "tr", 10) == []


def test_years_are_counted_where_there_is_one() -> None:
    assert count_by(LEAVES, None, [1, 2, 3, 4, 99], 10) == [Count("2024", 2), Count("2023", 1)]
    assert count_by(LEAVES, None, [4], 10) == []


NAMES = st.lists(st.sampled_from(("Ada Hughes", "Bo", "ada hughes", "Li  Ada", "J. Müller", "")), max_size=3).map(tuple)
AREAS = st.lists(st.sampled_from(("cs.CL", "CS.cl", "cs", "math", "q-bio.NC", "")), max_size=3).map(tuple)
DATES = st.sampled_from(("", "1900", "2020", "2020-02", "2021-12-31", "no"))
DOCUMENTS = st.builds(Document, st.integers(0, 10), st.just(""), st.just(""), NAMES, AREAS, DATES)
LIBRARIES = st.lists(DOCUMENTS, max_size=8, unique_by=lambda one: one.id)
DEAD = st.sets(st.integers(0, 3), max_size=2)


def _year(document: Document) -> tuple[str, ...]:
    return (document.date[:4],) if document.date[:4].isdigit() else ()


@settings(max_examples=60)
@given(LIBRARIES, st.sets(st.integers(0, 12)), DEAD)
def test_properties_are_counted_as_by_hand(documents: list[Document], papers: set[int], dead: set[int]) -> None:
    dead = {place for place in dead if place < min(4, len(documents))}
    leaves = [leaf_of(documents[:4], dead), leaf_of(documents[4:])]
    left = [one for place, one in enumerate(documents) if place not in dead and one.id in papers]

    for field in (None, Field.AUTHOR, Field.CATEGORY):
        expected: Counter[str] = Counter()
        for one in left:
            expected.update(
                set(_year(one) if field is None else one.authors if field is Field.AUTHOR else one.categories)
            )
        found = count_by(leaves, field, papers, 50)
        assert dict(found) == expected
        assert [many for _, many in found] == sorted(expected.values(), reverse=True)
        assert count_by(leaves, field, papers, 2) == found[:2]


@settings(max_examples=60)
@given(LIBRARIES, st.sampled_from(("a", "ada", "hu ad", "h", "müll", "cs", "CS.", "q-", "x")), DEAD)
def test_completions_are_those_found_by_hand(documents: list[Document], beginning: str, dead: set[int]) -> None:
    dead = {place for place in dead if place < len(documents)}
    leaves = [leaf_of(documents, dead)]
    left = [one for place, one in enumerate(documents) if place not in dead]
    names = Counter(name for one in left for name in set(one.authors))
    areas = Counter(area for one in left for area in set(one.categories))
    asked = [words.beginning(word) for word in beginning.split()]

    assert dict(complete(leaves, Field.CATEGORY, beginning, 50)) == {
        area: many for area, many in areas.items() if fold_category(area).startswith(fold_category(beginning))
    }
    assert dict(complete(leaves, Field.AUTHOR, beginning, 50)) == {
        name: many
        for name, many in names.items()
        if all(any(token.form.startswith(one) for token in words.tokens(name)) for one in asked)
    }


FORMS = ("model", "modle", "models", "mode", "mоdel", "transformer", "tranformer", "transfromer", "muller", "müler")


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(FORMS), min_size=1, max_size=6), st.sampled_from((*FORMS, "modal", "trasnformer", "mod"))
)
def test_the_nearest_are_those_found_by_hand(said: list[str], word: str) -> None:
    leaves = [leaf_of([Document(number, text)]) for number, text in enumerate(said)]
    form, stem = words.fold(word)
    having = Counter(words.fold(text)[0] for text in said)
    stems = {words.fold(text)[1] for text in said}
    most = 1 if len(form) < 6 else 2
    expected = {other for other in having if within_edits(form, other, most)}

    found = nearest(leaves, word, 20)
    if len(form) < 4 or form in having or stem in stems:
        assert found == []
    else:
        assert set(found) == expected
        assert found == sorted(found, key=lambda one: (not within_edits(form, one, 1), -having[one], one))
