"""What was fetched from where, and when: so that nothing is fetched twice, and everybody sees how old it is.

A convenience and no truth: whatever is wrong with the file, it costs a few questions more. It is written after what it
tells of is in the library.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from reader.followed import Follow
from reader.model import clean_line
from reader.network.lots import Fetched, Validators

_FORMAT: Final = 1
_MOST: Final = 1000
"""Addresses that are remembered, the latest."""
_LARGEST: Final = 8 << 20
_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Past:
    """What is known of one source that is followed."""

    what: str = ""
    """What was asked for; see `Follow.what`."""
    at: float = 0.0
    """When it was last fetched to the end, in seconds since 1970; 0 for never."""
    tried: float = 0.0
    """When that was tried last."""
    trouble: str = ""
    """Why that failed, or empty."""
    newest: str = ""
    """The day up to which all was asked for, or empty."""
    days: list[tuple[date, date]] = field(default_factory=list)
    """Ranges of days that will not change any more, first and last, sorted and apart."""

    def has(self, day: date) -> bool:
        """Tell whether a day is settled."""
        return any(first <= day <= last for first, last in self.days)

    def settle(self, day: date) -> None:
        """Note that a day is settled."""
        ranges = sorted([*self.days, (day, day)])
        joined: list[tuple[date, date]] = []
        for first, last in ranges:
            if joined and first <= joined[-1][1] + _DAY:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        self.days = joined


class Remembered:
    """The file."""

    def __init__(self, path: Path) -> None:
        """Read it; where that cannot be, nothing is known."""
        self._path = path
        self._addresses: dict[str, Validators] = {}
        self._pasts: dict[str, Past] = {}
        said = _read(path)
        addresses, follows = said.get("addresses"), said.get("follows")
        for url, pair in addresses.items() if isinstance(addresses, dict) else ():
            if isinstance(pair, list) and len(pair) == 2 and all(map(_is_header, pair)):
                self._addresses[url] = Validators(*pair)
        for name, told in follows.items() if isinstance(follows, dict) else ():
            if isinstance(told, dict):
                self._pasts[name] = _past(told)

    def known(self, url: str) -> Validators | None:
        """Give the validators of an address, where there are any."""
        return self._addresses.get(url)

    def keep(self, fetched: Fetched) -> None:
        """Remember the validators of what was fetched."""
        if fetched.unchanged:
            return
        self._addresses.pop(fetched.url, None)
        if any(fetched.validators):
            self._addresses[fetched.url] = fetched.validators

    def past(self, follow: Follow) -> Past:
        """Give what is known of a source, to be changed; nothing where another one had its name before."""
        past = self._pasts.get(follow.name)
        if past is None or past.what != follow.what:
            past = self._pasts[follow.name] = Past(follow.what)
        return past

    def save(self) -> bool:
        """Write it, and tell whether that went well."""
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        told = {
            "format": _FORMAT,
            "follows": {name: _told(past) for name, past in self._pasts.items()},
            "addresses": {url: list(pair) for url, pair in [*self._addresses.items()][-_MOST:]},
        }
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(told, file)
            fresh.replace(self._path)
        except OSError:
            with suppress(OSError):
                fresh.unlink()
            return False
        return True


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) and said.get("format") == _FORMAT else {}


def _is_header(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and (value.isprintable() or not value)


def _told(past: Past) -> dict[str, Any]:
    return {
        "what": past.what,
        "at": past.at,
        "tried": past.tried,
        "trouble": past.trouble,
        "newest": past.newest,
        "days": [[first.isoformat(), last.isoformat()] for first, last in past.days],
    }


def _past(told: dict[str, Any]) -> Past:
    what = told.get("what")
    past = Past(what if isinstance(what, str) else "")
    past.at, past.tried = _number(told.get("at")), _number(told.get("tried"))
    past.trouble = clean_line(told["trouble"]) if isinstance(told.get("trouble"), str) else ""
    newest = told.get("newest")
    past.newest = newest if isinstance(newest, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", newest) else ""
    days = told.get("days")
    for pair in days if isinstance(days, list) else ():
        with suppress(ValueError, TypeError):
            first, last = map(date.fromisoformat, pair)
            if first <= last:
                past.days.append((first, last))
    past.days.sort()
    return past


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e11 else 0.0
