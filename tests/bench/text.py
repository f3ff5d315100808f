"""`text`: how much of the TeX in real titles and abstracts is shown as Unicode, what is left and why, and how fast.

A text counts as left when a formula or a command of TeX still stands in it as it was written. Each of the most
frequent obstacles is a figure of its own. The time is that of the thread, nothing remembered from one text to the next.
"""

from __future__ import annotations

import re
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from reader.query.words import tokens
from reader.text import _made as made
from reader.text import prose, readable, worth
from tests.bench.corpus import corpus_name, read_papers
from tests.bench.figures import Figure, rounded, spread

_LEFT = re.compile(r"\\(?:[A-Za-z]+|.)|\$(?!\d)[^$\s]")
_MARKS = re.compile(r"[\\${}^]")


def options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--file", type=Path, help="JSON Lines with the papers")
    parser.add_argument("--most", type=int, default=25, help="how many of the obstacles to name")


def measure(arguments: Namespace) -> Iterator[Figure]:
    """Show all titles and abstracts, and look at what is shown."""
    papers = list(read_papers(arguments.papers, arguments.file))
    head = {"engine": "octavo", "papers": len(papers), "corpus": corpus_name(arguments.file)}
    for field in ("title", "abstract"):
        texts = [str(paper.get(field, "")) for paper in papers]
        yield {"bench": f"text.{field}.time", **head, **spread(_times(texts), "us")}
        yield {"bench": f"text.{field}.left", **head, **_kept(texts)}
    obstacles = _obstacles([f"{paper['title']}\n{paper.get('abstract', '')}" for paper in papers])
    for obstacle, count in obstacles.most_common(arguments.most):
        yield {"bench": "text.obstacle", **head, "what": obstacle, "texts": count}


def _times(texts: Sequence[str]) -> list[float]:
    taken = []
    for text in texts:
        begin = time.thread_time_ns()
        made(text)
        taken.append((time.thread_time_ns() - begin) / 1000)
    return taken


def _kept(texts: Sequence[str]) -> Figure:
    shown = [readable(text) for text in texts]
    tex = sum(1 for text in texts if _MARKS.search(text))
    left = sum(1 for one in shown if _LEFT.search(one.text))
    # The words of what is shown are those that the index has, but for the joints of formulas.
    said = found = 0
    for text, one in zip(texts[:2000], shown, strict=False):
        if one.changed:
            words = {token.form for token in tokens(text)}
            own = [token.form for token in tokens(one.text) if not token.joined]
            said += len(own)
            found += sum(form in words for form in own)
    return {
        "with_tex": tex,
        "shown_otherwise": sum(one.changed for one in shown),
        "left": left,
        "left_of_tex": rounded(left / tex) if tex else 0,
        "words_found": rounded(found / said) if said else 1,
    }


def _obstacles(texts: Sequence[str]) -> Counter[str]:
    count: Counter[str] = Counter()
    for text in texts:
        if worth(text):
            reader = prose.Prose(text)
            reader.read()
            count.update(set(reader.failures))
            count.update(
                {f"text {found}" for found in re.findall(r"\\[A-Za-z]+", readable(text).text)}
                - {f"text {one}" for one in reader.failures}
            )
    return count
