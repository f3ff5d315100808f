"""`search`: build, open, 210 mixed queries, and letters as they are typed, beside SQLite FTS5 and tantivy.

Searches are timed as processor time of the thread, since the machine may be shared; each query's time is its median
over the rounds, in which the engines take turns, each opened anew; `first` is the first round alone. Builds are timed
on the wall. Indexes stay in the cache folder, and `build` is told only in the run that made them; `--rebuild` makes
them anew.
"""

from __future__ import annotations

import shutil
import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reader.query import TextClause
from reader.query.parse import parse
from reader.search.protocol import Document
from tests.bench.corpus import cache_folder, corpus_name, read_papers
from tests.bench.engines import Engine, engines, is_empty
from tests.bench.figures import Figure, percentile, rounded, spread
from tests.bench.program import making
from tests.bench.queries import mixed_queries, typed_queries

_NAMES = ("octavo", "fts5", "tantivy")


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", nargs="+", choices=_NAMES, default=_NAMES)
    parser.add_argument("--rebuild", action="store_true", help="make the indexes anew, and time it")
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Build what is missing, then ask in turns."""
    papers = list(read_papers(arguments.papers, arguments.file))
    folder = cache_folder() / f"search-{corpus_name(arguments.file)}-{len(papers)}"
    if arguments.rebuild:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    built: dict[str, float] = {}
    ready: list[Engine] = []
    _drop_if_other_code_made_it(folder / "octavo")
    for engine in engines(folder, arguments.engines):
        done = folder / f"{engine.name}.built"
        if not done.exists():
            begin = time.perf_counter()
            engine.build(map(_document, range(1, len(papers) + 1), papers))
            built[engine.name] = time.perf_counter() - begin
            done.write_text(making())
        ready.append(engine)
    for name, seconds in built.items():
        per_second = round(len(papers) / seconds)
        yield {"bench": "search.build", "engine": name, "papers": len(papers), "per_s": per_second} | {
            "wall_s": rounded(seconds)
        }
    asked = {
        "search.query": [_clauses(text) for text in mixed_queries(papers)],
        "search.typed": [_clauses(text, typing=True) for text in typed_queries(papers)],
    }
    yield from _open(ready, asked["search.query"], arguments.rounds, len(papers))
    for name, questions in asked.items():
        yield from _ask(name, ready, [one for one in questions if not is_empty(one)], arguments.rounds, len(papers))


def _open(
    ready: Sequence[Engine], questions: Sequence[Sequence[TextClause]], rounds: int, papers: int
) -> Iterator[Figure]:
    """Time the opening together with the first answer, in a process that has loaded the engine's code."""
    times: dict[str, list[float]] = {engine.name: [] for engine in ready}
    for _ in range(rounds):
        for engine in ready:
            begin = time.perf_counter()
            engine.open()
            engine.search(questions[0])
            times[engine.name].append((time.perf_counter() - begin) * 1000)
    for name, taken in times.items():
        yield {"bench": "search.open", "engine": name, "papers": papers, **spread(taken), "rounds": rounds}


def _ask(
    name: str, ready: Sequence[Engine], questions: Sequence[Sequence[TextClause]], rounds: int, papers: int
) -> Iterator[Figure]:
    times: dict[str, list[list[float]]] = {engine.name: [[] for _ in questions] for engine in ready}
    found: dict[str, int] = {}
    for _ in range(rounds):
        for engine in ready:
            found[engine.name] = 0
            engine.open()
            for number, clauses in enumerate(questions):
                begin = time.thread_time()
                found[engine.name] += bool(engine.search(clauses))
                times[engine.name][number].append((time.thread_time() - begin) * 1000)
    p95: dict[str, Any] = {}
    for engine_name, taken in times.items():
        figure = spread([statistics.median(one) for one in taken])
        p95[engine_name] = figure["p95_ms"]
        yield {
            "bench": name,
            "engine": engine_name,
            "papers": papers,
            **figure,
            # Right after opening: what an engine keeps of former queries does not help it.
            "first_p95_ms": rounded(percentile([one[0] for one in taken], 0.95)),
            "queries": len(questions),
            "answered": found[engine_name],
            "rounds": rounds,
        } | _beside(engine_name, p95, times)


def _beside(name: str, p95: dict[str, float], times: dict[str, list[list[float]]]) -> Figure:
    """Set Octavo beside the fastest of the others, by the 95th percentile."""
    if name != "octavo" or len(times) == 1:
        return {}
    others = {other: spread([statistics.median(one) for one in taken])["p95_ms"] for other, taken in times.items()}
    del others["octavo"]
    floor = min(others, key=lambda other: others[other])
    return {"floor": floor, "ratio": rounded(p95[name] / others[floor])} if others[floor] else {}


def _document(number: int, paper: dict[str, Any]) -> Document:
    return Document(
        id=number,
        title=paper["title"],
        abstract=paper.get("abstract") or "",
        authors=tuple(paper.get("authors") or ()),
        categories=tuple(paper.get("categories") or ()),
    )


def _clauses(text: str, *, typing: bool = False) -> tuple[TextClause, ...]:
    return parse(text, typing=typing).text_clauses


def _drop_if_other_code_made_it(folder: Path) -> None:
    """Octavo's own index is made anew when the code that makes it has changed."""
    done = folder.with_suffix(".built")
    if done.exists() and done.read_text() != making():
        shutil.rmtree(folder, ignore_errors=True)
        done.unlink()
