"""Machines of one person: homes with the same papers, each a device of its own."""

from __future__ import annotations

import io
import json
from pathlib import Path
from random import Random
from typing import Any

from reader.library import Library
from reader.library.exchange import Exchanged
from reader.model import Sort
from reader.paths import find_places
from reader.query.parse import parse
from reader.store import Store
from tests.unit.store.make import NOW, entry, number

PAPERS = 5


class Machine:
    """One home, and the library in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.library = Library.open(find_places(home))
        self.store: Store = self.library._store
        self.store.put([entry(f"arxiv:{key}", title=f"Paper {key}", line=key) for key in range(PAPERS)], NOW)
        self.ids = [number(self.store, f"arxiv:{key}") for key in range(PAPERS)]
        self.device: str = self.library._keeper.device

    @property
    def journal(self) -> Path:
        return self.library.places.journal

    @property
    def own(self) -> Path:
        return self.journal / f"{self.device}.jsonl"

    def mark(self, random: Random) -> None:
        """Do anything that a reader does."""
        some = random.sample(self.ids, random.randint(1, PAPERS))
        match random.randrange(8):
            case 0:
                self.library.read(some, on=random.random() < 0.7)
            case 1:
                self.library.bookmark(some, on=random.random() < 0.7)
            case 2:
                self.library.rate(some, random.randint(0, 5))
            case 3:
                self.library.tag(some, [f"t{random.randint(0, 3)}"], on=random.random() < 0.7)
            case 4:
                self.library.note(some[0], f"note {random.random()}")
            case 5:
                self.library.timeline.turn_next("undo")
            case 6:
                self.library.timeline.turn_next("redo")
            case _:
                self.library.save_search(f"s{random.randint(0, 2)}", "graph", watch=random.random() < 0.5)

    def sync(self, folder: Path) -> Exchanged:
        return self.library.exchange.with_folder(folder)

    def exported(self) -> bytes:
        pieces: list[bytes] = []
        self.library.exchange.export(pieces.append)
        return b"".join(pieces)

    def take(self, data: bytes) -> Exchanged:
        return self.library.exchange.take(io.BytesIO(data), "a file")

    @property
    def marks(self) -> str:
        """All that a person sees of the marks, as `octavo list --json` and `octavo searches` show them."""
        listing = self.library.listing(parse(""), Sort.TITLE)
        papers = self.library.papers(listing.ids())
        return json.dumps(
            [[paper.marks._asdict() for paper in papers], [list(one)[:3] for one in self.library.saved()]]
        )

    @property
    def history(self) -> list[tuple[Any, ...]]:
        """What was ever done, without where it stands in the files."""
        return [(act.stamp, act.device, act.kind, act.of, act.label, act.papers) for act in self.store.acts(10_000)]

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.journal.glob("*.jsonl")}

    def close(self) -> None:
        self.library.close()
