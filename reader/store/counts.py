"""Keeps the counts that the views show, so that no view has to count a hundred thousand papers.

Whoever changes what is counted about some papers calls `shift` with -1 before and with +1 after, in one transaction:
what these papers add to every count is taken out, and put in again as it is now.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection


def shift(connection: sqlite3.Connection, papers: Collection[int], sign: int) -> None:
    """Take papers out of all counts (`sign` -1) or put them in (+1); papers that do not exist add nothing."""
    if not papers:
        return
    wanted = json.dumps(list(papers))
    total = connection.execute(
        "SELECT count(*), coalesce(sum(p.read = 0), 0), coalesce(sum(p.bookmarked), 0) "
        "FROM json_each(?) AS w CROSS JOIN papers AS p ON p.id = w.value",
        (wanted,),
    ).fetchone()
    connection.execute(
        "UPDATE library SET papers = papers + ?, unread = unread + ?, bookmarked = bookmarked + ?",
        [sign * number for number in total],
    )
    editions = connection.execute(
        "SELECT a.edition, count(*), sum(p.read = 0) FROM json_each(?) AS w "
        "CROSS JOIN appearances AS a ON a.paper = w.value CROSS JOIN papers AS p ON p.id = w.value GROUP BY a.edition",
        (wanted,),
    ).fetchall()
    connection.executemany(
        "UPDATE editions SET papers = papers + ?, unread = unread + ? WHERE id = ?",
        [(sign * number, sign * unread, edition) for edition, number, unread in editions],
    )
    tags = connection.execute(
        "SELECT t.tag, count(*), sum(p.read = 0) FROM json_each(?) AS w "
        "CROSS JOIN paper_tags AS t ON t.paper = w.value CROSS JOIN papers AS p ON p.id = w.value GROUP BY t.tag",
        (wanted,),
    ).fetchall()
    connection.executemany(
        "INSERT INTO tags (name, papers, unread) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET papers = papers + excluded.papers, unread = unread + excluded.unread",
        [(tag, sign * number, sign * unread) for tag, number, unread in tags],
    )
