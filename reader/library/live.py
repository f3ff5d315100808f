"""Files that follow a tag: a bibliography beside a thesis that is always what carries the tag.

A file is written when its content would be another, and at once; with papers in the order of their cite keys and
nothing in it that changes by itself, so that a version control system shows what changed and no more. All of it is
Octavo's: a file that does not begin as Octavo's own do is somebody else's, and is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from reader.errors import OctavoError
from reader.export import FORMATS, format_by_ending
from reader.model import Sort
from reader.query.ast import Tagged

if TYPE_CHECKING:
    from reader.library.exporting import Exports
    from reader.store import Store

_ROUNDS: Final = 3
"""Times that it is looked whether the library changed while a file was written."""


class Kept(NamedTuple):
    """What became of one file."""

    tag: str
    path: str
    """As the settings name it."""
    papers: int = 0
    changed: bool = False
    """Whether it had to be written."""
    trouble: str = ""
    """Why it was not, in a sentence."""


class LiveFiles:
    """Keeps the files that follow a tag. One thread at a time."""

    def __init__(self, store: Store, exports: Exports) -> None:
        self._store = store
        self._exports = exports

    def keep(self, wanted: Mapping[str, Sequence[str]]) -> list[Kept]:
        """Bring every file in step with its tag; one that cannot be written costs the others nothing.

        Args:
            wanted: The names of files by the tag that they follow.
        """
        kept: dict[tuple[str, str], Kept] = {}
        for _ in range(_ROUNDS):
            before = self._store.versions()
            for tag, names in wanted.items():
                for name in names:
                    former = kept.get((tag, name))
                    its = self._keep_one(tag, name)
                    kept[tag, name] = its._replace(changed=its.changed or (former is not None and former.changed))
            # Another Octavo that marked meanwhile may have written before this one.
            if self._store.versions() == before:
                break
        return list(kept.values())

    def _keep_one(self, tag: str, name: str) -> Kept:
        format_ = format_by_ending(name)
        if format_ is None:
            endings = ", ".join(one.ending for one in FORMATS.values())
            return Kept(tag, name, trouble=f"{name} has no ending that Octavo writes; those are {endings}.")
        path = Path(name).expanduser()
        try:
            self._exports.check_target(path)
            if not self._exports.is_own(path, format_):
                words = f"Not begun by Octavo, so it was left as it is: {name}. Move it away, or name another file."
                return Kept(tag, name, trouble=words)
            ids = self._store.ids((Tagged(tag),), Sort.DATE)
            cites = self._exports.cites(ids)
            ids_in_order = sorted((number for number in ids if number in cites), key=cites.__getitem__)
            text = "".join(format_.live(self._exports.references(ids_in_order), tag))
            return Kept(tag, name, len(ids_in_order), changed=_write(path, text))
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            return Kept(tag, name, trouble=f"It cannot be written ({why}): {name}, which follows the tag {tag}.")
        except OctavoError as error:
            return Kept(tag, name, trouble=f"{name}: {error}")


def _write(path: Path, text: str) -> bool:
    from reader.export.file import encoded, replace

    data = encoded(text)
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass
    replace(path, [text])
    return True
