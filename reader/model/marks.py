"""What a reader marked on one paper, and one change of it."""

from __future__ import annotations

from typing import Final, NamedTuple

from reader.model.text import clean_line

MAX_RATING: Final = 5
MAX_NOTE: Final = 20_000
"""Characters of a note; a longer one is refused with a word, never cut in silence."""
MAX_TAG: Final = 64

READ: Final = "read"
BOOKMARKED: Final = "bookmarked"
RATING: Final = "rating"
NOTE: Final = "note"
REMOVED: Final = "removed"
SAME: Final = "same"
APART: Final = "apart"
QUERY: Final = "query"
WATCH: Final = "watch"
MAX_QUERY: Final = 4_000
"""Characters of a query that is saved."""
MAX_NAME: Final = 100
"""Characters of the name of a saved search."""
_TAG: Final = "tag:"
_SEARCH: Final = "search:"
_NOT_IN_TAGS: Final = "\"'`“”„‟‘’＂,，;；:：()（）[]{}<>\\#*＊-－−"
"""What a query or a list of tags would read as something else, in its full-width and curly forms too, as the query
parser takes them for the plain ones. The hyphen stands here so that several become one."""

MarkValue = bool | int | str
"""`read`, `bookmarked`, `removed` and each tag are bool, `rating` is 0 to 5, `note` is a text; the default is the falsy
value. `same` is a key of the paper that this one is the same as, or empty; `apart` is the key of a paper that has not
the key it is said of, or empty: it is said of that key alone, and of no other key of the same paper.

Of a saved search, which is marked under a key of its own, `query` is a text, empty where the search was forgotten, and
`watch` a bool."""


class Marks(NamedTuple):
    """The marks on one paper; the default is a paper nobody has touched."""

    read: bool = False
    bookmarked: bool = False
    rating: int = 0
    """1 to 5, or 0 for no rating."""
    note: str = ""
    tags: tuple[str, ...] = ()
    """Sorted, each as `tag_name` folds it."""


UNTOUCHED: Final = Marks()
"""The marks of a paper that nobody has touched."""


class MarkChange(NamedTuple):
    """One field of one paper's marks was set to a value at a time; the newest stamp wins."""

    paper: str
    """Any key the paper was ever known by; or the key of a saved search."""
    field: str
    """`read`, `bookmarked`, `rating`, `note`, `removed`, `same`, `apart`; `tag:NAME`, each tag is a field of its own;
    `query` or `watch`."""
    value: MarkValue
    stamp: str
    """`<wall time>-<counter>-<device>`; stamps compare as texts, and no two acts have the same."""
    over: tuple[str, ...] = ()
    """Of a note, the stamps of the texts that it was written over; see `reader.model.notes`."""


class MarksAlike(NamedTuple):
    """One field of many papers was set to the same value at once."""

    papers: tuple[str, ...]
    field: str
    value: MarkValue
    stamp: str


def tag_field(name: str) -> str:
    """Give the field that holds whether a paper carries the tag."""
    return _TAG + name


def tag_of(field: str) -> str:
    """Give the name of the tag that a field stands for, or an empty text where it is another field."""
    return field[len(_TAG) :] if field.startswith(_TAG) else ""


def search_key(name: str) -> str:
    """Give the key that a saved search is marked under."""
    return _SEARCH + name


def search_of(key: str) -> str:
    """Give the name of the saved search that a key stands for, or an empty text where it is the key of a paper."""
    return key[len(_SEARCH) :] if key.startswith(_SEARCH) else ""


def search_name(text: str) -> str:
    """Turn what was typed into the name of a saved search: one clean line, not too long; the name of a name is itself.

    Returns:
        The name, or an empty text where nothing usable is left.
    """
    return clean_line(clean_line(text)[:MAX_NAME])


def tag_name(text: str) -> str:
    """Turn what was typed into a tag's name: one word, lower case, blanks as hyphens, no quote, comma or bracket.

    The name of a name is itself.

    Returns:
        The name, or an empty text where nothing usable is left.
    """
    folded = clean_line(text).casefold()
    for sign in _NOT_IN_TAGS:
        folded = folded.replace(sign, " ")
    # Folding case can take a text out of NFC, so it is cleaned again.
    return "-".join(clean_line(folded).split())[:MAX_TAG].rstrip("-")
