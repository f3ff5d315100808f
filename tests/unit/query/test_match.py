"""What fits a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import And, Field, Has, Is, Node, Not, Or, Phrase, State, Tagged, Thing, Word
from reader.query.match import CODE_HOSTS, Need, fits, meets, needs, plan
from tests.thorough import thorough
from tests.unit.query.papers import Texts

PAPER = Texts(
    title="LLM fine-tuning with GPT-4",
    abstract="Graphs of the C++ kind don't need 深度学习. Retrieval of documents, theory last.",
    authors=("Chris Hughes", "Bin Yu"),
    categories=("cs.CL", "stat.ML"),
)
GRAPH, SURVEY, THE = Word("graph"), Word("survey"), Word("the")


def found(root: Node | None) -> bool:
    return fits(root, PAPER)


@pytest.mark.parametrize(
    "word",
    ["graph", "GRAPHS", "llm", "hughes", "hugh", "cs.CL", "cscl", "C++", "深度学习", "度学", "theory", "Rétrieval"],
)
def test_a_word_is_looked_for_everywhere(word: str) -> None:
    assert found(Word(word))


@pytest.mark.parametrize("word", ["finetuning", "finetuned", "fine-tuning", "fine", "tune", "gpt4", "GPT-4", "don't"])
def test_a_compound_fits_joined_and_apart(word: str) -> None:
    assert found(Word(word))


@pytest.mark.parametrize("word", ["graf", "C", "cs-LG", "tuning-fine", "学深", "深习", "CL-stat", "tuning/with/4"])
def test_a_word_that_does_not_occur_does_not_fit(word: str) -> None:
    assert not found(Word(word))


def test_parts_of_a_compound_must_follow_one_another_within_one_text() -> None:
    assert found(Word("chris-hughes"))
    assert not found(Word("hughes-bin"))
    assert not found(Word("4-graphs"))


@pytest.mark.parametrize(
    ("field", "word", "expected"),
    [
        (Field.TITLE, "llm", True),
        (Field.TITLE, "graph", False),
        (Field.ABSTRACT, "graph", True),
        (Field.ABSTRACT, "llm", False),
        (Field.AUTHOR, "hughes", True),
        (Field.AUTHOR, "hugh", False),
        (Field.AUTHOR, "chris-hughes", True),
        (Field.AUTHOR, "llm", False),
        (Field.TITLE, "hughes", False),
        (Field.CATEGORY, "cs.CL", True),
        (Field.CATEGORY, "CS", True),
        (Field.CATEGORY, "stat", True),
        (Field.CATEGORY, "c", False),
        (Field.CATEGORY, "CL", False),
        (Field.CATEGORY, "cs.C", False),
    ],
)
def test_a_field_looks_at_its_part_alone_and_names_are_not_stemmed(field: Field, word: str, expected: bool) -> None:
    assert found(Word(word, field)) is expected


@pytest.mark.parametrize(
    ("word", "field", "expected"),
    [
        ("gra", Field.ANY, True),
        ("raph", Field.ANY, False),
        ("the", Field.ANY, True),
        ("fine-tun", Field.ANY, True),
        ("finetun", Field.ANY, True),
        ("fine-ing", Field.ANY, False),
        ("深", Field.ANY, True),
        ("学", Field.ANY, True),
        ("习", Field.ANY, False),
        ("深度学", Field.ANY, True),
        ("cs.C", Field.ANY, True),
        ("hughes", Field.ANY, True),
        ("cs.C", Field.CATEGORY, True),
        ("s", Field.CATEGORY, True),
        ("ml", Field.CATEGORY, False),
    ],
)
def test_a_prefix_fits_what_begins_so(word: str, field: Field, expected: bool) -> None:
    assert found(Word(word, field, prefix=True)) is expected


def test_a_prefix_of_signs_is_ignored() -> None:
    assert found(And((Word("+", prefix=True), GRAPH)))
    assert not found(Word("+", prefix=True))


def test_a_typed_word_fits_by_its_stem_or_by_its_beginning() -> None:
    assert found(Word("graphing", typed=True))
    assert not found(Word("graphing", prefix=True))
    assert found(Word("retr", typed=True))
    assert not found(Word("retr"))
    assert found(Word("hug", Field.AUTHOR, typed=True))
    assert found(Word("c", Field.CATEGORY, typed=True))


def test_a_stop_word_being_typed_is_a_beginning_only_while_no_other_text_is_sought() -> None:
    typed = Word("in", typed=True)
    assert found(Word("the", typed=True))
    assert not found(typed)
    assert found(And((GRAPH, typed)))
    assert plan(And((Tagged("rag"), typed))) == And((Tagged("rag"), Need(Field.ANY, prefixes=("in",))))
    assert plan(And((Not(GRAPH), typed))) == And((Not(Need(Field.ANY, ("graph",))), Need(Field.ANY, prefixes=("in",))))


@pytest.mark.parametrize(
    ("phrase", "field", "expected"),
    [
        ("retrieval of documents", Field.ANY, True),
        ("retrieval documents", Field.ANY, True),
        ("document retrieval", Field.ANY, False),
        ("llm finetuning", Field.ANY, True),
        ("gpt 4 graphs", Field.ANY, False),
        ("graph", Field.ANY, True),
        ("bin yu", Field.ANY, True),
        ("hughes bin", Field.ANY, False),
        ("bin yu", Field.AUTHOR, True),
        ("chri hughes", Field.AUTHOR, False),
        ("llm fine tuning", Field.TITLE, True),
        ("llm fine tuning", Field.ABSTRACT, False),
        ("cs.CL", Field.ANY, True),
        ("cs.CL", Field.CATEGORY, True),
    ],
)
def test_a_phrase_stands_together_in_one_text(phrase: str, field: Field, expected: bool) -> None:
    assert found(Phrase(phrase, field)) is expected


@pytest.mark.parametrize(
    ("phrase", "slop", "expected"),
    [
        ("documents retrieval", 1, True),
        ("theory retrieval", 1, True),
        ("graphs retrieval", 8, True),
        ("graphs retrieval", 7, True),
        ("graphs retrieval", 6, False),
        ("graphs graph", 1, True),
        ("graphs llm", 50, False),
        ("llm gpt4", 2, True),
        ("llm gpt4", 1, False),
    ],
)
def test_near_words_stand_in_any_order_among_so_many_others(phrase: str, slop: int, expected: bool) -> None:
    text = PAPER._replace(
        title="LLM fine-tuning GPT-4", abstract="Graphs one two three four five six seven of retrieval document theory"
    )
    assert fits(Phrase(phrase, slop=slop), text) is expected


@pytest.mark.parametrize(
    ("word", "edits", "expected"),
    [
        ("retrieval", 1, True),
        ("retreival", 1, True),
        ("retrival", 1, True),
        ("retrievaal", 1, True),
        ("retrkeval", 1, True),
        ("retreeeval", 1, False),
        ("retreeeval", 2, True),
        ("tetrieval", 2, False),
        ("finetunning", 1, True),
        ("fine-tunning", 1, True),
        ("llx", 1, False),
        ("modell", 1, False),
    ],
)
def test_a_fuzzy_word_may_have_letters_wrong_but_the_first(word: str, edits: int, expected: bool) -> None:
    assert found(Word(word, fuzzy=edits)) is expected


@pytest.mark.parametrize(
    ("asked", "name", "expected"),
    [
        ("G Hinton", "Geoffrey E. Hinton", True),
        ("Hinton, Geoffrey", "Geoffrey E. Hinton", True),
        ("Geoffrey Hinton", "G. Hinton", True),
        ("G. E. Hinton", "Geoffrey Everest Hinton", True),
        ("Geoffrey Hinton", "H. G. Wells", False),
        ("Geoffrey Hinton", "Gary Hinton", False),
        ("Geoffrey Hint", "Geoffrey Hinton", False),
        ("H Hinton", "Geoffrey Hinton", True),
        ("J Hinton", "Geoffrey Hinton", False),
        ("G H", "Geoffrey Hinton", True),
        ("Serre, Jean-Pierre", "Jean-Pierre Serre", True),
        ("JeanPierre Serre", "Jean-Pierre Serre", True),
        ("Muller Zoe", 'Zoë M\\"uller', True),
    ],
)
def test_a_name_fits_in_any_order_and_with_initials(asked: str, name: str, expected: bool) -> None:
    assert fits(Phrase(asked, Field.AUTHOR), Texts("", authors=("Nobody Else", name))) is expected


def test_a_name_is_one_authors() -> None:
    assert not found(Phrase("Chris Yu", Field.AUTHOR))
    assert not found(Phrase("C Yu", Field.AUTHOR))


def test_code_is_an_address_in_the_abstract() -> None:
    code = Has(Thing.CODE)
    for host in CODE_HOSTS:
        assert fits(code, Texts("", f"See https://{host}/some/thing."))
    assert fits(code, Texts("", "at some.github.io"))
    assert not fits(code, Texts("github.com/x", "We use github."))
    assert fits(Not(code), PAPER)


def test_the_tree_says_what_must_hold() -> None:
    assert found(And((GRAPH, Word("llm"))))
    assert not found(And((GRAPH, SURVEY)))
    assert found(Or((GRAPH, SURVEY)))
    assert not found(Or((SURVEY, Word("tree"))))
    assert found(And((GRAPH, Not(SURVEY))))
    assert not found(And((GRAPH, Not(Phrase("bin yu")))))
    assert found(Not(And((GRAPH, SURVEY))))
    assert found(Not(SURVEY))
    assert not found(Not(GRAPH))


def test_leaves_without_a_word_restrict_nothing_and_alone_find_nothing() -> None:
    nothing = (THE, Phrase("of the"), Word("&"), Not(THE), Word("", Field.CATEGORY), Or((THE, Word("of"))))
    assert found(And((*nothing, GRAPH)))
    assert plan(And(nothing)) is None
    assert not found(And(nothing))
    assert not found(None)


def test_filters_are_asked_of_whoever_knows() -> None:
    root = Or((And((Is(State.UNREAD), SURVEY)), And((Tagged("rag"), GRAPH))))
    assert fits(root, PAPER, lambda leaf: leaf == Tagged("rag"))
    assert not fits(root, PAPER, lambda leaf: leaf == Is(State.UNREAD))
    assert not fits(root, PAPER)
    assert fits(Not(Tagged("rag")), PAPER)


def test_a_leaf_comes_apart_into_what_an_index_asks_for() -> None:
    assert needs(Word("fine-tuning")) == (Need(Field.ANY, terms=("finetun",), runs=(("fine", "tune"),)),)
    assert needs(Word("Hughes", Field.AUTHOR)) == (Need(Field.AUTHOR, terms=("hughes",)),)
    assert needs(Word("fine-tun", prefix=True)) == (Need(Field.ANY, prefixes=("finetun",)),)
    assert needs(Word("graphs", typed=True)) == (Need(Field.ANY, terms=("graph",), prefixes=("graphs",)),)
    assert needs(Word("models", fuzzy=1)) == (Need(Field.ANY, terms=("model",), fuzzies=(("models", 1),)),)
    assert needs(Phrase("fine-tuning")) == (Need(Field.ANY, runs=(("fine", "tune"),)),)
    assert needs(Phrase("graph of trees", slop=3)) == (Need(Field.ANY, nears=((("graph", "tree"), 3),)),)
    assert needs(Phrase("Yann LeCun", Field.AUTHOR)) == (Need(Field.AUTHOR, names=(("yann", "lecun"),)),)
    assert needs(Word("jean-pierre", Field.AUTHOR)) == (
        Need(Field.AUTHOR, terms=("jeanpierre",), names=(("jean", "pierre"),)),
    )
    assert needs(Word("cs.CL", Field.CATEGORY, typed=True)) == (
        Need(Field.CATEGORY, terms=("cs.cl",), prefixes=("cs.cl",)),
    )


def test_needs_are_those_that_are_sought() -> None:
    assert needs(And((Not(GRAPH), Not(Not(SURVEY)), Not(And((Not(Word("tree")), GRAPH)))))) == (
        Need(Field.ANY, ("survei",)),
        Need(Field.ANY, ("tree",)),
    )


def test_a_leaf_said_twice_is_one_need() -> None:
    assert plan(And((GRAPH, Word("Graphs"), Phrase("graph")))) == Need(Field.ANY, ("graph",))
    assert len(needs(Or((GRAPH, And((SURVEY, GRAPH)))))) == 2


def test_a_plan_is_as_flat_as_it_can_be() -> None:
    graph, survey, tree = (Need(Field.ANY, (term,)) for term in ("graph", "survei", "tree"))
    assert plan(And((GRAPH, And((SURVEY, Word("tree")))))) == And((graph, survey, tree))
    assert plan(Or((GRAPH, Or((SURVEY, Word("tree")))))) == Or((graph, survey, tree))
    assert plan(Not(Not(GRAPH))) == graph
    assert plan(And((GRAPH, Not(Not(And((SURVEY, THE))))))) == And((graph, survey))
    assert plan(And((GRAPH, THE))) == graph
    assert plan(Not(And((THE, Not(GRAPH))))) == graph


def test_a_deep_tree_overflows_nothing() -> None:
    root: Node = GRAPH
    for level in range(5_000):
        root = Not(root) if level % 2 else (And if level % 4 else Or)((root, Word(f"w{level}")))
    assert plan(root) is not None
    assert found(root) in (True, False)
    assert needs(root)


LEAVES = st.builds(
    Word,
    st.sampled_from(["graph", "the", "fine-tuning", "+", "x", "", "深", "GPT-4", "cs", "n^2"]),
    st.sampled_from(Field),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2),
) | st.builds(Phrase, st.text(max_size=8) | st.just("graph tune"), st.sampled_from(Field), st.integers(0, 3))
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES | st.just(Tagged("x")),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(TREES, st.text(max_size=20) | st.just("graph fine-tuning"))
@thorough(75, 150)
def test_a_tree_and_its_negation_never_both_fit(root: Node, title: str) -> None:
    paper = Texts(title, authors=("x",), categories=("cs.CL",))
    positive, negative = plan(root), plan(Not(root))
    assert (positive is None) is (negative is None) or any(_is_typed(leaf) for leaf in _words(root))
    if positive is not None:
        assert meets(positive, paper) is not meets(Not(positive), paper)


def _words(root: Node) -> list[Word]:
    match root:
        case And(parts) | Or(parts):
            return [word for part in parts for word in _words(part)]
        case Not(part):
            return _words(part)
        case Word():
            return [root]
        case _:
            return []


def _is_typed(word: Word) -> bool:
    return word.typed


@given(TREES)
@thorough(75, 150)
def test_every_plan_has_the_form_that_is_promised(root: Node) -> None:
    def check(node: Node) -> None:
        match node:
            case And(parts) | Or(parts):
                assert len(parts) > 1
                assert not any(isinstance(part, type(node)) for part in parts)
                for part in parts:
                    check(part)
            case Not(part):
                assert not isinstance(part, Not)
                check(part)
            case Need():
                assert any(node[1:])
                assert all(len(run) > 1 for run in (*node.runs, *node.names))
                assert node.field is not Field.AUTHOR or not (node.runs or node.nears)
                assert node.field is not Field.CATEGORY or not any((*node[4:], node.runs))
            case _:
                assert node == Tagged("x")

    planned = plan(root)
    if planned is not None:
        check(planned)
