from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import JournalError
from reader.journal import Damage, Line, encode, journals, read, tail_of
from reader.journal import line as line_module
from reader.journal import reading as reading_module
from tests.unit.journal.strategies import lines

STAMPS = [f"2026-11-21T09:30:0{number}.000Z-0000-laptop" for number in range(10)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "laptop.jsonl"


def line(number: int, papers: tuple[str, ...] = ("k",)) -> Line:
    return Line(STAMPS[number], "do", f"act {number}", papers, (("read", True),), (("read", False),))


def test_a_torn_last_line_is_left_for_later_at_every_byte(path: Path) -> None:
    one, other = encode(line(0)), encode(line(1))
    for cut in range(len(other)):
        path.write_bytes(one + other[:cut])
        reading = read(path)
        assert list(reading) == [line(0)]
        assert reading.end == len(one)
    path.write_bytes(one + other)
    assert list(read(path, len(one))) == [line(1)]


def test_reading_goes_on_where_it_ended(path: Path) -> None:
    path.write_bytes(encode(line(0)))
    first = read(path)
    assert list(first) == [line(0)]
    with path.open("ab") as file:
        file.write(encode(line(1)) + encode(line(2)))
    second = read(path, first.end)
    assert list(second) == [line(1), line(2)]
    assert second.start == first.end
    assert list(read(path, second.end)) == []
    assert read(path, second.end).end == path.stat().st_size


@settings(max_examples=50)
@given(st.lists(st.one_of(lines(), st.binary(max_size=20).map(lambda data: data.replace(b"\n", b" "))), max_size=8))
def test_every_good_line_is_read_and_every_other_one_counted(
    tmp_path_factory: pytest.TempPathFactory, said: list[Line | bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.jsonl"
    path.write_bytes(b"".join(each + b"\n" if isinstance(each, bytes) else encode(each) for each in said))
    reading = read(path)
    items = list(reading)
    assert [item for item in items if isinstance(item, Line)] == [each for each in said if isinstance(each, Line)]
    assert [item.line for item in items if isinstance(item, Damage)] == [
        number for number, each in enumerate(said, 1) if isinstance(each, bytes)
    ]
    assert reading.end == path.stat().st_size


def test_a_damaged_line_is_told_with_file_line_field_and_offset(path: Path) -> None:
    good = encode(line(0))
    bad = encode(line(1)).replace(b'"set":{"read":true}', b'"set":{"read":7}')
    path.write_bytes(good + bad + good)
    items = list(read(path))
    damage = Damage("laptop.jsonl", 2, len(good), "must be true or false", "set.read")
    assert items == [line(0), damage, line(0)]
    assert str(damage) == "laptop.jsonl, line 2, set.read: must be true or false"
    assert str(Damage("f", 1, 0, "this is not JSON")) == "f, line 1: this is not JSON"


def test_the_number_of_a_damaged_line_counts_from_the_beginning_of_the_file(path: Path) -> None:
    good = encode(line(0))
    path.write_bytes(good * 3 + b"\n" + good)
    damages = [item for item in read(path, 2 * len(good)) if isinstance(item, Damage)]
    assert [damage.line for damage in damages] == [4]


def test_a_file_that_was_replaced_is_read_from_its_beginning(path: Path) -> None:
    path.write_bytes(encode(line(0)))
    for start in (10_000, 5):
        reading = read(path, start)
        assert list(reading) == [line(0)]
        assert (reading.start, reading.end) == (0, path.stat().st_size)


@pytest.mark.parametrize("size", [299, 300, 301, 900])
def test_a_line_that_is_too_long_is_passed_over(path: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MAX_LINE", 300)
    good = encode(line(0))
    long = encode(line(1)).removesuffix(b"\n").ljust(size - 1) + b"\n"
    path.write_bytes(good + long + good)
    items = list(read(path))
    assert items[0] == items[2] == line(0)
    assert isinstance(items[1], Line) == (size <= 300)
    path.write_bytes(good + long.removesuffix(b"\n"))
    reading = read(path)
    assert list(reading) == [line(0)]
    assert reading.end == len(good)


def test_the_longest_line_we_write_is_far_below_the_limit() -> None:
    keys = tuple(str(number).rjust(500, "k") for number in range(line_module.MAX_PAPERS))
    assert len(encode(line(0, keys))) < line_module.MAX_LINE


def test_an_empty_journal_has_no_lines(path: Path) -> None:
    path.touch()
    assert list(read(path)) == []


def test_a_journal_that_cannot_be_read_is_an_error_for_the_person(path: Path) -> None:
    with pytest.raises(JournalError, match=r"laptop\.jsonl cannot be read: no such file"):
        list(read(path))


def test_a_pipe_is_refused_without_waiting_for_its_writer(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(JournalError, match="not a regular file"):
        list(read(path))


def test_a_file_is_known_again_by_what_stands_before_the_place(path: Path) -> None:
    one, two = encode(line(0)), encode(line(1))
    path.write_bytes(one)
    reading = read(path)
    assert list(reading) == [line(0)]
    path.write_bytes(one + two)
    again = read(path, reading.end, reading.tail)
    assert (list(again), again.start) == ([line(1)], len(one))
    assert again.tail == tail_of(path, len(one + two)) != reading.tail


def test_another_file_of_the_same_shape_is_read_from_its_beginning(path: Path) -> None:
    path.write_bytes(encode(line(0)))
    reading = read(path)
    list(reading)
    path.write_bytes(encode(line(1)) + encode(line(2)))
    again = read(path, reading.end, reading.tail)
    assert list(again) == [line(1), line(2)]
    assert again.start == 0


def test_a_line_keeps_what_it_was_read_from(path: Path) -> None:
    said = encode(line(0)).replace(b'{"v":1', b'{"v":1,"later":[1]')
    path.write_bytes(said)
    (read_line,) = list(read(path))
    assert isinstance(read_line, Line)
    assert read_line.data == said


def test_the_journals_of_a_folder_are_its_plain_jsonl_files(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "a.sync-conflict-1.jsonl", ".a.jsonl", "a.jsonl~", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "a.jsonl")
    assert [path.name for path in journals(tmp_path)] == ["a.jsonl", "a.sync-conflict-1.jsonl", "b.jsonl"]


def test_a_folder_that_does_not_exist_has_no_journals(tmp_path: Path) -> None:
    assert journals(tmp_path / "missing") == []


def test_a_folder_that_cannot_be_read_is_an_error_for_the_person(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="cannot be read"):
        journals(tmp_path / "file")
