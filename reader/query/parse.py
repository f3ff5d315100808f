"""From what somebody typed to a query: whatever it is, there is a best reading of it, and never an exception.

The language, in the EBNF of ISO/IEC 14977 (blanks part clauses, all of which must hold):

    query   = [ blanks ], { clause, [ blanks ] } ;
    clause  = [ "-" ], ( word | phrase | text field | filter ) ;
    word    = sign, { sign }, [ "*" ] ;             (* with a star: any word that begins so *)
    phrase  = '"', { any character but '"' }, '"' ;
    text field = ( "title" | "ti" | "abstract" | "abs" | "author" | "au" ), ":", ( word | phrase ) ;
    filter  = "tag", ":", value
            | "is", ":", ( "unread" | "read" | "bookmarked" | "starred" )
            | "edition", ":", value ;               (* what names an edition: see match.names_edition *)
    value   = sign, { sign } | phrase ;
    sign    = any character but blanks, '"', "(" and ")" ;

Names of fields and states may be in upper case; curly and full-width quotes, colons, stars and minus signs do as well
as plain ones. What cannot be read (a field that does not exist, a quote that is not closed, OR, parentheses, wildcards
inside a word) becomes a `QueryProblem`, and the rest is read as if it were not there. The scanner looks at each
character a fixed number of times, and never at more than `MAX_QUERY` of them.
"""

from __future__ import annotations

import re
from typing import Final

from reader.model import safe_line, tag_name
from reader.query.ast import Clause, Field, InEdition, Is, Phrase, Query, QueryProblem, State, Tagged, Word

MAX_QUERY: Final = 4_000
"""Characters of a query that are read."""
MAX_CLAUSES: Final = 64
MAX_WORD: Final = 64
"""Characters of a word."""
MAX_PHRASE: Final = 512
"""Characters of a phrase."""
MAX_PROBLEMS: Final = 16
"""Problems that are told; whoever typed those will not read more."""

_FIELDS: Final = {
    "title": Field.TITLE,
    "ti": Field.TITLE,
    "abstract": Field.ABSTRACT,
    "abs": Field.ABSTRACT,
    "author": Field.AUTHOR,
    "au": Field.AUTHOR,
}
_FILTERS: Final = ("tag", "is", "edition")
_STATES: Final = {
    "unread": State.UNREAD,
    "read": State.READ,
    "bookmarked": State.BOOKMARKED,
    "starred": State.BOOKMARKED,
}
_OPERATORS: Final = frozenset(("AND", "OR", "NOT", "&&", "||"))

# One character for one, so that columns stay true.
_PLAIN_SIGNS: Final = str.maketrans("“”„‟＂：＊－−（）", '""""":*--()')
_BLANKS: Final = re.compile(r"\s*")
_MINUS: Final = re.compile(r"-+")
_WORD: Final = re.compile(r'[^\s"()]+')
_NAME: Final = re.compile(r"([^\W\d]\w*):")
_FUZZY: Final = re.compile(r"~[0-9.]*$")
_WILDCARD: Final = re.compile(r"[*?](?=\w)")


def parse(text: str, *, typing: bool = False) -> Query:
    """Read a query; whatever cannot be read is told in `problems`, and the rest still holds.

    Args:
        text: What was typed, of any length and with any characters.
        typing: It may not be finished: the last word, where no blank follows it, also stands for what begins so, and
            an open quote or a field without a value at the end is no problem yet. A word to leave out is never
            taken for a beginning, since `-s` would empty the list on the way to `-survey`.
    """
    scanner = _Scanner(text, typing=typing)
    scanner.run()
    return Query(text, tuple(scanner.clauses), tuple(sorted(scanner.problems, key=lambda problem: problem.column)))


class _Scanner:
    def __init__(self, text: str, *, typing: bool) -> None:
        self.text = text[:MAX_QUERY].translate(_PLAIN_SIGNS)
        self.typing = typing and len(text) <= MAX_QUERY
        self.clauses: dict[Clause, None] = {}
        self.problems: list[QueryProblem] = []
        self.position = 0
        if len(text) > MAX_QUERY:
            self._problem(MAX_QUERY, len(text) - MAX_QUERY, f"only the first {MAX_QUERY:,} characters are read")

    def run(self) -> None:
        while True:
            self.position = self._match_end(_BLANKS)
            if self._at_end():
                return
            start = self.position
            if not self._clause():
                length = len(self.text) - start
                self._problem(start, length, f"only the first {MAX_CLAUSES} words and filters count")
                return

    def _clause(self) -> bool:
        """Read one clause; False where there is no more room for it."""
        start = self.position
        self.position = self._match_end(_MINUS)
        negated = self.position > start
        sign = self.text[self.position : self.position + 1]
        if negated and (not sign or sign.isspace() or sign in "()"):
            if not (self.typing and not sign):
                self._problem(start, self.position - start, "nothing to leave out follows the minus sign")
            return True
        if sign in ("(", ")"):
            self.position += 1
            self._problem(start, 1, "parentheses are not understood here")
            return True
        if sign == '"':
            return self._phrase(Field.ANY, negated)
        return self._word(start, negated)

    def _phrase(self, field: Field, negated: bool) -> bool:
        phrase = self._quoted()
        if not phrase:
            return True
        return self._add(Phrase(phrase, field, negated))

    def _quoted(self) -> str:
        """Read from an opening quote to the closing one, or to the end; give the text with single blanks."""
        start = self.position
        end = self.text.find('"', start + 1)
        if end < 0:
            end = len(self.text)
            if not self.typing:
                self._problem(start, end - start, "the quote is not closed")
        self.position = min(end + 1, len(self.text))
        phrase = " ".join(self.text[start + 1 : end].split())
        if len(phrase) > MAX_PHRASE:
            self._problem(start, end - start, f"a phrase ends after {MAX_PHRASE} characters")
            phrase = phrase[:MAX_PHRASE].rpartition(" ")[0] or phrase[:MAX_PHRASE]
        return phrase

    def _word(self, start: int, negated: bool) -> bool:
        begin = self.position
        self.position = self._match_end(_WORD)
        word = self.text[begin : self.position]
        if word in _OPERATORS and not negated and not (self.typing and self._at_end()):
            hint = "write a minus sign before the word" if word == "NOT" else "all words must match"
            self._problem(begin, len(word), f"{word} is not understood here: {hint}")
            return True
        name = _NAME.match(word)
        if name is None:
            return self._plain(word, begin, Field.ANY, negated)
        label, value, value_begin = name[1].casefold(), word[name.end() :], begin + name.end()
        if label in _FIELDS:
            field = _FIELDS[label]
            if value:
                return self._plain(value, value_begin, field, negated)
            if self._at_quote():
                phrase = self._quoted()
                if phrase:
                    return self._add(Phrase(phrase, field, negated))
            self._no_value(start, label)
            return True
        if label in _FILTERS:
            return self._filter(label, value.rstrip(",;"), start, value_begin, negated)
        return self._unknown_field(name[1], value, word, begin, negated)

    def _plain(self, text: str, begin: int, field: Field, negated: bool) -> bool:
        """Read a word without its sign and field, which may end in a star."""
        bare = text.rstrip(",;.!?") or text
        finished = bare != text
        fuzzy = _FUZZY.search(bare)
        if fuzzy and (fuzzy.start() or len(bare) <= 2):  # but "~200" is a number that somebody looks for
            self._problem(begin + fuzzy.start(), len(fuzzy[0]), "nearness (~) is not understood here")
            bare, finished = bare[: fuzzy.start()], True
        body = bare.rstrip("*")
        if bare and not body:
            self._problem(begin, len(bare), "a star needs the beginning of a word before it")
            return True
        prefix = body != bare
        leading = len(body) - len(body.lstrip("*"))
        wildcard = _WILDCARD.search(body, leading)
        if leading or wildcard:
            place = wildcard.start() if wildcard else 0
            self._problem(begin + place, leading or 1, "a star is understood only at the end of a word")
            if wildcard:
                body, prefix = body[: wildcard.start()], True
            body = body[leading:]
        if len(body) > MAX_WORD:
            self._problem(begin + leading + MAX_WORD, len(body) - MAX_WORD, f"a word ends after {MAX_WORD} characters")
            body = body[:MAX_WORD]
        if not body:
            return True
        typed = self.typing and self._at_end() and not (finished or prefix or negated)
        return self._add(Word(body, field, prefix, typed, negated))

    def _filter(self, label: str, value: str, start: int, value_begin: int, negated: bool) -> bool:
        if not value and self._at_quote():
            value = self._quoted()
        if not value:
            self._no_value(start, label)
            return True
        if label == "tag":
            tag = tag_name(value)
            if not tag:
                self._problem(value_begin, self.position - value_begin, f"{_quote(value)} cannot be a tag")
                return True
            return self._add(Tagged(tag, negated))
        if label == "edition":
            return self._add(InEdition(value, negated))
        asked = value.casefold()
        if asked in _STATES:
            return self._add(Is(_STATES[asked], negated))
        unfinished = self.typing and self._at_end() and any(state.startswith(asked) for state in _STATES)
        if not unfinished:
            nearest = _nearest(asked, tuple(_STATES))
            hint = f'did you mean "{nearest}"?' if nearest else "there are unread, read and bookmarked"
            self._problem(value_begin, self.position - value_begin, f"unknown state {_quote(value)}, {hint}")
        return True

    def _unknown_field(self, label: str, value: str, word: str, begin: int, negated: bool) -> bool:
        nearest = _nearest(label.casefold(), ("title", "abstract", "author", *_FILTERS))
        # "BERT: Pre-training of ..." is a title that somebody pasted, and no field.
        if nearest or value or self._at_quote():
            hint = f'did you mean "{nearest}"?' if nearest else "so it is read as words"
            self._problem(begin, len(label) + 1, f"unknown field {_quote(label)}, {hint}")
        if negated or not any(map(str.isalnum, value)):
            return self._plain(word.rstrip(":"), begin, Field.ANY, negated)
        # The label is as finished as a word can be, whatever follows it.
        return self._add(Word(label[:MAX_WORD])) and self._plain(value, begin + len(label) + 1, Field.ANY, negated)

    def _no_value(self, start: int, label: str) -> None:
        if not (self.typing and self._at_end()):
            self._problem(start, self.position - start, f"nothing follows {label}: (write it without a blank)")

    def _add(self, clause: Clause) -> bool:
        if clause not in self.clauses and len(self.clauses) == MAX_CLAUSES:
            return False
        self.clauses[clause] = None
        return True

    def _problem(self, column: int, length: int, reason: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(QueryProblem(column, length, reason))

    def _match_end(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.position)
        return found.end() if found else self.position

    def _at_end(self) -> bool:
        return self.position == len(self.text)

    def _at_quote(self) -> bool:
        return self.text.startswith('"', self.position)


def _nearest(typed: str, names: tuple[str, ...]) -> str:
    import difflib  # 3 ms, and only where something was mistyped

    return next(iter(difflib.get_close_matches(typed[:MAX_WORD], names, 1, 0.7)), "")


def _quote(text: str) -> str:
    shown = safe_line(text)
    return f'"{shown[:23]}…"' if len(shown) > 24 else f'"{shown}"'
