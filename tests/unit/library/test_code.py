"""`has:code`: an address in the abstract, or one that a source told of beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from reader.library import Library
from reader.model import Details
from reader.paths import find_places
from reader.query.parse import parse
from tests.unit.store.make import NOW, entry


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("has:code", {"Said", "Told"}),
        ("has:repository", {"Told"}),
        ("-has:code", {"None"}),
        ("has:code title:told", {"Told"}),
        ("has:code OR title:none", {"Said", "Told", "None"}),
    ],
)
def test_code_is_found_wherever_it_was_told_of(home: Path, text: str, titles: set[str]) -> None:
    library = Library.open(find_places(home))
    told = replace(entry("own:1", title="Told"), details=Details(code="https://example.org/lamps"))
    said = entry("own:2", title="Said", abstract="See https://github.com/x/y for it.")
    library._store.put([told, said, entry("own:3", title="None")], NOW)
    library.update_index(Event(), lambda _progress: None)

    found = library.search(parse(text), partly=False)

    assert {row.title for row in found.listing.rows(0, 9)} == titles
    library.close()
