"""The journals and the marks folded from them: every line, every mark, and the clock that stamped them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from reader.errors import OctavoError
from reader.journal import Clock, Damage, damaged_lines, journals, parse_stamp
from reader.journal.joining import stamp_of
from reader.journal.reading import SUFFIX
from reader.journal.replacing import join_into
from reader.journal.stamp import END
from reader.library.health.finding import Finding, counted, fixed, note, ok, problem
from reader.library.marks import MarkKeeper
from reader.paths import Places
from reader.store import Store
from reader.store.copying import now
from reader.store.salvage import aside

_ATTEMPTS: Final = 3
_SHOWN: Final = 20
_LATE: Final = timedelta(minutes=2)
_EARLIEST: Final = 2020
"""A year in which no mark can have been made, so that a clock which shows an earlier one is wrong."""


def check_lines(places: Places) -> Iterator[Finding]:
    """Read every line of every journal."""
    try:
        yield from _lines(places)
    except (OctavoError, OSError) as error:
        yield problem("journal", str(error))


def check(places: Places, store: Store) -> Iterator[Finding]:
    """Fold every journal from its first line, and compare what comes out with what the library shows."""
    try:
        for device, lost in lost_lines(places, store).items():
            yield problem(
                "journal",
                f"{counted(len(lost), 'line')} of {device} {_is(len(lost))} in the library and in no journal any more; "
                "octavo doctor --fix writes them back.",
                fixable=True,
            )
        if is_folded(places, store):
            yield ok("marks", "the library shows what the journals say.")
        else:
            yield problem(
                "marks",
                "the library's copy of the marks is not what the journals say. The journals are the truth: "
                "octavo doctor --fix folds them anew, and keeps a copy of the library as it is.",
                fixable=True,
            )
        yield from _clock(store)
    except (OctavoError, OSError) as error:
        yield problem("marks", str(error))


def repair_lines(places: Places) -> Iterator[Finding]:
    """Keep a copy of the damaged lines; the journals themselves are never changed."""
    try:
        for path in journals(places.journal):
            kept = _kept(path)
            unkept = [line for _, line in damaged_lines(path) if line not in kept]
            if unkept:
                copy = _keep(path, unkept)
                yield fixed(
                    "journal",
                    f"{counted(len(unkept), 'line')} of {path.name} that cannot be read {_is(len(unkept))} kept in "
                    f"{copy}, to be looked at; the journal itself is never changed, and these are passed over.",
                )
    except (OctavoError, OSError) as error:
        yield problem("journal", f"damaged lines cannot be kept apart: {error}")


def repair(places: Places, store: Store) -> Iterator[Finding]:
    """Fold the journals anew where the library shows something else; the library as it was is kept."""
    try:
        for device, lost in lost_lines(places, store).items():
            join_into(places.journal / f"{device}{SUFFIX}", [b"".join(lost)])
            yield fixed(
                "journal",
                f"{counted(len(lost), 'line')} of {device} that its journal had lost {_is(len(lost))} in it again.",
            )
        if not is_folded(places, store):
            copy = aside(places.library, "before", now())
            store.copy(copy)
            store.forget_marks()
            MarkKeeper(places, store).catch_up()
            yield fixed("marks", f"all journals are folded anew; {copy} is the library as it was before.")
    except OctavoError as error:
        yield problem("marks", str(error))
    except OSError as error:
        yield problem("marks", f"they cannot be folded anew: {(error.strerror or str(error)).lower()}.")


def lost_lines(places: Places, store: Store) -> dict[str, list[bytes]]:
    """Give the lines of each device that were folded once and that no journal has any more, as a copy may do to it."""
    there: set[bytes] = set()
    for path in journals(places.journal):
        with path.open("rb") as file:
            there.update(file)
    lost = {
        # What leads the clock to its end was removed on purpose: nobody could mark anything any more.
        device: [line for line in store.device_lines(device) if line not in there and stamp_of(line) < END]
        for device in store.devices()
    }
    return {device: lines for device, lines in lost.items() if lines}


def is_folded(places: Places, store: Store) -> bool:
    """Fold every journal from its first line into a library of its own, and tell whether the same comes out."""
    if store.stale_marks():
        return False
    with tempfile.TemporaryDirectory(prefix="octavo-") as folder:
        # A keeper remembers its device beside the journals; here that goes to the folder that is thrown away.
        apart = replace(places, data=Path(folder))
        apart.journal.symlink_to(places.journal)
        for attempt in range(_ATTEMPTS):
            with closing(Store.open(apart.data / f"{attempt}.db")) as fresh:
                MarkKeeper(apart, fresh).catch_up()
                # Another Octavo may mark a paper at the same time: then both are looked at again.
                MarkKeeper(apart, store).catch_up()
                if fresh.marks_digest() == store.marks_digest():
                    return True
    return False


def _lines(places: Places) -> Iterator[Finding]:
    number = damaged = 0
    for path in journals(places.journal):
        number += 1
        kept = _kept(path)
        known: list[Damage] = []
        unkept: list[Damage] = []
        for damage, line in damaged_lines(path):
            (known if line in kept else unkept).append(damage)
        damaged += len(known) + len(unkept)
        for damage in unkept[:_SHOWN]:
            yield problem("journal", f"{damage} (this line is left out; all others count)", fixable=True)
        if len(unkept) > _SHOWN:
            more = counted(len(unkept) - _SHOWN, "line")
            yield problem("journal", f"{path.name}: {more} more cannot be read.", fixable=True)
        if known:
            yield note(
                "journal",
                f"{counted(len(known), 'line')} of {path.name} cannot be read, and {_is(len(known))} kept apart.",
            )
        if _is_torn(path):
            yield note("journal", f"the last line of {path.name} is not whole: it was never said to be saved.")
    if not damaged:
        yield ok("journal", f"{counted(number, 'file')} in {places.journal}, every line can be read.")


def _clock(store: Store) -> Iterator[Finding]:
    latest = store.latest_stamp()
    clock = Clock("doctor")
    clock.observe(latest)
    if latest >= END:
        yield problem(
            "clock",
            f"a journal of {parse_stamp(latest).device} holds a mark of the end of the year 9999, so no later mark can "
            "be made; remove that journal, then octavo doctor --fix.",
        )
    elif datetime.now(UTC).year < _EARLIEST:
        yield note("clock", "this machine's clock shows a day long past; marks are kept in their order all the same.")
    elif clock.ahead > _LATE:
        device = parse_stamp(latest).device
        yield note(
            "clock",
            f"the newest mark, of {device}, is stamped {_span(clock.ahead)} ahead of this machine's clock. One of the "
            "two clocks is wrong; marks are kept in their order all the same.",
        )


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else counted(minutes // 1440, "day")


def _is_torn(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if not size:
            return False
        file.seek(size - 1)
        return file.read(1) != b"\n"


def _kept(journal: Path) -> set[bytes]:
    """Give the damaged lines of a journal that were kept apart before."""
    lines: set[bytes] = set()
    for path in journal.parent.glob(f"{journal.name}.damaged-*"):
        with suppress(OSError):
            lines.update(path.read_bytes().splitlines(keepends=True))
    return lines


def _keep(journal: Path, lines: list[bytes]) -> Path:
    path = aside(journal, "damaged", now())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(descriptor)
    return path


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
