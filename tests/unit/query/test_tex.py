"""TeX in titles and abstracts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import Phrase, Word
from reader.query.match import fits
from reader.query.words import chunks, expand, prepare, tokens
from tests.thorough import thorough
from tests.unit.query.papers import Texts


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text) if not token.joined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$\mathcal{O}(\sqrt{n})$", ["o", "n"]),
        (r"$O(n^{2})$", ["o", "n", "2"]),
        ("O(n²)", ["o", "n", "2"]),
        (r"\alpha $\alpha$ α", ["alpha"] * 3),
        (r"\varphi $\epsilon$-greedy", ["phi", "epsilon", "greedy"]),
        (r"Rozi\`ere M\"uller M\"{u}ller M{\"u}ller", ["roziere", "muller", "muller", "muller"]),
        (
            r"\'e {\'e} Erd\H{o}s Fran\c{c}ois Bj\o rn Stra{\ss}e \AA ngstrom",
            ["e", "e", "erdos", "francois", "bjorn", "strasse", "angstrom"],
        ),
        (r"\textbf{bold}er \emph{x} {\em foo} \frac{b}{c}", ["bolder", "x", "foo", "b", "c"]),
        (r"\begin{equation}y\end{equation} \cite{foo2020}", ["y"]),
        (r"$k$NN $n$-gram {GPT}-4", ["knn", "n", "gram", "gpt", "4"]),
        (r"US$5 and $10", ["us", "5", "10"]),
        (r"C\# R\&D a\_b", ["c#", "r", "d", "b"]),
        (r"\left(x\right) \hat{y}_{i}", ["x", "y", "i"]),
        (r"n^{\text{th}} x^{\alpha}", ["n", "th", "x", "alpha"]),
        ("2^^3 \\ ^ $ { }", ["2", "3"]),
    ],
)
def test_what_is_left_of_tex(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


WRITINGS = [
    [r"$O(n^2)$", r"$O(n^{2})$", "O(n²)", r"$\mathcal{O}(n^2)$", "O(n^2)"],
    ["H$_2$O", "H₂O", "H_2O", r"H$_{2}$O", r"$\mathrm{H_2O}$"],
    [r"$\beta$-VAE", r"\beta-VAE", "β-VAE", "beta-VAE"],
    [r"R$^2$ score", "R² score", "R^2 score", r"$R^{2}$ score"],
    [r"$\pi_0$", "π₀", r"\pi_{0}"],
]


@pytest.mark.parametrize(
    ("asked", "written"), [(asked, written) for group in WRITINGS for asked in group for written in group]
)
def test_every_writing_finds_every_other(asked: str, written: str) -> None:
    paper = Texts(f"On {written} and more")
    assert fits(Phrase(asked), paper)
    assert fits(Word(asked), paper)


@pytest.mark.parametrize("written", ["H$_2$O", "H₂O", "H_2O", "H2O"])
def test_an_index_is_found_by_what_is_typed_without_it(written: str) -> None:
    assert fits(Word("h2o"), Texts(written))


def test_a_text_without_tex_is_handed_through() -> None:
    text = "Plain text, with (signs) and 100% of it_all"
    assert prepare(text) is text


HOSTILE = st.lists(
    st.sampled_from(
        [
            "\\",
            "$",
            "{",
            "}",
            "^",
            "_",
            "\\mathbf",
            "\\frac",
            "\\'",
            "\\ss",
            "\\#",
            "\\alpha",
            "a",
            "2",
            "é",
            " ",
            "-",
            "学",
        ]
    )
    | st.text(max_size=2),
    max_size=20,
).map("".join)


@given(HOSTILE)
@thorough(150, 300)
def test_a_prepared_text_has_the_length_of_the_text_and_its_words_are_where_they_were(text: str) -> None:
    prepared = prepare(text)
    assert len(prepared) == len(text)
    assert prepare(prepared) == prepared
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)


@given(HOSTILE)
@thorough(150, 300)
def test_chunk_by_chunk_is_what_the_text_gives(text: str) -> None:
    found = []
    position = 0
    for chunk in chunks()(prepare(text)):
        expansion = expand(chunk)
        found += [(token.form, token.term, position + token.position, token.joined) for token in expansion.tokens]
        position += expansion.places
    assert found == [(token.form, token.term, token.position, token.joined) for token in tokens(text)]


@pytest.mark.parametrize("sign", ["\\", "$", "{", "^{", "\\'", "\\begin{", "_{\\mathbf", "}{", "\\\\"])
def test_a_long_run_of_signs_is_no_word(sign: str) -> None:
    assert len(prepare(sign * 50_000)) == len(sign) * 50_000
