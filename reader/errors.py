"""The one tree of errors that Octavo raises on purpose.

Every message is a whole sentence for the person at the keyboard: what is wrong, where, and what to do. Low-level
exceptions are wrapped where they leave their room (`raise StoreError(...) from error`). What is expected to fail
while going through many records (a broken line of an import) is not an error but a value, `model.Problem`.
"""

from __future__ import annotations


class OctavoError(Exception):
    """Something the person can understand and act on; `str(error)` is the message to show."""


class UsageError(OctavoError):
    """What was asked for makes no sense: an unknown paper, an ambiguous key, a rating of 9."""


class UnknownPaperError(UsageError):
    """No paper of the library has this key or a key that begins so."""

    def __init__(self, text: str) -> None:
        super().__init__(f"no paper has a key that begins with {text!r}")
        self.text = text


class RemovedPaperError(UnknownPaperError):
    """The paper that has this key was removed from the library."""

    def __init__(self, text: str, key: str) -> None:
        UsageError.__init__(self, f"{key} was removed from the library; octavo unremove {key} brings it back")
        self.text = text
        self.key = key


class AmbiguousPaperError(UsageError):
    """Several papers have a key that begins so; `keys` holds the first few of them."""

    def __init__(self, text: str, keys: tuple[str, ...]) -> None:
        super().__init__(f"{text!r} could be any of {', '.join(keys)}; give more of the key")
        self.text = text
        self.keys = keys


class UnknownSearchError(UsageError):
    """No search was saved under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no search is saved as {name!r}; octavo searches lists those that are")
        self.name = name


class SourceError(OctavoError):
    """A file, folder or stream could not be read at all; one broken record never raises this."""


class StoreError(OctavoError):
    """The library file cannot be opened, read or written."""


class UnwritableError(StoreError):
    """The library cannot be written: permissions, a read-only or a full disk. It may still be read."""


class DamagedLibraryError(StoreError):
    """The library file is damaged, or no library at all; `octavo doctor --fix` saves what can be read of it."""


class NewerLibraryError(StoreError):
    """The library was written by a newer Octavo; it is left untouched."""


class JournalError(OctavoError):
    """A mark could not be written to the journal, so it must not be shown as made."""


class BackupError(OctavoError):
    """A backup cannot be made or restored; what is in place was not changed."""


class SearchError(OctavoError):
    """The index cannot answer now; it is rebuilt in the background, and the library still works without it."""


class IndexBusyError(SearchError):
    """Another process holds the index and does not get on; what is in it answers."""


class NetworkError(OctavoError):
    """A source on the network did not give what it was asked for; what is in the library is unharmed."""


class BusyError(OctavoError):
    """Another process does just this for the same library already."""


class ConfigError(OctavoError):
    """The settings hold what means nothing: each problem names the file, the key and the nearest, a line each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        """All that is wrong, so that it can be mended at once."""


class SearchCancelled(Exception):  # noqa: N818 - no error: it carries the wish to stop out of the middle of a search
    """A search was given up, because nobody waits for its answer any more."""
