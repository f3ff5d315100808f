"""When an act was done, as a text that sorts: the stamp, and the clock that gives it.

`2026-11-21T09:30:00.123Z-0000-thinkpad-3f9a1c22` is wall time in UTC, a counter of four hex digits, and the device.
Everything before the device has a fixed width, so stamps compare as texts. The clock is a hybrid logical clock
(Kulkarni, Demirbas, Madappa, Avva, Leone 2014, https://cse.buffalo.edu/tech-reports/2014-04.pdf): it follows the wall
clock, but never goes back, and never gives a stamp that sorts before one it has observed. So whoever saw a mark and
changes it wins over that mark, whatever the two machines' wall clocks say.

A stamp from a clock that runs ahead is believed without a bound, because refusing it would make this reader's next
change of the same mark lose in silence. `Clock.ahead` tells by how much, so that the person can be told.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final, NamedTuple

from reader.errors import JournalError

END: Final = "9999-12-31"
"""How the stamps begin that leave no room for later ones: no clock ever was there."""

_COUNTER_END: Final = 0x10000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = (datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
_BEFORE_DEVICE: Final = len("2026-11-21T09:30:00.123Z-0000-")
_DEVICE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_STAMP: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})Z"
    r"-([0-9a-f]{4})-([a-z0-9][a-z0-9-]{0,63})"
)


class Moment(NamedTuple):
    """A stamp taken apart; moments compare as their stamps do."""

    milliseconds: int
    """Wall time since 1970 in UTC."""
    counter: int
    """Distinguishes acts within one millisecond, 0 to 65,535."""
    device: str


def is_device(name: str) -> bool:
    """Tell whether a text can be a device's name: lower case letters, digits and hyphens, as a file name needs it."""
    return _DEVICE.fullmatch(name) is not None


def parse_stamp(text: str) -> Moment:
    """Take a stamp apart.

    Raises:
        ValueError: the text is no stamp.
    """
    match = _STAMP.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:80]!r} is not a stamp")
    year, month, day, hour, minute, second, thousandth = (int(part) for part in match.groups()[:7])
    try:
        moment = datetime(year, month, day, hour, minute, second, thousandth * 1000, tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{text[:80]!r} is not a stamp: there is no such time") from None
    if moment < _EPOCH:
        raise ValueError(f"{text[:80]!r} is not a stamp: it is before 1970")
    return Moment((moment - _EPOCH) // timedelta(milliseconds=1), int(match[8], 16), match[9])


def device_of(stamp: str) -> str:
    """Give the device that a stamp ends with."""
    return stamp[_BEFORE_DEVICE:]


def format_stamp(moment: Moment) -> str:
    """Write a moment as a stamp."""
    when = _EPOCH + timedelta(milliseconds=moment.milliseconds)
    wall = when.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{wall}.{moment.milliseconds % 1000:03d}Z-{moment.counter:04x}-{moment.device}"


class Clock:
    """Gives this device's stamps. Safe to use from several threads."""

    def __init__(self, device: str, now: Callable[[], float] = time.time) -> None:
        """Start at the wall clock.

        Args:
            device: The name that every stamp ends with.
            now: The wall clock, in seconds since 1970.
        """
        if not is_device(device):
            raise ValueError(f"{device!r} is not a device name")
        self.device = device
        self._now = now
        self._latest = (0, 0)
        self._lock = Lock()

    def tick(self) -> str:
        """Give a stamp that sorts after every stamp given or observed before.

        Raises:
            JournalError: the clock was led to the end of the year 9999 by a stamp observed.
        """
        with self._lock:
            milliseconds, counter = self._latest
            wall = self._wall()
            if wall > milliseconds:
                milliseconds, counter = wall, 0
            elif counter + 1 < _COUNTER_END:
                counter += 1
            else:
                milliseconds, counter = milliseconds + 1, 0
            if milliseconds > _LAST:
                raise JournalError(
                    "A journal holds a mark stamped at the end of the year 9999, so no later mark can be made; "
                    "remove the journal whose last lines carry that stamp, then octavo doctor --fix."
                )
            self._latest = (milliseconds, counter)
            return format_stamp(Moment(milliseconds, counter, self.device))

    def observe(self, stamp: str) -> None:
        """Take note of a stamp seen in a journal; an empty text is no stamp and changes nothing.

        Raises:
            ValueError: the text is no stamp.
        """
        if not stamp:
            return
        seen = parse_stamp(stamp)
        with self._lock:
            self._latest = max(self._latest, (seen.milliseconds, seen.counter))

    @property
    def ahead(self) -> timedelta:
        """How far the stamps run ahead of this machine's wall clock, because some device's clock does (or did)."""
        with self._lock:
            return timedelta(milliseconds=max(0, self._latest[0] - self._wall()))

    def _wall(self) -> int:
        # A machine whose battery died may think it is 1901.
        return min(max(0, int(self._now() * 1000)), _LAST)
