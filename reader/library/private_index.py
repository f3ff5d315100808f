"""An index for one user of a library that can only be read and whose own index is missing, old or somebody else's.

It lies in the folder that the system gives each user until they log out (XDG base directories, `XDG_RUNTIME_DIR`), or
among the temporary files; in a folder that is open to nobody else, or it is not used.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import SearchError
from reader.indexing import Indexer
from reader.locking import ProcessLock
from reader.search import WhooshIndex
from reader.store import Change, Store

if TYPE_CHECKING:
    from reader.indexing import IndexProgress
    from reader.model import Paper


class PrivateIndex:
    """The index, and the folder that it lies in."""

    def __init__(self, store: Store, environ: Mapping[str, str] = os.environ) -> None:
        """Find or make the folder.

        Raises:
            SearchError: there is no place for it.
        """
        self._store = store
        self._passing = False
        try:
            self._folder = self._place(environ)
        except OSError as error:
            raise SearchError(
                f"There is no index of this library that can be used, and no place to make one: {error.strerror}."
            ) from error
        self._turn = ProcessLock(self._folder / "index.turn")
        self.index = WhooshIndex(self._folder / "index", store.identity)

    def update(self, stop: threading.Event, progress: Callable[[IndexProgress], None]) -> int:
        """Put every paper in, unless they all are; returns how many that were."""
        made, version = self._folder / "made.txt", str(self._store.versions().papers)
        while not self._turn.take():
            if stop.wait(0.2):
                return 0
        try:
            with suppress(OSError, SearchError):
                if made.read_text() == version and self.index.count() == self._store.count(()):
                    return 0
            made.unlink(missing_ok=True)
            self.index.clear()
            done = Indexer(_Everything(self._store), self.index).run(stop, progress)
            if not stop.is_set():
                made.write_text(version)
            return done
        except OSError as error:
            raise SearchError(f"The index in {self._folder} cannot be written: {error.strerror}.") from error
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let go of the files; where nobody could find them again, remove them."""
        self.index.close()
        if self._passing:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self, environ: Mapping[str, str]) -> Path:
        given = environ.get("XDG_RUNTIME_DIR", "")
        base = Path(given) if os.path.isabs(given) else Path(tempfile.gettempdir())
        folder = base
        for name in (f"octavo-{os.getuid()}", self._store.identity):
            folder /= name
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
            its = os.lstat(folder)
            if not stat.S_ISDIR(its.st_mode) or its.st_uid != os.getuid() or its.st_mode & 0o077:
                self._passing = True
                return Path(tempfile.mkdtemp(prefix="octavo-"))
        return folder


class _Everything:
    """All papers of a library, as an outbox that is emptied here and not there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Change] = []
        self.note_all()

    def changes_pending(self) -> int:
        return len(self._waiting)

    def take_changes(self, limit: int) -> list[Change]:
        return self._waiting[:limit]

    def papers(self, ids: Sequence[int]) -> list[Paper]:
        return self._store.papers(ids)

    def settle(self, changes: Sequence[Change]) -> None:
        # They are always the oldest ones, as they were taken.
        del self._waiting[: len(changes)]

    def note_all(self) -> None:
        from reader.model import Sort

        self._waiting = [Change(number, number) for number in self._store.ids((), Sort.DATE)]
