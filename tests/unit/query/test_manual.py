"""The manual and the README tell of every field, and every example in the manual can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reader.query.fields import FIELDS, NAMES, SORTS, STATES, THINGS
from reader.query.manual import QUERY_MANUAL
from reader.query.parse import parse

README = Path(__file__).resolve().parents[3] / "README.md"
SEARCHING = README.read_text(encoding="utf-8").partition("## Searching")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
def test_every_field_is_told_of(name: str) -> None:
    assert f"{name}:" in QUERY_MANUAL
    assert f"{name}:" in SEARCHING


def test_the_manual_tells_of_every_alias_and_value() -> None:
    for word in (*NAMES, *(name for name in STATES if name != "starred"), *SORTS):
        assert re.search(rf"\b{word}\b", QUERY_MANUAL), word
    assert {name for name in THINGS if f"has:{name}" in QUERY_MANUAL} >= {"code", "note", "doi", "tag"}


def test_the_manual_fits_a_terminal() -> None:
    assert max(map(len, QUERY_MANUAL.splitlines())) <= 80


def test_every_example_of_the_manual_is_read_without_a_problem() -> None:
    examples = re.findall(r"^  (\S.*?)(?:  .*)?$", QUERY_MANUAL, re.MULTILINE)
    readable = [example for example in examples if not example.startswith(("Without", '"and"', "octavo"))]
    assert len(readable) > 25
    for example in readable:
        assert parse(example).problems == (), example


def test_every_example_of_the_readme_is_read_without_a_problem() -> None:
    examples = [code for row in SEARCHING.splitlines() if row.startswith("| `") for code in re.findall("`(.+?)`", row)]
    assert len(examples) > 25
    for example in examples:
        assert parse(example).problems == (), example
