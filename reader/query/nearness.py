"""What is nearly right: words spelled almost so, words that stand near one another, names written otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def within_edits(one: str, other: str, edits: int) -> bool:
    """Tell whether two forms begin with the same letter and are at most so many edits apart.

    An edit inserts, deletes or replaces a letter, or exchanges two neighbours, and no letter is edited twice (the
    optimal string alignment distance).
    """
    if one == other:
        return True
    if abs(len(one) - len(other)) > edits or one[:1] != other[:1]:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for at, sign in enumerate(other, 1):
            cost = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != sign))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == sign:
                cost = min(cost, earlier[at - 2] + 1)
            row.append(cost)
        if min(row) > edits and min(before) > edits:
            return False
    return row[-1] <= edits


def near(said: Iterable[tuple[int, str]], terms: Collection[str], slop: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of positions in which all terms stand close enough: as wide as `spread` lets them be.

    Args:
        said: The words of one text, as position and term, in order of the positions.
        terms: What must stand together, each of them once.
        slop: Other words that may stand among them.
    """
    wanted, widest = frozenset(terms), spread(terms, slop)
    places = [(position, term) for position, term in said if term in wanted]
    counts: dict[str, int] = {}
    left = 0
    for position, term in places:
        counts[term] = counts.get(term, 0) + 1
        while position - places[left][0] > widest:
            dropped = places[left][1]
            counts[dropped] -= 1
            if not counts[dropped]:
                del counts[dropped]
            left += 1
        if len(counts) == len(wanted):
            yield places[left][0], position


def spread(terms: Collection[str], slop: int) -> int:
    """Give how far the last of some near words may stand from the first, in positions."""
    return len(terms) - 1 + slop


def name_fits(asked: Sequence[str], name: Collection[str]) -> bool:
    """Tell whether all forms of a name that was asked for occur in a name, in any order.

    A form of one letter stands for any that begins with it, in what was asked as in the name; but where longer forms
    were asked for, one of them must be there in full, or every name of initials would do.

    Args:
        asked: Forms, as in `Need.names`.
        name: The forms of the name's words, joined ones too.
    """
    full = any(form in name for form in asked if len(form) > 1)
    return (full or all(len(form) == 1 for form in asked)) and all(
        any(one_fits(form, its) for its in name) for form in asked
    )


def one_fits(asked: str, form: str) -> bool:
    """Tell whether one form of a name is another, or the initial of it."""
    return asked == form or ((len(asked) == 1 or len(form) == 1) and asked[:1] == form[:1])
