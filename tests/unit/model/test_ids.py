"""Keys: how ids, addresses and titles become names of papers."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import ids


@pytest.mark.parametrize(
    "text",
    [
        "2602.23229",
        "2602.23229v2",
        " arXiv:2602.23229v12 ",
        "arxiv: 2602.23229",
        "arXiv:2602.23229v1 [cs.CL]",
        "oai:arXiv.org:2602.23229",
        "https://arxiv.org/abs/2602.23229",
        "http://export.arxiv.org/abs/2602.23229v1",
        "https://arxiv.org/pdf/2602.23229v2.pdf",
        "arxiv.org/html/2602.23229v1",
        "https://huggingface.co/papers/2602.23229",
        "https://huggingface.co/papers/2602.23229.md",
        "https://hf.co/papers/2602.23229?tab=comments#top",
    ],
)
def test_every_spelling_of_an_arxiv_id_is_one_key(text: str) -> None:
    assert ids.arxiv_key(text) == "arxiv:2602.23229"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ("arXiv:hep-th/9901001v3", "arxiv:hep-th/9901001"),
        ("https://arxiv.org/abs/cs/0112017", "arxiv:cs/0112017"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("cond-mat.stat-mech/0102003", "arxiv:cond-mat/0102003"),
        ("0704.0001", "arxiv:0704.0001"),
    ],
)
def test_old_ids_lose_their_version_and_subject_class(text: str, key: str) -> None:
    assert ids.arxiv_key(text) == key


@pytest.mark.parametrize(
    "text",
    ["", "12", "3.14", "10.1000/182", "https://example.org/abs/2602.23229", "my-notes/1234567", "see arXiv:2602.23229"],
)
def test_what_is_no_arxiv_id_has_no_arxiv_key(text: str) -> None:
    assert ids.arxiv_key(text) == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("10.1000/ABC", "doi:10.1000/abc"),
        ("doi:10.1000/abc", "doi:10.1000/abc"),
        ("https://doi.org/10.1000/abc", "doi:10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc.", "doi:10.1000/abc"),
        ("https://doi.org/10.1000%2Fabc?from=feed", "doi:10.1000/abc"),
        ("10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2",
         "doi:10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"),
        ("https://doi.org/10.48550/arXiv.2602.23229", "arxiv:2602.23229"),
        ("10.48550/arXiv.hep-th/9901001", "arxiv:hep-th/9901001"),
    ],
)  # fmt: skip
def test_a_doi_is_lower_case_and_arxivs_own_are_arxiv_ids(text: str, key: str) -> None:
    assert ids.doi_key(text) == key


@pytest.mark.parametrize("text", ["", "10.1000/", "11.1000/abc", "10.1000/a b", "10.1000", f"10.1000/{'a' * 300}"])
def test_what_is_no_doi_has_no_doi_key(text: str) -> None:
    assert ids.doi_key(text) == ""


@pytest.mark.parametrize(
    "title",
    [
        "Attention is all you need",
        "ATTENTION  IS ALL — YOU NEED!",
        "Átténtion is “all” you need.",
        "Ａttention is all you need",  # a full-width letter
        "𝒜ttention is all you need",  # a script letter
    ],
)
def test_titles_that_differ_in_dress_only_are_one_key(title: str) -> None:
    assert ids.title_key(title) == ids.title_key("Attention Is All You Need")


def test_a_script_capital_is_folded_though_it_has_no_case_of_its_own() -> None:
    assert ids.title_key("ℋ-Matrices") == ids.title_key("h-matrices")


@pytest.mark.parametrize(("one", "other"), [("GPT-3", "GPT-4"), ("深度学习", "强化学习"), ("???", "!!!"), ("…", "")])
def test_different_titles_are_different_keys(one: str, other: str) -> None:
    assert ids.title_key(one) != ids.title_key(other)


def test_the_key_of_a_title_never_changes_since_libraries_hold_it() -> None:
    assert ids.title_key("Attention Is All You Need") == "title:12286c43e70efbab"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=100)
def test_the_fast_way_for_ascii_titles_is_the_way_for_all(title: str) -> None:
    ascii_title = title.encode("ascii", "ignore").decode()
    # The accent goes, so the title only takes the slow way.
    assert ids.title_key(ascii_title + "e") == ids.title_key(ascii_title + "é")


@pytest.mark.parametrize(
    ("id_text", "url", "kinds"),
    [
        ("", "", ["title"]),
        ("2602.23229v2", "", ["arxiv", "title"]),
        ("2602.23229v2", "https://arxiv.org/abs/2602.23229", ["arxiv", "title"]),
        ("10.1000/abc", "https://arxiv.org/abs/2602.23229", ["arxiv", "doi", "title"]),
        ("2602.23229", "https://doi.org/10.1000/abc", ["arxiv", "doi", "title"]),
        ("paper-7", "https://example.org/7", ["id", "title"]),
        ("paper-7", "https://arxiv.org/abs/2602.23229", ["arxiv", "id", "title"]),
        ("  \x1b[31m ", "not an address", ["title"]),
    ],
)
def test_the_keys_of_an_entry_begin_with_the_best_and_end_with_the_title(
    id_text: str, url: str, kinds: list[str]
) -> None:
    assert [ids.kind(key) for key in ids.entry_keys(id_text, url, "A title")] == kinds


@pytest.mark.parametrize(
    ("id_text", "key"),
    [
        ("acl:2023.acl-long.1", "acl:2023.acl-long.1"),
        ("openreview:aBc_D", "openreview:aBc_D"),
        ("PMID: 12345", "pmid:12345"),
        ("urn:isbn:1", "id:urn:isbn:1"),
        ("acl:", "id:acl:"),
        ("7", "id:7"),
        ("a\x00b\u202ec", "id:abc"),
    ],
)
def test_an_own_id_keeps_the_kind_it_names(id_text: str, key: str) -> None:
    assert ids.entry_keys(id_text, "", "A title")[0] == key


@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=60))
@settings(max_examples=100)
def test_any_text_gives_keys_that_can_be_printed_and_are_ordered(id_text: str, url: str, title: str) -> None:
    keys = ids.entry_keys(id_text, url, title)
    assert len(set(keys)) == len(keys)
    assert keys[-1] == ids.title_key(title)
    assert ids.kind(ids.canonical(keys)) == ids.kind(keys[0])
    for key in keys:
        assert key.partition(":")[2]
        assert not set(key) & set(map(chr, [*range(32), *range(127, 160)]))


@given(
    st.permutations(["title:00", "id:7", "acl:1", "doi:10.1/a", "doi:10.1/b", "arxiv:2602.23229"]), st.integers(1, 6)
)
@settings(max_examples=60)
def test_the_canonical_key_is_the_best_whatever_the_order(keys: list[str], count: int) -> None:
    some = keys[:count]
    best = ids.canonical(some)
    ranks = ["arxiv", "doi", "acl", "id", "title"]
    assert best == min(some, key=lambda key: (ranks.index(ids.kind(key)), key))
    assert ids.canonical(reversed(some)) == best


def test_no_key_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        ids.canonical([])


@pytest.mark.parametrize(
    ("key", "strong"), [("arxiv:1", True), ("doi:1", True), ("acl:1", False), ("title:1", False), ("id:1", False)]
)
def test_only_arxiv_ids_and_dois_name_one_work_in_all_the_world(key: str, strong: bool) -> None:
    assert ids.strong(key) is strong


@given(st.text(string.ascii_lowercase + string.digits + "/.:%?#()<>", max_size=40))
@settings(max_examples=100)
def test_a_key_that_was_found_is_found_again_in_its_own_name(text: str) -> None:
    for find in (ids.arxiv_key, ids.doi_key):
        key = find(text)
        assert not key or find(key.partition(":")[2]) == key or ids.kind(key) == "arxiv"
