"""The main states of the screen, as text and as pictures: a change of the look shows in the difference, and is meant or
is a fault.

`make snapshots` draws both anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frames import FRAMES, PICTURE_STATES, PICTURES, STATES, State, draw, lines_of, picture_of


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_the_screen_looks_as_it_did(state: State, tmp_path: Path) -> None:
    lines = await draw(state, tmp_path / "octavo", lines_of)
    assert lines == (FRAMES / f"{state.name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


@pytest.mark.parametrize("state", PICTURE_STATES, ids=lambda state: state.name)
async def test_the_screen_has_the_colours_it_had(state: State, tmp_path: Path) -> None:
    picture = await draw(state, tmp_path / "octavo", picture_of)
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
    assert picture == (PICTURES / f"{state.name}.svg").read_text(encoding="utf-8")


def test_every_frame_kept_belongs_to_a_state() -> None:
    assert {path.stem for path in FRAMES.glob("*.txt")} == {state.name for state in STATES}
    assert {path.stem for path in PICTURES.glob("*.svg")} == {state.name for state in PICTURE_STATES}
