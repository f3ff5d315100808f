"""The progress bar, and the first Ctrl-C."""

from __future__ import annotations

import io
import signal

import pytest

from reader.cli.console import Console
from reader.cli.progress import ProgressBar, drawn, spoken, stoppable
from tests.unit.cli.test_console import Tty


@pytest.mark.parametrize(
    ("figures", "line"),
    [
        ((0, 10, 0.0, 0.0), "[........................] 0 of 10"),
        ((4_200, 10_000, 1_234.4, 4.7), "[##########..............] 4,200 of 10,000, 1,234/s, 5 s left"),
        ((10, 10, 5.0, 0.0), "[########################] 10 of 10, 5/s"),
        ((12, 10, 5.0, 0.0), "[########################] 12 of 10, 5/s"),
        ((700, 0, 350.0, 0.0), "700, 350/s"),
    ],
)
def test_a_bar_has_figures(figures: tuple[int, int, float, float], line: str) -> None:
    assert drawn(*figures) == line


def test_a_total_that_is_a_guess_is_called_so() -> None:
    assert drawn(5, 10, 0, 0, about=True) == "[############............] 5 of about 10"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (5_399, "90 min"), (7_200, "2 h")]
)
def test_times_are_said_in_the_unit_that_fits(seconds: float, said: str) -> None:
    assert spoken(seconds) == said


def test_a_bar_is_drawn_ten_times_a_second_and_taken_away() -> None:
    err, now = Tty(), [0.0]
    bar = ProgressBar(Console(None, err, {}), "Indexing", clock=lambda: now[0])

    bar.show(1, 10, 0, 0)
    now[0] = 0.09
    bar.show(2, 10, 0, 0)
    now[0] = 0.1
    bar.show(3, 10, 0, 0)
    bar.clear()

    said = err.bytes.getvalue().decode()
    assert "Indexing [##......................] 1 of 10" in said
    assert "2 of 10" not in said
    assert "3 of 10" in said
    assert said.endswith(" \r")


def test_a_bar_in_a_pipe_is_silent() -> None:
    err = io.StringIO()
    bar = ProgressBar(Console(None, err, {}), "Indexing")

    bar.show(1, 10, 0, 0)
    bar.clear()

    assert err.getvalue() == ""


def test_the_first_interrupt_asks_and_the_second_interrupts() -> None:
    before = signal.getsignal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), stoppable() as stop:  # noqa: PT012 - both signals belong to it
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before
