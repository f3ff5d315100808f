"""The facade: papers, marks and search as one thing. The screen and the command line use nothing below it."""

from reader.library.answers import Completion, Facet, Found, SavedSearch
from reader.library.facade import Library
from reader.library.listing import Listing

__all__ = ["Completion", "Facet", "Found", "Library", "Listing", "SavedSearch"]
