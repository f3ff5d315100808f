"""Decides what a batch of entries means for the library: which record each belongs to, and what it tells anew.

This half of an import works in memory, on the few records that the batch concerns; `writing` then stores the outcome
with a handful of statements. Identity and merging follow `identity` and `reader.model.merge`.

What makes importing again change nothing:
- Each place (source and file) of a paper has digests of what it told last time; the same digest is no news.
- A text that was already replaced once does not come back, so two places that word an abstract differently do not
  overwrite one another for ever. Only the very line that told something else last time may restore it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from reader.model import Entry, Origin, Paper, ids
from reader.model.ids import ARXIV, OWN, TITLE, kind
from reader.model.merge import merge
from reader.store.identity import (
    irreconcilable,
    joins_by_title,
    name,
    namesake_key,
    namesake_keys,
    own,
    rivals,
    strangers,
    strong,
)
from reader.store.record import NEVER, Alone, Place, Record, Saying, entry_of, paper_of, root
from reader.store.rows import read_papers
from reader.store.told import Told


class Batch:
    """The outcome of deciding: records to add, change and fuse, keys to add, and what became of each entry."""

    def __init__(self, connection: sqlite3.Connection, told: Told) -> None:
        self.entries = told.entries
        self.records: dict[int, Record] = {}
        """Every record that the batch concerns, by its number, also those that went into others."""
        self.fresh_keys: dict[str, Record] = {}
        """Keys that no record had, and who has them now."""
        self.records_of: list[Record] = []
        """The record of each entry."""
        self.added: set[int] = set()
        """Which entries (by their index) made a new record."""
        self.updated: set[int] = set()
        """Which entries told something new of a known one."""
        self.news: set[int] = set()
        """Which entries had to be looked at."""
        self.merged = 0
        self._connection = connection
        self.first_id = self.next_id = int(connection.execute("SELECT next_paper FROM library").fetchone()[0])
        self._title_keys = told.title_keys
        self._digests = told.digests
        self.entry_of = dict(zip(told.digests, told.entries, strict=True))
        """Entries by their digests."""
        self._owners: dict[str, Record] = {}
        self._decide()

    def told_already(self, index: int, imported_at: str) -> bool:
        """Tell whether the same file told of an entry's paper in an earlier batch of the same import."""
        said = self.records_of[index].said.get(_place(self.entries[index]), NEVER)
        return any(saying.last == imported_at for saying in said.values())

    def _decide(self) -> None:
        wanted = {key for entry in self.entries for key in entry.keys}
        wanted.update(*self._title_keys)
        known = self._known(wanted)
        self.records = {paper: Record(Paper(paper, "", ""), new=False) for paper in set(known.values())}
        self._load_sayings(self.records)
        for key, paper in known.items():
            self._owners[key] = self.records[paper]
        settled: list[Record | None] = [None] * len(self.entries)
        if known:
            settled = [self._told_before(index, entry) for index, entry in enumerate(self.entries)]
            self._find_namesakes_told_before(settled)
            unsettled = {
                key
                for index, record in enumerate(settled)
                if record is None
                for key in (*self.entries[index].keys, *self._title_keys[index])
            }
            self._load({known[key] for key in unsettled if key in known})
        for index, (entry, record) in enumerate(zip(self.entries, settled, strict=True)):
            if record is None:
                self.news.add(index)
                record = self._record_for(index, entry)
            record = root(record)
            self.records_of.append(record)
            record.told.setdefault(_place(entry), {})[self._digests[index]] = entry.origin.line
        self.records_of = [root(record) for record in self.records_of]

    def _told_before(self, index: int, entry: Entry) -> Record | None:
        """Give the record of which the entry's place told just that before, or None: then it has to be looked at.

        Mostly it is where the best key leads; another record may have come to an own id or a title first.
        """
        owners = [self._owners.get(key) for key in entry.keys]
        if None in owners:
            return None
        digest, place = self._digests[index], _place(entry)
        return next((owner for owner in owners if owner and digest in owner.said.get(place, NEVER)), None)

    def _find_namesakes_told_before(self, settled: list[Record | None]) -> None:
        """Settle the entries whose place told just that before, of a paper whose title another one had first."""
        asked = {
            index: namesake_keys(entry.title, entry.authors, entry.date)
            for index, entry in enumerate(self.entries)
            if settled[index] is None and all(key in self._owners for key in entry.keys)
        }
        known = self._known({key for keys in asked.values() for key in keys})
        fresh = set(known.values()) - self.records.keys()
        self.records.update((paper, Record(Paper(paper, "", ""), new=False)) for paper in fresh)
        self._load_sayings(fresh)
        for index, keys in asked.items():
            digest, place = self._digests[index], _place(self.entries[index])
            records = [self.records[known[key]] for key in keys if key in known]
            settled[index] = next((record for record in records if digest in record.said.get(place, NEVER)), None)

    def _record_for(self, index: int, entry: Entry) -> Record:
        keys = {*entry.keys, *self._title_keys[index]}
        if self._owners.keys().isdisjoint(keys):
            # Most papers are new, and come by the million.
            record = self._add(entry)
            self.added.add(index)
            record.keys = keys
            fresh = dict.fromkeys(keys, record)
            self._owners.update(fresh)
            self.fresh_keys.update(fresh)
            return record
        return self._known_or_namesake(index, entry)

    def _known_or_namesake(self, index: int, entry: Entry) -> Record:
        """Give the record of an entry of which some key is another's already."""
        merged_before = self.merged
        record = self._resolve(entry, self._title_keys[index])
        if record is None:
            record = self._add(entry)
            self.added.add(index)
            told_anew = False
        else:
            told_anew = self._tell(record, entry, self._digests[index])
        told_of = [*entry.keys, *self._title_keys[index]]
        titles = self._title_keys[index]
        if index in self.added and titles and all(key in self._owners for key in titles):
            # Its title is another's: others tell of it by the title, too.
            told_of.append(namesake_key(entry.title, entry.authors, entry.date))
        gained = [key for key in dict.fromkeys(told_of) if key not in self._owners]
        for key in gained:
            self._owners[key] = self.fresh_keys[key] = record
            record.keys.add(key)
        if gained:
            # Another way to write the title is no news.
            told_anew = told_anew or any(kind(key) != TITLE for key in gained)
            if index not in self.added or record.paper.key not in record.keys:
                self._name(record)
        if (told_anew and index not in self.added) or self.merged > merged_before:
            self.updated.add(index)
        return record

    def _resolve(self, entry: Entry, title_keys: tuple[str, ...]) -> Record | None:
        """Find the record an entry belongs to, fusing those that it shows to be one."""
        keys, ids_of_its_own = strong(entry.keys), own(entry.keys)
        titles = [*title_keys, *(key for key in entry.keys if kind(key) == TITLE and key not in title_keys)]
        record: Record | None = None
        for key in keys:
            other = self._owners.get(key)
            if other is None or other is record:
                continue
            if irreconcilable([*keys, *(record.keys if record else ())], other.keys):
                continue
            if kind(key) != ARXIV and other.keys.isdisjoint(titles) and self._is_stranger(entry, other):
                continue
            record = other if record is None else self._fuse(record, other, entry.origin)
        for key in ids_of_its_own:
            other = self._owners.get(key)
            if other is None or other is record or rivals([*keys, *(record.keys if record else ())], other.keys):
                continue
            if not other.keys.isdisjoint(titles) or ids.title_key(other.paper.title) in titles:
                record = other if record is None else self._fuse(record, other, entry.origin)
        apart = False
        for key in titles:
            titled = self._owners.get(key)
            if titled is None or titled is record:
                continue
            if self._joins_by_title(entry, record, titled):
                record = titled if record is None else self._fuse(record, titled, entry.origin)
            else:
                apart = True
        if apart and record is None:
            record = self._namesake(entry)
        if record is None and title_keys and all(key in self._owners for key in (*entry.keys, *title_keys)):
            # Nothing is left that a record of its own could be called by, unless it is the first of its namesakes.
            if not entry.authors and not entry.date:
                return self._owners[title_keys[0]]
            return self._owners.get(namesake_key(entry.title, entry.authors, entry.date))
        return record

    def _namesake(self, entry: Entry) -> Record | None:
        """Find the record of an entry among those whose title another one had first."""
        keys = namesake_keys(entry.title, entry.authors, entry.date)
        known = self._known(key for key in keys if key not in self._owners)
        fresh = set(known.values()) - self.records.keys()
        self.records.update((paper, Record(Paper(paper, "", ""), new=False)) for paper in fresh)
        self._load_sayings(fresh)
        self._load({paper for paper in known.values() if not self.records[paper].paper.key})
        self._owners.update((key, root(self.records[paper])) for key, paper in known.items())
        for key in keys:
            other = self._owners.get(key)
            if other is not None and self._joins_by_title(entry, None, other):
                return other
        return None

    @staticmethod
    def _is_stranger(entry: Entry, other: Record) -> bool:
        known = other.paper
        return strangers((entry.title, known.title), (entry.authors, known.authors), (entry.abstract, known.abstract))

    @staticmethod
    def _joins_by_title(entry: Entry, record: Record | None, titled: Record) -> bool:
        mine = record.paper if record else None
        return joins_by_title(
            [*entry.keys, *(record.keys if record else ())],
            titled.keys,
            (entry.authors or (mine.authors if mine else ()), titled.paper.authors),
            (entry.abstract or (mine.abstract if mine else ""), titled.paper.abstract),
            (entry.date or (mine.date if mine else ""), titled.paper.date),
        )

    def _add(self, entry: Entry) -> Record:
        key = entry.keys[0] if kind(entry.keys[0]) != OWN else name(entry.keys)
        paper = paper_of(entry, self.next_id, key)
        self.next_id += 1
        record = self.records[paper.id] = Record(paper, new=True)
        return record

    def _tell(self, record: Record, entry: Entry, digest: int) -> bool:
        """Merge an entry into a record, and tell whether that changed anything."""
        said = record.said.get(_place(entry), NEVER)
        is_newer = entry.of_version > record.paper.version > 0
        if not is_newer and not any(
            saying.line == entry.origin.line and other != digest for other, saying in said.items()
        ):
            if ("abstract", entry.abstract) in record.formers:
                entry = replace(entry, abstract="")
            if ("title", entry.title) in record.formers:
                entry = replace(entry, title=record.paper.title)
        return self._become(record, merge(record.paper, entry), entry.origin)

    def _fuse(self, one: Record, other: Record, shown_by: Origin) -> Record:
        """Make one record of two; the older keeps its number, and nothing of the other is lost."""
        winner, loser = sorted((one, other), key=lambda record: record.id)
        told = entry_of(loser.paper, loser.keys, shown_by)
        self._become(winner, merge(winner.paper, told), shown_by)
        for field, text in (("title", told.title), ("abstract", told.abstract)):
            self._keep_former(winner, field, text, shown_by)
        winner.former += loser.former
        winner.formers |= loser.formers
        winner.losers += loser.losers
        winner.alone += loser.alone
        if not loser.new:
            winner.losers.append(loser.id)
        for place, told_there in loser.told.items():
            winner.told.setdefault(place, {}).update(told_there)
        for place, said_there in loser.said.items():
            winner.said.setdefault(place, {}).update(said_there)
        for key in loser.keys:
            self._owners[key] = winner
            if key in self.fresh_keys:
                self.fresh_keys[key] = winner
        winner.keys |= loser.keys
        loser.into = winner
        self._name(winner)
        self.merged += 1
        return winner

    def _become(self, record: Record, paper: Paper, origin: Origin) -> bool:
        was = record.paper
        # Identity and appearances are not merge's to change.
        paper = replace(paper, id=was.id, key=was.key, appearances=(), marks=was.marks)
        if paper == was:
            return False
        record.paper = paper
        record.changed = True
        self._keep_former(record, "title", was.title, origin)
        self._keep_former(record, "abstract", was.abstract, origin)
        return True

    @staticmethod
    def _keep_former(record: Record, field: str, text: str, origin: Origin) -> None:
        now = record.paper.title if field == "title" else record.paper.abstract
        if text and text != now and (field, text) not in record.formers:
            record.formers.add((field, text))
            record.former.append((field, text, origin))

    @staticmethod
    def _name(record: Record) -> None:
        key = name(record.keys)
        if key != record.paper.key:
            record.paper = replace(record.paper, key=key)
            record.changed = True

    def _known(self, keys: Iterable[str]) -> dict[str, int]:
        return dict(
            self._connection.execute(
                "SELECT a.key, a.paper FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.key = w.value",
                (json.dumps(sorted(keys)),),
            )
        )

    def _load_sayings(self, papers: Iterable[int]) -> None:
        """Read what each place told of the papers last time: where it tells the same, nothing else is looked at."""
        for paper_id, source, file, digest, *saying in self._connection.execute(
            "SELECT o.paper, p.source, p.file, o.digest, o.line, o.first_imported, o.last_imported, "
            "EXISTS (SELECT 1 FROM tellings AS t WHERE (t.paper, t.place, t.digest) = (o.paper, o.place, o.digest)) "
            "FROM json_each(?) AS w CROSS JOIN origins AS o ON o.paper = w.value "
            "CROSS JOIN places AS p ON p.id = o.place",
            (json.dumps(sorted(papers)),),
        ):
            self.records[paper_id].said.setdefault((source, file), {})[digest] = Saying(*saying)

    def _load(self, papers: set[int]) -> None:
        """Read the papers that have to be looked at, their keys and former texts."""
        if not papers:
            return
        wanted = json.dumps(sorted(papers))
        for paper in read_papers(self._connection, papers):
            self.records[paper.id].paper = paper
        for key, paper_id in self._connection.execute(
            "SELECT a.key, a.paper FROM json_each(?) AS w CROSS JOIN aliases AS a ON a.paper = w.value", (wanted,)
        ):
            self.records[paper_id].keys.add(key)
        for paper_id, field, text in self._connection.execute(
            "SELECT f.paper, f.field, f.text FROM json_each(?) AS w CROSS JOIN former_texts AS f ON f.paper = w.value",
            (wanted,),
        ):
            self.records[paper_id].formers.add((field, text))
        for record in (self.records[paper] for paper in papers):
            said = [(place, digest, saying) for place, its in record.said.items() for digest, saying in its.items()]
            if len(said) == 1 and not said[0][2].kept and not record.alone:
                record.alone.append(Alone(*said[0][:2], record.paper, frozenset(record.keys)))


def _place(entry: Entry) -> Place:
    return entry.origin.source, entry.origin.file
