"""TeX on the command line: readable where a person reads, as it is stored with `--raw` and in JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Octavo, write_papers

TITLE = r"An $O(\sqrt{n})$ bound by Rozi\`ere"
ABSTRACT = r"Gains of 7\% for $\alpha$-stable {\em laws}."
PAPER = {"id": "2401.00009", "title": TITLE, "abstract": ABSTRACT}


@pytest.fixture
def tex(empty: Octavo, tmp_path: Path) -> Octavo:
    """Give the command over a home with one paper."""
    assert empty("import", str(write_papers(tmp_path / "tex.jsonl", (PAPER,)))).status == 0
    return empty


@pytest.mark.parametrize("command", [("list",), ("search", "laws"), ("show", "2401.00009")])
def test_titles_are_readable_and_raw_on_demand(tex: Octavo, command: tuple[str, ...]) -> None:
    assert "An O(√n) bound by Rozière" in tex(*command).out
    raw = tex(*command, "--raw").out
    assert TITLE in raw
    assert "√" not in raw


def test_abstracts_and_passages_are_readable(tex: Octavo) -> None:
    assert "Gains of 7% for α-stable laws." in tex("show", "2401.00009").out
    assert ABSTRACT in tex("show", "2401.00009", "--raw").out
    assert "Gains of 7% for α-stable laws." in tex("search", "laws", "--snippets").out
    assert ABSTRACT in tex("search", "laws", "--snippets", "--raw").out


def test_json_is_what_is_stored(tex: Octavo) -> None:
    for command in (("list", "--json"), ("search", "laws", "--json", "--snippets"), ("show", "2401.00009", "--json")):
        (paper,) = tex(*command).papers
        assert (paper["title"], paper["abstract"]) == (TITLE, ABSTRACT)
