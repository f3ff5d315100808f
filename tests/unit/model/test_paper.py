"""The address at which a paper is read."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Paper


def link(url: str = "", key: str = "title:00") -> str:
    return Paper(1, key, "A title", url=url).link


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2602.23229",
        "http://export.arxiv.org/abs/2602.23229v1",
        "HTTPS://Example.org:8080/a/b;c?d=e&f=%20#g",
        "https://en.wikipedia.org/wiki/Transformer_(deep_learning)",
        "http://[::1]/",
        "https://example.org?q",
    ],
)
def test_a_web_address_comes_out_as_it_is(url: str) -> None:
    assert link(url, "arxiv:2602.23229") == url


def test_letters_beyond_ascii_come_out_encoded() -> None:
    assert link("https://bücher.example/") == "https://b%C3%BCcher.example/"
    assert link("https://example.org/é?q=%20深") == "https://example.org/%C3%A9?q=%20%E6%B7%B1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/",
        "arxiv.org/abs/2602.23229",
        "https://",
        "https:///path",
        "http://[",
        "https://arxiv.org@example.org/",
        "https://example.org/\x1b]8;;\x07",
        "https://example.org/\n--version",
        "https://example.org/a b",
        'https://example.org/"$(id)"',
        "https://example.org/é\u202e",
        "--help https://example.org",
    ],
)
def test_what_is_no_safe_web_address_gives_way_to_that_of_the_key(url: str) -> None:
    assert link(url) == ""
    assert link(url, "arxiv:2602.23229") == "https://arxiv.org/abs/2602.23229"


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("arxiv:hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("doi:10.1000/abc", "https://doi.org/10.1000/abc"),
        ("doi:10.1002/(sici)1:2<3::a>3.0.co;2-2", "https://doi.org/10.1002/(sici)1:2%3C3::a%3E3.0.co;2-2"),
        ("doi:10.1000/a#b?c%d", "https://doi.org/10.1000/a%23b%3Fc%25d"),
        ("arxiv:\x1b[2J", "https://arxiv.org/abs/%1B%5B2J"),
        ("arxiv:", ""),
        ("acl:P19-1001", ""),
        ("title:00", ""),
        ("nonsense", ""),
    ],
)
def test_a_key_that_names_a_page_stands_for_its_address(key: str, address: str) -> None:
    assert link("", key) == address


@given(
    url=st.text(max_size=20) | st.text(max_size=20).map("https://a".__add__),
    key=st.text(max_size=20) | st.text(max_size=20).map("doi:".__add__),
)
@settings(max_examples=100)
def test_only_http_and_https_in_printable_ascii_ever_come_out(url: str, key: str) -> None:
    address = link(url, key)
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address
    assert not address or urlsplit(address).scheme in {"http", "https"}
