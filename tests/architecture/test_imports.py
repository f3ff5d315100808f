"""What each entry point loads: imports are a budget, and two thirds of the time to the first screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_TELL = "\nimport sys; print('|', *sys.modules)"


def loaded(code: str, home: Path) -> set[str]:
    """Run code in an interpreter of its own, and tell the modules that are loaded then."""
    environ = os.environ | {"OCTAVO_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code + _TELL], capture_output=True, text=True, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("|")[2].split())


def run(*arguments: str) -> str:
    return f"from reader.cli import main\nassert main({list(arguments)!r}) == 0\n"


def of(modules: set[str], *names: str) -> set[str]:
    """Give those of the modules that are one of the names, or below one."""
    return {module for module in modules if any(module == name or module.startswith(f"{name}.") for name in names)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with the bundled papers, indexed."""
    folder = tmp_path_factory.mktemp("imports")
    loaded(run("search", "language"), folder)
    return folder


SCREEN = ("textual", "rich")
ENGINE = ("whoosh", "snowballstemmer", "numpy")
NETWORK = ("http", "urllib.request", "requests", "httpx", "reader.network")
# What the standard library offers and nobody needs for a first screen or a list (milliseconds as measured).
SLOW = ("importlib.metadata", "argparse", "logging", "unittest", "email", "multiprocessing", "concurrent")


def test_the_version_loads_nothing(home: Path) -> None:
    modules = loaded(run("--version"), home)

    assert of(modules, "reader") == {"reader", "reader.cli"}
    assert not of(modules, *SCREEN, *ENGINE, *NETWORK, *SLOW, "sqlite3", "click", "dataclasses", "pathlib", "json")


@pytest.mark.parametrize("arguments", [("--help",), ("help", "search"), ("keys",), ("config",), ("completion", "bash")])
def test_what_octavo_tells_of_itself_needs_no_library(home: Path, arguments: tuple[str, ...]) -> None:
    modules = loaded(run(*arguments), home)

    assert not of(modules, *SCREEN, *ENGINE, *NETWORK, "sqlite3", "reader.library", "reader.store", "reader.search")


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--limit", "3"),
        ("list", "is:unread", "--json", "--limit", "3"),
        ("list", "is:unread limit:3 sort:title"),
        ("show", "title:0e"),
        ("editions",),
        ("mark-read", "title:0e"),
    ],
)
def test_without_words_there_is_no_engine(home: Path, arguments: tuple[str, ...]) -> None:
    modules = loaded(run(*arguments), home)

    assert "sqlite3" in modules
    assert not of(modules, *SCREEN, *ENGINE, *NETWORK, "reader.importing", "reader.sources")


@pytest.mark.parametrize(
    "arguments", [("search", "language"), ("search", "language", "--explain", "--snippets"), ("facets",)]
)
def test_a_search_loads_the_engine_and_no_screen(home: Path, arguments: tuple[str, ...]) -> None:
    modules = loaded(run(*arguments), home)

    assert "whoosh" in modules
    assert not of(modules, *SCREEN, *NETWORK, "reader.app", "reader.importing", "reader.sources")


@pytest.mark.parametrize("arguments", [("sync", "--status"), ("import", os.devnull)])
def test_nothing_that_asks_nobody_loads_what_asks(home: Path, arguments: tuple[str, ...]) -> None:
    modules = loaded(f"from reader.cli import main\nmain({list(arguments)!r})\n", home)

    assert not of(modules, *SCREEN, *ENGINE, "http", "urllib.request", "ssl", "email")


def test_the_way_to_the_reader_knows_no_click(home: Path) -> None:
    # Everything up to the moment at which the terminal is needed.
    modules = loaded("from reader.cli import main\nassert main([]) == 2\n", home)

    assert of(modules, "reader") == {"reader", "reader.cli", "reader.cli.reading", "reader.cli.statuses"}
    assert not of(modules, "click")


def test_the_reader_before_its_first_frame_loads_no_engine_and_no_network(home: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from reader.app.start import build_app\n"
        "from reader.library import Library\n"
        "from reader.paths import find_places\n"
        "library = Library.open(find_places())\n"
        "build_app(library)\n"
        "import reader.app.main_screen\n"
        "library.close()\n"
    )
    modules = loaded(code, home)

    assert "textual.app" in modules
    assert not of(
        modules, *ENGINE, *NETWORK, "click", "reader.importing", "reader.sources", "reader.search.whoosh_index"
    )
    assert not of(modules, "textual.widgets._markdown", "textual.widgets._data_table", "rich.traceback", "rich.syntax")


def test_the_key_table_needs_no_textual(home: Path) -> None:
    assert not of(loaded("import reader.app.commands", home), *SCREEN)
