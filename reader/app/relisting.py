"""The list that is shown, listed anew because papers came or went; and where its cursor belongs then."""

from __future__ import annotations

from reader.library import Found, Listing
from reader.library.listing import NEAR


def listed_anew(listing: Listing, cursor: int, found: Found | None) -> tuple[Listing, int, Found | None]:
    """Give the list as it is now, the row of the paper under the cursor or of the next one left, and its answer.

    Args:
        listing: What is shown.
        cursor: The row under the cursor.
        found: The answer of a search that the list belongs to, if any.
    """
    former = listing.rows(cursor, cursor + NEAR)
    anew = listing.anew()
    first = max(0, cursor - NEAR)
    near = {row.id: place for place, row in enumerate(anew.rows(first, cursor + NEAR), first)}
    place = next((near[row.id] for row in former if row.id in near), max(0, min(cursor, len(anew) - 1)))
    if found is not None:
        whole, new = min(found.whole, len(anew)), min(found.new, len(anew))
        found = found._replace(listing=anew, whole=whole, unread=anew.unread(), new=new)
    return anew, place, found
