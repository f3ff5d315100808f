"""The questions that the search benchmark asks: made from the words of the papers themselves, always the same ones.

210 queries in Octavo's language: 25 of one common word, 25 of one rare word, 45 of two words and 35 of three or four
(all must match), 25 phrases, 20 beginnings of words, 20 in the title alone, 15 with a word left out. Beside them 30
searches as they are typed, letter by letter: every beginning of each is a query of its own.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

_WORDS = re.compile(r"[a-z]{3,}")
_SAMPLE = 2_000
"""Papers that the words are taken from."""
_DULL = re.compile(
    "the|and|for|with|that|this|are|from|our|can|have|has|such|their|which|these|into|was|its|also|not|than|more|been|"
    "between|both|each|over|under|using|based|while|when|where|they|them|then|only|most|other|some|however|through"
)
"""Words that would make half of the queries ask for nothing."""


def mixed_queries(papers: Sequence[dict[str, Any]]) -> list[str]:
    """Make the 210 queries."""
    dice = random.Random(210)
    texts = [_words(f"{paper['title']} {paper['abstract']}") for paper in papers[:_SAMPLE]]
    texts = [words for words in texts if len(words) >= 8]
    frequency = Counter(word for words in texts for word in set(words))
    ranked = [word for word, _ in frequency.most_common()]
    common, rare = ranked[: max(40, len(ranked) // 50)], ranked[len(ranked) // 2 :]

    def together(count: int) -> str:
        return " ".join(dice.sample(sorted(set(dice.choice(texts))), count))

    def phrase() -> str:
        # Words that follow one another in the paper as it stands, nothing left out between them.
        paper = dice.choice(papers[:_SAMPLE])
        pairs = re.findall(r"\b(?=([a-z]{4,} [a-z]{4,})\b)", paper["abstract"])
        return dice.choice(pairs) if pairs else together(1)

    queries = [dice.choice(common) for _ in range(25)]
    queries += [dice.choice(rare) for _ in range(25)]
    queries += [together(2) for _ in range(45)]
    queries += [together(dice.choice((3, 4))) for _ in range(35)]
    queries += [f'"{phrase()}"' for _ in range(25)]
    queries += [f"{dice.choice(ranked)[:4]}*" for _ in range(20)]
    queries += [f"title:{dice.choice(common)}" for _ in range(20)]
    queries += [f"{dice.choice(common)} -{dice.choice(common)}" for _ in range(15)]
    return queries


def typed_queries(papers: Sequence[dict[str, Any]]) -> list[str]:
    """Make 30 searches of one to three words out of titles, and give all their beginnings."""
    dice = random.Random(30)
    titles = [words for paper in papers[:_SAMPLE] if len(words := _words(paper["title"])) >= 3]
    keystrokes = []
    for _ in range(30):
        words = dice.choice(titles)
        length = dice.choice((1, 2, 2, 3))
        start = dice.randrange(len(words) - length + 1)
        text = " ".join(words[start : start + length])[:24]
        keystrokes += [text[:end] for end in range(1, len(text) + 1)]
    return keystrokes


def _words(text: str) -> list[str]:
    return [word for word in _WORDS.findall(text.lower()) if not _DULL.fullmatch(word)]
