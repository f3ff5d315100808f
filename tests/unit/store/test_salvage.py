"""What can be read of a library, whatever page of it is damaged, and that the damaged file is kept as it was."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from reader.errors import StoreError
from reader.store import Store
from reader.store.pages import leaf_rows
from reader.store.salvage import in_use, salvage
from tests.unit.store.make import LATER, NOW, change, entry

PAPERS = 80
PAGE = 4096
LONG = "漢字 and a long abstract. " * 400
"""More than a page holds, so that it goes on in others."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of some hundred pages: former texts, editions, marks, one very long abstract."""
    path = tmp_path_factory.mktemp("whole") / "library.db"
    store = Store.open(path)
    entries = [
        entry(
            f"arxiv:2401.{number:05}",
            f"acl:P{number}",
            title=f"On number {number}",
            abstract=LONG if number == 7 else f"{number} " * 300,
            authors=("Ada Lovelace", "Émilie du Châtelet"),
            date=f"2024-01-{number % 28 + 1:02}",
            edition=f"2024-02-{number % 5 + 1:02}",
            rank=number,
            line=number,
        )
        for number in range(PAPERS)
    ]
    store.put(entries, NOW)
    store.put([entry("arxiv:2401.00003", title="Told anew", line=3, file="later")], LATER)
    store.fold("j", 5, [change("arxiv:2401.00001", "read", True, "1")], [])
    store.close()
    return path


@pytest.fixture
def damaged(whole: Path, path: Path) -> Path:
    shutil.copyfile(whole, path)
    return path


def roots(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as raw:
        return {name: page for name, page in raw.execute("SELECT name, rootpage FROM sqlite_master") if page}


def spoil(path: Path, page: int) -> bytes:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(random.Random(page).randbytes(PAGE))
    return path.read_bytes()


def test_of_a_sound_library_nothing_is_lost_but_marks(damaged: Path) -> None:
    before = Store.open(damaged)
    papers, editions, former, identity = (
        before.papers(range(1, PAPERS + 1)),
        [(one.edition, one.papers) for one in before.editions()],
        before.former_texts(4),
        before.identity,
    )
    before.close()

    saved = salvage(damaged, damaged.with_name("kept.db"))

    assert saved == (damaged.with_name("kept.db"), PAPERS, 0, 0)
    store = Store.open(damaged)
    assert [paper.title for paper in store.papers(range(1, PAPERS + 1))] == [paper.title for paper in papers]
    assert store.papers([8])[0].abstract == papers[7].abstract
    assert [(one.edition, one.papers) for one in store.editions()] == editions
    assert store.former_texts(4) == former
    assert store.find_key("acl:P7")
    assert store.totals() == (PAPERS, PAPERS, 0)
    assert store.folded("j") == 0
    # The index of the damaged one is not believed, and numbers are never given twice.
    assert store.identity != identity
    assert store.highest() == PAPERS
    assert store.check() == []
    store.put([entry("arxiv:2501.1"), entry("arxiv:2401.00003", title="Told anew", line=3, file="later")], LATER)
    assert store.check() == []
    store.close()


@pytest.mark.parametrize(
    "table", ["papers", "texts", "aliases", "origins", "places", "editions", "appearances", "library", "former_texts"]
)
def test_where_the_way_to_a_table_is_damaged_the_papers_are_found_all_the_same(damaged: Path, table: str) -> None:
    content = spoil(damaged, roots(damaged)[table])

    saved = salvage(damaged, damaged.with_name("kept.db"))

    assert (saved.papers, saved.bare) == (PAPERS, 0)
    assert saved.kept.read_bytes() == content
    store = Store.open(damaged)
    assert store.check() == []
    assert store.papers([8])[0].abstract == LONG
    store.close()


def test_without_the_first_page_papers_and_texts_are_found_in_their_leaves(damaged: Path) -> None:
    spoil(damaged, 1)

    saved = salvage(damaged, damaged.with_name("kept.db"))

    assert (saved.papers, saved.lost, saved.bare) == (PAPERS, 0, 0)
    store = Store.open(damaged)
    paper = store.papers([8])[0]
    assert (paper.key, paper.title, paper.abstract) == ("arxiv:2401.00007", "On number 7", LONG)
    assert store.origins(8)[0].origin.source == "repair"
    store.close()


def test_a_damaged_page_costs_what_stands_on_it(damaged: Path) -> None:
    pages = damaged.stat().st_size // PAGE
    content = damaged.read_bytes()
    for page in range(20, pages, 11):
        damaged.write_bytes(content)
        spoil(damaged, page)
        kept = damaged.with_name(f"kept-{page}.db")
        saved = salvage(damaged, kept)
        # A page of the list holds some forty papers, one of texts five.
        assert saved.papers + saved.lost == PAPERS
        assert saved.papers >= PAPERS - 45
        assert saved.bare <= 10
        with closing(sqlite3.connect(damaged)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_is_only_in_the_log_is_saved_too(damaged: Path, tmp_path: Path) -> None:
    folder = tmp_path / "crashed"
    folder.mkdir()
    crashed = folder / "library.db"
    store = Store.open(damaged)
    store.put([entry("arxiv:2501.1", line=2)], LATER)
    for end in ("", "-wal"):
        shutil.copyfile(f"{damaged}{end}", f"{crashed}{end}")
    store.close()

    saved = salvage(crashed, folder / "kept.db")

    assert saved.papers == PAPERS + 1
    assert {path.name for path in folder.iterdir()} == {"library.db", "kept.db", "kept.db-wal"}
    store = Store.open(crashed)
    assert store.count([]) == PAPERS + 1
    store.close()


def test_bytes_that_a_terminal_could_obey_are_not_carried_over(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged, isolation_level=None)) as raw:
        raw.execute("UPDATE papers SET title = CAST(x'4f6e1b5d303b07ff80' AS TEXT) WHERE id = 5")
    salvage(damaged, damaged.with_name("kept.db"))
    store = Store.open(damaged)
    assert "\x1b" not in store.papers([5])[0].title
    assert store.papers([5])[0].title.startswith("On")
    store.close()


@pytest.mark.parametrize("content", [b"", b"no library at all " * 500, os.urandom(30_000)])
def test_of_a_file_that_is_none_nothing_is_saved_and_an_empty_library_begins(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    saved = salvage(path, path.with_name("kept.db"))
    assert (saved.papers, saved.lost, saved.bare) == (0, 0, 0)
    assert saved.kept.read_bytes() == content
    store = Store.open(path)
    assert store.check() == []
    store.close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_library_that_another_process_has_open_is_left_alone(damaged: Path) -> None:
    assert not in_use(damaged)
    program = (
        "import sys; from reader.store import Store; from pathlib import Path; s = Store.open(Path(sys.argv[1])); "
    )
    program += "print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(damaged)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        content = damaged.read_bytes()
        assert in_use(damaged)
        with pytest.raises(StoreError, match="open in another Octavo"):
            salvage(damaged, damaged.with_name("kept.db"))
        assert damaged.read_bytes() == content
        assert not damaged.with_name("kept.db").exists()
        other.communicate()
    assert not in_use(damaged)


def test_any_bytes_at_all_are_read_without_an_error(damaged: Path) -> None:
    content = bytearray(damaged.read_bytes())
    source = random.Random(4)
    for _ in range(20):
        for _ in range(400):
            content[source.randrange(100, len(content))] = source.randrange(256)
        damaged.write_bytes(content)
        for _, values in leaf_rows(damaged):
            assert all(value is None or isinstance(value, int | float | str | bytes) for value in values)


def test_without_hard_links_the_damaged_one_is_kept_as_well(damaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    content = spoil(damaged, 30)
    saved = salvage(damaged, damaged.with_name("kept.db"))
    assert saved.kept.read_bytes() == content
    assert saved.kept.stat().st_mode & 0o777 == 0o600


def test_where_the_last_step_fails_the_library_is_where_it_was(damaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = spoil(damaged, 30)

    def refuse(self: Path, target: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreError, match="cannot be repaired: input/output error"):
        salvage(damaged, damaged.with_name("kept.db"))
    assert damaged.read_bytes() == content
    assert not list(damaged.parent.glob(".salvage-*"))
