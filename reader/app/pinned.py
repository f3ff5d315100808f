"""Views on the digits: those of the settings, those put there on the screen, and those of the command table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from reader.app.keys import Given, KeyMachine
from reader.app.places import Spot, Whereabouts
from reader.app.saving import id_of
from reader.app.views import ALL, BOOKMARKS, UNREAD, edition_view
from reader.config import SAVED, Pin
from reader.library.plain import is_plain, usual_sort
from reader.model import clean_line
from reader.query.parse import parse
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.app.saved_views import SavedViews
    from reader.app.searching import Searching
    from reader.app.session import Session
    from reader.app.stage import Stage

DIGITS: Final = "123456789"
_KEPT: Final = "pins"
_LONGEST: Final = 2_000
"""Characters of a text that are believed: as many as a query may have."""
_PINNED: Final = "pin "
"""The beginning of the id of a choice that is offered only because a digit has it."""


class Pinned:
    """Knows the view of each digit.

    What was put there on the screen comes before the settings, and those before the command of which it is the key.
    """

    def __init__(
        self,
        stage: Stage,
        settings: Mapping[str, Pin],
        session: Session,
        machine: KeyMachine,
        whereabouts: Whereabouts,
        saved: SavedViews,
        searching: Searching,
        given: Given,
    ) -> None:
        """Connect.

        Args:
            stage: The screen.
            settings: The views of the settings, by their digits.
            session: Keeps what is put on a digit on the screen.
            machine: Knows which commands have a digit for their key.
            whereabouts: Knows what is shown, and shows views.
            saved: Shows saved searches.
            searching: Shows queries with words.
            given: The digit that was typed.
        """
        self._stage = stage
        self._settings = settings
        self._session = session
        self._machine = machine
        self._whereabouts = whereabouts
        self._saved = saved
        self._searching = searching
        self._given = given

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {"view": self._show_given, "pin_view": self._pin_given}

    def name(self, digit: str) -> str:
        """Give the name of the view that somebody put on a digit, or an empty text."""
        pin = self._pin(digit)
        return _called(pin) if pin is not None else ""

    def show(self, digit: str) -> None:
        """Show the view that somebody put on a digit."""
        pin = self._pin(digit)
        if pin is None:
            self._stage.say(f"No view is on {digit}; {self._puts(digit)} puts the one on the screen there.")
            return
        if pin.query.startswith(SAVED):
            self._saved.open(pin.query.removeprefix(SAVED))
            return
        query = parse(pin.query)
        if is_plain(query) and not query.problems:
            self._whereabouts.show(pin.name or pin.query, pin.query, query.sort or usual_sort(query))
        else:
            self._searching.revisit(pin.query, "")  # which also tells what of it cannot be read

    def marked(self, choices: list[Choice]) -> Iterator[Choice]:
        """Write the digits behind the views that are offered, and offer those that only a digit has."""
        digits: dict[str, str] = {}
        for digit in DIGITS:
            if (where := self._offered_as(digit)) is not None:
                digits.setdefault(where, digit)
        offered = {choice.id for choice in choices}
        for choice in choices:
            yield choice._replace(aside=f"{choice.aside}  {digits.get(choice.id, ' ')}")
        for digit in digits.values():
            pin = self._pin(digit)
            if pin is not None and self._offered_as(digit) not in offered:
                yield Choice(f"{_PINNED}{digit}", self.name(digit), pin.query if pin.name else "", f"  {digit}")

    def take(self, choice: Choice) -> bool:
        """Show what was taken if it is a view that only a digit has, and tell whether it was."""
        if not choice.id.startswith(_PINNED):
            return False
        self.show(choice.id.removeprefix(_PINNED))
        return True

    def _show_given(self) -> None:
        if self._given.letter in DIGITS:
            self.show(self._given.letter)
        else:
            self._stage.say("Views are on the digits from 1 to 9.")

    def _pin_given(self) -> None:
        digit = self._given.letter
        if digit not in DIGITS:
            self._stage.say(f"Views are on the digits from 1 to 9: {self._puts()} and a digit puts this one there.")
            return
        kept, pin = dict(self._session.kept(_KEPT)), _pin_of(self._whereabouts.here())
        if not pin.query and pin.name != ALL.name:
            self._stage.say("There is no view here to put on a digit.")
            return
        if _read(kept.get(digit)) == pin:
            del kept[digit]
            before = self._settings.get(digit)
            words = f"Taken off {digit}{f', which is {_called(before)} again' if before else ''}."
        else:
            kept[digit] = pin._asdict()
            words = f"{digit} shows {_called(pin)} from now on; {self._puts(digit)} here takes it off."
        self._session.keep(_KEPT, kept)
        self._whereabouts.save_soon()
        self._stage.say(words)

    def _puts(self, digit: str = "") -> str:
        return self._stage.how_to("pin_view", letter=digit)

    def _pin(self, digit: str) -> Pin | None:
        return _read(self._session.kept(_KEPT).get(digit)) or self._settings.get(digit)

    def _offered_as(self, digit: str) -> str | None:
        """Give the id of the choice that offers the view of a digit, or nothing where it has none."""
        pin = self._pin(digit)
        if pin is not None:
            return id_of(pin.query.removeprefix(SAVED)) if pin.query.startswith(SAVED) else pin.query
        command = self._machine.alone(digit)
        if command == "newest":
            editions = self._stage.library.editions()
            return edition_view(editions[-1].edition).query if editions else None
        views = {"all": ALL, "unread": UNREAD, "bookmarks": BOOKMARKS}
        return views[command].query if command in views else None


def _called(pin: Pin) -> str:
    return pin.name or pin.query.removeprefix(SAVED)


def _pin_of(spot: Spot) -> Pin:
    if spot.kind == "saved":
        return Pin(f"{SAVED}{spot.name}")
    return Pin(spot.query, "" if spot.kind == "search" else spot.name)


def _read(told: object) -> Pin | None:
    """Read what the session keeps of a view, from a file that anybody may have written."""
    if not isinstance(told, Mapping):
        return None
    query, name = told.get("query"), told.get("name")
    if not isinstance(query, str) or not isinstance(name, str) or max(len(query), len(name)) > _LONGEST:
        return None
    return Pin(clean_line(query), clean_line(name))
