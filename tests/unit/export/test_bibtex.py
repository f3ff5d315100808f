r"""BibTeX that every reader of it takes, whatever the texts are; read back here by brace counting, as BibTeX does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from reader.export import FORMATS, Options, Reference
from reader.export.tex import balanced, tex
from tests.unit.export.make import FULL, HOSTILE, REFERENCES, refer, written


def read_back(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Read entries by counting every brace, whatever stands before it; nothing but blanks is between them."""
    entries, at = [], 0
    while match := re.compile(r"\s*@(\w+)\{([^\s,{}]+),\n").match(text, at):
        at = match.end()
        fields: dict[str, str] = {}
        while field := re.compile(r"  (\w+) = ").match(text, at):
            at = field.end()
            begin, depth = at, 0
            while depth or text[at] not in ",\n":
                depth += (text[at] == "{") - (text[at] == "}")
                assert depth >= 0
                at += 1
            assert field[1] not in fields
            fields[field[1]] = text[begin:at]
            assert text[at : at + 2] == ",\n"
            at += 2
        assert text[at : at + 2] == "}\n", text[at : at + 40]
        at += 2
        entries.append((match[1], match[2], fields))
    assert not text[at:].strip()
    return entries


def test_a_whole_entry() -> None:
    assert written("bibtex", FULL) == (
        "@inproceedings{example2025survey,\n"
        "  title = {A Survey of {$\\mathcal{O}(n)$} \\& {BERT}: 100\\% {{\\textbraceleft{}Mixed}}},\n"
        "  author = {Example, Ada and van der Muster, Björn and {Lanterns Team} and King, Jr., Martin},\n"
        "  year = {2025},\n"
        "  month = aug,\n"
        "  day = {1},\n"
        "  booktitle = {NeurIPS 2025},\n"
        "  eprint = {2508.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.CV},\n"
        "  doi = {10.1000/lanterns_%7B1%7D},\n"
        "  pmid = {123},\n"
        "  url = {https://arxiv.org/abs/2508.00001},\n"
        "  keywords = {cs.CV, cs.RO},\n"
        "  abstract = {Ships that sail at night\nsee little.\n\nFrom \\$5 to \\$10.},\n"
        "}\n"
    )


def test_marks_leave_only_when_they_are_wanted() -> None:
    plain, marked = written("bibtex", FULL), written("bibtex", FULL, options=Options(marks=True))
    assert "again" not in plain
    assert "thesis" not in plain
    assert "  groups = {rag, thesis},\n  annote = {=read\n{@}again},\n" in marked


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_text_stays_in_its_field(title: str) -> None:
    one = refer(title, abstract=title, authors=(title,), venue=title, categories=(title,))
    entries = read_back(written("bibtex", one, FULL))
    assert [key for _, key, _ in entries] == [one.cite, FULL.cite]
    assert set(entries[0][2]) >= {"title", "author", "abstract", "eprint"}
    assert not re.search(r"^\s*@", entries[0][2]["abstract"], re.MULTILINE)


@given(REFERENCES)
def test_any_text_stays_in_its_field(one: Reference) -> None:
    for ascii_only in (False, True):
        entries = read_back(written("bibtex", one, one, options=Options(marks=True, ascii=ascii_only)))
        assert len(entries) == 2
        assert all(balanced(value) for value in entries[0][2].values())


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("100% & more_of #it", r"100\% \& more\_of \#it"),
        (r"100\% \& more", r"100\% \& more"),
        ("from $5 to $10", r"from \$5 to \$10"),
        ("an $x_1$ of $O(n)$", "an $x_1$ of $O(n)$"),
        (r"\(a_b\) and \[c_d\]", r"\(a_b\) and \[c_d\]"),
        ("$ \\alpha $ rays", "$ \\alpha $ rays"),
        (r"Rozi\`ere, G\"odel", r"Rozi\`ere, G\"odel"),
        ("C:\\", "C:\\textbackslash{}"),
        ("a\\(b", "a\\textbackslash{}(b"),
        ("{one", "\\textbraceleft{}one"),
        ("{one}", "{one}"),
        ("Fig.~3 of ~3", "Fig.\\textasciitilde{}3 of \\textasciitilde{}3"),
        ("Fig.~A", "Fig.~A"),
        ("x^2", "x\\textasciicircum{}2"),
        ("@begin\n@again a@b", "{@}begin\n{@}again a@b"),
    ],
)
def test_signs_are_escaped_where_they_are_not_tex(text: str, made: str) -> None:
    assert tex(text) == made


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("BERT: Pre-Training of Deep LLaMA-2", "{BERT}: Pre-Training of Deep {LLaMA}-2"),
        ("A is for (GPT-4), I for I", "A is for ({GPT}-4), {I} for {I}"),
        (r"On \LaTeX and $O(N)$", r"On {{\LaTeX}} and {$O(N)$}"),
        (r"{\'E}tude of {Markov} chains", r"{\'E}tude of {Markov} chains"),
        ("vitamin C", "vitamin {C}"),
    ],
)
def test_capitals_that_mean_something_are_in_braces(title: str, made: str) -> None:
    assert tex(title, titled=True) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("é ñ ü Å", r"{\'e} {\~n} {\"u} {\AA}"),
        ("ç ş", r"{\c{c}} {\c{s}}"),
        ("ï ế", "{\\\"{\\i}} {\\'{\\^e}}"),
        ("ß ø Ł", r"{\ss} {\o} {\L}"),
        ("a–b—c “d” ‘e’", "a--b---c ``d'' `e'"),
        ("α → β", r"\ensuremath{\alpha} \ensuremath{\to} \ensuremath{\beta}"),
        ("$α$", r"$\alpha $"),
        ("王", "王"),
    ],
)
def test_accents_and_signs_become_commands_where_one_wants_it(text: str, made: str) -> None:
    assert tex(text, ascii_only=True) == made


def test_a_name_that_is_no_persons_or_would_be_cut_is_in_braces() -> None:
    one = refer(authors=("OpenAI", "Smith and Jones", "others", "{Gemini", "Ada Lovelace, Countess of X, Y"))
    assert (
        "author = {{OpenAI} and {Smith and Jones} and {others} and {\\textbraceleft{}Gemini} "
        "and {Ada Lovelace, Countess of X, Y}}" in written("bibtex", one)
    )


def test_other_cite_keys_of_a_paper_still_work() -> None:
    assert "  ids = {old1, old2},\n" in written("bibtex", refer(former=("old1", "old2")))


def test_a_file_that_follows_a_tag_says_so_and_is_known_by_it() -> None:
    text = "".join(FORMATS["bibtex"].live([FULL], "a@b"))
    assert text.splitlines()[0] == "% Octavo keeps this file: it follows the tag a?b. What is changed here is lost."
    assert FORMATS["bibtex"].is_own(text)
    assert FORMATS["bibtex"].is_own("")
    assert not FORMATS["bibtex"].is_own(written("bibtex", FULL))


def test_another_reader_of_bibtex_reads_the_same() -> None:
    import bibtexparser as parser

    ones = [refer(title, abstract=title, key=f"arxiv:2508.{place:05}") for place, title in enumerate(HOSTILE, 1)]
    text = written("bibtex", FULL, *[one._replace(cite=f"key{place}") for place, one in enumerate(ones)])
    library = parser.parse_string(text)
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [FULL.cite, *(f"key{place}" for place in range(len(ones)))]
    assert [entry["eprint"] for entry in library.entries[1:]] == [one.arxiv for one in ones]
