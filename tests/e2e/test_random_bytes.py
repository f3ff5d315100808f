"""Random bytes typed at the reader: it lives, or it closes in order; a minute of them with `python -m` this module."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.program import OCTAVO, Home, small_library
from tests.e2e.terminal import Terminal

LEAVING = b"qQ\x03\x1a"
"""Keys that quit or suspend; without them more of the reader is met."""
PIECES = (
    b"\x1b[",
    b"\x1b]",
    b"\x1bP",
    b"\x1bO",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[<0;",
    b"\xff",
    b"\x9b",
    b"\r",
    b"\x1b",
)


def noise(choose: random.Random, size: int, *, leaving: bool) -> bytes:
    """Give bytes of every value, beginnings of sequences among them."""
    parts = [choose.choice(PIECES) if choose.random() < 0.1 else choose.randbytes(1) for _ in range(size)]
    data = b"".join(parts)
    return data if leaving else data.translate(None, LEAVING)


def start(home: Home) -> Terminal:
    """Start the reader where whatever is typed does no harm: no shell, no editor, no network, files in its own home."""
    harmless = dict.fromkeys(("SHELL", "VISUAL", "EDITOR", "PAGER"), "/bin/true")
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    return Terminal(["env", "-C", str(home.folder), OCTAVO], env=harmless | nowhere, home=home.folder)


def survive(home: Home, seed: int, *, leaving: bool, sizes: list[int]) -> str:
    """Type lots of random bytes; gives what became of the reader, and fails where that is not in order."""
    choose = random.Random(seed)
    with start(home) as person:
        person.until(" of ")
        for size in sizes:
            with suppress(OSError):  # it has closed meanwhile
                person.send(noise(choose, size, leaving=leaving))
            if person.state() == "T":
                person.signal(signal.SIGCONT)
            if person.state() == "Z":
                break
        left = person.state() == "Z"
        for _ in range(20):
            if left or person.state() == "Z":
                break
            with suppress(OSError, AssertionError):
                # What is open is closed; a paste that never ended is given up after a second.
                person.press("enter", "escape")
                if person.state() == "T":
                    person.signal(signal.SIGCONT)
                person.until(lambda: person.state() == "Z", "the end", deadline=1.3)
            with suppress(OSError):
                person.press("ctrl+c")
        status = person.exit_status()
        assert status == 0, (seed, status, home.only_logged(), bytes(person.raw[-300:]))
        assert person.not_restored() == [], seed
        assert b"Traceback" not in person.raw, seed
    assert home.only_logged() == "", seed
    return "left" if left else "lived"


@pytest.mark.parametrize("leaving", [True, False], ids=["all keys", "none that leave"])
def test_random_bytes_are_survived(person_home: Home, leaving: bool) -> None:
    survive(person_home, 7, leaving=leaving, sizes=[400] * 20)


def main(seconds: float) -> None:
    """Do it for some time, with other bytes each time."""
    end = time.monotonic() + seconds
    results: list[str] = []
    while time.monotonic() < end:
        seed = int.from_bytes(os.urandom(4), "big")
        with tempfile.TemporaryDirectory() as folder:
            home = Home(Path(folder) / "person")
            home.bring_in(small_library())
            sys.stdout.write(f"{seed}\n")
            sys.stdout.flush()
            results.append(survive(home, seed, leaving=len(results) % 4 == 0, sizes=[400] * 60))
    sys.stdout.write(f"{results}\n")


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 60.0)
