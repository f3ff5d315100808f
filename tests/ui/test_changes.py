"""What a newer version changed: said in the list and the pane until the paper is open, and marked word by word."""

from __future__ import annotations

import json
from pathlib import Path

from reader.library import Library
from reader.paths import Places
from tests.ui.conftest import Start, frame

FIRST = {"id": "2101.00001v1", "title": "Owls", "abstract": "We show that a small model is good."}
THIRD = {"id": "2101.00001v3", "title": "Owls", "abstract": "We show that a large model is good."}
OTHER = {"id": "2101.00002", "title": "Ships", "abstract": "Nothing changed here."}
MARKED = "We show that a [-small-] {+large+} model is good."


def bring_in(places: Places, folder: Path) -> None:
    """Import a first version, mark it read, and import a later one."""
    library = Library.open(places)
    try:
        for name, papers in (("one", [FIRST, OTHER]), ("two", [THIRD])):
            file = folder / f"{name}.jsonl"
            file.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
            library.import_paths([file])
            if name == "one":
                library.read([1], on=True)
    finally:
        library.close()


async def test_a_change_is_said_until_the_paper_is_open_and_its_words_are_marked(
    start: Start, places: Places, tmp_path: Path
) -> None:
    bring_in(places, tmp_path)
    async with start(empty=True) as reader:
        await reader.press("2", "enter")
        await reader.until(lambda: reader.main.list.row is not None, "the papers")
        while reader.main.list.row.title != "Owls":
            await reader.press("j")
        await reader.shows("v3: abstract changed")
        assert any(line.startswith("▌ ") and line.endswith("v3") for line in reader.lines)
        assert reader.library.paper(1).marks.read
        await reader.press("enter")
        await reader.shows("v3: abstract changed; d marks the words.")
        assert not any(line.endswith(" v3") for line in reader.lines)
        assert reader.library.paper(1).changed == ()
        await reader.press("d")
        await reader.shows(MARKED)
        styled = {piece.text: piece.style for y in range(12) for piece in reader.main.pane.draw(y, 80)}
        assert styled["{+large+}"].underline
        assert not styled["[-small-]"].underline
        await reader.press("d")
        await reader.shows(THIRD["abstract"])
        assert MARKED not in frame(reader.app)


async def test_another_paper_is_shown_as_it_is_and_one_that_never_changed_says_so(
    start: Start, places: Places, tmp_path: Path
) -> None:
    bring_in(places, tmp_path)
    async with start(empty=True) as reader:
        await reader.press("2", "enter", "g", "g", "d")
        await reader.press("G", "d")
        await reader.shows("The library knows no former version of this paper.")
        assert "[-small-]" not in frame(reader.app)
        await reader.press("g", "g")
        await reader.shows(THIRD["abstract"])
