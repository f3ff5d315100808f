"""What leaves as a file and comes back: nothing is news to the same library, and an empty one has the same papers."""

from __future__ import annotations

import itertools
import json
import lzma
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from reader.export import FORMATS, Options, reference
from reader.export.citing import base_key
from reader.importing import import_paths
from reader.model import Paper
from reader.model.readings import read_alike
from reader.paths import SEEDS
from reader.store import Store
from reader.store.connections import Connections

IMPORTED = ("bibtex", "ris", "csl-json", "jsonl")
"""The formats that are read as well as written."""
SHARED = SEEDS.parent.parent / "shared" / "data"
EXACT = ("authors", "date", "categories")

TOLD = (
    {
        "id": "2101.00001",
        "title": r"On $\mathcal{O}(n)$ and the Szeg\"o kernel -- {\it a} survey of {BERT} \& more_or_less 100%",
        "abstract": "One line\nof two, {\\em i.e.,} $\\bar{m} < 3$ --- see \\url{https://a.example/~b_c}.\n\nIts second"
        " paragraph has \\mathrm{add}(\\mathrm{Null}), a stray } and 6\\AA{} of Maa{\\ss}.",
        "authors": ["Ada Example", "Neal J. Evans II", "Björn van der Muster", "Lanterns Team", "OpenAI"],
        "date": "2021-01-02",
        "categories": ["cs.CL", "68T50 (Primary) 68T07, 68T05", "I.2.7; I.2.10"],
        "venue": "NeurIPS 2021",
        "url": "https://arxiv.org/abs/2101.00001",
    },
    {"id": "10.1002/(sici)96<377::aid-jcc1>3.0.co;2-p", "title": "R&D, &gamma;=1 <b>and</b> x < y", "date": "1998-03"},
    {"id": "pmid:10097079", "title": "Formate assay in body fluids", "authors": ["Hans Müller"], "date": "1999"},
    {"title": "Only a title, and “quotes” as in ``TeX''", "abstract": "An assay—of dashes – and ties~like these."},
    {"id": "2101.00002", "title": "Erdős–Rényi graphs in 王小明’s view", "abstract": "Кириллица $\\alpha$ β.\nA line."},
)  # fmt: skip


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Make libraries that are closed at the end."""
    made: list[Store] = []

    def make() -> Store:
        made.append(Store(Connections(tmp_path / f"library-{len(made)}.db")))
        return made[-1]

    yield make
    for store in made:
        store.close()


def all_papers(store: Store) -> tuple[list[Paper], dict[int, list[str]]]:
    """Give every paper of a library and the keys that it is known by."""
    with store._connections.reading() as connection:
        numbers = [number for (number,) in connection.execute("SELECT id FROM papers ORDER BY id")]
        keys: dict[int, list[str]] = {number: [] for number in numbers}
        for key, number in connection.execute("SELECT key, paper FROM aliases ORDER BY key"):
            keys[number].append(key)
    return store.papers(numbers), keys


def exported(store: Store, name: str, file: Path) -> Path:
    """Write every paper of a library into a file."""
    papers, keys = all_papers(store)
    ones = [reference(paper, f"{base_key(paper)}-{paper.id}", tuple(keys[paper.id])) for paper in papers]
    file.write_text("".join(FORMATS[name].write(ones, Options())), encoding="utf-8", newline="")
    return file


def comes_back(name: str, paths: Sequence[Path], folder: Path, new_store: Callable[[], Store]) -> None:
    """Export what files tell, and import it twice."""
    store = new_store()
    import_paths(paths, store)
    before = all_papers(store)
    assert before[0]
    file = exported(store, name, folder / "exported")

    report = import_paths([file], store)
    assert (report.added, report.updated, report.merged, report.problems) == (0, 0, 0, ())
    assert report.unchanged == len(before[0])
    again = all_papers(store)
    assert again[0] == before[0]
    # A title that is written in another way may have one more key.
    assert all(set(again[1][number]) >= set(keys) for number, keys in before[1].items())

    empty = new_store()
    assert import_paths([file], empty).problems == ()
    fresh, keys = all_papers(empty)
    known = {key: paper for paper in fresh for key in keys[paper.id]}
    assert len(fresh) == len(before[0])
    for paper in before[0]:
        # By a title where the format has no field for the only id.
        twin = next(known[key] for key in (paper.key, *before[1][paper.id]) if key in known)
        assert_same(name, paper, twin)


def assert_same(name: str, paper: Paper, twin: Paper) -> None:
    """Hold a paper that came by a file against the one that was written."""
    for field in EXACT if name != "bibtex" else ("date",):
        assert getattr(twin, field) == getattr(paper, field)
    assert twin.link == paper.link
    if name == "jsonl":
        assert twin.details == paper.details
        assert (twin.up, twin.appearances, twin.version) == (paper.up, paper.appearances, paper.version)
    if name in ("jsonl", "csl-json"):
        assert (twin.title, twin.abstract, twin.venue) == (paper.title, paper.abstract, paper.venue)
    elif name == "ris":  # which has no breaks within a value
        assert twin.abstract.split("\n\n") == [part.replace("\n", " ") for part in paper.abstract.split("\n\n")]
        assert (twin.title, twin.venue) == (paper.title, paper.venue)
    else:  # which is TeX: what was TeX already is read as such
        assert read_alike(paper.title, twin.title)
        assert read_alike(paper.venue, twin.venue)
        assert all(map(read_alike, paper.abstract.split("\n\n"), twin.abstract.split("\n\n")))
        assert len(twin.authors) == len(paper.authors)
        assert all(map(read_alike, paper.authors, twin.authors))
        assert len(twin.categories) == len(paper.categories)
        assert all(map(read_alike, paper.categories, twin.categories))


@pytest.mark.parametrize("name", IMPORTED)
def test_what_is_exported_comes_back_as_it_was(name: str, tmp_path: Path, new_store: Callable[[], Store]) -> None:
    file = tmp_path / "told"
    file.write_text("".join(json.dumps(record) + "\n" for record in TOLD), encoding="utf-8")
    comes_back(name, [file], tmp_path, new_store)


@pytest.mark.long
@pytest.mark.skipif(not SHARED.is_dir(), reason="there are no real papers beside the checkout")
@pytest.mark.parametrize("name", IMPORTED)
@pytest.mark.parametrize("data", ["hf-daily", "formats", "corpus"])
def test_real_papers_come_back_as_they_were(
    data: str, name: str, tmp_path: Path, new_store: Callable[[], Store]
) -> None:
    if data == "corpus":
        paths = [tmp_path / "corpus"]
        with lzma.open(SHARED / "corpus" / "arxiv-100k.jsonl.xz") as lines:
            paths[0].write_bytes(b"".join(itertools.islice(lines, 3000)))
    else:
        paths = sorted((SHARED / data).iterdir())
    comes_back(name, paths, tmp_path, new_store)
