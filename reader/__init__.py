"""Octavo: read research papers in a terminal.

The package keeps the papers, the marks on them and the index over them; the command `octavo` and the app are
built on `reader.library.Library`. Nothing is imported here, so that `import reader` costs nothing.
"""

__version__ = "0.1.0"
