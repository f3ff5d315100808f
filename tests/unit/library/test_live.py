"""Files that follow a tag."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.export import FORMATS
from reader.library import Library
from reader.library.live import Kept
from tests.unit.library.conftest import Shelf
from tests.unit.store.make import NOW, entry

ONE, TWO = "arxiv:2401.00001", "arxiv:2401.00002"


@pytest.fixture
def library(shelf: Shelf) -> Library:
    shelf.store.put(
        [
            entry(ONE, title="Zebras", authors=("A Zed",), date="2024"),
            entry(TWO, title="Apes", authors=("B Abel",), date="2023"),
        ],
        NOW,
    )
    return shelf.library


def tag(library: Library, key: str, *, on: bool = True) -> None:
    library.tag([library.resolve(key).id], ["thesis"], on=on)


def keep(library: Library, *names: Path | str) -> list[Kept]:
    return library.exports.live.keep({"thesis": [str(name) for name in names]})


@pytest.mark.parametrize("ending", [one.ending for one in FORMATS.values()])
def test_a_file_holds_what_carries_the_tag_by_cite_key(library: Library, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"thesis{ending}"
    assert keep(library, path) == [Kept("thesis", str(path), 0, changed=True)]
    tag(library, ONE)
    assert keep(library, path) == [Kept("thesis", str(path), 1, changed=True)]
    tag(library, TWO)
    assert keep(library, path) == [Kept("thesis", str(path), 2, changed=True)]
    text = path.read_text(encoding="utf-8")
    assert 0 < text.index("Apes") < text.index("Zebras")
    tag(library, TWO, on=False)
    keep(library, path)
    assert "Apes" not in path.read_text(encoding="utf-8")


def test_it_is_written_only_where_it_would_be_another(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "thesis.bib"
    tag(library, ONE)
    keep(library, path)
    before = path.stat()
    library.read([library.resolve(ONE).id], on=True)
    library.rate([library.resolve(TWO).id], 4)
    assert keep(library, path) == [Kept("thesis", str(path), 1, changed=False)]
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_another_paper_changes_no_line_of_the_others(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "thesis.bib"
    tag(library, ONE)
    keep(library, path)
    before = path.read_text().splitlines()
    tag(library, TWO)
    keep(library, path)
    after = path.read_text().splitlines()
    assert after[: len(before) - len(after)] != before
    assert [line for line in after if line in before] == [*before[:2], *[line for line in after[2:] if line in before]]
    assert "\n".join(before[2:]) in "\n".join(after)


@pytest.mark.parametrize("content", ["@book{mine, title={Mine}}\n", "% mine\n", "\0binary"])
def test_a_file_of_somebody_elses_is_left_alone(library: Library, tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.bib"
    path.write_text(content)
    (kept,) = keep(library, path)
    assert "Not begun by Octavo" in kept.trouble
    assert path.read_text() == content


def test_an_empty_file_is_anybodys(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "new.bib"
    path.write_text("\n")
    assert keep(library, path)[0].changed


def test_one_that_cannot_be_written_costs_the_others_nothing(library: Library, tmp_path: Path) -> None:
    good = tmp_path / "good.ris"
    tag(library, ONE)
    nowhere, strange, own = tmp_path / "no" / "a.bib", tmp_path / "a.docx", library.places.settings.with_suffix(".toml")
    kept = keep(library, nowhere, strange, own, tmp_path, good)
    assert [bool(one.trouble) for one in kept] == [True, True, True, True, False]
    assert "cannot be written (no such file or directory)" in kept[0].trouble
    assert ".bib .ris" in kept[1].trouble.replace(",", "")
    assert good.exists()


def test_what_another_octavo_marks_meanwhile_is_not_lost(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "thesis.bib"
    tag(library, ONE)
    live, exports = library.exports.live, library.exports
    cites = exports.cites
    marked: list[bool] = []

    def marking(ids: list[int]) -> dict[int, str]:
        found = cites(ids)
        if not marked:
            marked.append(True)
            tag(library, TWO)
        return found

    exports.cites = marking  # type: ignore[method-assign, assignment]  # another's act at the worst moment
    assert live.keep({"thesis": [str(path)]}) == [Kept("thesis", str(path), 2, changed=True)]
    assert "Apes" in path.read_text()
