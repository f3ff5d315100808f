r"""Texts as BibTeX wants them: what is TeX stays TeX, what is not is escaped, and braces always balance.

Texts from outside are TeX in part (`$\mathcal{O}(n)$`, `Rozi\`ere`, `\&`) and plain text for the rest (`100% & more`),
so a sign is escaped only where it is not escaped already, and nothing within a formula. A dollar sign begins a formula
only where Pandoc would say so too (https://pandoc.org/MANUAL.html#math), or where TeX is in it: "$5 to $10" is none.

Sources: BibTeXing (Oren Patashnik, 1988), 4: every brace counts, also `\{`; capitals outside of braces are lowered by
many styles, in formulas too; a brace before a backslash is a "special character", whose letters are lowered as well.
The TeXbook, chapter 9, for accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

_MATH: Final = re.compile(
    r"\$\$(?:[^$\\]|\\.)+\$\$|\$(?:[^$\\]|\\.)+\$"
    r"|\\\([^\\]*(?:\\(?![()])[^\\]*)*\\\)|\\\[[^\\]*(?:\\(?![\[\]])[^\\]*)*\\\]",
    re.DOTALL,
)
_TOKEN: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|\\\Z|[%&#_^~${}]", re.DOTALL)
_SPECIAL: Final = re.compile(r"[\\$%&#_^~{}@]")
_KEPT: Final = frozenset("\\'\"`^~=.&%$#_{}-,/!;: |>@")
"""What may follow a backslash and make a command of it."""
_TEX_IN: Final = re.compile(r"[\\^_{]")
_BRACES: Final = re.compile(r"(\\?)([{}])")
_AT: Final = re.compile(r"^([ \t]*)@", re.MULTILINE)
_TAIL: Final = re.compile(r"[:;,.?!)\]'’”\"]+\Z")
_HEAD: Final = re.compile(r"\A[(\[`'‘“\"]+")
_JOINT: Final = re.compile(r"([-/–—]+)")


class Piece(NamedTuple):
    """A part of a text."""

    text: str
    math: bool


def pieces(text: str) -> Iterator[Piece]:
    """Part a text into formulas, with what delimits them, and what stands between."""
    begin = at = 0
    while found := _MATH.search(text, at):
        if not _is_formula(found[0], text[found.end() : found.end() + 1]):
            at = found.start() + 1
            continue
        if found.start() > begin:
            yield Piece(text[begin : found.start()], math=False)
        yield Piece(found[0], math=True)
        begin = at = found.end()
    if begin < len(text):
        yield Piece(text[begin:], math=False)


def tex(text: str, *, titled: bool = False, ascii_only: bool = False) -> str:
    """Write a text so that BibTeX and LaTeX take it as it is meant.

    Args:
        text: One line or several, TeX in part.
        titled: Words whose capitals mean something are put in braces, since styles lower the letters of titles.
        ascii_only: Letters and signs beyond ASCII become commands, where TeX has one.
    """
    if not titled and not _SPECIAL.search(text) and (text.isascii() or not ascii_only):
        return text
    parts = list(pieces(text))
    literal = not balanced("".join(piece.text for piece in parts if not piece.math))
    made = [
        Piece(_formula(part.text) if part.math else _plain(part.text, literal=literal), part.math) for part in parts
    ]
    if ascii_only and not text.isascii():
        made = [Piece(_in_ascii(piece.text, math=piece.math), piece.math) for piece in made]
    whole = "".join(map(_protected, _words(made))) if titled else "".join(piece.text for piece in made)
    # At the beginning of a line some readers take an at sign for that of the next entry.
    return _AT.sub(r"\1{@}", whole) if "@" in whole else whole


def balanced(text: str) -> bool:
    r"""Tell whether the braces of a text balance, for readers who count `\{` as well as for those who do not."""
    counted = every = 0
    for escape, brace in _BRACES.findall(text):
        step = 1 if brace == "{" else -1
        every += step
        counted += 0 if escape else step
        if every < 0 or counted < 0:
            return False
    return not (every or counted)


def verbatim(text: str) -> str:
    """Write an address or an id, which is taken as it is: only what would end the value is written otherwise."""
    return text.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _is_formula(text: str, after: str) -> bool:
    if text.startswith("\\"):
        return True
    inner = text.strip("$")
    if not inner or _TEX_IN.search(inner):
        return bool(inner.strip())
    return not (inner[0].isspace() or inner[-1].isspace() or after.isdecimal())


def _plain(text: str, *, literal: bool) -> str:
    def written(token: re.Match[str]) -> str:
        sign = token[0]
        if sign[0] == "\\":
            if literal and sign[1:] in ("{", "}"):
                return _LITERAL[sign[1]]
            if len(sign) > 1 and ((sign[1].isascii() and sign[1].isalpha()) or sign[1] in _KEPT):
                # A reader who looks at one sign before a brace would take this one for escaped.
                return f"{sign} " if sign == "\\\\" and text[token.end() : token.end() + 1] in ("{", "}") else sign
            return "\\textbackslash{}" + sign[1:]
        if sign in "{}":
            return _LITERAL[sign] if literal else sign
        if sign == "^":
            return "\\textasciicircum{}"
        if sign == "~":
            around = text[token.start() - 1 : token.start()] if token.start() else " ", text[token.end() :][:1] or " "
            no_tie = any(map(str.isspace, around)) or around[1].isdecimal() or around[0] == "/"  # as in an address
            return "\\textasciitilde{}" if no_tie else sign
        return f"\\{sign}"

    return _TOKEN.sub(written, text)


_LITERAL: Final = {"{": "\\textbraceleft{}", "}": "\\textbraceright{}"}


def _formula(text: str) -> str:
    if not balanced(text):
        return re.sub(r"\\?([{}])", lambda brace: "\\lbrace " if brace[1] == "{" else "\\rbrace ", text)
    return text


def _words(made: list[Piece]) -> Iterator[list[Piece]]:
    """Part at blanks that stand in no braces and no formula; the blanks are words of their own."""
    word: list[Piece] = []
    depth = 0
    for piece in made:
        if piece.math:
            word.append(piece)
            continue
        for part in re.split(r"(\s+|\\?[{}])", piece.text):
            depth += (part == "{") - (part == "}")
            if part.isspace() and not depth:
                yield word
                yield [Piece(part, math=False)]
                word = []
            elif part:
                word.append(Piece(part, math=False))
    yield word


def _protected(word: list[Piece]) -> str:
    """Put a word in braces, or the parts of it, where lowering its letters would change what it means."""
    text = "".join(piece.text for piece in word)
    if text.isascii() and text.islower():
        return text
    if any(piece.math for piece in word) or "{" in text or "\\" in text:
        tail = _TAIL.search(text) if not word[-1].math else None
        body = text[: tail.start()] if tail else text
        if not (_has_capitals_outside(word) and balanced(body)) or body.endswith("\\"):
            return text
        return _braced(body) + (tail[0] if tail else "")
    head, tail = _HEAD.search(text), _TAIL.search(text)
    begin, end = head.end() if head else 0, tail.start() if tail else len(text)
    if begin >= end:
        return text
    parts = [_braced(part) if _is_name(part) else part for part in _JOINT.split(text[begin:end])]
    return text[:begin] + "".join(parts) + text[end:]


def _is_name(part: str) -> bool:
    return any(map(str.isupper, part[1:])) or (len(part) == 1 and part.isupper() and part != "A")


def _has_capitals_outside(word: list[Piece]) -> bool:
    """Tell whether a formula has letters, or a capital that is not the first sign stands in no braces."""
    depth = 0
    first = True
    for piece in word:
        if piece.math:
            if any(map(str.isalpha, piece.text)):
                return True
        elif piece.text in ("{", "}"):
            depth += 1 if piece.text == "{" else -1
        elif not depth and any(map(str.isupper, piece.text[1:] if first else piece.text)):
            return True
        first = False
    return False


def _braced(body: str) -> str:
    return f"{{{{{body}}}}}" if body.startswith("\\") else f"{{{body}}}"


def _in_ascii(text: str, *, math: bool) -> str:
    return "".join(sign if sign.isascii() else _command(sign, math=math) for sign in unicodedata.normalize("NFC", text))


@cache
def _command(sign: str, *, math: bool) -> str:
    """Give the command for a letter or sign, or the sign itself where TeX has none that everybody knows."""
    from reader.text import symbols

    if math:
        for table in (symbols.ORDINARY, symbols.RELATIONS, symbols.BINARY, symbols.LARGE):
            if name := _named(table, sign):
                return f"\\{name} "
        return sign
    if sign in _SIGNS:
        return _SIGNS[sign]
    if name := _named(symbols.LETTERS, sign):
        return f"{{\\{name}}}"
    base, *marks = list(unicodedata.normalize("NFD", sign))
    accents = {mark: accent for accent, mark in symbols.TEXT_ACCENTS.items()}
    if marks and base.isascii() and base.isalpha() and all(mark in accents for mark in marks):
        made = {"i": "\\i", "j": "\\j"}.get(base, base) if marks[-1] not in "\u0327\u0328\u0323\u0331" else base
        for mark in marks:
            accent = accents[mark]
            made = f"\\{accent}{{{made}}}" if accent.isalpha() or len(made) > 1 else f"\\{accent}{made}"
        return f"{{{made}}}"
    for table in (symbols.ORDINARY, symbols.RELATIONS, symbols.BINARY, symbols.LARGE):
        if name := _named(table, sign):
            return f"\\ensuremath{{\\{name}}}"
    return sign


def _named(table: dict[str, str], sign: str) -> str:
    # Names of one letter stand for something else in a text (`\S`, `\R`), the first of the others is the usual one.
    return next((name for name, its in table.items() if its == sign and len(name) > 1), "") or (
        next((name for name, its in table.items() if its == sign and name in "oOlLij"), "") if table else ""
    )


_SIGNS: Final = {
    "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", "…": "{\\ldots}", "\u00a0": "~",
    "§": "{\\S}", "¶": "{\\P}", "©": "{\\copyright}", "®": "{\\textregistered}", "™": "{\\texttrademark}",
    "£": "{\\pounds}",
    "€": "{\\texteuro}", "°": "{\\textdegree}", "µ": "{\\textmu}", "•": "{\\textbullet}", "«": "{\\guillemotleft}",
    "»": "{\\guillemotright}", "‐": "-", "‑": "-", "−": "\\ensuremath{-}",
}  # fmt: skip
