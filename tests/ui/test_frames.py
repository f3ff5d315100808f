"""The main states of the screen, as text: a change of the look shows in the difference, and is meant or is a fault.

`make snapshots` draws the frames anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frames import FRAMES, STATES, State, draw, lines_of


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_the_screen_looks_as_it_did(state: State, tmp_path: Path) -> None:
    lines = await draw(state, tmp_path / "octavo", lines_of)
    assert lines == (FRAMES / f"{state.name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def test_every_frame_kept_belongs_to_a_state() -> None:
    assert {path.stem for path in FRAMES.glob("*.txt")} == {state.name for state in STATES}
