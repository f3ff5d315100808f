"""The half of the library file that the journals are folded into: marks, searches, acts, and the lines as such.

As in `store`, each method is one transaction around a function of this room.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reader.model import MarkChange, MarksAlike, MarkValue
from reader.store import searches
from reader.store.connections import Connections
from reader.store.values import Act, Folded, SavedQuery


class MarkStore:
    """What of an open library comes from the journals."""

    _connections: Connections

    def fold(
        self,
        journal: str,
        upto: int,
        changes: Sequence[MarkChange | MarksAlike],
        done: Sequence[Act],
        *,
        tail: bytes = b"",
        lines: Sequence[tuple[str, bytes]] = (),
    ) -> set[int]:
        """Take in what was read of a journal up to a byte; give the papers whose marks are not what they were.

        The newest stamp wins for each paper and field, whatever the order and number of folds. A mark under a key that
        no paper has waits for its paper.

        Args:
            journal: The name of the file, without its ending.
            upto: How far it was read, in bytes.
            changes: What the lines set.
            done: The acts that the lines are of.
            tail: By what the file is known again at that place.
            lines: The lines themselves, with the stamps of their acts.
        """
        from reader.store import lines as kept
        from reader.store import marks

        with self._connections.writing() as connection:
            kept.put(connection, lines)
            return marks.fold(connection, journal, Folded(upto, tail), changes, done)

    def folded(self, journal: str) -> int:
        """Give the byte up to which a journal was folded; 0 where it never was."""
        return self.journals().get(journal, Folded()).upto

    def journals(self) -> dict[str, Folded]:
        """Give how far each journal was folded, by its name."""
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.folded(connection)

    def act_lines(self, stamp: str) -> list[bytes]:
        """Read the lines of one act as they stood in a journal."""
        from reader.store import lines

        with self._connections.reading() as connection:
            return lines.of_act(connection, stamp)

    def lines_after(self, stamp: str) -> list[bytes]:
        """Read the lines of all acts after one, on any device."""
        from reader.store import lines

        with self._connections.reading() as connection:
            return list(lines.after(connection, stamp))

    def device_lines(self, device: str) -> list[bytes]:
        """Read all lines of one device that were ever folded, in the order of their stamps."""
        from reader.store import lines

        with self._connections.reading() as connection:
            return list(lines.of_device(connection, device))

    def devices(self) -> list[str]:
        """List the devices of which any line was ever folded."""
        from reader.store import lines

        with self._connections.reading() as connection:
            return lines.devices(connection)

    def current(self, numbers: Sequence[int], field: str) -> dict[int, tuple[MarkValue, tuple[str, ...]]]:
        """Give a field's value on each paper and the stamps that set it: of a note each text that stands, else one.

        The default and no stamp where nothing ever set it.
        """
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.current(connection, numbers, field)

    def latest_stamp(self) -> str:
        """Give the newest stamp that was ever folded, or an empty text."""
        with self._connections.reading() as connection:
            return str(connection.execute("SELECT latest_stamp FROM library").fetchone()[0])

    def forget_marks(self) -> None:
        """Forget all marks, acts and offsets, to fold every journal anew."""
        from reader.store import marks

        with self._connections.writing() as connection:
            marks.forget(connection)

    def marks_digest(self) -> str:
        """Give a text that two libraries share exactly when the same marks and acts were folded into them."""
        from reader.store import check

        with self._connections.reading() as connection:
            return check.digest(connection)

    def standing(
        self, keys: Collection[str], fields: Collection[str]
    ) -> dict[tuple[str, str], list[tuple[str, MarkValue]]]:
        """Give stamp and value that hold for each marked field of the papers that the keys name.

        Of a note several may hold at once.
        """
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.standing(connection, keys, fields)

    def registers(self, key: str) -> dict[str, MarkValue]:
        """Give the fields that were ever set under a key of a saved search, and their values."""
        with self._connections.reading() as connection:
            return searches.registers(connection, key)

    def saved(self) -> list[SavedQuery]:
        """List the saved searches by name."""
        with self._connections.reading() as connection:
            return searches.saved(connection)

    def seen(self) -> dict[str, int]:
        """Give the highest number that a paper had when each watch was last looked at, by the watch's name."""
        with self._connections.reading() as connection:
            return searches.seen(connection)

    def see(self, name: str) -> int:
        """Remember that a watch was looked at now; returns the highest number that a paper has."""
        with self._connections.writing() as connection:
            return searches.see(connection, name)

    def overlook(self, name: str) -> None:
        """Forget how far a watch was seen."""
        with self._connections.writing() as connection:
            searches.overlook(connection, name)

    def next_undo(self, device: str, before: str = "") -> Act | None:
        """Give the act that an undo on this device takes back, or None; with a stamp, the one before it."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.next_undo(connection, device, before)

    def turns(self, act: str, kind: str) -> list[str]:
        """Give the stamps of the undoings (`undo`) or of the redoings (`redo`) of an act."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.turns(connection, act, kind)

    def next_redo(self, device: str) -> Act | None:
        """Give the act that a redo on this device does again, or None; a new act leaves nothing to redo."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.next_redo(connection, device)

    def acts(self, limit: int = 100, offset: int = 0) -> list[Act]:
        """Read what was done on all devices, the newest first."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.acts(connection, limit, offset)

    def act(self, stamp: str) -> Act | None:
        """Read one act as it was done, or its undoing or redoing; None where there is none of this stamp."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.act(connection, stamp)

    def stale_marks(self) -> int:
        """Count the papers whose marks are not what was folded from the journals."""
        from reader.store import marks

        with self._connections.reading() as connection:
            return marks.stale(connection)

    def stamps(self, start: str) -> list[str]:
        """Give the stamps of what was done that begin so, a few at most."""
        from reader.store import acts

        with self._connections.reading() as connection:
            return acts.stamps(connection, start)
