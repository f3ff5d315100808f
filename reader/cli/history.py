"""`octavo history`: what was done to the marks and papers, when, and on which device."""

from __future__ import annotations

import json

import click

from reader.cli.console import Style
from reader.cli.session import Session
from reader.cli.statuses import DONE, NOTHING

_STAMP = len("2026-11-21T09:30:00.123Z")


@click.command()
@click.option("-n", "--limit", type=click.IntRange(1), default=30, show_default=True, help="How many acts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with the whole stamp.")
@click.pass_obj
def history(session: Session, limit: int, as_json: bool) -> int:
    """Show what was done, the newest first: when (UTC), on which device, and whether it was taken back.

    Of what was done on this device, octavo undo WHEN takes any back, and octavo redo WHEN does it again. WHEN is the
    first column, or an unambiguous beginning of it.
    """
    console = session.console
    with session.library(seeds=False) as library:
        done = library.timeline.history(limit)
    if as_json:
        for one in done:
            told = {
                "stamp": one.stamp,
                "what": one.label,
                "papers": one.papers,
                "title": one.title,
                "device": one.device,
                "here": one.is_here,
                "undone": one.undone,
            }
            console.write(json.dumps(told, ensure_ascii=False))
        return DONE if done else NOTHING
    if not done:
        console.words("Nothing was done yet.")
        return NOTHING
    width = max(len(one.device) for one in done)
    for one in done:
        state = "taken back  " if one.undone else ""
        papers = f" ({one.papers:,} papers)" if one.papers > 1 and " paper" not in one.label else ""
        title = f": {one.title}" if one.title else ""
        when = console.paint(one.stamp[:_STAMP], Style.FAINT)
        what = console.paint(f"{one.device:<{width}}  {state}{one.label}{papers}{title}")
        console.write(f"{when}  {what}")
    return DONE
