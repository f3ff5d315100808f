"""When a service may be asked: its own rules, kept by all processes of one home together.

- arXiv: one connection, three seconds between two calls, for its interface, feeds and OAI-PMH together
  (https://info.arxiv.org/help/api/tou.html).
- Hugging Face: 500 questions in five minutes, and the headers RateLimit and RateLimit-Policy tell how many are left
  (https://huggingface.co/docs/hub/rate-limits; draft-ietf-httpapi-ratelimit-headers).
- All: Retry-After of an answer 429 or 503 (RFC 9110, 10.2.3).

Each service has a file with the time of the last call, and the time before which it wants none; a lock beside it makes
sure that only one process asks at a time.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from reader.errors import NetworkError
from reader.locking import ProcessLock
from reader.network.clock import Clock
from reader.paths import make_private

GAPS: Final = {"arxiv.org": 3.0, "huggingface.co": 0.7}
"""Seconds between two calls of a service: the end of one and the beginning of the next."""
OTHER_GAP: Final = 1.0
PATIENCE: Final = 150.0
"""Seconds that a service may have us wait; where it wants more, that is said, and not waited for."""
_LONGEST: Final = 86_400.0
"""A service that wants us to wait longer than a day is not believed."""
_POLL: Final = 0.25
_QUEUE: Final = 600.0
"""Seconds that another process is waited for."""
_LEFT: Final = re.compile(r"\br=(\d{1,9})\b")
_WITHIN: Final = re.compile(r"\bt=(\d{1,9})\b")


class Courtesy:
    """Gives turns."""

    def __init__(self, folder: Path, clock: Clock, gaps: Mapping[str, float] = GAPS) -> None:
        """Name the folder; it is made with the first turn.

        Args:
            folder: Holds a file for each service.
            clock: Tells the time, and waits.
            gaps: Seconds between two calls, by domains.
        """
        self._folder = folder
        self._clock = clock
        self._gaps = gaps

    @contextmanager
    def turn(self, host: str, stop: threading.Event) -> Iterator[None]:
        """Wait for our turn; the next one comes after this block.

        Raises:
            NetworkError: the service wants none for longer than anybody would wait, or no file can be kept for it.
            StoppedError: the person wants no more.
        """
        service = self._service(host)
        try:
            make_private(self._folder)
            lock = ProcessLock(self._folder / f"{service}.lock")
            self._queue(lock, service, stop)
        except OSError as error:
            raise NetworkError(f"{self._folder} cannot be used, so {service} is not asked") from error
        try:
            self._wait(service, stop)
            try:
                yield
            finally:
                _, wanted = self._read(service)
                self._write(service, self._clock.now(), wanted)
        finally:
            lock.release()

    def heed(self, host: str, status: int, headers: Mapping[str, str]) -> float:
        """Note what an answer says of when to come again, and give the seconds until then, or 0."""
        seconds = 0.0
        if status in (429, 503):
            seconds = retry_after(headers.get("retry-after", ""), self._clock.now())
        if not seconds:
            seconds = _until_more(headers, refused=status == 429)
        if seconds:
            seconds = min(seconds, _LONGEST)
            last, wanted = self._read(self._service(host))
            self._write(self._service(host), last, max(wanted, self._clock.now() + seconds))
        return seconds

    def _queue(self, lock: ProcessLock, service: str, stop: threading.Event) -> None:
        waited = 0.0
        while not lock.take("asking"):
            if waited >= _QUEUE:
                raise NetworkError(f"another Octavo has been asking {service} for ten minutes")
            self._clock.sleep(_POLL, stop)
            waited += _POLL

    def _wait(self, service: str, stop: threading.Event) -> None:
        now = self._clock.now()
        last, wanted = self._read(service)
        # A clock that was set back must not make anybody wait for it.
        gap = min(max(0.0, last + self._gap(service) - now), self._gap(service))
        held = wanted - now if wanted - now <= _LONGEST else 0.0
        if held > PATIENCE:
            raise NetworkError(f"{service} asks not to be asked again for {_spoken(held)}")
        if (pause := max(gap, held)) > 0:
            self._clock.sleep(pause, stop)

    def _gap(self, service: str) -> float:
        return self._gaps.get(service, OTHER_GAP)

    def _service(self, host: str) -> str:
        known = next((domain for domain in self._gaps if host == domain or host.endswith(f".{domain}")), "")
        return known or re.sub(r"[^\w.-]", "_", host)[:100].lstrip(".") or "_"

    def _read(self, service: str) -> tuple[float, float]:
        try:
            said = json.loads((self._folder / f"{service}.json").read_bytes()[:1000])
            return float(said["last"]), float(said["not_before"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
            return 0.0, 0.0

    def _write(self, service: str, last: float, wanted: float) -> None:
        with suppress(OSError):  # a full disk costs only what it would tell the next process
            path = self._folder / f"{service}.json"
            path.write_text(json.dumps({"last": last, "not_before": wanted}), encoding="ascii")
            path.chmod(0o600)


def retry_after(value: str, now: float) -> float:
    """Give the seconds that Retry-After asks for, as a number or a date; 0 where it says neither."""
    value = value.strip()
    if value.isdecimal() and len(value) <= 9:
        return float(value)
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    return 0.0


def _until_more(headers: Mapping[str, str], *, refused: bool) -> float:
    """Give the seconds until a service that counts its answers has some left; 0 where it has."""
    told = headers.get("ratelimit", "")
    left, within = _LEFT.search(told), _WITHIN.search(told)
    if within and (refused or (left and int(left[1]) == 0)):
        return float(within[1])
    reset = headers.get("ratelimit-reset", "")
    if (refused or headers.get("ratelimit-remaining", "") == "0") and reset.isdecimal() and len(reset) <= 9:
        return float(reset)
    return 0.0


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.0f} hours"
