r"""A title or an abstract as it is to be read: formulas, accents, quotes, and what a page made of TeX.

What is no formula is text: commands that only make it look otherwise go, their arguments stay. A formula that cannot
be shown faithfully, and a command that only its author knows, stand as they were written. Money (`$5`), sets
(`{1, 2}`), names with underscores and addresses are none of TeX's.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from reader.model.lazy_pattern import LazyPattern
from reader.text import SIGNS, symbols
from reader.text.constructs import body, environment
from reader.text.formula import Formulas
from reader.text.links import Link
from reader.text.page import PAGE_WORDS, dash, entity, is_structured, marks_of, quote, tag, tilde, whole
from reader.text.part import Unreadable, after_blank, braces
from reader.text.shown import Piece, joined
from reader.text.words import COMMAND, MOVED, after_name, closes_script, moved, reference, simple, unblank

MAX_DEPTH: Final = 16
"""Groups within groups of a text that are read."""

LONGEST_FORMULA: Final = 2000
"""Characters of a formula: what is farther apart are no two ends of one."""

_WORD: Final = 60
"""Characters of a word in braces."""
_PROSE: Final = LazyPattern(r"(?<![\\A-Za-z])[A-Za-z]?[a-z]{2,}[,.;:]?\s+[a-z]{2,}(?![A-Za-z])")
_NOT_PROSE: Final = LazyPattern(
    r"\\(?:text|mbox|textrm|textit|hbox|rm|mathrm|operatorname)[a-z]*\s?\{?[^{}]*\}?|\\[A-Za-z]+"
)
_SCRIPT: Final = LazyPattern(
    r"\^(?:[+-]?\d+(?![\d.]*\.\d)(?!\d)|[A-Za-z*+-](?!\w)|\{)|_(?:\d{1,3}(?!\w)|[A-Za-z](?!\w)|\{)"
)
_BASE: Final = LazyPattern(
    r"(?:(?<![A-Za-z0-9_\\])[A-Z]{0,3}[A-Za-z]|[α-ωΑ-Ω)\]}′]|(?<![A-Za-z])(?:log|ln|chi|phi|psi))'*\Z"
)
_POWER_BASE: Final = LazyPattern(r"[\w)\]}'*]\Z")
_GROUP_START: Final = LazyPattern(r"\{\s*(?:\\(?:[A-Za-z]+|\\?[`'^\"~=.])|https?:|[A-Za-z][\w-]*\}|\{)")
_NAMES: Final = LazyPattern(
    r"(?:cite[a-z]*|nocite|ref|eqref|cref|Cref|autoref|label|pageref|hypertarget|vspace|bibliography)\Z"
)
_COLOURS: Final = LazyPattern(r"(?<![A-Za-z])(?:magenta|blue|red|green|cyan|purple|orange|teal)\Z")


class Prose:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks = marks_of(text)
        self._starts = [mark.start for mark in self._marks]
        self._closes = braces(text) if "{" in text else {}
        self._formulas = Formulas(text, self._closes, self._span)
        self._closing = frozenset(self._closes.values())
        self._quotes = 0
        self._structured = is_structured(text)
        self.failures: list[str] = []
        """What stood in the way of each formula that stays as it is."""

    def read(self) -> list[Piece]:
        """Give what is shown."""
        return self._span(0, len(self._text), 0)

    def _span(self, at: int, end: int, depth: int) -> list[Piece]:
        """Read the text between two places."""
        out: list[Piece] = []
        if depth > MAX_DEPTH:
            self._copy(out, at, end)
            return out
        signs = SIGNS.compiled
        while at < end:
            mark = self._next_mark(at)
            limit = min(end, mark.start) if mark else end
            found = signs.search(self._text, at, limit)
            if found is not None:
                self._copy(out, at, found.start())
                at = self._sign(out, found[0], found.start(), found.end(), end, depth)
                continue
            self._copy(out, at, limit)
            at = limit
            if mark is not None and limit == mark.start and limit < end:
                if mark.end > end:
                    self._copy(out, at, end)
                    return out
                at = self._link(out, mark, end) if isinstance(mark, Link) else self._put(out, mark)
        return out

    def _copy(self, out: list[Piece], start: int, end: int) -> None:
        if start < end:
            out.append(Piece(self._text[start:end], start, end))

    def _put(self, out: list[Piece], piece: Piece) -> int:
        out.append(piece)
        return piece.end

    def _next_mark(self, at: int) -> Link | Piece | None:
        """Give the next link, or word that a page made of a command."""
        place = bisect_left(self._starts, at)
        return self._marks[place] if place < len(self._marks) else None

    def _sign(self, out: list[Piece], sign: str, at: int, stop: int, end: int, depth: int) -> int:
        text = self._text
        match sign[0]:
            case "$":
                return self._dollar(out, at, end, depth)
            case "\\":
                return self._command(out, at, end, depth)
            case "{":
                return self._group(out, at, end, depth)
            case "^" | "_":
                return self._script(out, at, end, depth)
            case "`":
                pieces = quote(text, at, end)
                self._quotes += pieces[0].text == "“"
                out += pieces
                return out[-1].end
            case "~":
                return self._put(out, Piece(tilde(text, at), at, stop))
            case "-":
                return self._put(out, Piece(dash(text, at, stop), at, stop))
            case "'":
                quoted = self._quotes > 0
                self._quotes = max(0, self._quotes - 1)
                return self._put(out, Piece("”" if quoted else "''", at, stop))
            case "&":
                out.append(entity(text, at, end) or Piece("&", at, stop))
                return out[-1].end
            case _:
                out += (None if self._structured else tag(text, at, end)) or [Piece("<", at, stop)]
                return out[-1].end

    # Formulas

    def _dollar(self, out: list[Piece], at: int, end: int, depth: int) -> int:
        text = self._text
        delimiter = "$$" if text.startswith("$$", at) else "$"
        begin = at + len(delimiter)
        close = self._find(delimiter, begin, end)
        while close > 0 and text[close - 1] == "\\" and delimiter == "$" and text[close - 2 : close] != "\\\\":
            close = self._find(delimiter, close + 1, end)
        if close < 0 or self._is_prose(begin, close) or _is_money(text, begin, close):
            self._copy(out, at, begin)
            return begin
        return self._formula(out, at, begin, close, close + len(delimiter), depth)

    def _formula(self, out: list[Piece], at: int, begin: int, close: int, stop: int, depth: int, name: str = "") -> int:
        """Show a formula, or all of it as it is."""
        try:
            pieces = (
                body(self._formulas, name, begin, close, depth) if name else self._formulas.read(begin, close, depth)
            )
        except Unreadable as obstacle:
            self.failures.append(str(obstacle))
            self._copy(out, at, stop)
        else:
            out += pieces
        return stop

    def _is_prose(self, begin: int, close: int) -> bool:
        """Tell whether the sign before and the one behind belong to two formulas, or to none."""
        between = self._text[begin:close]
        return "\n\n" in between or _PROSE.compiled.search(_NOT_PROSE.compiled.sub("", between)) is not None

    def _bare(self, out: list[Piece], at: int, end: int, depth: int) -> int:
        """Show what is a formula without delimiters, up to the next blank."""
        stop = self._run_end(at, end)
        found = COMMAND.compiled.match(self._text, at, stop)
        if found and found[1] in symbols.WORDS and self._text[at - 1 : at].isalnum():
            out.append(Piece(" ", at, at))
        try:
            pieces = self._formulas.read(at, stop, depth, bare=True)
        except Unreadable as obstacle:
            self.failures.append(str(obstacle))
            self._copy(out, at, stop)
        else:
            out += pieces
        return stop

    def _run_end(self, at: int, end: int) -> int:
        text = self._text
        mark = self._next_mark(at)
        end = min(end, mark.start) if mark else end
        place = at
        while place < end:
            sign = text[place]
            if sign == "{" and self._closes.get(place, end) < end:
                place = self._closes[place]
            elif (
                sign in ' \n\t$~`"'
                or text.startswith(("--", "''"), place)
                or (sign == "}" and place not in self._closing)
            ):
                break
            elif sign == "\\":
                place += 1
            place += 1
        # What ends a sentence is none of the formula's.
        place = min(place, end)
        while place > at + 1 and text[place - 1] in ".,;:!?" and text[place - 2] != "\\":
            place -= 1
        return place

    def _script(self, out: list[Piece], at: int, end: int, depth: int) -> int:
        """Show an index or exponent that stands outside of formulas, where it is sure to be one."""
        text = self._text
        found = _SCRIPT.compiled.match(text, at, end)
        before = text[max(0, at - 24) : at]
        if found and found[0][-1] == "{":
            fits = self._closes.get(at + 1, end) < end and (not before or before[-1:] not in "_^")
        elif found and text[at] == "^":
            fits = _POWER_BASE.compiled.search(before) is not None or (
                found[0][1:].isdigit() and before[-1:] in (" ", "(")
            )
        else:
            fits = found is not None and _BASE.compiled.search(before) is not None
        if not fits or closes_script(text, at):
            self._copy(out, at, at + 1)
            return at + 1
        return self._bare(out, at, end, depth)

    # Commands

    def _command(self, out: list[Piece], at: int, end: int, depth: int) -> int:
        text = self._text
        found = COMMAND.compiled.match(text, at, end)
        if found is None:
            self._copy(out, at, end)
            return end
        name, stop = found[1] or found[3], found.end()
        if found[3] and name in "([":
            closing = "\\)" if name == "(" else "\\]"
            close = self._find(closing, stop, end)
            if close >= 0:
                return self._formula(out, at, stop, close, close + 2, depth)
        elif name in symbols.TEXTS or name in symbols.PLAIN or name in ("mathbf", "textcolor"):
            return self._styled(out, name, at, stop, end, depth)
        elif name in MOVED:
            out += moved(text, name, at, stop, self._closes.get(stop, end), end) or [Piece(text[at:stop], at, stop)]
            return out[-1].end
        elif piece := simple(text, found, at, end):
            return self._put(out, piece)
        elif name in ("url", "path", "href", "footnote", "hyperlink", "thanks"):
            return self._linked(out, name, at, stop, end, depth)
        elif name == "begin":
            return self._environment(out, at, stop, end, depth)
        elif _NAMES.compiled.match(name) and (after := self._argument_end(stop, end)) > stop:
            return reference(text, out, name, at, after)
        elif name in symbols.SWITCHES and text[stop : stop + 1] not in ("_", "^"):
            return after_name(text, stop, end)
        elif name in symbols.NOTHING:
            return self._bare(out, at, end, depth) if name in ("left", "right") or name[:3].lower() == "big" else stop
        elif found[1] and name in symbols.MATHEMATICS:
            return self._bare(out, at, end, depth)
        # Somebody's own command, with its argument.
        after = max(stop, self._argument_end(stop, end))
        self._copy(out, at, after)
        return after

    def _styled(self, out: list[Piece], name: str, at: int, stop: int, end: int, depth: int) -> int:
        """Show the argument of a command that only changes how it looks."""
        begin = after_blank(self._text, stop, end)
        if name == "textcolor":
            begin = self._closes.get(begin, end) + 1
        close = self._closes.get(begin, end)
        if close >= end:
            after = stop
            self._copy(out, at, after)
            return after
        inner = self._span(begin + 1, close, depth + 1)
        out += inner
        return close + 1

    def _linked(self, out: list[Piece], name: str, at: int, stop: int, end: int, depth: int) -> int:
        r"""Show `\url{A}` as `A`, `\href{A}{words}` as `A (words)`, and a footnote in brackets."""
        text = self._text
        begin = after_blank(text, stop, end)
        close = self._closes.get(begin, end)
        if close >= end:
            self._copy(out, at, stop)
            return stop
        inner = self._span(begin + 1, close, depth + 1)
        if name in ("footnote", "thanks"):
            out.append(Piece(" (", at, begin + 1))
            out += inner
            out.append(Piece(")", close, close + 1))
            return close + 1
        out += inner
        return self._called(out, joined(inner), close + 1, end, depth) if name in ("href", "hyperlink") else close + 1

    def _called(self, out: list[Piece], address: str, at: int, end: int, depth: int) -> int:
        """Show what a link is called in brackets behind it, unless that says the same once more."""
        begin = after_blank(self._text, at, end) if self._text[at : at + 2] == " {" else at
        close = self._closes.get(begin, end)
        if close >= end:
            return at
        words = self._span(begin + 1, close, depth + 1)
        said = joined(words).strip()
        if said and _bare_address(said) not in _bare_address(address):
            out.append(Piece(" (", begin, begin + 1))
            out += words
            out.append(Piece(")", close, close + 1))
        return close + 1

    def _link(self, out: list[Piece], link: Link, end: int) -> int:
        """Show a link whole, and what a page left of its name behind it."""
        pieces = whole(self._text, link)
        out += pieces
        if self._text[link.end : link.end + 1] == "{":
            return self._called(out, joined(pieces), link.end, end, MAX_DEPTH - 4)
        return link.end

    def _environment(self, out: list[Piece], at: int, stop: int, end: int, depth: int) -> int:
        text = self._text
        try:
            name, begin, close, after = environment(text, at, end)
            return self._formula(out, at, begin, close, after, depth, name)
        except Unreadable:
            pass
        close = self._closes.get(stop, end)
        if close < end and text[stop + 1 : close].rstrip("*") in (
            "itemize",
            "enumerate",
            "center",
            "abstract",
            "quote",
        ):
            out.append(Piece(" ", at, close + 1))
            return close + 1
        self._copy(out, at, max(stop, close + 1 if close < end else stop))
        return max(stop, close + 1 if close < end else stop)

    def _argument_end(self, at: int, end: int) -> int:
        """Give the end of a command's arguments, in square brackets and in braces; the same place where it has none."""
        text = self._text
        place = at
        while text[place : place + 1] == "[":
            close = text.find("]", place, min(end, place + 80))
            if close < 0:
                break
            place = close + 1
        if text[place : place + 1] == "{" and self._closes.get(place, end) < end:
            return self._closes[place] + 1
        return at

    # Groups, tags and signs

    def _group(self, out: list[Piece], at: int, end: int, depth: int) -> int:
        """Show what stands in braces; braces that are not TeX's stay."""
        text = self._text
        close = self._closes.get(at, end)
        if close >= end:
            self._copy(out, at, at + 1)
            return at + 1
        if close == at + 1:
            return close + 1 if at and text[at - 1] in "\\~^" else self._kept(out, at, close + 1)
        found = _GROUP_START.compiled.match(text, at)
        if found is None:
            return self._kept(out, at, at + 1)
        command = found[0].strip("{ ")
        if command == "\\deg" and text[at - 1 : at].isdigit():
            return self._put(out, Piece("°", at, close + 1))
        if command[:1] == "\\" and command[1:] and command[1:] in symbols.MATHEMATICS:
            stop = self._run_end(at, end)
            if close + 1 <= stop:
                return self._bare(out, at, end, depth)
        word = text[at + 1 : close] if close - at < _WORD else ""
        if word in PAGE_WORDS:
            return self._put(out, Piece(PAGE_WORDS[word], at, close + 1))
        # Braces that keep capitals as they are, but no set of a formula: {DNA}, {B}ERT.
        protected = word.isalnum() and word.isascii() and sum(map(str.isupper, word)) > 1 and len(word) > 2
        attached = word.isupper() and word.isascii() and text[close + 1 : close + 2].isalpha()
        colour = _COLOURS.compiled.search(joined(out[-1:])[-8:]) if out else None
        if command[:1] == "\\" or command.startswith("http") or colour or (word.isalpha() and (protected or attached)):
            if colour:
                unblank(out, len(colour[0]))
            out += self._span(at + 1, close, depth + 1)
            return close + 1
        return self._kept(out, at, at + 1)

    def _kept(self, out: list[Piece], start: int, end: int) -> int:
        self._copy(out, start, end)
        return end

    def _find(self, what: str, at: int, end: int) -> int:
        """Find a text behind a place, but not far behind: else looking for what does not come would take long."""
        return self._text.find(what, at, min(end, at + LONGEST_FORMULA))


def _is_money(text: str, begin: int, close: int) -> bool:
    return text[begin : begin + 1].isdigit() and text[close + 1 : close + 2].isdigit() and "\\" not in text[begin:close]


def _bare_address(address: str) -> str:
    return address.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").strip("/ .")
