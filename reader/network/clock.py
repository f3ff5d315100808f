"""Time as the network needs it: how late it is, how long something takes, and waiting that can be stopped."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime

from reader.errors import OctavoError


class StoppedError(OctavoError):
    """The person wants no more of it."""

    def __init__(self) -> None:
        super().__init__("Stopped.")


class Clock:
    """The machine's clocks; tests have others."""

    def now(self) -> float:
        """Tell the seconds since 1970 (time(7)); another process tells the same."""
        return time.time()

    def monotonic(self) -> float:
        """Tell seconds that never go back."""
        return time.monotonic()

    def sleep(self, seconds: float, stop: threading.Event) -> None:
        """Wait so long.

        Raises:
            StoppedError: the event was set meanwhile.
        """
        if stop.wait(max(0.0, seconds)):
            raise StoppedError

    def today(self) -> date:
        """Tell the day in UTC, by which the services count."""
        return datetime.fromtimestamp(self.now(), UTC).date()
