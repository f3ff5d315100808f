"""Octavo's postings as a codec of Whoosh: its own extension point for how an index lies on the disk.

Whoosh keeps what it is good at: generations, the table of contents, locks, the list of segments and of what was
deleted in them. A codec says how one segment is written and read; here it is one file of arrays (`layout`, `sections`).
Octavo's searches work on these arrays (`leaf`). Whoosh's own readers and queries work too, through the classes below;
the contract tests hold the two to the same answers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import TermInfo

from reader.search import layout
from reader.search.layout import SegmentFile
from reader.search.lexicon import Lexicon

FIELDS: Final[Mapping[str, str]] = {"all": "term", "form": "form", "author": "author", "category": "category"}
"""Fields of the schema that Whoosh can search, and the kind of posting that each is."""


class PostingCodec(base.Codec):  # type: ignore[misc]  # Whoosh's classes are not typed for us
    """Writes and reads segments as files of arrays."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> PaperCounter:  # noqa: ARG002 - Whoosh's signature
        """Give what is told of each paper."""
        return PaperCounter()

    def field_writer(self, storage: Any, segment: Any) -> SegmentWriter:
        """Give what writes the postings."""
        return SegmentWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> Terms:
        """Give what reads the terms."""
        return Terms(open_file(storage, segment))

    def per_document_reader(self, storage: Any, segment: Any) -> Papers:  # noqa: ARG002 - Whoosh's signature
        """Give what knows the papers."""
        return Papers(segment)

    def new_segment(self, storage: Any, indexname: str) -> PostingSegment:  # noqa: ARG002 - Whoosh's signature
        """Begin a segment."""
        return PostingSegment(self, indexname)


class PostingSegment(W3Segment):  # type: ignore[misc]  # as above
    """What the table of contents holds of a segment: its name, its papers, which of them are deleted."""

    def codec(self, **_options: Any) -> PostingCodec:
        """Give the codec that reads it."""
        return PostingCodec()

    def should_assemble(self) -> bool:
        """Say that there is nothing to put together: a segment is one file."""
        return False


def open_file(storage: Any, segment: Any) -> SegmentFile:
    """Open the file of a segment.

    Raises:
        SearchError: it is missing or damaged.
    """
    return SegmentFile(Path(storage.folder) / segment.make_filename(layout.EXTENSION))


class PaperCounter(base.PerDocumentWriter):  # type: ignore[misc]  # as above
    """Takes what Whoosh tells of each paper; all of it is in the postings' file already."""

    is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin a paper."""

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Take a stored field; there is none."""

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Take a value of a column; there is none."""

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:
        """Take a term vector; there is none."""

    def cancel_doc(self) -> None:
        """Leave a paper out."""

    def close(self) -> None:
        """End."""
        self.is_closed = True


class SegmentWriter(base.FieldWriter):  # type: ignore[misc]  # as above
    """Writes the one file of a segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: layout.Sections) -> None:  # noqa: ARG002 - Whoosh's signature
        """Write all postings, which are sections already."""
        write_file(self._storage, self._segment, items)

    def close(self) -> None:
        """End."""
        self.is_closed = True


def write_file(storage: Any, segment: Any, sections: layout.Sections) -> None:
    """Write the file of a segment."""
    file = storage.create_file(segment.make_filename(layout.EXTENSION))
    try:
        layout.write(file, sections)
    finally:
        file.close()


class Papers(base.PerDocumentReader):  # type: ignore[misc]  # as above
    """How many papers there are, and which of them are deleted."""

    def __init__(self, segment: Any) -> None:
        self._segment = segment

    def doc_count(self) -> int:
        """Tell how many papers are left."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """Tell how many papers were written."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Tell whether any paper is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a paper is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Give the deleted papers."""
        return iter(self._segment.deleted_docs())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:  # noqa: ARG002 - Whoosh's signature
        """Give no length: Octavo ranks by its own."""
        return default

    def field_length(self, fieldname: str) -> int:  # noqa: ARG002 - as above
        """Give no length."""
        return 0

    def min_field_length(self, fieldname: str) -> int:  # noqa: ARG002 - as above
        """Give no length."""
        return 0

    def max_field_length(self, fieldname: str) -> int:  # noqa: ARG002 - as above
        """Give no length."""
        return 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:  # noqa: ARG002 - as above
        """Give nothing: no field is stored."""
        return {}


class Terms(base.TermsReader):  # type: ignore[misc]  # as above
    """The terms and postings of a segment, as Whoosh asks for them."""

    def __init__(self, file: SegmentFile) -> None:
        self.file = file
        self._lexicons = {
            field: Lexicon(file.array(f"{kind}.text"), file.array(f"{kind}.starts")) for field, kind in FIELDS.items()
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) >= 0

    def indexed_field_names(self) -> set[str]:
        """Give the fields that can be searched."""
        return {field for field, lexicon in self._lexicons.items() if lexicon.size}

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term, by field."""
        for field, lexicon in self._lexicons.items():
            for term in lexicon.terms():
                yield field, term

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field from one on."""
        lexicon = self._lexicons[fieldname]
        for term in lexicon.terms(lexicon.beginning(prefix)[0]):
            yield fieldname, term

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with what is known of it."""
        for field, term in self.terms():
            yield (field, term), self.term_info(field, term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Tell of a term in how many papers it occurs, and how often.

        Raises:
            KeyError: there is no such term.
        """
        papers, weights = self._postings(fieldname, text)
        return TermInfo(sum(weights), len(papers), 0, 0, max(weights), papers[0], papers[-1])

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Tell how often a term occurs."""
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Tell in how many papers a term occurs."""
        return len(self._postings(fieldname, text)[0]) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        """Give the postings of a term."""
        if (fieldname, text) not in self:
            return NullMatcher()
        papers, weights = self._postings(fieldname, text)
        info = self.term_info(fieldname, text)
        return ListMatcher(papers, weights, None, format_, scorer, term=(fieldname, text), terminfo=info)

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def _find(self, fieldname: str, text: bytes) -> int:
        return self._lexicons[fieldname].find(text) if fieldname in self._lexicons else -1

    def _postings(self, fieldname: str, text: bytes) -> tuple[list[int], array[float]]:
        number = self._find(fieldname, text)
        if number < 0:
            raise KeyError(text)
        kind = FIELDS[fieldname]
        start, stop = (int(place) for place in self.file.array(f"{kind}.first")[number : number + 2])
        papers = self.file.array(f"{kind}.papers")[start:stop].tolist()
        if kind == "term":
            weights = array("d", (self.file.array("term.counts")[start:stop] >> 2).tolist())
        else:
            papers = list(dict.fromkeys(papers))
            weights = array("d", [1.0]) * len(papers)
        return papers, weights
