"""Letters and figures in other shapes: the alphabets of mathematics, and what stands raised or lowered.

Sources: Unicode Standard, Mathematical Alphanumeric Symbols (https://www.unicode.org/charts/PDF/U1D400.pdf) with the
letters of Letterlike Symbols that fill its gaps; Superscripts and Subscripts, Phonetic Extensions.
"""

from __future__ import annotations

from functools import cache
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

_GREEK: Final = "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"
_CAPITAL_GREEK: Final = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇"

_FIRST: Final = {
    # The first capital letter, the first small letter, the first figure, the first capital and small Greek letter.
    "bold": (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2),
    "bold italic": (0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736),
    "script": (0x1D49C, 0, 0, 0, 0),
    "fraktur": (0x1D504, 0x1D51E, 0, 0, 0),
    "double": (0x1D538, 0x1D552, 0x1D7D8, 0, 0),
    "sans": (0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0),
    "typewriter": (0x1D670, 0x1D68A, 0x1D7F6, 0, 0),
}
_GAPS: Final = {
    "script": {
        "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ",
    },
    "fraktur": {"C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"},
    "double": {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"},
}  # fmt: skip

_RAISED: Final = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
_LOWERED: Final = dict(
    zip("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)


@cache
def alphabet(name: str) -> dict[int, str]:
    """Give a table for `str.translate` that puts letters and figures into a shape; what has none in it is missing."""
    capital, small, figure, capital_greek, greek = _FIRST[name]
    table = {ord(letter): chr(capital + place) for place, letter in enumerate(ascii_uppercase)}
    for letters, first in (
        (ascii_lowercase, small),
        (digits, figure),
        (_CAPITAL_GREEK, capital_greek),
        (_GREEK, greek),
    ):
        if first:
            table.update({ord(letter): chr(first + place) for place, letter in enumerate(letters)})
    table.update({ord(letter): shape for letter, shape in _GAPS.get(name, {}).items()})
    return table


def reshaped(text: str, name: str) -> str | None:
    """Put letters and figures into a shape; nothing where one of them has no such form."""
    table = alphabet(name)
    if any(sign.isalnum() and ord(sign) not in table for sign in text):
        return None
    return text.translate(table)


def raised(text: str) -> str | None:
    """Raise a text; nothing where one of its characters has no such form."""
    return _moved(text, _RAISED)


def lowered(text: str) -> str | None:
    """Lower a text; nothing where one of its characters has no such form."""
    return _moved(text, _LOWERED)


def moves(sign: str) -> bool:
    """Tell whether a character is a raised or lowered one."""
    return sign in _MOVED


_MOVED: Final = frozenset(_RAISED.values()) | frozenset(_LOWERED.values())


def _moved(text: str, table: dict[str, str]) -> str | None:
    moved = [table.get(sign) for sign in text]
    return "".join(sign for sign in moved if sign) if all(moved) else None
