"""What is remembered of what was fetched, and how little it costs to lose it."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.followed import ARXIV, DEFAULT, Follow
from reader.network.lots import Fetched, Validators
from reader.network.remembered import Past, Remembered

DAY = date(2026, 11, 1)


def fetched(url: str, code: int = 200, **validators: str) -> Fetched:
    return Fetched(url, code, b"", "", Validators(**validators), url)


def test_it_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "synced.json"
    remembered = Remembered(path)
    past = remembered.past(DEFAULT[0])
    past.settle(DAY)
    past.at, past.newest, past.trouble = 5.0, "2026-11-02", "because"
    remembered.keep(fetched("http://a", etag='"x"', modified="then"))
    assert remembered.save()

    again = Remembered(path)
    assert again.past(DEFAULT[0]) == past
    assert again.known("http://a") == Validators('"x"', "then")
    assert again.known("http://b") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.new")) == []


def test_another_source_under_the_same_name_begins_anew(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "synced.json")
    remembered.past(Follow("a", ARXIV, ("cs.CL",))).newest = "2026-11-02"
    assert remembered.past(Follow("a", ARXIV, ("cs.CL",), most=7)).newest == "2026-11-02"
    assert remembered.past(Follow("a", ARXIV, ("cs.AI",))).newest == ""


def test_what_has_not_changed_stays_known_and_what_has_none_is_forgotten(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "synced.json")
    remembered.keep(fetched("http://a", etag='"x"'))
    remembered.keep(fetched("http://a", 304))
    assert remembered.known("http://a") == Validators('"x"')
    remembered.keep(fetched("http://a"))
    assert remembered.known("http://a") is None


def test_only_the_latest_addresses_are_kept(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "synced.json")
    for number in range(1200):
        remembered.keep(fetched(f"http://a/{number}", etag="x"))
    remembered.save()
    again = Remembered(tmp_path / "synced.json")
    assert again.known("http://a/199") is None
    assert again.known("http://a/1199") == Validators("x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": 9, "follows": {}}',
        '{"format": 1, "follows": [], "addresses": 5}',
        "[" * 100000,
        '{"format": 1, "follows": {"daily": {"what": 5, "at": "x", "days": [["a"], 3, ["2026-01-02", "2026-01-01"]]}}}',
        '{"format": 1, "addresses": {"http://a": ["x\\r\\ny: z", ""]}, "follows": {"daily": []}}',
    ],
)
def test_a_damaged_file_costs_what_it_tells(tmp_path: Path, text: str) -> None:
    path = tmp_path / "synced.json"
    path.write_text(text)
    remembered = Remembered(path)
    assert remembered.past(DEFAULT[0]) == Past(DEFAULT[0].what)
    assert remembered.known("http://a") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    assert not Remembered(tmp_path / "nowhere" / "synced.json").save()


@given(st.lists(st.integers(0, 40)))
def test_settled_days_are_ranges_that_keep_apart(numbers: list[int]) -> None:
    past = Past()
    for number in numbers:
        past.settle(DAY + timedelta(days=number))
    assert [number for number in range(41) if past.has(DAY + timedelta(days=number))] == sorted(set(numbers))
    for (_, last), (first, _) in zip(past.days, past.days[1:], strict=False):
        assert first - last > timedelta(days=1)
