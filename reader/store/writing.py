"""Stores what a `Batch` decided: the other half of `put`, in the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterator, Sequence

from reader.model import Entry, Origin, Paper
from reader.store import counts, editions, imports, marks, outbox, parting, sameness, tellings
from reader.store.batch import Batch
from reader.store.editions import put_appearances
from reader.store.fusing import hand_over
from reader.store.identity import title_order
from reader.store.inserting import insert
from reader.store.record import Record, root
from reader.store.rows import changed_bits, joined, packed
from reader.store.told import Told
from reader.store.values import ImportAct, PutCounts

_DAY = 10
"""Characters of the day in a time of import."""


def put(connection: sqlite3.Connection, told: Told, imported_at: str, act: ImportAct | None = None) -> PutCounts:
    """Take entries into the library, in the transaction that the caller has begun; an act can be reversed."""
    entries = told.entries
    if not entries:
        return PutCounts()
    opened = sameness.open_for(connection, {key for entry in entries for key in entry.keys}.union(*told.title_keys))
    batch = Batch(connection, told)
    alive = {record.id: record for record in map(root, batch.records.values())}
    losers = [number for record in alive.values() for number in record.losers]
    counted = {record.id for record in alive.values() if record.new or record.losers}
    placed_anew = [index for index in sorted(batch.news) if entries[index].appearance is not None]
    counted.update(batch.records_of[index].id for index in placed_anew)
    if act and batch.news:
        changing = {batch.records_of[index].id for index in batch.news}.union(losers)
        changing.difference_update(record.id for record in alive.values() if record.new)
        kept = imports.keep(connection, act, changing, (batch.first_id, batch.next_id))

    counts.shift(connection, [*counted, *losers], -1)
    for record in alive.values():
        for loser in record.losers:
            hand_over(connection, loser, record.id)
    _write_records(connection, batch, alive, imported_at)
    _write_origins(connection, batch, alive, imported_at)
    # What is known of papers by now may tell the year of a page that names none.
    editions.touch(connection, {batch.records_of[index].id for index in batch.news}, only_undated=True)
    places = {index: (entries[index], batch.records_of[index].id) for index in placed_anew}
    told_already = {index for index in placed_anew if batch.told_already(index, imported_at)}
    placed = put_appearances(connection, places, told_already)
    counts.shift(connection, counted, +1)
    editions.settle_placed(connection, placed)
    outbox.note(connection, losers)
    _refresh_marks(connection, batch, alive)
    # Where keys are known to be apart, whatever is told may be of another paper than what was told before.
    told_of = alive.keys() if parting.is_used(connection) else set()
    # What was laid open may have gone into a record that was not.
    fused = {record.id for record in alive.values() if record.losers} if opened else set()
    sameness.settle_again(connection, opened.keys() | told_of | fused, batch.fresh_keys)
    editions.settle(connection)
    if batch.news:
        connection.execute("UPDATE library SET papers_version = papers_version + 1")

    # What is told of a removed paper is kept, but nobody sees any of it.
    hidden = {number for number, was_hidden in opened.items() if was_hidden}
    unseen = {index for index, record in enumerate(batch.records_of) if record.id in hidden} if hidden else set()
    added, updated, unchanged = _tally(entries, batch.added, (batch.updated | placed.entries) - unseen)
    done = PutCounts(added, updated, unchanged, merged=batch.merged, editions=placed.editions, undated=placed.undated)
    if act and batch.news:
        number, touched = kept
        imports.count(connection, number, sum(record.new for record in alive.values()) + touched, done)
    return done


def _tally(entries: Sequence[Entry], added: Container[int], updated: Container[int]) -> tuple[int, int, int]:
    """Count what is new, changed and known; a record that was in several editions is several entries of one line.

    A line may also hold all records of a file, as the answers of services do.
    """
    of_lines: list[int] = []
    record: tuple[Origin, tuple[str, ...]] | None = None
    for index, entry in enumerate(entries):
        worth = 0 if index in added else 1 if index in updated else 2
        if (entry.origin, entry.keys) == record:
            of_lines[-1] = min(worth, of_lines[-1])
        else:
            of_lines.append(worth)
            record = entry.origin, entry.keys
    return of_lines.count(0), of_lines.count(1), of_lines.count(2)


def _write_records(connection: sqlite3.Connection, batch: Batch, alive: dict[int, Record], imported_at: str) -> None:
    new = [record.paper for record in alive.values() if record.new]
    changed = [record.paper for record in alive.values() if record.changed and not record.new]
    day = imported_at[:_DAY]
    indexed = _indexed(connection, [paper.id for paper in changed])
    insert(
        connection,
        "INSERT INTO papers (id, key, title, title_order, date, up, venue, added, version, changed)",
        [
            (p.id, p.key, p.title, title_order(p.title), p.date, p.up, p.venue, day, p.version, changed_bits(p.changed))
            for p in new
        ],
    )
    insert(
        connection,
        "INSERT INTO texts (paper, abstract, authors, categories, url, details)",
        [(p.id, p.abstract, joined(p.authors), joined(p.categories), p.url, packed(p.details)) for p in new],
    )
    connection.executemany(
        "UPDATE papers SET key = ?, title = ?, title_order = ?, date = ?, up = ?, venue = ? WHERE id = ?",
        [(p.key, p.title, title_order(p.title), p.date, p.up, p.venue, p.id) for p in changed],
    )
    connection.executemany(
        "UPDATE texts SET abstract = ?, authors = ?, categories = ?, url = ?, details = ? WHERE paper = ?",
        [(p.abstract, joined(p.authors), joined(p.categories), p.url, packed(p.details), p.id) for p in changed],
    )
    connection.executemany(
        "UPDATE papers SET version = ?, changed = ? WHERE id = ?",
        [(p.version, changed_bits(p.changed), p.id) for p in changed if p.version],
    )
    insert(
        connection,
        "INSERT INTO aliases (key, paper)",
        sorted((key, record.id) for key, record in batch.fresh_keys.items()),
    )
    insert(
        connection,
        "INSERT INTO votes (paper, day, up, comments)",
        [
            (p.id, day, p.up, p.details.comments)
            for p in (*new, *_voted_anew(connection, changed))
            if p.up or p.details.comments
        ],
        otherwise="ON CONFLICT (paper, day) DO UPDATE SET up = excluded.up, comments = excluded.comments",
    )
    connection.execute("UPDATE library SET next_paper = ?", (batch.next_id,))
    outbox.note(connection, [paper.id for paper in new])
    outbox.note(
        connection,
        [
            paper.id
            for paper in changed
            if indexed.get(paper.id)
            != (paper.title, paper.abstract, joined(paper.authors), joined(paper.categories), paper.date)
        ],
    )


def _voted_anew(connection: sqlite3.Connection, papers: Sequence[Paper]) -> Iterator[Paper]:
    """Yield the papers whose votes or comments are not what was noted last."""
    told = dict.fromkeys((paper.id for paper in papers if paper.up or paper.details.comments), (0, 0))
    for number, up, comments in connection.execute(
        "SELECT v.paper, v.up, v.comments FROM json_each(?) AS w CROSS JOIN votes AS v ON v.paper = w.value "
        "ORDER BY v.paper, v.day",
        (json.dumps(list(told)),),
    ):
        told[number] = (up, comments)
    yield from (paper for paper in papers if told.get(paper.id, (0, 0)) != (paper.up, paper.details.comments))


def _indexed(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, tuple[str, str, str, str, str]]:
    """Read what the index knows of papers about to be changed: texts and date."""
    return {
        number: (title, abstract, authors, categories, date)
        for number, title, abstract, authors, categories, date in connection.execute(
            "SELECT p.id, p.title, t.abstract, t.authors, t.categories, p.date FROM json_each(?) AS w "
            "CROSS JOIN papers AS p ON p.id = w.value CROSS JOIN texts AS t ON t.paper = p.id",
            (json.dumps(numbers),),
        )
    }


def _write_origins(connection: sqlite3.Connection, batch: Batch, alive: dict[int, Record], imported_at: str) -> None:
    wanted = {place for record in alive.values() for place in record.told}
    wanted.update((origin.source, origin.file) for r in alive.values() for _, _, origin in r.former)
    connection.executemany("INSERT OR IGNORE INTO places (source, file) VALUES (?, ?)", sorted(wanted))
    places = {
        place: connection.execute("SELECT id FROM places WHERE source = ? AND file = ?", place).fetchone()[0]
        for place in wanted
    }
    sayings, outdated, told_here = [], [], []
    for record in alive.values():
        shared = _told_by_several(record)
        for place, told in record.told.items():
            said = record.said.get(place, {})
            first = min(saying.first for saying in said.values()) if said else imported_at
            sayings += [(record.id, places[place], digest, line, first, imported_at) for digest, line in told.items()]
            if said and not told.keys() <= said.keys():
                outdated.append((record.id, places[place], imported_at))
            if shared:
                anew = [digest for digest in told if digest not in said or not said[digest].kept]
                told_here += [(record.id, places[place], one, tellings.packed(batch.entry_of[one])) for one in anew]
    insert(
        connection,
        "INSERT INTO origins (paper, place, digest, line, first_imported, last_imported)",
        sayings,
        otherwise="ON CONFLICT (paper, place, digest) DO UPDATE SET "
        "line = excluded.line, last_imported = excluded.last_imported",
    )
    # What this import did not tell again, a newer saying of the same place has taken the place of.
    connection.executemany("DELETE FROM origins WHERE paper = ? AND place = ? AND last_imported <> ?", outdated)
    connection.executemany(
        "DELETE FROM tellings WHERE paper = ? AND place = ? AND NOT EXISTS (SELECT 1 FROM origins AS o "
        "WHERE (o.paper, o.place, o.digest) = (tellings.paper, tellings.place, tellings.digest))",
        [(paper, place) for paper, place, _ in outdated],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO tellings (paper, place, digest, told) VALUES (?, ?, ?, ?)", sorted(told_here)
    )
    connection.executemany(
        "INSERT OR IGNORE INTO tellings (paper, place, digest, told) SELECT o.paper, o.place, o.digest, ? "
        "FROM origins AS o WHERE o.paper = ? AND o.digest = ? "
        "AND o.place = (SELECT id FROM places WHERE source = ? AND file = ?)",
        [
            (tellings.of_record(alone.paper, alone.keys), record.id, alone.digest, *alone.place)
            for record in alive.values()
            if record.alone and _told_by_several(record)
            for alone in record.alone
        ],
    )
    connection.executemany(
        "INSERT INTO former_texts (paper, field, text, place, line, replaced_at) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (record.id, field, text, places[origin.source, origin.file], origin.line, imported_at)
            for record in alive.values()
            for field, text, origin in record.former
        ],
    )


def _told_by_several(record: Record) -> bool:
    """Tell whether more than one telling of a record is left after the batch."""
    left = 0
    for place in record.said.keys() | record.told.keys():
        said, told = record.said.get(place, {}).keys(), record.told.get(place, {}).keys()
        left += len(told if said and told and not told <= said else said | told)
    return left > 1


def _refresh_marks(connection: sqlite3.Connection, batch: Batch, alive: dict[int, Record]) -> None:
    """Let marks that waited for a key, or that stood on a record that is gone, apply to the paper that has it now."""
    touched = {record.id for record in alive.values() if record.losers}
    if connection.execute("SELECT 1 FROM registers LIMIT 1").fetchone():
        touched.update(
            number
            for (number,) in connection.execute(
                "SELECT DISTINCT a.paper FROM json_each(?) AS w CROSS JOIN registers AS r ON r.key = w.value "
                "CROSS JOIN aliases AS a ON a.key = w.value",
                (json.dumps(list(batch.fresh_keys)),),
            )
        )
    marks.refresh(connection, touched)
