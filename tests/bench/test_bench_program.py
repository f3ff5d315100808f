"""The benchmarks that need the program itself, at sizes too small to mean anything."""

from __future__ import annotations

import json
from argparse import Namespace

import pytest

from tests.bench.__main__ import main
from tests.bench.terminal_peers import measure_peer


def figures(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[tuple[str, str], dict[str, object]]:
    assert main([*argv, "--json"]) == 0
    given = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {(figure["bench"], figure["engine"]): figure for figure in given}


def test_the_start_bench_measures_the_program_beside_a_bare_app(capsys: pytest.CaptureFixture[str]) -> None:
    given = figures(capsys, "start", "--papers", "95", "--rounds", "1")
    ours = given["start.first_screen", "octavo"]
    assert ours["papers"] == 95
    assert {"p50_ms", "p95_ms", "worst_ms", "floor", "ratio", "bytes", "memory_mib"} <= ours.keys()
    assert ("start.first_screen", "bare textual") in given
    assert ("start.quit", "octavo") in given


def test_the_terminal_bench_measures_every_kind_of_key(capsys: pytest.CaptureFixture[str]) -> None:
    options = "--rounds 1 --keys 4 --phrases 1 --idle 0.1 --quiet 0.03 --size 60x20 --colour truecolor --peers"
    given = figures(capsys, "terminal", *options.split())
    for name in ("cursor", "held", "page", "scroll", "mark", "open", "typed"):
        figure = given[f"terminal.{name}", "octavo"]
        assert {
            "p50_ms",
            "p95_ms",
            "first_ms",
            "bytes",
            "worst_bytes",
            "keys",
            "floor_ms",
            "size",
            "colour",
        } <= figure.keys()
    assert given["terminal.cursor", "octavo"]["keys"] == 4
    assert "bytes" in given["terminal.first_screen", "octavo"]
    assert {"bytes_per_minute", "cpu_percent", "memory_mib"} <= given["terminal.idle", "octavo"].keys()


def test_the_import_bench_measures_papers_a_second_and_memory(capsys: pytest.CaptureFixture[str]) -> None:
    given = figures(capsys, "import", "--papers", "30", "--rounds", "1")
    for name in ("import.new", "import.again", "import.archive"):
        assert {"per_s", "p50_s", "peak_mib", "rounds", "floor", "ratio"} <= given[name, "octavo"].keys()
        assert given[name, "octavo"]["papers"] == 30


def test_a_peer_that_is_not_installed_is_left_out_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    (figure,) = measure_peer("neomutt", Namespace(papers=95, quiet=0.1, keys=4), (80, 24))
    assert (figure["engine"], figure["note"]) == ("neomutt", "not installed, left out")
