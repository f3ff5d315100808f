"""Which segments are folded together when a batch is committed.

Whoosh's own policy leaves dozens of segments after a day of small edits, and each one costs every search; writing all
anew costs more than building the index. So: the small tail is folded once it has grown to eight segments, a segment
that has lost most of its papers is written anew, and big ones are left alone.
"""

from __future__ import annotations

from typing import Any

TAIL = 8
"""Small segments that may stand beside the big ones."""
SMALL = 500
"""Papers up to which a segment is small, whatever the others are."""
SHARE = 50
"""A segment is small, too, when the largest is this many times its size."""


def merge_tail(writer: Any, segments: list[Any]) -> list[Any]:
    """Read the segments that are to be folded into the writer; give those that stay.

    The signature is Whoosh's for the `mergetype` of `SegmentWriter.commit`.
    """
    from whoosh.reading import SegmentReader

    living = [segment for segment in segments if segment.deleted_count() < segment.doc_count_all()]
    largest = max((segment.doc_count_all() for segment in living), default=0)
    small = [segment for segment in living if segment.doc_count_all() < max(SMALL, largest // SHARE)]
    folded = [segment for segment in living if segment.deleted_count() * 2 > segment.doc_count_all()]
    if len(small) >= TAIL:
        folded += [segment for segment in small if segment not in folded]
    for segment in folded:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        try:
            writer.add_reader(reader)
        finally:
            reader.close()
    return [segment for segment in living if segment not in folded]
