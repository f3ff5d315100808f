"""Papers go to other programs of the person: to a command of the shell, or to the pager. And the shell itself.

What a paper holds never becomes a part of a command: it is on the standard input and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from reader.app.outside import Outside, in_a_shell, program_there, shell_of
from reader.app.picking import Picking
from reader.app.stage import Stage
from reader.errors import OctavoError
from reader.model import safe_line
from widgets.picker import Choice

_KEPT: Final = 20
"""Commands that are offered again, until the reader is left: one may hold what is not to be written to a disk."""
_SHELL: Final = "\0shell"
_PAGERS: Final = ("less -R", "more")
"""What is taken where nothing is set, the better one first."""


class Piping:
    """The commands that hand papers to programs of the shell."""

    def __init__(
        self,
        stage: Stage,
        picking: Picking,
        outside: Callable[[], Outside],
        environ: Mapping[str, str],
        pager: Callable[[], str],
        targets: Callable[[], Sequence[int]],
    ) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Asks for a command.
            outside: Gives what can step aside.
            environ: Tells which shell and pager there are.
            pager: Gives the pager of the settings, or an empty text.
            targets: Gives the papers that are meant: those selected, or the one under the cursor.
        """
        self._stage = stage
        self._picking = picking
        self._outside = outside
        self._environ = environ
        self._pager = pager
        self._targets = targets
        self._piped: list[str] = []
        self._ran: list[str] = []

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "pipe": lambda: self._choose_pipe(self._targets(), "text"),
            "pipe_json": lambda: self._choose_pipe(self._targets(), "jsonl"),
            "shell": self._choose_command,
            "pager": self._page,
        }

    # To a command

    def _choose_pipe(self, ids: Sequence[int], format_: str, typed: str = "") -> None:
        """Ask for the command; what is acted on is what was so then."""
        if self._cannot():
            return
        papers = "the paper" if len(ids) == 1 else f"{len(ids):,} papers"
        other = "jsonl" if format_ == "text" else "text"
        words = {"text": "text", "jsonl": "JSON"}
        self._picking.begin(
            f"Pipe {papers} as {words[format_]} to",
            _choices(self._piped),
            lambda choice, said: self._pipe(ids, format_, choice.id or said.strip()),
            help_=f"Type a command  Enter runs it  Tab as {words[other]}  Esc closes",
            create="Run",
            made_first=True,
            waiting="Type a command.",
            typed=typed,
            tabbed=lambda said: self._choose_pipe(ids, other, said),
        )

    def _pipe(self, ids: Sequence[int], format_: str, command: str) -> None:
        try:
            text = self._text(ids, format_)
        except OctavoError as error:
            self._stage.say(str(error), alarm=True)
            return
        _remember(self._piped, command)
        self._run(command, text)

    def _text(self, ids: Sequence[int], format_: str, *, marks: bool = False) -> str:
        from reader.export import FORMATS, Options

        pieces: list[str] = []
        self._stage.library.exports.write(ids, FORMATS[format_], pieces.append, Options(marks=marks))
        return "".join(pieces)

    # The shell

    def _choose_command(self) -> None:
        if self._cannot():
            return
        shell = shell_of(self._environ)
        self._picking.begin(
            "Run",
            [Choice(_SHELL, "The shell itself", shell), *_choices(self._ran)],
            lambda choice, said: self._shell(shell) if choice.id == _SHELL else self._ran_so(choice.id or said.strip()),
            help_="Type a command  Enter runs it  Esc closes",
            create="Run",
            made_first=True,
            tabbed=lambda _said: None,  # Tab takes nowhere else what was not typed to its end
        )

    def _shell(self, shell: str) -> None:
        ended = self._outside().run([shell], head=f"[octavo] {shell}: exit goes back to the reader.")
        if ended.trouble:
            self._stage.say(ended.words(shell), alarm=True)

    def _ran_so(self, command: str) -> None:
        _remember(self._ran, command)
        self._run(command, None)

    def _run(self, command: str, given: str | None) -> None:
        argv = [shell_of(self._environ), "-c", command]
        head = f"[octavo] {'|' if given is not None else '!'} {safe_line(command)}"
        ended = self._outside().run(argv, given=given, head=head, asks="The command")
        self._stage.say(ended.words("The command"), alarm=not ended.well)

    # The pager

    def _page(self) -> None:
        if self._cannot():
            return
        named = self._pager() or self._environ.get("PAGER", "")
        command = next((one for one in (named, *_PAGERS) if one and program_there(one)), "")
        if not command:
            self._stage.open(opened=True)
            self._stage.say("There is no pager here; this is the reader's own page.")
            return
        try:
            text = self._text(self._targets(), "text", marks=True)
        except OctavoError as error:
            self._stage.say(str(error), alarm=True)
            return
        # What does not wait for a key by itself would be gone before anybody read it.
        asks = "The pager" if command.split()[0].rpartition("/")[2] == "cat" else ""
        ended = self._outside().run(in_a_shell(command), given=text, asks=asks)
        if not ended.well:
            self._stage.say(ended.words("The pager"), alarm=True)
        elif named and command != named:
            self._stage.say(f"There is no {safe_line(named)} here; that was {command}.")

    def _cannot(self) -> bool:
        if self._outside().possible:
            return False
        self._stage.say("The reader has no terminal here that it could hand over.", alarm=True)
        return True


def _choices(commands: Sequence[str]) -> list[Choice]:
    return [Choice(command, command) for command in reversed(commands)]


def _remember(commands: list[str], command: str) -> None:
    if command in commands:
        commands.remove(command)
    commands.append(command)
    del commands[:-_KEPT]
