"""What a start does not load."""

from __future__ import annotations

import subprocess
import sys


def _loaded(code: str, names: tuple[str, ...]) -> list[str]:
    code += f"\nimport sys; print(*(name for name in {names} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_seam_loads_no_index() -> None:
    code = "import reader.search, reader.indexing"

    assert _loaded(code, ("whoosh", "snowballstemmer", "reader.search.whoosh_index", "hashlib", "json")) == []


def test_an_index_that_is_not_used_loads_no_whoosh() -> None:
    code = "from pathlib import Path; from reader.search import WhooshIndex; WhooshIndex(Path('x'), 'x').close()"

    assert _loaded(code, ("whoosh", "snowballstemmer", "reader.search.schema")) == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    import reader.search

    assert not hasattr(reader.search, "SomethingElse")
