"""More papers than there are: new ones put together from real ones, as many as wanted, one at a time.

Each pass over the real papers gives as many new ones. A new paper is a real one mixed with another that stood shortly
before it (the corpus is shuffled, so that is any paper), and no two are mixed twice before the 500th pass: half of the
sentences of each, the beginning of one title and the end of the other, half of the authors of both. In every second one
a rare word is changed by a letter, everywhere in it, and every fourth author has a new name. So words that the corpus
did not have go on coming: of arXiv's papers 100,000 have 143,000 word forms, 300,000 have 225,000, and a million some
500,000, which is what Heaps' law says from the first 100,000.

What that distorts: words of two fields stand together that would not in a real paper, so conjunctions find more;
sentences and whole names of authors recur, up to some ten times in a million papers, so phrases find as many times
more and an index can be somewhat smaller; a new word is nearly always found in one paper alone; and a new word looks
like an old one, which makes a fuzzy search dearer. The lengths, and how often common words occur, are as in real ones.

The same papers give the same new ones each time, whether few or many are taken.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[a-z]{5,}")
_WINDOW = 500
"""Papers among which a partner is looked for; all that is kept in memory."""
_STEP = 7
"""How much further back the partner stands in each pass."""
_KNOWN = 5_000
"""Papers whose words tell which are rare: those that fewer than two of them have."""


def resampled(papers: Callable[[], Iterable[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Give the papers themselves, and then new ones without end (none where there are fewer than two to mix).

    Args:
        papers: Begins to read the real papers anew each time it is called.
    """
    window: deque[dict[str, Any]] = deque(maxlen=_WINDOW)
    for paper in papers():
        window.append(paper)
        yield paper
    if len(window) < 2:
        return
    seen: Counter[str] = Counter()
    for paper in itertools.islice(papers(), _KNOWN):
        seen.update(set(_WORD.findall(paper.get("abstract") or "")))
    known = {word for word, count in seen.items() if count > 1}
    for turn in itertools.count(1):
        before = (turn - 1) * _STEP % (_WINDOW - 1) % len(window) + 1
        for number, paper in enumerate(papers()):
            # A generator for each paper, so that it is the same however many were taken before.
            dice = random.Random(turn << 32 | number)
            yield _mix(paper, window[-before], f"resampled.{turn}.{number}", dice, known)
            window.append(paper)


def _mix(one: dict[str, Any], other: dict[str, Any], name: str, dice: random.Random, known: set[str]) -> dict[str, Any]:
    ours, theirs = (_SENTENCE.split(paper.get("abstract") or "") for paper in (one, other))
    kept = sorted(dice.sample(range(len(ours)), (len(ours) + 1) // 2))
    taken = sorted(dice.sample(range(len(theirs)), max(1, len(theirs) // 2)))
    abstract = " ".join([*(ours[place] for place in kept), *(theirs[place] for place in taken)])
    begin, end = one["title"].split(), other["title"].split()
    title = " ".join([*begin[: (len(begin) + 1) // 2], *end[len(end) // 2 :]])
    if dice.random() < 0.5:
        rare = [word for word in _WORD.findall(abstract) if word not in known]
        if rare:
            word = dice.choice(rare)
            changed = _change(word, dice)
            title, abstract = title.replace(word, changed), abstract.replace(word, changed)
    names = [*(one.get("authors") or ()), *(other.get("authors") or ())]
    authors = dice.sample(names, (len(names) + 1) // 2)
    mixed = one | {"id": name, "title": title, "abstract": abstract}
    mixed.pop("url", None)  # by its address it would be one with the paper that it came from
    mixed["authors"] = [_change(author, dice) if dice.random() < 0.25 else author for author in authors]
    return mixed


def _change(word: str, dice: random.Random) -> str:
    """Put another letter in place of one: a vowel for a vowel, a consonant for a consonant."""
    places = [place for place, letter in enumerate(word) if "a" <= letter <= "z"]
    if not places:
        return word
    place = dice.choice(places)
    letters = "aeiou" if word[place] in "aeiou" else "bcdfghklmnprstvwz"
    return f"{word[:place]}{dice.choice(letters)}{word[place + 1 :]}"
