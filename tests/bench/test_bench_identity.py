"""The bundled tellings are joined as they should be, in either order; one pair is known to be missed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from tests.bench import identity, labelled
from tests.bench.identity import join
from tests.bench.labelled import BUNDLED, Telling, initials, pubmed, told_as


@pytest.fixture
def bundled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Telling]:
    monkeypatch.setattr(labelled, "DEFAULT_FILE", tmp_path / "nothing")
    return list(labelled.tellings(1))


def named(told: list[Telling], pairs: set[tuple[int, int]]) -> list[tuple[str, str]]:
    return sorted((told[one].work, told[other].work) for one, other in pairs)


@pytest.mark.parametrize("backwards", [False, True])
def test_what_is_of_one_work_is_joined_and_nothing_else(bundled: list[Telling], *, backwards: bool) -> None:
    joined = join(bundled, backwards=backwards)
    places = range(len(bundled))
    true = {(one, other) for one in places for other in places[one + 1 :] if bundled[one].work == bundled[other].work}
    assert named(bundled, joined - true) == []
    # Three years from the preprint to the journal, and no abstract to tell that it is the same.
    assert named(bundled, true - joined) == [("i", "i")]


@pytest.mark.usefixtures("bundled")
def test_the_figures_count_both_mistakes() -> None:
    parser = ArgumentParser()
    identity.options(parser)
    figures = list(identity.measure(parser.parse_args(["--examples", "1"])))
    whole = next(figure for figure in figures if figure["bench"] == "identity")
    assert (whole["precision"], whole["wrong"], whole["missed"]) == (1.0, 0, 1)
    assert [figure["engine"] for figure in figures if figure["bench"] == "identity.missed"] == ["forwards", "backwards"]


def test_every_line_of_the_bundled_file_is_a_telling() -> None:
    for line in BUNDLED.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        assert told_as(told["work"], told["kind"], told).entry.keys


def test_names_are_written_as_sources_write_them() -> None:
    assert initials("Alexander V. Mamonov") == "Mamonov, A. V."
    assert pubmed("Jan van Neerven") == "Neerven JV"
    assert pubmed("Plato") == initials("Plato") == "Plato"
