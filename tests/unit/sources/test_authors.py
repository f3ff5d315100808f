"""All authors in one text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sources.authors import names_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace", ["Ada Lovelace"]),
        ("Ada Lovelace and Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace & Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace, Alan Turing and Emmy Noether", ["Ada Lovelace", "Alan Turing", "Emmy Noether"]),
        ("Ada Lovelace, Alan Turing, and Emmy Noether", ["Ada Lovelace", "Alan Turing", "Emmy Noether"]),
        ("Ada Lovelace,Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace; Alan Turing; and Emmy Noether", ["Ada Lovelace", "Alan Turing", "Emmy Noether"]),
        ("Lovelace, Ada; Turing, Alan", ["Lovelace, Ada", "Turing, Alan"]),
        ("Lovelace, Ada", ["Lovelace, Ada"]),
        ("Lovelace, Ada and Turing, Alan Mathison", ["Lovelace, Ada", "Turing, Alan Mathison"]),
        ("Lovelace, A., Turing, A. M. and Noether, E.", ["Lovelace, A.", "Turing, A. M.", "Noether, E."]),
        ("Martin Luther King, Jr.", ["Martin Luther King, Jr."]),
        ("Sandy Anderson, Andy Sand", ["Sandy Anderson", "Andy Sand"]),
    ],
)
def test_names_are_told_apart(text: str, names: list[str]) -> None:
    assert names_of(text) == names


@settings(max_examples=50)
@given(st.lists(st.from_regex(r"(?!And )[A-Z][a-z]+ (?!And\b)[A-Z][a-z]+", fullmatch=True), min_size=1, max_size=5))
def test_names_that_are_joined_come_apart_again(names: list[str]) -> None:
    assert names_of(", ".join(names)) == names
    assert names_of("; ".join(names)) == names
    assert names_of(" and ".join(names)) == names
