"""What stands after the colon of a filter, read into a leaf: tags, states, numbers, days and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reader.model import MAX_RATING, safe_line, tag_name
from reader.model.lazy_pattern import LazyPattern
from reader.query.ast import (
    And,
    Compared,
    Dated,
    Day,
    FromSource,
    Has,
    InEdition,
    InVenue,
    Is,
    Measure,
    Name,
    Named,
    Node,
    Noted,
    Tagged,
)
from reader.query.fields import STATES, THINGS

if TYPE_CHECKING:
    from datetime import date

MAX_NUMBER: Final = 999_999_999
"""The greatest number that anything is compared with."""

_SIGNED: Final = LazyPattern(r"\s*(<=|>=|=<|=>|==|[<>=≤≥])?\s*((?s:.*))")
_SIGNS: Final = {"=<": "<=", "=>": ">=", "==": "=", "≤": "<=", "≥": ">=", "": "="}
_DATE: Final = LazyPattern(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_AGO: Final = LazyPattern(r"([0-9]{1,4})([dwmy])")
_DAYS: Final = {"d": 1, "w": 7, "m": 30, "y": 365}
_DOI: Final = LazyPattern(r"(?i:https?://)?(?i:dx\.)?(?i:doi\.org/|doi:\s*)")


class Reading(NamedTuple):
    """The best reading of a filter's value, and what is wrong with it."""

    node: Node | None
    """None where there is no reading."""
    reason: str = ""
    """What cannot be read, in a few words; empty where all is well."""
    unfinished: bool = False
    """Whether more letters could make it right."""


def read_value(name: str, text: str, *, today: date | None = None, typed: bool = False) -> Reading:
    """Read what stands after a filter's colon.

    Args:
        name: The field, one of `fields.FIELDS` that is neither a text field nor a directive.
        text: The value, without quotes, not empty.
        today: The day that `today` and `7d` count from; the local one where none is given.
        typed: The value is still being typed: the last word of a note may go on.
    """
    match name:
        case "tag":
            return _tag(text)
        case "is":
            state = STATES.get(text.casefold())
            return Reading(Is(state)) if state else unknown("state", text, tuple(STATES))
        case "has":
            thing = THINGS.get(text.casefold())
            return Reading(Has(thing)) if thing else unknown("thing to have", text, tuple(THINGS))
        case "rating" | "up":
            return _number(Measure(name), text)
        case "date" | "added":
            return _days(Day(name), text, today)
        case "edition":
            return Reading(InEdition(text))
        case "venue":
            return Reading(InVenue(text))
        case "source":
            return Reading(FromSource("-".join(text.casefold().split())))
        case "doi":
            return Reading(Named(Name.DOI, _DOI.compiled.sub("", text, count=1) or text))
        case "note":
            bare = text.rstrip("*")
            return (
                Reading(Noted(bare, typed or bare != text)) if bare else Reading(None, "a star needs a word before it")
            )
        case _:
            return Reading(Named(Name.ID, text))


def unknown(kind: str, text: str, choices: tuple[str, ...]) -> Reading:
    """Say that a value is none of the choices, and which of them is nearest, or what there is."""
    close = nearest(text.casefold(), choices)
    hint = f'did you mean "{close}"?' if close else f"there are {', '.join(choices[:-1])} and {choices[-1]}"
    unfinished = any(choice.startswith(text.casefold()) for choice in choices)
    return Reading(None, f"unknown {kind} {quoted(text)}, {hint}", unfinished)


def nearest(typed: str, choices: tuple[str, ...]) -> str:
    """Give the choice that is spelled most like what was typed, or an empty text where none is."""
    import difflib  # 3 ms, and only where something was mistyped

    return next(iter(difflib.get_close_matches(typed[:64], choices, 1, 0.7)), "")


def quoted(text: str) -> str:
    """Show what was typed in a message: in quotes, short, and without anything that a terminal would obey."""
    shown = safe_line(text)
    return f'"{shown[:23]}…"' if len(shown) > 24 else f'"{shown}"'


def _tag(text: str) -> Reading:
    tag = tag_name(text)
    if not tag:
        return Reading(None, f"{quoted(text)} cannot be a tag")
    return Reading(Tagged(tag), "a tag is named whole, without a star" if text.endswith("*") else "")


def _number(measure: Measure, text: str) -> Reading:
    low, dots, high = text.partition("..")
    if not dots:
        signed = _SIGNED.compiled.match(text)
        assert signed
        sign = _SIGNS.get(signed[1] or "", signed[1] or "")
        number = _integer(signed[2])
        return _no_number(text) if number is None else _compared(measure, [(sign, number)])
    first, last = _integer(low), _integer(high)
    if (low and first is None) or (high and last is None) or not (low or high):
        return _no_number(text)
    if first is not None and last is not None and first > last:
        first, last = last, first
    bounds = [(sign, number) for sign, number in ((">=", first), ("<=", last)) if number is not None]
    return _compared(measure, bounds)


def _compared(measure: Measure, bounds: list[tuple[str, int]]) -> Reading:
    parts = tuple(Compared(measure, sign, number) for sign, number in bounds)
    too_high = measure is Measure.RATING and any(number > MAX_RATING for _, number in bounds)
    return Reading(And(parts) if len(parts) > 1 else parts[0], f"no rating is above {MAX_RATING}" if too_high else "")


def _integer(text: str) -> int | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MAX_NUMBER)):
        return None
    return int(text)


def _no_number(text: str) -> Reading:
    return Reading(None, f"{quoted(text)} is no number; it can be 4, >=4 or 3..5", unfinished=True)


def _days(day: Day, text: str, today: date | None) -> Reading:
    low, dots, high = text.partition("..")
    if dots and (low.strip() or high.strip()):
        first, last = _span(low, today), _span(high, today)
        if (low.strip() and not first) or (high.strip() and not last):
            return _no_day(text)
        if first and last and first[0] > last[0]:
            first, last = last, first
        # "30d" in a range is the day so long ago, not all days since.
        end = last and (last[0] if _AGO.compiled.fullmatch(high.strip().casefold()) else last[1])
        return Reading(Dated(day, first[0] if first else "", end or ""))
    signed = _SIGNED.compiled.match(text)
    assert signed
    span = _span(signed[2], today)
    if span is None:
        return _no_day(text)
    if not _DATE.compiled.fullmatch(signed[2].strip()) and signed[2].casefold().strip() not in ("today", "yesterday"):
        reason = f"{quoted(signed[2])} is a time up to now, so it takes no sign" if signed[1] else ""
        return Reading(Dated(day, span[0]), reason)
    match _SIGNS.get(signed[1] or "", signed[1] or ""):
        case ">=":
            return Reading(Dated(day, first=span[0]))
        case ">":
            return Reading(Dated(day, first=_beside(span[1], 1)))
        case "<=":
            return Reading(Dated(day, last=span[1]))
        case "<":
            return Reading(Dated(day, last=_beside(span[0], -1)))
        case _:
            return Reading(Dated(day, *span))


def _no_day(text: str) -> Reading:
    return Reading(
        None, f"{quoted(text)} is no day; it can be 2025, 2025-08, 2024..2025, >=2024 or 30d", unfinished=True
    )


def _span(text: str, today: date | None) -> tuple[str, str] | None:
    """Give the first and last day of a day, month or year, or of a time up to now; None where it is none of them."""
    from datetime import date, timedelta

    text = text.strip().casefold()
    numbers = _DATE.compiled.fullmatch(text)
    if numbers:
        year, month, day = (int(number) if number else 0 for number in numbers.groups())
        first = _valid(year, month or 1, day or 1)
        ends = (_valid(year, month or 12, last) for last in ((day,) if day else (31, 30, 29, 28)))
        last = next((end for end in ends if end), None)
        return (first.isoformat(), last.isoformat()) if first and last else None
    now = today or _today()
    ago = _AGO.compiled.fullmatch(text)
    if ago:
        days = min(max(int(ago[1]) * _DAYS[ago[2]] - 1, 0), now.toordinal() - date.min.toordinal())
        return (now - timedelta(days)).isoformat(), now.isoformat()
    if text not in ("today", "yesterday"):
        return None
    one = now if text == "today" else now - timedelta(1)
    return one.isoformat(), one.isoformat()


def _valid(year: int, month: int, day: int) -> date | None:
    from datetime import date

    try:
        return date(year, month, day)
    except ValueError:
        return None


def _beside(day: str, step: int) -> str:
    """Give the day before or after another one; at the ends of the calendar, that day."""
    from datetime import date

    number = date.fromisoformat(day).toordinal() + step
    return date.fromordinal(min(max(number, 1), date.max.toordinal())).isoformat()


def _today() -> date:
    from datetime import datetime

    return datetime.now().astimezone().date()
