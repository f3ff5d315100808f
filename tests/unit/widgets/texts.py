"""Texts to draw, for properties: what a library holds, and what an attacker would like it to hold."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(["Attention", "is", "all", "you", "need", "a", "state-of-the-art", "overview:", "  "])
WIDE = st.sampled_from(["注意", "力机制", "한국어", "🚀", "👩‍👩‍👧", "🇩🇪", "👍🏽", "ﬀ", "Ａ"])
MARKED = st.sampled_from(["e\u0301", "क्षि", "กำ", "\u0301", "x\u0323\u0307\u0301\u0302", "\u1100\u1161", "❤\ufe0f"])
HOSTILE = st.sampled_from(
    [
        "\x1b[31m",
        "\x00",
        "\x9b2J",
        "\u202e",
        "\n",
        "\t",
        "[/]",
        "[@click=app.quit]x[/]",
        "\u200d",
        "\ufe0f",
        "\x7f",
        "\ud800",
    ]
)

TEXTS = st.lists(st.one_of(WORDS, WIDE, MARKED, HOSTILE, st.just(" "), st.characters()), max_size=40).map("".join)
"""Any text, made of the awkward pieces more often than chance would."""
