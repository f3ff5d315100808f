"""What fits a query: the one definition that the indexes, the naive oracle and the highlighter all answer to.

A text leaf is first taken apart into a `Need`: all the ways of which one must be found. Everything that has to agree on
what fits works from needs, and nothing derives them anew.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from reader.query import words
from reader.query.ast import And, Field, Filter, Has, Node, Not, Or, Phrase, Thing, Word, leaves
from reader.query.nearness import name_fits, near, within_edits
from reader.query.tree import fold_tree

CODE_HOSTS: Final = (
    "github.com",
    "github.io",
    "gitlab.com",
    "huggingface.co",
    "bitbucket.org",
    "codeberg.org",
    "zenodo.org",
)
"""Where code is: an abstract that names one of them has code."""

MIN_FUZZY: Final = 4
"""Letters of the shortest form that is looked for with letters wrong; anything is near to a shorter one."""


class Texts(Protocol):
    """The texts of one paper; `search.protocol.Document` and `model.Paper` both have them."""

    @property
    def title(self) -> str:
        """The title."""
        ...

    @property
    def abstract(self) -> str:
        """The abstract, or an empty text."""
        ...

    @property
    def authors(self) -> tuple[str, ...]:
        """A name each."""
        ...

    @property
    def categories(self) -> tuple[str, ...]:
        """A category each, such as `cs.CL`."""
        ...


class Need(NamedTuple):
    """What a text leaf asks for: one entry of any of the lists below must be found in the field.

    A field is one or more texts: the title, the abstract, each author's name, each category. `Field.ANY` is all of
    them, `Field.AUTHOR` the names and `Field.CATEGORY` the categories. Nothing is ever found across two texts. A token
    here is what `words.tokens` gives, joined or not; a joined token stands at the position of its first part.

    On `Field.CATEGORY` only `terms` and `prefixes` are ever given, and both look at whole categories, not at tokens.
    """

    field: Field
    terms: tuple[str, ...] = ()
    """A token has this very term; on `Field.AUTHOR`, this form; on `Field.CATEGORY`, a category, folded by
    `fold_category`, is this one or begins with this one and a dot."""
    runs: tuple[tuple[str, ...], ...] = ()
    """Two or more terms stand at consecutive positions of one text. Never on `Field.AUTHOR`."""
    prefixes: tuple[str, ...] = ()
    """A token's form begins so; on `Field.CATEGORY`, a folded category does."""
    nears: tuple[tuple[tuple[str, ...], int], ...] = ()
    """Two or more different terms and a slop: each of the terms has a token in the title, or each in the abstract, and
    the greatest of their positions is at most `len(terms) - 1 + slop` more than the least. Never on `Field.AUTHOR`."""
    fuzzies: tuple[tuple[str, int], ...] = ()
    """A form and a number of edits: a token's form has the same first letter and is at most so many edits away, each of
    which inserts, deletes or replaces a letter or exchanges two neighbours (`nearness.within_edits`)."""
    names: tuple[tuple[str, ...], ...] = ()
    """On `Field.AUTHOR` only: two or more different forms, all of which fit the forms of one author's name, in any
    order (`nearness.name_fits`). A form of one letter fits every form of the name that begins with it, and a form of
    one letter in the name fits every asked form that begins with it; but where an asked form has two letters or more,
    at least one of those must be a form of the name as it is."""

    @property
    def by_form(self) -> bool:
        """Whether `terms` holds forms: names are not stemmed, Hughes is not Hugh."""
        return self.field is Field.AUTHOR


def plan(root: Node | None) -> Node | None:
    """Turn a tree into what engines work from: its text leaves, and `has:code`, become needs.

    Leaves that restrict nothing (stop words, signs) are left out. A stop word that is still being typed ("in", on the
    way to "inference") stands for the words that begin so as long as no other text is sought, and restricts nothing as
    soon as one is. In the tree no `And` or `Or` has fewer than two parts, stands directly in another one of its kind or
    has the same leaf twice, and no `Not` stands in a `Not`.

    Returns:
        The tree, or None where nothing is left: then nothing fits.
    """
    if root is None:
        return None
    sought = [leaf for leaf, positive in leaves(root) if positive and _is_text(leaf)]
    alone = not any(_need(leaf) for leaf in sought if not _is_typed_stop_word(leaf))

    def planned(leaf: Node) -> Node | None:
        if not _is_text(leaf):
            return leaf
        return _need(leaf) if alone or not _is_typed_stop_word(leaf) else None

    return fold_tree(root, planned, _joined)


def needs(root: Node | None) -> tuple[Need, ...]:
    """Give the needs that are sought, in order and each once: what a highlighter marks and a ranking counts."""
    found = (leaf for leaf, sought in leaves(plan(root)) if sought and isinstance(leaf, Need))
    return tuple(dict.fromkeys(found))


def fits(root: Node | None, texts: Texts, passes: Callable[[Filter], bool] = lambda _filter: False) -> bool:
    """Tell whether a paper fits a tree as the parser gives it; see `meets`."""
    return meets(plan(root), texts, passes)


def meets(planned: Node | None, texts: Texts, passes: Callable[[Filter], bool] = lambda _filter: False) -> bool:
    """Tell whether a paper fits a tree that `plan` made. This is the definition; it is not made to be fast.

    Args:
        planned: The tree; nothing fits None.
        texts: The paper.
        passes: Answers the filters of the tree, which are the store's business.
    """
    if planned is None:
        return False
    analysed: dict[Field, list[list[words.Token]]] = {}

    def holds(leaf: Node) -> bool:
        if not isinstance(leaf, Need):
            assert isinstance(leaf, Filter)
            return passes(leaf)
        if leaf.field is Field.CATEGORY:
            return any(category_fits(leaf, category) for category in texts.categories)
        if leaf.field not in analysed:
            analysed[leaf.field] = [list(words.tokens(text)) for text in _texts(leaf.field, texts)]
        return any(
            _found_in(leaf if place < _NEAR_TEXTS or leaf.field is not Field.ANY else leaf._replace(nears=()), tokens)
            for place, tokens in enumerate(analysed[leaf.field])
        )

    def together(node: And | Or | Not, parts: list[bool]) -> bool:
        match node:
            case And():
                return all(parts)
            case Or():
                return any(parts)
            case Not():
                return not parts[0]

    return fold_tree(planned, holds, together)


def fold_category(category: str) -> str:
    """Fold a category, so that case and width do not count: `cs.cl`."""
    return unicodedata.normalize("NFKC", category).casefold().strip()


def category_fits(need: Need, category: str) -> bool:
    """Tell whether a category is what a need on `Field.CATEGORY` asks for, or stands below that."""
    folded = fold_category(category)
    below = any(folded == term or folded.startswith(f"{term}.") for term in need.terms)
    return below or folded.startswith(need.prefixes)


def _is_text(leaf: Node) -> bool:
    return isinstance(leaf, Word | Phrase) or leaf == Has(Thing.CODE)


def _is_typed_stop_word(leaf: Node) -> bool:
    if not (isinstance(leaf, Word) and leaf.typed) or leaf.field is Field.CATEGORY:
        return False
    return next(words.tokens(leaf.text), None) is None


def _joined(node: And | Or | Not, parts: list[Node | None]) -> Node | None:
    if isinstance(node, Not):
        part = parts[0]
        if part is None:
            return None
        return part.part if isinstance(part, Not) else Not(part)
    kind = type(node)
    found: list[Node] = []
    seen: set[Node] = set()
    for part in parts:
        for one in part.parts if isinstance(part, kind) else (part,):
            if one is None:
                continue
            # To hash a tree is to walk it, and it would be walked again at each level.
            if not isinstance(one.part if isinstance(one, Not) else one, And | Or):
                if one in seen:
                    continue
                seen.add(one)
            found.append(one)
    if len(found) > 1:
        return kind(tuple(found))
    return found[0] if found else None


def _need(leaf: Node) -> Need | None:
    """Take a text leaf apart; None where it restricts nothing."""
    match leaf:
        case Word(field=Field.CATEGORY) | Phrase(field=Field.CATEGORY):
            need = _category_need(leaf)
        case Word():
            need = _word_need(leaf)
        case Phrase():
            need = _phrase_need(leaf)
        case _:
            runs = tuple(tuple(token.term for token in words.tokens(host) if not token.joined) for host in CODE_HOSTS)
            need = Need(Field.ABSTRACT, runs=runs)
    return need if any(need[1:]) else None


def _category_need(leaf: Word | Phrase) -> Need:
    asked = fold_category(leaf.text)
    if not asked:
        return Need(leaf.field)
    begins = isinstance(leaf, Word) and (leaf.prefix or leaf.typed)
    whole = isinstance(leaf, Phrase) or not leaf.prefix
    return Need(leaf.field, terms=(asked,) if whole else (), prefixes=(asked,) if begins else ())


def _word_need(word: Word) -> Need:
    beginning = words.beginning(word.text) if word.prefix or word.typed or word.fuzzy else ""
    if beginning and word.prefix:
        return Need(word.field, prefixes=(beginning,))
    tokens = list(words.tokens(word.text))
    whole, parts = _said(tokens, word.field)
    terms: tuple[str, ...] = ()
    # Only a word that is one compound can be written joined.
    if whole and (not parts or _is_compound(tokens)):
        terms = tuple(whole)
    if len(parts) == 1:
        terms += parts
    by_name = word.field is Field.AUTHOR
    fuzzy = beginning if word.fuzzy and tokens and len(beginning) >= MIN_FUZZY else ""
    return Need(
        word.field,
        terms=terms,
        runs=(parts,) if len(parts) > 1 and not by_name else (),
        prefixes=(beginning,) if beginning and word.typed else (),
        fuzzies=((fuzzy, word.fuzzy),) if fuzzy else (),
        names=_several(parts) if by_name else (),
    )


def _phrase_need(phrase: Phrase) -> Need:
    whole, parts = _said(list(words.tokens(phrase.text)), phrase.field)
    different = tuple(dict.fromkeys(parts))
    near_by = phrase.slop > 0 and phrase.field is not Field.AUTHOR
    if len(parts) == 1 or (len(different) == 1 and (near_by or phrase.field is Field.AUTHOR)):
        return Need(phrase.field, terms=different)
    if not parts:
        return Need(phrase.field, terms=tuple(whole))
    if phrase.field is Field.AUTHOR:
        return Need(phrase.field, names=(different,))
    if near_by:
        return Need(phrase.field, nears=((different, phrase.slop),))
    return Need(phrase.field, runs=(parts,))


def _said(tokens: Sequence[words.Token], field: Field) -> tuple[list[str], tuple[str, ...]]:
    """Give the joined terms, and those of the parts; on `Field.AUTHOR`, forms."""
    by_form = field is Field.AUTHOR
    whole = [token.form if by_form else token.term for token in tokens if token.joined]
    return whole, tuple(token.form if by_form else token.term for token in tokens if not token.joined)


def _several(parts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    different = tuple(dict.fromkeys(parts))
    return (different,) if len(different) > 1 else ()


def _is_compound(tokens: Sequence[words.Token]) -> bool:
    whole = tokens[0]
    return whole.joined and all(token.end <= whole.end and not token.joined for token in tokens[1:])


_NEAR_TEXTS: Final = 2
"""Of the texts that `Field.ANY` looks at, those in which words can stand near one another: title and abstract."""


def _texts(field: Field, texts: Texts) -> Iterator[str]:
    if field in (Field.ANY, Field.TITLE):
        yield texts.title
    if field in (Field.ANY, Field.ABSTRACT):
        yield texts.abstract
    if field in (Field.ANY, Field.AUTHOR):
        yield from texts.authors
    if field is Field.ANY:
        yield from texts.categories


def _found_in(need: Need, tokens: Sequence[words.Token]) -> bool:
    if need.prefixes and any(token.form.startswith(need.prefixes) for token in tokens):
        return True
    said = [(token.position, token.form if need.by_form else token.term) for token in tokens]
    if any(term == one for term in need.terms for _, one in said):
        return True
    if any(within_edits(form, token.form, edits) for form, edits in need.fuzzies for token in tokens):
        return True
    if any(name_fits(asked, [token.form for token in tokens]) for asked in need.names):
        return True
    if any(True for terms, slop in need.nears for _ in near(said, terms, slop)):
        return True
    places = set(said)
    return any(
        all((position + offset, term) in places for offset, term in enumerate(run))
        for run in need.runs
        for position, _ in said
    )
