"""Keys: how ids, addresses and titles become names of papers."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import ids
from reader.model.text import clean_line


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
        "https://www.alphaxiv.org/abs/2602.23229v1",
        "https://alphaxiv.org/overview/2602.23229",
        "https://ar5iv.labs.arxiv.org/html/2602.23229",
        "ARXIV 2602.23229V1",
        "(arXiv:2602.23229)",
        "arXiv:2602.23229v1 [cs.CL].",
        "https://arxiv.org/abs/2602.23229).",
        "“2602.23229”,",
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
        ("1412.9999v1", "arxiv:1412.9999"),
        ("1501.00001", "arxiv:1501.00001"),
        ("math.AG/0101001", "arxiv:math/0101001"),
        ("math-ph/0703001", "arxiv:math-ph/0703001"),
        ("https://arxiv.org/abs/hep-th%2F9901001v2", "arxiv:hep-th/9901001"),
        ("http://arxiv.org/pdf/hep-th/9901001v2.pdf", "arxiv:hep-th/9901001"),
    ],
)
def test_old_ids_lose_their_version_and_subject_class(text: str, key: str) -> None:
    assert ids.arxiv_key(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "3.14",
        "10.1000/182",
        "https://example.org/abs/2602.23229",
        "https://notarxiv.org/abs/2602.23229",
        "https://arxiv.org/list/cs.CL/2602",
        "https://huggingface.co/papers/date/2026-02-26",
        "my-notes/1234567",
        "see arXiv:2602.23229",
        "2602.23229 and 2602.23230",
        "2020.12345",  # no month 20
        "2600.23229",
        "arXiv:2613.00001",
        "1412.12345",  # five digits came with 2015
        "1501.0001",  # and four went
        "0703.0001",  # before the new style
        "9912.12345",
        "2602.00000",
        "2602.232290",
        "٢٦٠٢.23229",
        "hep-th/9913001",
        "hep-th/0704001",  # after the old style
        "hep-th/9001001",
        "hep-th/9901000",
    ],
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
        ("10.1016/S0140-6736(20)30183-5).", "doi:10.1016/s0140-6736(20)30183-5"),
        ("(10.1000/abc),", "doi:10.1000/abc"),
        ("<https://doi.org/10.1000/abc>", "doi:10.1000/abc"),
        ("[doi:10.1000/ABC];", "doi:10.1000/abc"),
        ("“10.1000/abc.”", "doi:10.1000/abc"),
        ("DOI 10.1000/abc", "doi:10.1000/abc"),
        ("info:doi/10.1000/abc", "doi:10.1000/abc"),
        ("https://dl.acm.org/doi/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"),
        ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701?download=true", "doi:10.1145/3292500.3330701"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/abc.1/full#s1", "doi:10.1002/abc.1"),
        ("https://doi.org/10.48550/arXiv.2602.23229", "arxiv:2602.23229"),
        ("10.48550/ARXIV.2602.23229v2", "arxiv:2602.23229"),
        ("10.48550/arXiv.hep-th/9901001", "arxiv:hep-th/9901001"),
    ],
)  # fmt: skip
def test_a_doi_is_lower_case_and_arxivs_own_are_arxiv_ids(text: str, key: str) -> None:
    assert ids.doi_key(text) == key


@pytest.mark.parametrize(
    "text", ["", "10.1000/", "11.1000/abc", "10.1000/a b", "10.1000", "10.1000/.", "10.99/a", f"10.1000/{'a' * 300}"]
)
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


@pytest.mark.parametrize(
    ("one", "other"),
    [("GPT-3", "GPT-4"), ("深度学习", "强化学习"), ("???", "!!!"), ("…", ""), ("∀", "∃"), ("कि", "का"), ("か", "が")],
)
def test_different_titles_are_different_keys(one: str, other: str) -> None:
    assert ids.title_key(one) != ids.title_key(other)


def test_the_key_of_a_title_never_changes_since_libraries_hold_it() -> None:
    assert ids.title_key("Attention Is All You Need") == "title:12286c43e70efbab"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
@settings(max_examples=100)
def test_the_fast_way_for_ascii_titles_is_the_way_for_all(title: str) -> None:
    # The accent goes, so the title only takes the slow way.
    assert ids.title_key(title + "e") == ids.title_key(title + "é")


# Without the iota below, whose capital stands beside: where other marks are around it, case changes their order.
LETTERS = st.text(st.characters(categories=["L", "Nd", "Nl", "Mn", "Mc", "P", "S"]), max_size=30).map(
    lambda title: unicodedata.normalize("NFD", title).replace("\u0345", "")
)


@given(LETTERS)
@settings(max_examples=100)
def test_neither_case_nor_blanks_nor_the_form_of_unicode_changes_the_key_of_a_title(title: str) -> None:
    key = ids.title_key(title)
    assert ids.title_key(title.upper()) == key
    assert ids.title_key(title.lower()) == key
    assert ids.title_key(f" {title}\n") == key
    assert ids.title_key("\t ".join(title.split())) == key
    assert ids.title_key(unicodedata.normalize("NFC", title)) == key
    assert ids.title_key(unicodedata.normalize("NFD", title)) == key


@given(LETTERS)
@settings(max_examples=50)
def test_the_key_of_a_title_is_that_of_the_clean_title(title: str) -> None:
    assert ids.title_key(clean_line(title)) == ids.title_key(title)


@pytest.mark.parametrize("title", ["KADIOĞLU", "Kadıoğlu", "kadioglu"])
def test_a_dotless_i_is_an_i(title: str) -> None:
    assert ids.title_key(title) == ids.title_key("Kadioglu")


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
        ("title:12286c43e70efbab", "", ["title", "title"]),
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
        ("arxiv:no-such-id", "id:arxiv:no-such-id"),
        ("arXiv:2613.00001", "id:arXiv:2613.00001"),
        ("doi:none", "id:doi:none"),
        ("title:no-hash", "id:title:no-hash"),
        ("ACL:P19-1001", "acl:P19-1001"),
        ("ISBN: 978-3-16-148410-0", "isbn:9783161484100"),
        ("isbn:3-16-148410-X", "isbn:9783161484100"),
        ("isbn:0 8044 2957 x", "isbn:9780804429573"),
        ("isbn:978-3", "isbn:978-3"),
    ],
)
def test_an_own_id_keeps_the_kind_it_names(id_text: str, key: str) -> None:
    assert ids.entry_keys(id_text, "", "A title")[0] == key


def test_long_ids_that_differ_in_their_ends_only_are_different_keys() -> None:
    one, other = (ids.entry_keys("x" * 300 + end, "", "A title")[0] for end in "ab")
    assert one != other
    assert len(one) < 300


def test_an_address_with_another_arxiv_id_leads_elsewhere() -> None:
    keys = ids.entry_keys("2602.23229", "https://arxiv.org/abs/2602.00001", "A title")
    assert [key for key in keys if ids.strong(key)] == ["arxiv:2602.23229"]


@given(st.from_regex(r"[0-9]{1,6}\.[0-9]{1,6}", fullmatch=True))
@settings(max_examples=100)
def test_a_number_is_an_arxiv_id_only_with_a_month_and_the_digits_of_its_time(number: str) -> None:
    if ids.arxiv_key(number):
        date, _, running = number.partition(".")
        assert len(date) == 4
        assert 1 <= int(date[2:]) <= 12
        assert len(running) == (5 if int(date) >= 1501 else 4)


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


@given(
    st.lists(
        st.sampled_from(["10.1000/", "2602.23229", "doi:", "https://doi.org/", "math/0101001", "%2F", "%28", "(", ")"])
        | st.text(string.ascii_letters + string.digits + "/.:%?#()<>", max_size=5),
        max_size=5,
    ).map("".join)
)
@settings(max_examples=100)
def test_a_key_that_was_found_is_found_again_in_its_own_name(text: str) -> None:
    for find in (ids.arxiv_key, ids.doi_key):
        key = find(text)
        name = key.partition(":")[2]
        assert not key or (ids.arxiv_key(name) or ids.doi_key(name)) == key


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2101.00120v3", 3),
        ("https://arxiv.org/abs/2101.00120v12", 12),
        ("arXiv:hep-th/9901001v2 [hep-th]", 2),
        ("2101.00120", 0),
        ("v3", 0),
        ("10.1000/v3", 0),
        ("2101.00120v" + "9" * 5000, 0),
    ],
)
def test_the_version_of_an_id_is_read(text: str, version: int) -> None:
    assert ids.arxiv_version(text) == version
