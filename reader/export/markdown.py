r"""Markdown: a note for a vault of notes, or several papers in one text.

Formulas stay between dollar signs, as Obsidian, Pandoc and Jupyter read them; what other TeX there is becomes readable,
and signs that Markdown would take for its own are escaped. A note begins with front matter in YAML, whose texts are
written as JSON has them, which YAML takes too (https://yaml.org/spec/1.2.2/#12-recommended-schemas).

A note of its own may be written in: whatever stands below the last line stays there when it is exported again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from reader.export.reference import AS_USUAL, Options, Reference
from reader.export.tex import pieces
from reader.text import readable

_HEADING: Final = "<!-- Octavo keeps this file"
END: Final = "<!-- Octavo keeps what is above this line; what is below is yours. -->\n"
"""The line in a note of its own from which on all is the person's."""
_OWN: Final = "---\noctavo: "
_SIGNS: Final = re.compile(r"[\\`*_\[\]<>|~$#]|&(?=#?\w+;)")
_BEGINS: Final = re.compile(r"^(\s*)([+=-]|\d+(?=[.)]))", re.MULTILINE)
_DELIMITERS: Final = {"\\(": "$", "\\)": "$", "\\[": "$$", "\\]": "$$"}


def heading(tag: str) -> str:
    """Give the first line of a file that follows a tag."""
    safe = tag.replace("--", "- -").replace(">", "")
    return f"{_HEADING}: it follows the tag {safe}. What is changed here is lost. -->\n\n"


def is_own(beginning: str) -> bool:
    """Tell by the first line of a file that follows a tag."""
    return beginning.startswith(f"{_HEADING}:")


def is_note(beginning: str) -> bool:
    """Tell by its first lines whether a file is a note that Octavo began."""
    return beginning.replace("\r\n", "\n").startswith(_OWN)


def write(references: Iterable[Reference], options: Options) -> Iterator[str]:
    """Yield a section for each paper."""
    before = ""
    for one in references:
        yield before + section(one, options)
        before = "\n"


def section(one: Reference, options: Options = AS_USUAL) -> str:
    """Give a paper as a part of a text."""
    paper = one.paper
    facts = [escaped(", ".join(paper.authors)), escaped(", ".join(filter(None, (paper.venue, paper.date))))]
    link = f"<{paper.link}>" if paper.link else f"`{paper.key.replace('`', '')}`"
    if options.marks:
        facts.append(_marks(one))
    lines = [f"## {escaped(paper.title)}\n", *(f"{fact}  \n" for fact in facts if fact), f"{link}\n"]
    return "\n".join(("".join(lines[:1]), "".join(lines[1:]), *_body(one, options)))


def note(one: Reference, options: Options) -> str:
    """Give a paper as a note of its own, without what is below its last line."""
    paper = one.paper
    matter = "".join(f"{name}: {_yaml(value)}\n" for name, value in _matter(one, options) if value)
    body = "\n".join((f"# {escaped(paper.title)}\n", *_body(one, options, deeper="#"), END))
    return f"---\n{matter}---\n\n{body}"


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is, with formulas between dollar signs."""
    made = []
    for piece in pieces(text):
        if piece.math:
            delimiter = _DELIMITERS.get(piece.text[:2])
            # Dollar signs mean a formula only where no blank is beside them on the inner side.
            inner = piece.text[2:-2] if delimiter else piece.text.strip("$")
            sign = delimiter or ("$$" if piece.text.startswith("$$") else "$")
            made.append(f"{sign}{inner.strip()}{sign}")
        else:
            shown = readable(piece.text).text
            # Beside a formula the blanks count.
            before = piece.text[: len(piece.text) - len(piece.text.lstrip())] if shown[:1].strip() else ""
            after = piece.text[len(piece.text.rstrip()) :] if shown[-1:].strip() else ""
            made.append(_SIGNS.sub(lambda sign: f"\\{sign[0]}", f"{before}{shown}{after}"))
    return _BEGINS.sub(lambda found: _unmeant(found[1], found[2]), "".join(made))


def _unmeant(blanks: str, sign: str) -> str:
    """Write what would begin a heading, a list or a quotation so that it does not."""
    return f"{blanks}{sign}\\" if sign.isdecimal() else f"{blanks}\\{sign}"


def _body(one: Reference, options: Options, deeper: str = "") -> Iterator[str]:
    paper = one.paper
    if options.abstracts and paper.abstract:
        yield (f"#{deeper} Abstract\n\n" if deeper else "") + escaped(paper.abstract) + "\n"
    if options.marks and paper.marks.note:
        # A person's own words may be Markdown on purpose.
        yield (f"#{deeper} Note\n\n" if deeper else "Note: ") + paper.marks.note.replace("<!--", "<\\!--") + "\n"


def _matter(one: Reference, options: Options) -> Iterator[tuple[str, object]]:
    paper, marks = one.paper, one.paper.marks
    yield "octavo", paper.key
    yield "title", readable(paper.title).text
    yield "authors", [readable(author).text for author in paper.authors]
    yield "date", paper.date
    yield "venue", paper.venue
    yield "citekey", one.cite
    yield "aliases", list(one.former)
    yield "arxiv", one.arxiv
    yield "doi", one.doi
    yield "url", paper.link
    yield "code", paper.details.code
    yield "project", paper.details.project
    yield "categories", list(paper.categories)
    if options.marks:
        yield "tags", list(marks.tags)
        yield "rating", marks.rating
        yield "read", marks.read
        yield "bookmarked", marks.bookmarked


def _marks(one: Reference) -> str:
    marks = one.paper.marks
    facts = ["read" if marks.read else "", "bookmarked" if marks.bookmarked else ""]
    stars = f"{marks.rating} of 5 stars" if marks.rating else ""
    return ", ".join(filter(None, (*facts, stars, *(f"#{tag}" for tag in marks.tags))))


def _yaml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
