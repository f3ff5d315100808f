"""The measures of a ranking on examples worked out by hand, and the benchmark on a collection of six papers."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.metrics import average_precision, ndcg, recall
from tests.bench.relevance import plain_words, read_collection


def test_ndcg_of_grades_worked_out_by_hand() -> None:
    grades = {"a": 3, "b": 2, "c": 1, "d": 0}
    ideal = 3 / 1 + 2 / math.log2(3) + 1 / 2
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["d", "a", "x", "b"], grades) == pytest.approx((3 / math.log2(3) + 2 / math.log2(5)) / ideal)
    assert ndcg([], grades) == 0.0
    assert ndcg(["a"], {"a": 0}) == 0.0


def test_ndcg_looks_no_deeper_than_asked_and_its_ideal_neither() -> None:
    grades = dict.fromkeys("abcdefghijklmno", 1)
    assert ndcg(list("abcdefghij"), grades) == 1.0
    assert ndcg(["x", "a"], grades, depth=1) == 0.0
    assert ndcg(["a", "x"], grades, depth=2) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_what_was_judged_harmful_gains_nothing_rather_than_less() -> None:
    assert ndcg(["b", "a"], {"a": 1, "b": -1}) == pytest.approx(1 / math.log2(3))


def test_average_precision_worked_out_by_hand() -> None:
    grades = {"a": 1, "b": 2, "c": 1, "d": 0}
    assert average_precision(["a", "d", "b", "x"], grades) == pytest.approx((1 / 1 + 2 / 3) / 3)
    assert average_precision(["d"], grades) == 0.0
    assert average_precision(["a"], {"a": 0}) == 0.0


def test_recall_worked_out_by_hand() -> None:
    grades = {"a": 1, "b": 1, "c": 1, "d": 1, "e": 0}
    assert recall(["e", "a", "x", "b"], grades) == 0.5
    assert recall(["e", "a", "x", "b"], grades, depth=2) == 0.25
    assert recall([], {}) == 0.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('What deals with "TSS" (Time Sharing), by IBM?', "What deals with TSS Time Sharing , by IBM"),
        ("multi-targeted compilers - not -these; title:x", "multi-targeted compilers not these; title x"),
        ("cats AND dogs OR NOT mice*~2", "cats and dogs or not mice 2"),
        ("[a TO b] {c} x^2 a|b &c", "a TO b c x 2 a b c"),
    ],
)
def test_a_question_becomes_words(text: str, words: str) -> None:
    assert plain_words(text) == words


def collection(folder: Path) -> Path:
    folder.mkdir()
    papers = [
        {"id": "A", "title": "Wings in a slipstream", "text": "Lift of wings."},
        {"id": "B", "title": "Heat", "text": "Conduction in slabs."},
        {"id": "C", "title": "Drag", "text": "Drag of bodies."},
        {"id": "D", "title": "Compilers", "text": ""},
        {"id": "E", "title": "Noise", "text": "Jets."},
        {"id": "F", "title": "", "text": ""},
    ]
    queries = [
        {"id": "1", "text": "lift of a wing?"},
        {"id": "2", "text": "conduction of heat"},
        {"id": "3", "text": "nothing relevant"},
    ]
    (folder / "docs.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in papers))
    (folder / "queries.jsonl").write_text("".join(json.dumps(query) + "\n" for query in queries))
    (folder / "qrels.tsv").write_text("1\tA\t1\n1\tC\t0\n2\tB\t1\n2\tZ\t1\n3\tD\t0\n")
    return folder


def test_a_collection_is_read_and_queries_without_a_relevant_paper_are_left_out(tmp_path: Path) -> None:
    read = read_collection(collection(tmp_path / "six"))
    assert read.name == "six"
    assert [document.title for document in read.documents][:2] == ["Wings in a slipstream", "Heat"]
    assert list(read.queries) == ["1", "2"]
    assert read.grades["1"] == {1: 1, 3: 0}
    # Paper Z is not there to be found, and counts all the same.
    assert sorted(read.grades["2"].values()) == [1, 1]
    assert all(number <= 6 for number in read.grades["2"])


def test_a_folder_without_judgements_is_no_collection(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"docs\.jsonl"):
        main(["relevance", "--collection", str(tmp_path)])


def test_each_engine_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(collection(tmp_path / "six"))
    assert main(["relevance", "--collection", folder, "--engines", "octavo,fts5", "--json"]) == 0
    ours, theirs = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    half = 1 / (1 + 1 / math.log2(3))
    for figure in (ours, theirs):
        assert figure["ndcg10"] == pytest.approx((1 + half) / 2, abs=1e-4)
        assert (figure["map"], figure["recall100"], figure["queries"]) == (0.75, 0.75, 2)
    assert (ours["engine"], ours["floor"], ours["ratio"]) == ("octavo", "fts5", 1.0)
    assert (theirs["engine"], theirs["collection"], theirs["papers"]) == ("fts5", "six", 6)
