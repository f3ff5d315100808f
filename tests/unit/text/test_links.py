from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.links import find_links, is_address, numbered


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Code: https://github.com/hustvl/mmMamba", ["https://github.com/hustvl/mmMamba"]),
        ("released at https: //github.com/salesforce/CodeT5 .", ["https://github.com/salesforce/CodeT5"]),
        ("at: https://huggingface.co/ datasets/LennartKeller/SpeechTaxi/.", ["https://huggingface.co/datasets/LennartKeller/SpeechTaxi/"]),
        ("at https://github.com/\nuser/some-repo.", ["https://github.com/user/some-repo"]),
        ("in https://github.com/Naeem- Paeedeh/MIFOMO for", ["https://github.com/Naeem-Paeedeh/MIFOMO"]),
        ("https://github.com/cisnlp/ and more", ["https://github.com/cisnlp/"]),
        ("https://github.com/a/b and more/less", ["https://github.com/a/b"]),
        ("(https://a.org/b), [https://c.org/d]: https://e.org/f_(g)!", ["https://a.org/b", "https://c.org/d", "https://e.org/f_(g)"]),
        ("https://github.com/a/b{name} {https://c.org}", ["https://github.com/a/b", "https://c.org"]),
        ("github.com/anonymous/SenseCF. www.modelhub.ai, a", ["https://github.com/anonymous/SenseCF", "https://www.modelhub.ai"]),
        (r"https://swanaigc.github.io/\#swantale and https://a.org/b\_c", ["https://swanaigc.github.io/#swantale", "https://a.org/b_c"]),
        ("http://www.math.jussieu.fr/~karoubi, for", ["http://www.math.jussieu.fr/~karoubi"]),
        ("HTTPS://A.org", ["https://A.org"]),
        # None of these is one.
        ("file:///etc/passwd javascript://a.org/x ftp://a.org me@github.com/x and/or cs.AI/LG", []),
        ("https://user:secret@a.org https://localhost/x https:// x", []),
        ("https://a.org\u202e/x", ["https://a.org"]),
        ("https://ä.org/x", []),
    ],
)  # fmt: skip
def test_links_are_found_also_where_a_page_broke_them(text: str, addresses: list[str]) -> None:
    assert [link.address for link in find_links(text)] == addresses


@given(
    st.lists(
        st.sampled_from(
            ["https://", "http: //", "a.org", "github.com/", "/", " ", "x-", "(", ")", ".", "\\_", "é", "[1]", "www."]
        )
    ).map("".join)
)
def test_only_addresses_are_found_in_order_and_in_range(text: str) -> None:
    after = 0
    for start, end, address in find_links(text):
        assert after <= start < end <= len(text)
        assert is_address(address)
        after = end
    found = numbered(text)
    assert len(found.text) == len(text) + sum(end - start for start, end in found.numbers)
    assert all(found.text[start:end].strip(" []").isdigit() for start, end in found.numbers)


def test_numbers_stand_behind_links_and_the_same_address_has_one() -> None:
    found = numbered("see https://a.org, http://b.org/c and https://a.org.")
    assert found.text == "see https://a.org [1], http://b.org/c [2] and https://a.org [1]."
    assert found.addresses == ("https://a.org", "http://b.org/c")
    assert [found.text[start:end] for start, end in found.moved([(0, 3), (4, 18), (34, 37)])] == [
        "see",
        "https://a.org",
        ",",
        "and",
    ]


def test_a_text_without_links_has_no_numbers() -> None:
    found = numbered("and/or nothing")
    assert (found.text, found.numbers, found.addresses) == ("and/or nothing", (), ())
    assert list(found.moved([(1, 3)])) == [(1, 3)]
