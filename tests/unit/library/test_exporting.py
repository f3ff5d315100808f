"""Papers leave the library and come back as they were; cite keys stay; files of others are left alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from reader.errors import UsageError
from reader.export import FORMATS, Options
from reader.export.markdown import END
from reader.library import Library
from reader.model import Appearance, Details, Edition, Paper
from reader.paths import find_places
from reader.text import readable
from tests.unit.export.make import HOSTILE
from tests.unit.library.conftest import Shelf
from tests.unit.store.make import NOW, entry

RECORDS = os.environ.get("OCTAVO_RECORDS", "")
"""A file of real records, JSON Lines in .xz, for whoever has one."""


def every(library: Library) -> list[Paper]:
    """Give all papers, by their keys."""
    return sorted(library.papers(range(1, library._store.highest() + 1)), key=lambda paper: paper.key)


@pytest.fixture
def full(shelf: Shelf) -> Library:
    """Give a library of papers with all fields, and with hostile titles."""
    whole = replace(
        entry(
            "arxiv:2401.00001",
            "doi:10.1000/x",
            title=r"A $\mathcal{O}(n)$ bound",
            abstract="One paragraph.\n\nAnother one.",
            authors=("Ada Lovelace", "Émilie du Châtelet", "The Lantern Team"),
            date="2024-01-03",
            categories=("cs.CL", "cs.LG"),
            up=12,
            venue="NeurIPS 2024",
        ),
        url="https://arxiv.org/abs/2401.00001",
        details=Details(version=2, code="https://github.com/a/b", note="20 pages", keywords=("bounds",)),
    )
    places = (Appearance(Edition("daily-papers", "2024-01-04"), 3), Appearance(Edition("other", "2024-02-01"), 1))
    hostile = [
        entry(f"arxiv:2402.{number:05}", title=" ".join(title.split()), date="2024-02", abstract="Text.")
        for number, title in enumerate(HOSTILE, 1)
        if title.isprintable()
    ]
    book = entry("isbn:9783161484100", title="Grains", authors=("Eve Ed",), date="2020", venue="A Press")
    shelf.store.put([*(replace(whole, appearance=place) for place in places), *hostile, book], NOW)
    return shelf.library


def again(library: Library, tmp_path: Path, name: str) -> Library:
    """Write all papers in a format, and read them into an empty library."""
    target = tmp_path / f"all{FORMATS[name].ending}"
    library.exports.write([paper.id for paper in every(library)], FORMATS[name], target, Options(marks=True))
    other = Library.open(find_places(tmp_path / "other"))
    report = other.import_paths([target])
    assert report.problem_count == 0
    return other


def test_json_lines_bring_back_the_whole_record(full: Library, tmp_path: Path) -> None:
    other = again(full, tmp_path, "jsonl")
    try:
        before, after = every(full), every(other)
        assert [replace(paper, id=0) for paper in after] == [replace(paper, id=0) for paper in before]
        assert other.resolve("doi:10.1000/x").key == "arxiv:2401.00001"
    finally:
        other.close()


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json"])
def test_other_formats_bring_back_the_same_papers(full: Library, tmp_path: Path, name: str) -> None:
    other = again(full, tmp_path, name)
    try:
        before, after = every(full), every(other)
        assert [paper.key for paper in after] == [paper.key for paper in before]
        one = other.resolve("arxiv:2401.00001")
        its = full.resolve("arxiv:2401.00001")
        for field in ("title", "abstract", "authors", "date", "link", "categories", "venue"):
            assert getattr(one, field) == getattr(its, field), field
        assert other.resolve("doi:10.1000/x").key == "arxiv:2401.00001"
        assert [paper.venue for paper in after] == [paper.venue for paper in before]
        assert [paper.date for paper in after] == [paper.date for paper in before]
        if name == "ris":
            assert [paper.title for paper in after] == [paper.title for paper in before]
    finally:
        other.close()


def test_what_was_exported_changes_nothing_where_it_came_from(full: Library, tmp_path: Path) -> None:
    target = tmp_path / "all.jsonl"
    full.exports.write([paper.id for paper in every(full)], FORMATS["jsonl"], target)
    before = every(full)
    report = full.import_paths([target])
    assert (report.added, report.updated, report.problem_count) == (0, 0, 0)
    assert every(full) == before


@pytest.mark.skipif(not RECORDS, reason="OCTAVO_RECORDS names no file of real records")
@pytest.mark.parametrize("name", ["jsonl", "csl-json", "ris", "bibtex"])
def test_real_records_come_back(shelf: Shelf, tmp_path: Path, name: str) -> None:
    import lzma
    from itertools import islice

    some = tmp_path / "some.jsonl"
    with lzma.open(RECORDS, "rt", encoding="utf-8") as lines:
        some.write_text("".join(islice(lines, 300)), encoding="utf-8")
    shelf.library.import_paths([some])
    other = again(shelf.library, tmp_path, name)
    try:
        before, after = every(shelf.library), every(other)
        assert [paper.key for paper in after] == [paper.key for paper in before]
        for theirs, its in zip(after, before, strict=True):
            assert (theirs.authors, theirs.date, theirs.link) == (its.authors, its.date, its.link)
            assert readable(theirs.title).text == readable(its.title).text
            if name == "jsonl":
                assert replace(theirs, id=its.id) == its
    finally:
        other.close()


# Cite keys


def lee(number: int) -> str:
    return f"arxiv:2401.{number:05}"


def test_a_cite_key_is_never_changed_by_papers_that_come(shelf: Shelf) -> None:
    def put(*numbers: int) -> None:
        shelf.store.put(
            [entry(lee(n), title="Deep graphs", authors=("A Lee",), date="2024", abstract=str(n)) for n in numbers], NOW
        )

    def cite(number: int) -> str:
        paper = shelf.library.resolve(lee(number))
        return shelf.library.exports.cites([paper.id])[paper.id]

    put(5)
    assert cite(5) == "lee2024deep"
    put(1, 2)
    second, third = cite(2), cite(1)
    assert second.startswith("lee2024deep-")
    assert third.startswith("lee2024deep-")
    assert second != third
    assert (cite(5), cite(2), cite(1)) == ("lee2024deep", second, third)


def test_of_papers_that_leave_together_the_order_does_not_tell_who_has_the_key(tmp_path: Path) -> None:
    given = []
    for order in ((1, 2, 3), (3, 1, 2)):
        library = Library.open(find_places(tmp_path / str(order)))
        try:
            entries = [entry(lee(n), title="Deep graphs", authors=("A Lee",), date="2024") for n in order]
            library._store.put(entries, NOW)
            ids = [library.resolve(lee(n)).id for n in order]
            cites = library.exports.cites(ids)
            given.append({lee(n): cites[number] for n, number in zip(order, ids, strict=True)})
        finally:
            library.close()
    assert given[0] == given[1]
    assert given[0][lee(1)] == "lee2024deep"


def test_a_library_that_cannot_be_written_gives_keys_for_now(full: Library, home: Path) -> None:
    first = every(full)[0]
    kept = full.exports.cites([first.id])
    full.close()
    from reader.store import Store

    store = Store.open(find_places(home).library, only_read=True)
    try:
        from reader.library.exporting import Exports

        exports = Exports(find_places(home), store)
        cites = exports.cites([paper.id for paper in store.papers(range(1, store.highest() + 1))])
        assert cites[first.id] == kept[first.id]
        assert len(set(cites.values())) == len(cites)
    finally:
        store.close()


# Files


def test_a_file_is_replaced_at_once_and_keeps_link_and_permissions(full: Library, tmp_path: Path) -> None:
    real, link = tmp_path / "real.bib", tmp_path / "link.bib"
    real.write_text("former")
    real.chmod(0o640)
    link.symlink_to(real)
    full.exports.write([every(full)[0].id], FORMATS["bibtex"], link)
    assert link.is_symlink()
    assert real.read_text().startswith("@inproceedings{lovelace2024bound,")
    assert real.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_fails_in_the_middle_leaves_the_former_file(
    full: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.bib"
    target.write_text("former")

    def broken(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reader.export.file.os.fsync", broken)
    with pytest.raises(OSError, match="No space left") as caught:
        full.exports.write([every(full)[0].id], FORMATS["bibtex"], target)
    assert caught.value.filename == str(target)
    assert target.read_text() == "former"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.bib"]


@pytest.mark.parametrize("name", ["library", "devices", "settings"])
def test_the_librarys_own_files_are_not_written_over(full: Library, name: str) -> None:
    with pytest.raises(UsageError, match="a file of the library itself"):
        full.exports.write([1], FORMATS["bibtex"], getattr(full.places, name))


def test_nor_are_its_journals(full: Library) -> None:
    with pytest.raises(UsageError, match="a file of the library itself"):
        full.exports.write([1], FORMATS["jsonl"], full.places.journal / "me.jsonl")
    with pytest.raises(UsageError, match="a file of the library itself"):
        full.exports.write([1], FORMATS["jsonl"], full.places.data / "library.db-wal")


def test_a_note_keeps_what_a_person_wrote_below(full: Library, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    paper = full.resolve("arxiv:2401.00001")
    notes = full.exports.write_notes([paper.id], folder, Options())
    (path,) = folder.iterdir()
    assert (notes.written, notes.same, notes.refused) == (1, 0, [])
    assert path.name == "lovelace2024bound.md"
    path.write_text(path.read_text() + "\nMy own words.\n")
    assert full.exports.write_notes([paper.id], folder, Options()).same == 1
    full.rate([paper.id], 5)
    assert full.exports.write_notes([paper.id], folder, Options(marks=True)).written == 1
    text = path.read_text()
    assert "rating: 5\n" in text
    assert text.endswith(f"{END}\nMy own words.\n")


@pytest.mark.parametrize("content", [b"My own note.\n", b"\xff\xfe", b'---\noctavo: "x"\n---\ncut off'])
def test_a_file_that_is_no_such_note_is_left_as_it_is(full: Library, tmp_path: Path, content: bytes) -> None:
    paper = full.resolve("arxiv:2401.00001")
    path = tmp_path / "lovelace2024bound.md"
    path.write_bytes(content)
    notes = full.exports.write_notes([paper.id], tmp_path, Options())
    assert (notes.written, len(notes.refused)) == (0, 1)
    assert str(path) in notes.refused[0]
    assert path.read_bytes() == content
