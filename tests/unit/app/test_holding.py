"""When a key counts as held down, with a clock and a timer of the test's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reader.app.holding import Holding


class Hand:
    """Strikes keys, and notes what was shown when."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.shown: list[int] = []
        self.holding = Holding(self._later, lambda: self.now)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        self.timers.append((self.now + seconds, act))

    def strike(self, key: str, after: float, number: int) -> None:
        self.wait(after)
        self.holding.heard(key, self.now)
        self.holding.follow(lambda: self.shown.append(number))

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while due := sorted(timer for timer in self.timers if timer[0] <= end):
            self.timers.remove(due[0])
            self.now = due[0][0]
            due[0][1]()
        self.now = end


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_while_a_key_repeats_only_the_last_abstract_is_shown_when_it_rests(hand: Hand) -> None:
    hand.strike("j", 1.0, 0)
    hand.strike("j", 0.3, 1)
    for number in range(2, 20):
        hand.strike("j", 0.033, number)
    assert hand.shown == [0, 1, 2]
    hand.wait(0.06)
    assert hand.shown == [0, 1, 2]
    hand.wait(0.02)
    assert hand.shown == [0, 1, 2, 19]
    hand.wait(5)
    assert not hand.timers


def test_strokes_of_a_hand_show_each_paper_at_once(hand: Hand) -> None:
    for number in range(5):
        hand.strike("j", 0.1, number)
    for number in range(5, 9):
        hand.strike("jk"[number % 2], 0.02, number)
    assert hand.shown == list(range(9))


def test_another_key_finds_done_what_waited(hand: Hand) -> None:
    for number in range(5):
        hand.strike("j", 0.03, number)
    assert hand.shown[-1] < 4
    hand.holding.heard("J", hand.now)
    assert hand.shown[-1] == 4
    hand.wait(1)
    assert hand.shown.count(4) == 1


def test_what_changes_on_the_paper_that_is_shown_never_waits(hand: Hand) -> None:
    for number in range(6):
        hand.wait(0.03)
        hand.holding.heard("u", hand.now)
        hand.holding.follow(lambda: hand.shown.append(0), at_once=True)
        assert len(hand.shown) == number + 1


def test_keys_that_waited_for_their_turn_are_judged_by_when_they_were_struck(hand: Hand) -> None:
    for number in range(6):
        hand.now += 0.3
        hand.holding.heard("j", 100.0 + 0.03 * number)
        hand.holding.follow(lambda number=number: hand.shown.append(number))  # type: ignore[misc]
    assert hand.shown == [0, 1]
