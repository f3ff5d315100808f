"""`relevance`: how good the rankings are on test collections, beside SQLite FTS5 and tantivy.

A collection is a folder with `docs.jsonl` (`id`, `title`, `text`), `queries.jsonl` (`id`, `text`) and `qrels.tsv`
(query, document, grade; a grade above 0 is relevant, and more is better). Queries for which nothing is relevant are
left out. Each engine indexes title and text, ranks the best 1,000 for the question as it was written, and need not
find all of its words. The floor is the better of the others by nDCG, and `ratio` how many times its nDCG ours is.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reader.search.protocol import Document
from tests.bench.corpus import CHECKOUT, cache_folder
from tests.bench.engines import NAMES, Engine, batches, engine_names, engines
from tests.bench.figures import Figure, rounded
from tests.bench.metrics import average_precision, ndcg, recall

COLLECTIONS = CHECKOUT.parent / "shared" / "data" / "ir"
"""Used when it lies beside the checkout: a folder of collections."""
DEPTH = 1_000

# A joint within a word is part of it (`multi-targeted`); what is left of these anywhere else is syntax.
_SYNTAX = re.compile(r"""["“”„‟(){}\[\]:*?~^<>=|&+!/\\]|(?<!\w)[-−–]+""")
_OPERATOR = re.compile(r"\b(AND|OR|NOT)\b")


class Collection(NamedTuple):
    """A test collection."""

    name: str
    documents: list[Document]
    """Numbered from 1."""
    queries: dict[str, str]
    """Those for which something is relevant."""
    grades: dict[str, dict[int, int]]
    """By query and document."""


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--collection", type=Path, nargs="+", metavar="DIR", help="folders; all beside the checkout without it"
    )
    parser.add_argument("--engines", type=engine_names, default=NAMES, help="names with commas between them")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Index each collection, and judge the rankings."""
    folders = arguments.collection or sorted(path.parent for path in COLLECTIONS.glob("*/qrels.tsv"))
    if not folders:
        print(f"There are no collections in {COLLECTIONS}; name some with --collection.", file=sys.stderr)
    for folder in folders:
        collection = read_collection(folder)
        ours: Figure | None = None
        others: list[Figure] = []
        with tempfile.TemporaryDirectory(dir=cache_folder()) as temporary:
            for engine in engines(Path(temporary), arguments.engines):
                figure: Figure = {"bench": "relevance", "engine": engine.name, "collection": collection.name}
                figure |= {"papers": len(collection.documents)} | _judge(engine, collection)
                if engine.name == "octavo":
                    ours = figure
                else:
                    others.append(figure)
                engine.close()
        if ours and others:
            best = max(others, key=lambda figure: float(figure["ndcg10"]))
            ours |= {"floor": best["engine"], "ratio": rounded(ours["ndcg10"] / best["ndcg10"])}
        yield from [ours, *others] if ours else others


def read_collection(folder: Path) -> Collection:
    """Read the three files.

    Raises:
        SystemExit: one of them is not there.
    """
    if missing := [name for name in ("docs.jsonl", "queries.jsonl", "qrels.tsv") if not (folder / name).exists()]:
        raise SystemExit(f"{folder} is no collection: it has no {missing[0]}.")
    papers = _objects(folder / "docs.jsonl")
    numbers = {str(paper["id"]): number for number, paper in enumerate(papers, 1)}
    grades: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, paper, grade = line.split("\t")
        # A relevant paper that the collection lacks can be found by nobody, but it counts: each has its own number.
        grades[query][numbers.setdefault(paper, -len(numbers) - 1)] = int(grade)
    queries = {str(query["id"]): str(query["text"]) for query in _objects(folder / "queries.jsonl")}
    judged = {name: text for name, text in queries.items() if any(grade > 0 for grade in grades[name].values())}
    documents = [
        Document(number, paper.get("title") or "", paper.get("text") or "") for number, paper in enumerate(papers, 1)
    ]
    return Collection(folder.resolve().name, documents, judged, dict(grades))


def plain_words(text: str) -> str:
    """Take out of a question what a query language would read as more than words."""
    return " ".join(_OPERATOR.sub(lambda found: found[0].lower(), _SYNTAX.sub(" ", text)).split())


def _judge(engine: Engine, collection: Collection) -> Figure:
    for batch in batches(collection.documents):
        engine.put(batch)
    engine.finish()
    engine.open()
    rankings = {name: engine.rank(plain_words(text), DEPTH) for name, text in collection.queries.items()}
    judged = [(ranking, collection.grades[name]) for name, ranking in rankings.items()]
    means = {
        "ndcg10": statistics.fmean(ndcg(*one) for one in judged),
        "map": statistics.fmean(average_precision(*one) for one in judged),
        "recall100": statistics.fmean(recall(*one) for one in judged),
    }
    return {name: round(mean, 4) for name, mean in means.items()} | {"queries": len(judged)}


def _objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
