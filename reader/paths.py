"""Where things lie: the folders shipped with the program, and the three folders of a person's own.

`reader/`, `styles/` and `seeds/` are siblings in a checkout, in an editable install and in site-packages, so one
expression finds the shipped folders everywhere. A person's folders follow the XDG base directory specification
(https://specifications.freedesktop.org/basedir-spec/latest/); `--home DIR` or `OCTAVO_HOME` puts all under one roof.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

STYLES = _ROOT / "styles"
"""The style sheets, one a widget or screen."""

SEEDS = _ROOT / "seeds"
"""The bundled Daily Papers pages."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that one person's library lives in. Nothing is created until `create` is called."""

    data: Path
    """The library and the journal: what must never be lost."""
    cache: Path
    """The index: can be deleted at any time."""
    config: Path
    """The settings file's folder; the program writes there only the option that somebody changes on the screen."""

    @property
    def library(self) -> Path:
        """The SQLite file with the papers."""
        return self.data / "library.db"

    @property
    def journal(self) -> Path:
        """The folder with one `<device>.jsonl` for each device that marked papers."""
        return self.data / "journal"

    @property
    def devices(self) -> Path:
        """The file that tells which journal is this host's own."""
        return self.data / "devices.json"

    @property
    def screen(self) -> Path:
        """The file that remembers the view, paper and pane of the last session."""
        return self.data / "screen.json"

    @property
    def queries(self) -> Path:
        """The file that remembers the queries that were searched for."""
        return self.data / "queries.json"

    @property
    def backups(self) -> Path:
        """The folder with copies of the library as former versions left it."""
        return self.data / "backups"

    @property
    def synced(self) -> Path:
        """The file that remembers what was fetched from which source, and when."""
        return self.data / "synced.json"

    @property
    def sync_lock(self) -> Path:
        """Held by the one process that fetches what is followed."""
        return self.data / "sync.lock"

    @property
    def turns(self) -> Path:
        """The folder with a file for each service on the network that tells when it may be asked again."""
        return self.cache / "turns"

    @property
    def index(self) -> Path:
        """The folder with the full-text index."""
        return self.cache / "index"

    @property
    def live_note(self) -> Path:
        """The file that remembers which library and settings the files that follow a tag were last written for."""
        return self.cache / "live"

    @property
    def settings(self) -> Path:
        """The person's own settings."""
        return self.config / "config.toml"

    @property
    def log(self) -> Path:
        """The file that unexpected errors are written to, with their tracebacks."""
        return self.cache / "octavo.log"

    def create(self) -> None:
        """Create the data and cache folders, readable by their owner alone, whatever the umask.

        Raises:
            OSError: a folder cannot be created.
        """
        for folder in (self.data, self.journal, self.cache):
            make_private(folder)
            if folder.stat().st_uid == os.getuid() and folder.stat().st_mode & 0o077:
                folder.chmod(0o700)


def make_private(folder: Path) -> None:
    """Create a folder, and those above it that are missing, for their owner alone, as the XDG specification asks.

    `Path.mkdir` gives only the last one its mode: with a wide umask anybody could put another folder in its place.

    Raises:
        OSError: a folder cannot be created.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def find_places(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Places:
    """Tell where this person's library lies.

    Args:
        home: The folder given with `--home`; it wins over `OCTAVO_HOME`, which wins over the XDG folders.
        environ: The environment, injected for tests.
    """
    root = home or (Path(environ["OCTAVO_HOME"]) if environ.get("OCTAVO_HOME") else None)
    if root is not None:
        root = root.expanduser().absolute()
        return Places(data=root / "data", cache=root / "cache", config=root / "config")
    base = Path(environ.get("HOME") or "~").expanduser()
    return Places(
        data=_xdg(environ, "XDG_DATA_HOME", base / ".local" / "share"),
        cache=_xdg(environ, "XDG_CACHE_HOME", base / ".cache"),
        config=_xdg(environ, "XDG_CONFIG_HOME", base / ".config"),
    )


def _xdg(environ: Mapping[str, str], name: str, default: Path) -> Path:
    # The specification asks to ignore relative paths.
    given = Path(environ.get(name, ""))
    return (given if given.is_absolute() else default) / "octavo"
