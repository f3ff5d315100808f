"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in ("reader", "widgets") for path in (ROOT / folder).rglob("*.py"))
LONGEST = 400


TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in SOURCES}


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Every module as Python reads it, by its name."""
    return {name: ast.parse(text) for name, text in TEXTS.items()}


def test_no_file_becomes_the_place_where_everything_lands() -> None:
    lengths = {name: len(text.splitlines()) for name, text in TEXTS.items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_what_it_is_for(trees: dict[str, ast.Module]) -> None:
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_every_exemption_carries_its_reason() -> None:
    for name, text in TEXTS.items():
        for number, line in enumerate(text.splitlines(), 1):
            exemption = re.search(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])(.*)", line)
            if exemption:
                assert len(exemption[1].strip(" -#")) > 5, f"{name}:{number}"


def test_no_widget_is_ever_given_text_as_markup(trees: dict[str, ast.Module]) -> None:
    for path, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name in {"Static", "Label", "Button"} or (name == "notify" and call.args):
                given = {keyword.arg: keyword.value for keyword in call.keywords}
                assert "markup" in given, f"{path}:{call.lineno}: {name} without markup=False"
                assert ast.literal_eval(given["markup"]) is False, f"{path}:{call.lineno}: {name}"


def test_nothing_names_a_registry_or_a_machine() -> None:
    for path in [*SOURCES, *ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / "requirements" / "dev.txt"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"index-url|/simple/|file:///", text), path
