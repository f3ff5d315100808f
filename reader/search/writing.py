"""Putting a batch of papers into the index in one commit, and beginning an empty index."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Set
from pathlib import Path
from typing import Any

from reader.search import trust
from reader.search.analysis import analyse
from reader.search.leaf import read_columns
from reader.search.mapping import read_in_place
from reader.search.merging import merge_tail
from reader.search.pool import TermPool
from reader.search.protocol import Document
from reader.search.schema import PLACED, WEIGHTED, build_schema
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
    read_in_place()
    index = DurableStorage(folder).open_index(trust.NAME, schema=build_schema())
    writer = index.writer()
    try:
        writer.pool = TermPool(WEIGHTED, PLACED, pause)
        put: dict[int, int] = {}
        outdated: list[int] = []
        for document in documents:
            if document.id in removed:
                continue
            if document.id in put:
                outdated.append(put[document.id])
            put[document.id] = writer.docnum
            _add(writer, document)
            pause()
        changed = _remove(writer, removed | put.keys())
        for number in outdated:
            writer.get_segment().delete_document(number)
        if put or changed:
            writer.commit(mergetype=merge_tail)
        else:
            writer.cancel()
    except BaseException:
        _abandon(writer)
        raise
    finally:
        _sweep(index)


def _add(writer: Any, document: Document) -> None:
    found = analyse(document)
    writer.add_document(
        id=document.id,
        length=found.length,
        all=found.all,
        title=found.title,
        abstract=found.abstract,
        authors=found.authors,
        others=found.others,
        forms=found.forms,
        begins=found.begins,
    )


def _remove(writer: Any, doomed: Set[int]) -> bool:
    """Mark the doomed papers of earlier commits as deleted; tell whether there were any."""
    if not doomed or not writer.segments:
        return False
    reader = writer.reader()
    try:
        numbers = [
            offset + number
            for leaf, offset in reader.leaf_readers()
            for number, paper in enumerate(read_columns(leaf).ids)
            if paper in doomed and not leaf.is_deleted(number)
        ]
    finally:
        reader.close()
    for number in numbers:
        writer.delete_document(number)
    return bool(numbers)


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
