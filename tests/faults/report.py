"""What a run of the harness comes to: a table for people, and for each failure what repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.faults.scenarios import Event, Outcome


@dataclass
class Tally:
    """What is known of one event."""

    event: Event
    struck: int = 0
    acknowledged: int = 0
    survived: int = 0
    lost: list[str] = field(default_factory=list)
    """For each run that lost something: how to repeat it, and what was lost."""

    @property
    def runs(self) -> int:
        """How often it was made to happen."""
        return self.survived + len(self.lost)

    def add(self, outcome: Outcome) -> None:
        """Count a run that lost nothing."""
        self.survived += 1
        self.struck += outcome.struck
        self.acknowledged += outcome.acknowledged


def repeat(event: Event, seed: int, number: int) -> str:
    """Say how one run is done again."""
    return f"python -m tests.faults --event '{event.name}' --seed {seed} --only {number}"


def table(tallies: Iterable[Tally]) -> Iterator[str]:
    """Give the figures as a table in Markdown, with a line for all together."""
    yield "| event | what is promised | runs | struck | acknowledged before | survived | lost |"
    yield "| :- | :- | -: | -: | -: | -: | -: |"
    all_ = [tally for tally in tallies if tally.runs]
    for tally in all_:
        figures = (tally.runs, tally.struck, tally.acknowledged, tally.survived, len(tally.lost))
        yield f"| {tally.event.name} | {tally.event.promise} | {' | '.join(map(str, figures))} |"
    sums = (
        sum(tally.runs for tally in all_),
        sum(tally.struck for tally in all_),
        sum(tally.acknowledged for tally in all_),
        sum(tally.survived for tally in all_),
        sum(len(tally.lost) for tally in all_),
    )
    yield f"| **all** | | {' | '.join(map(str, sums))} |"
