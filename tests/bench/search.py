"""`search`: build, open, ask, narrow, add and hold in memory, beside SQLite FTS5 and tantivy.

| figure | what it measures |
|---|---|
| `search.build` | papers a second in a process of its own, the index's bytes beside those of the texts, peak memory |
| `search.open` | opening and a first answer, in a process that has the engine's code; on the wall |
| `search.query` | 210 mixed queries, and each kind (`search.query.and2`); FTS5 has no fuzzy search (`without`) |
| `search.typed` | every beginning of 200 searches, as they are typed |
| `search.filter` | the same beside a filter that lets a random half of the papers through; Octavo alone |
| `search.similar` | papers like one of 50; Octavo alone |
| `search.hostile` | from the text of each hostile string to the answer, finished and still being typed; Octavo alone |
| `search.update` | 50 new papers in one update and a search that finds one, in a copy of the index; on the wall |
| `search.memory` | a fresh process that has asked all the queries: see `memory` |

Searches are timed as processor time of the thread, since the machine may be shared (`wall_p95_ms` is beside it), from
the query's tree to the number of papers and the best 50; `search.hostile` has the parsing in it, too. Each
query's time is its median over the rounds, in which the engines take turns, each opened anew: so `worst_ms` is the
query that is slow every time. `first_p95_ms` is the first round alone. Octavo is asked all; the others, which keep
nothing from letter to letter, are asked typed letters in a random order and for `timing.FLOOR_SECONDS` a round at most,
and `ratio` compares over what both were asked. Where more papers are wanted than the file has, the rest is put together
from them (`resample` tells what that distorts). Indexes stay in the cache folder until the code that makes them
changes; `made` tells whether the figure of a build is of this run, and `--rebuild` makes them anew.
"""

from __future__ import annotations

import random
import shutil
import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reader.query.ast import Node
from reader.query.parse import parse
from tests.bench import search_more
from tests.bench.building import built
from tests.bench.corpus import cache_folder, corpus_file, corpus_name, grown_papers
from tests.bench.engines import NAMES, Engine, engine_names, engines, is_asking
from tests.bench.figures import Figure, rounded, spread
from tests.bench.queries import KINDS, SAMPLE, mixed_queries, typed_queries
from tests.bench.timing import FLOOR_SECONDS, Asked, ask, beside, summary

FIGURES = ("build", "open", "query", "typed", "filter", "similar", "hostile", "update", "memory")


class Bench(NamedTuple):
    """What one run measures with."""

    folder: Path
    ready: Sequence[Engine]
    papers: int
    sample: Sequence[dict[str, Any]]
    """The first of the papers: the questions are made from them."""
    rounds: int


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", type=engine_names, nargs="+", default=[NAMES], help=", ".join(NAMES))
    parser.add_argument("--only", nargs="+", choices=FIGURES, default=FIGURES, help="the figures that are wanted")
    parser.add_argument("--rebuild", action="store_true", help="make the indexes anew, and time it")
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Build what is missing, then ask in turns."""
    source = corpus_file(arguments.file)
    folder = cache_folder() / f"search-{corpus_name(arguments.file)}-{arguments.papers}"
    if arguments.rebuild:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    wanted = [name for names in arguments.engines for name in names]
    ready = list(engines(folder, wanted))
    builds = [built(engine.name, folder, arguments.papers, source) for engine in ready]
    if "build" in arguments.only:
        yield from builds
    sample = list(grown_papers(min(SAMPLE, arguments.papers), source))
    bench = Bench(folder, ready, builds[0]["papers"] if builds else 0, sample, arguments.rounds)
    measures: dict[str, Callable[[Bench], Iterator[Figure]]] = {
        "open": _open,
        "query": _query,
        "typed": _typed,
        "filter": lambda bench: _alone("search.filter", bench, search_more.filtered),
        "similar": lambda bench: _alone("search.similar", bench, search_more.similar),
        "hostile": lambda bench: _alone("search.hostile", bench, search_more.hostile),
        "update": lambda bench: search_more.update(bench.folder, bench.ready, bench.papers, bench.sample, bench.rounds),
        "memory": lambda bench: search_more.memory(bench.folder, bench.ready, bench.papers, bench.sample),
    }
    for name, figures in measures.items():
        if name in arguments.only:
            yield from figures(bench)
            for engine in ready:
                engine.close()


def _open(bench: Bench) -> Iterator[Figure]:
    """Time the opening together with the first answer."""
    root = next(root for _, text in mixed_queries(bench.sample) if is_asking(root := parse(text).root))
    assert root is not None
    times: dict[str, list[float]] = {engine.name: [] for engine in bench.ready}
    for _ in range(bench.rounds + 1):
        for engine in bench.ready:
            engine.open()
            question = engine.prepare(root)
            engine.close()
            begin = time.perf_counter()
            engine.open()
            engine.search(question)
            times[engine.name].append((time.perf_counter() - begin) * 1000)
            engine.close()
    for name, taken in times.items():
        # The very first of all loads the engine's code.
        figure = {"bench": "search.open", "engine": name, "papers": bench.papers, **spread(taken[1:])}
        figure["rounds"] = bench.rounds
        if name == "octavo" and len(times) > 1:
            floor, least = min(
                ((other, statistics.median(values[1:])) for other, values in times.items() if other != name),
                key=lambda one: one[1],
            )
            figure |= {"floor": floor, "ratio": rounded(statistics.median(taken[1:]) / least)}
        yield figure


def _query(bench: Bench) -> Iterator[Figure]:
    queries = mixed_queries(bench.sample)
    asked = _ask(bench, [parse(text).root for _, text in queries])
    kinds: list[tuple[str, list[int] | None]] = [("search.query", None)]
    kinds += [(f"search.query.{kind}", [at for at, (own, _) in enumerate(queries) if own == kind]) for kind in KINDS]
    for name, among in kinds:
        for engine, answers in asked.items():
            chosen = range(len(queries)) if among is None else among
            if not answers.times.keys() & set(chosen):
                continue
            lacks = [kind for kind in KINDS if not any(queries[at][0] == kind for at in answers.times)]
            figure = {"bench": name, "engine": engine, "papers": bench.papers, **summary(answers, among)}
            if lacks and among is None:
                figure["without"] = ", ".join(lacks)
            yield figure | _beside(engine, asked, among)


def _typed(bench: Bench) -> Iterator[Figure]:
    roots = [parse(text, typing=True).root for text in typed_queries(bench.sample)]
    asked = _ask(bench, roots)
    for engine, answers in asked.items():
        figure = {"bench": "search.typed", "engine": engine, "papers": bench.papers, **summary(answers)}
        yield figure | _beside(engine, asked)


def _alone(
    name: str, bench: Bench, figures: Callable[[Any, int, Sequence[dict[str, Any]], int], Figure]
) -> Iterator[Figure]:
    """Measure what Octavo alone can be asked."""
    for engine in bench.ready:
        if engine.name == "octavo":
            yield {"bench": name, "engine": "octavo", "papers": bench.papers} | figures(
                engine, bench.papers, bench.sample, bench.rounds
            )


def _ask(bench: Bench, roots: Sequence[Node | None]) -> dict[str, Asked]:
    """Ask all engines in turns."""
    asking = {number: root for number, root in enumerate(roots) if root is not None and is_asking(root)}
    asked = {engine.name: Asked({}, set()) for engine in bench.ready}
    shuffled = random.Random(0).sample(list(asking), len(asking))
    for _ in range(bench.rounds):
        for engine in bench.ready:
            ours = engine.name == "octavo"
            engine.open()
            questions = {
                number: question
                for number in (asking if ours else shuffled)
                if (question := engine.prepare(asking[number])) is not None
            }
            ask(asked[engine.name], engine.search, questions, None if ours else FLOOR_SECONDS)
            engine.close()
    return asked


def _beside(engine: str, asked: Mapping[str, Asked], among: Sequence[int] | None = None) -> Figure:
    if engine != "octavo":
        return {}
    return beside(asked[engine], {name: answers for name, answers in asked.items() if name != engine}, among)
