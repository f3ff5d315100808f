"""The shape of `library.db`, as the steps that lead to it from an empty file.

`PRAGMA user_version` holds how many steps a file has taken; a step that was ever released is never edited. Papers are
split in two: `papers` is narrow, for lists, and `texts` holds what is read one paper at a time. The two covering
indexes let the lists of unread and bookmarked papers be read without touching a paper. Counts stand in columns of
`library`, `editions` and `tags`, and are kept by `counts.shift`. Two more columns of `library` tell whoever keeps
something in memory when to read it anew: `papers_version` grows with every write that changes papers, `marks_version`
with every one that changes marks, and `papers.marked` is the latter at the last change of a paper's own columns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from reader.errors import NewerLibraryError, StoreError
from reader.store.trending import SCORE

APPLICATION = 0x4F637476
"""`PRAGMA application_id` of a library: "Octv" (https://www.sqlite.org/fileformat.html#application_id)."""


class Step(NamedTuple):
    """One migration: it runs as a whole or not at all."""

    name: str
    statements: tuple[str, ...]


STEPS: tuple[Step, ...] = (
    Step(
        "papers, editions, marks, outbox",
        (
            """CREATE TABLE library (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                identity TEXT NOT NULL,
                next_paper INTEGER NOT NULL DEFAULT 1,
                papers INTEGER NOT NULL DEFAULT 0,
                unread INTEGER NOT NULL DEFAULT 0,
                bookmarked INTEGER NOT NULL DEFAULT 0,
                editions_version INTEGER NOT NULL DEFAULT 0,
                latest_stamp TEXT NOT NULL DEFAULT ''
            )""",
            "INSERT INTO library (only, identity) VALUES (1, lower(hex(randomblob(16))))",
            """CREATE TABLE papers (
                id INTEGER PRIMARY KEY,
                key TEXT NOT NULL,
                title TEXT NOT NULL,
                title_order TEXT NOT NULL,
                date TEXT NOT NULL,
                read INTEGER NOT NULL DEFAULT 0,
                bookmarked INTEGER NOT NULL DEFAULT 0,
                rating INTEGER NOT NULL DEFAULT 0
            )""",
            "CREATE INDEX papers_by_date ON papers (date DESC, id, read, bookmarked)",
            "CREATE INDEX papers_by_title ON papers (title_order, id, read, bookmarked)",
            """CREATE TABLE texts (
                paper INTEGER PRIMARY KEY REFERENCES papers ON DELETE CASCADE,
                abstract TEXT NOT NULL,
                authors TEXT NOT NULL,
                categories TEXT NOT NULL,
                url TEXT NOT NULL
            )""",
            """CREATE TABLE aliases (
                key TEXT PRIMARY KEY,
                paper INTEGER NOT NULL REFERENCES papers
            ) WITHOUT ROWID""",
            "CREATE INDEX aliases_of_paper ON aliases (paper)",
            """CREATE TABLE places (
                id INTEGER PRIMARY KEY,
                source TEXT NOT NULL,
                file TEXT NOT NULL,
                UNIQUE (source, file)
            )""",
            """CREATE TABLE origins (
                paper INTEGER NOT NULL REFERENCES papers,
                place INTEGER NOT NULL REFERENCES places,
                digest INTEGER NOT NULL,
                line INTEGER NOT NULL,
                first_imported TEXT NOT NULL,
                last_imported TEXT NOT NULL,
                PRIMARY KEY (paper, place, digest)
            ) WITHOUT ROWID""",
            """CREATE TABLE former_texts (
                id INTEGER PRIMARY KEY,
                paper INTEGER NOT NULL REFERENCES papers,
                field TEXT NOT NULL,
                text TEXT NOT NULL,
                place INTEGER NOT NULL REFERENCES places,
                line INTEGER NOT NULL,
                replaced_at TEXT NOT NULL
            )""",
            "CREATE INDEX former_texts_of_paper ON former_texts (paper)",
            """CREATE TABLE editions (
                id INTEGER PRIMARY KEY,
                source TEXT NOT NULL,
                day TEXT NOT NULL,
                place TEXT NOT NULL,
                papers INTEGER NOT NULL DEFAULT 0,
                unread INTEGER NOT NULL DEFAULT 0,
                UNIQUE (source, day)
            )""",
            "CREATE INDEX editions_by_place ON editions (place)",
            """CREATE TABLE appearances (
                edition INTEGER NOT NULL REFERENCES editions,
                rank INTEGER NOT NULL,
                paper INTEGER NOT NULL REFERENCES papers,
                PRIMARY KEY (edition, rank, paper)
            ) WITHOUT ROWID""",
            "CREATE UNIQUE INDEX appearances_of_paper ON appearances (paper, edition)",
            "CREATE TABLE notes (paper INTEGER PRIMARY KEY REFERENCES papers ON DELETE CASCADE, text TEXT NOT NULL)",
            """CREATE TABLE paper_tags (
                tag TEXT NOT NULL,
                paper INTEGER NOT NULL REFERENCES papers ON DELETE CASCADE,
                PRIMARY KEY (tag, paper)
            ) WITHOUT ROWID""",
            "CREATE INDEX tags_of_paper ON paper_tags (paper)",
            "CREATE TABLE tags (name TEXT PRIMARY KEY, papers INTEGER NOT NULL, unread INTEGER NOT NULL) WITHOUT ROWID",
            """CREATE TABLE registers (
                key TEXT NOT NULL,
                field TEXT NOT NULL,
                value NOT NULL,
                stamp TEXT NOT NULL,
                PRIMARY KEY (key, field)
            ) WITHOUT ROWID""",
            """CREATE TABLE acts (
                stamp TEXT PRIMARY KEY,
                device TEXT NOT NULL,
                kind TEXT NOT NULL,
                of TEXT NOT NULL,
                label TEXT NOT NULL,
                start INTEGER NOT NULL,
                "end" INTEGER NOT NULL,
                papers INTEGER NOT NULL,
                undone INTEGER NOT NULL DEFAULT 0,
                turned TEXT NOT NULL DEFAULT ''
            ) WITHOUT ROWID""",
            "CREATE INDEX acts_to_undo ON acts (device, undone, stamp) WHERE kind = 'do'",
            "CREATE INDEX acts_naming ON acts (of, stamp) WHERE of <> ''",
            "CREATE TABLE journals (name TEXT PRIMARY KEY, folded INTEGER NOT NULL) WITHOUT ROWID",
            "CREATE TABLE changes (ticket INTEGER PRIMARY KEY AUTOINCREMENT, paper INTEGER NOT NULL UNIQUE)",
        ),
    ),
    Step(
        "votes, venues, days of adding, versions, watches",
        (
            "ALTER TABLE library ADD COLUMN papers_version INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE library ADD COLUMN marks_version INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE papers ADD COLUMN up INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE papers ADD COLUMN venue TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE papers ADD COLUMN added TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE papers ADD COLUMN marked INTEGER NOT NULL DEFAULT 0",
            """UPDATE papers SET added = coalesce(
                (SELECT substr(min(o.first_imported), 1, 10) FROM origins AS o WHERE o.paper = papers.id), ''
            )""",
            # Of most papers there is nothing to find in these, so they cost an import next to nothing.
            "CREATE INDEX papers_by_up ON papers (up DESC, date DESC, id) WHERE up > 0",
            "CREATE INDEX papers_by_rating ON papers (rating DESC, date DESC, id) WHERE rating > 0",
            "CREATE INDEX papers_by_venue ON papers (venue) WHERE venue <> ''",
            "CREATE INDEX papers_by_marked ON papers (marked) WHERE marked > 0",
            "CREATE INDEX papers_by_added ON papers (added)",
            "CREATE INDEX origins_of_place ON origins (place)",
            # All others are found in any case by their lower case; see `keys`.
            "CREATE INDEX aliases_in_capitals ON aliases (lower(key)) WHERE key <> lower(key)",
            # What of the watches holds for this library alone; the watches themselves are in the registers.
            "CREATE TABLE watches (name TEXT PRIMARY KEY, seen INTEGER NOT NULL) WITHOUT ROWID",
            # Lines that say more than the former version understood were passed over by it: all are folded once more.
            "DELETE FROM journals",
        ),
    ),
    Step(
        "texts of notes, lines of journals",
        (
            """CREATE TABLE note_texts (
                key TEXT NOT NULL,
                stamp TEXT NOT NULL,
                over TEXT NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (key, stamp)
            ) WITHOUT ROWID""",
            """INSERT INTO note_texts SELECT key, stamp, '', value FROM registers
                WHERE field = 'note' AND typeof(value) = 'text'""",
            # Every line that was folded: what an undo reads, and what a file that lost lines gets back.
            """CREATE TABLE lines (
                id INTEGER PRIMARY KEY,
                stamp TEXT NOT NULL,
                digest BLOB NOT NULL,
                data BLOB NOT NULL
            )""",
            "CREATE UNIQUE INDEX lines_by_stamp ON lines (stamp, digest)",
            "ALTER TABLE journals ADD COLUMN tail BLOB NOT NULL DEFAULT x''",
            # Where an act's lines stand in a file is nothing that holds: files are joined and replaced.
            "DROP TABLE acts",
            """CREATE TABLE acts (
                stamp TEXT PRIMARY KEY,
                device TEXT NOT NULL,
                kind TEXT NOT NULL,
                of TEXT NOT NULL,
                label TEXT NOT NULL,
                title TEXT NOT NULL DEFAULT '',
                papers INTEGER NOT NULL,
                undone INTEGER NOT NULL DEFAULT 0,
                turned TEXT NOT NULL DEFAULT ''
            ) WITHOUT ROWID""",
            "CREATE INDEX acts_to_undo ON acts (device, undone, stamp) WHERE kind = 'do'",
            "CREATE INDEX acts_naming ON acts (of, stamp) WHERE of <> ''",
            "DELETE FROM journals",
        ),
    ),
    Step(
        "records set aside, imports that can be reversed",
        (
            # What imports told of the records that are removed, or made one with others: see `sameness`.
            """CREATE TABLE bases (
                paper INTEGER PRIMARY KEY,
                head INTEGER NOT NULL,
                hidden INTEGER NOT NULL,
                key TEXT NOT NULL,
                title TEXT NOT NULL,
                snapshot BLOB NOT NULL
            )""",
            "CREATE INDEX bases_of_head ON bases (head)",
            """CREATE TABLE base_keys (
                key TEXT PRIMARY KEY,
                paper INTEGER NOT NULL REFERENCES bases ON DELETE CASCADE
            ) WITHOUT ROWID""",
            "CREATE INDEX base_keys_of_paper ON base_keys (paper)",
            "CREATE INDEX registers_of_same ON registers (value) WHERE field = 'same'",
            # What imports did, and what it takes to reverse them: see `imports`.
            """CREATE TABLE imports (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                stamp TEXT NOT NULL UNIQUE,
                told_by TEXT NOT NULL,
                papers INTEGER NOT NULL DEFAULT 0,
                added INTEGER NOT NULL DEFAULT 0,
                updated INTEGER NOT NULL DEFAULT 0,
                merged INTEGER NOT NULL DEFAULT 0,
                editions INTEGER NOT NULL DEFAULT 0,
                by_hand INTEGER NOT NULL DEFAULT 0,
                undone INTEGER NOT NULL DEFAULT 0,
                turned TEXT NOT NULL DEFAULT '',
                reached INTEGER
            )""",
            """CREATE TABLE import_ranges (
                import INTEGER NOT NULL REFERENCES imports ON DELETE CASCADE,
                first INTEGER PRIMARY KEY,
                last INTEGER NOT NULL
            )""",
            "CREATE INDEX ranges_of_import ON import_ranges (import)",
            """CREATE TABLE import_papers (
                import INTEGER NOT NULL REFERENCES imports ON DELETE CASCADE,
                paper INTEGER NOT NULL,
                before BLOB,
                after BLOB,
                PRIMARY KEY (import, paper)
            )""",
            "CREATE INDEX imports_of_paper ON import_papers (paper, import)",
            "CREATE TABLE import_owed (paper INTEGER PRIMARY KEY, shown INTEGER NOT NULL)",
            "DELETE FROM journals",
        ),
    ),
    Step(
        "details",
        (
            "ALTER TABLE texts ADD COLUMN details TEXT NOT NULL DEFAULT ''",
            # Of most papers nothing is in it, so it costs an import next to nothing; see `has:code` in `filters`.
            """CREATE INDEX texts_with_code ON texts (paper) WHERE instr(details, '"code":') > 0""",
        ),
    ),
    Step(
        "versions, and what they changed",
        (
            "ALTER TABLE papers ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
            # 1 for the title and 2 for the abstract, until somebody has looked at it.
            "ALTER TABLE papers ADD COLUMN changed INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX papers_by_changed ON papers (changed) WHERE changed > 0",
        ),
    ),
    Step(
        "cite keys",
        (
            # By the key that the paper had then: see `citing`.
            """CREATE TABLE cite_keys (
                id INTEGER PRIMARY KEY,
                cite TEXT NOT NULL UNIQUE,
                key TEXT NOT NULL UNIQUE
            )""",
        ),
    ),
    Step(
        "votes over time, trending",
        (
            f"CREATE INDEX papers_by_trend ON papers ({SCORE} DESC, date DESC, id) WHERE up > 0",
            # What was told of votes and comments by the end of a day, where that was not what was told before.
            """CREATE TABLE votes (
                paper INTEGER NOT NULL REFERENCES papers ON DELETE CASCADE,
                day TEXT NOT NULL,
                up INTEGER NOT NULL,
                comments INTEGER NOT NULL,
                PRIMARY KEY (paper, day)
            ) WITHOUT ROWID""",
            """INSERT INTO votes SELECT p.id,
                coalesce((SELECT substr(max(o.last_imported), 1, 10) FROM origins AS o WHERE o.paper = p.id), p.added),
                p.up,
                CASE WHEN json_valid(t.details) THEN coalesce(json_extract(t.details, '$.comments'), 0) ELSE 0 END
                FROM papers AS p JOIN texts AS t ON t.paper = p.id WHERE p.up > 0""",
        ),
    ),
    Step(
        "years of editions, records that are taken apart",
        (
            # Places that a page with a year told, and the place that one without a year did: see `editions`.
            "ALTER TABLE appearances ADD COLUMN dated INTEGER NOT NULL DEFAULT 1",
            "ALTER TABLE appearances ADD COLUMN undated INTEGER NOT NULL DEFAULT 0",
            """UPDATE appearances SET dated = 0, undated = rank
                WHERE edition IN (SELECT id FROM editions WHERE day LIKE '--%')""",
            # Editions that have to be looked at before the transaction ends.
            "ALTER TABLE editions ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX editions_unsettled ON editions (unsettled) WHERE unsettled",
            "UPDATE editions SET unsettled = 1 WHERE day LIKE '--%'",
            # Until something is imported or removed: those without a year stand before the others.
            "UPDATE editions SET place = '0000' || substr(day, 2) || '  ' || source WHERE day LIKE '--%'",
            # What a place told, where others tell of the same paper: see `tellings`, and `parting`.
            """CREATE TABLE tellings (
                id INTEGER PRIMARY KEY,
                paper INTEGER NOT NULL REFERENCES papers ON DELETE CASCADE,
                place INTEGER NOT NULL REFERENCES places,
                digest INTEGER NOT NULL,
                told TEXT NOT NULL,
                UNIQUE (paper, place, digest)
            )""",
            "CREATE TABLE wholes (paper INTEGER PRIMARY KEY, snapshot BLOB NOT NULL)",
            """CREATE TABLE parts (
                paper INTEGER PRIMARY KEY,
                whole INTEGER NOT NULL,
                key TEXT NOT NULL,
                UNIQUE (whole, key)
            )""",
            "CREATE INDEX registers_of_apart ON registers (value) WHERE field = 'apart'",
            "DELETE FROM journals",
        ),
    ),
)


def refuse_strangers(connection: sqlite3.Connection, file: object, steps: Sequence[Step] = STEPS) -> None:
    """Look at a file before anything is changed in it.

    Raises:
        NewerLibraryError: a newer Octavo wrote it.
        StoreError: another program wrote it.
    """
    version, application = version_of(connection), connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreError(
            f"{file} is a database of another program, not an Octavo library; "
            "move it away, or choose another folder with --home."
        )
    if version > len(steps):
        raise NewerLibraryError(
            f"{file} was written by a newer Octavo (library version {version}, this one knows {len(steps)}); "
            "it was left untouched. Upgrade Octavo, or choose another folder with --home."
        )


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Take a library through every step that it has not taken: a new one at once, another step by step.

    Each step of a library that is used already is a transaction of its own, so what was reached holds.
    """
    while version_of(connection) < len(steps):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have taken the step while this one waited.
            version = version_of(connection)
            upto = len(steps) if version == 0 else version + 1
            for step in steps[version:upto]:
                for statement in step.statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {max(version, upto)}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def version_of(connection: sqlite3.Connection) -> int:
    """Tell how many steps a library has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
