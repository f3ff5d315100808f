"""What a paper is known by: keys, which of them counts, and how they are found in the texts of sources.

A key is `kind:name`. The canonical one of a paper is the best it has: `arxiv:` without the version, then `doi:` in
lower case, then a source's own id, then a hash of the title.

Sources: arXiv's identifiers (https://info.arxiv.org/help/arxiv_identifier.html), of which the version and the subject
class of the old style name no other work; DOI names are case-blind
(https://www.doi.org/doi-handbook/HTML/case-sensitivity.html), and `10.48550/arXiv.` begins those that arXiv gives out
itself (https://info.arxiv.org/help/doi.html).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from reader.model.lazy_pattern import LazyPattern
from reader.model.text import clean_line

ARXIV: Final = "arxiv"
DOI: Final = "doi"
TITLE: Final = "title"
OWN: Final = "id"
"""The kind of an id that a source gives without saying whose it is."""

MAX_NAME: Final = 200
"""Characters of a source's own id that are looked at, and of a DOI that is believed to be one."""

_VERSION_DIGITS: Final = 3
"""Digits of a version that is believed; the papers with the most versions have some hundred and fifty."""
_KNOWN_KINDS: Final = frozenset(
    (ARXIV, DOI, TITLE, OWN, "acl", "openreview", "pmid", "pmcid", "s2", "dblp", "isbn", "hf")
)
_ORDER: Final = {ARXIV: 0, DOI: 1, TITLE: 3}

# Year and month, then four digits from April 2007 to the end of 2014 and five since: a number that happens to have a
# point in the middle is seldom taken for an id.
_NEW_STYLE = (
    r"(?:07(?:0[4-9]|1[0-2])|(?:0[89]|1[0-4])(?:0[1-9]|1[0-2]))\.(?!0000)[0-9]{4}"
    r"|(?:1[5-9]|[2-8][0-9])(?:0[1-9]|1[0-2])\.(?!00000)[0-9]{5}"
)
# The archives that ever had ids of the old style; no new ones can come, it ended in 2007.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|"
    "plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_OLD_NUMBER = r"(?:(?:9[1-9]|0[0-6])(?:0[1-9]|1[0-2])|070[1-3])(?!000)[0-9]{3}"
_ID = (
    rf"(?:(?P<new>{_NEW_STYLE})"
    rf"|(?P<archive>{_ARCHIVES})(?:\.[a-z-]+)?(?:/|%2f)(?P<number>{_OLD_NUMBER}))(?:v(?P<version>[0-9]+))?"
)
_HOST = r"(?:https?://)?(?:[a-z0-9-]+\.)*"
_ARXIV = LazyPattern(
    r"(?:(?:oai:)?arxiv(?:\.org)?[:\s]\s*"
    rf"|{_HOST}(?:arxiv|alphaxiv|ar5iv)\.org/(?:abs|pdf|html|format|src|e-print|overview)/"
    rf"|{_HOST}(?:huggingface\.co|hf\.co)/papers/)?"
    rf"{_ID}(?:\.pdf|\.md|\s*\[[\w.-]+)?/?(?:[?#].*)?",  # the closing bracket of a class has been stripped
    re.ASCII | re.IGNORECASE,
)
# Publishers that host by DOI have it after "/doi/", and name after it in what form they show the paper.
_DOI = LazyPattern(
    r"(?:(?:info:|urn:)?doi[:\s/]\s*"
    r"|(?P<address>(?:https?://)?(?:dx\.|www\.)?doi\.org/|https?://[^/\s]+/doi/(?:[a-z]+/)?))?"
    r"(?P<name>10\.[0-9]{4,9}(?:/|%2f)\S+)",
    re.ASCII | re.IGNORECASE,
)
_FORM = LazyPattern(r"/(?:abstract|e?pdf|full|html|meta)$", re.IGNORECASE)
_OWN_DOI = LazyPattern(rf"10\.48550/arxiv\.{_ID}", re.ASCII | re.IGNORECASE)
_BARE = LazyPattern(_NEW_STYLE, re.ASCII)
"""As most sources have it: looked for before everything else that may name a paper of arXiv."""
_VERSIONED = LazyPattern("[vV][0-9]")
_OPENING = " \t\n\"'“‘([{<"
_TRAILING = " \t\n\"'”’.,;:!?…"
_PAIRS: Final = {")": "(", "]": "[", "}": "{", ">": "<"}
_ISBN_10 = LazyPattern("[0-9]{9}[0-9X]")
_ISBN_13 = LazyPattern("97[89][0-9]{10}")
_TITLE_NAME = LazyPattern("[0-9a-f]{16}")
_NO_LETTERS: Final = bytes(sign for sign in range(128) if not chr(sign).isalnum())


def arxiv_key(text: str) -> str:
    """Give the key of an arXiv id, bare or in an address, with or without a version; empty where it is none."""
    if _BARE.compiled.fullmatch(text):
        return f"{ARXIV}:{text}"
    match = _ARXIV.compiled.fullmatch(text.lstrip(_OPENING).rstrip(_TRAILING + ")]}>"))
    return _arxiv(match) if match else ""


def arxiv_version(text: str) -> int:
    """Give the version that an arXiv id names, bare or in an address: 3 of `2101.00120v3`; 0 where it names none."""
    if not _VERSIONED.compiled.search(text):
        return 0
    match = _ARXIV.compiled.fullmatch(text.lstrip(_OPENING).rstrip(_TRAILING + ")]}>"))
    version = match["version"] if match else None
    return int(version) if version and len(version) <= _VERSION_DIGITS else 0


def doi_key(text: str) -> str:
    """Give the key of a DOI, bare or in an address; empty where it is none. arXiv's own DOIs are arXiv ids."""
    match = _DOI.compiled.fullmatch(text.strip().lstrip(_OPENING)) if "10." in text else None
    if not match:
        return ""
    name = match["name"]
    if match["address"]:
        name = _FORM.compiled.sub("", unquote(re.split("[?#]", name)[0]))
    name = _without_tail(clean_line(name)).lower()
    if len(name) > MAX_NAME or " " in name or name.endswith("/"):
        return ""
    own = _OWN_DOI.compiled.fullmatch(name)
    return _arxiv(own) if own else f"{DOI}:{name}"


def title_key(title: str) -> str:
    """Give the key of a title: `title:` and 16 hexadecimal digits.

    They are the BLAKE2b hash (64 bits) of the title's letters and digits in UTF-8, after compatibility decomposition
    (NFKD) and case folding; accents, blanks and punctuation do not count, but vowels that are written as marks, as in
    the scripts of India, do. That two of a million titles share a hash by chance happens in one library of 37 million.
    A title without a single letter or digit is hashed as it is, folded.
    """
    title = clean_line(title)
    if title.isascii():
        plain = title.lower().encode().translate(None, _NO_LETTERS)
        letters = plain.decode() or "".join(title.split())
    else:
        # Some letters have a case only once they are decomposed: a script capital H, say.
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", title.casefold()).casefold())
        # The capital of a dotless i is the capital of any i.
        letters = "".join(filter(_counts, folded)).replace("ı", "i")
        if not any(map(str.isalnum, letters)):
            letters = "".join(folded.split()) or "".join(title.split())
    return f"{TITLE}:{hashlib.blake2b(letters.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def entry_keys(id_text: str, url: str, title: str) -> tuple[str, ...]:
    """Give every key that a source's id, address and title stand for: the best first, the title's last."""
    by_title = title_key(title)
    by_id = _id_key(id_text) if id_text else ""
    # No work has two arXiv ids: with one, an address can only add a DOI.
    by_url = ((kind(by_id) != ARXIV and arxiv_key(url)) or doi_key(url)) if url else ""
    if by_url != by_id and kind(by_url) == kind(by_id) == ARXIV:
        by_url = ""
    if by_id == by_url or not by_url:
        return (by_id, by_title) if by_id and by_id != by_title else (by_title,)
    keys = dict.fromkeys(key for key in (by_id, by_url, by_title) if key)
    return tuple(sorted(keys, key=_place))


def entry_keys_of(texts: Iterable[str], title: str) -> tuple[str, ...]:
    """Give every key that any number of ids and addresses stand for: the best first, the title's last.

    An address that names neither an arXiv id nor a DOI is no key. Of two arXiv ids the first counts: no work has two.
    """
    keys: dict[str, None] = {}
    for text in texts:
        is_address = text[:4].lower() == "http" and text[:8].lower().startswith(("http://", "https://"))
        key = (text[:3] == "10." and doi_key(text)) or arxiv_key(text) or doi_key(text)
        if not key and text and not is_address:
            key = _own_key(text)
        if key and not (keys and kind(key) == ARXIV and any(kind(other) == ARXIV and other != key for other in keys)):
            keys[key] = None
    keys[title_key(title)] = None
    return tuple(keys) if len(keys) < 3 and _place(next(iter(keys))) == 0 else tuple(sorted(keys, key=_place))


def canonical(keys: Iterable[str]) -> str:
    """Choose the best of several keys; of two that are equally good, the first in the order of their letters.

    Raises:
        ValueError: there is no key at all.
    """
    return min(keys, key=lambda key: (_place(key), key))


def kind(key: str) -> str:
    """Tell what kind of key it is: the part before the colon."""
    return key.partition(":")[0]


def strong(key: str) -> bool:
    """Tell whether the key names one work in all the world: an arXiv id or a DOI."""
    return kind(key) in (ARXIV, DOI)


def known(key: str) -> bool:
    """Tell whether a text is a key: a kind that Octavo knows, a colon, and a name."""
    head, _, name = key.partition(":")
    return head in _KNOWN_KINDS and bool(name)


def _id_key(text: str) -> str:
    return arxiv_key(text) or doi_key(text) or _own_key(text)


def _own_key(text: str) -> str:
    name = clean_line(text)
    if len(name) > MAX_NAME:
        # Two long ids may differ in their ends only.
        name = f"{name[:MAX_NAME].rstrip()}~{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}"
    head, _, rest = name.partition(":")
    head, rest = head.lower(), rest.strip()
    if head == "isbn":
        rest = _isbn(rest)
    # "PMID: 123" and "pmid:123" are the same. What calls itself an arXiv id or a DOI and came here is none.
    if rest and head in _KNOWN_KINDS - {ARXIV, DOI} and (head != TITLE or _TITLE_NAME.compiled.fullmatch(rest)):
        return f"{head}:{rest}"
    return f"{OWN}:{name}" if name else ""


def _isbn(text: str) -> str:
    """Give an ISBN in its 13 digits, however it is written; anything else as it is."""
    signs = text.replace("-", "").replace(" ", "").upper()
    if _ISBN_10.compiled.fullmatch(signs):
        signs = f"978{signs[:-1]}"
        signs += str(-sum(int(sign) * (1, 3)[place % 2] for place, sign in enumerate(signs)) % 10)
    return signs if _ISBN_13.compiled.fullmatch(signs) else text


def _without_tail(name: str) -> str:
    """Take off what a sentence adds: punctuation, and brackets that close what was opened before the name."""
    while name:
        last = name[-1]
        opening = _PAIRS.get(last)
        if last not in _TRAILING and (opening is None or name.count(opening) >= name.count(last)):
            break
        name = name[:-1]
    return name


def _counts(sign: str) -> bool:
    """Tell whether a character of a decomposed title tells it from others: accents have the classes 1 and from 10."""
    if sign.isalnum():
        return True
    is_mark = unicodedata.category(sign) in {"Mn", "Mc"}
    return is_mark and unicodedata.combining(sign) in {0, *range(6, 10)}


def _arxiv(match: re.Match[str]) -> str:
    name = match["new"] or f"{match['archive']}/{match['number']}"
    return f"{ARXIV}:{name.lower()}"


def _place(key: str) -> int:
    return _ORDER.get(kind(key), 2)
