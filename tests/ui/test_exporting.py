"""Papers leave from the screen: to the clipboard, to a file, and into files that follow a tag."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from reader.app import living
from reader.paths import Places
from tests.ui.conftest import Reader, Start


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder that the reader was started in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return folder


class Copied(list[str]):
    """What was sent to the terminal's clipboard."""


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> Copied:
    sent = Copied()
    monkeypatch.setattr("reader.app.outsiders.Outsiders._send", lambda _outsiders, text: sent.append(decoded(text)))
    return sent


def decoded(sequence: str) -> str:
    """Read a text as a terminal does that is asked to copy it."""
    found = re.search(r"\x1b]52;c;([^\x07\x1b]*)", sequence)
    assert found
    return base64.b64decode(found[1]).decode()


@pytest.mark.parametrize(
    ("key", "begins"),
    [
        ("b", "@misc{anondecoder,\n  title = {Decoder-Only or Encoder-Decoder?"),
        ("m", "## Decoder-Only or Encoder-Decoder?"),
        ("r", "TY  - UNPB\nDB  - Octavo\n"),
        ("c", '[\n{"custom": {"octavo": "title:0e2767b88fde9c8b"}, "id": "anondecoder"'),
        ("j", '{"octavo": 1, "key": "title:0e2767b88fde9c8b", "cite": "anondecoder"'),
        ("v", "cite,key,title,"),
        ("a", "Decoder-Only or Encoder-Decoder? Interpreting Language Model as a Regularized\n"),
        ("p", "Decoder-Only or Encoder-Decoder? Interpreting"),
        ("k", "anondecoder"),
    ],
)
async def test_a_paper_is_copied_in_any_format(start: Start, copied: Copied, key: str, begins: str) -> None:
    async with start() as reader:
        await reader.press("y", key)
        assert copied[0].startswith(begins)
        assert "Sent the " in reader.status


async def test_what_is_copied_goes_out_as_osc_52(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    async with start() as reader:
        out: list[str] = []
        monkeypatch.setattr(reader.app._driver, "write", out.append)
        await reader.press("y", "k")
        assert decoded("".join(out)) == "anondecoder"


async def test_the_paper_is_written_to_a_file(start: Start, here: Path) -> None:
    async with start() as reader:
        await reader.press("x")
        await reader.shows("Export")
        await reader.press("enter")
        await reader.shows("Write BibTeX to")
        await reader.press("enter")
        await reader.until(lambda: "written to" in reader.status, "the file")
        assert (here / "anondecoder.bib").read_text().startswith("@misc{anondecoder,")


async def test_notes_with_front_matter_are_written_into_a_folder(start: Start, here: Path) -> None:
    async with start() as reader:
        await reader.press("x")
        await reader.type("notes this")
        await reader.press("enter")
        await reader.shows("Write Markdown notes into")
        await reader.press("enter")
        await reader.shows("1 note written to ")
        (note,) = (here / "papers").iterdir()
        assert note.read_text().startswith('---\noctavo: "title:0e2767b88fde9c8b"\ntitle: "Decoder-Only or')
        await reader.press("x")
        await reader.type("notes all")
        await reader.press("enter")
        await reader.type(str(here / "papers"))
        await reader.press("enter")
        await reader.shows(" notes (1 as they were) written to ")
        assert len(list((here / "papers").iterdir())) == len(reader.main.listing)


async def test_the_list_is_written_to_a_file_that_one_names(start: Start, here: Path) -> None:
    async with start() as reader:
        await reader.press("x")
        await reader.type("ris all")
        await reader.press("enter")
        await reader.type("mine")
        await reader.press("enter")
        await reader.until(lambda: "53 papers written to" in reader.status, "the file")
        assert (here / "mine.ris").read_text().count("TY  - ") == 53


async def test_a_file_that_is_there_is_not_written_over(start: Start, here: Path) -> None:
    (here / "anondecoder.bib").write_text("mine")
    async with start() as reader:
        await reader.press("x", "enter", "enter")
        await reader.until(lambda: "There is such a file already" in reader.status, "the refusal")
        assert (here / "anondecoder.bib").read_text() == "mine"


async def test_a_folder_that_is_not_there_is_said(start: Start, here: Path) -> None:
    async with start() as reader:
        await reader.press("x", "enter")
        await reader.type("/nowhere/at/all.bib")
        await reader.press("enter")
        await reader.until(lambda: "cannot be written" in reader.status, "the trouble")


async def test_escape_writes_nothing(start: Start, here: Path) -> None:
    async with start() as reader:
        await reader.press("x", "escape")
        await reader.press("x", "enter", "escape")
        assert list(here.iterdir()) == []


# Files that follow a tag


def follow(places: Places, path: Path) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text(f'[live]\nthesis = "{path}"\n')


async def tag(reader: Reader) -> None:
    await reader.press("t")
    await reader.type("thesis")
    await reader.press("enter")


async def test_a_tag_comes_into_its_file_and_leaves_it(
    start: Start, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(living, "SETTLED", 0.01)
    path = tmp_path / "thesis.bib"
    follow(places, path)
    async with start() as reader:
        await tag(reader)
        await reader.until(lambda: path.exists() and "@misc{anondecoder," in path.read_text(), "the paper in the file")
        await reader.press("u")
        await reader.until(lambda: "@misc" not in path.read_text(), "the paper to leave the file")


async def test_what_was_marked_last_is_written_when_one_quits(start: Start, places: Places, tmp_path: Path) -> None:
    path = tmp_path / "thesis.bib"
    follow(places, path)
    async with start() as reader:
        await tag(reader)
        await reader.press("Q")
    assert "@misc{anondecoder," in path.read_text()


async def test_a_file_that_cannot_be_written_is_told_once(
    start: Start, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(living, "SETTLED", 0.01)
    path = tmp_path / "thesis.bib"
    path.write_text("mine")
    follow(places, path)
    async with start() as reader:
        await reader.press("b")
        await reader.until(lambda: "Not begun by Octavo" in reader.main.status.notice, "the trouble")
        await reader.press("j", "b")
        await reader.until(lambda: reader.main.controls.living.idle, "the second try")
        await reader.idle()
        assert "Not begun" not in reader.main.status.notice
    assert path.read_text() == "mine"
