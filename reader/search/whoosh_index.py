"""The search index over Whoosh: the package whoosh3, written against what Whoosh 2.7 offers in public.

Whoosh keeps what it is good at (segments, term dictionary, locks, commits); analysis, evaluation, durability and trust
are in the modules beside this one. Nothing of Whoosh is loaded before the first search or update.
"""

from __future__ import annotations

import contextlib
import shutil
import time
import unicodedata
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from reader.errors import IndexBusyError, SearchCancelled, SearchError
from reader.locking import ProcessLock
from reader.query.ast import Field, Filter, Node, is_filter, leaves
from reader.query.match import plan
from reader.search import trust
from reader.search.protocol import Count, Document, Explanation, Masks, no_masks

if TYPE_CHECKING:
    from reader.search.hits import RankedHits
    from reader.search.snapshot import Known, Snapshot


def breathe() -> None:
    """Let other threads run.

    A sleep of nothing would not do: the interpreter's lock is taken back before another thread has woken up.
    """
    time.sleep(0.00005)


class WhooshIndex:
    """The index in a folder. Any number of threads may search while one updates, and other processes read and write.

    An index that raises SearchError where nobody else is writing is healed by `clear` and putting all papers in again.

    Args:
        folder: Where the index lies; it belongs to the index alone, and `clear` removes whatever is there.
        identity: The library whose numbers the index gives: an index made for another one is not opened.
        pause: Called between small steps of an update, to let other threads run.
    """

    def __init__(self, folder: Path, identity: str, *, pause: Callable[[], None] = breathe) -> None:
        self._folder = folder
        self._identity = identity
        self._pause = pause
        self._swapping = Lock()
        self._snapshot: Snapshot | None = None
        self._known: Known = {}

    def search(
        self,
        root: Node | None,
        masks: Masks = no_masks,
        *,
        partly: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> RankedHits:
        """Find every paper that fits the tree, the best first; see `protocol.SearchIndex`.

        Raises:
            SearchError: the index is missing or damaged.
            SearchCancelled: nobody waits for the answer any more.
        """
        masks = _answered(root, masks)
        with self._reading() as snapshot:
            from reader.search.finding import find
            from reader.search.hits import RankedHits

            if root is None:
                return RankedHits(())
            return find(snapshot.statistics, root, masks, partly=partly, cancelled=cancelled)

    def similar(self, documents: Sequence[Document], root: Node | None = None, masks: Masks = no_masks) -> RankedHits:
        """Rank the papers that fit the tree by likeness to documents; see `protocol.SearchIndex`.

        Raises:
            SearchError: the index is missing or damaged.
        """
        masks = _answered(root, masks)
        with self._reading() as snapshot:
            from reader.search.finding import alike

            return alike(snapshot.statistics, documents, plan(root), masks)

    def explain(self, root: Node | None, paper: int) -> Explanation:
        """Say what a paper's place among those found comes from.

        Raises:
            SearchError: the index is missing or damaged.
        """
        with self._reading() as snapshot:
            from reader.search.finding import explain

            return Explanation(0.0, (), 0, 0.0) if root is None else explain(snapshot.statistics, root, paper)

    def count_by(self, field: Field | None, papers: Collection[int], limit: int = 50) -> list[Count]:
        """Count the properties of some papers; see `protocol.SearchIndex`.

        Raises:
            SearchError: the index is missing or damaged.
        """
        with self._reading() as snapshot:
            from reader.search.vocabulary import count_by

            return count_by(snapshot.leaves, field, papers, limit)

    def nearest(self, word: str, limit: int = 3) -> list[str]:
        """Give words of the index that are spelled almost as one that is not.

        Raises:
            SearchError: the index is missing or damaged.
        """
        with self._reading() as snapshot:
            from reader.search.vocabulary import nearest

            return nearest(snapshot.leaves, word, limit)

    def complete(self, field: Field, beginning: str, limit: int = 20) -> list[Count]:
        """Give authors' names of which a word begins so, or categories that begin so.

        Raises:
            SearchError: the index is missing or damaged.
        """
        with self._reading() as snapshot:
            from reader.search.vocabulary import complete

            return complete(snapshot.leaves, field, beginning, limit)

    def count(self) -> int:
        """Tell how many papers are in the index.

        Raises:
            SearchError: the index is missing or damaged.
        """
        with self._reading() as snapshot:
            return snapshot.count()

    def verify(self) -> list[str]:
        """Compare every file with its checksum, and say what does not fit.

        Raises:
            SearchError: the index is missing or damaged.
        """
        with self._reading() as snapshot:
            return snapshot.verify()

    def numbers(self) -> array[int]:
        """Give the numbers of all papers that are in the index, in ascending order.

        Raises:
            SearchError: the index is missing or damaged.
        """
        with self._reading() as snapshot:
            from reader.search.comparing import numbers

            return numbers(snapshot.leaves)

    def differing(self, documents: Iterable[Document]) -> list[int]:
        """Give the numbers of those papers that are not in the index as they are given; see `comparing`.

        Raises:
            SearchError: the index is missing or damaged.
        """
        given = list(documents)
        with self._reading() as snapshot:
            from reader.search.comparing import differing

            return differing(snapshot.leaves, given)

    def update(self, documents: Iterable[Document], removed: Iterable[int] = ()) -> None:
        """Put documents in and take others out in one durable commit; a number in both is removed.

        The documents are taken one at a time: what their iterator raises gives the whole batch up and is passed on.

        Raises:
            SearchError: nothing was changed (another process is writing, the disk is full, the index is damaged).
        """
        given = _Given(documents)
        with self._writing():
            trust.check_folder(self._folder)
            trust.check_stamp(self._folder, self._stamp())
            trust.check_seal(self._folder, trust.newest(self._folder))
            from whoosh.index import LockError

            from reader.search.writing import write

            try:
                write(self._folder, given, frozenset(removed), self._pause)
            except LockError as error:
                raise SearchError("Another program is writing the index; nothing was changed.") from error
            # A segment that cannot be opened: if it is damaged, whoever opens it next is told so too.
            except SearchError:
                raise
            except (OSError, MemoryError) as error:
                if error is given.failed:
                    raise
                raise SearchError(f"The index in {self._folder} could not be written: {error}.") from error
            # Whoosh reads old segments while it writes, and a damaged one can raise anything at all.
            except Exception as error:
                if error is given.failed:
                    raise
                raise self._condemned(error) from error
        # The next search opens the new generation if this thread cannot.
        with contextlib.suppress(SearchError), self._reading() as snapshot:
            snapshot.count()

    def clear(self) -> None:
        """Throw the index away and begin an empty one.

        Raises:
            SearchError: the folder cannot be written, or another process is writing.
        """
        with self._writing():
            self.close()
            stamp = self._stamp()
            fresh, old = (self._folder.with_name(f"{self._folder.name}.{end}") for end in ("fresh", "old"))
            try:
                _remove(fresh)
                fresh.mkdir(mode=0o700)
                # A umask can only take rights away, and a set-group-id parent adds only what `check_folder` allows.
                from reader.search.writing import create

                create(fresh)
                trust.write_stamp(fresh, stamp)
                # Whoever searches meanwhile finds the old one, or the new one; in between there is hardly a moment.
                _remove(old)
                with contextlib.suppress(FileNotFoundError):
                    self._folder.rename(old)
                fresh.rename(self._folder)
                trust.sync_folder(self._folder.parent)
                _remove(old)
            except OSError as error:
                raise SearchError(f"The index cannot be built in {self._folder}: {error.strerror}.") from error

    def close(self) -> None:
        """Let go of files and memory, as soon as the searches under way have ended."""
        with self._swapping:
            self._snapshot = None
            self._known = {}

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """Lend the newest snapshot; whatever goes wrong inside condemns the index."""
        try:
            with self._swapping:
                snapshot = self._newest()
            snapshot.used()
            yield snapshot
        except (SearchError, SearchCancelled):
            raise
        except (OSError, MemoryError) as error:
            raise SearchError(f"The index in {self._folder} could not be read: {error}.") from error
        # A damaged pickle can raise anything at all; and no damage of the index may ever stop the program.
        except Exception as error:
            raise self._condemned(error) from error

    def _newest(self) -> Snapshot:
        if self._snapshot is None or not self._snapshot.is_current():
            self._snapshot = None
            from reader.search.snapshot import Snapshot

            self._snapshot = Snapshot(self._folder, self._stamp(), self._known)
        return self._snapshot

    def _condemned(self, error: Exception) -> SearchError:
        """Take the stamp away, so that nobody opens this index again, and say why."""
        with contextlib.suppress(OSError):
            (self._folder / trust.STAMP).unlink(missing_ok=True)
        return SearchError(f"The index in {self._folder} is damaged ({type(error).__name__}: {error}).")

    def _stamp(self) -> trust.Stamp:
        import whoosh  # 40 ms: only when the index is first used

        from reader.search.schema import FORMAT

        return trust.Stamp(FORMAT, whoosh.versionstring(), unicodedata.unidata_version, self._identity)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Keep other writers out; the lock lies beside the folder, as `clear` removes all that is inside."""
        try:
            self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder.with_name(f"{self._folder.name}.lock")
            lock = ProcessLock(path)
            taken = lock.take()
        except OSError as error:
            raise SearchError(f"The index beside {self._folder} cannot be locked: {error.strerror}.") from error
        if not taken:
            raise IndexBusyError("Another program is writing the index; nothing was changed.")
        try:
            yield
        finally:
            lock.release()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _answered(root: Node | None, masks: Masks) -> Masks:
    """Ask for every mask once, before the index is opened: what goes wrong with one is no damage of the index."""
    return {leaf: masks(leaf) for leaf, _ in leaves(root) if isinstance(leaf, Filter) and is_filter(leaf)}.__getitem__


class _Given:
    """The documents of a batch, and what went wrong in giving them: that is no damage of the index."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = documents
        self.failed: Exception | None = None

    def __iter__(self) -> Iterator[Document]:
        try:
            yield from self._documents
        except Exception as error:
            self.failed = error
            raise
