"""Whatever names a key names the one in force: where every command has another key, no usual one is spoken of."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import reader
from reader.app.commands import COMMANDS, how_to, in_force
from reader.paths import Places
from tests.ui.conftest import Reader, Start, frame

OTHER = {one.id: ("é", chr(97 + place // 26), chr(97 + place % 26)) for place, one in enumerate(COMMANDS)}
"""Another key for every command."""
WRITTEN = {name: (" ".join(keys),) for name, keys in OTHER.items()}
USUAL = sorted({key.replace(" ", "") for one in COMMANDS for key in one.keys if len(key.split(" ")[0]) == 1})
NAMED = re.compile(rf"(?<![^\s(])(?:{'|'.join(re.escape(key) for key in USUAL)})(?= (?:[a-z]+s|and|or)\b)")
"""One of the usual keys with what it does behind it: `u brings it back`, `m and a letter`."""
ELSEWHERE = {
    "u takes the import back  Esc closes",
    "y gives the year  {}",
    "y gives it",
    "which letter?  ' goes back  Enter lists all",
}
"""Keys that no command has: those of the report of an import, and those that go_place asks for."""


def literals(path: Path) -> list[str]:
    """Give the texts of a module as they are written, without docstrings; `{}` stands for what is put in."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            texts.append("".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values))  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            texts.append(node.value)
    return texts


def test_no_text_of_the_program_names_a_usual_key() -> None:
    root = Path(reader.__file__).parent
    files = [path for room in ("app", "library", "serving") for path in sorted((root / room).rglob("*.py"))]
    files += sorted((root.parent / "widgets").glob("*.py"))
    found = [(path.name, text) for path in files for text in literals(path) if NAMED.search(text)]
    assert [one for one in found if one[1] not in ELSEWHERE] == []
    assert NAMED.search("Removed; u brings it back.")
    assert NAMED.search("m and a letter")


def test_a_command_without_a_key_is_named_by_its_title() -> None:
    assert how_to({}, "undo") == "u"
    assert how_to({"undo": ()}, "undo") == "“Undo”"
    assert how_to({"pin_view": ()}, "pin_view", letter="5") == "“Put it on a digit” 5"
    assert how_to({}, "pin_view", letter="5") == "P5"
    assert how_to({}, "meant", "jump_ahead") == "Tab"


def test_the_help_of_commands_names_the_keys_in_force() -> None:
    usual = {one.id: one.help for one in in_force(COMMANDS, {})}
    other = {one.id: one.help for one in in_force(COMMANDS, WRITTEN)}
    assert usual["remove"] == "Take the paper out of the library; u brings it back."
    assert other["remove"] == f"Take the paper out of the library; {''.join(OTHER['undo'])} brings it back."
    assert not [words for words in (*usual.values(), *other.values()) if "{" in words]
    assert not [words for words in other.values() if NAMED.search(words)]


async def do(reader: Reader, command: str, *behind: str) -> str:
    """Do a command with its other key, and give what the screen shows then."""
    await reader.press(*OTHER[command], *behind)
    await reader.idle()
    shown = frame(reader.app)
    assert not NAMED.search(shown), shown
    return shown


async def test_no_message_names_a_key_that_the_settings_have_given_away(start: Start, places: Places) -> None:
    places.config.mkdir(parents=True)
    lines = (f'{name} = "{key}"' for name, (key,) in WRITTEN.items())
    places.settings.write_text("\n".join(["[keys]", *lines]))
    other = {name: "".join(keys) for name, keys in OTHER.items()}
    async with start() as reader:
        assert not NAMED.search(frame(reader.app))  # the first steps
        assert f"{other['undo']} brings it back" in await do(reader, "remove")
        await do(reader, "undo")
        assert f"{other['bookmark']} bookmarks a paper" in await do(reader, "bookmarks")
        await do(reader, "newest")
        assert f"{other['pin_view']}7 puts" in await do(reader, "view", "7")
        assert f"{other['pin_view']} and a digit" in await do(reader, "pin_view", "x")
        assert f"{other['pin_view']}7 here takes it off" in await do(reader, "pin_view", "7")
        assert f"{other['mark_place']}x does that" in await do(reader, "go_place", "x")
        assert f"{other['go_place']}x comes back here" in await do(reader, "mark_place", "x")
        assert f"{other['watch']} watches it" in await do(reader, "watch")
        assert f"{other['raw']} shows it readable" in await do(reader, "raw")
        assert f"{other['import']} brings" in await do(reader, "import_report")
        assert f"{other['search']} searches" in await do(reader, "explain")
        assert "Esc leaves the search" in await do(reader, "search", *"zzzq")
        await reader.press("enter")
        await reader.idle()
        assert f"{other['back']} leaves the search" in frame(reader.app)
        await do(reader, "back")
        await do(reader, "help")
        await reader.press("escape")
        await do(reader, "palette")
        await reader.press("escape")
        await do(reader, "unread")
        assert f"{other['undo']} takes it back" in await do(reader, "read_all")
        assert f"{other['all']} shows all papers" in await do(reader, "unread")
        await do(reader, "tour")


async def test_other_keys_hold_as_soon_as_they_are_chosen(start: Start) -> None:
    async with start() as reader:
        await reader.press("comma", *"keys", "enter", *"choose a view", "enter", "B", "enter", "escape")
        assert "views" in reader.status
        await reader.press("down")
        assert "B views" in reader.status
        await reader.press("B")
        assert "All papers" in frame(reader.app)
        await reader.press("escape", "v")
        assert "All papers" not in frame(reader.app)
