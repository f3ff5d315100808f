"""The style sheets in the folder and those the app reads are the same, and each widget is styled."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

import widgets
from reader.app.app import SHEETS, OctavoApp
from reader.app.theme import TEXTUAL_THEMES
from reader.paths import STYLES
from widgets.line_widget import LineWidget
from widgets.looks import LOOKS, style_of


def widget_classes() -> list[type[LineWidget]]:
    """Give every widget that draws its own lines."""
    for path in Path(widgets.__file__).parent.glob("*.py"):
        import_module(f"widgets.{path.stem}")
    return LineWidget.__subclasses__()


def test_every_sheet_in_the_folder_is_read_and_every_sheet_that_is_read_is_there() -> None:
    assert sorted(SHEETS) == sorted(path.stem for path in STYLES.glob("*.tcss"))
    assert [Path(path).is_file() for path in OctavoApp.CSS_PATH] == [True] * len(SHEETS)


def test_nothing_else_lies_among_the_sheets() -> None:
    assert [path.name for path in STYLES.iterdir() if path.suffix != ".tcss" and path.name != "__pycache__"] == []


def test_no_widget_carries_a_style_sheet_of_its_own() -> None:
    assert [kind.__name__ for kind in widget_classes() if "DEFAULT_CSS" in vars(kind)] == []


@pytest.mark.parametrize("kind", widget_classes(), ids=lambda kind: str(kind.__name__))
def test_every_part_of_a_widget_is_styled_and_described_and_no_other_is(kind: type[LineWidget]) -> None:
    prefix = re.sub("(?<!^)([A-Z])", r"-\1", kind.__name__).lower()
    looks = {name for name in LOOKS if name.startswith(f"{prefix}--")}
    source = Path(inspect.getfile(kind)).read_text("utf-8")
    assert looks
    assert set(re.findall(rf"`({prefix}--[a-z-]+)`", kind.__doc__ or "")) == looks
    drawn = set(re.findall(rf'"{prefix}--([a-z-]+)"', source)) | set(re.findall(r'"([a-z]+)"', source))
    assert {name.split("--")[1] for name in looks} <= drawn
    assert {f"{prefix}--{part}" for part in re.findall(rf'"{prefix}--([a-z-]+)"', source)} <= looks


def test_every_look_names_tokens_that_every_theme_has() -> None:
    for theme in TEXTUAL_THEMES:
        variables = theme.to_color_system().generate() | theme.variables
        for name in LOOKS:
            style_of(name, variables)


def test_no_sheet_forces_its_way() -> None:
    assert [path.name for path in STYLES.glob("*.tcss") if "!important" in path.read_text("utf-8")] == []
