"""`python -m tests.faults --runs N [--seed S] [--kills]`: let things go wrong, and count what was lost.

`struck` are the runs in which it befell the program before that was done, `acknowledged` those in which the program had
told before that something was done. The same seed chooses the same events, homes, acts and moments; a moment that is a
number of a call is the same each time, one that is a time or a size nearly so.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.e2e import terminal
from tests.e2e.program import Home
from tests.faults import damage, reading, starving
from tests.faults.checks import Lost
from tests.faults.homes import Stage
from tests.faults.report import Tally, repeat, table
from tests.faults.scenarios import (
    ALL,
    BRING_IN,
    FIRST_SEARCH,
    FIRST_START,
    MIGRATE,
    ONE,
    REINDEX,
    SEVERAL,
    Event,
    killing,
    torn,
)

_PATIENCE: Final = 600.0
"""Seconds that anything may take."""
KILLS: Final = (
    Event("kill: a mark", "told is kept, else kept or as before", killing(ONE), 10),
    Event("kill: one act on 40 papers", "all of them or none", killing(SEVERAL), 4),
    Event("kill: one act on 2,400 papers", "all of them or none", killing(ALL), 1),
    Event("kill: the write of such an act, torn", "all of them or none", torn, 1),
    Event("kill: import", "whole batches; again, it is complete", killing((BRING_IN,)), 2),
    Event("kill: reindex", "the next search has every paper", killing((REINDEX,)), 2),
    Event("kill: first search", "the next search has every paper", killing((FIRST_SEARCH,)), 1),
    Event("kill: opening an old library", "nothing lost, the next start goes on", killing((MIGRATE,)), 2),
    Event("kill: first start", "the next start begins anew or goes on", killing((FIRST_START,)), 2),
    Event("kill: the reader", "what the screen said is kept, nothing is half done", reading.marking("few"), 5),
    Event("kill: the reader while it indexes", "the same, and the index heals", reading.marking("waiting"), 2),
)
OTHERS: Final = (
    Event("disk full at a write", "a sentence, status 3; with room all goes on", starving.refused, 3),
    Event("no file beyond a size", "a sentence, status 3; with room all goes on", starving.limited, 2),
    Event("a small disk fills up", "a sentence, status 3; with room all goes on", starving.small_disk, 2),
    Event("not to be written", "a sentence, and what can be read is read", starving.forbidden, 3),
    Event("damaged library.db", "no traceback; moved away, all comes back", damage.of_library, 3),
    Event("damaged library.db-wal", "nothing is lost, or it is told", damage.of_log, 2),
    Event("damaged line of a journal", "it alone is left out, and named", damage.of_journal, 2),
    Event("damaged file of the index", "right answers, or found and rebuilt", damage.of_index, 3),
    Event("damaged devices, screen, queries", "the reader starts, marks stay", damage.of_small_file, 2),
    Event("damaged config.toml", "file and place are named", damage.of_settings, 1),
    Event("an index by strangers", "never loaded, rebuilt", damage.by_strangers, 2),
)


def main(argv: Sequence[str]) -> int:
    """Run what was asked for; the status is 1 where anything was lost."""
    parser = ArgumentParser(prog="python -m tests.faults", description="Kill, starve and damage Octavo.")
    parser.add_argument("--runs", type=int, default=100, help="how many in all (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="chooses everything (default 1)")
    parser.add_argument("--kills", action="store_true", help="nothing but kills")
    parser.add_argument("--event", action="append", help="only events whose names have this in them")
    parser.add_argument("--only", type=int, help="only the run of this number: repeats one")
    parser.add_argument("--quiet", action="store_true", help="only the table and what was lost")
    arguments = parser.parse_args(argv)
    events = [
        event
        for event in (KILLS if arguments.kills else (*KILLS, *OTHERS))
        if not arguments.event or any(name in event.name for name in arguments.event)
    ]
    if not any(event.name != "a small disk fills up" or starving.can_mount() for event in events):
        parser.error("no such event")
    # A long run has the lowest priority: what waits for it is to wait for long.
    Home.patience = terminal.DEADLINE = _PATIENCE
    with tempfile.TemporaryDirectory(prefix="octavo-faults-") as folder:
        tallies = run(Stage(Path(folder)), events, arguments.runs, arguments.seed, arguments.only, not arguments.quiet)
    print("\n".join(table(tallies)))
    lost = [failure for tally in tallies for failure in tally.lost]
    for failure in lost:
        print(f"\n{failure}")
    return 1 if lost else 0


def run(
    stage: Stage, events: Sequence[Event], runs: int, seed: int, only: int | None = None, telling: bool = False
) -> list[Tally]:
    """Make events happen, each as often as its share says.

    Args:
        stage: Where.
        events: What.
        runs: How often, all together.
        seed: Chooses how each of them goes.
        only: The number of the only run of each event that is done.
        telling: Whether each run is told as soon as it is over.
    """
    tallies = {event.name: Tally(event) for event in events}
    turns = [(event, only) for event in events] if only is not None else list(itertools.islice(_turns(events), runs))
    for event, number in turns:
        tally = tallies[event.name]
        dice = random.Random(f"{seed} {event.name} {number}")
        try:
            outcome = event.run(stage, dice)
        except Lost as lost:
            tally.lost.append(f"{event.name}: {lost}\n  {repeat(event, seed, number)}")
            said = f"LOST {lost}"
        except AssertionError as failed:
            tally.lost.append(f"{event.name}: the harness waited in vain: {failed}\n  {repeat(event, seed, number)}")
            said = f"LOST {failed}"
        else:
            tally.add(outcome)
            said = outcome.said
        if telling:
            print(f"{event.name} {number}: {said}", file=sys.stderr, flush=True)
    return list(tallies.values())


def _turns(events: Sequence[Event]) -> Iterator[tuple[Event, int]]:
    """Yield events by their shares, and for each the number of its run."""
    counts = dict.fromkeys((event.name for event in events), 0)
    while True:
        for event in events:
            if event.name == "a small disk fills up" and not starving.can_mount():
                continue
            for _ in range(event.share):
                yield event, counts[event.name]
                counts[event.name] += 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
