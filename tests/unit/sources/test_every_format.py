"""What holds for every format: it is known by its content, damaged it gives what is whole, and nothing crashes."""

from __future__ import annotations

import io
import random
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Entry, Problem, clean_block, clean_line
from reader.sources import HEAD_BYTES, _sources, source_for
from tests.unit.sources.formats import DATA, entries, fixture, problems, read

FORMATS = {
    "arxiv-api.atom": ("feed", "arxiv", 2),
    "arxiv-rss.xml": ("feed", "arxiv", 2),
    "journal.rss": ("feed", "feed", 1),
    "oai-arxiv.xml": ("oai", "arxiv", 3),
    "endnote.xml": ("endnote", "endnote", 2),
    "daily.json": ("json", "daily-papers", 2),
    "daily-literals.json": ("json", "daily-papers", 2),
    "paper.json": ("json", "daily-papers", 1),
    "snapshot.json": ("jsonl", "arxiv", 2),
    "csl.json": ("json", "csl-json", 2),
    "refs.ris": ("ris", "ris", 3),
    "pubmed.nbib": ("pubmed", "pubmed", 2),
    "wos.txt": ("wos", "wos", 1),
    "refs.bib": ("bibtex", "bibtex", 5),
    "daily.html": ("daily-papers", "daily-papers", 2),
    "digest.txt": ("arxiv", "arxiv", 3),
}
"""The file, the source that reads it, the source that its entries name, and how many they are."""

EVERY = pytest.mark.parametrize("name", FORMATS)
WHOLE = {name: entries(read(fixture(name), name)) for name in FORMATS}


def test_every_fixture_is_listed() -> None:
    assert {path.name for path in DATA.iterdir()} == set(FORMATS)


@EVERY
def test_a_format_is_known_by_its_content(name: str) -> None:
    reads, told_by, count = FORMATS[name]
    source = source_for(fixture(name)[:HEAD_BYTES])

    assert source is not None
    assert source.name == reads
    assert [entry.origin.source for entry in WHOLE[name]] == [told_by] * count
    assert {entry.origin.file for entry in WHOLE[name]} == {name}


@EVERY
def test_what_entries_say_is_clean_and_of_the_right_form(name: str) -> None:
    for entry in WHOLE[name]:
        texts = (entry.title, *entry.authors, *entry.categories, entry.venue, entry.details.note, entry.details.summary)
        assert all(clean_line(text) == text and text for text in (*entry.authors, *entry.categories))
        assert all(clean_line(text) == text for text in texts)
        assert clean_block(entry.abstract) == entry.abstract
        assert entry.title
        assert entry.keys


@EVERY
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_format_may_come_in_other_encodings(name: str, encoding: str) -> None:
    if name == "journal.rss":
        pytest.skip("the feed names an encoding of its own")
    text = fixture(name).decode()
    told = entries(read(text.encode(encoding), name))

    assert [entry.title for entry in told] == [entry.title for entry in WHOLE[name]]
    assert [entry.authors for entry in told] == [entry.authors for entry in WHOLE[name]]


@EVERY
@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_lines_may_end_as_they_do_elsewhere(name: str, end: bytes) -> None:
    if name == "snapshot.json" and end == b"\r":
        pytest.skip("JSON Lines have newlines")
    told = entries(read(fixture(name).replace(b"\n", end), name))

    assert [(entry.title, entry.origin.line) for entry in told] == [
        (entry.title, entry.origin.line) for entry in WHOLE[name]
    ]


@EVERY
def test_a_file_that_is_cut_off_gives_what_was_whole(name: str) -> None:
    data = fixture(name)
    whole = {entry.keys[-1] for entry in WHOLE[name]}
    for cut in range(0, len(data), max(1, len(data) // 60)):
        source = source_for(data[:cut][:HEAD_BYTES])
        if source is None:
            continue
        told = entries(list(source.read(io.BytesIO(data[:cut]), name)))
        # The last one of a format without an end of records may have lost its own.
        lost = [entry for entry in told if entry.keys[-1] not in whole]
        assert len(lost) <= 1
        kept = [entry.origin.line for entry in told if entry.keys[-1] in whole]
        ends = [entry.origin.line for entry in sorted(WHOLE[name], key=lambda entry: entry.origin.line)]
        before = [line for line, following in pairwise(ends) if data.count(b"\n", 0, cut) >= following]
        assert set(before) <= set(kept), f"cut at {cut}"


@EVERY
def test_one_damaged_record_costs_no_other(name: str) -> None:
    """Damage of one byte may cost a record, or two where it hits what stands between them."""
    data = fixture(name)
    chance = random.Random(7)
    whole = {entry.keys[-1] for entry in WHOLE[name]}
    for _ in range(60):
        place = chance.randrange(len(data) // 3, len(data))
        shaken = data[:place] + bytes([chance.choice(b'<>{}"\\,&\x00\xff\n ')]) + data[place + 1 :]
        source = source_for(shaken[:HEAD_BYTES])
        assert source is not None
        told = entries(list(source.read(io.BytesIO(shaken), name)))
        if name != "daily.html":  # its papers are one attribute
            assert len(whole - {entry.keys[-1] for entry in told}) <= 2, (place, shaken[place : place + 1])


@pytest.mark.parametrize("source", list(_sources(None)), ids=lambda source: type(source).__name__)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_bytes_crash_a_source(source: object, data: st.DataObject) -> None:
    parts = [fixture(name) for name in FORMATS]
    piece = st.one_of(
        st.binary(max_size=60),
        st.sampled_from(parts).flatmap(
            lambda part: st.integers(0, len(part)).map(lambda place: part[place : place + 400])
        ),
        st.sampled_from(
            [b"<", b"</a>", b"]]>", b"{", b"}", b'"', b"\\", b"@article{", b"TY  - ", b"\n", b"\xff\xfe", b"&#0;"]
        ),
    )
    content = b"".join(data.draw(st.lists(piece, max_size=8)))
    for item in source.read(io.BytesIO(content), "file"):  # type: ignore[attr-defined]
        assert isinstance(item, Entry | Problem)
    assert source.recognises(content[:HEAD_BYTES]) in (True, False)  # type: ignore[attr-defined]


HOSTILE = {
    "braces": b"@article{a, title={" + b"{" * 50_000 + b"}" * 50_000 + b"}}\n@article{b, title={Good}}\n",
    "open braces": b"@article{a, title={" + b"{" * 50_000 + b"\n@article{b, title={Good}}\n",
    "accents": b"@article{a, title={" + b'\\"' * 100_000 + b"}}\n@article{b, title={Good}}\n",
    "fields": b"@article{a, " + b"x = 1, " * 20_000 + b"}\n@article{b, title={Good}}\n",
    "strings": b"@string{a0 = {xxxxxxxxxx}}\n"
    + b"".join(b"@string{a%d = a%d # a%d # a%d}\n" % (n, n - 1, n - 1, n - 1) for n in range(1, 40))
    + b"@article{x, title = a39}\n@article{b, title={Good}}\n",
    "lists": b"[" * 30_000 + b'{"title": "Good"}' + b"]" * 30_000,
    "objects": b'[{"title": "Good"}, ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b', {"title": "Good"}]',
    "literals": b'["' + b"{'a': " * 50_000 + b"1" + b"}" * 50_000 + b'", {"title": "Good"}]',
    "digits": b'[{"title": "x", "upvotes": ' + b"9" * 100_000 + b'}, {"title": "Good"}]',
    "elements": b"<feed><entry>" + b"<a>" * 200_000 + b"</entry><entry><title>Good</title></entry></feed>",
    "attributes": b"<feed><entry a='" + b"x" * 300_000 + b"'><title>Good</title></entry></feed>",
    "comment": b"<feed><entry><!--" + b"-" * 300_000 + b"</entry>",
    "tags": b"TY  - JOUR\n" + b"KW  - a;b\n" * 20_000 + b"ER  - \nTY  - JOUR\nTI  - Good\nER  - \n",
    "digest": b"\\\\\narXiv:2602.00001\n"
    + b"Title: x\n" * 50_000
    + b"\\\\\narXiv:2602.00002\n\nTitle: Good\n\\\\\n  A.\n\\\\ ( x )\n",
    "html": b"<html>" + b"<h3><a href='/papers/" * 20_000 + b'data-props="{' * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_contents_cost_little_and_never_the_good_ones(name: str) -> None:
    tracemalloc.start()
    try:
        items = read(HOSTILE[name])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 100 << 20
    if name not in ("comment", "html", "lists"):
        assert "Good" in [entry.title for entry in entries(items)]


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<feed><entry><title>&c;</title></entry></feed>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<feed><entry><title>&secret;</title></entry></feed>"""
ELSEWHERE = b"""<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed><entry><title>A &secret; B</title></entry></feed>"""


@pytest.mark.parametrize("bomb", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_that_a_document_declares_are_refused(bomb: bytes) -> None:
    (problem,) = problems(read(bomb))

    assert "declares entities" in problem.reason
    assert entries(read(bomb)) == []


def test_nothing_outside_a_document_is_read() -> None:
    (entry,) = entries(read(ELSEWHERE))

    assert entry.title == "A &secret; B"
