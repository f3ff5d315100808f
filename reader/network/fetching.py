"""Asking as one should: in turn, not for what is known already, again where that helps, and after sane redirections."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from typing import Final

from reader.errors import NetworkError
from reader.network.addresses import read_address, redirected
from reader.network.client import Answer, Client, PassingError
from reader.network.clock import Clock
from reader.network.courtesy import PATIENCE, Courtesy
from reader.network.lots import Fetched, Validators

TRIES: Final = 4
FIRST_PAUSE: Final = 4.0
"""Seconds before the second try; each further pause is twice as long, and all are scattered by half."""
REFUSED_PAUSE: Final = 15.0
"""The same where a service has had too many questions and does not say when to come again; arXiv does not."""

_SENDS_ON: Final = frozenset({301, 302, 303, 307, 308})
_PASSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


Known = Callable[[str], Validators | None]


class Fetcher:
    """Gives what addresses hold."""

    def __init__(
        self,
        client: Client,
        courtesy: Courtesy,
        clock: Clock,
        stop: threading.Event,
        known: Known = lambda _url: None,
        scatter: Callable[[], float] = random.random,
    ) -> None:
        """Put the parts together.

        Args:
            client: Asks.
            courtesy: Gives turns.
            clock: Waits.
            stop: Set where the person wants no more.
            known: Gives the validators of what is known of an address.
            scatter: Gives numbers from 0 to 1.
        """
        self._client = client
        self._courtesy = courtesy
        self._clock = clock
        self._stop = stop
        self._known = known
        self._scatter = scatter

    def get(self, url: str, accept: str = "*/*", *, anew: bool = False, allowed: tuple[int, ...] = ()) -> Fetched:
        """Fetch what an address holds.

        Args:
            url: The address.
            accept: The media types that are wanted.
            anew: Also where nothing has changed.
            allowed: Statuses that are answers and no errors, besides 200 and 304.

        Raises:
            NetworkError: there is nothing to be had, in a sentence that names the host.
            StoppedError: the person wants no more.
        """
        headers = {"Accept": accept}
        known = None if anew else self._known(url)
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        answer = self._answer(url, headers, known, allowed)
        validators = Validators(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
        return Fetched(url, answer.status, answer.body, answer.kind, validators, str(answer.address))

    def _answer(
        self, url: str, headers: Mapping[str, str], known: Validators | None, allowed: tuple[int, ...]
    ) -> Answer:
        for attempt in range(1, TRIES + 1):
            scattered = 2 ** (attempt - 1) * (0.5 + self._scatter())
            pause = FIRST_PAUSE * scattered
            try:
                answer = self._follow(url, headers)
            except PassingError:
                if attempt == TRIES:
                    raise
            else:
                if answer.status == 200 or answer.status in allowed or (answer.status == 304 and known):
                    return answer
                if answer.status not in _PASSES or attempt == TRIES:
                    raise NetworkError(_refusal(answer))
                wanted = self._courtesy.heed(answer.address.host, answer.status, answer.headers)
                if wanted > PATIENCE:
                    raise NetworkError(f"{_refusal(answer)}; it wants to be asked again in {wanted / 60:.0f} minutes")
                pause = wanted or (REFUSED_PAUSE * scattered if answer.status == 429 else pause)
            self._clock.sleep(pause, self._stop)
        raise AssertionError("the last try returns or raises")

    def _follow(self, url: str, headers: Mapping[str, str]) -> Answer:
        address = read_address(url)
        for _ in range(self._client.limits.redirects + 1):
            with self._courtesy.turn(address.host, self._stop):
                answer = self._client.ask(address, headers, self._stop)
            if answer.status == 200:
                self._courtesy.heed(address.host, answer.status, answer.headers)
            if answer.status not in _SENDS_ON:
                return answer
            if not (location := answer.headers.get("location", "")):
                raise NetworkError(f"{address.host} sends on, but not where to")
            address = redirected(address, location)
        raise NetworkError(f"{read_address(url).host} sends on and on; it was given up")


def _refusal(answer: Answer) -> str:
    host, status = answer.address.host, answer.status
    match status:
        case 400:
            return f"{host} does not understand the question (status 400)"
        case 401 | 403 | 407 | 451:
            return f"{host} does not give it to just anybody (status {status})"
        case 404 | 410:
            return f"{host} has nothing at {answer.address.target[:120]}"
        case 429:
            return f"{host} has had too many questions (status 429)"
        case _ if status >= 500:
            return f"{host} is out of order (status {status})"
        case _:
            return f"{host} gave no usable answer (status {status})"
