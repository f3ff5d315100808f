"""Random journals: what any reader on any of a few devices could have written."""

from __future__ import annotations

from hypothesis import strategies as st

from reader.journal import Kind, Line, Moment, format_stamp
from reader.model.marks import MarkValue, tag_field, tag_name
from reader.model.text import clean_block, clean_line

DEVICES = ("laptop-3f9a1c22", "desk-00000001", "desk-00000002", "z")
PAPERS = ("arxiv:2602.23229", "doi:10.1000/ä b", "title:0123abcd", "acl:2024.1")
KINDS: tuple[Kind, ...] = ("do", "undo", "redo")


def _clean(text: str) -> str:
    # Twice, since what the cleaner leaves may still compose.
    return clean_line(clean_line(text))


def stamps(devices: tuple[str, ...] = DEVICES) -> st.SearchStrategy[str]:
    """Give stamps that meet often: few milliseconds, few counters."""
    moments = st.builds(
        Moment, st.integers(1_700_000_000_000, 1_700_000_000_003), st.integers(0, 2), st.sampled_from(devices)
    )
    return moments.map(format_stamp)


tags = st.text(max_size=70).map(lambda text: tag_name(tag_name(text))).filter(bool)
notes = st.text(max_size=60).map(lambda text: clean_block(clean_block(text)))
fields: st.SearchStrategy[tuple[str, tuple[MarkValue, MarkValue]]] = st.one_of(
    st.tuples(st.sampled_from(["read", "bookmarked"]), st.tuples(st.booleans(), st.booleans())),
    st.tuples(tags.map(tag_field), st.tuples(st.booleans(), st.booleans())),
    st.tuples(st.just("rating"), st.tuples(st.integers(0, 5), st.integers(0, 5))),
    st.tuples(st.just("note"), st.tuples(notes, notes)),
)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Give any line, on one paper or on several."""
    values = dict(draw(st.lists(fields, min_size=1, max_size=4)))
    papers = tuple(draw(st.lists(st.sampled_from(PAPERS), min_size=1, max_size=3, unique=True)))
    kind: Kind = draw(st.sampled_from(KINDS))
    return Line(
        stamp=draw(stamps()),
        kind=kind,
        subject=draw(st.text(max_size=100).map(_clean) if kind == "do" else stamps()),
        papers=papers,
        set=tuple((name, pair[0]) for name, pair in values.items()),
        was=tuple((name, pair[1]) for name, pair in values.items()),
        title=draw(st.text(max_size=80).map(_clean).filter(lambda text: len(text) <= 80)) if len(papers) == 1 else "",
        over=tuple(draw(st.lists(stamps(), max_size=3))) if "note" in values else (),
    )
