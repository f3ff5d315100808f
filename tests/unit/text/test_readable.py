from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import clean_block, clean_line
from reader.query import Field
from reader.query.highlight import Highlighter
from reader.query.parse import parse
from reader.text import LONGEST, as_it_is, readable, worth
from reader.text.showing import show

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[2] / "data" / "readable.tsv").read_text("utf-8").splitlines()
]
PLANNED = [
    (r"$\mathcal{O}(\sqrt{n})$", "𝒪(√n)"),
    (r"$\mathcal{O}(\sqrt{n})$ with $\epsilon \leq \delta_1$", "𝒪(√n) with ϵ ≤ δ₁"),
    (r"{\em x}", "x"),
    (r"Rozi\`ere", "Rozière"),
    (r"7\%", "7%"),
    (r"sim7\%", "∼7%"),
    ("20.6times", "20.6×"),
    ("EnglishrightarrowFrench", "English→French"),
    ("https: //github.com/salesforce/CodeT5 .", "https://github.com/salesforce/CodeT5 ."),
    ("https://huggingface.co/ datasets/a/b.", "https://huggingface.co/datasets/a/b."),
    ("$x_i^2$", "xᵢ²"),
    ("$x_{ij,k}^2$", "x_(ij,k)^2"),
    ("$T^{m_1}$", "T^(m₁)"),
    (r"$\frac{1}{2}x$, $\frac{a+b}{c}$, $2\frac{1}{2}$", "(1/2)x, (a+b)/c, 2(1/2)"),
    (r"$\sqrt{n}m$, $\sqrt{n+1}$, $\sqrt[3]{x}$", "√(n)m, √(n+1), ∛x"),
    (r"\textbf{a \emph{b}} \textsc{c}", "a b c"),
    (r"$a \text{ if } b$", "a if b"),
    (r"$$\begin{cases} 1 & x \\ 0 & y \end{cases}$$", "{1 x ; 0 y"),
    (r"\begin{equation*} a = b \end{equation*}", "a = b"),
    (r"as shown \cite{a,b}, and~\citep[p. 2]{c}.", "as shown, and […]."),
    (r"the work of \cite{a} and \cite{b}", "the work of […] and […]"),
    (r"see (\cite{a}) and Theorem~\ref{t}.", "see and Theorem."),
    (r"\url{https://a.org/b_c}", "https://a.org/b_c"),
    (r"\href{https://a.org}{the page}", "https://a.org (the page)"),
    (r"\href{https://a.org/}{a.org}", "https://a.org/"),
    ("R.~Roe, ~3 km, 1~10", "R. Roe, ~3 km, 1~10"),
    ("a--b, a -- b, a---b, --option", "a–b, a – b, a—b, --option"),
    ("``a'' and `b' and `code`", "“a” and ‘b’ and `code`"),
    ("5'' and f''", "5'' and f''"),
    ("&gamma; &lt;b&gt; &amp;lt;", "γ <b> <"),
    ("CO<sub>2</sub> and 10<sup>-3</sup> <i>in vivo</i>", "CO₂ and 10⁻³ in vivo"),
    ("<think> a </think> and <p>", "<think> a </think> and <p>"),
    (
        r"Erd\H{o}s, {\'{e}}t{\'e}, G{\"o}del, {\\'e}, \aa, Stra{\ss}e, \v{C}ech, \c c",
        "Erdős, été, Gödel, é, å, Straße, Čech, ç",
    ),
    ("{BERT} and {B}ERT", "BERT and BERT"),
    # What is no TeX, and what nobody but its author can read.
    ("costs $5 and $10, or $12bn", "costs $5 and $10, or $12bn"),
    ("indices from {1,...,d}", "indices from {1,...,d}"),
    ("snake_case a_b_c x_foo top_k 2D_SRRN ^_^", "snake_case a_b_c x_foo top_k 2D_SRRN ^_^"),
    (r"$\mine{x} + \alpha$ and \ours{}", r"$\mine{x} + \alpha$ and \ours{}"),
    (r"$\C^n$ but $\R^n$", r"$\C^n$ but ℝⁿ"),
    (r"$\sl_2$ and {\sl slanted}", r"$\sl_2$ and slanted"),
    (r"$x^{a}^{b}$ $x^$ ${$ $\frac{1}$", r"$x^{a}^{b}$ $x^$ ${$ $\frac{1}$"),
    ("the lim 20 of seq eq 3 and map 2, 5rm 1.5", "the lim 20 of seq eq 3 and map 2, 5rm 1.5"),
    ("sim2real, 3 times, at 3 pm 20 people", "sim2real, 3 times, at 3 pm 20 people"),
    (r"an object\'s and Mikołaj\'s", "an object's and Mikołaj's"),
    (r"$\sum_{n=0}^\infty a_n$, $2^{k\log k}$, $h_{\mu_\alpha}(0)$", "∑_(n=0)^∞ aₙ, 2^(k log k), h_(μ_α)(0)"),
    ("the set {AB} of $\\{AB\\}$", "the set {AB} of {AB}"),
]
FRAGMENTS = [
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "{",
    "}",
    "^",
    "_",
    "~",
    "--",
    "---",
    "``",
    "''",
    "'",
    "`",
    "&",
    "\\",
    "\\\\",
    " ",
    "\n",
    "\n\n",
    "(",
    ")",
    "[",
    "]",
    "\\frac",
    "\\sqrt",
    "\\alpha",
    "\\leq",
    "\\times",
    "\\mathcal",
    "\\mathbf",
    "\\text",
    "\\emph",
    "\\'",
    "\\v",
    "\\cite",
    "\\url",
    "\\href",
    "\\begin{cases}",
    "\\end{cases}",
    "\\over",
    "\\left",
    "\\right",
    "\\hat",
    "\\%",
    "\\$",
    "\\{",
    "\\}",
    "\\_",
    "\\mine",
    "\\em",
    "\\not",
    "\\bf",
    "&lt;",
    "&amp;",
    "&#36;",
    "<sub>",
    "</sub>",
    "<i>",
    "</i>",
    "times",
    "rightarrow",
    "sim",
    "pm",
    "https://",
    "https: //",
    "github.com/a/",
    "www.",
    "a",
    "B",
    "xy",
    "The",
    "1",
    "23",
    "4.5",
    "é",
    "α",
    "中",
    "e\u0301",
    "²",
    "ₙ",
    "…",
    "\\textsuperscript",
    "\\deg",
]
tex = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


@pytest.mark.parametrize(("raw", "shown"), [*PLANNED, *CASES])
def test_is_shown_as_one_reads_it(raw: str, shown: str) -> None:
    assert readable(raw).text == shown


@given(st.one_of(tex, st.text(max_size=200)))
def test_any_text_is_shown_cleanly_and_once_for_all(text: str) -> None:
    text = clean_block(text)
    shown = readable(text)
    assert clean_block(shown.text) == shown.text
    assert readable(shown.text).text == shown.text
    if not worth(text):
        assert shown.text == text
    places = [shown.origin(place) for place in range(len(shown.text))]
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert all(first[0] <= second[0] and first[1] <= second[1] for first, second in pairwise(places))


@given(tex.filter(lambda text: not any(part in text for part in ("\\cite", "\\href", "&#", "github", "www", "http"))))
def test_no_figure_is_lost(text: str) -> None:
    text = clean_block(text)
    shown = unicodedata.normalize("NFKD", readable(text).text)
    figures = [sign for sign in unicodedata.normalize("NFKD", text) if sign.isdigit()]
    assert [sign for sign in shown if sign.isdigit()] == figures


@given(tex, st.data())
def test_parts_of_the_raw_text_are_found_in_the_shown(text: str, data: st.DataObject) -> None:
    text = clean_block(text)
    shown = readable(text)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    spans = shown.spans(list(zip(cuts[::2], cuts[1::2], strict=False)))
    assert all(0 <= start < end <= len(shown.text) for start, end in spans)
    assert all(first[1] < second[0] for first, second in pairwise(spans))
    everything = shown.spans([(0, len(text))] if text else [])
    assert everything == (((0, len(shown.text)),) if shown.text else ())


HOSTILE = (
    "$" * 90_000,
    "{" * 90_000,
    "{" * 45_000 + "}" * 45_000,
    "}" * 90_000,
    "$x_{" * 20_000,
    "^{" * 40_000,
    "\\frac{" * 15_000,
    "`" * 90_000,
    "\\emph{" * 15_000,
    "\\(" * 40_000,
    "\\begin{equation}" * 6_000,
    "<p>" * 30_000,
    "&lt;" * 20_000,
    "\\" * 90_000,
    "\\cite{a}" * 12_000,
    "$a$" * 30_000,
    "{\\em " * 15_000,
    "x_{y}" * 15_000,
    "\\hat" * 20_000,
    "[" * 90_000,
    "https://a.b/" * 8_000,
    "github.com/" * 8_000,
    "a." * 40_000,
    "``" * 40_000,
    "arrow" * 15_000,
    "e" + "\u0301" * 90_000,
    "\\textbf{$x$" * 8_000,
    "\\left" * 15_000,
    "$\\over" * 12_000,
    "~" * 90_000,
    "\\alpha " * 12_000,
    "\\cite[" * 12_000,
    "{\\alpha}" * 11_000,
    "\\alpha{" * 12_000,
    "$$a" * 20_000,
    "1times" * 15_000,
    "_" * 90_000,
    "a_1" * 30_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_is_shown_too(text: str) -> None:
    assert show(text[: LONGEST // 4]).text


@pytest.mark.long
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_of_any_length_is_shown_too(text: str) -> None:
    # What took quadratic time would hold the tests up for minutes.
    assert show(text[:LONGEST]).text


def test_what_is_too_long_is_no_abstract() -> None:
    text = "$x^2$" * LONGEST
    assert readable(text).text == text


@pytest.mark.parametrize(
    ("query", "raw", "marked"),
    [
        ("roziere", r"Code Llama (Rozi\`ere et al.)", ["Rozière"]),
        ("alpha", r"an $\alpha$-stable law", ["α"]),
        ("α-stable", r"an $\alpha$-stable law", ["α-stable"]),
        ("stable", r"an $\alpha$-stable law", ["stable"]),
        ("attention", r"{\em self attention} of $x^2$ and attention", ["attention", "attention"]),
        ('"entropic overload"', r"$n^2$ {\em entropic overload}", ["entropic overload"]),
        ("french", "EnglishrightarrowFrench", ["French"]),
        ("sqrt", r"takes $\sqrt{n}$ time", []),
        ("codet5", "we propose ``CodeT5+'', a family", ["CodeT5"]),
        ("gain", r"a 7\% gain", ["gain"]),
    ],
)
def test_what_was_found_is_marked_where_it_is_shown(query: str, raw: str, marked: list[str]) -> None:
    shown = readable(raw)
    spans = shown.spans(Highlighter(parse(query).root).spans(raw, Field.TITLE))
    assert [shown.text[start:end] for start, end in spans] == marked


def test_as_it_is_changes_nothing() -> None:
    shown = as_it_is(r"$\alpha$")
    assert (shown.text, shown.changed, shown.spans([(1, 7)])) == (r"$\alpha$", False, ((1, 7),))


def test_a_mark_stands_also_where_a_text_was_looked_at_twice() -> None:
    raw = "x &amp;lt; yes"
    shown = readable(raw)
    assert shown.text == "x < yes"
    assert shown.spans([(raw.index("yes"), len(raw))]) == ((4, 7),)
    assert shown.origin(2) == (2, 10)


def test_real_texts_are_one_clean_line() -> None:
    for raw, shown in CASES:
        assert clean_line(shown) == shown, raw
