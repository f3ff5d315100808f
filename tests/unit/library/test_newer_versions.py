"""A paper that was imported as its first version and later as its third: whatever format tells of either."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.library.conftest import Shelf

FIRST = "We show that a small model of owls is good enough."
THIRD = "We show that a large model of owls is needed."
NAME = "2101.00001"


def atom(version: int, abstract: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id><entry>'
        f"<id>http://arxiv.org/abs/{NAME}v{version}</id><published>2021-01-01T00:00:00Z</published>"
        f"<title>Owls</title><summary>{abstract}</summary><author><name>Ada Owl</name></author>"
        f'<link href="http://arxiv.org/abs/{NAME}v{version}" rel="alternate"/></entry></feed>'
    )


def raw(version: int, abstract: str) -> str:
    versions = "".join(
        f'<version version="v{one}"><date>Fri, {one} Jan 2021 00:00:00 GMT</date></version>'
        for one in range(1, version + 1)
    )
    return (
        f"<OAI-PMH><ListRecords><record><header><identifier>oai:arXiv.org:{NAME}</identifier></header><metadata>"
        f"<arXivRaw><id>{NAME}</id>{versions}<title>Owls</title><authors>Ada Owl</authors>"
        f"<abstract>{abstract}</abstract></arXivRaw></metadata></record></ListRecords></OAI-PMH>"
    )


def announced(version: int, abstract: str) -> str:
    kind = "new" if version == 1 else "replace"
    return (
        f'<rss version="2.0"><channel><item><title>Owls</title><link>https://arxiv.org/abs/{NAME}</link>'
        f"<description>arXiv:{NAME}v{version} Announce Type: {kind} Abstract: {abstract}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{NAME}v{version}</guid></item></channel></rss>'
    )


def snapshot(version: int, abstract: str) -> str:
    versions = [{"version": f"v{one}", "created": "Fri, 1 Jan 2021 00:00:00 GMT"} for one in range(1, version + 1)]
    told = {"id": NAME, "title": "Owls", "abstract": abstract, "versions": versions, "authors_parsed": [["Owl", "Ada"]]}
    return json.dumps(told) + "\n"


def digest(version: int, abstract: str) -> str:
    dates = ["Date (v1): Fri, 1 Jan 2021 00:00:00 GMT   (1kb)"]
    dates += [f"Date (revised v{one}): Sat, {one} Jan 2021 00:00:00 GMT   (1kb)" for one in range(2, version + 1)]
    head = "\n".join(["\\\\", f"arXiv:{NAME}", *dates, "", "Title: Owls", "Authors: Ada Owl"])
    return f"{head}\n\\\\\n  {abstract}\n\\\\ ( https://arxiv.org/abs/{NAME} ,  1kb)\n"


def daily(_version: int, abstract: str) -> str:
    """Give what Hugging Face tells, which is no version."""
    paper = {"id": NAME, "title": "Owls", "summary": abstract, "upvotes": 3, "publishedAt": "2021-01-01T00:00:00.000Z"}
    return json.dumps([{"paper": paper, "publishedAt": "2021-01-04T12:00:00.123Z", "title": "Owls", "numComments": 1}])


TELLING = (atom, raw, announced, snapshot, digest)


@pytest.mark.parametrize(
    ("first", "third"),
    [(first, atom) for first in (*TELLING, daily)] + [(atom, third) for third in TELLING],
    ids=lambda one: one.__name__,
)
def test_it_says_what_changed(shelf: Shelf, tmp_path: Path, first: object, third: object) -> None:
    for version, write, abstract in ((1, first, FIRST), (3, third, THIRD)):
        assert callable(write)
        file = tmp_path / str(version)
        file.write_text(write(version, abstract), encoding="utf-8")
        report = shelf.library.import_paths([file])
        assert (report.papers, report.problem_count) == (1, 0)
    paper = shelf.library.resolve(NAME)
    assert (paper.version, paper.changed, paper.abstract) == (3, ("abstract",), THIRD)
    assert paper.date.startswith("2021-01-01")


def test_what_tells_no_version_takes_the_place_of_no_later_one(shelf: Shelf, tmp_path: Path) -> None:
    for name, text in (("third", atom(3, THIRD)), ("later", daily(0, FIRST))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        shelf.library.import_paths([tmp_path / name])
    paper = shelf.library.resolve(NAME)
    assert (paper.version, paper.changed, paper.abstract, paper.up) == (3, (), THIRD, 3)
