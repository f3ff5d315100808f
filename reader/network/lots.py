"""What services bring: lots of bytes on their way into the library, and what a person wishes to have.

Values alone: who only wants to know how old something is loads nothing that could ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from reader.followed import Follow

FIRST_DAYS: Final = 7
"""Days that are asked for where nothing was ever fetched."""


class Validators(NamedTuple):
    """What a service gave to be asked for changes only (RFC 9110, 8.8)."""

    etag: str = ""
    modified: str = ""


class Fetched(NamedTuple):
    """What an address gave."""

    url: str
    """As it was asked for."""
    status: int
    body: bytes
    kind: str
    """The media type."""
    validators: Validators
    final: str
    """Where the redirections led."""

    @property
    def unchanged(self) -> bool:
        """Whether it is what was given the last time."""
        return self.status == 304


class Lot(NamedTuple):
    """Something that came, as it came."""

    label: str
    """What messages call it: its address."""
    body: bytes = b""
    """What a source of `reader.sources` reads; nothing where there is nothing new."""
    fetched: tuple[Fetched, ...] = ()
    """What to remember so that it is not fetched again."""
    day: date | None = None
    """The day that it is about."""
    settled: bool = False
    """Whether that day will not change any more."""
    note: str = ""
    """What the person should know, or empty."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which days are wanted."""

    today: date
    """In UTC."""
    since: date | None = None
    """The first day; by default what came since the last time."""
    until: date | None = None
    """The last day; by default today."""
    anew: bool = False
    """Also what is known already."""

    @property
    def last(self) -> date:
        """The last day that is wanted."""
        return min(self.until or self.today, self.today)

    def first(self, newest: str, overlap: int) -> date:
        """Give the first day that is wanted.

        Args:
            newest: The day up to which all was asked for before, or empty.
            overlap: Days before that day whose papers may have come in late.
        """
        if self.since is not None:
            return self.since
        if newest and not self.anew:
            return min(date.fromisoformat(newest) - timedelta(days=overlap), self.last)
        return self.last - timedelta(days=FIRST_DAYS - 1)


class Came(NamedTuple):
    """A lot of a source."""

    follow: Follow
    lot: Lot


class Ended(NamedTuple):
    """A source is through."""

    follow: Follow
    trouble: str = ""
    """Why it could not be fetched to its end, or empty."""
