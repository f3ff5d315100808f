"""A note is written in the person's own editor.

The editor gets a file that nobody else can read, in a folder that nobody else can enter; both are gone afterwards,
unless what was written could not be kept otherwise.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from reader.app.outside import Outside, in_a_shell, program_there
from reader.app.stage import Stage
from reader.errors import OctavoError
from reader.model import MAX_NOTE, clean_block

_EDITORS: Final = ("sensible-editor", "nano", "vi", "vim", "emacs -nw")
"""What is taken where nothing is set: Debian's own choice, then what is easy to leave."""
_KILLED: Final = 128
"""Statuses above are those of signals."""
_MOST_READ: Final = 1 << 20
"""Bytes of a file that are read; a note is far shorter."""


class Edited(NamedTuple):
    """What became of a text in the editor."""

    text: str | None = None
    """The text as it was left, or nothing where it is as it was."""
    trouble: str = ""
    """Why it is as it was, where the editor did not end well."""
    kept: bool = False
    """Whether the file stays, because another text stands in it that could not be taken."""


class Editing:
    """Opens the editor."""

    def __init__(
        self,
        stage: Stage,
        outside: Callable[[], Outside],
        environ: Mapping[str, str],
        editor: Callable[[], str],
        too_long: Callable[[str], None],
    ) -> None:
        """Connect.

        Args:
            stage: The screen.
            outside: Gives what can step aside.
            environ: Tells which editor there is.
            editor: Gives the editor of the settings, or an empty text.
            too_long: Lets a person shorten a text that is too long for a note.
        """
        self._stage = stage
        self._outside = outside
        self._environ = environ
        self._editor = editor
        self._too_long = too_long

    def edit(self, text: str) -> Edited:
        """Let a person edit a text, and give what became of it."""
        edited, folder = self._edit(text)
        if not edited.kept:
            shutil.rmtree(folder, ignore_errors=True)
        return edited

    def edit_note(self) -> None:
        """Let a person edit the note on the paper."""
        stage = self._stage
        if stage.library.unwritable:
            # Said before somebody writes what could not be kept.
            stage.say(stage.library.unwritable, alarm=True)
            return
        paper = stage.paper
        assert paper is not None, "commands that need a paper are not run without one"
        before = paper.marks.note
        edited, folder = self._edit(before)
        kept = edited.kept
        if edited.trouble:
            stage.say(f"The note is as it was. {edited.trouble}", alarm=True)
        elif edited.text is None:
            stage.say("The note is as it was.")
        else:
            kept = self._keep(paper.id, before, edited.text, folder)
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)

    def _keep(self, paper_id: int, before: str, text: str, folder: Path) -> bool:
        """Keep a text as the note; tells whether the file must stay because that failed."""
        stage = self._stage
        try:
            now = stage.library.paper(paper_id)
            meanwhile = now.marks.note if now is not None else before
            joined = meanwhile not in (before, text)
            if joined:
                # Somebody else wrote it while the editor was open: neither text is lost.
                text = f"{text}\n\n{meanwhile}".strip()
            if len(text) > MAX_NOTE:
                self._too_long(text)
                return False
            marked = stage.library.note(paper_id, text)
        except OctavoError as error:
            stage.say(f"{error} What you wrote is kept in {folder / _NAME}.", alarm=True)
            return True
        stage.marks_changed()
        if marked is not None and marked.late:
            stage.say(marked.late, alarm=True)
        elif joined:
            stage.say("Saved, with what was written elsewhere meanwhile: both are in it.")
        else:
            stage.say("Note saved." if text else "The note is gone.")
        return False

    def _edit(self, text: str) -> tuple[Edited, Path]:
        """Open the editor on a text; gives the folder that it was in, for the caller to take away."""
        folder = Path(tempfile.mkdtemp(prefix="octavo-"))  # for its owner only
        path = folder / _NAME
        outside = self._outside()
        if not outside.possible:
            return Edited(trouble="The reader has no terminal here that it could hand over."), folder
        named = self._editor() or self._environ.get("VISUAL") or self._environ.get("EDITOR") or ""
        command = named or next((one for one in _EDITORS if program_there(one)), "")
        if not command:
            return Edited(trouble="There is no editor here; set VISUAL or EDITOR."), folder
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "w", encoding="utf-8") as written:
                written.write(f"{text}\n" if text else "")
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            return Edited(trouble=f"The text cannot be written to {path} ({why})."), folder
        ended = outside.run(in_a_shell(command, str(path)))
        after = _read(path)
        if after == clean_block(text):
            after = None
        if ended.well or outside.told:
            return Edited(after), folder
        said = ended.words("The editor")
        if after is None or ended.status <= _KILLED:
            return Edited(trouble=said), folder
        # Left with a status of its own it was told to forget what was written; killed it was not.
        return Edited(trouble=f"{said} What it saved is in {path}.", kept=True), folder


_NAME: Final = "note.txt"


def _read(path: Path) -> str | None:
    """Read what the editor left, in whatever encoding it writes; nothing where there is no file any more."""
    data = None
    with suppress(OSError), path.open("rb") as file:
        data = file.read(_MOST_READ)
    if data is None:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return clean_block(text)
