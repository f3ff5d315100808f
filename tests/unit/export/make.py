"""References to write, the hostile ones too."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from reader.export import AS_USUAL, FORMATS, Options, Reference, reference
from reader.export.citing import base_key
from reader.model import Marks, Paper, clean_block, clean_line


def refer(title: str = "Lanterns in the Fog", **fields: Any) -> Reference:
    """Make a reference of a paper."""
    keys = tuple(fields.pop("keys", ()))
    former = tuple(fields.pop("former", ()))
    paper = Paper(1, fields.pop("key", "arxiv:2508.00001"), title, **fields)
    return reference(paper, base_key(paper), (paper.key, *keys), former)


def written(name: str, *references: Reference, options: Options = AS_USUAL) -> str:
    """Write references in a format."""
    return "".join(FORMATS[name].write(references, options))


FULL = refer(
    r"A Survey of $\mathcal{O}(n)$ & BERT: 100% {Mixed",
    abstract="Ships that sail at night\nsee little.\n\nFrom $5 to $10.",
    authors=("Ada Example", "Björn van der Muster", "Lanterns Team", "Martin King Jr."),
    date="2025-08-01",
    url="https://arxiv.org/abs/2508.00001",
    categories=("cs.CV", "cs.RO"),
    venue="NeurIPS 2025",
    up=7,
    keys=("doi:10.1000/lanterns_{1}", "pmid:123"),
    marks=Marks(read=True, bookmarked=True, rating=4, note="=read\n@again", tags=("rag", "thesis")),
)

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "＝1+1",
    "{unbalanced",
    "}unbalanced{",
    "back\\",
    "\\",
    "a \\{ b",
    "\\\\{x}",
    "$ only one dollar",
    "$a$ and $b",
    "100% of_all #tags & ~more^",
    "\"quoted\" 'single' “curly”",
    "@article{x, title={y}}",
    "% a comment",
    "ER  - ",
    "TY  - JOUR",
    "--- yaml: [x]",
    "<script>alert(1)</script> [x](javascript:y) `z`",
    "# heading\u202e turned \u0007 round",
    "two\nlines\r\nof it",
    "Кириллица 王小明 العربية 🎉",
    "\\input{/etc/passwd} \\write18{x}",
    "}}\n\n@misc{evil, title={owned}}",
    "\x1b[31mred\x1b[0m",
    ",",
    "and",
)

TEXT = st.text(
    st.sampled_from("ab AZ{}\\$%&#_^~@=+-\n,.;:'\"`<>[]|!é王𝒪\u0301") | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)
LINE = TEXT.map(clean_line)
BLOCK = TEXT.map(clean_block)
REFERENCES = st.builds(
    lambda title, abstract, authors, venue, categories, note: refer(
        title or "x",
        abstract=abstract,
        authors=tuple(filter(None, authors)),
        venue=venue,
        categories=tuple(filter(None, categories)),
        marks=Marks(note=note),
    ),
    LINE,
    BLOCK,
    st.lists(LINE, max_size=3),
    LINE,
    st.lists(LINE, max_size=2),
    BLOCK,
)
