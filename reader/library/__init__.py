"""The facade: papers, marks and search as one thing. The screen and the command line use nothing below it."""

from reader.library.facade import Found, Library
from reader.library.listing import Listing

__all__ = ["Found", "Library", "Listing"]
