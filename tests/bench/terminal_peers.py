"""neomutt and newsboat on the same papers, as a yardstick for keys and bytes: lists of titles, with the text on Enter.

Neither shows an abstract beside its list, so of the cursor's moves theirs are to be held against Octavo's with a key
held down. Where one is not installed, that is said and nothing else.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import formatdate
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.bench.figures import Figure, rounded
from tests.bench.program import library, octavo
from tests.bench.watch import Answer, Watched

_PAGE_DOWN = b"\x1b[6~"
_MUTT = """set sort=mailbox-order
set resolve=no
set mark_old=no
set quit=yes
set delete=no
set move=no
set header_cache=""
set sleep_time=0
set pager_stop=yes
set index_format="%4C %Z %-14.14F %s"
"""
_BOAT = """auto-reload no
reload-threads 1
show-read-articles yes
confirm-exit no
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program, how it is made to show a list of papers, and its keys."""

    prepare: Callable[[Path, Sequence[dict[str, Any]]], list[str]]
    """Writes what it needs into a folder; gives how it is started."""
    enter: bytes
    """Brings up the list after the start; empty where it is there."""
    down: bytes
    mark: bytes
    open: bytes
    scroll: bytes
    close: bytes
    search: bytes
    leave: bytes
    """Leaves the search."""
    quit: bytes


def measure_peer(name: str, arguments: Namespace, size: tuple[int, int]) -> Iterator[Figure]:
    """Press a peer's keys in a list of the same papers."""
    from tests.bench.terminal import summary

    common = {"engine": name, "papers": arguments.papers, "size": "x".join(map(str, size)), "colour": "256"}
    if shutil.which(name) is None:
        yield {"bench": "terminal.peer", **common, "note": "not installed, left out"}
        return
    peer, quiet, some = PEERS[name], arguments.quiet, max(2, arguments.keys // 2)
    answers: dict[str, list[Answer]] = {}
    with tempfile.TemporaryDirectory() as folder:
        argv = peer.prepare(Path(folder), _papers(library(arguments.papers, arguments.file)))
        with Watched(argv, size=size, colour="256", home=Path(folder)) as watched:
            watched.listen(quiet=max(0.5, 6 * quiet))
            if peer.enter:
                watched.key(peer.enter, max(0.5, 6 * quiet))
            first = sum(len(data) for _, data in watched.reads)
            answers["cursor"] = [watched.key(peer.down, quiet) for _ in range(min(arguments.keys, size[1] // 2))]
            answers["mark"] = [watched.key(peer.mark, quiet) for _ in range(some // 2 * 2)]
            answers["page"] = [watched.key(_PAGE_DOWN, quiet) for _ in range(min(some, 3))]
            idle, cpu = watched.idle(min(2.0, arguments.idle))
            answers["open"] = [watched.key(peer.open, quiet)]
            answers["scroll"] = [watched.key(peer.scroll, quiet) for _ in range(3)]
            watched.key(peer.close, quiet)
            watched.key(peer.search, quiet)
            answers["typed"] = [watched.key(letter.encode(), quiet) for letter in "language"]
            watched.key(peer.leave, quiet)
            memory = watched.memory_mib()
            watched.quit(peer.quit)
    for action, given in answers.items():
        yield {"bench": f"terminal.{action}", **common, **summary(given)}
    yield {"bench": "terminal.first_screen", **common, "bytes": first}
    per_minute = round(idle * 60 / min(2.0, arguments.idle))
    used = rounded(100 * cpu / min(2.0, arguments.idle))
    yield {
        "bench": "terminal.idle",
        **common,
        "bytes_per_minute": per_minute,
        "cpu_percent": used,
        "memory_mib": rounded(memory),
    }


def _papers(home: Path) -> list[dict[str, Any]]:
    """Ask the program for the papers of its library."""
    listing = subprocess.run([octavo(), "--home", str(home), "list", "--json"], check=True, stdout=subprocess.PIPE)
    return [json.loads(line) for line in listing.stdout.splitlines()]


def _neomutt(folder: Path, papers: Sequence[dict[str, Any]]) -> list[str]:
    box, settings = folder / "papers.mbox", folder / "muttrc"
    with box.open("w", encoding="utf-8") as lines:
        for number, paper in enumerate(papers):
            seconds = 1_700_000_000 - 3600 * number
            author = next(iter(paper.get("authors") or ()), "nobody")
            lines.write(f"From papers@example.org {time.asctime(time.gmtime(seconds))}\n")
            lines.write(f"From: {Header(author).encode()} <papers@example.org>\nDate: {formatdate(seconds)}\n")
            lines.write(f"Subject: {Header(' '.join(paper['title'].split()), maxlinelen=9999).encode()}\n")
            lines.write(f"Message-ID: <{number}@example.org>\nContent-Type: text/plain; charset=utf-8\n")
            text = (paper.get("abstract") or "").replace("\nFrom ", "\n>From ")
            lines.write(f"Content-Transfer-Encoding: 8bit\n\n{text}\n\n")
    settings.write_text(f"set folder={folder}\nset record=''\nset postponed={folder}/postponed\n{_MUTT}")
    return ["neomutt", "-n", "-F", str(settings), "-f", str(box)]


def _newsboat(folder: Path, papers: Sequence[dict[str, Any]]) -> list[str]:
    feed, urls, settings = folder / "feed.xml", folder / "urls", folder / "config"
    with feed.open("w", encoding="utf-8") as lines:
        lines.write('<?xml version="1.0"?><rss version="2.0"><channel><title>Papers</title>')
        for number, paper in enumerate(papers):
            lines.write(
                f"<item><title>{escape(paper['title'])}</title><guid>{number}</guid>"
                f"<pubDate>{formatdate(1_700_000_000 - 3600 * number)}</pubDate>"
                f"<description>{escape(paper.get('abstract') or '')}</description></item>"
            )
        lines.write("</channel></rss>")
    urls.write_text(f"file://{feed}\n")
    settings.write_text(_BOAT)
    argv = ["newsboat", "-u", str(urls), "-c", str(folder / "cache.db"), "-C", str(settings)]
    subprocess.run([*argv, "-x", "reload"], check=True, capture_output=True, timeout=600)
    return argv


_DOWN = b"\x1bOB"  # as a keypad in application mode sends it

PEERS = {
    "neomutt": Peer(_neomutt, b"", b"j", b"F", b"\r", b"\r", b"q", b"/", b"\x07", b"x"),
    "newsboat": Peer(_newsboat, b"\r", _DOWN, b"N", b"\r", _DOWN, b"q", b"/", b"\x1b", b"Q"),
}
"""The peers by the names of their programs."""
