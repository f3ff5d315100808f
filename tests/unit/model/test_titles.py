from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model.ids import title_key
from reader.model.titles import folded_key, plain_title

SAME = (
    ("Erd\\H{o}s and \\emph{Others}", "Erdős and Others"),
    ("Sto{\\v s}i{\\'c} on \\c{c}a", "Stošić on ça"),
    ("Search &amp; Rescue", "Search and Rescue"),
    ("Search &amp;amp; Rescue", "Search & Rescue"),
    ("AT\\&T", "AT & T"),
    ("The $\\alpha$-cut", "The α‐cut"),
    ("$\\varepsilon$-nets", "ϵ-nets"),
    ("{\\beta}-decay of ${}^3$He", "β-Decay of ³He"),
    ("H<sub>2</sub>O", "H₂O"),
    ("The <i>Galois theory</i> of $C$-rings", "The Galois theory of C-rings"),
    ("<jats:italic>Ab initio</jats:italic>", "Ab Initio"),
    ("S{\\o}rensen's {\\ae}ther", "Sørensen’s æther"),
    ("\\ell^1 and ℓ1", "ℓ¹ and \\ell1"),
    ("Maps $M\\to N$", "Maps M → N"),
    ("On $\\mathfrak{osp}(1\\vert 2)$", "On 𝔬𝔰𝔭(1|2)"),
    ("\\AA ngstrom", "Ångstrom"),
    ("The ﬁnal eﬀect", "The final effect"),
)
APART = (
    ("Waves I", "Waves II"),
    ("Waves", "Erratum: Waves"),
    ("On <T>", "On <U>"),
    ("On \\Alpha", "On \\beta"),
    ("α-decay", "β-decay"),
    ("A & B", "A or B"),
)


def keys(title: str) -> set[str]:
    return {title_key(title), folded_key(title) or title_key(title)}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_title_is_one_however_it_is_written(one: str, other: str) -> None:
    assert keys(one) & keys(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_titles_that_say_something_else_stay_apart(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


@pytest.mark.parametrize("title", ["Plain words", "", "<i></i>", "日本語", "Ärger"])
def test_what_folding_does_not_change_has_no_second_key(title: str) -> None:
    assert folded_key(title) == ""


def test_an_ampersand_alone_is_a_word() -> None:
    assert folded_key("&amp;") == title_key("and")


@given(st.text(max_size=60))
def test_whatever_a_title_is_folding_it_ends(title: str) -> None:
    assert isinstance(plain_title(title), str)
    assert folded_key(title) != title_key(title)


@pytest.mark.parametrize("sign", ["\\c ", "&#1", "<i ", "\\text", "<", "&amp", "\\'{\\", "α"])
def test_no_title_makes_folding_slow(sign: str) -> None:
    assert len(plain_title(sign * 20_000)) <= 5 * len(sign) * 20_000
