"""Two at one home: what another process does to the library comes onto the screen by itself, and moves nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reader.app import together
from reader.library import Library
from reader.library.following import Change
from reader.model import Appearance, Edition, Entry, Origin
from reader.paths import Places
from tests.ui.conftest import Reader, Start, frame

FIRST = "Decoder-Only or Encoder-Decoder?"


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "EVERY", 0.02)


@contextmanager
def other(places: Places) -> Iterator[Library]:
    """Another Octavo at the same home."""
    library = Library.open(places)
    try:
        yield library
    finally:
        library.close()


def page(day: str, number: int, rank: int = 1) -> Entry:
    return Entry(
        keys=(f"arxiv:2601.{number:05}",),
        title=f"A paper of {day} number {number}",
        abstract="It tells of zebras.",
        date=day,
        origin=Origin("daily", "page.txt", number),
        appearance=Appearance(Edition("Daily Papers", day), rank),
    )


def cursor_line(reader: Reader) -> int:
    return next(number for number, line in enumerate(reader.lines) if line.startswith("▌"))


async def test_anothers_mark_is_shown_and_the_cursor_stays(start: Start, places: Places) -> None:
    async with start() as reader:
        await reader.press(*"jjjjjjjjjjjjjj")
        paper, line = reader.main.paper, cursor_line(reader)
        assert paper is not None
        with other(places) as library:
            library.bookmark([paper.id], on=True)
            library.tag([paper.id], ["seen"], on=True)
        await reader.shows("#seen")
        assert (reader.main.paper or paper).id == paper.id
        assert cursor_line(reader) == line
        assert "bookmarked" in frame(reader.app)


async def test_papers_that_come_in_above_leave_the_cursor_on_its_paper_and_line(start: Start, places: Places) -> None:
    async with start() as reader:
        await reader.press("2", "enter", *"jjjjjjjjjjjjjj")
        paper, line = reader.main.paper, cursor_line(reader)
        assert paper is not None
        with other(places) as library:
            library._store.put([page("2026-01-02", number, number) for number in range(1, 31)], "2026-01-02T00:00:00Z")
        await reader.shows("125 papers")
        await reader.shows("45 of 125")
        assert reader.main.paper == paper
        assert cursor_line(reader) == line
        await reader.shows("Daily Papers 2 Jan 2026 has come in; 1 shows it.")
        await reader.type("/zebras")
        await reader.press("enter")
        await reader.shows("30 papers")


async def test_the_list_of_views_gets_the_new_edition_while_it_is_open(start: Start, places: Places) -> None:
    async with start() as reader:
        await reader.press("v")
        await reader.shows("95 unread of 95")
        with other(places) as library:
            library._store.put([page("2026-01-02", 1)], "2026-01-02T00:00:00Z")
        await reader.shows("96 unread of 96")
        await reader.shows("1 unread of 1")


async def test_what_another_marks_joins_the_list_and_what_it_takes_away_stays_where_it_was(
    start: Start, places: Places
) -> None:
    async with start() as reader:
        await reader.press("b", "j", "j", "b", "4", "enter")
        await reader.shows("2 papers")
        ids = list(reader.main.listing.ids())
        with other(places) as library:
            library.bookmark(ids[:1], on=False)
            joined = next(number for number in range(1, 96) if number not in ids)
            library.bookmark([joined], on=True)
        await reader.shows("3 papers")
        assert set(reader.main.listing.ids()) == {*ids, joined}


async def test_a_journal_that_a_file_sync_puts_there_is_shown_whole_or_in_part(start: Start, places: Places) -> None:
    async with start() as reader:
        paper = reader.main.paper
        assert paper is not None
        apart = Places(places.data.parent / "apart", places.cache, places.config)
        apart.create()
        shutil.copy(places.library, apart.library)
        with other(apart) as library:
            library.tag([paper.id], ["one"], on=True)
            library.tag([paper.id], ["two"], on=True)
        (written,) = apart.journal.glob("*.jsonl")
        lines = written.read_bytes()
        # Two thirds of it first, torn in a line, under the name that it will have.
        target = places.journal / "phone-00000001.jsonl"
        target.write_bytes(lines[: len(lines) * 2 // 3])
        await reader.shows("#one")
        assert "#two" not in frame(reader.app)
        # As rsync and Syncthing do: a file with another name beside it, then put in its place.
        for name in (".phone-00000001.jsonl.a1b2c3", ".syncthing.phone-00000001.jsonl.tmp"):
            (places.journal / name).write_bytes(lines)
        os.replace(places.journal / name, target)
        await reader.shows("#two")


async def test_holes_that_copying_fills_later_are_read_once_they_are_filled(start: Start, places: Places) -> None:
    async with start() as reader:
        paper = reader.main.paper
        assert paper is not None
        apart = Places(places.data.parent / "apart", places.cache, places.config)
        apart.create()
        shutil.copy(places.library, apart.library)
        with other(apart) as library:
            library.tag([paper.id], ["one"], on=True)
            library.tag([paper.id], ["two"], on=True)
            library.tag([paper.id], ["three"], on=True)
        (written,) = apart.journal.glob("*.jsonl")
        lines = written.read_bytes()
        target: Path = places.journal / "phone-00000001.jsonl"
        second = lines.index(b"\n") + 1
        target.write_bytes(b"\0" * second + lines[second:])
        await reader.shows("#three")
        assert "#one" not in frame(reader.app)
        with target.open("r+b") as file:
            file.write(lines[:second])
        await reader.shows("#one  #three  #two")


async def test_where_nothing_happens_nothing_is_drawn(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as reader:
        await reader.idle()
        looks: list[Change | None] = []
        drawn: list[Change] = []
        look, take = reader.main.follower.look, reader.main.controls.together._take

        def looking() -> Change | None:
            looks.append(look())
            return looks[-1]

        def taking(change: Change) -> None:
            drawn.append(change)
            take(change)

        monkeypatch.setattr(reader.main.follower, "look", looking)
        monkeypatch.setattr(reader.main.controls.together, "_take", taking)
        await reader.until(lambda: len(looks) > 5, "some looks")
        assert set(looks) == {None}
        assert not drawn
