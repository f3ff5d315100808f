"""Papers leave the library: whole references with their cite keys, into one file, a folder of notes, or a text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reader.errors import UsageError
from reader.export import AS_USUAL, Format, Options, Reference, reference
from reader.export.citing import candidates

if TYPE_CHECKING:
    from reader.library.live import LiveFiles
    from reader.model import Paper
    from reader.paths import Places
    from reader.store import Store

_LOT: Final = 500
"""Papers read from the library at a time."""
_BEGINNING: Final = 4_000
"""Bytes of a file that tell whose it is."""


@dataclass(slots=True)
class Notes:
    """What became of a folder of notes."""

    written: int = 0
    same: int = 0
    """Notes that are what they would be written as."""
    refused: list[str] = field(default_factory=list)
    """A sentence for each file that is there and is none of Octavo's, or cannot be written."""


class Exports:
    """Writes papers as other programs read them."""

    def __init__(self, places: Places, store: Store) -> None:
        """Hold the library; places tell which files are its own."""
        self._places = places
        self._store = store

    @cached_property
    def live(self) -> LiveFiles:
        """The files that follow a tag."""
        from reader.library.live import LiveFiles

        return LiveFiles(self._store, self)

    def references(self, ids: Sequence[int]) -> Iterator[Reference]:
        """Yield references to papers in the order of their ids; those that are gone are left out.

        A paper that never had a cite key is given one, which is written down, except where the library cannot be.

        Raises:
            StoreError: the library cannot be read or written.
        """
        passing: dict[str, str] = {}
        for first in range(0, len(ids), _LOT):
            lot = list(ids[first : first + _LOT])
            papers = self._store.papers(lot)
            cites = self._cites(papers, passing)
            keys = self._store.keys_of(lot)
            for paper in papers:
                cite, *former = cites[paper.id]
                yield reference(paper, cite, tuple(keys.get(paper.id, ())), tuple(former))

    def write(
        self,
        ids: Sequence[int],
        format_: Format,
        target: Path | Callable[[str], object],
        options: Options = AS_USUAL,
    ) -> None:
        """Write papers as one file, or hand the text on piece by piece.

        Args:
            ids: The papers, in order.
            format_: How.
            target: The file, which is replaced once the new one is complete; or what takes the text.
            options: What to leave out or add.

        Raises:
            UsageError: the file is one of the library's own.
            OSError: the file cannot be written; a former one is as it was.
        """
        pieces = format_.write(self.references(ids), options)
        if isinstance(target, Path):
            from reader.export.file import replace

            self.check_target(target)
            replace(target, pieces)
        else:
            for piece in pieces:
                target(piece)

    def text(self, paper: Paper, format_: Format, options: Options = AS_USUAL) -> str:
        """Give one paper as a text."""
        return "".join(format_.write(self.references([paper.id]), options))

    def write_notes(self, ids: Sequence[int], folder: Path, options: Options) -> Notes:
        """Write a note for each paper into a folder, under its cite key; what a person wrote below stays.

        Raises:
            OSError: the folder cannot be made.
        """
        from reader.export import markdown
        from reader.export.file import replace

        folder.mkdir(parents=True, exist_ok=True)
        notes = Notes()
        for one in self.references(ids):
            path = folder / f"{one.cite}.md"
            text = markdown.note(one, options)
            try:
                former = path.read_text(encoding="utf-8") if path.exists() or path.is_symlink() else ""
                if former.strip() and not markdown.is_note(former):
                    notes.refused.append(f"{path} is there already and none of Octavo's notes; it was left as it is.")
                    continue
                _, line, own = former.partition(markdown.END)
                if former.strip() and not line:
                    notes.refused.append(f"{path} has lost the line below which it is yours; it was left as it is.")
                    continue
                if former == text + own:
                    notes.same += 1
                    continue
                self.check_target(path)
                replace(path, [text, own])
                notes.written += 1
            except UnicodeDecodeError:
                notes.refused.append(f"{path} is there already and no text; it was left as it is.")
            except OSError as error:
                notes.refused.append(f"{path} cannot be written: {(error.strerror or type(error).__name__).lower()}.")
        return notes

    def check_target(self, target: Path) -> None:
        """Refuse to write over what the library itself lives in.

        Raises:
            UsageError: the file is one of its own.
        """
        real = Path(os.path.realpath(target))
        places = self._places
        folders = (places.data, places.cache, places.config)
        own = (places.library, places.devices, places.screen, places.queries, places.settings, places.log)
        if real in {Path(os.path.realpath(path)) for path in own} or any(
            Path(os.path.realpath(folder)) in real.parents for folder in (places.journal, places.backups, places.index)
        ):
            raise UsageError(f"{target} is a file of the library itself; give another name")
        if real.parent in {Path(os.path.realpath(folder)) for folder in folders} and real.name.startswith("library.db"):
            raise UsageError(f"{target} is a file of the library itself; give another name")

    def is_own(self, path: Path, format_: Format) -> bool:
        """Tell whether a file is not there, empty, or one that Octavo wrote to follow a tag.

        Raises:
            OSError: it cannot be read.
        """
        try:
            with path.open("rb") as file:
                beginning = file.read(_BEGINNING)
        except FileNotFoundError:
            return True
        return format_.is_own(beginning.decode("utf-8", "replace"))

    def cites(self, ids: Sequence[int]) -> dict[int, str]:
        """Give the cite keys of papers, making those that were never given."""
        passing: dict[str, str] = {}
        found: dict[int, str] = {}
        for first in range(0, len(ids), _LOT):
            papers = self._store.papers(list(ids[first : first + _LOT]))
            found |= {number: cites[0] for number, cites in self._cites(papers, passing).items()}
        return found

    def _cites(self, papers: Sequence[Paper], passing: dict[str, str]) -> dict[int, list[str]]:
        """Give the cite keys of papers.

        Args:
            papers: The papers.
            passing: Takes what was given for now only, where nothing can be written down.
        """
        numbers = [paper.id for paper in papers]
        given = self._store.cite_keys(numbers)
        # Of two papers that want one key the older id has it, whatever order they are listed in.
        lacking = sorted((paper for paper in papers if paper.id not in given), key=lambda paper: paper.key)
        if not lacking:
            return given
        wanted = [(paper.key, candidates(paper)) for paper in lacking]
        if not self._store.only_read:
            self._store.give_cite_keys(wanted)
            given = self._store.cite_keys(numbers)
        taken = self._store.taken_cite_keys([cite for _, cites in wanted for cite in cites])
        for paper, (key, cites) in zip(lacking, wanted, strict=True):
            if paper.id not in given:
                free = (cite for cite in cites if cite not in taken and passing.get(cite, key) == key)
                cite = next(free, cites[-1])
                passing[cite] = key
                given[paper.id] = [cite]
        return given
