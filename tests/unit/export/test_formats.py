"""What the other formats promise: read back by the readers that the standard library has, and by their own grammar."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given

from reader.export import FORMATS, Options, Reference, format_by_ending
from reader.export.citing import base_key, candidates
from reader.export.markdown import END, escaped, is_note, note
from reader.export.names import Name, parted
from reader.export.plain import citation
from reader.export.table import defused
from reader.model import Details, Marks, Paper
from reader.model.text import safe_line
from tests.unit.export.make import FULL, HOSTILE, REFERENCES, refer, written

MARKED = Options(marks=True)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_gives_an_empty_file_that_is_octavos_own(name: str) -> None:
    assert FORMATS[name].is_own("".join(FORMATS[name].live([], "rag")))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("title", [FULL.paper.title, *HOSTILE])
def test_a_file_that_follows_a_tag_is_known_again_and_another_is_not(name: str, title: str) -> None:
    one = refer(title, abstract=title)
    text = "".join(FORMATS[name].live([one], "rag"))
    assert FORMATS[name].is_own(text[:1000])
    assert text == "".join(FORMATS[name].live([one], "rag"))
    assert not FORMATS[name].is_own("My own words.\n" + text)


@pytest.mark.parametrize("name", FORMATS)
def test_marks_leave_only_when_they_are_wanted(name: str) -> None:
    assert "thesis" not in written(name, FULL)
    assert "thesis" in written(name, FULL, options=MARKED)


@pytest.mark.parametrize("name", FORMATS)
@given(one=REFERENCES)
def test_nothing_leaves_that_a_terminal_could_obey(name: str, one: Reference) -> None:
    text = written(name, one, options=MARKED)
    lines = text.replace("\r\n", "\n").split("\n")
    assert all(safe_line(line) == line for line in lines)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "csv"])
def test_abstracts_can_be_left_out(name: str) -> None:
    assert "sail" in written(name, FULL)
    assert "sail" not in written(name, FULL, options=Options(abstracts=False))


def test_the_ending_of_a_name_tells_the_format() -> None:
    assert [one.id for one in map(format_by_ending, ("a.bib", "B.RIS", "x/y.json", "n.markdown")) if one] == [
        "bibtex",
        "ris",
        "csl-json",
        "markdown",
    ]
    assert format_by_ending("bib") is None
    assert format_by_ending("a.docx") is None


# RIS


def ris_records(text: str) -> list[list[tuple[str, str]]]:
    records: list[list[tuple[str, str]]] = [[]]
    for line in text.split("\r\n"):
        if not line:
            continue
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\r\n]*)", line)
        assert found, line
        if found[1] == "ER":
            records.append([])
        else:
            records[-1].append((found[1], found[2]))
    assert records.pop() == []
    return records


def test_a_whole_record_of_ris() -> None:
    (record,) = ris_records(written("ris", FULL, options=MARKED))
    assert record == [
        ("TY", "CPAPER"),
        ("DB", "Octavo"),
        ("ID", "example2025survey"),
        ("TI", FULL.paper.title),
        ("AU", "Example, Ada"),
        ("AU", "van der Muster, Björn"),
        ("AU", "Lanterns Team"),
        ("AU", "King, Martin, Jr."),
        ("PY", "2025"),
        ("DA", "2025/08/01"),
        ("T2", "NeurIPS 2025"),
        ("DO", "10.1000/lanterns_{1}"),
        ("AN", "arXiv:2508.00001"),
        ("UR", "https://arxiv.org/abs/2508.00001"),
        ("KW", "cs.CV"),
        ("KW", "cs.RO"),
        ("AB", "Ships that sail at night see little."),
        ("AB", "From $5 to $10."),
        ("C1", "Tags: rag, thesis"),
        ("N1", "=read @again"),
    ]


@given(REFERENCES)
def test_any_text_is_one_line_of_ris(one: Reference) -> None:
    records = ris_records(written("ris", one, one, options=MARKED))
    assert len(records) == 2
    assert dict(records[0])["TI"] == one.paper.title


def test_another_reader_of_ris_reads_the_same() -> None:
    import rispy

    ones = [refer(title, abstract="One.\n\nTwo.") for title in HOSTILE]
    read = rispy.loads(written("ris", FULL, *ones))
    assert [record["title"] for record in read] == [FULL.paper.title, *(one.paper.title.strip() for one in ones)]
    assert read[0]["authors"][1] == "van der Muster, Björn"


# CSL-JSON


def test_a_whole_item_of_csl_json() -> None:
    assert json.loads(written("csl-json", FULL)) == [
        {
            "custom": {"octavo": "arxiv:2508.00001"},
            "id": "example2025survey",
            "type": "paper-conference",
            "title": FULL.paper.title,
            "author": [
                {"family": "Example", "given": "Ada"},
                {"family": "Muster", "given": "Björn", "non-dropping-particle": "van der"},
                {"literal": "Lanterns Team"},
                {"family": "King", "given": "Martin", "suffix": "Jr."},
            ],
            "issued": {"date-parts": [[2025, 8, 1]]},
            "container-title": "NeurIPS 2025",
            "DOI": "10.1000/lanterns_{1}",
            "PMID": "123",
            "URL": "https://arxiv.org/abs/2508.00001",
            "archive": "arXiv",
            "archive_location": "arXiv:2508.00001",
            "keyword": "cs.CV, cs.RO",
            "abstract": FULL.paper.abstract,
        }
    ]


@given(REFERENCES)
def test_any_text_is_in_its_field_of_csl_json_and_an_item_is_a_line(one: Reference) -> None:
    for ascii_only in (True, False):
        text = written("csl-json", one, FULL, options=Options(marks=True, ascii=ascii_only))
        assert len(text.splitlines()) == 4 or not text.isascii()
        assert [item["title"] for item in json.loads(text)] == [one.paper.title, FULL.paper.title]


# JSON Lines


@given(REFERENCES)
def test_any_record_is_a_line_of_json(one: Reference) -> None:
    line, rest = written("jsonl", one, options=MARKED).split("\n")
    told = json.loads(line)
    assert rest == ""
    assert (told["octavo"], told["title"], told.get("abstract", "")) == (1, one.paper.title, one.paper.abstract)
    assert told.get("note", "") == one.paper.marks.note


# CSV


@pytest.mark.parametrize("title", HOSTILE)
def test_no_cell_is_a_formula(title: str) -> None:
    one = refer(title, abstract=title, authors=(title,), venue=title, marks=Marks(note=title))
    header, row = csv.reader(io.StringIO(written("csv", one, options=MARKED), newline=""))
    assert len(header) == len(row)
    assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in row)


@given(REFERENCES)
def test_any_paper_is_one_row(one: Reference) -> None:
    text = written("csv", one, one, options=MARKED)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) == 3
    assert len({len(row) for row in rows}) == 1
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in rows[1])


def test_what_is_no_formula_is_left_as_it_is() -> None:
    assert [defused(cell) for cell in ("a=b", "", "1-2", "=1", "\t=1", " =1")] == [
        "a=b", "", "1-2", "'=1", "'\t=1", "' =1",
    ]  # fmt: skip


def test_a_byte_order_mark_is_there_where_it_is_wanted() -> None:
    assert written("csv", FULL, options=Options(bom=True)).startswith("\ufeffcite,key,title,")
    assert written("csv", FULL).startswith("cite,key,title,")
    assert "A Survey of 𝒪(n) & BERT: 100% {Mixed" in written("csv", FULL)


# Markdown


def test_formulas_stay_and_signs_of_markdown_are_escaped() -> None:
    assert escaped(r"The $x_1$ of \(y\): *a* [b](c) <d> `e` R\&D &amp; #t") == (
        r"The $x_1$ of $y$: \*a\* \[b\](c) \<d\> \`e\` R&D & \#t"
    )
    assert escaped("# one\n- two\n1. three\n=") == "\\# one\n\\- two\n1\\. three\n\\="


def test_a_note_has_front_matter_that_yaml_and_json_read_alike() -> None:
    text = note(FULL, MARKED)
    assert is_note(text)
    assert text.endswith(END)
    _, matter, body = text.split("---\n", 2)
    fields = {line.partition(": ")[0]: json.loads(line.partition(": ")[2]) for line in matter.splitlines()}
    assert fields == {
        "octavo": "arxiv:2508.00001",
        "title": "A Survey of 𝒪(n) & BERT: 100% {Mixed",
        "authors": list(FULL.paper.authors),
        "date": "2025-08-01",
        "venue": "NeurIPS 2025",
        "citekey": "example2025survey",
        "arxiv": "2508.00001",
        "doi": "10.1000/lanterns_{1}",
        "url": "https://arxiv.org/abs/2508.00001",
        "categories": ["cs.CV", "cs.RO"],
        "tags": ["rag", "thesis"],
        "rating": 4,
        "read": True,
        "bookmarked": True,
    }
    assert body.startswith("\n# A Survey of $\\mathcal{O}(n)$ & BERT: 100% {Mixed\n\n## Abstract\n\n")


@given(REFERENCES)
def test_any_text_stays_in_its_line_of_the_front_matter(one: Reference) -> None:
    text = note(one, MARKED)
    _, matter, _ = text.split("---\n", 2)
    assert all(json.loads(line.partition(": ")[2]) for line in matter.splitlines())
    assert text.count(END) == 1


def test_another_reader_of_yaml_reads_the_same() -> None:
    import yaml

    for title in HOSTILE:
        one = refer(title, authors=(title,))
        matter = yaml.safe_load(note(one, MARKED).split("---\n", 2)[1])
        assert matter["octavo"] == "arxiv:2508.00001"
        assert isinstance(matter["title"], str)


# Plain text


def test_plain_text_is_readable() -> None:
    lines = written("text", FULL, refer("Bread")).splitlines()
    assert lines[0] == "A Survey of 𝒪(n) & BERT: 100% {Mixed"
    assert lines[1] == "  Ada Example, Björn van der Muster, Lanterns Team, Martin King Jr."
    assert lines[-3:] == ["Bread", "  arxiv:2508.00001", "  https://arxiv.org/abs/2508.00001"]
    assert citation(FULL).startswith(
        "Ada Example, Björn van der Muster, Lanterns Team, Martin King Jr. A Survey of 𝒪(n)"
    )


# Names and cite keys


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Lovelace", Name("Lovelace", "Ada")),
        ("Émilie du Châtelet", Name("Châtelet", "Émilie", "du")),
        ("Ludwig van der Rohe", Name("Rohe", "Ludwig", "van der")),
        ("van der Rohe, Ludwig", Name("Rohe", "Ludwig", "van der")),
        ("Martin Luther King Jr.", Name("King", "Martin Luther", "", "Jr.")),
        ("Hinton, G.", Name("Hinton", "G.")),
        ("OpenAI", Name("OpenAI")),
        ("The ATLAS Collaboration", Name("The ATLAS Collaboration")),
        ("bell hooks", Name("hooks", "bell")),
        (",", Name(",")),
        ("", Name("")),
    ],
)
def test_names_are_taken_apart(name: str, parts: Name) -> None:
    assert parted(name) == parts


@pytest.mark.parametrize(
    ("title", "authors", "date", "key"),
    [
        ("Attention Is All You Need", ("Ashish Vaswani",), "2017-06-12", "vaswani2017attention"),
        ("On the Étude of it", ("Björn Müßiggang",), "2020", "mussiggang2020etude"),
        ("GPT-4 Report", ("OpenAI",), "", "openaigpt"),
        ("A $\\mathcal{O}(n)$ bound", ("Jan van der Berg",), "2020-01", "berg2020bound"),
        ("王小明", ("王小明",), "2020", "anon2020"),
        ("", (), "", "anon"),
    ],
)
def test_a_cite_key_is_made_of_author_year_and_a_word(
    title: str, authors: tuple[str, ...], date: str, key: str
) -> None:
    assert base_key(Paper(1, "id:x", title, authors=authors, date=date)) == key


@given(REFERENCES)
def test_any_cite_key_is_safe_everywhere(one: Reference) -> None:
    keys = candidates(one.paper)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z]+)?", key) for key in keys)
    assert len(set(keys)) == len(keys)
    assert candidates(one.paper) == keys


def test_code_and_remarks_leave_where_a_format_has_a_place_for_them() -> None:
    one = refer(details=Details(code="https://github.com/a/b", note="20 pages & 3 figures", stars=3))
    assert "  note = {20 pages \\& 3 figures},\n" in written("bibtex", one)
    for name in ("csv", "text"):
        assert "https://github.com/a/b" in written(name, one)
    assert 'code: "https://github.com/a/b"' in note(one, MARKED)
    assert json.loads(written("jsonl", one))["details"] == one.paper.details.told()
