"""How much is sent before the terminal has taken what came before, with a clock of the test's own."""

from __future__ import annotations

import pytest

from reader.app.flow import QUESTION, Flow

FRAME = "x" * 1_200
TRIP = 0.3


class Line:
    """A flow, its clock, and a terminal that answers when it is told to."""

    def __init__(self, *, asks: bool = True) -> None:
        self.now = 100.0
        self.flow = Flow(lambda: self.now, asks=asks)
        self.late: list[float] = []

    def frame(self, after: float = 1.0, text: str = FRAME) -> str:
        self.now += after
        return self.flow.sending(text)

    def answer(self, after: float = TRIP) -> None:
        self.now += after
        self.flow.heard()
        self.flow.answered()


@pytest.fixture
def line() -> Line:
    line = Line()
    assert line.frame() == QUESTION + FRAME  # the way is measured before the first frame
    line.answer()
    return line


def test_frames_far_apart_ask_nothing(line: Line) -> None:
    assert line.frame() == FRAME
    assert line.flow.may_send()
    assert line.frame() == FRAME
    assert not line.flow.outstanding


def test_a_frame_waits_until_the_one_before_has_arrived(line: Line) -> None:
    line.frame()
    assert line.frame(0.03) == FRAME + QUESTION
    assert not line.flow.may_send()
    line.flow.wait(lambda: line.late.append(line.now))
    line.flow.look()
    assert line.late == []
    line.answer()
    assert line.late == [line.now]
    line.flow.look()
    assert len(line.late) == 1


def test_what_the_tty_has_not_taken_keeps_frames_back(line: Line) -> None:
    line.flow.queued(10)
    assert not line.flow.may_send()
    line.flow.wait(lambda: line.late.append(line.now))
    line.flow.flushed(4)
    assert line.late == []
    line.flow.flushed(6)
    assert line.late == [line.now]


def test_more_may_be_on_its_way_on_a_long_line_and_less_on_a_full_one(line: Line) -> None:
    small = "x" * 400
    line.frame(1.0, small)
    for _ in range(10):  # as fast as ever, with frame after frame on the way
        begun = line.now
        while line.flow.may_send():
            line.frame(0.01, small)
        line.now = begun + TRIP
        for _ in range(len(line.flow._questions)):
            line.answer(0.01)
    grown = line.flow._window
    assert grown > 2 * 1_200
    line.frame()
    line.frame(0.03)
    line.answer(2 * TRIP)
    assert line.flow._window < grown


def test_a_terminal_that_never_answers_is_asked_three_times_and_never_waited_for() -> None:
    line = Line()
    sent = [line.frame(0.03) for _ in range(6)]
    assert sum(QUESTION in frame for frame in sent) == 3
    assert line.flow.may_send()
    assert not line.flow.outstanding
    assert QUESTION not in Line(asks=False).frame()


def test_one_that_no_longer_answers_is_waited_for_three_seconds(line: Line) -> None:
    line.frame()
    line.frame(0.03)
    assert line.flow.outstanding
    line.now += 3.1
    assert line.flow.may_send()
    assert not line.flow.outstanding
