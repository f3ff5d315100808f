"""Putting a batch of papers into the index in one commit, and beginning an empty index."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Set
from pathlib import Path
from typing import Any

import numpy as np

from reader.search import merging, trust
from reader.search.analysis import Analyser
from reader.search.codec import PostingCodec, open_file, write_file
from reader.search.inversion import invert
from reader.search.layout import Sections
from reader.search.protocol import Document
from reader.search.schema import build_schema
from reader.search.storage import DurableStorage


def create(folder: Path) -> None:
    """Write the first, empty generation into an empty folder."""
    DurableStorage(folder).create_index(build_schema(), trust.NAME)


def write(folder: Path, documents: Iterable[Document], removed: Set[int], pause: Callable[[], None]) -> None:
    """Put documents in, in place of any with the same number, and take the removed ones out.

    All of it or, where this raises, nothing.

    Args:
        folder: A trusted folder that no other process writes to.
        documents: The papers to put in; of several with one number the last counts.
        removed: The numbers of papers to take out, also where a document has them.
        pause: Called between small steps, to let other threads run.
    """
    index = DurableStorage(folder).open_index(trust.NAME, schema=build_schema())
    writer = index.writer(codec=PostingCodec())
    try:
        pool = writer.pool = _Pool(pause)
        put: dict[int, int] = {}
        outdated: list[int] = []
        for document in documents:
            if document.id in removed:
                continue
            if document.id in put:
                outdated.append(put[document.id])
            put[document.id] = writer.docnum
            pool.analyser.add(document)
            writer.add_document()
            pause()
        changed = _remove(writer, removed | put.keys())
        for number in outdated:
            writer.get_segment().delete_document(number)
        if put or changed:
            writer.commit(mergetype=lambda writer, segments: _fold(writer, segments, pause))
        else:
            writer.cancel()
    except BaseException:
        _abandon(writer)
        raise
    finally:
        _sweep(index)


class _Pool:
    """Takes the place of a Whoosh writer's pool of postings: gives all of them at once, as sections."""

    def __init__(self, pause: Callable[[], None]) -> None:
        self.analyser = Analyser()
        self._pause = pause

    def add(self, item: object) -> None:
        """Take a posting that Whoosh made; there is none, as no paper is given to it with its texts."""

    def iter_postings(self) -> Sections:
        """Give the postings of all papers."""
        return invert(self.analyser.batch(), self._pause)

    def cleanup(self) -> None:
        """Let go of everything."""
        self.analyser = Analyser()


def _fold(writer: Any, segments: list[Any], pause: Callable[[], None]) -> list[Any]:
    """Fold small segments together, each list of them into a new one; give all that there are now.

    The signature but for the last argument is Whoosh's for the `mergetype` of `SegmentWriter.commit`.
    """
    living = [segment for segment in segments if segment.deleted_count() < segment.doc_count_all()]
    gone: set[str] = set()
    fresh = []
    for group in merging.chosen(living):
        files = [open_file(writer.storage, segment) for segment in group]
        sources = [merging.Source(file.array, alive(segment)) for file, segment in zip(files, group, strict=True)]
        segment = writer.codec.new_segment(writer.storage, writer.indexname)
        sections = merging.fold(sources, pause)
        segment.set_doc_count(len(sections["paper.number"]))
        write_file(writer.storage, segment, sections)
        fresh.append(segment)
        gone.update(segment.segment_id() for segment in group)
    return [segment for segment in living if segment.segment_id() not in gone] + fresh


def alive(segment: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell of each paper of a segment whether it is still in the index."""
    kept = np.ones(segment.doc_count_all(), bool)
    kept[list(segment.deleted_docs())] = False
    return kept


def _remove(writer: Any, doomed: Set[int]) -> bool:
    """Mark the doomed papers of earlier commits as deleted; tell whether there were any."""
    if not doomed:
        return False
    wanted = np.fromiter(doomed, np.int64, len(doomed))
    found = False
    for segment in writer.segments:
        numbers = open_file(writer.storage, segment).array("paper.number")
        for number in np.flatnonzero(np.isin(numbers, wanted) & alive(segment)).tolist():
            segment.delete_document(number)
            found = True
    return found


def _abandon(writer: Any) -> None:
    """Let go of a writer that has failed; its lock must not outlive it, and the first error is the one to tell."""
    with contextlib.suppress(Exception):
        if not writer.is_closed:
            writer.cancel()
    with contextlib.suppress(Exception):
        if writer.writelock is not None and writer.writelock.fd is not None:
            writer.writelock.release()


def _sweep(index: Any) -> None:
    """Remove what earlier generations and broken-off writers have left."""
    from whoosh.index import TOC, clean_files

    with contextlib.suppress(Exception):
        contents = TOC.read(index.storage, trust.NAME, schema=build_schema())
        clean_files(index.storage, trust.NAME, contents.generation, contents.segments)
        trust.drop_seals(Path(index.storage.folder), contents.generation)
        trust.drop_unfinished(Path(index.storage.folder))
