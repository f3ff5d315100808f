"""Papers told more than once, each telling labelled with the work it is of: what joining is measured with.

Real records where the measuring data lies beside the checkout: days of the Daily Papers, an arXiv corpus, and arXiv's
own records with their DOIs. The second telling of a work has no id in common with the first, and is worded as a source
of its kind words it (`RENDERINGS`): BibTeX's braces and accents, a publisher's Unicode, PubMed's full stop, Crossref's
markup. Beside them stand works that look alike and are none: real papers of one title, errata, parts, other years.
Without that data the tellings are those of `tests/data/duplicates.jsonl`, written by hand.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from reader.model import Entry, Origin, clean_block, clean_line
from reader.model.ids import entry_keys, title_key
from reader.text import readable
from tests.bench.corpus import CHECKOUT, DEFAULT_FILE, read_papers

BUNDLED = CHECKOUT / "tests" / "data" / "duplicates.jsonl"
_DATA = DEFAULT_FILE.parents[1]
_OAI = "{http://arxiv.org/OAI/arXivRaw/}"
_MARKS = {"\u0301": "'", "\u0300": "`", "\u0308": '"', "\u0302": "^", "\u0303": "~", "\u030c": "v", "\u0327": "c"}
_LETTERS = {"ø": r"{\o}", "Ø": r"{\O}", "ł": r"{\l}", "Ł": r"{\L}", "ß": r"{\ss}", "æ": r"{\ae}", "–": "--", "—": "---"}


class Telling(NamedTuple):
    """An entry, the work it is of, and what makes it hard."""

    work: str
    kind: str
    entry: Entry


def tellings(papers: int) -> Iterator[Telling]:
    """Give labelled entries; of the real data with the corpus cut to so many papers, if it is there."""
    if DEFAULT_FILE.exists():
        yield from _real(papers)
        return
    for line in BUNDLED.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        yield told_as(told.pop("work"), told.pop("kind"), told)


def told_as(work: str, kind: str, paper: dict[str, Any]) -> Telling:
    """Make a telling of the fields that a source gives, cleaned as every source cleans them."""
    title = clean_line(paper["title"])
    entry = Entry(
        entry_keys(paper.get("id", ""), paper.get("url", ""), title),
        title,
        Origin("labelled", "", 0),
        clean_block(paper.get("abstract", "")),
        tuple(map(clean_line, paper.get("authors", ()))),
        paper.get("date", ""),
    )
    return Telling(work, kind, entry)


# Renderings


def initials(author: str) -> str:
    """Give `Mamonov, A. V.` of `Alexander V. Mamonov`."""
    *given, family = author.split()
    return f"{family}, {' '.join(name[0] + '.' for name in given)}" if given else author


def backwards(author: str) -> str:
    """Give `Mamonov, Alexander V.`."""
    *given, family = author.split()
    return f"{family}, {' '.join(given)}" if given else author


def pubmed(author: str) -> str:
    """Give `Mamonov AV`, without accents."""
    *given, family = _bare(author).split()
    return f"{family} {''.join(name[0] for name in given).upper()}" if given else family


def _bare(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _tex(text: str) -> str:
    signs = []
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        if len(parts) == 2 and parts[1] in _MARKS:
            mark = _MARKS[parts[1]]
            signs.append(f"{{\\{mark}{{{parts[0]}}}}}" if mark.isalpha() else f"{{\\{mark}{parts[0]}}}")
        else:
            signs.append(_LETTERS.get(sign, sign))
    return "".join(signs)


def _bibtex(title: str) -> str:
    # Accents as commands, capitals in braces, an ampersand escaped.
    return re.sub(r"(?<![\\$])&", r"\&", re.sub(r"\b([A-Z][A-Z0-9]+)\b", r"{\1}", _tex(title)))


def _publisher(title: str) -> str:
    shown = readable(title).text
    return shown.replace(" - ", " – ").replace("'", "’").replace("-", "‐")


def _crossref(title: str) -> str:
    shown = html.escape(readable(title).text, quote=False)
    return re.sub(r"\b([A-Z][a-z]+ [a-z]+)\b", r"<i>\1</i>", shown, count=1)


def _full_stop(title: str) -> str:
    return readable(title).text.capitalize() + "."


def _swapped(title: str) -> str:
    return title.replace(" & ", " and ") if " & " in title else title.replace(" and ", " & ", 1)


RENDERINGS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "bibtex": (_bibtex, backwards),
    "publisher": (_publisher, initials),
    "crossref": (_crossref, lambda author: author),
    "pubmed": (_full_stop, pubmed),
    "ampersand": (_swapped, initials),
}
"""By their names: how titles and how authors are written."""


# Real records


def _real(papers: int) -> Iterator[Telling]:
    corpus = list(read_papers(papers))
    by_id = {paper["id"]: paper for paper in corpus}
    yield from _days(by_id)
    yield from _archive()
    yield from _difficult(corpus)
    yield from _namesakes(corpus)
    yield from _near(corpus)


def _days(by_id: dict[str, dict[str, Any]]) -> Iterator[Telling]:
    """Give papers of the Daily Papers that the corpus has too, the former by title and authors only."""
    for file in sorted((_DATA / "hf-daily").glob("*.json")):
        for item in json.loads(file.read_text(encoding="utf-8")):
            paper = item["paper"]
            if (known := by_id.get(paper["id"])) is None:
                continue
            names = [author["name"] for author in paper["authors"]]
            told = {"title": paper["title"], "abstract": paper["summary"], "authors": names}
            yield told_as(paper["id"], "day", known)
            yield told_as(paper["id"], "day", told | {"date": paper["publishedAt"][:10]})


def _archive() -> Iterator[Telling]:
    """Give arXiv's own records, and each again under its DOI and of the year of the journal."""
    renderings = list(RENDERINGS.items())
    (file,) = (_DATA / "formats" / "arxiv-oai").glob("*.xml")
    for number, record in enumerate(ElementTree.parse(file).iter(f"{_OAI}arXivRaw")):
        get = {child.tag.removeprefix(_OAI): child.text or "" for child in record}
        first = record.find(f"{_OAI}version/{_OAI}date")
        year = (re.search(r"\d{4}", first.text or "") if first is not None else None) or [""]
        journal = re.search(r"\b(?:19|20)\d\d\b", get.get("journal-ref", ""))
        names = [name.strip() for name in re.split(r",| and ", re.sub(r"\(.*?\)", "", get["authors"])) if name.strip()]
        told = {"title": get["title"], "abstract": get["abstract"], "authors": names}
        yield told_as(get["id"], "journal", told | {"id": get["id"], "date": year[0]})
        name, (entitle, call) = renderings[number % len(renderings)]
        again = {"title": entitle(clean_line(get["title"])), "authors": list(map(call, map(clean_line, names)))}
        if not again["authors"] or "doi" not in get:
            continue
        again |= {"id": get["doi"].split()[0], "date": journal[0] if journal else ""}
        yield told_as(get["id"], f"journal, {name}", again)


def _difficult(corpus: list[dict[str, Any]]) -> Iterator[Telling]:
    """Give papers whose titles have TeX, accents or signs, and each again without an id or with one of its own."""
    renderings = list(RENDERINGS.items())
    hard = [paper for paper in corpus if re.search(r"[\\$&<^–—‘’“”]|[^\x00-\x7f]", paper["title"])]
    for number, paper in enumerate(hard):
        name, (entitle, call) = renderings[number % len(renderings)]
        yield told_as(paper["id"], "signs", paper)
        again = {
            "title": entitle(paper["title"]),
            "authors": list(map(call, paper["authors"])),
            "date": paper["date"][:4],
        }
        if name == "bibtex":
            again["id"] = f"{paper['authors'][0].split()[-1].lower()}{number}"
        yield told_as(paper["id"], f"signs, {name}", again)


def _namesakes(corpus: list[dict[str, Any]]) -> Iterator[Telling]:
    """Give different papers of one title, of which only the first has its id."""
    titled = defaultdict(list)
    for paper in corpus:
        titled[title_key(paper["title"])].append(paper)
    for alike in titled.values():
        for number, paper in enumerate(alike if len(alike) > 1 else ()):
            hidden = {"title": paper["title"], "authors": paper["authors"], "date": paper["date"]}
            yield told_as(paper["id"], "namesakes", hidden if number else paper)


def _near(corpus: list[dict[str, Any]]) -> Iterator[Telling]:
    """Give works that follow another or share its title, by its authors or by others, as people and journals do."""
    step = max(1, len(corpus) // 300)
    chosen = [paper for paper in corpus[::step] if len(paper["date"]) >= 4 and paper["authors"]]
    for number, (paper, other) in enumerate(pairwise(chosen)):
        title, year = paper["title"], int(paper["date"][:4])
        base = {"title": title, "authors": paper["authors"], "date": str(year)}
        yield told_as(paper["id"], "near", paper)
        yield told_as(f"{number}e", "near, erratum", base | {"title": f"Erratum: {title}"})
        yield told_as(f"{number}p", "near, part", base | {"title": f"{title}. II"})
        yield told_as(f"{number}c", "near, comment", base | {"title": f'Comment on "{title}"'})
        yield told_as(f"{number}y", "near, other year", base | {"date": str(year + 4)})
        yield told_as(f"{number}a", "near, other authors", base | {"authors": other["authors"]})
        yield told_as(f"{number}d", "near, two DOIs", base | {"title": f"{title} again", "id": f"10.1000/w.{number}"})
        yield told_as(f"{number}j", "near, two DOIs", base | {"title": f"{title} again", "id": f"10.1000/j.{number}"})
