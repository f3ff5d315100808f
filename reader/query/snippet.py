"""The passage of a text that shows best why a paper was found, for lists that have room for a line or two of it."""

from __future__ import annotations

from collections import Counter
from typing import Final

from reader.model.lazy_pattern import LazyPattern
from reader.query import words
from reader.query.ast import Field
from reader.query.highlight import Highlighter, Span

_CUT: Final = "…"
_SENTENCE: Final = LazyPattern(r"[.!?][\"')\]]*\s+(?=\S)")
_BLANK: Final = LazyPattern(r"\s")
_LONGEST_WORD: Final = 30
"""Characters in which a blank is looked for before a word is cut in two."""


def snippet(
    text: str, highlighter: Highlighter, width: int, field: Field | None = None
) -> tuple[str, tuple[Span, ...]]:
    """Choose the passage with the most different words that were found, and of those the one with the most of them.

    It begins with a sentence where there is room for that, and else with a word; where text is left out, within a
    sentence before it or anywhere behind it, stands an ellipsis. Line breaks become blanks.

    Args:
        text: A text of a paper.
        highlighter: Tells what was found.
        width: Characters that the passage has at most, ellipses counted.
        field: The part of the paper that the text is.

    Returns:
        The passage, the text's beginning where nothing was found in it, and what to mark in the passage.
    """
    return passage(text, highlighter.spans(text, field) if width > 0 else (), width)


def passage(text: str, spans: tuple[Span, ...], width: int) -> tuple[str, tuple[Span, ...]]:
    """Choose the passage of a text by what was found in it: for a text that is shown otherwise than it was searched.

    Args:
        text: The text as it is shown.
        spans: What was found in it, sorted and disjoint.
        width: Characters that the passage has at most, ellipses counted.

    Returns:
        What `snippet` gives.
    """
    if width <= 0:
        return "", ()
    line = _BLANK.compiled.sub(" ", text)
    if len(line) <= width:
        return line, spans
    first, last = _best(line, spans, width - 2 * len(_CUT)) if spans else (0, 0)
    start = _start(line, first, last, width)
    before = "" if _begins(line, start) else _CUT
    end = len(line)
    after = ""
    if end - start > width - len(before):
        after = _CUT
        end = _word_end(line, max(start, last), start + max(width - len(before) - len(after), 0))
    shift = len(before) - start
    kept = tuple(
        (max(begin, start) + shift, min(stop, end) + shift) for begin, stop in spans if begin < end and stop > start
    )
    return (before + line[start:end] + after)[:width], tuple(span for span in kept if span[1] <= width)


def _best(line: str, spans: tuple[Span, ...], room: int) -> Span:
    """Give the first and the last character of what should be seen."""
    said = [tuple(token.term for token in words.tokens(line[first:last])) for first, last in spans]
    seen: Counter[tuple[str, ...]] = Counter()
    best, chosen, left = (0, 0), spans[0], 0
    for right, (_, last) in enumerate(spans):
        seen[said[right]] += 1
        while left < right and last - spans[left][0] > room:
            seen[said[left]] -= 1
            if not seen[said[left]]:
                del seen[said[left]]
            left += 1
        score = len(seen), right - left + 1
        if score > best:
            best, chosen = score, (spans[left][0], last)
    return chosen


def _start(line: str, first: int, last: int, width: int) -> int:
    """Choose where the passage begins, so that everything from `first` to `last` is seen if it can be."""
    spare = max(width - 2 * len(_CUT) - (last - first), 0)
    earliest = max(first - spare, 0)
    if earliest == 0:
        return 0
    sentences = [found.end() for found in _SENTENCE.compiled.finditer(line, max(earliest - 8, 0), first)]
    starts = [place for place in sentences if earliest <= place <= first]
    if starts:
        return starts[0]
    # As much before it as behind it, but never past the end of the text, where room would be left.
    start = max(first - spare // 2, 0)
    start = max(min(start, len(line) - width + len(_CUT)), earliest)
    if start == 0 or line[start - 1] == " ":
        return start
    blank = line.find(" ", start, first)
    if blank >= 0:
        return blank + 1
    # A long compound: from its beginning, where there is room for that.
    word = line.rfind(" ", 0, first) + 1
    return word if last - word <= width - 2 * len(_CUT) else min(start, first)


def _begins(line: str, start: int) -> bool:
    """Tell whether a sentence begins here."""
    return start == 0 or any(
        found.end() == start for found in _SENTENCE.compiled.finditer(line, max(start - 8, 0), start + 1)
    )


def _word_end(line: str, least: int, end: int) -> int:
    """Give the end of a word at or before another place, but never before what must be seen."""
    if line[end] == " ":
        return end
    blank = line.rfind(" ", max(least, end - _LONGEST_WORD), end)
    return blank if blank > 0 else end
