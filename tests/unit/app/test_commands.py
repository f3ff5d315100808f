"""The table of commands: help, palette, settings and README are made from it, so it must hold together."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import reader.app
from reader.app.commands import COMMANDS, NEED_A_PAPER, Command, written_keys

_COMFORTS = {"half_down", "half_up", "redraw", "suspend"}
"""Commands that nobody needs: they may stand on Ctrl alone, as pagers and shells have taught hands to expect."""


def test_no_command_is_declared_twice() -> None:
    assert [name for name, number in Counter(command.id for command in COMMANDS).items() if number > 1] == []


def test_no_two_commands_have_the_same_title() -> None:
    assert [title for title, number in Counter(command.title for command in COMMANDS).items() if number > 1] == []


def test_every_id_is_a_name_that_settings_and_code_can_use() -> None:
    assert all(command.id.isidentifier() and command.id == command.id.lower() for command in COMMANDS)


def handler_names() -> list[str]:
    """Give every string key of a `handlers` mapping in the app, as it stands in the code."""
    names: list[str] = []
    for path in sorted(Path(reader.app.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.name if isinstance(node, ast.FunctionDef) else ""
            target = ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else ""
            if name == "handlers" or target == "self._handlers":
                keys = [key for part in ast.walk(node) if isinstance(part, ast.Dict) for key in part.keys]
                names += [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return names


def test_no_handler_is_named_by_two_controllers() -> None:
    named = handler_names()
    assert "bookmark" in named
    assert [name for name, number in Counter(named).items() if number > 1] == []


def test_every_handler_that_is_written_down_is_a_command() -> None:
    assert set(handler_names()) <= {command.id for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_help_is_one_sentence_and_titles_are_short(command: Command) -> None:
    assert command.help.endswith(".")
    assert command.help[0].isupper()
    assert ". " not in command.help
    assert command.title[0].isupper()
    assert 1 <= len(command.title.split()) <= 5


def test_no_command_that_is_needed_needs_ctrl() -> None:
    on_ctrl = {command.id for command in COMMANDS if command.keys and all("ctrl" in key for key in command.keys)}
    assert on_ctrl <= _COMFORTS


def test_no_key_is_one_that_terminals_or_tmux_keep_for_themselves() -> None:
    keys = {part for command in COMMANDS for key in command.keys for part in key.split()}
    assert keys.isdisjoint({"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q", "ctrl+i", "ctrl+m", "ctrl+j"})


def test_arrows_work_beside_the_letters() -> None:
    keys = {command.id: command.keys for command in COMMANDS}
    for name, arrow in {"down": "down", "up": "up", "open": "right", "back": "left"}.items():
        assert arrow in keys[name]


def test_marks_and_the_paper_s_commands_need_a_paper_and_no_others_do() -> None:
    assert {"bookmark", "tag", "note", "visit", "copy", "rate_5", "read"} <= NEED_A_PAPER
    assert NEED_A_PAPER.isdisjoint({"undo", "redo", "read_all", "down", "search", "quit", "help"})
    assert {command.id for command in COMMANDS} >= NEED_A_PAPER


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ((), ""),
        (("j",), "j"),
        (("G",), "G"),
        (("g g", "home"), "gg Home"),
        (("ctrl+d",), "Ctrl-D"),
        (("pagedown", "pageup"), "PgDn PgUp"),
        (("enter", "l", "right"), "Enter l Right"),
        (("escape",), "Esc"),
        (("S 0",), "S0"),
        (("y y",), "yy"),
        ((":", "ctrl+p"), ": Ctrl-P"),
    ],
)
def test_keys_are_written_as_a_person_reads_them(keys: tuple[str, ...], written: str) -> None:
    assert written_keys(keys) == written
