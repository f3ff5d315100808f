r"""From what somebody typed to a query: whatever it is, there is a best reading of it, and never an exception.

The language, in the EBNF of ISO/IEC 14977 (blanks may stand between any two parts, and part words):

    query     = { either } ;
    either    = all, { ( "OR" | "||" ), all } ;
    all       = part, { [ "AND" | "&&" ], part } ;      (* parts side by side must all hold *)
    part      = { "NOT" | "-" | "+" }, ( group | text | field ) ;
    group     = "(", either, ")" ;
    text      = word | phrase ;
    word      = sign, { sign }, [ "*" | near ] ;        (* with a star: any word that begins so *)
    phrase    = '"', { any character but '"' }, '"', [ near ] ;
    near      = "~", [ number ] ;                       (* letters that may be wrong; words that may stand between *)
    field     = text name, ":", ( text | group )
              | filter name, ":", ( value | group )
              | ( "rating" | "up" ), ":", ( [ compare ], number | range )
              | ( "date" | "added" ), ":", ( [ compare ], day | age | range )
              | "sort", ":", [ "-" ], order
              | "limit", ":", number
              | "similar", ":", value ;
    text name = "title" | "ti" | "abstract" | "abs" | "author" | "au" | "cat" | "category" ;
    filter name = "tag" | "note" | "is" | "has" | "edition" | "source" | "venue" | "id" | "doi" ;
    range     = [ bound ], "..", [ bound ] ;            (* one bound at least, each a number, a day or an age *)
    compare   = "<" | "<=" | "=" | ">=" | ">" ;
    day       = year, [ "-", month, [ "-", day of month ] ] | "today" | "yesterday" ;
    age       = number, ( "d" | "w" | "m" | "y" ) ;     (* the last so many days, weeks, months or years *)
    order     = "date" | "newest" | "oldest" | "title" | "added" | "rank" | "rating" | "up" | "relevance" ;
    value     = sign, { sign } | phrase ;
    sign      = any character but blanks, '"', "(" and ")" ;

NOT binds before AND, AND before OR. AND, OR and NOT are upper case, for the lower-case words are words; the names of
fields and their values may be either. In a group behind a name, the name holds for every word of the group. Curly and
full-width quotes, colons, stars and signs do as well as plain ones. A backslash before a quote and a letter is TeX
(`M\"uller`), and ends no phrase. What cannot be read becomes a `QueryProblem`, and the rest is read as if it were not
there. Every character is looked at a fixed number of times, and never more than `MAX_QUERY` of them; nothing recurses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from reader.model import Sort
from reader.query.ast import And, Field, Node, Phrase, Query, QueryProblem, Word
from reader.query.fields import DIRECTIVES, NAMES, SORTS, TEXT_FIELDS
from reader.query.level import Level, refused
from reader.query.lex import Kind, Lexeme, lexemes, plain
from reader.query.text import MAX_PHRASE, MAX_WORD, Told, read_phrase, read_word
from reader.query.values import nearest, quoted, read_value, unknown

if TYPE_CHECKING:
    from datetime import date

__all__ = ["MAX_CLAUSES", "MAX_DEPTH", "MAX_PHRASE", "MAX_PROBLEMS", "MAX_QUERY", "MAX_WORD", "parse"]

MAX_QUERY: Final = 4_000
"""Characters of a query that are read."""
MAX_CLAUSES: Final = 256
"""Words, phrases and filters of a query."""
MAX_COSTLY: Final = 24
"""Phrases, words with a star, words looked for in the abstract alone: what an index cannot answer by looking it up."""
MAX_FUZZY_WORDS: Final = 3
"""Words of a query that are looked for with letters wrong; the others must be spelled as they are."""
MAX_DEPTH: Final = 32
"""Parentheses within one another; deeper ones are read as if they were not there."""
MAX_PROBLEMS: Final = 16
"""Problems that are told; whoever typed those will not read more."""
MAX_LIMIT: Final = 1_000_000
"""The greatest number after `limit:`."""

_Text = TypeVar("_Text", Word, Phrase)

_AND: Final = frozenset(("AND", "&&"))
_OR: Final = frozenset(("OR", "||"))
_NOT: Final = frozenset(("NOT",))
_OPERATORS: Final = _AND | _OR | _NOT
_RANGES: Final = frozenset(("rating", "up", "date", "added"))


def parse(text: str, *, typing: bool = False, today: date | None = None) -> Query:
    """Read a query; whatever cannot be read is told in `problems`, and the rest still holds.

    Args:
        text: What was typed, of any length and with any characters.
        typing: It may not be finished: the last word, where no blank follows it, also stands for what begins so, and
            an open quote or parenthesis, a field without a value or an operator at the end is no problem yet. A word
            to leave out that may go on leaves out nothing, since `-s` would empty the list on the way to `-survey`.
        today: The day that `added:today` and `date:30d` count from; the local one where none is given.
    """
    parser = _Parser(text, typing=typing, today=today)
    root = parser.run()
    problems = tuple(sorted(parser.problems, key=lambda problem: problem.column))
    return Query(text, root, problems, parser.similar, parser.sort, parser.backwards, parser.limit)


class _Parser:
    def __init__(self, text: str, *, typing: bool, today: date | None) -> None:
        self.length = min(len(text), MAX_QUERY)
        self.lexemes = list(lexemes(plain(text[:MAX_QUERY])))
        self.typing = typing and len(text) <= MAX_QUERY
        self.today = today
        self.levels = [Level()]
        self.ignored = 0
        """Parentheses that are open, but too deep to count."""
        self.clauses = self.costly = self.fuzzy = 0
        self.place = 0
        self.problems: list[QueryProblem] = []
        self.similar = ""
        self.sort: Sort | None = None
        self.backwards = False
        self.limit = 0
        if len(text) > MAX_QUERY:
            self.tell(Told(MAX_QUERY, len(text) - MAX_QUERY, f"only the first {MAX_QUERY:,} characters are read"))

    def run(self) -> Node | None:
        while self.place < len(self.lexemes):
            lexeme = self.lexemes[self.place]
            self.place += 1
            if self.clauses >= MAX_CLAUSES and lexeme.kind in (Kind.WORD, Kind.LABEL, Kind.QUOTE):
                reason = f"only the first {MAX_CLAUSES} words and filters are read"
                self.tell(Told(lexeme.start, self.length - lexeme.start, reason))
                break
            self.read(lexeme)
        while len(self.levels) > 1:
            if not self.typing:
                self.tell(Told(self.level.start, 1, "the parenthesis is not closed"))
            self.close()
        self.end_of(self.level)
        return self.level.node()

    @property
    def level(self) -> Level:
        return self.levels[-1]

    def read(self, lexeme: Lexeme) -> None:
        level = self.level
        match lexeme.kind:
            case Kind.OPEN:
                self.open(lexeme, level.name)
            case Kind.CLOSE:
                self.close_at(lexeme)
            case Kind.SIGN:
                self.sign(lexeme)
            case Kind.LABEL:
                self.label(lexeme)
            case Kind.QUOTE if level.name and level.name not in TEXT_FIELDS:
                self.filter(level.name, lexeme.text, lexeme, closed=True)
            case Kind.QUOTE:
                self.phrase(lexeme, level.name)
            case Kind.WORD if lexeme.text in _OPERATORS and not self.follows_sign(lexeme):
                self.operate(lexeme)
            case Kind.WORD:
                self.word(lexeme, lexeme.text, lexeme.start, level.name)

    def open(self, lexeme: Lexeme, name: str) -> None:
        level = self.level
        if len(self.levels) > MAX_DEPTH:
            if not self.ignored:
                self.tell(Told(lexeme.start, 1, f"parentheses end after {MAX_DEPTH} levels"))
            self.ignored += 1
            return
        self.levels.append(Level(lexeme.start, name, refused=level.refuse))
        level.refuse, level.operator = False, None

    def close_at(self, lexeme: Lexeme) -> None:
        if self.ignored:
            self.ignored -= 1
        elif len(self.levels) == 1:
            self.tell(Told(lexeme.start, 1, "no parenthesis is open here"))
        else:
            if not (self.level.said or self.level.operator):
                self.tell(Told(self.level.start, lexeme.end - self.level.start, "nothing stands between them"))
            self.close()

    def close(self) -> None:
        level = self.levels.pop()
        self.end_of(level)
        self.level.said = True
        node = level.node()
        if node is not None:
            self.level.add(refused(node) if level.refused else node)

    def end_of(self, level: Level) -> None:
        if level.operator is not None:
            operator = level.operator
            if not (self.typing and self.place == len(self.lexemes) and operator is self.lexemes[-1]):
                self.tell(Told(operator.start, len(operator.text), f"nothing follows {operator.text}"))

    def sign(self, lexeme: Lexeme) -> None:
        following = self.glued(lexeme)
        if following is not None and following.kind is not Kind.CLOSE:
            self.level.refuse ^= lexeme.text == "-"
        elif not (self.typing and lexeme.end == self.length):
            aim = "leave out" if lexeme.text == "-" else "ask for"
            self.tell(Told(lexeme.start, lexeme.end - lexeme.start, f"nothing to {aim} follows"))

    def operate(self, lexeme: Lexeme) -> None:
        level = self.level
        if lexeme.text in _NOT:
            level.refuse ^= True
        elif not level.said or level.operator is not None:
            self.tell(Told(lexeme.start, len(lexeme.text), f"nothing stands before {lexeme.text}"))
            level.refuse = False
            return
        elif lexeme.text in _OR:
            level.either.append([])
            level.said = False
        level.operator = lexeme

    def label(self, lexeme: Lexeme) -> None:
        name, value = NAMES.get(lexeme.text.casefold(), ""), lexeme.value
        following = None if value else self.glued(lexeme)
        if not name:
            self.unknown_field(lexeme, following)
        elif following is not None and following.kind is Kind.OPEN:
            self.place += 1
            if name in DIRECTIVES:
                self.tell(Told(lexeme.start, lexeme.end - lexeme.start, f"{name}: takes no parentheses"))
            self.open(following, "" if name in DIRECTIVES else name)
        elif following is not None and following.kind is Kind.QUOTE:
            self.place += 1
            if name in TEXT_FIELDS:
                self.phrase(following, name)
            elif following.text.strip():
                self.filter(name, following.text, following, closed=True)
            else:
                self.no_value(lexeme, following.end, name)
        elif not value:
            self.no_value(lexeme, lexeme.end, name)
        elif name in TEXT_FIELDS:
            self.word(lexeme, value, lexeme.value_start, name)
        else:
            self.filter(name, value, lexeme)

    def word(self, lexeme: Lexeme, text: str, start: int, name: str) -> None:
        """Read a word; where it stands in the group of a filter, that filter."""
        if name and name not in TEXT_FIELDS:
            self.filter(name, text, lexeme)
            return
        following = self.lexemes[self.place] if self.place < len(self.lexemes) else None
        if text[0] in "[{" and following is not None and following.text == "TO":
            self.tell(Told(start, following.end - start, "a range is written 2024..2025, after a field"))
        read, problems = read_word(text, start, TEXT_FIELDS.get(name, Field.ANY), typing=self.unfinished(lexeme))
        for problem in problems:
            self.tell(problem)
        if read is not None and read.typed and self.refusing:
            read = None
        if read is not None and read.fuzzy:
            read = self.within_fuzzy(read, lexeme)
        if read is not None and (read.prefix or read.field is Field.ABSTRACT):
            read = self.within_costly(read, lexeme)
        self.add(read)

    def phrase(self, lexeme: Lexeme, name: str) -> None:
        if not (lexeme.closed or self.typing):
            self.tell(Told(lexeme.start, lexeme.end - lexeme.start, "the quote is not closed"))
        read, problems = read_phrase(lexeme, TEXT_FIELDS.get(name, Field.ANY))
        for problem in problems:
            self.tell(problem)
        self.add(read and self.within_costly(read, lexeme))

    def within_fuzzy(self, word: Word, lexeme: Lexeme) -> Word:
        """Count a word that is looked for with letters wrong; past the limit it is a word like others."""
        self.fuzzy += 1
        if self.fuzzy <= MAX_FUZZY_WORDS:
            return word
        if self.fuzzy == MAX_FUZZY_WORDS + 1:
            reason = f"only {MAX_FUZZY_WORDS} words can be looked for with letters wrong"
            self.tell(Told(lexeme.start, lexeme.end - lexeme.start, reason))
        return replace(word, fuzzy=0)

    def within_costly(self, text: _Text, lexeme: Lexeme) -> _Text | None:
        """Count what takes long to look for; past the limit it is left out."""
        self.costly += 1
        if self.costly <= MAX_COSTLY:
            return text
        if self.costly == MAX_COSTLY + 1:
            reason = f"only the first {MAX_COSTLY} phrases and beginnings of words are looked for"
            self.tell(Told(lexeme.start, lexeme.end - lexeme.start, reason))
        return None

    def filter(self, name: str, text: str, lexeme: Lexeme, *, closed: bool = False) -> None:
        """Read the value of a filter or a directive; `closed` where it stood in quotes."""
        start, end = (lexeme.value_start, lexeme.end) if lexeme.kind is Kind.LABEL else (lexeme.start, lexeme.end)
        if closed and not (lexeme.closed or self.typing):
            self.tell(Told(start, end - start, "the quote is not closed"))
        if not closed and name in _RANGES and text[0] in "[{":
            text, end = self.lucene_range(name, text, start, end)
        text = " ".join(text.split()) if closed else text.rstrip(",;") or text
        if not text:
            self.add(None)
            return
        typed = self.unfinished(lexeme) and not (closed and lexeme.closed)
        if name in DIRECTIVES:
            node, reason, unfinished = None, *self.directive(name, text)
        else:
            node, reason, unfinished = read_value(name, text, today=self.today, typed=typed)
        if reason and not (typed and unfinished):
            self.tell(Told(start, end - start, reason))
        self.add(node)

    def lucene_range(self, name: str, text: str, start: int, end: int) -> tuple[str, int]:
        """Read `[2024 TO 2025]` as the range that it is elsewhere."""
        rest = self.lexemes[self.place : self.place + 2]
        if len(rest) < 2 or rest[0].text != "TO" or rest[1].kind is not Kind.WORD:
            return text, end
        self.place += 2
        low, high = text.strip("[{*"), rest[1].text.strip("]}*")
        self.tell(Told(start, rest[1].end - start, f"a range is written {name}:{quoted(f'{low}..{high}')[1:-1]}"))
        return f"{low}..{high}", rest[1].end

    def directive(self, name: str, text: str) -> tuple[str, bool]:
        """Take in what holds for the whole query; give what is wrong with it, and whether it only is not finished."""
        if self.refusing:
            return f"{name}: cannot be left out", False
        if name == "similar":
            self.similar = text
        elif name == "limit":
            if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MAX_LIMIT):
                return f"{quoted(text)} is no number of papers", False
            self.limit = int(text)
        else:
            bare = text.lstrip("-")
            if bare.casefold() not in SORTS:
                return unknown("order", bare, tuple(SORTS))[1:]
            self.sort, backwards = SORTS[bare.casefold()]
            self.backwards = backwards ^ (bare != text)
        return "", False

    def unknown_field(self, lexeme: Lexeme, following: Lexeme | None) -> None:
        label, value = lexeme.text, lexeme.value
        close = nearest(label.casefold(), tuple(NAMES))
        # "BERT: Pre-training of ..." is a title that somebody pasted, and no field.
        if close or value or (following is not None and following.kind is Kind.QUOTE):
            hint = f'did you mean "{close}"?' if close else "so it is read as words"
            self.tell(Told(lexeme.start, len(label) + 1, f"unknown field {quoted(label)}, {hint}"))
        name = self.level.name
        if self.level.refuse or not any(map(str.isalnum, value)):
            self.word(lexeme, label + (f":{value}" if value.strip(":") else ""), lexeme.start, name)
            return
        # The label is as finished as a word can be, whatever follows it.
        self.word(lexeme._replace(end=lexeme.value_start - 1), label, lexeme.start, name)
        self.word(lexeme, value, lexeme.value_start, name)

    def no_value(self, lexeme: Lexeme, end: int, name: str) -> None:
        if not (self.typing and end == self.length):
            self.tell(Told(lexeme.start, end - lexeme.start, f"nothing follows {name}: (write it without a blank)"))
        self.add(None)

    def add(self, node: Node | None) -> None:
        """Put a part where it belongs; None is one that left nothing."""
        level = self.level
        level.operator, level.said = None, True
        if node is not None:
            self.clauses += len(node.parts) if isinstance(node, And) else 1
            level.add(refused(node) if level.refuse else node)
        level.refuse = False

    @property
    def refusing(self) -> bool:
        """Whether the next part is refused, by its own sign or by a group's."""
        return sum(level.refused for level in self.levels) % 2 != self.level.refuse

    def unfinished(self, lexeme: Lexeme) -> bool:
        return self.typing and lexeme.end == self.length

    def glued(self, lexeme: Lexeme) -> Lexeme | None:
        """Give what follows without a blank."""
        following = self.lexemes[self.place] if self.place < len(self.lexemes) else None
        return following if following is not None and following.start == lexeme.end else None

    def follows_sign(self, lexeme: Lexeme) -> bool:
        before = self.lexemes[self.place - 2] if self.place > 1 else None
        return before is not None and before.kind is Kind.SIGN and before.end == lexeme.start

    def tell(self, problem: Told) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(QueryProblem(*problem))
