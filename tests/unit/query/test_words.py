"""The one way a text falls into words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.query.words import MAX_WORD, STOP_WORDS, beginning, fold, tokens

HOSTILE = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("aAé -_./'’‐+#*深カßﬁİ\u0301\ud800")), max_size=60
)


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text) if not token.joined]


def joined(text: str) -> list[str]:
    return [token.form for token in tokens(text) if token.joined]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rozière", unicodedata.normalize("NFD", "Rozière")),
        ("Rozière", "ROZIERE"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("İstanbul", "istanbul"),
        ("ışık", "IŞIK"),
        ("Łukasz", "lukasz"),
        ("Bjørn", "bjorn"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("𝐁𝐄𝐑𝐓", "bert"),
        ("ＧＰＴ", "gpt"),
        ("α", "alpha"),
        ("π0", "pi0"),
        ("Ёж", "еж"),
        ("豈", unicodedata.normalize("NFC", "豈")),
    ],
)
def test_two_writings_of_a_word_have_one_form(one: str, other: str) -> None:
    assert forms(one) == forms(other) != []


def test_a_greek_word_stays_greek() -> None:
    assert forms("λόγος") == ["λογοσ"]


@pytest.mark.parametrize("hyphen", "-\u2010\u2011\u2012\u2013\u2212")
def test_every_hyphen_makes_the_same_compound(hyphen: str) -> None:
    text = f"fine{hyphen}tuning"
    assert joined(text) == ["finetuning"]
    assert forms(text) == ["fine", "tuning"]


def test_a_joined_compound_stands_at_the_place_of_its_first_part() -> None:
    assert [(token.form, token.position, token.joined) for token in tokens("to GPT-4 models")] == [
        ("gpt4", 0, True),
        ("gpt", 0, False),
        ("4", 1, False),
        ("models", 2, False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ C# F# g++", ["c++", "c#", "f#", "g++"]),
        ("C++/C#.", ["c++", "c#"]),
        ("C++11", ["c", "11"]),
        ("O'Reilly", ["o", "reilly"]),
        ("か\u3099く", ["か\u3099", "\u3099く"]),
        ("T5", ["t5"]),
        ("x_i", ["x", "i"]),
        ("_emphasis_", ["emphasis"]),
        ("don't Bayes's", ["don", "bayes"]),
        ("R&D", ["r", "d"]),
        ("深度学习", ["深度", "度学", "学习"]),
        ("深度・学习", ["深度", "学习"]),
        ("人々", ["人々"]),
        ("学", ["学"]),
        ("हिन्दी", [fold("हिन्दी")[0]]),
        ("\ud800abc\udfff", ["abc"]),
        ("-- ... '' __ \u0301", []),
        ("", []),
    ],
)
def test_what_is_a_word(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_stop_words_have_no_place() -> None:
    assert [(token.term, token.position) for token in tokens("state of the art")] == [("state", 0), ("art", 1)]


def test_inflected_words_share_a_term_and_two_letters_are_never_stemmed() -> None:
    assert {token.term for token in tokens("graph graphs")} == {"graph"}
    assert [token.term for token in tokens("js us")] == ["js", "us"]


def test_a_very_long_word_is_looked_at_no_further_than_the_cap() -> None:
    (token,) = tokens("x" * 1_000_000)
    assert (token.start, token.end, len(token.form)) == (0, 1_000_000, MAX_WORD)


@pytest.mark.parametrize("sign", ["a-", "-", "C+", "1.", "a\u0301", "\u0951"])
def test_a_long_text_without_blanks_falls_into_words(sign: str) -> None:
    found = list(tokens(sign * 20_000))
    assert len(found) <= 40_001
    assert all(len(token.form) <= MAX_WORD for token in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trans", "trans"),
        ("the", "the"),
        ("fine-tun", "finetun"),
        ("fine-", "fine"),
        ("C++", "c++"),
        ("深", "深"),
        ("深度", ""),
        ("a,b", ""),
        ("+", ""),
    ],
)
def test_a_beginning_is_one_folded_word(text: str, expected: str) -> None:
    assert beginning(text) == expected


@given(HOSTILE)
@settings(max_examples=100)
def test_offsets_slice_the_text_and_positions_never_go_back(text: str) -> None:
    last = -1
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert token.form not in STOP_WORDS
        assert not any(sign.isspace() for sign in token.form)
        assert token.position in (last, last + 1)
        if not token.joined:
            assert not any(sign.isspace() for sign in text[token.start : token.end])
        last = token.position


@given(st.text(max_size=12))
@settings(max_examples=100)
def test_a_word_that_was_folded_folds_to_itself(word: str) -> None:
    form = fold(word)[0]
    assert fold(form)[0] == form
