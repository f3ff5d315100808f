"""Bits that flip and zeroed blocks in a segment's file: an answer or a SearchError, and `verify` names the place."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import SearchError
from reader.query import And, Field, Node, Not, Or, Phrase, Word
from reader.search import Document, WhooshIndex, sections
from reader.search.layout import SegmentFile
from tests.contract.examples import EXAMPLES, PAPERS, masks
from tests.thorough import thorough

ROOTS: tuple[Node, ...] = (
    *EXAMPLES[::4],
    Not(Word("zzz")),
    Or((Word("models"), Word("d", prefix=True), Phrase("neural machine"), Word("transformers", fuzzy=2))),
    And((Phrase("ada hughes", Field.AUTHOR), Word("cs", Field.CATEGORY))),
    Phrase("machine neural", slop=3),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A sound index in one segment, with bits of beginnings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "BEGINNINGS_FROM", 4)
        folder = tmp_path_factory.mktemp("sound") / "index"
        index = _index(folder)
        index.clear()
        index.update(PAPERS)
        index.close()
        yield folder


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


def _index(folder: Path) -> WhooshIndex:
    return WhooshIndex(folder, "a library", pause=lambda: None)


def _copied(sound: Path, folder: Path) -> Path:
    """Give a copy of the sound index to do harm to, and the path of its segment."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound, folder, symlinks=True)
    folder.chmod(0o700)
    (path,) = folder.glob("*.oct")
    return path


def _table_end(data: bytes | bytearray) -> int:
    return 16 + 48 * int.from_bytes(data[10:12], "little")


def _used(folder: Path) -> int:
    """Use the index in every way; give how many calls were answered. Anything but a SearchError is passed on."""
    index, answered = _index(folder), 0
    uses: tuple[Callable[[], object], ...] = (
        *(lambda root=root: index.search(root, masks).ids() for root in ROOTS),
        *(lambda root=root: index.search(root, masks, partly=True).best(3) for root in ROOTS),
        lambda: index.explain(ROOTS[0], 1),
        lambda: index.nearest("modle"),
        lambda: index.complete(Field.AUTHOR, "hu"),
        lambda: index.complete(Field.CATEGORY, "cs"),
        lambda: [index.count_by(field, range(10)) for field in (None, Field.AUTHOR, Field.CATEGORY)],
        lambda: index.similar(PAPERS[:2], Word("models")).ids(),
        index.count,
        lambda: index.update([Document(50, "another")], [2]),
        index.verify,
    )
    for use in uses:
        try:
            use()
        except SearchError:
            continue
        answered += 1
    index.close()
    return answered


def test_a_sound_index_answers_all(sound: Path, tmp_path: Path) -> None:
    _copied(sound, tmp_path / "index")

    assert _used(tmp_path / "index") == 2 * len(ROOTS) + 9


def test_every_flipped_bit_of_the_head_and_table_is_found_at_opening(sound: Path, tmp_path: Path) -> None:
    data = next(sound.glob("*.oct")).read_bytes()
    path = tmp_path / "MAIN_x.oct"
    for place in range(_table_end(data)):
        harmed = bytearray(data)
        harmed[place] ^= 1 << place % 8
        path.write_bytes(harmed)
        with pytest.raises(SearchError):
            SegmentFile(path)


def test_a_harmed_table_is_never_searched(sound: Path, tmp_path: Path) -> None:
    path = _copied(sound, tmp_path / "index")
    data = bytearray(path.read_bytes())
    data[_table_end(data) - 20] ^= 4
    path.write_bytes(data)

    assert _used(tmp_path / "index") == 0


@pytest.mark.parametrize("name", ["paper.number", "paper.day", "term.text", "term.places", "begin.bits", "name.papers"])
def test_a_flipped_bit_inside_is_named(name: str, sound: Path, tmp_path: Path) -> None:
    path = _copied(sound, tmp_path / "index")
    _, _, start, _ = SegmentFile(path)._table[name]
    data = bytearray(path.read_bytes())
    data[start] ^= 1
    path.write_bytes(data)

    assert _index(tmp_path / "index").verify() == [f"{path.name}: section {name} is not as it was written"]


@thorough(30, 60)
@given(st.data())
def test_harm_anywhere_ends_in_an_answer_or_an_error(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp() / "harmed"
    path = _copied(sound, folder)
    content = bytearray(path.read_bytes())
    begin = _table_end(content)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(begin, len(content) - 1))
        match data.draw(st.sampled_from(("bit", "zeros", "ones", "noise"))):
            case "bit":
                content[place] ^= 1 << data.draw(st.integers(0, 7))
            case "zeros":
                content[place : place + 64] = bytes(len(content[place : place + 64]))
            case "ones":
                content[place : place + 8] = b"\xff" * len(content[place : place + 8])
            case "noise":
                size = len(content[place : place + 100])
                content[place : place + 100] = random.Random(place).randbytes(size)
    path.write_bytes(content)

    _used(folder)
    index = _index(folder)
    index.clear()
    index.update(PAPERS)
    assert index.verify() == []
    assert index.count() == len(PAPERS)
    index.close()


@pytest.mark.parametrize("block", range(0, 100, 9))
def test_a_zeroed_block_is_found(block: int, sound: Path, tmp_path: Path) -> None:
    path = _copied(sound, tmp_path / "index")
    data = bytearray(path.read_bytes())
    start = len(data) * block // 100
    changed = any(data[start : start + 512])
    data[start : start + 512] = bytes(len(data[start : start + 512]))
    path.write_bytes(data)
    assert changed

    index = _index(tmp_path / "index")
    try:
        assert index.verify() != []
    except SearchError:
        with pytest.raises(SearchError):
            index.search(Word("models"))
    _used(tmp_path / "index")


@pytest.mark.parametrize("kept", [0, 7, 16, 100, 0.3, 0.7, -1])
def test_a_shortened_file_is_not_opened(kept: float, sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "MAIN_x.oct"
    data = next(sound.glob("*.oct")).read_bytes()
    path.write_bytes(data[: int(len(data) * kept) if isinstance(kept, float) else kept])

    with pytest.raises(SearchError):
        SegmentFile(path)
