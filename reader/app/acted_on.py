"""The papers that a command is about."""

from __future__ import annotations

from reader.app.stage import Stage


def papers_acted_on(stage: Stage) -> list[int]:
    """Give the numbers of the papers that a command is about, in order: the one under the cursor, or none."""
    row = stage.row
    return [row.id] if row is not None else []
