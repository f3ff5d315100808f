"""The papers and queries that every search index is held to, and random ones like them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
from hypothesis import strategies as st

from reader.query import And, Field, Filter, Has, Is, Node, Not, Or, Phrase, State, Tagged, Thing, Word
from reader.query.match import fits
from reader.search import Document
from reader.search.protocol import Mask, Masks

PAPERS: Final = (
    Document(
        1,
        "Fine-Tuning Diffusion Models",
        "We fine-tune models of the diffusion kind. The method is fast. Code: https://github.com/x/y.",
        ("Zoë Müller", "J. R. Hughes"),
        ("cs.CL", "cs.LG"),
        "2024-05-01",
    ),
    Document(2, "Finetuning is all you need", "Tuning fine instruments in C++ and C#.", ("Hugh Laurie",), ("cs.SE",)),
    Document(3, "Diffuse models", "A diffusion of ideas: neural machine translation.", ("Ideas Neural",), ("stat.ML",)),
    Document(4, "图像识别的深度学习", "Recognition of 图像 with GPT-4 and T5.", ("王 伟",), ("cs.CV",), "2023"),
    Document(5, "The Bayes's rule", "", (), ()),
    Document(
        6, "Translation, machine", "neural. Machine translation by neural nets", ("Neural Machine",), ("math.ST",)
    ),
    Document(7, "", "Ångström-scale state of the art", ("Åsa Öberg", "Hughes"), ()),
    Document(
        8,
        r"$\beta$-VAE and the $n^2$ bound: M\"uller's $\alpha$",
        "A β-VAE in O(n²) time; see gitlab.com/group/code for transformers.",
        ("Müller, Jörg", "Ada B. Hughes"),
        ("CS.cl", "q-bio"),
        "2022-11",
    ),
    Document(9, "Transfomers and tranformers", "Spelled almost as transformers are.", ("J. Hughes", "J. H."), ("cs",)),
)

WORDS: Final[tuple[Node, ...]] = (
    Word("diffusion"),
    Word("DIFFUSING"),
    Word("fine-tuning"),
    Word("finetuning"),
    Word("müller"),
    Word("Muller", Field.AUTHOR),
    Word("hughes", Field.AUTHOR),
    Word("hugh", Field.AUTHOR),
    Word("hugh"),
    Word("diffusion", Field.TITLE),
    Word("diffusion", Field.ABSTRACT),
    Word("neural", Field.TITLE),
    Word("cs.CL"),
    Word("C++"),
    Word("c#"),
    Word("c"),
    Word("gpt-4"),
    Word("gpt4"),
    Word("图像"),
    Word("图"),
    Word("深度学习"),
    Word("angstrom"),
    Word("state-of-the-art"),
    Word("bayes"),
    Word("bayes's"),
    Word("beta"),
    Word("β-VAE"),
    Word("betavae"),
    Word("alpha", Field.TITLE),
    Word("n^2"),
    Word("n2"),
    Word("the"),
    Word("..."),
)
BEGINNINGS: Final[tuple[Node, ...]] = (
    Word("hugh", Field.AUTHOR, prefix=True),
    Word("d", prefix=True),
    Word("dif", prefix=True),
    Word("diffusi", prefix=True),
    Word("finetu", prefix=True),
    Word("fine-tu", prefix=True),
    Word("s", Field.TITLE, prefix=True),
    Word("mach", Field.ABSTRACT, prefix=True),
    Word("zzz", prefix=True),
    Word("cs", prefix=True),
    Word("图", prefix=True),
    Word("x" * 500, prefix=True),
    Word("cs.cl", typed=True),
    Word("translations", typed=True),
    Word("transl", typed=True),
    Word("th", typed=True),
    Word("the", typed=True),
    And((Word("machine"), Word("n", typed=True))),
    And((Word("machine"), Word("the", typed=True))),
    Not(Word("tran", typed=True)),
)
PHRASES: Final[tuple[Node, ...]] = (
    Phrase("neural machine translation"),
    Phrase("machine translation"),
    Phrase("neural machine"),
    Phrase("state art"),
    Phrase("state of the art"),
    Phrase("fine tuning"),
    Phrase("fine-tuning diffusion"),
    Not(Phrase("models diffusion")),
    Phrase("Zoe Muller"),
    Phrase("muller j"),
    Phrase("cs cl"),
    Phrase("cl cs"),
    Phrase("diffusion model", Field.TITLE),
    Phrase("diffusion model", Field.ABSTRACT),
    Phrase("neural machine", Field.TITLE),
    Phrase("neural machine", Field.ABSTRACT),
    Phrase("machine neural", Field.ABSTRACT),
    Phrase("the"),
    Phrase("rule"),
    Phrase(""),
    Phrase("深度学习", Field.TITLE),
)
NAMES: Final[tuple[Node, ...]] = (
    Phrase("Zoe Müller", Field.AUTHOR),
    Phrase("müller hughes", Field.AUTHOR),
    Phrase("j müller", Field.AUTHOR),
    Phrase("john hughes", Field.AUTHOR),
    Phrase("john harris", Field.AUTHOR),
    Phrase("j h", Field.AUTHOR),
    Phrase("j hughes", Field.AUTHOR),
    Phrase("j b", Field.AUTHOR),
    Phrase("j r", Field.AUTHOR),
    Phrase("hughes hughes", Field.AUTHOR),
    Phrase("jörg", Field.AUTHOR),
    Word("öberg-åsa", Field.AUTHOR),
    Word("王", Field.AUTHOR),
)
NEAR: Final[tuple[Node, ...]] = (
    Phrase("machine neural", slop=1),
    Phrase("machine diffusion", slop=1),
    Phrase("machine diffusion", slop=2),
    Phrase("ideas translation", Field.ABSTRACT, slop=2),
    Phrase("translation machine", Field.TITLE, slop=1),
    Phrase("method diffusion", Field.TITLE, slop=50),
    Phrase("method diffusion", slop=50),
    Phrase("neural neural", slop=3),
)
FUZZY: Final[tuple[Node, ...]] = (
    Word("transformers", fuzzy=1),
    Word("transformers", fuzzy=2),
    Word("transformers", Field.TITLE, fuzzy=1),
    Word("muler", fuzzy=1),
    Word("mulelr", Field.AUTHOR, fuzzy=1),
    Word("gtp", fuzzy=2),
    Word("kitten", fuzzy=2),
    Word("ångstrøm", fuzzy=1),
)
CATEGORIES: Final[tuple[Node, ...]] = (
    Word("cs", Field.CATEGORY),
    Word("CS.CL", Field.CATEGORY),
    Word("cs.c", Field.CATEGORY),
    Word("cs.c", Field.CATEGORY, prefix=True),
    Word("c", Field.CATEGORY, typed=True),
    Word("q-bio", Field.CATEGORY),
    Word("q", Field.CATEGORY, prefix=True),
    Phrase("stat.ML", Field.CATEGORY),
    Word("", Field.CATEGORY),
)
TREES: Final[tuple[Node, ...]] = (
    Has(Thing.CODE),
    Not(Has(Thing.CODE)),
    And((Word("models"), Word("neural"))),
    And((Word("fine"), Word("tuning"))),
    Not(Word("fine-tuning")),
    And((Word("diffusion"), Not(Word("neural")))),
    And((Word("the"), Word("rule"))),
    Or((Word("rule"), Word("gpt4"))),
    Or((Word("rule"), Not(Word("models")))),
    Or((Word("the"), Word("zzz"))),
    And((Or((Word("diffusion"), Word("machine"))), Not(Or((Phrase("neural machine"), Word("c++")))))),
    Not(And((Word("diffusion"), Not(Word("hughes", Field.AUTHOR))))),
    Not(Not(Word("diffusion"))),
    Or((And((Word("bayes"), Word("rule"))), And((Word("cs", Field.CATEGORY), Not(Has(Thing.CODE)))))),
    Not(Word("the")),
)
UNREAD, TAG = Is(State.UNREAD), Tagged("rag")
FILTERED: Final[tuple[Node, ...]] = (
    UNREAD,
    Not(UNREAD),
    Not(TAG),
    And((Word("hughes"), UNREAD)),
    And((Word("hughes"), Not(TAG))),
    Or((Word("bayes"), TAG)),
    And((Or((UNREAD, TAG)), Not(Word("machine")))),
    And((UNREAD, TAG)),
)
LETS_THROUGH: Final[dict[Filter, tuple[int, ...]]] = {UNREAD: (1, 3, 4, 7, 9), TAG: (2, 3)}
"""The second mask ends long before the greatest number."""
EXAMPLES: Final = (
    *WORDS,
    *BEGINNINGS,
    *PHRASES,
    *NAMES,
    *NEAR,
    *FUZZY,
    *CATEGORIES,
    *TREES,
    *FILTERED,
)


def masks(node: Filter) -> Mask:
    """Answer the filters of the examples; an unknown one lets nothing through."""
    passing = LETS_THROUGH.get(node, ())
    mask = np.zeros(max(passing, default=-1) + 1, bool)
    mask[list(passing)] = True
    return mask


def naive(root: Node | None, papers: Iterable[Document], answering: Masks = masks) -> set[int]:
    """Give the papers that fit, by the definition."""

    def passes(number: int) -> Callable[[Filter], bool]:
        def passing(node: Filter) -> bool:
            mask = answering(node)
            return number < len(mask) and bool(mask[number])

        return passing

    return {paper.id for paper in papers if fits(root, paper, passes(paper.id))}


_SMALL: Final = (
    "fine-tuning finetuning fine tuning tuned the of state-of-the-art art C++ C# c GPT-4 gpt4 gpt 4 Müller muller "
    "müllers Hughes hugh 图像识别 图像 图 识别 modèles model models modle x a-b ab Bayes's bayes cs.CL cs cl "
    "Ångström ﬁne α β-VAE n² n^2 github.com мoдel моdel J j. transformer tranformer"
)
SMALL: Final = _SMALL.split()
"""So few words that random texts and queries have some in common."""
LOUD: Final = st.one_of(
    st.sampled_from(("fine", "tuning", "fine-tuning", "models", "Hughes", "J", "H", "图像识别")), st.sampled_from(SMALL)
)
TEXTS: Final = st.one_of(st.just(""), st.lists(LOUD, max_size=7).map(" ".join))
PEOPLE: Final = st.lists(st.lists(LOUD, min_size=1, max_size=3).map(" ".join), max_size=3).map(tuple)
AREAS: Final = st.lists(st.sampled_from(("cs.CL", "CS.cl", "cs", "cs.LG", "q-bio", "图", "")), max_size=3).map(tuple)
DATES: Final = st.sampled_from(("", "2020", "2020-02", "2020-02-03", "2021-01-01", "1899-05-05", "no date"))
DOCUMENTS: Final = st.builds(Document, st.integers(1, 8), TEXTS, TEXTS, PEOPLE, AREAS, DATES)

FIELDS: Final = st.sampled_from(Field)
PAIRS: Final = st.lists(LOUD, min_size=2, max_size=2).map(" ".join)
BEGUN: Final = st.builds(lambda word, size: word[:size], LOUD, st.integers(1, 12))
# A near phrase looks at the title or at the abstract; whether names are looked at too is not settled.
_SPOKEN = st.sampled_from((Field.TITLE, Field.ABSTRACT))
TEXT_LEAVES: Final[st.SearchStrategy[Node]] = st.one_of(
    st.builds(Word, LOUD, FIELDS),
    st.builds(Word, BEGUN, FIELDS, prefix=st.just(True)),
    st.builds(Word, BEGUN, FIELDS, typed=st.just(True)),
    st.builds(Word, LOUD, FIELDS, fuzzy=st.integers(1, 2)),
    st.builds(Phrase, TEXTS, FIELDS),
    st.builds(Phrase, PAIRS, FIELDS),
    st.builds(Phrase, st.one_of(PAIRS, TEXTS), _SPOKEN, st.integers(1, 4)),
    st.just(Has(Thing.CODE)),
)
LEAVES: Final[st.SearchStrategy[Node]] = st.one_of(
    TEXT_LEAVES, TEXT_LEAVES, TEXT_LEAVES, st.sampled_from((UNREAD, TAG))
)


def trees_over(leaves: st.SearchStrategy[Node], *, most: int = 6) -> st.SearchStrategy[Node]:
    """Give trees of And, Or and Not."""

    def grown(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(parts, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, parts))

    return st.recursive(leaves, grown, max_leaves=most)


TREES_OF_ALL: Final = trees_over(LEAVES)


def batches(papers: Sequence[Document], size: int) -> list[Sequence[Document]]:
    """Cut papers into batches."""
    return [papers[start : start + size] for start in range(0, len(papers), size)]
