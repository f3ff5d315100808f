"""Every search index finds exactly what `query.match` says, and the naive one is the oracle."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import threading
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reader.query import Field, Phrase, TextClause, Word
from reader.query.match import fits
from reader.search import Document, MemoryIndex, SearchIndex, WhooshIndex

Make = Callable[[], SearchIndex]

PAPERS = (
    Document(
        1,
        "Fine-Tuning Diffusion Models",
        "We fine-tune models of the diffusion kind. The method is fast.",
        ("Zoë Müller", "J. R. Hughes"),
        ("cs.CL", "cs.LG"),
    ),
    Document(2, "Finetuning is all you need", "Tuning fine instruments in C++ and C#.", ("Hugh Laurie",), ("cs.SE",)),
    Document(3, "Diffuse models", "A diffusion of ideas: neural machine translation.", ("Ideas Neural",), ("stat.ML",)),
    Document(4, "图像识别的深度学习", "Recognition of 图像 with GPT-4 and T5.", ("王 伟",), ("cs.CV",)),
    Document(5, "The Bayes's rule", "", (), ()),
    Document(
        6, "Translation, machine", "neural. Machine translation by neural nets", ("Neural Machine",), ("math.ST",)
    ),
    Document(7, "", "Ångström-scale state of the art", ("Åsa Öberg", "Hughes"), ()),
)


def _memory(_folder: Path) -> SearchIndex:
    return MemoryIndex()


def _whoosh(folder: Path) -> SearchIndex:
    index = WhooshIndex(folder / "index", "a library", pause=lambda: None)
    index.clear()
    return index


KINDS = pytest.mark.parametrize("kind", [_memory, _whoosh], ids=["memory", "whoosh"])


@pytest.fixture(scope="module", params=[_memory, _whoosh], ids=["memory", "whoosh"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index of PAPERS, in several commits; tests only read it."""
    index: SearchIndex = request.param(tmp_path_factory.mktemp("filled"))
    for batch in itertools.batched(PAPERS, 3) if hasattr(itertools, "batched") else (PAPERS[:3], PAPERS[3:]):
        index.update(batch)
    yield index
    index.close()


CLAUSES: tuple[tuple[TextClause, ...], ...] = (
    (Word("diffusion"),),
    (Word("DIFFUSING"),),
    (Word("models"), Word("neural")),
    (Word("fine-tuning"),),
    (Word("finetuning"),),
    (Word("fine"), Word("tuning")),
    (Word("fine-tuning", negated=True),),
    (Word("diffusion"), Word("neural", negated=True)),
    (Word("müller"),),
    (Word("Muller", Field.AUTHOR),),
    (Word("hughes", Field.AUTHOR),),
    (Word("hugh", Field.AUTHOR),),
    (Word("hugh"),),
    (Word("hugh", Field.AUTHOR, prefix=True),),
    (Word("diffusion", Field.TITLE),),
    (Word("diffusion", Field.ABSTRACT),),
    (Word("neural", Field.TITLE),),
    (Word("d", prefix=True),),
    (Word("dif", prefix=True),),
    (Word("diffusi", prefix=True),),
    (Word("finetu", prefix=True),),
    (Word("fine-tu", prefix=True),),
    (Word("s", Field.TITLE, prefix=True),),
    (Word("mach", Field.ABSTRACT, prefix=True),),
    (Word("zzz", prefix=True),),
    (Word("cs", prefix=True),),
    (Word("cs.CL"),),
    (Word("cs.cl", typed=True),),
    (Word("translations", typed=True),),
    (Word("transl", typed=True),),
    (Word("tran", typed=True, negated=True),),
    (Word("machine"), Word("n", typed=True)),
    (Word("th", typed=True),),
    (Word("the", typed=True),),
    (Word("machine"), Word("the", typed=True)),
    (Word("the"),),
    (Word("the"), Word("rule")),
    (Word("..."),),
    (Word("C++"),),
    (Word("c#"),),
    (Word("c"),),
    (Word("gpt-4"),),
    (Word("gpt4"),),
    (Word("图像"),),
    (Word("图"),),
    (Word("图", prefix=True),),
    (Word("深度学习"),),
    (Word("angstrom"),),
    (Word("state-of-the-art"),),
    (Phrase("neural machine translation"),),
    (Phrase("machine translation"),),
    (Phrase("neural machine"),),
    (Phrase("state art"),),
    (Phrase("state of the art"),),
    (Phrase("fine tuning"),),
    (Phrase("fine-tuning diffusion"),),
    (Phrase("models diffusion", negated=True),),
    (Phrase("Zoe Muller"),),
    (Phrase("muller j"),),
    (Phrase("Zoe Müller", Field.AUTHOR),),
    (Phrase("müller hughes", Field.AUTHOR),),
    (Phrase("cs cl"),),
    (Phrase("cl cs"),),
    (Phrase("diffusion model", Field.TITLE),),
    (Phrase("diffusion model", Field.ABSTRACT),),
    (Phrase("the"),),
    (Phrase("rule"),),
    (Phrase(""),),
    (Word("bayes"),),
    (Word("bayes's"),),
    (Word("x" * 500, prefix=True),),
)


@pytest.mark.parametrize("clauses", CLAUSES, ids=str)
def test_finds_just_the_papers_that_fit(filled: SearchIndex, clauses: tuple[TextClause, ...]) -> None:
    found = filled.search(clauses)

    assert isinstance(found, array)
    assert found.typecode == "q"
    assert len(found) == len(set(found))
    assert set(found) == {paper.id for paper in PAPERS if fits(clauses, paper)}


def test_the_examples_find_something_and_not_everything() -> None:
    answers = [sum(fits(clauses, paper) for paper in PAPERS) for clauses in CLAUSES]

    assert sum(0 < answer < len(PAPERS) for answer in answers) > len(CLAUSES) * 2 // 3


def test_who_says_it_more_often_comes_first(filled: SearchIndex) -> None:
    assert list(filled.search([Word("machine"), Word("translation")])) == [6, 3]


@KINDS
class TestChanging:
    def test_an_empty_index_answers(self, kind: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
        index = kind(tmp_path)

        assert index.count() == 0
        assert list(index.search([Word("x")])) == []
        assert list(index.search([Word("x", negated=True)])) == []

    def test_a_paper_put_in_again_replaces_itself(self, kind: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(1, "old"), Document(2, "other")])
        index.update([Document(1, "new")])

        assert index.count() == 2
        assert list(index.search([Word("old")])) == []
        assert list(index.search([Word("new")])) == [1]

    def test_of_one_number_twice_in_a_batch_the_last_counts(
        self, kind: Callable[[Path], SearchIndex], tmp_path: Path
    ) -> None:
        index = kind(tmp_path)
        index.update([Document(1, "first"), Document(2, "other"), Document(1, "second")])

        assert index.count() == 2
        assert list(index.search([Word("first")])) == []
        assert list(index.search([Word("second")])) == [1]

    def test_what_is_put_in_and_removed_is_removed(self, kind: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(1, "word"), Document(2, "word")])
        index.update([Document(2, "word"), Document(3, "word")], [2, 99])

        assert sorted(index.search([Word("word")])) == [1, 3]
        assert index.count() == 2

    def test_removing_everything_leaves_nothing(self, kind: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update(PAPERS)
        index.update([], [paper.id for paper in PAPERS])

        assert index.count() == 0
        assert list(index.search([Word("a", prefix=True)])) == []

    def test_clearing_forgets_all(self, kind: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update(PAPERS)
        index.clear()

        assert index.count() == 0
        index.update(PAPERS[:2])
        assert index.count() == 2

    def test_numbers_of_any_size_and_sign_come_back(self, kind: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
        index = kind(tmp_path)
        numbers = [0, -5, 1, 2**40]
        index.update(Document(number, "word") for number in numbers)

        assert sorted(index.search([Word("word")])) == sorted(numbers)

    def test_a_text_that_fails_to_come_changes_nothing(
        self, kind: Callable[[Path], SearchIndex], tmp_path: Path
    ) -> None:
        index = kind(tmp_path)
        index.update(PAPERS[:2])

        def failing() -> Iterator[Document]:
            yield Document(9, "diffusion")
            raise RuntimeError("gone")

        with pytest.raises(RuntimeError, match="gone"):
            index.update(failing(), [1])

        assert list(index.search([Word("diffusion")])) == [1]
        assert index.count() == 2
        index.update([Document(9, "diffusion")], [1])
        assert list(index.search([Word("diffusion")])) == [9]

    def test_threads_search_while_one_updates(self, kind: Callable[[Path], SearchIndex], tmp_path: Path) -> None:
        index = kind(tmp_path)
        index.update([Document(0, "word")])
        done = threading.Event()
        seen: list[set[int]] = []
        errors: list[Exception] = []

        def look() -> None:
            while not done.is_set():
                try:
                    seen.append(set(index.search([Word("word")])))
                except Exception as error:  # noqa: BLE001 - a thread's edge: the test shows it
                    errors.append(error)
                    return

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for start in range(1, 13, 2):
            index.update([Document(start, "word"), Document(start + 1, "word")])
        done.set()
        for thread in threads:
            thread.join()

        assert errors == []
        wholes = [set(range(size)) for size in range(1, 14, 2)]
        assert all(found in wholes for found in seen)
        assert set(index.search([Word("word")])) == set(range(13))


VOCABULARY = (
    "fine-tuning finetuning fine tuning tuned the of state-of-the-art art C++ C# c GPT-4 gpt4 gpt 4 Müller muller "
    "müllers Hughes hugh 图像识别 图像 图 识别 modèles model models mod x a-b ab Bayes's bayes cs.CL cs cl Ångström ﬁne"
)
WORDS = VOCABULARY.split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
NAMES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join), max_size=3).map(tuple)
FIELDS = st.sampled_from(Field)
BEGINNINGS = st.builds(lambda word, size: word[:size], st.sampled_from(WORDS), st.integers(1, 12))
ANY_CLAUSE = st.one_of(
    st.builds(Word, st.sampled_from(WORDS), FIELDS, negated=st.booleans()),
    st.builds(Word, BEGINNINGS, FIELDS, prefix=st.just(True), negated=st.booleans()),
    st.builds(Word, BEGINNINGS, FIELDS, typed=st.just(True), negated=st.booleans()),
    st.builds(Phrase, TEXTS, FIELDS, negated=st.booleans()),
)
CLAUSE_LISTS = st.lists(ANY_CLAUSE, min_size=1, max_size=3)
DOCUMENTS = st.builds(Document, st.integers(1, 6), TEXTS, TEXTS, NAMES, NAMES)


class AnIndexAgainstTheOracle(RuleBasedStateMachine):
    """Any sequence of updates leaves the Whoosh index finding what the oracle finds."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.index = WhooshIndex(self.folder / "index", "a library", pause=lambda: None)
        self.index.clear()
        self.oracle = MemoryIndex()

    @rule(documents=st.lists(DOCUMENTS, max_size=4), removed=st.sets(st.integers(1, 7), max_size=3))
    def change(self, documents: list[Document], removed: set[int]) -> None:
        self.index.update(documents, removed)
        self.oracle.update(documents, removed)

    @rule(queries=st.lists(CLAUSE_LISTS, min_size=5, max_size=15))
    def search(self, queries: list[list[TextClause]]) -> None:
        for clauses in queries:
            found = self.index.search(clauses)
            assert sorted(found) == sorted(self.oracle.search(clauses)), clauses

    @rule()
    def open_again(self) -> None:
        self.index.close()
        self.index = WhooshIndex(self.folder / "index", "a library", pause=lambda: None)

    @invariant()
    def the_counts_agree(self) -> None:
        assert self.index.count() == self.oracle.count()

    def teardown(self) -> None:
        self.index.close()
        shutil.rmtree(self.folder)


TestAnIndexAgainstTheOracle = AnIndexAgainstTheOracle.TestCase
TestAnIndexAgainstTheOracle.settings = settings(
    max_examples=25, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@settings(max_examples=60)
@given(documents=st.lists(DOCUMENTS, max_size=6, unique_by=lambda one: one.id), clauses=CLAUSE_LISTS)
def test_the_oracle_is_the_definition(documents: list[Document], clauses: list[TextClause]) -> None:
    index = MemoryIndex()
    index.update(documents)

    assert set(index.search(clauses)) == {document.id for document in documents if fits(clauses, document)}
