from __future__ import annotations

import pytest

from reader.store.authorship import family_name
from reader.store.identity import contradict, irreconcilable, joins_by_title, name, strong, title_order

NOTHING = ((), ())
SILENT = ("", "")
ONE = "We train small language models on curated textbooks and evaluate reasoning abilities."
OTHER = "Neutrino oscillation measurements constrain sterile states using reactor baselines underground."


def test_titles_and_own_ids_are_not_strong() -> None:
    assert strong(["arxiv:1", "title:ab", "doi:2", "id:7", "acl:3"]) == ["arxiv:1", "doi:2", "acl:3"]


@pytest.mark.parametrize(
    ("keys", "best"),
    [
        (["id:7", "title:ab"], "title:ab"),
        (["title:ab", "id:7", "acl:3"], "acl:3"),
        (["acl:3", "doi:2"], "doi:2"),
        (["id:9", "id:7"], "id:7"),
    ],
)
def test_a_record_is_called_by_an_own_id_only_where_it_has_nothing_else(keys: list[str], best: str) -> None:
    assert name(keys) == best


@pytest.mark.parametrize(
    ("authors", "abstracts", "join"),
    [
        (NOTHING, SILENT, False),
        ((["Ada Lovelace"], ["A. Lovelace"]), SILENT, True),
        ((["Ada Lovelace"], ["A. Lovelace"]), (ONE, OTHER), False),
        ((["Ada Lovelace"], ["Alan Turing"]), (ONE, ONE), False),
        (NOTHING, (ONE, ONE[:60]), True),
        ((["Ada Lovelace"], []), (ONE, ""), False),
    ],
)
def test_two_own_ids_join_by_title_only_where_something_agrees(
    authors: tuple[list[str], list[str]], abstracts: tuple[str, str], *, join: bool
) -> None:
    assert joins_by_title(["id:1", "title:ab"], ["id:2", "title:ab"], authors, abstracts) is join


def test_an_own_id_on_one_side_joins_by_title_alone() -> None:
    assert joins_by_title(["id:1"], ["title:ab"], NOTHING, SILENT)


def test_two_arxiv_ids_are_never_one_paper() -> None:
    assert irreconcilable(["arxiv:1", "doi:x"], ["arxiv:2", "doi:x"])


@pytest.mark.parametrize(
    ("keys", "others"),
    [(["arxiv:1", "doi:x"], ["doi:x"]), (["arxiv:1"], ["arxiv:1", "arxiv:2"]), (["doi:x"], ["doi:y"])],
)
def test_other_keys_can_be_of_one_paper(keys: list[str], others: list[str]) -> None:
    assert not irreconcilable(keys, others)


def test_a_record_with_a_title_only_is_joined_by_title() -> None:
    assert joins_by_title(["arxiv:1"], ["title:ab"], NOTHING, SILENT)


def test_keys_of_different_kinds_join_by_title() -> None:
    assert joins_by_title(["arxiv:1"], ["doi:x"], NOTHING, SILENT)


def test_two_keys_of_one_kind_do_not_join_by_title() -> None:
    assert not joins_by_title(["arxiv:1", "doi:x"], ["doi:y"], NOTHING, SILENT)


def test_other_authors_contradict() -> None:
    assert contradict((["Ada Lovelace"], ["Alan Turing"]), SILENT)


def test_one_family_name_in_common_is_enough_whatever_the_abstracts() -> None:
    assert not contradict((["Ada Lovelace", "B. C. Dee"], ["Lovelace, A."]), (ONE, OTHER))


def test_abstracts_without_common_words_contradict() -> None:
    assert contradict(NOTHING, (ONE, OTHER))


def test_a_shortened_abstract_does_not_contradict() -> None:
    assert not contradict(NOTHING, (ONE, ONE[:40]))


def test_what_one_side_does_not_tell_does_not_contradict() -> None:
    assert not contradict((["Ada Lovelace"], []), ("", OTHER))


@pytest.mark.parametrize("name", ["Baptiste Rozière", "Rozière, Baptiste", "B. Roziere", "ROZIERE"])
def test_a_family_name_is_found_however_a_name_is_written(name: str) -> None:
    assert family_name(name) == "roziere"


def test_titles_are_ordered_without_case_and_accents() -> None:
    titles = ["zebra", "Émile", "apple", "Eagle", "Ångström"]
    assert sorted(titles, key=title_order) == ["Ångström", "apple", "Eagle", "Émile", "zebra"]
