from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import JournalError
from reader.journal import Clock, Moment, format_stamp, parse_stamp

NINE_THIRTY = 1795253400.123  # 2026-11-21T09:30:00.123Z

moments = st.builds(
    Moment,
    st.integers(0, 253402300799999),
    st.integers(0, 0xFFFF),
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True),
)


class Wall:
    """A wall clock that a test turns by hand."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


def test_a_stamp_is_wall_time_counter_and_device() -> None:
    assert Clock("laptop-3f9a1c22", lambda: NINE_THIRTY).tick() == "2026-11-21T09:30:00.123Z-0000-laptop-3f9a1c22"


def test_acts_within_a_millisecond_are_counted() -> None:
    clock = Clock("laptop", lambda: NINE_THIRTY)
    assert [clock.tick()[25:29] for _ in range(3)] == ["0000", "0001", "0002"]


def test_the_clock_never_goes_back_when_the_wall_clock_does() -> None:
    wall = Wall(NINE_THIRTY)
    clock = Clock("laptop", wall)
    first = clock.tick()
    wall.seconds -= 86_400
    second = clock.tick()
    wall.seconds += 86_401
    third = clock.tick()
    assert first < second < third
    assert second.startswith("2026-11-21T09:30:00.123Z-0001")
    assert third.startswith("2026-11-21T09:30:01.123Z-0000")


def test_a_full_counter_moves_the_millisecond_on() -> None:
    clock = Clock("laptop", lambda: NINE_THIRTY)
    clock.observe("2026-11-21T09:30:00.999Z-ffff-desk")
    assert clock.tick() == "2026-11-21T09:30:01.000Z-0000-laptop"


def test_a_stamp_from_a_clock_years_ahead_still_comes_before_ours_and_is_told_of() -> None:
    clock = Clock("a", lambda: NINE_THIRTY)
    clock.observe("2031-11-21T09:30:00.123Z-0007-zzz")
    assert clock.tick() > "2031-11-21T09:30:00.123Z-0007-zzz"
    assert clock.ahead == timedelta(days=1826)


def test_a_clock_that_follows_the_wall_is_not_ahead() -> None:
    wall = Wall(NINE_THIRTY)
    clock = Clock("a", wall)
    clock.tick()
    wall.seconds += 1
    assert clock.ahead == timedelta(0)


def test_observing_an_old_stamp_or_none_changes_nothing() -> None:
    clock = Clock("laptop", lambda: NINE_THIRTY)
    clock.observe("2020-01-01T00:00:00.000Z-0005-desk")
    clock.observe("")
    assert clock.tick() == "2026-11-21T09:30:00.123Z-0000-laptop"


@pytest.mark.parametrize("seconds", [-1e9, 1e15])
def test_an_absurd_wall_clock_still_gives_stamps_that_can_be_read(seconds: float) -> None:
    assert parse_stamp(Clock("laptop", lambda: seconds).tick()).device == "laptop"


def test_the_end_of_time_is_an_error_for_the_person() -> None:
    clock = Clock("laptop", lambda: NINE_THIRTY)
    clock.observe("9999-12-31T23:59:59.999Z-ffff-desk")
    with pytest.raises(JournalError, match="9999"):
        clock.tick()


@given(moments)
def test_a_stamp_taken_apart_and_put_together_is_the_same(moment: Moment) -> None:
    assert parse_stamp(format_stamp(moment)) == moment


@given(moments, moments)
def test_stamps_compare_as_their_moments_do(one: Moment, other: Moment) -> None:
    assert (format_stamp(one) < format_stamp(other)) == (one < other)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.floats(0, 4e9), st.none() | moments.filter(lambda m: m.milliseconds < 10**13)), max_size=20)
)
def test_ticks_ascend_and_follow_what_was_observed(steps: list[tuple[float, Moment | None]]) -> None:
    wall = Wall(0)
    clock = Clock("m", wall)
    newest = ""
    for seconds, seen in steps:
        wall.seconds = seconds
        if seen is not None:
            clock.observe(format_stamp(seen))
            newest = max(newest, format_stamp(seen))
        stamp = clock.tick()
        assert stamp > newest
        newest = stamp


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-21T09:30:00.123Z-0000-",
        "2026-11-21T09:30:00.123Z-0000-Laptop",
        "2026-11-21T09:30:00.123Z-0000--laptop",
        "2026-11-21T09:30:00.123Z-0000-lap/top",
        "2026-11-21T09:30:00.123Z-0000-laptop\n",
        "2026-11-21T09:30:00.123Z-000G-laptop",
        "2026-11-21T09:30:00.123Z-00A0-laptop",
        "2026-11-21T09:30:00Z-0000-laptop",
        "2026-02-30T09:30:00.123Z-0000-laptop",
        "2026-11-21T24:00:00.000Z-0000-laptop",
        "1969-12-31T23:59:59.999Z-0000-laptop",
        "٢٠٢٦-11-21T09:30:00.123Z-0000-laptop",
        "2026-11-21T09:30:00.123Z-0000-" + "a" * 65,
    ],
)
def test_a_malformed_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a stamp"):
        parse_stamp(text)


def test_a_clock_needs_a_device_name() -> None:
    with pytest.raises(ValueError, match="device"):
        Clock("../etc")
