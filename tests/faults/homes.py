"""Homes to do harm to: made once by the installed program, copied for each run.

Papers are made so that what a search must find is known without any index: the number in a paper's key tells which tree
it names.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from reader.paths import SEEDS
from reader.store.schema import STEPS
from tests.e2e.program import Home, json_lines
from tests.e2e.terminal import environment
from tests.unit.store.test_migration import former

TREES: Final = ("alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo")
"""Paper number n, and no other word of it, names the tree n % 7."""
FEW: Final = 40
SOME: Final = 700
"""Papers that the index takes in two commits."""
MANY: Final = 2_400
"""More than one line of a journal takes, so that an act on all of them has several."""


def key_of(number: int) -> str:
    """Give the key of a paper."""
    return f"arxiv:{2001 + number // 90_000}.{number % 90_000 + 1:05d}"


def tree_of(key: str) -> str:
    """Give the tree that a paper names."""
    return TREES[(int(key[-5:]) - 1) % len(TREES)]


def papers(numbers: range, edition: str = "") -> Iterator[dict[str, Any]]:
    """Make papers as Octavo's JSON Lines have them; with an edition, their abstracts say so, and so are other ones."""
    words = re.findall(r"[a-z]{3,}", min(SEEDS.glob("*.txt")).read_text("utf-8").lower())
    words = [word for word in words if word not in TREES]
    for number in numbers:
        begin = number * 31 % (len(words) - 100)
        yield {
            "id": key_of(number).removeprefix("arxiv:"),
            "title": f"On {' '.join(words[begin : begin + 5])} {number}",
            "abstract": f"{' '.join(words[begin + 5 : begin + 60])} {TREES[number % len(TREES)]} {edition}".strip(),
            "authors": ["Ada Example", f"Bo Number{number % 17}"],
            "date": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        }


class Stage:
    """The folder that a run happens in, with the homes that others are copied from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._makers: dict[str, Callable[[Home], None]] = {
            "empty": lambda home: None,
            "few": _few,
            "many": _many,
            "some": _some,
            "waiting": _waiting,
            "old": self._old,
        }

    def template(self, name: str) -> Home:
        """Give the home of this name, which nobody may change."""
        folder = self.folder / "templates" / name
        if folder.exists():
            return Home(folder)
        draft = Home(folder.with_name(f"{name}.draft"))
        self._makers[name](draft)
        draft.folder.rename(folder)
        return Home(folder)

    def copy(self, name: str) -> Home:
        """Give a home of this kind to do harm to; the one before is gone."""
        folder = self.folder / "run" / "person"
        clear(folder)
        return self.template(name).copy(folder)

    @property
    def file(self) -> Path:
        """The file that imports bring in: the papers of all homes and as many again, in part with other abstracts."""
        path = self.folder / "papers.jsonl"
        if not path.exists():
            told = [*papers(range(FEW // 2), "anew"), *papers(range(FEW // 2, 3_400))]
            path.write_bytes(json_lines(told))
        return path

    def _old(self, home: Home) -> None:
        shutil.copytree(self.template("some").folder, home.folder, dirs_exist_ok=True)
        library = home.places.library
        full = library.with_name("full.db")
        library.rename(full)
        former(library, full)
        full.unlink()
        with sqlite3.connect(library) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (1,)
            assert len(STEPS) > 1


def environ(home: Home) -> dict[str, str]:
    """Give the environment of a run: what is compiled is not written, so that the same run makes the same calls."""
    return environment(home.folder) | {"PYTHONDONTWRITEBYTECODE": "1"}


def clear(folder: Path) -> None:
    """Remove a home, whatever may be done with it."""
    for root, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(root) / name
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _few(home: Home) -> None:
    _bring_in(home, FEW)
    _do(home, "reindex")
    _mark(home)


def _many(home: Home) -> None:
    _bring_in(home, MANY)
    _do(home, "reindex")
    _mark(home)
    # What these were is not what the others were, so that an act on all of them has a line for each kind.
    _do(home, "mark-read", *(key_of(number) for number in range(0, 30, 3)))
    _do(home, "rate", key_of(4), "3")


def _some(home: Home) -> None:
    _bring_in(home, SOME)
    _do(home, "reindex")
    _mark(home)


def _waiting(home: Home) -> None:
    """Papers that are in no index yet."""
    _bring_in(home, SOME)
    _mark(home)


def _mark(home: Home) -> None:
    _do(home, "bookmark", key_of(1), key_of(2))
    _do(home, "tag", key_of(2), "kept")
    _do(home, "note", key_of(3), "A note that stays.")
    # A mark of a paper that comes later, as from another machine.
    _do(home, "rate", key_of(3), "5")


def _bring_in(home: Home, number: int) -> None:
    home.bring_in(list(papers(range(number))))


def _do(home: Home, *arguments: str) -> None:
    ended = home.run(*arguments)
    assert ended.returncode == 0, ended.stderr.decode()
