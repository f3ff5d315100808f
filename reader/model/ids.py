"""What a paper is known by: keys, which of them counts, and how they are found in the texts of sources.

A key is `kind:name`. The canonical one of a paper is the best it has: `arxiv:` without the version, then `doi:` in lower
case, then a source's own id, then a hash of the title.
Sources: arXiv's identifiers, https://info.arxiv.org/help/arxiv_identifier.html; DOI names are case-blind: https://www.doi.org/doi-handbook/HTML/case-sensitivity.html.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from reader.model.text import clean_line

ARXIV: Final = "arxiv"
DOI: Final = "doi"
TITLE: Final = "title"
OWN: Final = "id"

_KNOWN_KINDS: Final = frozenset(
    {ARXIV, DOI, TITLE, OWN, "acl", "openreview", "pmid", "pmcid", "s2", "dblp", "isbn", "hf"}
)
_ORDER: Final = {ARXIV: 0, DOI: 1, TITLE: 3}
_NEW_STYLE = r"\d{4}\.\d{4,5}"
_OLD_STYLE = r"[a-z-]+(?:\.[a-z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:arxiv:\s*|https?://(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html)/|https?://huggingface\.co/papers/)?"
    rf"({_NEW_STYLE}|{_OLD_STYLE})(?:v\d+)?(?:\.pdf|\.md)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def arxiv_key(text: str) -> str:
    """Give the key of an arXiv id, bare or in an address, with or without a version; empty where it is none."""
    match = _ARXIV.fullmatch(text.strip())
    return f"{ARXIV}:{match[1].lower()}" if match else ""


def doi_key(text: str) -> str:
    """Give the key of a DOI, bare or in an address; empty where it is none. arXiv's own DOIs are arXiv ids."""
    match = _DOI.fullmatch(text.strip())
    if not match:
        return ""
    name = match[1].lower().rstrip(".,;")
    own = re.fullmatch(rf"10\.48550/arxiv\.({_NEW_STYLE}|{_OLD_STYLE})(?:v\d+)?", name)
    return f"{ARXIV}:{own[1]}" if own else f"{DOI}:{name}"


def title_key(title: str) -> str:
    """Give the key of a title: a hash (BLAKE2b, 64 bits) of its letters and digits, case and accents folded."""
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    letters = "".join(sign for sign in decomposed if sign.isalnum())
    return f"{TITLE}:{hashlib.blake2b(letters.encode(), digest_size=8).hexdigest()}"


def entry_keys(id_text: str, url: str, title: str) -> tuple[str, ...]:
    """Give every key that a source's id, address and title stand for, the best first, the title's last."""
    keys = [
        arxiv_key(id_text) or doi_key(id_text) or _own_key(id_text),
        arxiv_key(url) or doi_key(url),
        title_key(title),
    ]
    return tuple(sorted(dict.fromkeys(key for key in keys if key), key=_place))


def canonical(keys: Iterable[str]) -> str:
    """Choose the best of several keys."""
    return min(keys, key=lambda key: (_place(key), key))


def kind(key: str) -> str:
    """Tell what kind of key it is: the part before the colon."""
    return key.partition(":")[0]


def strong(key: str) -> bool:
    """Tell whether the key names one paper in all the world: an arXiv id or a DOI."""
    return kind(key) in (ARXIV, DOI)


def _place(key: str) -> int:
    return _ORDER.get(kind(key), 2)


def _own_key(text: str) -> str:
    name = clean_line(text)[:200]
    if not name:
        return ""
    return name if kind(name) in _KNOWN_KINDS and name.partition(":")[2] else f"{OWN}:{name}"
