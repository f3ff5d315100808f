"""`python -m tests.bench NAME [options] [--json]`: run one benchmark, or `all` of them at modest sizes.

| NAME | what it measures |
|---|---|
| `start` | exec to the first usable screen, beside a bare Textual app |
| `terminal` | time and bytes from a key to the last byte: cursor, page, mark, typed letter, idle |
| `import` | papers a second into the library, and the peak of memory |
| `search` | build, open, queries, letters as they are typed, filters, updates, memory, beside SQLite FTS5 and tantivy |
| `relevance` | nDCG@10, MAP and Recall@100 on test collections, beside SQLite FTS5 and tantivy |
| `identity` | how many tellings of one work become one record, and how many of different ones |
| `text` | how much TeX is shown as Unicode, what is left and why, how long it takes |
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tests.bench import identity, import_papers, relevance, search, start, terminal, text
from tests.bench.figures import Figure, as_json, as_table


class Bench(NamedTuple):
    """A benchmark by its name."""

    options: Callable[[ArgumentParser], None]
    measure: Callable[[Namespace], Iterator[Figure]]


BENCHES = {
    "start": Bench(start.options, start.measure),
    "terminal": Bench(terminal.options, terminal.measure),
    "import": Bench(import_papers.options, import_papers.measure),
    "search": Bench(search.options, search.measure),
    "relevance": Bench(relevance.options, relevance.measure),
    "identity": Bench(identity.options, identity.measure),
    "text": Bench(text.options, text.measure),
}


def main(argv: Sequence[str]) -> int:
    """Run what was asked for."""
    parser = ArgumentParser(prog="python -m tests.bench", description="Measure Octavo.")
    names = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    for name, bench in BENCHES.items():
        _declare(names.add_parser(name), bench.options)
    _declare(names.add_parser("all"), None)
    arguments = parser.parse_args(argv)
    if arguments.name != "all":
        figures = BENCHES[arguments.name].measure(arguments)
    else:
        figures = (figure for name, bench in BENCHES.items() for figure in bench.measure(parser.parse_args([name])))
    if arguments.json:
        # A figure is printed as soon as it is known: a long run that is broken off is not lost.
        for line in as_json(figures):
            print(line, flush=True)
    else:
        print("\n".join(as_table(list(figures))))
    return 0


def _declare(parser: ArgumentParser, options: Callable[[ArgumentParser], None] | None) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
    if options:
        options(parser)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
