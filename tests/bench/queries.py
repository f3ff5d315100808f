"""The questions that the search benchmark asks: made from the words of the papers themselves, always the same ones.

210 queries in Octavo's language (`KINDS` says how many of each kind), 200 searches as they are typed, letter by letter,
and what somebody would type who wants to see it break.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

KINDS = {
    "common": 25,
    "rare": 20,
    "and2": 40,
    "and3-4": 30,
    "or": 20,
    "phrase": 20,
    "prefix": 15,
    "title": 15,
    "boolean": 15,
    "fuzzy": 10,
}
"""Kinds of queries, and how many there are of each."""
TYPED = 200
SAMPLE = 2_000
"""Papers that the words are taken from."""

_WORDS = re.compile(r"[a-z]{3,}")
_TITLE_WORDS = re.compile(r"[\w'-]+")
_LONGEST = 32
"""Letters of a search that is typed."""
_DULL = re.compile(
    "the|and|for|with|that|this|are|from|our|can|have|has|such|their|which|these|into|was|its|also|not|than|more|been|"
    "between|both|each|over|under|using|based|while|when|where|they|them|then|only|most|other|some|however|through|"
    "were|will|but"
)
"""Words that would make half of the queries ask for nothing."""


def mixed_queries(papers: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """Make the 210 queries, each with its kind."""
    dice = random.Random(210)
    texts = [_words(f"{paper['title']} {paper['abstract']}") for paper in papers[:SAMPLE]]
    texts = [words for words in texts if len(words) >= 8]
    frequency = Counter(word for words in texts for word in set(words))
    # Of equally frequent words the first in the alphabet, else the order would be a set's: another in each process.
    ranked = sorted(frequency, key=lambda word: (-frequency[word], word))
    common, rare = ranked[: max(40, len(ranked) // 50)], ranked[len(ranked) // 2 :]
    long = [word for word in ranked if len(word) >= 6]

    def together(count: int) -> str:
        return " ".join(dice.sample(sorted(set(dice.choice(texts))), count))

    def phrase() -> str:
        # Words that follow one another in the paper as it stands, nothing left out between them.
        paper = dice.choice(papers[:SAMPLE])
        pairs = re.findall(r"\b(?=([a-z]{4,} [a-z]{4,})\b)", paper["abstract"])
        return dice.choice(pairs) if pairs else together(1)

    def boolean() -> str:
        one, other, refused = dice.choice(common), dice.choice(ranked), dice.choice(common)
        return dice.choice((f"{one} -{refused}", f"({one} OR {other}) -{refused}", f"{together(2)} NOT {refused}"))

    def misspelled() -> str:
        word = dice.choice(long)
        place = dice.randrange(2, len(word))
        return dice.choice((word[:place] + word[place + 1 :], f"{word[:place]}e{word[place + 1 :]}"))

    makers: dict[str, Callable[[], str]] = {
        "common": lambda: dice.choice(common),
        "rare": lambda: dice.choice(rare),
        "and2": lambda: together(2),
        "and3-4": lambda: together(dice.choice((3, 4))),
        "or": lambda: " OR ".join([*dice.sample(common, 2), dice.choice(ranked)]),
        "phrase": lambda: f'"{phrase()}"',
        "prefix": lambda: f"{dice.choice(ranked)[:4]}*",
        "title": lambda: f"title:{dice.choice(common)}",
        "boolean": boolean,
        "fuzzy": lambda: f"{misspelled()}~1",
    }
    return [(kind, makers[kind]()) for kind, count in KINDS.items() for _ in range(count)]


def typed_queries(papers: Sequence[dict[str, Any]], searches: int = TYPED) -> list[str]:
    """Make searches of two to four words out of titles, and give all their beginnings once, as they are typed.

    The words follow one another in the title and stop words are among them: people type those, too.
    """
    dice = random.Random(30)
    titles = [words for paper in papers[:SAMPLE] if len(words := _TITLE_WORDS.findall(paper["title"].lower())) >= 2]
    keystrokes: dict[str, None] = {}
    for _ in range(searches):
        words = dice.choice(titles)
        length = min(len(words), dice.choice((2, 2, 3, 3, 4)))
        start = dice.randrange(len(words) - length + 1)
        text = " ".join(words[start : start + length])[:_LONGEST].rstrip()
        keystrokes |= dict.fromkeys(text[:end] for end in range(1, len(text) + 1))
    return list(keystrokes)


def hostile_queries() -> list[str]:
    """Give strings that are hard to read or ask for much; each must be answered, and soon."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    word = "".join(random.Random(1).choices(letters, k=10_000))
    short = [one + other for one in letters for other in letters]
    return [
        *("***", "?*", "*a*", "*", "????", "a*", "a~5", "a~", "e~2", "foo~9", "x~99999", "transformer~2"),
        *("[a TO", "[a TO z]", "{a TO}", "((((", "))))", "()", '"', '""', '"""', "-", "--", "-a", "NOT", "NOT NOT a"),
        *("OR", "AND OR NOT", "a OR", "title:", "title:*", "title:title:a", "nothing:a", "date:9999..0000", "rating:>"),
        *("id:", 'tag:"', "a:b:c:d", "limit:-1", "sort:x", "similar:", "$O(n^2)$", "\\alpha", "\\", "'; DROP TABLE--"),
        *("\0", "a\0b", "".join(map(chr, range(32))), "\x1b[2J\x1b]0;a\x07", "\x7f\x80\x9f", "\ud800", "a\udfffb"),
        *("\u202eabc", "e" + "\u0301" * 1_000, "\ufb03", "\u0130", "\u200d" * 1_000, "\U0001f469\u200d" * 500),
        *("\u6a21\u578b", "\u578b" * 2_000),
        *(word, "a" * 10_000, f"{word}*", f"{word}~2", f'"{word}"', "-" * 10_000, '"' * 10_000, "~" * 10_000),
        *(" ".join(["the"] * 1_000), " ".join(short + short[:324]), " OR ".join(short + short[:324])),
        *(" ".join(f"{one}*" for one in short), " ".join(f"{one}model~2" for one in short)),
        *(" ".join(f"{one}*" for one in letters), " OR ".join(f"{one}*" for one in letters), " ".join(letters)),
        *(" ".join(f"-{one}*" for one in letters), f"the -{' -'.join(short)}"),
        " ".join(f"title:{one}*" for one in short),
        *("(" * 500 + "model" + ")" * 500, "(" * 10_000, "NOT " * 500 + "model", "-(" * 500 + "model" + ")" * 500),
        *("(a OR (b AND " * 250 + "c" + "))" * 250, '"' + " ".join(short) + '"', '"a b c d e f g h"~99999'),
        *('"the model of the data"', '"model data"~1000', " ".join(f'"{one} model"' for one in short), '"a* b~ OR"'),
    ]


def _words(text: str) -> list[str]:
    return [word for word in _WORDS.findall(text.lower()) if not _DULL.fullmatch(word)]
