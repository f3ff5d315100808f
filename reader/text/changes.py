"""What was changed in a text, word by word: what a newer version of an abstract says that the former one did not.

The shortest script of words taken out and put in, as E. W. Myers finds it ("An O(ND) Difference Algorithm and Its
Variations", Algorithmica 1, 1986), with a bound: texts that have little in common, or are endless, are shown as all
taken out and all put in, which says the same. Signs and not only looks tell which is which, as `wdiff` writes them
(https://www.gnu.org/software/wdiff/manual/): they stand on every terminal, in a pipe, and without colours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

MOST_WORDS: Final = 4_000
"""Words of the parts that differ, beyond which they are not compared; an abstract has some two hundred."""
MOST_CHANGES: Final = 300
"""Words taken out and put in, beyond which the rest counts as another text."""

_WORD: Final = re.compile(r"\n|[^\s]+")

Span = tuple[int, int]


class Change(NamedTuple):
    """A run of words that stayed, were taken out (`-`) or put in (`+`)."""

    sign: str
    words: Sequence[str]


class Compared(NamedTuple):
    """Two texts as one, with the parts of it that only one of them has, in its characters."""

    text: str
    added: tuple[Span, ...]
    removed: tuple[Span, ...]

    @property
    def differ(self) -> bool:
        """Whether the texts differ in any word."""
        return bool(self.added or self.removed)


def compared(former: str, now: str) -> Compared:
    """Write the text of now with what was taken out as `[-words-]` and what was put in as `{+words+}`."""
    parts: list[str] = []
    spans: dict[str, list[Span]] = {"+": [], "-": []}
    length = 0

    def write(text: str) -> None:
        nonlocal length
        parts.append(text)
        length += len(text)

    for sign, words in changes(_WORD.findall(former), _WORD.findall(now)):
        for run in _lines(words):
            if run == "\n":
                if sign != "-":
                    write("\n")
                continue
            if parts and parts[-1][-1:] != "\n":
                write(" ")
            start = length
            write(run if sign == "=" else f"[-{run}-]" if sign == "-" else f"{{+{run}+}}")
            if sign != "=":
                spans[sign].append((start, length))
    return Compared("".join(parts), tuple(spans["+"]), tuple(spans["-"]))


def changes(former: Sequence[str], now: Sequence[str]) -> list[Change]:
    """Give what makes one list of words of another, in its order; neighbours of one sign are one change."""
    begin, shorter = 0, min(len(former), len(now))
    while begin < shorter and former[begin] == now[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and former[-1 - end] == now[-1 - end]:
        end += 1
    middle = _script(former[begin : len(former) - end], now[begin : len(now) - end])
    whole = [Change("=", former[:begin]), *middle, Change("=", former[len(former) - end :])]
    return [change for change in whole if change.words]


def _script(former: Sequence[str], now: Sequence[str]) -> list[Change]:
    replaced = [Change("-", former), Change("+", now)]
    if not former or not now or len(former) + len(now) > MOST_WORDS:
        return replaced
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for depth in range(MOST_CHANGES + 1):
        trace.append(dict(furthest))
        for diagonal in range(-depth, depth + 1, 2):
            down = diagonal == -depth or (
                diagonal != depth and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            while x < len(former) and 0 <= y < len(now) and former[x] == now[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x >= len(former) and y >= len(now):
                return _walked_back(former, now, trace)
    return replaced


def _walked_back(former: Sequence[str], now: Sequence[str], trace: Sequence[dict[int, int]]) -> list[Change]:
    steps: list[tuple[str, str]] = []
    x, y = len(former), len(now)
    for depth in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[depth], x - y
        down = diagonal == -depth or (
            diagonal != depth and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if down else diagonal - 1
        start = furthest[before] if depth else 0
        began = start if down else start + 1
        while x > (began if depth else 0):
            x, y = x - 1, y - 1
            steps.append(("=", former[x]))
        if depth and down:
            y -= 1
            steps.append(("+", now[y]))
        elif depth:
            x -= 1
            steps.append(("-", former[x]))
    steps.reverse()
    return _gathered(steps)


def _gathered(steps: Sequence[tuple[str, str]]) -> list[Change]:
    """Put what was taken out before what was put in, as long as nothing stayed between them."""
    found: list[Change] = []
    at = 0
    while at < len(steps):
        stop = at
        while stop < len(steps) and (steps[stop][0] == "=") == (steps[at][0] == "="):
            stop += 1
        run = steps[at:stop]
        for sign in "=" if steps[at][0] == "=" else "-+":
            words = [word for other, word in run if other == sign]
            if words:
                found.append(Change(sign, words))
        at = stop
    return found


def _lines(words: Sequence[str]) -> list[str]:
    """Join words to lines, with the ends of lines between them."""
    text = re.sub(r" ?\n ?", "\n", " ".join(words))
    return [part for part in re.split(r"(\n)", text) if part]
