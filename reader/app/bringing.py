"""Bringing papers in from the reader: choosing a file or folder, the import under way, and the report at its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from reader.app.asking import Asker
from reader.app.folders import Folder, Item, look, nearest, shown, size_words
from reader.app.import_job import ImportJob
from reader.app.picking import Picking
from reader.app.session import Session
from reader.app.stage import Stage
from reader.model import clean_line
from widgets import painting
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.importing import ImportReport

_ROOM: Final = 30
"""Choices that the picker has room for, so that it keeps its size from folder to folder."""
_UP: Final = ".."
_HELP: Final = "Enter opens or brings in  Tab all of this folder  Backspace up"
_MEASURE: Final = (20, 70)
"""The narrowest and the widest line of a report, in cells."""
_AROUND: Final = 10
"""Cells of the screen that a line of a report cannot have."""
_YEAR: Final = 4
"""Digits of a year."""
_FIRST_YEAR: Final = 1000
_BEGAN: Final = 2023
"""The year of the first Daily Papers: years since then are offered for a page that names none."""


class Screen(NamedTuple):
    """What the import needs of the screen beside its stage."""

    later: Callable[..., object]
    """Calls a function with arguments in the screen's own turn; may be called in any thread."""
    work: Callable[[str], None]
    """Says what goes on in the background."""
    width: Callable[[], int]
    """The cells of a line."""
    free: Callable[[], bool]
    """Whether nothing else is open that takes the keys."""
    arrived: Callable[[], None]
    """Called when what keys were held back for is there."""
    take_back: Callable[[str, str], None]
    """Takes an import back, by its stamp; the other is what to call it."""


class Bringing:
    """The commands that bring papers in."""

    def __init__(self, stage: Stage, picking: Picking, asker: Asker, session: Session, screen: Screen) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose, and shows the report.
            asker: Reads folders in a thread.
            session: Remembers the folder of the last time.
            screen: More of the screen.
        """
        self._stage = stage
        self._picking = picking
        self._asker = asker
        self._session = session
        self._screen = screen
        self._job = ImportJob(stage.library, self._progressed, self._ended)
        self._opening = 0
        self._folder = Folder(Path())
        self._hidden = False
        self._at = ""
        self._looking = False
        self._path = Path()
        """What is brought in, or was last."""
        self._name = ""
        self._named_without = ""
        """The folder of what is brought in, as messages name it, with a slash."""
        self._report: ImportReport | None = None
        self._is_new = False
        """The report was not shown yet."""
        self._touched = False
        """A key was pressed since the import began."""
        self._ending = False
        """The thread has ended an import, and the screen has not yet."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"import": self._begin, "import_report": self._show_report}

    @property
    def awaited(self) -> bool:
        """Whether keys typed now are meant for a folder that is being read."""
        return self._looking and self._picking.is_open(self._opening)

    @property
    def busy(self) -> bool:
        """Whether an import is under way, or has ended and is not shown yet."""
        return not self._job.idle or self._ending

    def touched(self) -> None:
        """Take note of a key: what opens by itself now would be in its way."""
        self._touched = True

    def stop(self) -> None:
        """End what is under way; what is in stays."""
        self._job.stop()

    def _begin(self) -> None:
        if self._stage.library.unwritable:
            self._stage.say(self._stage.library.unwritable, alarm=True)
        elif self.busy:
            self._offer_to_stop()
        elif self._is_new:
            self._show_report()
        else:
            start = Path(self._session.folder or "~")
            self._go(lambda: look(nearest(start) if self._session.folder else start))

    # Choosing

    def _go(self, find: Callable[[], Folder | Path], at: str = "") -> None:
        """Look into a folder; the keys that come meanwhile are for what is in it."""
        self._at = at
        self._looking = True
        title = _title(self._folder.path) if self._folder.items else "Bring papers in"
        self._opening = self._picking.begin(
            title, (), self._picked, help_=_HELP, waiting="Reading the folder.", room=_ROOM
        )
        self._asker.ask(find, self._arrived, self._failed)

    def _arrived(self, found: Folder | Path) -> None:
        """Show what is in the folder, or bring the file in; whoever closed the picker meanwhile wants neither."""
        wanted = self.awaited
        self._looking = False
        if wanted:
            if isinstance(found, Path):
                self._picking.close(self._opening)
                self._start(found)
            elif found.trouble and self._folder.items:
                self._stage.say(found.trouble, alarm=True)
                self._show_folder()
            else:
                self._folder = found
                self._show_folder()
        self._screen.arrived()

    def _failed(self, words: str) -> None:
        self._looking = False
        self._picking.close(self._opening)
        self._stage.say(words, alarm=True)
        self._screen.arrived()

    def _show_folder(self) -> None:
        self._hidden = False
        items = self._folder.items
        at = next((str(index) for index, item in enumerate(items) if item.name == self._at), "")
        self._opening = self._picking.begin(
            _title(self._folder.path),
            tuple(self._choices()),
            self._picked,
            help_=_HELP,
            create="Go to",
            at=at,
            room=_ROOM,
            keys={"tab": self._offer_whole, "backspace": self._up, "ctrl+h": self._up},
            narrowed=self._narrowed,
        )

    def _choices(self) -> Iterator[Choice]:
        folder = self._folder
        if folder.path != folder.path.parent:
            yield Choice(_UP, _UP, folder.trouble)
        for index, item in enumerate(folder.items):
            if self._hidden or not item.name.startswith("."):
                yield Choice(str(index), item.label, aside=size_words(item.size))
        if folder.left_out:
            yield Choice(_UP, "...", f"and {folder.left_out:,} more; type the whole name of one")

    def _narrowed(self, typed: str) -> None:
        """Offer what is hidden once a dot is typed."""
        hidden = typed.startswith(".") and typed != _UP
        if hidden != self._hidden:
            self._hidden = hidden
            self._picking.renew(self._opening, tuple(self._choices()))

    def _picked(self, choice: Choice, typed: str) -> None:
        path = self._folder.path
        if choice.id == _UP:
            self._up()
        elif not choice.id:
            there = path / typed.strip()
            self._go(lambda: look(there if not typed.strip().startswith("~") else Path(typed.strip())))
        else:
            item: Item = self._folder.items[int(choice.id)]
            self._go(lambda: look(path / item.name))

    def _up(self) -> None:
        path = self._folder.path
        if path != path.parent:
            self._go(lambda: look(path.parent), at=path.name)

    def _offer_whole(self) -> None:
        path = self._folder.path

        def picked(choice: Choice, _typed: str) -> None:
            if choice.id == "all":
                self._start(path)
            else:
                self._show_folder()

        self._picking.begin(
            f"Bring in all of {shown(path.name or str(path))}?",
            (
                Choice("all", "Every file in it", "and in the folders below it"),
                Choice("back", "Choose a file"),
            ),
            picked,
            help_="Enter takes  Esc closes",
        )

    # Under way

    def _start(self, path: Path, year: int | None = None) -> None:
        self._session.choose_folder(str(path if path == self._folder.path else path.parent))
        self._path = path
        self._name = shown(path.name or str(path))
        whole = path == self._folder.path
        self._named_without = clean_line(str(path if whole else path.parent)).rstrip("/") + "/"
        self._report, self._is_new, self._touched = None, False, False
        self._stage.say(f"Bringing in {self._name}; {self._stage.how_to('import')} stops it.")
        self._screen.work("importing")
        self._job.start([path], year)

    def _offer_to_stop(self) -> None:
        def picked(choice: Choice, _typed: str) -> None:
            if choice.id == "stop" and self.busy:
                self._job.interrupt()
                self._stage.say("Stopping; what is in stays.")

        self._picking.begin(
            f"Bringing in {self._name}",
            (
                Choice("stop", "Stop", f"what is in stays; {self._stage.how_to('undo')} takes that back"),
                Choice("on", "Go on", self._job.words),
            ),
            picked,
            help_="Enter takes  Esc goes on",
        )

    def _progressed(self, words: str) -> None:
        self._screen.later(self._screen.work, words)

    def _ended(self, report: ImportReport | None, trouble: str) -> None:
        self._ending = True
        self._screen.later(self._finish, report, trouble)

    def _finish(self, report: ImportReport | None, trouble: str) -> None:
        """Show what came in, in the lists first."""
        from reader.app.import_report import counted

        self._ending = False
        self._screen.work("")
        if report is None or report.stamp:
            self._stage.papers_changed()
        if report is None:
            self._stage.say(trouble, alarm=True)
            return
        self._report, self._is_new = report, True
        if not self._touched and self._screen.free():
            self._stage.say("")
            self._show_report()
        else:
            shows = f"{self._stage.how_to('import')} shows the report"
            self._stage.say(f"{counted(report)}; {shows}.", alarm=bool(report.problem_count))

    # The report

    def _show_report(self) -> None:
        from reader.app.import_report import counted, report_lines

        report = self._report
        if report is None:
            brings = f"{self._stage.how_to('import')} brings papers in"
            self._stage.say(f"Nothing was brought in since the reader was opened; {brings}.")
            return
        self._is_new = False
        width = max(_MEASURE[0], min(_MEASURE[1], self._screen.width() - _AROUND))
        told = report_lines(report, width, self._named_without, self._stage.how_to("views"))
        lines = tuple(Choice("", label, detail) for label, detail in told)
        keys = {"u": self._take_back} if report.stamp else {}
        help_ = "u takes the import back  Esc closes" if keys else "Esc closes"
        if report.undated:
            keys["y"] = self._ask_year
            help_ = f"y gives the year  {help_}"
        opening = self._picking.tell(
            self._name,
            f"{'Stopped. ' if report.interrupted else ''}{counted(report)}.",
            room=len(lines),
            help_=help_,
            keys=keys,
        )
        self._picking.renew(opening, lines)
        self._opening = opening

    def _ask_year(self) -> None:
        """Bring the same in once more, with the year that is chosen or typed."""
        from reader.app.import_report import days

        report = self._report
        if report is None:
            return

        def picked(choice: Choice, typed: str) -> None:
            year = choice.id or typed.strip()
            if self.busy:
                self._offer_to_stop()
            elif len(year) == _YEAR and year.isascii() and year.isdecimal() and int(year) >= _FIRST_YEAR:
                self._start(self._path, int(year))
            else:
                self._stage.say("A year has four digits.", alarm=True)

        this = time.gmtime().tm_year
        self._picking.begin(
            f"Which year is {days(report.undated)} of?",
            tuple(Choice(str(year), str(year)) for year in range(this, _BEGAN - 1, -1)),
            picked,
            help_="Enter takes, or type another  Esc closes",
            create="The year",
        )

    def _take_back(self) -> None:
        self._picking.close(self._opening)
        if self._report is not None and self._report.stamp:
            self._screen.take_back(self._report.stamp, f"import of {self._name}")


def _title(path: Path) -> str:
    """Write a folder as a title: its end matters most."""
    words = shown(str(path))
    home = shown(str(Path.home()))
    if words == home or words.startswith(home + "/"):
        words = "~" + words[len(home) :]
    cut = words
    while painting.cells(cut) > _MEASURE[1] - _AROUND and "/" in cut[4:]:
        cut = ".../" + cut[4:].partition("/")[2]
    return f"Bring papers in from {cut}" if painting.cells(cut) < _MEASURE[1] - 2 * _AROUND else cut
