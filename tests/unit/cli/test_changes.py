"""`octavo show --changes`, and `is:changed`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.cli.conftest import Octavo


def test_the_words_of_a_newer_version_are_marked(octavo: Octavo, tmp_path: Path) -> None:
    for version, size in ((1, "small"), (3, "large")):
        file = tmp_path / f"v{version}.jsonl"
        told = {"id": f"2101.00001v{version}", "title": "Owls", "abstract": f"A {size} model is good."}
        file.write_text(json.dumps(told), encoding="utf-8")
        assert octavo("import", str(file)).status == 0
    shown = octavo("show", "--changes", "2101.00001")
    assert "A [-small-] {+large+} model is good." in shown.out
    assert "v3: abstract changed" in shown.out
    assert "A large model is good." in octavo("show", "2101.00001").out
    assert [paper["key"] for paper in octavo("list", "is:changed", "--json").papers] == ["arxiv:2101.00001"]


def test_of_a_paper_that_never_changed_it_is_said_and_shown(octavo: Octavo) -> None:
    shown = octavo("show", "--changes", "2401.00002")
    assert shown.status == 0
    assert "Everything on graphs." in shown.out
    assert "no former version" in shown.err
