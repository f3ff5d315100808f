"""The benchmarks run, at sizes too small to mean anything, and say what they measured in the agreed form."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.corpus import read_papers, write_papers
from tests.bench.figures import Figure, as_json, as_table, percentile, rounded, spread
from tests.bench.program import run
from tests.bench.start import BARE, shows_titles
from tests.bench.terminal import ECHO
from tests.bench.watch import Watched


def figures(capsys: pytest.CaptureFixture[str], *argv: str) -> list[dict[str, object]]:
    assert main([*argv, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile(list(map(float, range(1, 101))), 0.95) == 95.0
    assert percentile([7.0], 0.95) == 7.0


@pytest.mark.parametrize(("value", "kept"), [(1234.5, 1234), (12.345, 12.3), (0.012345, 0.0123), (0.0, 0.0)])
def test_three_digits_are_kept(value: float, kept: float) -> None:
    assert rounded(value) == kept


def test_figures_are_printed_one_a_line_as_json_and_as_a_table() -> None:
    first: Figure = {"bench": "a.b", "engine": "octavo", "papers": 95, **spread([1.0, 2.0, 9.0])}
    given = [first, {"bench": "c", "engine": "x"}]
    assert [json.loads(line) for line in as_json(given)] == given
    assert list(as_table(given)) == ["a.b  octavo  95  p50_ms 2.0  p95_ms 9.0  worst_ms 9.0", "c    x"]


def test_made_up_papers_are_the_same_each_time_and_none_is_like_another() -> None:
    papers = list(read_papers(50))
    assert papers == list(read_papers(50))
    assert papers[:20] == list(read_papers(20))
    assert len({paper["id"] for paper in papers}) == len({paper["title"] for paper in papers}) == 50


def test_papers_are_read_from_a_file_that_is_given(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"id": "1", "title": "One"}\n{"id": "2", "title": "Two"}\n')
    assert [paper["title"] for paper in read_papers(9, file)] == ["One", "Two"]
    assert write_papers(1, file).read_text().count("\n") == 1


def test_an_answer_is_timed_to_its_last_byte() -> None:
    with Watched([sys.executable, str(ECHO)]) as watched:
        assert watched.listen(quiet=0.05)
        assert watched.screen()[0].startswith("ready")
        answer = watched.key(b"abc", quiet=0.05)
        assert answer.size == 3
        assert 0 < answer.first_ms <= answer.last_ms
        watched.quit(b"q")


def test_the_bare_app_is_seen_to_start(tmp_path: Path) -> None:
    with Watched([sys.executable, str(BARE)], home=tmp_path) as watched:
        watched.listen()
        assert watched.first_time(lambda lines: "the bare app is ready" in lines[0])
        watched.quit(b"q")


def test_a_screen_with_three_titles_is_usable() -> None:
    titles = ["Attention Is All You Need", "Deep Residual Learning", "Generative Adversarial Nets", "Adam: A Method"]
    usable = shows_titles(titles)
    rows = ["  * Attention is all you ne...", "  Deep residual learning", "> Generative adversarial nets  2014"]
    assert usable(rows)
    assert not usable([*rows[:2], "Importing 95 papers"])


def test_a_program_that_fails_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"])
