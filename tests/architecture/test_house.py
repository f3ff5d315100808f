"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in ("reader", "widgets") for path in (ROOT / folder).rglob("*.py"))
LONGEST = 400


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_file_becomes_the_place_where_everything_lands(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_every_exemption_carries_its_reason(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        exemption = re.search(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])(.*)", line)
        if exemption:
            assert len(exemption[1].strip(" -#")) > 5, f"{_name(path)}:{number}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_widget_is_ever_given_text_as_markup(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in {"Static", "Label", "Button"} or (name == "notify" and call.args):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            assert "markup" in given, f"{_name(path)}:{call.lineno}: {name} without markup=False"
            assert ast.literal_eval(given["markup"]) is False


def test_nothing_names_a_registry_or_a_machine() -> None:
    for path in [*SOURCES, *ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / "requirements" / "dev.txt"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"index-url|/simple/|file:///", text), path
