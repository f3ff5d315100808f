"""Going back: the places one jumped from, as in a browser, and places that bear a letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from reader.app.keys import Given
from reader.app.picking import Picking
from reader.app.places import Spot, Whereabouts, read_spot
from widgets.picker import Choice

if TYPE_CHECKING:
    from reader.app.searching import Searching
    from reader.app.session import Session
    from reader.app.stage import Stage

JUMPS: Final = frozenset(
    {
        *("top", "bottom", "search", "meant", "views", "facets", "next_edition", "previous_edition"),
        *("newest", "all", "unread", "bookmarks", "view", "similar", "similar_bookmarked"),
    }
)
"""The commands that lead somewhere else; where one was is noted before they are done."""
_KEPT: Final = "places"
_MOST: Final = 100
"""Places one jumped from that are remembered."""
_BACK: Final = "'"
"""The letter of the place one jumped from last."""
_ALL: Final = "enter"
"""The key that lists all letters."""


class JumpList:
    """The places one jumped from, and those one came back from."""

    def __init__(self) -> None:
        self._back: list[Spot] = []
        self._ahead: list[Spot] = []

    def note(self, here: Spot) -> None:
        """Remember a place that one is about to jump from; what one had come back from is forgotten."""
        if not (self._back and self._back[-1].is_same(here)):
            self._back.append(here)
            del self._back[:-_MOST]
        self._ahead.clear()

    def back(self, here: Spot, times: int = 1) -> Spot | None:
        """Give the place before, or the one so many before; the last one where there are not so many."""
        return self._step(self._back, self._ahead, here, times)

    def ahead(self, here: Spot, times: int = 1) -> Spot | None:
        """Give the place that one came back from."""
        return self._step(self._ahead, self._back, here, times)

    def last(self, here: Spot) -> Spot | None:
        """Give the place one jumped from last that is another one than this."""
        return next((spot for spot in reversed(self._back) if not spot.is_same(here)), None)

    @staticmethod
    def _step(source: list[Spot], target: list[Spot], here: Spot, times: int) -> Spot | None:
        found = None
        while source and times:
            spot = source.pop()
            if not spot.is_same(here):
                target.append(here)
                here = found = spot
                times -= 1
        return found


class Jumping:
    """The commands that remember places and return to them."""

    def __init__(
        self,
        stage: Stage,
        picking: Picking,
        whereabouts: Whereabouts,
        session: Session,
        searching: Searching,
        given: Given,
    ) -> None:
        """Connect.

        Args:
            stage: The screen.
            picking: Lets one choose a place.
            whereabouts: Knows where one is, and leads to where one was.
            session: Keeps the letters.
            searching: May offer another spelling, which its key takes first.
            given: How far to go, and the letter.
        """
        self._stage = stage
        self._picking = picking
        self._whereabouts = whereabouts
        self._session = session
        self._searching = searching
        self._given = given
        self._jumps = JumpList()

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What does each of the commands."""
        return {
            "jump_back": self._back,
            "jump_ahead": self._ahead,
            "mark_place": self._mark,
            "go_place": self._go,
            "places": self._list,
        }

    def note(self) -> None:
        """Remember where one is: the next command leads somewhere else."""
        self._jumps.note(self._whereabouts.here())

    def _back(self) -> None:
        self._to(self._jumps.back(self._whereabouts.here(), self._given.times), "There is no place before.")

    def _ahead(self) -> None:
        if self._searching.meant:
            self._searching.search_meant()
        else:
            self._to(self._jumps.ahead(self._whereabouts.here(), self._given.times), "There is no place to return to.")

    def _mark(self) -> None:
        letter = self._given.letter
        if not (len(letter) == 1 and letter.isalnum()):
            calls = f"{self._stage.how_to('mark_place')} and a letter"
            self._stage.say(f"A place is called by a letter or a digit: {calls}.")
            return
        here = self._whereabouts.here()
        self._session.keep(_KEPT, {**self._session.kept(_KEPT), letter: here.told()})
        self._whereabouts.save_soon()
        self._stage.say(f"{self._stage.how_to('go_place', letter=letter)} comes back here.")

    def _go(self) -> None:
        letter = self._given.letter
        if letter == _ALL:
            self._list()
        elif letter == _BACK:
            self._jump(self._jumps.last(self._whereabouts.here()), "There is no place before.")
        else:
            calls = self._stage.how_to("mark_place", letter=letter)
            spot = read_spot(self._session.kept(_KEPT).get(letter))
            self._jump(spot, f"No place is called {letter}; {calls} does that.")

    def _list(self) -> None:
        """List the places that bear a letter; one is gone to, or loses it."""
        spots: dict[str, Spot] = {}

        def choices() -> list[Choice]:
            kept = self._session.kept(_KEPT)
            read = ((letter, read_spot(kept[letter])) for letter in sorted(kept) if len(letter) == 1)
            spots.clear()
            spots.update((letter, spot) for letter, spot in read if spot is not None)
            shown = self._stage.reading
            return [
                Choice(letter, f"{letter}  {shown(spot.title).text or spot.name}", aside=_where(spot))
                for letter, spot in spots.items()
            ]

        def dropped(choice: Choice) -> None:
            self._session.keep(
                _KEPT, {name: spot for name, spot in self._session.kept(_KEPT).items() if name != choice.id}
            )
            self._whereabouts.save_soon()

        self._picking.begin(
            "Places",
            choices,
            lambda choice, _typed: self._jump(spots.get(choice.id), "This place is gone."),
            help_="Enter goes there  Del forgets it  Esc closes",
            waiting=f"{self._stage.how_to('mark_place')} and a letter remembers a place.",
            dropped=dropped,
        )

    def _jump(self, spot: Spot | None, nothing: str) -> None:
        """Go somewhere from where one can come back."""
        if spot is not None:
            self.note()
        self._to(spot, nothing)

    def _to(self, spot: Spot | None, nothing: str) -> None:
        if spot is None:
            self._stage.say(nothing)
        else:
            self._whereabouts.go(spot)


def _where(spot: Spot) -> str:
    """Say in which list a place is, in a few words."""
    words = spot.query if spot.kind == "search" else spot.name
    return words if len(words) <= 24 else f"{words[:23]}…"
