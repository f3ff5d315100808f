"""BibTeX, RIS, nbib and the Web of Science: each field of each, and how their own ways of writing are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Details, Entry, Origin
from reader.model.ids import entry_keys_of
from reader.sources.authors import spoken
from reader.sources.bibtex_text import plain_address, plain_text
from tests.unit.sources.formats import entries, fixture, only, problems, read, titles


def test_bibtex_gives_each_field() -> None:
    rye, loaf, proceedings, online, chapter = entries(read(fixture("refs.bib")))
    title = "The Rye of Müller and Émile: $O(n^{2})$ loaves & crumbs: A “study”"

    assert rye == Entry(
        keys=entry_keys_of(("10.1000/rye_1",), title),
        title=title,
        origin=Origin("bibtex", "file", 8),
        abstract="Rye thinks, and rises.\n\nThen it rests.",
        authors=("Jane Doe", "Guild of Bakers and Millers", "Ludwig van Beethoven", "Karl Müller Jr."),
        date="2019-03-04",
        url="https://example.org/a_b?x=1&y=2",
        categories=("rye", "reason"),
        venue="Journal of Bread",
    )
    assert (loaf.keys[0], loaf.categories, loaf.details) == ("arxiv:2101.00001", ("cs.CL",), Details(version=2))
    assert (online.keys[:2], online.authors) == (("pmid:1234", "dblp:conf/x/Y"), ("José Pan",))
    assert (online.url, online.venue) == ("https://example.org/pan", "")
    assert (proceedings.title, proceedings.date) == ("Proceedings of Bread", "2020")
    assert (chapter.venue, chapter.date, chapter.origin.line) == ("Proceedings of Bread", "2020", 31)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            r"{\"U}ber {\'e}t\'e \'{e} \^{\i} \c{c} \v{S} \v s {\ss} {\o} \aa ngstr\"om",
            "Über été é î ç Š š ß ø ångström",
        ),
        (r"{BERT}: {P}re-training", "BERT: Pre-training"),
        (r"\textbf{Bold} \emph{and {nested}} text", "Bold and nested text"),
        (r"A $\mathcal{O}(\sqrt{n})$ bound {A}nd $x_{i}$", r"A $\mathcal{O}(\sqrt{n})$ bound And $x_{i}$"),
        (r"50\% of \$10 \& \#1 a\_b", "50% of $10 & #1 a_b"),
        ("n.s.~2, pp. 1--2 --- ``so''", "n.s. 2, pp. 1–2 — “so”"),
        (r"\alpha and \unknown{x}", r"\alpha and \unknown{x}"),
        ("plain", "plain"),
        ("a single $ sign", "a single $ sign"),
    ],
)
def test_what_tex_writes_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert plain_text(written) == meant


def test_addresses_lose_what_tex_needs() -> None:
    assert plain_address(r"\url{https://x.org/a\_b\%20c}") == "https://x.org/a_b%20c"


@given(st.text("\\{}$\"'`~^=.uvHc aeiou-&%_\n", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert "\0" not in plain_text(text)
    plain_address(text)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Doe, Jane", "Jane Doe"),
        ("van Beethoven, Ludwig", "Ludwig van Beethoven"),
        ("Müller, Jr., Karl", "Karl Müller Jr."),
        ("Björn Muster, Jr.", "Björn Muster, Jr."),
        ("Jane Doe", "Jane Doe"),
        ("Doe,", "Doe"),
        ("The Guild, of Bakers, Millers, and Others", "The Guild, of Bakers, Millers, and Others"),
    ],
)
def test_names_are_given_as_they_are_spoken(name: str, said: str) -> None:
    assert spoken(name) == said


@pytest.mark.parametrize(
    ("text", "told", "lines"),
    [
        ("@article{a, title={A}}\n@article{b, title={B}\n@article{c, title={C}}", ["A", "B", "C"], [2]),
        ("@article{a, title={A}}\n@article{b, title={B\n@article{c, title={C}}", ["A", "C"], [2]),
        ('@article{a, title="A"}\n@article{b, title="B}\n@article{c, title={C}}', ["A", "C"], [2]),
        ("@article{a title={A}}\n@article{b, title={B}}", ["B"], [1, 1]),
        ("@article{a,\n title={A},\n oops,\n year=2020\n}\n@article{b, title={B}}", ["A", "B"], [3]),
        ("@article{a,\n title=,\n year=2020\n}\n@article{b, title={B}}", ["B"], [2, 1]),
        ("@article{a, title={A}, author={X and Y", [], [1]),
        ("@article{a, title={A}}@article{b, title={B}}", ["A", "B"], []),
        ("@ARTICLE (a, Title = {A})\n@article{, title={B}}", ["A", "B"], []),
        ("@article{a,title={A},title={Other}}", ["A"], []),
        ("Mail me @home {x}.\n@article{a, title={A}}", ["A"], []),
        ("@comment{ @article{x, title={X}} }\n@article{a, title={A}}", ["A"], []),
        ("@article{a,\n author={X}\n}\n@article{b, title={B}}", ["B"], [1]),
        ("@string{a = b # a}\n@article{a, title = a # { and } # missing # 7}", ["ba and missing7"], []),
    ],
)
def test_an_entry_that_is_broken_costs_itself(text: str, told: list[str], lines: list[int]) -> None:
    items = read(text)

    assert [entry.title for entry in entries(items)] == told
    assert [problem.line for problem in problems(items)] == lines


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2019", "2019"),
        ("year = {2019}, month = {10}", "2019-10"),
        ('year = "2019", month = 10 # "~" # oct', "2019-10-10"),
        ("year = 2019, month = jul, day = 4", "2019-07-04"),
        ("date = {2019-05-06/2019-05-09}", "2019-05-06"),
        ("date = {2019}, month = may", "2019-05"),
        ("year = {in press}", ""),
    ],
)
def test_the_parts_of_a_date_are_put_together(fields: str, date: str) -> None:
    assert entries(read(f"@article{{a, title = {{A}}, {fields}}}"))[0].date == date


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ("eprint = {2101.00001}, archivePrefix = {arXiv}", ["arxiv:2101.00001"]),
        ("eprint = {2101.00001}", ["arxiv:2101.00001"]),
        ("eprint = {arXiv:hep-th/9901001v2}, eprinttype = {arxiv}", ["arxiv:hep-th/9901001"]),
        ("journal = {arXiv preprint arXiv:2101.00001}", ["arxiv:2101.00001"]),
        ("journal = {CoRR}, volume = {abs/2101.00001}, url = {http://arxiv.org/abs/2101.00001}", ["arxiv:2101.00001"]),
        ("doi = {https://doi.org/10.1000/X}, pmid = {7}", ["doi:10.1000/x", "pmid:7"]),
        ("url = {https://example.org/x}", []),
    ],
)
def test_a_paper_is_known_by_what_is_written_of_it(fields: str, keys: list[str]) -> None:
    assert list(only(f"@misc{{a, title = {{A}}, {fields}}}").keys[:-1]) == keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("@book{a, title={A}, isbn={3-16-148410-X, 3-16-148411-8}}", "isbn:9783161484100"),
        ("@book{a, title={A}, isbn={3-16-148410-X}, volume={2}}", ""),
        ("@inbook{a, title={A}, isbn={3-16-148410-X}}", ""),
        ("@incollection{a, title={A}, crossref={b}}\n@book{b, isbn={3-16-148410-X}}", ""),
        ("TY  - BOOK\nTI  - A\nSN  - 978-3-16-148410-0 (hbk.)\nER  - \n", "isbn:9783161484100"),
        ("TY  - BOOK\nTI  - A\nT2  - All\nSN  - 978-3-16-148410-0\nER  - \n", ""),
        ("TY  - BOOK\nTI  - A\nSN  - 1234-5678\nER  - \n", ""),
        ("TY  - CHAP\nTI  - A\nSN  - 978-3-16-148410-0\nER  - \n", ""),
    ],
)
def test_an_isbn_is_the_name_of_a_whole_book_and_of_nothing_in_it(text: str, key: str) -> None:
    keys = entries(read(text))[0].keys
    assert keys[:-1] == ((key,) if key else ())


def test_a_book_that_stands_in_itself_is_no_circle() -> None:
    assert titles(
        "@inbook{a, crossref={b}}\n@book{b, title={B}, crossref={a}}\n@inbook{c, title={C}, crossref={c}}"
    ) == [
        "B",
        "B",
        "C",
    ]


def test_ris_gives_each_field() -> None:
    rye, loaves, never_closed = entries(read(fixture("refs.ris")))

    assert (rye.title, rye.abstract) == ("Rye and Reason", "Rye thinks. It also rises.")
    assert (rye.authors, rye.date) == (("Jane Doe", "Björn Muster"), "2019-03-04")
    assert (rye.keys[0], rye.url, rye.venue) == ("doi:10.1000/rye.1", "https://example.org/rye", "Journal of Bread")
    assert rye.categories == ("rye", "reason")
    assert (loaves.title, loaves.date, loaves.origin.line) == ("Loaves", "1988", 19)
    assert never_closed.title == "Never Closed"


def test_pubmed_gives_each_field() -> None:
    bread, second = entries(read(fixture("pubmed.nbib")))

    assert (bread.title, bread.abstract) == (
        "A high level interface to bread.",
        "BACKGROUND: Benchmarking bread needs flour.",
    )
    assert bread.keys[:3] == ("doi:10.1186/1471-2105-7-10", "pmid:16403221", "pmcid:PMC1373603")
    assert (bread.authors, bread.date, bread.venue) == (("James A Casbon",), "2006-01-13", "BMC bread")
    assert (bread.categories, bread.url) == (("flour", "Bread"), "https://pubmed.ncbi.nlm.nih.gov/16403221/")
    assert (second.authors, second.date) == (("Guild of Bakers",), "2003-02")


def test_the_web_of_science_gives_each_field() -> None:
    loaf = only(fixture("wos.txt"))

    assert (loaf.title, loaf.authors) == ("Interactions stabilizing the loaf", ("Jane Doe", "José Pan"))
    assert loaf.keys[:3] == ("doi:10.1021/loaf", "id:WOS:000221807500019", "pmid:15170338")
    assert (loaf.categories, loaf.date) == (("rye", "wheat"), "2004")
