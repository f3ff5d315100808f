"""How old what is followed is, for the shell and the screen: nothing is loaded that could ask the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from reader.followed import Follow
from reader.network.remembered import Remembered
from reader.paths import Places

if TYPE_CHECKING:
    from reader.config import Settings


class Status(NamedTuple):
    """How old a followed source is."""

    follow: Follow
    at: float
    """When it was last fetched to the end, in seconds since 1970; 0 for never."""
    trouble: str
    """Why the last try failed, or empty."""
    newest: str
    days: tuple[tuple[date, date], ...]


def statuses(places: Places, settings: Settings) -> list[Status]:
    """Tell how old each followed source is."""
    remembered = Remembered(places.synced)
    pasts = ((follow, remembered.past(follow)) for follow in settings.follow)
    return [Status(follow, past.at, past.trouble, past.newest, tuple(past.days)) for follow, past in pasts]


def age(at: float, now: float) -> str:
    """Say how long ago something was: `never`, `3 min ago`, `5 h ago`, `12 days ago`."""
    if not at:
        return "never"
    seconds = max(0.0, now - at)
    if seconds < 5400:
        return f"{seconds / 60:.0f} min ago"
    return f"{seconds / 3600:.0f} h ago" if seconds < 172_800 else f"{seconds / 86_400:.0f} days ago"


def ages(told: Sequence[Status], now: float) -> str:
    """Say in a line how old each source is, the oldest first: `language never, daily 3 days ago (failed since)`."""
    words = [
        f"{one.follow.name} {age(one.at, now)}{' (failed since)' if one.trouble and one.at else ''}"
        for one in sorted(told, key=lambda one: one.at)
    ]
    return ", ".join(words)
