"""The papers to measure with: real ones where there are any, otherwise made from the words of the bundled ones.

Papers made up here have the lengths and, roughly, the word frequencies of real ones (the vocabulary does not grow as
that of a real corpus does, so an index over them is smaller). The same number of papers is always the same papers.
Where more papers are wanted than a file has, `grown_papers` puts new ones together from them (see `resample`).
"""

from __future__ import annotations

import itertools
import json
import lzma
import os
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reader.paths import SEEDS
from tests.bench.resample import resampled

CHECKOUT = SEEDS.parent
DEFAULT_FILE = CHECKOUT.parent / "shared" / "data" / "corpus" / "arxiv-100k.jsonl.xz"
"""Used when it lies beside the checkout: real titles and abstracts, as Octavo's own JSON Lines, compressed."""

_NAMES = (
    "Ada Lovelace",
    "Alan Turing",
    "Grace Hopper",
    "Emmy Noether",
    "Claude Shannon",
    "Mary Cartwright",
    "Ken Iverson",
)
_CATEGORIES = ("cs.CL", "cs.LG", "cs.IR", "cs.CV", "stat.ML", "math.ST")


def cache_folder() -> Path:
    """Give the folder that files and libraries for measuring are kept in: `OCTAVO_BENCH_CACHE`, or a temporary one."""
    given = os.environ.get("OCTAVO_BENCH_CACHE")
    folder = Path(given) if given else Path(tempfile.gettempdir()) / f"octavo-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def read_papers(count: int, file: Path | None = None) -> Iterator[dict[str, Any]]:
    """Give so many papers, as the objects of Octavo's JSON Lines, from the file or made up."""
    yield from itertools.islice(_begin(corpus_file(file)), count)


def grown_papers(count: int, source: Path | None) -> Iterator[dict[str, Any]]:
    """Give so many papers from the file (made up without one), and where it has fewer, new ones made from them."""
    yield from itertools.islice(resampled(lambda: _begin(source)), count)


def corpus_file(file: Path | None = None) -> Path | None:
    """Tell which file the papers are from; none where they are made up."""
    return file or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)


def corpus_name(file: Path | None = None) -> str:
    """Name the corpus, for the figures and for what is cached."""
    source = corpus_file(file)
    return source.name.partition(".")[0] if source else "made-up"


def write_papers(count: int, file: Path | None = None) -> Path:
    """Write so many papers, grown where there are too few, into a file of the cache folder; the importers read it."""
    path = cache_folder() / f"{corpus_name(file)}-{count}.jsonl"
    if not path.exists():
        half = path.with_suffix(".half")
        with half.open("w", encoding="utf-8") as lines:
            lines.writelines(
                json.dumps(paper, ensure_ascii=False) + "\n" for paper in grown_papers(count, corpus_file(file))
            )
        half.rename(path)
    return path


def write_snapshot(count: int, file: Path | None = None) -> Path:
    """Write so many papers as arXiv's own archive has them, unless they are there."""
    path = cache_folder() / f"{corpus_name(file)}-{count}-snapshot.json"
    if not path.exists():
        half = path.with_suffix(".half")
        with half.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(_as_archived(paper)) + "\n" for paper in read_papers(count, file))
        half.rename(path)
    return path


def _as_archived(paper: dict[str, Any]) -> dict[str, Any]:
    names = [name.rpartition(" ") for name in paper["authors"]]
    return {
        "id": paper["id"],
        "submitter": paper["authors"][0] if names else None,
        "authors": ", ".join(paper["authors"]),
        "title": paper["title"],
        "comments": "12 pages, 3 figures",
        "journal-ref": None,
        "doi": None,
        "report-no": None,
        "categories": " ".join(paper["categories"]),
        "license": None,
        "abstract": f"  {paper['abstract']}\n",
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
        "update_date": paper["date"],
        "authors_parsed": [[family, given, ""] for given, _, family in names],
    }


def _begin(source: Path | None) -> Iterator[dict[str, Any]]:
    return _read_file(source) if source else _make_up()


def _read_file(path: Path) -> Iterator[dict[str, Any]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _make_up() -> Iterator[dict[str, Any]]:
    words = [word for page in sorted(SEEDS.glob("*.txt")) for word in re.findall(r"[\w'-]+", page.read_text("utf-8"))]
    for number in itertools.count():
        # A generator for each paper: the thousandth is the same whether a thousand are made or a million.
        dice = random.Random(number)
        title = " ".join(dice.choices(words, k=dice.randint(5, 14))).capitalize()
        sentences = (" ".join(dice.choices(words, k=dice.randint(12, 30))) + "." for _ in range(dice.randint(5, 10)))
        yield {
            "id": f"{2001 + number // 99_999 % 9999:04d}.{number % 99_999 + 1:05d}",
            "title": title,
            "abstract": " ".join(sentences),
            "authors": dice.sample(_NAMES, k=dice.randint(1, 4)),
            "date": f"{2000 + dice.randrange(25)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
            "categories": dice.sample(_CATEGORIES, k=dice.randint(1, 2)),
        }
