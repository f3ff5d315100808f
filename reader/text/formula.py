r"""A formula of TeX as one line of Unicode, or not at all.

Whatever is not known for certain raises `Unreadable`, and whoever asked shows the formula as the author wrote it: half
a formula can claim something else. Indices and exponents are lowered and raised where every character of them has such
a form; otherwise all of one letter are written as `x_(ij,k)^2`. Fractions and roots get brackets where one line would
bind otherwise. No text takes more than linear time: groups are matched once, and nothing is read twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from reader.text import constructs, symbols
from reader.text.alphabets import lowered, moves, raised, reshaped
from reader.text.part import Kind, Part, Unreadable, after_blank
from reader.text.shown import Piece, joined

MAX_DEPTH: Final = 24
"""Groups within groups of a formula that is read."""

_COMMAND: Final = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.DOTALL)
_BLANK: Final = re.compile(r"[\s~]*")
_OPENING: Final = "([{⟨⌊⌈|‖,;=<>/^_⟦"
_CLOSING: Final = ("⟩", "⌋", "⌉", "}", "⟧")
_TIGHT: Final = tuple("<>=+-/")
_PRIMES: Final = re.compile("[′″‴]+")
_SINGLE: Final = re.compile(r"\d+(?:\.\d+)?|[^\W\d_][\u0300-\u036f\u20d7]*|[^\w\s()[\]{}<>,;:|/+=^-]")
"""An index or exponent that needs no brackets."""
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SWITCHES: Final = frozenset(["cal", "bf", "bfseries", "rm", "it", "tt", "boldmath", "mit", "sf"])
r"""Switches that nobody defines otherwise: `\\sl_n` and `\\sc` are Lie algebras and schemes as well."""


class Formulas:
    """Reads the formulas of one text."""

    def __init__(self, text: str, closes: Mapping[int, int], read_text: Callable[[int, int, int], list[Piece]]) -> None:
        """Prepare.

        Args:
            text: The raw text.
            closes: For each opening brace that has one, where its closing brace is.
            read_text: Reads a part of the text that is no formula, within a formula; the third argument is the depth.
        """
        self.text = text
        self._closes = closes
        self._read_text = read_text

    def read(self, start: int, end: int, depth: int = 0, *, bare: bool = False) -> list[Piece]:
        """Read the formula between two places.

        Args:
            start: Where it begins, behind its delimiter.
            end: Where it ends.
            depth: How deep it stands in groups.
            bare: It has no delimiters, so somebody may have written for readers rather than for TeX.

        Raises:
            Unreadable: it cannot be shown faithfully.
        """
        pieces = self.sequence(start, end, depth, tight=False, bare=bare)
        while pieces and pieces[0].text == " ":
            pieces.pop(0)
        while pieces and pieces[-1].text == " ":
            pieces.pop()
        return pieces

    # What follows what

    def sequence(self, at: int, end: int, depth: int, *, tight: bool, bare: bool = False) -> list[Piece]:
        """Read what stands between two places, as it is in a script where it is to be tight: without blanks."""
        if depth > MAX_DEPTH:
            raise Unreadable("depth")
        text, out = self.text, list[Piece]()
        first = at
        pending = False
        while at < end:
            sign = text[at]
            if sign in " \n\t~":
                stop = min(_BLANK.match(text, at).end(), end)  # type: ignore[union-attr] # it matches everywhere
                if not tight and out and not out[-1].text.endswith(" "):
                    out.append(Piece(" ", at, stop))
                pending = pending and tight
                at = stop
                continue
            # A converter made `\_{` of `_{`.
            at += text.startswith("\\_{", at)
            sign = text[at]
            if sign in "^_":
                at = self._scripts(out, at, end, depth, bare=bare)
                continue
            if sign == "&":
                out.append(Piece(" ", at, at + 1))
                at += 1
                continue
            if sign == "\\":
                found = _COMMAND.match(text, at)
                name = (found[1] or found[2]) if found else ""
                if name in ("over", "choose"):
                    return self._infix(name, first, out, at, end, depth, tight=tight)
                if name in symbols.SWITCHES and (name not in symbols.FONTS and name not in symbols.PLAIN):
                    assert found is not None
                    if name not in _SWITCHES or text[found.end() : found.end() + 1] in ("_", "^"):
                        raise Unreadable("\\" + name)  # \sl_n is somebody's Lie algebra
                    self._switch(out, name, found.end(), end, depth, tight=tight)
                    return out
            part = self._part(at, end, depth, tight=tight)
            if part.kind is Kind.NOTHING:
                at = part.end
                continue
            if part.kind is Kind.OPERATOR:
                at = self._operator(out, part, at, end, tight=tight)
                pending = False
                continue
            if part.kind is Kind.BLANK:
                if out and not tight and not out[-1].text.endswith((" ", "(", "⟨", "{", "[")):
                    out.append(Piece(" ", at, part.end))
                at, pending = part.end, False
                continue
            body = joined(part.pieces)
            if body in _CLOSING and len(out) > 1 and out[-1].text == " ":
                out.pop()
            before = out[-1].text[-1:] if out else ""
            glued = before and (before.isalnum() or before in ")]′")
            if body and ((pending and (body[0].isalnum() or body[0] in "√∑∏∫")) or (part.kind is Kind.WORD and glued)):
                out.append(Piece(" ", at, at))
            out += part.pieces
            pending = part.kind is Kind.WORD or (pending and not body)
            at = part.end
        return out

    def _operator(self, out: list[Piece], part: Part, at: int, end: int, *, tight: bool) -> int:
        """Put an operator between its sides, with blanks at both of them if the author has one at either."""
        before = bool(out) and out[-1].text.endswith(" ")
        left = next((piece.text.rstrip()[-1:] for piece in reversed(out) if piece.text.strip()), "")
        stop = part.end
        behind = min(_BLANK.match(self.text, stop).end(), end)  # type: ignore[union-attr] # it matches everywhere
        between = bool(left) and left not in _OPENING
        if tight or not (before or behind > stop):
            out += part.pieces
            return behind if tight else stop
        if between and not before:
            out.append(Piece(" ", at, at))
        out += part.pieces
        if between and behind < end:
            out.append(Piece(" ", stop, behind))
        return behind

    def _switch(self, out: list[Piece], name: str, at: int, end: int, depth: int, *, tight: bool) -> None:
        rest = self.sequence(after_blank(self.text, at, end), end, depth + 1, tight=tight)
        shape = symbols.SWITCHES[name]
        out += _reshaped(rest, shape) if shape else rest

    def _infix(
        self, name: str, first: int, out: list[Piece], at: int, end: int, depth: int, *, tight: bool
    ) -> list[Piece]:
        stop = at + 1 + len(name)
        below = self.sequence(after_blank(self.text, stop, end), end, depth + 1, tight=tight)
        while out and out[-1].text == " ":
            out.pop()
        if name == "choose":
            return [Piece("(", first, first), *out, Piece(" choose ", at, stop), *below, Piece(")", end, end)]
        # A group that is a fraction as a whole; whoever reads the group asks for brackets where they are needed.
        return [Piece("(", first, first), *constructs.fraction(out, at, stop, below, end), Piece(")", end, end)]

    # One part

    def _part(self, at: int, end: int, depth: int, *, tight: bool = False) -> Part:
        text = self.text
        sign = text[at]
        if sign == "\\":
            return self._command(at, end, depth, tight=tight)
        if sign == "{":
            close = self.close(at, end)
            return Part(Kind.ORDINARY, self.sequence(at + 1, close, depth + 1, tight=tight), close + 1)
        if sign in "}$#":
            raise Unreadable(sign)
        return Part(Kind.ORDINARY, [Piece(sign, at, at + 1)], at + 1)

    def _command(self, at: int, end: int, depth: int, *, tight: bool) -> Part:
        text = self.text
        found = _COMMAND.match(text, at)
        if found is None or found.end() > end:
            raise Unreadable("\\")
        name, stop = found[1] or found[2], found.end()
        if name in symbols.ORDINARY:
            after = after_blank(text, stop, end)
            # The blank that ends the command's name is none of the formula's.
            ends = text[after : after + 1].isalpha() or self._is_letter(after)
            ends = ends or (text[after : after + 1] in _TIGHT and not text[after + 1 : after + 2].isspace())
            if found[1] and after > stop and ends:
                stop = after
            return Part(Kind.ORDINARY, [Piece(symbols.ORDINARY[name], at, stop)], stop)
        if name in symbols.RELATIONS or name in symbols.BINARY:
            sign = symbols.RELATIONS.get(name) or symbols.BINARY[name]
            return Part(Kind.OPERATOR, [Piece(sign, at, stop)], stop)
        if name in symbols.WORDS:
            return Part(Kind.WORD, [Piece(symbols.RENAMED.get(name, name), at, stop)], stop)
        if name in symbols.LARGE:
            after = after_blank(text, stop, end)
            return Part(Kind.ORDINARY, [Piece(symbols.LARGE[name], at, after)], after)
        if name in symbols.NOTHING:
            if name in ("left", "right", "middle") and text[stop : stop + 1] == ".":
                stop += 1
            return Part(Kind.NOTHING, [], stop)
        if name in symbols.BLANKS:
            return Part(Kind.BLANK, [], stop)
        sign = symbols.DELIMITERS.get(name) or symbols.ESCAPED.get(name, "")
        if sign:
            opens = sign in "{⟨⌊⌈⟦" and found[1] is not None
            stop = after_blank(text, stop, end) if opens else stop
            return Part(Kind.ORDINARY, [Piece(sign, at, stop)], stop)
        if name in symbols.FONTS or name in symbols.PLAIN:
            part = self.argument(stop, end, depth)
            shape = symbols.FONTS.get(name, "")
            body = joined(part.pieces)
            if shape in ("sans", "typewriter") and len(body) > 1:
                shape = ""
            return Part(Kind.ORDINARY, _reshaped(_spread(part.pieces, at), shape) if shape else part.pieces, part.end)
        if name in symbols.ACCENTS:
            return self._accent(name, at, stop, end, depth)
        if name in symbols.TEXTS:
            after = after_blank(text, stop, end)
            close = self.close(after, end)
            if name == "ensuremath":
                return Part(Kind.ORDINARY, self.sequence(after + 1, close, depth + 1, tight=tight), close + 1)
            return Part(Kind.ORDINARY, self._read_text(after + 1, close, depth + 1), close + 1)
        reader = constructs.READERS.get(name)
        if reader is None:
            raise Unreadable("\\" + name)
        return reader(self, at, stop, end, depth)

    def _is_letter(self, at: int) -> bool:
        """Tell whether a command stands here that is a letter or sign by itself."""
        found = _COMMAND.match(self.text, at)
        return found is not None and found[1] in symbols.ORDINARY

    def argument(self, at: int, end: int, depth: int, *, tight: bool = False) -> Part:
        """Read the argument of a command: a group, or the next thing."""
        at = after_blank(self.text, at, end)
        if depth > MAX_DEPTH:
            raise Unreadable("depth")
        if at >= end or self.text[at] in "^_&":
            raise Unreadable("argument")
        return self._part(at, end, depth + 1, tight=tight)

    def close(self, at: int, end: int) -> int:
        """Give the place of the brace that closes the group that must begin here."""
        if self.text[at : at + 1] != "{":
            raise Unreadable("argument")
        close = self._closes.get(at, end)
        if close >= end:
            raise Unreadable("{")
        return close

    def ordinary_next(self, at: int, end: int) -> bool:
        """Tell whether what follows would be taken for a part of what stands before it."""
        text = self.text
        if at < end and text[at] in " \n\t":
            return False
        while at < len(text) and text[at] in "}$":
            at += 1
        sign = text[at : at + 1]
        if sign == "\\":
            found = _COMMAND.match(text, at)
            name = (found[1] or found[2]) if found else ""
            others = (symbols.RELATIONS, symbols.BINARY, symbols.BLANKS, symbols.NOTHING, symbols.ESCAPED)
            return not any(name in table for table in others) and name not in (
                "rangle",
                "rfloor",
                "rceil",
                "|",
                "}",
                ")",
            )
        return sign.isalnum() or sign in ("(", "{", "[")

    # Indices, accents, fractions, roots

    def _scripts(self, out: list[Piece], at: int, end: int, depth: int, *, bare: bool) -> int:
        text = self.text
        scripts: list[tuple[str, int, list[Piece], int]] = []
        if at and text[at - 1] == "}" and out and moves(out[-1].text[-1:]):
            raise Unreadable("double script")  # what is raised here is a group with its own index
        while at < end and text[at] in "^_" and len(scripts) < 2 and text[at] not in [one[0] for one in scripts]:
            sign, begin = text[at], at
            number = _NUMBER.match(text, at + 1) if bare else None
            if number:
                part = Part(Kind.ORDINARY, [Piece(number[0], at + 1, number.end())], number.end())
            else:
                part = self.argument(at + 1, end, depth, tight=True)
                if text[after_blank(text, at + 1, end)] in "([<|":
                    raise Unreadable(sign + "(")
            at = part.end
            # The blank that ended a command's name is seen between what is raised and what follows.
            while at > begin + 1 and text[at - 1] in " \n" and text[at - 2] != "\\":
                at -= 1
            if joined(part.pieces):
                scripts.append((sign, begin, part.pieces, at))
            if at < end and text[at] in " \n":
                after = after_blank(text, at, end)
                if after < end and text[after] in "^_" and scripts:
                    at = after
        if at < end and text[at] in "^_":
            raise Unreadable("double script")
        while out and scripts and out[-1].text == " " and len(out) > 1:
            out.pop()
        moved = [_moved(sign, joined(pieces), text[stop : stop + 1]) for sign, _, pieces, stop in scripts]
        for (sign, begin, pieces, stop), shape in zip(scripts, moved, strict=True):
            if shape is not None and all(moved):
                out += _filled(pieces, shape) or [Piece(shape, begin, stop)]
                continue
            body = joined(pieces)
            following = stop
            while text[following : following + 1] == "}":
                following += 1
            binds = text[following : following + 1] not in ("^", "_", "(", "[", "{")
            glued = binds and self.ordinary_next(stop, end)
            single = body == "*" or _BRACKETED.fullmatch(body) or (_SINGLE.fullmatch(body) is not None and not glued)
            out.append(Piece(sign, begin, begin + 1))
            out += pieces if single else [Piece("(", begin + 1, begin + 1), *pieces, Piece(")", stop, stop)]
        return at

    def _accent(self, name: str, at: int, stop: int, end: int, depth: int) -> Part:
        part = self.argument(stop, end, depth, tight=True)
        body = joined(part.pieces)
        if not body:
            raise Unreadable("\\" + name)
        base = unicodedata.normalize("NFD", body)
        if unicodedata.combining(base[0]) or sum(not unicodedata.combining(sign) for sign in base) > 1 or len(base) > 3:
            called = symbols.ACCENT_NAMES.get(name, name)
            return Part(
                Kind.WORD,
                [Piece(f"{called}(", at, part.pieces[0].start), *part.pieces, Piece(")", part.end, part.end)],
                part.end,
            )
        if base[0] in "*<>=([{" or base[0].isspace():
            raise Unreadable("\\" + name)
        shape = unicodedata.normalize("NFC", body + symbols.ACCENTS[name])
        return Part(Kind.ORDINARY, [Piece(shape, at, part.end)], part.end)


def _reshaped(pieces: list[Piece], shape: str) -> list[Piece]:
    changed = []
    for piece in pieces:
        text = reshaped(piece.text, shape)
        if text is None:
            raise Unreadable(shape)
        changed.append(Piece(text, piece.start, piece.end))
    return changed


def _spread(pieces: list[Piece], at: int) -> list[Piece]:
    """Let the only character of an argument answer to the whole command."""
    if len(pieces) == 1 and len(pieces[0].text) == 1:
        return [Piece(pieces[0].text, at, pieces[0].end)]
    return pieces


def _filled(pieces: list[Piece], shape: str) -> list[Piece]:
    """Put other characters into pieces, one for one; nothing where they are not as many."""
    if sum(len(piece.text) for piece in pieces) != len(shape):
        return []
    filled, place = [], 0
    for text, start, end in pieces:
        filled.append(Piece(shape[place : place + len(text)], start, end))
        place += len(text)
    return filled


def _moved(sign: str, body: str, after: str) -> str | None:
    """Raise or lower an exponent or index; nothing where that cannot be."""
    if sign == "_":
        return lowered(body)
    if body in ("∘", "°"):
        return "°"
    if body in ("†", "‡") or _PRIMES.fullmatch(body):
        return body
    if body in ("*", "∗") and not (after.isalnum() or after in "({\\"):
        return "*"
    return raised(body)
