r"""The commands of a formula that are built of parts: fractions, roots, matrices, and the few that take an argument.

One line binds otherwise than two: brackets stand where a fraction or a root would be read with its neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from reader.text.alphabets import raised
from reader.text.part import Kind, Part, Unreadable, after_blank
from reader.text.shown import Piece, joined

if TYPE_CHECKING:
    from reader.text.formula import Formulas

_ATOM: Final = re.compile(r"\d+(?:\.\d+)?|[^\W\d_][\u0300-\u036f\u20d7]*[⁰-₉ₐ-ₜᵃ-ᶻ′']*|.(?<=[∞∗⊥⊤∅†‡])")
_OPERATOR: Final = re.compile(r"[-+−±∓=<>,;:|∑∏∫≤≥≠∈→≈∼/ ]")
_DIFFERENTIAL: Final = re.compile(r"[d∂]([^\W\d_])")
_MATRICES: Final = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
    "smallmatrix": ("", ""), "array": ("", ""), "cases": ("{", ""),
}  # fmt: skip
_LINES: Final = frozenset(
    (  # noqa: SIM905 - a dozen quoted words would be harder to read
        "equation eqnarray align aligned alignat alignedat gather gathered split multline displaymath math flalign"
    ).split()
)
ENVIRONMENTS: Final = _LINES | frozenset(_MATRICES)
"""Environments that are formulas; each also with a star."""
_ROOTS: Final = {"2": "√", "3": "∛", "4": "∜"}


def environment(text: str, at: int, end: int) -> tuple[str, int, int, int]:
    r"""Find an environment that begins at `at`: its name without a star, its beginning and end, and what is behind it.

    Raises:
        Unreadable: it has no end.
    """
    found = _BEGIN.match(text, at)
    if found is None:
        raise Unreadable("\\begin")
    name = found[1]
    if name.rstrip("*") not in ENVIRONMENTS:
        raise Unreadable(f"\\begin{{{name}}}")
    closing = f"\\end{{{name}}}"
    close = text.find(closing, found.end(), min(end, at + _LONGEST))
    if close < 0:
        raise Unreadable(f"\\begin{{{name}}}")
    return name.rstrip("*"), found.end(), close, close + len(closing)


_BEGIN: Final = re.compile(r"\\begin\s?\{([A-Za-z]{1,20}\*?)\}")
_LONGEST: Final = 4000
"""Characters of an environment: longer ones are no formula, and looking for the end of each must not take long."""


def _frac(formulas: Formulas, at: int, stop: int, end: int, depth: int) -> Part:
    """Read a fraction."""
    above = formulas.argument(stop, end, depth)
    below = formulas.argument(above.end, end, depth)
    pieces = fraction(above.pieces, above.end, above.end, below.pieces, below.end)
    return Part(Kind.ORDINARY, _bound(formulas, pieces, at, below.end, end), below.end)


def fraction(above: list[Piece], at: int, stop: int, below: list[Piece], end: int) -> list[Piece]:
    """Put a fraction on one line.

    Args:
        above: What stands above the bar.
        at: Where that ends in the raw text.
        stop: Where what stands below begins.
        below: What stands below.
        end: Where that ends.
    """
    over, under = joined(above).strip(), joined(below).strip()
    if not over or not under:
        raise Unreadable("\\frac")
    left = [Piece("(", above[0].start, above[0].start), *above, Piece(")", at, at)] if _OPERATOR.search(over) else above
    whole = _ATOM.fullmatch(under) or _DIFFERENTIAL.fullmatch(under)
    right = below if whole else [Piece("(", stop, stop), *below, Piece(")", end, end)]
    return [*left, Piece("/", at, stop), *right]


def _bound(formulas: Formulas, pieces: list[Piece], at: int, stop: int, end: int) -> list[Piece]:
    """Put brackets around what its neighbours would pull apart."""
    place = at
    while place and formulas.text[place - 1] == " ":
        place -= 1
    former = formulas.text[place - 1] if place else ""
    after = formulas.text[stop : stop + 1]
    if (
        former.isalnum()
        or former in (")", "}", "]", "/", "^", "_")
        or after == "^"
        or formulas.ordinary_next(stop, end)
    ):
        return [Piece("(", at, at), *pieces, Piece(")", stop, stop)]
    return pieces


def _sqrt(formulas: Formulas, at: int, stop: int, end: int, depth: int) -> Part:
    """Read a root."""
    sign = "√"
    if formulas.text[stop : stop + 1] == "[":
        close = formulas.text.find("]", stop, min(end, stop + 12))
        degree = formulas.text[stop + 1 : close].strip() if close > 0 else ""
        sign = _ROOTS.get(degree) or f"{raised(degree) or ''}√"
        if close < 0 or (sign == "√" and degree != "2") or formulas.text[at - 1 : at].isalnum():
            raise Unreadable("\\sqrt[")
        stop = close + 1
    part = formulas.argument(stop, end, depth)
    body = joined(part.pieces).strip()
    if not body:
        raise Unreadable("\\sqrt")
    after = formulas.text[part.end : part.end + 1]
    alone = (body.isdigit() or len(body) == 1) and after not in ("^", "_") and not formulas.ordinary_next(part.end, end)
    if alone:
        return Part(Kind.ORDINARY, [Piece(sign, at, stop), *part.pieces], part.end)
    return Part(Kind.ORDINARY, [Piece(sign + "(", at, stop), *part.pieces, Piece(")", part.end, part.end)], part.end)


def _binom(formulas: Formulas, at: int, stop: int, end: int, depth: int) -> Part:
    """Read a binomial coefficient."""
    above = formulas.argument(stop, end, depth)
    below = formulas.argument(above.end, end, depth)
    if not joined(above.pieces) or not joined(below.pieces):
        raise Unreadable("\\binom")
    middle = Piece(" choose ", above.end, above.end)
    pieces = [Piece("(", at, stop), *above.pieces, middle, *below.pieces, Piece(")", below.end, below.end)]
    return Part(Kind.ORDINARY, pieces, below.end)


def _operator_name(formulas: Formulas, _at: int, stop: int, end: int, depth: int) -> Part:
    """Read a function that the author named."""
    part = formulas.argument(stop, end, depth)
    return Part(Kind.WORD, part.pieces, part.end)


def _negated(formulas: Formulas, at: int, stop: int, end: int, depth: int) -> Part:
    r"""Read what `\not` strikes out."""
    part = formulas.argument(stop, end, depth)
    body = joined(part.pieces)
    if len(body) != 1 or body.isalnum():
        raise Unreadable("\\not")
    return Part(Kind.OPERATOR, [Piece(unicodedata.normalize("NFC", body + "\u0338"), at, part.end)], part.end)


def _modulo(formulas: Formulas, at: int, stop: int, end: int, depth: int) -> Part:
    r"""Read `\pmod`."""
    part = formulas.argument(stop, end, depth)
    return Part(Kind.WORD, [Piece(" (mod ", at, stop), *part.pieces, Piece(")", part.end, part.end)], part.end)


def _mod(formulas: Formulas, at: int, stop: int, end: int, _depth: int) -> Part:
    r"""Read `\bmod`."""
    after = after_blank(formulas.text, stop, end)
    return Part(Kind.OPERATOR, [Piece(" mod ", at, after)], after)


def _coloured(formulas: Formulas, _at: int, stop: int, end: int, depth: int) -> Part:
    """Read what has a colour, without it."""
    name = formulas.close(after_blank(formulas.text, stop, end), end)
    return formulas.argument(name + 1, end, depth)


def _skipped(formulas: Formulas, _at: int, stop: int, end: int, _depth: int) -> Part:
    """Pass over an argument that says nothing."""
    return Part(Kind.NOTHING, [], formulas.close(after_blank(formulas.text, stop, end), end) + 1)


def _space(formulas: Formulas, _at: int, stop: int, end: int, _depth: int) -> Part:
    """Read a blank of a given width."""
    return Part(Kind.BLANK, [], formulas.close(after_blank(formulas.text, stop, end), end) + 1)


def _line_end(_formulas: Formulas, _at: int, stop: int, _end: int, _depth: int) -> Part:
    """Read the end of a line, which is no more than a blank here."""
    return Part(Kind.BLANK, [], stop)


def _environment(formulas: Formulas, at: int, _stop: int, end: int, depth: int) -> Part:
    """Read an environment within a formula."""
    name, begin, close, after = environment(formulas.text, at, end)
    if name not in ENVIRONMENTS:
        raise Unreadable(f"\\begin{{{name}}}")
    return Part(Kind.ORDINARY, body(formulas, name, begin, close, depth + 1), after)


def body(formulas: Formulas, name: str, begin: int, close: int, depth: int) -> list[Piece]:
    """Read what stands in an environment."""
    if name not in _MATRICES:
        return formulas.read(begin, close, depth)
    if name == "array":
        begin = formulas.close(after_blank(formulas.text, begin, close), close) + 1
    left, right = _MATRICES[name]
    pieces, at = [Piece(left, begin, begin)] if left else [], begin
    while at < close:
        line = formulas.text.find("\\\\", at, close)
        line = close if line < 0 else line
        pieces += formulas.sequence(at, line, depth, tight=False)
        stop = min(line + 2, close)
        if formulas.text[stop:close].strip():
            pieces.append(Piece("; ", line, stop))
        at = max(stop, at + 1)
    return [*pieces, Piece(right, close, close)] if right else pieces


Reader = Callable[["Formulas", int, int, int, int], Part]
"""Reads a command that stands at the first place and whose name ends at the second, up to the third at most."""
READERS: Final[dict[str, Reader]] = {
    "frac": _frac, "dfrac": _frac, "tfrac": _frac, "cfrac": _frac,
    "sqrt": _sqrt, "binom": _binom, "tbinom": _binom, "dbinom": _binom,
    "operatorname": _operator_name, "not": _negated, "pmod": _modulo,
    "bmod": _mod, "mod": _mod, "textcolor": _coloured, "color": _skipped,
    "label": _skipped, "hspace": _space, "hskip": _space, "vspace": _skipped,
    "\\": _line_end, "cr": _line_end, "newline": _line_end, "begin": _environment,
}  # fmt: skip
