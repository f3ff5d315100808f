"""The search benchmark runs, at a size too small to mean anything, and asks what it says that it asks."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from reader.query.ast import And, Field, Node, Not, Or, Phrase, Word
from reader.query.parse import parse
from reader.search.protocol import Document
from tests.bench.__main__ import main
from tests.bench.corpus import CHECKOUT, grown_papers, read_papers
from tests.bench.engines import Engine, engine_names, engines, is_asking
from tests.bench.peers import Fts5
from tests.bench.queries import KINDS, hostile_queries, mixed_queries, typed_queries
from tests.bench.resample import resampled
from tests.bench.search import FIGURES
from tests.bench.timing import Asked, Taken, ask, beside, summary

SEVERAL = ("search.build", "search.open", "search.query", "search.typed", "search.update", "search.memory")


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> list[dict[str, object]]:
    assert main(["search", "--papers", "60", "--rounds", "1", *argv, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_engine_is_measured_and_octavo_beside_the_faster(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Thousands of beginnings tell no more here than some of them.
    for module in ("search", "search_more"):
        monkeypatch.setattr(f"tests.bench.{module}.typed_queries", lambda sample: typed_queries(sample, 20))
    given = run(capsys, "--engines", "octavo", "fts5", "--only", *FIGURES)
    seen = {(str(figure["bench"]), figure["engine"]) for figure in given if str(figure["bench"]).count(".") == 1}
    alone = {(f"search.{name}", "octavo") for name in ("filter", "similar", "hostile")}
    assert seen == {(name, engine) for name in SEVERAL for engine in ("octavo", "fts5")} | alone
    figures = {(figure["bench"], figure["engine"]): figure for figure in given}
    ours = figures["search.query", "octavo"]
    assert ours["papers"] == 60
    assert ours["floor"] == "fts5"
    assert {"p50_ms", "p95_ms", "worst_ms", "wall_p95_ms", "queries", "answered", "ratio"} <= ours.keys()
    assert figures["search.query", "fts5"]["without"] == "fuzzy"
    assert {f"search.query.{kind}" for kind in KINDS} <= {figure["bench"] for figure in given}
    assert figures["search.hostile", "octavo"]["failed"] == 0, figures["search.hostile", "octavo"]
    assert figures["search.build", "octavo"]["bytes"]


def test_an_index_is_built_once(capsys: pytest.CaptureFixture[str]) -> None:
    made = [run(capsys, "--engines", "fts5", "--only", "build", *more)[0]["made"] for more in ((), (), ("--rebuild",))]
    assert made == ["now", "earlier", "now"]


def test_the_questions_are_the_agreed_number_and_each_asks_for_something() -> None:
    papers = list(read_papers(60))
    mixed = mixed_queries(papers)
    assert len(mixed) == 210
    assert Counter(kind for kind, _ in mixed) == KINDS
    assert all(is_asking(parse(text).root) and not parse(text).problems for _, text in mixed)


def test_the_questions_are_the_same_in_every_process() -> None:
    code = "from tests.bench import corpus, queries; papers = list(corpus.grown_papers(60, None)); "
    code += "print(queries.mixed_queries(papers), queries.typed_queries(papers), list(corpus.grown_papers(3, None)))"
    argv = [sys.executable, "-c", code]
    environments = [os.environ | {"PYTHONHASHSEED": seed} for seed in ("1", "2")]
    said = {subprocess.check_output(argv, cwd=CHECKOUT, env=environment) for environment in environments}
    assert len(said) == 1


def test_letters_are_typed_one_by_one_and_nothing_is_asked_twice() -> None:
    keystrokes = typed_queries(list(read_papers(60)))
    assert len(set(keystrokes)) == len(keystrokes)
    assert all(len(text) == 1 or text[:-1] in keystrokes for text in keystrokes)
    assert sum(" " in text for text in keystrokes) > len(keystrokes) / 3


def test_among_the_hostile_strings_are_those_that_were_agreed() -> None:
    texts = hostile_queries()
    assert {"***", "?*", "*a*", "a~5", "[a TO", "(((("} <= set(texts)
    assert any(len(text) == 10_000 and text.isalpha() for text in texts)
    assert any(len(text.split()) >= 1_000 for text in texts)
    assert any(text.count("(") == 500 for text in texts)
    assert any("\0" in text for text in texts)


def test_new_papers_are_made_from_few_and_none_is_like_another() -> None:
    real = list(read_papers(40))
    grown = list(itertools.islice(resampled(lambda: real), 200))
    assert grown[:40] == real
    assert grown[:90] == list(itertools.islice(resampled(lambda: iter(real)), 90))
    assert len({paper["id"] for paper in grown}) == len({paper["abstract"] for paper in grown}) == 200
    words = [{word for paper in part for word in paper["abstract"].split()} for part in (real, grown)]
    assert len(words[1]) > len(words[0])
    lengths = [sum(len(paper["abstract"]) for paper in part) / len(part) for part in (real, grown[40:])]
    assert 0.8 < lengths[1] / lengths[0] < 1.25


def test_one_paper_cannot_be_mixed(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text('{"id": "1", "title": "One"}\n')
    assert [paper["title"] for paper in grown_papers(9, file)] == ["One"]


def word(text: str, **more: bool) -> Word:
    return Word(text, **more)  # type: ignore[arg-type]  # booleans by the name of the field


@pytest.mark.parametrize("name", ["fts5", "tantivy"])
@pytest.mark.parametrize(
    ("root", "found"),
    [
        (word("models"), 2),
        (And((word("model"), word("graph"))), 1),
        (And((word("model"), Not(word("graph")))), 1),
        (And((Or((word("graph"), word("vision"))), Not(word("model")))), 1),
        (Phrase("language model"), 1),
        (word("gra", prefix=True), 2),
        (word("transformers", typed=True), 1),
        (Word("graph", Field.TITLE), 1),
        (Word("hopper", Field.AUTHOR), 1),
    ],
)
def test_the_others_are_asked_the_same(tmp_path: Path, name: str, root: Node, found: int) -> None:
    pytest.importorskip("tantivy")
    engine = built(tmp_path, name)
    assert engine.search(engine.prepare(root)) == found
    engine.close()


@pytest.mark.parametrize("name", ["fts5", "tantivy"])
def test_what_is_added_is_found_by_the_next_search(tmp_path: Path, name: str) -> None:
    pytest.importorskip("tantivy")
    engine = built(tmp_path, name)
    engine.open()
    engine.update([Document(4, "Quaternions")])
    assert engine.search(engine.prepare(word("quaternions"))) == 1
    assert engine.rank("What is a quaternion?", 10) == [4]
    engine.close()


def test_fts5_is_not_asked_what_it_cannot_answer(tmp_path: Path) -> None:
    assert Fts5(tmp_path).prepare(Word("grpah", fuzzy=1)) is None


def test_stop_words_alone_ask_for_nothing() -> None:
    assert not is_asking(None)
    assert not is_asking(And((word("the"), Not(word("model")))))
    assert is_asking(word("the", typed=True))


def test_a_question_s_time_is_its_median_and_engines_are_compared_over_what_both_were_asked() -> None:
    ours = Asked({0: [Taken(1, 1), Taken(9, 9), Taken(2, 3)], 1: [Taken(50, 50)]}, {0})
    assert summary(ours)["worst_ms"] == 50
    assert summary(ours, [0]) == {
        "p50_ms": 2,
        "p95_ms": 2,
        "worst_ms": 2,
        "wall_p95_ms": 3,
        "first_p95_ms": 1,
        "queries": 1,
        "answered": 1,
        "rounds": 3,
    }
    others = {"slow": Asked({0: [Taken(8, 8)]}, set()), "fast": Asked({0: [Taken(4, 4)]}, set())}
    assert beside(ours, others) == {"floor": "fast", "ratio": 0.5}


def test_later_rounds_ask_what_the_first_had_time_for() -> None:
    asked = Asked({}, set())
    questions = dict.fromkeys(range(3), "")
    ask(asked, lambda _: 1, questions, seconds=1e-9)
    assert len(asked.times) < 3
    first = set(asked.times)
    ask(asked, lambda _: 1, questions | {9: ""}, seconds=60)
    assert set(asked.times) >= first


def test_engines_are_named_with_commas() -> None:
    assert engine_names("octavo,fts5") == ["octavo", "fts5"]
    with pytest.raises(SystemExit):
        main(["search", "--engines", "lucene"])


def built(folder: Path, name: str) -> Engine:
    engine = next(engines(folder, [name]))
    engine.put(
        [
            Document(1, "Graph Models", "A model of a graph.", ("Grace Hopper",)),
            Document(2, "Language", "A language model, transformed.", ("Ada Lovelace",)),
            Document(3, "Vision", "Graphs are seen."),
        ]
    )
    engine.finish()
    return engine
