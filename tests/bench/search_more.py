"""The figures of `search` that compare no queries: narrowing, likeness, hostile strings, adding, memory."""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reader.query.ast import And, Node, Tagged, Word
from reader.query.parse import parse
from reader.search.protocol import Document, Masks
from tests.bench.building import said
from tests.bench.corpus import cache_folder
from tests.bench.engines import Engine, Octavo, document, engines, is_asking, look_at
from tests.bench.figures import Figure, rounded
from tests.bench.queries import hostile_queries, mixed_queries, typed_queries
from tests.bench.resample import resampled
from tests.bench.timing import Asked, ask, summary

DAY = 50
"""Papers that a day brings."""
_LIKE = 50
"""Papers whose like is sought."""

Papers = Sequence[dict[str, Any]]


def random_half(papers: int) -> Masks:
    """Make masks of which each lets the same random half of the papers through."""
    half: Any = np.random.default_rng(0).random(papers + 1) < 0.5  # a Mask, which mypy does not take it for
    return lambda _filter: half


def filtered(engine: Octavo, papers: int, sample: Papers, rounds: int) -> Figure:
    """Time letters as they are typed beside a filter."""
    masks = random_half(papers)
    roots = [parse(text, typing=True) for text in typed_queries(sample)]
    questions: dict[int, Node] = {
        number: And((*query.clauses, Tagged("half"))) for number, query in enumerate(roots) if is_asking(query.root)
    }
    asked = Asked({}, set())
    for _ in range(rounds):
        engine.open()
        ask(asked, lambda root: engine.search(root, masks), questions)
    return summary(asked)


def similar(engine: Octavo, papers: int, sample: Papers, rounds: int) -> Figure:
    """Time the search for papers like one."""
    chosen = {number: [document(number, paper)] for number, paper in enumerate(sample[:_LIKE], 1)}
    asked = Asked({}, set())
    for _ in range(rounds):
        engine.open()
        ask(asked, lambda documents: look_at(engine.index.similar(documents)), chosen)
    return summary(asked)


def hostile(engine: Octavo, papers: int, sample: Papers, rounds: int) -> Figure:
    """Time the answers to hostile strings from the text on; name the slowest, and count those that raise something."""
    masks = random_half(papers)
    texts = hostile_queries()
    raised: dict[int, str] = {}

    def answer(number: int) -> int:
        try:
            root = parse(texts[number // 2], typing=bool(number % 2)).root
            return look_at(engine.index.search(root, masks, partly=True))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a figure
            raised[number] = repr(error)[:80]
            return 0

    asked = Asked({}, set())
    for _ in range(rounds):
        engine.open()
        ask(asked, answer, {number: number for number in range(2 * len(texts))})
    slowest = max(asked.times, key=lambda number: statistics.median(taken.cpu for taken in asked.times[number]))
    wall = [statistics.median(taken.wall for taken in taken_of) for taken_of in asked.times.values()]
    figure = summary(asked) | {"wall_worst_ms": rounded(max(wall))}
    figure |= {"slowest": ascii(texts[slowest // 2])[:40], "failed": len({number // 2 for number in raised})}
    return figure | ({"failure": next(iter(raised.values()))} if raised else {})


def update(folder: Path, ready: Sequence[Engine], papers: int, sample: Papers, rounds: int) -> Iterator[Figure]:
    """Add a day's papers to a copy of the index, one day a round, and find one of them; on the wall."""
    taken: dict[str, list[float]] = {}
    for original in ready:
        with tempfile.TemporaryDirectory(dir=cache_folder()) as temporary:
            shutil.copytree(folder / original.name, Path(temporary) / original.name)
            engine = next(engines(Path(temporary), [original.name]))
            engine.open()
            taken[engine.name] = [_add_day(engine, day, papers, sample) for day in range(rounds)]
            engine.close()
    for name, seconds in taken.items():
        figure: Figure = {"bench": "search.update", "engine": name, "papers": papers, "added": DAY}
        figure |= {"p50_s": rounded(statistics.median(seconds)), "worst_s": rounded(max(seconds)), "rounds": rounds}
        if name == "octavo" and len(taken) > 1:
            least, floor = min((statistics.median(times), other) for other, times in taken.items() if other != name)
            figure |= {"floor": floor, "ratio": rounded(figure["p50_s"] / least)}
        yield figure


def memory(folder: Path, ready: Sequence[Engine], papers: int, sample: Papers) -> Iterator[Figure]:
    """Tell the memory of a process that asks everything; none of the engines may be open here."""
    for engine in ready:
        engine.close()
    with tempfile.TemporaryDirectory(dir=cache_folder()) as temporary:
        questions = Path(temporary) / "questions.json"
        mixed = [text for _, text in mixed_queries(sample)]
        questions.write_text(json.dumps([mixed, typed_queries(sample)]))
        for engine in ready:
            argv = [sys.executable, "-m", "tests.bench.memory", engine.name, str(folder), str(questions)]
            yield {"bench": "search.memory", "engine": engine.name, "papers": papers} | json.loads(said(argv))


def _add_day(engine: Engine, day: int, papers: int, sample: Papers) -> float:
    """Give the seconds from the update to the answer that has one of its papers in it.

    Raises:
        RuntimeError: it was not found.
    """
    documents = _day(day, papers, sample)
    question = engine.prepare(Word(_name(day)))
    begin = time.perf_counter()
    engine.update(documents)
    found = engine.search(question)
    seconds = time.perf_counter() - begin
    if found != 1:
        raise RuntimeError(f"{engine.name} found {found} of the one paper that was added.")
    return seconds


def _day(day: int, papers: int, sample: Papers) -> list[Document]:
    """Make a day's new papers; the last has a word that no other has."""
    fresh = resampled(lambda: sample)
    skipped = len(sample) + day * DAY
    new = [paper for number, paper in zip(range(skipped + DAY), fresh, strict=False) if number >= skipped]
    new[-1] = new[-1] | {"title": f"{new[-1]['title']} {_name(day)}"}
    return [document(papers + day * DAY + number, paper) for number, paper in enumerate(new, 1)]


def _name(day: int) -> str:
    return "zq" + "".join(random.Random(day).choices("bdfgkmpv", k=9))
