"""What a document of tags begins with, and what its text says without them."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_BEFORE: Final = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>)+", re.DOTALL | re.IGNORECASE
)
_ELEMENT: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)(?=[\s/>]|$)")
_NAMES: Final = (
    "a|abbr|article|b|blockquote|br|code|dd|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|inf|italic|jats:[a-z-]+|"
    "li|mark|ol|p|pre|q|s|sc|sec|section|small|span|strong|sub|sup|table|tbody|td|th|title|tr|tt|u|ul"
)
# Only names that HTML has: "x < y and z > 2" is no tag.
_TAG: Final = re.compile(rf"<(/?)({_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_BREAKING: Final = frozenset(
    ("article", "blockquote", "br", "dd", "div", "dt", "figure", "hr", "li", "ol", "p", "pre", "section", "table", "tr")
)
# What has no end goes to the end of the text, as in a browser: looking for the end of each anew would take for ever.
_COMMENT: Final = re.compile(r"<!--(?:.*?-->|.*)|<!\[CDATA\[|\]\]>", re.DOTALL)
_SCRIPT: Final = re.compile(r"<(script|style)\b(?:.*?</\1\s*>|.*)", re.DOTALL | re.IGNORECASE)
_WRAPPED: Final = re.compile(r"(?<=\S)[ \t]*\n(?![ \t\n])")


def first_element(text: str) -> str:
    """Give the name of the element that a document begins with, without its prefix; empty where it begins otherwise."""
    before = _BEFORE.match(text.removeprefix("\ufeff"))
    found = _ELEMENT.match(text.removeprefix("\ufeff"), before.end() if before else 0)
    return found[1] if found else ""


def plain(text: str) -> str:
    """Give what a piece of HTML says, with a line break where a paragraph ends."""
    if "<" in text:
        text = _COMMENT.sub("", _SCRIPT.sub("", text))
        text = _TAG.sub(lambda tag: "\n" if tag[2].lower() in _BREAKING else "", text)
    return unescape(text).strip() if "&" in text else text.strip()


def flowing(text: str) -> str:
    """Join lines that a program wrapped; a blank line, and one that is set in, begin a paragraph, as at arXiv."""
    text = text.strip()
    if "\n" not in text:
        return text
    if "\n\n" not in text and "\n " not in text and "\n\t" not in text:
        return text.replace("\n", " ")  # of most abstracts, and ten times as fast
    return _WRAPPED.sub(" ", text)
