"""What is followed, fetched one after the other; and single papers, by whatever names them.

A source that fails costs itself: the next one is asked all the same. What may be remembered is remembered after the
library took it, by whoever takes the lots.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from reader.errors import NetworkError
from reader.followed import ARXIV, ARXIV_FEED, DAILY, FEED, Follow
from reader.model.ids import arxiv_key, doi_key
from reader.network.client import Client
from reader.network.clock import Clock
from reader.network.courtesy import Courtesy
from reader.network.fetching import Fetcher, Known
from reader.network.lots import Came, Ended, Lot, Wish
from reader.network.remembered import Past, Remembered
from reader.network.services import arxiv, doi, feeds, huggingface, pages
from reader.paths import Places

Service = Callable[[Follow, Wish, Past, Fetcher], Iterator[Lot]]


class Bases(NamedTuple):
    """Where the services are."""

    hugging_face: str = huggingface.BASE
    arxiv_api: str = arxiv.API
    arxiv_feed: str = arxiv.FEED
    doi_resolver: str = doi.BASE


BASES: Final = Bases()


class Network:
    """Everything that is asked of the network."""

    def __init__(
        self,
        places: Places,
        clock: Clock | None = None,
        client: Client | None = None,
        bases: Bases = BASES,
        courtesy: Courtesy | None = None,
    ) -> None:
        """Put the parts together; nothing is asked.

        Args:
            places: Where the turns of the services are kept.
            clock: Tells the time, and waits.
            client: Asks.
            bases: Where the services are.
            courtesy: Gives turns.
        """
        self.clock = clock or Clock()
        self._client = client or Client(self.clock)
        self._courtesy = courtesy or Courtesy(places.turns, self.clock)
        self._bases = bases

    def follow(
        self, follows: Sequence[Follow], wish: Wish, remembered: Remembered, stop: threading.Event
    ) -> Iterator[Came | Ended]:
        """Fetch what is new of some sources; each yields what came, and then that it ended.

        Raises:
            StoppedError: the person wants no more.
        """
        fetcher = self._fetcher(stop, remembered.known)
        services = self._services()
        for follow in follows:
            past = remembered.past(follow)
            try:
                for lot in services[follow.source](follow, wish, past, fetcher):
                    yield Came(follow, lot)
            except NetworkError as error:
                yield Ended(follow, str(error))
            else:
                yield Ended(follow)

    def paper(self, text: str, stop: threading.Event) -> Lot:
        """Fetch one paper by an arXiv id, a DOI, or an address.

        Raises:
            NetworkError: it is not to be had, or the text names none.
            StoppedError: the person wants no more.
        """
        fetcher = self._fetcher(stop)
        if key := arxiv_key(text):
            name = key.partition(":")[2]
            ways = [partial(arxiv.paper, name, fetcher, self._bases.arxiv_api)]
            ways.append(partial(huggingface.paper, name, fetcher, self._bases.hugging_face))
            if (_host(text) or "").endswith(("huggingface.co", "hf.co")):
                ways.reverse()
            return _first(ways)
        if (key := doi_key(text)) and key.startswith("doi:"):
            return doi.paper(key.partition(":")[2], fetcher, self._bases.doi_resolver)
        if _host(text) is not None:
            return pages.page(text, fetcher)
        raise NetworkError(f"{text!r} is no arXiv id, no DOI, and no address that begins with https://")

    def _services(self) -> Mapping[str, Service]:
        return {
            DAILY: partial(huggingface.daily, base=self._bases.hugging_face),
            ARXIV: partial(arxiv.search, base=self._bases.arxiv_api),
            ARXIV_FEED: partial(arxiv.announced, base=self._bases.arxiv_feed),
            FEED: feeds.feed,
        }

    def _fetcher(self, stop: threading.Event, known: Known = lambda _url: None) -> Fetcher:
        return Fetcher(self._client, self._courtesy, self.clock, stop, known)


_WEB: Final = ("http", "https")


def _host(text: str) -> str | None:
    """Give the host of an address of the web; None where it is none."""
    try:
        parts = urlsplit(text.strip())
        return (parts.hostname or "") if parts.scheme in _WEB else None
    except ValueError:
        return None


def _first(ways: Sequence[Callable[[], Lot]]) -> Lot:
    """Try one way after the other, and tell of the first where none leads anywhere."""
    trouble: NetworkError | None = None
    for way in ways:
        try:
            return way()
        except NetworkError as error:
            trouble = trouble or error
    assert trouble is not None
    raise trouble
