"""Papers one by one, with a question after each: what `octavo read` does once it knows which papers.

Nothing but lines: no escape sequence, no cursor that moves, nothing that is drawn over. So it works with a screen
reader, a braille line, a terminal that can do nothing, and in a pipe. What is typed means what it means in the reader,
with the keys of the settings; a command's name does as well.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from reader.app.commands import COMMANDS, written_keys
from reader.cli.spoken import spoken, spoken_changes
from reader.errors import OctavoError
from reader.text import as_it_is

if TYPE_CHECKING:
    from reader.config import Settings
    from reader.library import Library
    from reader.library.marks import Marked
    from reader.model import Paper
    from reader.text import Reading

_FORMATS: Final = {
    "copy_bibtex": "bibtex",
    "copy_markdown": "markdown",
    "copy_ris": "ris",
    "copy_csl": "csl-json",
    "copy_json": "jsonl",
}
_HELP: Final = {
    "down": "go to the next paper; so does Enter alone",
    "up": "go to the paper before",
    "top": "go to the first paper",
    "bottom": "go to the last paper",
    "next_unread": "go to the next unread paper",
    "previous_unread": "go to the unread paper before this one",
    "open": "read this paper again",
    "bookmark": "bookmark the paper, or take the bookmark off",
    "read": "mark the paper as read, or as unread again",
    "tag": "with a name: put that tag on, or take it off",
    "note": "with words: add a line to the note; with - take the note away",
    "rate_5": "rate the paper from 1 to 5; 0 takes the rating off",
    "remove": "take the paper out of the library",
    "undo": "take back what was done last",
    "redo": "do again what was taken back",
    "search": "with words: read what a search finds",
    "visit": "say the address of the paper",
    "links": "say the links of the abstract",
    "changes": "say what the newer version changed",
    "copy": "write title and address; the other copies write BibTeX and so on",
    "raw": "write TeX as it was written, or readable",
    "help": "say this",
    "leave": "quit; everything is saved already",
}
"""What the question understands, and what it does here; the names are those of the reader's commands."""


class Streams(NamedTuple):
    """Where lines come from and go to."""

    ask: Callable[[str], str | None]
    """Asks a question and gives the answer, or nothing where there will be none any more."""
    say: Callable[[str], None]
    """Writes a paragraph."""


class OneByOne:
    """Goes through papers."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keymap: Mapping[tuple[str, ...], str],
        streams: Streams,
        find: Callable[[str], Sequence[int]],
        reading: Reading,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Get ready.

        Args:
            library: The papers.
            settings: When a paper becomes read.
            keymap: The reader's keys, as the person has them.
            streams: Where lines come from and go to.
            find: Gives the papers that fit a query.
            reading: How texts are shown.
            clock: Tells the time in seconds.
        """
        self._library = library
        self._settings = settings
        self._keys = {"".join(keys): command for keys, command in keymap.items()}
        self._streams = streams
        self._find = find
        self._reading = self._usual_reading = reading
        self._clock = clock
        self._ids: Sequence[int] = ()
        self._place = 0
        self._since = 0.0
        self._fresh = True
        self._handlers: Mapping[str, Callable[[str], None]] = {
            "down": lambda _rest: self._go(self._place + 1, "That was the last paper."),
            "up": lambda _rest: self._go(self._place - 1, "That was the first paper."),
            "top": lambda _rest: self._go(0),
            "bottom": lambda _rest: self._go(len(self._ids) - 1),
            "next_unread": lambda _rest: self._go_unread(1),
            "previous_unread": lambda _rest: self._go_unread(-1),
            "open": lambda _rest: self._show(),
            "bookmark": self._bookmark,
            "read": self._read,
            "tag": self._tag,
            "note": self._note,
            "remove": self._remove,
            "undo": lambda _rest: self._turn("undo", "Taken back", "There is nothing to take back."),
            "redo": lambda _rest: self._turn("redo", "Done again", "There is nothing to do again."),
            "search": self._search,
            "visit": lambda _rest: self._streams.say(self._paper.link or "This paper has no link."),
            "links": self._links,
            "changes": self._changes,
            "raw": self._raw,
            "help": self._help,
            **{f"rate_{stars}": partial(self._rate, stars) for stars in range(6)},
            "copy": lambda _rest: self._write(lambda paper: f"{self._reading(paper.title).text}\n{paper.link}"),
            "copy_title": lambda _rest: self._write(lambda paper: self._reading(paper.title).text),
            "copy_link": lambda _rest: self._write(lambda paper: paper.link or "This paper has no link."),
            "copy_id": lambda _rest: self._write(lambda paper: paper.key),
            "copy_reference": lambda _rest: self._write(self._citation),
            "copy_cite": lambda _rest: self._write(lambda paper: library.exports.cites([paper.id])[paper.id]),
            **{name: partial(self._copy_as, format_) for name, format_ in _FORMATS.items()},
        }

        if self._keys.get("p") not in self._handlers:
            self._keys["p"] = "up"

    def run(self, ids: Sequence[int]) -> None:
        """Go through papers until nobody answers any more, or is told to quit."""
        self._ids = ids
        self._show()
        keys = f"Enter for next, {self._how_to('help')} for help"
        while (answer := self._streams.ask(f"{self._place + 1:,} of {len(self._ids):,}. {keys}: ")) is not None:
            command, rest = self._meant(answer)
            if command in ("leave", "quit"):
                break
            try:
                self._do(command, rest)
            except OctavoError as error:
                self._streams.say(_sentence(str(error)))
        self._leave()

    def _do(self, command: str, rest: str) -> None:
        if command in self._handlers:
            self._handlers[command](rest)
        elif command.isdecimal():
            number = int(command[:9])
            if 1 <= number <= len(self._ids):
                self._go(number - 1)
            else:
                self._streams.say(f"There are papers 1 to {len(self._ids):,}.")
        elif any(known.id == command for known in COMMANDS):
            self._streams.say(f"{command} means nothing here; {self._how_to('help')} says what does.")
        else:
            near = difflib.get_close_matches(command, self._handlers, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            self._streams.say(f"There is no command {command!r}.{hint} {self._how_to('help')} says which there are.")

    def _meant(self, answer: str) -> tuple[str, str]:
        """Give the command that was typed, by its key or its name, and what stands behind it."""
        words = answer.strip()
        if not words or words.isdecimal():
            return words or "down", ""
        whole = words.replace(" ", "")
        if whole in self._keys and (words == whole or len(whole) < 3):
            return self._keys[whole], ""
        first, _, rest = words.partition(" ")
        if first.startswith("/") and self._keys.get("/") == "search":
            return "search", words[1:].strip()
        return self._keys.get(first, first), rest.strip()

    # Going

    def _go(self, place: int, end: str = "") -> None:
        if not 0 <= place < len(self._ids):
            self._streams.say(end)
            return
        self._leave()
        self._place = place
        self._show()

    def _go_unread(self, step: int) -> None:
        places = range(self._place + step, len(self._ids) if step > 0 else -1, step)
        for place in places:
            papers = self._library.papers([self._ids[place]])
            if papers and not papers[0].marks.read:
                self._go(place)
                return
        self._streams.say("There is no unread paper " + ("after this one." if step > 0 else "before this one."))

    def _show(self) -> None:
        """Write the paper; it is looked at from now on."""
        self._since = self._clock()
        paper = self._library.paper(self._ids[self._place])
        if paper is None:
            self._streams.say(f"Paper {self._place + 1:,} of {len(self._ids):,} was removed.")
            return
        self._fresh = not paper.marks.read
        for line in spoken(paper, self._reading, self._place + 1, len(self._ids)):
            self._streams.say(line)
        if paper.changed and not self._library.unwritable:
            self._library.records.changes.look_at(paper)
        if self._settings.mark_read == "open":
            self._become_read()

    def _leave(self) -> None:
        """A paper that was before one for long enough was read, as in the reader."""
        if self._settings.mark_read == "dwell" and self._clock() - self._since >= self._settings.dwell_seconds:
            self._become_read()

    def _become_read(self) -> None:
        """Mark the paper as read, unless it was, or was marked by hand meanwhile."""
        if not self._fresh or self._library.unwritable:
            return
        self._fresh = False
        try:
            if self._library.read([self._ids[self._place]], on=True) is not None:
                self._streams.say("Marked as read.")
        except OctavoError as error:
            self._streams.say(_sentence(str(error)))

    def _search(self, words: str) -> None:
        words = words or (self._streams.ask("Search for: ") or "").strip()
        if not words:
            return
        found = self._find(words)
        if found:
            self._leave()
            self._ids, self._place = found, 0
            self._show()

    # Marks

    @property
    def _paper(self) -> Paper:
        paper = self._library.paper(self._ids[self._place])
        if paper is None:
            raise OctavoError("this paper was removed; undo brings it back")
        return paper

    def _bookmark(self, _rest: str) -> None:
        paper = self._paper
        on = not paper.marks.bookmarked
        self._mark(lambda: self._library.bookmark([paper.id], on=on), "Bookmarked." if on else "Bookmark taken off.")

    def _read(self, _rest: str) -> None:
        paper = self._paper
        on = not paper.marks.read
        self._fresh = False
        self._mark(lambda: self._library.read([paper.id], on=on), "Marked as read." if on else "Marked as unread.")

    def _rate(self, stars: int, _rest: str) -> None:
        paper = self._paper
        words = f"Rated {stars} of 5." if stars else "Rating taken off."
        self._mark(lambda: self._library.rate([paper.id], stars), words)

    def _tag(self, typed: str) -> None:
        from reader.model import tag_name

        paper = self._paper
        typed = typed or (self._streams.ask("Tag: ") or "").strip()
        if not typed:
            return
        on = tag_name(typed) not in paper.marks.tags
        words = f"Tagged {tag_name(typed)}." if on else f"Tag {tag_name(typed)} taken off."
        self._mark(lambda: self._library.tag([paper.id], [typed], on=on), words)

    def _note(self, typed: str) -> None:
        paper = self._paper
        typed = typed or (self._streams.ask("Line for the note, or - to take the note away: ") or "").strip()
        if not typed:
            return
        text = "" if typed == "-" else "\n".join(filter(None, (paper.marks.note, typed)))
        words = "Note saved." if text else "Note taken away."
        self._mark(lambda: self._library.note(paper.id, text), words, "There is no note.")

    def _remove(self, _rest: str) -> None:
        paper = self._paper
        self._mark(lambda: self._library.records.remove([paper.id]), "Removed from the library; undo brings it back.")

    def _turn(self, kind: str, done: str, nothing: str) -> None:
        marked = self._library.timeline.turn_next("undo" if kind == "undo" else "redo")
        self._fresh = False
        self._streams.say(nothing if marked is None else marked.late or f"{done}: {marked.label}.")

    def _mark(self, act: Callable[[], Marked | None], words: str, nothing: str = "It is so already.") -> None:
        marked = act()
        self._streams.say(nothing if marked is None else marked.late or words)

    # Saying

    def _links(self, _rest: str) -> None:
        from reader.text.links import numbered

        addresses = numbered(self._reading(self._paper.abstract).text).addresses
        for number, address in enumerate(addresses, 1):
            self._streams.say(f"Link {number}: {address}")
        if not addresses:
            self._streams.say("There is no link in this abstract.")

    def _changes(self, _rest: str) -> None:
        paper = self._paper
        former = self._library.records.changes.of(paper)
        if former is None:
            self._streams.say("The library knows no former version of this paper.")
            return
        for line in spoken_changes(paper, former, self._reading):
            self._streams.say(line)

    def _raw(self, _rest: str) -> None:
        raw = self._reading is not as_it_is
        self._reading = as_it_is if raw else self._usual_reading
        self._show()

    def _copy_as(self, name: str, _rest: str) -> None:
        from reader.export import FORMATS

        self._write(lambda paper: self._library.exports.text(paper, FORMATS[name]))

    def _citation(self, paper: Paper) -> str:
        from reader.export.plain import citation

        return citation(next(self._library.exports.references([paper.id])))

    def _write(self, text: Callable[[Paper], str]) -> None:
        for line in text(self._paper).rstrip("\n").split("\n"):
            self._streams.say(line)

    def _help(self, _rest: str) -> None:
        self._streams.say("A number goes to the paper of that number. Otherwise type a key or a name, then Enter:")
        for name, meaning in _HELP.items():
            self._streams.say(f"{' or '.join(self._typed(name))}: {meaning}.")

    def _typed(self, name: str) -> list[str]:
        """Give what may be typed for a command: its keys, as far as a line can hold them, and its name."""
        keys = (key for key, command in self._keys.items() if command == name)
        return [*(key for key in keys if key.isprintable() and not _named(key)), name]

    def _how_to(self, name: str) -> str:
        return self._typed(name)[0]


def _named(key: str) -> bool:
    """Tell whether a key is one that no line can hold, such as `pagedown` or `ctrl+d`."""
    return len(key) > 2 or written_keys((key,)) != key


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
