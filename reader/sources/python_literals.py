"""What Python prints of dictionaries and lists, read without Python: some proxies save answers as texts like that.

Nothing is evaluated. `ast.literal_eval` evaluates nothing either, but it may take all memory, or the interpreter's
stack, for a hostile text (https://docs.python.org/3/library/ast.html#ast.literal_eval says so); this takes time and
memory in proportion to the text, and refuses what is nested too deeply. Read are texts, numbers, `True`, `False`,
`None`, lists, tuples and dictionaries with texts as keys.
"""

from __future__ import annotations

import re
from typing import Any, Final

MAX_DEPTH: Final = 64

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<text>'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*")
        |(?P<word>True|False|None|true|false|null)\b
        |(?P<number>-?[0-9]{1,18}(?:\.[0-9]{0,18})?(?:[eE][+-]?[0-9]{1,3})?)(?![\w.])
        |(?P<sign>[\[\](){}:,])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_WORDS: Final = {"True": True, "true": True, "False": False, "false": False, "None": None, "null": None}
_SIGNS: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "", "b": "", "f": "\n", "v": "\n", "0": "", "\n": ""}
_CLOSING: Final = {"[": "]", "(": ")", "{": "}"}
_NOTHING: Final = object()


def read_literal(text: str) -> object:
    """Give the value that a text stands for.

    Raises:
        ValueError: it stands for none, or is nested too deeply.
    """
    reader = _Reader()
    at = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        if token["sign"]:
            reader.sign(token["sign"])
        elif token["text"] is not None:
            reader.value(_unescaped(token["text"][1:-1]))
        elif token["word"]:
            reader.value(_WORDS[token["word"]])
        else:
            number = token["number"]
            reader.value(int(number) if number.lstrip("-").isdigit() else float(number))
    if text[at:].strip():
        raise ValueError(f"makes no sense at character {at + 1}")
    return reader.whole()


class _Reader:
    """Puts values together; containers that are open lie on a stack."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Any]] = []
        self._key: list[object] = []
        self._expects = True
        """Whether a value may come, or an end where there is none yet."""
        self._wants_colon = False
        self._result: object = _NOTHING

    def sign(self, sign: str) -> None:
        if sign in _CLOSING:
            if len(self._open) >= MAX_DEPTH:
                raise ValueError("is nested too deeply")
            self._wants_value()
            self._open.append((_CLOSING[sign], {} if sign == "{" else []))
            self._key.append(_NOTHING)
        elif not self._open:
            raise ValueError(f"has a {sign!r} where a value should be")
        elif sign == ":":
            if not self._wants_colon:
                raise ValueError("has a colon where none can be")
            self._wants_colon = False
        elif sign == ",":
            if self._expects or self._wants_colon:
                raise ValueError("has a comma where none can be")
            self._expects = True
        else:
            closing, container = self._open.pop()
            if sign != closing or self._key.pop() is not _NOTHING:
                raise ValueError(f"has a {sign!r} where a {closing!r} should be")
            self._expects = True
            self._put(container)

    def value(self, value: object) -> None:
        self._wants_value()
        self._put(value)

    def _wants_value(self) -> None:
        if self._wants_colon or not self._expects or (not self._open and self._result is not _NOTHING):
            raise ValueError("has two values in a row")

    def _put(self, value: object) -> None:
        if not self._open:
            self._result = value
        elif isinstance(self._open[-1][1], list):
            self._open[-1][1].append(value)
        elif self._key[-1] is _NOTHING:
            if not isinstance(value, str):
                raise ValueError("has a key that is no text")
            self._key[-1] = value
            self._wants_colon = True
            return
        else:
            self._open[-1][1][self._key[-1]] = value
            self._key[-1] = _NOTHING
        self._expects = False

    def whole(self) -> object:
        if self._open or self._result is _NOTHING:
            raise ValueError("is cut off")
        return self._result


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_sign, text) if "\\" in text else text


def _sign(escape: re.Match[str]) -> str:
    if code := escape[1] or escape[2] or escape[3]:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _SIGNS.get(escape[4], escape[4])
