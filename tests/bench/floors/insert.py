"""Read JSON Lines and put them into one SQLite table, durable at the end: `insert.py FILE DATABASE`."""

import json
import sqlite3
import sys

if __name__ == "__main__":
    database = sqlite3.connect(sys.argv[2], isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE papers (id TEXT PRIMARY KEY, title TEXT, abstract TEXT, authors TEXT, date TEXT)")
    database.execute("BEGIN")
    with open(sys.argv[1], encoding="utf-8") as lines:
        papers = map(json.loads, lines)
        database.executemany(
            "INSERT OR REPLACE INTO papers VALUES (?, ?, ?, ?, ?)",
            ((p["id"], p["title"], p["abstract"], json.dumps(p["authors"]), p["date"]) for p in papers),
        )
    database.execute("COMMIT")
    database.close()
